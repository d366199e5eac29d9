"""Put points and comments that a person gave in formgrader into the results."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

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

from course.grading.gradebook.tables import open_gradebook
from course.grading.scoring import GRADED_BY_HAND, recount
from course.grading.submission import ExerciseResult, Result, SubmissionId


@dataclass
class HandGrades:
    """A person's points and comments for one submission, by cell.

    With its points, each cell has whether they are final. They are not if the student handed in
    again after the person gave them.
    """

    points: dict[str, tuple[float, bool]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def apply_by_hand(out: Path, results: Iterable[Result]) -> None:
    """Put points and comments by hand into the results.

    Raises GradingError if the gradebook cannot be read.
    """
    with open_gradebook(out) as book:
        by_hand = _read_hand_grades(book)
    for result in results:
        given = by_hand.get(result.id)
        if given is not None:
            recount(result, [_exercise(e, given) for e in result.exercises])
            result.comments = given.comments
            result.add(*_unusual(result.exercises))


def _unusual(exercises: Iterable[ExerciseResult]) -> Iterator[str]:
    """Sentences about points by hand that count, though they may be a slip."""
    by_hand = [e for e in exercises if e.reason == GRADED_BY_HAND]
    for where, found in (("above the maximum", [e for e in by_hand if e.score > e.max_score]),
                         ("below 0", [e for e in by_hand if e.score < 0])):
        if found:
            points = ", ".join(f"{e.name} ({e.score:g} of {e.max_score:g})" for e in found)
            yield f"Graded by hand {where}: {points}."


def _read_hand_grades(book: Gradebook) -> dict[SubmissionId, HandGrades]:
    """What a person gave, of every submission that a person touched."""
    found: dict[SubmissionId, HandGrades] = defaultdict(HandGrades)
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
    """All grades or comments that a person touched, each with student, assignment and cell."""
    touched = (Grade.manual_score.is_not(None) | (Grade.extra_credit != 0) if kind is Grade
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


def _exercise(exercise: ExerciseResult, by_hand: HandGrades) -> ExerciseResult:
    cell = next((n for n in (exercise.name, f"check_{exercise.name}") if n in by_hand.points), None)
    if cell is None:
        return exercise
    points, final = by_hand.points[cell]
    if not math.isfinite(points):  # as a script may have written
        return replace(exercise, needs_review=True)
    return replace(exercise, score=points, needs_review=not final, reason=GRADED_BY_HAND)
