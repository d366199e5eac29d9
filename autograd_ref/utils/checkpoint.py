"""Checkpoints: parts of a network that are computed again in the backward pass."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from ..api.random import get_rng_state, set_rng_state
from ..autograd import backward
from ..autograd.function import Function
from ..modes import enable_grad
from ..tensor import Tensor

NOT_SAID = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in"
    " PyTorch 2.9, calling checkpoint without use_reentrant will raise an exception."
    " use_reentrant=False is recommended, but if you need to preserve the current default behavior,"
    " you can pass use_reentrant=True. Refer to docs for more details on the differences between"
    " the two variants."
)


class CheckpointFunction(Function):
    """A function whose inner values are forgotten, and computed again in the backward pass."""

    @staticmethod
    def forward(ctx: Any, function: Callable[..., Any], *args: Any) -> Any:
        ctx.function, ctx.args, ctx.state = function, args, get_rng_state()
        return function(*args)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        inputs = [x.detach().requires_grad_(x.requires_grad) if isinstance(x, Tensor) else x
                  for x in ctx.args]
        now = get_rng_state()
        set_rng_state(ctx.state)
        with enable_grad():
            results = ctx.function(*inputs)
        set_rng_state(now)
        results = results if isinstance(results, tuple) else (results,)
        pairs = [(r, g) for r, g in zip(results, gradients, strict=True)
                 if isinstance(r, Tensor) and r.requires_grad]
        if not pairs:
            raise RuntimeError(
                "none of output has requires_grad=True, this checkpoint() is not necessary")
        backward([r for r, _ in pairs], [g for _, g in pairs])
        return (None, *(x.grad if isinstance(x, Tensor) else None for x in inputs))


def checkpoint(function: Callable[..., Any], *args: Any, use_reentrant: bool | None = None,
               **kwargs: Any) -> Any:
    """`function(*args)`; with use_reentrant, its inner values are computed again in the backward
    pass. Without, they are kept here: PyTorch's numbers are the same.
    """
    if use_reentrant is None:
        warnings.warn(NOT_SAID, UserWarning, stacklevel=2)
        use_reentrant = True
    if not use_reentrant:
        return function(*args, **kwargs)
    if not any(isinstance(x, Tensor) and x.requires_grad for x in args):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None",
                      UserWarning, stacklevel=2)
    return CheckpointFunction.apply(function, *args)


def checkpoint_sequential(functions: Any, segments: int, input: Any,
                          use_reentrant: bool | None = None, **kwargs: Any) -> Any:
    """Modules one after the other, in so many checkpointed segments; the last is not."""
    parts = list(functions.children()) if hasattr(functions, "children") else list(functions)
    size = len(parts) // segments

    def run(start: int, end: int) -> Callable[[Any], Any]:
        def forward(x: Any) -> Any:
            for part in parts[start:end]:
                x = part(x)
            return x

        return forward

    end = 0
    for start in range(0, size * (segments - 1), size):
        end = start + size
        input = checkpoint(run(start, end), input, use_reentrant=use_reentrant)
    return run(end, len(parts))(input)
