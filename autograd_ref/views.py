"""Views: tensors that share the memory of another tensor, their base, or of a part of it.

A change of a view also changes its base, and all other views of it. The base gets the change as its
grad_fn at once; another view gets a new grad_fn when somebody next asks for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import messages
from .modes import Modes, thread
from .node import Node, node_of
from .ops.inplace import AsStridedBackward0, CopySlices
from .record import record
from .retaining import renew_node
from .tensor import Tensor, wrap


class View:
    """Which part of which tensor a view is.

    base:       the tensor that owns the memory
    steps:      the operations that lead from it to the view, each with its parameters
    version:    how often the base had been changed when the view got its history
    creation:   "no_grad" or "inference" if nothing was recorded when it was made, "several" if a
                function returned several views, "function" if a Function did, else ""
    """

    __slots__ = ("base", "creation", "steps", "version")
    steps: tuple[Any, ...]

    def __init__(
        self, source: Tensor, op: type[Node], params: tuple[Any, ...], modes: Modes
    ) -> None:
        above: View | None = source._view
        if above is None:
            self.base, self.steps, self.creation = source, ((op, params),), ""
        else:
            self.base, self.steps = above.base, (*above.steps, (op, params))
            self.creation = above.creation
        self.version = source._counter[0]
        if not (modes.grad_enabled or self.creation):
            self.creation = "inference" if modes.inference else "no_grad"

    def places(self) -> Any:
        """The flat indices of the view's elements in its base."""
        base = self.base._array
        places = np.arange(base.size).reshape(base.shape)
        for op, params in self.steps:
            places = op.forward(places, *params)
        return places.reshape(-1)

    def refresh(self, tensor: Tensor) -> None:
        """Give `tensor`, the view, a new grad_fn if its base was changed since it got its own."""
        if self.version != self.base._counter[0]:
            self.take_history_of_base(tensor)

    def take_history_of_base(self, tensor: Tensor) -> None:
        """Make `tensor`, the view, the result of taking its part of the changed base."""
        base = self.base
        if tensor._node is None and not base._requires_grad:
            return
        if self.creation:
            raise forbidden_change(tensor, "its base or another view of its base has been")
        self.version = base._counter[0]
        node = AsStridedBackward0()
        node.next_nodes, node.saved = (node_of(base),), (self.places(),)
        renew_node(tensor, node)

    def change_base(self, tensor: Tensor) -> None:
        """Record a change of `tensor`, the view, in the history of its base as well."""
        base, change = self.base, tensor._node
        node = CopySlices()
        node.change, node.places = change, self.places()
        node.next_nodes = (node_of(base), *change.next_nodes[1:])
        renew_node(base, node)
        self.take_history_of_base(tensor)


def view(op: type[Node], x: Tensor, *params: Any) -> Tensor:
    """Run an operation whose result shares the memory of its input."""
    modes = thread.modes
    result = wrap(op.forward(x._array, *params) if params else op.forward(x._array))
    result._counter = x._own_counter()
    if x._inference:
        result._inference = True
        return result
    result._view = View(x, op, params, modes)
    if modes.grad_enabled and (x._requires_grad or x._view is not None):
        node = node_of(x)
        if node is not None:
            record(op, result, (node,), (x, *params))
    return result


def forbidden_change(x: Tensor, what: str) -> RuntimeError:
    """The error for a change of a view that was not recorded as one view of its base."""
    node = x._node
    output = f"Output {node.index} of {messages.short_name(node.owner.name())}" if node else ""
    return RuntimeError(messages.view_changed(output, x._view.creation, what))
