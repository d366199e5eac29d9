"""The rules of windows, blocks and elements put into places."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call
from ..elementwise import AbsBackward0, SignBackward0, WhereBackward0
from ..indexing import PlaceBackward0, TakeBackward0
from ..inplace import numbered, strewn
from ..reduction import SumBackward1
from .arranging import Adding, ScatterBackward0, ScatterBackward1


class UnfoldBackward0(Node):
    """The windows of x along a dimension, as a view; their elements are the last dimension.

    Gradient: the sum of g for each of its places in x.
    """

    @staticmethod
    def forward(x: Any, dim: int, size: int, step: int) -> Any:
        windows = np.lib.stride_tricks.sliding_window_view(x, size, dim, writeable=True)
        return windows[(*(slice(None),) * dim, slice(None, None, step))]

    def backward(ctx, g: Any, dim: int, size: int, step: int) -> Any:
        shape = ctx.input_shape()
        return strewn(g, shape, UnfoldBackward0.forward(numbered(shape), dim, size, step))


class BlockDiagBackward0(Node):
    """Matrices along the diagonal of a larger one. Each gets its part of g."""

    shapes: list[tuple[int, ...]]

    @staticmethod
    def forward(*matrices: Any) -> Any:
        blocks = [np.atleast_2d(x) for x in matrices]
        out = np.zeros(tuple(sum(b.shape[d] for b in blocks) for d in (0, 1)),
                       dtypes.promote(*matrices).numpy)
        row = column = 0
        for block in blocks:
            rows, columns = block.shape
            out[row : row + rows, column : column + columns] = block
            row, column = row + rows, column + columns
        return out

    def save(ctx, arguments: Any) -> Any:
        ctx.shapes = [x._array.shape for x in arguments]
        return ()

    def backward(ctx, g: Any) -> Any:
        row = column = 0
        found = []
        for shape, needed in zip(ctx.shapes, ctx.next_nodes, strict=True):
            rows, columns = (1,) * (2 - len(shape)) + shape
            part = g[row : row + rows, column : column + columns]
            part = part if len(shape) == 2 else part.reshape(shape)
            found.append(part if needed else None)
            row, column = row + rows, column + columns
        return tuple(found)


class IndexFillBackward0(ScatterBackward1):
    """x with a number in slices. Gradient: g, 0 there."""


class IndexCopyBackward0(ScatterBackward0):
    """a with slices of b. Gradients: g, 0 there, for a; g there for b."""


class SliceScatterBackward0(ScatterBackward0):
    """a with b in place of a slice. Gradients: g, 0 there, for a; g there for b."""

    frees = False  # its index is no tensor


class SelectScatterBackward0(ScatterBackward0):
    """a with b in place of one slice. Gradients: g, 0 there, for a; g there for b."""

    frees = False  # its index is no tensor


class DiagonalScatterBackward0(ScatterBackward0):
    """a with b on a diagonal. Gradients: g, 0 there, for a; g there for b."""

    frees = False  # its index is no tensor


class ScatterReduceBackward0(Adding):
    """a with b added at an index, by `scatter_reduce`."""


class MaskedScatterBackward0(ScatterBackward0):
    """a with the first elements of b where a mask holds. Gradients: g, 0 there, for a; for b g in
    their places.
    """

    @staticmethod
    def forward(a: Any, b: Any, key: Any, source: Any) -> Any:
        (mask,) = key
        out = a.copy()
        out[mask] = b.reshape(-1)[: int(mask.sum())]
        return out

    def save(ctx, arguments: Any) -> Any:
        _, b, key, mask = arguments
        ctx.source_shape = b._array.shape
        return key, mask

    def backward(ctx, g: Any, key: Any, source: Any) -> Any:
        grad_a, _ = ScatterBackward0.backward(ctx, g, key, source)
        _, need_b = ctx.next_nodes
        if not need_b:
            return grad_a, None
        taken = call(TakeBackward0, g, key)
        size = int(np.prod(ctx.source_shape))
        placed = call(PlaceBackward0, taken, (size,), (slice(taken.shape[0]),))
        return grad_a, placed.reshape(ctx.source_shape)


class CdistBackward0(Node):
    """The distances of the rows of a from the rows of b, (sum |a - b|**p)**(1/p) = y.

    Gradient for a: the sum over the rows of b of g * d * |d|**(p - 2) / y**(p - 1), 0 if y is 0;
    for b the negative, over the rows of a.
    """

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, p: float) -> Any:
        size = np.abs(a[..., :, None, :] - b[..., None, :, :])
        if np.isinf(p):
            return size.max(-1)
        return np.asarray((size**p).sum(-1) ** (1 / p)).astype(a.dtype)

    def backward(ctx, g: Any, a: Any, b: Any, y: Any, p: float) -> Any:
        d = a[..., :, None, :] - b[..., None, :, :]
        apart = y[..., None]
        zero = apart == 0
        safe = call(WhereBackward0, zero, 1.0, apart)
        if p == 2:
            slope = d / safe
        elif np.isinf(p):
            slope = call(WhereBackward0, call(AbsBackward0, d) == apart,
                         call(SignBackward0, d), 0.0)
        else:
            size = call(WhereBackward0, d == 0, 1.0, call(AbsBackward0, d))
            slope = call(SignBackward0, d) * size ** (p - 1) / safe ** (p - 1)
        each = call(WhereBackward0, zero, 0.0, slope * g[..., None])
        rank = len(each.shape)
        return (call(SumBackward1, each, (rank - 2,), False),
                -call(SumBackward1, each, (rank - 3,), False))
