"""The rules of convolution, and of windows as columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...dtypes import NUMPY_FLOAT32
from ...node import Node
from ...record import call
from ...rounding.convolved import (
    convolved,
    gradient_of_bias,
    gradient_of_columns,
    gradient_of_factor,
    gradient_of_images,
    gradient_of_weight,
    is_product,
)
from ..reduction import SumBackward1
from .windows import Pair, Sizes, folded, unfolded


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
        kernel = weight.shape[2:]
        columns, size = unfolded(x, kernel, stride, padding, dilation)
        if in_order(x, columns, size, groups):
            taken = columns.reshape(*x.shape[:2], *kernel, *size)
            return convolved(x, taken, weight, bias, stride, padding, dilation)
        out = by_group(weight, groups) @ in_groups(columns, groups)
        out = out.reshape(len(x), len(weight), *size)
        return out if bias is None else out + bias.reshape(-1, *(1,) * len(size))

    def backward(
        ctx, g: Any, x: Any, weight: Any, stride: Sizes, padding: Sizes, dilation: Sizes,
        groups: int
    ) -> Any:
        need_x, need_weight, need_bias = ctx.next_nodes
        n, outputs, *size = g.shape
        kernel = tuple(weight.shape[2:])
        ordered = in_order(g, g, size, groups)
        product = ordered and is_product(x, kernel, stride, dilation)
        flat = in_groups(g.reshape(n, outputs, -1), groups)
        grad_x = grad_weight = grad_bias = None
        if need_x and ordered and not product:
            grad_x = gradient_of_images(g, weight, x.shape, stride, padding, dilation)
        elif need_x:
            if product:
                columns = gradient_of_columns(g, weight)
            else:
                columns = by_group(weight, groups).mT @ flat
            columns = columns.reshape(n, -1, columns.shape[-1])
            grad_x = folded(columns, x.shape, kernel, stride, padding, dilation)
        if need_weight:
            columns, _ = unfolded(x, kernel, stride, padding, dilation)
            if ordered:
                way = gradient_of_factor if product else gradient_of_weight
                found = way(g, columns)
            else:
                products = flat @ in_groups(columns, groups).mT
                found = call(SumBackward1, products, (0,), False)
            grad_weight = found.reshape(weight.shape)
        if need_bias and ordered and not product:
            grad_bias = gradient_of_bias(g)
        elif need_bias:
            grad_bias = call(SumBackward1, g, (0, *range(2, len(g.shape))), False)
        return grad_x, grad_weight, grad_bias


def in_order(x: Any, columns: Any, size: Sizes, groups: int) -> bool:
    """Whether PyTorch's order of adding is followed, with so many windows."""
    return bool(
        groups == 1
        and len(size) == 2
        and type(x) is np.ndarray
        and x.dtype is NUMPY_FLOAT32
        and columns.size
    )


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


class Im2ColBackward0(Node):
    """The windows of images as columns. Gradient: their sums in the places of the images."""

    @staticmethod
    def forward(x: Any, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Any:
        return np.ascontiguousarray(unfolded(x, kernel, stride, padding, dilation)[0])

    def backward(ctx, g: Any, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Any:
        return folded(g, ctx.input_shape(), kernel, stride, padding, dilation)


class Col2ImBackward0(Node):
    """The sums of columns in the places of images. Gradient: the windows of g as columns."""

    @staticmethod
    def forward(x: Any, shape: Any, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair
                ) -> Any:
        return np.ascontiguousarray(folded(x, shape, kernel, stride, padding, dilation))

    def backward(ctx, g: Any, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Any:
        return unfolded(g, kernel, stride, padding, dilation)[0]
