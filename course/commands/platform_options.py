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


def add_platform(commands: Any, name: str, help_text: str) -> argparse.ArgumentParser:
    """The parser of `course gradescope`, `course actions` or `course prairielearn`."""
    platform: argparse.ArgumentParser = commands.add_parser(name, help=help_text, epilog=SEE)
    platform.add_argument("assignment", metavar="ASSIGNMENT", help="such as 05-accumulation, or 05")
    platform.add_argument("--out", type=Path, default=Path("build/graders"), metavar="DIR",
                          help="write the files here (default: %(default)s)")
    if name != "actions":
        platform.add_argument("--secret-file", type=Path, metavar="FILE",
                              help="the secret that seeds the fresh inputs (default: .secret in "
                                   "DIR, made the first time)")
    if name == "prairielearn":
        platform.add_argument("--image", default="IMAGE", metavar="NAME",
                              help="the name under which you push the image, such as "
                                   "ghcr.io/you/autograd-grader")
    return platform


PLATFORMS = {
    "gradescope": "pack an assignment's autograder for Gradescope",
    "actions": "write a GitHub Actions workflow that grades an assignment",
    "prairielearn": "write a PrairieLearn question that grades an assignment",
}
