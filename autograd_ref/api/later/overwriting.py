"""More forms in place: a function whose result is written over its first argument.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...tensor import Tensor


def __getattr__(name: str) -> Any:
    """The form in place of the method without the underscore; __init__.py lists their names."""
    if name.startswith("_") or not name.endswith("_"):
        raise AttributeError(name)
    plain = name.removesuffix("_")

    def function(x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        result: Tensor = x.copy_(getattr(x, plain)(*args, **kwargs))
        return result

    function.__name__, function.__doc__ = name, f"`{plain}` in place."
    return function


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


def map_(x: Tensor, tensor: Tensor, callable: Any) -> Tensor:
    """Each element replaced by what a Python function makes of it and of that of another tensor."""
    pairs = zip(x._array.reshape(-1).tolist(), tensor.expand_as(x)._array.reshape(-1).tolist(),
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
