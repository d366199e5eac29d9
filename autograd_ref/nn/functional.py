"""Functions of networks: losses, activations, the linear layer."""

from __future__ import annotations

import warnings
from typing import Any

from ..api import elementwise, reduction
from ..api.absent import of_module
from ..api.elementwise import sigmoid, tanh
from ..api.linalg import linear
from ..api.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    l1_loss,
    mse_loss,
    nll_loss,
)
from ..tensor import Tensor

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "l1_loss",
    "linear", "log_softmax", "mse_loss", "nll_loss", "relu", "sigmoid", "softmax", "tanh",
]


def implicit(input: Tensor, dim: int | None, name: str) -> int:
    """`dim`, or if it is None the dimension that PyTorch chooses, with its warning."""
    if dim is not None:
        return dim
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include"
        " dim=X as an argument.", UserWarning, stacklevel=3,
    )
    return 0 if input.ndim in (0, 1, 3) else 1


def softmax(input: Tensor, dim: int | None = None, *, dtype: Any = None) -> Tensor:
    """exp(x) / sum(exp(x)) along `dim`."""
    return reduction.softmax(input, implicit(input, dim, "softmax"), dtype=dtype)


def log_softmax(input: Tensor, dim: int | None = None, *, dtype: Any = None) -> Tensor:
    """log(softmax(x)) along `dim`, without overflow."""
    return reduction.log_softmax(input, implicit(input, dim, "log_softmax"), dtype=dtype)


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """Each element, or 0 if it is negative."""
    return input.relu_() if inplace else elementwise.relu(input)


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.nn.functional", name))
