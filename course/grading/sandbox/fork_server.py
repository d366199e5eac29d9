"""The warm process: everything that cells need is imported here, once; sandboxes are its forks.

Its argument is the number of a socket. Each message on it holds the walls as JSON and two
descriptors: the connection to serve, and a leash. When the leash is closed, by the judge or by its
death, the sandbox is killed.
"""

from __future__ import annotations

import gc
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from dataclasses import dataclass

from course.exchange.wire import OVER_MEMORY, READY, send
from course.grading.sandbox.imitation import ENVIRONMENT, argument_memory, put_on
from course.grading.sandbox.isolation import namespaces as building
from course.grading.sandbox.isolation.namespaces import Walls
from course.grading.sandbox.isolation.seccomp import HELD_FAMILIES, refuse_calls
from course.grading.sandbox.process_tree import adopt_orphans, end_orphans, memory_of
from course.grading.sandbox.server import Inside
from course.grading.sandbox.shell import Shell

WATCH = 100  # milliseconds between looks at the memory of those that live
PATIENCE = 5.0  # seconds in which the last process must have gone
REAP = 20  # milliseconds between looks at sandboxes that are being killed


def main() -> None:
    """Import, then fork a sandbox for every message."""
    control = socket.socket(fileno=int(sys.argv[1]))
    with tempfile.TemporaryDirectory() as home:
        os.environ |= ENVIRONMENT | {"HOME": home, "IPYTHONDIR": home, "MPLCONFIGDIR": home}
        shell = warm_shell()
    adopt_orphans()
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
    gc.enable()
    return shell


@dataclass
class Child:
    """A sandbox that lives: its process, its walls, and a scratch folder where it has no own."""

    process: int
    walls: Walls
    scratch: str | None


class Nursery:
    """All sandboxes that live now, each on its leash."""

    def __init__(self, control: socket.socket, shell: Shell) -> None:
        self._control = control
        self._shell = shell
        self._leashes: dict[int, Child] = {}
        self._dying: list[Child] = []
        self._orphans = False
        self._events = select.poll()
        self._events.register(control, select.POLLIN)

    def look(self) -> bool:
        """Wait for something to happen and see to it; False when nobody can ask any more."""
        self._bury()
        busy = self._dying or self._orphans
        events = self._events.poll(REAP if busy else WATCH if self._leashes else None)
        for descriptor, _ in events:
            if descriptor == self._control.fileno():
                message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 2)
                if not message:
                    self._end_all()
                    return False
                self._start(Walls(**json.loads(message)), *descriptors)
            elif descriptor in self._leashes:
                self._end(descriptor)
        if not events and not busy:
            self._weigh()
        return True

    def _start(self, walls: Walls, connection: int, leash: int) -> None:
        scratch = None if walls.namespaces and walls.files else tempfile.mkdtemp()
        try:
            child = fork(walls, connection, self._shell, scratch)
        except OSError:
            os.close(leash)
            _delete(scratch)
        else:
            self._leashes[leash] = Child(child, walls, scratch)
            self._events.register(leash, select.POLLHUP)
        os.close(connection)

    def _weigh(self) -> None:
        """End the sandboxes whose processes together use too much memory, and tell the judge."""
        for leash, child in self._leashes.items():
            if memory_of(child.process) > child.walls.memory_together:
                os.write(leash, OVER_MEMORY)
                os.kill(child.process, signal.SIGKILL)

    def _end(self, leash: int) -> None:
        """Kill a sandbox with everything in it; nobody holds its leash any more."""
        child = self._leashes.pop(leash)
        self._events.unregister(leash)
        os.close(leash)
        os.kill(child.process, signal.SIGKILL)
        self._dying.append(child)

    def _bury(self) -> None:
        """See off those that have died, with what they left behind."""
        for child in list(self._dying):
            if os.waitpid(child.process, os.WNOHANG)[0]:
                self._dying.remove(child)
                self._orphans |= not child.walls.namespaces
                _delete(child.scratch)
        if self._orphans:
            living = (*self._leashes.values(), *self._dying)
            self._orphans = end_orphans({child.process for child in living})

    def _end_all(self) -> None:
        for leash in list(self._leashes):
            self._end(leash)
        deadline = time.monotonic() + PATIENCE
        while (self._dying or self._orphans) and time.monotonic() < deadline:
            self._bury()
            time.sleep(REAP / 1000)


def _delete(scratch: str | None) -> None:
    if scratch is not None:
        shutil.rmtree(scratch, ignore_errors=True)


def fork(walls: Walls, connection: int, shell: Shell, scratch: str | None) -> int:
    """Fork the process that will run the student's code; its number. Raises OSError."""
    if not walls.namespaces:
        child = os.fork()
        if child == 0:
            live(walls, connection, shell, scratch)
        return child
    waits, tells = os.pipe()
    try:
        child = building.fork_apart(walls)
        if child == 0:
            os.close(tells)
            if os.read(waits, 1):
                live(walls, connection, shell, scratch)
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


def live(walls: Walls, connection: int, shell: Shell, scratch: str | None) -> None:
    """The sandboxed process: build the walls from inside, then serve. Never returns."""
    status = 1
    try:
        os.setsid()
        _silence(connection)
        lacking = shut_in(walls, scratch)
        for name in [n for n in sys.modules if n.partition(".")[0] == "course"]:
            del sys.modules[name]
        wire = socket.socket(fileno=3)
        send(wire, {READY: lacking})
        Inside(shell).serve(wire)
        status = 0
    except BaseException as error:
        if os.environ.get("COURSE_SANDBOX_DEBUG"):
            print(repr(error))
    finally:
        os._exit(status)


def shut_in(walls: Walls, scratch: str | None) -> list[str]:
    """Build the walls from inside; what this host lacks for them."""
    lacking = []
    put_on(argument_memory())
    if scratch is not None:
        os.chmod(scratch, 0o777)
        os.chdir(scratch)
        os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"), scratch))
    if walls.namespaces and walls.files:
        building.build_file_system(walls)
    if walls.namespaces:
        building.drop_rights()
    elif walls.files:
        try:
            building.fence_in(os.getcwd())
        except OSError:
            lacking.append("Landlock")
    building.die_with_parent()
    building.set_limits(walls)
    if walls.calls:
        isolated = walls.namespaces or not walls.network
        try:
            refuse_calls(HELD_FAMILIES if isolated else ())
        except OSError:
            lacking.append("filter for system calls")
    return lacking


def _silence(connection: int) -> None:
    """Keep one descriptor, the connection, as number 3; standard streams lead nowhere."""
    if connection != 3:
        os.dup2(connection, 3)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.closerange(4, 4096)
