"""The judge runs a submission in sandboxes, asks its code, compares the answers, and decides.

No process that runs a student's code decides or carries a verdict. The judge holds the reference
and draws the inputs after the sandbox has loaded the student's code; the sandbox answers with
plain data.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbgrader.utils import is_grade

from course.checks.cases import ProbeCase
from course.checks.cells import borrowed
from course.checks.check_report import CheckReport, Points
from course.checks.examine import refused, reports
from course.checks.needs import Code, state_of
from course.checks.probing import Run
from course.checks.unit import Exercise, Probe, load_unit, unit_slugs
from course.exchange.failure import Failure
from course.exchange.plain_data import Raised
from course.grading.intake.cells import has_hidden_tests, is_check, without_hidden_tests
from course.grading.pages.sanitising import OutputSanitiser
from course.grading.right_needs import Companion
from course.grading.sandbox.client import (
    Sandbox,
    SandboxDied,
    SandboxOutOfMemory,
    SandboxTimeout,
    missing_layers,
    start_sandbox,
)
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.sandbox.launcher import start_fork_server
from course.grading.sandbox.remote_probe import RemoteProbe
from course.grading.submission import Executed, ExerciseVerdict, Limits, ProbeResult, State

TOO_SLOW = Failure("TooSlow", "it did not end in its time")
DIED = Failure("Died", "the code ended its own process")
OUT_OF_MEMORY = Failure("Died", "the code used too much memory")
REPLAY_SECONDS = 3.0  # how long the judge may run earlier cells again
STANDARD, STRONG = Limits(), Isolation()
PASSED: dict[tuple[str, str, bool], dict[str, Any]] = {}


@dataclass(frozen=True)
class Job:
    """One submission to run: whose it is, its notebook, and the secret that seeds its inputs."""

    student: str
    assignment: str
    notebook: nbformat.NotebookNode
    secret: bytes
    limits: Limits = STANDARD
    isolation: Isolation = STRONG

    def seed(self, exercise: str) -> int:
        """The seed of the fresh inputs: the same whenever and wherever the job is run."""
        message = "\0".join((self.student, self.assignment, exercise)).encode()
        return int.from_bytes(hmac.digest(self.secret, message, hashlib.sha256)[:8])


def run_job(job: Job) -> Executed:
    """Run and judge one submission. Never raises for what its code does.

    If the fork server ends meanwhile, its sandboxes end too; then the judge starts over, once.
    """
    fork_server = start_fork_server()
    try:
        executed = NotebookRun(job).execute()
    except SandboxDied:
        if fork_server.alive:
            raise
    else:
        if fork_server.alive:
            return executed
    return NotebookRun(job).execute()


@dataclass
class NotebookRun:
    """One run of a submission's notebook: its sandbox, the cells that ran, and what went wrong.

    `done` holds the cells that ran, by name and code, "" if the cell was stopped; `known` holds how
    exercises ended, see `RightNeeds`; the other lists name cells and exercises.
    """

    job: Job
    done: list[tuple[str, str]] = field(default_factory=list)
    timed_out: list[str] = field(default_factory=list)
    died: list[str] = field(default_factory=list)
    out_of_memory: list[str] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)
    exposed: list[str] = field(default_factory=list)
    spent: float = 0.0
    verdicts: dict[str, ExerciseVerdict] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    companion: Companion | None = None
    secret: bool = True
    sanitiser: OutputSanitiser = field(default_factory=OutputSanitiser)

    def execute(self) -> Executed:
        """Run the cells in order and judge the graded ones; returns the executed notebook."""
        started = time.monotonic()
        self.end = started + self.job.limits.notebook
        self.sandbox = self._new_sandbox()
        try:
            for count, cell in enumerate(self._code_cells(), start=1):
                cell.execution_count = count
                cell.outputs = [nbformat.from_dict(o) for o in self._outputs(cell, count)]
        finally:
            self.sandbox.kill()
            self._end_companion()
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
            self._discard_hidden_tests(cell.source, name)
        return shown

    def _discard_hidden_tests(self, source: str, name: str) -> None:
        """Go on in a sandbox that never saw these hidden tests: a later cell could show them."""
        if not self.done or self.done[-1] != (name, source):
            return  # the cell was stopped, and the sandbox is another one already
        self.done[-1] = name, without_hidden_tests(source)
        if self.spent <= REPLAY_SECONDS:
            self._start_anew("", "")
        else:
            self.exposed.append(name)

    def _exercise(self, cell: nbformat.NotebookNode) -> Exercise | None:
        """The exercise of a graded cell; None if the cell has no points or no probes."""
        if not is_grade(cell) or self.job.assignment not in unit_slugs():
            return None
        name = cell.metadata.nbgrader.grade_id.removeprefix("check_")
        return load_unit(self.job.assignment).exercises.get(name)

    def _run(self, source: str, name: str) -> list[dict[str, Any]]:
        started = time.monotonic()
        try:
            outputs = self.sandbox.run(source, self._seconds())
        except SandboxTimeout:
            self.timed_out.append(name)
            self.done.append((name, ""))
            return self._start_anew("CellTimeoutError", TOO_SLOW.message)
        except SandboxDied as death:
            self.done.append((name, ""))
            return self._start_anew("DeadKernelError", self.note_death(name, death).message)
        self.done.append((name, source))
        self.spent += time.monotonic() - started
        return outputs

    def note_death(self, name: str, death: SandboxDied) -> Failure:
        """Note in which cell or exercise the sandbox died; returns the failure that says why."""
        if isinstance(death, SandboxOutOfMemory):
            self.out_of_memory.append(name)
            return OUT_OF_MEMORY
        self.died.append(name)
        return DIED

    def _judged(self, exercise: Exercise, count: int) -> list[dict[str, Any]]:
        if why := self._refusal(exercise):
            seen, decided = (refused(exercise, why, shown) for shown in (True, False))
        else:
            seen, decided = self._reports(exercise)
        self.verdicts[exercise.name] = _exercise_verdict(decided)
        if decided.wrong_needs is None or decided.wrong_needs.replaced:
            self.known[exercise.name] = state_of(decided.verdict)
        points = Points(decided.verdict.points)
        return [_shown(seen), _shown(decided), {
            "output_type": "execute_result", "data": {"text/plain": repr(points)}, "metadata": {},
            "execution_count": count}]

    def _refusal(self, exercise: Exercise) -> str:
        """Why the exercise's answer is not judged, as far as its cell tells; "" if it is."""
        return next((why for name, source in self.done if name == exercise.name
                     if (why := borrowed(source, name))), "")

    def _reports(self, exercise: Exercise) -> tuple[CheckReport, CheckReport]:
        self.sandbox.deadline = time.monotonic() + self._seconds()
        ask = ProbeAsker(self, exercise.name)
        both = reports(exercise, self.sandbox, self.job.seed(exercise.name), ask, self)
        if not self.sandbox.alive:
            self._start_anew("", "")
        return both

    @contextlib.contextmanager
    def code(self, names: tuple[str, ...]) -> Iterator[Code | None]:
        """The submission's code, with the solutions of the exercises `names`, see `RightNeeds`."""
        if not names and not self.sandbox.alive:
            self._start_anew("", "")
        sandbox = self._with_solutions(names) if names else self.sandbox
        if sandbox is None:
            yield None
            return
        sandbox.deadline = time.monotonic() + self._seconds()
        ask = ProbeAsker(self, None)
        yield Code(sandbox, ask)
        if ask.failure:
            sandbox.kill()

    def _with_solutions(self, names: tuple[str, ...]) -> Sandbox | None:
        companion = self.companion
        if companion is None or companion.names != names or not companion.sandbox.alive:
            self._end_companion()
            companion = self.companion = Companion(
                self.job.assignment, names, self._new_sandbox, self._seconds)
        if companion.catch_up(self.done):
            return companion.sandbox
        companion.sandbox.kill()
        return None

    def _end_companion(self) -> None:
        if self.companion is not None:
            self.companion.sandbox.kill()

    def _seconds(self) -> float:
        return max(0.1, min(self.job.limits.cell, self.end - time.monotonic()))

    def _start_anew(self, kind: str, message: str) -> list[dict[str, Any]]:
        """Go on in a new sandbox that runs the cells in `done`; returns the error as an output."""
        self.sandbox.kill()
        self.sandbox = self._new_sandbox()
        for _, source in self.done:
            try:
                self.sandbox.run(source, self._seconds())
            except (SandboxTimeout, SandboxDied):
                break
        return [{"output_type": "error", "ename": kind, "evalue": message,
                 "traceback": [f"{kind}: {message}"]}]

    def _new_sandbox(self) -> Sandbox:
        return start_sandbox(self.job.isolation)

    def _state(self) -> tuple[State, str]:
        sentences = []
        if self.timed_out:
            sentences.append(f"{_listed(self.timed_out)} did not end in time.")
        if self.died:
            sentences.append(f"{_listed(self.died)} ended the process.")
        if self.out_of_memory:
            sentences.append(f"{_listed(self.out_of_memory)} used too much memory.")
        if missing_layers():
            sentences.append(f"Unsandboxed: this host has no {_listed(missing_layers())}.")
        if self.unjudged:
            sentences.append(f"Unjudged, without probes: {_listed(self.unjudged)}.")
        if self.exposed:
            sentences.append("Its cells take long, so hidden tests stayed where later cells could "
                             f"read them: {_listed(self.exposed)}.")
        died = self.died or self.out_of_memory
        state = State.CRASHED if died else State.TIMED_OUT if self.timed_out else State.GRADED
        return state, " ".join(sentences)


class ProbeAsker:
    """Asks an exercise's probes in a sandbox; once that is slow or dead, all others fail too.

    The notebook notes that down for `exercise`, if there is one.
    """

    def __init__(self, notebook: NotebookRun, exercise: str | None) -> None:
        self._notebook = notebook
        self._exercise = exercise
        self.failure: Failure | None = None  # of the sandbox

    def __call__(self, probes: Sequence[Probe], sandbox: Sandbox, case: ProbeCase) -> list[Run]:
        if self.failure is not None:
            return [self._failed_run() for _ in probes]
        asked = [RemoteProbe(probe, case(probe)) for probe in probes]
        try:
            sandbox.ask(asked)
        except SandboxTimeout:
            self._failed(sandbox, TOO_SLOW)
            if self._exercise is not None:
                self._notebook.timed_out.append(self._exercise)
        except SandboxDied as death:
            self._failed(sandbox, DIED)
            if self._exercise is not None:
                self.failure = self._notebook.note_death(self._exercise, death)
        return [probe.run or self._failed_run() for probe in asked]

    def _failed(self, sandbox: Sandbox, failure: Failure) -> None:
        self.failure = failure
        sandbox.kill()

    def _failed_run(self) -> Run:
        assert self.failure is not None
        return Run(Raised(self.failure.kind), error=self.failure)


def _exercise_verdict(report: CheckReport) -> ExerciseVerdict:
    """A report without the answers in it, small enough to travel and to be stored."""
    data = report.data()
    probes = tuple(ProbeResult(**probe) for probe in data["probes"])
    return ExerciseVerdict(report.verdict.points, probes, data["misconception"],
                           data["unwritten"], data["advice"])


def _shown(report: CheckReport) -> dict[str, Any]:
    """A report as an output. One in which all is right says the same to everybody, and is kept."""
    verdict = report.verdict
    printed = any(outcome.run.printed for outcome in verdict.outcomes)
    if not verdict.passed or report.wrong_needs or printed:
        return _display(report)
    key = (verdict.exercise.unit, verdict.exercise.name, report.show_inputs)
    if key not in PASSED:
        PASSED[key] = _display(report)
    return PASSED[key]


def _display(report: CheckReport) -> dict[str, Any]:
    return {"output_type": "display_data", "data": report._repr_mimebundle_(), "metadata": {}}


def _listed(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    return ", ".join(unique[:3]) + (f" and {len(unique) - 3} more" if len(unique) > 3 else "")
