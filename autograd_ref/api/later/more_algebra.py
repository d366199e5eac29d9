"""More of PyTorch's package `linalg`: products, systems of tensors, and results with a state."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import dtypes
from ...ops.later.linear_algebra import (
    LinalgCholeskyExBackward0,
    LinalgInvExBackward0,
    LinalgSolveExBackward0,
)
from ...record import apply
from ...tensor import Tensor, wrap
from ..arguments import tensor_argument
from ..creation import ones
from ..shape import cat, permute, reshape
from .linear_algebra import cholesky, inv, parts, solve, square, zero_pivot
from .reduction import cumprod
from .shape import broadcast_to


def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The dot products of vectors along a dimension."""
    found: Tensor = (tensor_argument(x, "linalg_vecdot", 1, "x") * y).sum(dim)
    return found


def vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The powers from 0 to N - 1 of each element, N as many as there are elements if it is None.

    Raises RuntimeError for an N that is not above 1.
    """
    shape = tuple(tensor_argument(x, "linalg_vander", 1, "x").shape) or (1,)
    number = shape[-1] if N is None else N
    if number <= 1:
        raise RuntimeError("N must be greater than 1.")
    kind = x.dtype if x.dtype.is_floating_point else dtypes.int64
    powers = cumprod(broadcast_to(x.unsqueeze(-1), (*x.shape, number - 1)), -1)
    return cat([ones((*x.shape, 1), dtype=kind), powers], -1)


def with_state(name: str, word: str, failed: int, compute: Callable[[], Tensor], like: Tensor
               ) -> Any:
    """A result, and 0; or nan, and at which row the calculation failed, counted from 1."""
    try:
        found, state = compute(), 0
    except (np.linalg.LinAlgError, RuntimeError):
        found, state = wrap(np.full_like(like._array, np.nan)), failed
    shape = like._array.shape[:-2]
    return parts(f"linalg_{name}", f"{word} info",
                 (found, wrap(np.full(shape, state, np.int32))))


def inv_ex(A: Tensor, *, check_errors: bool = False) -> Any:
    """The inverse, and 0 or the number of the pivot that is 0.

    Raises LinAlgError if there is none and check_errors is True.
    """
    x = square(A, "inv_ex")
    if check_errors:
        inv(A)
    return with_state("inv_ex", "inverse", zero_pivot(x._array),
                      lambda: apply(LinalgInvExBackward0, (x,)), x)


def solve_ex(A: Tensor, B: Tensor, *, check_errors: bool = False) -> Any:
    """The solution of A @ x = B, and 0 or the number of the pivot that is 0.

    Raises LinAlgError if A has no inverse and check_errors is True.
    """
    x = square(A, "solve_ex")
    if check_errors:
        solve(A, B)
    vector = B._array.ndim == x._array.ndim - 1
    return with_state("solve_ex", "result", zero_pivot(x._array),
                      lambda: apply(LinalgSolveExBackward0, (x, B), vector), x)


def cholesky_ex(A: Tensor, *, upper: bool = False, check_errors: bool = False) -> Any:
    """The triangular L with A = L @ L.T, and 0 or the order of the minor that is not positive
    definite.

    Raises LinAlgError in this case if check_errors is True.
    """
    x = square(A, "cholesky_ex")
    if check_errors:
        cholesky(A)
    orders = range(1, x._array.shape[-1] + 1)
    failed = next((order for order in orders if not np.all(
        np.linalg.eigvalsh(x._array[..., :order, :order]) > 0)), 0)
    return with_state("cholesky_ex", "L", failed,
                      lambda: apply(LinalgCholeskyExBackward0, (x,), upper), x)


def tensorsolve(A: Tensor, B: Tensor, dims: Any = None) -> Tensor:
    """The X with tensordot(A, X, X.ndim) = B; `dims` of A are moved to its end first."""
    if dims is not None:
        moved = [dim % A.ndim for dim in dims]
        A = permute(A, (*(d for d in range(A.ndim) if d not in moved), *moved))
    shape = tuple(A.shape[B.ndim:])
    size = math.prod(shape)
    if size != B.numel():
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) =="
            f" prod(self.shape[:other.ndim]), but got {size} != {B.numel()}")
    return reshape(solve(reshape(A, (size, size)), reshape(B, (size,))), shape)


def tensorinv(A: Tensor, ind: int = 2) -> Tensor:
    """The inverse of tensordot(A, ., ind)."""
    if ind <= 0:
        raise RuntimeError("Expected a strictly positive integer for 'ind'")
    first, last = tuple(A.shape[:ind]), tuple(A.shape[ind:])
    if math.prod(first) != math.prod(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) =="
            f" prod(self.shape[:ind]), but got {math.prod(last)} != {math.prod(first)}")
    return reshape(inv(reshape(A, (math.prod(first), -1))), (*last, *first))
