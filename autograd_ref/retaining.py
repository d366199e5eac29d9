"""A tensor whose node changes keeps what `retain_grad()` asked for."""

from __future__ import annotations

from .hooks import retain_grad
from .node import Node
from .tensor import Tensor


def keep_retaining(x: Tensor, node: Node | None) -> None:
    """Move the `retain_grad` of a tensor from its old node to its new one."""
    if x._retains_grad and node is not None and node.hooks is not None:
        node.hooks.retained = None
        x._retains_grad = False
        retain_grad(x)
