"""`course explain`: why an exercise of a submission has its points."""

from __future__ import annotations

import argparse

from course.grading.explain import explain
from course.grading.intake.assignments import find_assignments


def explain_exercise(options: argparse.Namespace) -> None:
    """Print the judge's evidence. Raises GradingError for wrong use."""
    out = options.grades.absolute()
    assignment = find_assignments([options.assignment])[0] if options.assignment else None
    print(explain(out, options.submitted or out / "submitted", options.student, options.exercise,
                  assignment))
