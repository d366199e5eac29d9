"""The grading worksheet that Moodle takes back under Upload grading worksheet."""

from __future__ import annotations

import math
import re

from course.grading.lms.export import Entry, Exported, as_csv, number_in, padded
from course.grading.lms.roster import Roster
from course.grading.lms.scores import Scores
from course.grading.pages.sheets import guarded
from course.grading.submission import GradingError

NEEDED = ("Identifier", "Grade", "Last modified (grade)")
# What the upload reads stays as it is, to the letter.
READ = re.compile(r"identifier|grade|maximum grade|last modified .*|feedback .*", re.IGNORECASE)


def moodle(scores: Scores, roster: Roster, zero_missing: bool = False) -> Exported:
    """The worksheet as Moodle made it, with the scores under Grade.

    Raises GradingError where there are several assignments, as a worksheet is of one, or where it
    lacks a column that Moodle needs.
    """
    if len(scores.assignments) != 1:
        raise GradingError("Moodle's grading worksheet is of one assignment; name one of "
                           f"{', '.join(scores.assignments)}")
    table, done = roster.table, Exported(zero_missing)
    lacking = [name for name in NEEDED if table.column(name) is None]
    if lacking:
        raise GradingError(f"{table.path} has no column {lacking[0]}, without which Moodle refuses "
                           "it; download the worksheet again")
    assignment, place = scores.assignments[0], table.column("Grade")
    assert place is not None
    points = scores.max_score(assignment)
    read = [bool(READ.fullmatch(heading.strip())) for heading in table.header]
    lines = [table.header]
    for person in roster.people:
        row = padded(table.rows[person.row], len(table.header))
        most = number_in(table.cell(person.row, "Maximum grade"))
        entry = Entry(assignment, "Grade", place, most or points, most or math.inf)
        done.note_scale(assignment, points, entry.points)
        cells = [cell if is_read or cell == "-" else guarded(cell)
                 for cell, is_read in zip(row, read, strict=True)]
        cells[place] = done.cell(scores.of(person, assignment, roster.kind), person, row, entry)
        lines.append(cells)
    done.note_strangers(scores, roster)
    done.text = as_csv(lines)
    return done
