"""What the number types can hold, and which one a result has."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...tensor import Tensor


class finfo:
    """The limits of a floating-point dtype, float32 if none is given.

    Raises TypeError for a dtype without fractions.
    """

    def __init__(self, type: dtypes.dtype = dtypes.float32) -> None:
        if not type.is_floating_point:
            raise TypeError(
                f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle"
                f" 'torch.{type.name}'"
            )
        info = np.finfo(type.numpy)
        self.bits, self.dtype = info.bits, type.name
        self.eps, self.max, self.min = float(info.eps), float(info.max), float(info.min)
        self.tiny = self.smallest_normal = float(info.smallest_normal)
        self.resolution = 10.0 ** -info.precision

    def __repr__(self) -> str:
        names = "resolution", "min", "max", "eps", "smallest_normal", "tiny"
        held = ", ".join(f"{name}={getattr(self, name):g}" for name in names)
        return f"finfo({held}, dtype={self.dtype})"


class iinfo:
    """The limits of a dtype of whole numbers.

    Raises TypeError for a dtype that is not of whole numbers.
    """

    def __init__(self, type: dtypes.dtype) -> None:
        if type.numpy.kind not in "iu":
            raise TypeError(
                f"torch.iinfo() requires an integer input type. Use torch.finfo to handle"
                f" 'torch.{type.name}'"
            )
        info = np.iinfo(type.numpy)
        self.bits, self.dtype = info.bits, type.name
        self.min, self.max = int(info.min), int(info.max)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"


def is_floating_point(input: Any) -> bool:
    """Whether a tensor holds floating-point numbers."""
    return input.is_floating_point()


def result_type(one: Any, two: Any) -> dtypes.dtype:
    """The dtype of a result of two operands."""
    return dtypes.promote(*(v._array if isinstance(v, Tensor) else v for v in (one, two)))


def promote_types(type1: dtypes.dtype, type2: dtypes.dtype) -> dtypes.dtype:
    """The dtype of a result of tensors of two dtypes."""
    return dtypes.promote(np.zeros(1, type1.numpy), np.zeros(1, type2.numpy))


for _class in (finfo, iinfo):
    _class.__module__ = "torch"
