"""The rules of norms and distances."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call
from ...rounding.fused import fused
from ...rounding.libm import powers
from ...rounding.summation import ADD, LANES, LARGE, RUNNING, innermost
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
        if p == 0:
            return ADD(size != 0, dims, keepdims=keepdim).astype(x.dtype)
        if x.dtype in LANES and 0 < x.size < LARGE:
            norms = norms_in_order(x, p, dims)
            return norms.reshape([1 if d in dims else n for d, n in enumerate(x.shape)]
                                 if keepdim else norms.shape)
        wide = size.astype(dtypes.NUMPY_FLOAT64)
        return np.asarray(ADD(wide**p, dims, keepdims=keepdim) ** (1 / p)).astype(x.dtype)

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


def norms_in_order(x: Any, p: float, dims: tuple[int, ...]) -> Any:
    """The norms of numbers whose powers PyTorch adds one after the other, as they lie in memory;
    but squares that lie side by side in vectors. A single number it only makes positive.

    Source: norm_kernel_tensor_iterator_impl in aten/src/ATen/native/cpu/ReduceOpsKernel.cpp.
    """
    kept = [d for d in range(x.ndim) if d not in dims]
    reduced = sorted(dims, key=lambda d: (-x.strides[d], d))
    rows = x.transpose(kept + reduced).reshape(*(x.shape[d] for d in kept), -1)
    if rows.shape[-1] == 1:
        return np.abs(rows[..., 0])
    if p == 2:
        start, _, stride = innermost(reduced, x.shape, x.strides)
        vectors = not start and stride in (0, x.itemsize)
        if vectors and not innermost(kept, x.shape, x.strides)[0]:
            return np.asarray(np.sqrt(squares_in_vectors(rows)))
        return np.asarray(np.sqrt(RUNNING(rows * rows, -1)[..., -1]))
    rows = np.abs(rows)
    if p == 1:
        return np.asarray(RUNNING(rows, -1)[..., -1])
    sums = np.asarray(RUNNING(powers(rows, p), -1)[..., -1])
    return powers(sums, x.dtype.type(1) / x.dtype.type(p))


def squares_in_vectors(rows: Any) -> Any:
    """The sums of the squares along the last dimension, in a vector whose lanes are added one after
    the other. What fills no vector comes last, in float32 four numbers of it as the lanes, the
    others with one rounding for the square and the sum.
    """
    shape, length, lanes = rows.shape[:-1], rows.shape[-1], LANES[rows.dtype]
    squares = rows * rows
    whole, end = length - length % lanes, length - length % 4
    sums = ADD(squares[..., :whole].reshape(*shape, -1, lanes), -2)
    out = RUNNING(np.concatenate([sums, squares[..., whole:end]], -1), -1)[..., -1]
    for place in range(end, length):
        out = fused(rows[..., place], rows[..., place], out)
    return out


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
