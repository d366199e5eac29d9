"""The graphics card: there is none, so a program that asks for one uses the cpu."""

from __future__ import annotations

import sys
from typing import Any

from ..absent import sentence
from ..metadata import use


def is_available() -> bool:
    """False."""
    return False


def is_initialized() -> bool:
    """False."""
    return False


def device_count() -> int:
    """0."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing: there is no card whose numbers could be seeded."""


def manual_seed_all(seed: int) -> None:
    """Nothing."""


def empty_cache() -> None:
    """Nothing: no memory is held."""


def memory_allocated(device: Any = None) -> int:
    """0."""
    return 0


max_memory_allocated = memory_reserved = max_memory_reserved = memory_allocated


def synchronize(device: Any = None) -> None:
    """Raises AssertionError, as what follows does."""
    use("cuda")


current_device = get_device_name = get_device_properties = get_device_capability = synchronize


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'torch.cuda' has no attribute '{name}'")
    if name == "amp":
        return sys.modules[f"{__package__.partition('.')[0]}.cuda.amp"]
    raise AttributeError(sentence(f"torch.cuda.{name}"))
