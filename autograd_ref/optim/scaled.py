"""Optimizers that scale the step of each element. Loaded when first used."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..rounding import vml
from ..rounding.fused import fused, unrounded
from ..tensor import Tensor
from .adam import move_mean, move_means
from .optimizer import Betas, Optimizer, at_first, options, valid_numbers


class Adadelta(Optimizer):
    """w -= lr * d with d = g * sqrt(a + eps) / sqrt(v + eps): running means v of g**2, a of d**2.

    Source: Zeiler, Adadelta, 2012.

    Raises ValueError if one of these numbers is below 0, or rho above 1.
    """

    def __init__(
        self, params: Any, lr: float = 1.0, rho: float = 0.9, eps: float = 1e-6,
        weight_decay: float = 0, foreach: bool | None = None, *, capturable: bool = False,
        maximize: bool = False, differentiable: bool = False,
    ) -> None:
        numbers = valid_numbers(lr=lr, rho=rho, eps=eps, weight_decay=weight_decay)
        if rho > 1:
            raise ValueError(f"Invalid rho value: {rho}")
        shared = options(
            maximize=maximize, capturable=capturable,
            foreach=foreach, differentiable=differentiable)
        super().__init__(params, {**numbers, **shared})

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state, rho, eps = self._state[param], group["rho"], group["eps"]
        if not state:
            state.update(step=at_first(), square_avg=np.zeros_like(w), acc_delta=np.zeros_like(w))
        state["step"] += 1
        if group["weight_decay"]:
            g = fused(w, group["weight_decay"], g)
        v, a = state["square_avg"], state["acc_delta"]
        v *= rho
        v[...] = unrounded((1 - rho) * g, g, v)
        step = vml.sqrt(a + eps) / vml.sqrt(v + eps) * g
        a *= rho
        a[...] = unrounded((1 - rho) * step, step, a)
        w[...] = unrounded(step, -group["lr"], w)


class Adamax(Optimizer):
    """w -= lr / (1 - beta1**step) * m / u: the running mean m of g, and u = max(beta2 * u, |g| +
    eps). Source: Kingma and Ba, Adam, ICLR 2015, algorithm 2.

    Raises ValueError if one of these numbers is below 0, or a beta is not below 1.
    """

    def __init__(
        self, params: Any, lr: float = 2e-3, betas: Betas = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, foreach: bool | None = None, *, maximize: bool = False,
        differentiable: bool = False, capturable: bool = False,
    ) -> None:
        numbers = valid_numbers(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)
        shared = options(
            foreach=foreach, maximize=maximize,
            differentiable=differentiable, capturable=capturable)
        super().__init__(params, {**numbers, **shared})

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state, (one, two) = self._state[param], group["betas"]
        if not state:
            state.update(step=at_first(), exp_avg=np.zeros_like(w), exp_inf=np.zeros_like(w))
        state["step"] += 1
        if group["weight_decay"]:
            g = fused(w, group["weight_decay"], g)
        m, u = state["exp_avg"], state["exp_inf"]
        move_mean(m, g, one)
        u *= two
        np.maximum(u, np.abs(g) + group["eps"], out=u)
        size = group["lr"] / (1 - one ** int(state["step"]))
        w += -size * m / u


class NAdam(Optimizer):
    """Adam with Nesterov's momentum.

    Source: Dozat, Incorporating Nesterov Momentum into Adam, 2016.

    Raises ValueError if one of these numbers is below 0, or a beta is not below 1.
    """

    _captured = "params, mu_products and state_steps"

    def __init__(
        self, params: Any, lr: float = 2e-3, betas: Betas = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False, *, foreach: bool | None = None,
        maximize: bool = False, capturable: bool = False, differentiable: bool = False,
    ) -> None:
        numbers = valid_numbers(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay,
                          momentum_decay=momentum_decay)
        shared = options(
            maximize=maximize, foreach=foreach, capturable=capturable,
            differentiable=differentiable)
        super().__init__(params, {
            **numbers, "decoupled_weight_decay": decoupled_weight_decay, **shared})

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state, (one, two), rate = self._state[param], group["betas"], group["lr"]
        if not state:
            state.update(step=at_first(), mu_product=np.ones((), np.float32),
                         exp_avg=np.zeros_like(w), exp_avg_sq=np.zeros_like(w))
        state["step"] += 1
        step = int(state["step"])
        g = decayed(w, g, group)
        mu, mu_next = (one * (1 - 0.5 * 0.96 ** (number * group["momentum_decay"]))
                       for number in (step, step + 1))
        state["mu_product"] = state["mu_product"] * np.float32(mu)
        product = float(state["mu_product"])
        move_means(state, g, group["betas"])
        root = vml.sqrt(state["exp_avg_sq"] / (1 - two**step)) + group["eps"]
        w += (-rate * (1 - mu) / (1 - product)) * g / root
        w += (-rate * mu_next / (1 - product * mu_next)) * state["exp_avg"] / root


def decayed(w: Any, g: Any, group: dict[str, Any]) -> Any:
    """The gradient with weight decay; a decoupled one shrinks w itself."""
    if not group["weight_decay"]:
        return g
    if group["decoupled_weight_decay"]:
        w *= 1 - group["lr"] * group["weight_decay"]
        return g
    return fused(w, group["weight_decay"], g)


class RAdam(Optimizer):
    """Adam that scales its steps only once it knows the variance. Source: Liu and others, On the
    Variance of the Adaptive Learning Rate and Beyond, ICLR 2020.

    Raises ValueError if one of these numbers is below 0, or a beta is not below 1.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, betas: Betas = (0.9, 0.999), eps: float = 1e-8,
        weight_decay: float = 0, decoupled_weight_decay: bool = False, *,
        foreach: bool | None = None, maximize: bool = False, capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        numbers = valid_numbers(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)
        super().__init__(params, {**numbers, **options(
            maximize=maximize, foreach=foreach, capturable=capturable,
            decoupled_weight_decay=decoupled_weight_decay, differentiable=differentiable)})

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state, (one, two) = self._state[param], group["betas"]
        if not state:
            state.update(step=at_first(), exp_avg=np.zeros_like(w), exp_avg_sq=np.zeros_like(w))
        state["step"] += 1
        step = int(state["step"])
        g = decayed(w, g, group)
        move_means(state, g, group["betas"])
        corrected = state["exp_avg"] / (1 - one**step)
        most = 2 / (1 - two) - 1
        number = most - 2 * step * two**step / (1 - two**step)
        change = corrected * group["lr"]
        if number > 5:
            rectified = math.sqrt((number - 4) * (number - 2) * most / (
                (most - 4) * (most - 2) * number))
            root = vml.sqrt(state["exp_avg_sq"]) + group["eps"]
            change = change * (np.reciprocal(root) * math.sqrt(1 - two**step)) * rectified
        w -= change


for _class in (Adadelta, Adamax, NAdam, RAdam):
    _class.__module__ = f"torch.optim.{_class.__name__.lower()}"
