"""Functions of each element, and choices between elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from ..node import Node
from ..record import (
    apply,
    cast,
    check_broadcast,
    combination,
    given,
    nothing,
    on,
    operator,
    same_type,
    unary,
)
from ..tensor import Tensor, wrap


class OfInput(Node):
    """Base of the operations whose rule needs their input, and their numbers."""

    def save(ctx, result: Any, x: Any, *numbers: Any) -> Any:
        return x, *numbers


class OfResult(Node):
    """Base of the operations whose rule needs their result."""

    result_saved = True

    def save(ctx, result: Any, x: Any) -> Any:
        return (result,)


class ExpBackward0(OfResult):
    """exp(x) = y. Gradient: g * y."""

    float_result = True
    forward = staticmethod(np.exp)

    def backward(ctx, g: Any, y: Any) -> Any:
        return g * y


class LogBackward0(OfInput):
    """log(x). Gradient: g / x."""

    forward = staticmethod(np.log)

    def backward(ctx, g: Any, x: Any) -> Any:
        return g / x


class SqrtBackward0(OfResult):
    """sqrt(x) = y. Gradient: g / (2 * y), infinite at 0."""

    float_result = True
    forward = staticmethod(np.sqrt)

    def backward(ctx, g: Any, y: Any) -> Any:
        return g / (2 * y)


class AbsBackward0(OfInput):
    """abs(x). Gradient: g * sign(x), 0 at 0."""

    forward = staticmethod(np.abs)

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * on(SignBackward0, x)


class SignBackward0(Node):
    """sign(x): -1, 0 or 1. Gradient: 0."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.subtract(x > 0, x < 0, dtype=x.dtype)  # 0 for nan

    def backward(ctx, g: Any) -> Any:
        return nothing(g)


class SinBackward0(OfInput):
    """sin(x). Gradient: g * cos(x)."""

    forward = staticmethod(np.sin)

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * on(CosBackward0, x)


class CosBackward0(OfInput):
    """cos(x). Gradient: -g * sin(x)."""

    forward = staticmethod(np.cos)

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * -on(SinBackward0, x)


class TanhBackward0(OfResult):
    """tanh(x) = y. Gradient: g * (1 - y**2)."""

    float_result = True
    gradient_names = "TanhBackwardBackward0"
    forward = staticmethod(np.tanh)

    def backward(ctx, g: Any, y: Any) -> Any:
        return g * (1 - y * y)


class SigmoidBackward0(OfResult):
    """1 / (1 + exp(-x)) = y. Gradient: g * (1 - y) * y."""

    float_result = True
    gradient_names = "SigmoidBackwardBackward0"

    @staticmethod
    def forward(x: Any) -> Any:
        return np.reciprocal(dtypes.ONE[x.dtype] + np.exp(-x))

    def backward(ctx, g: Any, y: Any) -> Any:
        return g * (1 - y) * y


def without(g: Any, mask: Any) -> Any:
    """0 where the mask holds, elsewhere g.

    For large arrays by their bits: choosing one by one takes ten times as long.
    """
    if g.size < 1000 or g.shape != mask.shape:
        return np.where(mask, g.dtype.type(0), g)
    bits = mask.astype(np.int32 if g.dtype == np.float32 else np.int64)
    bits -= dtypes.ONE[bits.dtype]  # no bits where the mask holds, elsewhere all
    bits &= g.view(bits.dtype)
    return bits.view(g.dtype)


class ReluBackward0(OfResult):
    """max(x, 0) = y. Gradient: g where y > 0, elsewhere 0, at 0 as well."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.maximum(dtypes.ZERO[x.dtype], x)  # of two zeros the second, here -0.0

    def backward(ctx, g: Any, y: Any) -> Any:
        return on(ThresholdBackwardBackward0, g, y)


class ThresholdBackwardBackward0(Node):
    """g where not y <= 0, elsewhere 0. Gradients: the same of the upstream gradient, and 0."""

    arity = 2

    @staticmethod
    def forward(g: Any, y: Any) -> Any:
        return without(g, y <= dtypes.ZERO[y.dtype])

    def save(ctx, result: Any, g: Any, y: Any) -> Any:
        return (y,)

    def backward(ctx, g: Any, y: Any) -> Any:
        return on(ThresholdBackwardBackward0, g, y), nothing(g)


class ClampBackward1(OfInput):
    """x held between numbers low and high. Gradient: g where x is within, the limits included."""

    @staticmethod
    def forward(x: Any, low: Any, high: Any) -> Any:
        x = x if low is None else np.maximum(low, x)
        return x if high is None else np.minimum(high, x)

    def backward(ctx, g: Any, x: Any, low: Any, high: Any) -> Any:
        inside = True if low is None else x >= low
        inside = inside if high is None else (x <= high) & inside
        return on(WhereBackward0, inside, g, 0.0)


class ClampBackward0(Node):
    """x held between tensors low and high, of which one may be None.

    Gradients: g for the one of the three that the result equals; x goes before the limits.
    """

    arity = 3

    @staticmethod
    def forward(x: Any, low: Any, high: Any, kind: Any) -> Any:
        return ClampBackward1.forward(x, low, high).astype(kind, copy=False)

    def save(ctx, result: Any, x: Any, low: Any, high: Any, kind: Any) -> Any:
        return x, low, high

    def backward(ctx, g: Any, x: Any, low: Any, high: Any) -> Any:
        below, above, inside = False, False, True
        if low is not None:
            below, inside = x < low, x >= low
        if high is not None:
            above, inside = x > high, (x <= high) & inside
        if low is not None and high is not None:
            below, above = below & (low < high), above | (low > high)
        grads = [on(WhereBackward0, mask, g, 0.0) for mask in (inside, below, above)]
        return tuple(grad if ctx.needs(place) else None for place, grad in enumerate(grads))


class MaximumBackward0(Node):
    """The larger of a and b. Gradient: g for the larger; where they are equal, half each."""

    arity = 2
    gradient_names = "MaskedFillBackward0"

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.maximum(b, a)

    def save(ctx, result: Any, a: Any, b: Any) -> Any:
        return a, b

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        return share(ctx, g, a == b, a < b)


class MinimumBackward0(MaximumBackward0):
    """The smaller of a and b. Gradient: g for the smaller; where they are equal, half each."""

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.minimum(b, a)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        return share(ctx, g, a == b, a > b)


def share(ctx: Node, g: Any, tie: Any, second: Any) -> Any:
    """g for the first input, or for the second where `second`, or half each at a tie."""
    halved = on(WhereBackward0, tie, g / 2, g)
    return (
        on(WhereBackward0, second, 0.0, halved) if ctx.needs(0) else None,
        on(WhereBackward0, second | tie, halved, 0.0) if ctx.needs(1) else None,
    )


class WhereBackward0(Node):
    """a where the condition holds, b elsewhere. Gradients: g where it was taken, 0 elsewhere."""

    forward = staticmethod(np.where)
    arity = 3
    differentiable = slice(1, 3)

    def save(ctx, result: Any, condition: Any, a: Any, b: Any) -> Any:
        return (condition,)

    def backward(ctx, g: Any, condition: Any) -> Any:
        return (
            on(WhereBackward0, condition, g, 0.0) if ctx.needs(0) else None,
            on(WhereBackward0, condition, 0.0, g) if ctx.needs(1) else None,
        )


def floating(x: Any, name: str) -> Tensor:
    """A tensor of floating-point numbers: `x`, or `x` in float32."""
    array = given(x, name)._array
    if array.dtype.kind == "f":
        return x  # type: ignore[no-any-return]
    return wrap(dtypes.converted(array, dtypes.NUMPY_FLOAT32))


def exp(input: Tensor) -> Tensor:
    """e to the power of each element."""
    return unary(ExpBackward0, floating(input, "exp"))


def log(input: Tensor) -> Tensor:
    """The natural logarithm of each element: -inf for 0, nan below."""
    return unary(LogBackward0, floating(input, "log"))


def sqrt(input: Tensor) -> Tensor:
    """The square root of each element, nan below 0."""
    return unary(SqrtBackward0, floating(input, "sqrt"))


def abs(input: Tensor) -> Tensor:
    """The absolute value of each element."""
    if given(input, "abs")._array.dtype.kind == "b":
        raise NotImplementedError("\"abs_cpu\" not implemented for 'Bool'")
    return unary(AbsBackward0, input)


def sign(input: Tensor) -> Tensor:
    """-1, 0 or 1 for each element."""
    x = given(input, "sign")
    return unary(SignBackward0, x) if x._array.dtype.kind != "b" else wrap(x._array.copy())


def sin(input: Tensor) -> Tensor:
    """The sine of each element, in radians."""
    return unary(SinBackward0, floating(input, "sin"))


def cos(input: Tensor) -> Tensor:
    """The cosine of each element, in radians."""
    return unary(CosBackward0, floating(input, "cos"))


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent of each element."""
    return unary(TanhBackward0, floating(input, "tanh"))


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(-x)) of each element."""
    return unary(SigmoidBackward0, floating(input, "sigmoid"))


def relu(input: Tensor) -> Tensor:
    """Each element, or 0 if it is negative."""
    if given(input, "relu")._array.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu")
    return unary(ReluBackward0, input)


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Each element, or the limit that it exceeds. Limits are numbers or tensors that broadcast.

    Raises RuntimeError without any limit.
    """
    given(input, "clamp")
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        arrays = [t._array for t in (input, min, max) if isinstance(t, Tensor)]
        for array in arrays[1:]:
            check_broadcast(arrays[0], array)
        return apply(ClampBackward0, (input, min, max), dtypes.promote(*arrays).numpy)
    limits = [limit for limit in (min, max) if limit is not None]
    if not all(isinstance(limit, (bool, int, float)) for limit in limits):
        raise combination("clamp", input, min, max) if max is not None else combination(
            "clamp", input, min=min)
    input = input.to(dtypes.promote(input._array, *limits))
    return unary(ClampBackward1, input, min, max)


larger: Callable[[Tensor, Tensor], Tensor] = operator(MaximumBackward0)
smaller: Callable[[Tensor, Tensor], Tensor] = operator(MinimumBackward0)


def maximum(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two tensors, element by element, broadcast."""
    return larger(given(input, "maximum"), given(other, "maximum", 2, "other"))


def minimum(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two tensors, element by element, broadcast."""
    return smaller(given(input, "minimum"), given(other, "minimum", 2, "other"))


def where(condition: Any, input: Any = None, other: Any = None) -> Any:
    """`input` where `condition`, elsewhere `other`, broadcast; either may be a number.

    With the condition alone: the indices where it holds, a tensor a dimension.
    """
    if not isinstance(condition, Tensor) or not all(
        isinstance(value, (Tensor, bool, int, float)) or (input is None and other is None)
        for value in (input, other)
    ):
        extra = [value for value in (input, other) if value is not None]
        raise combination("where", condition, *extra)
    array = condition._array
    if input is None and other is None:
        return tuple(wrap(index) for index in np.nonzero(array))
    if array.dtype.kind != "b":
        raise RuntimeError(
            "where expected condition to be a boolean tensor, but got a tensor with dtype"
            f" {dtypes.of(array).type_name}"
        )
    x, y = (v._array if isinstance(v, Tensor) else v for v in (input, other))
    kind = dtypes.promote(x, y).numpy
    values = [cast(v, kind) if isinstance(v, Tensor) else kind.type(v) for v in (input, other)]
    check_broadcast(array, x)
    check_broadcast(array, y)
    check_broadcast(x, y)
    return apply(WhereBackward0, (condition, *values))


def where_method(input: Tensor, condition: Any, other: Any) -> Tensor:
    """`input` where `condition`, elsewhere `other`."""
    return where(condition, input, other)  # type: ignore[no-any-return]


def isnan(input: Tensor) -> Tensor:
    """True for each element that is nan."""
    return wrap(np.asarray(np.isnan(given(input, "isnan")._array)))


def isinf(input: Tensor) -> Tensor:
    """True for each element that is infinite."""
    return wrap(np.asarray(np.isinf(given(input, "isinf")._array)))


def isfinite(input: Tensor) -> Tensor:
    """True for each element that is neither nan nor infinite."""
    return wrap(np.asarray(np.isfinite(given(input, "isfinite")._array)))


def logical_not(input: Tensor) -> Tensor:
    """True for each element that is 0 or False."""
    return wrap(np.asarray(np.logical_not(given(input, "logical_not")._array)))


def square(input: Tensor) -> Tensor:
    """The square of each element."""
    return given(input, "square").pow(2)  # type: ignore[no-any-return]


__all__ = [
    "abs", "clamp", "cos", "exp", "isfinite", "isinf", "isnan", "log", "logical_not", "maximum",
    "minimum", "relu", "same_type", "sigmoid", "sign", "sin", "sqrt", "square", "tanh", "where",
]
