"""The same numbers in another shape: views, where the memory allows, and joining."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from .. import dtypes
from ..messages import full_tensor_type, type_name
from ..ops.shape import (
    CatBackward0,
    CloneBackward0,
    ExpandBackward0,
    FlipBackward0,
    PermuteBackward0,
    ReshapeAliasBackward0,
    SqueezeBackward0,
    SqueezeBackward1,
    SqueezeBackward2,
    StackBackward0,
    TBackward0,
    TransposeBackward0,
    UnsafeViewBackward0,
    UnsqueezeBackward0,
    ViewBackward0,
)
from ..record import apply, cast, unary
from ..tensor import Tensor
from ..views import view as as_view
from . import later
from .arguments import combination, tensor_argument, wrap_dim, wrap_dims
from .metadata import Size


def sizes_of(sizes: tuple[Any, ...], function: str, argument: str = "size") -> tuple[int, ...]:
    """`(2, 3)` from `f(2, 3)` as from `f((2, 3))`. Raises TypeError if they are no ints."""
    if not sizes and function == "view":
        raise combination(function)
    if not sizes:
        raise TypeError(f"{function}() missing 1 required positional arguments: \"{argument}\"")
    if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        sizes = tuple(sizes[0])
    for place, size in enumerate(sizes):
        if not hasattr(size, "__index__") or isinstance(size, bool):
            if place:
                raise TypeError(
                    f"{function}(): argument '{argument}' failed to unpack the object at pos"
                    f' {place + 1} with error "type must be tuple of ints,but got'
                    f' {type_name(size)}"')
            if function == "view":
                raise combination(function, *sizes)
            raise TypeError(
                f"{function}(): argument '{argument}' (position 1) must be tuple of ints,"
                f" not {type_name(size)}"
            )
    return tuple(operator.index(size) for size in sizes)


def resolve_shape(shape: tuple[int, ...], x: Tensor) -> tuple[int, ...]:
    """`shape` with -1 replaced by the size that fits. Raises RuntimeError if none does."""
    if any(size < -1 for size in shape):
        raise RuntimeError(
            f"invalid shape dimension {min(shape)} at index {shape.index(min(shape))} of shape"
            f" {list(shape)}"
        )
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    total, known = x._array.size, 1
    for size in shape:
        known *= size if size >= 0 else 1
    if -1 in shape and known == 0 and total == 0:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified"
            " dimension size -1 can be any value and is ambiguous"
        )
    if known != total if -1 not in shape else known == 0 or total % known:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {total}")
    return tuple(total // known if size == -1 else size for size in shape)


def fits_memory(array: np.ndarray[Any, Any], shape: tuple[int, ...]) -> bool:
    """Whether an array can have another shape without being copied."""
    return array.flags.c_contiguous or np.may_share_memory(array, array.reshape(shape))


def view(input: Tensor, *sizes: Any, size: Any = None, dtype: Any = None) -> Tensor:
    """The same memory in another shape; one size may be -1. Or the same bytes in another dtype.

    Raises RuntimeError if the numbers do not fit, or only a copy would have the shape.
    """
    sizes = sizes if size is None else (size,)
    if dtype is not None:
        sizes = (dtype,)
    if len(sizes) == 1 and not isinstance(sizes[0], (int, tuple, list, Tensor)):
        if isinstance(sizes[0], dtypes.dtype):
            return later.load("storage", "bytes_as")(input, sizes[0])
        raise combination("view", *sizes)
    shape = resolve_shape(sizes_of(sizes, "view"), input)
    if not fits_memory(input._array, shape):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one"
            " dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return as_view(ViewBackward0, input, shape)


def reshape(input: Tensor, *sizes: Any, shape: Any = None) -> Tensor:
    """The numbers in another shape, as a view if possible, else as a copy; one size may be -1."""
    sizes = sizes_of(sizes if shape is None else (shape,), "reshape", "shape")
    sizes = resolve_shape(sizes, tensor_argument(input, "reshape"))
    if not fits_memory(input._array, sizes):
        return unary(UnsafeViewBackward0, unary(CloneBackward0, input, "C"), sizes)
    kind = ViewBackward0 if input._array.flags.c_contiguous else ReshapeAliasBackward0
    return as_view(kind, input, sizes)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from start_dim to end_dim as one.

    Raises RuntimeError if start_dim comes after end_dim.
    """
    shape = tensor_argument(input, "flatten")._array.shape
    start = wrap_dim(start_dim, len(shape), "flatten", "start_dim")
    end = wrap_dim(end_dim, len(shape), "flatten", "end_dim")
    if start > end:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if start == end and shape:
        return input
    return reshape(input, (*shape[:start], Size(shape[start : end + 1]).numel(), *shape[end + 1 :]))


def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Without the dimensions of size 1; with `dim`, only that one or those."""
    if dim is None and isinstance(input, Tensor):
        return as_view(SqueezeBackward0, input)
    if isinstance(dim, int):
        ndim = tensor_argument(input, "squeeze")._array.ndim
        return as_view(SqueezeBackward1, input, wrap_dim(dim, ndim))
    dims = wrap_dims(dim, tensor_argument(input, "squeeze")._array.ndim, "squeeze")
    return as_view(SqueezeBackward2, input, dims if dim else ())


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """The tensor with a new dimension of size 1 at `dim`."""
    ndim = tensor_argument(input, "unsqueeze")._array.ndim
    return as_view(UnsqueezeBackward0, input, wrap_dim(dim, ndim + 1, "unsqueeze"))


def expand(input: Tensor, *sizes: Any, size: Any = None) -> Tensor:
    """Repeated along dimensions of size 1 to a larger shape, as a view; -1 keeps a size.

    Raises RuntimeError if a size other than 1 would have to change.
    """
    target = sizes_of(sizes if size is None else (size,), "expand")
    have = input._array.shape
    extra = len(target) - len(have)
    if extra < 0:
        raise RuntimeError(
            f"expand({full_tensor_type(input.dtype)}{{{list(have)}}}, size={list(target)}): the"
            f" number of sizes provided ({len(target)}) must be greater or equal to the number of"
            f" dimensions in the tensor ({len(have)})"
        )
    shape = list(target)
    for d in reversed(range(len(target))):
        size, old = target[d], have[d - extra] if d >= extra else 1
        if size == -1 and d < extra:
            raise RuntimeError(
                f"The expanded size of the tensor ({size}) isn't allowed in a leading,"
                f" non-existing dimension {d}"
            )
        size = old if size == -1 else size
        if old not in (1, size):
            raise RuntimeError(
                f"The expanded size of the tensor ({size}) must match the existing size ({old}) at"
                f" non-singleton dimension {d}.  Target sizes: {list(target)}.  Tensor sizes:"
                f" {list(have)}"
            )
        shape[d] = size
    return as_view(ExpandBackward0, input, tuple(shape))


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """Expanded to the shape of `other`."""
    return expand(input, other._array.shape)


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """Viewed in the shape of `other`."""
    return view(input, other._array.shape)


def permute(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The tensor with its dimensions in the order `dims`.

    Raises RuntimeError if the dimensions are not each named once.
    """
    order = sizes_of(order if dims is None else (dims,), "permute", "dims")
    ndim = tensor_argument(input, "permute")._array.ndim
    if len(order) != ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the"
            f" length of the desired ordering of dimensions i.e. input.dim() = {ndim} is not equal"
            f" to len(dims) = {len(order)}"
        )
    found = tuple(wrap_dim(dim, ndim) for dim in order)
    if len(set(found)) != ndim:
        raise RuntimeError("permute(): duplicate dims are not allowed.")
    return as_view(PermuteBackward0, input, found)


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """The tensor with two dimensions exchanged."""
    ndim = tensor_argument(input, "transpose")._array.ndim
    first = wrap_dim(dim0, ndim, "transpose", "dim0")
    return as_view(TransposeBackward0, input, first, wrap_dim(dim1, ndim, "transpose", "dim1"))


def t(input: Tensor) -> Tensor:
    """A matrix transposed; fewer dimensions stay as they are.

    Raises RuntimeError for more than two dimensions.
    """
    if tensor_argument(input, "t")._array.ndim > 2:
        raise RuntimeError(
            f"t() expects a tensor with <= 2 dimensions, but self is {input._array.ndim}D"
        )
    return as_view(TBackward0, input)


def flip(input: Tensor, dims: tuple[int, ...]) -> Tensor:
    """A copy of the tensor with the order along `dims` reversed."""
    if not isinstance(dims, (tuple, list)):
        raise TypeError(f"flip(): argument 'dims' must be tuple of ints, not {type_name(dims)}")
    return unary(FlipBackward0, input, wrap_dims(dims, input._array.ndim) if dims else ())


def clone(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy in memory of its own, recorded."""
    x = tensor_argument(input, "clone")
    if memory_format is not None and memory_format.by_rows():
        return unary(CloneBackward0, x, "C")
    return unary(CloneBackward0, x)


def contiguous(input: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor, or a copy whose rows follow one another in memory."""
    if memory_format is not None:
        memory_format.by_rows()
    return input if input._array.flags.c_contiguous else unary(CloneBackward0, input, "C")


def tensor_sequence(tensors: Any, name: str) -> list[Tensor]:
    if not isinstance(tensors, (tuple, list)):
        raise TypeError(
            f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors,"
            f" not {type(tensors).__name__}"
        )
    return all_tensors(tensors)


def all_tensors(values: Any) -> list[Tensor]:
    """The values of a sequence. Raises TypeError if one is no tensor."""
    for place, value in enumerate(values):
        if not isinstance(value, Tensor):
            raise TypeError(
                f"expected Tensor as element {place} in argument 0, but got {type_name(value)}")
    return list(values)


def same_dtype(tensors: list[Tensor]) -> list[Tensor]:
    kind = dtypes.promote(*[tensor._array for tensor in tensors]).numpy
    return [cast(tensor, kind) for tensor in tensors]


def cat(tensors: Any, dim: int = 0) -> Tensor:
    """Tensors joined along `dim`; their other sizes have to agree.

    Raises ValueError for an empty list, RuntimeError if sizes differ.
    """
    parts = tensor_sequence(tensors, "cat")
    if not parts:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    full = [part for part in parts if part._array.shape != (0,)] or parts[:1]
    first = full[0]._array.shape
    if not first:
        place = next(i for i, part in enumerate(parts) if part is full[0])
        raise RuntimeError(f"zero-dimensional tensor (at position {place}) cannot be concatenated")
    place = wrap_dim(dim, len(first), "cat")
    for number, part in enumerate(parts):
        shape = part._array.shape
        if shape == (0,):
            continue
        if not shape:
            raise RuntimeError(
                f"zero-dimensional tensor (at position {number}) cannot be concatenated"
            )
        if len(shape) != len(first):
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}"
            )
        for d, (size, expected) in enumerate(zip(shape, first, strict=False)):
            if d != place and size != expected:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {place}. Expected size"
                    f" {expected} but got size {size} for tensor number {number} in the list."
                )
    return apply(CatBackward0, tuple(same_dtype(parts)), place)


def stack(tensors: Any, dim: int = 0) -> Tensor:
    """Tensors of one shape as the slices of a new dimension `dim`.

    Raises RuntimeError for no tensors or for different sizes.
    """
    parts = tensor_sequence(tensors, "stack")
    if not parts:
        raise RuntimeError("stack expects a non-empty TensorList")
    first = parts[0]._array.shape
    for number, part in enumerate(parts):
        if part._array.shape != first:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and"
                f" {list(part._array.shape)} at entry {number}"
            )
    return apply(StackBackward0, tuple(same_dtype(parts)), wrap_dim(dim, len(first) + 1))


concat = cat


swapaxes = transpose
