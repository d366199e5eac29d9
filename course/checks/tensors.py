"""Between the arrays of probes and the tensors of `autograd_ref`, on which references work."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_ref as torch
from course.exchange.requests import TensorState


def to_tensor(array: Any) -> torch.Tensor:
    """A probe's array as a tensor of the reference engine, of the same dtype."""
    return torch.tensor(array)


def to_array(value: Any) -> Any:
    """A tensor of the reference engine as an array; everything else as it is."""
    return np.array(value.detach().numpy()) if isinstance(value, torch.Tensor) else value


def leaf(data: torch.Tensor, requires_grad: bool = False) -> torch.Tensor:
    """A new leaf with the numbers of `data`."""
    return data.detach().clone().requires_grad_(requires_grad)


def state_of(value: Any) -> Any:
    """What the surroundings of a probe show of a tensor, or of those in a list, tuple or dict."""
    if type(value) in (list, tuple):
        return [state_of(item) for item in value]
    if type(value) is dict:
        return {key: state_of(item) for key, item in value.items()}
    if not isinstance(value, torch.Tensor):
        return value
    grad = value.grad  # of a non-leaf too: whoever asks probes ignores the warning
    array = value.detach().numpy()
    return TensorState(array, None if grad is None else grad.detach().numpy(),
                       value.requires_grad)
