"""The rules of convolution, pooling and normalisation. Loaded when first used."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..node import Node
from ..record import call
from ..tensor import Tensor, wrap
from .arranging import Ordered
from .indexing import PlaceBackward0, TakeBackward0
from .reduction import MeanBackward1, SumBackward1, restore
from .shape import ConstantPadNdBackward0, spread

Pair = tuple[int, int]


def windows(shape: tuple[int, ...], kernel: Pair, stride: Pair) -> tuple[Any, ...]:
    """The NumPy index of all windows of images: it gives (..., *kernel, rows, columns)."""
    places = []
    for size, width, step in zip(shape[-2:], kernel, stride, strict=True):
        starts = np.arange((size - width) // step + 1) * step
        places.append(np.arange(width)[:, None] + starts)  # (width, number of windows)
    down, across = places
    return (..., down[:, None, :, None], across[None, :, None, :])


class ConvolutionBackward0(Node):
    """For each window of the images x (n, channels, height, width) the sum of its products with
    each of the weights (outputs, channels, *kernel), plus a bias (outputs,).

    Gradients: for the weight the sum of g times the windows, for the windows g times the weight,
    for the bias the sum of g.
    """

    arity = 3

    @staticmethod
    def forward(x: Any, weight: Any, bias: Any, stride: Pair, padding: Pair) -> Any:
        columns, _, size = unfolded(x, weight, stride, padding)
        out = (weight.reshape(len(weight), -1) @ columns).reshape(len(x), len(weight), *size)
        return out if bias is None else out + bias[:, None, None]

    def backward(ctx, g: Any, x: Any, weight: Any, stride: Pair, padding: Pair) -> Any:
        need_x, need_weight, need_bias = ctx.next_nodes
        n, outputs = g.shape[:2]
        flat, kernels = g.reshape(n, outputs, -1), weight.reshape(outputs, -1)
        grad_x = grad_weight = grad_bias = None
        if need_x:
            grad_x = folded(kernels.mT @ flat, x.shape, weight.shape, stride, padding)
        if need_weight:
            columns, _, _ = unfolded(x, weight, stride, padding)
            grad_weight = call(SumBackward1, flat @ columns.mT, (0,), False).reshape(weight.shape)
        if need_bias:
            grad_bias = call(SumBackward1, g, (0, 2, 3), False)
        return grad_x, grad_weight, grad_bias


def around(padding: Pair) -> tuple[int, ...]:
    """The padding of height and width as widths for ConstantPadNdBackward0."""
    down, across = padding
    return (across, across, down, down)


def unfolded(x: Any, weight: Any, stride: Pair, padding: Pair) -> tuple[Any, Any, Pair]:
    """The windows of images as columns (n, elements of a window, windows); their index; how many
    windows there are below and beside one another.
    """
    padded = call(ConstantPadNdBackward0, x, around(padding), 0)
    key = windows(padded.shape, weight.shape[-2:], stride)
    taken = call(TakeBackward0, padded, key)
    size = taken.shape[-2], taken.shape[-1]
    return taken.reshape(x.shape[0], math.prod(weight.shape[1:]), -1), key, size


def folded(
    columns: Any, shape: tuple[int, ...], kernel: tuple[int, ...], stride: Pair, padding: Pair
) -> Any:
    """The sum of columns in the places of the images from which `unfolded` took them."""
    n, channels, height, width = shape
    padded = (n, channels, height + 2 * padding[0], width + 2 * padding[1])
    key = windows(padded, (kernel[-2], kernel[-1]), stride)
    rows, places = key[1].shape[2], key[2].shape[3]
    parts = columns.reshape(n, channels, *kernel[-2:], rows, places)
    placed = call(PlaceBackward0, parts, padded, key)
    return call(ConstantPadNdBackward0, placed, tuple(-w for w in around(padding)), 0)


class MaxPool2DWithIndicesBackward0(Ordered):
    """The largest element of each window. Gradient: g in its place."""


class AvgPool2DBackward0(Node):
    """The mean of each window. Gradient: g divided by the size of a window, for all its places."""

    @staticmethod
    def forward(x: Any, kernel: Pair, stride: Pair) -> Any:
        total = x[windows(x.shape, kernel, stride)].sum((-4, -3))
        return total / x.dtype.type(math.prod(kernel))

    def backward(ctx, g: Any, x: Any, kernel: Pair, stride: Pair) -> Any:
        *front, rows, columns = g.shape
        share = restore(g / math.prod(kernel), (len(front), len(front) + 1), False)
        parts = spread(share, (*front, *kernel, rows, columns))
        return call(PlaceBackward0, parts, x.shape, windows(x.shape, kernel, stride))


class Normalisation(Node):
    """(x - mean) / sqrt(variance + eps) * weight + bias.

    statistics: (mean, variance) as arrays, or None for those of x along dims. The weight and the
    bias have the shape `broadcast` there.

    Gradient, h being g * weight and n the normalised x: (h - mean(h) - n * mean(h * n)) / sqrt(...)
    for x, with given statistics h / sqrt(...); the sum of g * n for the weight, of g for the bias.
    """

    arity = 3

    @staticmethod
    def forward(
        x: Any, weight: Any, bias: Any, dims: Any, broadcast: Any, eps: float, statistics: Any
    ) -> Any:
        out, _ = normalised(x, dims, eps, statistics)
        out = out if weight is None else out * weight.reshape(broadcast)
        return out if bias is None else out + bias.reshape(broadcast)

    def backward(
        ctx, g: Any, x: Any, weight: Any, dims: Any, broadcast: Any, eps: float, statistics: Any
    ) -> Any:
        need_x, need_weight, need_bias = ctx.next_nodes
        out, scale = normalised(x, dims, eps, statistics)
        rest = tuple(d for d, size in enumerate(broadcast) if size == 1)
        grad_x = grad_weight = None
        if need_x:
            h = g if weight is None else g * weight.reshape(broadcast)
            if statistics is None:
                h = h - average(h, dims) - out * average(h * out, dims)
            grad_x = h * scale
        if need_weight:
            grad_weight = call(SumBackward1, g * out, rest, False).reshape(weight.shape)
        grad_bias = call(SumBackward1, g, rest, False) if need_bias else None
        return grad_x, grad_weight, grad_bias


def average(x: Any, dims: Any) -> Any:
    return call(MeanBackward1, x, dims, True)


def normalised(x: Any, dims: Any, eps: float, statistics: Any) -> tuple[Any, Any]:
    """x with mean 0 and variance 1, and 1 / sqrt(variance + eps)."""
    if statistics is None:
        centred = x - average(x, dims)
        variance = average(centred * centred, dims)
    else:
        mean, variance = (wrap(s) if isinstance(x, Tensor) else s for s in statistics)
        centred = x - mean
    scale = (variance + eps) ** -0.5
    return centred * scale, scale


class NativeBatchNormBackward0(Normalisation):
    """Normalisation of each channel over a batch."""


class NativeLayerNormBackward0(Normalisation):
    """Normalisation of each row."""
