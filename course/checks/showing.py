"""Values as a student reads them: as text, and by what kind of thing they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from course.checks.causes import thing
from course.checks.compare import ATOL, RTOL, Difference
from course.exchange.plain_data import Odd, Raised

ALL_DIGITS = 14
MAX_SHOWN = 3_000  # characters of one value
MEMORY = "memoryview"  # what .data of an array is
TRUTH, WHOLE, FLOAT = "True or False", "a whole number", "a float"
KINDS_OF_NUMBERS = {"b": TRUTH, "i": WHOLE, "u": WHOLE, "f": FLOAT}


def show(value: Any, digits: int = 4) -> str:
    """A value as the report prints it: the beginning of a long one.

    An array with so many digits behind the point, a single float with two digits more in all.
    """
    text = _in_full(value, digits)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]} ... and more"


def _in_full(value: Any, digits: int = 4) -> str:
    """A value as text, which may end anywhere after MAX_SHOWN characters."""
    if isinstance(value, np.ndarray):
        text = np.array2string(
            value, separator=", ", precision=digits, suppress_small=True, threshold=60)
        return text if value.ndim else f"{text} (0-d array)"
    if isinstance(value, Odd):
        return "the memory of an array" if value.kind == MEMORY else thing(value.kind)
    if isinstance(value, Raised):
        return f"{value.kind} was raised"
    if isinstance(value, float):
        return f"{value:.{digits + 2}g}"
    if isinstance(value, list):
        return "[" + ", ".join(_first(_in_full(as_python(item), digits) for item in value)) + "]"
    if isinstance(value, dict):
        items = (f"{key!r}: {_in_full(value[key], digits)}" for key in value)
        return "{" + ", ".join(_first(items)) + "}"
    return repr(value)


def _first(texts: Iterable[str]) -> Iterator[str]:
    """The texts up to MAX_SHOWN characters and one more."""
    length = 0
    for text in texts:
        yield text
        length += len(text)
        if length > MAX_SHOWN:
            return


def marked(difference: Difference) -> str:
    """The answer as `show` prints it, with a * at each number that is wrong."""
    expected, got = difference.expected, difference.got
    if difference.kind != "values" or np.ndim(expected) == 0 or np.size(expected) > 60:
        return show(got)
    wrong = wrong_places(expected, got)
    if wrong.all():
        return show(got)
    texts = [f"{number:.4g}{'*' if bad else ' '}"
             for number, bad in zip(got.ravel().tolist(), wrong.ravel(), strict=True)]
    width = max(map(len, texts))
    table = np.array([text.rjust(width) for text in texts], dtype=object).reshape(got.shape)
    return np.array2string(table, separator=", ", formatter={"all": str}) + "   (* differs)"


def wrong_places(expected: Any, got: Any) -> Any:
    """A bool array that is True for each number which differs from the expected one."""
    return ~np.isclose(got, expected, rtol=RTOL, atol=ATOL, equal_nan=True)


def as_python(value: Any) -> Any:
    """A single number of NumPy as one of Python; any other value as it is."""
    return value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value


def described(value: Any, beside: Any = None) -> str:
    """What a value is; a single number by its kind if it stands `beside` another one."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, bool | int | float | np.ndarray):
        kind = number_kind(value)
        if kind != FLOAT or number_kind(beside):
            return kind
        return "a number (0-d array)" if isinstance(value, np.ndarray) else "a number"
    if isinstance(value, Odd):
        return thing(value.kind)
    if value is None:
        return "None"
    names: dict[type, str] = {list: "a list or tuple", dict: "a dict", str: "a string"}
    return names.get(type(value), repr(value))


def number_kind(value: Any) -> str:
    """The kind of a single number; "" of anything else."""
    if not isinstance(value, bool | int | float | np.ndarray) or np.ndim(value):
        return ""
    kind = "i" if isinstance(value, int) and not isinstance(value, bool) else \
        np.asarray(value).dtype.kind  # of an int beyond 64 bits NumPy makes an object
    return KINDS_OF_NUMBERS[kind]
