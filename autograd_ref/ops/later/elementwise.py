"""The rules of more functions of each element."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call, zeros_like
from ...rounding import tangent
from ...rounding.fused import fused
from ...tensor import Tensor, wrap
from ..arithmetic import PowBackward0
from ..elementwise import WhereBackward0, rounded


class Log2Backward0(Node):
    """log2(x). Gradient: g / (x * log(2))."""

    forward = staticmethod(rounded(np.log2))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g / (x * math.log(2))


class Log10Backward0(Node):
    """log10(x). Gradient: g / (x * log(10))."""

    forward = staticmethod(rounded(np.log10))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g / (x * 2.3025850929940456)  # PyTorch's log(10), one bit off


class Log1PBackward0(Node):
    """log(1 + x), exact near 0 too. Gradient: g / (x + 1)."""

    forward = staticmethod(rounded(np.log1p))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g / (x + 1)


class Expm1Backward0(Node):
    """exp(x) - 1 = y. Gradient: g * (y + 1)."""

    forward = staticmethod(rounded(np.expm1))

    def backward(ctx, g: Any, y: Any) -> Any:
        return g * (y + 1)


class Exp2Backward0(Node):
    """2**x = y. Gradient: g * y * log(2)."""

    forward = staticmethod(rounded(np.exp2))

    def backward(ctx, g: Any, y: Any) -> Any:
        return g * y * math.log(2)


class RsqrtBackward0(Node):
    """1 / sqrt(x) = y. Gradient: -0.5 * g * y**3."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.reciprocal(np.sqrt(x))

    def backward(ctx, g: Any, y: Any) -> Any:
        return -0.5 * g * call(PowBackward0, y, 3)


class TanBackward0(Node):
    """tan(x) = y. Gradient: g * (1 + y**2)."""

    forward = staticmethod(tangent.tan)

    def backward(ctx, g: Any, y: Any) -> Any:
        return g * (1 + y**2)


class AsinBackward0(Node):
    """arcsin(x). Gradient: g / sqrt(1 - x**2)."""

    forward = staticmethod(rounded(np.arcsin))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(RsqrtBackward0, -x * x + 1)


class AcosBackward0(Node):
    """arccos(x). Gradient: -g / sqrt(1 - x**2)."""

    forward = staticmethod(rounded(np.arccos))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * -call(RsqrtBackward0, -x * x + 1)


class AtanBackward0(Node):
    """arctan(x). Gradient: g / (x**2 + 1)."""

    forward = staticmethod(rounded(np.arctan))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g / (x * x + 1)


class SinhBackward0(Node):
    """sinh(x). Gradient: g * cosh(x)."""

    forward = staticmethod(rounded(np.sinh))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(CoshBackward0, x)


class CoshBackward0(Node):
    """cosh(x). Gradient: g * sinh(x)."""

    forward = staticmethod(rounded(np.cosh))

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(SinhBackward0, x)


class Flat(Node):
    """Base of the functions that go in steps. Gradient: 0."""

    def backward(ctx, g: Any) -> Any:
        return zeros_like(g)


class RoundBackward0(Flat):
    """The nearest whole number, of two the even one. Gradient: 0."""

    forward = staticmethod(np.rint)


class RoundBackward1(Flat):
    """x rounded to a number of decimals. Gradient: 0."""

    @staticmethod
    def forward(x: Any, decimals: int) -> Any:
        scale = x.dtype.type(10.0 ** abs(decimals))
        return np.rint(x * scale) / scale if decimals > 0 else np.rint(x / scale) * scale


class FloorBackward0(Flat):
    """The largest whole number not above x. Gradient: 0."""

    forward = staticmethod(np.floor)


class CeilBackward0(Flat):
    """The smallest whole number not below x. Gradient: 0."""

    forward = staticmethod(np.ceil)


class TruncBackward0(Flat):
    """x without its decimals. Gradient: 0."""

    forward = staticmethod(np.trunc)


class FracBackward0(Node):
    """The decimals of x, with its sign. Gradient: g."""

    @staticmethod
    def forward(x: Any) -> Any:
        return x - np.trunc(x)

    def backward(ctx, g: Any) -> Any:
        return g


class Atan2Backward0(Node):
    """The angle of the point (b, a). Gradients: g * b / (a**2 + b**2), -g * a / (a**2 + b**2)."""

    arity = 2
    float_result = True
    forward = staticmethod(np.arctan2)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        need_a, need_b = ctx.next_nodes
        total = a * a + b * b
        share = 1 / call(WhereBackward0, total == 0, 1.0, total)
        return g * b * share if need_a else None, g * -a * share if need_b else None


class NanToNumBackward0(Node):
    """x with numbers in place of nan, inf and -inf. Gradient: g where x is finite, else 0."""

    @staticmethod
    def forward(x: Any, nan: float, posinf: float | None, neginf: float | None) -> Any:
        return np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)

    def backward(ctx, g: Any, x: Any) -> Any:
        finite = np.isfinite(x._array if isinstance(x, Tensor) else x)
        return g * (wrap(finite) if isinstance(g, Tensor) else finite)


def modulo(a: Any, b: Any) -> Any:
    """a modulo b, with the sign of b; a zero has that of a, as in C, unlike NumPy's."""
    result = np.remainder(a, b)
    if result.dtype.kind == "f":
        result = np.where(result == 0, np.copysign(result, a), result)
    return result


class RemainderBackward0(Node):
    """x modulo a number, with the sign of the number. Gradient: g."""

    forward: ClassVar[Any] = staticmethod(modulo)
    arity = 2

    def backward(ctx, g: Any) -> Any:
        return g, None


class FloorQuotient(Node):
    """The largest whole number not above a / b. Gradients: 0."""

    arity = 2
    forward: ClassVar[Any] = staticmethod(np.floor_divide)

    def backward(ctx, g: Any) -> Any:
        return zeros_like(g), zeros_like(g)


class TruncQuotient(FloorQuotient):
    """a / b without its decimals. Gradients: 0."""

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.trunc(a / b)


class RemainderBackward1(Node):
    """a modulo b, with the sign of b. Gradients: g for a, -g * floor(a / b) for b."""

    arity = 2
    forward: ClassVar[Any] = staticmethod(modulo)
    quotient: ClassVar[type[Node]] = FloorQuotient

    def save(ctx, arguments: Any) -> Any:
        ctx.frees = ctx.next_nodes[1] is not None
        return arguments if ctx.frees else ()

    def backward(ctx, g: Any, a: Any = None, b: Any = None) -> Any:
        need_a, need_b = ctx.next_nodes
        return g if need_a else None, -g * call(ctx.quotient, a, b) if need_b else None


class FmodBackward0(RemainderBackward0):
    """x modulo a number, with the sign of x. Gradient: g."""

    forward = staticmethod(np.fmod)


class FmodBackward1(RemainderBackward1):
    """a modulo b, with the sign of a. Gradients: g for a, -g * trunc(a / b) for b."""

    forward = staticmethod(np.fmod)
    quotient = TruncQuotient


class ClampMinBackward0(Node):
    """max(x, low). Gradient: g where x >= low."""

    @staticmethod
    def forward(x: Any, low: Any) -> Any:
        return np.maximum(low, x)

    def backward(ctx, g: Any, x: Any, low: Any) -> Any:
        return call(WhereBackward0, x >= low, g, 0.0)


class ClampMinBackward1(Node):
    """max(a, low), a tensor. Gradients: g where a >= low, else 0; for low the rest of g."""

    arity = 2
    forward = staticmethod(np.maximum)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        return call(WhereBackward0, a >= b, g, 0.0), call(WhereBackward0, a < b, g, 0.0)


class ClampMaxBackward1(Node):
    """min(a, high), a tensor. Gradients: g where a <= high, else 0; for high the rest of g."""

    arity = 2
    forward = staticmethod(np.minimum)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        return call(WhereBackward0, a <= b, g, 0.0), call(WhereBackward0, a > b, g, 0.0)


class ClampMaxBackward0(Node):
    """min(x, high). Gradient: g where x <= high."""

    @staticmethod
    def forward(x: Any, high: Any) -> Any:
        return np.minimum(high, x)

    def backward(ctx, g: Any, x: Any, high: Any) -> Any:
        return call(WhereBackward0, x <= high, g, 0.0)


class AddcmulBackward0(Node):
    """x + value * a * b. Gradients: g, g * value * b and g * value * a."""

    arity = 3

    @staticmethod
    def forward(x: Any, a: Any, b: Any, value: float) -> Any:
        kind = dtypes.promote(x, a, b).numpy
        if not x.dtype is a.dtype is b.dtype or kind.kind != "f":
            return (x + value * a * b).astype(kind, copy=False)
        a, b = np.broadcast_arrays(value * a, b)
        return fused(a, b, x)

    def backward(ctx, g: Any, a: Any, b: Any, value: float) -> Any:
        _, need_a, need_b = ctx.next_nodes
        return g, g * (b * value) if need_a else None, g * (a * value) if need_b else None


class AddcdivBackward0(Node):
    """x + value * a / b. Gradients: g, g * value / b and -g * value * a / b**2."""

    arity = 3

    @staticmethod
    def forward(x: Any, a: Any, b: Any, value: float) -> Any:
        return (x + value * a / b).astype(dtypes.promote(x, a, b).numpy, copy=False)

    def backward(ctx, g: Any, a: Any, b: Any, value: float) -> Any:
        _, need_a, need_b = ctx.next_nodes
        return (g, g * (value / b) if need_a else None,
                -g * (a * value / (b * b)) if need_b else None)


class LerpBackward0(Node):
    """a + weight * (b - a). Gradients: g * (1 - weight) and g * weight."""

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, weight: float) -> Any:
        if abs(weight) < 0.5:
            return fused(b - a, weight, a)
        one = a.dtype.type(1)
        return fused(a - b, np.asarray(one - a.dtype.type(weight)), b)

    def backward(ctx, g: Any, weight: float) -> Any:
        return g * (1 - weight), g * weight
