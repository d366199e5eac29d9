"""Hooks: functions of the user that see gradients during backward and may replace them."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from .messages import tensor_type, type_name
from .modes import as_user, thread
from .node import Array, Node, leaf_node
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


RemovableHandle.__module__ = "torch.utils.hooks"


class Hooks:
    """The hooks of a node, those to call after accumulation, and the tensor whose `.grad` gets the
    node's gradient after `retain_grad()`.
    """

    __slots__ = ("accumulated", "functions", "retained")

    def __init__(self) -> None:
        self.functions: dict[int, Hook] = {}
        self.accumulated: dict[int, Hook] = {}
        self.retained: weakref.ref[Tensor] | None = None

    def call(self, gradient: Array) -> Array:
        """Call the hooks with a node's gradient. The result of a hook replaces it."""
        recording = thread.modes.grad_enabled
        current = gradient
        if gradient is not None and not isinstance(gradient, Tensor):
            current = wrap(np.asarray(gradient))
        for hook in list(self.functions.values()):
            result = as_user(hook, current)
            if result is not None:
                current = replacement(result, current, hook)
        if current is None:
            return None
        tensor = None if self.retained is None else self.retained()
        if tensor is not None:
            grad = tensor._grad
            if recording:
                tensor._grad = current if grad is None else grad + current
            elif grad is None:
                tensor._grad = wrap(current._array.copy())
            else:
                tensor._grad = wrap(np.asarray(grad._array + current._array))
        return current if recording else current._array


def hooks_of(node: Node) -> Hooks:
    if node.hooks is None:
        node.hooks = Hooks()
    return node.hooks  # type: ignore[no-any-return]


def register_hook(tensor: Tensor, hook: Hook) -> RemovableHandle:
    """Call `hook(gradient)` in every backward pass; a tensor that it returns replaces the gradient.

    Raises RuntimeError if the tensor requires no gradient.
    """
    if not tensor.requires_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    node = tensor.grad_fn and tensor._node
    if node is None:
        node = leaf_node(tensor)
        tensor._hooks = hooks_of(node)
    return RemovableHandle(hooks_of(node).functions, hook)


def retain_grad(tensor: Tensor) -> None:
    """Let backward store the gradient of this non-leaf in its `.grad` too."""
    if not tensor.requires_grad:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if tensor._node and tensor.grad_fn is not None and not tensor._retains_grad:
        hooks_of(tensor._node).retained = weakref.ref(tensor)
        tensor._retains_grad = True


def replacement(result: Any, gradient: Any, hook: Hook) -> Tensor:
    """What a hook returned in place of `gradient`. Raises an error if it cannot replace it."""
    if gradient is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not isinstance(result, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type_name(result)}'")
    name = getattr(hook, "__name__", "hook")
    if result._array.dtype is not gradient._array.dtype:
        raise RuntimeError(
            f"hook '{name}' has changed the type of value (was torch.{tensor_type(gradient.dtype)}"
            f" got torch.{tensor_type(result.dtype)})"
        )
    if result._array.shape != gradient._array.shape:
        raise RuntimeError(f"hook '{name}' has changed the size of value")
    return result
