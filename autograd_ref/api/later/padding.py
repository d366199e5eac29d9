"""Padding: numbers before and after, and borders that continue the input."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...messages import type_name
from ...node import Node
from ...ops.later.padding import (
    Circular,
    ConstantPadNdBackward0,
    ReflectionPad1DBackward0,
    ReflectionPad2DBackward0,
    ReflectionPad3DBackward0,
    ReplicationPad1DBackward0,
    ReplicationPad2DBackward0,
    ReplicationPad3DBackward0,
)
from ...record import unary
from ...tensor import Tensor
from ..arguments import tensor_argument


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """`input` with numbers before and after it along the last dimensions.

    pad: (before, after) for the last dimension, then for the one before it, and so on

    Raises RuntimeError for widths that do not fit the dimensions.
    """
    x = tensor_argument(input, "pad")
    if not isinstance(pad, (tuple, list)):
        raise TypeError("pad(): argument 'pad' (position 2) must be tuple of ints, not"
                        f" {type_name(pad)}")
    widths = [int(width) for width in pad]
    if len(widths) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(widths) > 2 * x.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got"
            f" padding length {len(widths)} and input of dimension {x.ndim}"
        )
    if mode != "constant":
        return bordered(x, widths, mode)
    return unary(ConstantPadNdBackward0, x, tuple(widths), 0 if value is None else value)


BORDERS: dict[str, tuple[str, list[type[Node]]]] = {
    "reflect": ("reflect", [ReflectionPad1DBackward0, ReflectionPad2DBackward0,
                            ReflectionPad3DBackward0]),
    "replicate": ("edge", [ReplicationPad1DBackward0, ReplicationPad2DBackward0,
                           ReplicationPad3DBackward0]),
    "circular": ("wrap", [Circular] * 3),
}


def bordered(x: Tensor, widths: list[int], mode: str) -> Tensor:
    """`pad` with a mode: the last dimensions continued beyond their ends."""
    if mode not in BORDERS:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    number = len(widths) // 2
    if x.ndim not in (number + 1, number + 2):
        raise NotImplementedError(
            f"Padding size {len(widths)} is not supported for {x.ndim}D input tensor.\n"
            "Supported combinations for non-constant padding:\n"
            "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
            "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
            "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)")
    name, kinds = BORDERS[mode]
    places = []
    for back in range(number, 0, -1):
        before, after = widths[2 * back - 2], widths[2 * back - 1]
        size = x._array.shape[-back]
        if mode == "reflect" and max(before, after) >= size:
            raise RuntimeError(
                "Argument #4: Padding size should be less than the corresponding input dimension,"
                f" but got: padding ({before}, {after}) at dimension {x.ndim - back} of input"
                f" {list(x._array.shape)}")
        cut = slice(max(-before, 0), size - max(-after, 0))
        mode_of_numpy: Any = name
        places.append(np.pad(np.arange(size)[cut], (max(before, 0), max(after, 0)), mode_of_numpy))
    return unary(kinds[number - 1], x, (..., *np.ix_(*places)))
