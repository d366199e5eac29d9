"""Results of a class that never was, for what is made of results."""

from __future__ import annotations

import random

from course.checks.unit import load_unit
from course.grading.pages.summary import hints
from course.grading.submission import ExerciseResult, ProbeResult, Result, State, VerdictSummary
from tests.assignments import ASSIGNMENTS

SLUG = "05-accumulation"


def class_results(size: int, seed: int = 0) -> list[Result]:
    """Results of `size` students, drawn at random; some are in trouble."""
    draw = random.Random(seed)
    source = ASSIGNMENTS[SLUG]
    codes = {name: [v.code for v in e.rights + e.wrongs] for name, e in source.exercises.items()}
    results = []
    for number in range(size):
        state = draw.choices(list(State), [90, 3, 2, 2, 2, 1, 0])[0]
        ran = state not in (State.MALFORMED, State.MISSING)
        exercises = [_exercise(name, draw, ran) for name in codes]
        results.append(Result(
            f"student-{number:04}", SLUG, sum(e.score for e in exercises),
            sum(e.max_score for e in exercises), state, "" if ran else "There is no notebook.",
            exercises, draw.random(), answers={
                name: f"# {number}\n{draw.choice(code)}" for name, code in codes.items()}))
    return results


def _exercise(name: str, draw: random.Random, ran: bool) -> ExerciseResult:
    probes = load_unit(SLUG).exercises[name].probes
    most = sum(probe.points for probe in probes)
    if not ran:
        return ExerciseResult(name, 0, most, reason="missing")
    passed = [True] * len(probes)
    mistake = None
    if draw.random() >= 0.6:
        passed = [draw.random() < 0.4 for _ in probes]
        mistakes = [key[1] for key in hints(SLUG) if key[0] == name]
        mistake = None if all(passed) else draw.choice([*mistakes, None])
    results = tuple(ProbeResult(p.label, p.points if ok else 0, p.points)
                    for p, ok in zip(probes, passed, strict=True))
    score = sum(result.points for result in results)
    verdict = VerdictSummary(score, results, mistake, False, "")
    return ExerciseResult(name, score, most, mistake or ("" if all(passed) else "failed"), verdict)
