"""Many numbers to fewer: sums, means, softmax."""

from __future__ import annotations

import warnings
from typing import Any

from .. import dtypes
from ..modes import thread
from ..node import Node
from ..ops.reduction import (
    CumsumBackward0,
    LogSoftmaxBackward0,
    LogsumexpBackward0,
    MeanBackward0,
    MeanBackward1,
    ProdBackward0,
    ProdBackward1,
    SoftmaxBackward0,
    StdBackward0,
    SumBackward0,
    SumBackward1,
    VarBackward0,
    number,
)
from ..record import cast, unary
from ..rounding.summation import ADD
from ..tensor import Tensor, wrap
from .arguments import (
    MISSING,
    combination,
    is_integer_like,
    tensor_argument,
    with_numpy_words,
    wrap_dim,
    wrap_dims,
)
from .elementwise import as_floating_point


def summable(input: Tensor, dtype: Any) -> Tensor:
    """The input of a sum in the dtype of the sum: int64 for bools and int32."""
    if dtype is not None:
        kind = dtypes.as_dtype(dtype)
        if input._requires_grad and thread.modes.grad_enabled and not kind.is_floating_point:
            raise RuntimeError(f"Autograd not support dtype: {kind.type_name}")
        return cast(input, kind.numpy)
    return input if input._array.dtype.kind == "f" else input.to(dtypes.int64)


def sum(input: Tensor = MISSING, dim: Any = ..., keepdim: bool = False, *, dtype: Any = None,
        **others: Any) -> Tensor:
    """The sum of all elements, or along `dim`; with keepdim, the dimensions stay as size 1."""
    if others:
        return with_numpy_words(sum, locals())
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


def mean(input: Tensor = MISSING, dim: Any = ..., keepdim: bool = False, *, dtype: Any = None,
         **others: Any) -> Tensor:
    """The mean of all elements, or along `dim`. Raises RuntimeError for integers and bools."""
    if others:
        return with_numpy_words(mean, locals())
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


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *,
         dtype: Any = None, **others: Any) -> Tensor:
    """The product of all elements, or along one dimension."""
    if others:
        return with_numpy_words(prod, locals())
    x = summable(tensor_argument(input, "prod"), dtype)
    if dim is None:
        return unary(ProdBackward0, x)
    if not isinstance(dim, int) and not is_integer_like(dim):
        raise combination("prod", dim=dim)
    return unary(ProdBackward1, x, wrap_dims(dim, x._array.ndim), keepdim)


def deviation(op: type[Node], input: Tensor, dim: Any, unbiased: bool | None, correction: Any,
              keepdim: bool) -> Tensor:
    name = "var" if op is VarBackward0 else "std"
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased not in (None, True, False):
        raise combination(name, unbiased=unbiased)
    if tensor_argument(input, name)._array.dtype.kind != "f":
        raise RuntimeError("std and var only support floating point and complex dtypes")
    if correction is None:
        correction = 1 if unbiased in (None, True) else 0
    dims = wrap_dims(dim, input._array.ndim)
    if number(input._array.shape, dims) <= correction:
        warnings.warn(
            f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the"
            " reduction factor (input numel divided by output numel).", UserWarning, stacklevel=3,
        )
    return unary(op, input, dims, keepdim, correction)


def var(input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *,
        correction: float | None = None, **others: Any) -> Tensor:
    """The variance, divided by n - 1, or by n - correction; of all elements or along `dim`."""
    if others:
        return with_numpy_words(var, locals())
    return deviation(VarBackward0, input, dim, unbiased, correction, keepdim)


def std(input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *,
        correction: float | None = None, **others: Any) -> Tensor:
    """The square root of the variance."""
    if others:
        return with_numpy_words(std, locals())
    return deviation(StdBackward0, input, dim, unbiased, correction, keepdim)


def cumsum(input: Tensor, dim: int = MISSING, *, dtype: Any = None, **others: Any) -> Tensor:
    """Running sums along `dim`."""
    if others or dim is MISSING:
        return with_numpy_words(cumsum, locals())
    if dtype is dtypes.bool_ and input._array.ndim and input._array.size:
        raise NotImplementedError("\"cumsum_out_cpu\" not implemented for 'Bool'")
    x = summable(tensor_argument(input, "cumsum"), dtype)
    return unary(CumsumBackward0, x, wrap_dim(dim, x._array.ndim, "cumsum"))


def logsumexp(input: Tensor, dim: Any = MISSING, keepdim: bool = False, **others: Any) -> Tensor:
    """log(sum(exp(x))) along `dim`, without overflow."""
    if others or dim is MISSING:
        return with_numpy_words(logsumexp, locals())
    x = as_floating_point(input, "logsumexp")
    return unary(LogsumexpBackward0, x, wrap_dims(dim, x._array.ndim), keepdim)


def softmax_input(input: Tensor, dim: int, dtype: Any, name: str) -> Tensor:
    if dtype is not None:
        input = input.to(dtype)
    if input._array.dtype.kind != "f":
        last = "lastdim_" * (dim >= input._array.ndim - 1)
        raise NotImplementedError(
            f"\"{name}_{last}kernel_impl\" not implemented for '{input.dtype.type_name}'"
        )
    return input


def softmax(input: Tensor, dim: int = MISSING, dtype: Any = None, **others: Any) -> Tensor:
    """exp(x) / sum(exp(x)) along `dim`."""
    if others or dim is MISSING:
        return with_numpy_words(softmax, locals())
    dim = wrap_dim(dim, tensor_argument(input, "softmax")._array.ndim, "softmax")
    if dtype is not None or input._array.dtype.kind != "f":
        input = softmax_input(input, dim, dtype, "softmax")
    return unary(SoftmaxBackward0, input, dim)


def log_softmax(input: Tensor, dim: int = MISSING, dtype: Any = None, **others: Any) -> Tensor:
    """log(softmax(x)) along `dim`, without overflow."""
    if others or dim is MISSING:
        return with_numpy_words(log_softmax, locals())
    dim = wrap_dim(dim, tensor_argument(input, "log_softmax")._array.ndim, "log_softmax")
    if dtype is not None or input._array.dtype.kind != "f":
        input = softmax_input(input, dim, dtype, "log_softmax")
    return unary(LogSoftmaxBackward0, input, dim)
