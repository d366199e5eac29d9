"""An exercise is judged for itself: what it needs and is wrong costs no points of its own."""

from __future__ import annotations

from typing import Any

import pytest

from course.checks.check_report import CheckReport
from course.publish.solution_code import without_markers
from course.publish.source import Assignment
from course.publish.variants import namespace
from tests.assignments import report_on

UNIT = "05-accumulation"
WRONG = "def add_contributions(c):\n    return c[-1]"
STUB = "def add_contributions(c):\n    return ..."


def report(names: dict[str, Any], exercise: str = "backward") -> CheckReport:
    return report_on(UNIT, exercise, names=names)


@pytest.mark.parametrize(("code", "why"), [
    (WRONG, "which is not right yet"),
    (STUB, "which is not written yet"),
    ("del add_contributions", "which is not defined"),
    ("def add_contributions(c):\n    while True: pass", "which did not end in its time"),
])
def test_a_slip_costs_its_own_points_alone(
    accumulation: Assignment, monkeypatch: pytest.MonkeyPatch, code: str, why: str
) -> None:
    monkeypatch.setattr("course.checks.time_limit.SECONDS", 0.3)
    names = namespace(accumulation)
    exec(code, names)
    mine = names.get("add_contributions")
    for exercise in ("backward", "train"):
        found = report(names, exercise)
        assert found.verdict.passed
        sentence = f"judged with a right `add_contributions` in place of yours, {why}"
        assert sentence in found.text()
        assert sentence in found.data()["advice"]
    assert names.get("add_contributions") is mine, "the notebook is as it was"
    assert not report(names, "add_contributions").verdict.passed


def test_what_it_got_wrong_itself_is_still_told(accumulation: Assignment) -> None:
    wrong = accumulation.exercises["backward"].wrongs[0]
    names = namespace(accumulation, {"add_contributions": WRONG, "backward": wrong.code})
    found = report(names)
    assert found.verdict.points < 5
    assert found.verdict.misconception is not None
    assert found.verdict.misconception.name == wrong.name


def test_where_there_is_no_stand_in_the_blame_is_true(accumulation: Assignment) -> None:
    wrong = accumulation.exercises["backward"].wrongs[0]
    names = namespace(accumulation, {"add_contributions": WRONG, "backward": wrong.code})
    text = report(names, "train").text()
    assert "uses your `add_contributions`, which is not right yet, and your `backward`" in text
    assert "When it is graded, it is judged with a right `add_contributions` and `backward`" in text


def test_what_a_right_answer_refuses_is_blamed_on_what_is_needed(
    accumulation: Assignment
) -> None:
    """With a right `accumulate`, this pass ends in an error at each constant."""
    overwrites = "def accumulate(leaf, gradient):\n    leaf.grad = gradient.copy()"
    into_constants = without_markers(accumulation.exercises["backward"].solution.text).replace(
        "elif tensor.requires_grad:", "else:")
    names = namespace(accumulation, {"accumulate": overwrites, "backward": into_constants})
    text = report(names).text()
    assert "`accumulate`" in text.splitlines()[1]
    assert "would be right" not in text


@pytest.mark.parametrize("code", [
    "def train(*a, **k):\n    while True: pass", "def train(*a, **k):\n    return ..."])
def test_nobody_else_is_blamed(
    accumulation: Assignment, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr("course.checks.time_limit.SECONDS", 0.3)
    text = report(namespace(accumulation, {"train": code}), "train").text()
    assert "in place of yours" not in text
    assert "This exercise uses" not in text


def test_a_stub_below_is_not_a_stub(accumulation: Assignment) -> None:
    stub = "def backward(root, gradient=None):\n    return ..."
    assert not report(namespace(accumulation, {"backward": stub}), "train").verdict.unwritten
    assert report(namespace(accumulation, {"backward": stub})).verdict.unwritten
