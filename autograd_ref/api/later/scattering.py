"""Elements that masks and indices choose: picked, filled, added to."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...gradient_names import renamed
from ...ops.indexing import TakeBackward0
from ...ops.inplace import IndexPutBackward0
from ...ops.later import scattering as ops
from ...ops.later.scattering import Adding
from ...record import apply, unary
from ...refusals import check_broadcast
from ...tensor import Tensor, wrap
from ..absent import sentence
from ..arguments import (
    check_dtypes,
    combination,
    fitting,
    tensor_argument,
    wrap_dim,
    wrap_dims,
)
from ..change import in_place
from ..indexing import gather, sliced
from ..shape import (
    expand,
    reshape,
)
from .diagonals import diagonal

# What PyTorch says to sources of another dtype than the tensor.
SCATTER = "scatter(): Expected self.dtype to be equal to src.dtype"
INDEX_ADD = ("index_add_(): self ({0.type_name}) and source ({1.type_name}) must have the same"
             " scalar type")
INDEX_COPY = ("index_copy_(): self and source expected to have the same dtype, but got (self)"
              " {0.type_name} and (source) {1.type_name}")
INDEX_PUT = ("Index put requires the source and destination dtypes match, got {0.type_name} for the"
             " destination and {1.type_name} for the source.")

# Masks and places.


def as_mask(x: Tensor, mask: Tensor, name: str) -> np.ndarray[Any, Any]:
    """The array of a mask in the shape that it and x have together."""
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
        return apply(ops.MaskedFillBackward1, (input, value), where, mask)
    value = fitting(value, input._array.dtype)
    return unary(ops.MaskedFillBackward0, input, where, value, mask)


def masked_fill_(x: Tensor, mask: Tensor, value: Any) -> Tensor:
    """x = `value` where the mask holds."""
    where = as_mask(x, mask, "masked_fill")
    if isinstance(value, Tensor):
        return in_place(ops.MaskedFillBackward1, x, value, where, mask)
    value = fitting(value, x._array.dtype)
    return in_place(ops.MaskedFillBackward0, x, where, value, mask)


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask holds, as a vector."""
    if isinstance(mask, Tensor) and mask._array.dtype.kind != "b":
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    where = as_mask(input, mask, "masked_select")
    return unary(ops.MaskedSelectBackward0, expand(input, where.shape), where, mask)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The places of the elements other than 0: (number, dimensions), or a vector a dimension."""
    array = tensor_argument(input, "nonzero")._array
    found = [dtypes.as_int64(places) for places in np.nonzero(np.atleast_1d(array))]
    if as_tuple:
        return tuple(wrap(places) for places in found)
    places = np.stack(found, 1)
    return wrap(places if array.ndim else places[:, :0])


def argwhere(input: Tensor) -> Tensor:
    """The indices of the elements that are not 0, a row each."""
    return nonzero(input)


def is_nonzero(input: Tensor) -> bool:
    """Whether the only element is not 0."""
    return bool(input)


def count_nonzero(input: Tensor, dim: Any = None) -> Tensor:
    """How many elements are not 0, of all or along one dimension or several."""
    dims = None if dim is None else wrap_dims(dim, input._array.ndim)
    counts = np.count_nonzero(input._array, axis=dims if input._array.ndim else None)
    return wrap(dtypes.as_int64(counts))


def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements at places counted through the whole tensor, in the shape of `index`."""
    return unary(TakeBackward0, input, counted_through(input, index, "take"))


def counted_through(x: Tensor, index: Tensor, name: str) -> tuple[Any, ...]:
    """The NumPy index of places counted through a whole tensor, below 0 from its end.

    Raises RuntimeError for an index that is not int64, IndexError for a place outside.
    """
    if index._array.dtype != np.int64:
        raise RuntimeError(
            f"{name}(): Expected a long tensor for index, but got {index.dtype.type_name}")
    size, places = x._array.size, dtypes.as_numpy_places(index._array)
    if not size and places.size:
        raise IndexError(f"{name}(): tried to {name.rstrip('_')} from an empty tensor")
    outside = places[(places < -size) | (places >= size)]
    if outside.size:
        raise IndexError(f"out of range: tried to access index {outside.flat[0]} on a tensor of"
                         f" {size} elements.")
    return np.unravel_index(places % max(size, 1), x._array.shape)


def scattered(x: Tensor, dim: int, index: Tensor, name: str = "scatter") -> tuple[Any, ...]:
    """The NumPy index of the elements that `scatter` writes.

    Raises RuntimeError for an index of another kind or of other dimensions, or outside.
    """
    dim = wrap_dim(dim, x._array.ndim)
    if tensor_argument(index, name, 3, "index")._array.dtype.kind not in "iu":
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    if index._array.size and max(index._array.ndim, 1) != max(x._array.ndim, 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as self tensor")
    places: list[Any] = list(np.ogrid[tuple(slice(size) for size in index._array.shape)])
    size = x._array.shape[dim]
    wrong = index._array[(index._array < 0) | (index._array >= size)]
    if wrong.size:
        raise RuntimeError(
            f"index {wrong[0]} is out of bounds for dimension {dim} with size {size}"
        )
    if not places:  # an index of no dimensions, for a vector or a number
        return (index._array,) * x._array.ndim
    places[dim] = index._array
    return tuple(places)


def scatter_of(src: Any, named: dict[str, Any], index: Tensor) -> Any:
    """The source of `scatter`, a part in the shape of the index; or a number."""
    source = named.pop("value", src)
    if named or source is None:
        raise combination("scatter", index, source, **named)
    return part_of(source, index) if isinstance(source, Tensor) else source


def part_of(source: Tensor, index: Tensor) -> Tensor:
    """The part of a source in the shape of an index. Raises RuntimeError if it has none."""
    if max(source.ndim, 1) != max(index.ndim, 1) and index.numel():
        raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
    if source._array.shape == index._array.shape:
        return source
    return source[tuple(slice(size) for size in index._array.shape)]


def scatter(input: Tensor, dim: int, index: Tensor, src: Any = None, **named: Any) -> Tensor:
    """input with out[index[i, j], j] = src[i, j] for dim 0, and so on; src may be a number."""
    source, places = scatter_of(src, named, index), scattered(input, dim, index)
    if isinstance(source, Tensor):
        check_dtypes(SCATTER, input, source)
        return apply(ops.ScatterBackward0, (input, source), places, index)
    return unary(ops.ScatterBackward1, input, source, places, index)


def scatter_(x: Tensor, dim: int, index: Tensor, src: Any = None, **named: Any) -> Tensor:
    """`scatter` in place."""
    source, places = scatter_of(src, named, index), scattered(x, dim, index)
    if not isinstance(source, Tensor):
        return in_place(ops.ScatterBackward1, x, source, places, index)
    check_dtypes(SCATTER, x, source)
    return in_place(ops.ScatterBackward0, x, source, places, index)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """input with src[i, j] added at [index[i, j], j] for dim 0, and so on."""
    places = scattered(input, dim, index, "scatter_add")
    check_dtypes(SCATTER, input, src)
    return apply(ops.ScatterAddBackward0, (input, part_of(src, index)), places, index)


def scatter_add_(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`scatter_add` in place."""
    places = scattered(x, dim, index, "scatter_add")
    check_dtypes(SCATTER, x, src)
    return in_place(ops.ScatterAddBackward0, x, part_of(src, index), places, index)


def check_slices(x: Tensor, dim: int, index: Tensor, source: Tensor) -> None:
    """Raise PyTorch's error if `index_add` cannot add a source."""
    shape, other = list(x._array.shape), list(source._array.shape)
    if source.ndim and source.ndim > dim and index.numel() != other[dim]:
        raise RuntimeError(
            f"index_add_(): Number of indices ({index.numel()}) should be equal to source.size(dim)"
            f": ({other[dim]}), for dim: {dim}")
    if shape[:dim] + shape[dim + 1 :] != other[:dim] + other[dim + 1 :] or len(shape) != len(other):
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension."
            f" Got self.shape = {shape} source.shape = {other}")


def check_copied(x: Tensor, dim: int, index: Tensor, source: Tensor) -> None:
    """Raise PyTorch's error if `index_copy` cannot copy a source."""
    if x.ndim and source.ndim and x.ndim != source.ndim:
        raise IndexError(
            "index_copy_(): When source and destination are not scalars, their dimensionality must"
            f" match. Source dimensionality ({source.ndim}), destination dimensionality ({x.ndim})")
    axis = wrap_dim(dim, x.ndim)
    if source.ndim and index.numel() != source.shape[axis]:
        raise IndexError(f"index_copy_(): Number of indices ({index.numel()}) should be equal to"
                         f" source.size(dim) ({source.shape[axis]})")
    own, other = ([n for d, n in enumerate(t.shape) if d != axis] for t in (x, source))
    if own != other:
        shown = " ".join(map(str, own)), " ".join(map(str, other))
        raise RuntimeError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination"
            f" slice shape: {shown[0]} at dimension {axis} and source slice shape: {shown[1]} at"
            " dimension 0.")


def added_at(x: Tensor, dim: int, index: Tensor, source: Tensor, alpha: float) -> Any:
    dim = wrap_dim(dim, x._array.ndim)
    check_dtypes(INDEX_ADD, x, source)
    check_slices(x, dim, index, source)
    source = source if alpha == 1 else source * alpha
    return source, (*(slice(None),) * dim, index._array)


def index_add(
    input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1
) -> Tensor:
    """input with the slices of `source` added at these numbers along `dim`."""
    added, key = added_at(input, dim, index, source, alpha)
    return apply(ops.IndexAddBackward0, (input, added), key, index)


def index_add_(x: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1) -> Tensor:
    """`index_add` in place."""
    added, key = added_at(x, dim, index, source, alpha)
    return in_place(ops.IndexAddBackward0, x, added, key, index)


def fill_diagonal_(x: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """x with a number on its diagonal."""
    rows, columns = x._array.shape[:2]
    diagonal(x).fill_(fill_value)
    for start in range(columns + 1, rows if wrap else 0, columns + 1):
        diagonal(x[start:]).fill_(fill_value)
    return x


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """The elements at these places along `dim`, broadcast."""
    if indices._array.dtype != np.int64:
        raise RuntimeError("torch.take_along_dim(): dtype of indices should be Long but got"
                           f" {indices.dtype.type_name}")
    if dim is not None and input.ndim != indices.ndim:
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions,"
            f" but got {input.ndim} dimensions for input, and {indices.ndim} dimensions for indices"
        )
    if dim is None:
        return gather(reshape(input, (-1,)), 0, reshape(indices, (-1,)))
    axis = wrap_dim(dim, input.ndim)
    shape, other = list(input._array.shape), list(indices._array.shape)
    shape[axis] = other[axis] = 1
    both = list(np.broadcast_shapes(tuple(shape), tuple(other)))
    one, two = both.copy(), both.copy()
    one[axis], two[axis] = input._array.shape[axis], indices._array.shape[axis]
    return gather(expand(input, one), axis, expand(indices, two))


def at(x: Tensor, dim: int, index: Tensor) -> Any:
    """The NumPy index of slices along a dimension."""
    return (*(slice(None),) * wrap_dim(dim, x.ndim), index._array)


def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """The tensor with a number in the slices of these numbers along `dim`."""
    number = value.item() if isinstance(value, Tensor) else value
    return unary(ops.IndexFillBackward0, input, number, at(input, dim, index), index)


def index_fill_(x: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """`index_fill` in place."""
    number = value.item() if isinstance(value, Tensor) else value
    return in_place(ops.IndexFillBackward0, x, number, at(x, dim, index), index)


def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """The tensor with slices of `source` at these numbers along `dim`."""
    check_dtypes(INDEX_COPY, input, source)
    check_copied(input, dim, index, source)
    return apply(ops.IndexCopyBackward0, (input, source), at(input, dim, index), index)


def index_copy_(x: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """`index_copy` in place."""
    check_dtypes(INDEX_COPY, x, source)
    check_copied(x, dim, index, source)
    return in_place(ops.IndexCopyBackward0, x, source, at(x, dim, index), index)


def key_of(x: Tensor, indices: Any) -> Any:
    """The NumPy index of a tuple of tensors."""
    _, index = sliced(x, tuple(indices))
    return index


ADDING = renamed(Adding, "IndexPutBackward0")


def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """The tensor with values at an index."""
    key = key_of(input, indices)
    check_dtypes(INDEX_PUT, input, values)
    if accumulate:
        return apply(ADDING, (input, values), key, None)
    return apply(IndexPutBackward0, (input, values), key)


def index_put_(x: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """`index_put` in place."""
    check_dtypes(INDEX_PUT, x, values)
    if accumulate:
        return in_place(ADDING, x, values, key_of(x, indices), None)
    x[tuple(indices)] = values
    return x


def mask_of(x: Tensor, mask: Tensor, source: Tensor) -> Any:
    """Where `masked_scatter` writes. Raises RuntimeError if it cannot write `source` there."""
    if mask._array.dtype.kind != "b":
        raise RuntimeError("masked_scatter_ only supports boolean masks, but got mask with dtype"
                           f" {mask.dtype.type_name}")
    if x._array.dtype != source._array.dtype:
        raise RuntimeError("masked_scatter: expected self and source to have same dtypes but got"
                           f"{x.dtype.type_name} and {source.dtype.type_name}")
    check_broadcast(mask._array, x._array)
    where = np.broadcast_to(mask._array, x._array.shape)
    if where.sum() > source._array.size:
        raise RuntimeError("Number of elements of source < number of ones in mask")
    return (where,)


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """The tensor with the first elements of `source` where the mask holds."""
    check_broadcast(mask._array, input._array)
    return apply(ops.MaskedScatterBackward0, (input, source), mask_of(input, mask, source), mask)


def masked_scatter_(x: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """`masked_scatter` in place."""
    return in_place(ops.MaskedScatterBackward0, x, source, mask_of(x, mask, source), mask)


def slice_scatter(input: Tensor, src: Tensor, dim: int = 0, start: int | None = None,
                  end: int | None = None, step: int = 1) -> Tensor:
    """The tensor with `src` in place of a slice along `dim`."""
    key = (*(slice(None),) * wrap_dim(dim, input.ndim), slice(start, end, step))
    return apply(ops.SliceScatterBackward0, (input, src), key, None)


def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """The tensor with `src` in place of slice number `index` along `dim`."""
    key = (*(slice(None),) * wrap_dim(dim, input.ndim), index)
    return apply(ops.SelectScatterBackward0, (input, src), key, None)


def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
                     ) -> Tensor:
    """The tensor with `src` on a diagonal."""
    places = np.arange(input._array.size).reshape(input._array.shape)
    chosen = np.diagonal(places, offset, dim1, dim2)
    key = np.unravel_index(chosen, input._array.shape)
    return apply(ops.DiagonalScatterBackward0, (input, src), key, None)


def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """The elements of `src` at their places, joined by "sum", "prod", "mean", "amax" or "amin"."""
    places, source = scattered(input, dim, index, "scatter_reduce"), part_of(src, index)
    check_dtypes(SCATTER, input, source)
    if reduce == "sum" and include_self:
        return apply(ops.ScatterReduceBackward0, (input, source), places, index)
    if input.requires_grad or source.requires_grad:
        raise NotImplementedError(sentence(f"scatter_reduce(reduce={reduce!r}) with gradients"))
    ufunc: Any = {"sum": np.add, "mean": np.add, "prod": np.multiply, "amax": np.maximum,
                  "amin": np.minimum}[reduce]
    out, counts = input._array.copy(), np.full(input._array.shape, int(include_self))
    if not include_self:
        start: Any = {"prod": 1, "amax": -np.inf, "amin": np.inf}.get(reduce, 0)
        out[places] = start
    ufunc.at(out, places, source._array)
    np.add.at(counts, places, 1)
    if reduce == "mean":
        out = (out / np.maximum(counts, 1)).astype(out.dtype)
    return wrap(out)


def put_(x: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """x with elements of `source` at places counted through the whole tensor."""
    counted_through(x, index, "put_")
    if source.numel() != index.numel():
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got"
            f" source.numel() = {source.numel()}, index.numel() = {index.numel()}")
    flat = reshape(x, (-1,))
    index_put_(flat, (reshape(index, (-1,)),), reshape(source, (-1,)), accumulate)
    return x


def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """The indices, one for each dimension, of places counted through the whole tensor."""
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    return tuple(wrap(dtypes.as_int64(one)) for one in np.unravel_index(indices._array, sizes))
