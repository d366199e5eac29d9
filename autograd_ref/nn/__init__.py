"""Networks: modules that hold parameters."""

from __future__ import annotations

from typing import Any

from ..api.absent import of_module
from . import functional
from .modules import Linear, Module, Parameter, ReLU, Sequential, Sigmoid, Tanh

__all__ = [
    "Linear", "Module", "Parameter", "ReLU", "Sequential", "Sigmoid", "Tanh", "functional",
]


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.nn", name))
