"""The rules of elements that masks and indices choose: picked, filled, added to."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ..elementwise import WhereBackward0
from ..indexing import PlaceBackward0, TakeBackward0
from ..inplace import zero_at


class MaskedFillBackward0(Node):
    """x with a number where the mask holds. Gradient: g, 0 where the mask holds."""

    frees = True  # the mask is a tensor in PyTorch

    @staticmethod
    def forward(x: Any, mask: Any, number: Any, source: Any) -> Any:
        return np.asarray(np.where(mask, x.dtype.type(number), x), order="C")

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
