"""Hooks on nodes, on the accumulation of gradients, and on the values that nodes save.

They replace what a node has from its class, `run` or `unpack`, by a function of its own.
"""

from __future__ import annotations

import threading
import weakref
from typing import Any

import numpy as np

from .engine import accumulate, fit
from .hooks import Hook, RemovableHandle, hooks_of
from .messages import type_name
from .modes import as_user, no_grad, thread
from .node import AccumulateGrad, Node, leaf_node, node_of
from .several import Output, Several
from .tensor import Tensor, wrap
from .watchers import unwatch, watch


class NodeHooks:
    """The hooks of one node: what to call before and after its rule."""

    def __init__(self, node: Node) -> None:
        self.before: dict[int, Hook] = {}
        self.after: dict[int, Hook] = {}
        self.of_results: dict[int, Any] = {}  # the Hooks of the node's results, by index
        hooked = weakref.ref(node)  # a node must not hold itself
        node.run = lambda *args: self.run(hooked(), *args)  # type: ignore[method-assign]

    def run(self, node: Any, gradient: Any, create_graph: bool) -> Any:
        for index, hooks in self.of_results.items():
            if not gradient or index not in gradient:
                hooks.call(None)
        upstream = as_tensors(node, gradient)
        for hook in list(self.before.values()):
            upstream = replaced(hook, upstream, upstream)
        found = type(node).run(node, as_gradient(node, upstream, create_graph), create_graph)
        if not self.after:
            return found
        found = found if isinstance(found, tuple) else (found,)
        results = tuple(fitted(tensor_of(value), node, place)
                        for place, value in enumerate(found[: len(node.next_nodes)]))
        for hook in list(self.after.values()):
            results = replaced(hook, results, results, upstream)
        return tuple(array_of(value, create_graph) for value in results)


def tensor_of(value: Any) -> Any:
    return value if value is None or isinstance(value, Tensor) else wrap(np.asarray(value))


def fitted(value: Any, node: Node, place: int) -> Any:
    """A gradient in the shape of the input of a node that it is for."""
    parent = node.next_nodes[place]
    if value is None or parent is None or value._array.shape == parent.result_shape:
        return value
    return fit(value, parent, node, place)


def array_of(value: Any, create_graph: bool) -> Any:
    return value._array if isinstance(value, Tensor) and not create_graph else value


def as_tensors(node: Node, gradient: Any) -> tuple[Any, ...]:
    """The gradients of the results of a node, None where there is none."""
    if isinstance(node, Several):
        return tuple(tensor_of((gradient or {}).get(index)) for index in range(len(node.results)))
    return (tensor_of(gradient),)


def as_gradient(node: Node, upstream: tuple[Any, ...], create_graph: bool) -> Any:
    """What the engine gives to a node: the inverse of `as_tensors`."""
    if isinstance(node, Several):
        return {index: array_of(value, create_graph) for index, value in enumerate(upstream)
                if value is not None}
    return array_of(upstream[0], create_graph)


def replaced(hook: Hook, values: tuple[Any, ...], *args: Any) -> tuple[Any, ...]:
    """The values, or those that a hook returns in their place."""
    result = as_user(hook, *args)
    if result is None:
        return values
    if not isinstance(result, tuple):
        raise TypeError(f"expected tuple, but hook returned '{type_name(result)}'")
    if len(result) != len(values):
        name = getattr(hook, "__name__", "hook")
        raise RuntimeError(
            f"hook '{name}' has returned an incorrect number of values (got {len(result)}, but"
            f" expected {len(values)})")
    for value, other in zip(values, result, strict=True):
        if value is not None and other is not None and value.shape != other.shape:
            name = getattr(hook, "__name__", "hook")
            raise RuntimeError(f"hook '{name}' has changed the size of value")
    return result


def run_alone(self: Node, *gradients: Any, **named: Any) -> Any:
    """Run the rule of a node by itself: the gradients of its inputs, one alone not in a tuple."""
    check_gradients(self, gradients, named)
    create_graph = thread.modes.grad_enabled
    if isinstance(self, AccumulateGrad):
        accumulate({self: gradients[0] if create_graph else gradients[0]._array}, create_graph)
        return ()
    gradient = as_gradient(self, gradients, create_graph)
    found = type(self).run(self, gradient, create_graph)  # without hooks
    found = found if isinstance(found, tuple) else (found,)
    results = tuple(tensor_of(value) for value in found[: len(self.next_nodes)])
    return results if len(results) > 1 else results[0]


def check_gradients(node: Node, gradients: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Raise TypeError unless a node was called with one tensor or None for each of its results."""
    if named:
        raise TypeError("keyword arguments are not supported")
    expected = len(node.results) if isinstance(node, Several) else 1
    if len(gradients) != expected:
        raise TypeError(f"expected {expected} arguments, got {len(gradients)} instead")
    for place, gradient in enumerate(gradients):
        if gradient is not None and not isinstance(gradient, Tensor):
            raise TypeError(f"argument {place} is not a Variable")


def node_hooks_of(node: Node) -> NodeHooks:
    if "node_hooks" not in node.__dict__:
        node.node_hooks = NodeHooks(node)  # type: ignore[attr-defined]
    return node.node_hooks  # type: ignore[no-any-return]


def register_hook(self: Node, hook: Hook) -> RemovableHandle:
    """Call `hook(grad_inputs, grad_outputs)` after the rule: it may return other grad_inputs."""
    if isinstance(self, AccumulateGrad):
        return after_accumulation(self, lambda leaf, gradient: hook((), (gradient,)))
    return RemovableHandle(node_hooks_of(self).after, hook)


def register_prehook(self: Node, hook: Hook) -> RemovableHandle:
    """Call `hook(grad_outputs)` before the rule: it may return other grad_outputs."""
    if isinstance(self, AccumulateGrad):
        hooks_of(self)  # the engine runs only leaves that have hooks
    return RemovableHandle(node_hooks_of(self).before, hook)


def register_post_accumulate_grad_hook(self: Tensor, hook: Hook) -> RemovableHandle:
    """Call `hook(tensor)` whenever backward has added to the `.grad` of this leaf."""
    if not self.requires_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    if self.grad_fn is not None:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    node = leaf_node(self)
    self._hooks = hooks_of(node)

    def call(leaf: Tensor, gradient: Any) -> None:
        result = hook(leaf)
        if result is None or result is leaf:
            return
        if isinstance(result, Tensor):
            raise RuntimeError("Tensor post accumulate grad hooks should return None.")
        raise TypeError(f"expected Variable, but hook returned '{type_name(result)}'")

    return after_accumulation(node, call)


def after_accumulation(node: AccumulateGrad, hook: Hook) -> RemovableHandle:
    return RemovableHandle(hooks_of(node).accumulated, hook)


def call_without_gradient(node: Output) -> None:
    """Let the hooks of a result be called, with None, if only other results have gradients."""
    node_hooks_of(node.owner).of_results[node.index] = hooks_of(node)


# Hooks on saved values.


MUTATING = (
    "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack"
    " hook cannot be modified by in-place operations as this can lead to unexpected side-effects."
    " Please open an issue if you need to perform in-place operations on the input to a pack hook."
)


class Packing(threading.local):
    """The pairs of hooks of the `with` blocks that a thread is in, and why there may be none."""

    def __init__(self) -> None:
        self.pairs: list[tuple[Hook, Hook]] = []
        self.refusal: str | None = None


packing = Packing()
pairs_in_use: list[tuple[Hook, Hook]] = []  # of all threads
counting = threading.Lock()


# Whose second operand PyTorch saves first.
SECOND_FIRST = """Atan2Backward0 BmmBackward0 DivBackward0 FmodBackward1 GatherBackward0
    HypotBackward0 LinalgCrossBackward0 LogaddexpBackward0 Logaddexp2Backward0 MaximumBackward0
    MinimumBackward0 MmBackward0 MulBackward0 PowBackward1 RemainderBackward1 XlogyBackward0"""
LAST_FIRST = "ClampBackward0 ClampMaxBackward1 ClampMinBackward1 FmaxBackward0 FminBackward0"


def pack(node: Node) -> None:
    """Hand the tensors that a node saves to the hooks of the innermost `with`."""
    if packing.pairs and node.saved:
        places = [place for place, value in enumerate(node.saved) if isinstance(value, Tensor)]
        if type(node).__name__ in SECOND_FIRST.split():
            places[:2] = places[1::-1]
        if type(node).__name__ in LAST_FIRST.split():
            places.reverse()
        if places:
            pack_at(node, places, *packing.pairs[-1])


def pack_at(node: Node, places: list[int], pack_hook: Hook, unpack_hook: Hook) -> None:
    """Hand the tensors at these places of what a node saves to a pair of hooks."""
    held = list(node.saved or ())
    own = [isinstance(x, Tensor) and node.is_own_result(x) for x in held]
    histories: dict[int, Node | None] = {}  # the nodes of what is packed
    with no_grad():
        for place in places:
            value = node._reattach(held[place]) if own[place] else held[place]
            histories[place] = None if own[place] else node_of(value)
            version = value._counter[0]
            held[place] = pack_hook(value)
            if value._counter[0] != version:
                raise RuntimeError(MUTATING)
    node.saved = tuple(held)
    unpackers = node.__dict__.setdefault("unpackers", {})
    unpackers.update({place: (unpack_hook, history) for place, history in histories.items()})
    if len(unpackers) > len(places):  # the node unpacks them already
        return
    packer = weakref.ref(node)  # a node must not hold itself

    def unpack(with_history: bool = True) -> list[Any]:
        node: Any = packer()
        saved = node.saved
        if saved is None:
            return Node.unpack(node, with_history)  # which raises
        values = [value if place in unpackers else unpacked(node, value, with_history)
                  for place, value in enumerate(saved)]
        for place, (hook, history) in unpackers.items():
            value = as_user(hook, values[place])
            if not isinstance(value, Tensor):
                raise TypeError(
                    "Output of saved tensor unpack_hook expected to be a Tensor but got result of"
                    f" type {type_name(value)}"
                )
            if own[place] and with_history:
                value = node._reattach(value)
            elif history is not None and with_history:
                value = continued(value, history)
            values[place] = value if with_history else value._array
        return values

    node.unpack = unpack  # type: ignore[method-assign]


def continued(value: Tensor, node: Node) -> Tensor:
    """A value as another result of a node, or as another tensor of a leaf."""
    tensor = value._alias()
    tensor._requires_grad = True
    if isinstance(node, AccumulateGrad):
        tensor._accumulator = weakref.ref(node)
    else:
        tensor._node = node
    return tensor


def unpacked(node: Node, value: Any, with_history: bool) -> Any:
    """A saved value that no hook packed, as a node unpacks it."""
    if not isinstance(value, Tensor):
        return value
    if value._counter[-1] > node.sequence:
        node._check_unchanged(value)
    if not with_history:
        return value._array
    return node._reattach(value) if node.is_own_result(value) else value


class SavedTensor:
    """A tensor that a node saved, before it is unpacked."""

    def __init__(self, node: Node, place: int) -> None:
        self.node, self.place = node, place

    def register_hooks(self, pack_hook: Hook, unpack_hook: Hook) -> None:
        """Save `pack_hook(tensor)` instead, and give `unpack_hook` of that to the rule."""
        node, place = self.node, self.place
        if node.saved is None:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor after it has been freed. Saved"
                " intermediate values of the graph are freed when you call .backward() or"
                " autograd.grad(). Specify retain_graph=True if you need to backward through the"
                " graph a second time or if you need to access saved variables after calling"
                " backward.")
        if place in vars(node).get("unpackers", {}):
            raise RuntimeError(
                "Calling register_hooks on a saved tensor whose hooks have already been set. Hint:"
                " only one pair of hooks is allowed at a time.")
        if node.saved[place] is None:
            raise RuntimeError(
                "Calling register_hooks on a saved tensor with value None is forbidden. ")
        pack_at(node, [place], pack_hook, unpack_hook)


SavedTensor.__module__ = "torch._C._autograd"


class saved_tensors_hooks:
    """Within it, nodes save `pack_hook(tensor)`, and get `unpack_hook` of that back."""

    def __init__(self, pack_hook: Hook, unpack_hook: Hook) -> None:
        self.pair = pack_hook, unpack_hook

    def __enter__(self) -> None:
        if packing.refusal is not None:
            raise RuntimeError(packing.refusal)
        if not all(map(callable, self.pair)):
            first, second = map(repr, self.pair)
            raise TypeError(
                "_push_saved_tensors_default_hooks(): incompatible function arguments. The"
                " following argument types are supported:\n    1. (arg0: collections.abc.Callable,"
                f" arg1: collections.abc.Callable) -> None\n\nInvoked with: {first}, {second}")
        packing.pairs.append(self.pair)
        with counting:
            pairs_in_use.append(self.pair)
            watch(pack)

    def __exit__(self, *error: object) -> None:
        packing.pairs.pop()
        with counting:
            pairs_in_use.pop()
            if not pairs_in_use:
                unwatch(pack)


class save_on_cpu(saved_tensors_hooks):
    """Saved tensors are copied to the CPU. All of them are there already."""

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda tensor: tensor.detach(), lambda tensor: tensor)


class disable_saved_tensors_hooks:
    """Within it, `saved_tensors_hooks` raises RuntimeError with this message."""

    def __init__(self, error_message: str) -> None:
        self.message = error_message

    def __enter__(self) -> None:
        self.previous, packing.refusal = packing.refusal, self.message

    def __exit__(self, *error: object) -> None:
        packing.refusal = self.previous


for _class in (saved_tensors_hooks, save_on_cpu, disable_saved_tensors_hooks):
    _class.__module__ = "torch.autograd.graph"
