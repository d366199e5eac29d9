"""Checkpoints: parts of a network that are computed again in the backward pass."""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from ..api.backward import passes
from ..api.random import fork_rng, get_rng_state, set_rng_state
from ..autograd import backward
from ..autograd.function import Function
from ..modes import enable_grad, is_grad_enabled
from ..node_hooks import saved_tensors_hooks
from ..tensor import Tensor

NOT_SAID = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed explicitly. Starting in"
    " PyTorch 2.9, calling checkpoint without use_reentrant will raise an exception."
    " use_reentrant=False is recommended, but if you need to preserve the current default behavior,"
    " you can pass use_reentrant=True. Refer to docs for more details on the differences between"
    " the two variants."
)


@contextlib.contextmanager
def random_numbers_of(state: Tensor | None) -> Iterator[None]:
    """Within it random numbers come as they did from a state on; None: they just go on."""
    with fork_rng(enabled=state is not None):
        if state is not None:
            set_rng_state(state)
        yield


def metadata(tensor: Tensor) -> dict[str, Any]:
    return {"shape": tensor.shape, "dtype": tensor.dtype, "device": tensor.device}


CHECKS: dict[str, Callable[[Tensor], Any]] = {"default": metadata, "none": lambda tensor: None}


class CheckpointFunction(Function):
    """A function whose inner values are forgotten, and computed again in the backward pass."""

    @staticmethod
    def forward(ctx: Any, function: Callable[..., Any], preserve: bool, *args: Any) -> Any:
        ctx.function, ctx.args = function, args
        ctx.state = get_rng_state() if preserve else None
        return function(*args)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        if passes.selective:
            raise RuntimeError(
                "When use_reentrant=True, torch.utils.checkpoint is incompatible with .grad() or"
                " passing an `inputs` parameter to .backward(). To resolve this error, you can"
                " either set use_reentrant=False, or call .backward() without passing the `inputs`"
                " argument.")
        inputs = [x.detach().requires_grad_(x.requires_grad) if isinstance(x, Tensor) else x
                  for x in ctx.args]
        with random_numbers_of(ctx.state), enable_grad():
            results = ctx.function(*inputs)
        results = results if isinstance(results, tuple) else (results,)
        pairs = [(r, g) for r, g in zip(results, gradients, strict=True)
                 if isinstance(r, Tensor) and r.requires_grad]
        if not pairs:
            raise RuntimeError(
                "none of output has requires_grad=True, this checkpoint() is not necessary")
        backward([r for r, _ in pairs], [g for _, g in pairs])
        return (None, None, *(x.grad if isinstance(x, Tensor) else None for x in inputs))


class Stop(Exception):
    """All that the backward pass needs is computed again."""


class Recomputation:
    """What the nodes of a function saved: forgotten, and computed again when a rule needs it."""

    def __init__(self, function: Callable[..., Any], early_stop: bool, preserve: bool, check: str
                 ) -> None:
        if check not in CHECKS:
            raise ValueError(f"determinism_check should be one of {list(CHECKS)}, but got {check}")
        self.function, self.early_stop, self.checked = function, early_stop, CHECKS[check]
        self.state = get_rng_state() if preserve else None
        self.saved: list[Any] = []  # what is checked of each tensor
        self.found: dict[int, Tensor] = {}

    def run(self) -> Any:
        """The function's result; its nodes save numbers of places instead of tensors."""
        with saved_tensors_hooks(self.forget, self.restore):
            return self.function()

    def forget(self, tensor: Tensor) -> int:
        """The place of a saved tensor."""
        self.saved.append(self.checked(tensor))
        return len(self.saved) - 1

    def restore(self, place: int) -> Tensor:
        """The tensor at a place, computed again if it has to be."""
        if place not in self.found:
            found: list[Tensor] = []

            def keep(tensor: Tensor) -> Tensor:
                found.append(tensor)
                if self.early_stop and len(found) == len(self.saved):
                    raise Stop
                return tensor

            with random_numbers_of(self.state), contextlib.suppress(Stop), enable_grad(), \
                    saved_tensors_hooks(keep, lambda x: x):
                self.function()
            if len(found) != len(self.saved):
                raise CheckpointError(
                    "torch.utils.checkpoint: A different number of tensors was saved during the"
                    f" original forward and recomputation.\nNumber of tensors saved during forward:"
                    f" {len(self.saved)}\nNumber of tensors saved during recomputation:"
                    f" {len(found)}.")
            self._compare(found)
            self.found = dict(enumerate(found))
        return self.found.pop(place)


    def _compare(self, found: list[Tensor]) -> None:
        """Raise CheckpointError if tensors are not of the size and dtype that they had."""
        again = [self.checked(x) for x in found]
        lines = [f"tensor at position {place}:\nsaved metadata: {old}\nrecomputed metadata: {new}\n"
                 for place, (old, new) in enumerate(zip(self.saved, again, strict=True))
                 if old != new]
        if lines:
            raise CheckpointError(
                "torch.utils.checkpoint: Recomputed values for the following tensors have different"
                f" metadata than during the forward pass.\n{''.join(lines)}.\n")


class CheckpointError(RuntimeError):
    """The function did something else when it was run again."""


CheckpointError.__module__ = "torch.utils.checkpoint"


def checkpoint(function: Callable[..., Any], *args: Any, use_reentrant: bool | None = None,
               preserve_rng_state: bool = True, determinism_check: str = "default",
               debug: bool = False, early_stop: bool = True, **kwargs: Any) -> Any:
    """`function(*args)`, whose inner values are forgotten and computed again in the backward pass.

    With use_reentrant, one node of the graph stands for the function; without, the function's own.
    preserve_rng_state: whether it computes with the same random numbers again
    determinism_check: without use_reentrant, "default" compares the sizes and dtypes of what the
    nodes saved, "none" does not

    Raises ValueError for debug with use_reentrant, and for an unknown check.
    """
    if use_reentrant is None:
        warnings.warn(NOT_SAID, UserWarning, stacklevel=2)
        use_reentrant = True
    if not use_reentrant:
        if not is_grad_enabled():
            return function(*args, **kwargs)
        return Recomputation(functools.partial(function, *args, **kwargs), early_stop,
                             preserve_rng_state, determinism_check).run()
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    if debug:
        raise ValueError("Passing `context_fn` or `debug` is only supported when"
                         " use_reentrant=False.")
    if not any(isinstance(x, Tensor) and x.requires_grad for x in args):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None",
                      UserWarning, stacklevel=2)
    return CheckpointFunction.apply(function, preserve_rng_state, *args)


def checkpoint_sequential(functions: Any, segments: int, input: Any,
                          use_reentrant: bool | None = None, *, preserve_rng_state: bool = True,
                          **kwargs: Any) -> Any:
    """Modules one after the other, in so many checkpointed segments; the last is not."""
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
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
        input = checkpoint(run(start, end), input, use_reentrant=use_reentrant,
                           preserve_rng_state=preserve_rng_state)
    return run(end, len(parts))(input)
