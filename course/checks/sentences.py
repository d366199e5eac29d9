"""How one answer differs from the right one, in a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.checks.compare import Difference
from course.checks.other_relations import is_error, is_returned_error
from course.checks.showing import (
    ALL_DIGITS,
    MEMORY,
    as_python,
    described,
    number_kind,
    show,
    wrong_places,
)
from course.exchange.plain_data import Odd
from course.words import counted

SHORT = 28  # characters of a value that a sentence can hold
AN_ARRAY = "An array came back where a Tensor was expected"
# What each kind of Difference is, whatever the code gave.
IN_GENERAL = {
    "unwritten": "There is still a `...` where your code belongs.",
    "nothing": "The answer is None.",
    "type": "The answer is of the wrong type.",
    "shape": "The shape is wrong.",
    "dtype": "The dtype is wrong.",
    "length": "The length of the list is wrong.",
    "raised": "An exception was raised.",
    "values": "The value is wrong.",
    "changed": "Your code changes it. It belongs to the caller: leave it as it is, or work "
               "on a copy.",
    "unchanged": "Your code leaves it as it was. It should hold other numbers afterwards.",
    "contents": "Your code leaves other numbers in it than it should.",
    "memory": "It shares its memory with something else: use a new array, or a copy.",
    "remembered": "It is, or shares its memory with, what an earlier call got or returned: each "
                  "call starts anew.",
    "gradient": "Your code leaves another value there than it should.",
    "data": "Your code leaves another value there than it should.",
    "depth": "Your code sets it. An answer must do with Python's own.",
}


def sentence(difference: Difference) -> str:
    """What is wrong with one answer, in a sentence."""
    expected, got = difference.expected, difference.got
    if is_error(got) or is_error(expected) or is_returned_error(got):
        return _error_sentence(expected, got)
    if of_wrong_type(difference):
        if isinstance(got, Odd) and got.kind == MEMORY:
            return f"{AN_ARRAY}."
        return f"The answer is {described(got, expected)}, expected {described(expected, got)}."
    match difference.kind:
        case "unwritten" | "nothing" | "type":
            return IN_GENERAL[difference.kind]
        case "shape":
            return f"The shape is {np.shape(got)}, expected {np.shape(expected)}."
        case "dtype":
            return f"The dtype is {_dtype(got)}, expected {_dtype(expected)}."
        case "length":
            return f"It has {counted(len(got), 'item')}, expected {len(expected)}."
        case "raised":
            return f"{got.kind} was raised."
        case "values":
            return _values_sentence(difference)
        case "changed" if expected is None and got is None:
            return (f"{IN_GENERAL['changed']} It holds other items now, or the same ones in "
                    "another order.")
        case "changed" | "unchanged" | "contents":
            return IN_GENERAL[difference.kind]
        case "memory" if got is None:
            return "Two parts of it share their memory: a change to one changes the other."
        case "memory":
            return (f"It shares its memory with {got}: a change to one changes the other. Use a "
                    "new array, or a copy.")
        case "remembered":
            return IN_GENERAL["remembered"]
        case "gradient" if expected is None and "the result" in difference.where:
            return "It should have none: only leaves that require a gradient get one."
        case "gradient" | "data":
            if type(got) is type(expected):
                return IN_GENERAL["data"]
            return f"It is {described(got)}, expected {described(expected)}."
        case "depth":
            return f"Your code sets it to {got}. An answer must do with Python's own, {expected}."


def _error_sentence(expected: Any, got: Any) -> str:
    """How what `impl.raised` gave, an error as text or None, differs from what it should give."""
    if is_returned_error(got):
        return "An error was returned. It takes `raise` to raise it."
    if is_error(expected):
        return "Another error was raised." if is_error(got) else "No error was raised."
    return "An error was raised where none should be."


def of_wrong_type(difference: Difference) -> bool:
    """Whether what came is another kind of thing than what was expected.

    Two arrays are of one kind, whatever their shapes and dtypes; so are two single numbers of one
    kind (truth values, whole numbers, floats), be they Python's or NumPy's.
    """
    expected, got = difference.expected, difference.got
    match difference.kind:
        case "nothing" | "type":
            return not (is_error(expected) or is_error(got) or is_returned_error(got))
        case "shape":
            return not isinstance(expected, np.ndarray) or not isinstance(got, np.ndarray)
        case "dtype":
            return np.ndim(expected) == 0 and number_kind(expected) != number_kind(got)
    return False


def _values_sentence(difference: Difference) -> str:
    expected, got = difference.expected, difference.got
    if in_one_line(difference):
        came, right = show(as_python(got)), show(as_python(expected))
        if came == right:  # to so many digits
            came, right = (show(as_python(value), ALL_DIGITS) for value in (got, expected))
        return f"It is {came}, expected {right}."
    if not isinstance(expected, np.ndarray) or expected.ndim == 0:
        return "Another value was expected."
    wrong = wrong_places(expected, got)
    if wrong.all():
        return "No number of it is right." if wrong.size > 1 else "Its one number is wrong."
    places = [tuple(int(i) for i in place) for place in np.argwhere(wrong)[:3]]
    listed = ", ".join(str(p[0] if len(p) == 1 else p) for p in places)
    more = " and more" if wrong.sum() > len(places) else ""
    return f"{wrong.sum()} of {wrong.size} numbers are wrong, at index {listed}{more}."


def in_one_line(difference: Difference) -> bool:
    """Whether the sentence itself says what was expected and what came: two short values."""
    values = [as_python(difference.expected), as_python(difference.got)]
    return difference.kind == "values" and not is_error(difference.got) and all(
        isinstance(v, bool | int | float | str) and len(show(v)) < SHORT for v in values)


def in_general(difference: Difference) -> str:
    if is_error(difference.expected) or is_error(difference.got) or (
            is_returned_error(difference.got)):
        return _error_sentence(difference.expected, difference.got)
    return IN_GENERAL["type" if of_wrong_type(difference) else difference.kind]


def _dtype(value: Any) -> str:
    return str(np.asarray(value).dtype)
