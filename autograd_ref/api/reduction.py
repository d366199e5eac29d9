"""Many numbers to fewer: sums and means."""

from __future__ import annotations

from typing import Any

from .. import dtypes
from ..modes import thread
from ..ops.reduction import (
    MeanBackward0,
    MeanBackward1,
    SumBackward0,
    SumBackward1,
)
from ..record import cast, unary
from ..rounding.summation import ADD
from ..tensor import Tensor, wrap
from .arguments import (
    combination,
    tensor_argument,
    wrap_dims,
)


def summable(input: Tensor, dtype: Any) -> Tensor:
    """The input of a sum in the dtype of the sum: int64 for bools and int32."""
    if dtype is not None:
        kind = dtypes.as_dtype(dtype)
        if input._requires_grad and thread.modes.grad_enabled and not kind.is_floating_point:
            raise RuntimeError(f"Autograd not support dtype: {kind.type_name}")
        return cast(input, kind.numpy)
    return input if input._array.dtype.kind == "f" else input.to(dtypes.int64)


def sum(input: Tensor, dim: Any = ..., keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum of all elements, or along `dim`; with keepdim, the dimensions stay as size 1."""
    x = input
    if dtype is not None or not isinstance(x, Tensor) or x._array.dtype.kind != "f":
        x = summable(tensor_argument(input, "sum"), dtype)
        if x._array.dtype.kind != "f":  # NumPy would count int32 as int64
            dims = wrap_dims(None if dim is ... else dim, x._array.ndim, "sum")
            return wrap(ADD(x._array, dims, x._array.dtype, keepdims=keepdim)[...])
    if dim is ...:
        if keepdim is not False:
            raise combination("sum", keepdim=keepdim)
        return unary(SumBackward0, x)
    return unary(SumBackward1, x, wrap_dims(dim, x._array.ndim, "sum", False, keepdim), keepdim)


def mean(input: Tensor, dim: Any = ..., keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean of all elements, or along `dim`. Raises RuntimeError for integers and bools."""
    x = tensor_argument(input, "mean")
    if dtype is not None:
        x = cast(x, dtypes.as_dtype(dtype, "mean").numpy)
    if x._array.dtype.kind != "f":
        which = "Input" if dtype is None else "Optional"
        raise RuntimeError(
            f"mean(): could not infer output dtype. {which} dtype must be either a floating point"
            f" or complex dtype. Got: {x.dtype.type_name}"
        )
    if dim is ...:
        if keepdim is not False:
            raise combination("mean", keepdim=keepdim)
        return unary(MeanBackward0, x)
    return unary(MeanBackward1, x, wrap_dims(dim, x._array.ndim, "mean", True, keepdim), keepdim)
