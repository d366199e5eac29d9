"""`course gradescope`, `actions` and `prairielearn`: the graders that platforms run."""

from __future__ import annotations

import argparse

from course.errors import writing_into
from course.grading.adapters import actions, gradescope, prairielearn
from course.grading.intake.assignments import find_assignment


def pack(options: argparse.Namespace) -> None:
    """Write the files for a platform and say what to do with them. Raises CourseError."""
    assignment = find_assignment(options.assignment)
    with writing_into(options.out):
        options.out.mkdir(parents=True, exist_ok=True)
        print(WRITERS[options.command](assignment, options))


def _gradescope(assignment: str, options: argparse.Namespace) -> str:
    path = gradescope.pack(assignment, options.out, options.secret_file)
    return (f"wrote {path}. Upload it under Configure Autograder. It holds the solution and the "
            "secret: show it to nobody.")


def _actions(assignment: str, options: argparse.Namespace) -> str:
    path = actions.pack(assignment, options.out)
    return (f"wrote {path} and {options.out / 'grader' / assignment}. Put both into a private "
            "repository, and set its secret COURSE_SECRET.")


def _prairielearn(assignment: str, options: argparse.Namespace) -> str:
    folder = prairielearn.pack(assignment, options.out, options.secret_file, options.image)
    return (f"wrote {folder}. Build and push image/, then copy questions/{assignment} into your "
            "course's repository. The question holds the solution and the secret.")


WRITERS = {"gradescope": _gradescope, "actions": _actions, "prairielearn": _prairielearn}
