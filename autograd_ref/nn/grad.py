"""The gradients of convolutions, given the shape of what they are for. Loaded when first used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..api.creation import zeros
from ..autograd import grad
from ..modes import enable_grad
from ..tensor import Tensor
from . import functional as F


def gradient(name: str, rank: int, of_input: bool) -> Callable[..., Tensor]:
    """The function of this name."""

    def function(
        first: Any, second: Any, grad_output: Tensor, stride: Any = 1, padding: Any = 0,
        dilation: Any = 1, groups: int = 1,
    ) -> Tensor:
        convolution = getattr(F, f"conv{rank}d")
        given = second if of_input else first
        with enable_grad():
            wanted = zeros(first if of_input else second, dtype=grad_output.dtype)
            wanted.requires_grad_()
            pair = (wanted, given) if of_input else (given, wanted)
            out = convolution(*pair, None, stride, padding, dilation, groups)
        recorded = grad_output.requires_grad or given.requires_grad
        return grad(out, wanted, grad_output, create_graph=recorded)[0]

    function.__name__ = name
    function.__doc__ = f"The gradient of `conv{rank}d` for its {'input' if of_input else 'weight'}."
    return function


conv1d_input, conv1d_weight = (gradient(f"conv1d_{part}", 1, part == "input")
                               for part in ("input", "weight"))
conv2d_input, conv2d_weight = (gradient(f"conv2d_{part}", 2, part == "input")
                               for part in ("input", "weight"))
conv3d_input, conv3d_weight = (gradient(f"conv3d_{part}", 3, part == "input")
                               for part in ("input", "weight"))
