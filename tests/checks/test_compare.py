"""Comparing plain data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from course.checks.compare import differences, same
from course.exchange.plain_data import Odd, Raised, from_json, plain, to_json

EQUAL = [
    (1.0, np.float64(1.0)),
    (np.array(2.0), 2.0),
    (3, np.int64(3)),
    (np.array([1.0, np.nan]), np.array([1.0, np.nan])),
    ([1, "a", None], [1, "a", None]),
    ({"a": np.zeros((0, 3))}, {"a": np.zeros((0, 3))}),
    (True, np.True_),
    (1 / 3, 1 / 3 + 1e-9),
    (np.array([1e9, 0.1], np.float32), np.array([1e9, 0.1], np.float32) * np.float32(1 + 3e-7)),
    (np.array([0.3], np.float16), np.array([0.3], np.float16) * np.float16(1.004)),
]
UNEQUAL = [
    (np.zeros(3), np.zeros((3, 1)), "shape"),
    (np.zeros(3), np.zeros(3, np.float32), "dtype"),
    (np.zeros(3), [0.0, 0.0, 0.0], "type"),
    (np.zeros(3), 0.0, "type"),
    (np.zeros(3), None, "nothing"),
    (np.zeros(3), ..., "unwritten"),
    (1, True, "dtype"),
    (1.0, 1, "dtype"),
    ([1, 2], [1], "length"),
    (1.0, 1.001, "values"),
    (1 / 3, float(np.float32(1 / 3)), "values"),
    (np.array([0.7]), np.array([0.7], np.float32).astype(float), "values"),
    (np.array([0.7], np.float32), np.array([0.7], np.float16).astype(np.float32), "values"),
    (None, 0, "type"),
    ("a", "b", "values"),
]


@pytest.mark.parametrize(("expected", "got"), EQUAL)
def test_equal(expected: Any, got: Any) -> None:
    assert same(plain(expected), plain(got))


@pytest.mark.parametrize(("expected", "got", "kind"), UNEQUAL)
def test_unequal(expected: Any, got: Any, kind: str) -> None:
    assert [d.kind for d in differences(plain(expected), plain(got))] == [kind]


def test_a_difference_says_where() -> None:
    found = differences({"a": [1.0, 2.0], "b": 3}, {"a": [1.0, 5.0], "b": 3})
    assert [d.where for d in found] == ["a[1]"]


def test_what_is_read_of_an_expression_stands_behind_a_colon() -> None:
    right = {"w": {"data": 1, "name of grad_fn": "a"}, "w * x": {"data": [1, 2]}}
    wrong = {"w": {"data": 2, "name of grad_fn": "b"}, "w * x": {"data": [1, 3]}}
    assert [d.where for d in differences(right, wrong)] == [
        "w.data", "w: name of grad_fn", "w * x: data[1]"]


class Sly(np.ndarray):
    def __eq__(self, other: object) -> Any:
        return True


class SlyFloat(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


def test_subclasses_are_not_plain_data() -> None:
    assert plain(np.zeros(2).view(Sly)) == Odd("Sly")
    assert plain(SlyFloat(1.0)) == Odd("SlyFloat")
    assert plain([lambda: 1])[0] == Odd("function")


def test_large_and_nested_answers_are_cut() -> None:
    nested: list[Any] = []
    for _ in range(50):
        nested = [nested]
    assert "Odd" in repr(plain(nested))
    assert plain(np.zeros(10**6)) == Odd("array of 1000000 numbers")
    assert plain([0] * 10**6) == Odd("list of more than 10,000 items")


@pytest.mark.parametrize("value", [
    None, True, 3, 2.5, float("nan"), float("-inf"), "text", [1, [2.0]], {"a": None},
    np.arange(6.0).reshape(2, 3), np.zeros((0, 2), np.float32), np.array(True), Odd("x"),
    Raised("ValueError"),
])
def test_json_keeps_plain_data(value: Any) -> None:
    assert same(from_json(to_json(value)), value)


def test_numpys_own_integers_count_as_int64(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow, wide = np.array([1, 2], np.int32), np.array([1, 2], np.int64)
    assert not same(wide, narrow)
    monkeypatch.setattr(np, "intp", np.int32)  # as in a browser
    assert same(wide, narrow)
    assert not same(wide, narrow.astype(np.int16))
