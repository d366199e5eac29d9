"""The rules of the activations beyond those of activations.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...record import apply, call, zeros_like
from ...rounding import libm, sleef
from ...rounding.fused import fused, one_plus
from ..elementwise import (
    ExpBackward0,
    SigmoidBackward0,
    TanhBackward0,
    WhereBackward0,
    exp_of_vectors,
    expm1_of_vectors,
    in_vectors,
)
from ..shape import CatBackward0
from .activations import SoftplusBackward0


def only(condition: Any, g: Any) -> Any:
    """g if the condition holds, else 0."""
    return call(WhereBackward0, condition, g, 0.0)


def unless(condition: Any, g: Any) -> Any:
    """0 if the condition holds, else g: for nan too, with which no comparison holds."""
    return call(WhereBackward0, condition, 0.0, g)


class RreluWithNoiseBackward0(Node):
    """x times a factor for each element, drawn or fixed. Gradient: g times the factor."""

    @staticmethod
    def forward(x: Any, noise: Any) -> Any:
        return x * noise

    def backward(ctx, g: Any, x: Any, noise: Any) -> Any:
        return call(RreluWithNoiseBackwardBackward0, g, x, noise)


class RreluWithNoiseBackwardBackward0(Node):
    """u times the factors of x. Gradients: the same of g for u, and 0 for x."""

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any, noise: Any) -> Any:
        return u * noise

    def backward(ctx, g: Any, x: Any, noise: Any) -> Any:
        return call(RreluWithNoiseBackwardBackward0, g, x, noise), zeros_like(g)


class RreluWithNoiseBackward1(RreluWithNoiseBackward0):
    """RreluWithNoiseBackward0 in place."""


SIXTH = float(np.float32(1 / 6))  # PyTorch rounds it for float64 as well


class HardtanhBackward0(Node):
    """x, or the limit that it exceeds. Gradient: g strictly between the limits, else 0."""

    @staticmethod
    def forward(x: Any, low: float, high: float) -> Any:
        return np.clip(x, x.dtype.type(low), x.dtype.type(high))

    def backward(ctx, g: Any, x: Any, low: float, high: float) -> Any:
        return call(HardtanhBackwardBackward0, g, x, low, high)


class HardtanhBackwardBackward0(Node):
    """u if x is strictly between the limits, else 0. Gradients: the same of g for u, 0 for x."""

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any, low: float, high: float) -> Any:
        return np.where((x <= low) | (x >= high), u.dtype.type(0), u)

    def backward(ctx, g: Any, x: Any, low: float, high: float) -> Any:
        return call(HardtanhBackwardBackward0, g, x, low, high), zeros_like(g)


class Outside(Node):
    """u if x is outside of the limits, or nan; else 0. Gradients: the same of g for u, 0 for x."""

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any, low: float, high: float) -> Any:
        return np.where((x >= low) & (x <= high), u.dtype.type(0), u)

    def backward(ctx, g: Any, x: Any, low: float, high: float) -> Any:
        return call(Outside, g, x, low, high), zeros_like(g)


class ThresholdBackward0(Node):
    """x if x > threshold, else a value. Gradient: g, or 0."""

    @staticmethod
    def forward(x: Any, threshold: float, value: float) -> Any:
        return np.where(x <= threshold, x.dtype.type(value), x)

    def backward(ctx, g: Any, x: Any, threshold: float, value: float) -> Any:
        return call(Outside, g, x, -np.inf, threshold)


class ThresholdBackward1(ThresholdBackward0):
    """ThresholdBackward0 in place."""


class CeluBackward0(Node):
    """x if x > 0, else alpha * (exp(x / alpha) - 1). Gradient: g, or g * exp(x / alpha); g for nan.
    """

    @staticmethod
    def forward(x: Any, alpha: float) -> Any:
        number = x.dtype.type
        bent = expm1_of_vectors(np.minimum(x, 0) * number(1 / alpha)) * number(alpha)
        return np.where(x < 0, bent, x)

    def backward(ctx, g: Any, x: Any, alpha: float) -> Any:
        rate = 1 / float(np.float32(alpha))  # PyTorch rounds alpha here, for float64 as well
        low = call(WhereBackward0, x < 0, x, 0.0)
        low = low * rate
        power = exp_of_vectors(low) if type(low) is np.ndarray else call(ExpBackward0, low)
        bent = g * (rate * alpha) * power
        return call(WhereBackward0, x <= 0, bent, g)


class CeluBackward1(CeluBackward0):
    """CeluBackward0 in place."""


def bent_by(library: Any) -> Any:
    """The function tanh(log(1 + exp(x))), of a library's functions."""
    return lambda x: library.tanh(library.log1p(library.exp(x)))


bent_of_vectors = in_vectors(bent_by(sleef), bent_by(libm))


class MishBackward0(Node):
    """x * t with t = tanh(softplus(x)). Gradient: g * (t + x * sigmoid(x) * (1 - t**2))."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x * bent_of_vectors(x)

    def backward(ctx, g: Any, x: Any) -> Any:
        share = call(SigmoidBackward0, x)
        if type(x) is np.ndarray:
            t = bent_of_vectors(x)
            return g * fused(x * share, one_plus(-t, t), t)
        t = call(TanhBackward0, call(SoftplusBackward0, x, 1.0, 20.0))
        return g * (t + x * share * (1 - t * t))


class HardshrinkBackward0(Node):
    """x, or 0 within the limit. Gradient: g outside of it, else 0."""

    @staticmethod
    def forward(x: Any, limit: float) -> Any:
        return np.where((x >= -limit) & (x <= limit), x.dtype.type(0), x)

    def backward(ctx, g: Any, x: Any, limit: float) -> Any:
        return call(Outside, g, x, -limit, limit)


class SoftshrinkBackward0(Node):
    """x moved towards 0 by the limit. Gradient: g outside of the limit, else 0."""

    @staticmethod
    def forward(x: Any, limit: float) -> Any:
        size = x.dtype.type(limit)
        return np.where(x > size, x - size, np.where(x < -size, x + size, x * 0))

    def backward(ctx, g: Any, x: Any, limit: float) -> Any:
        return call(Outside, g, x, -limit, limit)


class HardsigmoidBackward0(Node):
    """(x + 3) / 6 between 0 and 1. Gradient: g / 6 if -3 < x < 3, else 0."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.clip(x + x.dtype.type(3), 0, 6) / x.dtype.type(6)

    def backward(ctx, g: Any, x: Any) -> Any:
        return only((x > -3) & (x < 3), g * SIXTH)


class HardswishBackward0(Node):
    """x * hardsigmoid(x). Gradient: 0 if x <= -3, g if x >= 3, else g * (x / 3 + 0.5)."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x * np.clip(x + x.dtype.type(3), 0, 6) / x.dtype.type(6)

    def backward(ctx, g: Any, x: Any) -> Any:
        middle = g * (x / 3 + 0.5)
        return unless(x <= -3, call(WhereBackward0, x < 3, middle, g))


class GluBackward0(Node):
    """a * sigmoid(b) for the halves a and b of x along a dimension.

    Gradients, joined: g * s for a, and g * a * s * (1 - s) for b, with s = sigmoid(b).
    """

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        a, b = halves(x, dim)
        return a * SigmoidBackward0.forward(b)

    def backward(ctx, g: Any, x: Any, dim: int) -> Any:
        a, b = halves(x, dim)
        s = call(SigmoidBackward0, b)
        return join(g * s, (1 - s) * s * a * g, dim)


def halves(x: Any, dim: int) -> tuple[Any, Any]:
    """Both halves of x along a dimension."""
    size, before = x.shape[dim] // 2, (slice(None),) * dim
    return x[(*before, slice(size))], x[(*before, slice(size, None))]


def join(a: Any, b: Any, dim: int) -> Any:
    """Two arrays, or tensors, joined along a dimension."""
    if isinstance(a, np.ndarray):
        return np.concatenate((a, b), axis=dim)
    return apply(CatBackward0, (a, b), dim)


class PreluKernelBackward0(Node):
    """x if x > 0, else w * x, for a weight w that broadcasts.

    Gradients: g, or g * w, for x; 0, or g * x, for w.
    """

    arity = 2

    @staticmethod
    def forward(x: Any, w: Any) -> Any:
        return np.where(x > 0, x, w * x)

    def backward(ctx, g: Any, x: Any, w: Any) -> Any:
        return call(WhereBackward0, x > 0, g, g * w), call(WhereBackward0, x > 0, 0.0, g * x)
