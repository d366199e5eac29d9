"""`course grade-one`: grade one notebook and print what it gives."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from course.commands.grading_options import limits_of
from course.grading.judging.secret import need_long
from course.grading.sandbox.launcher import start_fork_server
from course.grading.submission import GradingError


def grade_one_notebook(options: argparse.Namespace) -> None:
    """Print the document, or a table. Raises CourseError for wrong use."""
    limits = limits_of(options)
    secret = _secret(options.secret_file, options.secret_env)
    start_fork_server()  # it imports what it needs while this process does
    from course.grading.adapters.one_notebook import (
        THROWN_AWAY,
        as_text,
        grade_notebook,
        read_notebook,
    )

    submission = read_notebook(options.notebook, options.assignment, options.student)
    if secret is None:
        print(f"course grade-one: {THROWN_AWAY}", file=sys.stderr)
    document = grade_notebook(submission, secret, limits)
    print(json.dumps(document, indent=1, ensure_ascii=False) if options.json
          else as_text(document))


def _secret(file: Path | None, variable: str) -> bytes | None:
    """The secret in the file, else in the variable, which leaves the environment; None if unset."""
    set_to = os.environ.pop(variable, "")
    try:
        secret = set_to.encode() if file is None else file.read_bytes()
    except OSError as error:
        raise GradingError(f"cannot read {file}: {error.strerror}") from None
    if not secret and file is None:
        return None
    need_long(secret, file or variable)
    return secret
