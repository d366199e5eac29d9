"""Names and sections of students, as far as an LMS's files told them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from course.grading.lms.records import load_records, roster_copy
from course.grading.lms.roster import read_roster
from course.grading.pages.class_report import Person
from course.grading.submission import GradingError

SECTIONS = ("Section", "Groups", "Group")


def known_people(out: Path, assignments: Iterable[str]) -> dict[str, Person]:
    """The students whose name or section is known, by their folder's name."""
    people: dict[str, Person] = {}
    for assignment in assignments:
        sections = _sections(roster_copy(out, assignment))
        for student, origin in load_records(out, assignment).origins.items():
            if origin.name or student in sections:
                people[student] = Person(origin.name, sections.get(student, ""))
    return people


def _sections(path: Path) -> dict[str, str]:
    """The section of each student on a roster; none if it has no such column."""
    try:
        roster = read_roster(path)
    except GradingError:
        return {}
    column = next((name for name in SECTIONS if roster.table.column(name) is not None), None)
    if column is None:
        return {}
    return {person.student: roster.table.cell(person.row, column) for person in roster.people}
