"""`course export` writes what an LMS imports."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from course.commands.support.current_scores import current_scores
from course.grading.gradebook.published import published_assignments
from course.grading.intake.assignments import find_assignments
from course.grading.lms.canvas import canvas
from course.grading.lms.export import Exported, plain_csv
from course.grading.lms.moodle import moodle
from course.grading.lms.records import roster_copies
from course.grading.lms.roster import Roster, read_roster, who_left
from course.grading.submission import GradingError
from course.grading.whole_file import replace_earlier
from course.words import counted

MAX_BEGINNING = 1_000  # bytes, which hold the first two columns
DEFAULT_NAMES = {"Canvas": "canvas.csv", "Moodle": "moodle.csv", "CSV": "scores.csv"}


def export(options: argparse.Namespace) -> None:
    """Write the file to import and print what is in it. Raises GradingError for wrong use."""
    out: Path = options.grades
    scores = current_scores(out, find_assignments(
        options.assignments, published_assignments(out)))
    roster = _roster(options, scores.assignments)
    if roster and roster.note:
        print(roster.note)
    if roster and not options.roster and (gone := _gone_since(out, roster)):
        print(f"Not on the newest list of people that course grade was given: {', '.join(gone)}. "
              "If they left, name that list with --roster.")
    zero = options.missing_as_zero
    if options.column and (options.target != "Canvas" or len(scores.assignments) != 1):
        raise GradingError("--column goes with --canvas and one assignment")
    if options.target == "CSV":
        exported = plain_csv(scores, roster, zero)
    elif options.target == "Moodle":
        exported = moodle(scores, _need_roster_of(roster, "Moodle"), zero)
    else:
        exported = canvas(scores, _need_roster_of(roster, "Canvas"), options.column, zero)
    path = options.to or out / DEFAULT_NAMES[options.target]
    content = exported.text.encode()
    replace_earlier(path, content, lambda there: (
        _begins_alike(there, content) and not _is_roster(path, there, options.roster, roster)))
    _print_exported(path, exported, ", ".join(scores.assignments))


def _begins_alike(there: bytes, content: bytes) -> bool:
    """Whether a file that is there has the first two columns of an export, or is empty."""
    beginnings = [re.split(rb"[,;\t]", text.removeprefix(b"\xef\xbb\xbf"))[:2]
                  for text in (there[:MAX_BEGINNING], content)]
    return not there or beginnings[0] == beginnings[1]


def _is_roster(path: Path, there: bytes, given: Path | None, roster: Roster | None) -> bool:
    """Whether a file is the roster: the one that was given, or that of course grade."""
    if given:
        return path.samefile(given)
    return roster is not None and there == roster.table.path.read_bytes()


def _roster(options: argparse.Namespace, assignments: list[str]) -> Roster | None:
    """`--roster`, else the newest one that these assignments were graded with, else None."""
    if options.roster:
        return read_roster(options.roster)
    saved = (path for path in roster_copies(options.grades) if path.stem in assignments)
    return next(map(read_roster, saved), None)


def _gone_since(out: Path, roster: Roster) -> list[str]:
    """Who is on a roster, but not on the newest one of its kind that any assignment came with."""
    newest = next((found for path in roster_copies(out)
                   if (found := read_roster(path)).kind == roster.kind), roster)
    return who_left(roster, newest)


def _need_roster_of(roster: Roster | None, lms: str) -> Roster:
    if roster and roster.kind == lms:
        return roster
    wanted = {"Canvas": "Canvas's gradebook export (Grades > Export)",
              "Moodle": "the assignment's grading worksheet (Download grading worksheet)"}[lms]
    given = f"; {roster.table.path} is {roster.kind}'s" if roster else ""
    raise GradingError(f"--{lms.lower()} needs {wanted} as --roster{given}")


def _print_exported(path: Path, exported: Exported, assignments: str) -> None:
    print(f"wrote {path}: {counted(exported.scores, 'score')} of {assignments}.")
    missing = "so 0" if exported.zero_missing else "so no score"
    for what, students in (
        ("No column of the roster has the assignment's name, so the file makes a new one; name "
         "another with --column", exported.new_columns),
        ("The roster has no Points Possible, so the points are not scaled", exported.no_maximum),
        ("Scaled to the LMS's maximum", exported.scaled),
        (f"The import changes {counted(len(exported.changed), 'grade')} that the LMS has",
         exported.changed),
        ("No score yet; grade by hand with course review", exported.needs_review),
        ("Graded before the assignment's cells or points changed, so no score; grade them again",
         exported.outdated),
        (f"Handed in nothing, {missing}", exported.missing),
        ("Cut to the maximum, because Moodle accepts no more", exported.capped),
        ("Left as the LMS has it", exported.unchanged),
        ("More than one submission fits the person, so no score", exported.doubtful),
        ("None of its exercises counts, so it has no score", exported.uncounted),
        ("Locked in Moodle, which takes no grade for them", exported.locked),
        ("Not on the roster, so not in the file", exported.not_on_roster),
        ("Not on the roster, so in the file by their folder", exported.only_by_login),
    ):
        if students:
            print(f"{what}: {', '.join(students)}.")
