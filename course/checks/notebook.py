"""`check`, as the graded cells of the assignments call it."""

from __future__ import annotations

import secrets
import sys
from collections.abc import MutableMapping
from typing import Any

from course.checks.cells import overwritten, refusal
from course.checks.check_report import CheckReport, Points
from course.checks.examine import refused, reports, visible_report
from course.checks.implementation import LocalImplementation
from course.checks.stand_ins import StandIns
from course.checks.time_limit import AskWithTimeLimit
from course.checks.unit import Exercise, find_exercise, load_unit


def check(
    unit: str, exercise: str, fresh_inputs: bool = False,
    names: MutableMapping[str, Any] | None = None,
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
    unit: str, exercise: str, fresh_inputs: bool = False,
    names: MutableMapping[str, Any] | None = None,
) -> CheckReport:
    """The report that `check` shows."""
    found = find_exercise(unit, exercise)
    held = vars(sys.modules["__main__"]) if names is None else names
    if why := refusal(exercise, held):
        return refused(found, why, show_inputs=not fresh_inputs)
    report = _judged(found, held, fresh_inputs)
    if not report.verdict.passed:
        given = [name for name, made in load_unit(unit).given.items() if callable(made)]
        report.notes = tuple(
            f"`{name}` is not the function of its cell any more: run that cell again."
            for name in overwritten(exercise, held, given))
    return report


def _judged(found: Exercise, held: MutableMapping[str, Any], fresh_inputs: bool) -> CheckReport:
    code, right_needs = LocalImplementation(held), StandIns(load_unit(found.unit), held)
    if not fresh_inputs:
        return visible_report(found, code, AskWithTimeLimit(), right_needs)
    return reports(found, code, secrets.randbits(64), AskWithTimeLimit(), right_needs)[1]


def _display(report: CheckReport) -> None:
    if "IPython" not in sys.modules:
        print(report.text())
        return
    from IPython.display import display

    display(report)
