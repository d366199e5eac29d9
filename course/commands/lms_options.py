"""The commands that write for an LMS, with their options. Light to import."""

from __future__ import annotations

from typing import Any

from course.commands.grading_options import ASSIGNMENT, SEE, add_grades
from course.commands.support.parsers import add_command, later
from course.commands.support.paths import path


def add_lms_commands(commands: Any) -> None:
    """Add the parsers of `course export` and `course return`."""
    _add_export(commands)
    _add_return(commands)


def _add_export(commands: Any) -> None:
    export = add_command(
        commands, "export", later("lms_export.export"),
        "write the grades as a file that an LMS imports",
        "Write the grades for Canvas, Moodle or a spreadsheet, with points by hand and late "
        "penalties, and list each grade in the LMS that the import would change.",
        "course export 05 --canvas", "course export --csv --to scores.csv", see=SEE)
    export.add_argument("assignments", nargs="*", metavar="ASSIGNMENT",
                        help=f"{ASSIGNMENT} (default: all that were graded)")
    target = export.add_mutually_exclusive_group(required=True)
    target.add_argument("--canvas", dest="target", action="store_const", const="Canvas",
                        help="write a file for Canvas's Grades > Import")
    target.add_argument("--moodle", dest="target", action="store_const", const="Moodle",
                        help="write a file for Moodle's Upload grading worksheet")
    target.add_argument("--csv", dest="target", action="store_const", const="CSV",
                        help="write a plain table, one row per submission")
    add_grades(export)
    export.add_argument("--roster", type=path, metavar="FILE",
                        help="Canvas's gradebook export or Moodle's grading worksheet (default: "
                             "the --roster of course grade)")
    export.add_argument("--to", type=path, metavar="FILE",
                        help="write this file (default: canvas.csv, moodle.csv or scores.csv in "
                             "the folder of --grades)")
    export.add_argument("--column", metavar="TITLE",
                        help="the assignment's title in Canvas, if it differs from the name here")
    export.add_argument("--missing-as-zero", action="store_true",
                        help="write 0 for students who handed in nothing, instead of no score")


def _add_return(commands: Any) -> None:
    back = add_command(
        commands, "return", later("return_feedback.return_feedback"),
        "pack the feedback pages as an LMS takes them back",
        "Pack the feedback pages of one assignment into a zip file, under the names by which the "
        "LMS knows its students. Pages that wait for a person are left out.",
        "course return 05 --canvas", "course return 05 --moodle --roster worksheet.csv", see=SEE)
    back.add_argument("assignment", metavar="ASSIGNMENT", help=ASSIGNMENT)
    target = back.add_mutually_exclusive_group(required=True)
    target.add_argument("--canvas", dest="target", action="store_const", const="Canvas",
                        help="write a zip file for Canvas's Re-Upload Submissions")
    target.add_argument("--moodle", dest="target", action="store_const", const="Moodle",
                        help="write a zip file for Moodle's Upload multiple feedback files, and "
                             "the grading worksheet with a comment for each student")
    add_grades(back)
    back.add_argument("--roster", type=path, metavar="FILE",
                      help="Moodle's grading worksheet (default: the --roster of course grade)")
    back.add_argument("--to", type=path, metavar="FILE",
                      help="write this zip file (default: ASSIGNMENT-feedback-LMS.zip in the "
                           "folder of --grades)")
