"""Numbers that are rounded once: fused multiply-add, which PyTorch's kernels use, and functions."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from ..dtypes import NUMPY_FLOAT32, NUMPY_FLOAT64, ONE
from .blas import add_scaled
from .summation import LARGE

SPLITTER = 2.0**27 + 1  # halves the 53 bits of a float64


def fused(a: Any, b: Any, c: Any) -> Any:
    """a * b + c, rounded once; a number `b` counts in the dtype of `c`. From LARGE elements on that
    needs a number `b` and float32; else they are rounded twice, which is four times as fast.
    """
    return unrounded(a, b, c).astype(c.dtype, copy=False)


def rounded_once(a: Any, b: Any, c: Any) -> Any:
    """a * b + c of float32 numbers, rounded once however many they are. `c` is not larger than the
    product.
    """
    out = np.multiply(a, b, dtype=NUMPY_FLOAT64)
    out += c
    return out.astype(NUMPY_FLOAT32)


def in_float64(function: Any, x: Any) -> Any:
    """A function of NumPy's of float32 numbers, computed in float64 and rounded."""
    return function(x.astype(NUMPY_FLOAT64)).astype(NUMPY_FLOAT32)


def unrounded(a: Any, b: Any, c: Any) -> Any:
    """a * b + c as `fused` has it, but float32 as float64: writing it over an array rounds it."""
    if c.dtype is NUMPY_FLOAT32 and c.size < LARGE:
        exact = a.astype(NUMPY_FLOAT64)
        exact *= widened(b) if type(b) is float and b else np.asarray(b, NUMPY_FLOAT32)
        if exact.shape != c.shape:
            return exact + c.astype(NUMPY_FLOAT64)
        exact += c  # in place: one more array of this size takes ten times as long to get
        return exact
    if type(b) is not np.ndarray:
        b = c.dtype.type(b)
    if c.dtype.kind != "f" or c.size >= LARGE:
        if type(b) is NUMPY_FLOAT32.type and add_scaled(out := np.array(c), b, a):
            return out
        return a * b + c
    product, error = exact_product(a, b)
    total = product + c
    part = total - product
    error = (product - (total - part)) + (c - part) + error
    return np.where(np.isfinite(error), total + error, total)


@lru_cache(maxsize=1_000)
def widened(number: float) -> Any:
    """A number, rounded to float32, as an array of float64; not 0, since -0.0 is the same key."""
    return np.array(np.float32(number), NUMPY_FLOAT64)


def one_plus(a: Any, b: Any) -> Any:
    """1 + a * b: of arrays rounded once, but for LARGE ones."""
    if type(a) is np.ndarray and a.size < LARGE:
        return fused(a, b, ONE[a.dtype])
    return a * b + 1


def exact_product(a: Any, b: Any) -> tuple[Any, Any]:
    """a * b, rounded, and what rounding left out. Source: Dekker, Numerische Mathematik 18, 1971.
    """
    product = a * b
    (high, low), (other_high, other_low) = halves(a), halves(b)
    error = (high * other_high - product) + high * other_low + low * other_high
    return product, error + low * other_low


def halves(x: Any) -> tuple[Any, Any]:
    """Two float64 of 26 bits each that add up to `x`."""
    scaled = SPLITTER * x
    high = scaled - (scaled - x)
    return high, x - high
