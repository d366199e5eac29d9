"""`torch.functional`: PyTorch's functions that are written in Python, and `F`."""

from __future__ import annotations

import importlib
from typing import Any

PACKAGE = __name__.partition(".")[0]


def __getattr__(name: str) -> Any:
    if name == "F":
        return importlib.import_module(f"{PACKAGE}.nn.functional")
    return getattr(importlib.import_module(PACKAGE), name)
