"""+ - * / ** and comparison, with broadcasting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from ..messages import type_name
from ..modes import thread
from ..node import Node
from ..ops.arithmetic import (
    ADD_SCALED,
    SUB_SCALED,
    AddBackward0,
    DivBackward0,
    MulBackward0,
    NegBackward0,
    PowBackward0,
    PowBackward1,
    PowBackward2,
    ReciprocalBackward0,
    RsubBackward1,
    SubBackward0,
)
from ..record import BinaryFunction, apply, binary, cast, same_type, unary
from ..refusals import check_broadcast
from ..tensor import Tensor, wrap
from . import later
from .arguments import (
    combination,
    older_order,
    tensor_argument,
)
from .elementwise import as_floating_point

plus: BinaryFunction = binary(AddBackward0)


minus: BinaryFunction = binary(SubBackward0)


times: BinaryFunction = binary(MulBackward0)


over: BinaryFunction = binary(DivBackward0)


to_the: BinaryFunction = binary(PowBackward1)


def operands(result: Any, name: str, other: Any) -> Tensor:
    """The result of a function of two operands, or a TypeError that names the wrong one."""
    if result is NotImplemented:
        raise TypeError(
            f"{name}(): argument 'other' (position 2) must be Tensor, not {type_name(other)}"
        )
    return result


def add(
    input: Tensor, other: Any, tensor: Tensor | None = None, *, alpha: float = 1
) -> Tensor:
    """input + alpha * other, broadcast."""
    if tensor is not None:
        older_order("add", "alpha", "Tensor other", other)
        return add(input, tensor, alpha=other)
    x = input if isinstance(input, Tensor) else leading(input, other, "add")
    result = plus(x, other) if is_one(alpha) else add_scaled(ADD_SCALED, x, other, alpha)
    return operands(result, "add", other)


def sub(
    input: Tensor, other: Any, tensor: Tensor | None = None, *, alpha: float = 1
) -> Tensor:
    """input - alpha * other, broadcast. Raises RuntimeError for bools."""
    if tensor is not None:
        older_order("sub", "alpha", "Tensor other", other)
        return sub(input, tensor, alpha=other)
    if is_bool(input) or is_bool(other):
        subtract(input, other)
    x = input if isinstance(input, Tensor) else leading(input, other, "sub")
    if is_one(alpha):
        return operands(subtract(x, other), "sub", other)
    check_alpha(alpha, x, other)
    result = add_scaled(SUB_SCALED, x, other, -alpha)
    return operands(result, "sub", other)


def add_scaled(op: type[Node], x: Tensor, other: Any, alpha: float) -> Any:
    """x + alpha * other, an operation of its own; NotImplemented for an operand of another kind."""
    check_alpha(alpha, x, other)
    if isinstance(other, np.generic):
        other = other.item()
    if isinstance(other, Tensor):
        kind = dtypes.promote(x._array, other._array).numpy
        check_broadcast(x._array, other._array)
        return apply(op, (cast(x, kind), cast(other, kind)), alpha)
    if isinstance(other, (bool, int, float)):
        kind = dtypes.promote(x._array, other).numpy
        return apply(op, (cast(x, kind), kind.type(other)), alpha)
    return NotImplemented


def is_one(alpha: Any) -> bool:
    """Whether a factor is a whole 1: 1.0 and True are not for every dtype, see `check_alpha`."""
    return type(alpha) is int and alpha == 1


def check_alpha(alpha: float, x: Tensor, other: Any) -> None:
    """Raise PyTorch's error if a result of `x` and `other` is of another kind than `alpha`."""
    kind = dtypes.promote(x._array, other._array if isinstance(other, Tensor) else other).numpy.kind
    if type(alpha) is bool and kind != "b":
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and kind != "f":
        raise RuntimeError(
            "For integral input tensors, argument alpha must not be a floating point number."
        )


def first_operand(input: Any, other: Any) -> Any:
    """The first operand: a number in its place counts as a tensor, if the other is one. As between
    a tensor and a number, the tensor decides the dtype if it can hold such a number.
    """
    if isinstance(other, Tensor) and type(input) in dtypes.BY_PYTHON:
        return wrap(np.asarray(input, dtypes.promote(other._array, input).numpy))
    return input


def leading(input: Any, other: Any, name: str) -> Tensor:
    """The first operand as a tensor; it may be a number, also of two numbers."""
    if type(input) in dtypes.BY_PYTHON and type(other) in dtypes.BY_PYTHON:
        return wrap(np.asarray(input, dtypes.BY_PYTHON[type(input)].numpy))
    return tensor_argument(first_operand(input, other), name)


def is_bool(x: Any) -> bool:
    return x._array.dtype.kind == "b" if isinstance(x, Tensor) else type(x) is bool


def subtract(a: Tensor, b: Any) -> Any:
    """a - b. Raises RuntimeError for bools."""
    if is_bool(a) and is_bool(b):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or"
            " `logical_xor()` operator instead."
        )
    if is_bool(a) or is_bool(b):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying"
            " to invert a mask, use the `~` or `logical_not()` operator instead."
        )
    return minus(a, b)


def rsub(x: Tensor, number: Any) -> Any:
    """number - x."""
    if isinstance(number, np.generic):
        number = number.item()
    if not isinstance(number, (bool, int, float)):
        return NotImplemented
    if x._array.dtype.kind == "b":
        return subtract(x, number)
    if x._array.dtype.kind != "f":
        array, number = same_type(RsubBackward1, x._array, number)
        x = wrap(array)
    return unary(RsubBackward1, x, number)


def mul(input: Tensor, other: Any) -> Tensor:
    """input * other, broadcast."""
    if isinstance(other, Tensor) and isinstance(input, (bool, int, float)):
        input, other = other, input
    x = input if isinstance(input, Tensor) else leading(input, other, "mul")
    return operands(times(x, other), "mul", other)


def div(
    input: Tensor, other: Any, *, rounding_mode: str | None = None
) -> Tensor:
    """input / other, broadcast; integers give float32. With rounding_mode "floor" or "trunc" a
    whole number, in the dtype of the operands.
    """
    if rounding_mode is not None:
        return later.load("elementwise", "divided")(input, other, rounding_mode)
    x = input if isinstance(input, Tensor) else leading(input, other, "div")
    return operands(over(x, other), "div", other)


def reciprocal(input: Tensor) -> Tensor:
    """1 / input."""
    return unary(ReciprocalBackward0, as_floating_point(input, "reciprocal"))


def neg(input: Tensor) -> Tensor:
    """-input. Raises RuntimeError for bools."""
    if tensor_argument(input, "neg")._array.dtype.kind == "b":
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to"
            " invert a mask, use the `~` or `logical_not()` operator instead."
        )
    return unary(NegBackward0, input)


def pow(input: Any, exponent: Any) -> Tensor:
    """input ** exponent, broadcast; either may be a number.

    Raises RuntimeError for integers to a negative integer power.
    """
    result = NotImplemented
    if isinstance(input, Tensor):
        result = raise_to(input, exponent)
    elif isinstance(exponent, Tensor):
        result = rpow(exponent, input)
    if result is NotImplemented:
        raise combination("pow", input, exponent)
    return result


def raise_to(x: Tensor, exponent: Any) -> Any:
    if isinstance(exponent, Tensor):
        if is_bool(x) and is_bool(exponent):
            raise NotImplementedError("\"pow\" not implemented for 'Bool'")
        if x._array.dtype.kind != "f" and exponent._array.dtype.kind in "iu":
            a, b = same_type(PowBackward1, x._array, exponent._array)
            check_broadcast(a, b)
            size = np.broadcast_shapes(a.shape, b.shape)
            a, b = np.broadcast_to(a, size), np.broadcast_to(b, size)
            whole = np.power(a, np.maximum(b, 0))  # below 0, only 1 and -1 stay whole
            even = np.where(b % 2 == 0, 1, a)
            negative = np.where(a == 1, 1, np.where(a == -1, even, 0))
            return wrap(np.asarray(np.where(b < 0, negative, whole).astype(a.dtype)))
        if x._array.dtype.kind != "f":
            x = cast(x, dtypes.promote(x._array, exponent._array).numpy)
        return to_the(x, exponent)
    if isinstance(exponent, np.generic):
        exponent = exponent.item()
    if not isinstance(exponent, (bool, int, float)):
        return NotImplemented
    if is_bool(x) and exponent is True:
        return wrap(x._array.copy())
    if x._array.dtype.kind != "f":
        if isinstance(exponent, int) and exponent < 0:
            raise RuntimeError("Integers to negative integer powers are not allowed.")
        array, exponent = same_type(PowBackward0, x._array, exponent)
        x = wrap(array)
    return unary(PowBackward0, x, exponent)


def rpow(x: Tensor, number: Any) -> Any:
    """number ** x."""
    if isinstance(number, np.generic):
        number = number.item()
    if not isinstance(number, (bool, int, float)):
        return NotImplemented
    if x._array.dtype.kind != "f":
        array, number = same_type(PowBackward2, x._array, number)
        if array.dtype.kind in "iu":
            return raise_to(wrap(np.asarray(number, array.dtype)), wrap(array))
        x = wrap(array)
    return unary(PowBackward2, x, number)


def compare(ufunc: Any, a: Tensor, b: Any) -> Any:
    """A bool tensor of a comparison; NotImplemented for an operand of another kind."""
    if isinstance(b, np.generic):
        b = b.item()
    if isinstance(b, np.ndarray) and ufunc in (np.equal, np.not_equal):
        b = wrap(b)
    if not isinstance(b, (Tensor, bool, int, float)):
        return NotImplemented
    x, y = a._array, b._array if isinstance(b, Tensor) else b
    x, y = same_type(AddBackward0, x, y)
    check_broadcast(x, y)
    return wrap(np.asarray(thread.modes.without_warnings(ufunc, x, y)))


def comparison(ufunc: Any, name: str) -> Callable[[Tensor, Any], Tensor]:
    def function(input: Tensor, other: Any) -> Tensor:
        return operands(compare(ufunc, tensor_argument(input, name), other), name, other)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"The bools of `{name}`, element by element, broadcast."
    return function


eq = comparison(np.equal, "eq")


ne = comparison(np.not_equal, "ne")


lt = comparison(np.less, "lt")


le = comparison(np.less_equal, "le")


gt = comparison(np.greater, "gt")


ge = comparison(np.greater_equal, "ge")


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have one shape and the same elements."""
    x, y = tensor_argument(input, "equal"), tensor_argument(other, "equal", 2, "other")
    return np.array_equal(x._array, y._array)


def bitwise(ufunc: Any, a: Tensor, b: Any) -> Any:
    """`&`, `|` and `^` of bools and integers."""
    if not isinstance(b, (Tensor, bool, int, float)):
        return NotImplemented
    x, y = same_type(AddBackward0, a._array, b._array if isinstance(b, Tensor) else b)
    check_broadcast(x, y)
    if x.dtype.kind == "f":
        kind = dtypes.of(x).type_name
        raise NotImplementedError(f"\"{ufunc.__name__}_cpu\" not implemented for '{kind}'")
    return wrap(np.asarray(ufunc(x, y)))


multiply = mul


divide = true_divide = div
