"""The rules of inverses, solutions and determinants. Loaded when first used."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..node import Node
from ..record import call


class LinalgInvExBackward0(Node):
    """The inverse y of a matrix. Gradient: -y.T @ g @ y.T."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.linalg.inv(x)

    def backward(ctx, g: Any, y: Any) -> Any:
        return -(y.mT @ g @ y.mT)


class LinalgSolveExBackward0(Node):
    """The solution y of a @ y = b, for a vector b or a matrix of columns.

    Gradients: h = solve(a.T, g) for b, -h @ y.T for a.
    """

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, vector: bool) -> Any:
        return np.linalg.solve(a, b[..., None])[..., 0] if vector else np.linalg.solve(a, b)

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
        return np.asarray(np.linalg.det(x))

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        return (g * y)[..., None, None] * call(LinalgInvExBackward0, x).mT
