"""The rules of the activations that networks use most."""

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
    WhereBackward0,
    exp_of_vectors,
    expm1_of_vectors,
    log1p_of_vectors,
)


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
        bent = expm1_of_vectors(np.minimum(x, 0)) * (number(alpha) * number(scale))
        return np.where(x < 0, bent, x * number(scale))

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


erf_of = np.frompyfunc(math.erf, 1, 1)


class ErfBackward0(Node):
    """erf(x). Gradient: g * 2 / sqrt(pi) * exp(-x**2)."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.asarray(erf_of(x.astype(dtypes.NUMPY_FLOAT64)), dtypes.NUMPY_FLOAT64).astype(
            x.dtype)

    def backward(ctx, g: Any, x: Any) -> Any:
        return 2 / math.sqrt(math.pi) * call(ExpBackward0, -call(PowBackward0, x, 2)) * g
