"""Hooks that every module calls, before its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..hooks import RemovableHandle


class WithKwargs:
    """A hook that gets the keyword arguments as well."""

    with_kwargs = True

    def __init__(self, hook: Callable[..., Any]) -> None:
        self.hook = hook

    def __call__(self, *args: Any) -> Any:
        return self.hook(*args)


class GlobalHook(NamedTuple):
    """A hook, and the attribute in which a module has its own of this kind."""

    kind: str
    hook: Callable[..., Any]


HOOKS: dict[int, GlobalHook] = {}


def hooks_of(module: Any, kind: str) -> list[Callable[..., Any]]:
    """The hooks of this kind that a module calls, in their order."""
    return [each.hook for each in HOOKS.values() if each.kind == kind] + list(
        (getattr(module, kind) or {}).values())


def register_module_forward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call `hook(module, inputs)` before `forward` of every module; see
    `Module.register_forward_pre_hook`.
    """
    return RemovableHandle(HOOKS, GlobalHook("_forward_pre_hooks", hook))


def register_module_forward_hook(
    hook: Callable[..., Any], *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call `hook(module, inputs, result)` after `forward` of every module; see
    `Module.register_forward_hook`.
    """
    called = WithKwargs(hook) if with_kwargs else hook
    return RemovableHandle(HOOKS, GlobalHook("_forward_hooks", called))


def register_module_full_backward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call `hook(module, grad_output)` before each backward pass through any module."""
    return RemovableHandle(HOOKS, GlobalHook("_backward_pre_hooks", hook))


def register_module_full_backward_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call `hook(module, grad_input, grad_output)` in each backward pass through any module."""
    return RemovableHandle(HOOKS, GlobalHook("_backward_hooks", hook))
