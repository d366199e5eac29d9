"""Numbers, shapes and names as text."""

from __future__ import annotations

import numpy as np
import pytest

from course.view import phrases


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2.0"), (-0.0, "-0.0"), (1 / 3, "0.3333"), (3.23321, "3.2332"), (1e-3, "0.001"),
        (1.5e-7, "1.5e-07"), (123456.0, "123456.0"), (3e9, "3e+09"), (float("nan"), "nan"),
        (float("-inf"), "-inf"), (7, "7"), (True, "True"), (1 + 2j, "(1+2j)"),
        (np.float32(0.1), "0.1"), (np.int64(5), "5"),
    ],
)  # fmt: skip
def test_numbers(value: object, text: str) -> None:
    assert phrases.number(value) == text


def test_arrays_that_fit_are_shown_whole_vectors_are_cut_others_left_out() -> None:
    assert phrases.numbers(np.array([[1.0, 2.0], [3.0, 4.0]])) == "[[1.0, 2.0], [3.0, 4.0]]"
    assert phrases.numbers(np.arange(100.0)) == "[0.0, 1.0, 2.0, 3.0, ...]"
    assert phrases.numbers(np.zeros((50, 50))) == ""
    assert phrases.numbers(np.zeros(0)) == "[]"
    assert phrases.numbers(np.array([1e300] * 9), room=5) == ""


def test_what_does_not_fit_is_described() -> None:
    assert phrases.described(None) == "None"
    assert phrases.described(np.ones((4, 4))) == "shape (4, 4), length 4.0"
    assert phrases.described(np.full((4, 4), 3j)) == "shape (4, 4), length 12.0"
    assert phrases.described(np.full((30, 2), np.nan)) == "shape (30, 2), length nan"
    assert phrases.described(np.full((30, 2), "text")) == "shape (30, 2)"
    assert phrases.described(np.zeros((0, 3))) == "empty, shape (0, 3)"
    assert phrases.described(np.arange(100.0)) == "[0.0, 1.0, 2.0, 3.0, ...] shape (100,)"


def test_names_are_cut_and_cleaned() -> None:
    assert phrases.clean("a" * 100) == "a" * 31 + "\u2026"
    assert phrases.clean("a\x07b\nc\ud800\uffff") == "a\ufffdb\ufffdc\ufffd\ufffd"
    assert phrases.columns("ab\u5b57e\u0301") == 5


def test_counting_words() -> None:
    assert [phrases.plural(n, "leaf") for n in (0, 1, 2)] == ["0 leaves", "1 leaf", "2 leaves"]
    assert phrases.joined(["a"]) == "a"
    assert phrases.joined(["a", "b", "c"]) == "a, b and c"
