"""The rules of convolution, pooling and normalisation. Loaded when first used."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..node import Node
from ..record import call
from ..tensor import Tensor, wrap
from .arranging import Ordered
from .fused import rounded_once
from .indexing import PlaceBackward0, TakeBackward0
from .reduction import MeanBackward1, SumBackward1, restore
from .shape import ConstantPadNdBackward0, spread

Pair = tuple[int, int]


def windows(
    shape: tuple[int, ...], kernel: Pair, stride: Pair, dilation: Pair = (1, 1)
) -> tuple[Any, ...]:
    """The NumPy index of all windows of images: it gives (..., *kernel, rows, columns)."""
    places = []
    for size, width, step, gap in zip(shape[-2:], kernel, stride, dilation, strict=True):
        starts = np.arange((size - gap * (width - 1) - 1) // step + 1) * step
        places.append(np.arange(width)[:, None] * gap + starts)  # (width, number of windows)
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
    def forward(
        x: Any, weight: Any, bias: Any, stride: Pair, padding: Pair, dilation: Pair, groups: int
    ) -> Any:
        columns, size = unfolded(x, weight.shape[-2:], stride, padding, dilation)
        out = by_group(weight, groups) @ in_groups(columns, groups)
        out = out.reshape(len(x), len(weight), *size)
        return out if bias is None else out + bias[:, None, None]

    def backward(
        ctx, g: Any, x: Any, weight: Any, stride: Pair, padding: Pair, dilation: Pair, groups: int
    ) -> Any:
        need_x, need_weight, need_bias = ctx.next_nodes
        n, outputs = g.shape[:2]
        kernel = tuple(weight.shape[-2:])
        flat = in_groups(g.reshape(n, outputs, -1), groups)
        grad_x = grad_weight = grad_bias = None
        if need_x:
            columns = by_group(weight, groups).mT @ flat
            columns = columns.reshape(n, -1, columns.shape[-1])
            grad_x = folded(columns, x.shape, kernel, stride, padding, dilation)
        if need_weight:
            columns, _ = unfolded(x, kernel, stride, padding, dilation)
            products = flat @ in_groups(columns, groups).mT
            grad_weight = call(SumBackward1, products, (0,), False).reshape(weight.shape)
        if need_bias:
            grad_bias = call(SumBackward1, g, (0, 2, 3), False)
        return grad_x, grad_weight, grad_bias


class Convolution1d(ConvolutionBackward0):
    """The convolution of rows x (n, channels, length): images of height 1."""

    @staticmethod
    def forward(
        x: Any, weight: Any, bias: Any, stride: Pair, padding: Pair, dilation: Pair, groups: int
    ) -> Any:
        out = ConvolutionBackward0.forward(
            x[:, :, None], weight[:, :, None], bias, stride, padding, dilation, groups)
        return out[:, :, 0]

    def backward(
        ctx, g: Any, x: Any, weight: Any, stride: Pair, padding: Pair, dilation: Pair, groups: int
    ) -> Any:
        g, x, weight = (one[:, :, None] for one in (g, x, weight))
        found = super().backward(g, x, weight, stride, padding, dilation, groups)
        return tuple(one if one is None or len(one.shape) == 1 else one[:, :, 0] for one in found)


Convolution1d.__name__ = "ConvolutionBackward0"  # as PyTorch calls it, too


def by_group(weight: Any, groups: int) -> Any:
    """A weight as a matrix (outputs, elements of a window), or one for each group."""
    outputs = weight.shape[0]
    if groups == 1:
        return weight.reshape(outputs, -1)
    return weight.reshape(groups, outputs // groups, -1)


def in_groups(columns: Any, groups: int) -> Any:
    """Columns (n, elements, windows) with the elements in groups, if there are several."""
    if groups == 1:
        return columns
    n, _, number = columns.shape
    return columns.reshape(n, groups, -1, number)


def around(padding: Pair) -> tuple[int, ...]:
    """The padding of height and width as widths for ConstantPadNdBackward0."""
    down, across = padding
    return (across, across, down, down)


def unfolded(
    x: Any, kernel: Any, stride: Pair, padding: Pair, dilation: Pair = (1, 1)
) -> tuple[Any, Pair]:
    """The windows of images as columns (n, elements of a window, windows), and how many windows
    there are below and beside one another.
    """
    padded = call(ConstantPadNdBackward0, x, around(padding), 0)
    taken = call(TakeBackward0, padded, windows(padded.shape, kernel, stride, dilation))
    n, channels, *_, rows, columns = taken.shape
    return taken.reshape(n, channels * math.prod(kernel), -1), (rows, columns)


def folded(
    columns: Any, shape: tuple[int, ...], kernel: Any, stride: Pair, padding: Pair,
    dilation: Pair = (1, 1),
) -> Any:
    """The sum of columns in the places of the images from which `unfolded` took them."""
    n, channels, height, width = shape
    padded = (n, channels, height + 2 * padding[0], width + 2 * padding[1])
    key = windows(padded, kernel, stride, dilation)
    rows, places = key[1].shape[2], key[2].shape[3]
    parts = columns.reshape(n, channels, *kernel, rows, places)
    placed = call(PlaceBackward0, parts, padded, key)
    return call(ConstantPadNdBackward0, placed, tuple(-w for w in around(padding)), 0)


class MaxPool2DWithIndicesBackward0(Ordered):
    """The largest element of each window. Gradient: g in its place."""


class Transposed(Node):
    """Each element of the images x (n, channels, height, width) times each of the weights
    (channels, outputs, *kernel), added where the windows of a convolution lie; plus a bias.

    Gradients: those of the convolution, whose gradient this is.
    """

    arity = 3

    @staticmethod
    def forward(
        x: Any, weight: Any, bias: Any, shape: Any, stride: Pair, padding: Pair, dilation: Pair
    ) -> Any:
        flat = x.reshape(*x.shape[:2], -1)
        columns = weight.reshape(len(weight), -1).T @ flat
        out = folded(columns, shape, weight.shape[-2:], stride, padding, dilation)
        return out if bias is None else out + bias[:, None, None]

    def backward(
        ctx, g: Any, x: Any, weight: Any, stride: Pair, padding: Pair, dilation: Pair
    ) -> Any:
        need_x, need_weight, need_bias = ctx.next_nodes
        columns, _ = unfolded(g, tuple(weight.shape[-2:]), stride, padding, dilation)
        inputs = weight.shape[0]
        grad_x = grad_weight = None
        if need_x:
            grad_x = (weight.reshape(inputs, -1) @ columns).reshape(tuple(x.shape))
        if need_weight:
            flat = x.reshape(x.shape[0], inputs, -1)
            products = flat @ columns.mT
            grad_weight = call(SumBackward1, products, (0,), False).reshape(tuple(weight.shape))
        return grad_x, grad_weight, call(SumBackward1, g, (0, 2, 3), False) if need_bias else None


Transposed.__name__ = "ConvolutionBackward0"  # as PyTorch calls it, too


class AvgPool2DBackward0(Node):
    """The mean of each window of x within a border: its sum divided by `counts`.

    Gradient: g divided by them, for all places of the window.
    """

    @staticmethod
    def forward(x: Any, kernel: Pair, stride: Pair, border: Any, counts: Any) -> Any:
        padded = ConstantPadNdBackward0.forward(x, border, 0)
        return padded[windows(padded.shape, kernel, stride)].sum((-4, -3)) / counts

    def backward(ctx, g: Any, x: Any, kernel: Pair, stride: Pair, border: Any, counts: Any
                 ) -> Any:
        *front, rows, columns = g.shape
        each = wrap(np.asarray(counts)) if isinstance(g, Tensor) else counts
        share = restore(g / each, (len(front), len(front) + 1), False)
        parts = spread(share, (*front, *kernel, rows, columns))
        *outer, height, width = x.shape
        left, right, above, below = border
        padded = (*outer, above + height + below, left + width + right)
        placed = call(PlaceBackward0, parts, padded, windows(padded, kernel, stride))
        if not any(border):
            return placed
        return call(ConstantPadNdBackward0, placed, tuple(-w for w in border), 0)


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
    """Normalisation of each channel over a batch. That of float32 rounds as PyTorch does."""

    @staticmethod
    def forward(
        x: Any, weight: Any, bias: Any, dims: Any, broadcast: Any, eps: float, statistics: Any
    ) -> Any:
        if x.dtype != np.float32:
            return Normalisation.forward(x, weight, bias, dims, broadcast, eps, statistics)
        if statistics is None:
            mean, squares = moments(x, dims)
            scale = inverse_root(squares, x.size // len(mean), eps)
        else:
            mean, variance = (s.reshape(-1) for s in statistics)
            scale = 1 / np.sqrt(variance + np.float32(eps))
        slope = scale if weight is None else scale * weight
        offset = rounded_once(-mean, slope, 0 if bias is None else bias)
        return rounded_once(x, slope.reshape(broadcast), offset.reshape(broadcast))

    def backward(
        ctx, g: Any, x: Any, weight: Any, dims: Any, broadcast: Any, eps: float, statistics: Any
    ) -> Any:
        arrays = type(g) is type(x) is np.ndarray and (weight is None or type(weight) is type(x))
        if not arrays or x.dtype != np.float32 or x.ndim != 2 or statistics is not None:
            return Normalisation.backward(
                ctx, g, x, weight, dims, broadcast, eps, statistics)
        mean, squares = moments(x, dims)
        scale = inverse_root(squares, len(x), eps)
        centred, sums, products = x - mean, np.add.accumulate(g)[-1], np.zeros_like(mean)
        for row, of_row in zip(centred, g, strict=True):
            products = rounded_once(row, of_row, products)
        slope, level = products * scale * scale / np.float32(len(x)), sums / np.float32(len(x))
        whole = len(mean) - len(mean) % 8  # what fills no vector is rounded twice
        grad_x = g - level
        grad_x[:, :whole] = rounded_once(-centred[:, :whole], slope[:whole], grad_x[:, :whole])
        grad_x[:, whole:] -= centred[:, whole:] * slope[whole:]
        grad_x *= scale
        return (
            grad_x if weight is None else grad_x * weight,
            products * scale if ctx.next_nodes[1] else None,
            sums if ctx.next_nodes[2] else None,
        )


def moments(x: Any, dims: Any) -> tuple[Any, Any]:
    """The mean of each channel of float32 numbers, and the sum of the squared distances from it."""
    if x.ndim == 2:
        mean = np.add.accumulate(x)[-1] / np.float32(len(x))
        squares = np.zeros_like(mean)
        for row in x - mean:
            squares = rounded_once(row, row, squares)
        return mean, squares
    wide = x.astype(np.float64)
    exact = wide.mean(dims, keepdims=True)
    return exact.reshape(-1).astype(x.dtype), ((wide - exact) ** 2).sum(dims)


def inverse_root(squares: Any, count: int, eps: float) -> Any:
    """1 / sqrt(variance + eps) in float32, from the sum of squares of so many numbers."""
    variance = (squares / squares.dtype.type(count)).astype(np.float32)
    return (1 / np.sqrt(variance.astype(np.float64) + eps)).astype(np.float32)


class NativeGroupNormBackward0(Node):
    """Groups of channels of x (n, channels, ...) with mean 0 and variance 1, times a weight, plus a
    bias, for each channel.

    Gradient: that of the normalisation, in groups; the sum of g * n for the weight, of g for the
    bias.
    """

    arity = 3

    @staticmethod
    def forward(x: Any, weight: Any, bias: Any, groups: int, eps: float) -> Any:
        flat, _ = normalised(x.reshape(x.shape[0], groups, -1), (2,), eps, None)
        out, broadcast = flat.reshape(x.shape), by_channel(x.shape)
        out = out if weight is None else out * weight.reshape(broadcast)
        return out if bias is None else out + bias.reshape(broadcast)

    def backward(ctx, g: Any, x: Any, weight: Any, groups: int, eps: float) -> Any:
        need_x, need_weight, need_bias = ctx.next_nodes
        shape, broadcast = tuple(x.shape), by_channel(x.shape)
        grouped = (shape[0], groups, math.prod(shape[1:]) // groups)
        out, scale = normalised(x.reshape(grouped), (2,), eps, None)
        rest = tuple(d for d in range(len(shape)) if d != 1)
        grad_x = grad_weight = None
        if need_x:
            h = (g if weight is None else g * weight.reshape(broadcast)).reshape(grouped)
            h = h - average(h, (2,)) - out * average(h * out, (2,))
            grad_x = (h * scale).reshape(shape)
        if need_weight:
            grad_weight = call(SumBackward1, g * out.reshape(shape), rest, False)
        return grad_x, grad_weight, call(SumBackward1, g, rest, False) if need_bias else None


def by_channel(shape: Any) -> tuple[int, ...]:
    """The shape of a number for each channel beside images of a shape."""
    return tuple(size if d == 1 else 1 for d, size in enumerate(shape))
