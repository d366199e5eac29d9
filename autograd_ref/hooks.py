"""Hooks: the user's functions that see gradients on their way, and may replace them."""

from __future__ import annotations

import itertools
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from .modes import anomaly, loudly, modes
from .node import AccumulateGrad, Array, Node
from .tensor import Tensor, wrap

Hook = Callable[..., Any]
numbers = itertools.count()


class RemovableHandle:
    """What registering a hook returns; `remove()` takes the hook away again."""

    __slots__ = ("hooks", "id")

    def __init__(self, hooks: dict[int, Any], hook: Any) -> None:
        self.hooks = hooks
        self.id = next(numbers)
        hooks[self.id] = hook

    def remove(self) -> None:
        self.hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


class Hooks:
    """The hooks of a node: on gradients of its results, before it runs, after it has run."""

    __slots__ = ("after", "before", "gradients", "retained")

    def __init__(self) -> None:
        self.gradients: dict[int, tuple[int, Hook]] = {}
        self.before: dict[int, Hook] = {}
        self.after: dict[int, Hook] = {}
        self.retained: dict[int, weakref.ref[Tensor]] = {}


def hooks_of(node: Node) -> Hooks:
    if node.hooked is None:
        node.hooked = Hooks()
    return node.hooked  # type: ignore[no-any-return]


def register_hook(tensor: Tensor, hook: Hook) -> RemovableHandle:
    """Call `hook(gradient)` whenever the gradient of `tensor` is known; a tensor that it returns
    takes the gradient's place.

    Raises RuntimeError if the tensor requires no gradient.
    """
    if not tensor._requires_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    if tensor._edge is None:
        if tensor._hooks is None:
            tensor._hooks = Hooks()
        return RemovableHandle(tensor._hooks.gradients, (0, hook))
    node, index = tensor._edge
    return RemovableHandle(hooks_of(node).gradients, (index, hook))


def retain_grad(tensor: Tensor) -> None:
    """Keep the gradient of this non-leaf in its `.grad` as well."""
    if not tensor._requires_grad:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if tensor._edge is not None and not tensor._retains_grad:
        node, index = tensor._edge
        hooks_of(node).retained[index] = weakref.ref(tensor)
        tensor._retains_grad = True


def as_tensor(gradient: Array) -> Any:
    if gradient is None or isinstance(gradient, Tensor):
        return gradient
    return wrap(np.asarray(gradient))


def as_given(gradient: Any, like: Array) -> Array:
    """The gradient that a hook returned, in the form that the engine works with now."""
    if gradient is None or modes.grad_enabled:
        return gradient
    return gradient._array


def checked(result: Any, gradient: Tensor, hook: Hook) -> Tensor:
    """What a hook returned, if it can stand for `gradient`."""
    if not isinstance(result, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type(result).__name__}'")
    name = getattr(hook, "__name__", "hook")
    if result._array.dtype is not gradient._array.dtype:
        raise RuntimeError(
            f"hook '{name}' has changed the type of value (was torch.{gradient.type_name} got"
            f" torch.{result.type_name})"
        )
    if result._array.shape != gradient._array.shape:
        raise RuntimeError(f"hook '{name}' has changed the size of value")
    return result


def before(node: Node, upstream: list[Array]) -> list[Array]:
    """Show the gradients of a node's results to the hooks on them; what they return counts."""
    hooks: Hooks = node.hooked
    gradients = [as_tensor(gradient) for gradient in upstream]
    for index, hook in list(hooks.gradients.values()):
        if gradients[index] is not None:
            result = loudly(hook, gradients[index])
            if result is not None:
                gradients[index] = checked(result, gradients[index], hook)
    for hook in list(hooks.before.values()):
        replaced = loudly(hook, tuple(gradients))
        if replaced is not None:
            gradients = list(replaced) if isinstance(replaced, tuple) else [replaced]
    for index, held in hooks.retained.items():
        tensor, gradient = held(), gradients[index]
        if tensor is not None and gradient is not None:
            grad = tensor._grad
            if modes.grad_enabled:
                tensor._grad = gradient if grad is None else grad + gradient
            else:
                tensor._grad = wrap(gradient._array.copy() if grad is None
                                    else np.asarray(grad._array + gradient._array))
    return [as_given(gradient, gradient) for gradient in gradients]


def after(
    node: Node, results: tuple[Array, ...], upstream: list[Array]
) -> tuple[Array, ...]:
    """Show a node's results to its own hooks, and look for nan where anomalies are detected."""
    if node.hooked:
        for hook in list(node.hooked.after.values()):
            inputs = tuple(
                None if edge is None else as_tensor(result)
                for edge, result in zip(node.next_edges, results, strict=False)
            )
            outputs = tuple(as_tensor(gradient) for gradient in upstream or ())
            replaced = loudly(hook, inputs, outputs)
            if replaced is not None:
                replaced = replaced if isinstance(replaced, tuple) else (replaced,)
                results = tuple(as_given(gradient, gradient) for gradient in replaced)
    if anomaly.detected and anomaly.check_nan:
        for index, result in enumerate(results):
            array = result._array if isinstance(result, Tensor) else result
            if array is not None and np.isnan(array).any():
                explain(node)
                raise RuntimeError(
                    f"Function '{node.name()}' returned nan values in its {index}th output."
                )
    return results


def explain(node: Node) -> None:
    """Warn, with the place in the forward pass where the node was made."""
    made = node.metadata.get("traceback_")
    if made is None:
        text = (
            f"Error detected in {node.name()}. No forward pass information available. Enable"
            " detect anomaly during forward pass for more information."
        )
    else:
        text = (
            f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n"
            + "".join(made)
        )
    warnings.warn(text, UserWarning, stacklevel=2)


__all__ = ["AccumulateGrad", "RemovableHandle", "after", "before", "register_hook", "retain_grad"]
