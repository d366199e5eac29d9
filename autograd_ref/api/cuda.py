"""The graphics card: there is none, so a program that asks for one uses the cpu."""

from __future__ import annotations

from typing import Any

from .absent import sentence


def is_available() -> bool:
    """False."""
    return False


def device_count() -> int:
    """0."""
    return 0


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module 'torch.cuda' has no attribute '{name}'")
    raise AttributeError(sentence(f"torch.cuda.{name}"))
