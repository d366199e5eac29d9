"""Reports on an exercise: on the cases that students see, and on fresh ones.

An exercise is judged on the student's code alone. If it fails, and something that it needs is
wrong, it is judged again with a right answer in that place, so that one slip costs its own points
and no others. A right answer counts as one if it passes the needed exercise's own probes there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from course.checks.cases import Case, ProbeCase, fresh_cases, visible_cases
from course.checks.check_report import CheckReport
from course.checks.compare import Difference
from course.checks.diagnosis import diagnosis
from course.checks.fingerprints import known_misconceptions
from course.checks.needs import (
    AnswerState,
    Code,
    OwnAlone,
    RightNeeds,
    WrongNeeds,
    all_needs,
    answer_state,
)
from course.checks.probing import Ask, Question, Run, ask_all
from course.checks.recognition import recognise
from course.checks.unit import Exercise, Probe, load_unit
from course.checks.verdict import Outcome, Verdict, judge
from course.exchange.failure import Failure
from course.exchange.plain_data import Raised

SLOW = Failure("TooSlow", "what it needs did not end in its time")

REMEMBERS = (
    "Your code keeps something from one call to the next: a list, dict or set that is made only "
    "once holds what earlier calls put into it. A default value is made when the `def` is run, an "
    "attribute of a class or a name above the function when the cell is. Make a new one in each "
    "call.")
SECOND_SEED = 1  # of the cases on which a diagnosis is tried again


def visible_report(
    exercise: Exercise, implementation: Any, ask_probes: Ask = ask_all,
    right_needs: RightNeeds | None = None,
) -> CheckReport:
    """The report on the cases that students see, with their inputs.

    A diagnosis must be true on fresh cases too, so the code may be asked again.
    """
    code = Code(implementation, ask_probes)
    verdict = _judged(exercise, code, visible_cases(exercise))
    if verdict.passed:
        return CheckReport(verdict)
    return _with_right_needs(exercise, code, [verdict], [visible_cases(exercise)], right_needs)[0]


def refused(exercise: Exercise, why: str, show_inputs: bool = True) -> CheckReport:
    """The report on an answer that is not judged and has no points; `why` is a sentence."""
    failure = Failure("Refused", why)
    outcomes = [Outcome(probe, Run(Raised(failure.kind), error=failure),
                        [Difference("", "raised", None, Raised(failure.kind))], Case((0,)), None)
                for probe in exercise.probes]
    return CheckReport(Verdict(exercise, outcomes), show_inputs, verdict_alone=True, notes=(why,),
                       asked=False)


def reports(
    exercise: Exercise, implementation: Any, seed: int, ask_probes: Ask = ask_all,
    right_needs: RightNeeds | None = None,
) -> tuple[CheckReport, CheckReport]:
    """The reports on the visible cases and on those drawn from `seed`.

    The second one decides about points. If it says that all is right, so does the first, without
    asking; if not, both know the misconception, or the diagnosis.
    """
    slow = right_needs is not None and any(
        right_needs.known.get(needed.name) is AnswerState.SLOW
        for needed in all_needs(exercise))
    code = Code(implementation, _asking_nothing if slow else ask_probes)
    visible, fresh = visible_cases(exercise), fresh_cases(exercise, seed)
    decided = _judged(exercise, code, fresh)
    if decided.passed:
        outcomes = [replace(outcome, run=Run(outcome.expected)) for outcome in decided.outcomes]
        return CheckReport(Verdict(exercise, outcomes)), CheckReport(decided, show_inputs=False)
    on_visible = _judged(exercise, code, visible)
    seen, last = _with_right_needs(
        exercise, code, [on_visible, decided], [visible, fresh], right_needs)
    return seen, replace(last, show_inputs=False)


def _judged(exercise: Exercise, code: Code, cases: Sequence[ProbeCase]) -> Verdict:
    unit = load_unit(exercise.unit)
    return judge(exercise, unit, code.implementation, cases, code.ask)


def _with_right_needs(
    exercise: Exercise, code: Code, verdicts: list[Verdict],
    cases: Sequence[Sequence[ProbeCase]], right_needs: RightNeeds | None,
) -> list[CheckReport]:
    """The reports on what failed; on other verdicts if what it needs was wrong and replaced."""
    right = right_needs or OwnAlone(code.implementation, code.ask)
    needs = None
    if exercise.needs and answer_state(verdicts[0]) is not AnswerState.MISSING and not (
            verdicts[0].unwritten and _own_code(exercise, right, "is_stub")):
        needs, verdicts = _judged_again(exercise, verdicts, cases, right)
    if needs is None or needs.replaced:
        _explain(exercise, verdicts, right, tuple(needs.states) if needs else ())
    secret = needs is not None and needs.replaced and right.secret
    return [CheckReport(verdict, wrong_needs=needs, verdict_alone=secret) for verdict in verdicts]


def _explain(
    exercise: Exercise, verdicts: list[Verdict], right: RightNeeds, names: tuple[str, ...]
) -> None:
    """Name the misconception, or else what is true of the wrong answers, on fresh cases too.

    If no verdict is on fresh cases, the code with right answers to `names` is asked again.
    """
    first, *others = verdicts
    known = known_misconceptions(exercise.unit).get(exercise.name, [])
    misconception, found = recognise(first, known), ""
    if misconception is None and answer_state(first) in (AnswerState.WRONG, AnswerState.MISSING):
        others = others or _asked_again(first, right, names)
        found = diagnosis(load_unit(exercise.unit), [first, *others]) if others else ""
        if answer_state(first) is AnswerState.WRONG and _own_code(exercise, right, "remembers"):
            found = REMEMBERS
    for verdict in verdicts:
        verdict.misconception = None if verdict.passed else misconception
        verdict.diagnosis = "" if verdict.passed else found


def _asked_again(
    verdict: Verdict, right: RightNeeds, names: tuple[str, ...]
) -> list[Verdict]:
    """The verdict on fresh cases of the probes that failed; none if the code is not to be had."""
    failed = [outcome.probe for outcome in verdict.outcomes if not outcome.passed]
    exercise = replace(verdict.exercise, probes=failed)
    judged = _judged_on(exercise, right, names, fresh_cases(exercise, SECOND_SEED))
    return [] if judged is None else [judged]


def _judged_again(
    exercise: Exercise, verdicts: list[Verdict], cases: Sequence[Sequence[ProbeCase]],
    right: RightNeeds,
) -> tuple[WrongNeeds | None, list[Verdict]]:
    needs = _wrong_needs(exercise, right)
    if needs is None:
        return None, verdicts
    if not needs.replaced:
        return needs, [replace(verdict, waits=verdict.unwritten) for verdict in verdicts]
    again = [_judged_on(exercise, right, tuple(needs.states), tried) for tried in cases]
    judged = [verdict for verdict in again if verdict is not None]
    if len(judged) < len(cases) or judged[-1].points < verdicts[-1].points:
        return replace(needs, replaced=False), verdicts
    return needs, judged


def _wrong_needs(exercise: Exercise, right: RightNeeds) -> WrongNeeds | None:
    """What the exercise builds on and is wrong in itself, and whether it can be replaced."""
    return _known_needs(exercise, right) or _found_needs(exercise, right)


def _known_needs(exercise: Exercise, right: RightNeeds) -> WrongNeeds | None:
    """What the exercise builds on and is wrong, from earlier verdicts; None unless all of them are
    known and can be replaced at once.
    """
    needed = all_needs(exercise)
    if not right.known.keys() >= {each.name for each in needed}:
        return None
    wrong = [each for each in needed if right.known[each.name] is not AnswerState.PASSED]
    states = {each.name: right.known[each.name] for each in wrong}
    return WrongNeeds(states, True) if states and all(
        _can_replace(each, right, tuple(states)) for each in wrong) else None


def _found_needs(exercise: Exercise, right: RightNeeds) -> WrongNeeds | None:
    """What the exercise builds on and is wrong, judged one after the other: what builds on
    something wrong may be right in itself.
    """
    states: dict[str, AnswerState] = {}
    replaced = True
    for needed in all_needs(exercise):
        below = {found.name for found in all_needs(needed)} & states.keys()
        if below and not replaced:
            continue  # it may be right in itself
        state = right.known.get(needed.name)
        if state is None:
            names = tuple(states) if below else ()
            verdict = _judged_on(needed, right, names, visible_cases(needed))
            state = AnswerState.PASSED if verdict is None else answer_state(verdict)
        if state is not AnswerState.PASSED:
            states[needed.name] = state
            replaced = replaced and _can_replace(needed, right, tuple(states))
    return WrongNeeds(states, replaced) if states else None


def _can_replace(exercise: Exercise, right: RightNeeds, names: tuple[str, ...]) -> bool:
    """Whether the exercise passes its own probes once right answers to `names` are in place."""
    tried = exercise.name, names
    if tried not in right.replaceable:
        verdict = _judged_on(exercise, right, names, visible_cases(exercise))
        if verdict is None:
            return False
        right.replaceable[tried] = verdict.passed
    return right.replaceable[tried]


def _judged_on(
    exercise: Exercise, right: RightNeeds, names: tuple[str, ...], cases: Sequence[ProbeCase]
) -> Verdict | None:
    with right.code(names) as code:
        return None if code is None else _judged(exercise, code, cases)


def _asking_nothing(questions: Sequence[Question], implementation: Any) -> list[Run]:
    """Runs that did not end: what the exercise needs does not either."""
    return [Run(Raised(SLOW.kind), error=SLOW) for _ in questions]


def _own_code(
    exercise: Exercise, right: RightNeeds, question: Literal["is_stub", "remembers"]
) -> bool:
    """What a method of `Impl` says of the exercise's own code."""
    probe = Probe("", 0, lambda impl, draw: {
        question: getattr(impl, question)(getattr(impl, exercise.name))})
    with right.code(()) as code:
        assert code is not None
        (run,) = code.ask([Question.of(probe, Case((0,)))], code.implementation)
    return bool(run.answers == {question: True})
