"""PyTorch's package `linalg`."""

from __future__ import annotations

import functools
import importlib
import math
from typing import Any

import numpy as np

from ... import dtypes
from ...ops.later.linear_algebra import (
    CholeskySolveBackward0,
    LinalgCholeskyExBackward0,
    LinalgDetBackward0,
    LinalgEighBackward0,
    LinalgInvExBackward0,
    LinalgLstsqBackward0,
    LinalgMatrixExpBackward0,
    LinalgPinvBackward0,
    LinalgQrBackward0,
    LinalgSlogdetBackward0,
    LinalgSolveExBackward0,
    LinalgSolveTriangularBackward0,
    LinalgSvdBackward0,
)
from ...ops.later.results import apply_several
from ...record import apply, unary
from ...tensor import Tensor, wrap
from ..absent import no_attribute, of_module, refuse
from ..arguments import check_dtypes, tensor_argument, wrap_dim
from ..elementwise import where
from ..linalg import matmul
from ..shape import permute, squeeze, unsqueeze
from .norms import norm as any_norm
from .norms import vector_norm as any_vector_norm
from .products import cross as any_cross

__all__ = [
    "LinAlgError", "cholesky", "cond", "cross", "det", "diagonal", "eigh", "eigvalsh", "inv",
    "lstsq", "matmul", "matrix_exp", "matrix_norm", "matrix_power", "matrix_rank", "norm",
    "pinv", "qr", "slogdet", "solve", "solve_triangular", "svd", "svdvals",
    "vector_norm",
]


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
    a, b = tensor_argument(A, "linalg_solve", 1, "A"), tensor_argument(B, "linalg_solve", 2, "B")
    if a._array.dtype.kind == "f" and a._array.dtype is not b._array.dtype:
        raise RuntimeError(
            "linalg.solve: Expected A and B to have the same dtype, but found A of type"
            f" {a.dtype.type_name} and B of type {b.dtype.type_name} instead")
    a = square(a, "solve")
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


def in_numpys_words(function: Any) -> Any:
    """A function of dimensions that also takes NumPy's words for them."""

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **{WORDS.get(word, word): value for word, value in kwargs.items()})

    return called


WORDS = {"axis": "dim", "keepdims": "keepdim"}
vector_norm = in_numpys_words(any_vector_norm)


@in_numpys_words
def norm(input: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The norm of a vector; of a matrix, or of two dimensions, with `ord` that of the matrix."""
    x = tensor_argument(input, "linalg_norm", 1, "A")
    pair = (dim is None and x._array.ndim == 2) or (isinstance(dim, (tuple, list))
                                                    and len(dim) == 2)
    if pair and ord is not None:
        return matrix_norm(x, ord, (-2, -1) if dim is None else dim, keepdim)
    return any_norm(x, "fro" if ord is None else ord, dim, keepdim)


@in_numpys_words
def matrix_norm(
    input: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False
) -> Tensor:
    """The norm of a matrix, or of each: "fro", "nuc", 2 and -2 by singular values, 1 and -1 by the
    sums of columns, inf and -inf by those of rows.
    """
    x = tensor_argument(input, "linalg_matrix_norm", 1, "A")
    if ord not in ("fro", "nuc", 2, -2, 1, -1, math.inf, -math.inf):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported.")
    rows, columns = two_dims(x, dim)
    if ord == "fro":
        return any_norm(x, "fro", (rows, columns), keepdim)
    if ord in ("nuc", 2, -2):
        order = [d for d in range(x.ndim) if d not in (rows, columns)] + [rows, columns]
        values = svdvals(permute(x, order))
        reduce = values.sum if ord == "nuc" else values.amax if ord > 0 else values.amin
        if not keepdim:
            return reduce(-1)
        return permute(unsqueeze(reduce(-1, True), -1), np.argsort(order).tolist())
    first, second = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = vector_norm(x, 1, first, keepdim)
    second -= second > first and not keepdim
    return sums.amax(second, keepdim) if ord > 0 else sums.amin(second, keepdim)


def two_dims(x: Tensor, dim: Any) -> tuple[int, int]:
    """The dimensions of the rows and of the columns.

    Raises RuntimeError for what is no matrix of floating-point numbers.
    """
    problem = None
    if x._array.dtype.kind != "f":
        problem = f"Expected a floating point or complex tensor as input. Got {x.dtype.type_name}"
    elif x.ndim < 2:
        problem = "The input tensor A must have at least 2 dimensions."
    elif isinstance(dim, int) or len(dim) != 2:
        shown = " ".join(map(str, (dim,) if isinstance(dim, int) else dim))
        problem = f"dim must be a 2-tuple. Got {shown}"
    elif wrap_dim(dim[0], x.ndim) == wrap_dim(dim[1], x.ndim):
        problem = f"dims must be different. Got ({dim[0]}, {dim[1]})"
    if problem:
        raise RuntimeError(f"linalg.matrix_norm: {problem}")
    return wrap_dim(dim[0], x.ndim), wrap_dim(dim[1], x.ndim)


def matrix_power(input: Tensor, n: int) -> Tensor:
    """A matrix times itself, n factors; a negative n takes the inverse."""
    x = square(input, "matrix_power")
    if n == 0:
        return wrap(np.broadcast_to(np.eye(x._array.shape[-1], dtype=x._array.dtype),
                                    x._array.shape).copy())
    if n < 0:
        return matrix_power(inv(x), -n)
    half = matrix_power(x, n // 2) if n > 1 else None
    if half is None:
        return x
    return matmul(matmul(half, half), x) if n % 2 else matmul(half, half)


def matrix_rank(input: Tensor, tol: Any = None, hermitian: bool = False, *, atol: Any = None,
                rtol: Any = None) -> Tensor:
    """The number of singular values above atol, or tol, and above rtol times the largest. It has no
    derivative.
    """
    if tensor_argument(input, "linalg_matrix_rank").ndim < 2:
        raise RuntimeError(
            "torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions.")
    array = matrices(input, "svd")._array
    values = np.abs(np.linalg.eigvalsh(square(input, "eigh")._array)) if hermitian else (
        np.linalg.svd(array, compute_uv=False))
    least = float(tol if atol is None else atol) if (tol, atol) != (None, None) else 0.0
    if rtol is None:
        rtol = 0.0 if least else max(array.shape[-2:]) * float(np.finfo(array.dtype).eps)
    largest = values.max(-1, keepdims=True, initial=0)
    bound = np.maximum(least, float(rtol) * largest)
    return wrap(dtypes.as_int64((values > bound).sum(-1)))


KERNELS = {"qr": "geqrf_cpu", "svd": "linalg_svd_cpu"}  # which PyTorch lacks for float16


def matrices(A: Any, name: str) -> Tensor:
    """A tensor of at least two dimensions."""
    x = tensor_argument(A, f"linalg_{name}", 1, "A")
    if x._array.ndim < 2:
        raise RuntimeError(
            f"linalg.{name}: The input tensor A must have at least 2 dimensions.")
    if x._array.dtype.char == "e" and name in KERNELS:
        raise NotImplementedError(f"\"{KERNELS[name]}\" not implemented for 'Half'")
    if x._array.dtype.kind != "f":
        raise RuntimeError(
            f"linalg.{name}: Expected a floating point or complex tensor as input. Got"
            f" {x.dtype.type_name}")
    return x


class Parts(tuple[Tensor, ...]):
    """What a decomposition returns: a tuple that has names and prints them."""

    names: tuple[str, ...]

    def __repr__(self) -> str:
        shown = ",\n".join(f"{name}={one!r}" for name, one in zip(self.names, self, strict=True))
        return f"torch.return_types.{type(self).__name__}(\n{shown})"

    def __getattr__(self, name: str) -> Any:
        if name in self.names:
            return self[self.names.index(name)]
        raise no_attribute(self, name)


def parts(name: str, names: str, results: Any) -> Any:
    """Tensors as a tuple with names."""
    kind = type(name, (Parts,), {"names": tuple(names.split()),
                                 "__module__": "torch.return_types"})
    return kind(results)


def eigh(input: Tensor, UPLO: str = "L") -> Any:
    """The eigenvalues of a symmetric matrix in order, and its eigenvectors as columns. UPLO: the
    triangle that is read, "L" the lower one, "U" the upper one.
    """
    return parts("linalg_eigh", "eigenvalues eigenvectors",
                 apply_several(LinalgEighBackward0, (square(input, "eigh"),), triangle(UPLO)))


def triangle(UPLO: str) -> str:
    if UPLO.upper() not in ("L", "U"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    return UPLO


def eigvalsh(input: Tensor, UPLO: str = "L") -> Tensor:
    """The eigenvalues of a symmetric matrix in order."""
    values, _ = apply_several(LinalgEighBackward0, (square(input, "eigvalsh"),), triangle(UPLO))
    return values


def svd(A: Tensor, full_matrices: bool = True) -> Any:
    """U, the singular values S, and Vh, with A = U @ diag(S) @ Vh."""
    return parts("linalg_svd", "U S Vh",
                 apply_several(LinalgSvdBackward0, (matrices(A, "svd"),), full_matrices))


def svdvals(A: Tensor) -> Tensor:
    """The singular values, the largest first."""
    _, values, _ = apply_several(LinalgSvdBackward0, (matrices(A, "svd"),), False)
    return values


def qr(A: Tensor, mode: Any = "reduced") -> Any:
    """Q with orthonormal columns and an upper triangular R, with A = Q @ R.

    Raises RuntimeError for a mode other than "reduced", "complete" and "r".
    """
    if isinstance(mode, str) and mode not in ("reduced", "complete", "r"):
        raise RuntimeError(f"qr received unrecognized mode '{mode}' but expected one of 'reduced'"
                           " (default), 'r', or 'complete'")
    return parts("linalg_qr", "Q R",
                 apply_several(LinalgQrBackward0, (matrices(A, "qr"),), mode))


def bad_minor(array: Any) -> int:
    """The order of the first leading minor that is not positive definite; 0 if all are."""
    orders = range(1, array.shape[-1] + 1)
    return next((order for order in orders
                 if not np.all(np.linalg.eigvalsh(array[..., :order, :order]) > 0)), 0)


def cholesky(input: Tensor, *, upper: bool = False) -> Tensor:
    """The lower triangular L with input = L @ L.T, of a positive definite matrix."""
    x = square(input, "cholesky")
    if order := bad_minor(x._array):
        raise _LinAlgError(
            "linalg.cholesky: The factorization could not be completed because the input is"
            f" not positive-definite (the leading minor of order {order} is not"
            " positive-definite).")
    return unary(LinalgCholeskyExBackward0, x, upper)


def pinv(input: Tensor, rcond: Any = None, hermitian: bool = False, *, atol: Any = None,
         rtol: Any = None) -> Tensor:
    """The inverse in the sense of Moore and Penrose.

    rcond, rtol: singular values up to so much of the largest count as 0; atol: those up to it
    hermitian: the lower triangle stands for a symmetric matrix
    """
    rtol = rcond if rtol is None else rtol
    return unary(LinalgPinvBackward0, matrices(input, "pinv"), 0.0 if atol is None else float(atol),
                 None if rtol is None else float(rtol), hermitian)


def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """`pinv`, for which hardly any singular value counts as 0."""
    return pinv(input, rcond)


def slogdet(A: Tensor) -> Any:
    """The sign of the determinant, and the logarithm of its size."""
    return parts("linalg_slogdet", "sign logabsdet",
                 apply_several(LinalgSlogdetBackward0, (square(A, "slogdet"),)))


def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant, nan if it is negative."""
    sign, logs = apply_several(LinalgSlogdetBackward0, (square(input, "slogdet"),))
    return where(sign.detach().eq(-1), wrap(np.asarray(np.nan, logs._array.dtype)), logs)


DRIVERS = "gels", "gelsy", "gelsd", "gelss"


def lstsq(input: Tensor, B: Tensor, rcond: Any = None, *, driver: Any = None) -> Any:
    """The X with the least |input @ X - B|, and what the driver of LAPACK tells: the squares
    that are left, a sum a column; the rank; the singular values.

    rcond: singular values up to so much of the largest count as 0, with "gelsd" and "gelss"

    Raises RuntimeError for an unknown driver.
    """
    a = matrices(input, "lstsq")
    b = tensor_argument(B, "linalg_lstsq", 2, "B")
    if a._array.dtype is not b._array.dtype:
        raise RuntimeError(
            "torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's"
            f" dtype {a.dtype.type_name} and other's dtype {b.dtype.type_name}")
    driver = driver or "gelsy"
    if driver not in DRIVERS:
        raise RuntimeError("torch.linalg.lstsq: parameter `driver` should be one of"
                           f" ({', '.join(DRIVERS)})")
    by_values = driver in ("gelsd", "gelss")
    if not by_values:
        refuse("linalg.lstsq", rcond=rcond)
    vector = b.ndim == a.ndim - 1
    columns = unsqueeze(b, -1) if vector else b
    solution = apply(LinalgLstsqBackward0, (a, columns), rcond)
    found = np.linalg.matrix_rank(a._array, rtol=rcond)
    left, values = (wrap(np.zeros(0, a._array.dtype)) for _ in range(2))
    full = driver == "gels" or bool(np.all(found == a.shape[-1]))
    if a.shape[-2] > a.shape[-1] and driver != "gelsy" and full:
        left = ((a @ solution - columns) ** 2).sum(-2)
    if by_values:
        values = svdvals(a.detach())
    rank = wrap(np.asarray([] if driver == "gels" else found, np.int64))
    return parts("linalg_lstsq", "solution residuals rank singular_values",
                 (squeeze(solution, -1) if vector else solution, left, rank, values))


def check_equation(A: Tensor, B: Tensor, left: bool, name: str) -> None:
    """Raise RuntimeError if A @ X = B, or X @ A = B without left, has no solution in shape."""
    if B.ndim < 2:
        raise RuntimeError(
            f"linalg.{name}: The input tensor B must have at least 2 dimensions.")
    if A.shape[-1] != B.shape[-2 if left else -1]:
        size = f"{A.shape[-2]}x{A.shape[-1]} and {B.shape[-2]}x{B.shape[-1]}"
        raise RuntimeError(f"linalg.{name}: Incompatible shapes of A and B for the equation"
                           f" {'AX = B' if left else 'XA = B'} ({size})")


def solve_triangular(input: Tensor, B: Tensor, *, upper: bool, left: bool = True,
                     unitriangular: bool = False) -> Tensor:
    """The solution of A @ X = B, or of X @ A = B, for a triangular A, the input."""
    check_equation(square(input, "solve_triangular"), B, left, "solve_triangular")
    if not left:
        return solve_triangular(input.mT, B.mT, upper=not upper, unitriangular=unitriangular).mT
    return apply(LinalgSolveTriangularBackward0, (input, B), upper, unitriangular)


def cholesky_solve(B: Tensor, L: Tensor, upper: bool = False) -> Tensor:
    """The solution of L @ L.T @ X = B."""
    for word, x in (("b", B), ("u", L)):
        if x.ndim < 2:
            raise RuntimeError(
                f"{word} should have at least 2 dimensions, but has {x.ndim} dimensions instead")
    (rows, columns), held = L.shape[-2:], B.shape[-2:]
    if rows != columns:
        raise RuntimeError(
            f"A must be batches of square matrices, but they are {rows} by {columns} matrices")
    if rows != held[0]:
        raise RuntimeError(
            f"Incompatible matrix sizes for cholesky_solve: each A matrix is {rows} by {columns}"
            f" but each b matrix is {held[0]} by {held[1]}")
    check_dtypes("Expected b and A to have the same dtype, but found b of type {0.type_name} and A"
                 " of type {1.type_name} instead.", B, L)
    return apply(CholeskySolveBackward0, (B, L), upper)


def cond(input: Tensor, p: Any = None) -> Tensor:
    """How much a matrix stretches at most, divided by how much at least."""
    if p in (None, 2):
        values = svdvals(input)
        return squeeze(values[..., :1] / values[..., -1:], -1)
    return matrix_norm(input, p) * matrix_norm(inv(input), p)


def matrix_exp(input: Tensor) -> Tensor:
    """The exponential of a matrix."""
    return unary(LinalgMatrixExpBackward0, square(input, "matrix_exp"))


def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The diagonals of the last two dimensions, as a view."""
    return A.diagonal(offset, dim1, dim2)


def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """The cross product of vectors of 3 elements along `dim`."""
    return any_cross(input, other, dim)


# Names of this package whose file is loaded when they are first used.
MORE = {"multi_dot": "matrix_chains"} | dict.fromkeys(
    ("cholesky_ex", "inv_ex", "solve_ex", "tensorinv", "tensorsolve", "vander", "vecdot"),
    "more_algebra") | dict.fromkeys(("lu", "lu_factor", "lu_factor_ex", "lu_solve"), "lu")


def __getattr__(name: str) -> Any:
    if name in MORE:
        return getattr(importlib.import_module(f"{__package__}.{MORE[name]}"), name)
    raise AttributeError(of_module("torch.linalg", name))
