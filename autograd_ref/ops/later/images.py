"""The rules of convolution and pooling."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ...tensor import Tensor, wrap
from ..indexing import PlaceBackward0, TakeBackward0
from ..reduction import SumBackward1, restore
from ..shape import ConstantPadNdBackward0, spread
from .sorting import Ordered

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
