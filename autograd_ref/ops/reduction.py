"""The rules of many numbers to fewer: sums and means."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..node import Node
from ..rounding.summation import total
from ..tensor import Tensor
from .shape import spread

Dims = tuple[int, ...]


# The reductions of NumPy's ufuncs, which are quicker to call than np.max.
MAXIMUM: Any = np.maximum.reduce
MINIMUM: Any = np.minimum.reduce


def restore(value: Any, dims: Dims, keepdim: bool) -> Any:
    """A value of a reduction's shape, with the reduced dimensions back as size 1."""
    if keepdim:
        return value
    if isinstance(value, Tensor):
        for dim in sorted(dims):
            value = value.unsqueeze(dim)
        return value
    sizes = list(value.shape)
    for dim in sorted(dims):
        sizes.insert(dim, 1)
    return value.reshape(sizes)


class SumBackward0(Node):
    """The sum of all elements. Gradient: g for each."""

    forward = staticmethod(total)

    def backward(ctx, g: Any) -> Any:
        return spread(g, ctx.input_shape())


class SumBackward1(Node):
    """Sums along dimensions. Gradient: g, repeated along them."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return total(x, dims, keepdim)

    def backward(ctx, g: Any, dims: Dims, keepdim: bool) -> Any:
        return spread(restore(g, dims, keepdim), ctx.input_shape())


class MeanBackward0(Node):
    """The mean of all n elements. Gradient: g / n for each."""

    @staticmethod
    def forward(x: Any) -> Any:
        return total(x) / x.size

    def backward(ctx, g: Any) -> Any:
        shape = ctx.input_shape()
        return spread(g / math.prod(shape), shape)


class MeanBackward1(Node):
    """Means of n elements along dimensions. Gradient: g / n, repeated along them."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return total(x, dims, keepdim) / number(x.shape, dims)

    def backward(ctx, g: Any, dims: Dims, keepdim: bool) -> Any:
        shape = ctx.input_shape()
        return spread(restore(g, dims, keepdim), shape) / number(shape, dims)


def number(shape: Dims, dims: Dims) -> int:
    """How many elements go into each result of a reduction over `dims`."""
    count = 1
    for dim in dims:
        count *= shape[dim]
    return count
