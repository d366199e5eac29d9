"""Functions of the package that PyTorch's `linalg` has in another form. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..tensor import Tensor
from . import linear_algebra
from .linear_algebra import parts


def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """U, S and V with input = U @ diag(S) @ V.T."""
    u, s, vh = linear_algebra.svd(input, full_matrices=not some)
    return parts("svd", "U S V", (u, s, vh.mT))


def slogdet(input: Tensor) -> Any:
    """The sign of the determinant, and the logarithm of its size."""
    return parts("slogdet", "sign logabsdet", linear_algebra.slogdet(input))


def qr(input: Tensor, some: bool = True) -> Any:
    """Q with orthonormal columns and an upper triangular R, with input = Q @ R."""
    mode = "reduced" if some else "complete"
    return parts("qr", "Q R", linear_algebra.qr(input, mode))
