"""Normalisation of rows, with its gradient, in float32 as PyTorch's kernels round it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..dtypes import NUMPY_FLOAT32
from .fused import rounded_once
from .images import Normalisation

SINGLE = np.float32
LANES = 16  # of processors with AVX-512; of those with AVX2 PyTorch uses 8
WIDEST = 16 * LANES  # of wider rows PyTorch takes the moments in parts


class NativeLayerNormBackward0(Normalisation):
    """Normalisation of each row, the last dimensions of x."""

    @staticmethod
    def forward(
        x: Any, weight: Any, bias: Any, dims: Any, broadcast: Any, eps: float, statistics: Any
    ) -> Any:
        width = math.prod(broadcast)
        if not by_kernel(x, width):
            return Normalisation.forward(x, weight, bias, dims, broadcast, eps, statistics)
        rows = x.reshape(-1, width)
        mean, scale = moments(rows, eps)
        out = (rows - mean) * scale
        if weight is not None:
            out = rounded_once(out, weight.reshape(-1), 0 if bias is None else bias.reshape(-1))
        return out.reshape(x.shape)

    def backward(
        ctx, g: Any, x: Any, weight: Any, dims: Any, broadcast: Any, eps: float, statistics: Any
    ) -> Any:
        width = math.prod(broadcast)
        arrays = type(g) is type(x) is np.ndarray and (weight is None or type(weight) is type(x))
        if not (arrays and by_kernel(x, width)):
            return Normalisation.backward(ctx, g, x, weight, dims, broadcast, eps, statistics)
        need_x, need_weight, need_bias = ctx.next_nodes
        rows, of_rows = x.reshape(-1, width), g.reshape(-1, width)
        mean, scale = moments(rows, eps)
        grad_x = grad_weight = grad_bias = None
        if need_x:
            factors = None if weight is None else np.broadcast_to(
                weight.reshape(-1), of_rows.shape)
            grad_x = of_x(rows, of_rows, factors, mean, scale).reshape(x.shape)
        if need_weight:
            grad_weight = np.zeros(width, SINGLE)
            for row, one in zip(rounded_once(scale, rows, -scale * mean), of_rows, strict=True):
                grad_weight = rounded_once(one, row, grad_weight)
            grad_weight = grad_weight.reshape(weight.shape)
        if need_bias:
            grad_bias = np.add.accumulate(of_rows)[-1].reshape(broadcast[-len(dims):])
        return grad_x, grad_weight, grad_bias


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
