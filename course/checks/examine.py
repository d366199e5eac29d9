"""Reports on an exercise: on the cases that students see, and on fresh ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from course.checks.cases import fresh_cases, visible_cases
from course.checks.check_report import CheckReport
from course.checks.fingerprints import known_misconceptions
from course.checks.probing import Ask, Run, ask_all
from course.checks.unit import Exercise, find_exercise, load_unit
from course.checks.verdict import Verdict, judge, recognise


def visible_report(
    exercise: Exercise, implementation: Any, ask_probes: Ask = ask_all
) -> CheckReport:
    """The report on the cases that students see, with their inputs."""
    unit = load_unit(exercise.unit)
    verdict = judge(exercise, unit, implementation, visible_cases(exercise), ask_probes)
    wrong_needs = () if verdict.passed else _wrong_needs(exercise, implementation, ask_probes)
    if not wrong_needs:
        known = known_misconceptions(exercise.unit).get(exercise.name, [])
        verdict.misconception = recognise(verdict, known)
    return CheckReport(verdict, wrong_needs=wrong_needs)


def fresh_report(
    exercise: Exercise, implementation: Any, seed: int, ask_probes: Ask = ask_all
) -> CheckReport:
    """The report on cases drawn from `seed`, without their inputs."""
    unit = load_unit(exercise.unit)
    verdict = judge(exercise, unit, implementation, fresh_cases(exercise, seed), ask_probes)
    return CheckReport(verdict, show_inputs=False)


def reports(
    exercise: Exercise, implementation: Any, seed: int, ask_probes: Ask = ask_all
) -> tuple[CheckReport, CheckReport]:
    """The reports on the visible cases and on those drawn from `seed`.

    The second one decides about points. If it says that all is right, so does the first, without
    asking; if not, the first one knows the misconception.
    """
    decided = fresh_report(exercise, implementation, seed, ask_probes)
    if decided.verdict.passed:
        outcomes = [replace(outcome, run=Run(outcome.expected)) for outcome in
                    decided.verdict.outcomes]
        return CheckReport(Verdict(exercise, outcomes)), decided
    on_visible = visible_report(exercise, implementation, ask_probes)
    decided.verdict.misconception = on_visible.verdict.misconception
    return on_visible, replace(decided, wrong_needs=on_visible.wrong_needs)


def _wrong_needs(exercise: Exercise, implementation: Any, ask_probes: Ask) -> tuple[str, ...]:
    """The exercises that this one builds on and that are not right themselves."""
    unit = load_unit(exercise.unit)
    needed = [find_exercise(exercise.unit, name) for name in exercise.needs]
    return tuple(e.name for e in needed
                 if not judge(e, unit, implementation, visible_cases(e), ask_probes).passed)
