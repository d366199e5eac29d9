"""`course extend`: give one student more time for one assignment."""

from __future__ import annotations

import argparse
from pathlib import Path

from course.grading.grade import DEFAULT_LIMITS
from course.grading.gradebook.key import Keys
from course.grading.gradebook.results_folder import (
    NAME_GRADES,
    explained_failures,
    make_writable,
)
from course.grading.gradebook.stored import StoredResults
from course.grading.intake.assignments import find_assignments
from course.grading.lms.records import load_records
from course.grading.lms.times import format_time, read_due, read_zone
from course.grading.publication import publish
from course.grading.submission import GradingError


def extend(options: argparse.Namespace) -> None:
    """Store a student's own due date, and take off penalties by it from now on.

    Raises GradingError for wrong use.
    """
    out: Path = options.grades.absolute()
    slug, = find_assignments([options.assignment])
    if (options.until is None) != options.undo:
        raise GradingError("give either a date or --undo")
    if not out.is_dir():
        raise GradingError(f"no folder {options.grades}; {NAME_GRADES}")
    make_writable(out)
    records = load_records(out, slug)
    if options.undo:
        if records.extensions.pop(options.student, None) is None:
            raise GradingError(f"{options.student} has no extension for {slug}")
        print(f"{options.student} has no extension for {slug} any more.")
    else:
        until = read_due(options.until, read_zone(options.timezone), "the date")
        records.extensions[options.student] = until
        print(f"{options.student} has until {format_time(until)} for {slug}.")
    with explained_failures(out):
        records.save(out)
        if StoredResults(out).find(options.student, slug) is None:
            print(f"No submission of {options.student} for {slug} is in {options.grades} yet.")
        else:
            publish(out, Keys(DEFAULT_LIMITS))
