"""The rules of normalisation: of batches, of layers, of groups of channels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...node import Node
from ...record import call
from ...rounding import layer_norm
from ...rounding.fused import rounded_once
from ...tensor import Tensor, wrap
from ..reduction import MeanBackward1, SumBackward1


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
        grad_x = grad_weight = grad_bias = None
        if need_x:
            h = g if weight is None else g * weight.reshape(broadcast)
            if statistics is None:
                h = h - average(h, dims) - out * average(h * out, dims)
            grad_x = h * scale
        if need_weight:
            grad_weight = call(SumBackward1, g * out, rest, False).reshape(weight.shape)
        if need_bias:
            grad_bias = call(SumBackward1, g, rest, False).reshape(need_bias.result_shape)
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


class NativeLayerNormBackward0(Normalisation):
    """Normalisation of each row, the last dimensions of x."""

    @staticmethod
    def forward(
        x: Any, weight: Any, bias: Any, dims: Any, broadcast: Any, eps: float, statistics: Any
    ) -> Any:
        width = math.prod(broadcast)
        if not layer_norm.by_kernel(x, width):
            return Normalisation.forward(x, weight, bias, dims, broadcast, eps, statistics)
        rows = x.reshape(-1, width)
        mean, scale = layer_norm.moments(rows, eps)
        out = (rows - mean) * scale
        if weight is not None:
            out = rounded_once(out, weight.reshape(-1), 0 if bias is None else bias.reshape(-1))
        return out.reshape(x.shape)

    def backward(
        ctx, g: Any, x: Any, weight: Any, dims: Any, broadcast: Any, eps: float, statistics: Any
    ) -> Any:
        width = math.prod(broadcast)
        arrays = type(g) is type(x) is np.ndarray and (weight is None or type(weight) is type(x))
        if not (arrays and layer_norm.by_kernel(x, width)):
            return Normalisation.backward(ctx, g, x, weight, dims, broadcast, eps, statistics)
        need_x, need_weight, need_bias = ctx.next_nodes
        rows, of_rows = x.reshape(-1, width), g.reshape(-1, width)
        mean, scale = layer_norm.moments(rows, eps)
        grad_x = grad_weight = grad_bias = None
        if need_x:
            factors = None if weight is None else np.broadcast_to(
                weight.reshape(-1), of_rows.shape)
            grad_x = layer_norm.of_x(rows, of_rows, factors, mean, scale).reshape(x.shape)
        if need_weight:
            grad_weight = np.zeros(width, np.float32)
            for row, one in zip(rounded_once(scale, rows, -scale * mean), of_rows, strict=True):
                grad_weight = rounded_once(one, row, grad_weight)
            grad_weight = grad_weight.reshape(weight.shape)
        if need_bias:
            grad_bias = np.add.accumulate(of_rows)[-1].reshape(broadcast[-len(dims):])
        return grad_x, grad_weight, grad_bias


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
