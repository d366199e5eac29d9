"""The rules of losses that bend at a limit or have a margin."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ...rounding import exponential
from ..elementwise import ExpBackward0, WhereBackward0, rounded
from ..losses import reduce

log1p = rounded(np.log1p)


class SmoothL1LossBackward0(Node):
    """0.5 * d**2 / beta if |d| < beta, else |d| - 0.5 * beta, for d = x - target.

    Gradients: g * d / beta, or g * sign(d), for x; the negative for the target.
    """

    arity = 2

    @staticmethod
    def forward(x: Any, target: Any, reduction: str, beta: float) -> Any:
        d = np.abs(x - target)
        half = x.dtype.type(0.5)
        return reduce(np.where(d < beta, half * d * d / beta, d - half * beta), reduction)

    def backward(ctx, g: Any, x: Any, target: Any, reduction: str, beta: float) -> Any:
        return both(ctx, x - target, g, reduction, beta, beta)


class SoftMarginLossBackward0(Node):
    """log(1 + exp(-target * x)). Gradient: -g * target * e / (1 + e) with e = exp(-target * x)."""

    arity = 2
    differentiable = slice(1)

    @staticmethod
    def forward(x: Any, target: Any, reduction: str) -> Any:
        return reduce(log1p(exponential.exp(-target * x)), reduction)

    def backward(ctx, g: Any, x: Any, target: Any, reduction: str) -> Any:
        grown = call(ExpBackward0, -target * x)
        share = g / math.prod(x.shape) if reduction == "mean" else g
        return -target * grown / (grown + 1) * share


class HuberLossBackward0(Node):
    """0.5 * d**2 if |d| < delta, else delta * (|d| - 0.5 * delta), for d = x - target.

    Gradients: g * d, or g * delta * sign(d), for x; the negative for the target.
    """

    arity = 2

    @staticmethod
    def forward(x: Any, target: Any, reduction: str, delta: float) -> Any:
        d = np.abs(x - target)
        half = x.dtype.type(0.5)
        return reduce(np.where(d <= delta, half * d * d, delta * (d - half * delta)), reduction)

    def backward(ctx, g: Any, x: Any, target: Any, reduction: str, delta: float) -> Any:
        return both(ctx, x - target, g, reduction, delta, 1.0)


def both(ctx: Node, d: Any, g: Any, reduction: str, limit: float, divisor: float) -> Any:
    """The gradients of a loss that is quadratic in d within a limit, and linear outside."""
    share = 1 / math.prod(d.shape) if reduction == "mean" else 1.0
    end = g * share * (limit / divisor)
    steep = call(WhereBackward0, d >= limit, end, call(
        WhereBackward0, d <= -limit, -end, d / divisor * share * g))
    return tuple(
        gradient if needed else None
        for gradient, needed in zip((steep, -steep), ctx.next_nodes, strict=True)
    )
