"""RMSprop: steps divided by the root of a running mean of the gradient's square."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..rounding import vml
from ..rounding.fused import fused as multiply_add
from ..rounding.fused import unrounded
from ..tensor import Tensor
from .adam import move_mean
from .optimizer import Optimizer, at_first, options, valid_numbers


class RMSprop(Optimizer):
    """w -= lr * g / (sqrt(v) + eps) with v = alpha * v + (1 - alpha) * g**2.

    centered subtracts the square of g's running mean from v; with momentum, the steps accumulate:
    b = momentum * b + g / (sqrt(v) + eps). Source: Hinton, Neural Networks for Machine Learning,
    lecture 6.

    Raises ValueError if one of these numbers is below 0.
    """

    def __init__(
        self, params: Any, lr: float = 1e-2, alpha: float = 0.99, eps: float = 1e-8,
        weight_decay: float = 0, momentum: float = 0, centered: bool = False,
        capturable: bool = False, foreach: bool | None = None, maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        numbers = valid_numbers(lr=lr, momentum=momentum, alpha=alpha, eps=eps)
        super().__init__(params, {
            **numbers, "centered": centered, **valid_numbers(weight_decay=weight_decay),
            **options(capturable=capturable, foreach=foreach, maximize=maximize,
                      differentiable=differentiable)})

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state, alpha = self._state[param], group["alpha"]
        if not state:
            state.update(step=at_first(), square_avg=np.zeros_like(w))
            if group["momentum"] > 0:
                state["momentum_buffer"] = np.zeros_like(w)
            if group["centered"]:
                state["grad_avg"] = np.zeros_like(w)
        state["step"] += 1
        if group["weight_decay"]:
            g = multiply_add(w, group["weight_decay"], g)
        v = state["square_avg"]
        v *= alpha
        v[...] = unrounded((1 - alpha) * g, g, v)
        if group["centered"]:
            mean = state["grad_avg"]
            move_mean(mean, g, alpha)
            v = multiply_add(-mean, mean, v)
        root = vml.sqrt(v) + group["eps"]
        if group["momentum"] > 0:
            b = state["momentum_buffer"]
            b *= group["momentum"]
            b += g / root
            w[...] = unrounded(b, -float(group["lr"]), w)
        else:
            w -= group["lr"] * g / root


RMSprop.__module__ = "torch.optim.rmsprop"
