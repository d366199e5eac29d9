"""The options of the commands about an LMS. Light to import: every command needs them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_zip_options(grade: argparse.ArgumentParser) -> None:
    """What is to be graded: a folder, or an LMS's download with its roster and its due date."""
    grade.add_argument("--submitted", type=Path, metavar="DIR",
                       help="holds <student>/<assignment>/<assignment>.ipynb")
    grade.add_argument("--zip", type=Path, metavar="FILE",
                       help="Canvas's or Moodle's download of one assignment, instead of a folder")
    grade.add_argument("--roster", type=Path, metavar="FILE",
                       help="Canvas's gradebook export, Moodle's grading worksheet, or a CSV with "
                            "student,name,email,lms_id")
    grade.add_argument("--due", metavar="TIME",
                       help="when the assignment is due, such as 2026-11-20T23:59")
    grade.add_argument("--timezone", metavar="ZONE",
                       help="of --due and of Moodle's times, such as Europe/Berlin; by default "
                            "this computer's")


def add_export(commands: Any) -> argparse.ArgumentParser:
    """The parser of `course export`."""
    export: argparse.ArgumentParser = commands.add_parser(
        "export", help="write the grades as a file that an LMS imports")
    export.add_argument("assignments", nargs="*", metavar="ASSIGNMENT",
                        help="such as 05-accumulation; all that were graded by default")
    target = export.add_mutually_exclusive_group(required=True)
    target.add_argument("--canvas", dest="target", action="store_const", const="Canvas",
                        help="for Canvas's Grades > Import")
    target.add_argument("--moodle", dest="target", action="store_const", const="Moodle",
                        help="for Moodle's Upload grading worksheet")
    target.add_argument("--csv", dest="target", action="store_const", const="CSV",
                        help="plain, one row a submission")
    export.add_argument("--grades", type=Path, required=True, metavar="DIR",
                        help="what course grade was given as --out")
    export.add_argument("--roster", type=Path, metavar="FILE",
                        help="Canvas's gradebook export or Moodle's grading worksheet; by default "
                             "the one given to course grade")
    export.add_argument("--to", type=Path, metavar="FILE",
                        help="the file to write; by default canvas.csv, moodle.csv or scores.csv "
                             "in DIR")
    export.add_argument("--column", metavar="TITLE",
                        help="the assignment's title in Canvas, where it has not the name it has "
                             "here")
    export.add_argument("--missing-as-zero", action="store_true",
                        help="0 for those who handed in nothing, instead of leaving them out")
    return export
