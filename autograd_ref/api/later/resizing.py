"""Resizing, pooling to a size, convolution in one dimension and backwards, windows and borders.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ... import dtypes
from ...gradient_names import named
from ...node import Node
from ...ops.indexing import MaxUnpool2DBackward0
from ...ops.later import resizing as ops
from ...ops.later.images import Convolution1d, Transposed
from ...ops.shape import ConstantPadNdBackward0
from ...record import apply, unary
from ...tensor import Tensor, wrap
from ..absent import refuse
from ..arguments import tensor_argument
from ..shape import squeeze, unsqueeze
from .images import COPIED, avg_pool2d, each_of, max_pool2d, pair

# One dimension: an image of height 1.


def single(value: Any) -> int:
    """One number, or a tuple of one."""
    return value if isinstance(value, int) else int(value[0])


def flat(value: Any, along: int) -> Any:
    """A number for the width of an image of height 1."""
    return value if isinstance(value, str) else (along, single(value))


def conv1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    dilation: Any = 1, groups: int = 1,
) -> Tensor:
    """Rows (n, channels, length), or one row, convolved with (outputs, channels, width).

    Raises RuntimeError for sizes that do not fit.
    """
    x = tensor_argument(input, "conv1d")
    if x.ndim not in (2, 3):
        raise RuntimeError(
            "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size:"
            f" {list(x._array.shape)}")
    channels, wanted = x._array.shape[-2], weight._array.shape[1] * groups
    if channels != wanted:
        raise RuntimeError(
            f"Given groups={groups}, weight of size {list(weight._array.shape)}, expected"
            f" input{list(x._array.shape if x.ndim == 3 else (1, *x._array.shape))} to have"
            f" {wanted} channels, but got {channels} channels instead")
    if x.ndim == 2:
        return squeeze(conv1d(unsqueeze(x, 0), weight, bias, stride, padding, dilation, groups), 0)
    step, gap, width = flat(stride, 1), flat(dilation, 1), weight._array.shape[2]
    if single(stride) <= 0:
        raise RuntimeError("non-positive stride is not supported")
    x, edge = row_with_padding(x, padding, single(stride), gap[1] * (width - 1))
    if x._array.shape[2] + 2 * edge[1] < gap[1] * (width - 1) + 1:
        raise RuntimeError(
            f"Calculated padded input size per channel: ({x._array.shape[2] + 2 * edge[1]})."
            f" Kernel size: ({gap[1] * (width - 1) + 1}). Kernel size can't be greater than actual"
            " input size")
    return apply(Convolution1d, (x, weight, bias), step, edge, gap, groups)


def row_with_padding(x: Tensor, padding: Any, stride: int, reach: int
                     ) -> tuple[Tensor, tuple[int, int]]:
    """The input, and its padding as that of an image of height 1; "same" keeps the length."""
    if not isinstance(padding, str):
        return x, flat(padding, 0)
    if padding == "valid":
        return x, (0, 0)
    if stride != 1:
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    if reach % 2:  # the extra element goes to the end
        warnings.warn(COPIED, UserWarning, stacklevel=3)
        x = unary(ConstantPadNdBackward0, x, (0, 1), 0)
    return x, (0, reach // 2)


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
    kernel, edge = pair(kernel_size), pair(padding)
    step = pair(stride) if stride else kernel
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


def lp_pool2d(
    input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False,
) -> Tensor:
    """The p-norm of each window: the root of the sum of powers."""
    height, width = pair(kernel_size)
    mean = avg_pool2d(input.pow(norm_type), (height, width), stride, 0, ceil_mode)
    return (mean.sign() * mean.abs().relu()).mul(height * width).pow(1.0 / norm_type)


def lp_pool1d(
    input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False,
) -> Tensor:
    """The p-norm of each window along the last dimension."""
    width = single(kernel_size)
    mean = avg_pool1d(input.pow(norm_type), width, stride, 0, ceil_mode)
    return (mean.sign() * mean.abs().relu()).mul(width).pow(1.0 / norm_type)


def avg_pool1d(
    input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of each window along the last dimension."""
    step = None if stride is None else flat(stride, 1)
    return squeeze(avg_pool2d(unsqueeze(input, -2), flat(kernel_size, 1), step, flat(padding, 0),
                              ceil_mode, count_include_pad), -2)


# Convolution backwards.


def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Tensor:
    """The gradient of a convolution with (channels, outputs, *kernel), as a layer."""
    return transposed(input, weight, bias, stride, padding, output_padding, groups, dilation, 2)


def transposed(
    input: Tensor, weight: Tensor, bias: Tensor | None, stride: Any, padding: Any,
    output_padding: Any, groups: int, dilation: Any, rank: int,
) -> Tensor:
    """`conv_transpose2d`, or `conv_transpose3d` for rank 3."""
    x = tensor_argument(input, f"conv_transpose{rank}d")
    refuse(f"nn.functional.conv_transpose{rank}d", 1, groups=groups)
    if x.ndim == rank + 1:
        return squeeze(transposed(unsqueeze(x, 0), weight, bias, stride, padding, output_padding,
                                  groups, dilation, rank), 0)
    shape, kernel = x._array.shape, weight._array.shape
    if shape[1] != kernel[0]:
        raise RuntimeError(
            f"Given transposed=1, weight of size {list(kernel)}, expected input{list(shape)} to"
            f" have {kernel[0]} channels, but got {shape[1]} channels instead")
    step, edge, gap, extra = (
        each_of(v, rank) for v in (stride, padding, dilation, output_padding))
    size = tuple(
        (shape[2 + d] - 1) * step[d] - 2 * edge[d] + gap[d] * (kernel[2 + d] - 1) + extra[d] + 1
        for d in range(rank))
    return apply(Transposed, (x, weight, bias), (shape[0], kernel[1], *size), step, edge, gap)


def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
    output_padding: Any = 0, groups: int = 1, dilation: Any = 1,
) -> Tensor:
    """`conv_transpose2d` in one dimension."""
    found = squeeze(conv_transpose2d(
        unsqueeze(input, -2), unsqueeze(weight, -2), bias, flat(stride, 1), flat(padding, 0),
        flat(output_padding, 0), groups, flat(dilation, 1)), -2)
    return named(found, "ConvolutionBackward0")


# Pooling to a size.


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
    return unary(ops.AdaptiveAvgPool2DBackward0, x, down, across)


def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """The means of so many parts of the last dimension."""
    return squeeze(adaptive_avg_pool2d(unsqueeze(input, -2), (1, single(output_size))), -2)


def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest elements of so many parts of images (..., height, width)."""
    x = tensor_argument(input, "adaptive_max_pool2d")
    height, width = sizes_for(x, output_size)
    front = x._array.shape[:-2]
    rows = np.zeros((*front, height, width), np.int64)
    columns = rows.copy()
    down, across = bins(x._array.shape[-2], height), bins(x._array.shape[-1], width)
    for i, j in np.ndindex(height, width):
        places = np.flatnonzero(down[i]), np.flatnonzero(across[j])
        block = x._array[..., places[0], :][..., places[1]].reshape(*front, -1)
        row, column = np.divmod(block.argmax(-1), len(places[1]))
        rows[..., i, j], columns[..., i, j] = places[0][row], places[1][column]
    grid = np.ogrid[tuple(slice(size) for size in rows.shape)]
    result = unary(ops.AdaptiveMaxPool2DBackward0, x, (*grid[:-2], rows, columns))
    if return_indices:
        return result, wrap(dtypes.as_int64(rows * x._array.shape[-1] + columns))
    return result


def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest elements of so many parts of the last dimension."""
    found = adaptive_max_pool2d(unsqueeze(input, -2), (1, single(output_size)), return_indices)
    return tuple(squeeze(one, -2) for one in found) if return_indices else squeeze(found, -2)


# Resizing.


def interpolate(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
    align_corners: bool | None = None, recompute_scale_factor: Any = None, antialias: bool = False,
) -> Tensor:
    """Rows (n, channels, length) or images (n, channels, height, width) in another size.

    Raises ValueError for other than one of size and scale_factor.
    """
    x = tensor_argument(input, "interpolate")
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear"
            " | bicubic | trilinear")
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    if recompute_scale_factor and size is not None:
        raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
    if antialias and not (mode in ("bilinear", "bicubic") and x.ndim == 4):
        raise ValueError("Anti-alias option is restricted to bilinear, bicubic, and lanczos modes"
                         " and requires a 4-D tensor as input")
    refuse("nn.functional.interpolate", False, antialias=antialias)
    ranks = {"linear": 3, "bilinear": 4, "bicubic": 4}
    if x.ndim not in (3, 4) or ranks.get(mode, x.ndim) != x.ndim:
        raise NotImplementedError(
            "Input Error: Only 3D, 4D and 5D input Tensors supported (got"
            f" {x.ndim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear |"
            f" lanczos | area | nearest-exact (got {mode})")
    old = x._array.shape[2:]
    scales: Any = [None] * len(old)
    if scale_factor is not None:
        scales = scale_factor if isinstance(scale_factor, (tuple, list)) else (
            [scale_factor] * len(old))
        new = [math.floor(n * float(s)) for n, s in zip(old, scales, strict=True)]
    else:
        new = list(size) if isinstance(size, (tuple, list)) else [size] * len(old)
    if mode == "area":
        return adaptive_avg_pool2d(x, new) if x.ndim == 4 else adaptive_avg_pool1d(x, new[0])
    steps = [n / m if s is None or recompute_scale_factor else 1 / s
             for n, m, s in zip(old, new, scales, strict=True)]
    if mode in ("nearest", "nearest-exact"):
        shift = 0.5 if mode == "nearest-exact" else 0.0
        places = [np.minimum(np.floor((np.arange(m) + shift) * step).astype(np.int64), n - 1)
                  for n, m, step in zip(old, new, steps, strict=True)]
        key = (..., *np.ix_(*places))
        nearest: Any = ops.UpsampleNearest2DBackward0 if x.ndim == 4 else (
            ops.UpsampleNearest1DBackward0)
        return unary(nearest, x, key)
    weights = [between(n, m, step, bool(align_corners), mode == "bicubic").astype(x._array.dtype)
               for n, m, step in zip(old, new, steps, strict=True)]
    if x.ndim == 3:
        return unary(ops.UpsampleLinear1DBackward0, x, None, weights[0])
    op: Any = ops.UpsampleBicubic2DBackward0 if mode == "bicubic" else (
        ops.UpsampleBilinear2DBackward0)
    return unary(op, x, *weights)


upsample = interpolate


def between(size: int, number: int, step: float, corners: bool, cubic: bool) -> Any:
    """The weights of numbers between neighbours: (number, size)."""
    if corners:
        at = np.arange(number) * ((size - 1) / (number - 1) if number > 1 else 0.0)
    else:
        at = (np.arange(number) + 0.5) * step - 0.5
        at = at if cubic else np.maximum(at, 0)
    low = np.floor(at).astype(np.int64)
    share = at - low
    out = np.zeros((number, size))
    parts = cubic_parts(share) if cubic else {0: 1 - share, 1: share}
    for offset, weight in parts.items():
        np.add.at(out, (np.arange(number), np.clip(low + offset, 0, size - 1)), weight)
    return out


def cubic_parts(t: Any, a: float = -0.75) -> dict[int, Any]:
    """The weights of four neighbours in cubic convolution (Keys, 1981)."""

    def near(x: Any) -> Any:
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x: Any) -> Any:
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return {-1: far(t + 1), 0: near(t), 1: near(1 - t), 2: far(2 - t)}


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels (n * r * r) as images r times as large.

    Raises RuntimeError if the channels do not divide.
    """
    channels, square = input._array.shape[-3], upscale_factor**2
    if channels % square:
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of"
            f" upscale_factor, but input.size(-3)={channels} is not divisible by {square}")
    return unary(ops.PixelShuffleBackward0, input, upscale_factor)


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Images as r * r times as many channels."""
    return unary(ops.PixelUnshuffleBackward0, input, downscale_factor)


# Windows and borders.


def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
           ) -> Tensor:
    """The windows of images (n, channels, height, width) as columns."""
    x = input if input.ndim == 4 else unsqueeze(input, 0)
    found = unary(ops.Im2ColBackward0, x, pair(kernel_size), pair(stride), pair(padding),
                  pair(dilation))
    return found if input.ndim == 4 else squeeze(found, 0)


def fold(input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0,
         stride: Any = 1) -> Tensor:
    """The sums of columns in the places of images of this size."""
    x = input if input.ndim == 3 else unsqueeze(input, 0)
    kernel = pair(kernel_size)
    shape = (x._array.shape[0], x._array.shape[1] // math.prod(kernel), *pair(output_size))
    found = unary(ops.Col2ImBackward0, x, shape, kernel, pair(stride), pair(padding),
                  pair(dilation))
    return found if input.ndim == 3 else squeeze(found, 0)


BORDERS: dict[str, tuple[str, type[Node], type[Node]]] = {
    "reflect": ("reflect", ops.ReflectionPad1DBackward0, ops.ReflectionPad2DBackward0),
    "replicate": ("edge", ops.ReplicationPad1DBackward0, ops.ReplicationPad2DBackward0),
    "circular": ("wrap", ops.Circular, ops.Circular),
}


def bordered(x: Tensor, widths: list[int], mode: str) -> Tensor:
    """`pad` with a mode: the last dimensions continued beyond their ends."""
    if mode not in BORDERS:
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    number = len(widths) // 2
    if x.ndim not in (number + 1, number + 2):
        raise NotImplementedError(
            f"Padding size {len(widths)} is not supported for {x.ndim}D input tensor.\n"
            "Supported combinations for non-constant padding:\n"
            "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
            "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
            "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)")
    name, *kinds = BORDERS[mode]
    places = []
    for back in range(number, 0, -1):
        before, after = widths[2 * back - 2], widths[2 * back - 1]
        size = x._array.shape[-back]
        if mode == "reflect" and max(before, after) >= size:
            raise RuntimeError(
                "Argument #4: Padding size should be less than the corresponding input dimension,"
                f" but got: padding ({before}, {after}) at dimension {x.ndim - back} of input"
                f" {list(x._array.shape)}")
        cut = slice(max(-before, 0), size - max(-after, 0))
        mode_of_numpy: Any = name
        places.append(np.pad(np.arange(size)[cut], (max(before, 0), max(after, 0)), mode_of_numpy))
    return unary(kinds[number > 1], x, (..., *np.ix_(*places)))
