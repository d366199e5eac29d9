"""What PyTorch refuses to assign to a tensor, or to broadcast."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import messages
from .messages import type_name
from .modes import thread


def is_tensor(value: Any) -> bool:
    """Whether a value is a tensor: this file stands before their class."""
    return hasattr(type(value), "_array")


def inferred(tensor: Any) -> Any:
    """A tensor of the memory of one that was made in inference mode: it counts as made there."""
    tensor._inference = True
    return tensor


def check_requires_grad(tensor: Any, value: bool) -> None:
    """Raise PyTorch's error if `tensor.requires_grad_(value)` is not allowed."""
    if value is not True and value is not False:
        raise TypeError(
            "requires_grad_(): argument 'requires_grad' (position 1) must be bool,"
            f" not {type_name(value)}"
        )
    if value and tensor._array.dtype.kind != "f":
        raise RuntimeError("only Tensors of floating point dtype can require gradients")
    if value and tensor._inference and not thread.modes.inference:
        raise RuntimeError(messages.INFERENCE_REQUIRES_GRAD)
    if not value and tensor._node is not None:
        raise RuntimeError(messages.ONLY_LEAVES)


def check_assigned_requires_grad(tensor: Any, value: bool) -> None:
    """Raise PyTorch's error for `tensor.requires_grad = value` if it has words of its own."""
    if value is not True and value is not False:
        raise RuntimeError("requires_grad must be a bool")
    if value and tensor._array.dtype.kind != "f":
        raise RuntimeError(
            "only Tensors of floating point and complex dtype can require gradients"
        )


def check_assigned_grad(tensor: Any, value: Any) -> None:
    """Raise PyTorch's error if `value` cannot become `tensor.grad`."""
    if not is_tensor(value):
        raise TypeError(
            "assigned grad expected to be a Tensor or None but got grad of type"
            f" {type_name(value)}"
        )
    if value is tensor:
        raise RuntimeError("can't assign Variable as its own grad")
    given, own = value._array, tensor._array
    if given.dtype is not own.dtype:
        raise RuntimeError(messages.GRAD_OF_ANOTHER_DTYPE.format(
            given=value.dtype.c_name, own=tensor.dtype.type_name))
    if given.shape != own.shape:
        raise RuntimeError(messages.GRAD_OF_ANOTHER_SHAPE.format(
            given=list(given.shape), own=list(own.shape)))


def check_assigned_data(tensor: Any, value: Any) -> None:
    """Raise PyTorch's error if `value` cannot become `tensor.data`."""
    if not is_tensor(value):
        raise TypeError(f"Variable data has to be a tensor, but got {type_name(value)}")
    if tensor._requires_grad and value._array.dtype.kind != "f":
        raise RuntimeError(
            "data set to a tensor that requires gradients must be floating point or complex dtype"
        )


def check_broadcast(x: Any, y: Any) -> None:
    """Raise PyTorch's error if two shapes cannot be broadcast together."""
    a, b = np.shape(x), np.shape(y)
    for back in range(1, min(len(a), len(b)) + 1):
        if a[-back] != b[-back] and 1 not in (a[-back], b[-back]):
            raise RuntimeError(messages.SIZES_DO_NOT_MATCH.format(
                a=a[-back], b=b[-back], dim=max(len(a), len(b)) - back))
