"""The rules of Bessel functions, of the normal distribution's tails and of entropies."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call
from ...rounding import libm
from ..elementwise import ExpBackward0, LogBackward0, SignBackward0, rounded
from .elementwise import Log1PBackward0
from .special import (
    DigammaBackward0,
    ErfinvBackward0,
    chosen,
    exactly,
    inverse_of_erf,
    log_gamma,
)

ROOT_OF_PI = math.sqrt(math.pi)


def scaled_bessel(order: int, x: Any) -> Any:
    """exp(-|x|) times the modified Bessel function of order 0 or 1.

    It is the mean of exp(|x| (cos t - 1)) cos(order t) over a turn t. The mean of equally spaced t
    is exact, because the function repeats itself, for |x| up to some thousands.
    """
    turn = np.arange(1024) * (2 * math.pi / 1024)
    wide = np.asarray(x, dtypes.NUMPY_FLOAT64)[..., None]
    found = np.mean(np.exp(np.abs(wide) * (np.cos(turn) - 1)) * np.cos(order * turn), -1)
    return np.sign(wide[..., 0]) ** order * found + 0.0  # not -0.0


def bessel(order: int, x: Any) -> Any:
    return scaled_bessel(order, x) * np.exp(np.abs(np.asarray(x, dtypes.NUMPY_FLOAT64)))


class I0Backward0(Node):
    """The modified Bessel function of order 0. Gradient: g * i1(x)."""

    forward = staticmethod(rounded(lambda x: bessel(0, x)))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(SpecialI1Backward0, x)


class SpecialI0EBackward0(Node):
    """exp(-|x|) * i0(x). Gradient: g * (i1e(x) - sign(x) * y)."""

    forward = staticmethod(rounded(lambda x: scaled_bessel(0, x)))

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        return g * (call(SpecialI1EBackward0, x) - call(SignBackward0, x) * y)


class SpecialI1Backward0(Node):
    """The modified Bessel function of order 1. Gradient: g * (i0(x) - y / x), g / 2 for x = 0."""

    forward = staticmethod(rounded(lambda x: bessel(1, x)))

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        return g * at_zero(x, lambda safe: call(I0Backward0, safe) - y / safe)


class SpecialI1EBackward0(Node):
    """exp(-|x|) * i1(x). Gradient: g * (i0e(x) - y * (sign(x) + 1 / x)), g / 2 for x = 0."""

    forward = staticmethod(rounded(lambda x: scaled_bessel(1, x)))

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        return g * at_zero(x, lambda safe: call(SpecialI0EBackward0, safe) - y * (
            call(SignBackward0, safe) + 1 / safe))


def at_zero(x: Any, slope: Any) -> Any:
    """A slope that is 1/2 where x is 0, and is not asked there."""
    return chosen(x != 0, slope(chosen(x != 0, x, 1.0)), 0.5)


class SpecialEntrBackward0(Node):
    """-x * log(x), 0 if x is 0, -inf below. Gradient: -g * (1 + log(x))."""

    @staticmethod
    def forward(x: Any) -> Any:
        wide = np.asarray(x, dtypes.NUMPY_FLOAT64)
        inner = np.where(wide > 0, -wide * np.log(np.where(wide > 0, wide, 1)), 0)
        return np.asarray(np.where(wide < 0, -np.inf, np.where(np.isnan(wide), wide, inner))
                          ).astype(x.dtype)

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * (chosen(x != x, x, -1.0) - call(LogBackward0, x))


def scaled_erfc(x: float) -> float:
    """exp(x * x) * erfc(x), by its series for large x."""
    if x < 25:
        return math.exp(x * x) * math.erfc(x) if x > -26 else math.inf
    z = 1 / (2 * x * x)
    series = 1 - z * (1 - 3 * z * (1 - 5 * z * (1 - 7 * z * (1 - 9 * z))))
    return series / (x * ROOT_OF_PI)


class SpecialErfcxBackward0(Node):
    """exp(x**2) * erfc(x). Gradient: g * (2 * x * y - 2 / sqrt(pi))."""

    forward = staticmethod(exactly(scaled_erfc))

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        return (2.0 * x * y - 2.0 / ROOT_OF_PI) * g


def log_of_tail(x: float) -> float:
    """The logarithm of the normal distribution's share below x."""
    t = x / math.sqrt(2)
    if x < -1:
        return math.log(scaled_erfc(-t) / 2) - t * t
    return math.log1p(-math.erfc(t) / 2)


class SpecialLogNdtrBackward0(Node):
    """The logarithm of the normal distribution's share below x. Gradient: g * density / share."""

    forward = staticmethod(exactly(log_of_tail))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g / call(SpecialErfcxBackward0, x * -math.sqrt(0.5)) * math.sqrt(2 / math.pi)


class SpecialNdtriBackward0(Node):
    """Below which y the normal distribution has the share x. Gradient: g / density at y."""

    forward = staticmethod(rounded(lambda x: math.sqrt(2) * inverse_of_erf(2 * x - 1)))

    def backward(ctx, g: Any, x: Any) -> Any:
        y = math.sqrt(2) * call(ErfinvBackward0, 2 * x - 1)
        return g * math.sqrt(2 * math.pi) * call(ExpBackward0, y**2 / 2)


class SpecialXlog1PyBackward0(Node):
    """a * log(1 + b), 0 if a is 0. Gradients: g * log(1 + b), 0 if a is 0 and b not above -1;
    g * a / (b + 1).
    """

    arity = 2
    float_result = True

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        logs = libm.log1p(np.asarray(b))
        if not isinstance(b, np.ndarray):
            logs = logs.astype(a.dtype)
        return np.where(np.isnan(b), np.nan, np.where(np.equal(a, 0), 0, a * logs)).astype(
            logs.dtype)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        slope = g * call(Log1PBackward0, b)
        return chosen((a == 0) & (b <= -1), g * 0, slope), g * a / (b + 1)


class MvlgammaBackward0(Node):
    """The logarithm of the multivariate gamma function of order p. Gradient: g times the sum of
    digamma(x - i / 2) over i < p.
    """

    @staticmethod
    def forward(x: Any, p: int) -> Any:
        constant = p * (p - 1) / 4 * math.log(math.pi)
        return exactly(lambda q: constant + sum(log_gamma(q - i / 2) for i in range(p)))(x)

    def backward(ctx, g: Any, x: Any, p: int) -> Any:
        return g * sum(call(DigammaBackward0, x - i / 2) for i in range(p))
