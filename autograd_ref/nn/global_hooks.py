"""Hooks that every module calls, before its own."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

from ..hooks import RemovableHandle


class OptionalHook:
    """A hook that gets the keyword arguments as well, or is called even if `forward` fails."""

    def __init__(self, hook: Callable[..., Any], with_kwargs: bool, always_call: bool) -> None:
        self.hook, self.with_kwargs, self.always_call = hook, with_kwargs, always_call

    def __call__(self, *args: Any) -> Any:
        return self.hook(*args)


def with_options(hook: Callable[..., Any], with_kwargs: bool, always_call: bool = False) -> Any:
    """The hook itself if it has no options."""
    return OptionalHook(hook, with_kwargs, always_call) if with_kwargs or always_call else hook


class GlobalHook(NamedTuple):
    """A hook, and the attribute in which a module has its own of this kind."""

    kind: str
    hook: Callable[..., Any]


HOOKS: dict[int, GlobalHook] = {}


def hooks_of(module: Any, kind: str) -> list[Callable[..., Any]]:
    """The hooks of this kind that a module calls, in their order."""
    return [each.hook for each in HOOKS.values() if each.kind == kind] + list(
        getattr(module, kind).values())


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
    called = with_options(hook, with_kwargs, always_call)
    return RemovableHandle(HOOKS, GlobalHook("_forward_hooks", called))


class Call:
    """A call of a module with hooks, as far as it has come."""

    def __init__(self, module: Any, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.module, self.inputs, self.kwargs, self.result = module, inputs, kwargs, None
        self.called: list[Any] = []  # forward hooks

    def before(self) -> None:
        """Call the hooks before `forward`, which may change the inputs."""
        for hook in hooks_of(self.module, "_forward_pre_hooks"):
            with_kwargs = getattr(hook, "with_kwargs", False)
            given = (self.inputs, self.kwargs) if with_kwargs else (self.inputs,)
            changed = hook(self.module, *given)
            if changed is None:
                continue
            if with_kwargs:
                self.inputs, self.kwargs = changed
            else:
                self.inputs = changed if isinstance(changed, tuple) else (changed,)

    def after(self, hook: Any) -> None:
        """Call a hook after `forward`, which may change the result."""
        self.called.append(hook)
        with_kwargs = getattr(hook, "with_kwargs", False)
        given = (self.inputs, self.kwargs) if with_kwargs else (self.inputs,)
        changed = hook(self.module, *given, self.result)
        self.result = self.result if changed is None else changed

    def after_error(self) -> None:
        """Call the hooks that are always called and were not. Their errors become warnings."""
        everywhere = [each.hook for each in HOOKS.values()]
        for hook in hooks_of(self.module, "_forward_hooks"):
            if not getattr(hook, "always_call", False) or hook in self.called:
                continue
            try:
                self.after(hook)
            except Exception as error:
                warnings.warn(
                    f"{'global ' if hook in everywhere else ''}module forward hook with"
                    " ``always_call=True`` raised an exception that was silenced as another error"
                    f" was raised in forward: {error}", stacklevel=2)


def register_module_full_backward_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call `hook(module, grad_output)` before each backward pass through any module."""
    return RemovableHandle(HOOKS, GlobalHook("_backward_pre_hooks", hook))


def register_module_full_backward_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """Call `hook(module, grad_input, grad_output)` in each backward pass through any module."""
    return RemovableHandle(HOOKS, GlobalHook("_backward_hooks", hook))
