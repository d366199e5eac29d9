"""`check`, as the graded cells of the assignments call it."""

from __future__ import annotations

import contextlib
import secrets
import sys
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from course.checks.check_report import CheckReport, Points
from course.checks.examine import refused, reports, visible_report
from course.checks.implementation import LocalImplementation
from course.checks.kernel_cells import overwritten, refusal
from course.checks.stand_ins import StandIns
from course.checks.time_limit import AskWithTimeLimit
from course.checks.unit import Exercise, find_exercise, load_unit

Listener = Callable[[CheckReport], None]
_listeners: list[Listener] = []


@contextlib.contextmanager
def on_report(listener: Listener) -> Iterator[None]:
    """In the block, `listener` gets each report that a check shows."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def check(
    unit: str, exercise: str, fresh_inputs: bool = False,
    names: MutableMapping[str, Any] | None = None,
) -> Points:
    """Check one exercise in this notebook and return the points; they are shown as the report.

    `names` is the namespace that holds the student's code, by default the notebook's own. With
    `fresh_inputs` the check draws new inputs: then it shows the report on the usual ones before,
    and the report on the new ones without them. Raises UnknownName for a unit or exercise that
    does not exist.
    """
    *before, last = reports_on(unit, exercise, fresh_inputs, names)
    for report in (*before, last):
        for listener in _listeners:
            listener(report)
    in_notebook = _is_notebook()
    for report in before if in_notebook else (*before, last):
        _show(report, in_notebook)
    return Points(last.verdict.points, last)


def reports_on(
    unit: str, exercise: str, fresh_inputs: bool = False,
    names: MutableMapping[str, Any] | None = None,
) -> list[CheckReport]:
    """The reports that `check` shows: on the usual inputs, then on new ones if there are any."""
    found = find_exercise(unit, exercise)
    held = vars(sys.modules["__main__"]) if names is None else names
    in_unit = load_unit(unit)
    if why := refusal(exercise, held, {*in_unit.given, *in_unit.exercises}):
        return [refused(found, why, show_inputs=not fresh_inputs)]
    made = _judged(found, held, fresh_inputs)
    if not made[-1].verdict.passed:
        given = [name for name, value in in_unit.given.items() if callable(value)]
        made[-1].notes = tuple(
            f"`{name}` is not what its cell defines any more: run that cell again."
            for name in overwritten(exercise, held, given))
    return made


def _judged(
    found: Exercise, held: MutableMapping[str, Any], fresh_inputs: bool
) -> list[CheckReport]:
    code, right_needs = LocalImplementation(held), StandIns(load_unit(found.unit), held)
    if not fresh_inputs:
        return [visible_report(found, code, AskWithTimeLimit(), right_needs)]
    return list(reports(found, code, secrets.randbits(64), AskWithTimeLimit(), right_needs))


def _is_notebook() -> bool:
    """Whether the value of a cell's last line is shown as HTML; a terminal shows text alone."""
    if "IPython" not in sys.modules:
        return False
    from IPython import get_ipython

    return type(get_ipython()).__name__ not in ("NoneType", "TerminalInteractiveShell")


def _show(report: CheckReport, in_notebook: bool) -> None:
    if not in_notebook:
        print(report.text())
        return
    from IPython.display import display

    display(report)
