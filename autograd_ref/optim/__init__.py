"""Optimizers: what to do with `.grad`."""

from __future__ import annotations

from typing import Any

from ..api.absent import of_module
from .adam import Adam
from .optimizer import Optimizer
from .sgd import SGD


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.optim", name))


__all__ = ["SGD", "Adam", "Optimizer"]
