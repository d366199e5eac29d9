"""The course's assignments, read once for all tests, and the report of a check."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from course.checks.check_report import CheckReport
from course.checks.notebook import reports_on
from course.publish.source import assignment_paths, read_assignment

ASSIGNMENTS = {a.slug: a for a in map(read_assignment, assignment_paths())}
EXERCISES = [(slug, name) for slug, a in ASSIGNMENTS.items() for name in a.exercises]


def report_on(
    unit: str, exercise: str, fresh_inputs: bool = False,
    names: MutableMapping[str, Any] | None = None,
) -> CheckReport:
    """The report that decides about the points of `check`."""
    return reports_on(unit, exercise, fresh_inputs, names)[-1]
