"""`course extend`: give one student more time for one assignment."""

from __future__ import annotations

import argparse
from pathlib import Path

from course.grading.grade import DEFAULT_LIMITS
from course.grading.gradebook.key import Keys
from course.grading.gradebook.published import published_assignments
from course.grading.gradebook.results_folder import (
    NAME_GRADES,
    explained_failures,
    is_graded,
    make_writable,
)
from course.grading.gradebook.stored import StoredResults
from course.grading.intake.assignments import find_assignment
from course.grading.intake.naming import names_a_file, printable, student_name
from course.grading.intake.near import did_you_mean, spelt_as_known
from course.grading.lms.late import due_date
from course.grading.lms.records import load_records
from course.grading.lms.times import format_time, read_due, read_zone
from course.grading.publication import publish
from course.grading.submission import GradingError


def extend(options: argparse.Namespace) -> None:
    """Store a student's own due date, and take off penalties by it from now on.

    Raises GradingError for wrong use.
    """
    out: Path = options.grades.absolute()
    slug = find_assignment(options.assignment, published_assignments(out))
    if (options.until is None) != options.undo:
        raise GradingError("give either a date or --undo")
    if options.until is None and not out.is_dir():
        raise GradingError(f"no folder {options.grades}; {NAME_GRADES}")
    until = None if options.until is None else read_due(
        options.until, read_zone(options.timezone), "the date")
    _need_own_folder(out)
    make_writable(out)
    records = load_records(out, slug)
    with explained_failures(out):
        stored = StoredResults(out)
        seen = {*records.origins, *(entry.result.student for entry in stored.all())}
    student = spelt_as_known(options.student, {*seen, *records.extensions})
    _need_name(student)
    if until is None:
        if records.extensions.pop(student, None) is None:
            raise GradingError(f"{student} has no extension for {slug}"
                               f"{did_you_mean(student, records.extensions)}")
        print(f"{student} has no extension for {slug} any more.")
    else:
        due = due_date(out, slug)
        if due is not None and until <= due:
            raise GradingError(f"{format_time(until)} is not after the due date of {slug}, "
                               f"{format_time(due)}; an extension gives more time")
        records.extensions[student] = until
        no_due = " It has no due date yet; set one with course grade --due." if due is None else ""
        print(f"{student} has until {format_time(until)} for {slug}.{no_due}")
        if not (out / "gradebook.db").exists():
            print(f"Nothing is graded in {options.grades} yet; name it with --out when you grade.")
    with explained_failures(out):
        records.save(out)
        if stored.find(student, slug) is None:
            near = "" if student in seen else did_you_mean(student, seen)
            print(f"No submission of {student} for {slug} is in {options.grades} yet{near or '.'}")
        else:
            publish(out, Keys(DEFAULT_LIMITS))


def _need_own_folder(out: Path) -> None:
    """Raise GradingError if the folder holds something, and nothing of course grade's."""
    if out.exists() and not is_graded(out) and (not out.is_dir() or any(out.iterdir())):
        raise GradingError(f"{out} holds no grades; {NAME_GRADES}")


def _need_name(student: str) -> None:
    """Raise GradingError if no student can have this name."""
    if student_name(student) != student or not names_a_file(student) or not student.strip():
        raise GradingError(f"{printable(student)!r} is no student's name; name one as in "
                           "grades.csv")
