"""In which order a result's dimensions lie in memory; the order of a later sum hangs on it.

Source: reorder_dimensions and should_swap in PyTorch's aten/src/ATen/TensorIterator.cpp.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def laid_out(out: Any, *operands: Any) -> Any:
    """`out`, computed element by element from arrays that lie differently in memory, as PyTorch
    lays it: by the strides of the first operand that tells two dimensions apart. NumPy lets all
    operands decide together.
    """
    strides = [strides_in(operand, out.shape) for operand in operands]
    order = list(range(out.ndim))[::-1]  # the dimension whose elements lie closest comes first
    for place in range(1, out.ndim):
        for before in range(place - 1, -1, -1):
            difference = further(order[before], order[place], strides, out.shape)
            if difference < 0:
                break
            if difference > 0:
                order[before], order[place] = order[place], order[before]
                place = before
    order.reverse()
    turned = out.transpose(order)
    if turned.flags.c_contiguous:
        return out
    result = np.empty(turned.shape, out.dtype)
    result[...] = turned
    return result.transpose(np.argsort(order))


def laid_as(x: Any, found: Any) -> Any:
    """`found` in the order in memory of `x`, an array of the same shape."""
    if x.flags.c_contiguous:
        return found
    result = np.empty_like(x, found.dtype)
    result[...] = found
    return result


def strides_in(operand: Any, shape: tuple[int, ...]) -> list[int]:
    """An operand's strides in the shape that it is broadcast to: 0 where it is stretched."""
    new = len(shape) - operand.ndim
    return [0] * new + [
        0 if size == 1 and shape[new + d] != 1 else operand.strides[d]
        for d, size in enumerate(operand.shape)
    ]


def further(one: int, other: int, strides: list[list[int]], shape: tuple[int, ...]) -> int:
    """Above 0 if the elements of dimension `one` lie further apart than those of the `other`, below
    0 if closer, 0 if no operand tells.
    """
    for of_operand in strides:
        a, b = of_operand[one], of_operand[other]
        if a and b and (a != b or shape[one] > shape[other]):
            return 1 if a >= b else -1
    return 0
