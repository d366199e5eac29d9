"""Elements that masks and indices choose: picked, filled, added to."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...ops.indexing import TakeBackward0
from ...ops.later import arranging as ops
from ...record import apply, check_broadcast, unary
from ...tensor import Tensor, wrap
from ..arguments import combination, fitting, tensor_argument, wrap_dim, wrap_dims
from ..change import in_place
from ..shape import expand
from .arranging import diagonal

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
    if source._array.shape == index._array.shape:
        return source
    return source[tuple(slice(size) for size in index._array.shape)]


def scatter(input: Tensor, dim: int, index: Tensor, src: Any = None, **named: Any) -> Tensor:
    """input with out[index[i, j], j] = src[i, j] for dim 0, and so on; src may be a number."""
    source, places = scatter_of(src, named, index), scattered(input, dim, index)
    if isinstance(source, Tensor):
        return apply(ops.ScatterBackward0, (input, source), places, index)
    return unary(ops.ScatterBackward1, input, source, places, index)


def scatter_(x: Tensor, dim: int, index: Tensor, src: Any = None, **named: Any) -> Tensor:
    """`scatter` in place."""
    source, places = scatter_of(src, named, index), scattered(x, dim, index)
    op = ops.ScatterBackward0 if isinstance(source, Tensor) else ops.ScatterBackward1
    return in_place(op, x, source, places, index)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """input with src[i, j] added at [index[i, j], j] for dim 0, and so on."""
    places = scattered(input, dim, index, "scatter_add")
    return apply(ops.ScatterAddBackward0, (input, part_of(src, index)), places, index)


def scatter_add_(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`scatter_add` in place."""
    places = scattered(x, dim, index, "scatter_add")
    return in_place(ops.ScatterAddBackward0, x, part_of(src, index), places, index)


def added_at(x: Tensor, dim: int, index: Tensor, source: Tensor, alpha: float) -> Any:
    dim = wrap_dim(dim, x._array.ndim)
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
