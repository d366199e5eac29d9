"""The rules of functions of each element, and of choices between elements."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes
from ..node import Node
from ..record import call, zeros_like
from ..rounding import exponential, libm, sine, sleef, tanh, vml
from ..rounding.fused import in_float64, one_plus
from ..rounding.layout import laid_out
from ..tensor import Tensor

ONE_BYTE = np.ones((), np.int8)
BITS = {size: np.dtype(f"i{size}") for size in (2, 4, 8)}


def rounded(function: Any) -> Any:
    """A function of NumPy's for float32, computed in float64 and rounded."""

    def called(x: Any) -> Any:
        return in_float64(function, x) if x.dtype is dtypes.NUMPY_FLOAT32 else function(x)

    return called


def in_vectors(vectors: Any, single: Any) -> Any:
    """A function as PyTorch's loops compute it: the numbers of full vectors by one library, the
    rest of each row of memory by the C library.
    """

    def called(x: Any, like: Any = None) -> Any:
        if x.dtype is not dtypes.NUMPY_FLOAT32 or x.size > sleef.MOST:
            return vectors(x)
        if x.size < sleef.VECTORS:
            return single(x)
        flags = (x if like is None else like).flags
        row = x.size if flags.c_contiguous or flags.f_contiguous else x.shape[-1]
        whole = row - row % sleef.VECTORS
        if whole == row or not row:
            return vectors(x)
        if not whole:
            return single(x)
        rows = x.reshape(-1, row)
        parts = [vectors(rows[:, :whole]), single(rows[:, whole:])]
        return np.concatenate(parts, 1).reshape(x.shape)

    return called


exp_of_vectors = in_vectors(sleef.exp, libm.exp)
log1p_of_vectors = in_vectors(sleef.log1p, libm.log1p)
expm1_of_vectors = in_vectors(rounded(np.expm1), libm.expm1)


class ExpBackward0(Node):
    """exp(x) = y. Gradient: g * y."""

    float_result = True
    forward = staticmethod(exponential.exp)

    def backward(ctx, g: Any, y: Any) -> Any:
        return g * y


class LogBackward0(Node):
    """log(x). Gradient: g / x."""

    forward = staticmethod(exponential.log)

    def backward(ctx, g: Any, x: Any) -> Any:
        return g / x


class SqrtBackward0(Node):
    """sqrt(x) = y. Gradient: g / (2 * y), infinite at 0."""

    float_result = True
    forward = staticmethod(vml.sqrt)

    def backward(ctx, g: Any, y: Any) -> Any:
        return g / (2 * y)


class AbsBackward0(Node):
    """abs(x). Gradient: g * sign(x), 0 at 0."""

    forward = staticmethod(np.abs)

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(SignBackward0, x)


class SignBackward0(Node):
    """sign(x): -1, 0 or 1. Gradient: 0."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.subtract(x > 0, x < 0, dtype=x.dtype)  # 0 for nan

    def backward(ctx, g: Any) -> Any:
        return zeros_like(g)


class SinBackward0(Node):
    """sin(x). Gradient: g * cos(x)."""

    forward = staticmethod(sine.sin)

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * call(CosBackward0, x)


class CosBackward0(Node):
    """cos(x). Gradient: -g * sin(x)."""

    forward = staticmethod(sine.cos)

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * -call(SinBackward0, x)


class TanhBackward0(Node):
    """tanh(x) = y. Gradient: g * (1 - y**2)."""

    float_result = True
    forward = staticmethod(tanh.tanh)

    def backward(ctx, g: Any, y: Any) -> Any:
        return call(TanhBackwardBackward0, g, y)


class TanhBackwardBackward0(Node):
    """u * (1 - x**2). Gradients: g * (1 - x**2) for u, g * -2 * x * u for x."""

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any) -> Any:
        return u * one_plus(x, -x)

    def backward(ctx, g: Any, u: Any, x: Any) -> Any:
        return call(TanhBackwardBackward0, g, x), g * (-2 * x * u)


class SigmoidBackward0(Node):
    """1 / (1 + exp(-x)) = y. Gradient: g * (1 - y) * y."""

    float_result = True

    @staticmethod
    def forward(x: Any) -> Any:
        return np.reciprocal(dtypes.ONE[x.dtype] + exp_of_vectors(-x, x))

    def backward(ctx, g: Any, y: Any) -> Any:
        return call(SigmoidBackwardBackward0, g, y)


class SigmoidBackwardBackward0(Node):
    """u * (1 - x) * x. Gradients: g * (1 - x) * x for u, g * u * (1 - 2 * x) for x."""

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any) -> Any:
        return u * (1 - x) * x

    def backward(ctx, g: Any, u: Any, x: Any) -> Any:
        return call(SigmoidBackwardBackward0, g, x), g * u * (-2 * x + 1)


def without(g: Any, mask: Any) -> Any:
    """0 where the mask holds, elsewhere g.

    For large arrays by their bits: choosing one by one takes ten times as long.
    """
    if g.size < 1000 or g.shape != mask.shape:
        return np.where(mask, g.dtype.type(0), g)
    bits = mask.view(np.int8) - ONE_BYTE  # no bits where the mask holds, elsewhere all
    bits = bits.astype(BITS[g.itemsize])
    bits &= g.view(bits.dtype)
    return bits.view(g.dtype)


class ReluBackward0(Node):
    """max(x, 0) = y. Gradient: g where y > 0, elsewhere 0, at 0 as well."""

    @staticmethod
    def forward(x: Any) -> Any:
        # Of two zeros x counts, which may be -0.0: NumPy returns the second, of float16 the first.
        if x.dtype.char == "e":
            return np.maximum(x, dtypes.ZERO[x.dtype])
        if x.size < 1000 or not x.flags.c_contiguous:
            return np.maximum(dtypes.ZERO[x.dtype], x)
        out = np.zeros(x.shape, x.dtype)  # with an array NumPy takes half the time of a number
        return np.maximum(out, x, out=out)

    def backward(ctx, g: Any, y: Any) -> Any:
        return call(ThresholdBackwardBackward0, g, y)


class ThresholdBackwardBackward0(Node):
    """u where not x <= 0, elsewhere 0. Gradients: the same of g for u, and 0 for x."""

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any) -> Any:
        return without(u, x <= dtypes.ZERO[x.dtype])

    def backward(ctx, g: Any, x: Any) -> Any:
        return call(ThresholdBackwardBackward0, g, x), zeros_like(g)


def comparable(g: Any, *values: Any) -> list[Any]:
    """Operands in the dtype of the result, as they were compared; tensors compare so by themselves.
    """
    if isinstance(g, Tensor):
        return list(values)
    return [x if x is None else dtypes.converted(x, g.dtype) for x in values]


class ClampBackward1(Node):
    """x held between numbers low and high. Gradient: g where x is within, the limits included."""

    @staticmethod
    def forward(x: Any, low: Any, high: Any) -> Any:
        x = x if low is None else np.maximum(low, x)
        return x if high is None else np.minimum(high, x)

    def backward(ctx, g: Any, x: Any, low: Any, high: Any) -> Any:
        inside = True if low is None else x >= low
        inside = inside if high is None else (x <= high) & inside
        return call(WhereBackward0, inside, g, 0.0)


class ClampBackward0(Node):
    """x held between tensors low and high, of which one may be None.

    Gradients: g for the one of the three that the result equals; x goes before the limits.
    """

    arity = 3

    @staticmethod
    def forward(x: Any, low: Any, high: Any, dtype: Any) -> Any:
        return ClampBackward1.forward(x, low, high).astype(dtype, copy=False)

    def backward(ctx, g: Any, x: Any, low: Any, high: Any) -> Any:
        x, low, high = comparable(g, x, low, high)
        below, above, inside = False, False, True
        if low is not None:
            below, inside = x < low, x >= low
        if high is not None:
            above, inside = x > high, (x <= high) & inside
        if low is not None and high is not None:
            below, above = below & (low < high), above | (low > high)
        grads = [call(WhereBackward0, mask, g, 0.0) for mask in (inside, below, above)]
        return tuple(
            grad if needed else None for grad, needed in zip(grads, ctx.next_nodes, strict=True)
        )


class MaximumBackward0(Node):
    """The larger of a and b. Gradient: g for the larger; where they are equal, half each."""

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.maximum(b, a)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        a, b = comparable(g, a, b)
        return share(ctx, g, a == b, a < b)


class MinimumBackward0(MaximumBackward0):
    """The smaller of a and b. Gradient: g for the smaller; where they are equal, half each."""

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.minimum(b, a)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        a, b = comparable(g, a, b)
        return share(ctx, g, a == b, a > b)


def share(ctx: Node, g: Any, tie: Any, second: Any) -> Any:
    """g for the first input, or for the second where `second`, or half each at a tie."""
    need_first, need_second = ctx.next_nodes
    halved = call(WhereBackward0, tie, g / 2, g)
    return (
        call(WhereBackward0, second, 0.0, halved) if need_first else None,
        call(WhereBackward0, second | tie, halved, 0.0) if need_second else None,
    )


class WhereBackward0(Node):
    """a where the condition holds, b elsewhere. Gradients: g where it was taken, 0 elsewhere."""

    arity = 3
    differentiable = slice(1, 3)

    @staticmethod
    def forward(condition: Any, a: Any, b: Any) -> Any:
        out = np.where(condition, a, b)
        return laid_out(out, *map(np.asarray, (condition, a, b))) if out.ndim > 1 else out

    def backward(ctx, g: Any, condition: Any) -> Any:
        need_a, need_b = ctx.next_nodes
        return (
            call(WhereBackward0, condition, g, 0.0) if need_a else None,
            call(WhereBackward0, condition, 0.0, g) if need_b else None,
        )
