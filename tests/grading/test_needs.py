"""In grading, too, a slip costs its own points and no others."""

from __future__ import annotations

import pytest

from course.checks.unit import load_unit
from course.grading.judging.job import Job
from course.grading.judging.notebook_run import run_job
from course.grading.pages.grades_csv import full_detail
from course.grading.scoring import exercise_results
from course.grading.submission import Executed, GraderFailed, Limits, Result, State
from course.publish.assignment import solution_notebook
from course.publish.source import Assignment
from course.publish.variants import code_cells
from tests.assignments import ASSIGNMENTS

NUMBERS = {"05": "add_contributions", "02": "edge", "07": "Saved"}
SLIPS = {
    "a syntax error": "def {name}(*a)\n    return 1",
    "nothing": "",
    "a stub": "def {name}(*a, **k):\n    return ...",
    "a wrong answer": "def {name}(*a, **k):\n    return 7",
    "an error": "raise NotImplementedError",
    "a loop in it": "def {name}(*a, **k):\n    while True: pass",
    "a cell that does not end": "while True: pass",
    "the end of the process": "import os\nos._exit(1)",
}


def graded(assignment: Assignment, answers: dict[str, str]) -> Executed:
    notebook, code = solution_notebook(assignment), code_cells(assignment, answers)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = code[cell.metadata.nbgrader.grade_id]
    return run_job(Job("student-01", assignment.slug, notebook, b"secret", Limits(cell=2)))


def lost(assignment: Assignment, executed: Executed) -> dict[str, float]:
    most = {name: e.points for name, e in load_unit(assignment.slug).exercises.items()}
    return {name: most[name] - verdict.points for name, verdict in executed.verdicts.items()
            if verdict.points < most[name]}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_costs_its_own_points_alone(accumulation: Assignment, slip: str) -> None:
    code = SLIPS[slip].format(name="add_contributions")
    executed = graded(accumulation, {"add_contributions": code})
    assert lost(accumulation, executed) == {"add_contributions": 2}
    assert "with a right `add_contributions` in place" in executed.verdicts["backward"].advice
    assert not executed.verdicts["accumulate"].advice


@pytest.mark.parametrize("number", NUMBERS)
def test_also_where_the_notebook_has_no_stand_in(number: str) -> None:
    assignment = next(a for slug, a in ASSIGNMENTS.items() if slug.startswith(number))
    name = NUMBERS[number]
    executed = graded(assignment, {name: "raise ValueError"})
    assert lost(assignment, executed).keys() == {name}


def test_the_solution_is_not_in_what_is_shown(accumulation: Assignment) -> None:
    """Not by a cell, nor by what the code prints, raises or answers when it is asked."""
    source = "import inspect\nprint(inspect.getsource(add_contributions))\n"
    for spy in (f"{source}", "raise ValueError(inspect.getsource(add_contributions))",
                "root.grad = inspect.getsource(add_contributions)"):
        body = "\n    ".join([*source.splitlines()[:1], *spy.splitlines()])
        executed = graded(accumulation, {
            "add_contributions": "def add_contributions(c):\n    return 'mine'",
            "accumulate": code_cells(accumulation)["accumulate"] + "\n" + source,
            "backward": f"def backward(root, gradient=None):\n    {body}"})
        cells = [cell for cell in executed.notebook.cells if cell.cell_type == "code"]
        shown = str([cell.outputs for cell in cells])
        assert "return 'mine'" in shown.replace("\\", ""), "the cell's own"
        assert "np.sum" not in shown


@pytest.mark.parametrize("code", [
    "import autograd_ref\ndef add_contributions(c):\n    return sum(c)",
    "def add_contributions(c):\n    exec('total = sum')\n    return sum(c)",
])
def test_a_borrowed_engine_is_no_answer(accumulation: Assignment, code: str) -> None:
    executed = graded(accumulation, {"add_contributions": code})
    assert lost(accumulation, executed) == {"add_contributions": 2}
    assert "`add_contributions`" in executed.verdicts["add_contributions"].advice
    result = Result("ada", accumulation.slug, 0, 20, State.GRADED, "", exercise_results(executed))
    assert full_detail(result) == executed.verdicts["add_contributions"].refused


def test_more_points_than_the_cell_has_are_the_graders_failure(accumulation: Assignment) -> None:
    executed = graded(accumulation, {})
    for cell in executed.notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("points"):
            cell.metadata.nbgrader.points = 0.5
    with pytest.raises(GraderFailed, match=r"gave 2 points and its cell has 0\.5; run make build"):
        exercise_results(executed)


def test_where_grades_are_made_the_reference_does_not_exist(accumulation: Assignment) -> None:
    code = "import importlib\nengine = importlib.import_module('autograd' + '_ref')\n"
    executed = graded(accumulation, {"accumulate": code})
    outputs = [o for cell in executed.notebook.cells for o in cell.get("outputs", [])]
    assert any(o.get("ename") == "ModuleNotFoundError" for o in outputs)
    assert lost(accumulation, executed).keys() == {"accumulate"}
