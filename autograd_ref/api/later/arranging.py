"""More ways to arrange elements: repeated, rolled, cut to triangles."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ... import dtypes
from ...gradient_names import named
from ...node import count_change
from ...ops.later import arranging as ops
from ...record import check_broadcast, unary
from ...retaining import keep_retaining
from ...tensor import Tensor, wrap
from ...views import view as as_view
from ..arguments import tensor_argument, wrap_dim
from ..change import check_allowed, check_not_inference
from ..metadata import Size
from ..shape import (
    clone,
    expand,
    flatten,
    flip,
    permute,
    reshape,
    sizes_of,
    squeeze,
    transpose,
    unsqueeze,
    view,
)


def unflatten(input: Tensor, dim: int, sizes: Any) -> Tensor:
    """One dimension as several; -1 is the size that is left.

    Raises RuntimeError if the sizes do not multiply to that of the dimension.
    """
    dim = wrap_dim(dim, input._array.ndim)
    shape, wanted = input._array.shape, list(sizes)
    if math.prod(wanted) != shape[dim] and -1 not in wanted:
        raise RuntimeError(
            f"unflatten: Provided sizes {wanted} don't multiply up to the size of dim {dim}"
            f" ({shape[dim]}) in the input tensor"
        )
    return view(input, (*shape[:dim], *wanted, *shape[dim + 1 :]))


def ravel(input: Tensor) -> Tensor:
    """The tensor as a vector, a view if it is contiguous."""
    return reshape(input, (-1,))


def repeat(input: Tensor, *times: Any) -> Tensor:
    """Side by side, this many times along each dimension.

    Raises RuntimeError for fewer numbers than dimensions.
    """
    counts = sizes_of(times, "repeat", "repeats")
    if len(counts) < input._array.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of"
            " tensor"
        )
    return unary(ops.RepeatBackward0, input, counts)


def tile(input: Tensor, *times: Any, dims: Any = None) -> Tensor:
    """`repeat`, with fewer numbers than dimensions allowed."""
    counts = sizes_of(times if dims is None else (dims,), "tile", "dims")
    return repeat(input, (*(1,) * (input._array.ndim - len(counts)), *counts))


def repeat_interleave(
    input: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: int | None = None
) -> Tensor:
    """Each element, or slice along `dim`, several times in a row. With one argument: the number of
    each element so many times.

    Raises RuntimeError if the result is not of the output_size that the caller expects.
    """
    if repeats is None:
        times = dtypes.as_numpy_places(input._array)
        check_allocated(output_size, times.sum())
        return wrap(dtypes.as_int64(np.repeat(np.arange(len(times)), times)))
    x = ravel(input) if dim is None else input
    dim = 0 if dim is None else wrap_dim(dim, x._array.ndim)
    if not isinstance(repeats, Tensor):
        sizes = x._array.shape
        if output_size not in (None, sizes[dim] * repeats):
            raise RuntimeError("repeat_interleave: Invalid output_size, expected"
                               f" {sizes[dim] * repeats} but got {output_size}")
        wide = expand(unsqueeze(x, dim + 1), (*sizes[: dim + 1], repeats, *sizes[dim + 1 :]))
        return flatten(clone(wide), dim, dim + 1)
    places = np.repeat(np.arange(x._array.shape[dim]), dtypes.as_numpy_places(repeats._array))
    check_allocated(output_size, len(places))
    return x.index_select(dim, wrap(places))


def check_allocated(output_size: int | None, size: int) -> None:
    if output_size not in (None, size):
        raise RuntimeError("allocated size does not match required size")


def broadcast_to(input: Tensor, size: Any) -> Tensor:
    """Expanded to a size."""
    return expand(input, size)


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All expanded to one shape."""
    for other in tensors[1:]:
        check_broadcast(tensors[0]._array, other._array)
    shape = np.broadcast_shapes(*(t._array.shape for t in tensors))
    return tuple(t if t._array.shape == shape else expand(t, shape) for t in tensors)


def broadcast_shapes(*shapes: Any) -> Size:
    """The shape to which all of these broadcast. Raises RuntimeError if there is none."""
    found: list[int] = []
    for place, one in enumerate(shapes):
        shape = (one,) if isinstance(one, int) else tuple(one)
        found = [1] * (len(shape) - len(found)) + found
        for back in range(-1, -len(shape) - 1, -1):
            if shape[back] == 1 or found[back] == shape[back]:
                continue
            if found[back] != 1:
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {shape[back]} at {back}!"
                    f" Mismatching argument at index {place} had {shape}; but expected shape"
                    f" should be broadcastable to {found}")
            found[back] = shape[back]
    return Size(found)


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """The tensor with some dimensions in other places."""
    ndim = input._array.ndim
    sources = [source] if isinstance(source, int) else list(source)
    places = [destination] if isinstance(destination, int) else list(destination)
    moved = dict(zip((wrap_dim(p, ndim) for p in places), (wrap_dim(s, ndim) for s in sources),
                     strict=True))
    rest = iter(d for d in range(ndim) if d not in moved.values())
    return permute(input, tuple(moved[d] if d in moved else next(rest) for d in range(ndim)))


def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """Shifted along `dims`, or as one vector; what leaves at one end comes in at the other.

    Raises RuntimeError if there is not one shift for each dimension.
    """
    by = (shifts,) if isinstance(shifts, int) else tuple(shifts)
    if dims is None:
        return unary(ops.RollBackward0, input, by, None)
    along = (dims,) if isinstance(dims, int) else tuple(dims)
    if len(by) != len(along):
        raise RuntimeError(
            f"shifts and dimensions must align. shifts: {len(by)}, dims:{len(along)}"
        )
    return unary(ops.RollBackward0, input, by, along)


def fliplr(input: Tensor) -> Tensor:
    """Left and right exchanged."""
    return flip(input, (1,))


def flipud(input: Tensor) -> Tensor:
    """Up and down exchanged."""
    return flip(input, (0,))


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """The coordinates of a grid, a tensor for each of the vectors.

    Raises RuntimeError for an indexing other than "ij" and "xy", and for more than vectors.
    """
    vectors = list(tensors[0]) if len(tensors) == 1 and not isinstance(tensors[0], Tensor) \
        else list(tensors)
    for vector in vectors:
        if vector.ndim > 1:
            raise RuntimeError(
                "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got:"
                f" {vector.type()} of shape {list(vector.shape)}")
    if indexing is None:
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing"
            " argument.", UserWarning, stacklevel=2,
        )
    elif indexing not in ("ij", "xy"):
        raise RuntimeError(
            f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}'
        )
    swapped = indexing == "xy" and len(vectors) > 1
    if swapped:
        vectors[:2] = vectors[1::-1]
    shape = tuple(v._array.size for v in vectors)
    grids = [
        expand(view(v, tuple(-1 if d == place else 1 for d in range(len(shape)))), shape)
        for place, v in enumerate(vectors)
    ]
    if swapped:
        grids[:2] = grids[1::-1]
    return tuple(grids)


# Diagonals and triangles.


def check_matrix(x: Tensor, name: str) -> None:
    if x._array.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 above a diagonal."""
    check_matrix(input, "tril")
    return unary(ops.TrilBackward0, input, diagonal)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 below a diagonal."""
    check_matrix(input, "triu")
    return unary(ops.TriuBackward0, input, diagonal)


def tril_indices(row: int, col: int, offset: int = 0) -> Tensor:
    """The places on and below a diagonal: (2, number of places)."""
    return wrap(dtypes.as_int64(np.tril_indices(row, offset, col)))


def triu_indices(row: int, col: int, offset: int = 0) -> Tensor:
    """The places on and above a diagonal: (2, number of places)."""
    return wrap(dtypes.as_int64(np.triu_indices(row, offset, col)))


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A diagonal of two dimensions, as a view."""
    ndim = input._array.ndim
    return as_view(ops.DiagonalBackward0, input, offset, wrap_dim(dim1, ndim), wrap_dim(dim2, ndim))


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix; of a vector the matrix that has it on the diagonal.

    Raises RuntimeError for other than one or two dimensions.
    """
    ndim = tensor_argument(input, "diag")._array.ndim
    if ndim == 1:
        return on_diagonal(input, diagonal)
    if ndim != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {ndim}D")
    return unary(ops.DiagonalBackward0_copy, input, diagonal, 0, 1)


def on_diagonal(input: Tensor, offset: int, dims: tuple[int, int] | None = None) -> Tensor:
    """Matrices, along the last two dimensions or `dims`, with the vectors of the last dimension of
    the input on a diagonal.
    """
    *batch, length = input._array.shape
    *rows, places = np.ix_(*(np.arange(size) for size in input._array.shape))
    below, above = dims or (len(batch), len(batch) + 1)
    ends = {below: places + max(-offset, 0), above: places + max(offset, 0)}
    sizes, indices, last = iter(batch), iter(rows), length + abs(offset)
    shape = tuple(last if d in ends else next(sizes) for d in range(len(batch) + 2))
    key = tuple(ends[d] if d in ends else next(indices) for d in range(len(batch) + 2))
    return unary(ops.DiagEmbedBackward0, input, shape, key)


def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix. Raises RuntimeError for other than two dimensions."""
    if tensor_argument(input, "trace")._array.ndim != 2:
        raise RuntimeError(
            f"trace: expected a matrix, but got tensor with dim {input._array.ndim}"
        )
    return unary(ops.TraceBackward0, input)


# Another shape, in place.


def reshaped(x: Tensor, other: Tensor, node: str) -> Tensor:
    """`x` with the memory of a view of it, and its history, under this name."""
    check_allowed(x)
    check_not_inference(x)
    before = x._node
    x._array = other._array
    if x._view is not None:
        creation, x._view = x._view.creation, other._view
        x._view.creation = creation
    if other._node is not None:
        x._node = named(other, node)._node
        keep_retaining(x, before)
    count_change(x)
    if x._view is not None and other._node is not None:
        x._view.version = x._counter[0]  # its own change gives it no new history
    return x


def unsqueeze_(x: Tensor, dim: int) -> Tensor:
    """x with a new dimension of size 1."""
    return reshaped(x, unsqueeze(x, dim), "UnsqueezeBackward1")


def squeeze_(x: Tensor, dim: Any = None) -> Tensor:
    """x without dimensions of size 1."""
    if dim is None:
        return reshaped(x, squeeze(x), "SqueezeBackward3")
    return reshaped(x, squeeze(x, dim), "SqueezeBackward4")


def transpose_(x: Tensor, dim0: int, dim1: int) -> Tensor:
    """x with two dimensions exchanged."""
    return reshaped(x, transpose(x, dim0, dim1), "TransposeBackward1")


swapaxes_ = transpose_


def t_(x: Tensor) -> Tensor:
    """x transposed."""
    if x.ndim > 2:
        raise RuntimeError(f"t_() expects a tensor with <= 2 dimensions, but self is {x.ndim}D")
    return reshaped(x, x.t(), "TBackward1")
