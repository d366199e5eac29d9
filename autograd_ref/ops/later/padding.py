"""The rules of borders that continue the input."""

from __future__ import annotations

from ..indexing import TakeBackward0


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
