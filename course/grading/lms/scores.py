"""Read the scores to export from a gradebook, with points by hand and penalties."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
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

from course.grading.gradebook.comparison import differing
from course.grading.gradebook.published import PublishedGrade, read_published
from course.grading.gradebook.results_folder import need_gradebook
from course.grading.gradebook.stored import StoredResults
from course.grading.gradebook.tables import open_gradebook
from course.grading.gradebook.unfinished import need_finished
from course.grading.lms.records import Origin, load_records
from course.grading.lms.roster import Person, Roster
from course.grading.submission import GradingError, State, SubmissionId

ROUNDING = 1e-6
WAITING = (State.NEEDS_REVIEW, State.NOT_GRADED)


@dataclass(frozen=True)
class Score:
    """One submission's points. `needs_review`: a person, or the next run, must still grade it.

    `missing`: the student handed in nothing, and nobody gave points by hand. `published_max` is
    the maximum that the last run wrote for people to read.
    `other_cells`: the gradebook has other automatic points than that run gave.
    """

    student: str
    assignment: str
    before_penalty: float
    penalty: float
    max_score: float
    state: str
    needs_review: bool
    missing: bool
    origin: Origin
    published_max: float | None = None
    other_cells: bool = False

    @property
    def id(self) -> SubmissionId:
        return self.student, self.assignment

    @property
    def outdated(self) -> bool:
        """Whether it was graded before the assignment's cells or points changed."""
        return self.other_cells or (
            self.published_max is not None
            and abs(self.max_score - self.published_max) > ROUNDING)

    @property
    def score(self) -> float:
        """The points less the late penalty."""
        return max(0.0, self.before_penalty - self.penalty)


class Scores:
    """The scores of some assignments; `find` looks them up by student or by the LMS's id.

    `lacking` are stored results that the gradebook does not have: student and assignment.
    """

    def __init__(self, scores: Iterable[Score], lacking: Iterable[SubmissionId] = ()) -> None:
        self.all = list(scores)
        self.lacking = sorted(lacking)
        self.assignments = sorted({score.assignment for score in self.all})
        self._found: dict[tuple[str, str], Score] = {}
        self._by_person: dict[str, dict[str, list[Score]]] = {}
        for score in self.all:
            self._found[score.assignment, score.student] = score
            if score.origin.lms_id:
                self._found[score.assignment, f"{score.origin.lms} {score.origin.lms_id}"] = score

    def max_score(self, assignment: str) -> float:
        """The points that an assignment is worth."""
        return next(s.max_score for s in self.all if s.assignment == assignment)

    def find(self, person: Person, assignment: str, roster: Roster) -> Score | None:
        """The score of a person on a roster; None if there is none, or no telling whose it is.

        Goes by any of the person's ids, else by `Roster.match`.
        """
        fits = self._fits(person, assignment, roster)
        return fits[0] if len(fits) == 1 else None

    def doubtful(self, person: Person, assignment: str, roster: Roster) -> list[str]:
        """The students whose submissions fit a person alike, so that `find` has none of them."""
        fits = self._fits(person, assignment, roster)
        return sorted(score.student for score in fits) if len(fits) > 1 else []

    def _fits(self, person: Person, assignment: str, roster: Roster) -> list[Score]:
        """The scores that may be a person's; who handed in nothing stands against nobody else."""
        ids = (f"{roster.kind} {person.lms_id}", f" {person.lms_id}") if person.lms_id else ()
        exact = {self._found[assignment, key].student: self._found[assignment, key]
                 for key in (person.student, *ids, *person.aliases)
                 if (assignment, key) in self._found}
        fits = list(exact.values()) or self._matched(assignment, roster).get(person.student, [])
        return [score for score in fits if not score.missing] or fits

    def _matched(self, assignment: str, roster: Roster) -> dict[str, list[Score]]:
        """The scores of an assignment by the person whose login is theirs."""
        if assignment not in self._by_person:
            found = self._by_person[assignment] = defaultdict(list)
            for score in self.all:
                person = roster.match(score.student) if score.assignment == assignment else None
                if person is not None:
                    found[person.student].append(score)
        return self._by_person[assignment]


def read_scores(out: Path, assignments: Sequence[str] = ()) -> Scores:
    """The scores in the folder that `course grade` wrote; of all assignments by default.

    Raises GradingError if the folder has no grades, or none of one of these assignments, if a run
    into it has not ended, or if the gradebook cannot be used. Does not read grades.csv, which is
    for people to edit.
    """
    need_gradebook(out)
    published = read_published(out)
    if not published:
        raise GradingError(f"{out} has no record of what was graded; run course grade with --out "
                           f"{out} again to write it")
    with open_gradebook(out) as book:
        graded = [a.name for a in book.assignments if a.num_submissions]
        for name in assignments:
            if name not in graded and any(slug == name for _, slug in published):
                raise GradingError(f"{out / 'gradebook.db'} lacks the grades of {name}; give your "
                                   "course grade command again: it puts them back")
            if name not in graded:
                raise GradingError(f"{out} holds no grades of {name}; it has {', '.join(graded)}")
        need_finished(out, assignments or graded)
        stored = [entry.result for entry in StoredResults(out).all()
                  if entry.result.assignment in (assignments or graded)]
        other_cells = {result.id for result in differing(out, stored)}
        found = list(_scores(book, out, list(assignments) or graded, published, other_cells))
    if not found:
        raise GradingError(f"{out} holds no grades yet")
    return Scores(found, other_cells - {score.id for score in found})


def _scores(
    book: Gradebook, out: Path, assignments: list[str],
    published: Mapping[SubmissionId, PublishedGrade], other_cells: Container[SubmissionId],
) -> Iterator[Score]:
    for assignment in assignments:
        origins, by_hand = load_records(out, assignment).origins, _graded_by_hand(book, assignment)
        rows = book.db.query(
            Student, SubmittedAssignment.score, SubmittedAssignment.late_submission_penalty,
            SubmittedAssignment.max_score, SubmittedAssignment.needs_manual_grade,
        ).select_from(SubmittedAssignment).join(Student).join(Assignment).filter(
            Assignment.name == assignment)
        for student, score, penalty, max_score, needs_manual_grade in rows:
            graded_by_hand = student.id in by_hand
            record = published.get((student.id, assignment))
            state = record.state if record else State.GRADED
            waits = state in WAITING and not graded_by_hand
            yield Score(student.id, assignment, score, penalty, max_score, state,
                        needs_manual_grade or waits or not math.isfinite(score),
                        state == State.MISSING and not graded_by_hand,
                        origins.get(student.id) or _origin(student),
                        record.max_score if record else None,
                        (student.id, assignment) in other_cells)


def _graded_by_hand(book: Gradebook, assignment: str) -> set[str]:
    """The students to whom a person gave points in an assignment."""
    rows = book.db.query(SubmittedAssignment.student_id).select_from(Grade).join(
        SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id).join(
        SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id).join(
        Assignment).filter(Assignment.name == assignment, Grade.manual_score.is_not(None))
    return {student for (student,) in rows}


def _origin(student: Student) -> Origin:
    names = [student.last_name, student.first_name]
    return Origin(name=", ".join(filter(None, names)), email=student.email or "",
                  lms_id=student.lms_user_id or "")
