"""Convolution of rows and images, forwards and backwards, and their windows as columns."""

from __future__ import annotations

import math
from typing import Any

from ...dtypes import float32
from ...gradient_names import named
from ...messages import full_tensor_type
from ...ops.later.convolution import (
    Col2ImBackward0,
    Convolution1d,
    ConvolutionBackward0,
    Im2ColBackward0,
    Transposed,
)
from ...ops.later.padding import ConstantPadNdBackward0
from ...ops.later.windows import Sizes
from ...record import apply, unary
from ...tensor import Tensor
from ..absent import refuse
from ..arguments import SCALARS, check_dtypes, tensor_argument
from ..once import warn_once
from ..shape import squeeze, unsqueeze
from .windows import each_of, flat, single, two_of

COPIED = ("Using padding='same' with even kernel lengths and odd dilation may require a zero-padded"
          " copy of the input be created")


def check_bias(x: Tensor, bias: Any) -> None:
    """Raise PyTorch's error for a bias in another dtype than the input."""
    if isinstance(bias, Tensor) and bias._array.dtype is not x._array.dtype:
        raise RuntimeError(
            f"Input type ({x.dtype.c_name}) and bias type ({bias.dtype.c_name}) should be the same")


def check_weight(x: Tensor, weight: Tensor, groups: int = 1, transposed: bool = False) -> None:
    """Raise PyTorch's error for a weight in another dtype than a batch of inputs. It depends on
    which library convolves: in float32 one for large inputs.
    """
    if x._array.dtype is weight._array.dtype:
        return
    many = x._array.shape[0] > 1 or groups > 1 or x._array.size > 20_480 or min(
        weight._array.shape[2:]) > 3
    if many and x.dtype is float32 and not transposed:
        raise RuntimeError(
            f"Input type ({full_tensor_type(x.dtype)}) and weight type"
            f" ({full_tensor_type(weight.dtype)}) should be the same or input should be a MKLDNN"
            " tensor and weight is a dense tensor")
    check_dtypes(SCALARS, x, weight)


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
    check_bias(x, bias)
    if x._array.ndim == rank + 1:
        batch = unsqueeze(x, 0)
        return squeeze(
            convolved(batch, weight, bias, stride, padding, dilation, groups, rank), 0)
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
    check_weight(x, weight, groups)
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
        warn_once(COPIED, stacklevel=4)
        widths = tuple(number for width in reversed(reach) for number in (0, width % 2))
        x = unary(ConstantPadNdBackward0, x, widths, 0)
    return x, tuple(width // 2 for width in reach)


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
    check_bias(x, bias)
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
    check_weight(x, weight, groups)
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
        warn_once(COPIED, stacklevel=3)
        x = unary(ConstantPadNdBackward0, x, (0, 1), 0)
    return x, (0, reach // 2)


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
    check_weight(x, weight, transposed=True)
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


def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
           ) -> Tensor:
    """The windows of images (n, channels, height, width) as columns."""
    x = input if input.ndim == 4 else unsqueeze(input, 0)
    found = unary(Im2ColBackward0, x, two_of(kernel_size), two_of(stride), two_of(padding),
                  two_of(dilation))
    return found if input.ndim == 4 else squeeze(found, 0)


def fold(input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0,
         stride: Any = 1) -> Tensor:
    """The sums of columns in the places of images of this size."""
    x = input if input.ndim == 3 else unsqueeze(input, 0)
    kernel = two_of(kernel_size)
    shape = (x._array.shape[0], x._array.shape[1] // math.prod(kernel), *two_of(output_size))
    found = unary(Col2ImBackward0, x, shape, kernel, two_of(stride), two_of(padding),
                  two_of(dilation))
    return found if input.ndim == 3 else squeeze(found, 0)
