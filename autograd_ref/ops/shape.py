"""The rules of the same numbers in another shape."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import layout
from ..node import Node
from ..record import call, zeros_like
from ..tensor import Tensor


class Reshaping(Node):
    """Base of the operations whose rule puts the gradient back into the shape of the input."""

    def backward(ctx, g: Any) -> Any:
        return g.reshape(ctx.input_shape())


class ViewBackward0(Reshaping):
    """x in another shape, sharing its memory. Gradient: g in the shape of x."""

    @staticmethod
    def forward(x: Any, shape: tuple[int, ...]) -> Any:
        return x.reshape(shape)


class UnsafeViewBackward0(ViewBackward0):
    """x in another shape, where PyTorch forgets that it is a view."""


class ReshapeAliasBackward0(ViewBackward0):
    """The view that `reshape` takes of a tensor that is not contiguous."""


class SqueezeBackward0(Reshaping):
    """x without its dimensions of size 1. Gradient: g in the shape of x."""

    def backward(ctx, g: Any) -> Any:
        shape = ctx.input_shape()
        return g if g.shape == shape else g.reshape(shape)

    @staticmethod
    def forward(x: Any, *dims: int) -> Any:
        if x.ndim == 0:
            return x[...]
        if not dims:
            return x.squeeze()
        return x.squeeze(tuple([d for d in dims if x.shape[d] == 1]))


class SqueezeBackward1(SqueezeBackward0):
    """x without one dimension, if its size is 1. Gradient: g in the shape of x."""


class SqueezeBackward2(SqueezeBackward0):
    """x without those of some dimensions that have size 1. Gradient: g in the shape of x."""

    @staticmethod
    def forward(x: Any, *dims: Any) -> Any:
        return x.squeeze(tuple([d for d in dims[0] if x.shape[d] == 1]))


class SqueezeBackward4(Reshaping):
    """The first dimension of size 1 taken away inside a matmul. Gradient: g in the shape of x."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x[0]


class UnsqueezeBackward0(Reshaping):
    """x with a new dimension of size 1. Gradient: g without it."""

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        return x.reshape((*x.shape[:dim], 1, *x.shape[dim:]))


class ExpandBackward0(Node):
    """x repeated along dimensions of size 1, without copying. Gradient: g summed over them."""

    @staticmethod
    def forward(x: Any, shape: tuple[int, ...]) -> Any:
        return np.broadcast_to(x, shape)

    def backward(ctx, g: Any) -> Any:
        if isinstance(g, Tensor) and g._array.ndim == 0:
            return g.sum()  # as PyTorch does with one number, too
        return g  # the engine undoes broadcasting


class PermuteBackward0(Node):
    """x with its dimensions in another order. Gradient: g with the order undone."""

    @staticmethod
    def forward(x: Any, dims: tuple[int, ...]) -> Any:
        return np.transpose(x, dims)

    def backward(ctx, g: Any, dims: tuple[int, ...]) -> Any:
        return call(PermuteBackward0, g, tuple(dims.index(d) for d in range(len(dims))))


class TransposeBackward0(Node):
    """x with two dimensions exchanged. Gradient: g with them exchanged."""

    @staticmethod
    def forward(x: Any, dim0: int, dim1: int) -> Any:
        return x.swapaxes(dim0, dim1) if x.ndim else x

    def backward(ctx, g: Any, dim0: int, dim1: int) -> Any:
        return call(TransposeBackward0, g, dim0, dim1)


class TBackward0(Node):
    """A matrix transposed. Gradient: g transposed."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x.T

    def backward(ctx, g: Any) -> Any:
        return g.T


class AliasBackward0(Node):
    """x itself, as a view. Gradient: g."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x[...]

    def backward(ctx, g: Any) -> Any:
        return g


class CloneBackward0(Node):
    """A copy of x. Gradient: g."""

    @staticmethod
    def forward(x: Any, order: Any = None) -> Any:
        return np.array(x, order=order or layout(x))

    def backward(ctx, g: Any) -> Any:
        return g


class ToCopyBackward0(Node):
    """x in another dtype. Gradient: g in the dtype of x."""

    @staticmethod
    def forward(x: Any, dtype: Any) -> Any:
        return x.astype(dtype, order=layout(x))

    def backward(ctx, g: Any) -> Any:
        return g  # the engine gives it the dtype of x


class FlipBackward0(Node):
    """x with the order along some dimensions turned round. Gradient: g turned round."""

    @staticmethod
    def forward(x: Any, dims: tuple[int, ...]) -> Any:
        return np.flip(x, dims).copy("K")

    def backward(ctx, g: Any, dims: tuple[int, ...]) -> Any:
        return call(FlipBackward0, g, dims)


class CatBackward0(Node):
    """Tensors joined along a dimension. Each gets its part of g."""

    dim: int
    shapes: list[tuple[int, ...]]

    @staticmethod
    def forward(*args: Any) -> Any:
        parts = [x for x in args[:-1] if x.shape != (0,)] or args[:1]
        return np.ascontiguousarray(np.concatenate(parts, axis=args[-1]))

    def save(ctx, arguments: Any) -> Any:
        *parts, ctx.dim = arguments
        ctx.shapes = [x._array.shape for x in parts]
        return ()

    def backward(ctx, g: Any) -> Any:
        before = (slice(None),) * ctx.dim
        grads, end = [], 0
        for shape, needed in zip(ctx.shapes, ctx.next_nodes, strict=True):
            if shape == (0,):  # joins anything
                grad = zeros_like(g.reshape(-1)[:0])
            else:
                start, end = end, end + shape[ctx.dim]
                grad = g[(*before, slice(start, end))]
            grads.append(grad if needed else None)
        return tuple(grads)


class StackBackward0(Node):
    """Tensors of one shape as the slices of a new dimension. Each gets its slice of g."""

    dim: int

    @staticmethod
    def forward(*args: Any) -> Any:
        return np.ascontiguousarray(np.stack(args[:-1], axis=args[-1]))

    def save(ctx, arguments: Any) -> Any:
        ctx.dim = arguments[-1]
        return ()

    def backward(ctx, g: Any) -> Any:
        before = (slice(None),) * ctx.dim
        return tuple(
            g[(*before, place)] if needed else None for place, needed in enumerate(ctx.next_nodes)
        )


def spread(g: Any, shape: tuple[int, ...]) -> Any:
    """A gradient repeated to a shape; an array in memory of its own."""
    if isinstance(g, Tensor):
        return g.expand(shape)
    out = np.empty(shape, g.dtype)
    if g.ndim:
        out[...] = g
    else:
        out.fill(g)
    return out
