"""Run a submission in sandboxes, run the probes, compare the answers, set the points.

No process that runs a student's code decides or carries a verdict. The judge holds the reference
and draws the inputs after the sandbox has loaded the student's code; the sandbox answers with
plain data.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import nbformat

from course.checks.cells import borrowed
from course.checks.check_report import CheckReport, Points
from course.checks.examine import refused, reports
from course.checks.needs import Code, state_of
from course.checks.probing import Question, Run
from course.checks.stopwatch import processor_wait
from course.checks.unit import Exercise, load_unit, unit_slugs
from course.exchange.failure import Failure
from course.exchange.plain_data import Raised
from course.grading.intake.cells import has_hidden_tests, is_check, is_grade, without_hidden_tests
from course.grading.intake.naming import printable
from course.grading.intake.notes import first_of, listed
from course.grading.pages.sanitising import OutputSanitiser
from course.grading.protection import held_layers, unsandboxed
from course.grading.right_needs import Companion
from course.grading.sandbox.absent import CHECKS, absent_modules, installs
from course.grading.sandbox.ahead import take_sandbox
from course.grading.sandbox.client import (
    Sandbox,
    SandboxDied,
    SandboxFailed,
    SandboxOutOfCpu,
    SandboxOutOfMemory,
    SandboxTimeout,
    missing_layers,
    start_sandbox,
)
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.sandbox.launcher import start_fork_server
from course.grading.sandbox.remote_probe import RemoteProbe
from course.grading.sandbox.supplies import NO_SUPPLIES, Supplies
from course.grading.submission import (
    Executed,
    GraderFailed,
    Limits,
    ProbeResult,
    State,
    VerdictSummary,
)

TOO_SLOW = Failure("TooSlow", "it did not end in its time")
DIED = Failure("Died", "the code ended its own process")
OUT_OF_MEMORY = Failure("Died", "the code used too much memory")
OUT_OF_CPU = Failure("TooSlow", "its processes together used too much processor time")
# After the notebook's time each cell gets QUICK_SECONDS, and all of them together OVERTIME.
QUICK_SECONDS, OVERTIME = 0.1, 5.0
TRIES, PAUSE = 2, 0.5
STARVED = 0.5  # of a cell's time without a free processor: a timeout may be the machine's fault
MAX_HIDDEN_TESTS_REPLAY = 3.0  # seconds of earlier cells that the judge repeats to hide tests
DEFAULT_LIMITS, FULL_ISOLATION = Limits(), Isolation()
MAX_NAME = 40  # characters of a name that a student chose
MAX_CELLS_TOLD = 100
DRAWS = re.compile(r"matplotlib|pylab|pyplot")
WRITTEN_MODULE = re.compile(r"^%%(?:write)?file\s+(?:-a\s+)?(\w+)\.py\s*$", re.MULTILINE)
FULL_POINT_OUTPUTS: dict[tuple[str, str, bool], dict[str, Any]] = {}


@dataclass(frozen=True)
class Job:
    """One submission to run: whose it is, its notebook, and the secret that seeds its inputs.

    `supplies` are the files that the notebook may read. With `ahead`, another job follows: its
    sandbox gets ready meanwhile.
    """

    student: str
    assignment: str
    notebook: nbformat.NotebookNode
    secret: bytes
    limits: Limits = DEFAULT_LIMITS
    isolation: Isolation = FULL_ISOLATION
    supplies: Supplies = NO_SUPPLIES
    ahead: bool = False

    def seed(self, exercise: str) -> int:
        """The seed of the fresh inputs: the same whenever and wherever the job is run."""
        message = "\0".join((self.student, self.assignment, exercise, self.digest)).encode()
        return int.from_bytes(hmac.digest(self.secret, message, hashlib.sha256)[:8])

    @cached_property
    def draws(self) -> bool:
        """Whether its code may draw pictures, as far as it names what it takes."""
        texts = [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]
        texts += [content.decode(errors="replace") for content in self.supplies.own.values()]
        return any(DRAWS.search(text) for text in texts)

    @cached_property
    def digest(self) -> str:
        """A digest of all of the submission that its code can read: its cells and its files.

        Who knows the inputs of an earlier run, and hands in a table of answers, gets other inputs.
        """
        sources = [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]
        files = [(name, hashlib.sha256(content).hexdigest())
                 for name, content in sorted(self.supplies.own.items())]
        return hashlib.sha256(json.dumps([sources, files]).encode()).hexdigest()


def run_job(job: Job, start: Callable[[Job], NotebookRun] | None = None) -> Executed:
    """Run and judge one submission. Never raises for what its code does.

    `start` makes a run of another kind than `NotebookRun`, one that keeps more.

    If a sandbox does not start, or the fork server ends and its sandboxes with it, the judge starts
    over, once. Raises GraderFailed if that is no better.
    """
    why = ""
    for number in range(TRIES):
        time.sleep(PAUSE * number)
        fork_server = start_fork_server()
        try:
            executed = (start or NotebookRun)(job).execute()
        except (SandboxFailed, SandboxDied) as error:
            why = str(error)
            continue
        if fork_server.alive:
            return executed
        why = "the process that starts them was ended"
    raise GraderFailed(f"The grader could not keep a sandbox running, {TRIES} times: {why}.")


@dataclass
class NotebookRun:
    """One run of a submission's notebook: its sandbox, the cells that ran, and what went wrong.

    ran_cells:  name and source of each cell that ran, to run again in a new sandbox; the source is
                "" if the cell was stopped
    timed_out, died, out_of_memory, out_of_cpu:  cells and exercises that ended like this
    dropped:  cells that failed when a new sandbox ran them again
    checks_without_probes:  checks that ran beside the student's code
    readable_hidden_tests:  checks whose hidden tests later cells could read
    run_seconds:  how long the cells took together
    wanted:  processor time of the sandboxes that have ended, see `Usage`
    waited:  the most that a sandbox, or the judge for it, had waited for a processor at a timeout
    judge_waited:  how long the judge had waited when the last cell began
    known, replaceable, secret:  see `RightNeeds`
    companion:  the sandbox with solutions in place of some answers, if one was started
    """

    job: Job
    ran_cells: list[tuple[str, str]] = field(default_factory=list)
    timed_out: list[str] = field(default_factory=list)
    died: list[str] = field(default_factory=list)
    out_of_memory: list[str] = field(default_factory=list)
    out_of_cpu: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    checks_without_probes: list[str] = field(default_factory=list)
    readable_hidden_tests: list[str] = field(default_factory=list)
    run_seconds: float = 0.0
    wanted: float = 0.0
    waited: float = 0.0
    judge_waited: float = 0.0
    verdicts: dict[str, VerdictSummary] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    replaceable: dict[tuple[str, tuple[str, ...]], bool] = field(default_factory=dict)
    companion: Companion | None = None
    secret: bool = True
    sanitiser: OutputSanitiser = field(default_factory=OutputSanitiser)

    def execute(self) -> Executed:
        """Run the cells in order and judge the graded ones; returns the executed notebook."""
        started = time.monotonic()
        self.end = started + self.job.limits.notebook
        self.sandbox = self._start(take_sandbox if self.job.ahead else start_sandbox)
        try:
            for count, cell in enumerate(self._code_cells(), start=1):
                cell.execution_count = count
                cell.outputs = [nbformat.from_dict(o) for o in self._run_cell(cell, count)]
        finally:
            self.end_sandbox(self.sandbox)
            self._end_companion()
        state, detail = self._state()
        return Executed(self.job.notebook, state, detail, time.monotonic() - started,
                        self.verdicts, self._starved(), list(self._caveats()))

    def _code_cells(self) -> list[nbformat.NotebookNode]:
        return [cell for cell in self.job.notebook.cells if cell.cell_type == "code"]

    def _run_cell(self, cell: nbformat.NotebookNode, count: int) -> list[dict[str, Any]]:
        exercise = self._exercise(cell)
        if exercise is not None:
            return self._judge_exercise(exercise, count)
        if is_check(cell):
            self.checks_without_probes.append(cell.metadata.nbgrader.grade_id)
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "a cell of the student's")
        shown = self.sanitiser.sanitise(self._run(name, cell.source), count)
        if is_grade(cell) and has_hidden_tests(cell.source):
            self._forget_hidden_tests(name, cell.source)
        return shown

    def _forget_hidden_tests(self, name: str, source: str) -> None:
        """Replace the sandbox, so that later cells cannot print these hidden tests."""
        if not self.ran_cells or self.ran_cells[-1] != (name, source):
            return  # the cell was stopped, and the sandbox is another one already
        self.ran_cells[-1] = name, without_hidden_tests(source)
        if self.run_seconds <= MAX_HIDDEN_TESTS_REPLAY:
            self._restart()
        else:
            self.readable_hidden_tests.append(name)

    def _exercise(self, cell: nbformat.NotebookNode) -> Exercise | None:
        """The exercise of a graded cell; None if the cell has no points or no probes."""
        if not is_grade(cell) or self.job.assignment not in unit_slugs():
            return None
        name = cell.metadata.nbgrader.grade_id.removeprefix("check_")
        return load_unit(self.job.assignment).exercises.get(name)

    def _run(self, name: str, source: str) -> list[dict[str, Any]]:
        """Run a cell; returns its outputs. Its errors have the names that nbclient gives them."""
        started, seconds = time.monotonic(), self._seconds()
        self.judge_waited = processor_wait()
        if seconds <= 0:
            self.timed_out.append(name)
            self.ran_cells.append((name, ""))
            return [_error("CellTimeoutError", TOO_SLOW.message)]
        try:
            outputs = self.sandbox.run(source, seconds)
        except SandboxTimeout:
            self.timed_out.append(name)
            self.ran_cells.append((name, ""))
            self.end_sandbox(self.sandbox, timed_out=True)
            self._restart()
            return [_error("CellTimeoutError", TOO_SLOW.message)]
        except SandboxDied as death:
            failure = self.note_death(name, death)
            self.ran_cells.append((name, ""))
            self._restart()
            return [_error("DeadKernelError", failure.message)]
        self.ran_cells.append((name, source))
        self.run_seconds += time.monotonic() - started
        return outputs

    def note_death(self, name: str, death: SandboxDied) -> Failure:
        """Note in which cell or exercise the sandbox died; returns the failure that says why."""
        if isinstance(death, SandboxOutOfMemory):
            self.out_of_memory.append(name)
            return OUT_OF_MEMORY
        if isinstance(death, SandboxOutOfCpu):
            self.out_of_cpu.append(name)
            return OUT_OF_CPU
        self.died.append(name)
        return DIED

    def _judge_exercise(self, exercise: Exercise, count: int) -> list[dict[str, Any]]:
        if why := self._refusal(exercise):
            visible, fresh = (refused(exercise, why, shown) for shown in (True, False))
        else:
            visible, fresh = self._reports(exercise)
        self.verdicts[exercise.name] = _summary_of(fresh, visible)
        if fresh.wrong_needs is None or fresh.wrong_needs.replaced:
            self.known[exercise.name] = state_of(fresh.verdict)
        points = Points(fresh.verdict.points)
        return [_shown(visible), _shown(fresh), {
            "output_type": "execute_result", "data": {"text/plain": repr(points)}, "metadata": {},
            "execution_count": count}]

    def _refusal(self, exercise: Exercise) -> str:
        """Why the exercise's answer is not judged, as far as its cell tells; "" if it is."""
        return next((why for name, source in self.ran_cells if name == exercise.name
                     if (why := borrowed(source, name))), "")

    def _reports(self, exercise: Exercise) -> tuple[CheckReport, CheckReport]:
        ask = self._asker(self.sandbox, exercise.name)
        both = reports(exercise, self.sandbox, self.job.seed(exercise.name), ask, self)
        if not self.sandbox.alive:
            self._restart()
        return both

    def _asker(self, sandbox: Sandbox, exercise: str | None) -> ProbeAsker:
        """What asks in the sandbox from now on, for as long as a cell may take."""
        ask, seconds = ProbeAsker(self, exercise), self._seconds()
        self.judge_waited = processor_wait()
        sandbox.deadline = time.monotonic() + seconds
        if seconds <= 0:
            ask.time_out()
        return ask

    @contextlib.contextmanager
    def code(self, names: tuple[str, ...]) -> Iterator[Code | None]:
        """The submission's code, with the solutions of the exercises `names`, see `RightNeeds`."""
        if not names and not self.sandbox.alive:
            self._restart()
        sandbox = self._with_solutions(names) if names else self.sandbox
        yield None if sandbox is None else Code(sandbox, self._asker(sandbox, None))

    def _with_solutions(self, names: tuple[str, ...]) -> Sandbox | None:
        if self._seconds() <= 0:
            return None
        companion = self.companion
        if companion is None or companion.names != names or not companion.sandbox.alive:
            self._end_companion()
            companion = self.companion = Companion(
                self.job.assignment, names, self._start(), self._seconds)
        if companion.catch_up(self.ran_cells):
            return companion.sandbox
        self.end_sandbox(companion.sandbox, timed_out=True)
        return None

    def _end_companion(self) -> None:
        if self.companion is not None:
            self.end_sandbox(self.companion.sandbox)
            self.companion = None

    def _start(self, start: Callable[[Isolation, Supplies], Sandbox] | None = None) -> Sandbox:
        """A new sandbox with the submission's files and the processor time that is left."""
        isolation = replace(self.job.isolation, total_cpu_seconds=self._cpu_seconds(),
                            pictures=self.job.draws)
        return (start or start_sandbox)(isolation, self.job.supplies)

    def end_sandbox(self, sandbox: Sandbox, timed_out: bool = False) -> None:
        """Kill a sandbox, and count what it used."""
        usage = sandbox.kill(self.job.limits.cell)
        self.wanted += usage.wanted
        if timed_out:
            self.waited = max(self.waited, usage.waited, processor_wait() - self.judge_waited)

    def _seconds(self) -> float:
        """How long the next cell may take; not above 0 once the overtime is up too."""
        left = self.end - time.monotonic()
        quick = min(QUICK_SECONDS, left + OVERTIME)
        return min(self.job.limits.cell, max(left, quick), self._cpu_seconds())

    def _cpu_seconds(self) -> float:
        """The processor time that is left: code that never runs on two processors has enough."""
        return self.job.limits.notebook + OVERTIME - self.wanted

    def _starved(self) -> bool:
        """Whether a timeout may be the fault of a machine that had no processor free."""
        return self.waited > STARVED * self.job.limits.cell

    def _restart(self) -> None:
        """Go on in a new sandbox that runs the cells in `ran_cells` again.

        If one of them fails now, another sandbox does without it.
        """
        while True:
            self.end_sandbox(self.sandbox)
            if self._seconds() <= 0:
                return  # no later cell will run
            self.sandbox = self._start()
            failed = self._replay()
            if failed is None:
                return
            name, _ = self.ran_cells[failed]
            self.ran_cells[failed] = name, ""
            self.dropped.append(name)

    def _replay(self) -> int | None:
        """Run the cells in `ran_cells`; returns the index of the first that fails, or None."""
        for index, (name, source) in enumerate(self.ran_cells):
            if not source:
                continue
            seconds = self._seconds()
            if seconds <= 0:
                return None
            try:
                self.sandbox.run(source, seconds)
            except SandboxTimeout:
                self.timed_out.append(name)
                self.end_sandbox(self.sandbox, timed_out=True)
                return index
            except SandboxDied as death:
                self.note_death(name, death)
                return index
        return None

    def _state(self) -> tuple[State, str]:
        sentences = []
        if self.timed_out:
            sentences.append(f"{_listed(self.timed_out)} did not end in time.")
        if self._starved():
            sentences.append(f"The machine was busy: before a timeout, {self.waited:.1f} s went by "
                             "without a free processor.")
        if self.out_of_cpu:
            sentences.append(f"The processes of {_listed(self.out_of_cpu)} used too much processor "
                             "time together.")
        if self.died:
            sentences.append(f"{_listed(self.died)} ended the process.")
        if self.out_of_memory:
            sentences.append(f"{_listed(self.out_of_memory)} used too much memory.")
        sentences += list(self._inert())
        if self.dropped:
            sentences.append(f"After a restart, {_listed(self.dropped)} failed when run again; "
                             "later cells ran without it.")
        died = self.died or self.out_of_memory
        slow = self.timed_out or self.out_of_cpu
        state = State.CRASHED if died else State.TIMED_OUT if slow else State.GRADED
        return state, " ".join(sentences)

    def _caveats(self) -> Iterator[str]:
        """Sentences for the instructor alone: how far to trust the grade."""
        if missing := missing_layers():
            yield unsandboxed(missing, held_layers(missing))
        if self.checks_without_probes:
            yield (f"Unjudged: {_listed(self.checks_without_probes)} ran beside the student's "
                   "code, which could cheat.")
        if self.readable_hidden_tests:
            yield ("The notebook was too slow to restart, so later cells could read the hidden "
                   f"tests of {_listed(self.readable_hidden_tests)}.")

    def _inert(self) -> Iterator[str]:
        """Sentences about what the student's cells asked for and did not get."""
        own = [cell.source for cell in self._code_cells()
               if not cell.metadata.get("nbgrader", {}).get("locked")]
        own = own[:MAX_CELLS_TOLD]
        written = {name for source in own for name in WRITTEN_MODULE.findall(source)}
        modules = dict.fromkeys(name[:MAX_NAME] for source in own for name in absent_modules(source)
                                if name not in (CHECKS, *written)
                                and f"{name}.py" not in self.job.supplies.own)
        if modules:
            yield (f"{listed(list(modules))} {'are' if len(modules) > 1 else 'is'} not installed "
                   "where grades are made; importing did nothing.")
        if commands := dict.fromkeys(
                printable(line) for source in own for line in installs(source)):
            yield f"Nothing was installed: {listed(list(commands))} did nothing."


class ProbeAsker:
    """Asks an exercise's probes in a sandbox.

    After a timeout or a death, it kills the sandbox and fails all further probes unasked. The
    notebook notes that down for `exercise`, if there is one.
    """

    def __init__(self, notebook: NotebookRun, exercise: str | None) -> None:
        self._notebook = notebook
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
            self._notebook.end_sandbox(sandbox, timed_out=True)
        except SandboxDied as death:
            self.failure = DIED if self._exercise is None else \
                self._notebook.note_death(self._exercise, death)
            self._notebook.end_sandbox(sandbox)
        return [probe.run or self._failed_run() for probe in asked]

    def time_out(self) -> None:
        """Fail all further probes, because the time for them is up."""
        self.failure = TOO_SLOW
        if self._exercise is not None:
            self._notebook.timed_out.append(self._exercise)

    def _failed_run(self) -> Run:
        assert self.failure is not None
        return Run(Raised(self.failure.kind), error=self.failure)


def _summary_of(fresh: CheckReport, visible: CheckReport) -> VerdictSummary:
    """What was decided, without the answers: small enough to travel and to be stored.

    What exceptions mean is told of the visible cases alone.
    """
    data = fresh.data()
    probes = tuple(ProbeResult(**probe) for probe in data["probes"])
    advice = data["advice"] or ("" if fresh.verdict.passed else visible.data()["advice"])
    return VerdictSummary(fresh.verdict.points, probes, data["misconception"],
                          data["unwritten"], advice)


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


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": kind, "evalue": message,
            "traceback": [f"{kind}: {message}"]}


def _listed(names: list[str]) -> str:
    return first_of(list(dict.fromkeys(names)), most=3)
