"""Integers bit by bit, and functions of whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import dtypes
from ...refusals import check_broadcast
from ...tensor import Tensor, wrap
from .. import arithmetic
from ..arguments import tensor_argument


def bitwise(name: str, input: Any, other: Any) -> Tensor:
    """An operation of two tensors, or of a tensor and a number."""
    first = arithmetic.first_operand(input, other)
    return arithmetic.operands(arithmetic.bitwise(getattr(np, name), first, other), name, other)


def bitwise_and(input: Any, other: Any) -> Tensor:
    """input & other, for integers and bools."""
    return bitwise("bitwise_and", input, other)


def bitwise_or(input: Any, other: Any) -> Tensor:
    """input | other, for integers and bools."""
    return bitwise("bitwise_or", input, other)


def bitwise_xor(input: Any, other: Any) -> Tensor:
    """input ^ other, for integers and bools."""
    return bitwise("bitwise_xor", input, other)


def bitwise_not(input: Tensor) -> Tensor:
    """~input, for integers and bools."""
    return not_float(tensor_argument(input, "bitwise_not"), "bitwise_not").__invert__()


def not_float(x: Tensor, name: str) -> Tensor:
    """A tensor of whole numbers."""
    if x._array.dtype.kind == "f":
        raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{x.dtype.type_name}'")
    return x


def whole(function: Any, name: str) -> Callable[[Tensor, Tensor], Tensor]:
    """A function of two tensors of whole numbers."""

    def called(input: Tensor, other: Tensor) -> Tensor:
        x, y = tensor_argument(input, name)._array, tensor_argument(other, name, 2, "other")._array
        kind = dtypes.promote(x, y)
        check_broadcast(x, y)
        if kind.numpy.kind not in "iu":
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{kind.type_name}'")
        return wrap(np.asarray(function(x, y), kind.numpy))

    called.__name__, called.__doc__ = name, f"The {name} of whole numbers, for each element."
    return called


gcd, lcm = whole(np.gcd, "gcd"), whole(np.lcm, "lcm")


def shifted(ufunc: Any, x: Any, other: Any) -> Any:
    """x << other or x >> other, for whole numbers; a number of the tensor's dtype."""
    arrays = [value._array if isinstance(value, Tensor) else value for value in (x, other)]
    kind = dtypes.promote(*arrays)
    if kind.is_floating_point:
        name = {"left_shift": "lshift", "right_shift": "rshift"}[ufunc.__name__]
        raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{kind.type_name}'")
    return wrap(np.asarray(ufunc(*(np.asarray(value, kind.numpy) for value in arrays))))


def bitwise_left_shift(input: Any, other: Any) -> Tensor:
    """input << other, for whole numbers."""
    return shift(np.left_shift, input, other)


def bitwise_right_shift(input: Any, other: Any) -> Tensor:
    """input >> other, for whole numbers."""
    return shift(np.right_shift, input, other)


def shift(ufunc: Any, input: Any, other: Any) -> Tensor:
    if not isinstance(other, (Tensor, bool, int, float)):
        raise TypeError("other is neither a tensor nor a number")
    result: Tensor = shifted(ufunc, arithmetic.first_operand(input, other), other)
    return result
