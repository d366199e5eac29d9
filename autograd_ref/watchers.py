"""Functions that see every node as it is recorded: in anomaly mode, while tensors that nodes save
have hooks, and from the first inference mode on, for its tensors outlive the `with` block.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .messages import INFERENCE_SAVED

watchers: list[Callable[[Any], None]] = []


def watch(function: Callable[[Any], None]) -> None:
    """Call `function` with every node from now on."""
    if function not in watchers:
        watchers.append(function)


def unwatch(function: Callable[[Any], None]) -> None:
    if function in watchers:
        watchers.remove(function)


def check_saved(node: Any) -> None:
    """Raise PyTorch's error if a node saves a tensor that was made in inference mode."""
    if any(getattr(value, "_inference", False) for value in node.saved):
        raise RuntimeError(INFERENCE_SAVED)
