"""The options of the commands about grades. Light to import: every command needs them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_zip_options(grade: argparse.ArgumentParser) -> None:
    """The options for what to grade: a folder, or an LMS's download, its roster and due date."""
    grade.add_argument("--submitted", type=Path, metavar="DIR",
                       help="grade <student>/<assignment>/<assignment>.ipynb in this folder")
    grade.add_argument("--zip", type=Path, metavar="FILE",
                       help="grade Canvas's or Moodle's download of one assignment instead")
    grade.add_argument("--roster", type=Path, metavar="FILE",
                       help="take names from Canvas's gradebook export, Moodle's grading "
                            "worksheet, or a CSV with student,name,email,lms_id; with --submitted, "
                            "folders are named by login or email address")
    grade.add_argument("--due", metavar="TIME",
                       help="set the assignment's due date, such as 2026-11-20T23:59")
    grade.add_argument("--timezone", metavar="ZONE",
                       help="the time zone of --due and of Moodle's times, such as Europe/Berlin "
                            "(default: this computer's)")


def add_return(commands: Any) -> argparse.ArgumentParser:
    """The parser of `course return`."""
    back: argparse.ArgumentParser = commands.add_parser(
        "return", help="pack the feedback pages as an LMS takes them back")
    back.add_argument("assignment", metavar="ASSIGNMENT", help="such as 05-accumulation")
    target = back.add_mutually_exclusive_group(required=True)
    target.add_argument("--canvas", dest="target", action="store_const", const="Canvas",
                        help="write a zip file for Canvas's Re-Upload Submissions")
    target.add_argument("--moodle", dest="target", action="store_const", const="Moodle",
                        help="write a zip file for Moodle's Upload multiple feedback files, and "
                             "the grading worksheet with a comment for each student")
    _add_grades(back)
    back.add_argument("--roster", type=Path, metavar="FILE",
                      help="Moodle's grading worksheet (default: the --roster of course grade)")
    back.add_argument("--to", type=Path, metavar="FILE",
                      help="write this zip file (default: ASSIGNMENT-feedback-LMS.zip in DIR)")
    return back


def add_explain(commands: Any) -> argparse.ArgumentParser:
    """The parser of `course explain`."""
    why: argparse.ArgumentParser = commands.add_parser(
        "explain", help="run a submission again and show why an exercise has its points")
    why.add_argument("student", metavar="STUDENT", help="as in grades.csv")
    why.add_argument("exercise", metavar="EXERCISE", help="such as accumulate")
    _add_grades(why)
    why.add_argument("--submitted", type=Path, metavar="DIR",
                     help="the --submitted of course grade (default: what --zip unpacked)")
    why.add_argument("--assignment", metavar="ASSIGNMENT",
                     help="if several assignments of the student have such an exercise")
    return why


def _add_grades(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--grades", type=Path, required=True, metavar="DIR",
                        help="the --out of course grade")


def add_export(commands: Any) -> argparse.ArgumentParser:
    """The parser of `course export`."""
    export: argparse.ArgumentParser = commands.add_parser(
        "export", help="write the grades as a file that an LMS imports")
    export.add_argument("assignments", nargs="*", metavar="ASSIGNMENT",
                        help="such as 05-accumulation (default: all that were graded)")
    target = export.add_mutually_exclusive_group(required=True)
    target.add_argument("--canvas", dest="target", action="store_const", const="Canvas",
                        help="write a file for Canvas's Grades > Import")
    target.add_argument("--moodle", dest="target", action="store_const", const="Moodle",
                        help="write a file for Moodle's Upload grading worksheet")
    target.add_argument("--csv", dest="target", action="store_const", const="CSV",
                        help="write a plain table, one row per submission")
    _add_grades(export)
    export.add_argument("--roster", type=Path, metavar="FILE",
                        help="Canvas's gradebook export or Moodle's grading worksheet (default: "
                             "the --roster of course grade)")
    export.add_argument("--to", type=Path, metavar="FILE",
                        help="write this file (default: canvas.csv, moodle.csv or scores.csv in "
                             "DIR)")
    export.add_argument("--column", metavar="TITLE",
                        help="the assignment's title in Canvas, if it differs from the name here")
    export.add_argument("--missing-as-zero", action="store_true",
                        help="write 0 for students who handed in nothing, instead of no score")
    return export


def add_drop(commands: Any, name: str, help_text: str) -> argparse.ArgumentParser:
    """The parser of `course drop` or `course keep`."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text)
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as 05-accumulation, or 05")
    parser.add_argument("exercises", nargs="+", metavar="EXERCISE", help="such as backward")
    parser.add_argument("--grades", type=Path, default=Path("graded"), metavar="DIR",
                        help="the --out of course grade (default: %(default)s)")
    if name == "drop":
        parser.add_argument("--undo", action="store_true", help="do what course keep does")
    else:
        parser.set_defaults(undo=True)
    return parser


def add_extend(commands: Any) -> argparse.ArgumentParser:
    """The parser of `course extend`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "extend", help="give a student more time for an assignment")
    parser.add_argument("student", metavar="STUDENT", help="as grades.csv names them")
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as 05-accumulation, or 05")
    parser.add_argument("until", nargs="?", metavar="DATE", help="such as 2026-11-27T23:59")
    parser.add_argument("--undo", action="store_true", help="take the extension back")
    parser.add_argument("--timezone", metavar="ZONE",
                        help="the time zone of DATE, such as Europe/Berlin (default: this "
                             "computer's)")
    parser.add_argument("--grades", type=Path, default=Path("graded"), metavar="DIR",
                        help="the --out of course grade (default: %(default)s)")
    return parser
