"""An answer has a size that the judge can compare, a report show and a notebook hold."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course.checks import showing
from course.checks.cases import Case
from course.checks.examine import visible_report
from course.checks.implementation import LocalImplementation
from course.checks.probing import Question
from course.checks.unit import Probe, find_exercise
from course.exchange import plain_data
from course.exchange.plain_data import MAX_ITEMS, Odd, Room, plain
from course.exchange.wire import MAX_REPLY, encode
from course.grading.sandbox import remote_probe
from course.grading.sandbox.remote_probe import RemoteProbe

SLUG = "05-accumulation"
MANY_DIMENSIONS = np.zeros((1,) * 60 + (2, 2))


def nested(times: int) -> list[Any]:
    value: list[Any] = [0.5]
    for _ in range(times):
        value = [value] * 30
    return value


LARGE = {
    "list of more than 10,000 items": nested(7),
    "dict of more than 10,000 items": {f"{n}{'k' * 9000}": "v" * 9000 for n in range(900)},
    "array of 62 dimensions": MANY_DIMENSIONS,
    "array of 1000000 numbers": np.zeros(10**6),
    "int of too many digits": 7**9000,
}


@pytest.mark.parametrize("kind", LARGE)
def test_what_is_too_large_becomes_a_word_for_it(kind: str) -> None:
    assert plain(LARGE[kind]) == Odd(kind)


def test_the_answers_to_a_probe_share_their_room() -> None:
    room = Room()
    values = [plain(np.zeros(900), room) for _ in range(30)]
    assert sum(np.size(value) for value in values if isinstance(value, np.ndarray)) <= MAX_ITEMS
    assert values[-1] == Odd("ndarray of more than 10,000 items")
    assert plain(1.5, room) == 1.5


@pytest.mark.parametrize("item", [
    -1.2345678901234567e-300, "\U0001f600" * 7, "\U0001f600" * 8, [], np.zeros((0,) * 8),
    type("\u4e2d" * 15, (), {})(),
])
def test_a_reply_holds_whatever_an_answer_may_hold(item: Any) -> None:
    count = bisect_left(range(MAX_ITEMS), 1, key=lambda n: isinstance(plain([item] * n), Odd)) - 1
    assert MAX_REPLY / 40 < len(json.dumps(encode(plain([item] * count)))) < MAX_REPLY


def test_the_judge_cuts_what_a_sandbox_did_not(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer() -> Any:
        probe = Probe("a call", 1, lambda impl, draw: {"it": impl.answer()})
        question = Question.of(probe, Case((1,)))
        asked = RemoteProbe(question)
        *answers, _ = asked.message()["plain"]  # the last are the surroundings
        around = {"states": [None] * len(question.script.seen["seen"]), "firsts": [],
                  "sharing": [], "depth": 1000}
        asked.take_reply({"values": [encode(MANY_DIMENSIONS)] * len(answers) + [encode(around)]})
        assert asked.run is not None
        return asked.run.answers["it"]

    assert answer() == Odd("array of 62 dimensions")
    monkeypatch.setattr(remote_probe, "plain", lambda value, room=None: value)
    assert answer().ndim == 62


def report_of(answer: Callable[..., Any]) -> str:
    """The report on an answer to the unit's first exercise, in both its forms."""
    implementation = LocalImplementation({"add_contributions": answer})
    report = visible_report(find_exercise(SLUG, "add_contributions"), implementation)
    return report.text() + report.html()


LONG: dict[str, Callable[[int], Any]] = {
    "a list": lambda side: [0.123456] * 256 * side**2,
    "many dimensions": lambda side: np.zeros((2,) * 8 + (side, side)),
    "a dict": lambda side: {str(n): 0.123456 for n in range(100 * side**2)},
}


@pytest.mark.parametrize("kind", LONG)
def test_a_report_shows_the_beginning_of_a_long_answer(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(report_of(lambda contributions: LONG[kind](6))) < 60_000
    monkeypatch.setattr(showing, "MAX_SHOWN", 10**9)
    monkeypatch.setattr(plain_data, "MAX_DIMENSIONS", 99)
    assert len(report_of(lambda contributions: LONG[kind](3))) > 200_000
