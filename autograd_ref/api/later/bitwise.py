"""Integers bit by bit, and functions of whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import dtypes
from ...tensor import Tensor, wrap
from .. import arithmetic
from ..arguments import tensor_argument


def bitwise_and(input: Any, other: Any) -> Tensor:
    """input & other, for integers and bools."""
    return arithmetic.bitwise(np.bitwise_and, input, other)


def bitwise_or(input: Any, other: Any) -> Tensor:
    """input | other, for integers and bools."""
    return arithmetic.bitwise(np.bitwise_or, input, other)


def bitwise_xor(input: Any, other: Any) -> Tensor:
    """input ^ other, for integers and bools."""
    return arithmetic.bitwise(np.bitwise_xor, input, other)


def bitwise_not(input: Tensor) -> Tensor:
    """~input, for integers and bools."""
    return tensor_argument(input, "bitwise_not").__invert__()


def whole(function: Any, name: str) -> Callable[[Tensor, Tensor], Tensor]:
    """A function of two tensors of whole numbers."""

    def called(input: Tensor, other: Tensor) -> Tensor:
        x, y = input._array, other._array
        return wrap(np.asarray(function(x, y), dtypes.promote(x, y).numpy))

    called.__name__, called.__doc__ = name, f"The {name} of whole numbers, for each element."
    return called


bitwise_left_shift = whole(np.left_shift, "bitwise_left_shift")
bitwise_right_shift = whole(np.right_shift, "bitwise_right_shift")
gcd, lcm = whole(np.gcd, "gcd"), whole(np.lcm, "lcm")


def shifted(ufunc: Any, x: Any, other: Any) -> Any:
    """x << other or x >> other, for whole numbers; a number of the tensor's dtype."""
    arrays = [value._array if isinstance(value, Tensor) else value for value in (x, other)]
    kind = dtypes.promote(*arrays)
    if kind.is_floating_point:
        name = {"left_shift": "lshift", "right_shift": "rshift"}[ufunc.__name__]
        raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{kind.type_name}'")
    return wrap(np.asarray(ufunc(*(np.asarray(value, kind.numpy) for value in arrays))))
