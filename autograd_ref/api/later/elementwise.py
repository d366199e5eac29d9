"""More functions of each element, and comparisons within a tolerance."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...ops.arithmetic import ReciprocalBackward0
from ...ops.elementwise import AbsBackward0, CosBackward0, LogBackward0, SinBackward0
from ...ops.later import elementwise as ops
from ...ops.later.activations import ErfBackward0
from ...ops.later.no_derivative import refusing, with_node, zero
from ...ops.later.products import LerpBackward1
from ...record import apply, binary, same_type, unary
from ...refusals import check_broadcast
from ...tensor import Tensor, wrap
from .. import arithmetic
from ..arguments import check_dtypes, older_order, tensor_argument
from ..change import compute, in_place, written_over
from ..elementwise import as_floating_point
from .activations import floating

Function = Callable[[Tensor], Tensor]


def unary_function(op: type[Node], name: str, what: str) -> Function:
    """The function of an operation; integers give floats."""

    def function(input: Tensor) -> Tensor:
        return unary(op, as_floating_point(input, name))

    function.__name__, function.__doc__ = name, f"{what} of each element."
    return function


def stepped(op: type[Node], name: str, what: str) -> Function:
    """The function of an operation that leaves integers as they are."""

    def function(input: Tensor) -> Tensor:
        x = tensor_argument(input, name)
        if x._array.dtype.kind == "b":
            raise NotImplementedError(f"\"{name}_vml_cpu\" not implemented for 'Bool'")
        return unary(op, x) if x._array.dtype.kind == "f" else wrap(x._array.copy())

    function.__name__, function.__doc__ = name, f"{what} of each element."
    return function


log2 = unary_function(ops.Log2Backward0, "log2", "The logarithm to base 2")
log10 = unary_function(ops.Log10Backward0, "log10", "The logarithm to base 10")
log1p = unary_function(ops.Log1PBackward0, "log1p", "log(1 + x), exact near 0 too,")
expm1 = unary_function(ops.Expm1Backward0, "expm1", "exp(x) - 1, exact near 0 too,")
exp2 = unary_function(ops.Exp2Backward0, "exp2", "2 to the power")
rsqrt = unary_function(ops.RsqrtBackward0, "rsqrt", "1 / sqrt(x)")
tan = unary_function(ops.TanBackward0, "tan", "The tangent")
asin = arcsin = unary_function(ops.AsinBackward0, "asin", "The inverse of the sine")
acos = arccos = unary_function(ops.AcosBackward0, "acos", "The inverse of the cosine")
atan = arctan = unary_function(ops.AtanBackward0, "atan", "The inverse of the tangent")
sinh = unary_function(ops.SinhBackward0, "sinh", "The hyperbolic sine")
cosh = unary_function(ops.CoshBackward0, "cosh", "The hyperbolic cosine")
erf = unary_function(ErfBackward0, "erf", "The error function")
floor = stepped(ops.FloorBackward0, "floor", "The largest whole number not above")
ceil = stepped(ops.CeilBackward0, "ceil", "The smallest whole number not below")
trunc = fix = stepped(ops.TruncBackward0, "trunc", "The whole part")
nearest = stepped(ops.RoundBackward0, "round", "The nearest whole number")


def frac(input: Tensor) -> Tensor:
    """The part after the point, of each element. Raises NotImplementedError for integers."""
    return unary(ops.FracBackward0, floating(input, "frac", "frac_cpu"))


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """Each element rounded, to a whole number or to some decimals; of two the even one."""
    if decimals and tensor_argument(input, "round")._array.dtype.kind == "f":
        return unary(ops.RoundBackward1, input, decimals)
    return nearest(input)


def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None,
    neginf: float | None = None,
) -> Tensor:
    """Each element; 0 in place of nan, the largest number in place of inf, or what is given."""
    x = tensor_argument(input, "nan_to_num")
    return unary(ops.NanToNumBackward0, x, 0.0 if nan is None else nan, posinf, neginf)


def refuse_zero(x: Any, y: Any) -> None:
    """Raise PyTorch's error for the division of integers by 0."""
    x, y = (value._array if isinstance(value, Tensor) else np.asarray(value) for value in (x, y))
    if x.dtype.kind in "biu" and y.dtype.kind in "biu" and not y.all() and x.size:
        raise RuntimeError("ZeroDivisionError")


# The kinds of numbers for which PyTorch does not have a function of two tensors.
NOT_FOR = {"hypot": "biu", "logaddexp": "biu", "logaddexp2": "biu", "fmod": "b", "remainder": "b"}


def refuse_kinds(x: Tensor, other: Any, kinds: str, name: str) -> None:
    """Raise NotImplementedError if two operands have numbers of these kinds."""
    kind = dtypes.promote(x._array, other._array if isinstance(other, Tensor) else other)
    if kind.numpy.kind in kinds:
        raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{kind.type_name}'")


def binary_function(op: type[Node], name: str, number_op: type[Node] | None = None
        ) -> Callable[[Any, Any], Tensor]:
    """The function of an operation of two operands, of which one may be a number."""
    run, run_with_number = binary(op), binary(number_op or op)
    kinds = NOT_FOR.get(name, "")

    def function(input: Tensor, other: Any) -> Tensor:
        x = tensor_argument(arithmetic.first_operand(input, other), name)
        if number_op is None:
            tensor_argument(other, name, 2, "other")
        if kinds:
            refuse_kinds(x, other, kinds, name)
        if kinds == "b":
            refuse_zero(x, other)
        result = (run if isinstance(other, Tensor) else run_with_number)(x, other)
        if result is NotImplemented:
            tensor_argument(other, name, 2, "other")
        return result

    function.__name__, function.__doc__ = name, op.__doc__
    return function


atan2 = arctan2 = binary_function(ops.Atan2Backward0, "atan2")
fmod = binary_function(ops.FmodBackward1, "fmod", ops.FmodBackward0)
remainder = binary_function(ops.RemainderBackward1, "remainder", ops.RemainderBackward0)


def floor_divide(input: Tensor, other: Any) -> Tensor:
    """The largest whole number not above input / other. It has no derivative."""
    result = quotient(input, other, "floor")
    return with_node(refusing("floor_divide"), result, input, other)


def divided(input: Tensor, other: Any, rounding_mode: str) -> Tensor:
    """input / other, rounded down ("floor") or towards 0 ("trunc"); integers stay integers.

    Its derivative is 0.
    """
    return with_node(zero("DivBackward2"), quotient(input, other, rounding_mode), input, other)


def quotient(input: Tensor, other: Any, rounding_mode: str) -> Tensor:
    x = arithmetic.first_operand(input, other)
    y = other._array if isinstance(other, Tensor) else other
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(
            "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found"
            f" '{rounding_mode}'"
        )
    refuse_zero(x, other)
    op = Floored if rounding_mode == "floor" else Truncated
    return wrap(compute(op, *same_type(op, x._array, y)))


class Floored(Node):
    """The largest whole number not above a / b."""

    arity = 2
    forward = staticmethod(np.floor_divide)


class Truncated(Node):
    """a / b without its decimals."""

    arity = 2

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.trunc(np.true_divide(a, b)).astype(np.result_type(a, b))


def comparable(input: Tensor, other: Tensor, name: str) -> tuple[Any, Any]:
    """The arrays of two tensors of one dtype."""
    x = tensor_argument(input, name)._array
    y = tensor_argument(other, name, 2, "other")._array
    if x.dtype is not y.dtype:
        raise RuntimeError(f"{input.dtype.type_name} did not match {other.dtype.type_name}")
    check_broadcast(x, y)
    return x, y


def isclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """Whether |input - other| <= atol + rtol * |other|, for each element."""
    x, y = comparable(input, other, "isclose")
    near = np.equal(x, y)
    if x.dtype.kind != "b":
        with np.errstate(all="ignore"):
            share = np.asarray(rtol, x.dtype if x.dtype.kind == "f" else np.float64)
            allowed = atol + np.abs(y * share)
            gap = np.abs(x - y)
        near = near | (np.isfinite(gap) & (gap <= allowed))
    if equal_nan:
        near = near | (np.isnan(x) & np.isnan(y))
    return wrap(np.asarray(near))


def allclose(
    input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> bool:
    """Whether all elements of two tensors are close, see `isclose`."""
    comparable(input, other, "allclose")
    return bool(isclose(input, other, rtol, atol, equal_nan)._array.all())


def logical(ufunc: Any, name: str, sign: str) -> Callable[[Tensor, Tensor], Tensor]:
    """A logical function of two tensors, or of a tensor and a number."""

    def function(input: Tensor, other: Any) -> Tensor:
        x = tensor_argument(input, name)._array
        return wrap(np.asarray(ufunc(x, tensor_argument(other, name, 2, "other")._array)))

    function.__name__, function.__doc__ = name, f"Whether input {sign} other, for each element."
    return function


logical_and = logical(np.logical_and, "logical_and", "and")
logical_or = logical(np.logical_or, "logical_or", "or")
logical_xor = logical(np.logical_xor, "logical_xor", "is not")


limited_below, limited_above = binary(ops.ClampMinBackward1), binary(ops.ClampMaxBackward1)


def as_wide_as(input: Tensor, limit: Any) -> Tensor:
    """A tensor whose dtype holds a number, too: floats for integers with a float."""
    return input.to(dtypes.promote(input._array, limit))


def clamp_min(input: Tensor, min: Any) -> Tensor:
    """Each element, or `min` if it is less."""
    if isinstance(min, Tensor):
        return limited_below(input, min)
    return apply(ops.ClampMinBackward0, (as_wide_as(input, min),), min)


def clamp_max(input: Tensor, max: Any) -> Tensor:
    """Each element, or `max` if it is more."""
    if isinstance(max, Tensor):
        return limited_above(input, max)
    return apply(ops.ClampMaxBackward0, (as_wide_as(input, max),), max)


def number_first(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A function of three tensors and a `value` that takes PyTorch's first order of them as well:
    `addcmul(input, value, tensor1, tensor2)`.
    """
    @functools.wraps(function)
    def called(input: Tensor, *operands: Any, **named: Any) -> Tensor:
        if len(operands) == 3:
            value, *tensors = operands
            older_order(function.__name__, "value", "Tensor tensor1, Tensor tensor2", value)
            return function(input, *tensors, value=value)
        return function(input, *operands, **named)

    return called


def check_three(x: Tensor, one: Tensor, two: Tensor) -> None:
    """Raise PyTorch's error unless three tensors broadcast."""
    check_broadcast(x._array, one._array)
    shape = np.broadcast_shapes(x._array.shape, one._array.shape)
    check_broadcast(np.broadcast_to(x._array, shape), two._array)


@number_first
def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """input + value * tensor1 * tensor2."""
    check_three(input, tensor1, tensor2)
    return apply(ops.AddcmulBackward0, (input, tensor1, tensor2), value)


@number_first
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """input + value * tensor1 / tensor2."""
    check_three(input, tensor1, tensor2)
    return apply(ops.AddcdivBackward0, (input, tensor1, tensor2), value)


def lerp(input: Tensor, end: Tensor, weight: Any) -> Tensor:
    """input + weight * (end - input)."""
    expected = "expected dtype {{0.c_name}} for `{}` but got dtype {{1.c_name}}"
    check_dtypes(expected.format("end"), input, end)
    check_broadcast(input._array, end._array)
    if isinstance(weight, Tensor):
        check_dtypes(expected.format("weight"), input, weight)
        check_three(input, end, weight)
        return apply(LerpBackward1, (input, end, weight))
    return apply(ops.LerpBackward0, (input, end), float(weight))


# In place.


@number_first
def addcmul_(x: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """x += value * tensor1 * tensor2."""
    check_three(x, tensor1, tensor2)
    return in_place(ops.AddcmulBackward0, x, tensor1, tensor2, value)


@number_first
def addcdiv_(x: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """x += value * tensor1 / tensor2."""
    check_three(x, tensor1, tensor2)
    return in_place(ops.AddcdivBackward0, x, tensor1, tensor2, value)


def lerp_(x: Tensor, end: Tensor, weight: float) -> Tensor:
    """x += weight * (end - x)."""
    return written_over(x, lerp, end, weight)


def clamp_min_(x: Tensor, min: Any) -> Tensor:
    """x = max(x, min)."""
    if isinstance(min, Tensor):
        return written_over(x, clamp_min, min)
    return in_place(ops.ClampMinBackward0, x, min)


def clamp_max_(x: Tensor, max: Any) -> Tensor:
    """x = min(x, max)."""
    if isinstance(max, Tensor):
        return written_over(x, clamp_max, max)
    return in_place(ops.ClampMaxBackward0, x, max)


def in_place_form(op: type[Node], name: str) -> Callable[[Tensor], Tensor]:
    """The form in place of an operation of one operand. For whole numbers it does what the plain
    function does with their type.
    """

    def function(x: Tensor) -> Tensor:
        if x._array.dtype.kind == "f":
            return in_place(op, x)
        return written_over(x, lambda old: getattr(old, name[:-1])())

    function.__name__, function.__doc__ = name, f"x = {name[:-1]}(x)."
    return function


abs_ = in_place_form(AbsBackward0, "abs_")
sin_ = in_place_form(SinBackward0, "sin_")
cos_ = in_place_form(CosBackward0, "cos_")
log_ = in_place_form(LogBackward0, "log_")
reciprocal_ = in_place_form(ReciprocalBackward0, "reciprocal_")
round_ = in_place_form(ops.RoundBackward0, "round_")
floor_ = in_place_form(ops.FloorBackward0, "floor_")
ceil_ = in_place_form(ops.CeilBackward0, "ceil_")
trunc_ = in_place_form(ops.TruncBackward0, "trunc_")
expm1_ = in_place_form(ops.Expm1Backward0, "expm1_")
log1p_ = in_place_form(ops.Log1PBackward0, "log1p_")
rsqrt_ = in_place_form(ops.RsqrtBackward0, "rsqrt_")
tan_ = in_place_form(ops.TanBackward0, "tan_")


def square_(x: Tensor) -> Tensor:
    """x **= 2."""
    return x.pow_(2)
