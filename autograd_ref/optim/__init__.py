"""Optimizers: what to do with `.grad`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ..api.absent import of_module
from .adam import Adam, AdamW
from .optimizer import Optimizer
from .sgd import SGD

if TYPE_CHECKING:
    from . import lr_scheduler, swa_utils

for _class, _file in ((Adam, "adam"), (AdamW, "adamw"), (Optimizer, "optimizer"), (SGD, "sgd")):
    _class.__module__ = f"torch.optim.{_file}"  # as `print(type(optimizer))` shows it
LATER = {
    "ASGD": "averaged", "Adadelta": "scaled", "Adafactor": "adafactor", "Adagrad": "adagrad",
    "Adamax": "scaled", "LBFGS": "lbfgs", "Muon": "muon", "NAdam": "scaled", "RAdam": "scaled",
    "RMSprop": "rmsprop", "Rprop": "averaged",
}


def __getattr__(name: str) -> Any:
    """Load an optimizer or the schedulers when they are first used."""
    if name in ("lr_scheduler", "swa_utils"):
        return importlib.import_module(f"{__name__}.{name}")
    if name in LATER:
        return getattr(importlib.import_module(f"{__name__}.{LATER[name]}"), name)
    raise AttributeError(of_module("torch.optim", name))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *LATER})


__all__ = ["SGD", "Adam", "AdamW", "Optimizer", "lr_scheduler", "swa_utils"]
