"""The rules of taking parts of a tensor: by number, slice, mask and index."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import as_numpy_places
from ..node import Node
from ..record import apply, call
from ..several import Several
from ..tensor import Tensor, wrap
from .shape import CatBackward0


def along(dim: int, key: Any) -> Any:
    """The NumPy index that applies `key` to one dimension."""
    return (*(slice(None),) * dim, key)


def as_array(x: Any) -> Any:
    return x._array if isinstance(x, Tensor) else x


class PlaceBackward0(Node):
    """A tensor of zeros with x added at a NumPy index. Gradient: g there."""

    @staticmethod
    def forward(x: Any, shape: tuple[int, ...], key: Any) -> Any:
        out = np.zeros(shape, x.dtype)
        if any(isinstance(part, np.ndarray) for part in key):
            np.add.at(out, key, x)  # an element may be there more than once
        else:
            out[key] = x
        return out

    def backward(ctx, g: Any, key: Any) -> Any:
        return call(TakeBackward0, g, key)


class TakeBackward0(Node):
    """The elements of x at a NumPy index. Gradient: g at their places, 0 elsewhere."""

    @staticmethod
    def forward(x: Any, key: Any) -> Any:
        return x[key]

    def backward(ctx, g: Any, key: Any) -> Any:
        return call(PlaceBackward0, g, ctx.input_shape(), key)


class SelectBackward0(Node):
    """The slice of x with one number along a dimension. Gradient: g there, 0 elsewhere."""

    @staticmethod
    def forward(x: Any, dim: int, index: int) -> Any:
        return x[(*along(dim, index), ...)]

    def backward(ctx, g: Any, dim: int, index: int) -> Any:
        return call(PlaceBackward0, g, ctx.input_shape(), along(dim, index))


class SliceBackward0(Node):
    """The slices of x from start to end along a dimension. Gradient: g there, 0 elsewhere."""

    @staticmethod
    def forward(x: Any, dim: int, key: slice) -> Any:
        return x[(*along(dim, key), ...)]

    def backward(ctx, g: Any, dim: int, key: slice) -> Any:
        return call(PlaceBackward0, g, ctx.input_shape(), along(dim, key))


class IndexBackward0(Node):
    """The elements of x at arrays of indices, or where masks hold.

    Gradient: the sum of g for each of its places in x.
    """

    frees = True  # the indices in the key are tensors

    @staticmethod
    def forward(x: Any, key: Any, *tensors: Any) -> Any:
        return np.asarray(x[key], order="C")

    def save(ctx, arguments: Any) -> Any:
        return arguments[1:]  # the tensors too, so that unpacking notices a change of them

    def backward(ctx, g: Any, key: Any, *tensors: Any) -> Any:
        return call(PlaceBackward0, g, ctx.input_shape(), key)


class IndexSelectBackward0(Node):
    """The slices of x with the numbers of a vector along a dimension.

    Gradient: the sum of g for each of its places in x.
    """

    arity = 2
    differentiable = slice(1)

    @staticmethod
    def forward(x: Any, index: Any, dim: int) -> Any:
        return x.take(as_numpy_places(index.reshape(-1)), dim)

    def backward(ctx, g: Any, index: Any, dim: int) -> Any:
        places = as_array(index).reshape(-1)
        return call(PlaceBackward0, g, ctx.input_shape(), along(dim, places))


class GatherBackward0(Node):
    """out[i, j] = x[index[i, j], j] for dim 0, and so on.

    Gradient: the sum of g for each of its places in x.
    """

    arity = 2
    differentiable = slice(1)

    @staticmethod
    def forward(x: Any, index: Any, dim: int) -> Any:
        return x[gathered(index, dim)]

    def backward(ctx, g: Any, x: Any, index: Any, dim: int) -> Any:
        return call(PlaceBackward0, g, tuple(x.shape), gathered(as_array(index), dim))


def gathered(index: Any, dim: int) -> Any:
    """The NumPy index of the elements that `gather` takes."""
    places = list(np.ogrid[tuple(slice(size) for size in index.shape)])
    places[dim] = index
    return tuple(places)


class UnbindBackward0(Several):
    """The slices of x along a dimension, each a result. Gradient: theirs, stacked."""

    dim: int

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
    tensors = any(isinstance(piece, Tensor) for piece in pieces)
    for place, piece in enumerate(pieces):
        if piece is None:
            shape, dtype = ctx.results[place]
            zeros = np.zeros(
                (*shape[: ctx.dim], 1, *shape[ctx.dim :])
                if type(ctx) is UnbindBackward0 else shape, dtype)
            pieces[place] = wrap(zeros) if tensors else zeros
    if tensors:
        return apply(CatBackward0, tuple(pieces), ctx.dim)
    return np.concatenate(pieces, axis=ctx.dim)
