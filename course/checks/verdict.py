"""Comparing an implementation's answers with the reference's, and naming misconceptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from course.checks.cases import Case, ProbeCase
from course.checks.compare import Difference, differences, same
from course.checks.conditions import received, violations
from course.checks.probing import Ask, Run, ask, ask_all
from course.checks.unit import Exercise, Probe, Unit

SLIPS = {"changed": "alias", "memory": "alias", "remembered": "alias"}  # one slip, noticed thrice
_VISIBLE: dict[tuple[Probe, Case], Question] = {}  # those that are always the same


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
    """One probe, compared: passed, or how the answers differ, and in which case."""

    probe: Probe
    run: Run
    differences: list[Difference]
    case: Case
    expected: Any
    slips: frozenset[str] = frozenset()  # the conditions that the answer does not keep to
    only_slips: bool = False

    @property
    def passed(self) -> bool:
        return not self.differences

    @property
    def points(self) -> float:
        return self.probe.points if self.passed else 0


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
        return not self.waits and any(
            d.kind == "unwritten" for o in self.outcomes for d in o.differences)


def judge(
    exercise: Exercise, unit: Unit, implementation: Any, cases: Sequence[ProbeCase],
    ask_probes: Ask = ask_all,
) -> Verdict:
    """Ask every probe of an exercise in each case, and compare the answers with the reference's.

    The outcome of a probe is that of the first case in which it fails. A case that the probe had
    before is not asked again. A grader whose implementation may die meanwhile passes its own
    `ask_probes`.
    """
    outcomes: dict[Probe, Outcome] = {}
    for case in cases:
        still_right = [probe for probe in exercise.probes
                       if probe not in outcomes or outcomes[probe].passed]
        questions = {probe: question(exercise, unit, probe, case(probe)) for probe in still_right}
        asked = [probe for probe, found in questions.items()
                 if probe not in outcomes or outcomes[probe].case != found.case]
        drawn = {probe: questions[probe].case for probe in asked}
        runs = ask_probes(asked, implementation, drawn.__getitem__)
        for probe, run in zip(asked, runs, strict=True):
            outcomes[probe] = questions[probe].compared(probe, run, exercise)
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


@dataclass(frozen=True)
class Question:
    """A case in which a probe is asked, and the reference's run of it."""

    case: Case
    expected: Run

    def compared(self, probe: Probe, run: Run, exercise: Exercise) -> Outcome:
        """The outcome. Of a wrong answer, only changed arguments are looked at as well."""
        wrong = differences(self.expected.answers, run.answers)
        around = [] if run.observed is None else violations(
            self.expected.observed, run.observed, exercise.may)
        found = wrong + [d for d in around if not wrong or (
            d.kind == "changed" and not any(same(d.got, other.got) for other in wrong))]
        if wrong and run.observed is not None and isinstance(run.observed["surroundings"], dict):
            found_inputs = received(self.expected.observed, run.observed, exercise, run.inputs)
            run.passed = frozenset(found_inputs) & frozenset(run.inputs)
            run.inputs = run.inputs | found_inputs
        slips = frozenset(SLIPS.get(d.kind, d.kind) for d in around)
        return Outcome(probe, run, found, self.case, self.expected.answers, slips, not wrong)


def question(exercise: Exercise, unit: Unit, probe: Probe, case: Case) -> Question:
    """The question in a case; in its case as written if the probe makes no sense in a wider one."""
    if (probe, case) in _VISIBLE:
        return _VISIBLE[probe, case]
    try:
        run = ask(probe, unit.reference(), case)
        failed = run.error is not None or run.missing is not None
    except Exception:  # of the probe itself, which may name a place that is not there
        if not case.wider:
            raise
        failed = True
    if failed and case.wider:
        return question(exercise, unit, probe, case.as_written())
    if failed:
        raise RuntimeError(f"the reference for {exercise.name!r} raised {run.error}")
    found = Question(case, run)
    if case.visible:
        _VISIBLE[probe, case] = found
    return found


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
