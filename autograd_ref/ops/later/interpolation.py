"""The rules of interpolation, and of channels as pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ..indexing import TakeBackward0


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
