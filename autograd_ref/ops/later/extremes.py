"""The rules of the largest and the smallest: of all elements and along dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ..elementwise import WhereBackward0
from ..indexing import PlaceBackward0, as_array, gathered
from ..reduction import MAXIMUM, MINIMUM, Dims, SumBackward1, restore


class MaxBackward1(Node):
    """The largest of all elements. Gradient: g, shared evenly by all that are the largest."""

    @staticmethod
    def forward(x: Any) -> Any:
        return MAXIMUM(x, None)

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        same = (x == y) | ((x != x) & (y != y))
        ties = int(same.sum())
        return call(WhereBackward0, same, g / ties, 0.0)


class MinBackward1(MaxBackward1):
    """The smallest of all elements. Gradient: g, shared evenly by all that are the smallest."""

    @staticmethod
    def forward(x: Any) -> Any:
        return MINIMUM(x, None)


class AmaxBackward0(Node):
    """The largest along dimensions. Gradient: g, shared evenly by all that are the largest."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return MAXIMUM(x, dims, keepdims=keepdim)

    def backward(ctx, g: Any, x: Any, y: Any, dims: Dims, keepdim: bool) -> Any:
        same = x == restore(y, dims, keepdim)
        ties = call(SumBackward1, same, dims, True)
        return restore(g, dims, keepdim) / ties * same


class AminBackward0(AmaxBackward0):
    """The smallest along dimensions. Gradient: g, shared evenly by all that are the smallest."""

    @staticmethod
    def forward(x: Any, dims: Dims, keepdim: bool) -> Any:
        return MINIMUM(x, dims, keepdims=keepdim)


class MaxBackward0(Node):
    """The largest along a dimension, the first of equals. Gradient: g at its place."""

    arity = 2
    differentiable = slice(1)
    search: Any = staticmethod(np.argmax)

    @staticmethod
    def forward(x: Any, places: Any, dim: int, keepdim: bool) -> Any:
        out = np.take_along_axis(x, places, dim) if x.ndim else x.copy()
        return out if keepdim or not x.ndim else out.squeeze(dim)

    def backward(ctx, g: Any, places: Any, dim: int) -> Any:
        shape, places = ctx.input_shape(), as_array(places)
        if not shape:
            return g.reshape(())
        return call(PlaceBackward0, g.reshape(places.shape), shape, gathered(places, dim))


class MinBackward0(MaxBackward0):
    """The smallest along a dimension, the first of equals. Gradient: g at its place."""

    search = staticmethod(np.argmin)
