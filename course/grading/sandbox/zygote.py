"""The warm process: everything that cells need is imported here, once; sandboxes are its forks.

Run as `python -m course.grading.sandbox.zygote FD`, where FD is a socket. Each message on it holds
the walls as JSON and two descriptors: the connection to serve, and a leash. When the leash is
closed, by the judge or by its death, the sandbox is killed.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile

from course.answers.wire import READY, send
from course.grading.sandbox import walls as building
from course.grading.sandbox.calls import refuse_calls
from course.grading.sandbox.inside import Inside
from course.grading.sandbox.shell import Shell
from course.grading.sandbox.walls import Walls

REAP = 20  # milliseconds between looks at sandboxes that are being killed
ENVIRONMENT = {
    "HOME": "/scratch", "IPYTHONDIR": "/scratch", "TMPDIR": "/tmp",
    "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline", "MPLCONFIGDIR": "/scratch",
    "OPENBLAS_NUM_THREADS": "1",
}


def main() -> None:
    """Import, then fork a sandbox for every message."""
    control = socket.socket(fileno=int(sys.argv[1]))
    with tempfile.TemporaryDirectory() as home:
        os.environ.clear()
        os.environ.update(ENVIRONMENT | {"HOME": home, "IPYTHONDIR": home, "MPLCONFIGDIR": home})
        shell = warm_shell()
    os.environ.update(ENVIRONMENT)
    nursery = Nursery(control, shell)
    while nursery.look():
        pass
    os._exit(0)


def warm_shell() -> Shell:
    """A shell that has drawn a picture and multiplied, so that no sandbox does it first."""
    shell: Shell = Shell.instance()
    shell.run("import numpy as np, matplotlib.pyplot as plt\n"
              "plt.plot([1, 2]); plt.title('$x$'); plt.show(); np.ones((2, 2)) @ np.ones(2)")
    shell.reset(new_session=True)
    shell.execution_count = 1
    gc.collect()
    gc.freeze()
    return shell


class Nursery:
    """All sandboxes that live now, each on its leash."""

    def __init__(self, control: socket.socket, shell: Shell) -> None:
        self._control = control
        self._shell = shell
        self._leashes: dict[int, int] = {}
        self._dying: list[int] = []
        self._events = select.poll()
        self._events.register(control, select.POLLIN)

    def look(self) -> bool:
        """Wait for something to happen and see to it; False when nobody can ask any more."""
        self._dying = [child for child in self._dying if os.waitpid(child, os.WNOHANG)[0] == 0]
        for descriptor, _ in self._events.poll(REAP if self._dying else None):
            if descriptor == self._control.fileno():
                message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 2)
                if not message:
                    self._end_all()
                    return False
                self._start(Walls(**json.loads(message)), *descriptors)
            elif descriptor in self._leashes:
                self._end(descriptor)
        return True

    def _start(self, walls: Walls, connection: int, leash: int) -> None:
        try:
            child = fork(walls, connection, self._shell)
        except OSError:
            os.close(leash)
        else:
            self._leashes[leash] = child
            self._events.register(leash, select.POLLHUP)
        os.close(connection)

    def _end(self, leash: int) -> None:
        """Kill a sandbox with everything in it; nobody holds its leash any more."""
        child = self._leashes.pop(leash)
        self._events.unregister(leash)
        os.close(leash)
        os.kill(child, signal.SIGKILL)
        self._dying.append(child)

    def _end_all(self) -> None:
        for leash in list(self._leashes):
            self._end(leash)
        for child in self._dying:
            os.waitpid(child, 0)


def fork(walls: Walls, connection: int, shell: Shell) -> int:
    """Fork the process that will run the student's code; its number. Raises OSError."""
    if not walls.namespaces:
        child = os.fork()
        if child == 0:
            live(walls, connection, shell)
        return child
    waits, tells = os.pipe()
    try:
        child = building.fork_apart(walls)
        if child == 0:
            os.close(tells)
            if os.read(waits, 1):
                live(walls, connection, shell)
            os._exit(1)
        try:
            building.map_ids(child)
            os.write(tells, b"x")
        except OSError:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise
        return child
    finally:
        os.close(waits)
        os.close(tells)


def live(walls: Walls, connection: int, shell: Shell) -> None:
    """The sandboxed process: build the walls from inside, then serve. Never returns."""
    status = 1
    try:
        os.setsid()
        _silence(connection)
        if walls.namespaces and walls.files:
            building.build_file_system(walls)
        if walls.namespaces:
            building.drop_rights()
        building.die_with_parent()
        building.set_limits(walls)
        if walls.calls:
            refuse_calls()
        for name in [n for n in sys.modules if n.partition(".")[0] == "course"]:
            del sys.modules[name]
        wire = socket.socket(fileno=3)
        send(wire, READY)
        Inside(shell).serve(wire)
        status = 0
    except BaseException as error:
        if os.environ.get("COURSE_SANDBOX_DEBUG"):
            print(repr(error))
    finally:
        os._exit(status)


def _silence(connection: int) -> None:
    """Keep one descriptor, the connection, as number 3; standard streams lead nowhere."""
    if connection != 3:
        os.dup2(connection, 3)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.closerange(4, 4096)


if __name__ == "__main__":
    main()
