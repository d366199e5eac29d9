"""Products of elements in the order in which PyTorch multiplies.

Source: vectorized_inner_reduction in PyTorch's aten/src/ATen/native/cpu/Reduce.h.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .summation import LANES, LARGE, rows_in_memory, with_dims

MULTIPLY: Any = np.multiply.reduce  # quicker to call than np.prod
RUNNING: Any = np.multiply.accumulate


def product(x: Any, dims: tuple[int, ...], keepdims: bool) -> Any:
    """The products along `dims`, as they lie in memory: side by side in four vectors, then what
    fills none; else one number after the other.
    """
    if x.dtype not in LANES or not 0 < x.size < LARGE:
        return MULTIPLY(x, dims, x.dtype, keepdims=keepdims)
    rows, stride = rows_in_memory(x, dims)
    if stride == x.itemsize:
        rows = in_vectors(rows)
    return with_dims(RUNNING(rows, -1)[..., -1], x, dims, keepdims)


def in_vectors(rows: Any) -> Any:
    """The numbers that are left of rows after four vectors of each were multiplied side by side."""
    shape, length, lanes = rows.shape[:-1], rows.shape[-1], LANES[rows.dtype]
    whole = length - length % (4 * lanes)
    if not whole:
        return rows
    four = MULTIPLY(rows[..., :whole].reshape(*shape, -1, 4, lanes), -3)
    one = (four[..., 0, :] * four[..., 1, :]) * (four[..., 2, :] * four[..., 3, :])
    return np.concatenate((one, rows[..., whole:]), -1)
