"""What a module's backward hooks see. Loaded when first used."""

from __future__ import annotations

import functools
import warnings
from typing import Any

from ..autograd.function import Function
from ..modes import is_grad_enabled
from ..tensor import Tensor

NO_INPUT = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since"
    " no inputs require gradients. See https://docs.pytorch.org/docs/main/generated/"
    "torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more details."
)


class BackwardHookFunction(Function):
    """The inputs, unchanged. Gradients: those of the results."""

    @staticmethod
    def forward(ctx: Any, *tensors: Tensor) -> Any:
        return tuple(tensor.view_as(tensor) for tensor in tensors)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        return gradients

    @classmethod
    def _with_tangents(cls, inputs: tuple[Any, ...]) -> None:
        """Dual tensors pass as others do: in PyTorch they need not require a gradient."""


NOT_ONLY_NONE = (
    "Backward hook for Modules where no input requires gradient should always return None or None"
    " for all gradients."
)


def watched(tensors: Any, hook: Any) -> tuple[tuple[Any, ...], list[int]]:
    """The tensors, those that require a gradient passed through a node with this hook; and their
    places.
    """
    held = list(tensors)
    places = [i for i, t in enumerate(held) if isinstance(t, Tensor) and t.requires_grad]
    if not places or not is_grad_enabled():
        return tuple(held), []
    passed = BackwardHookFunction.apply(*(held[i] for i in places))
    passed[0].grad_fn.register_hook(hook)
    for place, tensor in zip(places, passed, strict=True):
        held[place] = tensor
    return tuple(held), places


def spread(values: Any, places: list[int], count: int) -> tuple[Any, ...]:
    """The values at their places, None at the others."""
    found = dict(zip(places, values, strict=True))
    return tuple(found.get(place) for place in range(count))


class Watch:
    """One call of a module with full backward hooks."""

    def __init__(self, module: Any, hooks: list[Any], pre_hooks: list[Any]) -> None:
        self.module, self.hooks, self.pre_hooks = module, hooks, pre_hooks
        self.grad_output: tuple[Any, ...] | None = None
        self.places: list[int] = []  # of the inputs that require a gradient
        self.count = 0

    def inputs(self, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        """The inputs of `forward`, watched."""
        self.count = len(inputs)
        found, self.places = watched(inputs, self.see_inputs)
        return found

    def outputs(self, result: Any) -> Any:
        """The result of `forward`, watched."""
        several = isinstance(result, tuple)
        results = result if several else (result,)
        places: list[int] = []

        def hook(_: Any, gradients: tuple[Any, ...]) -> tuple[Any, ...]:
            return self.see_outputs(gradients, places, len(results))

        found, watched_places = watched(results, hook)
        places += watched_places
        if hasattr(result, "_fields"):  # a tuple with names
            return type(result)(*found)
        return found if several else found[0]

    def see_outputs(self, gradients: Any, places: list[int], count: int) -> tuple[Any, ...]:
        """Call the hooks for the gradients of the results; without inputs to wait for, the others
        too. The gradients to go on with.
        """
        found = spread(gradients, places, count)
        for hook in self.pre_hooks:
            changed = hook(self.module, found)
            if changed is not None:
                found = same_length(changed, found, "Backward pre hook", "grad_output")
        self.grad_output = found
        if not self.places:
            warnings.warn(NO_INPUT, UserWarning, stacklevel=2)
            nothing = (None,) * self.count
            for hook in self.hooks:
                returned = hook(self.module, nothing, found)
                if returned is not None and not (
                        isinstance(returned, tuple) and all(g is None for g in returned)):
                    raise RuntimeError(NOT_ONLY_NONE)
            self.grad_output = None
        return of_same_sizes(tuple(found[place] for place in places), gradients)

    def see_inputs(self, gradients: Any, _: Any) -> Any:
        """Call the hooks for the gradients of the inputs. The gradients to go on with."""
        if self.grad_output is None:
            return None
        found = spread(gradients, self.places, self.count)
        for hook in self.hooks:
            changed = hook(self.module, found, self.grad_output)
            if changed is not None:
                found = same_length(changed, found, "Backward hook", "grad_input")
        self.grad_output = None
        return of_same_sizes(tuple(found[place] for place in self.places), gradients)


def of_same_sizes(changed: Any, before: Any) -> Any:
    for value, other in zip(before, changed, strict=True):
        if value is not None and other is not None and value.shape != other.shape:
            raise RuntimeError("hook 'hook' has changed the size of value")
    return changed


def same_length(changed: Any, before: tuple[Any, ...], who: str, what: str) -> Any:
    if len(changed) != len(before):
        raise RuntimeError(f"{who} returned an invalid number of {what}, got {len(changed)}, but"
                           f" expected {len(before)}")
    return changed


DEPRECATED = (
    "Using {} is deprecated and will be removed in future versions. This hook will be missing some"
    " {}. Please use register_full_backward_hook to get the documented behavior."
)


def watch_last(module: Any, hooks: list[Any], inputs: tuple[Any, ...], result: Any) -> None:
    """Let the older hooks see what goes into and comes out of the last node of a module."""
    one = result
    while not isinstance(one, Tensor):
        one = next(v for v in one.values() if isinstance(v, Tensor)) if isinstance(
            one, dict) else one[0]
    node = one.grad_fn
    if node is None:
        return
    for hook in hooks:
        node.register_hook(functools.partial(hook, module))
    missed = missing(node, inputs, result)
    if missed:
        warnings.warn(DEPRECATED.format(*missed), FutureWarning, stacklevel=4)


def missing(node: Any, inputs: tuple[Any, ...], result: Any) -> tuple[str, str] | None:
    """The use of an older hook that lets it miss gradients, and which; None if it gets all."""
    results = (result,) if isinstance(result, Tensor) else result
    if not (isinstance(results, tuple) and all(isinstance(r, Tensor) for r in results)):
        return ("non-full backward hooks on a Module that does not return a single Tensor or a"
                " tuple of Tensors"), "of the grad_output"
    if not all(isinstance(x, Tensor) for x in inputs):
        return ("non-full backward hooks on a Module that does not take as input a single Tensor or"
                " a tuple of Tensors"), "of the grad_input"
    nodes = {r.grad_fn for r in results if r.grad_fn is not None}
    if len(nodes) > 1:
        return ("a non-full backward hook when outputs are generated by different autograd Nodes",
                "grad_output")
    if {x.grad_fn for x in inputs if x.grad_fn is not None} != {
            parent for parent, _ in node.next_functions}:
        return ("a non-full backward hook when the forward contains multiple autograd Nodes",
                "grad_input")
    return None
