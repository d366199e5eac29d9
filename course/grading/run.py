"""Running a submission's notebook: the one place where a student's code is executed.

`run_notebook` takes a notebook and limits and gives back the executed notebook with what
happened, as plain data. A stronger sandbox takes the place of this function and nothing else.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

import nbformat
from nbclient.exceptions import DeadKernelError
from nbgrader.preprocessors import Execute

from course.grading.states import State

KERNEL_ARGUMENTS = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]


@dataclass(frozen=True)
class Limits:
    """Seconds for one cell, and for the whole notebook."""

    cell: float = 10
    notebook: float = 60


@dataclass
class Executed:
    """A notebook after its run."""

    notebook: nbformat.NotebookNode
    state: State
    detail: str
    seconds: float


def run_notebook(notebook: nbformat.NotebookNode, limits: Limits) -> Executed:
    """Run all cells in a new kernel, in an empty folder. Never raises for what they do."""
    started = time.monotonic()
    state, detail = State.GRADED, ""
    with tempfile.TemporaryDirectory(prefix="course-grade-") as folder:
        execute = Execute(
            timeout_func=_time_left(started, limits),
            shutdown_kernel="immediate",
            skip_cells_with_tag="",
            extra_arguments=KERNEL_ARGUMENTS,
        )
        try:
            execute.preprocess(notebook, {"metadata": {"path": folder}})
        except DeadKernelError:
            state, detail = State.CRASHED, "The kernel died: the code ended its own process."
        except Exception as error:
            state = State.CRASHED
            detail = f"The notebook could not be run: {type(error).__name__}: {error}"[:300]
    slow = _timed_out(notebook)
    if state is State.GRADED and slow:
        state = State.TIMED_OUT
        detail = f"{_listed(slow)} did not end in {limits.cell:g} seconds."
    return Executed(notebook, state, detail, time.monotonic() - started)


def _time_left(started: float, limits: Limits) -> Callable[[nbformat.NotebookNode], int]:
    def seconds(cell: nbformat.NotebookNode) -> int:
        left = started + limits.notebook - time.monotonic()
        return max(1, int(min(limits.cell, left)))

    return seconds


def _timed_out(notebook: nbformat.NotebookNode) -> list[str]:
    return [
        cell.metadata.get("nbgrader", {}).get("grade_id", "a cell of the student's")
        for cell in notebook.cells if cell.cell_type == "code"
        if any(o.output_type == "error" and o.ename == "CellTimeoutError" for o in cell.outputs)
    ]


def _listed(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
