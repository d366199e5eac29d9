"""The rules of products that are added to something."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ...rounding.fused import fused
from ...rounding.product_order import of_batches, small
from ..linalg import BmmBackward0, MvBackward0
from ..reduction import SumBackward1


def added(product: Any) -> Any:
    """The function beta * c + alpha * product(a, b)."""

    def forward(c: Any, a: Any, b: Any, beta: float, alpha: float) -> Any:
        found = product(a, b)
        found = found if alpha == 1 else found * found.dtype.type(alpha)
        return found if beta == 0 else found + (c if beta == 1 else c * c.dtype.type(beta))

    return forward


class Added(Node):
    """Base of beta * c + alpha * product. Gradients: beta * g for c, and alpha times those of the
    product.
    """

    arity = 3
    forward = staticmethod(added(np.matmul))

    def backward(ctx, g: Any, a: Any, b: Any, beta: float, alpha: float) -> Any:
        need_c = ctx.next_nodes[0]
        grad_a, grad_b = ctx.factors(g if alpha == 1 else g * alpha, a, b)
        return (g if beta == 1 else g * beta) if need_c else None, grad_a, grad_b

    def factors(ctx, g: Any, a: Any, b: Any) -> Any:
        """The gradients of the product."""
        raise NotImplementedError


class BaddbmmBackward0(Added):
    """beta * c + alpha * (a @ b) for batches of matrices."""

    @staticmethod
    def forward(c: Any, a: Any, b: Any, beta: float, alpha: float) -> Any:
        if alpha == beta == 1 and small(a, b):
            return of_batches(a, b, c)
        return added(BmmBackward0.forward)(c, a, b, beta, alpha)

    def factors(ctx, g: Any, a: Any, b: Any) -> Any:
        return call(BmmBackward0, g, b.swapaxes(1, 2)), call(BmmBackward0, a.swapaxes(1, 2), g)


class AddmvBackward0(Added):
    """beta * c + alpha * (a @ b) for a matrix and a vector."""

    def factors(ctx, g: Any, a: Any, b: Any) -> Any:
        return g.reshape((-1, 1)) * b, call(MvBackward0, a.T, g)


class AddrBackward0(Added):
    """beta * c + alpha * outer(a, b)."""

    forward = staticmethod(added(np.outer))

    def factors(ctx, g: Any, a: Any, b: Any) -> Any:
        return call(MvBackward0, g, b), call(MvBackward0, g.T, a)


class AddbmmBackward0(Added):
    """beta * c + alpha times the sum of a batch of products a @ b."""

    forward = staticmethod(added(lambda a, b: np.matmul(a, b).sum(0)))

    def factors(ctx, g: Any, a: Any, b: Any) -> Any:
        return g @ b.swapaxes(1, 2), a.swapaxes(1, 2) @ g


class LerpBackward1(Node):
    """a + w * (b - a). Gradients: g * (1 - w) for a, g * w for b, g * (b - a) for w."""

    arity = 3

    @staticmethod
    def forward(a: Any, b: Any, w: Any) -> Any:
        a, b, w = np.broadcast_arrays(a, b, w)
        near, far = fused(b - a, w, a), fused(a - b, 1 - w, b)
        return np.where(np.abs(w) < 0.5, near, far)

    def backward(ctx, g: Any, a: Any, b: Any, w: Any) -> Any:
        need_a, need_b, need_w = ctx.next_nodes
        return (g * (1 - w) if need_a else None, g * w if need_b else None,
                g * (b - a) if need_w else None)


class TrilinearBackward0(Node):
    """The sums over i and j of a[n, i] * w[k, i, j] * b[n, j], (n, k).

    Gradients: the same sums with g in place of one of the three.
    """

    arity = 3

    @staticmethod
    def forward(a: Any, w: Any, b: Any) -> Any:
        return np.einsum("ni,kij,nj->nk", a, w, b)

    def backward(ctx, g: Any, a: Any, w: Any, b: Any) -> Any:
        n, k = tuple(g.shape)
        _, i, j = tuple(w.shape)
        right = (b @ w.reshape(k * i, j).T).reshape((n, k, i))  # sums over j
        grad_a = call(SumBackward1, right * g.reshape((n, k, 1)), (1,), False)
        left = (g.T.reshape((k, n, 1)) * a.reshape((1, n, i))).swapaxes(1, 2)  # (k, i, n)
        grad_w = (left.reshape((k * i, n)) @ b).reshape((k, i, j))
        sums = (a @ w.swapaxes(0, 1).reshape((i, k * j))).reshape((n, k, j))
        grad_b = call(SumBackward1, sums * g.reshape((n, k, 1)), (1,), False)
        return grad_a, grad_w, grad_b


class LinalgCrossBackward0(Node):
    """a x b along a dimension of size 3. Gradients: b x g, and g x a."""

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, dim: int) -> Any:
        a, b = np.moveaxis(a, dim, -1), np.moveaxis(b, dim, -1)
        turn, turn_back = [1, 2, 0], [2, 0, 1]
        product = a[..., turn] * b[..., turn_back] - a[..., turn_back] * b[..., turn]
        return np.moveaxis(product, -1, dim)

    def backward(ctx, g: Any, a: Any, b: Any, dim: int) -> Any:
        return (call(LinalgCrossBackward0, b, g, dim), call(LinalgCrossBackward0, g, a, dim))
