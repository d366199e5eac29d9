"""What an exception means to a student, told where its message makes the cause sure."""

from __future__ import annotations

import functools
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
    ("None + 1.5", "Left of `+` stands None, right of it a number or an array."),
    ("None[0]", "What stands before the `[` is None, which has no items."),
    ("a, b = None", "The line unpacks None, which has no items."),
    ("len(None)", "`len` is asked for the length of None, which has none."),
    ("len(reversed([1]))", "`len` is asked for the length of an iterator, which has none."),
    ("map(len, [])[0]", "What stands before the `[` is an iterator, which has no items."),
    ("range(1.5)", "A whole number belongs here, as in `range(...)`, and a float arrives."),
    ("[0] * len([]) + list(range(None))",
     "A whole number belongs here, as in `range(...)`, and None arrives."),
    ("TWO()", "What stands before the `(` is an array, not a function."),
    ("(lambda x: x)(1, 2)",
     "The call passes 2 arguments, the `lambda` takes 1."),
    ("(lambda x: x)()",
     "The call passes nothing for 'x', which the `lambda` asks for."),
    ("def f():\n    return lambda x: x\nf()(1, 2)",
     "The call passes 2 arguments, the `lambda` in `f` takes 1."),
    ("def f():\n    def g(x): return x\n    return g\nf()()",
     "The call passes nothing for 'x', which the `def` line of `g` asks for."),
    ("np.multiply(1.5)", "The call passes 1 argument, NumPy's `multiply` takes from 2 to 3."),
    ("np.multiply(TWO)", "The call passes 1 argument, NumPy's `multiply` takes from 2 to 3. Does "
                         "`TWO` hold them all? `*TWO` hands over its items one by one."),
    ("np.array(TWO.mean, dtype=float)",
     "Where a number belongs stands a function: is the `()` behind it missing?"),
    ("def f(n):\n    total = 1\n    total += f(n - 1) if n else 1\nf(2)",
     "Left of `+=` stands a number or an array, right of it None. The line calls `f` itself: does "
     "that always return something?"),
    ("def f(n):\n    total = 1\n    if n:\n        total += f(n - 1)\nf(2)",
     "Left of `+=` stands a number or an array, right of it None. `f` returned None to it. Is a "
     "`return` missing there?"),
    ("class C:\n    saved = THREE\n    def f(self, rule): return rule(1, *self.saved)\n"
     "C().f(lambda g, x: x)", "The call passes 4 arguments, the `lambda` takes 2. Is `saved` a "
                              "tuple? One item alone needs a comma: `(item,)`."),
    ("def f(contributions):\n    return contribution\nf(1)",
     "Nothing is called `contribution` here. Do you mean `contributions`?"),
    ("class C:\n    def __add__(self, other): return add(self, other)\n"
     "def add(a, b): return a + b\nadd(C(), C())",
     "An operator calls a function that uses the same operator, and so on without end. Let it "
     "calculate with the arrays, those in `.data`."),
    ("np.array('Mul', dtype=float)", "A text, 'Mul', arrives where numbers belong. Are the "
                                     "arguments of the call in their order?"),
    ("float(TWO)", "`float` takes a single number, and here it gets an array of several."),
    ("with np.errstate(all='raise'): np.exp(1e3 * TWO)",
     "`exp` cannot give a number for these inputs (overflow)."),
    ("with np.errstate(all='raise'): THREE / 0.0",
     "`divide` cannot give a number for these inputs (divide by zero)."),
    ("with np.errstate(all='raise'): np.log(-TWO)",
     "`log` cannot give a number for these inputs (invalid value)."),
    ("numpy.sum(TWO)", "NumPy is called `np` here."),
    ("class C:\n    def f(self):\n        self.before = 1\n        return before\nC().f()",
     "Nothing is called `before` here. Do you mean `self.before`?"),
    ("quite_another", "Nothing is called `quite_another` here. What another function or method "
                      "calls so ends with it. If a cell above defines it, that cell has not run. "
                      "Run the cells above first, from top to bottom."),
    ("TWO[...] = THREE", "Numbers of shape (3,) are written into an array of shape (2,): they do "
                         "not fit in."),
    ("TWO + THREE", "Shapes (2,) and (3,) do not fit together, entry by entry."),
    ("np.dot(TWO, THREE)", "Shapes (2,) and (3,) do not fit together in a matrix product."),
    ("TWO @ THREE", "In this matrix product the last axis on the left has 2 entries, the axis on "
                    "the right that meets it 3: they must be as many."),
    ("if TWO: pass", "An array is used where one True or False is needed, as after `if` and beside "
                     "`and`. For a choice entry by entry there is `np.where`; to ask whether "
                     "there is one, `is None`."),
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
    ("None + TWO", "Left of `+` stands None, right of it a number or an array."),
    ("import math\nmath.exp(TWO)", "The line wants a single number and gets an array. For arrays "
                                   "there are NumPy's functions, such as `np.exp` in place of "
                                    "`math.exp`."),
    ("list(np.array(1.0))",
     "The line goes through the items of an array of shape (), which has none."),
    ("np.float64(1.5)[0]", "What stands before the `[` is a single number, which has no items."),
    ("class C:\n    data = 1.5\n    def f(self, other): return self.data + other.data\n"
     "C().f(1.5)", "In this line a plain number arrives, which has no `.data`."),
    ("class C:\n    def f(self): return self.lr\nC().f()",
     "`self` has no `.lr` when this line runs. Assigning makes one, as in `self.lr = ...`."),
    ("raise ValueError('no')",
     "This `raise` was reached. Here a right answer does not reach it."),
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


def test_an_attribute_that_was_deleted() -> None:
    error = without_frames(lambda: Block().grad)  # type: ignore[attr-defined]
    assert cause(error, Request("get", "Block(w)", None, "grad")) == \
        "The check reads `.grad` of `Block(w)`, which has none."


def test_a_table_of_arguments() -> None:
    error = without_frames(lambda: functools.cache(len)(TWO))
    assert cause(error, Request("call", "untracked(...)")) == (
        "`untracked(...)` looks for its arguments in a table, as `functools.cache` does, and an "
        "array cannot be looked up.")


def test_an_error_that_was_returned_is_told_as_such() -> None:
    error = without_frames(lambda: ValueError("no").data)  # type: ignore[attr-defined]
    assert cause(error, Request("get", "make(...)", "make", "data")) == (
        "The check reads `.data` of `make(...)`, and that is an error as a value, ValueError. "
        "An error is raised with `raise`, not returned.")


def test_a_number_has_no_items() -> None:
    for number in (np.float64(1.5), np.array(1.5)):
        error = without_frames(lambda number=number: number[0])
        assert cause(error, Request("getitem", "loss(...)", "loss")) == \
            "The check looks for an item of `loss(...)`, and that is a single number."


def test_a_dict_where_items_are_counted() -> None:
    error = without_frames(lambda: {"a": 1}[0])  # type: ignore[index]
    assert cause(error, Request("getitem", "vjp(...)", "vjp")) == \
        "The check looks for item 0 of `vjp(...)`, and that is a dict without it."


def test_a_tuple_that_is_too_short() -> None:
    short: tuple[int, ...] = (1,)
    error = without_frames(lambda: short[1])
    assert cause(error, Request("getitem", "(w * w).grad_fn.next_functions")) == \
        "`(w * w).grad_fn.next_functions` has fewer items than the check looks for."


def test_what_with_needs() -> None:
    error = without_frames(lambda: None.__enter__)  # type: ignore[attr-defined]
    assert cause(error, Request("enter", "no_grad(...)", "no_grad")) == (
        "`with` needs an object that has `__enter__` and `__exit__`, and `no_grad(...)` is None.")


class Block:
    def leave(self) -> None: ...


def test_self_is_counted() -> None:
    error = without_frames(lambda: Block().leave(1))  # type: ignore[call-arg]
    assert "takes 1, `self` included." in cause(error)


def test_a_function_that_a_function_returned_is_not_taken_for_its_namesake() -> None:
    def reading() -> None:
        """As `functools.wraps` names a decorated function."""

    error = without_frames(lambda: reading(offset=1))  # type: ignore[call-arg]
    assert cause(error, Request("call", "untracked(...)", "untracked")) == \
        "`untracked(...)` has no argument `offset`. The check calls it as the exercise's text does."


def test_a_name_that_stands_for_something_else() -> None:
    number: Any = 3
    error = without_frames(lambda: number())
    assert not_a_function(error, Request("call", "labels")).startswith("`labels` is a number")
    assert not_a_function(error, Request("call", "labels(...)")) == ""
    assert not_a_function(None, None) == ""
