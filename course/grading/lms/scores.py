"""What a gradebook says of each submission, with manual grades and penalties, ready to export."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, SubmittedAssignment

from course.grading.lms.book import gradebook_in
from course.grading.lms.records import Origin, recall
from course.grading.lms.roster import Person
from course.grading.sheets import without_guard
from course.grading.states import GradingError, State


@dataclass(frozen=True)
class Score:
    """One submission's points. `waits`: a person has yet to grade it by hand.

    `score` is what is left of `raw` after the late penalty.
    """

    student: str
    assignment: str
    raw: float
    penalty: float
    max_score: float
    state: str
    waits: bool
    origin: Origin

    @property
    def score(self) -> float:
        return max(0.0, self.raw - self.penalty)

    @property
    def is_missing(self) -> bool:
        return self.state == State.MISSING


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
        there = [a.name for a in book.assignments if book.assignment_submissions(a.name)]
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
        origins = recall(out, assignment).origins
        for submission in book.assignment_submissions(assignment):
            student = submission.student.id
            state = states.get((student, assignment), State.GRADED)
            yield Score(student, assignment, submission.score, submission.late_submission_penalty,
                        submission.max_score, state, _waits(submission, state),
                        origins.get(student) or _known(submission))


def _waits(submission: SubmittedAssignment, state: str) -> bool:
    """Whether somebody has yet to grade by hand, by the gradebook or by the state."""
    if submission.needs_manual_grade:
        return True
    graded_by_hand = any(grade.manual_score is not None
                         for notebook in submission.notebooks for grade in notebook.grades)
    return state == State.NEEDS_REVIEW and not graded_by_hand


def _known(submission: SubmittedAssignment) -> Origin:
    student = submission.student
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
