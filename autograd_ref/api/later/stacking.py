"""Tensors side by side, one below the other, one behind the other."""

from __future__ import annotations

from typing import Any

from ...tensor import Tensor
from ..arguments import tensor_argument
from ..shape import all_tensors, cat, reshape, tensor_sequence, unsqueeze


def atleast(input: Any, others: tuple[Any, ...], ndim: int) -> Any:
    """A tensor, or several, with dimensions of size 1 added."""
    if others or isinstance(input, (tuple, list)):
        held = (input, *others) if others else input
        return tuple(atleast(one, (), ndim) for one in all_tensors(held))
    x = tensor_argument(input, f"atleast_{ndim}d")
    if x.ndim == 0:
        return reshape(x, (1,) * ndim)
    if x.ndim == 1 and ndim > 1:
        x = unsqueeze(x, 0)
    return unsqueeze(x, -1) if x.ndim == 2 and ndim == 3 else x


def atleast_1d(input: Any, *others: Any) -> Any:
    """The tensor with at least one dimension."""
    return atleast(input, others, 1)


def atleast_2d(input: Any, *others: Any) -> Any:
    """The tensor with at least two dimensions: a vector becomes a row."""
    return atleast(input, others, 2)


def atleast_3d(input: Any, *others: Any) -> Any:
    """The tensor with at least three: a vector of n becomes (1, n, 1), a matrix gets a last."""
    return atleast(input, others, 3)


def hstack(tensors: Any) -> Tensor:
    """Side by side."""
    held = atleast_1d(tensor_sequence(tensors, "hstack"))
    return cat(held, 0 if held[0]._array.ndim == 1 else 1)


def vstack(tensors: Any) -> Tensor:
    """One below the other."""
    return cat(atleast_2d(tensor_sequence(tensors, "vstack")), 0)


row_stack = vstack


def dstack(tensors: Any) -> Tensor:
    """Tensors joined along a third dimension."""
    return cat(atleast_3d(tensor_sequence(tensors, "dstack")), 2)


def column_stack(tensors: Any) -> Tensor:
    """Vectors as columns."""
    held = tensor_sequence(tensors, "column_stack")
    return hstack([reshape(t, (-1, 1)) if t._array.ndim <= 1 else t for t in held])
