"""What one can do with the nodes of the graph, and with the tensors that they save."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..api.absent import of_module
from ..api.backward import GradientEdge, passes
from ..hooks import RemovableHandle, hooks_of
from ..node import Node, count_change, node_of
from ..node_hooks import disable_saved_tensors_hooks, save_on_cpu, saved_tensors_hooks
from ..tensor import Tensor, new_object
from ..traversal import nodes_below


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """Where the gradient of a tensor goes: a node, and which of its results the tensor is."""
    node = node_of(tensor) if tensor.requires_grad else None
    if node is None:
        raise RuntimeError(
            "It is not possible to get the gradient edge for a Tensor that does not require"
            " gradients")
    return GradientEdge.of(node)


def increment_version(tensor: Tensor | Iterable[Tensor]) -> None:
    """Count a change in place of a tensor, or of each of several."""
    tensors: Any = (tensor,) if isinstance(tensor, Tensor) else tensor
    for one in tensors:
        count_change(one)


class preserve_version_counter:
    """Within it, changes in place of these tensors do not count."""

    def __init__(self, tensors: Tensor | tuple[Tensor, ...]) -> None:
        self.tensors = (tensors,) if isinstance(tensors, Tensor) else tensors

    def __enter__(self) -> None:
        self.before = [list(tensor._own_counter()) for tensor in self.tensors]

    def __exit__(self, *error: object) -> None:
        for tensor, counter in zip(self.tensors, self.before, strict=True):
            if tensor._counter[0] != counter[0]:
                tensor._counter[:] = counter


# A hook on the gradients of several tensors.


class MultiHandle:
    """What `register_multi_grad_hook` returns; `remove()` takes the hook away again."""

    def __init__(self, handles: tuple[RemovableHandle, ...]) -> None:
        self.handles = handles

    def remove(self) -> None:
        """Take the hook away."""
        for handle in self.handles:
            handle.remove()
        if passes.multi_hooks:
            passes.multi_hooks -= 1
        self.handles = ()

    def __enter__(self) -> MultiHandle:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


MultiHandle.__name__ = MultiHandle.__qualname__ = "_MultiHandle"
MultiHandle.__module__ = "torch.autograd.graph"


def register_multi_grad_hook(
    tensors: Any, fn: Callable[[Any], None], *, mode: str = "all"
) -> MultiHandle:
    """Call `fn` in each backward pass: with a list of the gradients of all these tensors, once all
    are there, None for those that the pass does not reach; or with the first one (mode="any").
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    watched = Watched(fn, mode)
    handles = []
    for place, tensor in enumerate(tensors):
        node = node_of(tensor) if tensor.requires_grad else None
        assert node is not None, "Expected gradient function to be set"
        if tensor._node is None:  # a leaf gets a node whenever it is used, with these hooks
            tensor._hooks = hooks_of(node)
            watched.sources.append(weakref.ref(tensor))
        else:
            watched.sources.append(weakref.ref(node))
        handles.append(RemovableHandle(hooks_of(node).functions, watched.hook(place)))
    passes.multi_hooks += 1
    return MultiHandle(tuple(handles))


class Watched:
    """The gradients that arrived at some nodes in a backward pass."""

    def __init__(self, fn: Callable[[Any], None], mode: str) -> None:
        self.sources: list[weakref.ref[Any]] = []  # the leaves, and the nodes of other tensors
        self.fn, self.mode = fn, mode
        self.current: Any = None
        self.found: list[Any] = []
        self.missing = 0

    def hook(self, place: int) -> Callable[[Any], None]:
        """The hook on node number `place`."""

        def called(gradient: Any) -> None:
            if self.current is not passes.current:
                self.start()
            self.found[place] = gradient
            self.missing -= 1
            if self.mode == "any" and self.missing == self.expected - 1:
                self.fn(gradient)
            if self.mode == "all" and self.missing == 0:
                self.fn(self.found)

        return called

    def start(self) -> None:
        """Begin with a new backward pass: which of the nodes does it reach?"""
        self.current = passes.current
        reached = nodes_below(self.current)
        self.found = [None] * len(self.sources)
        nodes = [source() for source in self.sources]
        self.expected = self.missing = sum(
            (node_of(node) if isinstance(node, Tensor) else node) in reached for node in nodes)


# Changes in place of saved tensors.


class AllowMutationContext:
    """The copies of saved tensors that were made within one `with` block."""

    def __init__(self) -> None:
        self.cloned: list[Any] = []
        self.active = True

    def clear(self) -> None:
        """Forget the copies."""
        self.cloned.clear()


AllowMutationContext.__name__ = "_AllowMutationOnSavedContext"
AllowMutationContext.__module__ = "torch.autograd.graph"


class allow_mutation_on_saved_tensors(saved_tensors_hooks):
    """Within it, saved tensors may be changed in place: backward uses them as they were."""

    running = False

    def __init__(self) -> None:
        self.context = AllowMutationContext()
        super().__init__(self.keep, self.restore)

    def keep(self, tensor: Tensor) -> Any:
        """A saved tensor, its version and its numbers."""
        held = tensor, tensor._counter[0], np.array(tensor._array), tensor._node
        self.context.cloned.append(held)
        return held

    def restore(self, held: Any) -> Tensor:
        """The saved tensor as it was."""
        assert self.context.active, (
            "Trying to backward outside of the 'allow_mutation_on_saved_tensors' contextin which"
            " the graph was originally recorded.")
        tensor, version, numbers, node = held
        if tensor._counter[0] == version:
            return tensor  # type: ignore[no-any-return]
        copy = new_object(Tensor)
        copy._array, copy._requires_grad = numbers, tensor._requires_grad and node is not None
        copy._node, copy._view, copy._counter = node, None, [0]
        return copy

    def __enter__(self) -> Any:
        if allow_mutation_on_saved_tensors.running:
            raise RuntimeError("allow_mutation_on_saved_tensors contexts cannot be nested")
        allow_mutation_on_saved_tensors.running = True
        super().__enter__()
        return self.context

    def __exit__(self, *error: object) -> None:
        allow_mutation_on_saved_tensors.running = self.context.active = False
        self.context.clear()
        super().__exit__(*error)


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.autograd.graph", name))


Node.__module__ = "torch.autograd.graph"
__all__ = [
    "GradientEdge", "Node", "allow_mutation_on_saved_tensors", "disable_saved_tensors_hooks",
    "get_gradient_edge", "increment_version", "register_multi_grad_hook", "save_on_cpu",
    "saved_tensors_hooks",
]
