"""A small assignment such as an instructor writes with nbgrader alone: no probe behind it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.grading.intake.assignments import load_solution, read_solution
from course.publish.assignment import METADATA, notebook_bytes, release_notebook

SLUG = "90-by-hand"
# What a student wrote: the right code, and answers for a person.
RIGHT = "def double(x):\n    return 2 * x"
WRITTEN = {"explain": "It **adds** up.", "plot": "print('my curve')", "double": RIGHT}
HIDDEN_WORD = "unseen_by_students"


def cell(kind: str, grade_id: str, source: str, **marks: Any) -> nbformat.NotebookNode:
    make = new_markdown_cell if kind == "markdown" else new_code_cell
    default = {"grade": False, "locked": False, "solution": False, "task": False}
    return make(source, id=grade_id.replace("_", "-"), metadata={
        "nbgrader": {**default, **marks, "grade_id": grade_id, "schema_version": 3}})


def source_notebook() -> nbformat.NotebookNode:
    """Every kind of cell that nbgrader gives points for."""
    answer = {"grade": True, "solution": True}
    check = {"grade": True, "locked": True}
    return new_notebook(metadata=METADATA, cells=[
        cell("markdown", "explain", "Because each use adds its share.", points=4, **answer),
        cell("code", "plot", "### BEGIN SOLUTION\nprint('a curve')\n### END SOLUTION", points=3,
             **answer),
        cell("markdown", "essay", "Add cells of your own below and discuss.", points=5,
             task=True, locked=True),
        cell("code", "double",
             "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
             solution=True),
        cell("code", "check_pass", "assert double(2) == 4", points=2, **check),
        cell("code", "check_part", "share = (double(1) == 2) + 0.5 * (double(0) == 0)\nshare",
             points=2, **check),
        cell("code", "check_hidden", "assert callable(double)\n### BEGIN HIDDEN TESTS\n"
             f"{HIDDEN_WORD} = 21\nassert double({HIDDEN_WORD}) == 42\n### END HIDDEN TESTS",
             points=2, **check),
    ])


def forget_solutions() -> None:
    """Read the solution notebooks again when they are needed, as another process would."""
    read_solution.cache_clear()
    load_solution.cache_clear()


@pytest.fixture
def own_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A course whose only assignment is this one."""
    forget_solutions()
    path = tmp_path / "course" / "solutions" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook_bytes(source_notebook()))
    for module in ("intake.assignments", "gradebook.tables"):
        monkeypatch.setattr(f"course.grading.{module}.ROOT", tmp_path / "course")
    yield tmp_path / "course"
    forget_solutions()


@cache
def released() -> nbformat.NotebookNode:
    """What students get. Cached: change only a copy."""
    return release_notebook(source_notebook())


def hand_in(
    folder: Path, student: str, answers: dict[str, str], deleted: str = "", added: str = "",
    texts: Sequence[str] = (),
) -> None:
    """Write a submission: what students get, with `answers` in its cells by grade_id.

    A cell can be deleted, a code cell added at the end, and texts at the beginning.
    """
    notebook = copy.deepcopy(released())
    for written in notebook.cells:
        grade_id = written.metadata.nbgrader.grade_id
        written.source = answers.get(grade_id, written.source)
    notebook.cells = [c for c in notebook.cells if c.metadata.nbgrader.grade_id != deleted]
    if added:
        notebook.cells.append(new_code_cell(added, id="added"))
    notebook.cells[0:0] = [new_markdown_cell(text, id=f"text-{n}") for n, text in enumerate(texts)]
    path = folder / student / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook_bytes(notebook))
