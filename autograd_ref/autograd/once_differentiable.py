"""`once_differentiable`: a `backward` whose gradients cannot be differentiated again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ..modes import no_grad, thread
from ..node import Node, node_of
from ..retaining import renew_node
from ..tensor import Tensor


class Error(Node):
    """The node of a gradient that cannot be differentiated again."""

    frees = False

    def run(self, gradient: Any, create_graph: bool) -> Any:
        raise RuntimeError(
            "trying to differentiate twice a function that was marked with @once_differentiable"
        )


def once_differentiable(rule: Callable[..., Any]) -> Callable[..., Any]:
    """For a `backward` that computes without history. Its gradients raise RuntimeError if they are
    differentiated.
    """

    @wraps(rule)
    def backward(ctx: Any, *gradients: Any) -> Any:
        with no_grad():
            found = rule(ctx, *gradients)
        needed = any(isinstance(g, Tensor) and g._requires_grad for g in gradients)
        if not thread.modes.grad_enabled or not needed:
            return found
        results = found if isinstance(found, tuple) else (found,)
        sources = [x if x is None else x.detach().requires_grad_() for x in results]
        results = tuple(x if x is None else failing(x, sources) for x in results)
        return results if isinstance(found, tuple) else results[0]

    return backward


def failing(x: Tensor, sources: list[Tensor | None]) -> Tensor:
    """A tensor of the same numbers whose history cannot be run backward."""
    tensor, node = x._alias(), Error()
    node.next_nodes = tuple(
        None if source is None else node_of(source) for source in sources)
    node.saved = ()
    renew_node(tensor, node)
    return tensor
