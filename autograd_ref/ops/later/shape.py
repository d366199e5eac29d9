"""The rules of more shapes: repeated, turned, rolled, cut to windows."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ..indexing import SplitBackward0, SplitWithSizesBackward0
from ..inplace import numbered, strewn


class RepeatBackward0(Node):
    """x side by side, `times` along each dimension. Gradient: the sum of g over the copies."""

    @staticmethod
    def forward(x: Any, times: tuple[int, ...]) -> Any:
        return np.asarray(np.tile(x, times), order="C")

    def backward(ctx, g: Any, times: tuple[int, ...]) -> Any:
        shape = ctx.input_shape()
        extra = len(times) - len(shape)
        sizes: list[int] = []
        for count, size in zip(times, (*[1] * extra, *shape), strict=True):
            sizes += [count, size]
        return g.reshape(sizes).sum(tuple(range(0, 2 * len(times), 2))).reshape(shape)


class Rot90Backward0(Node):
    """x turned by 90 degrees `k` times, from one dimension towards another. Gradient: g turned
    back.
    """

    @staticmethod
    def forward(x: Any, k: int, dims: tuple[int, int]) -> Any:
        return np.array(np.rot90(x, k, dims), order="C")

    def backward(ctx, g: Any, k: int, dims: tuple[int, int]) -> Any:
        return call(Rot90Backward0, g, -k, dims)


class RollBackward0(Node):
    """x shifted along dimensions, what leaves at one end comes in at the other.

    Gradient: g shifted back.
    """

    @staticmethod
    def forward(x: Any, shifts: tuple[int, ...], dims: tuple[int, ...] | None) -> Any:
        return np.asarray(np.roll(x, shifts, dims), order="C")  # without dims as one row

    def backward(ctx, g: Any, shifts: tuple[int, ...], dims: tuple[int, ...] | None) -> Any:
        return call(RollBackward0, g, tuple(-shift for shift in shifts), dims)


class UnfoldBackward0(Node):
    """The windows of x along a dimension, as a view; their elements are the last dimension.

    Gradient: the sum of g for each of its places in x.
    """

    @staticmethod
    def forward(x: Any, dim: int, size: int, step: int) -> Any:
        windows = np.lib.stride_tricks.sliding_window_view(x, size, dim, writeable=True)
        return windows[(*(slice(None),) * dim, slice(None, None, step))]

    def backward(ctx, g: Any, dim: int, size: int, step: int) -> Any:
        shape = ctx.input_shape()
        return strewn(g, shape, UnfoldBackward0.forward(numbered(shape), dim, size, step))


class UnsafeSplitBackward0(SplitBackward0):
    """The pieces of x as tensors of their own, though they share its memory."""


class UnsafeSplitWithSizesBackward0(SplitWithSizesBackward0):
    """The same for pieces of given sizes."""
