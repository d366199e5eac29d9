"""Points and comments that a person gave in formgrader, taken over into what grading writes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)

from course.grading.gradebook.book import gradebook_in
from course.grading.pages.feedback import feedback_page
from course.grading.scoring import GIVEN_BY_HAND, waiting
from course.grading.submission import ExerciseResult, Result, State

PAGES = ".by-hand.json"


@dataclass
class Given:
    """What a person gave one submission: points by cell, whether they stand, and comments.

    Points do not stand when the submission was handed in anew after they were given.
    """

    points: dict[str, tuple[float, bool]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def apply_by_hand(out: Path, results: Iterable[Result]) -> None:
    """Put what was given by hand into the results, and write their feedback pages anew.

    Raises GradingError where the gradebook cannot be read.
    """
    with gradebook_in(out) as book:
        given = _given(book)
    before = _pages_before(out)
    for result in results:
        key = (result.student, result.assignment)
        if key in given:
            _apply(result, given[key])
        if key in given or key in before:
            _write_page(out, result)
            before.discard(key)
    (out / PAGES).write_text(json.dumps(sorted(before | set(given))), encoding="utf-8")


def _pages_before(out: Path) -> set[tuple[str, str]]:
    """Whose pages hold points or comments by hand, which may have been taken back since."""
    try:
        known = json.loads((out / PAGES).read_text(encoding="utf-8"))
        return {(str(student), str(assignment)) for student, assignment in known}
    except (OSError, ValueError, TypeError):
        return set()


def _given(book: Gradebook) -> dict[tuple[str, str], Given]:
    found: dict[tuple[str, str], Given] = defaultdict(Given)
    for student, assignment, cell, grade in _rows(book, Grade):
        if grade.manual_score is not None or grade.extra_credit:
            points = grade.manual_score if grade.manual_score is not None else grade.auto_score
            found[student, assignment].points[cell] = (
                (points or 0.0) + (grade.extra_credit or 0.0), not grade.needs_manual_grade)
    for student, assignment, cell, comment in _rows(book, Comment):
        if comment.manual_comment:
            found[student, assignment].comments[cell] = comment.manual_comment
    return found


def _rows(book: Gradebook, kind: Any) -> Iterator[tuple[str, str, str, Grade | Comment]]:
    """All grades or comments that a person touched: student, assignment, cell, and itself."""
    touched = (Grade.manual_score.is_not(None) | (Grade.extra_credit > 0) if kind is Grade
               else Comment.manual_comment.is_not(None))
    yield from (
        book.db.query(SubmittedAssignment.student_id, Assignment.name, BaseCell.name, kind)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(kind, kind.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == kind.cell_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .filter(touched)
    )


def _apply(result: Result, given: Given) -> None:
    waited = waiting(result.exercises)
    result.exercises = [_exercise(e, given) for e in result.exercises]
    result.comments = given.comments
    result.score = sum(e.score for e in result.exercises)
    still = waiting(result.exercises)
    if waited and not still and result.state is State.NEEDS_REVIEW:
        result.state = State.GRADED
    elif still and result.state is State.GRADED:
        result.state = State.NEEDS_REVIEW
    result.detail = " ".join(filter(None, [result.detail.replace(waited, "").strip(), still]))


def _exercise(exercise: ExerciseResult, given: Given) -> ExerciseResult:
    name = next((n for n in (exercise.name, f"check_{exercise.name}") if n in given.points), None)
    if name is None:
        return exercise
    points, stands = given.points[name]
    return replace(exercise, score=points, needs_review=not stands, reason=GIVEN_BY_HAND)


def _write_page(out: Path, result: Result) -> None:
    path = Path(result.student, result.assignment, f"{result.assignment}.ipynb")
    executed = out / "autograded" / path
    if not executed.is_file():
        return
    notebook = nbformat.read(executed, as_version=4)
    page = out / "feedback" / path.with_suffix(".html")
    page.write_text(feedback_page(result, notebook), encoding="utf-8")
