"""The rules of decompositions into a lower and an upper triangle: x = p @ l @ u, where p orders the
rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from .diagonals import TriuBackward0
from .linear_algebra import beside, lower, solved
from .results import Results, call_several, total


def upper(x: Any) -> Any:
    return call(TriuBackward0, x, 0)


def eye(x: Any, rows: int, columns: int, diagonal: int = 0) -> Any:
    """Ones on a diagonal, to calculate with beside x."""
    return beside(x, np.eye(rows, columns, diagonal, getattr(x, "_array", x).dtype))


def halves(both: Any) -> tuple[Any, Any]:
    """The triangles that stand in one array; the lower one has ones on its diagonal."""
    rows, columns = both.shape[-2:]
    size = min(rows, columns)
    return lower(both[..., :size], -1) + eye(both, rows, size), upper(both[..., :size, :])


def joined(of_l: Any, of_u: Any) -> Any:
    """The gradient of the array in which both triangles stand, from those of the triangles."""
    left = None if of_l is None else lower(of_l, -1)
    if left is not None and of_u is not None:
        left = left @ eye(left, left.shape[-1], of_u.shape[-1])
    right = None if of_u is None else upper(of_u)
    if right is not None and of_l is not None:
        right = eye(right, of_l.shape[-2], right.shape[-2]) @ right
    return total(left, right)


def of_matrix(p: Any, l: Any, u: Any, of_l: Any, of_u: Any) -> Any:  # noqa: E741
    """The gradient of the matrix: p @ solve(l.T, m) @ inverse(u).T, where m has the lower half of
    l.T @ (g of l), without its diagonal, and the upper half of (g of u) @ u.T. Rows and columns
    beyond the square lead to it.
    """
    size = l.shape[-1]
    more_rows, more_columns = l.shape[-2] - size, u.shape[-1] - size
    beyond = None
    if more_rows and of_l is not None:
        beyond = solved(u, of_l[..., size:, :].mT).mT
        of_l, of_u = of_l[..., :size, :], total(of_u, -(l[..., size:, :].mT @ beyond))
    if more_columns and of_u is not None:
        beyond = solved(l.mT, of_u[..., size:])
        of_u, of_l = of_u[..., :size], total(of_l, -(beyond @ u[..., size:].mT))
    l, u = l[..., :size, :], u[..., :size]  # noqa: E741
    m = total(None if of_l is None else lower(l.mT @ of_l, -1),
              None if of_u is None else upper(of_u @ u.mT))
    found = solved(l.mT, solved(u, m.mT).mT)
    if more_rows:
        found = eye(found, size + more_rows, size) @ found
    elif more_columns:
        found = found @ eye(found, size, size + more_columns)
    if beyond is not None and more_rows:
        found = found + eye(found, size + more_rows, more_rows, -size) @ beyond
    elif beyond is not None:
        found = found + beyond @ eye(found, more_columns, size + more_columns, size)
    return beside(found, p) @ found


class LinalgLuBackward0(Results):
    """The triangles l and u of a matrix; `both` holds them, and p is the order of its rows."""

    @staticmethod
    def forward(x: Any, both: Any, p: Any) -> Any:
        return halves(both)

    def backward(ctx, g: Any, x: Any, both: Any, p: Any) -> Any:
        return of_matrix(p, *call_several(LinalgLuBackward0, x, both, p), *g)


class LinalgLuFactorExBackward0(Node):
    """Both triangles in one array. Gradient: that of the triangles, each from its part of g."""

    @staticmethod
    def forward(x: Any, both: Any, p: Any) -> Any:
        return both

    def backward(ctx, g: Any, x: Any, both: Any, p: Any) -> Any:
        rows, columns = g.shape[-2:]
        size = min(rows, columns)
        triangles = halves(call(LinalgLuFactorExBackward0, x, both, p))
        return of_matrix(p, *triangles, g[..., :size], g[..., :size, :])


class LuUnpackBackward0(Results):
    """The triangles of an array that holds both. Gradient: that of each in its part."""

    @staticmethod
    def forward(both: Any) -> Any:
        return halves(both)

    def backward(ctx, g: Any, both: Any) -> Any:
        of_l, of_u = g
        found = joined(of_l, of_u)
        if of_l is None or of_u is None:
            return eye(found, both.shape[-2], found.shape[-2]) @ found @ eye(
                found, found.shape[-1], both.shape[-1])
        return found


class LinalgLuSolveBackward0(Node):
    """The solution y of x @ y = b for x = p @ l @ u, or of x.T @ y = b; for `left` False of
    y @ x = b, or of y @ x.T = b.

    Gradients: h, the solution for the transposed x, of b. With left and without adjoint, and
    m = solve(u.T, g @ y.T), the upper half of -m for u, the lower one of -solve(l.T, m @ u.T) for
    l; of the transposed x with k = (solve(l, p.T @ g @ y.T @ p)).T those of -l.T @ k @ inverse(u).T
    and of -k.
    """

    arity = 2

    @staticmethod
    def forward(both: Any, b: Any, p: Any, left: bool, adjoint: bool) -> Any:
        l, u = halves(both)  # noqa: E741
        if not left:
            b, adjoint = b.mT, not adjoint
        if adjoint:
            found = p @ np.linalg.solve(l.mT, np.linalg.solve(u.mT, b))
        else:
            found = np.linalg.solve(u, np.linalg.solve(l, p.mT @ b))
        return found if left else found.mT

    def backward(
        ctx, g: Any, both: Any, y: Any, p: Any, left: bool, adjoint: bool
    ) -> Any:
        l, u = halves(both)  # noqa: E741
        of_b = call(LinalgLuSolveBackward0, both, g, p, left, not adjoint)
        if not left:
            g, y, adjoint = g.mT, y.mT, not adjoint
        if adjoint:
            order = beside(g, p)
            k = solved(l, order.mT @ g @ y.mT @ order).mT
            return joined(-k, -solved(u, k.mT @ l).mT), of_b
        m = solved(u.mT, g @ y.mT)
        return joined(-solved(l.mT, m @ u.mT), -m), of_b
