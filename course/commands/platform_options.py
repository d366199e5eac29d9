"""The commands that grade one notebook, and that pack graders for platforms. Light to import."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from course.commands.grading_options import ASSIGNMENT, add_limits
from course.commands.support.parsers import add_command, later, later_on_linux
from course.commands.support.paths import path

SEE = "docs/platforms.md"


def add_platform_commands(commands: Any) -> None:
    """Add the parsers of `course grade-one` and of each platform."""
    _add_grade_one(commands)
    for name, (line, text) in PLATFORMS.items():
        _add_platform(commands, name, line, text)


def _add_grade_one(commands: Any) -> None:
    one = add_command(
        commands, "grade-one", later_on_linux("one_notebook.grade_one_notebook"),
        "grade one notebook",
        "Grade one notebook, apart and sandboxed as course grade does, and print its points. The "
        "exit code is 0 whatever they are.",
        "course grade-one 05-accumulation.ipynb",
        "course grade-one ada.ipynb --json --secret-file graded/.secret", see=SEE)
    one.add_argument("notebook", type=path, metavar="NOTEBOOK",
                     help="the file, or a folder with what the student handed in")
    one.add_argument("--json", action="store_true", help="print one JSON document")
    one.add_argument("--assignment", metavar="ASSIGNMENT",
                     help=f"{ASSIGNMENT} (default: the notebook's own)")
    one.add_argument("--student", default="", metavar="NAME",
                     help="draw the inputs that course grade draws for this student, given the "
                          "same secret")
    one.add_argument("--secret-file", type=path, metavar="FILE",
                     help="the secret that seeds the fresh inputs, such as the .secret of "
                          "course grade")
    one.add_argument("--secret-env", default="COURSE_SECRET", metavar="VARIABLE",
                     help="without a file: the environment variable that holds the secret "
                          "(default: %(default)s)")
    add_limits(one)


def _add_platform(commands: Any, name: str, line: str, text: str) -> None:
    platform = add_command(
        commands, name, later("platforms.pack"), line, text, f"course {name} 05", see=SEE)
    platform.add_argument("assignment", metavar="ASSIGNMENT", help=ASSIGNMENT)
    platform.add_argument("--out", type=path, default=Path("build/graders"), metavar="DIR",
                          help="write the files here (default: %(default)s)")
    if name != "actions":
        platform.add_argument("--secret-file", type=path, metavar="FILE",
                              help="the secret that seeds the fresh inputs (default: .secret in "
                                   "DIR, made the first time)")
    if name == "prairielearn":
        platform.add_argument("--image", default="IMAGE", metavar="NAME",
                              help="the name under which you push the image, such as "
                                   "ghcr.io/you/autograd-grader")


PLATFORMS = {
    "gradescope": (
        "pack an assignment's autograder for Gradescope",
        "Pack the zip file that Gradescope takes under Configure Autograder. It holds the solution "
        "and the secret."),
    "actions": (
        "write a GitHub Actions workflow that grades an assignment",
        "Write a workflow and the grader that it runs, for a private repository of yours."),
    "prairielearn": (
        "write a PrairieLearn question that grades an assignment",
        "Write a PrairieLearn question and the image that grades it. The question holds the "
        "solution and the secret."),
}
