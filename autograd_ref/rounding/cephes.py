"""Logarithm, sine and cosine of float32 as the Cephes library computes them, with the roundings of
PyTorch's vectors. PyTorch draws its normal numbers with them.

Source: log256_ps and sincos256_ps in PyTorch's aten/src/ATen/native/cpu/avx_mathfun.h.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .fused import rounded_once

SINGLE = np.float32
LOG = (7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
       -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)
COS = (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)
SIN = (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
EIGHTH = (-0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)  # -pi / 4 in parts


def polynomial(coefficients: tuple[float, ...], x: Any) -> Any:
    """A polynomial by Horner's rule, highest power first."""
    first, *rest = map(SINGLE, coefficients)
    out = np.full_like(x, first)
    for coefficient in rest:
        out = rounded_once(out, x, coefficient)
    return out


def log(x: Any) -> Any:
    """The logarithm of positive float32 numbers."""
    fraction, exponent = np.frexp(x)
    low = fraction < SINGLE(0.707106781186547524)
    x = np.where(low, fraction - SINGLE(1) + fraction, fraction - SINGLE(1))
    power = exponent.astype(SINGLE) - low.astype(SINGLE)
    square = x * x
    y = polynomial(LOG, x) * x
    y = rounded_once(y, square, power * SINGLE(-2.12194440e-4)) - square * SINGLE(0.5)
    return rounded_once(power, SINGLE(0.693359375), x + y)


def sin_cos(x: Any) -> tuple[Any, Any]:
    """Sine and cosine of float32 numbers that are not negative."""
    octant = ((x * SINGLE(1.27323954473516)).astype(np.int32) + 1) & ~1
    for part in EIGHTH:
        x = rounded_once(octant.astype(SINGLE), SINGLE(part), x)
    square = x * x
    y = polynomial(COS, square) * square
    cos = rounded_once(y, square, -(square * SINGLE(0.5))) + SINGLE(1)
    sin = rounded_once(polynomial(SIN, square) * square, x, x)
    straight = octant & 2 == 0
    one, other = np.where(straight, sin, cos), np.where(straight, cos, sin)
    return np.where(octant & 4, -one, one), np.where((octant - 2) & 4, other, -other)
