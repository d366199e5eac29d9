"""The types of PyTorch's first years: `FloatTensor` and its kin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...messages import tensor_type
from ...tensor import Tensor, wrap
from ..creation import tensor


class TensorType(type):
    """The type of these constructors: tensors of their dtype are their instances."""

    dtype: dtypes.dtype

    def __call__(cls, *data: Any) -> Any:
        if not data:
            return wrap(np.zeros(0, cls.dtype.numpy))
        if all(isinstance(size, int) for size in data):
            if min(data) < 0:
                raise RuntimeError(
                    f"Trying to create tensor with negative dimension {min(data)}: {list(data)}"
                )
            return wrap(np.zeros(data, cls.dtype.numpy))
        (value,) = data
        if isinstance(value, Tensor):
            if value.dtype is not cls.dtype:
                raise TypeError(f"expected {options_of(cls.dtype)} (got {options_of(value.dtype)})")
            return value.detach()
        if type(value).__name__ == "Size":
            return wrap(np.zeros(value, cls.dtype.numpy))
        if isinstance(value, (bool, float)):
            raise TypeError(f"new(): data must be a sequence (got {type(value).__name__})")
        if not cls.dtype.is_floating_point:
            value = whole(value)
        return tensor(value, dtype=cls.dtype)

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, Tensor) and value.dtype is cls.dtype


def options_of(dtype: dtypes.dtype) -> str:
    """How messages write what a tensor of this dtype is."""
    return (
        f"TensorOptions(dtype={dtype.c_name}, device=cpu, layout=Strided, requires_grad=false"
        " (default), pinned_memory=false (default), memory_format=(nullopt))"
    )


def whole(value: Any) -> Any:
    """Nested sequences with the numbers cut off at the point."""
    if isinstance(value, (list, tuple)):
        return [whole(item) for item in value]
    return math.trunc(value) if isinstance(value, float) else value


def made(dtype: dtypes.dtype) -> Any:
    return TensorType(tensor_type(dtype), (), {"dtype": dtype, "__module__": "torch"})


FloatTensor = made(dtypes.float32)
DoubleTensor = made(dtypes.float64)
LongTensor = made(dtypes.int64)
IntTensor = made(dtypes.int32)
BoolTensor = made(dtypes.bool_)
HalfTensor = made(dtypes.float16)
ShortTensor = made(dtypes.int16)
CharTensor = made(dtypes.int8)
ByteTensor = made(dtypes.uint8)
OF_NAME = {f"torch.{each.__name__}": each.dtype for each in (
    FloatTensor, DoubleTensor, LongTensor, IntTensor, BoolTensor, HalfTensor, ShortTensor,
    CharTensor, ByteTensor)}


def dtype_of(kind: Any) -> dtypes.dtype:
    """The dtype of one of these constructors or of its name, "torch.FloatTensor"."""
    if isinstance(kind, str) and kind not in OF_NAME:
        raise ValueError(f"invalid type: '{kind}'")
    found: dtypes.dtype = OF_NAME[kind] if isinstance(kind, str) else kind.dtype
    return found


def typename(obj: Any) -> str:
    """The name of a tensor's type, `torch.FloatTensor`, or of an object's class."""
    if isinstance(obj, Tensor):
        return str(obj.type())
    kind = type(obj)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
