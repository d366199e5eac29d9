"""A tensor whose node changes: it gets the new one, and keeps what `retain_grad()` asked for."""

from __future__ import annotations

from .hooks import retain_grad
from .node import Node, count
from .tensor import Tensor
from .watchers import watchers


def renew_node(x: Tensor, node: Node) -> None:
    """Make `node` the grad_fn of a tensor that may have had another. It has its `next_nodes` and
    `saved` already. `record` does the same to a new result, in line, since a call costs there.
    """
    old = x._node
    node.sequence = next(count)
    node.result_shape, node.result_dtype = x._array.shape, x._array.dtype
    x._node, x._requires_grad = node, True
    for watch in watchers:
        watch(node)
    keep_retaining(x, old)


def keep_retaining(x: Tensor, node: Node | None) -> None:
    """Move the `retain_grad` of a tensor from its old node to its new one."""
    if x._retains_grad and node is not None and node.hooks is not None:
        node.hooks.retained = None
        x._retains_grad = False
        retain_grad(x)
