"""Normalisation over a batch, a layer, groups of channels, and each channel."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...dtypes import float16, float32
from ...node import count_change
from ...ops.later.normalisation import (
    NativeBatchNormBackward0,
    NativeGroupNormBackward0,
    NativeLayerNormBackward0,
    moments,
)
from ...record import apply
from ...rounding.fused import rounded_once
from ...tensor import Tensor
from ..arguments import SCALARS, check_dtypes, tensor_argument
from ..reduction import mean
from ..shape import reshape, unsqueeze
from .elementwise import rsqrt
from .padding import pad
from .pooling import avg_pool2d


def check_mixed(x: Tensor, *parameters: Tensor | None) -> None:
    """Raise PyTorch's error for parameters in another dtype than the input; those in float32 go
    with an input in float16.
    """
    held = [each for each in parameters if each is not None]
    if held and held[0]._array.dtype is not x._array.dtype:
        if any(each.dtype is not float32 for each in held):
            raise RuntimeError("mixed dtype (CPU): expect parameter to have scalar type of Float")
        if x.dtype is not float16:
            raise RuntimeError("mixed dtype (CPU): all inputs must share same datatype.")
    elif held:
        for each in held:
            check_dtypes(SCALARS, x, each)


def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    weight: Tensor | None = None, bias: Tensor | None = None, training: bool = False,
    momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:
    """Each channel, dimension 1, with mean 0 and variance 1 over the batch, or by the running
    statistics, which training moves towards those of the batch.

    Raises ValueError for one value per channel in training, and for an eps that is not positive.
    """
    shape = tensor_argument(input, "batch_norm")._array.shape
    if training and math.prod(shape) // max(shape[1], 1) <= 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}"
        )
    if eps <= 0 if training else eps < 0:
        wanted = "positive during training" if training else "non-negative"
        raise ValueError(f"batch_norm eps must be {wanted}, but got {eps}")
    return normal_channels(
        input, running_mean, running_var, weight, bias, training, momentum, eps)


def normal_channels(
    x: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None,
    bias: Tensor | None, training: bool, momentum: float, eps: float,
) -> Tensor:
    """`batch_norm` of a batch that is large enough."""
    shape = x._array.shape
    dims = tuple(d for d in range(len(shape)) if d != 1)
    count = x._array.size // max(shape[1], 1)
    for name, each in (("running_mean", running_mean), ("running_var", running_var),
                       ("weight", weight), ("bias", bias)):
        if each is not None and each._array.size != shape[1]:
            raise RuntimeError(
                f"{name} should contain {shape[1]} elements not {each._array.size}")
    if x._array.dtype.kind != "f":
        raise NotImplementedError(f"\"batch_norm\" not implemented for '{x.dtype.type_name}'")
    check_mixed(x, weight, bias, running_mean, running_var)
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
        move_running(running_mean, mean, momentum, False)
        move_running(running_var, variance, momentum, len(shape) == 2)
    return apply(
        NativeBatchNormBackward0, (x, weight, bias), dims, broadcast, eps, statistics)


def move_running(running: Tensor, value: Any, momentum: float, once: bool) -> None:
    """Move a running statistic towards a value; `once` says that multiplying and adding rounds
    once.
    """
    number = running._array.dtype.type
    kept = running._array * number(1 - momentum)
    moved = rounded_once(value, number(momentum), kept) if once else value * number(momentum) + kept
    running._array[...] = moved
    count_change(running)


def check_shape_of(parameter: tuple[str, Tensor | None], shape: tuple[int, ...]) -> None:
    """Raise PyTorch's error for a parameter that has not the normalised shape."""
    name, held = parameter
    if held is not None and held._array.shape != shape:
        raise RuntimeError(
            f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape"
            f" {list(held._array.shape)} and normalized_shape = {list(shape)}")


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
    check_shape_of(("weight", weight), last)
    check_shape_of(("bias", bias), last)
    shape, front = x._array.shape, x._array.ndim - len(last)
    if shape[front:] != last:
        raise RuntimeError(
            f"Given normalized_shape={list(last)}, expected input with shape"
            f" [*, {', '.join(map(str, last))}], but got input of size{list(shape)}"
        )
    check_mixed(x, weight, bias)
    dims = tuple(range(front, len(shape)))
    return apply(NativeLayerNormBackward0, (x, weight, bias), dims, (*(1,) * front, *last), eps,
                 None)


def group_norm(input: Tensor, num_groups: int, weight: Tensor | None = None,
               bias: Tensor | None = None, eps: float = 1e-5) -> Tensor:
    """Groups of channels with mean 0 and variance 1, in each of a batch.

    Raises RuntimeError if the groups do not divide the channels.
    """
    x = tensor_argument(input, "group_norm")
    if x.ndim < 2:
        raise RuntimeError(
            f"Expected at least 2 dimensions for input tensor but received {x.ndim}")
    channels = x.shape[1]
    if channels % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of"
            f" shape {list(x._array.shape)} and num_groups={num_groups}")
    for name, each in (("weight", weight), ("bias", bias)):
        if each is not None and each._array.shape != (channels,):
            shown = bias if weight is None else weight  # as PyTorch has it
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input,"
                f" but got {name} of shape {list(shown.shape) if shown is not None else []} and"
                f" input of shape {list(x._array.shape)}")
    check_mixed(x, weight, bias)
    return apply(NativeGroupNormBackward0, (x, weight, bias), num_groups, eps)


def instance_norm(
    input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None,
    weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: bool = True,
    momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:
    """Each channel with mean 0 and variance 1, in each of a batch; without use_input_stats, with
    the running mean and variance, which it else moves towards those found.
    """
    n, channels, *rest = input.shape
    if use_input_stats and math.prod(rest) == 1:
        raise ValueError(
            "Expected more than 1 spatial element when training, got input size"
            f" {input.shape}")
    running = running_mean, running_var
    if not use_input_stats and any(x is None for x in running):
        raise RuntimeError(
            "Expected running_mean and running_var to be defined when use_input_stats is false")
    moved_mean, moved_var, scale, shift = (
        x if x is None else x.repeat(n) for x in (*running, weight, bias))
    found = normal_channels(reshape(input, (1, n * channels, *rest)), moved_mean, moved_var, scale,
                            shift, use_input_stats, momentum, eps)
    for own, moved in zip(running, (moved_mean, moved_var), strict=True):
        if own is not None and moved is not None:
            own.copy_(moved.view(n, channels).mean(0))
    return reshape(found, (n, channels, *rest))


def rms_norm(input: Tensor, normalized_shape: Any, weight: Tensor | None = None,
             eps: float | None = None) -> Tensor:
    """x / sqrt(mean(x**2) + eps) over the last dimensions."""
    last = tuple(normalized_shape)
    check_shape_of(("weight", weight), last)
    dims = tuple(range(input.ndim - len(last), input.ndim))
    if tuple(input.shape[len(input.shape) - len(last):]) != last:
        raise RuntimeError(
            f"Given normalized_shape={list(last)}, expected input with shape"
            f" [*{', '.join(map(str, last))}], but got input of size{list(input.shape)}")
    least = float(np.finfo(input._array.dtype).eps) if eps is None else eps
    squares = mean(input**2, dims, keepdim=True) + least
    result: Tensor = input * rsqrt(squares)
    return result if weight is None else result * weight


def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75,
                        k: float = 1.0) -> Tensor:
    """x divided by a power of the mean square of `size` neighbouring channels."""
    squares = unsqueeze(input * input, 1)
    flat = reshape(squares, (input.shape[0], 1, input.shape[1], -1))
    wide = pad(flat, (0, 0, size // 2, (size - 1) // 2))
    means = reshape(avg_pool2d(wide, (size, 1), 1), tuple(input.shape))
    result: Tensor = input / (means * alpha + k) ** beta
    return result
