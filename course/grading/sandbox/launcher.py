"""Starts the fork server. Imports little, so that the server can start before all else."""

from __future__ import annotations

import atexit
import importlib.util
import json
import os
import select
import socket
import subprocess
import sys
from dataclasses import asdict

from course.grading.sandbox.isolation.layers import Isolation

_fork_server: ForkServer | None = None

PROGRAM = """\
import gc, sys
gc.disable()  # imports leave nothing to collect
sys.path[0] = "/"
from course.grading.sandbox.keeper import keep
keep(int(sys.argv[1]))
from course.grading.sandbox.fork_server import main
main()"""


def start_fork_server() -> ForkServer:
    """This process's fork server; starts one if none runs."""
    global _fork_server
    if _fork_server is not None and not _fork_server.alive:
        _fork_server.close()
        _fork_server = None
    if _fork_server is None:
        server, owner = ForkServer(), os.getpid()
        atexit.register(lambda: server.close() if os.getpid() == owner else None)
        _fork_server = server
    return _fork_server


class ForkServer:
    """The judge's handle on the process that forks sandboxes.

    It imports and prepares while this process goes on. A process that forks shares its fork server
    with its children.
    """

    def __init__(self) -> None:
        for name in ("ipykernel", "nbgrader"):  # without them it would end in a traceback
            if importlib.util.find_spec(name) is None:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        # Packets, for several processes may ask at the same time.
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        os.set_inheritable(theirs.fileno(), True)
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(theirs.fileno())],
            pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd="/", start_new_session=True,
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent",
                 "OPENBLAS_NUM_THREADS": "1",
                 **{k: v for k, v in os.environ.items() if k == "PYTHONPATH"}},
        )
        theirs.close()
        self.missing_layers: list[str] | None = None  # None until a first sandbox has tried

    def fork(self, isolation: Isolation) -> tuple[socket.socket, int]:
        """A connection to a new sandbox, and its lifeline: closing that kills the sandbox.

        Raises OSError if the fork server has ended.
        """
        ours, theirs = socket.socketpair()
        lifeline, other_end = (end.detach() for end in
                               socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET))
        try:
            socket.send_fds(self._control, [json.dumps(asdict(isolation)).encode()],
                            [theirs.fileno(), other_end])
        except OSError:
            ours.close()
            os.close(lifeline)
            raise
        finally:
            theirs.close()
            os.close(other_end)
        return ours, lifeline

    @property
    def alive(self) -> bool:
        """Whether it still has the control socket open; it may have died because memory ran out."""
        if self._control.fileno() == -1:
            return False
        line = select.poll()
        line.register(self._control, 0)
        return not line.poll(0)

    def close(self) -> None:
        """End it with all its sandboxes."""
        self._control.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            # A process that this one forked has the socket open too.
            self._process.terminate()
            self._process.wait()
