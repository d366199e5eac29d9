"""`check`, as the graded cells of the assignments call it."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from typing import Any

from course.checks.check_report import CheckReport, Points
from course.checks.examine import reports, visible_report
from course.checks.implementation import LocalImplementation
from course.checks.time_limit import AskWithTimeLimit
from course.checks.unit import find_exercise


def check(
    unit: str, exercise: str, fresh_inputs: bool = False, names: Mapping[str, Any] | None = None
) -> Points:
    """Check one exercise in this notebook, show the report, and return the points.

    `names` is the namespace that holds the student's code, by default the notebook's own. With
    `fresh_inputs` the check draws new inputs and the report does not show them. Raises
    UnknownName for a unit or exercise that does not exist.
    """
    report = report_on(unit, exercise, fresh_inputs, names)
    _display(report)
    return Points(report.verdict.points)


def report_on(
    unit: str, exercise: str, fresh_inputs: bool = False, names: Mapping[str, Any] | None = None
) -> CheckReport:
    """The report that `check` shows."""
    found = find_exercise(unit, exercise)
    code = LocalImplementation(vars(sys.modules["__main__"]) if names is None else names)
    ask_probes = AskWithTimeLimit()
    if not fresh_inputs:
        return visible_report(found, code, ask_probes)
    return reports(found, code, secrets.randbits(64), ask_probes)[1]


def _display(report: CheckReport) -> None:
    if "IPython" not in sys.modules:
        print(report.text())
        return
    from IPython.display import display

    display(report)
