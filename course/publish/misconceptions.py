"""Recording how the misconceptions of a unit fail the visible cases: its fingerprint file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from course.checks.cases import ProbeCase, visible_cases
from course.checks.fingerprints import Misconception
from course.checks.implementation import LocalImplementation
from course.checks.recognition import gists
from course.checks.unit import Exercise, load_unit
from course.checks.verdict import judge
from course.exchange.plain_data import to_json
from course.publish.source import Assignment, Variant
from course.publish.variants import namespace

FINGERPRINTS = Path("course/checks/fingerprints")


def misconceptions(
    assignment: Assignment, exercise_name: str, cases: Sequence[ProbeCase] | None = None
) -> list[Misconception]:
    """The misconceptions of an exercise, asked about the visible cases or about `cases`."""
    exercise = load_unit(assignment.slug).exercises[exercise_name]
    return [
        _misconception(assignment, exercise, wrong, cases or visible_cases(exercise))
        for wrong in assignment.exercises[exercise_name].wrongs
    ]


def _misconception(
    assignment: Assignment, exercise: Exercise, wrong: Variant, cases: Sequence[ProbeCase]
) -> Misconception:
    implementation = LocalImplementation(namespace(assignment, {exercise.name: wrong.code}))
    verdict = judge(exercise, load_unit(assignment.slug), implementation, cases)
    return Misconception(wrong.name, wrong.hint, verdict.fingerprint, gists(verdict))


def fingerprint_bytes(assignment: Assignment) -> bytes:
    """The fingerprint file of an assignment: JSON with one line for each probe that fails.

    The same bytes each time.
    """
    exercises = ",\n".join(exercise_text(assignment, name) for name in assignment.exercises)
    return f"{{\n{exercises}\n}}\n".encode()


def exercise_text(assignment: Assignment, name: str) -> str:
    """The part of the fingerprint file that holds the misconceptions of an exercise."""
    entries = ",\n".join(_entry(m) for m in misconceptions(assignment, name))
    return f"{_json(name)}: [\n{entries}]"


def _entry(misconception: Misconception) -> str:
    name, hint = _json(misconception.name), _json(misconception.hint)
    answers = ",\n".join(f" {_json(label)}: {_json(to_json(answers)['dict'])}"
                         for label, answers in misconception.fingerprint.items())
    errors = f' "errors": {_json(misconception.errors)},' if misconception.errors else ""
    return f'{{"name": {name}, "hint": {hint},{errors} "wrong": {{\n{answers}}}}}'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def fingerprint_path(assignment: Assignment) -> Path:
    """The path of the fingerprint file, from the root."""
    return FINGERPRINTS / f"{assignment.slug}.json"
