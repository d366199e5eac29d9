"""Sums in the order in which PyTorch adds, so that their last bit is PyTorch's too.

PyTorch adds in vectors of 8 lanes (float32) or 4 (float64). Four rows run interleaved, and partial
sums of 16 rows form a cascade: 16 of them make one of the next level. From LARGE elements on
PyTorch splits a sum among threads, so that its last bits depend on their number; there NumPy's
order serves.

Source: cascade_sum in PyTorch's aten/src/ATen/native/cpu/SumKernel.cpp.
"""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from ..dtypes import NUMPY_FLOAT64, ZERO

Dims = tuple[int, ...]

# The ufuncs' own methods, which are quicker to call than np.sum and np.cumsum.
ADD: Any = np.add.reduce
RUNNING: Any = np.add.accumulate
LANES = {np.dtype(np.float32): 8, np.dtype(np.float64): 4}
LARGE = 32_768
STEP = 16  # rows that make a partial sum


def total(x: Any, dims: Dims | None = None, keepdims: bool = False) -> Any:
    """The sum of an array along `dims`, or of all elements if `dims` is None."""
    size = x.size
    lanes = LANES.get(x.dtype)  # integers have no order
    if 0 < size < LARGE and lanes:
        if dims is None and not keepdims and x.flags.c_contiguous:
            if x.ndim != 1:
                x = x.reshape(-1)
            if size >= 2 * lanes:
                last = flat(x, lanes)
            else:
                last = RUNNING(x[SHORT[lanes][size]] if size > 4 else x)[-1]
            return last or last + 0  # 0 for -0.0
        way = plan(x.shape, x.strides, lanes, dims, keepdims) if size > 4 else None
        if way is not None:
            axes, shape, width, outer, result_shape, passes = way
            if passes:
                for shape, axis in passes:
                    x = ADD(x.reshape(shape), axis)
                return x.reshape(result_shape)
            rows = x.reshape(shape) if axes is None else x.transpose(axes).reshape(shape)
            sums = in_lanes(rows, lanes) if width is None else across(rows, width)
            if outer > 1:
                sums = in_order(sums.reshape(outer, -1))
            return sums.reshape(result_shape)
    return ADD(x, dims, keepdims=keepdims)


def plus(a: Any, b: Any) -> Any:
    """The sum of two gradients, arrays or tensors; None counts as 0."""
    if a is None:
        return b
    return a if b is None else a + b


def order_of_short(lanes: int, size: int) -> Any:
    """The order for fewer numbers than two vectors. First come those that fill no vector; if there
    is no full one, every fourth.
    """
    first = [*range(lanes, size)] if size >= lanes else [0, *range(4, size)][:size]
    return np.array(first + [place for place in range(size) if place not in first], int)


SHORT = {lanes: [order_of_short(lanes, size) for size in range(2 * lanes)] for lanes in (4, 8)}


@lru_cache(maxsize=10_000)
def plan(shape: Dims, strides: Dims, lanes: int, dims: Dims | None, keepdims: bool) -> Any:
    """PyTorch's way through an array: (axes, shape, width, outer, result_shape, passes).

    axes, shape: how to see the array as (rows, ..., columns), the rows to be added first; axes are
                 None if they stay in their order
    width:       how many columns are added without interleaving; None if the lanes hold rows
    outer:       how many such sums make up a result
    passes:      those of NumPy that do all of this, see `whole_passes`

    None if at most four numbers make up a result: NumPy's order is the same then.
    """
    rank = len(shape)
    reduced = [*range(rank)] if dims is None else [d % rank for d in dims]
    left = [d for d in range(rank) if d not in reduced]
    if prod(shape[d] for d in reduced) <= 4:
        return None
    reduced.sort(key=lambda d: (-abs(strides[d]), d))
    start, rows, row_stride = innermost(reduced, shape, strides)
    left_start, columns, column_stride = innermost(left, shape, strides)
    axes = (*reduced[start:], *reduced[:start], *left)
    outer = [shape[d] for d in reduced[:start]]
    sizes = (rows, *outer, *(shape[d] for d in left[:left_start]), columns)
    itemsize = 32 // lanes
    width: int | None = columns // 4 * 4
    if row_stride == itemsize and rows >= lanes:
        width = None
    elif column_stride == itemsize and columns >= lanes and not outer:
        width = columns // (4 * lanes) * 4 * lanes
    elif row_stride < column_stride or outer:
        width = 0
    result_shape = tuple(
        1 if d in reduced else n for d, n in enumerate(shape) if keepdims or d in left)
    in_place = axes == (*range(rank),)
    whole = in_place and len(sizes) == 2 and strides == (columns * itemsize, itemsize)
    passes = whole_passes(rows, columns, width) if whole else []
    return None if in_place else axes, sizes, width, prod(outer), result_shape, passes


def whole_passes(rows: int, columns: int, width: int | None) -> list[tuple[Dims, int]]:
    """The passes that add the rows of a matrix as `across` does: each the shape to give the array
    and the axis to add along. No passes if rows are left over, or if NumPy would add in pairs.
    """
    interleaved = 1 if width == columns else 4
    count = rows // interleaved
    if width not in (0, columns) or columns == 1 or rows % interleaved or count == 1:
        return []
    row = (columns,) if width else (4, columns)
    passes: list[tuple[Dims, int]] = []
    while count >= STEP and count % STEP == 0:
        count //= STEP
        passes.append(((count, STEP, *row), 1))
    if count > STEP:
        return []
    if count > 1:
        passes.append(((count, *row), 0))
    return [*passes, (row, 0)] if interleaved == 4 else passes


def innermost(axes: list[int], shape: Dims, strides: Dims) -> tuple[int, int, int]:
    """The last axes that memory holds as if they were one: (where they start, size, stride)."""
    start, size, stride = len(axes), 1, 0
    while start:
        d = axes[start - 1]
        if shape[d] != 1:
            if size != 1 and strides[d] != size * stride:
                break
            stride = strides[d] if size == 1 else stride
            size *= shape[d]
        start -= 1
    return start, size, stride


def rows_in_memory(x: Any, dims: Dims) -> tuple[Any, int | None]:
    """The elements along `dims` as the last dimension, in the order in which they lie in memory,
    and the stride between them; None if it is not the same between all.
    """
    kept = [d for d in range(x.ndim) if d not in dims]
    reduced = sorted(dims, key=lambda d: (-x.strides[d], d))
    rows = x.transpose(kept + reduced).reshape(*(x.shape[d] for d in kept), -1)
    start, _, stride = innermost(reduced, x.shape, x.strides)
    return rows, None if start else stride


def with_dims(found: Any, x: Any, dims: Dims, keepdims: bool) -> Any:
    """What was found along `dims` of x, with these dimensions of size 1 if they are kept."""
    found = np.asarray(found)
    if not keepdims:
        return found
    return found.reshape([1 if d in dims else n for d, n in enumerate(x.shape)])


def in_order(x: Any, axis: int = 0) -> Any:
    """The sum along an axis, one number after the other."""
    if x.ndim == 1:
        last = RUNNING(x)[-1]
        return last or last + 0  # 0 for -0.0
    if x.flags.c_contiguous and x.shape[-1] > 1:
        if axis + 1 < x.ndim:
            return ADD(x, axis)
        return RUNNING(x, axis)[..., -1] + ZERO[x.dtype]  # as above
    stride = x.strides[axis]
    for d in (-1, axis + 1 - x.ndim):
        if 0 < x.strides[d] < stride and x.shape[d] > 1:
            return ADD(x, axis)  # NumPy adds in pairs only along the smallest stride
    return RUNNING(x, axis)[(slice(None),) * axis + (-1,)] + ZERO[x.dtype]


def cascade(x: Any) -> Any:
    """The sum of rows: of those that make no partial sum, plus that of the partial sums."""
    left_over: Any = None
    while len(x) >= STEP:
        whole = len(x) // STEP * STEP
        if whole < len(x):
            rest = in_order(x[whole:])
            left_over = rest if left_over is None else left_over + rest
        if x.ndim == 1:
            x = RUNNING(x[:whole].reshape(-1, STEP), 1)[:, -1]
        else:
            x = in_order(x[:whole].reshape(-1, STEP, *x.shape[1:]), 1)
    sums = in_order(x) if len(x) > 1 else x[0]
    return sums if left_over is None else left_over + sums


def interleaved(x: Any) -> Any:
    """The sum of rows, of every fourth apart; what is left over counts to the first."""
    if len(x) < 8:
        order = SHORT[8][len(x)]
        return in_order(x[order]) if len(x) > 1 else x[0]
    whole = len(x) // 4 * 4
    parts = cascade(x[:whole].reshape(-1, 4, *x.shape[1:]))
    if whole < len(x):
        parts = np.concatenate((parts[:1], x[whole:], parts[1:]))
    return in_order(parts)


def in_lanes(x: Any, lanes: int) -> Any:
    """The sum of numbers that lie side by side: what fills no vector first, then the lanes."""
    whole = len(x) // lanes * lanes
    vectors = interleaved(x[:whole].reshape(-1, lanes, *x.shape[1:]))
    return in_order(np.concatenate((x[whole:], vectors)) if whole < len(x) else vectors)


def flat(x: Any, lanes: int) -> Any:
    """The sum of a vector, as `in_lanes` makes it, in fewer steps."""
    size, block = len(x), 4 * lanes
    whole, full = size // block * block, size // lanes * lanes
    if not whole:
        sums = in_rows(x[:full], lanes)
    else:
        rows = x[:whole]
        few = whole < STEP * block
        parts = in_rows(rows, block) if few else cascade(rows.reshape(-1, block))
        if whole < full:
            parts = np.concatenate((parts[:lanes], x[whole:full], parts[lanes:]))
        sums = in_rows(parts, lanes)
    if full < size:
        sums = np.concatenate((x[full:], sums))
    return RUNNING(sums)[-1]


def in_rows(x: Any, width: int) -> Any:
    """The sum of the rows, each of `width` numbers, that a vector holds one after the other."""
    if len(x) > 3 * width:
        return ADD(x.reshape(-1, width))
    sums = x[:width]
    for start in range(width, len(x), width):
        sums = sums + x[start : start + width]
    return sums


def across(x: Any, width: int) -> Any:
    """The sum of rows: in the first columns without interleaving, in the others with it."""
    if not width:
        return interleaved(x)
    if width == x.shape[-1]:
        return cascade(x)
    return np.concatenate((cascade(x[..., :width]), interleaved(x[..., width:])), -1)


def first_last(x: Any) -> Any:
    """The sum of all elements as `nll_loss` adds them: a cascade of all but the first, then it.

    Source: nll_loss_out_frame in aten/src/ATen/native/LossNLL.cpp.
    """
    x = x.reshape(-1)
    return cascade(x[1:]) + x[0] + 0 if 1 < x.size < LARGE else ADD(x)


def is_tall(x: Any, dim: int) -> bool:
    """Whether to reduce `columns_first(x)` instead of `x` along `dim`: a matrix of many rows and
    few columns, row by row. NumPy does that several times faster column by column.
    """
    return x.ndim == 2 and dim == 1 and x.shape[1] < min(len(x), 40)


def columns_first(x: Any) -> Any:
    """A matrix transposed in memory."""
    return np.ascontiguousarray(x.T)


def folded(x: Any, dim: int) -> Any:
    """The sums along a dimension, which stays, as softmax adds them: one row after the other, but
    along the last dimension in vectors of 64 bytes. Of float32 their halves are added until one is
    left, of float64 one number after the other.

    Source: vec_reduce_all in aten/src/ATen/cpu/vec/functional_base.h, with AVX-512.
    """
    if not x.size or not x.ndim:
        return ADD(x, dim if x.ndim else None, keepdims=True)
    width = 64 // x.itemsize
    if dim != x.ndim - 1 or x.shape[dim] < width:
        if is_tall(x, dim):
            return ADD(columns_first(x), 0)[:, None]
        return RUNNING(x, dim)[(slice(None),) * dim + (slice(-1, None),)]
    whole = x.shape[-1] // width * width
    lanes = in_order(x[..., :whole].reshape(*x.shape[:-1], -1, width), x.ndim - 1)
    rest = x[..., whole:]
    lanes[..., : rest.shape[-1]] += rest
    if x.dtype is NUMPY_FLOAT64:
        return RUNNING(lanes, -1)[..., -1:]
    while width > 1:
        width //= 2
        lanes = lanes[..., :width] + lanes[..., width:]
    return lanes
