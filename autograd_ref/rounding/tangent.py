"""Tangents of float32 numbers as Intel's vector library computes them: in float64, with a quotient
of polynomials. About every sixth result is not the nearest float32.

The three coefficients were fitted to PyTorch's results: of 7 million numbers between 0 and a
quarter of pi 11 differ.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import NUMPY_FLOAT32, NUMPY_FLOAT64
from .sine import FAR, PI, PI_REST

ABOVE = -0.09580177348698328
BELOW = (-0.4291357781899868, 0.00971685876565089)


def tan(x: Any) -> Any:
    """The tangent of an array."""
    if x.dtype is not NUMPY_FLOAT32:
        return np.tan(x)
    wide = x.astype(NUMPY_FLOAT64)
    half_turns = np.rint(wide * (2 / PI)) + 0.0  # not -0.0, which would take the sign from a zero
    rest = wide - half_turns * (PI / 2)
    rest -= half_turns * (PI_REST / 2)
    square = rest * rest
    above = rest * (1 + square * ABOVE)
    below = 1 + square * (BELOW[0] + square * BELOW[1])
    result = np.where(half_turns % 2, -below / above, above / below)
    plain = np.abs(wide) < FAR
    if not plain.all():
        result = np.where(plain, result, np.tan(wide))
    return result.astype(NUMPY_FLOAT32)
