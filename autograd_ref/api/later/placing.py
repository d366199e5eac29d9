"""Windows, blocks, and elements put into places."""

from __future__ import annotations

import builtins
import itertools
import warnings
from typing import Any

import numpy as np

from ... import dtypes
from ...gradient_names import named, renamed
from ...node import count_change
from ...ops.inplace import AsStridedBackward0, IndexPutBackward0
from ...ops.later import placing as ops
from ...ops.later.arranging import Adding
from ...record import apply, check_broadcast, unary
from ...tensor import Tensor, wrap
from ...views import view as as_view
from ..absent import sentence
from ..arguments import is_integer_like, tensor_argument, wrap_dim
from ..change import check_allowed, in_place
from ..creation import arange, as_tensor, full
from ..indexing import gather, sliced
from ..shape import expand, reshape, stack
from .arranging import diag, on_diagonal
from .scattering import counted_through, masked_select, part_of, scattered


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
    """Every combination of elements, a row each."""
    if len(tensors) == 1:
        return tensors[0]
    grids = np.meshgrid(*(np.arange(len(one)) for one in tensors), indexing="ij")
    columns = [one[wrap(grid.reshape(-1))] for one, grid in zip(tensors, grids, strict=True)]
    return stack(columns, 1)


def block_diag(*tensors: Tensor) -> Tensor:
    """Matrices along the diagonal of a larger one; a vector counts as a row.

    Raises RuntimeError for more than two dimensions.
    """
    for place, x in enumerate(tensors):
        if x.ndim > 2:
            raise RuntimeError(
                "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input"
                f" {place} has {x.ndim} dimensions")
    return apply(ops.BlockDiagBackward0, tensors)


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """A matrix with the elements on a diagonal."""
    return diag(reshape(input, (-1,)), offset)


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices with the vectors of the last dimension on a diagonal."""
    rank = input.ndim + 1
    return on_diagonal(input, offset, (wrap_dim(dim1, rank), wrap_dim(dim2, rank)))


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
    return apply(ops.IndexCopyBackward0, (input, source), at(input, dim, index), index)


def index_copy_(x: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """`index_copy` in place."""
    return in_place(ops.IndexCopyBackward0, x, source, at(x, dim, index), index)


def key_of(x: Tensor, indices: Any) -> Any:
    """The NumPy index of a tuple of tensors."""
    _, index = sliced(x, tuple(indices))
    return index


ADDING = renamed(Adding, "IndexPutBackward0")


def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """The tensor with values at an index."""
    key = key_of(input, indices)
    if accumulate:
        return apply(ADDING, (input, values), key, None)
    return apply(IndexPutBackward0, (input, values), key)


def index_put_(x: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """`index_put` in place."""
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


COMPUTE_MODES = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist",
                 "donot_use_mm_for_euclid_dist")


def cdist(
    x1: Tensor, x2: Tensor, p: float = 2.0,
    compute_mode: Any = "use_mm_for_euclid_dist_if_necessary",
) -> Tensor:
    """The distances of the rows of x1 from the rows of x2, found one way whatever compute_mode."""
    if compute_mode not in COMPUTE_MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    one, two = tensor_argument(x1, "cdist", 1, "x1"), tensor_argument(x2, "cdist", 2, "x2")
    if one.shape[-1] != two.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {one.shape[-1]} X2:"
            f" {two.shape[-1]}")
    return apply(ops.CdistBackward0, (one, two), float(p))


def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """The distances of each row from those after it. Raises RuntimeError for no matrix."""
    if input.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    rows, columns = np.triu_indices(len(input), 1)
    one, two = (input[wrap(places.astype(np.int64))] for places in (rows, columns))
    return named((one - two).norm(p, 1), "PdistBackward0")


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """Reshaped to the shape of `other`."""
    return reshape(input, other._array.shape)


def resize_(x: Tensor, *sizes: Any) -> Tensor:
    """The tensor in another size, its first elements kept.

    Raises RuntimeError for a tensor that requires a gradient.
    """
    shape = tuple(sizes[0]) if len(sizes) == 1 and not is_size(sizes[0]) else tuple(sizes)
    if x._requires_grad:
        raise RuntimeError("cannot resize variables that require grad")
    check_allowed(x)
    size = int(np.prod(shape))
    held = x._array.reshape(-1)
    if size <= held.size:
        x._array = held[:size].reshape(shape)
    else:
        x._array = np.concatenate((held, np.zeros(size - held.size, held.dtype))).reshape(shape)
    count_change(x)
    return x


def is_size(value: Any) -> bool:
    return isinstance(value, int) or is_integer_like(value)


def resize_as_(x: Tensor, other: Tensor) -> Tensor:
    """`resize_` to the size of another tensor."""
    return resize_(x, *other._array.shape)


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


def asarray(obj: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None,
            requires_grad: bool = False) -> Tensor:
    """A tensor of the data, which shares memory with an array or a tensor."""
    result = as_tensor(obj, dtype=dtype, device=device)
    result = result.clone() if copy and isinstance(obj, Tensor) else result
    return result.requires_grad_() if requires_grad else result


def scalar_tensor(s: Any, *, dtype: Any = None, **options: Any) -> Tensor:
    """A 0-d tensor of a number, of the default dtype."""
    result = full((), float(s), dtype=dtype, **options)
    return result


def range(start: float = 0, end: float = 0, step: float = 1, **options: Any) -> Tensor:
    """The numbers from start to end, both included. PyTorch means to drop it."""
    warnings.warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is"
        " inconsistent with Python's range builtin. Instead, use torch.arange, which produces"
        " values in [start, end).", UserWarning, stacklevel=3)
    return arange(start, end + step / 2, step, **{"dtype": dtypes.float32, **options})


def is_storage(obj: Any) -> bool:
    """False: there are no storages here."""
    return False


def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have one shape."""
    return bool(input._array.shape == other._array.shape)
