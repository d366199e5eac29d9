"""Names the misconception whose recorded answers and errors are those of a verdict."""

from __future__ import annotations

import re
from typing import Any

from course.checks.compare import same
from course.checks.fingerprints import Misconception
from course.checks.verdict import Outcome, Verdict
from course.exchange.failure import Failure


def recognise(verdict: Verdict, known: list[Misconception]) -> Misconception | None:
    """The misconception whose answers are wrong in the same places and in the same way."""
    if verdict.passed:
        return None
    return next((misconception for misconception in known if all(
        _matches(outcome, misconception.fingerprint.get(outcome.probe.label, {}))
        for outcome in verdict.outcomes) and _same_errors(verdict, misconception)), None)


def _same_errors(verdict: Verdict, misconception: Misconception) -> bool:
    """Whether the errors say the same; beside other answers, whether they name the same things."""
    found, known = gists(verdict), misconception.errors
    if len(known) == len(misconception.fingerprint):
        return found == known
    named = [[set(re.findall("'[^']*'", errors.get(label, ""))) for errors in (found, known)]
             for label in found.keys() | known]
    return all(mine == theirs for mine, theirs in named if mine and theirs)


def gists(verdict: Verdict) -> dict[str, str]:
    """The gist of each error, by the label of its probe."""
    return {outcome.probe.label: gist(outcome.run.error) for outcome in verdict.outcomes
            if outcome.run.error is not None}


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
