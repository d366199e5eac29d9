"""The rules of inverses, solutions and determinants."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ...rounding import lu
from ...tensor import Tensor, wrap
from ..indexing import PlaceBackward0
from .diagonals import DiagEmbedBackward0, TrilBackward0, TriuBackward0
from .results import Results, call_several, total


class LinalgInvExBackward0(Node):
    """The inverse y of a matrix. Gradient: -y.T @ g @ y.T."""

    @staticmethod
    def forward(x: Any) -> Any:
        return lu.inverse(x)

    def backward(ctx, g: Any, y: Any) -> Any:
        return -(y.mT @ g @ y.mT)


class LinalgSolveExBackward0(Node):
    """The solution y of a @ y = b, for a vector b or a matrix of columns.

    Gradients: h = solve(a.T, g) for b, -h @ y.T for a.
    """

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, vector: bool) -> Any:
        return lu.solution(a, b[..., None])[..., 0] if vector else lu.solution(a, b)

    def backward(ctx, g: Any, a: Any, y: Any, vector: bool) -> Any:
        need_a, _ = ctx.next_nodes
        if vector:
            h = call(LinalgSolveExBackward0, a.mT, g[..., None], False).squeeze(-1)
        else:
            h = call(LinalgSolveExBackward0, a.mT, g, False)
        if not need_a:
            return None, h
        return -(h[..., None] * y[..., None, :] if vector else h @ y.mT), h


class LinalgDetBackward0(Node):
    """The determinant y of a matrix x. Gradient: g * y * inverse(x).T."""

    @staticmethod
    def forward(x: Any) -> Any:
        return lu.determinant(x)

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        return transposed_solution(x, g * y)


class LinalgSlogdetBackward0(Results):
    """The sign of the determinant, and the logarithm of its size.

    Gradient: that of the logarithm * inverse(x).T.
    """

    @staticmethod
    def forward(x: Any) -> Any:
        return lu.log_determinant(x)

    def backward(ctx, g: Any, x: Any) -> Any:
        _, of_logs = g
        if of_logs is None:
            return x * 0
        return transposed_solution(x, of_logs)


def transposed_solution(x: Any, size: Any) -> Any:
    """inverse(x).T * size, as PyTorch computes it."""
    return solved(x.mT, size[..., None, None] * eye_like(x, x.shape[-1]))


def lower(x: Any, diagonal: int = 0) -> Any:
    return call(TrilBackward0, x, diagonal)


def solved(a: Any, b: Any) -> Any:
    return call(LinalgSolveExBackward0, a, b, False)


def beside(x: Any, array: Any) -> Any:
    """A constant to calculate with beside x: an array, or a tensor."""
    return wrap(np.asarray(array)) if isinstance(x, Tensor) else array


def eye_like(x: Any, size: int) -> Any:
    return beside(x, np.eye(size, dtype=getattr(x, "_array", x).dtype))


class LinalgCholeskyExBackward0(Node):
    """The lower triangular y with y @ y.T = x. Gradient: solve(y.T, s) @ inverse(y), with s the
    symmetric matrix whose lower half is that of y.T @ g, halved.
    """

    @staticmethod
    def forward(x: Any, upper: bool) -> Any:
        found = np.linalg.cholesky(x)
        return found.mT if upper else found

    def backward(ctx, g: Any, y: Any, upper: bool) -> Any:
        g, y = (g.mT, y.mT) if upper else (g, y)
        p = y.mT @ g
        s = (lower(p) + lower(p, -1).mT) * 0.5
        return solved(y.mT, solved(y.mT, s).mT).mT


class LinalgSolveTriangularBackward0(Node):
    """The solution y of a @ y = b for a triangular a. Gradients: h = solve(a.T, g) for b, and the
    triangle of -h @ y.T for a.
    """

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, upper: bool, unitriangular: bool) -> Any:
        half = np.triu(a) if upper else np.tril(a)
        if unitriangular:
            half = half - half * np.eye(a.shape[-1]) + np.eye(a.shape[-1], dtype=a.dtype)
        return np.linalg.solve(half, b)

    def backward(ctx, g: Any, a: Any, y: Any, upper: bool, unitriangular: bool) -> Any:
        h = call(LinalgSolveTriangularBackward0, a.mT, g, not upper, unitriangular)
        edge = int(unitriangular)
        half = call(TriuBackward0, -(h @ y.mT), edge) if upper else lower(-(h @ y.mT), -edge)
        return half, h


class LinalgEighBackward0(Results):
    """The eigenvalues w and the eigenvectors v of a symmetric matrix.

    Gradient: v @ (diag(g of w) + (v.T @ g of v) / e) @ v.T with e[i, j] = w[j] - w[i].
    """

    @staticmethod
    def forward(x: Any, triangle: Any) -> Any:
        return tuple(np.linalg.eigh(x, triangle))

    def backward(ctx, g: Any, x: Any, triangle: Any) -> Any:
        of_w, of_v = g
        w, v = call_several(LinalgEighBackward0, x, triangle)
        inner = None
        if of_v is not None:
            apart = w[..., None, :] - w[..., :, None] + eye_like(x, x.shape[-1])
            p = v.mT @ of_v
            inner = (p - p * eye_like(x, x.shape[-1])) / apart
        if of_w is not None:
            inner = total(inner, on_diagonal(of_w))
        return v @ inner @ v.mT


def on_diagonal(x: Any) -> Any:
    """Matrices with the vectors x on their diagonals."""
    places = np.arange(x.shape[-1])
    return call(DiagEmbedBackward0, x, (*x.shape, len(places)), (..., places, places))


class LinalgSvdBackward0(Results):
    """u, s and vh with x = u @ diag(s) @ vh.

    Gradient: that of Townsend, Differentiating the Singular Value Decomposition, 2016.
    """

    @staticmethod
    def forward(x: Any, full: bool) -> Any:
        return tuple(np.linalg.svd(x, full_matrices=full))

    def backward(ctx, g: Any, x: Any, full: bool) -> Any:
        of_u, of_s, of_vh = g
        u, s, vh = call_several(LinalgSvdBackward0, x, False)
        if of_u is None and of_vh is None:
            return (u * of_s[..., None, :]) @ vh
        rank = s.shape[-1]
        squares = s * s
        apart = squares[..., None, :] - squares[..., :, None] + eye_like(x, rank)
        inner = None if of_s is None else on_diagonal(of_s)
        if of_u is not None:
            p = u.mT @ of_u[..., :, :rank]
            inner = total(inner, (p - p.mT) / apart * s[..., None, :])
        if of_vh is not None:
            q = vh @ of_vh[..., :rank, :].mT
            inner = total(inner, s[..., :, None] * ((q - q.mT) / apart))
        found = u @ inner @ vh
        if of_u is not None and x.shape[-2] > rank:
            rest = of_u[..., :, :rank] / s[..., None, :]
            found = found + (rest - u @ (u.mT @ rest)) @ vh
        if of_vh is not None and x.shape[-1] > rank:
            rest = of_vh[..., :rank, :] / s[..., :, None]
            found = found + u @ (rest - rest @ vh.mT @ vh)
        return found


class LinalgQrBackward0(Results):
    """q with orthonormal columns and the upper triangular r with x = q @ r.

    Gradient: (g of q + q @ m) @ inverse(r).T, m the symmetric matrix with the lower half of
    r @ (g of r).T - (g of q).T @ q.
    """

    @staticmethod
    def forward(x: Any, mode: Any) -> Any:
        return tuple(np.linalg.qr(x, mode))

    def backward(ctx, g: Any, x: Any, mode: Any) -> Any:
        of_q, of_r = g
        q, r = call_several(LinalgQrBackward0, x, mode)
        m = total(None if of_r is None else r @ of_r.mT,
                  None if of_q is None else -(of_q.mT @ q))
        turned = q @ (lower(m) + lower(m, -1).mT)
        return solved(r, total(of_q, turned).mT).mT


class LinalgPinvBackward0(Node):
    """The inverse y in the sense of Moore and Penrose. Singular values up to atol, and those up to
    rtol times the largest, count as 0.

    Gradient: that of Golub and Pereyra, 1973.
    """

    @staticmethod
    def forward(x: Any, atol: float, rtol: float | None, hermitian: bool) -> Any:
        limit: Any = max(x.shape[-2:]) * np.finfo(x.dtype).eps if rtol is None else rtol
        if atol:
            largest = np.linalg.svd(x, compute_uv=False, hermitian=hermitian).max(-1, initial=0)
            with np.errstate(all="ignore"):
                limit = np.maximum(0 if rtol is None else rtol, atol / largest)
        return np.linalg.pinv(x, limit, hermitian)

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        return of_pseudoinverse(g, x, y)


def of_pseudoinverse(g: Any, x: Any, y: Any) -> Any:
    """The gradient of x from g, that of its pseudoinverse y."""
    turned = g.mT
    one = turned @ y
    found = -(y @ one).mT + one @ y.mT - x @ y @ one @ y.mT
    return found + y.mT @ y @ (turned - one @ x)


class LinalgLstsqBackward0(Node):
    """The y with the least |a @ y - b|: pinv(a, rtol) @ b. Gradients: those of the product."""

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, rtol: float | None) -> Any:
        return LinalgPinvBackward0.forward(a, 0.0, rtol, False) @ b

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        inverse = call(LinalgPinvBackward0, a, 0.0, None, False)
        return of_pseudoinverse(g @ b.mT, a, inverse), inverse.mT @ g


class CholeskySolveBackward0(Node):
    """The solution y of c @ c.T @ y = b, c triangular. Gradients: h = the solution for g, for b;
    for c -(h @ y.T + y @ h.T) @ c, also outside of the triangle, as in PyTorch.
    """

    arity = 2

    @staticmethod
    def forward(b: Any, c: Any, upper: bool) -> Any:
        half = np.triu(c).mT if upper else np.tril(c)
        return np.linalg.solve(half @ half.mT, b)

    def backward(ctx, g: Any, c: Any, y: Any, upper: bool) -> Any:
        h = call(CholeskySolveBackward0, g, c, upper)
        both = -(h @ y.mT + y @ h.mT)
        return h, c @ both if upper else both @ c


class LinalgMatrixExpBackward0(Node):
    """The exponential of a matrix: 1 + x + x @ x / 2 + ...

    Gradient: the upper right block of the exponential of [[x.T, g], [0, x.T]].
    """

    @staticmethod
    def forward(x: Any) -> Any:
        halvings = max(0, int(np.ceil(np.log2(max(np.abs(x).sum(-1).max(initial=0), 1e-30)))) + 4)
        part = x.astype(np.float64) / 2.0**halvings
        term = out = np.broadcast_to(np.eye(x.shape[-1]), x.shape)
        for order in range(1, 12):
            term = term @ part / order
            out = out + term
        for _ in range(halvings):
            out = out @ out
        return np.asarray(out).astype(x.dtype)

    def backward(ctx, g: Any, x: Any) -> Any:
        n = x.shape[-1]
        shape, first, second = (*x.shape[:-2], 2 * n, 2 * n), slice(n), slice(n, 2 * n)
        both = call(PlaceBackward0, g, shape, (..., first, second))
        for half in (first, second):
            both = both + call(PlaceBackward0, x.mT, shape, (..., half, half))
        return call(LinalgMatrixExpBackward0, both)[..., first, second]
