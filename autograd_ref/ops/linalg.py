"""The rules of products of vectors and matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..node import Node
from ..record import call
from ..rounding.product_order import LARGE, in_order, of_batches, small, times_vector
from ..rounding.product_order import inner_product as dot_in_order
from .arithmetic import Product


def t(x: Any) -> Any:
    """A matrix transposed, array or tensor."""
    return x.T if type(x) is np.ndarray else x.t()


def product(a: Any, b: Any) -> Any:
    """The product of two matrices, arrays or tensors."""
    if type(a) is not np.ndarray:
        return a @ b
    found = in_order(a, b)
    return by_blas(a, b) if found is None else found


def by_blas(a: Any, b: Any) -> Any:
    """The product of two arrays in BLAS's order. `dot` is quicker to call, but fills its result
    with zeros first.
    """
    return a.dot(b) if len(a) * b.shape[1] < 50_000 else a @ b


def times(a: Any, v: Any) -> Any:
    """The product of a matrix and a vector, arrays or tensors."""
    return times_vector(a, v) if type(a) is np.ndarray and small(a, v[:, None]) else a @ v


def by_columns(a: Any) -> bool:
    """Whether a matrix, array or tensor, lies in memory column by column, as a gradient of it
    will.
    """
    array = a if type(a) is np.ndarray else a._array
    step, stride = array.strides
    return bool(step == array.itemsize and stride == step * len(array))


def few_rows(a: Any, b: Any) -> Any:
    """The product of a few rows with many columns: quicker as its transpose, and bit for bit equal.

    The result is turned back some columns at a time, which the processor's cache holds.
    """
    turned = b.T.dot(a.T)
    out = np.empty((len(a), len(turned)), turned.dtype)
    for start in range(0, len(turned), 128):
        out[:, start : start + 128] = turned[start : start + 128].T
    return out


class MmBackward0(Product):
    """Matrix times matrix, a @ b. Gradients: g @ b.T for a, a.T @ g for b."""

    forward = staticmethod(product)
    turned = False, False  # whether each factor lies column by column

    def save(ctx, arguments: Any) -> Any:
        a, b = arguments
        step = a._array.itemsize
        if a._array.strides[1] != step or b._array.strides[1] != step:
            ctx.turned = by_columns(a), by_columns(b)
        return Product.save(ctx, arguments)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        need_a, need_b = ctx.next_nodes
        turned_a, turned_b = ctx.turned
        grad_a = grad_b = None
        if need_a:
            grad_a = t(product(b, t(g))) if turned_a else product(g, t(b))
        if need_b:
            grad_b = t(product(t(g), a)) if turned_b else product(t(a), g)
        return grad_a, grad_b


class MvBackward0(Product):
    """Matrix times vector, a @ b. Gradients: outer(g, b) for a, a.T @ g for b."""

    forward = staticmethod(times)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        need_a, need_b = ctx.next_nodes
        return (
            g.reshape((-1, 1)) * b if need_a else None,
            times(t(a), g) if need_b else None,
        )


class DotBackward0(Product):
    """The inner product of two vectors. Gradients: g * b for a, g * a for b."""

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        plain = a.dtype.char != "f" or a.size > LARGE
        return (np.dot(a, b) if plain else dot_in_order(a, b)) + 0  # 0, not -0.0

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        need_a, need_b = ctx.next_nodes
        return (g * b if need_a else None), (g * a if need_b else None)


class BmmBackward0(Product):
    """A batch of matrix products. Gradients: those of the matrix product, one by one."""

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return of_batches(a, b) if small(a, b) else np.matmul(a, b)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        need_a, need_b = ctx.next_nodes
        return (
            call(BmmBackward0, g, b.swapaxes(1, 2)) if need_a else None,
            call(BmmBackward0, a.swapaxes(1, 2), g) if need_b else None,
        )


class AddmmBackward0(Node):
    """beta * c + alpha * (a @ b). Gradients: beta * g for c, and alpha times those of the matrix
    product, laid out as b is.
    """

    arity = 3

    @staticmethod
    def forward(c: Any, a: Any, b: Any, by_columns: bool, beta: float, alpha: float) -> Any:
        plain = alpha == beta == 1
        out = in_order(a, b, onto=c if plain else None)
        if out is None:
            few = b.size > 50_000 and 2 * len(a) <= len(b.T)
            out = few_rows(a, b) if few else by_blas(a, b)
        elif plain:
            return out
        if alpha != 1:
            out *= out.dtype.type(alpha)
        if beta:  # else what c holds does not count, not even nan
            out += c if beta == 1 else c * c.dtype.type(beta)
        return out

    def save(ctx, arguments: Any) -> Any:
        _, a, b, *params = arguments
        _, need_a, need_b = ctx.next_nodes
        return (a if need_b else None), (b if need_a else None), *params

    def backward(
        ctx, g: Any, a: Any, b: Any, by_columns: bool, beta: float, alpha: float
    ) -> Any:
        _, need_a, need_b = ctx.next_nodes
        grad_c, g = g if beta == 1 else g * beta, g if alpha == 1 else g * alpha
        grad_a = product(g, t(b)) if need_a else None
        if not need_b:
            return grad_c, grad_a, None
        return grad_c, grad_a, t(product(t(g), a)) if by_columns else product(t(a), g)
