"""A submission's code in a sandbox, as in a kernel: its cells run there one after another."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from course.checks.probing import Question, Run
from course.exchange.failure import Failure
from course.exchange.plain_data import Raised
from course.grading.intake.cell_kinds import without_hidden_tests
from course.grading.judging.budget import Budget
from course.grading.judging.job import Job
from course.grading.judging.troubles import DIED, TOO_SLOW, Troubles
from course.grading.sandbox.client import (
    Sandbox,
    SandboxDied,
    SandboxFailed,
    SandboxTimeout,
    start_sandbox,
)
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.sandbox.remote_probe import RemoteProbe
from course.grading.sandbox.supplies import Supplies

Start = Callable[[Isolation, Supplies], Sandbox]
Outputs = list[dict[str, Any]]
MAX_HIDDEN_TESTS_REPLAY = 3.0  # seconds of earlier cells that are repeated to hide tests


class Session:
    """The sandbox that holds the submission's code, and the cells that ran in it.

    After a timeout or a death a new sandbox runs these cells again. `begin` starts the first one,
    and who began ends the last one.

    ran:  name and source of each cell that ran; the source is "" if the cell was stopped
    """

    def __init__(self, job: Job, budget: Budget, troubles: Troubles) -> None:
        self.job = job
        self.budget = budget
        self.troubles = troubles
        self.ran: list[tuple[str, str]] = []
        self._courses = 0  # how many of the first ones are the course's, with no student's before
        self._run_seconds = 0.0  # how long these cells took together

    def begin(self, start: Start | None = None) -> None:
        """Start the first sandbox. Raises SandboxDied and SandboxFailed."""
        self.sandbox = self.start(start)

    def start(self, start: Start | None = None) -> Sandbox:
        """A new sandbox with the submission's files and the processor time that is left."""
        isolation = replace(self.job.isolation, total_cpu_seconds=self.budget.cpu_seconds(),
                            pictures=self.job.draws)
        return (start or start_sandbox)(isolation, self.job.supplies)

    def end(self, sandbox: Sandbox, timed_out: bool = False) -> None:
        """Kill a sandbox, and count what it used."""
        self.budget.count(sandbox.kill(self.job.limits.cell), timed_out)

    def run(self, name: str, source: str, courses: bool = False) -> Outputs:
        """Run a cell, perhaps one of the course's; returns its outputs.

        Its errors have the names that nbclient gives them. Raises SandboxFailed if a cell of the
        course's does not end as it should, and no student's code could have made it.
        """
        if courses and self._courses == len(self.ran) and not self.job.supplies.own:
            self._courses += 1
        started, seconds = time.monotonic(), self.budget.begin()
        if seconds <= 0:
            return self._stopped(name)
        try:
            outputs = self.sandbox.run(source, seconds)
        except SandboxTimeout:
            self._need_students(len(self.ran), name, TOO_SLOW)
            stopped = self._stopped(name)
            self.end(self.sandbox, timed_out=True)
            self.restart()
            return stopped
        except SandboxDied as death:
            failure = self.troubles.note_death(name, death)
            self._need_students(len(self.ran), name, failure)
            self.ran.append((name, ""))
            self.restart()
            return [_error("DeadKernelError", failure.message)]
        self.ran.append((name, source))
        self._run_seconds += time.monotonic() - started
        return outputs

    def _stopped(self, name: str) -> Outputs:
        self.troubles.timed_out.append(name)
        self.ran.append((name, ""))
        return [_error("CellTimeoutError", TOO_SLOW.message)]

    def _need_students(self, index: int, name: str, failure: Failure) -> None:
        """Raise SandboxFailed if no student's code has run up to this cell."""
        if index < self._courses:
            raise SandboxFailed(f"{name}, the course's own, failed before any of the student's: "
                                f"{failure.message}")

    def restart(self) -> None:
        """Go on in a new sandbox that runs the cells in `ran` again.

        If one of them fails now, another sandbox does without it.
        """
        while True:
            self.end(self.sandbox)
            if self.budget.seconds() <= 0:
                return  # no later cell will run
            self.sandbox = self.start()
            failed = self._replay()
            if failed is None:
                return
            name, _ = self.ran[failed]
            self.ran[failed] = name, ""
            self.troubles.dropped.append(name)

    def _replay(self) -> int | None:
        """Run the cells in `ran`; returns the index of the first that fails, or None."""
        for index, (name, source) in enumerate(self.ran):
            if not source:
                continue
            seconds = self.budget.seconds()
            if seconds <= 0:
                return None
            try:
                self.sandbox.run(source, seconds)
            except SandboxTimeout:
                self._need_students(index, name, TOO_SLOW)
                self.troubles.timed_out.append(name)
                self.end(self.sandbox, timed_out=True)
                return index
            except SandboxDied as death:
                self._need_students(index, name, self.troubles.note_death(name, death))
                return index
        return None

    def forget_hidden_tests(self, name: str, source: str) -> bool:
        """Replace the sandbox, so that later cells cannot print these hidden tests.

        Returns False if they can, because the notebook is too slow to run again.
        """
        if not self.ran or self.ran[-1] != (name, source):
            return True  # the cell was stopped, and the sandbox is another one already
        self.ran[-1] = name, without_hidden_tests(source)
        if self._run_seconds > MAX_HIDDEN_TESTS_REPLAY:
            return False
        self.restart()
        return True

    def ask_in(self, sandbox: Sandbox, exercise: str | None) -> ProbeAsker:
        """What asks in a sandbox from now on, for as long as a cell may take."""
        ask, seconds = ProbeAsker(self, exercise), self.budget.begin()
        sandbox.deadline = time.monotonic() + seconds
        if seconds <= 0:
            ask.time_out()
        return ask


class ProbeAsker:
    """Asks an exercise's probes in a sandbox.

    After a timeout or a death, it kills the sandbox and fails all further probes unasked. It notes
    that down among the troubles of `exercise`, if there is one.
    """

    def __init__(self, session: Session, exercise: str | None) -> None:
        self._session = session
        self._exercise = exercise
        self.failure: Failure | None = None  # of the sandbox

    def __call__(self, questions: Sequence[Question], sandbox: Sandbox) -> list[Run]:
        if self.failure is not None:
            return [self._failed_run() for _ in questions]
        asked = [RemoteProbe(question) for question in questions]
        try:
            sandbox.ask(asked)
        except SandboxTimeout:
            self.time_out()
            self._session.end(sandbox, timed_out=True)
        except SandboxDied as death:
            self.failure = DIED if self._exercise is None else \
                self._session.troubles.note_death(self._exercise, death)
            self._session.end(sandbox)
        return [probe.run or self._failed_run() for probe in asked]

    def time_out(self) -> None:
        """Fail all further probes, because the time for them is up."""
        self.failure = TOO_SLOW
        if self._exercise is not None:
            self._session.troubles.timed_out.append(self._exercise)

    def _failed_run(self) -> Run:
        assert self.failure is not None
        return Run(Raised(self.failure.kind), error=self.failure)


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": kind, "evalue": message,
            "traceback": [f"{kind}: {message}"]}
