"""`course explain`: why an exercise of a submission has its points."""

from __future__ import annotations

import argparse

from course.grading.explanation import explain
from course.grading.intake.assignments import find_assignment
from course.grading.intake.naming import visible


def explain_exercise(options: argparse.Namespace) -> None:
    """Print the judge's evidence. Raises GradingError for wrong use."""
    out = options.grades.absolute()
    assignment = find_assignment(options.assignment) if options.assignment else None
    text = explain(out, options.submitted or out / "submitted", options.student, options.exercise,
                   assignment)
    for line in text.split("\n"):  # the student chose what it says, and a terminal obeys escapes
        print(visible(line.expandtabs()))
