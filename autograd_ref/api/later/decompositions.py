"""Functions of the package that PyTorch's `linalg` has in another form."""

from __future__ import annotations

from typing import Any, NoReturn

from ...gradient_names import named
from ...tensor import Tensor
from ..creation import zeros_like
from ..once import warn_once
from . import linear_algebra
from .linear_algebra import parts
from .lu import lu_factor_ex
from .lu import lu_solve as linalg_lu_solve

LU = (
    "torch.lu is deprecated in favor of torch.linalg.lu_factor / torch.linalg.lu_factor_ex and will"
    " be removed in a future PyTorch release.\nLU, pivots = torch.lu(A, compute_pivots)\nshould be"
    " replaced with\nLU, pivots = torch.linalg.lu_factor(A, compute_pivots)\nand\nLU, pivots, info"
    " = torch.lu(A, compute_pivots, get_infos=True)\nshould be replaced with\nLU, pivots, info ="
    " torch.linalg.lu_factor_ex(A, compute_pivots)"
)
REVERSED = (
    "torch.lu_solve is deprecated in favor of torch.linalg.lu_solveand will be removed in a future"
    " PyTorch release.\nNote that torch.linalg.lu_solve has its arguments reversed.\nX ="
    " torch.lu_solve(B, LU, pivots)\nshould be replaced with\nX = torch.linalg.lu_solve(LU, pivots,"
    " B)"
)
REMOVED = "This function was deprecated since version 1.9 and is now removed. "


def deprecated(name: str, instead: str) -> None:
    warn_once(
        f"torch.{name} is deprecated in favor of {instead} and will be removed in a future PyTorch"
        " release.", stacklevel=4)


def svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """U, S and V with input = U @ diag(S) @ V.T; without compute_uv, U and V are zeros."""
    u, s, vh = linear_algebra.svd(input, full_matrices=not (some and compute_uv))
    if not compute_uv:
        u, vh = zeros_like(u.detach()), zeros_like(vh.detach())
    return parts("svd", "U S V", (u, s, vh.mT))


def slogdet(input: Tensor) -> Any:
    """The sign of the determinant, and the logarithm of its size."""
    return parts("slogdet", "sign logabsdet", linear_algebra.slogdet(input))


def qr(input: Tensor, some: bool = True) -> Any:
    """Q with orthonormal columns and an upper triangular R, with input = Q @ R."""
    deprecated("qr", "torch.linalg.qr")
    mode = "reduced" if some else "complete"
    return parts("qr", "Q R", linear_algebra.qr(input, mode))


def cholesky(input: Tensor, upper: bool = False) -> Tensor:
    """The triangular L with input = L @ L.T, or its transpose. PyTorch means to drop it.

    Raises LinAlgError if the matrix is not positive definite.
    """
    deprecated("cholesky", "torch.linalg.cholesky")
    try:
        found = linear_algebra.cholesky(input, upper=upper)
    except RuntimeError as error:
        raise type(error)(str(error).replace("linalg.", "", 1)) from None
    return named(found, "CholeskyBackward0")


def lu(A: Tensor, pivot: bool = True, get_infos: bool = False) -> Any:
    """`linalg.lu_factor` for singular matrices too, `linalg.lu_factor_ex` with get_infos. PyTorch
    means to drop it.
    """
    warn_once(LU, stacklevel=3)
    found = lu_factor_ex(A, pivot=pivot)
    return parts("_lu_with_info", "LU pivots info", found) if get_infos else tuple(found)[:2]


def lu_solve(input: Tensor, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
    """`linalg.lu_solve` with its arguments in another order. PyTorch means to drop it."""
    warn_once(REVERSED, stacklevel=3)
    return linalg_lu_solve(LU_data, LU_pivots, input)


# What PyTorch has removed, and says so.


def symeig(input: Tensor, eigenvectors: bool = False, upper: bool = True) -> NoReturn:
    """Raises RuntimeError: `linalg.eigh` has taken its place."""
    raise RuntimeError(
        REMOVED + "The default behavior has changed from using the upper triangular portion of the"
        " matrix by default to using the lower triangular portion.\n\nL, _ = torch.symeig(A,"
        " upper=upper) should be replaced with:\nL = torch.linalg.eigvalsh(A, UPLO='U' if upper"
        " else 'L')\n\nand\n\nL, V = torch.symeig(A, eigenvectors=True) should be replaced with:\n"
        "L, V = torch.linalg.eigh(A, UPLO='U' if upper else 'L')")


def eig(self: Tensor, eigenvectors: bool = False) -> NoReturn:
    """Raises RuntimeError: `linalg.eig` has taken its place."""
    raise RuntimeError(
        REMOVED + "`torch.linalg.eig` returns complex tensors of dtype `cfloat` or `cdouble` rather"
        " than real tensors mimicking complex tensors.\n\nL, _ = torch.eig(A) should be replaced"
        " with:\nL_complex = torch.linalg.eigvals(A)\n\nand\n\nL, V = torch.eig(A,"
        " eigenvectors=True) should be replaced with:\nL_complex, V_complex = torch.linalg.eig(A)")


def solve(input: Tensor, A: Tensor) -> NoReturn:
    """Raises RuntimeError: `linalg.solve` has taken its place."""
    raise RuntimeError(
        REMOVED + "`torch.solve` is deprecated in favor of `torch.linalg.solve`."
        " `torch.linalg.solve` has its arguments reversed and does not return the LU"
        " factorization.\n\nTo get the LU factorization see `torch.lu`, which can be used with"
        " `torch.lu_solve` or `torch.lu_unpack`.\nX = torch.solve(B, A).solution should be replaced"
        " with:\nX = torch.linalg.solve(A, B)")
