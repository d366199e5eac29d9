"""The judge: runs a submission in sandboxes, asks, compares, and decides.

No process that runs a student's code decides or carries a verdict. The judge holds the reference
and draws the inputs after the student's code is loaded; what comes back from the sandbox is plain
data.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbgrader.utils import is_grade

from course.answers.failure import Failure
from course.answers.plain import Raised
from course.checks.examine import fresh_report, visible_report
from course.checks.report import Points, Report
from course.checks.run import Run, Seed
from course.checks.unit import Exercise, Probe, load_unit, unit_slugs
from course.grading.intake.cells import has_hidden_tests, is_check, without_hidden_tests
from course.grading.pages.sanitising import OutputSanitiser
from course.grading.sandbox.outside import (
    Sandbox,
    SandboxDied,
    SandboxGreedy,
    SandboxSlow,
    lacks,
    start,
)
from course.grading.sandbox.script import Hearsay
from course.grading.sandbox.walls import Walls
from course.grading.sandbox.warm import warm_process
from course.grading.submission import Executed, ExerciseVerdict, Limits, ProbeResult, State

TOO_SLOW = Failure("TooSlow", "it did not end in its time")
DIED = Failure("Died", "the code ended its own process")
GREEDY = Failure("Died", "the code used too much memory")
REPLAY_SECONDS = 3.0  # what running the earlier cells once more may take
STANDARD, STRONG = Limits(), Walls()
PASSED: dict[tuple[str, str, bool], dict[str, Any]] = {}


@dataclass(frozen=True)
class Job:
    """One submission to run: whose it is, its notebook, and the secret that seeds its inputs."""

    student: str
    assignment: str
    notebook: nbformat.NotebookNode
    secret: bytes
    limits: Limits = STANDARD
    walls: Walls = STRONG

    def seed(self, exercise: str) -> int:
        """The seed of the fresh inputs: the same whenever and wherever the job is run."""
        message = "\0".join((self.student, self.assignment, exercise)).encode()
        return int.from_bytes(hmac.digest(self.secret, message, hashlib.sha256)[:8])


def run_job(job: Job) -> Executed:
    """Run and judge one submission. Never raises for what its code does.

    It is done once more when the warm process ended meanwhile, which ended the sandboxes too.
    """
    zygote = warm_process()
    try:
        executed = Hearing(job).hold()
    except SandboxDied:
        if zygote.alive:
            raise
    else:
        if zygote.alive:
            return executed
    return Hearing(job).hold()


@dataclass
class Hearing:
    """One submission before the judge: its sandbox, what was run in it, and what went wrong."""

    job: Job
    done: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    died: list[str] = field(default_factory=list)
    greedy: list[str] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)
    exposed: list[str] = field(default_factory=list)
    spent: float = 0.0
    verdicts: dict[str, ExerciseVerdict] = field(default_factory=dict)
    sanitiser: OutputSanitiser = field(default_factory=OutputSanitiser)

    def hold(self) -> Executed:
        """Run the cells in order, judge the graded ones; the executed notebook."""
        started = time.monotonic()
        self.end = started + self.job.limits.notebook
        self.sandbox = self._new_sandbox()
        try:
            for count, cell in enumerate(self._code_cells(), start=1):
                cell.execution_count = count
                cell.outputs = [nbformat.from_dict(o) for o in self._outputs(cell, count)]
        finally:
            self.sandbox.kill()
        state, detail = self._state()
        return Executed(self.job.notebook, state, detail, time.monotonic() - started,
                        self.verdicts)

    def _code_cells(self) -> list[nbformat.NotebookNode]:
        return [cell for cell in self.job.notebook.cells if cell.cell_type == "code"]

    def _outputs(self, cell: nbformat.NotebookNode, count: int) -> list[dict[str, Any]]:
        exercise = self._exercise(cell)
        if exercise is not None:
            return self._judged(exercise, count)
        if is_check(cell):
            self.unjudged.append(cell.metadata.nbgrader.grade_id)
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "a cell of the student's")
        shown = self.sanitiser.sanitise(self._run(cell.source, name), count)
        if is_grade(cell) and has_hidden_tests(cell.source):
            self._forget_hidden(cell.source, name)
        return shown

    def _forget_hidden(self, source: str, name: str) -> None:
        """Go on in a sandbox that never saw these hidden tests: a later cell could show them."""
        if not self.done or self.done[-1] != source:
            return  # it did not end well, and the sandbox is another one already
        self.done[-1] = without_hidden_tests(source)
        if self.spent <= REPLAY_SECONDS:
            self._start_anew("", "")
        else:
            self.exposed.append(name)

    def _exercise(self, cell: nbformat.NotebookNode) -> Exercise | None:
        """The exercise behind a graded cell; None where no probes stand behind it."""
        if not is_grade(cell) or self.job.assignment not in unit_slugs():
            return None
        name = cell.metadata.nbgrader.grade_id.removeprefix("check_")
        return load_unit(self.job.assignment).exercises.get(name)

    def _run(self, source: str, name: str) -> list[dict[str, Any]]:
        started = time.monotonic()
        try:
            outputs = self.sandbox.run(source, self._seconds())
        except SandboxSlow:
            self.slow.append(name)
            return self._start_anew("CellTimeoutError", TOO_SLOW.message)
        except SandboxDied as death:
            return self._start_anew("DeadKernelError", self.buried(name, death).message)
        self.done.append(source)
        self.spent += time.monotonic() - started
        return outputs

    def buried(self, name: str, death: SandboxDied) -> Failure:
        """Note down in what the sandbox died; the failure that tells why."""
        greedy = isinstance(death, SandboxGreedy)
        (self.greedy if greedy else self.died).append(name)
        return GREEDY if greedy else DIED

    def _judged(self, exercise: Exercise, count: int) -> list[dict[str, Any]]:
        self.sandbox.deadline = time.monotonic() + self._seconds()
        put = Patience(self, exercise.name)
        seen = visible_report(exercise, self.sandbox, put)
        decided = fresh_report(exercise, self.sandbox, self.job.seed(exercise.name), seen, put)
        if put.lost:
            self._start_anew("", "")
        self.verdicts[exercise.name] = _exercise_verdict(decided)
        points = Points(decided.verdict.points)
        return [_shown(seen), _shown(decided), {
            "output_type": "execute_result", "data": {"text/plain": repr(points)}, "metadata": {},
            "execution_count": count}]

    def _seconds(self) -> float:
        return max(0.1, min(self.job.limits.cell, self.end - time.monotonic()))

    def _start_anew(self, kind: str, message: str) -> list[dict[str, Any]]:
        """Another sandbox with the cells that went well; an output for the one that did not."""
        self.sandbox.kill()
        self.sandbox = self._new_sandbox()
        for source in self.done:
            try:
                self.sandbox.run(source, self._seconds())
            except (SandboxSlow, SandboxDied):
                break
        return [{"output_type": "error", "ename": kind, "evalue": message,
                 "traceback": [f"{kind}: {message}"]}]

    def _new_sandbox(self) -> Sandbox:
        return start(self.job.walls)

    def _state(self) -> tuple[State, str]:
        sentences = []
        if self.slow:
            sentences.append(f"{_listed(self.slow)} did not end in time.")
        if self.died:
            sentences.append(f"{_listed(self.died)} ended the process.")
        if self.greedy:
            sentences.append(f"{_listed(self.greedy)} used too much memory.")
        if lacks():
            sentences.append(f"Unsandboxed: this host has no {_listed(lacks())}.")
        if self.unjudged:
            sentences.append(f"Unjudged, without probes: {_listed(self.unjudged)}.")
        if self.exposed:
            sentences.append("Its cells take long, so hidden tests stayed where later cells could "
                             f"read them: {_listed(self.exposed)}.")
        died = self.died or self.greedy
        state = State.CRASHED if died else State.TIMED_OUT if self.slow else State.GRADED
        return state, " ".join(sentences)


class Patience:
    """Puts probes to a sandbox; once it is slow or dead, the exercise's other probes fail too."""

    def __init__(self, hearing: Hearing, exercise: str) -> None:
        self._hearing = hearing
        self._exercise = exercise
        self.lost: Failure | None = None

    def __call__(self, probes: Sequence[Probe], sandbox: Sandbox, seed: Seed) -> list[Run]:
        if self.lost is not None:
            return [self._lost_run() for _ in probes]
        asked = [Hearsay(probe, seed(probe)) for probe in probes]
        try:
            sandbox.put(asked)
        except SandboxSlow:
            self.lost = TOO_SLOW
            self._hearing.slow.append(self._exercise)
        except SandboxDied as death:
            self.lost = self._hearing.buried(self._exercise, death)
        return [hearsay.run or self._lost_run() for hearsay in asked]

    def _lost_run(self) -> Run:
        assert self.lost is not None
        return Run(Raised(self.lost.kind), error=self.lost)


def _exercise_verdict(report: Report) -> ExerciseVerdict:
    """A report without the answers in it, small enough to travel and to be stored."""
    data = report.data()
    probes = tuple(ProbeResult(**probe) for probe in data["probes"])
    return ExerciseVerdict(report.verdict.points, probes, data["misconception"],
                           data["unwritten"], data["advice"])


def _shown(report: Report) -> dict[str, Any]:
    """A report as an output. One in which all is right says the same to everybody, and is kept."""
    verdict = report.verdict
    if not verdict.passed or any(outcome.run.printed for outcome in verdict.outcomes):
        return _display(report)
    key = (verdict.exercise.unit, verdict.exercise.name, report.show_inputs)
    if key not in PASSED:
        PASSED[key] = _display(report)
    return PASSED[key]


def _display(report: Report) -> dict[str, Any]:
    return {"output_type": "display_data", "data": report._repr_mimebundle_(), "metadata": {}}


def _listed(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    return ", ".join(unique[:3]) + (f" and {len(unique) - 3} more" if len(unique) > 3 else "")
