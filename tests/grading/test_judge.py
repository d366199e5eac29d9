"""The judge gives the honest class the grades that the notebook's own checks give."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from nbgrader.utils import is_grade

from course.checks.notebook import report_on
from course.checks.report import MIME
from course.grading.judge import Job, run_job
from course.grading.results import exercise_results, tidy_graded_cells
from course.grading.states import State
from course.publish.assignment import solution_notebook
from course.publish.source import Assignment, assignment_paths, read_assignment
from course.publish.variants import code_cells, namespace

ASSIGNMENTS = {a.slug: a for a in map(read_assignment, assignment_paths())}


def honest_answers(assignment: Assignment) -> Iterator[tuple[str, dict[str, str]]]:
    """The solution, two other ways throughout, and each exercise's first and last misconception."""
    exercises = assignment.exercises
    yield "solution", {}
    for index in (0, 1):
        yield f"right {index}", {name: e.rights[index].code for name, e in exercises.items()}
    for name, exercise in exercises.items():
        for wrong in (exercise.wrongs[0], exercise.wrongs[-1]):
            yield f"{name}: {wrong.name}", {name: wrong.code}


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_judge_and_notebook_agree(slug: str) -> None:
    assignment = ASSIGNMENTS[slug]
    for label, answers in honest_answers(assignment):
        names = namespace(assignment, answers)
        in_notebook = {name: report_on(slug, name, names=names).data()
                       for name in assignment.exercises}
        notebook = solution_notebook(assignment)
        code = code_cells(assignment, answers)
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = code[cell.metadata.nbgrader.grade_id]
        executed = run_job(Job("ada", slug, notebook, b"secret"))
        assert executed.state is State.GRADED
        seen = [cell.outputs[0].data[MIME] for cell in executed.notebook.cells if is_grade(cell)]
        assert {verdict["exercise"]: verdict for verdict in seen} == in_notebook, label
        tidy_graded_cells(executed.notebook)
        for result in exercise_results(executed.notebook):
            if not answers or result.name in answers:
                points = sum(p["points"] for p in in_notebook[result.name]["probes"])
                assert result.score == points, f"{label}: {result.name} on fresh inputs"
