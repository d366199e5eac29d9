"""Reports on an exercise: on the cases that students see, and on fresh ones."""

from __future__ import annotations

from typing import Any

from course.checks.check_report import CheckReport
from course.checks.fingerprints import known_misconceptions
from course.checks.probing import Ask, ask_all, fresh, visible
from course.checks.unit import Exercise, find_exercise, load_unit
from course.checks.verdict import judge, recognise


def visible_report(
    exercise: Exercise, implementation: Any, ask_probes: Ask = ask_all
) -> CheckReport:
    """The report on the cases that students see, with their inputs."""
    unit = load_unit(exercise.unit)
    verdict = judge(exercise, unit, implementation, visible(exercise), ask_probes)
    wrong_needs = () if verdict.passed else _wrong_needs(exercise, implementation, ask_probes)
    if not wrong_needs:
        known = known_misconceptions(exercise.unit).get(exercise.name, [])
        verdict.misconception = recognise(verdict, known)
    return CheckReport(verdict, wrong_needs=wrong_needs)


def fresh_report(
    exercise: Exercise, implementation: Any, seed: int, on_visible: CheckReport,
    ask_probes: Ask = ask_all,
) -> CheckReport:
    """The report on cases drawn from `seed`, without their inputs.

    The misconception, if there is one, is that of the report on the visible cases.
    """
    unit = load_unit(exercise.unit)
    verdict = judge(exercise, unit, implementation, fresh(exercise, seed), ask_probes)
    if not verdict.passed:
        verdict.misconception = on_visible.verdict.misconception
    return CheckReport(verdict, show_inputs=False, wrong_needs=on_visible.wrong_needs)


def _wrong_needs(exercise: Exercise, implementation: Any, ask_probes: Ask) -> tuple[str, ...]:
    """The exercises that this one builds on and that are not right themselves."""
    unit = load_unit(exercise.unit)
    needed = [find_exercise(exercise.unit, name) for name in exercise.needs]
    return tuple(e.name for e in needed
                 if not judge(e, unit, implementation, visible(e), ask_probes).passed)
