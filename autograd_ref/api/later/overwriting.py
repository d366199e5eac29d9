"""More forms in place: a function whose result is written over its first argument.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...modes import no_grad
from ...ops.later.no_derivative import refusing, with_node, zero
from ...tensor import Tensor, wrap
from ..change import check_allowed, written_over
from .elementwise import quotient


def __getattr__(name: str) -> Any:
    """The form in place of the method without the underscore; __init__.py lists their names."""
    if name.startswith("_") or not name.endswith("_"):
        raise AttributeError(name)
    plain = name.removesuffix("_")
    if plain.startswith("logical_"):
        function = unrecorded(plain)
    elif plain in ("eq", "ge", "gt", "le", "lt", "ne"):
        function = comparison(plain)
    elif plain == "floor_divide":
        function = floor_divide_
    else:
        function = form_in_place(plain)
    function.__name__, function.__doc__ = name, f"`{plain}` in place."
    return function


def form_in_place(plain: str) -> Any:
    """The form in place of a method."""

    def function(x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return written_over(x, lambda old, *rest: getattr(old, plain)(*rest, **kwargs), *args)

    return function


def unrecorded(plain: str) -> Any:
    """The form in place of a method whose result has no gradient: the tensor keeps its history."""

    def function(x: Tensor, *args: Any) -> Tensor:
        check_allowed(x, *args)
        with no_grad():
            x.copy_(getattr(x, plain)(*args))
        return x

    return function


def comparison(plain: str) -> Any:
    """The form in place of a comparison: its gradients are 0."""

    def function(x: Tensor, other: Any) -> Tensor:
        op = zero(f"{plain.capitalize()}Backward{int(isinstance(other, Tensor))}")

        def compared(old: Tensor, other: Any) -> Tensor:
            result = getattr(old, plain)(other)._array.astype(old._array.dtype)
            return with_node(op, wrap(result), old, other)

        return written_over(x, compared, other)

    return function


def floor_divide_(x: Tensor, other: Any) -> Tensor:
    def divided(old: Tensor, other: Any) -> Tensor:
        return with_node(refusing("floor_divide_"), quotient(old, other, "floor"), old, other)

    return written_over(x, divided, other)


def apply_(x: Tensor, callable: Any) -> Tensor:
    """Each element replaced by what a Python function makes of it.

    Raises TypeError for a tensor that requires a gradient.
    """
    if x.requires_grad:
        raise TypeError("can't call apply_() on Variable that requires grad. Use"
                        " var.detach().apply_() instead.")
    flat = x._array.reshape(-1)
    for place, value in enumerate(flat.tolist()):
        flat[place] = callable(value)
    x._array[...] = flat.reshape(x._array.shape)
    return x


def map_(x: Tensor, other: Tensor, callable: Any) -> Tensor:
    """Each element replaced by what a Python function makes of it and of that of another tensor."""
    pairs = zip(x._array.reshape(-1).tolist(), other.expand_as(x)._array.reshape(-1).tolist(),
                strict=True)
    values = [callable(one, two) for one, two in pairs]
    x._array[...] = np.reshape(values, x._array.shape)
    return x


def share_memory_(x: Tensor) -> Tensor:
    """The tensor itself: there are no other processes."""
    return x


def pin_memory(input: Tensor, device: Any = None) -> Tensor:
    """Raises RuntimeError, because there is no graphics card."""
    raise RuntimeError(
        "Cannot access accelerator device when none is available.")
