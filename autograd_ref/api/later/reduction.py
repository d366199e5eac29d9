"""Reductions that few programs use: products, running sums, variances, softmax."""

from __future__ import annotations

import warnings
from typing import Any

from ... import dtypes
from ...node import Node
from ...ops.later.reduction import (
    CumprodBackward0,
    CumsumBackward0,
    LogSoftmaxBackward0,
    LogsumexpBackward0,
    ProdBackward0,
    ProdBackward1,
    SoftmaxBackward0,
    StdBackward0,
    VarBackward0,
)
from ...ops.reduction import number
from ...record import unary
from ...tensor import Tensor
from ..arguments import (
    combination,
    is_integer_like,
    tensor_argument,
    wrap_dim,
    wrap_dims,
)
from ..elementwise import as_floating_point
from ..reduction import summable


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *,
         dtype: Any = None) -> Tensor:
    """The product of all elements, or along one dimension."""
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
        correction: float | None = None) -> Tensor:
    """The variance, divided by n - 1, or by n - correction; of all elements or along `dim`."""
    return deviation(VarBackward0, input, dim, unbiased, correction, keepdim)


def std(input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *,
        correction: float | None = None) -> Tensor:
    """The square root of the variance."""
    return deviation(StdBackward0, input, dim, unbiased, correction, keepdim)


def cumsum(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Running sums along `dim`."""
    if dtype is dtypes.bool_ and input._array.ndim and input._array.size:
        raise NotImplementedError("\"cumsum_out_cpu\" not implemented for 'Bool'")
    x = summable(tensor_argument(input, "cumsum"), dtype)
    return unary(CumsumBackward0, x, wrap_dim(dim, x._array.ndim, "cumsum"))


def cumprod(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Running products along `dim`."""
    x = summable(tensor_argument(input, "cumprod"), dtype)
    return unary(CumprodBackward0, x, wrap_dim(dim, x._array.ndim))


def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """log(sum(exp(x))) along `dim`, without overflow."""
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


def softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """exp(x) / sum(exp(x)) along `dim`."""
    dim = wrap_dim(dim, tensor_argument(input, "softmax")._array.ndim, "softmax")
    if dtype is not None or input._array.dtype.kind != "f":
        input = softmax_input(input, dim, dtype, "softmax")
    return unary(SoftmaxBackward0, input, dim)


def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """log(softmax(x)) along `dim`, without overflow."""
    dim = wrap_dim(dim, tensor_argument(input, "log_softmax")._array.ndim, "log_softmax")
    if dtype is not None or input._array.dtype.kind != "f":
        input = softmax_input(input, dim, dtype, "log_softmax")
    return unary(LogSoftmaxBackward0, input, dim)
