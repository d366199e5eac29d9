"""Gradients: `backward`, `grad`, one's own operations, and checks of them."""

from __future__ import annotations

import importlib
from typing import Any

from ..api.absent import of_module
from ..api.backward import backward, grad
from ..modes import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    no_grad,
    set_grad_enabled,
)
from . import functional, grad_mode, graph
from .anomaly import detect_anomaly, set_detect_anomaly
from .function import Function
from .grad_mode import set_multithreading_enabled
from .gradcheck import GradcheckError, gradcheck, gradgradcheck
from .graph import preserve_version_counter as _unsafe_preserve_version_counter
from .variable import Variable


def __getattr__(name: str) -> Any:
    """Load a file when it is first used."""
    if name in ("forward_ad", "profiler"):
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(of_module("torch.autograd", name))


__all__ = [
    "Function",
    "GradcheckError",
    "Variable",
    "_unsafe_preserve_version_counter",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "functional",
    "grad",
    "grad_mode",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "is_grad_enabled",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
    "set_multithreading_enabled",
]
