"""Operations that have no derivative, or 0 everywhere: as in PyTorch, their results have a node all
the same.
"""

from __future__ import annotations

import functools
from typing import Any

from ...modes import thread
from ...node import Node, node_of
from ...record import record, zeros_like
from ...tensor import Tensor


class Zero(Node):
    """Base of the operations whose gradients are 0."""

    def backward(ctx, g: Any) -> Any:
        return (zeros_like(g),) * len(ctx.next_nodes)


class Refusing(Node):
    """Base of the operations without a derivative."""

    error: Exception

    def name(self) -> str:
        name = super().name()
        return f"torch::autograd::{name}" if name == "NotImplemented" else name

    def backward(ctx, g: Any) -> Any:
        raise ctx.error


@functools.cache
def zero(name: str) -> type[Node]:
    """The operation of this name whose gradients are 0."""
    return type(name, (Zero,), {})


@functools.cache
def refusing(operation: str, name: str = "NotImplemented") -> type[Node]:
    """The operation without a derivative; its node has PyTorch's `name` if it has one there."""
    error: Exception = NotImplementedError(f"the derivative for '{operation}' is not implemented.")
    if name == "NotImplemented":
        error = RuntimeError(f"derivative for aten::{operation} is not implemented")
    return type(name, (Refusing,), {"error": error})


def with_node(op: type[Node], result: Tensor, *inputs: Any) -> Tensor:
    """`result` with a node of `op`, if one of the inputs requires a gradient."""
    if thread.modes.grad_enabled and result._array.dtype.kind == "f":
        nodes = tuple(node_of(x) if isinstance(x, Tensor) else None for x in inputs)
        if any(nodes):
            record(op, result, nodes, ())
    return result
