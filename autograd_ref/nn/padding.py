"""Padding as modules. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..tensor import Tensor
from . import functional as F
from .layers import repeated
from .module import Module


class Pad(Module):
    """Base of the borders: how wide they are."""

    rank, mode = 1, "constant"
    value = 0.0

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = repeated(padding, 2 * self.rank)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode,
                     self.value if self.mode == "constant" else None)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ConstantPad1d(Pad):
    """A number before and after the last dimension."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad2d(ConstantPad1d):
    """A number around images."""

    rank = 2


class ZeroPad1d(Pad):
    """Zeros before and after the last dimension."""


class ZeroPad2d(Pad):
    """Zeros around images."""

    rank = 2


class ReflectionPad1d(Pad):
    """Rows reflected at their ends."""

    mode = "reflect"


class ReflectionPad2d(ReflectionPad1d):
    """Images reflected at their borders."""

    rank = 2


class ReplicationPad1d(Pad):
    """Rows with their ends repeated."""

    mode = "replicate"


class ReplicationPad2d(ReplicationPad1d):
    """Images with their borders repeated."""

    rank = 2


class CircularPad1d(Pad):
    """Rows continued with their other ends."""

    mode = "circular"


class CircularPad2d(CircularPad1d):
    """Images continued with their other ends."""

    rank = 2


for _class in (ConstantPad1d, ConstantPad2d, ZeroPad1d, ZeroPad2d, ReflectionPad1d, ReflectionPad2d,
               ReplicationPad1d, ReplicationPad2d, CircularPad1d, CircularPad2d):
    _class.__module__ = "torch.nn.modules.padding"
