"""More ways to arrange, pick and count elements. Loaded when first used."""

from __future__ import annotations

import math
import warnings
from typing import Any, NamedTuple

import numpy as np

from .. import dtypes
from ..gradient_names import rename
from ..hooks import keep_retaining
from ..node import Node, count_change
from ..ops import arranging as ops
from ..ops.indexing import TakeBackward0
from ..ops.reduction import CumprodBackward0
from ..record import apply, check_broadcast, unary
from ..tensor import Tensor, wrap
from ..views import view as as_view
from .absent import sentence
from .arguments import combination, tensor_argument, wrap_dim
from .change import check_allowed, in_place
from .creation import as_tensor, full, ones, tensor, zeros
from .reduction import summable
from .shape import (
    cat,
    expand,
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
    """One dimension as several; -1 is the size that is left."""
    dim = wrap_dim(dim, input._array.ndim)
    shape, wanted = input._array.shape, list(sizes)
    if math.prod(wanted) != shape[dim] and -1 not in wanted:
        raise RuntimeError(
            f"unflatten: Provided sizes {wanted} don't multiply up to the size of dim {dim}"
            f" ({shape[dim]}) in the input tensor"
        )
    return view(input, (*shape[:dim], *wanted, *shape[dim + 1 :]))


def ravel(input: Tensor) -> Tensor:
    """As a vector, as a view if it is contiguous."""
    return reshape(input, (-1,))


def repeat(input: Tensor, *times: Any) -> Tensor:
    """Side by side, this many times along each dimension."""
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
    """
    if repeats is None:
        times = dtypes.as_numpy_places(input._array)
        return wrap(dtypes.as_int64(np.repeat(np.arange(len(times)), times)))
    x = ravel(input) if dim is None else input
    dim = 0 if dim is None else wrap_dim(dim, x._array.ndim)
    times = dtypes.as_numpy_places(repeats._array) if isinstance(repeats, Tensor) else repeats
    places = np.repeat(np.arange(x._array.shape[dim]), times)
    return x.index_select(dim, wrap(places))


def broadcast_to(input: Tensor, size: Any) -> Tensor:
    """Expanded to a size."""
    return expand(input, size)


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """All expanded to one shape."""
    for other in tensors[1:]:
        check_broadcast(tensors[0]._array, other._array)
    shape = np.broadcast_shapes(*(t._array.shape for t in tensors))
    return tuple(expand(t, shape) for t in tensors)


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """With some dimensions in other places."""
    ndim = input._array.ndim
    sources = [source] if isinstance(source, int) else list(source)
    places = [destination] if isinstance(destination, int) else list(destination)
    moved = dict(zip((wrap_dim(p, ndim) for p in places), (wrap_dim(s, ndim) for s in sources),
                     strict=True))
    rest = iter(d for d in range(ndim) if d not in moved.values())
    return permute(input, tuple(moved[d] if d in moved else next(rest) for d in range(ndim)))


def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """Shifted along `dims`, or as one vector; what leaves at one end comes in at the other."""
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


def at_least(ndim: int, x: Tensor) -> Tensor:
    while x._array.ndim < ndim:
        x = unsqueeze(x, 0) if x._array.ndim < 2 else unsqueeze(x, -1)
    return x


def hstack(tensors: Any) -> Tensor:
    """Side by side."""
    held = [at_least(1, t) for t in tensors]
    return cat(held, 0 if held[0]._array.ndim == 1 else 1)


def vstack(tensors: Any) -> Tensor:
    """One below the other."""
    return cat([at_least(2, t) for t in tensors], 0)


row_stack = vstack


def column_stack(tensors: Any) -> Tensor:
    """Vectors as columns."""
    return hstack([reshape(t, (-1, 1)) if t._array.ndim <= 1 else t for t in tensors])


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """The coordinates of a grid, a tensor for each of the vectors."""
    vectors = list(tensors[0]) if len(tensors) == 1 and not isinstance(tensors[0], Tensor) \
        else list(tensors)
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
    """The diagonal of a matrix; of a vector the matrix that has it on the diagonal."""
    ndim = tensor_argument(input, "diag")._array.ndim
    if ndim == 1:
        return unary(ops.DiagEmbedBackward0, input, diagonal)
    if ndim != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {ndim}D")
    return unary(ops.DiagonalBackward0_copy, input, diagonal, 0, 1)


def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix."""
    if tensor_argument(input, "trace")._array.ndim != 2:
        raise RuntimeError(
            f"trace: expected a matrix, but got tensor with dim {input._array.ndim}"
        )
    return unary(ops.TraceBackward0, input)


# Masks and places.


def as_mask(x: Tensor, mask: Tensor, name: str) -> np.ndarray[Any, Any]:
    check_broadcast(tensor_argument(mask, name, 2, "mask")._array, x._array)
    if mask._array.dtype.kind != "b":
        raise RuntimeError(
            f"{name}_ only supports boolean masks, but got mask with dtype"
            f" {mask.dtype.c_name}"
        )
    return np.broadcast_to(mask._array, np.broadcast_shapes(x._array.shape, mask._array.shape))


def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """`value`, a number or a 0-d tensor, where the mask holds."""
    where = as_mask(input, mask, "masked_fill")
    if isinstance(value, Tensor):
        return apply(ops.MaskedFillBackward1, (input, value), where)
    return unary(ops.MaskedFillBackward0, input, where, value)


def masked_fill_(x: Tensor, mask: Tensor, value: Any) -> Tensor:
    """x = `value` where the mask holds."""
    where = as_mask(x, mask, "masked_fill")
    if isinstance(value, Tensor):
        return x.copy_(masked_fill(x, mask, value))
    return in_place(ops.MaskedFillBackward0, x, where, value)


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask holds, as a vector."""
    where = as_mask(input, mask, "masked_select")
    return unary(ops.MaskedSelectBackward0, expand(input, where.shape), where)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The places of the elements other than 0: (number, dimensions), or a vector a dimension."""
    array = tensor_argument(input, "nonzero")._array
    found = [dtypes.as_int64(places) for places in np.nonzero(np.atleast_1d(array))]
    if as_tuple:
        return tuple(wrap(places) for places in found)
    places = np.stack(found, 1)
    return wrap(places if array.ndim else places[:, :0])


def count_nonzero(input: Tensor, dim: int | None = None) -> Tensor:
    """How many elements are not 0, of all or along `dim`."""
    return wrap(dtypes.as_int64(np.count_nonzero(input._array, axis=dim)))


def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements at these places of the tensor as a vector."""
    places = dtypes.as_numpy_places(index._array)
    return unary(TakeBackward0, input, np.unravel_index(places, input._array.shape))


def scattered(x: Tensor, dim: int, index: Tensor) -> tuple[Any, ...]:
    dim = wrap_dim(dim, x._array.ndim)
    places: list[Any] = list(np.ogrid[tuple(slice(size) for size in index._array.shape)])
    size = x._array.shape[dim]
    wrong = index._array[(index._array < 0) | (index._array >= size)]
    if wrong.size:
        raise RuntimeError(
            f"index {wrong[0]} is out of bounds for dimension {dim} with size {size}"
        )
    places[dim] = index._array
    return tuple(places)


def scatter_of(src: Any, named: dict[str, Any], index: Tensor) -> Any:
    """The source of `scatter`, a part in the shape of the index; or a number."""
    source = named.pop("value", src)
    if named or source is None:
        raise combination("scatter", index, source, **named)
    return part_of(source, index) if isinstance(source, Tensor) else source


def part_of(source: Tensor, index: Tensor) -> Tensor:
    if source._array.shape == index._array.shape:
        return source
    return source[tuple(slice(size) for size in index._array.shape)]


def scatter(input: Tensor, dim: int, index: Tensor, src: Any = None, **named: Any) -> Tensor:
    """input with out[index[i, j], j] = src[i, j] for dim 0, and so on; src may be a number."""
    source, places = scatter_of(src, named, index), scattered(input, dim, index)
    if isinstance(source, Tensor):
        return apply(ops.ScatterBackward0, (input, source), places)
    return unary(ops.ScatterBackward1, input, source, places)


def scatter_(x: Tensor, dim: int, index: Tensor, src: Any = None, **named: Any) -> Tensor:
    """`scatter` in place."""
    source, places = scatter_of(src, named, index), scattered(x, dim, index)
    op = ops.ScatterBackward0 if isinstance(source, Tensor) else ops.ScatterBackward1
    return in_place_at(op, x, source, places)


def in_place_at(op: type[Node], x: Tensor, source: Any, places: Any) -> Tensor:
    """Run an operation of `x`, a source and places on `x`."""
    if not isinstance(source, Tensor):
        return in_place(op, x, source, places)
    if x._requires_grad or source._requires_grad:
        raise RuntimeError(sentence(f"{op.__name__} in place"))
    check_allowed(x)
    x._array[...] = op.forward(x._array, source._array, places)
    count_change(x)
    return x


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """input with src[i, j] added at [index[i, j], j] for dim 0, and so on."""
    places = scattered(input, dim, index)
    return apply(ops.ScatterAddBackward0, (input, part_of(src, index)), places)


def scatter_add_(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`scatter_add` in place."""
    places = scattered(x, dim, index)
    return in_place_at(ops.ScatterAddBackward0, x, part_of(src, index), places)


def added_at(x: Tensor, dim: int, index: Tensor, source: Tensor, alpha: float) -> Any:
    dim = wrap_dim(dim, x._array.ndim)
    source = source if alpha == 1 else source * alpha
    return source, (*(slice(None),) * dim, index._array)


def index_add(
    input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1
) -> Tensor:
    """input with the slices of `source` added at these numbers along `dim`."""
    added, key = added_at(input, dim, index, source, alpha)
    return apply(ops.IndexAddBackward0, (input, added), key)


def index_add_(x: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1) -> Tensor:
    """`index_add` in place."""
    added, key = added_at(x, dim, index, source, alpha)
    return in_place_at(ops.IndexAddBackward0, x, added, key)


def fill_diagonal_(x: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """x with a number on its diagonal."""
    rows, columns = x._array.shape[:2]
    diagonal(x).fill_(fill_value)
    for start in range(columns + 1, rows if wrap else 0, columns + 1):
        diagonal(x[start:]).fill_(fill_value)
    return x


# Order and counts.


class Sorted(NamedTuple):
    """What `sort`, `topk` and `median` return: values, and their indices."""

    values: Tensor
    indices: Tensor

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"torch.return_types.{name}(\nvalues={self.values!r},\nindices={self.indices!r})"


def picked(
    name: str, op: type[Node], x: Tensor, dim: int, places: Any, keepdim: bool = True
) -> Any:
    """The elements at `places` along a dimension, and the places."""
    key: list[Any] = list(np.ogrid[tuple(slice(size) for size in places.shape)])
    key[dim] = places
    if not keepdim:
        places = places.squeeze(dim)
        key = [part.squeeze(dim) for part in key]
    kind: Any = type(name, (Sorted,), {})
    return kind(unary(op, x, tuple(key)), wrap(places))


def order(array: Any, dim: int, descending: bool) -> Any:
    """The places of the elements along a dimension in their order; nan is the largest."""
    if not descending:
        return dtypes.as_int64(np.argsort(array, dim, kind="stable"))
    turned = np.flip(np.argsort(np.flip(array, dim), dim, kind="stable"), dim)
    return dtypes.as_int64(np.ascontiguousarray(array.shape[dim] - 1 - turned))


def sort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Any:
    """(values, indices) in order along `dim`."""
    x = tensor_argument(input, "sort")
    if x._array.ndim == 0:
        return picked("sort", ops.SortBackward0, x, 0, np.zeros((), np.int64)[None])
    dim = wrap_dim(dim, x._array.ndim)
    return picked("sort", ops.SortBackward0, x, dim, order(x._array, dim, descending))


def argsort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False
            ) -> Tensor:
    """The indices that `sort` returns."""
    return wrap(order(tensor_argument(input, "argsort")._array,
                      wrap_dim(dim, input._array.ndim), descending))


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """(values, indices) of the k largest elements along `dim`, or the smallest."""
    x = tensor_argument(input, "topk")
    dim = wrap_dim(dim, x._array.ndim)
    if not 0 <= k <= x._array.shape[dim]:
        raise RuntimeError("selected index k out of range")
    places = order(x._array, dim, largest).take(range(k), dim)
    return picked("topk", ops.TopkBackward0, x, dim, places)


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The median, of two the lower one; with `dim`, (values, indices) along it."""
    x = tensor_argument(input, "median")
    if dim is None:
        place = np.argsort(x._array, None, "stable")[(x._array.size - 1) // 2]
        return unary(ops.MedianBackward0, x, np.unravel_index(place, x._array.shape))
    dim = wrap_dim(dim, x._array.ndim)
    places = order(x._array, dim, False).take([(x._array.shape[dim] - 1) // 2], dim)
    return picked("median", ops.MedianBackward1, x, dim, places, keepdim)


def unique(
    input: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements in order; also where each element went, and how often each occurs."""
    values, inverse, counts = np.unique(
        input._array, return_inverse=True, return_counts=True, axis=dim)
    shape = input._array.shape if dim is None else inverse.shape
    found = [wrap(values)]
    found += [wrap(dtypes.as_int64(inverse.reshape(shape)))] if return_inverse else []
    found += [wrap(dtypes.as_int64(counts))] if return_counts else []
    return tuple(found) if len(found) > 1 else found[0]


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each number from 0 occurs; or the sums of the weights."""
    x = tensor_argument(input, "bincount")._array
    if x.dtype.kind not in "iu" or x.ndim != 1 or (x.size and x.min() < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    counted = dtypes.as_numpy_places(x)
    if weights is None:
        return wrap(dtypes.as_int64(np.bincount(counted, None, minlength)))
    sums = np.bincount(counted, weights._array, minlength)
    return wrap(sums.astype(np.float32) if weights._array.dtype == np.float32 else sums)


def cumprod(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Running products along `dim`."""
    x = summable(tensor_argument(input, "cumprod"), dtype)
    return unary(CumprodBackward0, x, wrap_dim(dim, x._array.ndim))


def isin(elements: Tensor, test_elements: Any) -> Tensor:
    """Whether each element is among the others."""
    return wrap(np.isin(elements._array, as_tensor(test_elements)._array))


# New tensors like another one.


def new_zeros(input: Tensor, *size: Any, dtype: Any = None, **options: Any) -> Tensor:
    """Zeros in the dtype of the tensor."""
    return zeros(*size, dtype=dtype or input.dtype, **options)


new_empty = new_zeros


def new_ones(input: Tensor, *size: Any, dtype: Any = None, **options: Any) -> Tensor:
    """Ones in the dtype of the tensor."""
    return ones(*size, dtype=dtype or input.dtype, **options)


def new_full(input: Tensor, size: Any, fill_value: Any, *, dtype: Any = None, **options: Any
             ) -> Tensor:
    """A number in the given size, in the dtype of the tensor."""
    return full(size, fill_value, dtype=dtype or input.dtype, **options)


def new_tensor(input: Tensor, data: Any, *, dtype: Any = None, **options: Any) -> Tensor:
    """A copy of the data in the dtype of the tensor."""
    return tensor(data, dtype=dtype or input.dtype, **options)


# Another shape, in place.


def reshaped(x: Tensor, other: Tensor, node: str) -> Tensor:
    """`x` with the memory of a view of it, and its history, under this name."""
    check_allowed(x)
    before = x._node
    x._array = other._array
    if x._view is not None:
        x._view = other._view
    if other._node is not None:
        rename(other._node, node)
        x._node = other._node
        keep_retaining(x, before)
    count_change(x)
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
    return reshaped(x, x.t(), "TBackward1")


def result_type(one: Any, two: Any) -> dtypes.dtype:
    """The dtype of a result of two operands."""
    return dtypes.promote(*(v._array if isinstance(v, Tensor) else v for v in (one, two)))


def promote_types(type1: dtypes.dtype, type2: dtypes.dtype) -> dtypes.dtype:
    """The dtype of a result of tensors of two dtypes."""
    return dtypes.promote(np.zeros(1, type1.numpy), np.zeros(1, type2.numpy))
