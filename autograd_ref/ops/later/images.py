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
Sizes = tuple[int, ...]  # a number for each dimension of images, or of volumes


def windows(
    shape: tuple[int, ...], kernel: Sizes, stride: Sizes, dilation: Sizes | None = None
) -> tuple[Any, ...]:
    """The NumPy index of all windows of images: it gives (..., *kernel, rows, columns); of volumes
    (..., *kernel, layers, rows, columns).
    """
    rank, found = len(kernel), []
    gaps = dilation or (1,) * rank
    for place, (size, width, step, gap) in enumerate(
            zip(shape[-rank:], kernel, stride, gaps, strict=True)):
        starts = np.arange((size - gap * (width - 1) - 1) // step + 1) * step
        form = [1] * (2 * rank)
        form[place], form[rank + place] = width, len(starts)
        found.append((np.arange(width)[:, None] * gap + starts).reshape(form))
    return (..., *found)


class ConvolutionBackward0(Node):
    """For each window of the images x (n, channels, height, width), or volumes, the sum of its
    products with each of the weights (outputs, channels, *kernel), plus a bias (outputs,).

    Gradients: for the weight the sum of g times the windows, for the windows g times the weight,
    for the bias the sum of g.
    """

    arity = 3

    @staticmethod
    def forward(
        x: Any, weight: Any, bias: Any, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
    ) -> Any:
        columns, size = unfolded(x, weight.shape[2:], stride, padding, dilation)
        out = by_group(weight, groups) @ in_groups(columns, groups)
        out = out.reshape(len(x), len(weight), *size)
        return out if bias is None else out + bias.reshape(-1, *(1,) * len(size))

    def backward(
        ctx, g: Any, x: Any, weight: Any, stride: Sizes, padding: Sizes, dilation: Sizes,
        groups: int
    ) -> Any:
        need_x, need_weight, need_bias = ctx.next_nodes
        n, outputs = g.shape[:2]
        kernel = tuple(weight.shape[2:])
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
            grad_bias = call(SumBackward1, g, (0, *range(2, len(g.shape))), False)
        return grad_x, grad_weight, grad_bias


class Convolution1d(ConvolutionBackward0):
    """The convolution of rows x (n, channels, length): images of height 1."""

    @staticmethod
    def forward(
        x: Any, weight: Any, bias: Any, stride: Sizes, padding: Sizes, dilation: Sizes, groups: int
    ) -> Any:
        out = ConvolutionBackward0.forward(
            x[:, :, None], weight[:, :, None], bias, stride, padding, dilation, groups)
        return out[:, :, 0]

    def backward(
        ctx, g: Any, x: Any, weight: Any, stride: Sizes, padding: Sizes, dilation: Sizes,
        groups: int
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


def around(padding: Sizes) -> tuple[int, ...]:
    """The padding of height and width as widths for ConstantPadNdBackward0."""
    return tuple(width for edge in reversed(padding) for width in (edge, edge))


def unfolded(
    x: Any, kernel: Any, stride: Sizes, padding: Sizes, dilation: Sizes | None = None
) -> tuple[Any, Sizes]:
    """The windows of images as columns (n, elements of a window, windows), and how many windows
    there are below and beside one another.
    """
    padded = call(ConstantPadNdBackward0, x, around(padding), 0)
    taken = call(TakeBackward0, padded, windows(padded.shape, kernel, stride, dilation))
    n, channels = taken.shape[:2]
    return taken.reshape(n, channels * math.prod(kernel), -1), tuple(taken.shape[-len(kernel):])


def folded(
    columns: Any, shape: tuple[int, ...], kernel: Any, stride: Sizes, padding: Sizes,
    dilation: Sizes | None = None,
) -> Any:
    """The sum of columns in the places of the images from which `unfolded` took them."""
    n, channels, *sizes = shape
    padded = (n, channels, *(size + 2 * edge for size, edge in zip(sizes, padding, strict=True)))
    key = windows(padded, kernel, stride, dilation)
    numbers = np.broadcast_shapes(*(place.shape for place in key[1:]))[len(kernel):]
    parts = columns.reshape(n, channels, *kernel, *numbers)
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
        x: Any, weight: Any, bias: Any, shape: Any, stride: Sizes, padding: Sizes, dilation: Sizes
    ) -> Any:
        flat = x.reshape(*x.shape[:2], -1)
        columns = weight.reshape(len(weight), -1).T @ flat
        out = folded(columns, shape, weight.shape[2:], stride, padding, dilation)
        return out if bias is None else out + bias.reshape(-1, *(1,) * (x.ndim - 2))

    def backward(
        ctx, g: Any, x: Any, weight: Any, stride: Sizes, padding: Sizes, dilation: Sizes
    ) -> Any:
        need_x, need_weight, need_bias = ctx.next_nodes
        columns, _ = unfolded(g, tuple(weight.shape[2:]), stride, padding, dilation)
        inputs = weight.shape[0]
        grad_x = grad_weight = None
        if need_x:
            grad_x = (weight.reshape(inputs, -1) @ columns).reshape(tuple(x.shape))
        if need_weight:
            flat = x.reshape(x.shape[0], inputs, -1)
            products = flat @ columns.mT
            grad_weight = call(SumBackward1, products, (0,), False).reshape(tuple(weight.shape))
        dims = (0, *range(2, len(g.shape)))
        return grad_x, grad_weight, call(SumBackward1, g, dims, False) if need_bias else None


Transposed.__name__ = "ConvolutionBackward0"  # as PyTorch calls it, too


class MaxPool3DWithIndicesBackward0(Ordered):
    """The largest element of each window of volumes. Gradient: g in its place."""


class AvgPool2DBackward0(Node):
    """The mean of each window of x within a border: its sum divided by `counts`.

    Gradient: g divided by them, for all places of the window.
    """

    @staticmethod
    def forward(x: Any, kernel: Sizes, stride: Sizes, border: Any, counts: Any) -> Any:
        padded, rank = ConstantPadNdBackward0.forward(x, border, 0), len(kernel)
        parts = padded[windows(padded.shape, kernel, stride)]
        return parts.sum(tuple(range(-2 * rank, -rank))) / counts

    def backward(ctx, g: Any, x: Any, kernel: Sizes, stride: Sizes, border: Any, counts: Any
                 ) -> Any:
        rank = len(kernel)
        front, numbers = g.shape[:-rank], g.shape[-rank:]
        each = wrap(np.asarray(counts)) if isinstance(g, Tensor) else counts
        share = restore(g / each, tuple(range(len(front), len(front) + rank)), False)
        parts = spread(share, (*front, *kernel, *numbers))
        edges = zip(border[-2::-2], border[::-2], strict=True)
        padded = (*x.shape[:-rank], *(size + before + after for size, (before, after)
                                      in zip(x.shape[-rank:], edges, strict=True)))
        placed = call(PlaceBackward0, parts, padded, windows(padded, kernel, stride))
        if not any(border):
            return placed
        return call(ConstantPadNdBackward0, placed, tuple(-w for w in border), 0)


class AvgPool3DBackward0(AvgPool2DBackward0):
    """AvgPool2DBackward0 of volumes."""
