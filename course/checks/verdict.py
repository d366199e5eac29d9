"""Decides: compares an implementation's answers with the reference's."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from course.checks.cases import Case, ProbeCase, together
from course.checks.compare import Difference, differences, same
from course.checks.conditions import CONTENTS, received, violations
from course.checks.fingerprints import Misconception
from course.checks.probing import Ask, Run, ask_all
from course.checks.right_answers import RightAnswer, right_answer
from course.checks.unit import Exercise, Probe, Unit

# One slip, noticed in several ways.
SLIPS = {**dict.fromkeys(CONTENTS, "alias"), "memory": "alias", "remembered": "alias"}
A_RESULT = "the result `"


@dataclass
class Outcome:
    """One probe, compared: passed, or how the answers differ, and in which case."""

    probe: Probe
    run: Run
    differences: list[Difference]
    case: Case
    expected: Any
    slips: frozenset[str] = frozenset()  # the conditions that the answer does not keep to
    only_slips: bool = False
    right_at_first: bool = False  # the first of several answers, whatever the others are
    unsteady: bool = False  # whether the very same call had two answers

    @property
    def passed(self) -> bool:
        return not self.differences

    @property
    def unwritten(self) -> bool:
        """Whether the `...` of a stub came back."""
        return any(d.kind == "unwritten" for d in self.differences)

    @property
    def points(self) -> float:
        return self.probe.points if self.passed else 0

    def after(self, at_once: Outcome) -> Outcome:
        """The outcome as one of a repeated call if the very same call was right before."""
        same_call = self.case.seed == at_once.case.seed and not self.case.wider
        if self.only_slips or not same_call or not at_once.right_at_first:
            return self
        return replace(self, case=replace(self.case, again=True))

    def of_one_case(self) -> Outcome:
        """The outcome of several cases at once, where none alone shows what is wrong."""
        case = replace(self.case.as_written(), again=self.right_at_first, before=(), used=False,
                       flags=())
        return replace(self, case=case)


@dataclass
class Verdict:
    """An exercise, judged: outcomes by probe, and the misconception if one is recognised.

    `diagnosis` is what is true of the wrong answers if no misconception is, see diagnosis.py.
    """

    exercise: Exercise
    outcomes: list[Outcome]
    misconception: Misconception | None = None
    diagnosis: str = ""
    waits: bool = False  # for another exercise: the `...` that came back is of that one

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
        return not self.waits and any(outcome.unwritten for outcome in self.outcomes)

    @property
    def undefined(self) -> str | None:
        """The name without which no probe could be asked, if it is one and not defined."""
        missing = {outcome.run.missing for outcome in self.outcomes}
        return missing.pop() if len(missing) == 1 else None


def judge(
    exercise: Exercise, unit: Unit, implementation: Any, cases: Sequence[ProbeCase],
    ask_probes: Ask = ask_all,
) -> Verdict:
    """Ask every probe of an exercise in each case, and compare the answers with the reference's.

    Each probe is asked in all its cases at once. Where that goes wrong, one case at a time tells
    more: the outcome is that of the first case in which the probe fails. A grader whose
    implementation may die meanwhile passes its own `ask_probes`.
    """
    asked: set[tuple[Probe, Case]] = set()

    def outcomes_of(probes: Sequence[Probe], case: ProbeCase) -> dict[Probe, Outcome]:
        if not probes:
            return {}
        rights = [right_answer(exercise, unit, probe, case(probe)) for probe in probes]
        new = [right for right in rights if (right.probe, right.case) not in asked]
        asked.update((right.probe, right.case) for right in new)
        runs = ask_probes([right.question for right in new], implementation)
        return {right.probe: compared(right, run, exercise)
                for right, run in zip(new, runs, strict=True)}

    outcomes = outcomes_of(
        exercise.probes, lambda probe: together([case(probe) for case in cases]))
    failed = [probe for probe, outcome in outcomes.items()
              if not outcome.passed and not outcome.unwritten]
    unsteady = {probe for probe, outcome in outcomes.items() if outcome.unsteady}
    for case in cases:
        for probe, outcome in outcomes_of(failed, case).items():
            if not outcome.passed:
                outcomes[probe] = outcome.after(outcomes[probe])
                failed.remove(probe)
    outcomes |= {probe: outcomes[probe].of_one_case() for probe in failed}
    outcomes |= {probe: replace(outcome, unsteady=probe in unsteady)
                 for probe, outcome in outcomes.items() if not outcome.passed}
    return Verdict(exercise, each_slip_once([outcomes[probe] for probe in exercise.probes]))


def each_slip_once(outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes in which each condition that an answer does not keep to costs one probe.

    It is the first probe that looks at nothing else, unless one fails that sees it in a result.
    """
    charged = {slip for outcome in outcomes if not outcome.only_slips for slip in outcome.slips}
    judged = []
    for outcome in outcomes:
        if outcome.only_slips and outcome.slips <= charged:
            outcome = replace(outcome, differences=[])
        charged |= outcome.slips
        judged.append(outcome)
    return judged


def compared(right: RightAnswer, run: Run, exercise: Exercise) -> Outcome:
    """The outcome. Of a wrong answer, only changed arguments are looked at as well."""
    probe, case, expected = right.probe, right.case, right.run.answers
    wrong = differences(expected, run.answers)
    if run.observed is None:
        return Outcome(probe, run, wrong, case, expected, only_slips=not wrong)
    around = violations(right.run.observed, run.observed, exercise)
    if not wrong:
        run, expected, wrong = _wrong_before(right.run, run)
    if wrong:
        run = _with_received(right.run, run, exercise)
    elif "used" in right.run.observed:
        run, expected, wrong = _wrong_in_used_objects(right.run, run)
    found = wrong + [d for d in around if not wrong or _worth_telling(d, run, wrong)]
    return Outcome(
        probe, run, found, case, expected,
        slips=frozenset(SLIPS.get(d.kind, d.kind) for d in around), only_slips=not wrong,
        right_at_first=_right_at_first(right.run, run),
        unsteady=bool(wrong) and _unsteady(right.run, run, case))


def _wrong_before(right: Run, run: Run) -> tuple[Run, Any, list[Difference]]:
    """The run with the first wrong answers but the last ones, the right ones, and how they
    differ.
    """
    for expected, got, inputs in zip(
            right.observed["before"], run.observed["before"], run.drawn, strict=False):
        if wrong := differences(expected, got):
            return replace(run, answers=got, inputs=inputs), expected, wrong
    return run, right.answers, []


def _wrong_in_used_objects(right: Run, run: Run) -> tuple[Run, Any, list[Difference]]:
    """The run with the answers to the question in used objects, the right ones, and how they
    differ; the run as it was if they do not.
    """
    expected, got = right.observed["used"], run.observed["used"]
    if wrong := differences(expected, got):
        return replace(run, answers=got, inputs=run.used), expected, wrong
    return run, right.answers, []


def _worth_telling(difference: Difference, run: Run, wrong: Sequence[Difference]) -> bool:
    """Whether a condition is told beside wrong results: if the answer changes what it was given,
    and no result shows the same; or if two results are one array, where one may spoil the other.
    """
    if difference.kind in ("memory", "remembered"):
        return all(str(name or A_RESULT).startswith(A_RESULT)
                   for name in (difference.where, difference.got))
    if difference.kind == "data":
        return any(same(drawn, difference.expected) for drawn in run.inputs.values())
    return difference.kind in CONTENTS and not any(
        same(difference.got, other.got) for other in wrong)


def _with_received(right: Run, run: Run, exercise: Exercise) -> Run:
    """The run with what the exercise's function received among the inputs."""
    if not isinstance(run.observed["surroundings"], dict):
        return run
    found = received(right.observed, run.observed, exercise, run.inputs)
    return replace(run, inputs=run.inputs | found,
                   passed=frozenset(found) & frozenset(run.inputs))


def _right_at_first(right: Run, run: Run) -> bool:
    """Whether the first of several answers is right."""
    return any(same(expected, got) for expected, got in
               zip(right.observed["before"][:1], run.observed["before"], strict=False))


def _unsteady(right: Run, run: Run, case: Case) -> bool:
    """Whether two questions with the very same inputs had two answers."""
    answers = [[*observed["before"], observed["answers"]]
               for observed in (right.observed, run.observed)]
    asked = [found for *found, draw in zip(run.drawn, *answers, case.draws(), strict=False)
             if not draw.flags]
    return any(same(one, other) and same(expected, still) and not same(got, now)
               for (one, expected, got), (other, still, now) in itertools.combinations(asked, 2))
