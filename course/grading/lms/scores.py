"""What a gradebook says of each submission, with manual grades and penalties, ready to export."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import (
    Assignment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from course.grading.gradebook.book import gradebook_in
from course.grading.lms.records import Origin, recall
from course.grading.lms.roster import Person
from course.grading.pages.sheets import without_guard
from course.grading.submission import GradingError, State


@dataclass(frozen=True)
class Score:
    """One submission's points. `waits`: a person has yet to grade it by hand.

    `missing`: nothing was handed in, and nobody gave points all the same.
    """

    student: str
    assignment: str
    raw: float
    penalty: float
    max_score: float
    state: str
    waits: bool
    missing: bool
    origin: Origin

    @property
    def score(self) -> float:
        """What is left of `raw` after the late penalty."""
        return max(0.0, self.raw - self.penalty)


class Scores:
    """The scores of some assignments, found by student or by what an LMS calls the student."""

    def __init__(self, scores: Iterable[Score]) -> None:
        self.all = list(scores)
        self.assignments = sorted({score.assignment for score in self.all})
        self._found: dict[tuple[str, str], Score] = {}
        for score in self.all:
            self._found[score.assignment, score.student] = score
            if score.origin.lms_id:
                self._found[score.assignment, f"{score.origin.lms} {score.origin.lms_id}"] = score

    def max_score(self, assignment: str) -> float:
        """The points that an assignment is worth."""
        return next(s.max_score for s in self.all if s.assignment == assignment)

    def of(self, person: Person, assignment: str, lms: str) -> Score | None:
        """The score of somebody on a roster, by the student's id, the LMS's, or another of theirs.
        """
        for key in (person.student, f"{lms} {person.lms_id}", *sorted(person.aliases)):
            if (assignment, key) in self._found:
                return self._found[assignment, key]
        return None


def read_scores(out: Path, assignments: Sequence[str] = ()) -> Scores:
    """The scores in the folder that `course grade` wrote; of all assignments by default.

    Raises GradingError where nothing was graded there, or not one of these assignments, or where
    the gradebook cannot be used.
    """
    path = out / "gradebook.db"
    if not path.is_file():
        raise GradingError(f"no gradebook.db in {out}; name the folder that course grade wrote")
    states = _states(out)
    with gradebook_in(out) as book:
        there = [a.name for a in book.assignments if a.num_submissions]
        for name in assignments:
            if name not in there:
                raise GradingError(f"{out} holds no grades of {name}; it has {', '.join(there)}")
        found = list(_scores(book, out, list(assignments) or there, states))
    if not found:
        raise GradingError(f"{out} holds no grades yet")
    return Scores(found)


def _scores(
    book: Gradebook, out: Path, assignments: list[str], states: dict[tuple[str, str], str]
) -> Iterator[Score]:
    for assignment in assignments:
        origins, by_hand = recall(out, assignment).origins, _graded_by_hand(book, assignment)
        rows = book.db.query(
            Student, SubmittedAssignment.score, SubmittedAssignment.late_submission_penalty,
            SubmittedAssignment.max_score, SubmittedAssignment.needs_manual_grade,
        ).select_from(SubmittedAssignment).join(Student).join(Assignment).filter(
            Assignment.name == assignment)
        for student, score, penalty, max_score, needs_manual_grade in rows:
            touched = student.id in by_hand
            state = states.get((student.id, assignment), State.GRADED)
            yield Score(student.id, assignment, score, penalty, max_score, state,
                        needs_manual_grade or (state == State.NEEDS_REVIEW and not touched),
                        state == State.MISSING and not touched,
                        origins.get(student.id) or _known(student))


def _graded_by_hand(book: Gradebook, assignment: str) -> set[str]:
    """The students to whom a person gave points in an assignment."""
    rows = book.db.query(SubmittedAssignment.student_id).select_from(Grade).join(
        SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id).join(
        SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id).join(
        Assignment).filter(Assignment.name == assignment, Grade.manual_score.is_not(None))
    return {student for (student,) in rows}


def _known(student: Student) -> Origin:
    names = [student.last_name, student.first_name]
    return Origin(name=", ".join(filter(None, names)), email=student.email or "",
                  lms_id=student.lms_user_id or "")


def _states(out: Path) -> dict[tuple[str, str], str]:
    """The states in grades.csv. Raises GradingError where it cannot be read."""
    path = out / "grades.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {(without_guard(row["student"]), row["assignment"]): row["status"]
                    for row in csv.DictReader(file)}
    except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
        raise GradingError(f"cannot read {path} ({type(error).__name__}); run course grade with "
                           f"--out {out} again, which writes it anew") from None
