"""Adafactor: steps scaled by a factored estimate of the gradient's square. Loaded when first used.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..ops.later.norms import LinalgVectorNormBackward0
from ..ops.reduction import MeanBackward1
from ..rounding.fused import unrounded
from ..tensor import Tensor
from .adam import move_mean
from .optimizer import Optimizer, at_first, check_rate


class Adafactor(Optimizer):
    """w -= size * u / max(1, rms(u) / d) with u = g / sqrt(v), where v is a running mean of g**2.
    Of a matrix the means of its rows and of its columns stand for v; the size is in proportion to
    the root mean square of w. Source: Shazeer and Stern, Adafactor, ICML 2018, algorithms 4 and 5.

    Raises ValueError if a number is on the wrong side of 0, or d below 1.
    """

    def __init__(
        self, params: Any, lr: float = 1e-2, beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3), d: float = 1.0, weight_decay: float = 0.0,
        *, foreach: bool | None = None, maximize: bool = False,
    ) -> None:
        check_rate(lr)
        for fine, message in (
            (lr >= 0.0, f"Learning rate should be >= 0 but is: {lr}"),
            (beta2_decay <= 0.0, f"beta2_decay should be <= 0 but is: {beta2_decay}"),
            (eps[0] is None or eps[0] >= 0.0, f"epsilon1 should be >= 0 but is: {eps[0]}"),
            (eps[1] >= 0.0, f"epsilon2 should be >= 0 but is: {eps[1]}"),
            (d >= 1.0, f"Clipping threshold d should be >= 1 but is: {d}"),
            (weight_decay >= 0.0, f"weight_decay should be >= 0 but is: {weight_decay}"),
        ):
            if not fine:
                raise ValueError(message)
        super().__init__(params, {
            "lr": lr, "beta2_decay": beta2_decay, "eps": eps, "d": d,
            "weight_decay": weight_decay, "foreach": foreach, "maximize": maximize})

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state = self._state[param]
        if not state:
            state["step"] = at_first()
            if g.ndim > 1:
                state["row_var"] = np.zeros_like(g[..., :1])
                state["col_var"] = np.zeros_like(g[..., :1, :])
            else:
                state["variance"] = np.zeros_like(g)
        state["step"] += 1
        step, lr = float(state["step"]), float(group["lr"])
        least, least_root = group["eps"]
        least = float(np.finfo(w.dtype).eps) if least is None else least
        size = max(least_root, rms(w)) * min(lr, 1 / step**0.5)
        if group["weight_decay"]:
            w *= 1 - lr * group["weight_decay"]
        share = step ** group["beta2_decay"]
        if g.ndim > 1:
            first, last = g.ndim - 2, g.ndim - 1
            row = moved(state, "row_var", norm(g, (last,)) ** 2 / g.shape[last], share)
            column = moved(state, "col_var", norm(g, (first,)) ** 2 / g.shape[first], share)
            square = row * column / np.maximum(MeanBackward1.forward(row, (first,), True), least)
        else:
            square = moved(state, "variance", g * g, share)
        change = np.reciprocal(np.sqrt(np.maximum(square, least * least))) * g
        w[...] = unrounded(change, -size / max(1.0, rms(change) / group["d"]), w)


def norm(x: Any, dims: tuple[int, ...]) -> Any:
    return LinalgVectorNormBackward0.forward(x, 2.0, dims, True)


def rms(x: Any) -> float:
    """The root of the mean of the squares."""
    return float(norm(x, tuple(range(x.ndim))).item()) / math.sqrt(x.size)


def moved(state: dict[str, Any], name: str, new: Any, share: float) -> Any:
    """The running mean of this name, moved towards a new value."""
    move_mean(state[name], new, 1 - share)
    return state[name]


Adafactor.__module__ = "torch.optim"
