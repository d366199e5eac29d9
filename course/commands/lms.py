"""`course grade --zip` and `course export`: from an LMS and back to it."""

from __future__ import annotations

import argparse
from pathlib import Path

import nbformat

from course.grading.grade import chosen_assignments, make_writable
from course.grading.lms.collect import Taken, collect
from course.grading.lms.records import recall
from course.grading.lms.roster import read_roster
from course.grading.lms.times import read_due, read_zone, told
from course.grading.states import GradingError
from course.grading.work import assignments_there


def prepare(options: argparse.Namespace) -> Path:
    """The folder to grade: what was named, or what a download was unpacked to.

    Raises GradingError for wrong use.
    """
    if (options.zip is None) == (options.submitted is None):
        raise GradingError("give either --submitted DIR or --zip FILE")
    if options.zip is None and options.roster:
        raise GradingError("--roster goes with --zip; nbgrader's layout names the students itself")
    zone = read_zone(options.timezone)
    due = read_due(options.due, zone) if options.due else None
    slugs = chosen_assignments(options.assignments)
    if (options.zip or due) and len(slugs) != 1:
        raise GradingError(f"{'--zip' if options.zip else '--due'} is for one assignment; name it, "
                           "such as 05-accumulation")
    submitted: Path = options.submitted
    out = options.out.absolute()
    if options.zip or due:
        make_writable(out)
    if options.zip:
        roster = read_roster(options.roster) if options.roster else None
        taken = collect(options.zip, slugs[0], out, _cells(), roster, zone)
        _tell(options.zip, taken)
        submitted = taken.submitted
    if due:
        records = recall(out, slugs[0])
        records.due = due
        records.keep(out)
        print(f"{slugs[0]} is due at {told(due)}.")
    return submitted


def _cells() -> dict[str, set[str]]:
    """The grade_ids of every assignment."""
    notebooks = {slug: nbformat.read(path, as_version=4)
                 for slug, path in assignments_there().items()}
    return {slug: {c.metadata.nbgrader.grade_id for c in notebook.cells if "nbgrader" in c.metadata}
            for slug, notebook in notebooks.items()}


def _tell(download: Path, taken: Taken) -> None:
    print(f"{download} holds submissions of {len(taken.students)} students.")
    if taken.missing:
        print(f"Nothing was handed in by {len(taken.missing)} on the roster.")
    if taken.strangers:
        print(f"Not on the roster: {', '.join(taken.strangers)}.")
    for line in taken.left:
        print(f"Not taken: {line}.")
