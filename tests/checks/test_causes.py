"""What an exception means to a student, told where its message makes the cause sure."""

from __future__ import annotations

import linecache
from typing import Any

import numpy as np
import pytest

from course.checks.causes import cause, not_a_function
from course.checks.implementation import Request
from course.exchange.failure import failure_of

TWO, THREE = np.ones(2), np.ones(3)
CAUSES: list[tuple[str, str]] = [
    ("(1.5).data", "In this line a plain number arrives, which has no `.data`."),
    ("None.data", "In this line None arrives, which has no `.data`."),
    ("None + 1.5", "Left of `+` stands None, right of it a plain number."),
    ("None[0]", "What stands before the `[` is None, which has no items."),
    ("a, b = None", "The line unpacks None, which has no items."),
    ("len(None)", "`len` is asked for the length of None, which has none."),
    ("TWO()", "What stands before the `(` is an array, not a function."),
    ("(lambda x: x)(1, 2)",
     "The call passes 2 arguments, the `def` line of `<lambda>` takes 1."),
    ("(lambda x: x)()",
     "The call passes nothing for 'x', which the `def` line of `<lambda>` asks for."),
    ("TWO[...] = THREE", "Numbers of shape (3,) are written into an array of shape (2,): they do "
                         "not fit in."),
    ("TWO + THREE", "Shapes (2,) and (3,) do not fit together, entry by entry."),
    ("np.dot(TWO, THREE)", "Shapes (2,) and (3,) do not fit together in a matrix product."),
    ("TWO @ THREE", "In this matrix product the last axis on the left has 2 entries, the axis on "
                    "the right that meets it 3: they must be as many."),
    ("if TWO: pass", "An array is used where one True or False is needed, as after `if` and beside "
                     "`and`. For a choice entry by entry there is `np.where`."),
    ("a, b = 1, 2, 3", "There are more values here than the 2 names that take them."),
    ("a, b = 1,", "2 names wait for values here, and only 1 arrives."),
    ("[1][1]", "The list is shorter than the index asks for; its first item has index 0."),
    ("TWO[2]", "The index is 2, and axis 0 has 2 entries; the first has index 0."),
    ("TWO.sum(axis=1)", "The line asks for axis 1 of an array that has one, axis 0."),
    ("{}['a']", "The dict has no entry for this key."),
    ("1 / 0", "The line divides by a number that is 0 here."),
    ("def f():\n    g += 1\nf()", "No line that gives `g` a value was run before this one."),
    ("np.arange(2).__iadd__(TWO)", "The array on the left holds int64, and float64 does not fit "
                                   "into that: make it an array of floats first."),
    ("raise ValueError('no')",
     "This `raise` was reached. A right answer raises no error here."),
    ("int('x')", ""),
]


def raised_by(code: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    lines = code.splitlines(keepends=True)
    monkeypatch.setitem(linecache.cache, "<cell>", (len(code), None, lines, "<cell>"))
    try:
        exec(compile(code, "<cell>", "exec"), {"np": np, "TWO": TWO, "THREE": THREE})
    except Exception as error:
        return failure_of(error)
    raise AssertionError("it raises nothing")


@pytest.mark.parametrize(("code", "sentence"), CAUSES)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_a_cause_is_told_if_it_is_sure(
    code: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cause(raised_by(code, monkeypatch)) == sentence


def without_frames(action: Any) -> Any:
    try:
        action()
    except Exception as error:
        return failure_of(error.with_traceback(None))
    raise AssertionError("it raises nothing")


def test_what_the_check_itself_asks_for() -> None:
    error = without_frames(lambda: TWO.requires_grad)  # type: ignore[attr-defined]
    request = Request("get", "apply(...)", "apply", "requires_grad")
    assert cause(error, request) == \
        "The check reads `.requires_grad` of `apply(...)`, and that is an array."


def test_a_name_that_stands_for_something_else() -> None:
    number: Any = 3
    error = without_frames(lambda: number())
    assert not_a_function(error, Request("call", "labels")).startswith("`labels` is a number")
    assert not_a_function(error, Request("call", "labels(...)")) == ""
    assert not_a_function(None, None) == ""
