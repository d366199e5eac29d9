"""Optimizers that average steps or look at signs alone: ASGD, Rprop. Loaded when first used."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..rounding.fused import fused, unrounded
from ..tensor import Tensor
from .optimizer import Optimizer, at_first, options, valid_numbers


class ASGD(Optimizer):
    """SGD with shrinking rates that also keeps the mean of the parameters. Source: Polyak and
    Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992.

    Raises ValueError if one of these numbers is below 0.
    """

    _captured = "params, mus, etas, and state_steps"

    def __init__(
        self, params: Any, lr: float = 1e-2, lambd: float = 1e-4, alpha: float = 0.75,
        t0: float = 1e6, weight_decay: float = 0, foreach: bool | None = None,
        maximize: bool = False, differentiable: bool = False, capturable: bool = False,
    ) -> None:
        valid_numbers(lr=lr, weight_decay=weight_decay)
        shared = options(
            foreach=foreach, maximize=maximize,
            differentiable=differentiable, capturable=capturable)
        super().__init__(params, {
            "lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay,
            **shared})

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state, rate = self._state[param], group["lr"]
        if not state:
            state.update(step=at_first(), eta=np.asarray(rate, np.float32),
                         mu=np.ones((), np.float32), ax=np.zeros_like(w))
        state["step"] += 1
        if group["weight_decay"]:
            g = fused(w, group["weight_decay"], g)
        eta, mu, mean = float(state["eta"]), float(state["mu"]), state["ax"]
        w *= 1 - group["lambd"] * eta
        w[...] = unrounded(g, -eta, w)
        if mu != 1:
            mean += (w - mean) * mu
        else:
            mean[...] = w
        shrunk = rate / (1 + group["lambd"] * rate * int(state["step"])) ** group["alpha"]
        state["eta"] = np.asarray(shrunk, np.float32)
        state["mu"] = np.asarray(1 / max(1, int(state["step"]) - group["t0"]), np.float32)


class Rprop(Optimizer):
    """Steps of a size for each element, larger while the sign of g stays, smaller when it changes.

    Source: Riedmiller and Braun, The RPROP Algorithm, 1993.

    Raises ValueError if one of these numbers is below 0, or etas are not around 1.
    """

    def __init__(
        self, params: Any, lr: float = 1e-2, etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50), *, capturable: bool = False,
        foreach: bool | None = None, maximize: bool = False, differentiable: bool = False,
    ) -> None:
        valid_numbers(lr=lr)
        if not 0 < etas[0] < 1 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        shared = options(
            foreach=foreach, maximize=maximize,
            differentiable=differentiable, capturable=capturable)
        super().__init__(params, {
            "lr": lr, "etas": etas, "step_sizes": step_sizes,
            **shared})

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state, (down, up) = self._state[param], group["etas"]
        if not state:
            state.update(step=at_first(), prev=np.zeros_like(w),
                         step_size=np.full_like(w, group["lr"]))
        state["step"] += 1
        sign = np.sign(g * state["prev"])
        factor = np.where(sign > 0, up, np.where(sign < 0, down, 1)).astype(w.dtype)
        size = state["step_size"]
        size[...] = np.clip(size * factor, *group["step_sizes"])
        g = np.where(sign < 0, g.dtype.type(0), g)
        w -= np.sign(g) * size
        state["prev"] = np.array(g)


for _class in (ASGD, Rprop):
    _class.__module__ = f"torch.optim.{_class.__name__.lower()}"
