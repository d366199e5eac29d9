"""Parts of a tensor: by number, slice, mask and index."""

from __future__ import annotations

import builtins
import operator
import warnings
from typing import Any

import numpy as np

from ..modes import thread
from ..node import Node, node_of
from ..ops.indexing import (
    GatherBackward0,
    IndexBackward0,
    IndexSelectBackward0,
    SelectBackward0,
    SliceBackward0,
    SplitBackward0,
    SplitWithSizesBackward0,
    UnbindBackward0,
)
from ..ops.shape import AliasBackward0, UnsqueezeBackward0
from ..record import apply, unary
from ..several import record_results
from ..tensor import Tensor, wrap
from ..views import view as as_view
from .arguments import tensor_argument, wrap_dim
from .creation import tensor
from .shape import unsqueeze


def pieces(op: type[Node], x: Tensor, dim: int, keys: list[Any]) -> tuple[Tensor, ...]:
    """Several views of `x` that share one node."""
    with_grad = thread.modes.grad_enabled and not x._inference and node_of(x) is not None
    single = SelectBackward0 if op is UnbindBackward0 else SliceBackward0
    recorded = thread.modes.grad_enabled
    thread.modes.grad_enabled = False
    try:
        results = tuple(as_view(single, x, dim, key) for key in keys)
        for result in results if not x._inference else ():
            unrecorded = "inference" if thread.modes.inference else "no_grad"
            result._view.creation = "several" if recorded else unrecorded
    finally:
        thread.modes.grad_enabled = recorded
    if with_grad and results:
        node: Any = op()
        node.saved, node.dim = (), dim
        record_results(node, (node_of(x),), results)
    return results


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along `dim`, as views."""
    if tensor_argument(input, "unbind")._array.ndim == 0:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    dim = wrap_dim(dim, input._array.ndim)
    return pieces(UnbindBackward0, input, dim, list(range(input._array.shape[dim])))


def check_dimensions(input: Tensor, name: str) -> None:
    """Raise PyTorch's error for a tensor of no dimensions."""
    if not input._array.ndim:
        raise RuntimeError(f"{name} expects at least a 1-dimensional tensor")


def split(
    input: Tensor, split_size: Any, dim: int = 0
) -> tuple[Tensor, ...]:
    """Views of `split_size` slices each along `dim`, the last may be smaller. With a sequence:
    views of these sizes. Raises RuntimeError if they do not add up to the dimension's size.
    """
    dim = wrap_dim(dim, tensor_argument(input, "split")._array.ndim, "split")
    check_dimensions(input, "split")
    total = input._array.shape[dim]
    if isinstance(split_size, (tuple, list)):
        ends = [builtins.sum(split_size[: place + 1]) for place in range(len(split_size))]
        if ends[-1:] != [total]:
            raise RuntimeError(
                f"split_with_sizes expects split_sizes to sum exactly to {total} (input tensor's"
                f" size at dimension {dim}), but got split_sizes={list(split_size)}"
            )
        keys = [slice(end - size, end) for size, end in zip(split_size, ends, strict=True)]
        return pieces(SplitWithSizesBackward0, input, dim, keys)
    if not isinstance(split_size, int):
        raise TypeError(
            "split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, not"
            f" {type(split_size).__name__}"
        )
    if split_size < 0:
        raise RuntimeError(
            f"split expects split_size be non-negative, but got split_size={split_size}"
        )
    if split_size == 0 and total:
        raise RuntimeError(
            f"split_size can only be 0 if dimension size is 0, but got dimension size of {total}"
        )
    starts = range(0, total, split_size) if total else [0]
    keys = [slice(start, builtins.min(start + split_size, total)) for start in starts]
    return pieces(SplitBackward0, input, dim, keys)


def split_sections(
    tensor: Tensor, split_size_or_sections: Any, dim: int = 0
) -> tuple[Tensor, ...]:
    """`split`, under the names that PyTorch gives the arguments of the function."""
    return split(tensor, split_size_or_sections, dim)


split_sections.__name__ = split_sections.__qualname__ = "split"


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` views of one size along `dim`; the last may be smaller.

    Raises RuntimeError if the number is not above 0.
    """
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    check_dimensions(tensor_argument(input, "chunk"), "chunk")
    total = input._array.shape[wrap_dim(dim, input._array.ndim)]
    if total == 0:
        dim = wrap_dim(dim, input._array.ndim)
        return pieces(SplitWithSizesBackward0, input, dim, [slice(0, 0)] * chunks)
    return split(input, builtins.max(-(-total // chunks), 1), dim)


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """The slice with number `index` along `dim`, as a view.

    Raises IndexError for an index outside, or of a tensor without dimensions.
    """
    shape = tensor_argument(input, "select")._array.shape
    if not shape:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    dim = wrap_dim(dim, len(shape))
    if not -shape[dim] <= index < shape[dim]:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(shape)}"
            f" at dimension {dim}"
        )
    return as_view(SelectBackward0, input, dim, index % shape[dim])


def narrow(
    input: Tensor, dim: int, start: int, length: int
) -> Tensor:
    """`length` slices along `dim` from `start` on, as a view.

    Raises IndexError for a start outside, RuntimeError if the part reaches beyond the end.
    """
    if tensor_argument(input, "narrow")._array.ndim == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    dim = wrap_dim(dim, input._array.ndim)
    size = input._array.shape[dim]
    if not -size <= start <= size:
        raise IndexError(
            f"start out of range (expected to be in range of [{-size}, {size}], but got {start})"
        )
    start += size if start < 0 else 0
    if start + length > size:
        raise RuntimeError(
            f"start ({start}) + length ({length}) exceeds dimension size ({size})."
        )
    return as_view(SliceBackward0, input, dim, slice(start, start + length))


def whole_numbers(index: Any, name: str) -> np.ndarray[Any, Any]:
    array: np.ndarray[Any, Any] = tensor_argument(index, name, 3, "index")._array
    if array.dtype.kind not in "iu":
        raise RuntimeError(f"{name}(): Expected dtype int32 or int64 for index")
    return array


def places_tensor(places: Any) -> Tensor:
    return wrap(places.reshape(-1))


def index_select(
    input: Tensor, dim: int, index: Tensor
) -> Tensor:
    """The slices with the numbers `index` along `dim`, as a copy.

    Raises IndexError for an index that is outside or no vector.
    """
    dim = wrap_dim(dim, tensor_argument(input, "index_select")._array.ndim)
    places = whole_numbers(index, "index_select")
    if places.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if input._array.ndim == 0:
        if places.size != 1:
            raise RuntimeError(
                f"index_select(): Index to scalar can have only 1 value, got {places.size} value(s)"
            )
        return index_select(unsqueeze(input, 0), 0, places_tensor(places))[0]
    size = input._array.shape[dim]
    if places.size and (places.min() < 0 or places.max() >= size):
        raise IndexError("index out of range in self")
    return apply(IndexSelectBackward0, (input, index), dim)


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """out[i, j] = input[index[i, j], j] for dim 0, input[i, index[i, j]] for dim 1, and so on.

    Raises RuntimeError if dimensions differ or an index is outside.
    """
    dim = wrap_dim(dim, tensor_argument(input, "gather")._array.ndim)
    places = tensor_argument(index, "gather", 3, "index")._array
    if places.dtype.kind not in "iu":
        raise RuntimeError("gather(): Expected dtype int32/int64 for index")
    if input._array.ndim == 0 and places.ndim == 1:
        return gather(unsqueeze(input, 0), 0, index)
    if places.ndim != input._array.ndim:
        raise RuntimeError(
            "Index tensor must have the same number of dimensions as input tensor"
        )
    for d, (size, limit) in enumerate(zip(places.shape, input._array.shape, strict=False)):
        if d != dim and size > limit:
            raise RuntimeError(
                f"Size does not match at dimension {d} expected index {list(places.shape)} to be no"
                f" larger than self {list(input._array.shape)} apart from dimension {dim}"
            )
    size = input._array.shape[dim]
    wrong = places[(places < 0) | (places >= size)]
    if wrong.size:
        raise RuntimeError(
            f"index {wrong[0]} is out of bounds for dimension {dim} with size {size}"
        )
    return apply(GatherBackward0, (input, index), dim)


BYTES = (
    "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead."
)


def as_index(part: Any) -> Any:
    """A part of a key as an array of indices or a mask, if it is one; bytes are a mask."""
    if isinstance(part, Tensor):
        part = part._array
    elif isinstance(part, (list, range)):
        part = tensor(list(part))._array
        part = part.astype(np.int64) if part.size == 0 else part
    if isinstance(part, np.ndarray):
        if part.dtype == np.uint8:
            warnings.warn(BYTES, UserWarning, stacklevel=6)
            return part != 0
        if part.dtype.kind not in "ib":
            raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
        return part
    return None


def parts_of(key: Any, ndim: int) -> tuple[list[Any], int]:
    """The parts of a key, and how many dimensions its Ellipsis stands for."""
    parts = list(key) if isinstance(key, tuple) else [key]
    named = 0
    for place, part in enumerate(parts):
        index = part._array if isinstance(part, Tensor) else part
        if isinstance(index, np.ndarray) and index.ndim == 0 and index.dtype.kind in "iu":
            parts[place] = part = int(index) if index.dtype.kind == "i" else bool(index)
        array = as_index(part)
        if array is not None:
            parts[place] = array
            named += array.ndim if array.dtype.kind == "b" else 1
        elif part is not None and part is not Ellipsis and not isinstance(part, bool):
            named += 1
    if named > ndim:
        raise IndexError(f"too many indices for tensor of dimension {ndim}")
    return parts, ndim - named


OF_NUMBER = (
    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to"
    " convert a 0-dim tensor to a number"
)


SEQUENCE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated and will be changed in"
    " pytorch 2.9; use x[tuple(seq)] instead of x[seq]. In pytorch 2.9 this will be interpreted as"
    " tensor index, x[torch.tensor(seq)], which will result either in an error or a different"
    " result"
)


def getitem(x: Tensor, key: Any) -> Tensor:
    """x[key]: a view for numbers, slices, None and Ellipsis; a copy for indices and masks."""
    result, indices = sliced(x, key)
    if indices is None:
        return as_view(AliasBackward0, x) if result is x else result
    used = key if isinstance(key, tuple) else (key,)
    tensors = [part for part in used if isinstance(part, Tensor)]
    return unary(IndexBackward0, result, indices, *tensors)


def sliced(x: Tensor, key: Any) -> tuple[Tensor, Any]:
    """The view of x that numbers and slices of a key make; and its indices and masks, or None."""
    kind = type(key)
    if kind is str or (kind is list and len(key) < 32 and any(map(is_part, key))):
        warnings.warn(SEQUENCE, UserWarning, stacklevel=4)
        if kind is str:
            raise TypeError("new(): invalid data type 'str'")
        key = tuple(key)
    if kind is int or isinstance(key, np.integer):
        key = int(key)
        if x._array.ndim == 0:
            if key:
                raise IndexError(f"index {key} is out of bounds for dimension 0 with size 0")
            raise IndexError(OF_NUMBER)
        return by_number(x, 0, key, 0), None
    if kind is slice:
        if x._array.ndim == 0:
            raise IndexError("slice() cannot be applied to a 0-dim tensor.")
        return as_view(SliceBackward0, x, 0, checked_slice(key)), None
    dim, result, arrays = 0, x, 0
    indices: list[Any] = []
    parts, rest = parts_of(key, x._array.ndim)
    for number, part in enumerate(parts):
        if part is Ellipsis:
            indices += [slice(None)] * rest
            dim, rest = dim + rest, 0
        elif isinstance(part, bool):
            result = as_view(UnsqueezeBackward0, result, dim)
            indices.append(np.array([0] if part else [], np.int64))
            arrays += 1
            dim += 1
        elif isinstance(part, np.ndarray):
            indices.append(part)
            arrays += 1
            dim += part.ndim if part.dtype.kind == "b" else 1
        elif part is None:
            result = as_view(UnsqueezeBackward0, result, dim)
            indices.append(slice(None))
            dim += 1
        elif isinstance(part, slice):
            start, stop, step = part.start or 0, part.stop, checked_slice(part).step or 1
            if start or step > 1 or (stop is not None and stop < result._array.shape[dim]):
                result = as_view(SliceBackward0, result, dim, part)
            indices.append(slice(None))
            dim += 1
        else:
            result = by_number(result, dim, as_integer(part), number)
    if not arrays:
        return result, None
    check_indices(indices, result._array.shape)
    return result, tuple(indices)


def check_indices(indices: list[Any], shape: tuple[int, ...]) -> None:
    """Raise IndexError if indices or masks do not fit the shape, or each other."""
    found: list[Any] = []
    dim = 0
    for index in indices:
        mask = isinstance(index, np.ndarray) and index.dtype.kind == "b"
        if isinstance(index, np.ndarray):
            check_index(index, shape, dim, len(found))
            found.append(index)
        dim += index.ndim if mask else 1
    shapes = [a.shape if a.dtype.kind != "b" else (int(a.sum()),) for a in found]
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        raise IndexError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes "
            + ", ".join(str(list(shape)) for shape in shapes)
        ) from None


def is_part(value: Any) -> bool:
    """Whether a list with this element is read as a tuple: an index for each dimension."""
    return value is None or value is Ellipsis or isinstance(
        value, (list, tuple, slice, Tensor, np.ndarray)
    )


def as_integer(part: Any) -> int:
    """An index as an int. Raises IndexError for what is none."""
    if isinstance(part, str):
        raise TypeError("new(): invalid data type 'str'")
    try:
        return operator.index(part)
    except TypeError:
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are"
            f" valid indices (got {type(part).__name__})"
        ) from None


def by_number(x: Tensor, dim: int, index: int, number: int) -> Tensor:
    size = x._array.shape[dim]
    if not -size <= index < size:
        raise IndexError(
            f"index {index} is out of bounds for dimension {number} with size {size}"
        )
    return as_view(SelectBackward0, x, dim, index % size)


def checked_slice(key: slice) -> slice:
    if key.step is not None and operator.index(key.step) <= 0:
        raise ValueError("step must be greater than zero" if key.step else
                         "slice step cannot be zero")
    return key


def check_index(index: Any, shape: tuple[int, ...], dim: int, number: int) -> None:
    """Raise PyTorch's error for a mask of another shape or an index out of range."""
    if index.dtype.kind == "b":
        for d, size in enumerate(index.shape):
            if size != shape[dim + d]:
                raise IndexError(
                    f"The shape of the mask {list(index.shape)} at index {d} does not match the"
                    f" shape of the indexed tensor {list(shape)} at index {dim + d}"
                )
        return
    size = shape[dim]
    if size == 0 and index.size:
        raise IndexError("index is out of bounds for dimension with size 0")
    wrong = index[(index < -size) | (index >= size)]
    if wrong.size:
        raise IndexError(
            f"index {wrong[0]} is out of bounds for dimension {number} with size {size}"
        )
