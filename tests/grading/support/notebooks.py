"""Notebooks of assignment 05 as students hand them in: answered, and changed in many ways."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import nbformat

from course.grading.intake.assignments import load_solution
from course.grading.intake.restore import restore
from course.grading.submission import Submission
from course.publish.assignment import release_notebook
from course.publish.solution_code import without_markers

SLUG = "05-accumulation"
SHARES_THE_ARRAY = """\
def accumulate(leaf, gradient):
    if leaf.grad is None:
        leaf.grad = gradient
    else:
        leaf.grad += gradient"""
RawNotebook = dict[str, Any]
Edit = Callable[[RawNotebook], None]


@cache
def _released() -> str:
    text: str = nbformat.writes(release_notebook(load_solution(SLUG)))
    return text


def released() -> RawNotebook:
    """The notebook that students get."""
    notebook: RawNotebook = json.loads(_released())
    return notebook


@cache
def solutions() -> dict[str, str]:
    """A right answer to each exercise."""
    return {c.metadata.nbgrader.grade_id: without_markers(c.source)
            for c in load_solution(SLUG).cells if c.metadata.get("nbgrader", {}).get("solution")}


def answered(*edits: Edit, stubs: tuple[str, ...] = ()) -> RawNotebook:
    """All answers right except for `stubs`, which stay unwritten; then edited."""
    notebook = released()
    for name, code in solutions().items():
        if name not in stubs:
            cell_of(notebook, name)["source"] = code
    for edit in edits:
        edit(notebook)
    return copy.deepcopy(notebook)


def cell_of(notebook: RawNotebook, grade_id: str) -> dict[str, Any]:
    """A cell of the assignment, as it stands in a notebook with its metadata."""
    return next(c for c in notebook["cells"]
                if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def own_cell(text: str, kind: str = "code") -> dict[str, Any]:
    """A cell that a student adds."""
    rest = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "source": text, "metadata": {}, **rest}


def insert(text: str, after: str, by: int = 1, kind: str = "code") -> Edit:
    """Add a cell some places after one of the assignment."""
    def edit(notebook: RawNotebook) -> None:
        place = notebook["cells"].index(cell_of(notebook, after)) + by
        notebook["cells"].insert(place, own_cell(text, kind))
    return edit


def prepend(text: str, to: str) -> Edit:
    """Add lines on top of a cell."""
    def edit(notebook: RawNotebook) -> None:
        cell = cell_of(notebook, to)
        cell["source"] = text + source(cell)
    return edit


def append(text: str, to: str) -> Edit:
    """Add lines at the end of a cell."""
    def edit(notebook: RawNotebook) -> None:
        cell = cell_of(notebook, to)
        cell["source"] = source(cell) + text
    return edit


def restored(notebook: RawNotebook | bytes) -> Submission:
    """What intake makes of a notebook."""
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    return restore(Submission("ada", SLUG, content=content), load_solution(SLUG))


def answer_in(submission: Submission, grade_id: str) -> str:
    """The source of a cell in the notebook that is to run."""
    assert submission.notebook is not None
    text: str = next(c.source for c in submission.notebook.cells
                     if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
    return text
