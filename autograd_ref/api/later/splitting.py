"""A tensor split into views along a dimension."""

from __future__ import annotations

import itertools
from typing import Any

from ...modes import thread
from ...node import node_of
from ...ops.later.shape import UnsafeSplitBackward0, UnsafeSplitWithSizesBackward0
from ...several import record_results
from ...tensor import Tensor
from ..arguments import wrap_dim
from ..indexing import chunk, split


def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views along `dim`: so many of nearly one size, or between the given indices.

    Raises RuntimeError if the number of parts is not above 0.
    """
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
    """`tensor_split` along the second dimension, of a vector along the first.

    Raises RuntimeError for no dimensions and for parts of different sizes.
    """
    if input.ndim == 0:
        raise RuntimeError(
            "torch.hsplit requires a tensor with at least 1 dimension, but got a tensor with 0"
            " dimensions!")
    return along("hsplit", input, indices_or_sections, 0 if input.ndim == 1 else 1)


def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the first dimension of at least two.

    Raises RuntimeError for one dimension and for parts of different sizes.
    """
    if input.ndim < 2:
        raise RuntimeError(
            "torch.vsplit requires a tensor with at least 2 dimension, but got a tensor with"
            f" {input.ndim} dimensions!")
    return along("vsplit", input, indices_or_sections, 0)


def dsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along the third dimension.

    Raises RuntimeError for two dimensions and for parts of different sizes.
    """
    if input.ndim < 3:
        raise RuntimeError(
            "torch.dsplit requires a tensor with at least 3 dimension, but got a tensor with"
            f" {input.ndim} dimensions!")
    return along("dsplit", input, indices_or_sections, 2)


def along(name: str, input: Tensor, sections: Any, dim: int) -> tuple[Tensor, ...]:
    """`tensor_split` into parts of one size."""
    if isinstance(sections, int) and (sections <= 0 or input.shape[dim] % sections):
        raise RuntimeError(
            f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension"
            f" {input.shape[dim]} is not divisible by the split_size {sections}!")
    return tensor_split(input, sections, dim)


def split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Views of these sizes along `dim`."""
    return split(input, list(split_sizes), dim)


def no_views(op: Any, x: Tensor, dim: int, parts: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Parts of x, as tensors of their own: a change of one is no change of x to autograd."""
    results = tuple(part.data for part in parts)
    node = node_of(x) if thread.modes.grad_enabled else None
    if node is not None:
        made = op()
        made.saved, made.dim = (), wrap_dim(dim, x.ndim)
        record_results(made, (node,), results)
    return results


def unsafe_split(input: Tensor, split_size: int, dim: int = 0) -> tuple[Tensor, ...]:
    """`split`, whose results autograd does not take for views."""
    return no_views(UnsafeSplitBackward0, input, dim, split(input.detach(), split_size, dim))


def unsafe_split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """`split_with_sizes`, whose results autograd does not take for views."""
    parts = split_with_sizes(input.detach(), split_sizes, dim)
    return no_views(UnsafeSplitWithSizesBackward0, input, dim, parts)


def unsafe_chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """`chunk`, whose results autograd does not take for views."""
    return no_views(UnsafeSplitBackward0, input, dim, chunk(input.detach(), chunks, dim))
