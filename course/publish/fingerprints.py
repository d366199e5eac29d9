"""Recording what the misconceptions of a unit answer to the visible cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from course.checks.run import Misconception, Seed, judge, visible
from course.checks.subject import Local
from course.checks.unit import Exercise, load_unit
from course.exchange.plain_data import to_json
from course.publish.source import Assignment, Variant
from course.publish.variants import namespace


def fingerprints(assignment: Assignment) -> dict[str, list[dict[str, Any]]]:
    """For each exercise its misconceptions: name, hint and answers, as JSON types."""
    return {
        name: [
            {"name": m.name, "hint": m.hint,
             "answers": {label: to_json(answer) for label, answer in m.answers.items()}}
            for m in misconceptions(assignment, name)
        ]
        for name in assignment.exercises
    }


def misconceptions(
    assignment: Assignment, exercise_name: str, seed: Seed | None = None
) -> list[Misconception]:
    """The misconceptions of an exercise with their answers: to the visible cases by default."""
    exercise = load_unit(assignment.slug).exercises[exercise_name]
    return [
        _answers_of(assignment, exercise, wrong, seed or visible(exercise))
        for wrong in assignment.exercises[exercise_name].wrongs
    ]


def _answers_of(
    assignment: Assignment, exercise: Exercise, wrong: Variant, seed: Seed
) -> Misconception:
    subject = Local(namespace(assignment, {exercise.name: wrong.code}))
    verdict = judge(exercise, load_unit(assignment.slug), subject, seed)
    given = {outcome.probe.label: outcome.run.answers for outcome in verdict.outcomes}
    return Misconception(wrong.name, wrong.hint, given)


def fingerprint_bytes(assignment: Assignment) -> bytes:
    """The fingerprint file of an assignment, the same bytes each time."""
    text = json.dumps(fingerprints(assignment), indent=1, ensure_ascii=False, sort_keys=False)
    return (text + "\n").encode()


def fingerprint_path(assignment: Assignment) -> Path:
    """Where the fingerprint file lies, from the root."""
    return Path("course") / "checks" / "fingerprints" / f"{assignment.slug}.json"
