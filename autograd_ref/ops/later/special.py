"""The rules of special functions of each element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call, zeros_like
from ...rounding import libm
from ..elementwise import (
    CosBackward0,
    ExpBackward0,
    SignBackward0,
    SinBackward0,
    WhereBackward0,
    rounded,
)
from .activations import ErfBackward0
from .elementwise import RsqrtBackward0

PI = math.pi


def exactly(function: Any) -> Any:
    """A function of one Python number for each element, in float64 and rounded."""
    each = np.vectorize(function, otypes=[dtypes.NUMPY_FLOAT64])

    def called(x: Any) -> Any:
        return np.asarray(each(x), dtypes.NUMPY_FLOAT64).reshape(x.shape).astype(x.dtype)

    return called


def chosen(condition: Any, x: Any, other: Any = 0.0) -> Any:
    """x if the condition holds, else the other."""
    return call(WhereBackward0, condition, x, other)


class AcoshBackward0(Node):
    """The inverse of cosh. Gradient: g / sqrt(x**2 - 1)."""

    forward = staticmethod(rounded(np.arccosh))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(RsqrtBackward0, x**2 - 1)


class AsinhBackward0(Node):
    """The inverse of sinh. Gradient: g / sqrt(x**2 + 1)."""

    forward = staticmethod(rounded(np.arcsinh))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(RsqrtBackward0, x**2 + 1)


class AtanhBackward0(Node):
    """The inverse of tanh. Gradient: g / (1 - x**2)."""

    forward = staticmethod(rounded(np.arctanh))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g / (1 - x**2)


of_positive = exactly(math.erfc)


class ErfcBackward0(Node):
    """1 - erf(x), exact for large x too. Gradient: g * -2 / sqrt(pi) * exp(-x**2)."""

    @staticmethod
    def forward(x: Any) -> Any:
        y = of_positive(np.abs(x))
        return np.where(x < 0, 2 - y, y)

    def backward(ctx, g: Any, x: Any) -> Any:
        return -2 / math.sqrt(PI) * call(ExpBackward0, -(x**2)) * g


def inverse_of_erf(x: Any) -> Any:
    """By Newton's method, from an approximation by logarithms (Winitzki, 2008)."""
    wide = np.asarray(x, dtypes.NUMPY_FLOAT64)
    a = 8 * (PI - 3) / (3 * PI * (4 - PI))
    logs = np.log1p(-wide * wide)
    part = 2 / (PI * a) + logs / 2
    y = np.sign(wide) * np.sqrt(np.sqrt(part * part - logs / a) - part)
    for _ in range(4):
        step = (ErfBackward0.forward(y) - wide) / (2 / math.sqrt(PI) * np.exp(-y * y))
        y = np.where(np.isfinite(step), y - step, y)
    ends = np.where(np.abs(wide) == 1, wide * np.inf, np.nan)
    return np.asarray(np.where(np.abs(wide) < 1, y, ends)).astype(x.dtype)


class ErfinvBackward0(Node):
    """The inverse y of erf. Gradient: g * sqrt(pi) / 2 * exp(y**2)."""

    forward = staticmethod(inverse_of_erf)

    def backward(ctx, g: Any, x: Any) -> Any:
        return 0.5 * math.sqrt(PI) * call(ExpBackward0, call(ErfinvBackward0, x) ** 2) * g


def log_gamma(x: float) -> float:
    if math.isinf(x) or (x <= 0 and x == int(x)):
        return math.inf
    return math.lgamma(x)


def psi(x: float) -> float:
    """The derivative of lgamma: its recurrence up to 10, then its series."""
    if x == 0:
        return math.copysign(math.inf, -x)
    if x < 0:
        return math.nan if x == int(x) else psi(1 - x) - PI / math.tan(PI * x)
    total = 0.0
    while x < 10:
        total -= 1 / x
        x += 1
    z = 1 / (x * x)
    series = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)
    return total + math.log(x) - 0.5 / x - sum(c * z ** (i + 1) for i, c in enumerate(series))


def hurwitz(s: float, q: float) -> Any:
    """The sum of (q + k)**-s over all k >= 0, by the formula of Euler and Maclaurin."""
    if q <= 0:
        return math.inf if q == int(q) else math.nan
    near = sum((q + k) ** -s for k in range(12))
    a = q + 12
    total = near + a ** (1 - s) / (s - 1) + 0.5 * a**-s
    factor, power = s, a ** (-s - 1)
    for i, number in enumerate((1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)):
        total += number / math.factorial(2 * i + 2) * factor * power
        factor *= (s + 2 * i + 1) * (s + 2 * i + 2)
        power /= a * a
    return total


class LgammaBackward0(Node):
    """log(|gamma(x)|). Gradient: g * digamma(x)."""

    forward = staticmethod(exactly(log_gamma))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(DigammaBackward0, x)


class DigammaBackward0(Node):
    """The derivative of lgamma. Gradient: g * polygamma(1, x)."""

    forward = staticmethod(exactly(psi))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(PolygammaBackward0, x, 1)


class PolygammaBackward0(Node):
    """Derivative number n of digamma. Gradient: g * polygamma(n + 1, x)."""

    @staticmethod
    def forward(x: Any, n: int) -> Any:
        scale = (-1) ** (n + 1) * math.factorial(n)
        return exactly(lambda q: scale * hurwitz(n + 1, q))(x)

    def backward(ctx, g: Any, x: Any, n: int) -> Any:
        return g * call(PolygammaBackward0, x, n + 1)


class LogitBackward0(Node):
    """log(x / (1 - x)) for x held between eps and 1 - eps. Gradient: g / (x * (1 - x)) within."""

    @staticmethod
    def forward(x: Any, eps: float | None) -> Any:
        wide = np.asarray(x, dtypes.NUMPY_FLOAT64)
        if eps is not None:
            wide = np.where(wide < eps, eps, np.minimum(wide, 1 - eps))
        return np.asarray(np.log(wide / (1 - wide))).astype(x.dtype)

    def backward(ctx, g: Any, x: Any, eps: float | None) -> Any:
        low = 0.0 if eps is None else eps
        outside = 0.0 if eps is not None else math.nan
        return chosen((x >= low) & (x <= 1 - low), g / (x * (1 - x)), outside)


class OtherUnit(Node):
    """Base of the changes of unit, x * scale. Gradient: g * scale."""

    scale: float

    @classmethod
    def forward(cls, x: Any) -> Any:
        return x * x.dtype.type(cls.scale)

    def backward(ctx, g: Any) -> Any:
        return g * ctx.scale


class Deg2RadBackward0(OtherUnit):
    """x * pi / 180. Gradient: g * pi / 180."""

    scale = 0.017453292519943295769236907684886


class Rad2DegBackward0(OtherUnit):
    """x * 180 / pi. Gradient: g * 180 / pi."""

    scale = 57.295779513082320876798154814105


class SincBackward0(Node):
    """sin(pi x) / (pi x), 1 at 0. Gradient: g * (pi x cos(pi x) - sin(pi x)) / (pi x**2)."""

    @staticmethod
    def forward(x: Any) -> Any:
        turned = x * x.dtype.type(PI)
        with np.errstate(all="ignore"):
            return np.where(x == 0, x.dtype.type(1), rounded(np.sin)(turned) / turned)

    def backward(ctx, g: Any, x: Any) -> Any:
        turned = x * PI
        safe = chosen(x == 0, 1.0, x)
        slope = (turned * call(CosBackward0, turned) - call(SinBackward0, turned)) / (
            safe * safe * PI)
        return chosen(x == 0, 0.0, g * slope)


class SgnBackward0(SignBackward0):
    """sign(x), which for complex numbers would be another function. Gradient: 0."""


class HypotBackward0(Node):
    """sqrt(a**2 + b**2) = y. Gradients: g * a / y and g * b / y."""

    arity = 2
    float_result = True
    forward = staticmethod(np.hypot)

    def backward(ctx, g: Any, a: Any, b: Any, y: Any) -> Any:
        return g * a / y, g * b / y


class CopysignBackward0(Node):
    """|a| with the sign of b = y. Gradients: g * y / a, 0 at 0, for a; 0 for b."""

    arity = 2
    float_result = True

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.copysign(a, b)

    def backward(ctx, g: Any, a: Any, y: Any) -> Any:
        return g * chosen(a == 0, 0.0, y / chosen(a == 0, 1.0, a)), zeros_like(g)


class CopysignBackward1(CopysignBackward0):
    """|a| with the sign of a number b."""


class LogaddexpBackward0(Node):
    """log(exp(a) + exp(b)). Gradients: g / (1 + exp(b - a)) and g / (1 + exp(a - b))."""

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        kind = np.result_type(a, b)
        wide = np.logaddexp(*(np.asarray(x, dtypes.NUMPY_FLOAT64) for x in (a, b)))
        return np.asarray(wide).astype(kind)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        return (g / (1 + call(ExpBackward0, b - a)), g / (1 + call(ExpBackward0, a - b)))


class Logaddexp2Backward0(Node):
    """log2(2**a + 2**b). Gradients: g / (1 + 2**(b - a)) and g / (1 + 2**(a - b))."""

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        kind = np.result_type(a, b)
        wide = np.logaddexp2(*(np.asarray(x, dtypes.NUMPY_FLOAT64) for x in (a, b)))
        return np.asarray(wide).astype(kind)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        return g / (1 + 2.0 ** (b - a)), g / (1 + 2.0 ** (a - b))


class LdexpBackward0(Node):
    """a * 2**b = y. Gradients: g * 2**b, and g * y * log(2)."""

    arity = 2
    float_result = True

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.multiply(a, np.exp2(b))

    def backward(ctx, g: Any, b: Any, y: Any) -> Any:
        return g * 2.0**b, g * y * math.log(2)


class XlogyBackward0(Node):
    """a * log(b), 0 if a is 0. Gradients: g * log(b), 0 if a is 0 and b not above 0; g * a / b."""

    arity = 2
    float_result = True

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        logs = libm.log(np.asarray(b))
        return np.where(np.isnan(b), np.nan, np.where(np.equal(a, 0), 0, a * logs)).astype(
            logs.dtype)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        slope = call(XlogyBackward0, g, b)
        return chosen((a == 0) & (b <= 0), g * 0, slope), g * a / b


class XlogyBackward2(Node):
    """x * log(number), 0 if x is 0. Gradient: g * log(number); 0 if x is 0, unless number > 0."""

    float_result = True

    @staticmethod
    def forward(x: Any, number: Any) -> Any:
        return np.asarray(XlogyBackward0.forward(x, number), x.dtype)

    def backward(ctx, g: Any, x: Any, number: Any) -> Any:
        slope = call(XlogyBackward2, g, number)
        return slope if number > 0 else chosen(x == 0, g * 0, slope)


class FmaxBackward0(Node):
    """The larger of a and b, or the one that is not nan. Gradient: g for it; a if equal."""

    arity = 2
    forward = staticmethod(np.fmax)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        first = (a >= b) | (b != b)
        return chosen(first, g), chosen(first, 0.0, g)


class FminBackward0(Node):
    """The smaller of a and b, or the one that is not nan. Gradient: g for it; a if equal."""

    arity = 2
    forward = staticmethod(np.fmin)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        first = (a <= b) | (b != b)
        return chosen(first, g), chosen(first, 0.0, g)
