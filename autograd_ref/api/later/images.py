"""Convolution, pooling and normalisation."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ... import dtypes
from ...node import count_change
from ...ops.later.images import (
    AvgPool2DBackward0,
    ConvolutionBackward0,
    MaxPool2DWithIndicesBackward0,
    Pair,
    Sizes,
    windows,
)
from ...ops.later.normalisation import NativeBatchNormBackward0, NativeLayerNormBackward0, moments
from ...ops.shape import ConstantPadNdBackward0
from ...record import apply, unary
from ...rounding.fused import rounded_once
from ...tensor import Tensor, wrap
from ..arguments import tensor_argument
from ..shape import squeeze, unsqueeze

COPIED = ("Using padding='same' with even kernel lengths and odd dilation may require a zero-padded"
          " copy of the input be created")


def pair(value: Any) -> Pair:
    """One number for both dimensions, or two numbers."""
    if isinstance(value, int):
        return value, value
    first, second = value
    return int(first), int(second)


def each_of(value: Any, rank: int) -> Sizes:
    """One number for every dimension, or a number for each."""
    return (value,) * rank if isinstance(value, int) else tuple(map(int, value))


def check_convolution(
    weight: Tensor, bias: Tensor | None, stride: Any, padding: Any, dilation: Any, groups: int,
    rank: int,
) -> None:
    """Raise PyTorch's error for options that fit no convolution."""
    if groups <= 0:
        raise RuntimeError("non-positive groups is not supported")
    sizes, wanted = list(each_of(stride, rank)), weight.ndim - 2
    if len(sizes) != wanted:
        raise RuntimeError(
            f"expected stride to be a single integer value or a list of {wanted} values to match"
            f" the convolution dimensions, but got stride={sizes}")
    if not isinstance(padding, str) and min(each_of(padding, rank)) < 0:
        raise RuntimeError("negative padding is not supported")
    if min(sizes) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    if min(each_of(dilation, rank)) <= 0:
        raise RuntimeError(
            f"dilation should be greater than zero, but got {list(each_of(dilation, rank))}")
    outputs = weight._array.shape[0]
    if bias is not None and bias._array.shape != (outputs,):
        raise RuntimeError(
            f"Given weight of size {list(weight._array.shape)}, expected bias to be 1-dimensional"
            f" with {outputs} elements, but got bias of size {list(bias._array.shape)} instead")


def check_pool(kernel: Pair, stride: Pair, gaps: Pair = (1, 1)) -> None:
    """Raise PyTorch's error for options of a pool that fit no window."""
    if 0 in stride:
        raise RuntimeError("stride should not be zero")
    if min(kernel) <= 0:
        raise RuntimeError("kernel size should be greater than zero, but got"
                           f" kH: {kernel[0]} kW: {kernel[1]}")
    if min(gaps) <= 0:
        raise RuntimeError("dilation should be greater than zero, but got"
                           f" dilationH: {gaps[0]} dilationW: {gaps[1]}")


def conv2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    dilation: Any = 1, groups: int = 1,
) -> Tensor:
    """Images (n, channels, height, width), or one image, convolved with a weight
    (outputs, channels / groups, *kernel). padding: numbers, "valid" or "same".

    Raises RuntimeError for sizes or dtypes that do not fit.
    """
    return convolved(input, weight, bias, stride, padding, dilation, groups, 2)


def convolved(
    input: Tensor, weight: Tensor, bias: Tensor | None, stride: Any, padding: Any, dilation: Any,
    groups: int, rank: int,
) -> Tensor:
    """`conv2d`, or `conv3d` for rank 3."""
    x = tensor_argument(input, f"conv{rank}d")
    gaps = each_of(dilation, rank)
    if x._array.ndim not in (rank + 1, rank + 2):
        raise RuntimeError(
            f"Expected {rank + 1}D (unbatched) or {rank + 2}D (batched) input to conv{rank}d, but"
            f" got input of size: {list(x._array.shape)}"
        )
    if x._array.ndim == rank + 1:
        batch = unsqueeze(x, 0)
        return squeeze(
            convolved(batch, weight, bias, stride, padding, dilation, groups, rank), 0)
    if x._array.dtype is not weight._array.dtype:
        raise RuntimeError(
            f"Input type ({x.dtype.c_name}) and weight type ({weight.dtype.c_name}) should be the"
            " same" if bias is None or x._array.dtype.kind == "f" else
            f"Input type ({x.dtype.c_name}) and bias type ({bias.dtype.c_name}) should be the same"
        )
    check_convolution(weight, bias, stride, padding, dilation, groups, rank)
    shape, kernel = x._array.shape, weight._array.shape
    if shape[1] != kernel[1] * groups:
        raise RuntimeError(
            f"Given groups={groups}, weight of size {list(kernel)}, expected input{list(shape)} to"
            f" have {kernel[1] * groups} channels, but got {shape[1]} channels instead"
        )
    steps = each_of(stride, rank)
    x, edges = with_padding(x, padding, steps, kernel[2:], gaps)
    size = [n + 2 * edge for n, edge in zip(x._array.shape[2:], edges, strict=True)]
    wide = [gap * (width - 1) + 1 for gap, width in zip(gaps, kernel[2:], strict=True)]
    if any(one < least for one, least in zip(size, wide, strict=True)):
        raise RuntimeError(
            f"Calculated padded input size per channel: ({' x '.join(map(str, size))}). Kernel"
            f" size: ({' x '.join(map(str, wide))}). Kernel size can't be greater than actual input"
            " size"
        )
    return apply(ConvolutionBackward0, (x, weight, bias), steps, edges, gaps, groups)


def with_padding(
    x: Tensor, padding: Any, stride: Sizes, kernel: Any, dilation: Sizes
) -> tuple[Tensor, Sizes]:
    """The input, and the padding for its height and width; "same" keeps both sizes."""
    if not isinstance(padding, str):
        return x, each_of(padding, len(stride))
    if padding == "valid":
        return x, (0,) * len(stride)
    if padding != "same":
        raise RuntimeError(f"Invalid padding string: '{padding}'")
    if set(stride) != {1}:
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    reach = [gap * (width - 1) for gap, width in zip(dilation, kernel, strict=True)]
    if any(width % 2 for width in reach):  # the extra row or column goes to the end
        warnings.warn(COPIED, UserWarning, stacklevel=4)
        widths = tuple(number for width in reversed(reach) for number in (0, width % 2))
        x = unary(ConstantPadNdBackward0, x, widths, 0)
    return x, tuple(width // 2 for width in reach)


def max_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:
    """The largest element of each window of images (..., height, width); with return_indices also
    its place, counted through the image.

    Raises RuntimeError for another number of dimensions, for a padding of more than half the
    window, or if nothing is left.
    """
    x = tensor_argument(input, "max_pool2d")
    if x.ndim not in (3, 4) or 0 in x._array.shape[-3:]:
        raise RuntimeError("non-empty 3D or 4D (batch mode) tensor expected for input")
    kernel, edge, gaps = pair(kernel_size), pair(padding), pair(dilation)
    step = kernel if stride is None or stride == [] else pair(stride)
    check_pool(kernel, step, gaps)
    if edge[0] > kernel[0] // 2 or edge[1] > kernel[1] // 2:
        raise RuntimeError(
            "pad should be at most half of effective kernel size, but got"
            f" pad={max(edge)}, kernel_size={max(kernel)} and dilation={max(gaps)}")
    after = tuple(
        pad + more(size, width, by, pad, gap, ceil_mode) for size, width, by, pad, gap in zip(
            x._array.shape[-2:], kernel, step, edge, gaps, strict=True))
    widths = (edge[1], after[1], edge[0], after[0])
    padded = x._array
    if any(widths):
        least = -np.inf if padded.dtype.kind == "f" else np.iinfo(padded.dtype).min
        padded = ConstantPadNdBackward0.forward(padded, widths, least)
    check_pooled(x, padded.shape, kernel, gaps)
    key = windows(padded.shape, kernel, step, gaps)
    parts = padded[key]
    *front, _, _, rows, columns = parts.shape
    best = parts.reshape(*front, -1, rows, columns).argmax(-3)
    down, across = np.divmod(best, kernel[1])
    grid = np.ogrid[tuple(slice(size) for size in best.shape)]
    places = (key[1][down, 0, grid[-2], 0] - edge[0], key[2][0, across, 0, grid[-1]] - edge[1])
    result = unary(MaxPool2DWithIndicesBackward0, x, (*grid[:-2], *places))
    numbers = wrap(dtypes.as_int64(places[0] * x._array.shape[-1] + places[1]))
    if result._node is not None:  # for `_saved_kernel_size` and the like, see saved.py
        vars(result._node).update(
            kernel_size=kernel, stride=() if step is kernel else step, padding=edge, dilation=gaps,
            ceil_mode=ceil_mode, result1=numbers)
    return (result, numbers) if return_indices else result


def more(size: int, width: int, step: int, pad: int, gap: int, ceil_mode: bool) -> int:
    """How much to add at the end for a last window that begins inside."""
    if not ceil_mode:
        return 0
    left = size + 2 * pad - gap * (width - 1) - 1
    number = -(-left // step)
    number -= number * step >= size + pad
    return max(0, number * step - left)


def check_pooled(x: Tensor, padded: Any, kernel: Pair, gaps: Pair) -> None:
    """Raise PyTorch's error if images are smaller than a window."""
    wide = [gap * (width - 1) + 1 for gap, width in zip(gaps, kernel, strict=True)]
    if padded[-2] < wide[0] or padded[-1] < wide[1]:
        channels, height, width = (1, *x._array.shape)[-3:]
        size = [max(n - w, -w) + 1 for n, w in zip(padded[-2:], wide, strict=True)]
        raise RuntimeError(
            f"Given input size: ({channels}x{height}x{width}). Calculated output size:"
            f" ({channels}x{max(size[0], 0)}x{max(size[1], 0)}). Output size is too small")


def avg_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True, divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window of images (..., height, width).

    Raises RuntimeError if nothing is left.
    """
    x = tensor_argument(input, "avg_pool2d")
    kernel, edge = pair(kernel_size), pair(padding)
    step = kernel if stride is None or stride == [] else pair(stride)
    if x.ndim not in (3, 4):
        raise IndexError("Dimension out of range (expected to be in range of"
                         f" [{-max(x.ndim, 1)}, {max(x.ndim, 1) - 1}], but got -3)")
    check_pool(kernel, step)
    if edge[0] > kernel[0] // 2 or edge[1] > kernel[1] // 2:
        raise RuntimeError(
            "pad should be at most half of effective kernel size, but got"
            f" pad={max(edge)}, kernel_size={max(kernel)} and dilation=1")
    sizes, kind = x._array.shape[-2:], x._array.dtype.type
    extra = [more(size, width, by, pad, 1, ceil_mode)
             for size, width, by, pad in zip(sizes, kernel, step, edge, strict=True)]
    counts: Any = kind(divisor_override or math.prod(kernel))
    uneven = any(extra) or (edge != (0, 0) and not count_include_pad)
    if uneven and divisor_override is None:
        counted = np.ones([size + 2 * pad for size, pad in zip(sizes, edge, strict=True)])
        if not count_include_pad:
            counted = np.pad(np.ones(sizes), [(pad, pad) for pad in edge])
        counted = np.pad(counted, [(0, number) for number in extra])
        counts = counted[windows(counted.shape, kernel, step)].sum((-4, -3)).astype(kind)
    border = (edge[1], edge[1] + extra[1], edge[0], edge[0] + extra[0])
    shape = (*x._array.shape[:-2], sizes[0] + sum(border[2:]), sizes[1] + sum(border[:2]))
    check_pooled(x, shape, kernel, (1, 1))
    result = unary(AvgPool2DBackward0, x, kernel, step, border, counts)
    if result._node is not None:  # for `_saved_padding`, see saved.py
        vars(result._node)["padding"] = edge
    return result


def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    weight: Tensor | None = None, bias: Tensor | None = None, training: bool = False,
    momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:
    """Each channel, dimension 1, with mean 0 and variance 1 over the batch, or by the running
    statistics, which training moves towards those of the batch.

    Raises ValueError for one value per channel in training.
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
        if running_mean is None or running_var is None:
            name = "running_mean" if running_mean is None else "running_var"
            raise RuntimeError(f"{name} must be defined in evaluation mode")
        statistics = tuple(s._array.reshape(broadcast).copy() for s in (running_mean, running_var))
    elif running_mean is not None and running_var is not None:
        mean, variance = x._array.mean(dims), x._array.var(dims, ddof=1)
        if x._array.dtype == np.float32:
            mean, squares = moments(x._array, dims)
            variance = (squares / squares.dtype.type(count - 1)).astype(np.float32)
        move(running_mean, mean, momentum, False)
        move(running_var, variance, momentum, len(shape) == 2)
    return apply(
        NativeBatchNormBackward0, (x, weight, bias), dims, broadcast, eps, statistics)


def move(running: Tensor, value: Any, momentum: float, once: bool) -> None:
    """Move a running statistic towards a value; `once` says that multiplying and adding rounds
    once.
    """
    number = running._array.dtype.type
    kept = running._array * number(1 - momentum)
    moved = rounded_once(value, number(momentum), kept) if once else value * number(momentum) + kept
    running._array[...] = moved
    count_change(running)


def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Tensor | None = None,
    bias: Tensor | None = None, eps: float = 1e-5,
) -> Tensor:
    """The last dimensions, of this shape, with mean 0 and variance 1.

    Raises RuntimeError if the last dimensions are not normalized_shape, TypeError for one number.
    """
    if isinstance(normalized_shape, int):
        raise TypeError("layer_norm(): argument 'normalized_shape' (position 2) must be tuple of"
                        " ints, not int")
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
