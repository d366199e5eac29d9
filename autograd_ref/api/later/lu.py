"""Decompositions of matrices into a lower and an upper triangle."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...ops.later.lu import (
    LinalgLuBackward0,
    LinalgLuFactorExBackward0,
    LinalgLuSolveBackward0,
    LuUnpackBackward0,
)
from ...ops.later.results import apply_several
from ...record import apply, unary
from ...rounding.lu import triangles
from ...tensor import Tensor, wrap
from ..arguments import check_dtypes, tensor_argument
from .linear_algebra import check_equation, parts


def factored(A: Any, name: str, pivot: bool, called: str) -> tuple[Tensor, Any, Any, Any]:
    """A tensor of matrices, their triangles in one array, their pivots from 0, and for each the
    step that met only zeros, from 1, or 0.
    """
    x = tensor_argument(A, f"linalg_{name}", 1, "A")
    array = x._array
    if array.ndim < 2:
        raise RuntimeError(f"{called}: Expected tensor with 2 or more dimensions. Got size:"
                           f" {list(array.shape)} instead")
    if array.dtype.char not in "fd":
        raise NotImplementedError(f"\"lu_cpu\" not implemented for '{x.dtype.type_name}'")
    if not pivot:
        raise RuntimeError("linalg.lu_factor: LU without pivoting is not implemented on the CPU")
    lead = array.shape[:-2]
    both = np.array(array)
    pivots = np.zeros((*lead, min(array.shape[-2:])), np.int32)
    info = np.zeros(lead, np.int32)
    for place in np.ndindex(lead):
        found = triangles(array[place])
        both[place], pivots[place], info[place] = found.both, found.pivots, found.zero
    return x, both, pivots, info


def ordered(pivots: Any, rows: int, dtype: Any) -> Any:
    """The matrices p that order rows as these exchanges did."""
    order = np.broadcast_to(np.arange(rows), (*pivots.shape[:-1], rows)).copy()
    for place in np.ndindex(pivots.shape[:-1]):
        row = order[place]
        for one, other in enumerate(pivots[place]):
            row[one], row[other] = row[other], row[one]
    found: Any = np.eye(rows, dtype=dtype)[order].mT
    return found


def lu(A: Tensor, *, pivot: bool = True) -> Any:
    """P, L and U with A = P @ L @ U: an order of rows, a lower triangle with ones on its diagonal,
    and an upper triangle.
    """
    x, both, pivots, _ = factored(A, "lu", pivot, "linalg.lu")
    p = ordered(pivots, both.shape[-2], both.dtype)
    return parts("linalg_lu", "P L U", (wrap(p), *apply_several(LinalgLuBackward0, (x,), both, p)))


def lu_factor_ex(A: Tensor, *, pivot: bool = True, check_errors: bool = False) -> Any:
    """The triangles in one matrix, the row with which each was exchanged, from 1, and the first
    step that met only zeros, from 1, or 0.

    Raises RuntimeError for such a step with check_errors.
    """
    return factors_of(A, "lu_factor_ex", pivot, check_errors)


def factors_of(A: Tensor, name: str, pivot: bool, check: bool) -> Any:
    x, both, pivots, info = factored(A, name, pivot, "torch.lu_factor")
    if check and info.any():
        batch = f"(Batch element {int(np.flatnonzero(info)[0])}): " if info.ndim else ""
        step = int(info[info > 0][0])
        raise RuntimeError(
            f"torch.linalg.{name}: {batch}U[{step},{step}] is zero and using it on lu_solve would"
            " result in a division by zero. If you still want to perform the factorization,"
            " consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)")
    p = ordered(pivots, both.shape[-2], both.dtype)
    return parts("linalg_lu_factor_ex", "LU pivots info", (
        unary(LinalgLuFactorExBackward0, x, both, p), wrap(pivots + 1), wrap(info)))


def lu_factor(A: Tensor, *, pivot: bool = True) -> Any:
    """The triangles in one matrix, and the row with which each was exchanged, from 1.

    Raises RuntimeError for a singular matrix.
    """
    return parts("linalg_lu_factor", "LU pivots",
                 tuple(factors_of(A, "lu_factor", pivot, True))[:2])


def pivots_from_0(LU: Tensor, pivots: Tensor) -> Any:
    """The order of rows that pivots stand for, as matrices."""
    return ordered(pivots._array - 1, LU.shape[-2], LU._array.dtype)


def lu_unpack(LU_data: Tensor, LU_pivots: Tensor, unpack_data: bool = True,
              unpack_pivots: bool = True) -> Any:
    """P, L and U from what `linalg.lu_factor` returns. What is not unpacked is empty."""
    if unpack_pivots and LU_pivots._array.dtype != np.int32:
        raise RuntimeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32"
            " dtype.\nNote: this function is intended to be used with the output produced by"
            " torch.linalg.lu_factor")
    empty = np.zeros(0, LU_data._array.dtype)
    p = pivots_from_0(LU_data, LU_pivots) if unpack_pivots else empty
    triangles = (apply_several(LuUnpackBackward0, (LU_data,)) if unpack_data
                 else (wrap(empty), wrap(empty.copy())))
    return parts("lu_unpack", "P L U", (wrap(p), *triangles))


def lu_solve(LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False
             ) -> Tensor:
    """The solution of A @ X = B, or of X @ A = B without left, for an A that `lu_factor` took
    apart; with adjoint for its transpose.
    """
    check_dtypes("linalg.lu_solve: Expected LU and B to have the same dtype, but found LU of type"
                 " {0.type_name} and B of type {1.type_name} instead", LU, B)
    if pivots._array.dtype != np.int32:
        raise RuntimeError(
            "linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32")
    check_equation(LU, B, left, "lu_solve")
    return apply(LinalgLuSolveBackward0, (LU, B), pivots_from_0(LU, pivots), left, adjoint)
