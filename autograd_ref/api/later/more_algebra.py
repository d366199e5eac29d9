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
from ..arguments import check_dtypes, tensor_argument
from ..creation import ones
from ..shape import cat, permute, reshape
from .linear_algebra import (
    LinAlgError,
    bad_minor,
    cholesky,
    inv,
    parts,
    solve,
    square,
    zero_pivot,
)
from .products import vdot
from .reduction import cumprod
from .shape import broadcast_to


def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The dot products of vectors along a dimension."""
    if tensor_argument(x, "linalg_vecdot", 1, "x")._array.dtype.kind != "f":
        raise RuntimeError("linalg.vecdot: Expected a floating point or complex tensor as input."
                           f" Got {x.dtype.type_name}")
    check_dtypes("linalg.vecdot: Expected x and y to have the same dtype, but found x of type"
                 " {0.type_name} and y of type {1.type_name} instead", x, y)
    if x.ndim == y.ndim == 1:
        return vdot(x, y)
    found: Tensor = (x * y).sum(dim)
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


def with_state(
    name: str, word: str, x: Tensor, compute: Callable[[], Tensor],
    check: Callable[[], Any] | None, failed: Callable[[], int],
) -> Any:
    """A result, and 0; or nan, and at which row the calculation failed, counted from 1.

    check: the function that raises LinAlgError in this case, if it shall
    """
    if check is not None:
        try:
            check()
        except LinAlgError as error:
            plain = name.removesuffix("_ex")
            raise LinAlgError(str(error).replace(f"linalg.{plain}", f"linalg.{name}", 1)) from None
    try:
        found, state = compute(), 0
    except np.linalg.LinAlgError:
        found, state = wrap(np.full_like(x._array, np.nan)), failed()
    info = wrap(np.full(x._array.shape[:-2], state, np.int32))
    return parts(f"linalg_{name}", f"{word} info", (found, info))


def inv_ex(A: Tensor, *, check_errors: bool = False) -> Any:
    """The inverse, and 0 or the number of the pivot that is 0.

    Raises LinAlgError if there is none and check_errors is True.
    """
    x = square(A, "inv_ex")
    return with_state("inv_ex", "inverse", x, lambda: apply(LinalgInvExBackward0, (x,)),
                      (lambda: inv(x)) if check_errors else None, lambda: zero_pivot(x._array))


def solve_ex(A: Tensor, B: Tensor, *, check_errors: bool = False) -> Any:
    """The solution of A @ x = B, and 0 or the number of the pivot that is 0.

    Raises LinAlgError if A has no inverse and check_errors is True.
    """
    x = square(A, "solve_ex")
    vector = B._array.ndim == x._array.ndim - 1
    return with_state(
        "solve_ex", "result", x, lambda: apply(LinalgSolveExBackward0, (x, B), vector),
        (lambda: solve(x, B)) if check_errors else None, lambda: zero_pivot(x._array))


def cholesky_ex(input: Tensor, *, upper: bool = False, check_errors: bool = False) -> Any:
    """The triangular L with input = L @ L.T, and 0 or the order of the minor that is not positive
    definite.

    Raises LinAlgError in this case if check_errors is True.
    """
    x = square(input, "cholesky_ex")
    return with_state(
        "cholesky_ex", "L", x, lambda: apply(LinalgCholeskyExBackward0, (x,), upper),
        (lambda: cholesky(x)) if check_errors else None, lambda: bad_minor(x._array))


def tensorsolve(input: Tensor, B: Tensor, dims: Any = None) -> Tensor:
    """The X with tensordot(input, X, X.ndim) = B; `dims` of input are moved to its end first."""
    if dims is not None:
        moved = [dim % input.ndim for dim in dims]
        input = permute(input, (*(d for d in range(input.ndim) if d not in moved), *moved))
    shape = tuple(input.shape[B.ndim:])
    size = math.prod(shape)
    if size != B.numel():
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) =="
            f" prod(self.shape[:other.ndim]), but got {size} != {B.numel()}")
    return reshape(solve(reshape(input, (size, size)), reshape(B, (size,))), shape)


def tensorinv(input: Tensor, ind: int = 2) -> Tensor:
    """The inverse of tensordot(input, ., ind)."""
    if ind <= 0:
        raise RuntimeError("Expected a strictly positive integer for 'ind'")
    first, last = tuple(input.shape[:ind]), tuple(input.shape[ind:])
    if math.prod(first) != math.prod(last):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) =="
            f" prod(self.shape[:ind]), but got {math.prod(last)} != {math.prod(first)}")
    return reshape(inv(reshape(input, (math.prod(first), -1))), (*last, *first))
