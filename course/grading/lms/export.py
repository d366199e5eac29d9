"""Export grades for an LMS: what goes into a cell, and what the instructor should know about it.

A cell without a score keeps what the LMS has: a blank would delete it there, a 0 would be a grade.
Names get a guard against formulas where the LMS does not read them: Canvas goes by the ID, Moodle
by the Identifier.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from course.grading.lms.numbers import (
    NO_GRADE,
    cell_at,
    format_number,
    is_number,
    points_in,
)
from course.grading.lms.roster import Person, Roster
from course.grading.lms.scores import Score, Scores
from course.grading.sanitising.spreadsheets import without_formula
from course.grading.submission import GradingError, State

LMS_WORDS = ("EX", "N/A")  # Canvas's for excused students and for nothing to grade
ROUNDED = 0.0051  # an LMS shows two decimals of a grade
CSV_COLUMNS = ("student", "name", "email", "lms_id", "assignment", "raw_score", "late_penalty",
               "score", "max_score", "status")


@dataclass(frozen=True)
class Column:
    """An assignment's column in the LMS: its heading, its index in the roster, its points.

    The LMS imports no score above `at_most`, and none if no exercise `counts`.
    """

    assignment: str
    heading: str
    index: int | None
    points: float
    at_most: float = math.inf
    counts: bool = True


@dataclass
class Exported:
    """The text of a file to import, and who has a score in it, who has none and why.

    `several` says that there is more than one assignment.
    """

    zero_missing: bool = False
    several: bool = False
    text: str = ""
    scores: int = 0
    needs_review: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    capped: list[str] = field(default_factory=list)
    not_on_roster: list[str] = field(default_factory=list)
    only_by_login: list[str] = field(default_factory=list)
    scaled: list[str] = field(default_factory=list)
    new_columns: list[str] = field(default_factory=list)
    no_maximum: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def cell(self, scores: Scores, roster: Roster, person: Person, column: Column) -> str:
        """The text to write for one person of the roster, whose row has the LMS's grade.

        Raises GradingError if the LMS has a word there, as with a scale.
        """
        before = cell_at(roster.table.rows[person.row], column.index)
        if not column.counts:
            self.note_uncounted(column.assignment)
            return before
        if before.strip().upper() in LMS_WORDS:
            self.unchanged.append(
                f"{self.label(person.student, column.assignment)} ({before.strip()})")
            return before
        _need_number(before, person, column)
        if self.note_doubt(scores, roster, person, column.assignment):
            return before
        score = scores.find(person, column.assignment, roster)
        if score is None or score.missing:
            self.missing.append(self.label(person.student, column.assignment))
            return self._over(before, "0", person, column) if self.zero_missing else before
        if score.needs_review:
            self.needs_review.append(self.label(person.student, column.assignment))
            return before
        if score.outdated:
            self.outdated.append(self.label(person.student, column.assignment))
            return before
        self.scores += 1
        points = score.score * column.points / score.max_score
        if points > column.at_most:
            self.capped.append(f"{person.student} ({format_number(points)})")
        return self._over(before, format_number(min(points, column.at_most)), person, column)

    def _over(self, before: str, now: str, person: Person, column: Column) -> str:
        """The new text; if it changes a grade that the LMS has, note from what to what."""
        if before.strip() not in NO_GRADE and (
                abs(points_in(before, column.points) - float(now)) > ROUNDED):
            self.changed.append(f"{self.label(person.student, column.assignment)} from "
                                f"{before.strip()} to {now}")
        return now

    def label(self, student: str, assignment: str) -> str:
        """The student; with several assignments also the assignment."""
        return f"{student} in {assignment}" if self.several else student

    def note_doubt(
        self, scores: Scores, roster: Roster, person: Person, assignment: str
    ) -> bool:
        """Whether several submissions fit a person alike; noted, for nobody may guess a grade."""
        alike = scores.doubtful(person, assignment, roster)
        if alike:
            self.doubtful.append(f"{self.label(person.student, assignment)} ({', '.join(alike)})")
        return bool(alike)

    def note_scale(self, assignment: str, ours: float, theirs: float) -> None:
        """Note that the LMS has another maximum for an assignment."""
        line = f"{assignment} from {format_number(ours)} to {format_number(theirs)} points"
        if ours and ours != theirs and line not in self.scaled:
            self.scaled.append(line)

    def note_uncounted(self, assignment: str) -> None:
        """Note that no exercise of an assignment counts."""
        if assignment not in self.uncounted:
            self.uncounted.append(assignment)



def not_on_roster(scores: Scores, roster: Roster) -> list[str]:
    """Who has a grade here and is not on the roster."""
    found = {id(scores.find(person, assignment, roster))
             for person in roster.people for assignment in scores.assignments}
    return sorted({s.student for s in scores.all if id(s) not in found})


def plain_csv(scores: Scores, roster: Roster | None = None, zero_missing: bool = False) -> Exported:
    """One row per submission with its state, and one per person on the roster without any."""
    exported = Exported(zero_missing, len(scores.assignments) > 1)
    rows = [_row(score, exported) for score in scores.all]
    if roster:
        rows += _missing_rows(scores, roster, exported)
        exported.only_by_login = not_on_roster(scores, roster)
    rows.sort(key=lambda row: (row[4], row[0]))
    exported.text = as_csv([CSV_COLUMNS, *(map(without_formula, row) for row in rows)])
    return exported


def _row(score: Score, exported: Exported) -> list[str]:
    points = format_number(score.score)
    if not score.max_score:
        exported.note_uncounted(score.assignment)
        points = ""
    elif score.missing:
        exported.missing.append(exported.label(*score.id))
        points = "0" if exported.zero_missing else ""
    elif score.needs_review:
        exported.needs_review.append(exported.label(*score.id))
        points = ""
    elif score.outdated:
        exported.outdated.append(exported.label(*score.id))
        points = ""
    else:
        exported.scores += 1
    origin = score.origin
    return [score.student, origin.name, origin.email, origin.lms_id, score.assignment,
            format_number(score.before_penalty), format_number(score.penalty), points,
            format_number(score.max_score), score.state]


def _missing_rows(scores: Scores, roster: Roster, exported: Exported) -> list[list[str]]:
    rows = []
    for assignment in scores.assignments:
        if not scores.max_score(assignment):
            continue
        for person in roster.people:
            if scores.find(person, assignment, roster) is None and not exported.note_doubt(
                    scores, roster, person, assignment):
                exported.missing.append(exported.label(person.student, assignment))
                points = "0" if exported.zero_missing else ""
                rows.append([person.student, person.name, person.email, person.lms_id, assignment,
                             "", "", points, format_number(scores.max_score(assignment)),
                             State.MISSING])
    return rows


def _need_number(before: str, person: Person, column: Column) -> None:
    if before.strip() not in NO_GRADE and not is_number(before):
        raise GradingError(
            f"{person.student} has the grade {before.strip()[:40]!r} under {column.heading} in the "
            "LMS: a word, as scales and letter grades give. Points cannot replace it. Set the "
            "assignment's grade to points in the LMS and download the file again")


def as_csv(lines: Iterable[Iterable[str]], separator: str = ",") -> str:
    """Lines as CSV that both LMSs read."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(lines)
    return text.getvalue()
