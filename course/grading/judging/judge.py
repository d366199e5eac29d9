"""Asks for the verdict on each exercise, in the submission's sandbox.

`checks/examine.py` asks the probes, and `checks/verdict.py` decides; this file says in which
sandbox, on which inputs, and keeps the points.

No process that runs a student's code decides or carries a verdict. The judge holds the reference
and draws the inputs after the sandbox has loaded the student's code; the sandbox answers with
plain data.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

from course.checks.check_report import CheckReport
from course.checks.examine import refused, reports
from course.checks.kernel_cells import borrowed
from course.checks.needs import AnswerState, Code, RightNeeds, answer_state
from course.checks.unit import Exercise
from course.grading.judging.companion import Companion
from course.grading.judging.session import Session
from course.grading.sandbox.client import Sandbox
from course.grading.submission import ProbeResult, Reports, VerdictSummary


class Judge(RightNeeds):
    """Has a submission's exercises judged, one after another.

    verdicts:  what was decided, by exercise
    reports:  if the job keeps them, those on the exercises whose probes were asked
    known, replaceable, secret:  see `RightNeeds`
    """

    secret = True

    def __init__(self, session: Session) -> None:
        self._session = session
        self._companion: Companion | None = None
        self.verdicts: dict[str, VerdictSummary] = {}
        self.reports: dict[str, Reports] = {}
        self.known: dict[str, AnswerState] = {}
        self.replaceable: dict[tuple[str, tuple[str, ...]], bool] = {}

    def judge(self, exercise: Exercise) -> Reports:
        """Decide. The points are those on the judge's own inputs."""
        if why := self._refusal(exercise):
            found = Reports(*(refused(exercise, why, shown) for shown in (True, False)))
        else:
            found = self._ask(exercise)
        visible, fresh = found
        self.verdicts[exercise.name] = replace(_summary_of(fresh, visible), refused=why)
        if fresh.wrong_needs is None or fresh.wrong_needs.replaced:
            self.known[exercise.name] = answer_state(fresh.verdict)
        return found

    def _refusal(self, exercise: Exercise) -> str:
        """Why the exercise's answer is not judged, as far as its cell tells; "" if it is."""
        return next((why for name, source in self._session.ran if name == exercise.name
                     if (why := borrowed(source, name))), "")

    def _ask(self, exercise: Exercise) -> Reports:
        session = self._session
        ask = session.ask_in(session.sandbox, exercise.name)
        seed = session.job.seed(exercise.name)
        found = Reports(*reports(exercise, session.sandbox, seed, ask, self))
        if not session.sandbox.alive:
            session.restart()
        if session.job.keep_reports:
            self.reports[exercise.name] = found
        return found

    @contextlib.contextmanager
    def code(self, names: tuple[str, ...]) -> Iterator[Code | None]:
        """The submission's code, with the solutions of the exercises `names`, see `RightNeeds`."""
        session = self._session
        if not names and not session.sandbox.alive:
            session.restart()
        sandbox = self._with_solutions(names) if names else session.sandbox
        yield None if sandbox is None else Code(sandbox, session.ask_in(sandbox, None))

    def _with_solutions(self, names: tuple[str, ...]) -> Sandbox | None:
        session, companion = self._session, self._companion
        if session.budget.seconds() <= 0:
            return None
        if companion is None or companion.names != names or not companion.sandbox.alive:
            self.end()
            companion = self._companion = Companion(
                session.job.assignment, names, session.start(), session.budget.seconds)
        if companion.catch_up(session.ran):
            return companion.sandbox
        session.end(companion.sandbox, timed_out=True)
        return None

    def end(self) -> None:
        """End the sandbox with solutions, if there is one."""
        if self._companion is not None:
            self._session.end(self._companion.sandbox)
            self._companion = None


def _summary_of(fresh: CheckReport, visible: CheckReport) -> VerdictSummary:
    """What was decided, without the answers: small enough to travel and to be stored.

    What exceptions mean is told of the visible cases alone.
    """
    data = fresh.data()
    probes = tuple(ProbeResult(**probe) for probe in data["probes"])
    advice = data["advice"] or ("" if fresh.verdict.passed else visible.data()["advice"])
    return VerdictSummary(fresh.verdict.points, probes, data["misconception"],
                          data["unwritten"], advice)
