"""Comparing the answers of an implementation with those of the reference."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from course.exchange.plain_data import Odd, Raised

SIMPLE = frozenset({type(None), bool, int, float, str, Odd, Raised})
NUMERIC = (float, np.ndarray, bool, int)
RTOL = 1e-8
ATOL = 1e-9
FEW = 50

Kind = Literal["unwritten", "nothing", "type", "shape", "dtype", "values", "raised", "length",
               "changed", "unchanged", "contents", "memory", "remembered", "gradient", "data",
               "depth"]  # from "changed" on: conditions.py


@dataclass(frozen=True)
class Difference:
    """One place in which an answer differs from the reference's."""

    where: str
    kind: Kind
    expected: Any
    got: Any


def differences(
    expected: Any, got: Any, where: str = "", rtol: float = RTOL, atol: float = ATOL
) -> list[Difference]:
    """All differences between two pieces of plain data; none if they are equal.

    Numbers are compared within `rtol` and `atol`, NaN equals NaN. A Python number, a NumPy
    scalar and a 0-d array of one kind (bool, int, float) count as the same thing.
    """
    if isinstance(expected, dict) and isinstance(got, dict) and expected.keys() == got.keys():
        return [d for key, e in expected.items() if not _equal(e, g := got[key])
                for d in differences(e, g, nested(where, key), rtol, atol)]
    if isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            return [Difference(where, "length", expected, got)]
        items = enumerate(zip(expected, got, strict=True))
        return [d for i, (e, g) in items if not _equal(e, g)
                for d in differences(e, g, f"{where}[{i}]", rtol, atol)]
    kind = None if _equal(expected, got) else _first_difference(expected, got, rtol, atol)
    return [] if kind is None else [Difference(where, kind, expected, got)]


def nested(where: str, key: str) -> str:
    """The label of a part of what a label names: `w.data`, but `w * x: data`."""
    if not where:
        return key
    return f"{where}{'.' if where.isidentifier() and key.isidentifier() else ': '}{key}"


def same(expected: Any, got: Any, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Whether two pieces of plain data are equal within the tolerances."""
    return not differences(expected, got, "", rtol, atol)


def _equal(expected: Any, got: Any) -> bool:
    """Whether two pieces of plain data are the very same, as most right answers are."""
    kind = type(expected)
    if kind is not type(got):
        return False
    if kind is np.ndarray:
        return same_bytes(expected, got)
    return kind in SIMPLE and bool(expected == got)


def same_bytes(expected: Any, got: Any) -> bool:
    """Whether two arrays are the very same, to the last bit."""
    return bool(expected.dtype == got.dtype and expected.shape == got.shape
                and expected.tobytes() == got.tobytes())


def _first_difference(expected: Any, got: Any, rtol: float, atol: float) -> Kind | None:
    if _is_numeric(expected) and _is_numeric(got):
        return _numeric_difference(expected, got, rtol, atol)
    if isinstance(expected, dict) and isinstance(got, dict):
        return "values"  # with other keys
    if type(expected) is type(got) and not _is_numeric(expected):
        return None if expected == got else "values"
    if isinstance(got, Raised):
        return "raised"
    if isinstance(got, Odd) and got.kind == "ellipsis":
        return "unwritten"
    return "nothing" if got is None else "type"


def _numeric_difference(expected: Any, got: Any, rtol: float, atol: float) -> Kind | None:
    e, g = np.asarray(expected), np.asarray(got)
    if isinstance(expected, np.ndarray) and e.ndim and not isinstance(got, np.ndarray):
        return "type"
    if e.shape != g.shape:
        return "shape"
    if e.dtype.kind.replace("u", "i") != g.dtype.kind.replace("u", "i"):
        return "dtype"
    if isinstance(expected, np.ndarray) and isinstance(got, np.ndarray) and (
            _dtype(e) != _dtype(g)):
        return "dtype"
    if e.dtype.kind == "f":
        rtol = max(rtol, _least_rtol(e.dtype))
    if e.size <= FEW and e.dtype.kind == "f":  # NumPy would take much longer
        close = _close_floats(e.ravel().tolist(), g.ravel().tolist(), rtol, atol)
    else:
        close = np.array_equal(g, e) or np.allclose(g, e, rtol=rtol, atol=atol, equal_nan=True)
    return None if close else "values"


@cache
def _least_rtol(dtype: Any) -> float:
    """The least tolerance that makes sense: a dtype may have few digits."""
    return 8 * float(np.finfo(dtype).eps)


def _dtype(array: Any) -> Any:
    """The dtype, int64 for NumPy's own integers: in a browser they have 32 bits."""
    return np.dtype(np.int64) if array.dtype == np.intp else array.dtype


def _close_floats(expected: list[float], got: list[float], rtol: float, atol: float) -> bool:
    """Whether floats are within the tolerances, as `numpy.allclose` would say, NaN equal to NaN."""
    return all(
        e == g or abs(e - g) <= atol + rtol * abs(e) < math.inf or (e != e and g != g)
        for e, g in zip(expected, got, strict=True))


def _is_numeric(value: Any) -> bool:
    return isinstance(value, NUMERIC)
