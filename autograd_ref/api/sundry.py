"""Functions of tensors that few programs use. Loaded when first used."""

from __future__ import annotations

import builtins
import itertools
import operator
from typing import Any

import numpy as np

from ..ops.linalg import LinalgCrossBackward0
from ..ops.shape import UnsafeViewBackward0
from ..record import apply, check_broadcast, unary
from ..tensor import Tensor, wrap
from . import arithmetic
from .absent import sentence
from .arguments import tensor_argument, wrap_dim
from .indexing import narrow
from .linalg import dot
from .metadata import Device, Size
from .products import tensordot
from .scattering import nonzero
from .shape import cat, reshape, stack, unsqueeze


def bitwise_and(input: Any, other: Any) -> Tensor:
    """input & other, for integers and bools."""
    return arithmetic.bitwise(np.bitwise_and, input, other)


def bitwise_or(input: Any, other: Any) -> Tensor:
    """input | other, for integers and bools."""
    return arithmetic.bitwise(np.bitwise_or, input, other)


def bitwise_xor(input: Any, other: Any) -> Tensor:
    """input ^ other, for integers and bools."""
    return arithmetic.bitwise(np.bitwise_xor, input, other)


def bitwise_not(input: Tensor) -> Tensor:
    """~input, for integers and bools."""
    return tensor_argument(input, "bitwise_not").__invert__()


def argwhere(input: Tensor) -> Tensor:
    """The indices of the elements that are not 0, a row each."""
    return nonzero(input)


def is_nonzero(input: Tensor) -> bool:
    """Whether the only element is not 0."""
    return bool(input)


def inner(input: Tensor, other: Tensor) -> Tensor:
    """Sums of products along the last dimensions of both."""
    if input.ndim == 0 or other.ndim == 0:
        return input * other
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes"
            f" {list(input.shape)} and {list(other.shape)}")
    return tensordot(input, other, ([-1], [-1]))


def vdot(input: Tensor, other: Tensor) -> Tensor:
    """The dot product of two vectors."""
    return dot(input, other)


def kron(input: Tensor, other: Tensor) -> Tensor:
    """Each element of the first times the whole second, in its place."""
    size = builtins.max(input.ndim, other.ndim)
    one, two = ((1,) * (size - t.ndim) + tuple(t.shape) for t in (input, other))
    pairs = [side for pair in zip(one, [1] * size, strict=True) for side in pair]
    wide = [side for pair in zip([1] * size, two, strict=True) for side in pair]
    products = reshape(input, pairs) * reshape(other, wide)
    return unary(UnsafeViewBackward0, products, tuple(map(operator.mul, one, two)))


def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The cross product of vectors of 3 elements along `dim`, the last by default."""
    check_broadcast(input._array, other._array)
    place = wrap_dim(-1 if dim is None else dim, builtins.max(input.ndim, other.ndim))
    if dim is None:
        place = next((i for i, size in enumerate(input.shape) if size == 3), place)
    if input.shape[place] != 3 or other.shape[place] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {-1 if dim is None else dim} must have length 3. Got"
            f" {input.shape[place]} and {other.shape[place]}")
    return apply(LinalgCrossBackward0, (input, other), place)


def diff(
    input: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None,
    append: Tensor | None = None,
) -> Tensor:
    """Differences of neighbours along `dim`, taken `n` times."""
    ends = [part for part in (prepend, input, append) if part is not None]
    x = cat(ends, dim) if len(ends) > 1 else input
    if x.ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    place = wrap_dim(dim, x.ndim)
    for _ in range(n):
        size = x.shape[place] - 1
        x = narrow(x, place, 1, size) - narrow(x, place, 0, size)
    return x


def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views along `dim`: so many of nearly one size, or between the given indices."""
    place = wrap_dim(dim, input.ndim)
    size = input.shape[place]
    if isinstance(indices_or_sections, int):
        number = indices_or_sections
        if number <= 0:
            raise RuntimeError(
                f"number of sections must be larger than 0, got {number}")
        short, long = divmod(size, number)
        sizes = [short + (i < long) for i in range(number)]
        ends = [0, *itertools.accumulate(sizes)]
    else:
        ends = [0, *(int(i) for i in indices_or_sections), size]
    key = (slice(None),) * place
    return tuple(input[(*key, slice(start, end))] for start, end in itertools.pairwise(ends))


def hsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the second dimension, of a vector along the first."""
    if input.ndim == 0:
        raise RuntimeError(
            "torch.hsplit requires a tensor with at least 1 dimension, but got a tensor with 0"
            " dimensions!")
    return along("hsplit", input, indices_or_sections, 0 if input.ndim == 1 else 1)


def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the first dimension of at least two."""
    if input.ndim < 2:
        raise RuntimeError(
            "torch.vsplit requires a tensor with at least 2 dimension, but got a tensor with"
            f" {input.ndim} dimensions!")
    return along("vsplit", input, indices_or_sections, 0)


def along(name: str, input: Tensor, sections: Any, dim: int) -> tuple[Tensor, ...]:
    """`tensor_split` into parts of one size."""
    if isinstance(sections, int) and (sections <= 0 or input.shape[dim] % sections):
        raise RuntimeError(
            f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension"
            f" {input.shape[dim]} is not divisible by the split_size {sections}!")
    return tensor_split(input, sections, dim)


def atleast(input: Any, others: tuple[Any, ...], ndim: int) -> Any:
    """A tensor, or several, with dimensions of size 1 added."""
    if others:
        return tuple(atleast(one, (), ndim) for one in (input, *others))
    if isinstance(input, (tuple, list)):
        return tuple(atleast(one, (), ndim) for one in input)
    x = tensor_argument(input, f"atleast_{ndim}d")
    if x.ndim == 0:
        return reshape(x, (1,) * ndim)
    if x.ndim == 1 and ndim > 1:
        x = unsqueeze(x, 0)
    return unsqueeze(x, -1) if x.ndim == 2 and ndim == 3 else x


def atleast_1d(input: Any, *others: Any) -> Any:
    """With at least one dimension."""
    return atleast(input, others, 1)


def atleast_2d(input: Any, *others: Any) -> Any:
    """With at least two dimensions: a vector becomes a row."""
    return atleast(input, others, 2)


def atleast_3d(input: Any, *others: Any) -> Any:
    """With at least three dimensions: a vector of n becomes (1, n, 1), a matrix gets a last."""
    return atleast(input, others, 3)


def dstack(tensors: Any) -> Tensor:
    """Tensors joined along a third dimension."""
    return cat(atleast_3d(list(tensors)), 2)


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


def cartesian_prod(*tensors: Tensor) -> Tensor:
    """Every combination of elements, a row each."""
    if len(tensors) == 1:
        return tensors[0]
    grids = np.meshgrid(*(np.arange(len(one)) for one in tensors), indexing="ij")
    columns = [one[wrap(grid.reshape(-1))] for one, grid in zip(tensors, grids, strict=True)]
    return stack(columns, 1)


def typename(obj: Any) -> str:
    """The name of a tensor's type, `torch.FloatTensor`, or of an object's class."""
    if isinstance(obj, Tensor):
        return str(obj.type())
    kind = type(obj)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def get_default_device() -> Device:
    """The CPU."""
    return Device("cpu")


def set_default_device(device: Any) -> None:
    """Raises NotImplementedError for another device than the CPU."""
    if device is not None and Device(device).type != "cpu":
        raise NotImplementedError(sentence(f"set_default_device({device!r})"))
