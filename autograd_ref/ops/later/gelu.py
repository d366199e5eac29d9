"""The rules of `gelu` and of its approximation by `tanh`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call
from ...rounding import gelu, libm
from ...rounding.fused import fused, in_float64
from ..elementwise import ExpBackward0, TanhBackward0, in_vectors
from .activations import ErfBackward0

DENSITY = 1 / math.sqrt(2 * math.pi)  # of a normal distribution at 0
SCALE, CUBIC = math.sqrt(2 / math.pi), 0.044715
LANES = 16  # float64 numbers in the two vectors that a loop of PyTorch's takes at once
tanh_of_singles = in_vectors(lambda x: in_float64(np.tanh, x), libm.tanh)
tanh_of_each = np.frompyfunc(math.tanh, 1, 1)


def rest_from(x: Any) -> int:
    """The place of the first number that fills no vector, if all numbers stand in a row."""
    return int(x.size - x.size % LANES)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent of an array as PyTorch's loops compute it."""
    if x.dtype is not dtypes.NUMPY_FLOAT64:
        return tanh_of_singles(x)
    flat = x.reshape(-1)
    y = np.tanh(flat.astype(np.longdouble)).astype(dtypes.NUMPY_FLOAT64)
    y[rest_from(x):] = tanh_of_each(flat[rest_from(x):])
    return y.reshape(x.shape)


def widened(x: Any) -> Any:
    """An array of float16 as float32."""
    return x if x.dtype.itemsize > 2 else x.astype(dtypes.NUMPY_FLOAT32)


def by_library(x: Any) -> bool:
    """Whether PyTorch leaves an array to the library oneDNN."""
    return x.dtype is dtypes.NUMPY_FLOAT32 and x.ndim > 0 and bool(x.flags.c_contiguous)


def exact(x: Any) -> Any:
    if by_library(x):
        return gelu.gelu(x)
    return x * 0.5 * (1 + ErfBackward0.forward(x * x.dtype.type(math.sqrt(0.5))))


def exact_slope(x: Any) -> Any:
    if by_library(x):
        return gelu.slope(x)
    share = 0.5 * (1 + ErfBackward0.forward(x * x.dtype.type(math.sqrt(0.5))))
    density = x.dtype.type(DENSITY) * ExpBackward0.forward(x * x * -0.5)
    y = np.asarray(share + x * density)
    y.reshape(-1)[:rest_from(x)] = fused(x, density, share).reshape(-1)[:rest_from(x)]
    return y


def exact_bend(x: Any) -> Any:
    return call(ExpBackward0, x * x * -0.5) * DENSITY * (2 - x * x)


def inner(x: Any) -> Any:
    """The argument of `tanh`."""
    return fused(x * x * x, CUBIC, x) * x.dtype.type(SCALE)


def by_tanh(x: Any) -> Any:
    return 0.5 * x * (1 + tanh(inner(x)))


def slope_by_tanh(x: Any) -> Any:
    one = np.ones_like(x)
    bent = tanh(inner(x))
    steep = fused(x * x, 3 * float(x.dtype.type(CUBIC)), one) * x.dtype.type(SCALE)
    return 0.5 * (1 + bent) + 0.5 * x * fused(-bent, bent, one) * steep


def bend_by_tanh(x: Any) -> Any:
    bent = call(TanhBackward0, SCALE * (x + CUBIC * x * x * x))
    steep = SCALE * (1 + 3 * CUBIC * x * x)
    return (1 - bent * bent) * (steep + x * (SCALE * 3 * CUBIC * x - bent * steep * steep))


FORWARD = {"none": exact, "tanh": by_tanh}
SLOPE = {"none": exact_slope, "tanh": slope_by_tanh}
BEND = {"none": exact_bend, "tanh": bend_by_tanh}


class GeluBackward0(Node):
    """x * (1 + erf(x / sqrt(2))) / 2, the share of a normal distribution below x times x, or
    0.5 * x * (1 + tanh(u)) with u = sqrt(2 / pi) * (x + 0.044715 * x**3).

    Gradients: g * (that share + x * its density), or
    g * (0.5 * (1 + tanh(u)) + 0.5 * x * (1 - tanh(u)**2) * du/dx).
    """

    @staticmethod
    def forward(x: Any, approximate: str) -> Any:
        return FORWARD[approximate](widened(x)).astype(x.dtype, copy=False)

    def backward(ctx, g: Any, x: Any, approximate: str) -> Any:
        return call(GeluBackwardBackward0, g, x, approximate)


class GeluBackwardBackward0(Node):
    """u times the slope of `gelu`. Gradients: g times the slope for u; for x g * u times its
    derivative.
    """

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any, approximate: str) -> Any:
        return (u * SLOPE[approximate](widened(x))).astype(x.dtype, copy=False)

    def backward(ctx, g: Any, u: Any, x: Any, approximate: str) -> Any:
        return call(GeluBackwardBackward0, g, x, approximate), g * u * BEND[approximate](x)
