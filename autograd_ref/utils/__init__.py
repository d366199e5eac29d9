"""PyTorch's package of this name: `utils.data` feeds programs with data."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ..api.absent import of_module

if TYPE_CHECKING:
    from . import _pytree, checkpoint, data, hooks

__all__ = ["_pytree", "checkpoint", "data", "hooks"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(of_module("torch.utils", name))
