"""Which misconception is recognised: the one that is wrong in the same places in the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.cases import visible_cases
from course.checks.draw import Draw
from course.checks.fingerprints import Misconception
from course.checks.implementation import LocalImplementation
from course.checks.recognition import recognise
from course.checks.unit import Unit
from course.checks.verdict import Verdict, judge

UNIT = Unit("99-made-up")
ROOT = UNIT.exercise("root", reference=lambda x: (x * x).sqrt())


@ROOT.probe("two arrays")
def two_arrays(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"of one number": impl.root(draw.array("x")), "of three": impl.root(draw.array("y", 3))}


@ROOT.probe("whole numbers")
def whole_numbers(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the root": impl.root(np.array([1.0, 2.0]))}


def verdict(root: Callable[[Any], Any]) -> Verdict:
    return judge(ROOT, UNIT, LocalImplementation({"root": root}), visible_cases(ROOT))


def misconception(root: Callable[[Any], Any]) -> Misconception:
    return Misconception(root.__name__, "a hint", verdict(root).fingerprint)


def keeps_the_sign(x: Any) -> Any:
    return x.copy()


def test_a_fingerprint_holds_wrong_answers_alone() -> None:
    assert verdict(np.abs).fingerprint == {}
    assert misconception(keeps_the_sign).fingerprint.keys() == {"two arrays"}
    assert misconception(lambda x: -abs(x)).fingerprint.keys() == {"two arrays", "whole numbers"}


def test_the_same_mistake_is_recognised_up_to_rounding() -> None:
    known = [misconception(keeps_the_sign)]
    assert recognise(verdict(lambda x: x + 0.0), known) == known[0]
    assert recognise(verdict(lambda x: x * (1 + 1e-5)), known) == known[0]
    assert recognise(verdict(lambda x: x * (1 + 1e-3)), known) is None


def test_a_further_mistake_is_not() -> None:
    known = [misconception(keeps_the_sign)]
    assert recognise(verdict(lambda x: x if x.shape != (2,) else -x), known) is None


def test_a_part_of_the_mistake_is_not() -> None:
    known = [misconception(lambda x: -abs(x))]
    assert recognise(verdict(lambda x: -abs(x) if x.shape == (2,) else abs(x)), known) is None


def test_a_right_answer_has_no_misconception() -> None:
    assert recognise(verdict(np.abs), [misconception(keeps_the_sign)]) is None


def test_a_number_is_0_in_wider_cases_alone() -> None:
    assert all(Draw(seed).number("lr", 0, 0.02) for seed in range(200))
    assert Draw(1, zeros=True).number("lr", 0, 0.02) == 0


def test_no_drawn_zero_has_a_sign() -> None:
    for seed in range(200):
        draw = Draw(seed, zeros=True)
        for shape in ((2, 3), (3,), (2,), (1,), ()):
            numbers = draw.array("x", *shape)
            assert not np.signbit(numbers[numbers == 0]).any()
