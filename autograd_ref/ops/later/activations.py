"""The rules of the functions that stand between the layers of networks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call, zeros_like
from ...rounding.fused import one_plus
from ..arithmetic import PowBackward0
from ..elementwise import (
    ExpBackward0,
    SigmoidBackward0,
    SigmoidBackwardBackward0,
    TanhBackward0,
    WhereBackward0,
    exp,
    exp_of_vectors,
    log1p_of_vectors,
    rounded,
)
from ..losses import reduce


class SoftplusBackward0(Node):
    """log(1 + exp(beta * x)) / beta, or x if beta * x exceeds the threshold.

    Gradient: g * sigmoid(beta * x), or g.
    """

    @staticmethod
    def forward(x: Any, beta: float, threshold: float) -> Any:
        if x.dtype is dtypes.NUMPY_FLOAT32:
            scaled = x if beta == 1 else x * x.dtype.type(beta)
            y = log1p_of_vectors(exp_of_vectors(np.minimum(scaled, threshold)))
            return np.where(scaled > threshold, x, y if beta == 1 else y / x.dtype.type(beta))
        wide = x.astype(dtypes.NUMPY_FLOAT64) * beta
        y = np.where(wide > threshold, wide, np.log1p(np.exp(np.minimum(wide, threshold))))
        return (y / beta).astype(x.dtype)

    def backward(ctx, g: Any, x: Any, beta: float, threshold: float) -> Any:
        return call(SoftplusBackwardBackward0, g, x, beta, threshold)


class SoftplusBackwardBackward0(Node):
    """u * sigmoid(beta * x), or u if beta * x exceeds the threshold.

    Gradients: the same of g for u; for x beta * g * u times sigmoid's slope, or 0.
    """

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any, beta: float, threshold: float) -> Any:
        scaled = x * beta
        linear = scaled > threshold
        z = exp_of_vectors(np.where(linear, x.dtype.type(0), scaled))
        return np.where(linear, u, u * z / (z + 1))

    def backward(ctx, g: Any, u: Any, x: Any, beta: float, threshold: float) -> Any:
        scaled = x * beta
        slope = call(SigmoidBackwardBackward0, g * u, call(SigmoidBackward0, scaled))
        bent = call(WhereBackward0, scaled < threshold, slope, 0.0)
        return call(SoftplusBackwardBackward0, g, x, beta, threshold), bent * beta


class LeakyReluBackward0(Node):
    """x if x > 0, else slope * x. Gradient: g, or slope * g."""

    @staticmethod
    def forward(x: Any, slope: float) -> Any:
        return np.where(x > 0, x, x * slope)

    def backward(ctx, g: Any, x: Any, slope: float) -> Any:
        return call(LeakyReluBackwardBackward0, g, x, slope)


class LeakyReluBackwardBackward0(Node):
    """u if x > 0, else slope * u. Gradients: the same of g for u, and 0 for x."""

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any, slope: float) -> Any:
        return np.where(x > 0, u, u * slope)

    def backward(ctx, g: Any, x: Any, slope: float) -> Any:
        return call(LeakyReluBackwardBackward0, g, x, slope), zeros_like(g)


class LeakyReluBackward1(LeakyReluBackward0):
    """LeakyReluBackward0 in place."""


class EluBackward0(Node):
    """scale * x if x > 0, else scale * alpha * (exp(x) - 1).

    Gradient: scale * g, or g * scale * alpha * exp(x).
    """

    @staticmethod
    def forward(x: Any, alpha: float, scale: float) -> Any:
        number = x.dtype.type
        bent = expm1(np.minimum(x, 0)) * (number(alpha) * number(scale))
        return np.where(x > 0, x * number(scale), bent)

    def backward(ctx, g: Any, x: Any, alpha: float, scale: float) -> Any:
        low = call(WhereBackward0, x < 0, x, 0.0)
        power = exp_of_vectors(low) if type(low) is np.ndarray else call(ExpBackward0, low)
        bent = g * (alpha * scale) * power
        return call(WhereBackward0, x <= 0, bent, g * scale)  # nan is not below 0


class EluBackward1(EluBackward0):
    """EluBackward0 in place."""


class SiluBackward0(Node):
    """x * sigmoid(x). Gradient: g * sigmoid(x) * (1 + x * (1 - sigmoid(x)))."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x / (1 + exp_of_vectors(-x, x))

    def backward(ctx, g: Any, x: Any) -> Any:
        s = call(SigmoidBackward0, x)
        return g * s * one_plus(x, 1 - s)


expm1 = rounded(np.expm1)
erf_of = np.frompyfunc(math.erf, 1, 1)


class ErfBackward0(Node):
    """erf(x). Gradient: g * 2 / sqrt(pi) * exp(-x**2)."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.asarray(erf_of(x.astype(dtypes.NUMPY_FLOAT64)), dtypes.NUMPY_FLOAT64).astype(
            x.dtype)

    def backward(ctx, g: Any, x: Any) -> Any:
        return 2 / math.sqrt(math.pi) * call(ExpBackward0, -call(PowBackward0, x, 2)) * g


class GeluBackward0(Node):
    """x * (1 + erf(x / sqrt(2))) / 2, the share of a normal distribution below x times x.

    Gradient: g * (that share + x * its density).
    """

    @staticmethod
    def forward(x: Any) -> Any:
        wide = x.astype(dtypes.NUMPY_FLOAT64)
        return (wide * 0.5 * (1 + ErfBackward0.forward(wide * math.sqrt(0.5)))).astype(x.dtype)

    def backward(ctx, g: Any, x: Any) -> Any:
        share = (call(ErfBackward0, x * math.sqrt(0.5)) + 1) * 0.5
        density = call(ExpBackward0, x * x * -0.5) * (1 / math.sqrt(2 * math.pi))
        return g * (share + x * density)


class GeluByTanh(Node):
    """0.5 * x * (1 + tanh(u)) with u = sqrt(2 / pi) * (x + 0.044715 * x**3).

    Gradient: g * (0.5 * (1 + tanh(u)) + 0.5 * x * (1 - tanh(u)**2) * du/dx).
    """

    scale = math.sqrt(2 / math.pi)

    @staticmethod
    def forward(x: Any) -> Any:
        wide = x.astype(dtypes.NUMPY_FLOAT64)
        bent = np.tanh(GeluByTanh.scale * (wide + 0.044715 * wide**3))
        return (0.5 * wide * (1 + bent)).astype(x.dtype)

    def backward(ctx, g: Any, x: Any) -> Any:
        bent = call(TanhBackward0, GeluByTanh.scale * (x + 0.044715 * x**3))
        slope = GeluByTanh.scale * (1 + 3 * 0.044715 * x**2)
        return g * (0.5 * (1 + bent) + 0.5 * x * (1 - bent**2) * slope)


GeluByTanh.__name__ = "GeluBackward0"


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
        return reduce(np.log1p(exp(-target * x)), reduction)

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


class EmbeddingBackward0(Node):
    """Rows of a weight, by number. Gradient: g added up in each row, or its mean; none for the row
    `padding`.
    """

    frees = True  # the numbers are a tensor in PyTorch

    @staticmethod
    def forward(weight: Any, rows: Any, padding: int, mean: bool, numbers: Any) -> Any:
        return weight[rows]

    def backward(ctx, g: Any, rows: Any, padding: int, mean: bool, numbers: Any) -> Any:
        return call(EmbeddingDenseBackwardBackward0, g, rows, padding, mean, ctx.input_shape()[0])


class EmbeddingDenseBackwardBackward0(Node):
    """u added up in the rows with these numbers, or its mean. Gradient: the rows of g."""

    @staticmethod
    def forward(u: Any, rows: Any, padding: int, mean: bool, number: int) -> Any:
        out = np.zeros((number, u.shape[-1]), u.dtype)
        flat = u.reshape(-1, u.shape[-1])
        counted = rows.reshape(-1) != padding
        if mean:
            places = dtypes.as_numpy_places(rows.reshape(-1))
            uses = np.bincount(places)[places]
            flat = flat * (1 / uses).astype(u.dtype)[:, None]
        np.add.at(out, rows.reshape(-1)[counted], flat[counted])
        return out

    def backward(ctx, g: Any, rows: Any, padding: int, mean: bool, number: int) -> Any:
        return call(EmbeddingBackward0, g, rows, padding, False, None)
