"""Decides: compares an implementation's answers with the reference's, and names misconceptions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from course.checks.cases import Case, ProbeCase, together
from course.checks.compare import Difference, differences, same
from course.checks.conditions import CONTENTS, received, violations
from course.checks.probing import Ask, Question, Run, ask_all, ask_reference, run_of
from course.checks.unit import Exercise, Probe, Unit
from course.exchange.failure import Failure

# One slip, noticed in several ways.
SLIPS = {**dict.fromkeys(CONTENTS, "alias"), "memory": "alias", "remembered": "alias"}
A_RESULT = "the result `"
MAX_FRESH = 600  # a class needs some 200 for an assignment, each of 30 KB
_VISIBLE: dict[tuple[Probe, Case], RightAnswer] = {}  # those that are always the same
_FRESH: dict[tuple[Probe, Case], RightAnswer] = {}  # the last ones


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation with a name and a hint.

    fingerprint: for each probe that it fails, by label, its wrong answers by place
    errors:      the gist of each error that it ends in, by label: the type of an error alone would
                 be that of many another mistake
    """

    name: str
    hint: str
    fingerprint: dict[str, dict[str, Any]]
    errors: dict[str, str] = field(default_factory=dict)


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
    def errors(self) -> dict[str, str]:
        """The gist of each error, by the label of its probe."""
        return {outcome.probe.label: gist(outcome.run.error) for outcome in self.outcomes
                if outcome.run.error is not None}

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
        return {right.probe: right.compared(run, exercise)
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


@dataclass(frozen=True)
class RightAnswer:
    """The reference's run of a question."""

    question: Question
    run: Run

    @property
    def probe(self) -> Probe:
        return self.question.probe

    @property
    def case(self) -> Case:
        return self.question.case

    def compared(self, run: Run, exercise: Exercise) -> Outcome:
        """The outcome. Of a wrong answer, only changed arguments are looked at as well."""
        expected, wrong = self.run.answers, differences(self.run.answers, run.answers)
        if run.observed is None:
            return Outcome(self.probe, run, wrong, self.case, expected, only_slips=not wrong)
        around = violations(self.run.observed, run.observed, exercise)
        if not wrong:
            run, expected, wrong = self._wrong_before(run)
        if wrong:
            run = self._with_received(run, exercise)
        elif "used" in self.run.observed:
            run, expected, wrong = self._wrong_in_used_objects(run)
        found = wrong + [d for d in around if not wrong or _told_beside(d, run, wrong)]
        return Outcome(
            self.probe, run, found, self.case, expected,
            slips=frozenset(SLIPS.get(d.kind, d.kind) for d in around),
            only_slips=not wrong, right_at_first=self._right_at_first(run),
            unsteady=bool(wrong) and self._unsteady(run))

    def _with_received(self, run: Run, exercise: Exercise) -> Run:
        """The run with what the exercise's function received among the inputs."""
        if not isinstance(run.observed["surroundings"], dict):
            return run
        found = received(self.run.observed, run.observed, exercise, run.inputs)
        return replace(run, inputs=run.inputs | found,
                       passed=frozenset(found) & frozenset(run.inputs))

    def _right_at_first(self, run: Run) -> bool:
        """Whether the first of several answers is right."""
        return any(same(right, got) for right, got in
                   zip(self.run.observed["before"][:1], run.observed["before"], strict=False))

    def _unsteady(self, run: Run) -> bool:
        """Whether two questions with the very same inputs had two answers."""
        answers = [[*observed["before"], observed["answers"]]
                   for observed in (self.run.observed, run.observed)]
        asked = [found for *found, draw in zip(run.drawn, *answers, self.case.draws(), strict=False)
                 if not draw.flags]
        return any(same(one, other) and same(right, still) and not same(got, now)
                   for (one, right, got), (other, still, now) in itertools.combinations(asked, 2))

    def _wrong_before(self, run: Run) -> tuple[Run, Any, list[Difference]]:
        """The run with the first wrong answers but the last ones, the right ones, and how they
        differ.
        """
        for right, got, inputs in zip(
                self.run.observed["before"], run.observed["before"], run.drawn, strict=False):
            if wrong := differences(right, got):
                return replace(run, answers=got, inputs=inputs), right, wrong
        return run, self.run.answers, []

    def _wrong_in_used_objects(self, run: Run) -> tuple[Run, Any, list[Difference]]:
        """The run with the answers to the question in used objects, the right ones, and how they
        differ; the run as it was if they do not.
        """
        right, got = self.run.observed["used"], run.observed["used"]
        if wrong := differences(right, got):
            return replace(run, answers=got, inputs=run.used), right, wrong
        return run, self.run.answers, []


def _told_beside(difference: Difference, run: Run, wrong: Sequence[Difference]) -> bool:
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


def right_answer(exercise: Exercise, unit: Unit, probe: Probe, case: Case) -> RightAnswer:
    """The reference's in a case; in its case as written if the probe makes no sense in a wider one.

    The last ones are kept: a wrong answer is judged on the same cases again.
    """
    known = _VISIBLE if case.visible else _FRESH
    right = known.get((probe, case))
    if right is None:
        right = known[probe, case] = _find_right_answer(exercise, unit, probe, case)
        if len(_FRESH) > MAX_FRESH:
            del _FRESH[next(iter(_FRESH))]
    return right


def _find_right_answer(exercise: Exercise, unit: Unit, probe: Probe, case: Case) -> RightAnswer:
    try:
        question, observed = ask_reference(probe, unit.reference(), case)
    except Exception as error:  # also of the probe, which may name a place that is not there
        if case != case.without_flags():
            return right_answer(exercise, unit, probe, case.without_flags())
        if case.wider:
            return right_answer(exercise, unit, probe, case.as_written())
        raise RuntimeError(f"the reference for {exercise.name!r} raised {error}") from error
    return RightAnswer(question, run_of(lambda: observed))


def recognise(verdict: Verdict, known: list[Misconception]) -> Misconception | None:
    """The misconception whose answers are wrong in the same places and in the same way."""
    if verdict.passed:
        return None
    return next((misconception for misconception in known if all(
        _matches(outcome, misconception.fingerprint.get(outcome.probe.label, {}))
        for outcome in verdict.outcomes) and _same_errors(verdict, misconception)), None)


def _same_errors(verdict: Verdict, misconception: Misconception) -> bool:
    """Whether the errors say the same; beside other answers, whether they name the same things."""
    found, known = verdict.errors, misconception.errors
    if len(known) == len(misconception.fingerprint):
        return found == known
    named = [[set(re.findall("'[^']*'", errors.get(label, ""))) for errors in (found, known)]
             for label in found.keys() | known]
    return all(mine == theirs for mine, theirs in named if mine and theirs)


def gist(error: Failure) -> str:
    """What an error says whatever the numbers in it: its first words, and those in quotes."""
    if error.kind == "RecursionError":
        return ""  # it says what Python did when it had enough
    said = error.message.partition(". Did you mean: ")[0]  # other versions of Python say less
    quoted = sorted(set(re.findall(r"'([^']*)'", said)))
    words = re.findall(r"[A-Za-z_]{2,}", re.sub(r"'[^']*'|\S*\d\S*", " ", said))
    return " ".join([*words[:3], *(f"'{name}'" for name in quoted)])


def _matches(outcome: Outcome, wrong_answers: dict[str, Any]) -> bool:
    """Whether an outcome has these wrong answers and no others. Recorded ones have six digits.

    Of several differences in one place one is recorded.
    """
    found: dict[str, bool] = dict.fromkeys(wrong_answers, False)
    for d in outcome.differences:
        matches = same(wrong_answers.get(d.where, d.expected), d.got, 1e-4, 1e-6)
        found[d.where] = found.get(d.where, False) or matches
    return all(found.values())
