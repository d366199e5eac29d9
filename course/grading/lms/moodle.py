"""Write the grading worksheet that Moodle imports under Upload grading worksheet."""

from __future__ import annotations

import math
import re

from course.grading.lms.csv_file import Table
from course.grading.lms.export import Column, Exported, as_csv, not_on_roster
from course.grading.lms.languages import NEEDED, NO
from course.grading.lms.numbers import padded, parse_number
from course.grading.lms.roster import Roster
from course.grading.lms.scores import Scores
from course.grading.sanitising.spreadsheets import without_formula
from course.grading.submission import GradingError

# Columns that Moodle reads: their cells stay as they are, to the letter.
READ = re.compile(r"identifier|grade|maximum grade|last modified .*|feedback .*", re.IGNORECASE)


def moodle(scores: Scores, roster: Roster, zero_missing: bool = False) -> Exported:
    """The worksheet as Moodle wrote it, with the scores under Grade.

    Raises GradingError for several assignments, as a worksheet is of one, and if the worksheet
    lacks a column that Moodle needs.
    """
    if len(scores.assignments) != 1:
        raise GradingError("Moodle's grading worksheet is of one assignment; name one of "
                           f"{', '.join(scores.assignments)}")
    table, exported = roster.table, Exported(zero_missing)
    lacking = [name for name in NEEDED if table.column(name) is None]
    if lacking:
        raise GradingError(f"{table.path} has no column {lacking[0]}, without which Moodle refuses "
                           "it; download the worksheet again")
    if table.column("Scale") is not None and table.column("Maximum grade") is None:
        scale = table.cell(0, "Scale")[:80]
        raise GradingError(f"Moodle grades with a scale ({scale}) in this assignment, and takes no "
                           "points. Set the type of its grade to Point, and download the "
                           "worksheet again")
    assignment, index = scores.assignments[0], table.column("Grade")
    assert index is not None
    points = scores.max_score(assignment)
    lines = [table.header]
    for person in roster.people:
        most = parse_number(table.cell(person.row, "Maximum grade"))
        column = Column(assignment, "Grade", index, most or points, most or math.inf, points > 0)
        exported.note_scale(assignment, points, column.points)
        cells = guarded_row(table, person.row)
        if table.cell(person.row, "Grade can be changed").casefold() in NO:
            exported.locked.append(person.student)
        else:
            cells[index] = exported.cell(scores, roster, person, column)
        lines.append(cells)
    exported.not_on_roster = not_on_roster(scores, roster)
    exported.text = as_csv(lines)
    return exported


def guarded_row(table: Table, row: int) -> list[str]:
    """A row of a worksheet, without formulas in the cells that Moodle does not read."""
    cells = padded(table.rows[row], len(table.header))
    return [cell if READ.fullmatch(heading.strip()) or cell == "-" else without_formula(cell)
            for cell, heading in zip(cells, table.names, strict=True)]
