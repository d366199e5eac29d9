"""The rules of reductions that few programs use: products, running sums, variances, softmax."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...dtypes import NUMPY_FLOAT32, NUMPY_FLOAT64
from ...node import Node
from ...record import apply, call, zeros_like
from ...rounding import exponential, libm, sleef
from ...rounding.fused import in_float64, rounded_once
from ...rounding.multiplication import product
from ...rounding.summation import ADD, columns_first, folded, is_tall, total
from ...tensor import Tensor, wrap
from ..elementwise import ExpBackward0, WhereBackward0
from ..reduction import MAXIMUM, Dims, MeanBackward1, SumBackward1, number, restore
from ..shape import CatBackward0, FlipBackward0


class ProdBackward0(Node):
    """The product of all elements = y. Gradient: g * (y / x); with zeros, the products without."""

    @staticmethod
    def forward(x: Any) -> Any:
        return product(x, (*range(x.ndim),), False)

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        if not x.ndim:
            return g
        if has_zero(x):
            if type(x) is np.ndarray and np.count_nonzero(x) < x.size - 1:
                return zeros_like(x)  # two zeros or more: 0, whatever g is
            return through_zeros(g, x.reshape(-1), 0).reshape(tuple(x.shape))
        return g * (y / x)


class ProdBackward1(Node):
    """Products along a dimension = y. Gradient: g * (y / x); with zeros, the products without."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return product(x, (dims[0],) if x.ndim else (), keepdim)

    def backward(ctx, g: Any, x: Any, y: Any, dims: Dims, keepdim: bool) -> Any:
        if not dims:
            return g
        if has_zero(x):
            return through_zeros(restore(g, dims, keepdim), x, dims[0])
        return restore(g, dims, keepdim) * (restore(y, dims, keepdim) / x)


def has_zero(x: Any) -> bool:
    return not (x._array if isinstance(x, Tensor) else x).all()


def through_zeros(g: Any, x: Any, dim: int) -> Any:
    """g times, for each element along a dimension, the product of the others there."""
    if x.shape[dim] == 1:
        return g
    after = call(FlipBackward0, of_those_before(call(FlipBackward0, x, (dim,)), dim), (dim,))
    return g * (of_those_before(x, dim) * after)


def of_those_before(x: Any, dim: int) -> Any:
    """For each element along a dimension the product of those before it."""
    return call(CumprodBackward0, led_by_one(x[part(dim, 0, -1)], dim), dim)


def led_by_one(x: Any, dim: int) -> Any:
    """`x` with 1 before its first elements along a dimension."""
    if isinstance(x, Tensor):
        return apply(CatBackward0, (wrap(led_by_one(x._array, dim)[part(dim, 0, 1)]), x), dim)
    shape = [1 if d == dim else n for d, n in enumerate(x.shape)]
    return np.concatenate((np.ones(shape, x.dtype), x), dim)


def part(dim: int, start: int, end: int | None) -> Any:
    """The index of the elements from start to end along a dimension."""
    return (*(slice(None),) * dim, slice(start, end))


def running(ufunc: Any, x: Any, dim: int) -> Any:
    """Running sums or products; those of float32 are rounded from float64."""
    if x.dtype is not NUMPY_FLOAT32:
        return ufunc.accumulate(x, dim, x.dtype)
    return ufunc.accumulate(x, dim, NUMPY_FLOAT64).astype(NUMPY_FLOAT32)


class CumprodBackward0(Node):
    """Running products along a dimension = y. Gradient of element i: the sum over k >= i of
    g[k] * y[k] / x[i]; with zeros, of g[k] times the product of the others up to k.
    """

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        return running(np.multiply, x, dim) if x.ndim else x.copy()

    def backward(ctx, g: Any, x: Any, y: Any, dim: int) -> Any:
        if not g.ndim:
            return g
        n = x.shape[dim]
        if not has_zero(x):
            turned = call(FlipBackward0, g * y, (dim,))
            return call(FlipBackward0, call(CumsumBackward0, turned, dim), (dim,)) / x
        slopes = []
        for i in range(n):
            before = call(ProdBackward1, x[part(dim, 0, i)], (dim,), True)
            others = led_by_one(call(CumprodBackward0, x[part(dim, i + 1, n)], dim), dim)
            slopes.append(call(SumBackward1, g[part(dim, i, n)] * (before * others), (dim,), True))
        if isinstance(g, Tensor):
            return apply(CatBackward0, tuple(slopes), dim)
        return np.concatenate(slopes, dim)


def exact_variance(x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
    """The variance in float64."""
    n = number(x.shape, dims)
    exact = x.astype(np.float64)
    centred = exact - total(exact, dims, True) / n
    squares = total(centred * centred, dims, keepdim)
    return squares / np.float64(max(n - correction, 0))


class VarBackward0(Node):
    """The variance along dimensions, n elements each, divided by n - correction.

    Gradient: g * 2 * (x - mean) / (n - correction).
    """

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
        return exact_variance(x, dims, keepdim, correction).astype(x.dtype)

    def backward(
        ctx, g: Any, x: Any, dims: Dims, keepdim: bool, correction: float
    ) -> Any:
        return slope_of_variance(g, x, dims, keepdim, correction)


def slope_of_variance(g: Any, x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
    centred = x - call(MeanBackward1, x, dims, True)
    divisor = number(x.shape, dims) - correction
    return restore(g, dims, keepdim) * (2 / divisor if divisor else np.inf) * centred


class StdBackward0(Node):
    """The square root of the variance = y. Gradient: that of the variance, / (2 * y), 0 at 0."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
        return np.sqrt(exact_variance(x, dims, keepdim, correction)).astype(x.dtype)

    def backward(
        ctx, g: Any, x: Any, y: Any, dims: Dims, keepdim: bool, correction: float
    ) -> Any:
        g = call(WhereBackward0, y == 0, 0.0, g / (y * 2))
        return slope_of_variance(g, x, dims, keepdim, correction)


class CumsumBackward0(Node):
    """Running sums along a dimension. Gradient: the running sums of g from the end."""

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        return np.asarray(running(np.add, x, dim), order="C") if x.ndim else x.copy()

    def backward(ctx, g: Any, dim: int) -> Any:
        if not g.ndim or math.prod(g.shape) <= 1 or g.shape[dim] == 1:
            return g
        turned = call(CumsumBackward0, call(FlipBackward0, g, (dim,)), dim)
        return call(FlipBackward0, turned, (dim,))


class LogsumexpBackward0(Node):
    """log(sum(exp(x))) along dimensions = y. Gradient: g * exp(x - y)."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        top = MAXIMUM(x, dims, keepdims=True, initial=-np.inf)
        top = np.where(np.isfinite(top), top, 0)
        logs = exponential.log(total(exponential.exp(x - top), dims, keepdim))
        return logs + (top if keepdim else top.reshape(np.shape(logs)))

    def backward(ctx, g: Any, x: Any, y: Any, dims: Dims, keepdim: bool) -> Any:
        return restore(g, dims, keepdim) * call(ExpBackward0, x - restore(y, dims, keepdim))


class FoldedSum(SumBackward1):
    """A sum along a dimension in the order of softmax."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return folded(x, dims[0] if dims else 0)


def highest(x: Any, dim: int) -> Any:
    """The largest elements along a dimension, which stays; -inf if there are none."""
    if x.size and is_tall(x, dim):
        return MAXIMUM(columns_first(x), 0)[:, None]
    return MAXIMUM(x, dim if x.ndim else None, keepdims=True, initial=-np.inf)


def exp(x: Any, dim: int) -> Any:
    """Exponentials for sums along a dimension. Columns that fill no vector PyTorch leaves to the C
    library.
    """
    inner = math.prod(x.shape[dim + 1 :])
    whole = inner - inner % (64 // x.itemsize)
    if whole == inner or dim == x.ndim - 1 or not x.size:
        return sleef.exp(x)
    flat = x.reshape(-1, inner)
    out = np.empty_like(flat)
    out[:, :whole], out[:, whole:] = sleef.exp(flat[:, :whole]), libm.exp(flat[:, whole:])
    return out.reshape(x.shape)


def log(sums: Any, count: int) -> Any:
    """The logarithms of sums of `count` exponentials in all; Sleef's, if the exponentials are."""
    if count > sleef.MOST and sums.dtype is NUMPY_FLOAT32:
        return in_float64(np.log, sums)
    return sleef.log(sums)


class SoftmaxBackward0(Node):
    """exp(x) / sum(exp(x)) along a dimension = y. Gradient: y * (g - sum(g * y))."""

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        x = np.asarray(x, order="C")
        powers = exp(x - highest(x, dim), dim)
        whole = folded(powers, dim)
        # PyTorch rounds differently along the last dimension.
        return powers * np.reciprocal(whole) if dim == x.ndim - 1 else powers / whole

    def backward(ctx, g: Any, y: Any, dim: int) -> Any:
        return (g - call(FoldedSum, g * y, (dim,) if y.ndim else (), True)) * y


class LogSoftmaxBackward0(Node):
    """log(softmax(x)) along a dimension = y. Gradient: g - exp(y) * sum(g)."""

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        x = np.asarray(x, order="C")
        if x.size and is_tall(x, dim) and x.shape[dim] < 64 // x.itemsize:
            columns = columns_first(x)  # of one column it is x itself
            lowered = columns - MAXIMUM(columns, 0)
            lowered -= log(ADD(sleef.exp(lowered), 0), x.size)
            return columns_first(lowered)
        lowered = x - highest(x, dim)
        return lowered - log(folded(exp(lowered, dim), dim), x.size)

    def backward(ctx, g: Any, y: Any, dim: int) -> Any:
        return call(LogSoftmaxBackwardDataBackward0, g, y, (dim,) if y.ndim else ())


class LogSoftmaxBackwardDataBackward0(Node):
    """u - exp(x) * sum(u).

    Gradients: g - sum(g * exp(x)) for u, -sum(u) * exp(x) * g for x.
    """

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any, dims: tuple[int, ...]) -> Any:
        whole = folded(u, dims[0] if dims else 0)
        if x.dtype is NUMPY_FLOAT32:
            return rounded_once(-sleef.exp(x), whole, u)
        return u - np.exp(x) * whole

    def backward(ctx, g: Any, u: Any, x: Any, dims: tuple[int, ...]) -> Any:
        powers = call(ExpBackward0, x)
        return (g - call(SumBackward1, g * powers, dims, True),
                -call(SumBackward1, u, dims, True) * powers * g)
