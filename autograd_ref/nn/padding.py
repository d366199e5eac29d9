"""Padding as modules. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..tensor import Tensor
from . import functional as F
from .layers import repeated
from .module import Module, file_under


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


class ConstantPad(Pad):
    """Base of the borders of one number."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(ConstantPad):
    """A number before and after the last dimension."""


class ConstantPad2d(ConstantPad):
    """A number around images."""

    rank = 2


class ZeroPad1d(ConstantPad1d):
    """Zeros before and after the last dimension."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad2d(ConstantPad2d):
    """Zeros around images."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ReflectionPad1d(Pad):
    """Rows reflected at their ends."""

    mode = "reflect"


class ReflectionPad2d(Pad):
    """Images reflected at their borders."""

    rank, mode = 2, "reflect"


class ReplicationPad1d(Pad):
    """Rows with their ends repeated."""

    mode = "replicate"


class ReplicationPad2d(Pad):
    """Images with their borders repeated."""

    rank, mode = 2, "replicate"


class CircularPad1d(Pad):
    """Rows continued with their other ends."""

    mode = "circular"


class CircularPad2d(Pad):
    """Images continued with their other ends."""

    rank, mode = 2, "circular"


file_under({
        "padding": (ConstantPad1d, ConstantPad2d, ZeroPad1d, ZeroPad2d, ReflectionPad1d,
                ReflectionPad2d, ReplicationPad1d, ReplicationPad2d, CircularPad1d, CircularPad2d),
})
