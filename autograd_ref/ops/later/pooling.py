"""The rules of pooling."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ...tensor import Tensor, wrap
from ..indexing import PlaceBackward0
from ..reduction import restore
from ..shape import spread
from .interpolation import Weighted
from .padding import ConstantPadNdBackward0
from .sorting import Ordered
from .windows import Sizes, windows


class MaxPool2DWithIndicesBackward0(Ordered):
    """The largest element of each window. Gradient: g in its place."""


class MaxPool3DWithIndicesBackward0(Ordered):
    """The largest element of each window of volumes. Gradient: g in its place."""


class AvgPool2DBackward0(Node):
    """The mean of each window of x within a border: its sum divided by `counts`.

    Gradient: g divided by them, for all places of the window.
    """

    @staticmethod
    def forward(x: Any, kernel: Sizes, stride: Sizes, border: Any, counts: Any) -> Any:
        padded, rank = ConstantPadNdBackward0.forward(x, border, 0), len(kernel)
        parts = padded[windows(padded.shape, kernel, stride)]
        return parts.sum(tuple(range(-2 * rank, -rank))) / counts

    def backward(ctx, g: Any, x: Any, kernel: Sizes, stride: Sizes, border: Any, counts: Any
                 ) -> Any:
        rank = len(kernel)
        front, numbers = g.shape[:-rank], g.shape[-rank:]
        each = wrap(np.asarray(counts)) if isinstance(g, Tensor) else counts
        share = restore(g / each, tuple(range(len(front), len(front) + rank)), False)
        parts = spread(share, (*front, *kernel, *numbers))
        edges = zip(border[-2::-2], border[::-2], strict=True)
        padded = (*x.shape[:-rank], *(size + before + after for size, (before, after)
                                      in zip(x.shape[-rank:], edges, strict=True)))
        placed = call(PlaceBackward0, parts, padded, windows(padded, kernel, stride))
        if not any(border):
            return placed
        return call(ConstantPadNdBackward0, placed, tuple(-w for w in border), 0)


class AvgPool3DBackward0(AvgPool2DBackward0):
    """AvgPool2DBackward0 of volumes."""


class AdaptiveAvgPool2DBackward0(Weighted):
    """The means of so many parts of the last two dimensions."""

    @staticmethod
    def forward(x: Any, down: Any, across: Any) -> Any:
        out = np.empty((*x.shape[:-2], len(down), len(across)), x.dtype)
        for i, row in enumerate(down):
            for j, column in enumerate(across):
                block = x[..., row > 0, :][..., column > 0]
                out[..., i, j] = block.sum((-2, -1)) / x.dtype.type((row > 0).sum()) / (
                    x.dtype.type((column > 0).sum()))
        return out


class AdaptiveMaxPool2DBackward0(Ordered):
    """The largest elements of so many parts of the last two dimensions."""


class AdaptiveMaxPool3DBackward0(Ordered):
    """The largest elements of so many parts of the last three dimensions."""


class FractionalMaxPool2DBackward0(Ordered):
    """The largest elements of windows at random places of the last two dimensions."""


class FractionalMaxPool3DBackward0(Ordered):
    """The largest elements of windows at random places of the last three dimensions."""


class MaxUnpool2DBackward0(PlaceBackward0):
    """Zeros with x at a NumPy index, the last of several at one place. Gradient: g there."""

    @staticmethod
    def forward(x: Any, shape: tuple[int, ...], key: Any) -> Any:
        out = np.zeros(shape, x.dtype)
        out[key] = x
        return out
