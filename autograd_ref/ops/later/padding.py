"""The rules of borders around the input: a number, or what continues it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ..indexing import TakeBackward0


class ConstantPadNdBackward0(Node):
    """x with a number around it. Gradient: the part of g in the place of x.

    widths: before and after the last dimension, then the one before it, and so on; negative ones
    cut off
    """

    @staticmethod
    def forward(x: Any, widths: tuple[int, ...], value: Any) -> Any:
        for dim, (before, after) in enumerate(zip(widths[::2], widths[1::2], strict=True), 1):
            cut = slice(max(-before, 0), x.shape[-dim] - max(-after, 0))
            x = x[(..., cut, *[slice(None)] * (dim - 1))]
            around = [(0, 0)] * x.ndim
            around[-dim] = max(before, 0), max(after, 0)
            x = np.pad(x, around, constant_values=value)
        return x

    def backward(ctx, g: Any, widths: tuple[int, ...]) -> Any:
        return call(ConstantPadNdBackward0, g, tuple(-width for width in widths), 0)


class ReflectionPad1DBackward0(TakeBackward0):
    """x reflected at both ends of the last dimension."""


class ReflectionPad2DBackward0(TakeBackward0):
    """x reflected at the borders of the last two dimensions."""


class ReflectionPad3DBackward0(TakeBackward0):
    """x reflected at the borders of the last three dimensions."""


class ReplicationPad1DBackward0(TakeBackward0):
    """x with its ends repeated."""


class ReplicationPad2DBackward0(TakeBackward0):
    """x with its borders repeated."""


class ReplicationPad3DBackward0(TakeBackward0):
    """x with its borders repeated, in the last three dimensions."""


class Circular(TakeBackward0):
    """x continued with its other end."""

    def name(self) -> str:
        return "torch::autograd::CopySlices"


Circular.__name__ = "CopySlices"  # PyTorch copies the parts one by one
