"""The nodes of the graph: what an operation leaves behind so that it can be run backward.

An operation is a class. Its `forward` computes on NumPy arrays; its `backward` is the rule that
turns the gradient of the result into gradients of the inputs. An instance of the class is a node
of the graph, and both see it as `ctx`. The class's name is what PyTorch prints.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .tensor import Tensor

Array = Any  # a NumPy array, or in a rule under create_graph=True a Tensor
Edge = tuple["Node", int]

FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after"
    " they have already been freed). Saved intermediate values of the graph are freed when you"
    " call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward"
    " through the graph a second time or if you need to access saved tensors after calling"
    " backward."
)
CHANGED = (
    "one of the variables needed for gradient computation has been modified by an inplace"
    " operation: [{type} {shape}]{origin} is at version {now}; expected version"
    " {then} instead. Hint: enable anomaly detection to find the operation that failed to compute"
    " its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False)."
)

new = object.__new__
count = itertools.count(1)


class Node:
    """One recorded operation.

    next_edges: an (node, output index) for each input, None for one without a gradient.
    sequence:   its number; an operation made later has a higher one.
    outputs:    the (shape, dtype) of each result, which its gradient has to match.
    saved:      the values that the rule needs; None once they are freed.
    """

    __slots__ = ("__dict__", "__weakref__", "next_edges", "outputs", "saved", "sequence")
    next_edges: tuple[Edge | None, ...]
    sequence: int
    outputs: tuple[tuple[tuple[int, ...], np.dtype[Any]], ...]
    saved: tuple[Any, ...] | None

    forward: ClassVar[Callable[..., Any]]
    save: ClassVar[Any] = None
    arity: ClassVar[int] = 1  # how many of the arguments of `forward` are tensors
    differentiable: ClassVar[slice] = slice(None)  # those of the inputs that have an edge
    result_saved: ClassVar[bool] = False  # the last saved value is the result itself
    hooked: Any = None  # the hooks on this node, see hooks.py
    float_result: ClassVar[bool] = False  # integers give a floating-point result

    def backward(self, g: Any, *saved: Any) -> Any:
        """The rule. It gets the gradient of the result and what `save` returned."""
        raise NotImplementedError(f"{self.name()} has no derivative")

    def needs(self, index: int) -> bool:
        """Whether input `index` wants a gradient, so that the rule can spare the others."""
        return self.next_edges[index] is not None

    def unpack(self, as_tensors: bool) -> list[Any]:
        """The saved values, as arrays or as tensors, if they are still there and unchanged."""
        saved = self.saved
        if saved is None:
            raise RuntimeError(FREED)
        values: list[Any] = []
        for value in saved:
            if isinstance(value, Tensor):
                if value._counter[-1] > self.sequence:
                    raise RuntimeError(self._changed(value))
                values.append(value if as_tensors else value._array)
            else:
                values.append(value)
        if as_tensors and self.result_saved:
            values[-1] = self._reattach(values[-1])
        return values

    def _reattach(self, result: Tensor) -> Tensor:
        """A saved result with its history, which it does without while the node keeps it."""
        tensor = result._twin()
        tensor._edge = (self, 0)
        tensor._requires_grad = True
        return tensor

    def keeps_as_result(self, value: Tensor) -> bool:
        """Whether a saved value is this node's own result."""
        return self.result_saved and self.saved is not None and value is self.saved[-1]

    def _changed(self, value: Tensor) -> str:
        if value._view is not None:
            value._view.refresh(value)
        edge = (self, 0) if self.keeps_as_result(value) else value._edge
        now, *later = value._counter
        origin = ""
        if edge is not None:
            origin = f", which is output {edge[1]} of {edge[0].short_name()},"
        return CHANGED.format(
            type=value.full_type_name, shape=list(value._array.shape),
            origin=origin, now=now, then=now - sum(time > self.sequence for time in later),
        )

    def run(self, gradients: list[Any], create_graph: bool) -> Any:
        """Apply the rule to the gradients of the results."""
        if gradients[0] is None and all(gradient is None for gradient in gradients):
            return (None,) * len(self.next_edges)
        if self.saved == ():
            return self.backward(*gradients)
        return self.backward(*gradients, *self.unpack(create_graph))

    def name(self) -> str:
        return type(self).__name__

    def short_name(self) -> str:
        """The name in messages: Mul for MulBackward0, Pow1 for PowBackward1."""
        return self.name().replace("Backward", "").removesuffix("0")

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """The nodes that made the inputs, each with the number of its result that was used."""
        return tuple((None, 0) if edge is None else edge for edge in self.next_edges)

    @property
    def metadata(self) -> dict[Any, Any]:
        """A dictionary for the user's own notes."""
        return self.__dict__.setdefault("_metadata", {})  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {id(self):#x}>"

    if TYPE_CHECKING:  # what rules keep on their ctx

        def __getattr__(self, name: str) -> Any: ...


class AccumulateGrad(Node):
    """The end of an edge at a leaf: adds the gradient that arrives to the leaf's `.grad`."""

    __slots__ = ("variable",)
    variable: Tensor
    next_edges = ()
    saved = ()

    @property
    def hooked(self) -> Any:
        return self.variable._hooks

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"


def changed(tensor: Tensor) -> None:
    """Count a change in place. Changes are numbered like nodes, so that a node can tell whether
    a tensor that it saved was changed later. The latest are remembered, for the message.
    """
    counter = tensor._counter
    counter[0] += 1
    counter.append(next(count))
    if len(counter) > 100:
        del counter[1:50]


def leaf_edge(leaf: Tensor) -> Edge:
    """The edge to a leaf's AccumulateGrad node; the leaf holds it weakly, it holds the leaf."""
    held = leaf._accumulator
    node = None if held is None else held()
    if node is None:
        node = AccumulateGrad()
        node.variable = leaf
        node.sequence = next(count)
        array = leaf._array
        node.outputs = ((array.shape, array.dtype),)
        leaf._accumulator = weakref.ref(node)
    return (node, 0)


def edge_of(tensor: Tensor) -> Edge | None:
    """Where the gradient of `tensor` goes; None if it requires none."""
    view = tensor._view
    if view is not None:
        view.refresh(tensor)
        if view.kind == "no_grad" and tensor._edge is None:
            return None
    if tensor._requires_grad:
        return tensor._edge or leaf_edge(tensor)
    return None
