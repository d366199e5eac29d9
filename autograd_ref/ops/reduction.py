"""The rules of many numbers to fewer: sums, means, products, variances, softmax."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..node import Node
from ..record import apply, nothing, on
from ..tensor import Tensor, wrap
from .elementwise import ExpBackward0, WhereBackward0, exp, log
from .shape import CatBackward0, FlipBackward0, spread

Dims = tuple[int, ...]


# The reductions of NumPy's ufuncs, which are quicker than np.sum and its like.
ADD: Any = np.add.reduce


MULTIPLY: Any = np.multiply.reduce


MAXIMUM: Any = np.maximum.reduce


MINIMUM: Any = np.minimum.reduce


class Reduction(Node):
    """Base of the operations over some dimensions; remembers dims and keepdim."""

    dims: Dims
    keepdim: bool

    def save(ctx, result: Any, x: Any, dims: Dims, keepdim: bool, *rest: Any) -> Any:
        ctx.dims, ctx.keepdim = dims, keepdim
        return ()

    def restore(ctx, value: Any) -> Any:
        """A value of the result's shape, with the reduced dimensions back as size 1."""
        if ctx.keepdim:
            return value
        if isinstance(value, Tensor):
            for dim in sorted(ctx.dims):
                value = value.unsqueeze(dim)
            return value
        shape = ctx.input_shape()
        return value.reshape([1 if d in ctx.dims else n for d, n in enumerate(shape)])


class SumBackward0(Node):
    """The sum of all elements. Gradient: g for each."""

    @staticmethod
    def forward(x: Any) -> Any:
        return ADD(x, None)

    def backward(ctx, g: Any) -> Any:
        return spread(g, ctx.input_shape())


class SumBackward1(Reduction):
    """Sums along dimensions. Gradient: g, repeated along them."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return ADD(x, dims, keepdims=keepdim)

    def backward(ctx, g: Any) -> Any:
        return spread(ctx.restore(g), ctx.input_shape())


class MeanBackward0(Node):
    """The mean of all n elements. Gradient: g / n for each."""

    gradient_names = "DivBackward1"

    @staticmethod
    def forward(x: Any) -> Any:
        return ADD(x, None) / x.size

    def backward(ctx, g: Any) -> Any:
        shape = ctx.input_shape()
        return spread(g / math.prod(shape), shape)


class MeanBackward1(Reduction):
    """Means of n elements along dimensions. Gradient: g / n, repeated along them."""

    gradient_names = "DivBackward1"

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return ADD(x, dims, keepdims=keepdim) / number(x.shape, dims)

    def backward(ctx, g: Any) -> Any:
        shape = ctx.input_shape()
        return spread(ctx.restore(g), shape) / number(shape, ctx.dims)


def number(shape: Dims, dims: Dims) -> int:
    """How many elements go into each result of a reduction over `dims`."""
    count = 1
    for dim in dims:
        count *= shape[dim]
    return count


class ProdBackward0(Node):
    """The product of all elements = p. Gradient: g * (p / x); with zeros, the products without."""

    @staticmethod
    def forward(x: Any) -> Any:
        return MULTIPLY(x, None, x.dtype)

    result_saved = True

    def save(ctx, result: Any, x: Any) -> Any:
        return x, result

    def backward(ctx, g: Any, x: Any, p: Any) -> Any:
        if not x.ndim:
            return g
        if has_zero(x):
            if type(x) is np.ndarray and np.count_nonzero(x) < x.size - 1:
                return nothing(x)  # two zeros or more: 0, whatever g is
            return through_zeros(g, x.reshape(-1), 0).reshape(tuple(x.shape))
        return g * (p / x)


class ProdBackward1(Reduction):
    """Products along a dimension = p. Gradient: g * (p / x); with zeros, the products without."""

    result_saved = True

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return MULTIPLY(x, dims[0] if x.ndim else None, x.dtype, keepdims=keepdim)

    def save(ctx, result: Any, x: Any, dims: Dims, keepdim: bool) -> Any:
        super().save(result, x, dims, keepdim)
        return x, result

    def backward(ctx, g: Any, x: Any, p: Any) -> Any:
        if not ctx.dims:
            return g
        if has_zero(x):
            return through_zeros(ctx.restore(g), x, ctx.dims[0])
        return ctx.restore(g) * (ctx.restore(p) / x)


def has_zero(x: Any) -> bool:
    return not (x._array if isinstance(x, Tensor) else x).all()


def through_zeros(g: Any, x: Any, dim: int) -> Any:
    """g times, for each element along a dimension, the product of the others there."""
    if x.shape[dim] == 1:
        return g
    after = on(FlipBackward0, of_those_before(on(FlipBackward0, x, (dim,)), dim), (dim,))
    return g * (of_those_before(x, dim) * after)


def of_those_before(x: Any, dim: int) -> Any:
    """For each element along a dimension the product of those before it."""
    return on(CumprodBackward0, led_by_one(x[part(dim, 0, -1)], dim), dim)


def led_by_one(x: Any, dim: int) -> Any:
    """`x` with 1 before its first elements along a dimension."""
    if isinstance(x, Tensor):
        return apply(CatBackward0, (wrap(led_by_one(x._array, dim)[part(dim, 0, 1)]), x), dim)
    shape = [1 if d == dim else n for d, n in enumerate(x.shape)]
    return np.concatenate((np.ones(shape, x.dtype), x), dim)


def part(dim: int, start: int, end: int | None) -> Any:
    """The index of the elements from start to end along a dimension."""
    return (*(slice(None),) * dim, slice(start, end))


class CumprodBackward0(Node):
    """Running products along a dimension = y. Gradient of element i: the sum over k >= i of
    g[k] * y[k] / x[i]; with zeros, of g[k] times the product of the others up to k.
    """

    result_saved = True

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        return np.multiply.accumulate(x, dim, x.dtype)

    def save(ctx, result: Any, x: Any, dim: int) -> Any:
        ctx.dim = dim
        return x, result

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        dim, n = ctx.dim, x.shape[ctx.dim]
        if not has_zero(x):
            turned = on(FlipBackward0, g * y, (dim,))
            return on(FlipBackward0, on(CumsumBackward0, turned, dim), (dim,)) / x
        slopes = []
        for i in range(n):
            before = on(ProdBackward1, x[part(dim, 0, i)], (dim,), True)
            others = led_by_one(on(CumprodBackward0, x[part(dim, i + 1, n)], dim), dim)
            slopes.append(on(SumBackward1, g[part(dim, i, n)] * (before * others), (dim,), True))
        if isinstance(g, Tensor):
            return apply(CatBackward0, tuple(slopes), dim)
        return np.concatenate(slopes, dim)


class VarBackward0(Reduction):
    """The variance along dimensions, n elements each, divided by n - correction.

    Gradient: g * 2 * (x - mean) / (n - correction).
    """

    correction: float

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
        n = number(x.shape, dims)
        centred = x - ADD(x, dims, keepdims=True) / n
        total = ADD(centred * centred, dims, keepdims=keepdim)
        return total / np.asarray(max(n - correction, 0), x.dtype)

    def save(ctx, result: Any, x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
        super().save(result, x, dims, keepdim)
        ctx.correction = correction
        return (x,)

    def slope(ctx, g: Any, x: Any) -> Any:
        n = number(ctx.input_shape(), ctx.dims)
        centred = x - on(MeanBackward1, x, ctx.dims, True)
        rest = n - ctx.correction
        return ctx.restore(g) * (2 / rest if rest else np.inf) * centred

    def backward(ctx, g: Any, x: Any, *result: Any) -> Any:
        return ctx.slope(g, x)


class StdBackward0(VarBackward0):
    """The square root of the variance = s. Gradient: that of the variance, / (2 * s), 0 at 0."""

    result_saved = True

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
        return np.sqrt(VarBackward0.forward(x, dims, keepdim, correction))

    def save(ctx, result: Any, x: Any, dims: Dims, keepdim: bool, correction: float) -> Any:
        super().save(result, x, dims, keepdim, correction)
        return x, result

    def backward(ctx, g: Any, x: Any, *result: Any) -> Any:
        s = result[0]
        return ctx.slope(on(WhereBackward0, s == 0, 0.0, g / (s * 2)), x)


class CumsumBackward0(Node):
    """Running sums along a dimension. Gradient: the running sums of g from the end."""

    dim: int

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        return np.add.accumulate(x, dim, x.dtype) if x.ndim else x.copy()

    def save(ctx, result: Any, x: Any, dim: int) -> Any:
        ctx.dim = dim
        return ()

    def backward(ctx, g: Any) -> Any:
        if not g.ndim or math.prod(g.shape) <= 1 or g.shape[ctx.dim] == 1:
            return g
        turned = on(CumsumBackward0, on(FlipBackward0, g, (ctx.dim,)), ctx.dim)
        return on(FlipBackward0, turned, (ctx.dim,))


class LogsumexpBackward0(Reduction):
    """log(sum(exp(x))) along dimensions = y. Gradient: g * exp(x - y)."""

    result_saved = True

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        top = MAXIMUM(x, dims, keepdims=True, initial=-np.inf)
        top = np.where(np.isfinite(top), top, 0)
        total = log(ADD(exp(x - top), dims, keepdims=keepdim))
        return total + (top if keepdim else top.reshape(np.shape(total)))

    def save(ctx, result: Any, x: Any, dims: Dims, keepdim: bool) -> Any:
        super().save(result, x, dims, keepdim)
        return x, result

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        return ctx.restore(g) * on(ExpBackward0, x - ctx.restore(y))


class SoftmaxBackward0(Node):
    """exp(x) / sum(exp(x)) along a dimension = y. Gradient: y * (g - sum(g * y))."""

    dim: int
    result_saved = True
    gradient_names = "SoftmaxBackwardDataBackward0"

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        x, axis = np.asarray(x, order="C"), dim if x.ndim else None
        powers = exp(x - MAXIMUM(x, axis, keepdims=True, initial=-np.inf))
        total = ADD(powers, axis, keepdims=True)
        # PyTorch rounds differently along the last dimension.
        return powers * np.reciprocal(total) if dim == x.ndim - 1 else powers / total

    def save(ctx, result: Any, x: Any, dim: int) -> Any:
        ctx.dim = dim
        return (result,)

    def backward(ctx, g: Any, y: Any) -> Any:
        product = g * y
        return product - y * on(SumBackward1, product, (ctx.dim,) if y.ndim else (), True)


class LogSoftmaxBackward0(Node):
    """log(softmax(x)) along a dimension = y. Gradient: g - exp(y) * sum(g)."""

    dim: int
    result_saved = True
    gradient_names = "LogSoftmaxBackwardDataBackward0"

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        x, axis = np.asarray(x, order="C"), dim if x.ndim else None
        lowered = x - MAXIMUM(x, axis, keepdims=True, initial=-np.inf)
        return lowered - log(ADD(exp(lowered), axis, keepdims=True))

    def save(ctx, result: Any, x: Any, dim: int) -> Any:
        ctx.dim = dim
        return (result,)

    def backward(ctx, g: Any, y: Any) -> Any:
        total = on(SumBackward1, g, (ctx.dim,) if y.ndim else (), True)
        return g - on(ExpBackward0, y) * total
