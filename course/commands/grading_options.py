"""The commands about grades, with their options. Light to import: every command needs them."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

from course.commands.support.parsers import add_command, later, later_on_linux
from course.commands.support.paths import path
from course.errors import CourseError
from course.grading.submission import Limits

ASSIGNMENT = "such as 05-accumulation, or 05"
SEE = "docs/instructors.md"


def add_grading_commands(commands: Any) -> None:
    """Add the parsers of the commands that make, explain and change grades."""
    _add_grade(commands)
    _add_review(commands)
    _add_explain(commands)
    _add_drop(commands)
    _add_extend(commands)


def _add_grade(commands: Any) -> None:
    grade = add_command(
        commands, "grade", later_on_linux("grade.grade_class"),
        "grade a folder of submissions, or an LMS download",
        "Grade every submission, sandboxed, and write grades, feedback pages and a report. Run the "
        "same command again to continue, or to grade what is new or changed.",
        "course grade 05 --submitted submitted --out graded",
        "course grade 05 --zip submissions.zip --roster gradebook.csv --out graded", see=SEE)
    grade.add_argument("assignments", nargs="*", metavar="ASSIGNMENT",
                       help=f"{ASSIGNMENT} (default: all that were handed in)")
    grade.add_argument("--submitted", type=path, metavar="DIR",
                       help="grade <student>/<assignment>/<assignment>.ipynb in this folder, or "
                            "files beside each other, such as <student>_<assignment>.ipynb")
    grade.add_argument("--zip", type=path, metavar="FILE",
                       help="grade the download of one assignment from Canvas, Moodle, Blackboard, "
                            "Brightspace, Sakai or Google Classroom instead")
    grade.add_argument("--roster", type=path, metavar="FILE",
                       help="take names from Canvas's gradebook export, Moodle's grading "
                            "worksheet, or a CSV with student,name,email,lms_id; with --submitted, "
                            "folders are named by login or email address")
    grade.add_argument("--due", metavar="DATE",
                       help="set the assignment's due date, such as 2026-11-20T23:59")
    grade.add_argument("--timezone", metavar="ZONE",
                       help="the time zone of --due and of Moodle's times, such as Europe/Berlin "
                            "(default: this computer's)")
    grade.add_argument("--out", type=path, required=True, metavar="DIR",
                       help="write gradebook.db, grades.csv, report.html, autograded/ and "
                            "feedback/ here")
    add_jobs(grade, "; grades do not depend on N")
    grade.add_argument("--scheduler", metavar="ADDRESS",
                       help="run the notebooks on the Dask cluster with this scheduler, such as "
                            "tcp://10.0.0.5:8786. Each machine needs the same checkout, installed "
                            "with [instructor,cluster], and one worker per core, started with "
                            "--nthreads 1. The cluster's connections carry the notebooks and the "
                            "secret that seeds the inputs: use a trusted network or tls://")
    add_limits(grade)
    grade.add_argument("--again", action="append", nargs="?", const="", metavar="NAME",
                       help="grade the submissions of this student or assignment, or with this "
                            "exercise, again though nothing changed (default: all)")


def _add_review(commands: Any) -> None:
    review = add_command(
        commands, "review", later("review.review"), "open formgrader on the output of course grade",
        "Open nbgrader's formgrader in JupyterLab, to give points and comments by hand. course "
        "export, course return and your course grade command bring them into grades and feedback.",
        "course review", "course review --grades graded", see=SEE)
    review.add_argument("folder", nargs="?", type=path, metavar="DIR", help="the same as --grades")
    add_grades(review)


def _add_explain(commands: Any) -> None:
    why = add_command(
        commands, "explain", later_on_linux("explain.explain_exercise"),
        "run a submission again and show why an exercise has its points",
        "Judge one exercise of one student once more, with the inputs and the time limits of the "
        "grade, and show the student's code, the judge's inputs, what was expected and what came.",
        "course explain ada accumulate",
        "course explain ada accumulate --submitted submitted", see=SEE)
    why.add_argument("student", metavar="STUDENT", help="as in grades.csv")
    why.add_argument("exercise", metavar="EXERCISE", help="such as accumulate")
    add_grades(why)
    why.add_argument("--submitted", type=path, metavar="DIR",
                     help="the --submitted of course grade (default: what --zip unpacked)")
    why.add_argument("--assignment", metavar="ASSIGNMENT",
                     help=f"{ASSIGNMENT}, if several of the student's have such an exercise")


def _add_drop(commands: Any) -> None:
    drop = add_command(
        commands, "drop", later("drop.drop_exercises"), "leave exercises out of the totals",
        "Leave exercises of an assignment out of the totals, the exports, the report and the "
        "feedback, with the points that a person gave for them. course keep brings them back.",
        "course drop 05 backward", see=SEE)
    keep = add_command(
        commands, "keep", later("drop.keep_exercises"), "take dropped exercises back in",
        "Take dropped exercises back into the totals, the exports, the report and the feedback, "
        "with the points that a person gave for them.",
        "course keep 05 backward", see=SEE)
    for parser in (drop, keep):
        parser.add_argument("assignment", metavar="ASSIGNMENT", help=ASSIGNMENT)
        parser.add_argument("exercises", nargs="+", metavar="EXERCISE", help="such as backward")
        add_grades(parser)
    # Scripts of earlier versions have `drop --undo`.
    drop.add_argument("--undo", dest="run", action="store_const",
                      const=later("drop.keep_exercises"), help=argparse.SUPPRESS)


def _add_extend(commands: Any) -> None:
    extend = add_command(
        commands, "extend", later("extend.extend"), "give a student more time for an assignment",
        "Give one student a due date of their own, before or after grading. Only late penalties "
        "depend on it.",
        "course extend ada 05 2026-11-27T23:59", "course extend ada 05 --undo",
        see="docs/downloads-and-rosters.md")
    extend.add_argument("student", metavar="STUDENT", help="as in grades.csv")
    extend.add_argument("assignment", metavar="ASSIGNMENT", help=ASSIGNMENT)
    extend.add_argument("until", nargs="?", metavar="DATE", help="such as 2026-11-27T23:59")
    extend.add_argument("--undo", action="store_true", help="take the extension back")
    extend.add_argument("--timezone", metavar="ZONE",
                        help="the time zone of DATE, such as Europe/Berlin (default: this "
                             "computer's)")
    add_grades(extend)


def add_grades(parser: argparse.ArgumentParser) -> None:
    """The option --grades, the same for all commands that read what course grade wrote."""
    parser.add_argument("--grades", type=path, default=Path("graded"), metavar="DIR",
                        help="the --out of course grade (default: %(default)s)")


def add_jobs(parser: argparse.ArgumentParser, more: str = "") -> None:
    """The option --jobs; `more` goes into its help."""
    parser.add_argument("--jobs", type=int, default=0, metavar="N",
                        help=f"grade N notebooks in parallel (default: one per core){more}")


def need_jobs(options: argparse.Namespace) -> None:
    """Raise CourseError if --jobs is no number of processes."""
    if options.jobs < 0:
        raise CourseError(f"--jobs is {options.jobs}; give 1 or more, or 0 for one per core")


def add_limits(parser: argparse.ArgumentParser) -> None:
    """The options for the time limits."""
    parser.add_argument("--cell-seconds", type=float, default=10, metavar="S",
                        help="time limit for one cell (default: %(default)s)")
    parser.add_argument("--notebook-seconds", type=float, default=60, metavar="S",
                        help="time limit for a whole notebook (default: %(default)s)")


def limits_of(options: argparse.Namespace) -> Limits:
    """The time limits. Raises CourseError if one is no time."""
    for name in ("cell_seconds", "notebook_seconds"):
        seconds = getattr(options, name)
        if not 0 < seconds < math.inf:
            raise CourseError(f"--{name.replace('_', '-')} is {seconds:g}; give a number of more "
                              "than 0 seconds")
    return Limits(options.cell_seconds, options.notebook_seconds)
