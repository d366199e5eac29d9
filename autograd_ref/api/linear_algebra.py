"""PyTorch's package `linalg`. Loaded when first used."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..ops.linear_algebra import (
    LinalgDetBackward0,
    LinalgInvExBackward0,
    LinalgSolveExBackward0,
)
from ..record import apply, unary
from ..tensor import Tensor, wrap
from .absent import of_module, sentence
from .arguments import tensor_argument
from .linalg import matmul
from .norms import norm as any_norm
from .norms import vector_norm
from .sundry import cross as any_cross

__all__ = ["LinAlgError", "cholesky", "cross", "det", "eigh", "eigvalsh", "inv", "matmul",
           "matrix_norm", "matrix_power", "matrix_rank", "norm", "pinv", "qr", "solve", "svd",
           "svdvals", "vector_norm"]


class _LinAlgError(RuntimeError):
    """A matrix that has no inverse."""


LinAlgError = _LinAlgError
_LinAlgError.__module__ = "torch._C"


def square(value: Any, name: str) -> Tensor:
    """A tensor of square matrices of floating-point numbers."""
    x = tensor_argument(value, f"linalg_{name}", 1, "A")
    shape = x._array.shape
    if len(shape) < 2:
        raise RuntimeError(
            f"linalg.{name}: The input tensor A must have at least 2 dimensions."
        )
    if shape[-1] != shape[-2]:
        raise RuntimeError(
            f"linalg.{name}: A must be batches of square matrices, but they are {shape[-2]} by"
            f" {shape[-1]} matrices"
        )
    if x._array.dtype.kind != "f":
        raise RuntimeError(
            f"linalg.{name}: Expected a floating point or complex tensor as input. Got"
            f" {x.dtype.type_name}"
        )
    return x


def inv(A: Tensor) -> Tensor:
    """The inverse of a matrix, or of each. Raises LinAlgError if there is none."""
    x = square(A, "inv")
    try:
        return unary(LinalgInvExBackward0, x)
    except np.linalg.LinAlgError:
        raise _LinAlgError(
            f"linalg.inv: The diagonal element {zero_pivot(x._array)} is zero, the inversion could"
            " not be completed because the input matrix is singular."
        ) from None


inverse = inv


def zero_pivot(array: Any) -> int:
    """The number, from 1, of the first pivot that is 0 in Gauss's elimination."""
    rest = np.array(array.reshape(-1, *array.shape[-2:])[0], np.float64)
    for i in range(len(rest)):
        best = i + int(np.abs(rest[i:, i]).argmax())
        if rest[best, i] == 0:
            return i + 1
        rest[[i, best]] = rest[[best, i]]
        rest[i + 1 :] -= np.outer(rest[i + 1 :, i] / rest[i, i], rest[i])
    return len(rest)


def det(A: Tensor) -> Tensor:
    """The determinant of a matrix, or of each."""
    return unary(LinalgDetBackward0, square(A, "det"))


def solve(A: Tensor, B: Tensor) -> Tensor:
    """The solution of A @ x = B, for a vector B or a matrix of columns.

    Raises LinAlgError if A has no inverse.
    """
    a, b = square(A, "solve"), tensor_argument(B, "linalg_solve", 2, "B")
    vector = b._array.ndim == a._array.ndim - 1
    rows, columns = (b._array.shape[-1], 1) if vector else b._array.shape[-2:]
    if rows != a._array.shape[-1]:
        raise RuntimeError(
            "linalg.solve: Incompatible shapes of A and B for the equation AX = B"
            f" ({a._array.shape[-2]}x{a._array.shape[-1]} and"
            f" {rows}x{columns})"
        )
    try:
        return apply(LinalgSolveExBackward0, (a, b), vector)
    except np.linalg.LinAlgError:
        raise _LinAlgError(
            "torch.linalg.solve: The solver failed because the input matrix is singular."
        ) from None


def norm(A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False) -> Tensor:
    """A vector norm; of a matrix only the one that is the vector norm of its elements."""
    x = tensor_argument(A, "linalg_norm", 1, "A")
    matrix = (dim is None and x._array.ndim == 2) or (isinstance(dim, tuple) and len(dim) == 2)
    if ord not in (None, "fro") and matrix:
        raise NotImplementedError(sentence(f"linalg.norm(ord={ord!r}) of a matrix"))
    return any_norm(x, "fro" if ord is None else ord, dim, keepdim)


def matrix_norm(A: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False) -> Tensor:
    """The Frobenius norm of a matrix, or of each."""
    return norm(A, ord, tuple(dim), keepdim)


def matrix_power(A: Tensor, n: int) -> Tensor:
    """A matrix times itself, n factors; a negative n takes the inverse."""
    x = square(A, "matrix_power")
    if n == 0:
        return wrap(np.broadcast_to(np.eye(x._array.shape[-1], dtype=x._array.dtype),
                                    x._array.shape).copy())
    if n < 0:
        return matrix_power(inv(x), -n)
    half = matrix_power(x, n // 2) if n > 1 else None
    if half is None:
        return x
    return matmul(matmul(half, half), x) if n % 2 else matmul(half, half)


def matrix_rank(A: Tensor) -> Tensor:
    """The number of independent columns. It has no derivative."""
    return wrap(np.asarray(np.linalg.matrix_rank(A._array)))


def unrecorded(A: Any, name: str) -> Any:
    """The array of a matrix. Raises RuntimeError if it needs a gradient, which is not here."""
    x = tensor_argument(A, f"linalg_{name}", 1, "A")
    if x._requires_grad:
        raise RuntimeError(sentence(f"linalg.{name} of a recorded tensor"))
    if x._array.ndim < 2:
        raise RuntimeError(
            f"linalg.{name}: The input tensor A must have at least 2 dimensions.")
    return x._array


class Parts(tuple[Tensor, ...]):
    """What a decomposition returns: a tuple that has names and prints them."""

    names: tuple[str, ...]

    def __repr__(self) -> str:
        shown = ",\n".join(f"{name}={one!r}" for name, one in zip(self.names, self, strict=True))
        return f"torch.return_types.{type(self).__name__}(\n{shown})"

    def __getattr__(self, name: str) -> Any:
        if name in self.names:
            return self[self.names.index(name)]
        raise AttributeError(
            f"'torch.return_types.{type(self).__name__}' object has no attribute '{name}'")


def parts(name: str, names: str, arrays: Any) -> Any:
    """Arrays as a tuple of tensors with names."""
    kind = type(name, (Parts,), {"names": tuple(names.split())})
    return kind(wrap(np.ascontiguousarray(array)) for array in arrays)


def eigvalsh(A: Tensor) -> Tensor:
    """The eigenvalues of a symmetric matrix in order. Raises RuntimeError if A needs a gradient."""
    square(A, "eigvalsh")
    return wrap(np.linalg.eigvalsh(unrecorded(A, "eigvalsh")))


def eigh(A: Tensor) -> Any:
    """The eigenvalues of a symmetric matrix in order, and its eigenvectors as columns."""
    square(A, "eigh")
    return parts("linalg_eigh", "eigenvalues eigenvectors",
                 np.linalg.eigh(unrecorded(A, "eigh")))


def svd(A: Tensor, full_matrices: bool = True) -> Any:
    """U, the singular values S, and Vh, with A = U @ diag(S) @ Vh."""
    found = np.linalg.svd(unrecorded(A, "svd"), full_matrices=full_matrices)
    return parts("linalg_svd", "U S Vh", found)


def svdvals(A: Tensor) -> Tensor:
    """The singular values, the largest first."""
    return wrap(np.linalg.svd(unrecorded(A, "svdvals"), compute_uv=False))


def qr(A: Tensor, mode: Any = "reduced") -> Any:
    """Q with orthonormal columns and an upper triangular R, with A = Q @ R."""
    return parts("linalg_qr", "Q R", np.linalg.qr(unrecorded(A, "qr"), mode))


def cholesky(A: Tensor) -> Tensor:
    """The lower triangular L with A = L @ L.T, of a positive definite matrix."""
    square(A, "cholesky")
    array = unrecorded(A, "cholesky")
    for order in range(1, array.shape[-1] + 1):
        if not np.all(np.linalg.eigvalsh(array[..., :order, :order]) > 0):
            raise _LinAlgError(
                "linalg.cholesky: The factorization could not be completed because the input is"
                f" not positive-definite (the leading minor of order {order} is not"
                " positive-definite).")
    return wrap(np.linalg.cholesky(array))


def pinv(A: Tensor) -> Tensor:
    """The inverse in the sense of Moore and Penrose."""
    return wrap(np.linalg.pinv(unrecorded(A, "pinv")))


def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """The cross product of vectors of 3 elements along `dim`."""
    return any_cross(input, other, dim)


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.linalg", name))
