"""The rules of more ways to arrange elements."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ...tensor import Tensor, wrap
from ..elementwise import WhereBackward0
from ..extremes import MaxBackward1
from ..indexing import PlaceBackward0, TakeBackward0
from ..inplace import zero_at


class RepeatBackward0(Node):
    """x side by side, `times` along each dimension. Gradient: the sum of g over the copies."""

    @staticmethod
    def forward(x: Any, times: tuple[int, ...]) -> Any:
        return np.tile(x, times)

    def backward(ctx, g: Any, times: tuple[int, ...]) -> Any:
        shape = ctx.input_shape()
        extra = len(times) - len(shape)
        sizes: list[int] = []
        for count, size in zip(times, (*[1] * extra, *shape), strict=True):
            sizes += [count, size]
        return g.reshape(sizes).sum(tuple(range(0, 2 * len(times), 2))).reshape(shape)


class TrilBackward0(Node):
    """x, 0 above a diagonal. Gradient: g, 0 there too."""

    @staticmethod
    def forward(x: Any, diagonal: int) -> Any:
        return np.tril(x, diagonal)

    def backward(ctx, g: Any, diagonal: int) -> Any:
        return call(type(ctx), g, diagonal)


class TriuBackward0(TrilBackward0):
    """x, 0 below a diagonal. Gradient: g, 0 there too."""

    @staticmethod
    def forward(x: Any, diagonal: int) -> Any:
        return np.triu(x, diagonal)


class Rot90Backward0(Node):
    """x turned by 90 degrees `k` times, from one dimension towards another. Gradient: g turned
    back.
    """

    @staticmethod
    def forward(x: Any, k: int, dims: tuple[int, int]) -> Any:
        return np.array(np.rot90(x, k, dims), order="C")

    def backward(ctx, g: Any, k: int, dims: tuple[int, int]) -> Any:
        return call(Rot90Backward0, g, -k, dims)


class RollBackward0(Node):
    """x shifted along dimensions, what leaves at one end comes in at the other.

    Gradient: g shifted back.
    """

    @staticmethod
    def forward(x: Any, shifts: tuple[int, ...], dims: tuple[int, ...] | None) -> Any:
        return np.roll(x, shifts, dims)  # without dims as one row

    def backward(ctx, g: Any, shifts: tuple[int, ...], dims: tuple[int, ...] | None) -> Any:
        return call(RollBackward0, g, tuple(-shift for shift in shifts), dims)


class MaskedFillBackward0(Node):
    """x with a number where the mask holds. Gradient: g, 0 where the mask holds."""

    frees = True  # the mask is a tensor in PyTorch

    @staticmethod
    def forward(x: Any, mask: Any, number: Any, source: Any) -> Any:
        return np.where(mask, x.dtype.type(number), x)

    def backward(ctx, g: Any, mask: Any, source: Any) -> Any:
        return call(WhereBackward0, mask, 0.0, g)


class MaskedFillBackward1(Node):
    """x with the 0-d tensor b where the mask holds. Gradients: g, 0 where the mask holds; for b
    the sum of g there.
    """

    arity = 2

    @staticmethod
    def forward(x: Any, b: Any, mask: Any, source: Any) -> Any:
        return np.where(mask, b.astype(x.dtype), x)

    def backward(ctx, g: Any, mask: Any, source: Any) -> Any:
        _, need_b = ctx.next_nodes
        return (call(WhereBackward0, mask, 0.0, g),
                call(WhereBackward0, mask, g, 0.0) if need_b else None)


class MaskedSelectBackward0(Node):
    """The elements of x where the mask holds, as a vector. Gradient: g in their places."""

    frees = True  # the mask is a tensor in PyTorch

    @staticmethod
    def forward(x: Any, mask: Any, source: Any) -> Any:
        return x[mask]

    def backward(ctx, g: Any, mask: Any, source: Any) -> Any:
        return call(PlaceBackward0, g, ctx.input_shape(), (mask,))


class Ordered(Node):
    """Base of the operations that pick elements along a dimension. Gradient: g in their places."""

    frees = True  # the places are a tensor in PyTorch

    @staticmethod
    def forward(x: Any, places: Any) -> Any:
        return x[places]

    def backward(ctx, g: Any, places: Any) -> Any:
        return call(PlaceBackward0, g, ctx.input_shape(), places)


class Adding(Node):
    """a with b added at a NumPy index. Gradients: g for a, g at the index for b.

    The node saves the tensor that the index comes from, too: then it notices a change of it.
    """

    arity = 2
    frees = True  # the index is a tensor in PyTorch

    @staticmethod
    def forward(a: Any, b: Any, key: Any, source: Any) -> Any:
        out = a.copy()
        np.add.at(out, key, b)
        return out

    def backward(ctx, g: Any, key: Any, source: Any) -> Any:
        _, need_b = ctx.next_nodes
        return g, call(TakeBackward0, g, key) if need_b else None


class ScatterAddBackward0(Adding):
    """What `scatter_add` does."""


class IndexAddBackward0(Adding):
    """What `index_add` does."""


class ScatterBackward0(Adding):
    """a with b in place of its elements at a NumPy index.

    Gradients: g, 0 at the index, for a; g there for b.
    """

    @staticmethod
    def forward(a: Any, b: Any, key: Any, source: Any) -> Any:
        out = a.copy()
        out[key] = b
        return out

    def backward(ctx, g: Any, key: Any, source: Any) -> Any:
        _, need_b = ctx.next_nodes
        return zero_at(g, key), call(TakeBackward0, g, key) if need_b else None


class ScatterBackward1(Node):
    """x with a number at a NumPy index. Gradient: g, 0 at the index."""

    frees = True

    @staticmethod
    def forward(x: Any, number: Any, key: Any, source: Any) -> Any:
        return ScatterBackward0.forward(x, number, key, source)

    def backward(ctx, g: Any, key: Any, source: Any) -> Any:
        return zero_at(g, key)


class SortBackward0(Ordered):
    """x in order along a dimension."""


class TopkBackward0(Ordered):
    """The largest elements of x along a dimension."""


class MedianBackward0(MaxBackward1):
    """The median of all elements of x, at `place`. Gradient: g, shared evenly by its equals."""

    @staticmethod
    def forward(x: Any, place: Any) -> Any:  # type: ignore[override]
        return x[place]


class MedianBackward1(Ordered):
    """The medians of x along a dimension."""


class TraceBackward0(Node):
    """The sum of the diagonal of a matrix. Gradient: g on the diagonal."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.trace(x)

    def backward(ctx, g: Any) -> Any:
        rows, columns = ctx.input_shape()
        eye = np.eye(rows, columns, dtype=ctx.result_dtype)
        return g * (wrap(eye) if isinstance(g, Tensor) else eye)


class DiagonalBackward0(Node):
    """A diagonal of two dimensions, as a view. Gradient: g on the diagonal."""

    @staticmethod
    def forward(x: Any, offset: int, dim1: int, dim2: int) -> Any:
        view = np.diagonal(x, offset, dim1, dim2)
        view.flags.writeable = x.flags.writeable
        return view

    def backward(ctx, g: Any, offset: int, dim1: int, dim2: int) -> Any:
        return call(DiagonalBackwardBackward0, g, ctx.input_shape(), offset, dim1, dim2)


class DiagonalBackwardBackward0(Node):
    """u on a diagonal of two dimensions, 0 elsewhere. Gradient: the diagonal of g."""

    @staticmethod
    def forward(u: Any, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Any:
        out = np.zeros(shape, u.dtype)
        DiagonalBackward0.forward(out, offset, dim1, dim2)[...] = u
        return out

    def backward(ctx, g: Any, offset: int, dim1: int, dim2: int) -> Any:
        return call(DiagonalBackward0, g, offset, dim1, dim2)


class DiagonalBackward0_copy(DiagonalBackward0):
    """A diagonal of a matrix as a copy."""

    @staticmethod
    def forward(x: Any, offset: int, dim1: int, dim2: int) -> Any:
        return np.diagonal(x, offset, dim1, dim2).copy()


class DiagEmbedBackward0(PlaceBackward0):
    """Matrices with the vectors x on a diagonal. Gradient: g there."""
