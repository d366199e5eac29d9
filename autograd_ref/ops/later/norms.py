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
from ...rounding.summation import (
    ADD,
    LANES,
    LARGE,
    RUNNING,
    innermost,
    rows_in_memory,
    total,
    with_dims,
)
from ...tensor import wrap
from ..arithmetic import PowBackward0
from ..elementwise import AbsBackward0, SignBackward0, WhereBackward0
from ..linalg import product
from ..reduction import MAXIMUM, MINIMUM, SumBackward1, restore
from .no_derivative import refusing, with_node


class LinalgVectorNormBackward0(Node):
    """sum(|x|**p)**(1/p) = y along dimensions; for p = inf the largest |x|, for p = 0 how many x
    are not 0.

    Gradient: g * x * |x|**(p - 2) / y**(p - 1), 0 if y is 0; for inf g at the largest, in equal
    shares; for 0 none.
    """

    @staticmethod
    def forward(x: Any, p: float, dims: tuple[int, ...], keepdim: bool) -> Any:
        if math.isinf(p):
            return (MAXIMUM if p > 0 else MINIMUM)(np.abs(x), dims, keepdims=keepdim)
        if p == 0:
            return ADD(x != 0, dims, keepdims=keepdim).astype(x.dtype)
        if x.dtype in LANES and 0 < x.size < LARGE:
            return with_dims(norms_in_order(x, p, dims), x, dims, keepdim)
        wide = np.abs(x).astype(dtypes.NUMPY_FLOAT64)
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
    rows, stride = rows_in_memory(x, dims)
    if rows.shape[-1] == 1:
        return np.abs(rows[..., 0])
    if p == 2:
        kept = [d for d in range(x.ndim) if d not in dims]
        if stride in (0, x.itemsize) and not innermost(kept, x.shape, x.strides)[0]:
            return np.sqrt(sum_of_squares(rows, LANES[x.dtype]))
        return np.sqrt(RUNNING(rows * rows, -1)[..., -1])
    rows = np.abs(rows)
    if p == 1:
        return RUNNING(rows, -1)[..., -1]
    sums = np.asarray(RUNNING(powers(rows, p), -1)[..., -1])
    return powers(sums, x.dtype.type(1) / x.dtype.type(p))


def sum_of_squares(rows: Any, lanes: int = 0) -> Any:
    """The sums of the squares along the last dimension: vectors of so many `lanes`, then the lanes
    and what fills no vector, one after the other. The last ones, fewer than four, are squared and
    added with one rounding.
    """
    shape, length = rows.shape[:-1], rows.shape[-1]
    squares = rows * rows
    whole, end = length - length % lanes if lanes else 0, length - length % 4
    parts = squares[..., whole:end]
    if whole:
        vectors = squares[..., :whole].reshape(*shape, -1, lanes)
        parts = np.concatenate((ADD(vectors, -2), parts), -1)
    out = RUNNING(parts, -1)[..., -1] if parts.shape[-1] else np.zeros(shape, rows.dtype)
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
    """The distances of the rows of a from the rows of b, (sum |a - b|**p)**(1/p) = y; for p = inf
    the largest |a - b|, for p = 0 how many a and b differ.

    Gradient for a: the sum over the rows of b of g * d * |d|**(p - 2) / y**(p - 1), 0 if y is 0;
    for b the negative, over the rows of a. As in PyTorch, it has no gradient itself.
    """

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, p: float) -> Any:
        size = np.abs(a[..., :, None, :] - b[..., None, :, :])
        if np.isinf(p):
            return MAXIMUM(size, -1, initial=0)
        if p == 2:
            return np.sqrt(sum_of_squares(size))
        if p == 0:
            return ADD(size != 0, -1).astype(a.dtype)
        terms = size if p == 1 else powers(size, p)
        sums = RUNNING(terms, -1)[..., -1] if size.shape[-1] else ADD(size, -1)
        return sums if p == 1 else powers(sums, 1 / p)

    def backward(ctx, g: Any, a: Any, b: Any, y: Any, p: float) -> Any:
        if type(g) is np.ndarray:
            return gradients_of_distances(g, a, b, y, p)
        op = refusing("_cdist_backward", "CdistBackwardBackward0")
        found = gradients_of_distances(g._array, a._array, b._array, y._array, p)
        return tuple(with_node(op, wrap(each), g, a, b) for each in found)


def gradients_of_distances(g: Any, a: Any, b: Any, y: Any, p: float) -> tuple[Any, Any]:
    """The gradients of arrays a and b from that of their distances y."""
    d = a[..., :, None, :] - b[..., None, :, :]
    size, apart = np.abs(d), y[..., None]
    if p == 0:
        slope = np.zeros_like(d)
    elif np.isinf(p):
        slope = np.sign(d) * (size == apart)
    else:
        size = np.where(d == 0, size.dtype.type(1), size)
        safe = np.where(apart == 0, size.dtype.type(1), apart)
        slope = d / safe if p == 2 else np.sign(d) * size ** (p - 1) / safe ** (p - 1)
    each = np.where(apart == 0, size.dtype.type(0), slope * g[..., None])
    rank = each.ndim
    return total(each, (rank - 2,)), -total(each, (rank - 3,))


class EuclideanDistBackward0(Node):
    """The distances of the rows of a from the rows of b = y by a product of matrices, as the square
    roots of a**2 - 2 * a * b + b**2.

    Gradients, with r = g / y, 0 if y is 0: a * (sum of r over the rows of b) - r @ b for a, and the
    same with a and b exchanged for b.
    """

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        squares, others = (total(x * x, (x.ndim - 1,), True) for x in (a, b))
        left = np.concatenate((a * a.dtype.type(-2), squares, np.ones_like(squares)), -1)
        right = np.concatenate((b, np.ones_like(others), others), -1).swapaxes(-1, -2)
        found = product(left, right) if left.ndim == right.ndim == 2 else left @ right
        return np.sqrt(np.maximum(found, 0))

    def backward(ctx, g: Any, a: Any, b: Any, y: Any) -> Any:
        r = call(WhereBackward0, y == 0, 0.0, g / y)
        rank = len(r.shape)
        turned = r.swapaxes(-1, -2)
        return (a * call(SumBackward1, r, (rank - 1,), True) - r @ b,
                b * call(SumBackward1, turned, (rank - 1,), True) - turned @ a)
