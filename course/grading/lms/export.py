"""Grades for an LMS: what goes into a cell, what is left, and what to say about it.

A cell for which there is no score keeps what the LMS had: a blank would delete it there, a 0 would
be a grade. Names are guarded from spreadsheets where the import does not read them: Canvas goes by
the ID, Moodle by the Identifier.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from course.grading.lms.roster import Person, Roster
from course.grading.lms.scores import Score, Scores

KEPT_MARKS = ("EX", "N/A")


@dataclass(frozen=True)
class Entry:
    """An assignment as the LMS has it: its heading there, the place of its column, its points.

    `at_most` is the most that it takes: more is not imported.
    """

    assignment: str
    heading: str
    place: int | None
    points: float
    at_most: float = math.inf


@dataclass
class Exported:
    """A file's text and what there is to say about it: who got a score, who did not and why.

    `several` says that there is more than one assignment.
    """

    zero_missing: bool = False
    several: bool = False
    text: str = ""
    scores: int = 0
    waiting: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    capped: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    scaled: list[str] = field(default_factory=list)

    def cell(self, score: Score | None, person: Person, row: Sequence[str], entry: Entry) -> str:
        """What to write for one person, in whose row of the roster the LMS's grade stands."""
        before = at(row, entry.place)
        if before.strip().upper() in KEPT_MARKS:
            self.kept.append(f"{self.named(person.student, entry.assignment)} ({before.strip()})")
            return before
        if score is None or score.missing:
            self.missing.append(self.named(person.student, entry.assignment))
            return "0" if self.zero_missing else before
        if score.waits:
            self.waiting.append(self.named(person.student, entry.assignment))
            return before
        self.scores += 1
        points = score.score * entry.points / score.max_score if score.max_score else 0
        if points > entry.at_most:
            self.capped.append(f"{person.student} ({number(points)})")
        return number(min(points, entry.at_most))

    def named(self, student: str, assignment: str) -> str:
        """A student, with the assignment where there are several."""
        return f"{student} in {assignment}" if self.several else student

    def note_scale(self, assignment: str, ours: float, theirs: float) -> None:
        """Remember that the LMS counts an assignment's points otherwise."""
        line = f"{assignment} from {number(ours)} to {number(theirs)} points"
        if ours != theirs and line not in self.scaled:
            self.scaled.append(line)

    def note_strangers(self, scores: Scores, roster: Roster) -> None:
        """Remember who has a grade here and is not on the roster."""
        found = {id(scores.of(person, assignment, roster.kind))
                 for person in roster.people for assignment in scores.assignments}
        self.strangers = sorted({s.student for s in scores.all if id(s) not in found})


def number(value: float) -> str:
    """A score to two places, without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def number_in(text: str) -> float:
    """A number as an LMS writes it, with a point or a comma; 0 where there is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return 0.0


def as_csv(lines: Sequence[Sequence[str]], separator: str = ",") -> str:
    """Lines as CSV, as both LMSs read it."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(lines)
    return text.getvalue()


def at(row: Sequence[str], place: int | None) -> str:
    """A cell of a row; "" where it has none."""
    return row[place] if place is not None and place < len(row) else ""


def padded(row: Sequence[str], length: int) -> list[str]:
    """The first cells of a row, with blanks where it is shorter."""
    return [*row[:length], *[""] * (length - len(row))]
