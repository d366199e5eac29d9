"""The rules of elements in order: sorted, the largest, the median."""

from __future__ import annotations

from typing import Any

from ...node import Node
from ...record import call
from ..indexing import PlaceBackward0
from .extremes import MaxBackward1


class Ordered(Node):
    """Base of the operations that pick elements along a dimension. Gradient: g in their places."""

    frees = True  # the places are a tensor in PyTorch

    @staticmethod
    def forward(x: Any, places: Any) -> Any:
        return x[places]

    def backward(ctx, g: Any, places: Any) -> Any:
        return call(PlaceBackward0, g, ctx.input_shape(), places)


class SortBackward0(Ordered):
    """x in order along a dimension."""


class TopkBackward0(Ordered):
    """The largest elements of x along a dimension."""


class MedianBackward0(MaxBackward1):
    """The median of all elements of x, at `place`. Gradient: g, shared evenly by its equals."""

    @staticmethod
    def forward(x: Any, place: Any) -> Any:  # type: ignore[override]
        return x[place]


class MedianBackward1(Ordered):
    """The medians of x along a dimension."""
