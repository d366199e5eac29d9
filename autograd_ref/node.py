"""The nodes of the graph: what an operation leaves behind so that it can be run backward.

An operation is a class. Its `forward` computes on NumPy arrays; its `backward` is the rule that
turns the gradient of the result into gradients of the inputs. An instance of the class is a node
of the graph, and both see it as `ctx`. The class's name is what PyTorch prints.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import weakref
from collections.abc import Callable, Sequence
from operator import itemgetter
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

count = itertools.count(1)
RESULT = "y"  # what a rule calls the result of `forward`


def parameters(function: Any) -> list[str]:
    """The names of a function's parameters. Those of NumPy's functions are x, or a and b."""
    if isinstance(function, np.ufunc):
        return ["x"] if function.nin == 1 else ["a", "b"]
    return inspect.getfullargspec(function).args


def picker(places: list[int]) -> Any:
    """The function that picks the arguments at `places`, as a tuple; None if there are none.

    It takes a node and the arguments, as a `save` of a class does.
    """
    if not places:
        return None
    if len(places) == 1:
        place = places[0]
        return lambda node, arguments: (arguments[place],)
    pick = itemgetter(*places)
    return lambda node, arguments: pick(arguments)


class Node:
    """One recorded operation.

    next_nodes: for each input the node that its gradient goes to, None for one without.
    sequence:   its number; an operation made later has a higher one.
    result_shape, result_dtype: what the gradient of the result has to match.
    saved:      the values that the rule names; None once they are freed.

    A class of nodes is an operation. What its rule, `backward`, names after the gradient is saved:
    arguments of `forward`, and `y` for the result.
    """

    __slots__ = ("__dict__", "__weakref__", "next_nodes", "result_dtype", "result_shape", "saved",
                 "sequence")
    next_nodes: tuple[Node | None, ...]
    sequence: int
    result_shape: tuple[int, ...]
    result_dtype: np.dtype[Any]
    saved: Sequence[Any] | None

    # What a class says of its operation. Few need more than `forward` and `arity`.
    forward: ClassVar[Callable[..., Any]]
    arity: ClassVar[int] = 1  # how many of the arguments of `forward` are inputs: tensors
    differentiable: ClassVar[slice] = slice(None)  # the inputs that can get a gradient
    float_result: ClassVar[bool] = False  # integers give a floating-point result
    save: ClassVar[Any] = None  # (ctx, arguments): what to save, if not just what the rule names

    # What __init_subclass__ reads from the parameters of the rule.
    saved_names: ClassVar[Sequence[str]] = ()
    result_saved: ClassVar[bool] = False
    pick: ClassVar[Any] = None  # takes what to save from the arguments of `forward` and the result
    frees: bool = False  # a tensor is saved: backward frees it, and so works only once

    hooked: Any = None  # the hooks on this node, see hooks.py
    index: Any = 0

    def __init_subclass__(cls) -> None:
        """Read from the parameters of the rule what the nodes of a class save."""
        cls.__module__ = "builtins"  # PyTorch prints <class 'MulBackward0'>
        arguments = parameters(cls.forward) if hasattr(cls, "forward") else []
        cls.saved_names = parameters(cls.backward)[2:]  # after ctx and the gradient
        cls.result_saved = RESULT in cls.saved_names
        tensors = {*arguments[: cls.arity], RESULT}
        cls.frees = cls.frees or not tensors.isdisjoint(cls.saved_names)
        if cls.save is not None:
            cls.pick = cls.save
            return
        arguments.append(RESULT)
        for name in cls.saved_names:
            if arguments.count(name) != 1:
                raise TypeError(
                    f"{cls.__name__}.backward takes '{name}'. After the gradient it can take the"
                    f" arguments of forward, {arguments[:-1]}, and the result, '{RESULT}', which"
                    " must not be the name of an argument."
                )
        cls.pick = picker([arguments.index(name) for name in cls.saved_names])

    def backward(self, g: Any, *saved: Any) -> Any:
        """The rule: from the gradient of the result to a gradient for each input.

        Its other parameters name what it needs: arguments of `forward`, or y, the result. A node
        saves just these. If a tensor is among them, they are freed when the rule has run.
        """
        raise NotImplementedError(f"{self.name()} has no derivative")

    @property
    def operation(self) -> Node:
        """The operation whose result number `index` this node stands for: this one, but for Output.
        """
        return self

    def needs(self, index: int) -> bool:
        """Whether input `index` needs a gradient. A rule skips the others."""
        return self.next_nodes[index] is not None

    def unpack(self, with_history: bool = True) -> list[Any]:
        """The saved values: tensors with their history, or arrays.

        Raises RuntimeError if they are freed, or if one was changed in place.
        """
        if self.saved is None:
            raise RuntimeError(FREED)
        values: list[Any] = []
        for value in self.saved:
            if isinstance(value, Tensor):
                if value._counter[-1] > self.sequence:
                    raise RuntimeError(self._changed(value))
                if not with_history:
                    value = value._array
                elif self.is_own_result(value):
                    value = self._reattach(value)
            values.append(value)
        return values

    def _reattach(self, result: Tensor) -> Tensor:
        """The saved result with its history, which the node leaves out to make no cycle."""
        tensor = result._twin()
        tensor._node = self
        tensor._requires_grad = True
        return tensor

    def is_own_result(self, value: Tensor) -> bool:
        """Whether a saved value is the result of this node."""
        return (
            self.result_saved and self.saved is not None
            and value is self.saved[self.saved_names.index(RESULT)]
        )

    def _changed(self, value: Tensor) -> str:
        maker = self if self.is_own_result(value) else value.grad_fn
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
        if not self.saved_names:
            return self.backward(gradient)
        match self.unpack(create_graph):  # a call without * takes half the time
            case [one]:
                return self.backward(gradient, one)
            case [one, two]:
                return self.backward(gradient, one, two)
            case values:
                return self.backward(gradient, *values)

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
        return self.backward(*(gradient.get(index) for index in range(len(self.results))))


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
