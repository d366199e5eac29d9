"""`course grade --zip` reads from an LMS, `--roster` and `--due` say who is who and until when."""

from __future__ import annotations

import argparse
from pathlib import Path

from course.grading.gradebook.results_folder import make_writable
from course.grading.intake.assignments import find_assignments, grade_ids, solution_paths
from course.grading.intake.file_names import is_noise
from course.grading.intake.folders import find_submissions
from course.grading.intake.naming import printable
from course.grading.lms.collect import Collected, collect, collect_loose
from course.grading.lms.logins import name_students
from course.grading.lms.names import of_blackboard, parse_name
from course.grading.lms.plain_names import loose_files
from course.grading.lms.records import load_records
from course.grading.lms.roster import Roster, read_roster
from course.grading.lms.times import Zone, format_time, read_due, read_zone
from course.grading.submission import GradingError
from course.words import counted


def submissions_to_grade(options: argparse.Namespace) -> Path:
    """The folder to grade: `--submitted`, or the folder into which it unpacks `--zip`.

    Prints what the download holds. Raises GradingError for wrong use.
    """
    if (options.zip is None) == (options.submitted is None):
        raise GradingError("give either --submitted DIR or --zip FILE")
    zone = read_zone(options.timezone)
    due = None if options.due is None else read_due(options.due, zone)
    slugs = find_assignments(options.assignments)
    if (options.zip or due) and len(slugs) != 1:
        raise GradingError(f"{'--zip' if options.zip else '--due'} is for one assignment; name it, "
                           "such as 05-accumulation")
    submitted: Path = options.submitted
    out = options.out.absolute()
    roster = read_roster(options.roster) if options.roster else None
    if roster and roster.note:
        print(roster.note)
    if options.submitted:
        _need_no_download(submitted)
    is_loose = not options.zip and submitted.is_dir() and bool(loose_files(submitted))
    if options.zip or due or roster or is_loose:
        make_writable(out)
    if options.zip or is_loose:
        submitted = _collect(options, slugs, out, roster, zone)
    elif roster:
        _name_students(submitted, slugs, out, roster, zone)
    if due:
        records = load_records(out, slugs[0])
        records.due = due
        records.save(out)
        print(f"{slugs[0]} is due at {format_time(due)}.")
    return submitted


def _collect(
    options: argparse.Namespace, slugs: list[str], out: Path, roster: Roster | None, zone: Zone
) -> Path:
    """Bring a download, or files beside each other, into nbgrader's layout; the folder of it."""
    source: Path = options.zip or options.submitted
    again = options.again or ()
    try:
        found = [collect(source, slugs[0], out, grade_ids(), roster, zone, again)] if options.zip \
            else list(collect_loose(source, slugs or list(solution_paths()), out, grade_ids(),
                                    roster, zone, again).values())
    except OSError as error:
        raise GradingError(f"cannot unpack into {out}: {error.strerror}; earlier submissions "
                           "there may be half replaced. Run the same command again") from None
    for collected in found:
        _print_collected(source, collected)
    return found[0].submitted


def _need_no_download(submitted: Path) -> None:
    """Raise GradingError for an unpacked download: `--zip` reads in its names who is who."""
    there = [path for path in submitted.glob("*") if not is_noise(path.name)]
    names = [f"{path.name}/file" if path.is_dir() else path.name for path in there]
    handed_in = any((path / slug).is_dir() for path in there for slug in solution_paths())
    if names and (of_blackboard(names) or all(map(parse_name, names))) and not handed_in:
        raise GradingError(f"{submitted} is a download of an LMS that somebody unpacked, as the "
                           f"name {printable(there[0].name)} tells; give its zip file to --zip")


def _name_students(
    submitted: Path, slugs: list[str], out: Path, roster: Roster, zone: Zone
) -> None:
    if not submitted.is_dir():
        return  # grading says what is wrong with it
    folders = find_submissions(submitted, slugs, solution_paths())
    unknown, absent = name_students(folders, out, roster, zone)
    if strangers := [name for name in unknown if not roster.match(name)]:
        print("Not on the roster, or alike to more than one person there: "
              f"{', '.join(strangers)}.")
    if doubtful := [name for name in unknown if name not in strangers]:
        print("Not taken for anybody, because another folder fits the same person on the roster: "
              f"{', '.join(doubtful)}.")
    if absent:
        print(f"On the roster, but without a folder: {counted(len(absent), 'student')}.")


def _print_collected(download: Path, collected: Collected) -> None:
    print(f"{download} holds submissions of {counted(len(collected.students), 'student')}.")
    if collected.by_name:
        print(f"Taken by their names: {', '.join(collected.by_name)}.")
    if collected.missing:
        missing = counted(len(collected.missing), "student")
        print(f"On the roster, but handed in nothing: {missing}.")
    if collected.groups and collected.missing:
        print("None of its names is on the roster, as in the download of a group assignment: "
              f"{', '.join(map(printable, collected.groups))}. Of each group's members, only these "
              "get the grade here.")
    if collected.not_on_roster:
        print(f"Not on the roster: {', '.join(collected.not_on_roster)}.")
    if collected.left:
        print(f"On the roster no more, but graded before: {', '.join(collected.left)}. Their "
              "grades stay; docs/instructors.md says how to delete them.")
    if collected.older:
        print("Not taken from it, because what they handed in later is there: "
              f"{', '.join(collected.older)}. Use --again with a name to take it.")
    for line in collected.ignored:
        print(f"Not used: {line}.")
