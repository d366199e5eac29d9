"""The fork server: imports everything that cells need, once, and forks a sandbox on request.

Its argument is the number of a socket. Each message on it holds an `Isolation` as JSON and two
descriptors: the connection that the sandbox serves, and its lifeline. The fork server kills a
sandbox when nobody holds the other end of its lifeline: the judge closed it, or died. A packet on
a lifeline holds a number of seconds; the answer is what the sandbox used, see `Child.usage`.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from course.exchange.wire import READY, send
from course.grading.sandbox.imitation import ENVIRONMENT, argument_memory, imitate_kernel
from course.grading.sandbox.isolation.layers import (
    Isolation,
    isolate_this_process,
    prepare_isolation,
)
from course.grading.sandbox.isolation.namespaces import fork_into_namespaces, map_users
from course.grading.sandbox.isolation.privileges import NOBODY, SANDBOX_USER, Claim
from course.grading.sandbox.process_tree import (
    adopt_orphans,
    died_of_signal,
    kill_orphans,
    kill_tree,
    memory_of,
    usage_of,
)
from course.grading.sandbox.scratch import delete_scratch, fills, use_scratch
from course.grading.sandbox.server import RequestServer
from course.grading.sandbox.shell import Shell
from course.grading.sandbox.supplies import receive_supplies

LOOK_INTERVAL = 0.05  # seconds between looks at what the sandboxes use
REAP_INTERVAL = 0.02  # seconds between looks at sandboxes that are being killed
MAX_LOOKS = 20_000  # that the fork server remembers of a sandbox
MAX_QUESTION = 100  # bytes
# Cells that get a shell ready to draw. Whatever they import, no sandbox has to.
DRAWING = ("import matplotlib", "import matplotlib.font_manager", "%matplotlib inline",
           "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title('$x$'); plt.show()")
END_TIMEOUT = 5.0  # seconds that all processes have to die when the fork server ends


def main() -> None:
    """Prepare, then fork a sandbox for every message."""
    control = socket.socket(fileno=int(sys.argv[1]))
    with tempfile.TemporaryDirectory() as home:
        os.environ |= ENVIRONMENT | _all_in(home)
        shell = prepared_shell()
    adopt_orphans()
    imitate_kernel(argument_memory())
    prepare_isolation()
    _forget_course()
    supervisor = Supervisor(control, shell)
    while supervisor.handle_events():
        pass
    os._exit(0)


def prepared_shell() -> Shell:
    """A shell that has multiplied once, so that no sandbox does it first."""
    shell: Shell = Shell.instance()
    shell.run("import numpy as np\nnp.ones((2, 2)) @ np.ones(2)")
    _make_new(shell)
    gc.enable()
    return shell


def prepare_to_draw(shell: Shell) -> Iterator[None]:
    """Get a shell ready to draw, in steps, between which the fork server looks at its sandboxes."""
    with tempfile.TemporaryDirectory() as home:
        for cell in DRAWING:
            os.environ |= _all_in(home)
            shell.run(cell)
            os.environ.clear()
            os.environ.update(ENVIRONMENT)
            yield
    _make_new(shell)


def _all_in(home: str) -> dict[str, str]:
    """The environment of programs that keep their files in a folder."""
    return dict.fromkeys(("HOME", "IPYTHONDIR", "MPLCONFIGDIR"), home)


def _make_new(shell: Shell) -> None:
    """Let a shell forget what ran in it, and keep all that is imported out of collections."""
    shell.reset(new_session=True)
    shell.execution_count = 1
    gc.collect()
    gc.freeze()


@dataclass
class Child:
    """A sandbox's first process; without a file system of its own it has a scratch folder.

    claim:   whose it is on the host
    wanted:  processor seconds that its threads used or waited for
    busy:    seconds in which at least one of its threads ran or waited for a processor
    cpu:     processor seconds that its processes used
    waited:  by the times of looks, how much longer it had been busy than it used a processor
    ended:   what it used too much of and was killed for: "memory", "processor", "disk" or ""
    """

    process: int
    isolation: Isolation
    scratch: str | None
    claim: Claim
    wanted: float = 0.0
    busy: float = 0.0
    cpu: float = 0.0
    waited: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=MAX_LOOKS))
    ended: str = ""
    looked: float = field(default_factory=time.monotonic)

    def look(self) -> None:
        """Measure what the sandbox uses, and kill it if that is too much."""
        usage, before = usage_of(self.process), self.looked
        self.looked = time.monotonic()
        self.wanted += usage.runnable * (self.looked - before)
        self.busy += min(usage.runnable, 1) * (self.looked - before)
        self.cpu = max(self.cpu, usage.cpu)
        self.waited.append((self.looked, self.busy - self.cpu))
        limits, most = self.isolation, self.isolation.total_memory
        if self.ended:
            return
        if self.wanted > limits.total_cpu_seconds:
            self._end("processor")
        elif memory_of(usage.processes, most) > most:
            self._end("memory")
        elif self.scratch and fills(self.scratch, usage.processes, limits.disk, limits.names):
            self._end("disk")

    def usage(self, last: float) -> dict[str, float | str]:
        """What the judge learns after a look, see `Usage` in client.py.

        Only what it waited in its `last` seconds counts.
        """
        exposed = not self.isolation.namespaces and self.claim.user == NOBODY
        signalled = exposed and not self.ended and died_of_signal(self.process)
        before = next((waited for when, waited in reversed(self.waited)
                       if when < self.looked - last), 0.0)
        return {"wanted": self.wanted, "waited": max(0.0, self.waited[-1][1] - before),
                "ended": "signal" if signalled else self.ended}

    def _end(self, why: str) -> None:
        self.ended = why
        kill_tree(self.process)


class Supervisor:
    """Starts sandboxes, limits what they use, and kills them when their lifelines close."""

    def __init__(self, control: socket.socket, shell: Shell) -> None:
        self._control = control
        self._shell = shell
        self._drawing = prepare_to_draw(shell)
        self._ready_to_draw = False
        self._waiting: list[tuple[Isolation, int, int]] = []  # until the shell is ready to draw
        self._children: dict[int, Child] = {}  # by lifeline
        self._dying: list[Child] = []
        self._orphans = False
        self._next_look = 0.0
        self._events = select.poll()
        self._events.register(control, select.POLLIN)

    def handle_events(self) -> bool:
        """Wait for an event and handle it; False when nobody can ask for sandboxes any more."""
        self._reap()
        for descriptor, event in self._events.poll(self._milliseconds_to_wait()):
            if descriptor == self._control.fileno():
                message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 2)
                if not message:
                    self._end_all()
                    return False
                self._start(Isolation(**json.loads(message)), *descriptors)
            elif event & select.POLLHUP:
                self._kill(descriptor)
            else:
                self._tell_usage(descriptor)
        if time.monotonic() >= self._next_look:
            for child in self._children.values():
                child.look()
            # Without namespaces, a process that lost its parent belongs to no sandbox.
            self._orphans |= any(not c.isolation.namespaces for c in self._children.values())
            self._next_look = time.monotonic() + LOOK_INTERVAL
        if self._waiting:
            self._prepare_to_draw()
        return True

    def _prepare_to_draw(self) -> None:
        """Do a step, and after the last one start the sandboxes that waited."""
        try:
            next(self._drawing)
        except StopIteration:
            self._ready_to_draw = True
            waiting, self._waiting = self._waiting, []
            for request in waiting:
                self._start(*request)

    def _milliseconds_to_wait(self) -> float | None:
        if self._waiting:
            return 0.0
        if self._dying or self._orphans:
            return 1000 * REAP_INTERVAL
        if self._children:
            return 1000 * max(0.0, self._next_look - time.monotonic())
        return None

    def _start(self, isolation: Isolation, connection: int, lifeline: int) -> None:
        if isolation.pictures and not self._ready_to_draw:
            self._waiting.append((isolation, connection, lifeline))
            return
        scratch = None if isolation.namespaces and isolation.files else tempfile.mkdtemp()
        claim = Claim()
        try:
            process = fork_sandbox(isolation, connection, self._shell, scratch, claim.user)
        except OSError:
            os.close(lifeline)
            claim.release()
            delete_scratch(scratch)
        else:
            self._children[lifeline] = Child(process, isolation, scratch, claim)
            self._events.register(lifeline, select.POLLIN)
        os.close(connection)

    def _tell_usage(self, lifeline: int) -> None:
        child = self._children[lifeline]
        child.look()
        # The judge may close it just now.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            last = float(os.read(lifeline, MAX_QUESTION))
            os.write(lifeline, json.dumps(child.usage(last)).encode())

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
                child.claim.release()
                self._orphans |= not child.isolation.namespaces
                delete_scratch(child.scratch)
        if self._orphans:
            living = (*self._children.values(), *self._dying)
            self._orphans = kill_orphans({child.process for child in living})

    def _end_all(self) -> None:
        for lifeline in list(self._children):
            self._kill(lifeline)
        deadline = time.monotonic() + END_TIMEOUT
        while (self._dying or self._orphans) and time.monotonic() < deadline:
            self._reap()
            time.sleep(REAP_INTERVAL)


def fork_sandbox(
    isolation: Isolation, connection: int, shell: Shell, scratch: str | None, user: int
) -> int:
    """Fork the process that will run the student's code; returns its number. Raises OSError."""
    if not isolation.namespaces:
        child = os.fork()
        if child == 0:
            run_sandbox(isolation, connection, shell, scratch, user)
        return child
    mapped, tell_mapped = os.pipe()
    try:
        child = fork_into_namespaces(isolation.network)
        if child == 0:
            os.close(tell_mapped)
            if os.read(mapped, 1):
                run_sandbox(isolation, connection, shell, scratch, user)
            os._exit(1)
        try:
            map_users(child, user)
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
    isolation: Isolation, connection: int, shell: Shell, scratch: str | None, user: int
) -> None:
    """In the forked process: isolate it, forget the course, then serve. Never returns."""
    status = 1
    try:
        os.setsid()
        _close_all_but(connection)
        if scratch is not None:
            use_scratch(scratch, SANDBOX_USER if isolation.namespaces else user)
        wire = socket.socket(fileno=3)
        missing_layers = isolate_this_process(
            isolation, lambda: receive_supplies(wire) if isolation.supplied else [], user)
        send(wire, {READY: missing_layers})
        RequestServer(shell).serve(wire)
        status = 0
    finally:
        os._exit(status)


def _forget_course() -> None:
    """Importing the course now fails as for a module that is not there."""
    for name in [n for n in sys.modules if n.partition(".")[0] == "course"]:
        del sys.modules[name]
    # Of an editable install: it would find files that Landlock then refuses to open.
    sys.meta_path[:] = [finder for finder in sys.meta_path
                        if not getattr(finder, "__module__", "").startswith("__editable__")]


def _close_all_but(connection: int) -> None:
    """Keep one descriptor, the connection, as number 3; standard streams lead nowhere."""
    if connection != 3:
        os.dup2(connection, 3)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.closerange(4, 4096)
