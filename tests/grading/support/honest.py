"""The honest class: every answer on record, judged, beside the notebook's own checks.

`python -m tests.grading.support.honest` tries all right answers and misconceptions of all units.
On the same inputs both must say the same, and a right answer must earn as much on the inputs that
students see. A wrong one may meet a shape, a zero or an equal number in one draw alone: those that
earn other points where students look are counted and listed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

from nbgrader.utils import is_grade

from course.checks.check_report import MIME
from course.checks.examine import reports
from course.checks.implementation import LocalImplementation
from course.checks.needs import AnswerState, Code
from course.checks.time_limit import AskWithTimeLimit
from course.checks.unit import load_unit
from course.grading.judging.job import Job
from course.grading.judging.notebook_run import run_job
from course.grading.judging.plain_checks import tidy_checks
from course.grading.scoring import exercise_results
from course.grading.submission import State
from course.publish.assignment import solution_notebook
from course.publish.source import Assignment
from course.publish.variants import code_cells, namespace
from tests.assignments import ASSIGNMENTS

Answers = dict[str, str]
HEADS = ("unit", "right answers", "misconceptions", "submissions", "same grades", "other points")


class Compared(NamedTuple):
    """A line for each exercise that the judge and the notebook treat differently.

    disagreements:  on the same inputs; or a right answer that does not earn as much on others
    other_points:  of a wrong answer, on the judge's inputs and on those that students see
    """

    disagreements: list[str]
    other_points: list[str]


def all_answers(assignment: Assignment) -> Iterator[tuple[str, Answers]]:
    """The solution, and with each other answer on record in its place: right ones, wrong ones."""
    yield "solution", {}
    for name, exercise in assignment.exercises.items():
        for right in exercise.rights:
            yield f"{name}, right: {right.name}", {name: right.code}
        for wrong in exercise.wrongs:
            yield f"{name}, wrong: {wrong.name}", {name: wrong.code}


def some_answers(assignment: Assignment, every: int) -> Iterator[tuple[str, Answers]]:
    """The solution, two other ways throughout, and one with misconceptions: each N-th exercise's
    first.
    """
    exercises = assignment.exercises
    yield "solution", {}
    for index in (0, 1):
        yield f"right {index}", {name: e.rights[index].code for name, e in exercises.items()}
    wrong = {name: exercises[name].wrongs[0] for name in list(exercises)[::every]}
    yield ", ".join(f"{name}: {w.name}" for name, w in wrong.items()), {
        name: w.code for name, w in wrong.items()}


def compared(assignment: Assignment, answers: Answers) -> Compared:
    """The judge's grades of a submission beside those of the notebook's own checks."""
    job = Job("student-01", assignment.slug, _notebook(assignment, answers), b"secret")
    in_notebook = _in_notebook(assignment, answers, job)
    executed = run_job(job)
    if executed.state is not State.GRADED:
        return Compared([f"{executed.state}: {executed.detail}"], [])
    tidy_checks(executed.notebook)
    graded = [cell for cell in executed.notebook.cells if is_grade(cell)]
    found = Compared([], [])
    for cell, result in zip(graded, exercise_results(executed), strict=True):
        shown = [output.data[MIME] for output in cell.outputs if MIME in output.data]
        seen, fresh = in_notebook[result.name]
        if shown != [seen, fresh]:
            found.disagreements.append(f"{result.name}: another report")
        if result.score != _points(fresh):
            found.disagreements.append(
                f"{result.name}: {result.score:g} for {_points(fresh):g} points")
        if (not answers or result.name in answers) and result.score != _points(seen):
            right = result.max_score in (result.score, _points(seen))
            (found.disagreements if right else found.other_points).append(
                f"{result.name}: {result.score:g} points, {_points(seen):g} where students look")
    return found


class Solutions:
    """The answers with solutions in place of some, as the judge has them."""

    secret = True

    def __init__(self, assignment: Assignment, answers: Answers) -> None:
        self.known: dict[str, AnswerState] = {}
        self.replaceable: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._assignment = assignment
        self._answers = answers

    @contextmanager
    def code(self, names: tuple[str, ...]) -> Iterator[Code | None]:
        answers = {name: code for name, code in self._answers.items() if name not in names}
        yield Code(LocalImplementation(namespace(self._assignment, answers)), AskWithTimeLimit())


def _notebook(assignment: Assignment, answers: Answers) -> Any:
    notebook, code = solution_notebook(assignment), code_cells(assignment, answers)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = code[cell.metadata.nbgrader.grade_id]
    return notebook


def _in_notebook(
    assignment: Assignment, answers: Answers, job: Job
) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """What the checks say in a notebook, on the visible inputs and on the judge's, by exercise."""
    names = namespace(assignment, answers)
    found = {}
    for name, exercise in load_unit(assignment.slug).exercises.items():
        subject, put = LocalImplementation(names), AskWithTimeLimit()
        right = Solutions(assignment, answers)
        seen, fresh = reports(exercise, subject, job.seed(name), put, right)
        found[name] = seen.data(), fresh.data()
    return found


def _points(report: dict[str, Any]) -> float:
    return float(sum(probe["points"] for probe in report["probes"]))


def _unit_row(assignment: Assignment) -> tuple[list[object], list[str]]:
    """The figures of one unit, in the order of HEADS, and what disagrees."""
    exercises = assignment.exercises.values()
    tried = same = other = 0
    found = []
    for label, answers in all_answers(assignment):
        wrong, elsewhere = compared(assignment, answers)
        tried, same, other = tried + 1, same + (not wrong), other + bool(elsewhere)
        found += [f"  {assignment.slug} {label}: {line}" for line in wrong + elsewhere]
    return [assignment.slug, 1 + sum(len(e.rights) for e in exercises),
            sum(len(e.wrongs) for e in exercises), tried, same, other], found


def main() -> int:
    """One row a unit, then the sums; 1 if a grade differs. Units can be named; all by default."""
    assignments = [assignment for slug, assignment in ASSIGNMENTS.items()
                   if not sys.argv[1:] or slug in sys.argv[1:]]
    rows = []
    print(" ".join(f"{head:>18}" for head in HEADS))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for row, found in pool.map(_unit_row, assignments):
            rows.append(row[1:])
            print(" ".join(f"{value:>18}" for value in row), *found, sep="\n", flush=True)
    sums = [sum(column) for column in zip(*rows, strict=True)]
    print(" ".join(f"{value:>18}" for value in ["together", *sums]))
    *_, tried, same, _ = sums
    return int(same != tried)


if __name__ == "__main__":
    sys.exit(main())
