"""Optimizers: what to do with `.grad`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ..api.absent import of_module
from .adam import Adam, AdamW
from .optimizer import Optimizer
from .sgd import SGD

if TYPE_CHECKING:
    from . import lr_scheduler
    from .adagrad import Adagrad
    from .lbfgs import LBFGS
    from .rmsprop import RMSprop

for _class, _file in ((Adam, "adam"), (AdamW, "adamw"), (Optimizer, "optimizer"), (SGD, "sgd")):
    _class.__module__ = f"torch.optim.{_file}"  # as `print(type(optimizer))` shows it
LATER = {"Adagrad": "adagrad", "LBFGS": "lbfgs", "RMSprop": "rmsprop"}


def __getattr__(name: str) -> Any:
    """Load an optimizer or the schedulers when they are first used."""
    if name == "lr_scheduler":
        return importlib.import_module(f"{__name__}.lr_scheduler")
    if name in LATER:
        return getattr(importlib.import_module(f"{__name__}.{LATER[name]}"), name)
    raise AttributeError(of_module("torch.optim", name))


__all__ = ["LBFGS", "SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "lr_scheduler"]
