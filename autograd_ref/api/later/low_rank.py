"""The largest singular values of a matrix, from products with few random vectors."""

from __future__ import annotations

from typing import Any

from ...tensor import Tensor
from ..linalg import matmul
from ..random import randn
from ..reduction import mean
from . import linear_algebra


def basis(A: Tensor, q: int, niter: int) -> Tensor:
    """q orthonormal columns that nearly span what A gives. Source: Halko, Martinsson and Tropp,
    Finding structure with randomness, SIAM Review 2011, algorithm 4.4.
    """
    found: Tensor = linear_algebra.qr(matmul(A, randn(A.shape[-1], q, dtype=A.dtype)))[0]
    for _ in range(niter):
        found = linear_algebra.qr(matmul(A.mT, found))[0]
        found = linear_algebra.qr(matmul(A, found))[0]
    return found


def svd_lowrank(A: Tensor, q: int | None = 6, niter: int = 2, M: Tensor | None = None) -> Any:
    """U, S and V of q singular values, with A (less M) nearly U @ diag(S) @ V.T."""
    q = 6 if q is None else q
    if M is not None:
        A = A - M
    wide = A.shape[-2] < A.shape[-1]
    if wide:
        A = A.mT
    columns = basis(A, q, niter)
    U, S, Vh = linear_algebra.svd(matmul(columns.mT, A), False)
    U, V = matmul(columns, U), Vh.mT
    return (V, S, U) if wide else (U, S, V)


def pca_lowrank(A: Tensor, q: int | None = None, center: bool = True, niter: int = 2) -> Any:
    """U, S and V of the q principal components of rows A, less their mean with `center`.

    Raises ValueError if q or niter is out of range.
    """
    m, n = A.shape[-2:]
    if q is None:
        q = min(6, m, n)
    elif not 0 <= q <= min(m, n):
        raise ValueError(f"q(={q}) must be non-negative integer and not greater than"
                         f" min(m, n)={min(m, n)}")
    if not niter >= 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    return svd_lowrank(A - mean(A, -2, True) if center else A, q, niter)
