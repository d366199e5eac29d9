"""Muon: steps along the nearest matrix with orthonormal rows. Loaded when first used."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..api.metadata import Size
from ..rounding.fused import unrounded
from ..tensor import Tensor
from .adam import move_mean
from .optimizer import Optimizer, check_rate

Coefficients = tuple[float, float, float]
SINGLE = np.float32


class Muon(Optimizer):
    """w -= size * O(m) for matrices w, where m is a running mean of g and O the nearest matrix with
    orthonormal rows, or columns, found in bfloat16. Source: Jordan and others, Muon: An optimizer
    for hidden layers in neural networks, 2024.

    Raises ValueError if a number is below 0 or a parameter is no matrix.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, weight_decay: float = 0.1, momentum: float = 0.95,
        nesterov: bool = True, ns_coefficients: Coefficients = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7, ns_steps: int = 5, adjust_lr_fn: str | None = None,
    ) -> None:
        check_rate(lr)
        for name, value in (("Learning rate", lr), ("momentum", momentum),
                            ("weight decay", weight_decay)):
            if not 0.0 <= value:  # noqa: SIM300  # nan either
                raise ValueError(f"{name} should be >= 0 but is: {value}")
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        super().__init__(params, {
            "lr": lr, "weight_decay": weight_decay, "momentum": momentum, "nesterov": nesterov,
            "ns_coefficients": ns_coefficients, "eps": eps, "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn})
        for group in self.param_groups:
            for param in group["params"]:
                if param.ndim != 2:
                    raise ValueError("Muon only supports 2D parameters whereas we found a parameter"
                                     f" with size: {Size(param.shape)}")

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state, momentum = self._state[param], group["momentum"]
        if not state:
            state["momentum_buffer"] = np.zeros_like(g)
        mean = state["momentum_buffer"]
        move_mean(mean, g, momentum)
        change = mean
        if group["nesterov"]:
            change = g.copy()
            move_mean(change, mean, 1 - momentum)
        change = orthonormal(change, group["ns_coefficients"], group["ns_steps"], group["eps"])
        rows, columns = w.shape
        size = group["lr"] * (
            0.2 * math.sqrt(max(rows, columns)) if group["adjust_lr_fn"] == "match_rms_adamw"
            else math.sqrt(max(1, rows / columns)))
        w *= 1 - group["lr"] * group["weight_decay"]
        w[...] = unrounded(change.astype(w.dtype), -size, w)


def orthonormal(x: Any, coefficients: Coefficients, steps: int, eps: float) -> Any:
    """A matrix made nearly orthonormal by the iteration of Newton and Schulz: float32 numbers, each
    rounded to bfloat16.

    Raises ValueError for 100 steps and more, and unless there are three coefficients.
    """
    if steps >= 100:
        raise ValueError("Number of steps must be less than 100 for computational efficiency")
    if len(coefficients) != 3:
        raise ValueError("Coefficients must be a tuple of exactly 3 values")
    a, b, c = map(SINGLE, coefficients)
    high = x.shape[0] > x.shape[1]
    found = bfloat16(x.astype(SINGLE))
    found = found.T if high else found
    norm = bfloat16(np.sqrt(np.square(found).sum(dtype=SINGLE)))
    found = bfloat16(found / np.maximum(norm, bfloat16(SINGLE(eps))))
    for _ in range(steps):
        square = bfloat16(found @ found.T)
        change = bfloat16(b * square + c * (square @ square))
        found = bfloat16(a * found + change @ found)
    return found.T if high else found


def bfloat16(x: Any) -> Any:
    """float32 numbers, rounded to the nearest that bfloat16 has: their upper 16 bits."""
    bits: Any = np.asarray(x).view(np.uint32)
    bits = bits + (0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000
    return np.where(np.isnan(x), x, bits.astype(np.uint32).view(SINGLE))


Muon.__module__ = "torch.optim"
