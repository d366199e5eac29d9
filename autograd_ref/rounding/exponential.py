"""Exponentials and logarithms of float32 numbers as Intel's vector library computes them: in
float32, each product and each sum rounded. Of the logarithms about every fifteenth, of the
exponentials every hundredth is not the nearest float32.

The constants were fitted to PyTorch's results: all exponentials of numbers between -87 and 64 that
were tried are equal, and of 16 million logarithms all but 388.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import NUMPY_FLOAT32
from .fused import in_float64

SINGLE = np.float32
PARTS = 128  # of an octave
POWERS = np.exp2(np.arange(PARTS) / PARTS)
POWER = POWERS.astype(SINGLE)
POWER_REST = (POWERS - POWER).astype(SINGLE)
PARTS_OF_E = SINGLE(PARTS / np.log(2))
PART, PART_REST = SINGLE(0.0054168701171875), SINGLE(-1.6577690757912933e-06)
HALF = SINGLE(0.5)
FAR = SINGLE(87)  # from here on exponentials are subnormal or infinite
EXPONENT = 23  # bits of the fraction, which stand below the exponent

TWO_THIRDS = 0x3F2AAAAB  # the bits of the least mantissa; the largest is below 4 / 3
FRACTION = 0x7FFFFF
LOG = [SINGLE(c) for c in (
    -0.12890367209911346, 0.13984520733356476, -0.1218448132276535, 0.14005862176418304,
    -0.16680479049682617, 0.20010405778884888, -0.24999797344207764, 0.3333321511745453, -0.5)]
LN2, LN2_REST = SINGLE(0.693145751953125), SINGLE(1.428606765330187e-06)
LEAST = np.finfo(SINGLE).tiny


def exp(x: Any) -> Any:
    """The exponential of an array."""
    if x.dtype is not NUMPY_FLOAT32:
        return np.exp(x)
    plain = np.abs(x) < FAR
    usual = plain.all()
    near = x if usual else np.where(plain, x, SINGLE(0))
    parts = np.rint(near * PARTS_OF_E)
    rest = near - parts * PART - parts * PART_REST
    rest += rest * rest * HALF
    parts = parts.astype(np.int32)
    within = parts & PARTS - 1
    power = POWER[within]
    power += power * rest + POWER_REST[within]
    parts -= within
    parts <<= EXPONENT - 7
    result = (power.view(np.int32) + parts).view(SINGLE)
    return result if usual else np.where(plain, result, in_float64(np.exp, x))


def log(x: Any) -> Any:
    """The logarithm of an array."""
    if x.dtype is not NUMPY_FLOAT32:
        return np.log(x)
    bits = np.asarray(x).view(np.int32) - TWO_THIRDS
    rest = ((bits & FRACTION) + TWO_THIRDS).view(SINGLE) - 1
    power = (bits >> EXPONENT).astype(SINGLE)
    series: Any = LOG[0]
    for coefficient in LOG[1:]:
        series = series * rest
        series += coefficient
    series = series * rest * rest + rest
    result = series + power * LN2_REST + power * LN2
    plain = (x >= LEAST) & (x < np.inf)
    return result if plain.all() else np.where(plain, result, in_float64(np.log, x))
