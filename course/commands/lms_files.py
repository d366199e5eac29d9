"""`course grade --zip` and `course export`: from an LMS and back to it."""

from __future__ import annotations

import argparse
from pathlib import Path

import nbformat

from course.grading.grade import chosen_assignments, make_writable
from course.grading.grade_one import assignments_there
from course.grading.lms.canvas import canvas
from course.grading.lms.collect import Taken, collect
from course.grading.lms.export import Exported
from course.grading.lms.moodle import moodle
from course.grading.lms.plain import plain
from course.grading.lms.records import recall, roster_copy
from course.grading.lms.roster import Roster, read_roster
from course.grading.lms.scores import read_scores
from course.grading.lms.times import read_due, read_zone, told
from course.grading.submission import GradingError

DEFAULT_NAMES = {"Canvas": "canvas.csv", "Moodle": "moodle.csv", "CSV": "scores.csv"}


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
        try:
            taken = collect(options.zip, slugs[0], out, _cells(), roster, zone)
        except OSError as error:
            raise GradingError(f"cannot unpack into {out}: {error.strerror}; what was there before "
                               "may be half replaced, so give the command again") from None
        _tell(options.zip, taken)
        submitted = taken.submitted
    if due:
        records = recall(out, slugs[0])
        records.due = due
        records.keep(out)
        print(f"{slugs[0]} is due at {told(due)}.")
    return submitted


def export(options: argparse.Namespace) -> None:
    """Write the file and say what is in it. Raises GradingError for wrong use."""
    out: Path = options.grades
    scores = read_scores(out, chosen_assignments(options.assignments))
    roster = _roster(options, scores.assignments)
    zero = options.missing_as_zero
    if options.column and (options.target != "Canvas" or len(scores.assignments) != 1):
        raise GradingError("--column goes with --canvas and one assignment")
    if options.target == "CSV":
        done = plain(scores, roster, zero)
    elif options.target == "Moodle":
        done = moodle(scores, _need(roster, "Moodle"), zero)
    else:
        done = canvas(scores, _need(roster, "Canvas"), options.column, zero)
    path = options.to or out / DEFAULT_NAMES[options.target]
    if roster and path.exists() and path.samefile(roster.table.path):
        raise GradingError(f"--to {path} is the roster; name another file")
    try:
        path.write_text(done.text, encoding="utf-8", newline="")
    except OSError as error:
        raise GradingError(f"cannot write {path}: {error.strerror}") from None
    _tell_export(path, done, ", ".join(scores.assignments))


def _roster(options: argparse.Namespace, assignments: list[str]) -> Roster | None:
    """The roster that was named, else the newest one that these assignments were graded with."""
    if options.roster:
        return read_roster(options.roster)
    kept = [path for name in assignments if (path := roster_copy(options.grades, name)).exists()]
    return read_roster(max(kept, key=lambda path: path.stat().st_mtime)) if kept else None


def _need(roster: Roster | None, lms: str) -> Roster:
    if roster and roster.kind == lms:
        return roster
    asked = {"Canvas": "Canvas's gradebook export (Grades > Export)",
             "Moodle": "the assignment's grading worksheet (Download grading worksheet)"}[lms]
    have = f"; {roster.table.path} is {roster.kind}'s" if roster else ""
    raise GradingError(f"--{lms.lower()} needs {asked} as --roster{have}")


def _tell_export(path: Path, done: Exported, assignments: str) -> None:
    print(f"wrote {path}: {_count(done.scores, 'score')} of {assignments}.")
    fate = "so 0" if done.zero_missing else "so left out"
    for what, students in (("Scaled, as the LMS counts it", done.scaled),
                           ("No score until somebody gives it, with course review", done.waiting),
                           (f"Handed in nothing, {fate}", done.missing),
                           ("Cut to the maximum, as Moodle takes no more", done.capped),
                           ("Kept as the LMS has it", done.kept),
                           ("Not on the roster, so not in the file", done.strangers)):
        if students:
            print(f"{what}: {', '.join(students)}.")


def _cells() -> dict[str, set[str]]:
    """The grade_ids of every assignment."""
    notebooks = {slug: nbformat.read(path, as_version=4)
                 for slug, path in assignments_there().items()}
    return {slug: {c.metadata.nbgrader.grade_id for c in notebook.cells if "nbgrader" in c.metadata}
            for slug, notebook in notebooks.items()}


def _tell(download: Path, taken: Taken) -> None:
    print(f"{download} holds submissions of {_count(len(taken.students), 'student')}.")
    if taken.missing:
        print(f"Nothing was handed in by {_count(len(taken.missing), 'student')} of the roster.")
    if taken.strangers:
        print(f"Not on the roster: {', '.join(taken.strangers)}.")
    for line in taken.left:
        print(f"Not taken: {line}.")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
