"""Between the arrays of probes and the tensors of `autograd_ref`, on which references work."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_ref as torch


def to_tensor(array: Any) -> torch.Tensor:
    """A probe's array as a float64 tensor of the reference engine."""
    return torch.tensor(array, dtype=torch.float64)


def to_array(value: Any) -> Any:
    """A tensor of the reference engine as an array; everything else as it is."""
    return np.array(value.detach().numpy()) if isinstance(value, torch.Tensor) else value


def leaf(data: torch.Tensor, requires_grad: bool = False) -> torch.Tensor:
    """A new leaf with the numbers of `data`."""
    return data.detach().clone().requires_grad_(requires_grad)
