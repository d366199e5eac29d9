"""The fork server: imports everything that cells need, once, and forks a sandbox on request.

Its argument is the number of a socket. Each message on it holds an `Isolation` as JSON and two
descriptors: the connection that the sandbox serves, and its lifeline. The fork server kills a
sandbox when nobody holds the other end of its lifeline: the judge closed it, or died.
"""

from __future__ import annotations

import contextlib
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
from course.grading.sandbox.imitation import ENVIRONMENT, argument_memory, imitate_kernel
from course.grading.sandbox.isolation.layers import Isolation, isolate_this_process
from course.grading.sandbox.isolation.namespaces import fork_into_namespaces, map_users
from course.grading.sandbox.process_tree import adopt_orphans, kill_orphans, memory_of
from course.grading.sandbox.server import RequestServer
from course.grading.sandbox.shell import Shell
from course.grading.sandbox.supplies import receive_supplies

MEMORY_INTERVAL = 100  # milliseconds between looks at the memory of the sandboxes
REAP_INTERVAL = 20  # milliseconds between looks at sandboxes that are being killed
END_TIMEOUT = 5.0  # seconds that all processes have to die when the fork server ends


def main() -> None:
    """Prepare, then fork a sandbox for every message."""
    control = socket.socket(fileno=int(sys.argv[1]))
    with tempfile.TemporaryDirectory() as home:
        os.environ |= ENVIRONMENT | {"HOME": home, "IPYTHONDIR": home, "MPLCONFIGDIR": home}
        shell = prepared_shell()
    adopt_orphans()
    supervisor = Supervisor(control, shell)
    while supervisor.handle_events():
        pass
    os._exit(0)


def prepared_shell() -> Shell:
    """A shell that has drawn a picture and multiplied once, so that no sandbox does it first."""
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
    """A sandbox's first process; without a file system of its own it has a scratch folder."""

    process: int
    isolation: Isolation
    scratch: str | None


class Supervisor:
    """Starts sandboxes, limits their memory, and kills them when their lifelines close."""

    def __init__(self, control: socket.socket, shell: Shell) -> None:
        self._control = control
        self._shell = shell
        self._children: dict[int, Child] = {}  # by lifeline
        self._dying: list[Child] = []
        self._orphans = False
        self._events = select.poll()
        self._events.register(control, select.POLLIN)

    def handle_events(self) -> bool:
        """Wait for an event and handle it; False when nobody can ask for sandboxes any more."""
        self._reap()
        reaping = self._dying or self._orphans
        interval = REAP_INTERVAL if reaping else MEMORY_INTERVAL if self._children else None
        events = self._events.poll(interval)
        for descriptor, _ in events:
            if descriptor == self._control.fileno():
                message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 2)
                if not message:
                    self._end_all()
                    return False
                self._start(Isolation(**json.loads(message)), *descriptors)
            elif descriptor in self._children:
                self._kill(descriptor)
        if not events and not reaping:
            self._check_memory()
        return True

    def _start(self, isolation: Isolation, connection: int, lifeline: int) -> None:
        scratch = None if isolation.namespaces and isolation.files else tempfile.mkdtemp()
        try:
            process = fork_sandbox(isolation, connection, self._shell, scratch)
        except OSError:
            os.close(lifeline)
            _delete(scratch)
        else:
            self._children[lifeline] = Child(process, isolation, scratch)
            self._events.register(lifeline, select.POLLHUP)
        os.close(connection)

    def _check_memory(self) -> None:
        """Kill sandboxes whose processes together use too much memory, and tell the judge."""
        for lifeline, child in self._children.items():
            if memory_of(child.process) > child.isolation.total_memory:
                with contextlib.suppress(BrokenPipeError):  # the judge may close it just now
                    os.write(lifeline, OVER_MEMORY)
                os.kill(child.process, signal.SIGKILL)

    def _kill(self, lifeline: int) -> None:
        """Kill a sandbox with everything in it."""
        child = self._children.pop(lifeline)
        self._events.unregister(lifeline)
        os.close(lifeline)
        os.kill(child.process, signal.SIGKILL)
        self._dying.append(child)

    def _reap(self) -> None:
        """Wait for the sandboxes that have died; delete and kill what they left behind."""
        for child in list(self._dying):
            if os.waitpid(child.process, os.WNOHANG)[0]:
                self._dying.remove(child)
                self._orphans |= not child.isolation.namespaces
                _delete(child.scratch)
        if self._orphans:
            living = (*self._children.values(), *self._dying)
            self._orphans = kill_orphans({child.process for child in living})

    def _end_all(self) -> None:
        for lifeline in list(self._children):
            self._kill(lifeline)
        deadline = time.monotonic() + END_TIMEOUT
        while (self._dying or self._orphans) and time.monotonic() < deadline:
            self._reap()
            time.sleep(REAP_INTERVAL / 1000)


def _delete(scratch: str | None) -> None:
    if scratch is not None:
        shutil.rmtree(scratch, ignore_errors=True)


def fork_sandbox(
    isolation: Isolation, connection: int, shell: Shell, scratch: str | None
) -> int:
    """Fork the process that will run the student's code; returns its number. Raises OSError."""
    if not isolation.namespaces:
        child = os.fork()
        if child == 0:
            run_sandbox(isolation, connection, shell, scratch)
        return child
    mapped, tell_mapped = os.pipe()
    try:
        child = fork_into_namespaces(isolation.network)
        if child == 0:
            os.close(tell_mapped)
            if os.read(mapped, 1):
                run_sandbox(isolation, connection, shell, scratch)
            os._exit(1)
        try:
            map_users(child)
            os.write(tell_mapped, b"x")
        except OSError:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise
        return child
    finally:
        os.close(mapped)
        os.close(tell_mapped)


def run_sandbox(
    isolation: Isolation, connection: int, shell: Shell, scratch: str | None
) -> None:
    """In the forked process: isolate it, forget the course, then serve. Never returns."""
    status = 1
    try:
        os.setsid()
        _close_all_but(connection)
        imitate_kernel(argument_memory())
        if scratch is not None:
            _use_scratch(scratch)
        wire = socket.socket(fileno=3)
        missing_layers = isolate_this_process(
            isolation, lambda: receive_supplies(wire) if isolation.supplied else None)
        for name in [n for n in sys.modules if n.partition(".")[0] == "course"]:
            del sys.modules[name]
        send(wire, {READY: missing_layers})
        RequestServer(shell).serve(wire)
        status = 0
    finally:
        os._exit(status)


def _close_all_but(connection: int) -> None:
    """Keep one descriptor, the connection, as number 3; standard streams lead nowhere."""
    if connection != 3:
        os.dup2(connection, 3)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.closerange(4, 4096)


def _use_scratch(folder: str) -> None:
    """Work in a folder of the host, open to the user that this process becomes."""
    os.chmod(folder, 0o777)
    os.chdir(folder)
    os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"), folder))
