"""Names and sections of students, as far as an LMS's files told them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from course.grading.lms.records import load_records
from course.grading.pages.class_report import Enrolment


def known_people(out: Path, assignments: Iterable[str]) -> dict[str, Enrolment]:
    """The students whose name or section is known, by their folder's name."""
    people: dict[str, Enrolment] = {}
    for assignment in assignments:
        for student, origin in load_records(out, assignment).origins.items():
            before = people.get(student, Enrolment())
            name, section = origin.name or before.name, origin.section or before.section
            if name or section:
                people[student] = Enrolment(name, section)
    return people
