"""The judge's hold on the warm process. Imports little, so that it can be started first of all."""

from __future__ import annotations

import atexit
import json
import os
import select
import socket
import subprocess
import sys
from dataclasses import asdict

from course.grading.sandbox.isolation.namespaces import Walls

_kept: list[Zygote] = []

START = """\
import gc, sys
gc.disable()  # imports leave nothing to collect
sys.path[0] = "/"
from course.grading.sandbox.fork_server import main
main()"""


class Zygote:
    """The warm process that sandboxes are forked from.

    It warms up while this process goes on. A process that forks shares it with its children.
    """

    def __init__(self) -> None:
        # Packets, for several processes may ask at the same time.
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        os.set_inheritable(theirs.fileno(), True)
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, str(theirs.fileno())],
            pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd="/", start_new_session=True,
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent",
                 "OPENBLAS_NUM_THREADS": "1",
                 **{k: v for k, v in os.environ.items() if k == "PYTHONPATH"}},
        )
        theirs.close()
        self.lacks: list[str] | None = None  # what this host cannot build, once it is known

    def fork(self, walls: Walls) -> tuple[socket.socket, int]:
        """A connection to a new sandbox, and its leash: who closes that kills it.

        Raises OSError when the warm process has ended.
        """
        ours, theirs = socket.socketpair()
        leash_inside, leash = (end.detach() for end in socket.socketpair())
        try:
            socket.send_fds(self._control, [json.dumps(asdict(walls)).encode()],
                            [theirs.fileno(), leash_inside])
        except OSError:
            ours.close()
            os.close(leash)
            raise
        finally:
            theirs.close()
            os.close(leash_inside)
        return ours, leash

    @property
    def alive(self) -> bool:
        """Whether it holds its end of the line; it may have ended for want of memory."""
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
            # Another process holds on to it; its sandboxes die with it.
            self._process.kill()
            self._process.wait()


def warm_process() -> Zygote:
    """The process that this one's sandboxes are forked from; started when there is none."""
    if _kept and not _kept[0].alive:
        _kept.pop().close()
    if not _kept:
        zygote, owner = Zygote(), os.getpid()
        atexit.register(lambda: zygote.close() if os.getpid() == owner else None)
        _kept.append(zygote)
    return _kept[0]
