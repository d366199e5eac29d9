"""The rules of norms and distances."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call
from ...rounding.fused import rounded_once
from ...rounding.summation import ADD, LARGE, RUNNING
from ..arithmetic import PowBackward0
from ..elementwise import AbsBackward0, SignBackward0, WhereBackward0
from ..reduction import MAXIMUM, MINIMUM, SumBackward1, restore


class LinalgVectorNormBackward0(Node):
    """sum(|x|**p)**(1/p) = y along dimensions; for p = inf the largest |x|, for p = 0 how many x
    are not 0.

    Gradient: g * x * |x|**(p - 2) / y**(p - 1), 0 if y is 0; for inf g at the largest, in equal
    shares; for 0 none.
    """

    @staticmethod
    def forward(x: Any, p: float, dims: tuple[int, ...], keepdim: bool) -> Any:
        size = np.abs(x)
        if math.isinf(p):
            return (MAXIMUM if p > 0 else MINIMUM)(size, dims, keepdims=keepdim)
        wide = size.astype(dtypes.NUMPY_FLOAT64)
        if p == 0:
            total = ADD(size != 0, dims, keepdims=keepdim)
        elif p == 1:
            total = ADD(wide, dims, keepdims=keepdim)
        elif p == 2 and x.dtype is dtypes.NUMPY_FLOAT32 and 0 < x.size < LARGE:
            return np.sqrt(sum_of_squares(x, dims, keepdim))
        elif p == 2:
            total = np.sqrt(ADD(wide * wide, dims, keepdims=keepdim))
        else:
            total = ADD(wide**p, dims, keepdims=keepdim) ** (1 / p)
        return np.asarray(total).astype(x.dtype)

    def backward(ctx, g: Any, x: Any, y: Any, p: float, dims: tuple[int, ...], keepdim: bool
                 ) -> Any:
        if p == 0:
            return None
        g, y = restore(g, dims, keepdim), restore(y, dims, keepdim)
        if p == 1:
            return g * call(SignBackward0, x)
        size = call(AbsBackward0, x)
        if math.isinf(p):
            equal = call(WhereBackward0, size == y, x * 0 + 1, 0.0)
            share = equal / call(SumBackward1, equal, dims, True)
            return call(SignBackward0, x) * share * g
        if p == 2:
            return g * call(WhereBackward0, y == 0, 0.0, x / y)
        scale = call(WhereBackward0, y == 0, 0.0, g / call(PowBackward0, y, p - 1))
        if p < 2:  # where x is 0 the power is infinite
            bent = call(WhereBackward0, x == 0, 0.0, call(PowBackward0, size, p - 1))
            return call(SignBackward0, x) * bent * scale
        return x * call(PowBackward0, size, p - 2) * scale


def sum_of_squares(x: Any, dims: tuple[int, ...], keepdim: bool) -> Any:
    """The squares of float32 numbers, added as PyTorch adds them: along the last dimensions in a
    vector of eight lanes, then the rest, whose last ones multiply and add with one rounding; else
    one after the other.
    """
    kept = [axis for axis in range(x.ndim) if axis not in dims]
    shape = tuple(x.shape[axis] for axis in kept)
    rows = x.transpose(kept + list(dims)).reshape(*shape, -1)
    squares, length = rows * rows, rows.shape[-1]
    if kept == list(range(len(kept))) and x.flags.c_contiguous:
        whole, end = length - length % 8, length - length % 4
        lanes = ADD(squares[..., :whole].reshape(*shape, -1, 8), -2)
        parts = np.concatenate([lanes, squares[..., whole:end]], -1)
        out = RUNNING(parts, -1)[..., -1]
        for place in range(end, length):
            out = rounded_once(rows[..., place], rows[..., place], out)
    else:
        out = RUNNING(squares, -1)[..., -1]
    return out.reshape([1 if axis in dims else n for axis, n in enumerate(x.shape)]
                       if keepdim else shape)


class WeightNormInterfaceBackward0(Node):
    """a * (b / n) for the norms n of a along all dimensions but one.

    Gradients: (b / n) * (g - a * s / n**2) for a and s / n for b, with s the sums of g * a.
    """

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, dims: tuple[int, ...]) -> Any:
        return a * (b / LinalgVectorNormBackward0.forward(a, 2, dims, True))

    def backward(ctx, g: Any, a: Any, b: Any, dims: tuple[int, ...]) -> Any:
        norms = call(LinalgVectorNormBackward0, a, 2, dims, True)
        sums = call(SumBackward1, g * a, dims, True)
        return (b / norms) * (g - a * (sums / (norms * norms))), sums / norms


class DistBackward0(LinalgVectorNormBackward0):
    """The norm of a difference."""


class CdistBackward0(Node):
    """The distances of the rows of a from the rows of b, (sum |a - b|**p)**(1/p) = y.

    Gradient for a: the sum over the rows of b of g * d * |d|**(p - 2) / y**(p - 1), 0 if y is 0;
    for b the negative, over the rows of a.
    """

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, p: float) -> Any:
        size = np.abs(a[..., :, None, :] - b[..., None, :, :])
        if np.isinf(p):
            return size.max(-1)
        return np.asarray((size**p).sum(-1) ** (1 / p)).astype(a.dtype)

    def backward(ctx, g: Any, a: Any, b: Any, y: Any, p: float) -> Any:
        d = a[..., :, None, :] - b[..., None, :, :]
        apart = y[..., None]
        zero = apart == 0
        safe = call(WhereBackward0, zero, 1.0, apart)
        if p == 2:
            slope = d / safe
        elif np.isinf(p):
            slope = call(WhereBackward0, call(AbsBackward0, d) == apart,
                         call(SignBackward0, d), 0.0)
        else:
            size = call(WhereBackward0, d == 0, 1.0, call(AbsBackward0, d))
            slope = call(SignBackward0, d) * size ** (p - 1) / safe ** (p - 1)
        each = call(WhereBackward0, zero, 0.0, slope * g[..., None])
        rank = len(each.shape)
        return (call(SumBackward1, each, (rank - 2,), False),
                -call(SumBackward1, each, (rank - 3,), False))
