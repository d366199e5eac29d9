"""Normalisation of rows, with its gradient, in float32 as PyTorch's kernels round it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import NUMPY_FLOAT32
from .fused import rounded_once

SINGLE = np.float32
LANES = 16  # of processors with AVX-512; of those with AVX2 PyTorch uses 8
WIDEST = 16 * LANES  # of wider rows PyTorch takes the moments in parts


def by_kernel(x: Any, width: int) -> bool:
    """Whether rows of this width are rounded here as PyTorch's kernel rounds them."""
    return x.dtype is NUMPY_FLOAT32 and 0 < width <= WIDEST


def moments(rows: Any, eps: float) -> tuple[Any, Any]:
    """The mean of each row, and 1 / sqrt(variance + eps), as columns: the lanes of a vector take
    up one number after the other (Welford's method), then the rest does, then one lane the others.
    """
    count, width = rows.shape
    vectors = width // LANES
    means, squares = np.zeros((2, count, LANES), SINGLE)
    for i in range(vectors):
        part = rows[:, i * LANES:(i + 1) * LANES]
        far = part - means
        means = rounded_once(far, SINGLE(1) / SINGLE(i + 1), means)
        squares = rounded_once(far, part - means, squares)
    mean, square = np.zeros((2, count), SINGLE)
    number = 0
    for x in rows[:, vectors * LANES:].T:
        number += 1
        far = x - mean
        mean = mean + far / SINGLE(number)
        square = square + far * (x - mean)
    for lane in range(LANES if vectors else 0):
        share = SINGLE(vectors) / SINGLE(number + vectors)
        far = means[:, lane] - mean
        mean = rounded_once(far, share, mean)
        square = square + rounded_once(far * far * share, SINGLE(number), squares[:, lane])
        number += vectors
    scale = SINGLE(1) / np.sqrt(square / SINGLE(width) + SINGLE(eps))
    return mean[:, None], scale[:, None]


def of_x(rows: Any, g: Any, factors: Any, mean: Any, scale: Any) -> Any:
    """The gradient for the rows: g and the rows times numbers of each row, plus a number."""
    width = SINGLE(1) / SINGLE(rows.shape[1])
    if factors is None:
        along, level, weighted = by_lanes(g, rows), by_lanes(g, np.ones_like(g)), scale * g
    else:
        along, level = by_lanes(g * rows, factors), by_lanes(g, factors)
        weighted = scale * g * factors
    slope = rounded_once(level, mean, -along) * scale * scale * scale * width
    offset = rounded_once(-slope, mean, -(level * scale * width))
    return rounded_once(slope, rows, weighted) + offset


def by_lanes(a: Any, b: Any) -> Any:
    """The sum of the products of each row, as a column: what fills no vector is rounded once."""
    width = a.shape[1]
    whole = width - width % LANES
    if not whole:
        return np.add.accumulate(a * b, 1)[:, -1:]
    products = a[:, :whole] * b[:, :whole]
    lanes = np.add.accumulate(products.reshape(len(a), -1, LANES), 1)[:, -1]
    rest = width - whole
    lanes[:, :rest] = rounded_once(a[:, whole:], b[:, whole:], lanes[:, :rest])
    while lanes.shape[1] > 1:
        half = lanes.shape[1] // 2
        lanes = lanes[:, :half] + lanes[:, half:]
    return lanes
