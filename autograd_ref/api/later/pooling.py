"""Pooling of rows and images: by windows, back from them, and to a size."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...ops.later.padding import ConstantPadNdBackward0
from ...ops.later.pooling import (
    AdaptiveAvgPool2DBackward0,
    AdaptiveMaxPool2DBackward0,
    AvgPool2DBackward0,
    MaxPool2DWithIndicesBackward0,
    MaxUnpool2DBackward0,
)
from ...ops.later.windows import Pair, windows
from ...record import unary
from ...tensor import Tensor, wrap
from ..arguments import tensor_argument
from ..shape import squeeze, unsqueeze
from .windows import flat, single, two_of


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
    kernel, edge, gaps = two_of(kernel_size), two_of(padding), two_of(dilation)
    step = kernel if stride is None or stride == [] else two_of(stride)
    check_pool(kernel, step, gaps)
    if edge[0] > kernel[0] // 2 or edge[1] > kernel[1] // 2:
        raise RuntimeError(
            "pad should be at most half of effective kernel size, but got"
            f" pad={max(edge)}, kernel_size={max(kernel)} and dilation={max(gaps)}")
    after = tuple(
        pad + to_last_window(size, width, by, pad, gap, ceil_mode)
        for size, width, by, pad, gap in zip(
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
    best = parts.reshape(*front, math.prod(kernel), rows, columns).argmax(-3)
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


def to_last_window(size: int, width: int, step: int, pad: int, gap: int, ceil_mode: bool) -> int:
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


def max_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:
    """The largest element of each window along the last dimension."""
    for name, value in (("kernel_size", kernel_size), ("stride", stride)):
        number = value[0] if isinstance(value, (tuple, list)) and value else value
        if isinstance(number, int) and number <= 0:
            raise RuntimeError(f"max_pool1d() {name} must be greater than zero, but got {number}")
    step = None if stride is None else flat(stride, 1)
    found: Any = max_pool2d(
        unsqueeze(input, -2), flat(kernel_size, 1), step, flat(padding, 0), flat(dilation, 1),
        ceil_mode, return_indices)
    if return_indices:
        return tuple(squeeze(one, -2) for one in found)
    return squeeze(found, -2)


def max_unpool2d(
    input: Tensor, indices: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """Zeros with the elements of images where `max_pool2d` found them, as `indices` tells.

    Raises RuntimeError for indices of another type or shape or outside, ValueError for a size that
    such windows cannot have had.
    """
    kernel, edge = two_of(kernel_size), two_of(padding)
    step = two_of(stride) if stride else kernel
    sizes = input._array.shape[-2:]
    usual = tuple((size - 1) * by + width - 2 * pad
                  for size, by, width, pad in zip(sizes, step, kernel, edge, strict=True))
    rows, columns = size_between(usual, step, output_size)
    if indices._array.dtype != np.int64:
        raise RuntimeError("elements in indices should be type int64 but got:"
                           f" {indices.dtype.type_name}")
    if indices._array.shape != input._array.shape:
        raise RuntimeError(
            "Expected shape of indices to be same as that of the input tensor"
            f" ({list(input._array.shape)}) but got indices tensor with shape:"
            f" {list(indices._array.shape)}")
    places = dtypes.as_numpy_places(indices._array)
    outside = places[(places < 0) | (places >= rows * columns)]
    if outside.size:
        raise RuntimeError(f"Found an invalid max index: {outside.flat[-1]} (output volumes are of"
                           f" size {rows}x{columns})")
    grid = np.ogrid[tuple(slice(size) for size in places.shape)]
    shape = (*input._array.shape[:-2], rows, columns)
    return unary(MaxUnpool2DBackward0, input, shape, (*grid[:-2], *np.divmod(places, columns)))


def size_between(usual: tuple[int, ...], step: tuple[int, ...], wanted: Any) -> tuple[int, ...]:
    """The usual size, or the wanted one, perhaps that of a whole tensor, if it is near enough."""
    if wanted is None:
        return usual
    sizes = tuple(wanted)[-len(usual):]
    for place, (size, near, by) in enumerate(zip(sizes, usual, step, strict=True)):
        if not near - by < size < near + by:
            raise ValueError(f'invalid output_size "{wanted}" (dim {place} must be between'
                             f" {near - by} and {near + by})")
    return sizes


def max_unpool1d(
    input: Tensor, indices: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
    output_size: Any = None,
) -> Tensor:
    """`max_unpool2d` of rows, for `max_pool1d`."""
    step = flat(stride, 1) if stride else None
    size = None if output_size is None else (1, tuple(output_size)[-1])
    image = max_unpool2d(unsqueeze(input, -2), unsqueeze(indices, -2), flat(kernel_size, 1), step,
                         flat(padding, 0), size)
    return squeeze(image, -2)


def avg_pool2d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True, divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window of images (..., height, width).

    Raises RuntimeError if nothing is left.
    """
    x = tensor_argument(input, "avg_pool2d")
    kernel, edge = two_of(kernel_size), two_of(padding)
    step = kernel if stride is None or stride == [] else two_of(stride)
    if x.ndim not in (3, 4):
        raise IndexError("Dimension out of range (expected to be in range of"
                         f" [{-max(x.ndim, 1)}, {max(x.ndim, 1) - 1}], but got -3)")
    check_pool(kernel, step)
    if edge[0] > kernel[0] // 2 or edge[1] > kernel[1] // 2:
        raise RuntimeError(
            "pad should be at most half of effective kernel size, but got"
            f" pad={max(edge)}, kernel_size={max(kernel)} and dilation=1")
    sizes, kind = x._array.shape[-2:], x._array.dtype.type
    extra = [to_last_window(size, width, by, pad, 1, ceil_mode)
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


def avg_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window along the last dimension."""
    step = None if stride is None else flat(stride, 1)
    return squeeze(avg_pool2d(unsqueeze(input, -2), flat(kernel_size, 1), step, flat(padding, 0),
                              ceil_mode, count_include_pad), -2)


def lp_pool2d(
    input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False,
) -> Tensor:
    """The p-norm of each window: the root of the sum of powers."""
    height, width = two_of(kernel_size)
    mean = avg_pool2d(input.pow(norm_type), (height, width), stride, 0, ceil_mode)
    return (mean.sign() * mean.abs().relu()).mul(height * width).pow(1.0 / norm_type)


def lp_pool1d(
    input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False,
) -> Tensor:
    """The p-norm of each window along the last dimension."""
    width = single(kernel_size)
    mean = avg_pool1d(input.pow(norm_type), width, stride, 0, ceil_mode)
    return (mean.sign() * mean.abs().relu()).mul(width).pow(1.0 / norm_type)


def bins(size: int, number: int) -> Any:
    """The weights of the means of so many parts of a row: (number, size)."""
    out = np.zeros((number, size))
    for i in range(number):
        start, end = i * size // number, -(-(i + 1) * size // number)
        out[i, start:end] = 1 / (end - start)
    return out


def sizes_for(x: Tensor, output_size: Any) -> tuple[int, int]:
    """The wanted height and width; None keeps that of the input."""
    wanted = (output_size,) * 2 if not isinstance(output_size, (tuple, list)) else output_size
    height, width = (x._array.shape[d - 2] if one is None else one for d, one in enumerate(wanted))
    return height, width


def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """The means of so many parts of images (..., height, width)."""
    x = tensor_argument(input, "adaptive_avg_pool2d")
    size = sizes_for(x, output_size)
    if size == (1, 1):
        return x.mean((-1, -2), keepdim=True)
    kind = x._array.dtype
    down, across = (bins(n, m).astype(kind) for n, m in zip(x._array.shape[-2:], size, strict=True))
    return unary(AdaptiveAvgPool2DBackward0, x, down, across)


def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """The means of so many parts of the last dimension."""
    return squeeze(adaptive_avg_pool2d(unsqueeze(input, -2), (1, single(output_size))), -2)


def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest elements of so many parts of images (..., height, width)."""
    x = tensor_argument(input, "adaptive_max_pool2d")
    return largest(AdaptiveMaxPool2DBackward0, x, sizes_for(x, output_size), return_indices)


def largest(op: type[Node], x: Tensor, wanted: tuple[int, ...], return_indices: bool) -> Any:
    """The largest elements of so many parts of the last dimensions, and perhaps their places."""
    rank = len(wanted)
    front, sizes = x._array.shape[:-rank], x._array.shape[-rank:]
    parts = [bins(size, number) for size, number in zip(sizes, wanted, strict=True)]
    places = [np.zeros((*front, *wanted), np.int64) for _ in sizes]
    for at in np.ndindex(wanted):
        within = [np.flatnonzero(part[i]) for part, i in zip(parts, at, strict=True)]
        part_of_x: Any = (..., *np.ix_(*within))
        block = x._array[part_of_x]
        flat_block = block.reshape(*front, math.prod(block.shape[-rank:]))
        found = np.unravel_index(flat_block.argmax(-1), block.shape[-rank:])
        for place, own, one in zip(places, within, found, strict=True):
            key: Any = (..., *at)
            place[key] = own[one]
    grid = np.ogrid[tuple(slice(size) for size in front)] if front else ()
    shaped = (each.reshape(*each.shape, *(1,) * rank) for each in grid)
    result = unary(op, x, (*shaped, *places))
    if return_indices:
        return result, wrap(dtypes.as_int64(np.ravel_multi_index(tuple(places), sizes)))
    return result


def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest elements of so many parts of the last dimension."""
    found = adaptive_max_pool2d(unsqueeze(input, -2), (1, single(output_size)), return_indices)
    return tuple(squeeze(one, -2) for one in found) if return_indices else squeeze(found, -2)
