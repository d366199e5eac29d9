"""The rules of resizing, of pooling to a size, of windows and borders."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ...tensor import Tensor, wrap
from ..indexing import TakeBackward0
from .images import Pair, folded, unfolded
from .sorting import Ordered


class Weighted(Node):
    """Each row of the last dimensions replaced by weighted sums: down @ x @ across.T.

    Gradient: down.T @ g @ across.
    """

    @staticmethod
    def forward(x: Any, down: Any, across: Any) -> Any:
        out = x if across is None else x @ across.T
        return out if down is None else down @ out

    def backward(ctx, g: Any, down: Any, across: Any) -> Any:
        return call(Weighted, g, None if down is None else down.T,
                    None if across is None else across.T)


class UpsampleLinear1DBackward0(Weighted):
    """Numbers between neighbours along the last dimension."""


class UpsampleBilinear2DBackward0(Weighted):
    """Numbers between neighbours along the last two dimensions."""


class UpsampleBicubic2DBackward0(Weighted):
    """Numbers between neighbours by cubic curves, along the last two dimensions."""


class UpsampleNearest1DBackward0(TakeBackward0):
    """The nearest element of the last dimension."""


class UpsampleNearest2DBackward0(TakeBackward0):
    """The nearest element of the last two dimensions."""


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


class ReflectionPad1DBackward0(TakeBackward0):
    """x reflected at both ends of the last dimension."""


class ReflectionPad2DBackward0(TakeBackward0):
    """x reflected at the borders of the last two dimensions."""


class ReplicationPad1DBackward0(TakeBackward0):
    """x with its ends repeated."""


class ReplicationPad2DBackward0(TakeBackward0):
    """x with its borders repeated."""


class Circular(TakeBackward0):
    """x continued with its other end."""


Circular.__name__ = "CopySlices"  # PyTorch copies the parts one by one


class Im2ColBackward0(Node):
    """The windows of images as columns. Gradient: their sums in the places of the images."""

    @staticmethod
    def forward(x: Any, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Any:
        return np.ascontiguousarray(unfolded(x, kernel, stride, padding, dilation)[0])

    def backward(ctx, g: Any, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Any:
        return folded(g, ctx.input_shape(), kernel, stride, padding, dilation)


class Col2ImBackward0(Node):
    """The sums of columns in the places of images. Gradient: the windows of g as columns."""

    @staticmethod
    def forward(x: Any, shape: Any, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair
                ) -> Any:
        return np.ascontiguousarray(folded(x, shape, kernel, stride, padding, dilation))

    def backward(ctx, g: Any, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Any:
        return unfolded(g, kernel, stride, padding, dilation)[0]


class PixelShuffleBackward0(Node):
    """Channels (n * r * r) as images r times as large. Gradient: g arranged back."""

    @staticmethod
    def forward(x: Any, r: int) -> Any:
        *front, channels, height, width = x.shape
        parts = x.reshape(*front, channels // (r * r), r, r, height, width)
        return arranged(parts).reshape(*front, channels // (r * r), height * r, width * r)

    def backward(ctx, g: Any, r: int) -> Any:
        return call(PixelUnshuffleBackward0, g, r)


def arranged(parts: Any) -> Any:
    return np.ascontiguousarray(np.moveaxis(parts, (-4, -3), (-3, -1)))


class PixelUnshuffleBackward0(Node):
    """Images as r * r times as many channels. Gradient: g arranged back."""

    @staticmethod
    def forward(x: Any, r: int) -> Any:
        *front, channels, height, width = x.shape
        parts = x.reshape(*front, channels, height // r, r, width // r, r)
        turned = np.ascontiguousarray(np.moveaxis(parts, (-3, -1), (-4, -3)))
        return turned.reshape(*front, channels * r * r, height // r, width // r)

    def backward(ctx, g: Any, r: int) -> Any:
        return call(PixelShuffleBackward0, g, r)


class EmbeddingBagBackward0(Node):
    """Weighted sums of the rows of x, `mix` @ x. Gradient: mix.T @ g."""

    @staticmethod
    def forward(x: Any, mix: Any) -> Any:
        return mix @ x

    def backward(ctx, g: Any, mix: Any) -> Any:
        return (wrap(mix.T) if isinstance(g, Tensor) else mix.T) @ g
