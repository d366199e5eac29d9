"""The nodes of the graph: one for each use of an operation, so that it can be run backward.

An operation is a class. Its `forward` computes on NumPy arrays. Its `backward` is the rule that
turns the gradient of the result into gradients of the inputs. A node is an instance of the class:
one use of the operation. The rule gets the node as `ctx`. PyTorch prints the class's name,
`PowBackward1`; it numbers the variants of an operation.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import messages
from .modes import anomaly_mode
from .tensor import UNCHANGED, Tensor

Array = Any  # a NumPy array, or in a rule under create_graph=True a Tensor

count = itertools.count(1)  # numbers nodes and changes in place in the order in which they happen
RESULT = "y"  # what a rule calls the result of `forward`


def count_change(tensor: Tensor) -> None:
    """Count a change in place. It gets a number as nodes do, so a node can tell whether a tensor
    that it saved was changed later. The counter keeps the recent numbers for the error message.
    """
    counter = tensor._counter
    if counter is UNCHANGED:
        counter = tensor._own_counter()
    counter[0] += 1
    counter.append(next(count))
    if len(counter) > 100:
        del counter[1:50]


def count_detach(tensor: Tensor) -> None:
    """Note a `detach_`. Its number has a half: a node that saved the tensor sees that something
    happened to it, though its version stays.
    """
    tensor._own_counter().append(next(count) + 0.5)


def parameters(function: Any) -> list[str]:
    """The names of a function's parameters. Those of NumPy's functions are x, or a and b."""
    if isinstance(function, np.ufunc):
        return ["x"] if function.nin == 1 else ["a", "b"]
    code = function.__code__  # reading it takes a tenth of the time that `inspect` takes
    return list(code.co_varnames[: code.co_argcount])


def picker(places: list[int]) -> Any:
    """The function that takes the items at `places` out of a tuple, as a tuple; None for none."""
    if len(places) == 1:  # itemgetter(place) gives no tuple
        return itemgetter(slice(places[0], places[0] + 1))
    return itemgetter(*places) if places else None


class Node:
    """One use of an operation.

    next_nodes: for each differentiable input the node that its gradient goes to, None if the input
                needs no gradient.
    sequence:   the node's number; an operation made later has a higher one. To a leaf with hooks
                each backward pass gives a new one, see traversal.py.
    result_shape, result_dtype: what the gradient of the result has to match.
    saved:      the values that `backward` takes after the gradient; None once they are freed.

    The parameters of `backward` say which values a node saves. They are arguments of `forward`, and
    y for the result:

        class PowBackward1(Node):
            def forward(a, b): ...
            def backward(ctx, g, a, b, y): ...   # the node saves a, b and y
    """

    __slots__ = ("__dict__", "__weakref__", "next_nodes", "result_dtype", "result_shape", "saved",
                 "sequence")
    next_nodes: tuple[Node | None, ...]
    sequence: float
    result_shape: tuple[int, ...]
    result_dtype: np.dtype[Any]
    saved: Sequence[Any] | None

    # What an operation says of itself. Most need only `forward`, `backward` and `arity`.
    forward: ClassVar[Callable[..., Any]]
    arity: ClassVar[int] = 1  # how many of the first arguments of `forward` are inputs: tensors
    differentiable: ClassVar[slice] = slice(None)  # the inputs that can get a gradient
    float_result: ClassVar[bool] = False  # integers give a floating-point result
    save: ClassVar[Any] = None  # (ctx, arguments of forward): the values to save, if few suffice

    # What __init_subclass__ reads from the parameters of `backward`.
    saved_names: ClassVar[Sequence[str]] = ()
    result_saved: ClassVar[bool] = False
    pick: ClassVar[Any] = None  # takes the values to save from (*arguments of forward, result)
    frees: bool = False  # a tensor is saved; the backward pass then frees it and cannot run again

    hooks: Any = None  # the Hooks on this node, see hooks.py
    index: Any = 0  # which result of the operation the node stands for; see several.py

    def __init_subclass__(cls) -> None:
        cls.__module__ = "builtins"  # PyTorch prints <class 'MulBackward0'>
        arguments = parameters(cls.forward) if hasattr(cls, "forward") else []
        cls.saved_names = parameters(cls.backward)[2:]  # after ctx and the gradient
        cls.result_saved = RESULT in cls.saved_names
        tensor_names = {*arguments[: cls.arity], RESULT}
        cls.frees = cls.frees or not tensor_names.isdisjoint(cls.saved_names)
        if cls.save is not None:
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
        """The rule: from g, the gradient of the result, to a gradient for each differentiable
        input. It may return None for an input that needs no gradient, to save work.
        """
        raise NotImplementedError(f"{self.name()} has no derivative")

    @property
    def owner(self) -> Node:
        """The node that users see: this one. Several results of an operation share one owner."""
        return self

    def run(self, gradient: Any, create_graph: bool) -> Any:
        """Apply the rule to the gradient of the result: the gradients of the inputs.

        Arrays in, arrays out. With create_graph=True tensors, whose operations are recorded.
        """
        if gradient is None:
            return (None,) * len(self.next_nodes)
        if not self.saved_names:
            return self.backward(gradient)
        match self.unpack(create_graph):  # a call without * is quicker
            case [one, two]:
                return self.backward(gradient, one, two)
            case [one]:
                return self.backward(gradient, one)
            case [one, two, three]:
                return self.backward(gradient, one, two, three)
            case values:
                return self.backward(gradient, *values)

    def unpack(self, with_history: bool = True) -> list[Any]:
        """The saved values: tensors with their history, or arrays.

        Raises RuntimeError if they are freed, or if a tensor was changed in place since.
        """
        saved, sequence = self.saved, self.sequence
        if saved is None:
            raise RuntimeError(messages.FREED)
        values: list[Any] = []
        for value in saved:
            if isinstance(value, Tensor):
                if value._counter[-1] > sequence:  # the number of its last change
                    self._check_unchanged(value)
                if not with_history:
                    value = value._array
                elif self.is_own_result(value):
                    value = self._reattach(value)
            values.append(value)
        return values

    def is_own_result(self, value: Tensor) -> bool:
        """Whether a saved value is the result of this node."""
        return (
            self.result_saved and self.saved is not None
            and value is self.saved[self.saved_names.index(RESULT)]
        )

    def _reattach(self, result: Tensor) -> Tensor:
        """The saved result with its history. A node saves it without, so as not to hold itself."""
        tensor = result._alias()
        tensor._node, tensor._requires_grad = self, True
        return tensor

    def _check_unchanged(self, value: Tensor) -> None:
        """Raise RuntimeError if a saved tensor was changed in place since, or detached."""
        own = self.is_own_result(value)
        now, *later = value._counter
        changes = sum(number > self.sequence and number % 1 == 0 for number in later)
        if not changes:  # those with a half are no changes, see `count_detach`
            if value._detached and not own:
                raise RuntimeError(messages.DETACHED)
            return
        maker = self if own else value.grad_fn
        origin = ""
        if maker is not None:
            name = messages.short_name(maker.name())
            origin = f", which is output {value.output_nr} of {name},"
        raise RuntimeError(messages.CHANGED.format(
            type=messages.full_tensor_type(value.dtype), shape=list(value._array.shape),
            origin=origin, now=now, then=now - changes, hint=messages.HINTS[anomaly_mode.detected],
        ))

    def input_shape(self) -> tuple[int, ...]:
        """The shape of the first input, which the node that its gradient goes to knows."""
        return self.next_nodes[0].result_shape  # type: ignore[union-attr]

    def name(self) -> str:
        return type(self).__name__

    @property
    def next_functions(self) -> tuple[tuple[Node | None, int], ...]:
        """The nodes that made the inputs, each with the number of its result that was used."""
        return tuple(
            (None, 0) if node is None else (node.owner, node.index) for node in self.next_nodes
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
    """The node of a leaf. The backward pass adds the gradient that arrives to the leaf's `.grad`.
    """

    __slots__ = ("variable",)
    variable: Tensor  # the leaf
    next_nodes = ()
    saved = ()

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"

    def run(self, gradient: Any, create_graph: bool) -> Any:
        return gradient


def leaf_node(leaf: Tensor) -> AccumulateGrad:
    """The AccumulateGrad node of a leaf. The leaf holds it weakly, since the node holds the leaf.
    """
    reference = leaf._accumulator
    node = None if reference is None else reference()
    if node is None:
        node = AccumulateGrad()
        node.variable = leaf
        node.sequence = next(count)
        node.result_shape, node.result_dtype = leaf._array.shape, leaf._array.dtype
        node.hooks = leaf._hooks
        leaf._accumulator = weakref.ref(node)
    return node


def node_of(tensor: Tensor) -> Node | None:
    """The node that the gradient of `tensor` goes to; None if the tensor requires no gradient."""
    view = tensor._view
    if view is not None:
        view.refresh(tensor)  # a new node if its base was changed in place
        if view.base._requires_grad and not tensor._requires_grad:
            return leaf_node(tensor._alias())  # operations are recorded, their gradients lost
    return (tensor._node or leaf_node(tensor)) if tensor._requires_grad else None
