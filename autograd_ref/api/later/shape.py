"""More shapes: repeated, rolled, broadcast, cut to windows, and in place."""

from __future__ import annotations

import builtins
import itertools
import math
from typing import Any

import numpy as np

from ... import dtypes
from ...gradient_names import named
from ...modes import thread
from ...node import count_change
from ...ops.inplace import AsStridedBackward0
from ...ops.later import shape as ops
from ...record import unary
from ...refusals import check_broadcast
from ...retaining import keep_retaining
from ...tensor import Tensor, wrap
from ...views import view as as_view
from ..absent import sentence
from ..arguments import is_integer_like, wrap_dim
from ..change import check_allowed, check_not_inference
from ..metadata import Size
from ..once import warn_once
from ..shape import (
    all_tensors,
    clone,
    expand,
    flatten,
    flip,
    permute,
    reshape,
    sizes_of,
    squeeze,
    stack,
    transpose,
    unsqueeze,
    view,
)
from .scattering import masked_select


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
    for other in all_tensors(tensors)[1:]:
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


def sum_to_size(input: Tensor, *size: Any) -> Tensor:
    """Summed along the dimensions that were broadcast from this size.

    Raises RuntimeError if the size does not broadcast to the tensor's.
    """
    if not size:
        raise TypeError('sum_to_size() missing 1 required positional arguments: "size"')
    wanted = tuple(size[0]) if isinstance(size[0], (tuple, list)) else size
    shape = tuple(input.shape)
    ahead = len(shape) - len(wanted)
    if ahead < 0 or any(one not in (1, own) for one, own in zip(
            wanted, shape[ahead:], strict=True)):
        raise RuntimeError(
            f"size {{{list(wanted)}}} is not expandable to size {{{list(shape)}}}.")
    if not wanted:
        return input.sum()
    dims = [d for d, own in enumerate(shape) if d < ahead or wanted[d - ahead] != own]
    if not dims:
        return input
    found = input.sum(dims, True)
    return found.view(wanted) if ahead else found


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
        warn_once(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing"
            " argument.", stacklevel=2,
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


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """The windows of `size` elements along a dimension, `step` apart, as a view.

    Raises RuntimeError for a window larger than the dimension.
    """
    x = input
    dim = wrap_dim(dimension, x.ndim)
    most = x._array.shape[dim] if x.ndim else 1
    if size > most:
        raise RuntimeError(
            f"maximum size for tensor at dimension {dim} is {most} but size is {size}")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    return as_view(ops.UnfoldBackward0, x, dim, size, step)


def as_strided(input: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Tensor:
    """Elements at steps through the memory of the tensor, as a view.

    Raises RuntimeError for elements outside of the memory.
    """
    x, offset = input._array, storage_offset or 0
    storage = x
    while isinstance(storage.base, np.ndarray):
        storage = storage.base
    start = input.storage_offset() if storage_offset is None else storage_offset
    reach = start + sum((n - 1) * step for n, step in zip(size, stride, strict=True)) + 1
    if 0 not in size and reach * x.itemsize > storage.nbytes:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {start}, and"
            f" itemsize {x.itemsize} requiring a storage size of {reach * x.itemsize} are out of"
            f" bounds for storage of size {storage.nbytes}")
    if not input._array.flags.c_contiguous:
        raise NotImplementedError(sentence("as_strided of a tensor that is not contiguous"))
    return as_view(AsStridedBackward0, input, tuple(size), tuple(stride), offset)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All choices of r elements of a vector, a row each.

    Raises RuntimeError for other than a vector.
    """
    if input.ndim != 1:
        raise RuntimeError("Expect a 1D vector, but got shape "
                           f"{list(input._array.shape)}")
    choose = (itertools.combinations_with_replacement if with_replacement
              else itertools.combinations)
    places = np.array(list(choose(builtins.range(len(input)), r)), np.int64).reshape(-1, r)
    if not len(places):
        return wrap(np.zeros((0, r), input._array.dtype))
    if len(input) ** r > 10_000 or r == 1:
        return stack([input[wrap(column.copy())] for column in places.T], 1)
    grids = []
    for k in builtins.range(r):
        shape = [-1 if d == k else 1 for d in builtins.range(r)]
        grids.append(expand(reshape(input, shape), (len(input),) * r))
    mask = np.zeros((len(input),) * r, bool)
    mask[tuple(places.T)] = True
    return stack([masked_select(grid, wrap(mask)) for grid in grids], 1)


def cartesian_prod(*tensors: Tensor) -> Tensor:
    """Every combination of elements, a row each. Raises RuntimeError unless they are vectors."""
    for one in all_tensors(tensors):
        if one.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {list(one.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    grids = np.meshgrid(*(np.arange(len(one)) for one in tensors), indexing="ij")
    columns = [one[wrap(grid.reshape(-1))] for one, grid in zip(tensors, grids, strict=True)]
    return stack(columns, 1)


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """Reshaped to the shape of `other`."""
    return reshape(input, other._array.shape)


def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have one shape."""
    return bool(input._array.shape == other._array.shape)


# Another shape, in place.


def reshaped(x: Tensor, other: Tensor, node: str) -> Tensor:
    """`x` with the memory of a view of it, and its history, under this name."""
    check_not_inference(x)
    check_allowed(x)
    before = x._node
    x._array = other._array
    if x._view is not None and other._view is not None:
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


def as_strided_(x: Tensor, size: Any, stride: Any, storage_offset: int | None = None) -> Tensor:
    """x with elements at steps through its memory.

    Raises RuntimeError for elements outside of the memory.
    """
    return reshaped(x, as_strided(x, size, stride, storage_offset), "AsStridedBackward1")


def t_(x: Tensor) -> Tensor:
    """x transposed."""
    if x.ndim > 2:
        raise RuntimeError(f"t_() expects a tensor with <= 2 dimensions, but self is {x.ndim}D")
    return reshaped(x, x.t(), "TBackward1")


def resize_(x: Tensor, *sizes: Any) -> Tensor:
    """The tensor in another size, its first elements kept. In its own size it stays as it is.

    Raises RuntimeError for a tensor that requires a gradient.
    """
    shape = tuple(sizes[0]) if len(sizes) == 1 and not is_size(sizes[0]) else tuple(sizes)
    if not x._inference:
        check_resizable(x)
        check_allowed(x)
    if shape == x._array.shape:
        return x
    size = int(np.prod(shape))
    held = x._array.reshape(-1)
    if size <= held.size:
        x._array = held[:size].reshape(shape)
    else:
        x._array = np.concatenate((held, np.zeros(size - held.size, held.dtype))).reshape(shape)
    check_not_inference(x)
    count_change(x)
    return x


def check_resizable(x: Tensor) -> None:
    if x._requires_grad and not thread.modes.inference:
        raise RuntimeError("cannot resize variables that require grad")


def is_size(value: Any) -> bool:
    return isinstance(value, int) or is_integer_like(value)


def resize_as_(x: Tensor, other: Tensor) -> Tensor:
    """`resize_` to the size of another tensor."""
    check_resizable(x)
    return resize_(x, *other._array.shape)
