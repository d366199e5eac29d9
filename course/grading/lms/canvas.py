"""The file that Canvas imports under Grades > Import."""

from __future__ import annotations

import re
from collections.abc import Callable

from course.grading.lms.export import Entry, Exported, as_csv, at, number, number_in, padded
from course.grading.lms.roster import Person, Roster
from course.grading.lms.scores import Scores
from course.grading.pages.sheets import guarded, without_guard
from course.grading.submission import GradingError

POINTS = "Points Possible"


def canvas(
    scores: Scores, roster: Roster, heading: str | None = None, zero_missing: bool = False
) -> Exported:
    """The people as Canvas exported them, and the assignments' columns with the new scores.

    A column is the one named `heading`, else one whose title has the assignment's name, else a new
    one. Raises GradingError where `heading` is none of the roster's.
    """
    table, done = roster.table, Exported(zero_missing, len(scores.assignments) > 1)
    entries = [_entry(roster, assignment, scores.max_score(assignment), heading)
               for assignment in scores.assignments]
    for entry in entries:
        done.note_scale(entry.assignment, scores.max_score(entry.assignment), entry.points)
    width = _first_grade(roster)
    lines = [[*table.header[:width], *(entry.heading for entry in entries)],
             [*padded([f"    {POINTS}"], width), *(number(entry.points) for entry in entries)]]
    for person in roster.people:
        given = [done.cell(scores.of(person, e.assignment, roster.kind), person,
                           table.rows[person.row], e) for e in entries]
        lines.append([*_who(roster, person, width), *given])
    done.note_strangers(scores, roster)
    done.text = as_csv(lines, ";" if table.separator == ";" else ",")
    return done


def _first_grade(roster: Roster) -> int:
    """The place after the columns about the person, of which Section is the last."""
    return (roster.table.column("Section") or 0) + 1


def _who(roster: Roster, person: Person, width: int) -> list[str]:
    """The cells about a person. Canvas goes by the ID and reads the others only without one."""
    cells = padded(roster.table.rows[person.row], width)
    if not person.lms_id:
        return cells
    return [cell if heading.strip() == "ID" else guarded(without_guard(cell))
            for heading, cell in zip(roster.table.header, cells, strict=False)]


def _entry(roster: Roster, assignment: str, points: float, heading: str | None) -> Entry:
    place = _column(roster, assignment, heading)
    if place is None:
        return Entry(assignment, assignment, None, points)
    rows = roster.table.rows
    theirs = next((number_in(at(row, place)) for row in rows if POINTS in at(row, 0)), 0.0)
    return Entry(assignment, roster.table.header[place], place, theirs or points)


def _column(roster: Roster, assignment: str, heading: str | None) -> int | None:
    header, first = roster.table.header, _first_grade(roster)
    if heading is not None:
        named = [i for i in range(first, len(header)) if heading in (header[i], _title(header[i]))]
        if len(named) != 1:
            raise GradingError(f"{roster.table.path} has no column {heading!r}; after Section it "
                               f"has {', '.join(header[first:first + 8]) or 'none'}")
        return named[0]
    tests: list[Callable[[str], bool]] = [
        lambda title: title == assignment, lambda title: assignment in title]
    for test in tests:
        fits = [i for i in range(first, len(header)) if test(_slug(_title(header[i])))]
        if len(fits) == 1:
            return fits[0]
    return None


def _title(heading: str) -> str:
    """A heading of Canvas without the assignment's id: `Title (88001)`."""
    return re.sub(r"\s*\(\d+\)$", "", heading).strip()


def _slug(title: str) -> str:
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-")
