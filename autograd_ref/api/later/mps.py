"""Apple's graphics card: there is none, and PyTorch's build for Linux says so."""

from __future__ import annotations

from typing import Any

from ..absent import of_module


def is_available() -> bool:
    """False."""
    return False


def device_count() -> int:
    """0."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing: there is no card whose numbers could be seeded."""


def absent(action: str) -> Any:
    """A function that raises RuntimeError."""

    def called(*args: Any) -> None:
        raise RuntimeError(f"Cannot execute {action}() without MPS backend.")

    return called


empty_cache = absent("emptyCache")
synchronize = absent("deviceSynchronize")
seed = absent("getDefaultGenerator")
current_allocated_memory = absent("getCurrentAllocatedMemory")
driver_allocated_memory = absent("getDriverAllocatedMemory")


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.mps", name))
