"""After a cell that does not end, the judge goes on in a new sandbox: with which cells, how long.

Here a sandbox is made up, with a clock of its own. `test_grade.py` and the battery try real ones.
"""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course.grading.judging import budget, detail, notebook_run, session
from course.grading.judging.job import Job
from course.grading.judging.notebook_run import NotebookRun
from course.grading.sandbox import client
from course.grading.sandbox.client import (
    Sandbox,
    SandboxDied,
    SandboxFailed,
    SandboxSignalled,
    SandboxTimeout,
    Usage,
)
from course.grading.submission import Executed, GraderFailed, Limits, State

LIMITS = Limits(cell=1, notebook=10)
FOREVER, SIGNAL = 1e9, -9
NOTHING = Usage()
Behaviour = Callable[[str, int], float]


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


class MadeUpSandbox:
    """Answers with the source of the cell; after a timeout, with the reply that came too late."""

    def __init__(self, number: int, clock: Clock, takes: Behaviour, used: Usage) -> None:
        self._number, self._clock, self._takes, self._used = number, clock, takes, used
        self._replies: list[str] = []
        self.alive = True

    def run(self, source: str, seconds: float) -> list[dict[str, Any]]:
        assert self.alive
        needed = self._takes(source, self._number)
        if needed < 0:
            raise SandboxSignalled("by whom?") if needed == SIGNAL else SandboxDied("it ended")
        self._replies.append(source)
        self._clock.now += min(needed, seconds)
        if needed > seconds:
            raise SandboxTimeout
        text = self._replies.pop(0)
        return [{"output_type": "stream", "name": "stdout", "text": text}]

    def kill(self, last: float = 0.0) -> Usage:
        used, self._used = self._used, NOTHING
        self.alive = False
        return used


@pytest.fixture
def execute(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Executed]:
    """Run cells. `takes` gives the seconds of a cell in the nth sandbox; below 0, it dies there.

    Each sandbox says that it `used` so much, and `wait` how long the judge has waited.
    """

    def execute(
        sources: list[str], takes: Behaviour, used: Usage = NOTHING,
        wait: Callable[[], float] = lambda: 0.0,
    ) -> Executed:
        clock, sandboxes = Clock(), list[MadeUpSandbox]()

        def start(_: Any, supplies: Any) -> MadeUpSandbox:
            sandboxes.append(MadeUpSandbox(len(sandboxes), clock, takes, used))
            return sandboxes[-1]

        monkeypatch.setattr(session, "start_sandbox", start)
        monkeypatch.setattr(detail, "missing_layers", list)
        for module in (budget, notebook_run, session):
            monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=clock.monotonic))
        monkeypatch.setattr(budget, "processor_wait", wait)
        notebook = new_notebook(cells=[new_code_cell(source, metadata={
            "nbgrader": {"grade_id": source, "grade": False, "solution": True, "task": False}})
            for source in sources])
        executed = NotebookRun(Job("ada", "90-by-hand", notebook, b"", LIMITS)).execute()
        assert not any(sandbox.alive for sandbox in sandboxes)
        return executed

    return execute


def shown(executed: Executed) -> list[str]:
    """What each cell printed, or the error that ended it."""
    return [cell.outputs[0].get("text") or cell.outputs[0].ename
            for cell in executed.notebook.cells]


@pytest.mark.parametrize(("again", "state", "why"), [
    (FOREVER, State.TIMED_OUT, "stops, second did not end in time."),
    (-1, State.CRASHED, "second ended the process."),
])
def test_a_cell_that_fails_when_run_again_is_left_out(
    execute: Callable[..., Executed], again: float, state: State, why: str
) -> None:
    def takes(source: str, sandbox: int) -> float:
        return {"stops": FOREVER, "second": again if sandbox else 0.1}.get(source, 0.1)

    executed = execute(["first", "second", "stops", "third", "fourth"], takes)
    assert shown(executed) == ["first", "second", "CellTimeoutError", "third", "fourth"]
    assert executed.state is state
    assert why in executed.detail
    assert "second failed when run again; later cells ran without it." in executed.detail


def test_quick_cells_count_after_the_notebooks_time(execute: Callable[..., Executed]) -> None:
    cells = [*(f"stops {n}" for n in range(10)), "quick", "slow", "quick again"]
    executed = execute(cells, lambda source, _: {
        "quick": 0.05, "slow": 0.5, "quick again": 0.05}.get(source, FOREVER))
    assert shown(executed)[10:] == ["quick", "CellTimeoutError", "quick again"]


@pytest.mark.parametrize("cells", [300, 3])
def test_a_notebook_keeps_to_its_time(execute: Callable[..., Executed], cells: int) -> None:
    """However many cells do not end, and however many run again after each of them."""
    quick = [f"quick {n}" for n in range(100)]
    executed = execute([*quick, *(f"stops {n}" for n in range(cells)), *quick],
                       lambda source, _: 0.09 if source.startswith("quick") else FOREVER)
    assert executed.seconds <= LIMITS.notebook + budget.OVERTIME + 0.1
    assert executed.state is State.TIMED_OUT


class Server:
    alive = True


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Run a job whose runs end as told: "ends", "fails", "dies", "loses" its fork server."""

    def ending(*ends: str) -> list[str]:
        waiting, done = list(ends), list[str]()

        def execute(_: NotebookRun) -> Any:
            done.append(end := waiting.pop(0))
            server.alive = end != "loses"
            if end in ("fails", "dies"):
                raise {"fails": SandboxFailed, "dies": SandboxDied}[end]("no room")
            return executed

        def start() -> Server:
            server.alive = True
            return server

        server, executed = Server(), Executed(new_notebook(), State.GRADED, "", 0, {})
        monkeypatch.setattr(notebook_run, "PAUSE", 0)
        monkeypatch.setattr(notebook_run, "start_fork_server", start)
        monkeypatch.setattr(NotebookRun, "execute", execute)
        assert notebook_run.run_job(Job("ada", "90-by-hand", new_notebook(), b"")) is executed
        return done

    return ending


@pytest.mark.parametrize("end", ["fails", "dies", "loses"])
def test_what_was_not_the_submissions_fault_is_run_once_more(
    runs: Callable[..., list[str]], end: str
) -> None:
    assert runs(end, "ends") == [end, "ends"]
    with pytest.raises(GraderFailed, match="could not keep a sandbox running, 2 times"):
        runs(end, end)


def test_a_sandbox_that_ends_before_it_is_ready_is_not_the_submissions_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "USAGE_TIMEOUT", 0.1)
    ours, theirs = socket.socketpair()
    lifeline, other = socket.socketpair()
    sandbox = Sandbox(ours, lifeline.detach())
    with theirs, other:
        theirs.shutdown(socket.SHUT_RDWR)
        with pytest.raises(SandboxFailed, match="before it was ready"):
            sandbox.run("1", 1)
        sandbox.kill()


def test_overtime_is_what_bounds_quick_cells(
    execute: Callable[..., Executed], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = [f"quick {n}" for n in range(300)]
    assert execute(quick, lambda *_: 0.09).seconds < LIMITS.notebook + budget.OVERTIME + 0.1
    monkeypatch.setattr(budget, "OVERTIME", FOREVER)
    assert execute(quick, lambda *_: 0.09).seconds == pytest.approx(27)


def test_a_timeout_on_a_busy_machine_is_told_apart(execute: Callable[..., Executed]) -> None:
    def takes(source: str, sandbox: int) -> float:
        return FOREVER if source == "stops" else 0.1

    assert not execute(["first", "stops"], takes).disturbed
    assert not execute(["first", "second"], takes, Usage(waited=0.9)).disturbed
    starved = execute(["first", "stops"], takes, Usage(wanted=1, waited=0.9))
    assert starved.disturbed
    assert "before a timeout, 0.9 s went by without a free processor." in starved.detail


def test_a_signal_that_may_be_another_submissions_is_no_fault_of_this_one(
    execute: Callable[..., Executed]
) -> None:
    for death, disturbed in ((-1, False), (SIGNAL, True)):
        executed = execute(["first", "dies"], lambda source, _, d=death: d * (source == "dies"))
        assert (executed.state, executed.disturbed) == (State.CRASHED, disturbed)


def test_a_judge_that_starved_is_no_fault_of_the_submission(
    execute: Callable[..., Executed]
) -> None:
    waits = itertools.count()

    def wait() -> float:
        return 0.9 * next(waits)

    stops = execute(["first", "stops"], lambda source, _: FOREVER * (source == "stops"), wait=wait)
    assert stops.disturbed
    assert not execute(["first", "second"], lambda *_: 0.1, wait=wait).disturbed


def test_all_sandboxes_share_one_budget_of_processor_time(
    execute: Callable[..., Executed]
) -> None:
    """Code that burns two processors ends with the budget, before the clock."""
    cells = ["first", *(f"stops {n}" for n in range(9)), "last"]
    executed = execute(cells, lambda source, _: FOREVER if "stops" in source else 0.1,
                       Usage(wanted=5))
    assert shown(executed)[-1] == "CellTimeoutError"
    assert executed.seconds < 4
