"""`course grade-one`: grade one notebook and print what it gives."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from course.grading.one_notebook import (
    MIN_SECRET,
    THROWN_AWAY,
    as_text,
    grade_notebook,
    read_notebook,
)
from course.grading.submission import GradingError, Limits


def grade_one_notebook(options: argparse.Namespace) -> None:
    """Print the document, or a table. Raises GradingError for wrong use."""
    if options.cell_seconds <= 0 or options.notebook_seconds <= 0:
        raise GradingError("a time limit must be more than 0 seconds")
    secret = _secret(options.secret_file, options.secret_env)
    limits = Limits(options.cell_seconds, options.notebook_seconds)
    submission = read_notebook(options.notebook, options.assignment, options.student)
    if secret is None:
        print(f"course grade-one: {THROWN_AWAY}", file=sys.stderr)
    document = grade_notebook(submission, secret, limits)
    print(json.dumps(document, indent=1, ensure_ascii=False) if options.json
          else as_text(document))


def _secret(file: Path | None, variable: str) -> bytes | None:
    """The secret in the file, else in the variable, which leaves the environment; None if unset."""
    told = os.environ.pop(variable, "")
    try:
        secret = told.encode() if file is None else file.read_bytes()
    except OSError as error:
        raise GradingError(f"cannot read {file}: {error.strerror}") from None
    if not secret and file is None:
        return None
    if len(secret) < MIN_SECRET:
        raise GradingError(f"the secret in {file or variable} has {len(secret)} bytes; use at "
                           f"least {MIN_SECRET}, or anybody could guess the inputs that it seeds")
    return secret
