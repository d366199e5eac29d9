"""What a module's full backward hooks see. Loaded when first used."""

from __future__ import annotations

import warnings
from typing import Any

from ..autograd.function import Function
from ..tensor import Tensor

NO_INPUT = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since"
    " no inputs require gradients. See https://docs.pytorch.org/docs/main/generated/"
    "torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more details."
)


class BackwardHookFunction(Function):
    """Its inputs. Gradients: those of its results."""

    @staticmethod
    def forward(ctx: Any, *tensors: Tensor) -> Any:
        passed = tuple(tensor.view_as(tensor) for tensor in tensors)
        return passed if len(passed) > 1 else passed[0]

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        return gradients if len(gradients) > 1 else gradients[0]


def watched(tensors: Any, see: Any) -> tuple[Any, ...]:
    """The tensors, those that require a gradient passed through a node; `see(place, gradient)` is
    called with each of their gradients.
    """
    held = list(tensors)
    places = [i for i, t in enumerate(held) if isinstance(t, Tensor) and t.requires_grad]
    if places:
        passed = BackwardHookFunction.apply(*(held[i] for i in places))
        for place, tensor in zip(places, passed if len(places) > 1 else [passed], strict=True):
            tensor.register_hook(lambda g, place=place: see(place, g))
            held[place] = tensor
    return tuple(held)


class Watch:
    """One call of a module with full backward hooks."""

    def __init__(self, module: Any, hooks: list[Any]) -> None:
        self.module, self.hooks = module, hooks
        self.grad_input: list[Any] = []
        self.grad_output: list[Any] = []
        self.expected = 0  # how many inputs require a gradient

    def inputs(self, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        """The inputs of `forward`, watched."""
        self.grad_input = [None] * len(inputs)
        found = watched(inputs, self.see_input)
        self.expected = sum(isinstance(t, Tensor) and t.requires_grad for t in inputs)
        return found

    def outputs(self, result: Any) -> Any:
        """The result of `forward`, watched."""
        several = isinstance(result, tuple)
        results = result if several else (result,)
        self.grad_output = [None] * len(results)
        found = watched(results, self.see_output)
        return found if several else found[0]

    def see_output(self, place: int, gradient: Tensor) -> None:
        """Keep the gradient of a result; without any of an input, call the hooks."""
        self.grad_output[place] = gradient
        if not self.expected:
            warnings.warn(NO_INPUT, UserWarning, stacklevel=2)
            self.call_hooks()

    def see_input(self, place: int, gradient: Tensor) -> Any:
        """Keep the gradient of an input; with the last one, call the hooks."""
        self.grad_input[place] = gradient
        if sum(g is not None for g in self.grad_input) < self.expected:
            return None
        changed = self.call_hooks()
        self.grad_input = [None] * len(self.grad_input)
        return None if changed is None else changed[place]

    def call_hooks(self) -> Any:
        """Call the hooks one after the other. What the last one returned, as a tuple."""
        changed = None
        for hook in self.hooks:
            gradients = tuple(self.grad_input) if changed is None else changed
            returned = hook(self.module, gradients, tuple(self.grad_output))
            if returned is not None:
                changed = returned if isinstance(returned, tuple) else (returned,)
        return changed
