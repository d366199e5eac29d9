"""What a report tells of a wrong answer beyond what was expected and what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from course.checks.check_report import CheckReport
from course.checks.conditions import CONDITIONS, CONTENTS
from course.checks.explain import outcome_lines
from course.checks.sentences import sentence
from course.checks.verdict import Outcome

Kind = Literal["named", "advice", "condition", "cell"]
CONDITION_KINDS = {*CONDITIONS.values(), *CONTENTS, "remembered", "depth"}


@dataclass(frozen=True)
class Told:
    """A reason that a student is given, in its words.

    named:     a misconception's hint
    advice:    a relation to the right answer, or what an exception means
    condition: what every answer must keep to, and this one does not
    cell:      the answer's own cell raised an error
    """

    kind: Kind
    words: str


def told(report: CheckReport) -> Told | None:
    """The reason in a report; None if a probe failed of which it has only numbers or a traceback.

    That an answer is right for some sizes alone does not count as a reason.
    """
    advice = report.data()["advice"]
    if advice:
        return Told("named" if report.verdict.misconception else "advice", advice)
    reasons = [_condition(outcome) for outcome in report.verdict.outcomes if not outcome.passed]
    return reasons[0] if reasons and all(reasons) else None


def _condition(outcome: Outcome) -> Told | None:
    if outcome.run.missing is not None or (
            outcome.case.used or outcome.case.flags or
            ((outcome.case.again or outcome.unsteady) and outcome.run.error is None)):
        return Told("condition", outcome_lines(outcome)[0])
    return next((Told("condition", f"{difference.where}: {sentence(difference)}")
                 for difference in outcome.differences if difference.kind in CONDITION_KINDS), None)
