"""Convolution, pooling and normalisation. Loaded when first used."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..node import count_change
from ..ops.images import (
    AvgPool2DBackward0,
    ConvolutionBackward0,
    MaxPool2DWithIndicesBackward0,
    NativeBatchNormBackward0,
    NativeLayerNormBackward0,
    Pair,
    windows,
)
from ..record import apply, unary
from ..tensor import Tensor
from .absent import sentence
from .arguments import tensor_argument
from .shape import squeeze, unsqueeze


def pair(value: Any) -> Pair:
    """One number for both dimensions, or two numbers."""
    if isinstance(value, int):
        return value, value
    first, second = value
    return int(first), int(second)


def conv2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    dilation: Any = 1, groups: int = 1,
) -> Tensor:
    """Images (n, channels, height, width), or one image, convolved with a weight
    (outputs, channels, *kernel).
    """
    x = tensor_argument(input, "conv2d")
    if pair(dilation) != (1, 1) or groups != 1 or isinstance(padding, str):
        raise NotImplementedError(sentence("nn.functional.conv2d with dilation or groups"))
    if x._array.ndim not in (3, 4):
        raise RuntimeError(
            "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size:"
            f" {list(x._array.shape)}"
        )
    if x._array.ndim == 3:
        return squeeze(conv2d(unsqueeze(x, 0), weight, bias, stride, padding), 0)
    shape, kernel, edge = x._array.shape, weight._array.shape, pair(padding)
    if shape[1] != kernel[1]:
        raise RuntimeError(
            f"Given groups=1, weight of size {list(kernel)}, expected input{list(shape)} to have"
            f" {kernel[1]} channels, but got {shape[1]} channels instead"
        )
    size = shape[2] + 2 * edge[0], shape[3] + 2 * edge[1]
    if size[0] < kernel[2] or size[1] < kernel[3]:
        raise RuntimeError(
            f"Calculated padded input size per channel: ({size[0]} x {size[1]}). Kernel size:"
            f" ({kernel[2]} x {kernel[3]}). Kernel size can't be greater than actual input size"
        )
    return apply(ConvolutionBackward0, (x, weight, bias), pair(stride), edge)


def max_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Tensor:
    """The largest element of each window of images (..., height, width)."""
    x = tensor_argument(input, "max_pool2d")
    if pair(padding) != (0, 0) or pair(dilation) != (1, 1) or ceil_mode or return_indices:
        raise NotImplementedError(sentence("nn.functional.max_pool2d with these options"))
    kernel = pair(kernel_size)
    key = windows(x._array.shape, kernel, kernel if stride is None else pair(stride))
    parts = x._array[key]
    *front, _, _, rows, columns = parts.shape
    best = parts.reshape(*front, -1, rows, columns).argmax(-3)
    down, across = np.divmod(best, kernel[1])
    grid = np.ogrid[tuple(slice(size) for size in best.shape)]
    places = (key[1][down, 0, grid[-2], 0], key[2][0, across, 0, grid[-1]])
    return unary(MaxPool2DWithIndicesBackward0, x, (*grid[:-2], *places))


def avg_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True, divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window of images (..., height, width)."""
    x = tensor_argument(input, "avg_pool2d")
    if pair(padding) != (0, 0) or ceil_mode or divisor_override is not None:
        raise NotImplementedError(sentence("nn.functional.avg_pool2d with these options"))
    kernel = pair(kernel_size)
    return unary(AvgPool2DBackward0, x, kernel, kernel if stride is None else pair(stride))


def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    weight: Tensor | None = None, bias: Tensor | None = None, training: bool = False,
    momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:
    """Each channel, dimension 1, with mean 0 and variance 1 over the batch, or by the running
    statistics, which training moves towards those of the batch.
    """
    x = tensor_argument(input, "batch_norm")
    shape = x._array.shape
    dims = tuple(d for d in range(len(shape)) if d != 1)
    count = x._array.size // max(shape[1], 1)
    if training and count <= 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {x.shape}"
        )
    if running_mean is not None and running_mean._array.size != shape[1]:
        raise RuntimeError(
            f"running_mean should contain {shape[1]} elements not {running_mean._array.size}"
        )
    broadcast = tuple(size if d == 1 else 1 for d, size in enumerate(shape))
    statistics = None
    if not training:
        assert running_mean is not None
        assert running_var is not None
        statistics = tuple(s._array.reshape(broadcast).copy() for s in (running_mean, running_var))
    elif running_mean is not None and running_var is not None:
        move(running_mean, x._array.mean(dims), momentum)
        move(running_var, x._array.var(dims, ddof=1), momentum)
    return apply(
        NativeBatchNormBackward0, (x, weight, bias), dims, broadcast, eps, statistics)


def move(running: Tensor, value: Any, momentum: float) -> None:
    """Move a running statistic towards a value."""
    running._array[...] = running._array * (1 - momentum) + value * momentum
    count_change(running)


def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Tensor | None = None,
    bias: Tensor | None = None, eps: float = 1e-5,
) -> Tensor:
    """The last dimensions, of this shape, with mean 0 and variance 1."""
    x, last = tensor_argument(input, "layer_norm"), tuple(normalized_shape)
    shape, front = x._array.shape, x._array.ndim - len(last)
    if shape[front:] != last:
        raise RuntimeError(
            f"Given normalized_shape={list(last)}, expected input with shape"
            f" [*, {', '.join(map(str, last))}], but got input of size{list(shape)}"
        )
    dims = tuple(range(front, len(shape)))
    return apply(NativeLayerNormBackward0, (x, weight, bias), dims, (*(1,) * front, *last), eps,
                 None)
