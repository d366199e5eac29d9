"""`course grade --zip` reads from an LMS; `course export` writes for it."""

from __future__ import annotations

import argparse
from pathlib import Path

from course.checks.causes import count
from course.grading.gradebook.results_folder import make_writable
from course.grading.intake.assignments import find_assignments, grade_ids, solution_paths
from course.grading.intake.folders import find_submissions
from course.grading.lms.canvas import canvas
from course.grading.lms.collect import Collected, collect, name_students
from course.grading.lms.export import Exported, plain_csv
from course.grading.lms.moodle import moodle
from course.grading.lms.records import load_records, roster_copy
from course.grading.lms.roster import Roster, read_roster
from course.grading.lms.scores import read_scores
from course.grading.lms.times import Zone, format_time, read_due, read_zone
from course.grading.submission import GradingError

DEFAULT_NAMES = {"Canvas": "canvas.csv", "Moodle": "moodle.csv", "CSV": "scores.csv"}


def submissions_to_grade(options: argparse.Namespace) -> Path:
    """The folder to grade: `--submitted`, or the folder into which it unpacks `--zip`.

    Prints what the download holds. Raises GradingError for wrong use.
    """
    if (options.zip is None) == (options.submitted is None):
        raise GradingError("give either --submitted DIR or --zip FILE")
    zone = read_zone(options.timezone)
    due = read_due(options.due, zone) if options.due else None
    slugs = find_assignments(options.assignments)
    if (options.zip or due) and len(slugs) != 1:
        raise GradingError(f"{'--zip' if options.zip else '--due'} is for one assignment; name it, "
                           "such as 05-accumulation")
    submitted: Path = options.submitted
    out = options.out.absolute()
    roster = read_roster(options.roster) if options.roster else None
    if roster and roster.note:
        print(roster.note)
    if options.zip or due or roster:
        make_writable(out)
    if roster and not options.zip:
        _name_students(submitted, slugs, out, roster, zone)
    if options.zip:
        try:
            collected = collect(options.zip, slugs[0], out, grade_ids(), roster, zone)
        except OSError as error:
            raise GradingError(f"cannot unpack into {out}: {error.strerror}; earlier submissions "
                               "there may be half replaced. Run the same command again") from None
        _print_collected(options.zip, collected)
        submitted = collected.submitted
    if due:
        records = load_records(out, slugs[0])
        records.due = due
        records.save(out)
        print(f"{slugs[0]} is due at {format_time(due)}.")
    return submitted


def _name_students(
    submitted: Path, slugs: list[str], out: Path, roster: Roster, zone: Zone
) -> None:
    if not submitted.is_dir():
        return  # grading says what is wrong with it
    folders = find_submissions(submitted, slugs, solution_paths())
    unknown, absent = name_students(folders, out, roster, zone)
    if unknown:
        print(f"Not on the roster, or alike to more than one person there: {', '.join(unknown)}.")
    if absent:
        print(f"On the roster, but without a folder: {count(len(absent), 'student')}.")


def export(options: argparse.Namespace) -> None:
    """Write the file to import and print what is in it. Raises GradingError for wrong use."""
    out: Path = options.grades
    scores = read_scores(out, find_assignments(options.assignments))
    roster = _roster(options, scores.assignments)
    if roster and roster.note:
        print(roster.note)
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
    if roster and path.exists() and path.samefile(roster.table.path):
        raise GradingError(f"--to {path} is the roster; name another file")
    try:
        path.write_text(exported.text, encoding="utf-8", newline="")
    except OSError as error:
        raise GradingError(f"cannot write {path}: {error.strerror}") from None
    _print_exported(path, exported, ", ".join(scores.assignments))


def _roster(options: argparse.Namespace, assignments: list[str]) -> Roster | None:
    """`--roster`, else the newest one that these assignments were graded with, else None."""
    if options.roster:
        return read_roster(options.roster)
    saved = [path for name in assignments if (path := roster_copy(options.grades, name)).exists()]
    return read_roster(max(saved, key=lambda path: path.stat().st_mtime)) if saved else None


def _need_roster_of(roster: Roster | None, lms: str) -> Roster:
    if roster and roster.kind == lms:
        return roster
    wanted = {"Canvas": "Canvas's gradebook export (Grades > Export)",
              "Moodle": "the assignment's grading worksheet (Download grading worksheet)"}[lms]
    given = f"; {roster.table.path} is {roster.kind}'s" if roster else ""
    raise GradingError(f"--{lms.lower()} needs {wanted} as --roster{given}")


def _print_exported(path: Path, exported: Exported, assignments: str) -> None:
    print(f"wrote {path}: {count(exported.scores, 'score')} of {assignments}.")
    missing = "so 0" if exported.zero_missing else "so no score"
    for what, students in (
        ("No column of the roster has the assignment's name, so the file makes a new one; name "
         "another with --column", exported.new_columns),
        ("Scaled to the LMS's maximum", exported.scaled),
        (f"The import changes {count(len(exported.changed), 'grade')} that the LMS has",
         exported.changed),
        ("No score yet; grade by hand with course review", exported.needs_review),
        (f"Handed in nothing, {missing}", exported.missing),
        ("Cut to the maximum, because Moodle accepts no more", exported.capped),
        ("Left as the LMS has it", exported.unchanged),
        ("Not on the roster, so not in the file", exported.not_on_roster),
    ):
        if students:
            print(f"{what}: {', '.join(students)}.")


def _print_collected(download: Path, collected: Collected) -> None:
    print(f"{download} holds submissions of {count(len(collected.students), 'student')}.")
    if collected.missing:
        missing = count(len(collected.missing), "student")
        print(f"On the roster, but handed in nothing: {missing}.")
    if collected.not_on_roster:
        print(f"Not on the roster: {', '.join(collected.not_on_roster)}.")
    for line in collected.ignored:
        print(f"Not used: {line}.")
