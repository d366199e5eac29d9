"""Norms and distances."""

from __future__ import annotations

from typing import Any

from ...messages import type_name
from ...ops.later.norms import DistBackward0, LinalgVectorNormBackward0
from ...record import unary
from ...tensor import Tensor
from ..arguments import into, tensor_argument, wrap_dims
from . import load


def vector_norm(
    x: Tensor, ord: float = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """sum(|x|**ord)**(1/ord) of all elements, or along `dim`."""
    x = tensor_argument(x, "linalg_vector_norm")
    if dtype is not None:
        x = x.to(dtype)
    if x._array.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input."
            f" Got {x.dtype.type_name}"
        )
    dims = wrap_dims(dim, x._array.ndim)
    return unary(LinalgVectorNormBackward0, x, float(ord), dims, keepdim)


def norm(
    input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, out: Any = None,
    dtype: Any = None,
) -> Tensor:
    """The vector norm of all elements, or along `dim`; "fro" is that of p = 2.

    Raises RuntimeError for whole numbers and unknown orders.
    """
    if not isinstance(input, Tensor):
        raise AttributeError(f"'{type_name(input)}' object has no attribute 'layout'")
    if p == "nuc":
        dims = range(max(2, input.ndim)) if dim is None else dim
        result: Tensor = load("linear_algebra", "matrix_norm")(input, "nuc", dims, keepdim)
        return result
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    x = tensor_argument(input, "norm")
    if dtype is None and x._array.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input."
            f" Got {x.dtype.type_name}"
        )
    order = 2.0 if p in ("fro", None) else float(p)
    result = vector_norm(x, order, dim, keepdim, dtype=dtype)
    return result if out is None else into(out, result, "linalg_vector_norm")


def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The norm of the difference of two tensors."""
    difference = input - other
    return unary(DistBackward0, difference, float(p), tuple(range(difference.ndim)), False)

