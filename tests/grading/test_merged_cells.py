"""Cells that students merged, split or swapped: each answer that can be found counts."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest

from course.checks.unit import unit_slugs
from course.grading.intake.assignments import load_solution
from course.grading.intake.code import same_code
from course.grading.intake.excerpt import excerpt, used_by
from course.grading.intake.restore import restore
from course.grading.intake.strays import _may_bind
from course.grading.submission import State, Submission
from course.publish.assignment import release_notebook
from course.publish.solution_code import without_markers

from .support.notebooks import (
    Edit,
    RawNotebook,
    answer_in,
    answered,
    cell_of,
    own_cell,
    prepend,
    restored,
    solutions,
    source,
)
from .test_strays import judged

NAMES = list(solutions())
PARTS = {"by a copy of its cell": True, "by a cell without metadata": False}


def code_cells(notebook: RawNotebook) -> list[dict[str, object]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def joined(notebook: RawNotebook) -> str:
    return "\n\n".join(source(cell) for cell in code_cells(notebook))


def into_one_cell(notebook: RawNotebook) -> None:
    notebook["cells"] = [own_cell(joined(notebook))]


def into_the_first_answer(notebook: RawNotebook) -> None:
    cell_of(notebook, NAMES[0])["source"] = joined(notebook)
    notebook["cells"] = [cell_of(notebook, NAMES[0])]


def into_the_first_given_cell(notebook: RawNotebook) -> None:
    cell_of(notebook, "given_engine")["source"] = joined(notebook)
    notebook["cells"] = [cell_of(notebook, "given_engine")]


def answers_into(place: int) -> Edit:
    def edit(notebook: RawNotebook) -> None:
        everything = "\n\n".join(solutions().values())
        for name in NAMES:
            cell_of(notebook, name)["source"] = everything if name == NAMES[place] else ""
    return edit


def with_their_checks(notebook: RawNotebook) -> None:
    for name in NAMES:
        check = cell_of(notebook, f"check_{name}")
        notebook["cells"].remove(check)
        cell_of(notebook, name)["source"] = solutions()[name] + "\n\n" + source(check)


def swap(notebook: RawNotebook) -> None:
    for name, other in zip(NAMES, [*NAMES[1:], NAMES[0]], strict=True):
        cell_of(notebook, name)["source"] = solutions()[other]


def split(as_copy: bool) -> Edit:
    """Split each answer in its middle, as Jupyter does."""
    def edit(notebook: RawNotebook) -> None:
        for name in NAMES:
            cell, lines = cell_of(notebook, name), solutions()[name].splitlines()
            rest = copy.deepcopy(cell) if as_copy else own_cell("")
            rest["source"] = "\n".join(lines[len(lines) // 2:])
            cell["source"] = "\n".join(lines[:len(lines) // 2])
            notebook["cells"].insert(notebook["cells"].index(cell) + 1, rest)
    return edit


MERGES: dict[str, Edit] = {
    "all code in one cell": into_one_cell,
    "all code in the first answer's cell": into_the_first_answer,
    "all code in the first given cell": into_the_first_given_cell,
    "all answers in the first one's cell": answers_into(0),
    "all answers in the last one's cell": answers_into(-1),
    "each answer with its check": with_their_checks,
    "each answer in the cell of the one before": swap,
    **{f"each answer split {how}": split(as_copy) for how, as_copy in PARTS.items()},
}


@pytest.mark.parametrize("merge", MERGES)
def test_cells_may_be_merged_split_and_swapped(merge: str) -> None:
    result = judged(answered(MERGES[merge]))
    assert (result.score, result.state) == (20, State.GRADED), result.detail
    assert result.detail


@pytest.mark.parametrize("merge", ["all code in one cell", "each answer with its check"])
def test_nobody_is_told_to_have_deleted_what_was_merged(merge: str) -> None:
    told = " ".join(restored(answered(MERGES[merge])).notes)
    assert "check_accumulate" in told
    assert "were merged into others; the grader put them back." in told
    assert "deleted" not in told


@pytest.mark.parametrize("as_copy", PARTS.values(), ids=PARTS)
def test_parts_with_no_break_spaces_are_put_together(as_copy: bool) -> None:
    def edit(notebook: RawNotebook) -> None:
        split(as_copy)(notebook)
        for cell in code_cells(notebook):
            if cell["metadata"].get("nbgrader", {}).get("solution", True):
                cell["source"] = source(cell).replace(" ", "\N{NO-BREAK SPACE}")

    submission = restored(answered(edit))
    for name in NAMES:  # texts keep theirs
        code = answer_in(submission, name).replace("\N{NO-BREAK SPACE}", " ")
        assert same_code(code, solutions()[name]), name


@pytest.mark.parametrize("slug", unit_slugs())
def test_of_one_cell_each_answer_is_taken_alone(slug: str) -> None:
    """An answer with all of the notebook would be refused if that imports the engine."""
    solution = load_solution(slug)
    everything = "\n\n".join(without_markers(c.source) for c in solution.cells
                             if c.cell_type == "code")
    notebook = json.loads(nbformat.writes(release_notebook(solution)))
    notebook["cells"] = [own_cell(everything)]
    submission = restore(Submission("ada", slug, content=json.dumps(notebook).encode()), solution)
    for cell in solution.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            name, right = cell.metadata.nbgrader.grade_id, without_markers(cell.source)
            assert same_code(answer_in(submission, name), right) or (
                right.startswith("import ")), name
            assert "autograd_ref" not in answer_in(submission, name)


def test_a_mistake_in_one_definition_breaks_no_other_one() -> None:
    def edit(notebook: RawNotebook) -> None:
        into_one_cell(notebook)
        [cell] = notebook["cells"]
        cell["source"] = cell["source"].replace("def zero_grads(", "@print\ndef zero_grads((")

    result = judged(answered(edit))
    assert (result.score, result.state) == (17, State.NEEDS_REVIEW)
    assert "An answer to zero_grads stands outside of its cell and is not Python" in result.detail


def test_parts_that_do_not_fit_together_are_for_a_person() -> None:
    def edit(notebook: RawNotebook) -> None:
        split(as_copy=False)(notebook)
        prepend("((", "train")(notebook)

    result = judged(answered(edit))
    assert (result.score, result.state) == (17, State.NEEDS_REVIEW)
    assert "The answer train is split over cells that do not fit together" in result.detail


@pytest.mark.parametrize("magic", ["%%writefile train.py", "%%python3", "%%timeit -n1 -r1"])
def test_a_first_line_that_keeps_an_answer_from_running(magic: str) -> None:
    submission = restored(answered(prepend(f"{magic}\n", "train")))
    assert answer_in(submission, "train") == solutions()["train"]
    assert submission.notes == ("The first line of the cell train kept its code from running; the "
                                "grader ran it without that.",)
    assert submission.notebook is not None
    assert any(cell.source.startswith(magic) for cell in submission.notebook.cells)


def test_an_answer_in_its_own_cell_stays_as_it_is() -> None:
    for first in ("import math\n", "%%time\n", "train = None\n", "if True:\n    x = 1\n"):
        submission = restored(answered(prepend(first, "train")))
        assert answer_in(submission, "train") == first + solutions()["train"]
        assert submission.notes == ()


TANGLE = '''
import numpy as np
from math import *
SIZE = len("two")
unused = np.zeros(10**9)
class Helper:
    size = SIZE
def decorate(f): return f
def f(x, unused=None):
    losses = [Helper() for step in range(x)]
    return losses, g
losses = f(3)
def g(): return f
f = decorate(f)
print(losses)
'''


def test_an_excerpt_has_what_a_name_needs_and_no_more() -> None:
    found = excerpt("f", TANGLE, {"np"})
    assert "unused = np" not in found
    assert "losses = f(3)" not in found
    assert "print" not in found
    for line in ("from math import *", "SIZE = ", "class Helper", "def g", "f = decorate(f)"):
        assert line in found
    assert excerpt("h", TANGLE, ()) == "from math import *"


def test_names_of_nested_code_are_found_at_any_depth() -> None:
    import ast

    deep = ast.parse(f"def f(x):\n    return {'-' * 80}x{'[y]' * 80}").body[0]
    assert used_by(deep) == {"y"}


@pytest.mark.parametrize(("source", "binds"), [
    ("def f(x):", True), ("f = lambda x: x", True), ("g, f = 1, 2", True), ("f: int = 1", True),
    ("from m import g, f", True), ("import m as f", True), ("  class f:", True),
    ("f(x=1)", False), ("y = f(1)", False), ("# f = 1", False), ("def ff(x):", False),
    ("x == f", False), ("g(f) = 1", False),
])
def test_what_looks_like_a_definition(source: str, binds: bool) -> None:
    assert _may_bind("f", source) == binds
