"""After a cell that does not end, the judge goes on in a new sandbox: with which cells, how long.

Here a sandbox is made up, with a clock of its own. `test_grade.py` and the battery try real ones.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from course.grading import judge
from course.grading.judge import Job, NotebookRun
from course.grading.sandbox.client import SandboxDied, SandboxTimeout
from course.grading.submission import Executed, Limits, State

LIMITS = Limits(cell=1, notebook=10)
FOREVER = 1e9
Behaviour = Callable[[str, int], float]


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


class MadeUpSandbox:
    """Answers with the source of the cell; after a timeout, with the reply that came too late."""

    def __init__(self, number: int, clock: Clock, takes: Behaviour) -> None:
        self._number, self._clock, self._takes = number, clock, takes
        self._replies: list[str] = []
        self.alive = True

    def run(self, source: str, seconds: float) -> list[dict[str, Any]]:
        assert self.alive
        needed = self._takes(source, self._number)
        if needed < 0:
            raise SandboxDied("it ended")
        self._replies.append(source)
        self._clock.now += min(needed, seconds)
        if needed > seconds:
            raise SandboxTimeout
        text = self._replies.pop(0)
        return [{"output_type": "stream", "name": "stdout", "text": text}]

    def kill(self) -> None:
        self.alive = False


@pytest.fixture
def execute(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Executed]:
    """Run cells. `takes` gives the seconds of a cell in the nth sandbox; below 0, it dies there."""

    def run(sources: list[str], takes: Behaviour) -> Executed:
        clock, sandboxes = Clock(), list[MadeUpSandbox]()

        def start(_: Any, supplies: Any) -> MadeUpSandbox:
            sandboxes.append(MadeUpSandbox(len(sandboxes), clock, takes))
            return sandboxes[-1]

        monkeypatch.setattr(judge, "start_sandbox", start)
        monkeypatch.setattr(judge, "missing_layers", list)
        monkeypatch.setattr(judge, "time", SimpleNamespace(monotonic=clock.monotonic))
        notebook = new_notebook(cells=[new_code_cell(source, metadata={
            "nbgrader": {"grade_id": source, "grade": False, "solution": True, "task": False}})
            for source in sources])
        executed = NotebookRun(Job("ada", "90-by-hand", notebook, b"", LIMITS)).execute()
        assert not any(sandbox.alive for sandbox in sandboxes)
        return executed

    return run


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
    assert executed.seconds <= LIMITS.notebook + judge.OVERTIME + 0.1
    assert executed.state is State.TIMED_OUT
