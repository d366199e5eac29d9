"""Functions of networks: losses, activations, the linear layer."""

from __future__ import annotations

from typing import Any

from ..ops.elementwise import relu, sigmoid, tanh
from ..ops.linalg import linear
from ..ops.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    l1_loss,
    mse_loss,
    nll_loss,
)
from ..ops.reduction import log_softmax, softmax

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "l1_loss",
    "linear", "log_softmax", "mse_loss", "nll_loss", "relu", "sigmoid", "softmax", "tanh",
]


def __getattr__(name: str) -> Any:
    from ..absent import of_module

    raise AttributeError(of_module("torch.nn.functional", name))
