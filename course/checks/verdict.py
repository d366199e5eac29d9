"""Comparing an implementation's answers with the reference's, and naming misconceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.checks.compare import Difference, differences, same
from course.checks.probing import Ask, Run, Seed, ask, ask_all
from course.checks.unit import Exercise, Probe, Unit

# The reference's answers to the visible cases, which are always the same.
_VISIBLE_ANSWERS: dict[tuple[Probe, int], Any] = {}


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation with a name and a hint.

    `fingerprint` holds for each probe that it fails, by label, its wrong answers by place.
    """

    name: str
    hint: str
    fingerprint: dict[str, dict[str, Any]]


@dataclass
class Outcome:
    """One probe, compared: passed, or how the answers differ."""

    probe: Probe
    run: Run
    differences: list[Difference]

    @property
    def passed(self) -> bool:
        return not self.differences

    @property
    def points(self) -> float:
        return self.probe.points if self.passed else 0


@dataclass
class Verdict:
    """An exercise, judged: outcomes by probe, and the misconception if one is recognised."""

    exercise: Exercise
    outcomes: list[Outcome]
    misconception: Misconception | None = None

    @property
    def fingerprint(self) -> dict[str, dict[str, Any]]:
        """The wrong answers, by the label of their probe and by place."""
        return {outcome.probe.label: {d.where: d.got for d in outcome.differences}
                for outcome in self.outcomes if not outcome.passed}

    @property
    def points(self) -> float:
        return sum(outcome.points for outcome in self.outcomes)

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)

    @property
    def unwritten(self) -> bool:
        """Whether the exercise's stub is unchanged."""
        return any(d.kind == "unwritten" for o in self.outcomes for d in o.differences)


def judge(
    exercise: Exercise, unit: Unit, implementation: Any, seed: Seed, ask_probes: Ask = ask_all
) -> Verdict:
    """Ask every probe of an exercise and compare the answers with the reference's.

    A grader whose implementation may die meanwhile passes its own `ask_probes`.
    """
    outcomes = []
    runs = ask_probes(exercise.probes, implementation, seed)
    for probe, run in zip(exercise.probes, runs, strict=True):
        expected = _expected(exercise, unit, probe, seed(probe))
        outcomes.append(Outcome(probe, run, differences(expected, run.answers)))
    return Verdict(exercise, outcomes)


def _expected(exercise: Exercise, unit: Unit, probe: Probe, seed: int | list[int]) -> Any:
    """The reference's answers."""
    if isinstance(seed, int) and (probe, seed) in _VISIBLE_ANSWERS:
        return _VISIBLE_ANSWERS[probe, seed]
    run = ask(probe, unit.reference(), seed)
    if run.error is not None:
        raise RuntimeError(f"the reference for {exercise.name!r} raised {run.error}")
    if isinstance(seed, int):
        _VISIBLE_ANSWERS[probe, seed] = run.answers
    return run.answers


def recognise(verdict: Verdict, known: list[Misconception]) -> Misconception | None:
    """The misconception whose answers are wrong in the same places and in the same way."""
    if verdict.passed:
        return None
    return next((misconception for misconception in known if all(
        _matches(outcome, misconception.fingerprint.get(outcome.probe.label, {}))
        for outcome in verdict.outcomes)), None)


def _matches(outcome: Outcome, wrong_answers: dict[str, Any]) -> bool:
    """Whether an outcome has these wrong answers and no others. Recorded ones have six digits."""
    if wrong_answers.keys() - {d.where for d in outcome.differences}:
        return False
    return all(same(wrong_answers.get(d.where, d.expected), d.got, 1e-4, 1e-6)
               for d in outcome.differences)
