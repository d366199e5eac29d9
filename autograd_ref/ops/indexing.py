"""The rules of taking parts of a tensor: by number, slice, mask and index."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..node import Node, Several
from ..record import apply, on
from ..tensor import Tensor, wrap


class Picking(Node):
    """Base of the operations that take elements. Gradient: g at their places, 0 elsewhere."""

    key: Any

    def save(ctx, result: Any, x: Any, *params: Any) -> Any:
        ctx.key = ctx.where(*params)
        return ()

    @staticmethod
    def where(*params: Any) -> Any:
        """The NumPy index that `params` stand for."""
        dim, key = params
        return (slice(None),) * dim + (key,)

    def backward(ctx, g: Any) -> Any:
        return on(PlaceBackward0, g, ctx.input_shape(), ctx.key)


class PlaceBackward0(Node):
    """A tensor of zeros with x added at an index. Gradient: g there."""

    key: Any

    @staticmethod
    def forward(x: Any, shape: tuple[int, ...], key: Any, distinct: bool = False) -> Any:
        out = np.zeros(shape, x.dtype)
        if distinct or not any(isinstance(part, np.ndarray) for part in key):
            out[key] = x
        else:
            np.add.at(out, key, x)  # an element may be there more than once
        return out

    def save(ctx, result: Any, x: Any, shape: tuple[int, ...], key: Any, *rest: Any) -> Any:
        ctx.key = key
        return ()

    def backward(ctx, g: Any) -> Any:
        return on(TakeBackward0, g, ctx.key)


class TakeBackward0(Picking):
    """x at a NumPy index."""

    @staticmethod
    def forward(x: Any, key: Any) -> Any:
        return x[key]

    @staticmethod
    def where(*params: Any) -> Any:
        return params[0]


class SelectBackward0(Picking):
    """The slice of x with one number along a dimension."""

    gradient_names = "SelectBackwardBackward0"

    @staticmethod
    def forward(x: Any, dim: int, index: int) -> Any:
        return x[(slice(None),) * dim + (index, ...)]


class SliceBackward0(Picking):
    """The slices of x from start to end along a dimension."""

    gradient_names = "SliceBackwardBackward0"

    @staticmethod
    def forward(x: Any, dim: int, key: slice) -> Any:
        return x[(slice(None),) * dim + (key, ...)]


class PickingByIndex(Picking):
    """Base of those that take elements by arrays of indices, which they save."""

    def save(ctx, result: Any, x: Any, *params: Any) -> Any:
        super().save(result, x, *params[:2])
        return ctx.__dict__.pop("key"), *params[2:]

    def backward(ctx, g: Any, key: Any = None, *tensors: Any) -> Any:
        return on(PlaceBackward0, g, ctx.input_shape(), key)


class IndexBackward0(PickingByIndex):
    """The elements of x at arrays of indices, or where masks hold."""

    gradient_names = "IndexPutImplBackward0"

    @staticmethod
    def forward(x: Any, key: Any, _: None, *tensors: Any) -> Any:
        return np.asarray(x[key], order="C")

    @staticmethod
    def where(*params: Any) -> Any:
        return params[0]


class IndexSelectBackward0(PickingByIndex):
    """The slices of x with the given numbers along a dimension."""

    gradient_names = "IndexAddBackward0"

    @staticmethod
    def forward(x: Any, dim: int, index: Any) -> Any:
        return x.take(index, dim)


class GatherBackward0(PickingByIndex):
    """out[i, j] = x[index[i, j], j] for dim 0, and so on."""

    gradient_names = "ScatterAddBackward0"

    @staticmethod
    def forward(x: Any, dim: int, index: Any) -> Any:
        return x[GatherBackward0.where(dim, index)]

    @staticmethod
    def where(*params: Any) -> Any:
        dim, index, *_ = params
        places = list(np.ogrid[tuple(slice(size) for size in index.shape)])
        places[dim] = index
        return tuple(places)

    def save(ctx, result: Any, x: Any, *params: Any) -> Any:
        return (*super().save(result, x, *params), x)  # PyTorch asks the unchanged x for its shape


class UnbindBackward0(Several):
    """The slices of x along a dimension, each a result. Gradient: theirs, stacked."""

    dim: int
    gradient_names = "StackBackward0"

    def backward(ctx, *g: Any) -> Any:
        return join(ctx, [one if one is None else one.reshape(
            (*one.shape[: ctx.dim], 1, *one.shape[ctx.dim :])) for one in g])


class SplitBackward0(Several):
    """x cut along a dimension, each piece a result. Gradient: theirs, joined."""

    dim: int

    def backward(ctx, *g: Any) -> Any:
        return join(ctx, list(g))


class SplitWithSizesBackward0(SplitBackward0):
    """x cut into pieces of given sizes. Gradient: theirs, joined."""


def join(ctx: Any, pieces: list[Any]) -> Any:
    """Pieces along `ctx.dim`, zeros for those without a gradient."""
    from .shape import CatBackward0

    tensors = any(isinstance(piece, Tensor) for piece in pieces)
    for place, piece in enumerate(pieces):
        if piece is None:
            shape, kind = ctx.results[place]
            zeros = np.zeros(
                (*shape[: ctx.dim], 1, *shape[ctx.dim :])
                if type(ctx) is UnbindBackward0 else shape, kind)
            pieces[place] = wrap(zeros) if tensors else zeros
    if tensors:
        return apply(CatBackward0, tuple(pieces), ctx.dim)
    return np.concatenate(pieces, axis=ctx.dim)
