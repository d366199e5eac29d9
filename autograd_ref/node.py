"""The nodes of the graph: what an operation leaves behind so that it can be run backward.

An operation is a class. Its `forward` computes on NumPy arrays; its `backward` is the rule that
turns the gradient of the result into gradients of the inputs. An instance of the class is a node
of the graph, and both see it as `ctx`. The class's name is what PyTorch prints.
"""

from __future__ import annotations

import functools
import itertools
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .tensor import Tensor

Array = Any  # a NumPy array, or in a rule under create_graph=True a Tensor

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

PLAIN = frozenset({type(None), int, float})  # the commonest of the saved values besides tensors
count = itertools.count(1)


class Node:
    """One recorded operation.

    next_nodes: for each input the node that its gradient goes to, None for one without.
    sequence:   its number; an operation made later has a higher one.
    result_shape, result_dtype: what the gradient of the result has to match.
    saved:      the values that the rule needs; None once they are freed.
    """

    __slots__ = ("__dict__", "__weakref__", "next_nodes", "result_dtype", "result_shape", "saved",
                 "sequence")
    next_nodes: tuple[Node | None, ...]
    sequence: int
    result_shape: tuple[int, ...]
    result_dtype: np.dtype[Any]
    saved: tuple[Any, ...] | None

    forward: ClassVar[Callable[..., Any]]
    save: ClassVar[Any] = None
    arity: ClassVar[int] = 1  # how many of the arguments of `forward` are tensors
    differentiable: ClassVar[slice] = slice(None)  # those of the inputs that can get a gradient
    result_saved: ClassVar[bool] = False  # the last saved value is the result itself
    hooked: Any = None  # the hooks on this node, see hooks.py
    float_result: ClassVar[bool] = False  # integers give a floating-point result
    # What PyTorch calls the nodes of the gradients, one for all or one each, where it has a
    # kernel of its own for what a rule here takes several operations for.
    gradient_names: ClassVar[str | tuple[str, ...]] = ""
    index: Any = 0

    def __init_subclass__(cls) -> None:
        cls.__module__ = "builtins"  # PyTorch prints <class 'MulBackward0'>

    def backward(self, g: Any, *saved: Any) -> Any:
        """The rule. It gets the gradient of the result and what `save` returned."""
        raise NotImplementedError(f"{self.name()} has no derivative")

    @property
    def operation(self) -> Node:
        """The operation whose result number `index` this node stands for: this one, but for Output.
        """
        return self

    def needs(self, index: int) -> bool:
        """Whether input `index` wants a gradient, so that the rule can spare the others."""
        return self.next_nodes[index] is not None

    def unpack(self) -> list[Any]:
        """The saved values, tensors with their history, if they are still there and unchanged."""
        if self.saved is None:
            raise RuntimeError(FREED)
        values = list(self.saved)
        for value in values:
            if isinstance(value, Tensor) and value._counter[-1] > self.sequence:
                raise RuntimeError(self._changed(value))
        if self.result_saved:
            values[-1] = self._reattach(values[-1])
        return values

    def _reattach(self, result: Tensor) -> Tensor:
        """A saved result with its history, which it does without while the node keeps it."""
        tensor = result._twin()
        tensor._node = self
        tensor._requires_grad = True
        return tensor

    def keeps_as_result(self, value: Tensor) -> bool:
        """Whether a saved value is this node's own result."""
        return self.result_saved and self.saved is not None and value is self.saved[-1]

    def _changed(self, value: Tensor) -> str:
        maker = self if self.keeps_as_result(value) else value.grad_fn
        now, *later = value._counter
        origin = ""
        if maker is not None:
            origin = f", which is output {value.output_nr} of {maker.short_name()},"
        return CHANGED.format(
            type=value._full_type_name, shape=list(value._array.shape),
            origin=origin, now=now, then=now - sum(time > self.sequence for time in later),
        )

    def run(self, gradient: Any, create_graph: bool) -> Any:
        """Apply the rule to the gradient of the result: the gradients of the inputs.

        Arrays in, arrays out; with create_graph tensors, whose history is recorded.
        """
        if gradient is None:
            return (None,) * len(self.next_nodes)
        if create_graph:
            return self.name_gradients(self.backward(gradient, *self.unpack()), gradient)
        if self.saved is None:
            raise RuntimeError(FREED)
        if not self.saved:
            return self.backward(gradient)
        values: list[Any] = []
        for value in self.saved:
            if type(value) is Tensor or (type(value) not in PLAIN and isinstance(value, Tensor)):
                if value._counter[-1] > self.sequence:
                    raise RuntimeError(self._changed(value))
                value = value._array
            values.append(value)
        if len(values) == 2:  # most often; a call that need not be put together is quicker
            return self.backward(gradient, values[0], values[1])
        return self.backward(gradient, *values)

    def name_gradients(self, gradients: Any, given: Any) -> Any:
        """Gradients, their last operations under PyTorch's names."""
        names, found = self.gradient_names, gradients
        if names:
            found = found if type(found) is tuple else (found,)
            for name, one in zip((names,) * len(found) if type(names) is str else names, found):  # noqa: B905
                if name and one is not None and one is not given and one._node is not None:
                    rename(one._node, name)
        return gradients

    def input_shape(self) -> tuple[int, ...]:
        """The shape of the first input, which the node that its gradient goes to knows."""
        assert self.next_nodes[0] is not None
        return self.next_nodes[0].result_shape

    def name(self) -> str:
        return type(self).__name__

    def short_name(self) -> str:
        """The name in messages: Mul for MulBackward0, Pow1 for PowBackward1."""
        name = self.name()
        stem = name.rstrip("0123456789")
        number = name.removeprefix(stem)
        return stem.removesuffix("Backward") + number.removeprefix("0")

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """The nodes that made the inputs, each with the number of its result that was used."""
        return tuple(
            (None, 0) if node is None else (node.operation, node.index) for node in self.next_nodes
        )

    @property
    def metadata(self) -> dict[Any, Any]:
        """A dictionary for the user's own notes."""
        return self.__dict__.setdefault("_metadata", {})  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {id(self):#x}>"

    if TYPE_CHECKING:  # what rules keep on their ctx; a real __getattr__ slows every attribute

        def __getattr__(self, name: str) -> Any: ...


class AccumulateGrad(Node):
    """The end of an edge at a leaf: adds the gradient that arrives to the leaf's `.grad`."""

    __slots__ = ("variable",)
    variable: Tensor
    next_nodes = ()
    saved = ()

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"


class Output(Node):
    """Result number `index` of an operation that has several."""

    __slots__ = ("index", "operation")
    operation: Several

    def run(self, gradient: Any, create_graph: bool) -> Any:
        return Parts() if gradient is None else Parts({self.index: gradient})


class Several(Node):
    """An operation of several results. The gradients of all of them come together here."""

    results: tuple[tuple[tuple[int, ...], np.dtype[Any]], ...]  # (shape, dtype) of each
    result_shape = result_dtype = None  # type: ignore[assignment]

    def output(self, index: int) -> Output:
        """The node of result `index`."""
        node = Output()
        node.operation, node.index = self, index
        node.next_nodes, node.saved, node.sequence = (self,), (), next(count)
        node.result_shape, node.result_dtype = self.results[index]
        return node

    def run(self, gradient: Any, create_graph: bool) -> Any:
        if not gradient:
            return (None,) * len(self.next_nodes)
        gradients = self.backward(*(gradient.get(index) for index in range(len(self.results))))
        return self.name_gradients(gradients, gradient) if create_graph else gradients


class Parts(dict[int, Array]):
    """The gradients of some results of one operation, by index; two add up to one of all."""

    shape = dtype = None

    def __add__(self, others: Parts) -> Parts:
        self.update(others)
        return self


def rename(node: Node, name: str) -> None:
    """Give a node another name, and nothing else."""
    op: Any = type(node)
    node.__class__ = renamed(op, name)


@functools.cache
def renamed(op: Any, name: str) -> Any:
    """An operation under another name."""
    return type(name, (op,), {"__slots__": (), "__doc__": op.__doc__})


def changed(tensor: Tensor) -> None:
    """Count a change in place. Changes are numbered like nodes, so that a node can tell whether
    a tensor that it saved was changed later. The latest are remembered, for the message.
    """
    counter = tensor._counter
    counter[0] += 1
    counter.append(next(count))
    if len(counter) > 100:
        del counter[1:50]


def leaf_node(leaf: Tensor) -> AccumulateGrad:
    """The AccumulateGrad node of a leaf; the leaf holds it weakly, it holds the leaf."""
    held = leaf._accumulator
    node = None if held is None else held()
    if node is None:
        node = AccumulateGrad()
        node.variable = leaf
        node.sequence = next(count)
        node.result_shape, node.result_dtype = leaf._array.shape, leaf._array.dtype
        if leaf._hooks is not None:
            node.hooked = leaf._hooks
        leaf._accumulator = weakref.ref(node)
    return node


def node_of(tensor: Tensor) -> Node | None:
    """Where the gradient of `tensor` goes; None if it requires none."""
    view = tensor._view
    if view is not None:
        view.refresh(tensor)
        if view.kind == "no_grad" and tensor._node is None:
            return None
    if tensor._requires_grad:
        return tensor._node or leaf_node(tensor)
    return None
