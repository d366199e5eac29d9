"""`check`, as the graded cells of the assignments call it."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from typing import Any

from course.checks.examine import fresh_report, visible_report
from course.checks.patience import Patience
from course.checks.report import Points, Report
from course.checks.subject import Local
from course.checks.unit import find_exercise


def check(
    unit: str, exercise: str, fresh_inputs: bool = False, names: Mapping[str, Any] | None = None
) -> Points:
    """Check one exercise in this notebook, show the report, and return the points.

    `names` is the namespace that holds the student's code, the notebook's own by default. With
    `fresh_inputs` the inputs are drawn anew and the report does not show them. Raises
    UnknownName for a unit or exercise that does not exist.
    """
    report = report_on(unit, exercise, fresh_inputs, names)
    _display(report)
    return Points(report.verdict.points)


def report_on(
    unit: str, exercise: str, fresh_inputs: bool = False, names: Mapping[str, Any] | None = None
) -> Report:
    """The report that `check` shows."""
    asked = find_exercise(unit, exercise)
    subject = Local(vars(sys.modules["__main__"]) if names is None else names)
    put = Patience()
    seen = visible_report(asked, subject, put)
    if not fresh_inputs:
        return seen
    return fresh_report(asked, subject, secrets.randbits(64), seen, put)


def _display(report: Report) -> None:
    if "IPython" not in sys.modules:
        print(report.text())
        return
    from IPython.display import display

    display(report)
