"""Write the file that Canvas imports under Grades > Import."""

from __future__ import annotations

import re
from collections.abc import Callable

from course.grading.lms.export import Column, Exported, as_csv, not_on_roster
from course.grading.lms.numbers import cell_at, format_number, padded, parse_number
from course.grading.lms.roster import CANVAS_PERSON, Person, Roster
from course.grading.lms.scores import Scores
from course.grading.sanitising.spreadsheets import original_text, without_formula
from course.grading.submission import GradingError

POINTS = "Points Possible"


def canvas(
    scores: Scores, roster: Roster, heading: str | None = None, zero_missing: bool = False
) -> Exported:
    """The people as Canvas exported them, and the assignments' columns with the new scores.

    An assignment's column is the one with this `heading`, else one whose title has the assignment's
    name, else a new one. Raises GradingError if the roster has no such `heading`, or if several
    titles have the assignment's name.
    """
    table, exported = roster.table, Exported(zero_missing, len(scores.assignments) > 1)
    columns = [_column(roster, assignment, scores.max_score(assignment), heading)
               for assignment in scores.assignments]
    for column in columns:
        if column.index is None:
            exported.new_columns.append(column.assignment)
        elif not _points_possible(roster, column.index):
            exported.no_maximum.append(column.assignment)
        exported.note_scale(column.assignment, scores.max_score(column.assignment), column.points)
    width = _first_grade(roster)
    lines = [[*table.header[:width], *(column.heading for column in columns)],
             [*padded([f"    {POINTS}"], width),
              *(format_number(column.points) for column in columns)]]
    for person in roster.people:
        points = [exported.cell(scores, roster, person, column) for column in columns]
        lines.append([*_person_cells(roster, person, width), *points])
    exported.not_on_roster = not_on_roster(scores, roster)
    exported.text = as_csv(lines, ";" if table.separator == ";" else ",")
    return exported


def _first_grade(roster: Roster) -> int:
    """The index of the column after the last one about the person."""
    places = [roster.table.column(name) for name in CANVAS_PERSON]
    return max(place for place in places if place is not None) + 1


def _person_cells(roster: Roster, person: Person, width: int) -> list[str]:
    """The cells about a person. Canvas goes by the ID, and by the other cells only without it."""
    cells = padded(roster.table.rows[person.row], width)
    if not person.lms_id:
        return cells
    return [cell if heading.strip() == "ID" else without_formula(original_text(cell))
            for heading, cell in zip(roster.table.header, cells, strict=False)]


def _column(roster: Roster, assignment: str, points: float, heading: str | None) -> Column:
    index = _column_index(roster, assignment, heading)
    if index is None:
        return Column(assignment, assignment, None, points, counts=points > 0)
    theirs = _points_possible(roster, index)
    return Column(assignment, roster.table.header[index], index, theirs or points,
                  counts=points > 0)


def _points_possible(roster: Roster, index: int) -> float:
    """What Canvas says an assignment is worth; 0 if it does not say."""
    return next((parse_number(cell_at(row, index)) for row in roster.table.rows
                 if POINTS in cell_at(row, 0)), 0.0)


def _column_index(roster: Roster, assignment: str, heading: str | None) -> int | None:
    header, first = roster.table.header, _first_grade(roster)
    if heading is not None:
        named = [i for i in range(first, len(header)) if heading in (header[i], _title(header[i]))]
        if len(named) != 1:
            raise GradingError(f"{roster.table.path} has no column {heading!r}; after "
                               f"{header[first - 1]} it has "
                               f"{', '.join(header[first:first + 8]) or 'none'}")
        return named[0]
    tests: list[Callable[[str], bool]] = [
        lambda title: title == assignment, lambda title: assignment in title]
    for test in tests:
        fits = [i for i in range(first, len(header)) if test(_slug(_title(header[i])))]
        if len(fits) > 1:
            raise GradingError(f"{roster.table.path} has several columns for {assignment}: "
                               f"{', '.join(header[i] for i in fits)}. Name one with --column")
        if fits:
            return fits[0]
    return None


def _title(heading: str) -> str:
    """The title in a heading of Canvas, which adds the assignment's id: `Title (88001)`."""
    return re.sub(r"\s*\(\d+\)$", "", heading).strip()


def _slug(title: str) -> str:
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-")
