"""The rules of statistics: spread with mean, extremes, running extremes."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ...rounding.summation import total as summed
from ...tensor import Tensor, wrap
from ..elementwise import ExpBackward0, WhereBackward0
from ..reduction import MAXIMUM, MINIMUM, MeanBackward1, SumBackward1, number, restore
from ..shape import FlipBackward0, spread
from .reduction import CumsumBackward0, StdBackward0, VarBackward0, slope_of_variance
from .results import Results, total
from .sorting import MedianBackward0, Ordered

Dims = tuple[int, ...]


class StdMeanBackward0(Results):
    """The standard deviation and the mean. Gradient: the sum of those of `std` and `mean`."""

    spread: Any = StdBackward0

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
        return (StdBackward0.forward(x, dims, keepdim, correction),
                MeanBackward1.forward(x, dims, keepdim))

    def backward(ctx, g: Any, x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
        of_spread, of_mean = g
        slope = share = None
        if of_spread is not None:
            if ctx.spread is StdBackward0:
                y = call(StdBackward0, x, dims, keepdim, correction)
                of_spread = call(WhereBackward0, y == 0, 0.0, of_spread / (y * 2))
            slope = slope_of_variance(of_spread, x, dims, keepdim, correction)
        if of_mean is not None:
            share = spread(restore(of_mean, dims, keepdim), tuple(x.shape)) / number(x.shape, dims)
        return total(slope, share)


class VarMeanBackward0(StdMeanBackward0):
    """The variance and the mean. Gradient: the sum of those of `var` and `mean`."""

    spread = VarBackward0

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
        return (VarBackward0.forward(x, dims, keepdim, correction),
                MeanBackward1.forward(x, dims, keepdim))


class AminmaxBackward0(Results):
    """The least and the largest element, of all or along a dimension.

    Gradient: that of each for the elements equal to it, in equal shares.
    """

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return MINIMUM(x, dims, keepdims=keepdim), MAXIMUM(x, dims, keepdims=keepdim)

    def backward(ctx, g: Any, x: Any, dims: Dims, keepdim: bool) -> Any:
        ends = AminmaxBackward0.forward(getattr(x, "_array", x), dims, True)
        return total(*(one if one is None else shared(one, x, end, dims, keepdim)
                       for one, end in zip(g, ends, strict=True)))


def shared(g: Any, x: Any, end: Any, dims: Dims, keepdim: bool) -> Any:
    """g for the elements of x that equal an extreme, in equal shares."""
    equal = getattr(x, "_array", x) == end
    weights = (equal / equal.sum(dims, keepdims=True)).astype(end.dtype)
    return restore(g, dims, keepdim) * (wrap(weights) if isinstance(x, Tensor) else weights)


class KthvalueBackward0(Ordered):
    """The k-th smallest element along a dimension."""


class ModeBackward0(Ordered):
    """The most frequent element along a dimension."""


class NanmedianBackward0(MedianBackward0):
    """The median of those elements that are not nan. Gradient: g, shared evenly by its equals."""


class NanmedianBackward1(Ordered):
    """The medians along a dimension of those elements that are not nan."""


class CummaxBackward0(Ordered):
    """The largest element so far along a dimension."""


class CumminBackward0(Ordered):
    """The least element so far along a dimension."""


class NansumBackward0(Node):
    """The sum of those elements that are not nan. Gradient: g for them, 0 for nan."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        held = np.where(np.isnan(x), x.dtype.type(0), x)
        return summed(held if x.dtype.kind == "f" else held.astype(np.int64), dims, keepdim)

    def backward(ctx, g: Any, x: Any, dims: Dims, keepdim: bool) -> Any:
        return call(WhereBackward0, x == x, spread(restore(g, dims, keepdim), tuple(x.shape)), 0.0)


class LogcumsumexpBackward0(Node):
    """log of the running sums of exp(x) along a dimension = y.

    Gradient: exp(x) times the running sums, from the end, of g * exp(-y).
    """

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        if not x.ndim:
            return x.copy()
        return np.logaddexp.accumulate(x.astype(np.float64), dim).astype(x.dtype)

    def backward(ctx, g: Any, x: Any, y: Any, dim: int) -> Any:
        if not x.ndim:
            return g
        turned = call(FlipBackward0, g * call(ExpBackward0, -y), (dim,))
        sums = call(FlipBackward0, call(CumsumBackward0, turned, dim), (dim,))
        return sums * call(ExpBackward0, x)


class RenormBackward0(Node):
    """The slices along a dimension, those of a norm above `most` scaled down to it.

    Gradient: that of the scaling.
    """

    @staticmethod
    def forward(x: Any, p: float, dim: int, most: float) -> Any:
        return x * RenormBackward0.factor(x, p, dim, most)

    @staticmethod
    def factor(x: Any, p: float, dim: int, most: float) -> Any:
        dims = tuple(d for d in range(x.ndim) if d != dim)
        norms = (np.abs(x) ** p).sum(dims, keepdims=True) ** (1 / p)
        return np.where(norms > most, most / (norms + 1e-7), 1).astype(x.dtype)

    def backward(ctx, g: Any, x: Any, p: float, dim: int, most: float) -> Any:
        dims = tuple(d for d in range(x.ndim) if d != dim)
        size = call(WhereBackward0, x == 0, 0.0, abs(x) ** p)
        norms = call(SumBackward1, size, dims, True) ** (1 / p)
        inner = call(SumBackward1, g * x, dims, True)
        direction = x * abs(x) ** (p - 2) * norms ** (1 - p)
        down = most / (norms + 1e-7)
        bent = g * down - direction * inner * most / (norms + 1e-7) ** 2
        return call(WhereBackward0, norms > most, bent, g)
