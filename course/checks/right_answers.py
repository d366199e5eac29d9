"""What the reference answers, found once for many implementations."""

from __future__ import annotations

from dataclasses import dataclass

from course.checks.cases import Case
from course.checks.probing import Question, Run, ask_reference, run_of
from course.checks.unit import Exercise, Probe, Unit

MAX_FRESH = 600  # a class needs some 200 for an assignment, each of 30 KB
_VISIBLE: dict[tuple[Probe, Case], RightAnswer] = {}  # those that are always the same
_FRESH: dict[tuple[Probe, Case], RightAnswer] = {}  # the last ones


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
