"""The rules of + - * / and **.

An operation is a class; PyTorch numbers the variants of an operation: 0, 1, 2. `forward` computes
on arrays. `backward` is the rule: from g, the gradient of the result, it computes a gradient for
each input. The arguments of NumPy's functions are called x, or a and b; the result is y.

ctx is the node. `ctx.next_nodes` holds None for an input that needs no gradient; a rule may return
None for such an input, to save work. No rule undoes broadcasting: the engine sums every gradient to
the shape of its input.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..dtypes import NUMPY_FLOAT32, NUMPY_FLOAT64
from ..gradient_names import renamed
from ..node import Node
from ..record import SCALARS, call, zeros_like
from ..rounding import vml
from ..rounding.fused import fused
from .elementwise import LogBackward0, WhereBackward0


def operand(number: Any, g: Any) -> Any:
    """What to compute with beside g: a number as an array, which NumPy need not convert."""
    if (type(number) is float or type(number) is int) and type(g) is np.ndarray:
        return SCALARS[number] if g.dtype is NUMPY_FLOAT32 else number
    return number


class AddBackward0(Node):
    """a + b. Both inputs get g."""

    forward = staticmethod(np.add)
    arity = 2

    def backward(ctx, g: Any) -> Any:
        return g, g


class SubBackward0(Node):
    """a - b. Gradients: g for a, -g for b."""

    forward = staticmethod(np.subtract)
    arity = 2

    def backward(ctx, g: Any) -> Any:
        _, need_b = ctx.next_nodes
        return g, (-g if need_b else None)


class ScaledSum(Node):
    """a + alpha * b, rounded once. Gradients: g for a, g * alpha for b."""

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any, alpha: Any) -> Any:
        return fused(np.asarray(b, a.dtype), alpha, a)

    def backward(ctx, g: Any, alpha: Any) -> Any:
        _, need_b = ctx.next_nodes
        return g, (call(MulBackward1, g, alpha) if need_b else None)


# PyTorch's a + alpha * b and a - alpha * b are of the same operations as a + b and a - b.
ADD_SCALED, SUB_SCALED = renamed(ScaledSum, "AddBackward0"), renamed(ScaledSum, "SubBackward0")


class RsubBackward1(Node):
    """number - x. Gradient: -g."""

    @staticmethod
    def forward(x: Any, number: Any) -> Any:
        return number - x

    def backward(ctx, g: Any) -> Any:
        return -g


class Product(Node):
    """Base of the products. A node saves a factor only if the other one needs a gradient."""

    arity = 2

    def save(ctx, arguments: Any) -> Any:
        a, b = arguments
        need_a, need_b = ctx.next_nodes
        return (a if need_b else None), (b if need_a else None)


class MulBackward0(Product):
    """a * b. Gradients: g * b for a, g * a for b."""

    forward = staticmethod(np.multiply)

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        need_a, need_b = ctx.next_nodes
        return (g * operand(b, g) if need_a else None), (g * a if need_b else None)


class MulBackward1(Node):
    """x * number, inside a rule. Gradient: g * number."""

    @staticmethod
    def forward(x: Any, number: Any) -> Any:
        return x * number

    def backward(ctx, g: Any, number: Any) -> Any:
        return call(MulBackward1, g, number)


class DivBackward0(Node):
    """a / b. Gradients: g / b for a, -g * (a / b / b) for b."""

    forward = staticmethod(np.true_divide)
    arity = 2
    float_result = True

    def save(ctx, arguments: Any) -> Any:
        a, b = arguments
        _, need_b = ctx.next_nodes
        return (a if need_b else None), b

    def backward(ctx, g: Any, a: Any, b: Any) -> Any:
        need_a, need_b = ctx.next_nodes
        return (g / operand(b, g) if need_a else None), (-g * (a / b / b) if need_b else None)


class ReciprocalBackward0(Node):
    """1 / x = y. Gradient: -g * y**2."""

    forward = staticmethod(np.reciprocal)

    def backward(ctx, g: Any, y: Any) -> Any:
        return -g * (y * y)


class NegBackward0(Node):
    """-x. Gradient: -g."""

    forward = staticmethod(np.negative)

    def backward(ctx, g: Any) -> Any:
        return -g


def power(x: Any, n: Any) -> Any:
    """x ** n. PyTorch multiplies for these n."""
    if n == 2:
        return x * x
    if n == 1:
        return +x
    if n == 3:
        return x * x * x
    if n == 0.5:
        return vml.sqrt(x)
    if n == -0.5:
        return 1 / np.sqrt(x)
    if n == -1 and x.dtype.kind == "f":
        return 1 / x
    if n == -2 and x.dtype.kind == "f":
        return 1 / (x * x)
    if x.dtype is not NUMPY_FLOAT32:
        return np.power(x, n)
    result = np.asarray(np.power(x, n, dtype=NUMPY_FLOAT64)).astype(NUMPY_FLOAT32)
    rounded = float(np.float32(n))
    whole = x.size // 32 * 32 if rounded != n and x.flags.c_contiguous else 0
    if whole:  # PyTorch rounds n for what fills two vectors, not for the rest
        first = x.reshape(-1)[:whole]
        result.reshape(-1)[:whole] = np.power(first, rounded, dtype=NUMPY_FLOAT64)
    return result


def rounded_power(a: Any, b: Any) -> Any:
    """a ** b of arrays and numbers; float32, which numbers become too, is rounded from float64."""
    if NUMPY_FLOAT32 not in (getattr(a, "dtype", None), getattr(b, "dtype", None)):
        return np.power(a, b)
    a, b = np.asarray(a, NUMPY_FLOAT32), np.asarray(b, NUMPY_FLOAT32)
    return np.asarray(np.power(a, b, dtype=NUMPY_FLOAT64)).astype(NUMPY_FLOAT32)


def where(condition: Any, a: Any, b: Any) -> Any:
    """Inside a rule: a where the condition holds, b elsewhere."""
    return call(WhereBackward0, condition, a, b)


class PowBackward0(Node):
    """x ** n with a number n. Gradient: g * n * x**(n - 1), which is 0 for n = 0."""

    forward = staticmethod(power)

    def backward(ctx, g: Any, x: Any, n: Any) -> Any:
        return g * (n * call(PowBackward0, x, n - 1)) if n != 0 else zeros_like(g)


class PowBackward1(Node):
    """a ** b = y. Gradients: g * b * a**(b - 1) for a, g * y * log(a) for b.

    The first is 0 where b is 0, the second where a is 0 and b is not negative.
    """

    forward = staticmethod(rounded_power)
    arity = 2

    def backward(ctx, g: Any, a: Any, b: Any, y: Any) -> Any:
        need_a, need_b = ctx.next_nodes
        grad_a = grad_b = None
        if need_a:
            grad_a = where(b == 0, 0.0, g * (b * call(PowBackward1, a, b - 1)))
        if need_b:
            grad_b = g * where((a == 0) & (b >= 0), 0.0, y * call(LogBackward0, a))
        return grad_a, grad_b


class PowBackward2(Node):
    """base ** x = y with a number as base. Gradient: g * y * log(base)."""

    @staticmethod
    def forward(x: Any, base: Any) -> Any:
        return np.asarray(rounded_power(base, x), order="C")

    def backward(ctx, g: Any, x: Any, y: Any, base: Any) -> Any:
        if base == 0:
            return where(x >= 0, 0.0, g * (y * -math.inf))
        return g * (y * (math.log(base) if base > 0 else math.nan))
