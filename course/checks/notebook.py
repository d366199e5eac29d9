"""`check`, as the graded cells of the assignments call it."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from typing import Any

from course.checks.fingerprints import known_misconceptions
from course.checks.report import Points, Report
from course.checks.run import Verdict, fresh, judge, recognise, visible
from course.checks.subject import Local
from course.checks.unit import Exercise, find_exercise, load_unit


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
    verdict = _verdict(asked, subject, fresh_inputs)
    unmet = [] if verdict.passed else _unmet(asked, subject)
    if unmet:
        verdict.misconception = None
    return Report(verdict, show_inputs=not fresh_inputs, unmet=tuple(unmet))


def _verdict(exercise: Exercise, subject: Local, fresh_inputs: bool) -> Verdict:
    unit = load_unit(exercise.unit)
    seen = judge(exercise, unit, subject, visible(exercise))
    seen.misconception = recognise(seen, known_misconceptions(exercise.unit).get(exercise.name, []))
    if not fresh_inputs:
        return seen
    unseen = judge(exercise, unit, subject, fresh(exercise, secrets.randbits(64)))
    unseen.misconception = None if unseen.passed else seen.misconception
    return unseen


def _unmet(exercise: Exercise, subject: Local) -> list[str]:
    needed = [find_exercise(exercise.unit, name) for name in exercise.needs]
    unit = load_unit(exercise.unit)
    return [e.name for e in needed if not judge(e, unit, subject, visible(e)).passed]


def _display(report: Report) -> None:
    if "IPython" not in sys.modules:
        print(report.text())
        return
    from IPython.display import display

    display(report)
