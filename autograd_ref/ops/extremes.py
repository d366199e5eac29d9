"""The rules of the largest and the smallest: of all elements and along dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..node import Node
from ..record import on
from ..tensor import wrap
from .elementwise import WhereBackward0
from .indexing import GatherBackward0, PlaceBackward0
from .reduction import MAXIMUM, MINIMUM, Dims, Reduction, SumBackward1


class MaxBackward1(Node):
    """The largest of all elements. Gradient: g, shared evenly by all that are the largest."""

    result_saved = True
    gradient_names = "MaskedFillBackward1"

    @staticmethod
    def forward(x: Any) -> Any:
        return MAXIMUM(x, None)

    def save(ctx, result: Any, x: Any) -> Any:
        return x, result

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        same = (x == y) | ((x != x) & (y != y))
        ties = int(same.sum())
        return on(WhereBackward0, same, g / ties, 0.0)


class MinBackward1(MaxBackward1):
    """The smallest of all elements. Gradient: g, shared evenly by all that are the smallest."""

    @staticmethod
    def forward(x: Any) -> Any:
        return MINIMUM(x, None)


class AmaxBackward0(Reduction):
    """The largest along dimensions. Gradient: g, shared evenly by all that are the largest."""

    result_saved = True
    ufunc: Any = np.maximum

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return MAXIMUM(x, dims, keepdims=keepdim)

    def save(ctx, result: Any, x: Any, dims: Dims, keepdim: bool) -> Any:
        super().save(result, x, dims, keepdim)
        return x, result

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        same = x == ctx.restore(y)
        ties = on(SumBackward1, same, ctx.dims, True)
        return ctx.restore(g) / ties * same


class AminBackward0(AmaxBackward0):
    """The smallest along dimensions. Gradient: g, shared evenly by all that are the smallest."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return MINIMUM(x, dims, keepdims=keepdim)


class MaxBackward0(Node):
    """The largest along a dimension, the first of equals. Gradient: g at its place."""

    dim: int
    keepdim: bool
    gradient_names = "ScatterBackward0"
    search: Any = staticmethod(np.argmax)

    @staticmethod
    def forward(x: Any, dim: int, keepdim: bool, places: Any) -> Any:
        out = np.take_along_axis(x, places, dim) if x.ndim else x.copy()
        return out if keepdim or not x.ndim else out.squeeze(dim)

    def save(ctx, result: Any, x: Any, dim: int, keepdim: bool, places: Any) -> Any:
        ctx.dim, ctx.keepdim, ctx.places = dim, keepdim, places
        return (wrap(places),)

    def backward(ctx, g: Any, places: Any) -> Any:
        if not ctx.input_shape():
            return g.reshape(())
        places = ctx.places
        return on(PlaceBackward0, g.reshape(places.shape), ctx.input_shape(),
                  GatherBackward0.where(ctx.dim, places))


class MinBackward0(MaxBackward0):
    """The smallest along a dimension, the first of equals. Gradient: g at its place."""

    search = staticmethod(np.argmin)
