"""Adagrad: steps divided by the root of the sum of the gradient's squares so far."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..rounding import vml
from ..rounding.fused import fused as multiply_add
from ..rounding.fused import unrounded
from ..tensor import Tensor
from .optimizer import Optimizer, at_first, options, valid_numbers


class Adagrad(Optimizer):
    """w -= lr / (1 + (step - 1) * lr_decay) * g / (sqrt(s) + eps) with s += g**2.

    Source: Duchi, Hazan and Singer, Adaptive Subgradient Methods, JMLR 2011.

    Raises ValueError if one of these numbers is below 0.
    """

    def __init__(
        self, params: Any, lr: float = 1e-2, lr_decay: float = 0, weight_decay: float = 0,
        initial_accumulator_value: float = 0, eps: float = 1e-10, foreach: bool | None = None,
        *, maximize: bool = False, differentiable: bool = False, fused: bool | None = None,
    ) -> None:
        numbers = valid_numbers(
            lr=lr, lr_decay=lr_decay, eps=eps, weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value)
        super().__init__(params, {**numbers, **options(
            foreach=foreach, maximize=maximize, differentiable=differentiable, fused=fused)})
        for group in self.param_groups:
            for param in group["params"]:
                self._state[param] = {
                    "step": at_first(),
                    "sum": np.full_like(param._array, initial_accumulator_value)}

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state = self._state[param]
        state["step"] += 1
        if group["weight_decay"]:
            g = multiply_add(w, group["weight_decay"], g)
        rate = group["lr"] / (1 + (int(state["step"]) - 1) * group["lr_decay"])
        s = state["sum"]
        s[...] = unrounded(g, g, s)
        w -= rate * g / (vml.sqrt(s) + group["eps"])


Adagrad.__module__ = "torch.optim.adagrad"
