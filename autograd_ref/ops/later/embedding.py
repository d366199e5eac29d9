"""The rules of rows of a weight, alone and in bags."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call
from ...tensor import Tensor, wrap
from .sorting import Ordered


class EmbeddingBackward0(Node):
    """Rows of a weight, by number. Gradient: g added up in each row, or its mean; none for the row
    `padding`.
    """

    frees = True  # the numbers are a tensor in PyTorch

    @staticmethod
    def forward(weight: Any, rows: Any, padding: int, mean: bool, numbers: Any) -> Any:
        return weight[rows]

    def backward(ctx, g: Any, rows: Any, padding: int, mean: bool, numbers: Any) -> Any:
        return call(EmbeddingDenseBackwardBackward0, g, rows, padding, mean, ctx.input_shape()[0])


class EmbeddingDenseBackwardBackward0(Node):
    """u added up in the rows with these numbers, or its mean. Gradient: the rows of g."""

    @staticmethod
    def forward(u: Any, rows: Any, padding: int, mean: bool, number: int) -> Any:
        out = np.zeros((number, u.shape[-1]), u.dtype)
        flat = u.reshape(-1, u.shape[-1])
        counted = rows.reshape(-1) != padding
        if mean:
            places = dtypes.as_numpy_places(rows.reshape(-1))
            uses = np.bincount(places)[places]
            flat = flat * (1 / uses).astype(u.dtype)[:, None]
        np.add.at(out, rows.reshape(-1)[counted], flat[counted])
        return out

    def backward(ctx, g: Any, rows: Any, padding: int, mean: bool, number: int) -> Any:
        return call(EmbeddingBackward0, g, rows, padding, False, None)


class EmbeddingBagBackward0(Node):
    """Weighted sums of the rows of x, `mix` @ x. Gradient: mix.T @ g."""

    @staticmethod
    def forward(x: Any, mix: Any) -> Any:
        return mix @ x

    def backward(ctx, g: Any, mix: Any) -> Any:
        return (wrap(mix.T) if isinstance(g, Tensor) else mix.T) @ g


class EmbeddingBagMax(Ordered):
    """The largest of the rows of each bag."""


EmbeddingBagMax.__name__ = "EmbeddingBagBackward0"
