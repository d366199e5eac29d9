"""Adam: steps scaled by running means of the gradient and of its square."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..rounding import vml
from ..rounding.fused import fused, unrounded
from ..tensor import Tensor
from .optimizer import Betas, Optimizer, at_first, options, valid_numbers


def move_mean(m: Any, g: Any, beta: float) -> None:
    """Move the running mean of g: m = beta * m + (1 - beta) * g, as PyTorch rounds it."""
    m[...] = unrounded(g - m, 1 - beta, m) if beta > 0.5 else unrounded(g - m, -beta, g)


def move_means(state: dict[str, Any], g: Any, betas: Betas) -> None:
    """Move the running means of g and of g**2."""
    (one, two), v = betas, state["exp_avg_sq"]
    move_mean(state["exp_avg"], g, one)
    v *= two
    v[...] = unrounded((1 - two) * g, g, v)


class Adam(Optimizer):
    """w -= lr * m / (sqrt(v) + eps): running means m of g and v of g**2, each divided by
    1 - beta**step; amsgrad takes the largest v so far. Source: Kingma and Ba, Adam, ICLR 2015,
    algorithm 1.

    Raises ValueError if one of these numbers is below 0, or a beta is not below 1, and for a tensor
    as the rate with foreach.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, betas: Betas = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0, amsgrad: bool = False, *,
        foreach: bool | None = None, maximize: bool = False, capturable: bool = False,
        differentiable: bool = False, fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        if isinstance(lr, Tensor) and foreach and not capturable:
            raise ValueError(
                "lr as a Tensor is not supported for capturable=False and foreach=True")
        super().__init__(params, {
            **valid_numbers(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay),
            "amsgrad": amsgrad,
            **options(maximize=maximize, foreach=foreach, capturable=capturable,
                      differentiable=differentiable, fused=fused,
                      decoupled_weight_decay=decoupled_weight_decay),
        })

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state = self._state[param]
        if not state:
            state.update(step=at_first(), exp_avg=np.zeros_like(w), exp_avg_sq=np.zeros_like(w))
        state["step"] += 1
        step = int(state["step"])
        (one, two), m, v = group["betas"], state["exp_avg"], state["exp_avg_sq"]
        if group["decoupled_weight_decay"]:
            w *= 1 - group["lr"] * group["weight_decay"]
        elif group["weight_decay"]:
            g = fused(w, group["weight_decay"], g)
        move_means(state, g, group["betas"])
        size = group["lr"] / (1 - one ** step)
        if group["amsgrad"]:
            v = state["max_exp_avg_sq"] = np.maximum(state.get("max_exp_avg_sq", v), v)
        root = vml.sqrt(v) / math.sqrt(1 - two ** step) + group["eps"]
        w += -size * m / root


class AdamW(Adam):
    """Adam whose weight decay shrinks the parameters themselves: w *= 1 - lr * weight_decay.

    Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, betas: Betas = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 1e-2, amsgrad: bool = False, *,
        maximize: bool = False, foreach: bool | None = None, capturable: bool = False,
        differentiable: bool = False, fused: bool | None = None,
    ) -> None:
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, foreach=foreach, maximize=maximize,
            capturable=capturable, differentiable=differentiable, fused=fused,
            decoupled_weight_decay=True,
        )
