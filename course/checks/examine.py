"""An exercise examined: the visible cases, and cases drawn anew, as reports."""

from __future__ import annotations

from typing import Any

from course.checks.fingerprints import known_misconceptions
from course.checks.report import Report
from course.checks.run import Put, ask_all, fresh, judge, recognise, visible
from course.checks.unit import Exercise, find_exercise, load_unit


def visible_report(exercise: Exercise, subject: Any, put: Put = ask_all) -> Report:
    """The report on the cases that students see, with their inputs."""
    unit = load_unit(exercise.unit)
    verdict = judge(exercise, unit, subject, visible(exercise), put)
    unmet = () if verdict.passed else _unmet(exercise, subject, put)
    if not unmet:
        known = known_misconceptions(exercise.unit).get(exercise.name, [])
        verdict.misconception = recognise(verdict, known)
    return Report(verdict, unmet=unmet)


def fresh_report(
    exercise: Exercise, subject: Any, seed: int, seen: Report, put: Put = ask_all
) -> Report:
    """The report on cases drawn from `seed`, without their inputs; what `seen` named is kept."""
    verdict = judge(exercise, load_unit(exercise.unit), subject, fresh(exercise, seed), put)
    if not verdict.passed:
        verdict.misconception = seen.verdict.misconception
    return Report(verdict, show_inputs=False, unmet=seen.unmet)


def _unmet(exercise: Exercise, subject: Any, put: Put) -> tuple[str, ...]:
    """The exercises that this one rests on and that are not right themselves."""
    unit = load_unit(exercise.unit)
    needed = [find_exercise(exercise.unit, name) for name in exercise.needs]
    return tuple(e.name for e in needed
                 if not judge(e, unit, subject, visible(e), put).passed)
