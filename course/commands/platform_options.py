"""The options of the commands that grade one notebook, and that pack graders for platforms."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

SEE = "docs/platforms.md describes it."


def add_grade_one(commands: Any) -> argparse.ArgumentParser:
    """The parser of `course grade-one`."""
    one: argparse.ArgumentParser = commands.add_parser(
        "grade-one", help="grade one notebook", epilog=SEE,
        description="Grade one notebook, apart and sandboxed as course grade does, and print its "
                    "points. The exit code is 0 whatever they are.")
    one.add_argument("notebook", type=Path, metavar="NOTEBOOK",
                     help="the file, or a folder with what the student handed in")
    one.add_argument("--json", action="store_true", help="print one JSON document")
    one.add_argument("--assignment", metavar="ASSIGNMENT",
                     help="such as 05-accumulation, or 05 (default: the notebook tells)")
    one.add_argument("--student", default="", metavar="NAME",
                     help="draw the inputs that course grade draws for this student, given the "
                          "same secret")
    one.add_argument("--secret-file", type=Path, metavar="FILE",
                     help="the secret that seeds the fresh inputs, such as the .secret of "
                          "course grade")
    one.add_argument("--secret-env", default="COURSE_SECRET", metavar="VARIABLE",
                     help="without a file: the environment variable that holds the secret "
                          "(default: %(default)s)")
    one.add_argument("--cell-seconds", type=float, default=10, metavar="S",
                     help="time limit for one cell (default: %(default)s)")
    one.add_argument("--notebook-seconds", type=float, default=60, metavar="S",
                     help="time limit for the whole notebook (default: %(default)s)")
    return one
