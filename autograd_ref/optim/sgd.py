"""Stochastic gradient descent."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..rounding.blas import add_scaled
from ..rounding.fused import fused, unrounded
from ..tensor import Tensor
from .optimizer import Optimizer, check_rate, options

SMALL = 1_000  # numbers, below which NumPy is as quick as to call its BLAS


class SGD(Optimizer):
    """w -= lr * g, with g += weight_decay * w, and momentum: v = momentum * v + g instead of g.

    The first v is g itself; later g counts 1 - dampening. nesterov takes g + momentum * v.

    Raises ValueError if one of these numbers is below 0, or if nesterov comes without momentum.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, momentum: float = 0, dampening: float = 0,
        weight_decay: float = 0, nesterov: bool = False, *, maximize: bool = False,
        foreach: bool | None = None, differentiable: bool = False, fused: bool | None = None,
    ) -> None:
        check_rate(lr)
        for name, value in (("learning rate", lr), ("momentum value", momentum),
                            ("weight_decay value", weight_decay)):
            if value < 0.0:
                raise ValueError(f"Invalid {name}: {value}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, {
            "lr": lr, "momentum": momentum, "dampening": dampening,
            "weight_decay": weight_decay, "nesterov": nesterov,
            **options(maximize=maximize, foreach=foreach, differentiable=differentiable,
                      fused=fused),
        })

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        momentum = group["momentum"]
        if group["weight_decay"]:
            g = fused(w, group["weight_decay"], g)
        if momentum:
            state = self._state[param]
            v = state.get("momentum_buffer")
            if v is None:
                v = state["momentum_buffer"] = np.array(g)  # also where g is a scalar
            else:
                v *= momentum
                v[...] = unrounded(g, 1 - group["dampening"], v)
            g = fused(v, momentum, g) if group["nesterov"] else v
        if w.size < SMALL or not add_scaled(w, -group["lr"], g):
            w[...] = unrounded(g, -group["lr"], w)
