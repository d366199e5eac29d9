"""Convolution and pooling of volumes (..., depth, height, width)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...gradient_names import named
from ...ops.later.padding import ConstantPadNdBackward0
from ...ops.later.pooling import (
    AdaptiveMaxPool3DBackward0,
    AvgPool3DBackward0,
    MaxPool3DWithIndicesBackward0,
)
from ...ops.later.windows import Sizes, windows
from ...record import unary
from ...tensor import Tensor, wrap
from ..arguments import tensor_argument
from ..shape import stack
from .convolution import convolved, transposed
from .pooling import largest, to_last_window
from .windows import each_of


def conv3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    dilation: Any = 1, groups: int = 1,
) -> Tensor:
    """Volumes (n, channels, depth, height, width), or one, convolved as `conv2d` does.

    Raises RuntimeError for sizes or dtypes that do not fit.
    """
    return convolved(input, weight, bias, stride, padding, dilation, groups, 3)


def conv_transpose3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Tensor:
    """The gradient of a convolution with (channels, outputs, *kernel), as a layer."""
    return transposed(input, weight, bias, stride, padding, output_padding, groups, dilation, 3)


def max_pool3d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
    ceil_mode: bool = False, return_indices: bool = False,
) -> Any:
    """The largest element of each window; with return_indices also its place, counted through the
    volume. Raises RuntimeError as `avg_pool3d` does.
    """
    x, gaps = checked(input, "max_pool3d"), each_of(dilation, 3)
    kernel, steps, edges, extra = options(x, kernel_size, stride, padding, gaps, ceil_mode)
    sizes = x._array.shape[-3:]
    padded = ConstantPadNdBackward0.forward(x._array, border(edges, extra), -np.inf)
    check_size(x, padded.shape, kernel, gaps)
    key = windows(padded.shape, kernel, steps, gaps)
    parts = padded[key]
    best = parts.reshape(*parts.shape[:-6], -1, *parts.shape[-3:]).argmax(-4)
    grid = np.ogrid[tuple(slice(size) for size in best.shape)]
    places = []
    for axis, inside in enumerate(np.unravel_index(best, kernel)):
        starts = key[1 + axis].reshape(kernel[axis], -1)
        places.append(starts[inside, grid[axis - 3]] - edges[axis])
    result = unary(MaxPool3DWithIndicesBackward0, x, (*grid[:-3], *places))
    if not return_indices:
        return result
    return result, wrap(dtypes.as_int64(np.ravel_multi_index(tuple(places), sizes)))


def avg_pool3d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True, divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window. Raises RuntimeError for another number of dimensions, for a padding
    of more than half the window, or if nothing is left.
    """
    x, gaps = checked(input, "avg_pool3d"), (1, 1, 1)
    kernel, steps, edges, extra = options(x, kernel_size, stride, padding, gaps, ceil_mode)
    sizes, kind = x._array.shape[-3:], x._array.dtype.type
    counts: Any = kind(divisor_override or math.prod(kernel))
    if divisor_override is None and (any(extra) or (any(edges) and not count_include_pad)):
        inside = [(edge, edge) for edge in edges]
        counted = np.pad(np.ones(sizes), inside, constant_values=float(count_include_pad))
        counted = np.pad(counted, [(0, number) for number in extra])
        counts = counted[windows(counted.shape, kernel, steps)].sum((-6, -5, -4)).astype(kind)
    widths = border(edges, extra)
    shape = [size + 2 * edge + number for size, edge, number in zip(sizes, edges, extra,
                                                                    strict=True)]
    if any(one < width for one, width in zip(shape, kernel, strict=True)):
        labels = [" ".join(f"{letter}: {number}" for letter, number in zip(letters, n, strict=True))
                  for letters, n in (("THW", sizes), (("kT", "kH", "kW"), kernel))]
        raise RuntimeError(
            f"input image ({labels[0]}) smaller than kernel size ({labels[1]})")
    return unary(AvgPool3DBackward0, x, kernel, steps, widths, counts)


def sizes_for(x: Tensor, output_size: Any) -> tuple[int, ...]:
    """The wanted depth, height and width; None keeps that of the input."""
    wanted = output_size if isinstance(output_size, (tuple, list)) else (output_size,) * 3
    return tuple(own if one is None else int(one)
                 for own, one in zip(x._array.shape[-3:], wanted, strict=True))


def adaptive_max_pool3d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest elements of so many parts of volumes."""
    x = tensor_argument(input, "adaptive_max_pool3d")
    return largest(AdaptiveMaxPool3DBackward0, x, sizes_for(x, output_size), return_indices)


def adaptive_avg_pool3d(input: Tensor, output_size: Any) -> Tensor:
    """The means of so many parts of volumes; None keeps a size."""
    x = tensor_argument(input, "adaptive_avg_pool3d")
    sizes, new = x._array.shape[-3:], sizes_for(x, output_size)
    if new == (1, 1, 1):
        return x.mean((-1, -2, -3), keepdim=True)
    cells = []
    for place in np.ndindex(new):
        block = tuple(slice(i * size // number, -(-(i + 1) * size // number))
                      for i, size, number in zip(place, sizes, new, strict=True))
        cells.append(x[(..., *block)].mean((-1, -2, -3)))
    found: Tensor = stack(cells, -1).view(*x.shape[:-3], *new)
    return named(found, "AdaptiveAvgPool3DBackward0")


def checked(input: Any, name: str) -> Tensor:
    x = tensor_argument(input, name)
    if x.ndim not in (4, 5):
        raise RuntimeError("non-empty 4D or 5D (batch mode) tensor expected for input")
    return x


def options(
    x: Tensor, kernel_size: Any, stride: Any, padding: Any, gaps: Sizes, ceil_mode: bool
) -> tuple[Sizes, Sizes, Sizes, Sizes]:
    """The windows, their steps, the padding, and how much more there is at the ends."""
    kernel, edges = each_of(kernel_size, 3), each_of(padding, 3)
    steps = kernel if stride is None or stride == [] else each_of(stride, 3)
    if 0 in steps:
        raise RuntimeError("stride should not be zero")
    if any(edge > width // 2 for edge, width in zip(edges, kernel, strict=True)):
        raise RuntimeError(
            "pad should be at most half of effective kernel size, but got"
            f" pad={max(edges)}, kernel_size={max(kernel)} and dilation={max(gaps)}")
    extra = tuple(
        to_last_window(size, width, step, edge, gap, ceil_mode)
        for size, width, step, edge, gap in zip(
            x._array.shape[-3:], kernel, steps, edges, gaps, strict=True))
    return kernel, steps, edges, extra


def border(edges: Sizes, extra: Sizes) -> Sizes:
    """The padding as widths for ConstantPadNdBackward0."""
    return tuple(width for edge, number in zip(edges[::-1], extra[::-1], strict=True)
                 for width in (edge, edge + number))


def check_size(x: Tensor, padded: Any, kernel: Sizes, gaps: Sizes) -> None:
    """Raise PyTorch's error if volumes are smaller than a window."""
    size = [max(n - gap * (width - 1), 0)
            for n, width, gap in zip(padded[-3:], kernel, gaps, strict=True)]
    if min(size) < 1:
        channels, *sizes = x._array.shape[-4:]
        raise RuntimeError(
            f"Given input size: ({'x'.join(map(str, (channels, *sizes)))}). Calculated output size:"
            f" ({'x'.join(map(str, (channels, *size)))}). Output size is too small")
