"""Run a submission's notebook: its cells in sandboxes, its graded cells by the judge."""

from __future__ import annotations

import time
from typing import Any

import nbformat

from course.checks.check_report import CheckReport, Points
from course.checks.unit import Exercise, load_unit, unit_slugs
from course.grading.intake.cell_kinds import (
    has_hidden_tests,
    is_check,
    is_courses,
    is_grade,
)
from course.grading.judging.budget import Budget
from course.grading.judging.detail import caveats, detail
from course.grading.judging.job import Job
from course.grading.judging.judge import Judge
from course.grading.judging.session import Outputs, Session
from course.grading.judging.troubles import Troubles
from course.grading.sandbox.ahead import take_sandbox
from course.grading.sandbox.client import SandboxDied, SandboxFailed
from course.grading.sandbox.launcher import start_fork_server
from course.grading.sanitising.notebooks import OutputSanitiser
from course.grading.submission import Executed, GraderFailed, Reports

TRIES, PAUSE = 2, 0.5
FULL_POINT_OUTPUTS: dict[tuple[str, str, bool], dict[str, Any]] = {}


def run_job(job: Job) -> Executed:
    """Run and judge one submission. Never raises for what its code does.

    If a sandbox does not start, or the fork server ends and its sandboxes with it, the judge starts
    over, once. Raises GraderFailed if that is no better.
    """
    why = ""
    for number in range(TRIES):
        time.sleep(PAUSE * number)
        fork_server = start_fork_server()
        try:
            executed = NotebookRun(job).execute()
        except (SandboxFailed, SandboxDied) as error:
            why = str(error)
            continue
        if fork_server.alive:
            return executed
        why = "the process that starts them was ended"
    raise GraderFailed(f"The grader could not keep a sandbox running, {TRIES} times: {why}.")


class NotebookRun:
    """One run of a submission's notebook, from its first cell to its last."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._troubles = Troubles()
        self._budget = Budget(job.limits)
        self._session = Session(job, self._budget, self._troubles)
        self._judge = Judge(self._session)
        self._sanitiser = OutputSanitiser()
        self._unjudged: list[str] = []
        self._readable_hidden_tests: list[str] = []

    def execute(self) -> Executed:
        """Run the cells in order and judge the graded ones; returns the executed notebook.

        Raises SandboxDied and SandboxFailed.
        """
        started = time.monotonic()
        self._session.begin(take_sandbox if self.job.ahead else None)
        try:
            for count, cell in enumerate(self.job.code_cells, start=1):
                cell.execution_count = count
                cell.outputs = [nbformat.from_dict(o) for o in self._run_cell(cell, count)]
        finally:
            self._session.end(self._session.sandbox)
            self._judge.end()
        return Executed(self.job.notebook, self._troubles.state,
                        detail(self.job, self._troubles, self._budget),
                        time.monotonic() - started, self._judge.verdicts,
                        self._budget.starved or self._troubles.signalled,
                        list(caveats(self._unjudged, self._readable_hidden_tests)),
                        self._judge.reports)

    def _run_cell(self, cell: nbformat.NotebookNode, count: int) -> Outputs:
        exercise = self._exercise(cell)
        if exercise is not None:
            return _verdict_outputs(self._judge.judge(exercise), count)
        courses = is_courses(cell)
        name = cell.metadata.get("nbgrader", {}).get(
            "grade_id", f"a cell of the {'course' if courses else 'student'}'s")
        if is_check(cell):
            self._unjudged.append(name)
        outputs = self._sanitiser.sanitise(self._session.run(name, cell.source, courses),
                                           count)
        if is_grade(cell) and has_hidden_tests(cell.source) and \
                not self._session.forget_hidden_tests(name, cell.source):
            self._readable_hidden_tests.append(name)
        return outputs

    def _exercise(self, cell: nbformat.NotebookNode) -> Exercise | None:
        """The exercise of a graded cell; None if the cell has no points or no probes."""
        if not is_grade(cell) or self.job.assignment not in unit_slugs():
            return None
        name = cell.metadata.nbgrader.grade_id.removeprefix("check_")
        return load_unit(self.job.assignment).exercises.get(name)


def _verdict_outputs(reports: Reports, count: int) -> Outputs:
    """What a graded cell shows: both reports, and the points as nbgrader reads them."""
    points = Points(reports.fresh.verdict.points)
    return [_shown(reports.visible), _shown(reports.fresh), {
        "output_type": "execute_result", "data": {"text/plain": repr(points)}, "metadata": {},
        "execution_count": count}]


def _shown(report: CheckReport) -> dict[str, Any]:
    """A report as an output. Reports with full points are equal for all students, so cache them."""
    verdict = report.verdict
    if not verdict.passed or report.wrong_needs or report.printed:
        return _display(report)
    key = (verdict.exercise.unit, verdict.exercise.name, report.show_inputs)
    if key not in FULL_POINT_OUTPUTS:
        FULL_POINT_OUTPUTS[key] = _display(report)
    return FULL_POINT_OUTPUTS[key]


def _display(report: CheckReport) -> dict[str, Any]:
    return {"output_type": "display_data", "data": report._repr_mimebundle_(), "metadata": {}}
