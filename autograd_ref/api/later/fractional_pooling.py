"""Pooling of images and volumes by windows that lie at random places."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...ops.later.pooling import FractionalMaxPool2DBackward0, FractionalMaxPool3DBackward0
from ...record import unary
from ...tensor import Tensor, wrap
from ..arguments import tensor_argument
from ..random import rand

SIDES = ("time", "height", "width")


def starts(sample: Any, size: int, number: int, width: int) -> Any:
    """Where so many windows of one row begin. `sample`: a random number for each row."""
    if number < 1:
        return np.zeros((*sample.shape, 0), np.int64)
    last = np.full((*sample.shape, 1), size - width)
    if number == 1:
        return last
    kind = sample.dtype.type
    step = kind(size - width) / kind(number - 1)
    places = ((np.arange(number - 1, dtype=kind) + sample[..., None]) * step).astype(np.int64)
    return np.concatenate([places - (sample * step).astype(np.int64)[..., None], last], -1)


def all_sizes(value: Any, rank: int, function: str, name: str) -> tuple[Any, ...]:
    """One size for each dimension, of one for all or of as many."""
    if not isinstance(value, (tuple, list)):
        return (value,) * rank
    if len(value) not in (1, rank):
        raise RuntimeError(f"{function}: {name} must either be a single Int or tuple of Ints")
    return tuple(value) * (rank // len(value))


def check_samples(samples: Tensor, x: Tensor, rank: int, channels: int) -> None:
    """Raise RuntimeError for random numbers that do not fit an input, or an empty input."""
    for place in range(x.ndim - rank - 1, x.ndim):
        if not x.size(place):
            raise RuntimeError(
                f"fractional_max_pool{rank}d(): Expected input to have non-zero size for non-batch"
                f" dimensions, but got{list(x.shape)} with dimension {place} being empty.")
    if samples.dtype is not x.dtype:
        raise RuntimeError("Expect _random_samples to have the same dtype as input")
    if samples.ndim != 3:
        raise RuntimeError(f"Expect _random_samples to have 3 dimensions, got {samples.ndim}")
    if x.ndim == rank + 2 and samples.size(0) < x.size(0):
        raise RuntimeError("Expect _random_samples.size(0) no less then input batch size.")
    if samples.size(1) != channels:
        raise RuntimeError("Expect _random_samples.size(1) equals to input channel size.")
    if samples.size(2) != rank:
        raise RuntimeError(f"Expect _random_samples.size(2) equals to {rank}; got"
                           f" {samples.size(2)}.")


def pooled(op: type[Node], rank: int, input: Tensor, kernel_size: Any, output_size: Any,
           output_ratio: Any, return_indices: bool, samples: Tensor | None) -> Any:
    """The largest element of each of so many windows, and with return_indices its place."""
    function = f"fractional_max_pool{rank}d"
    x = tensor_argument(input, function)
    if output_size is None and output_ratio is None:
        raise ValueError(
            f"{function} requires specifying either an output_size or an output_ratio")
    if output_size is None:
        ratios = all_sizes(output_ratio, rank, function, "output_ratio")
        output_size = [int(x.size(d - rank) * ratio) for d, ratio in enumerate(ratios)]
    channels = x.size(-rank - 1)
    if samples is None:
        batch = 1 if x.ndim == rank + 1 else x.size(0)
        samples = rand(batch, channels, rank, dtype=x.dtype)
    wanted = all_sizes(output_size, rank, function, "output_size")
    kernel = all_sizes(kernel_size, rank, function, "kernel_size")
    check_samples(samples, x, rank, channels)
    front, sizes = x._array.shape[:-rank], x._array.shape[-rank:]
    for side, size, width, number in zip(SIDES[-rank:], sizes, kernel, wanted, strict=True):
        if number + width - 1 > size:
            called = f"{function}()" if rank == 2 else f"{function}_out()"
            raise RuntimeError(
                f"{called}: pool {side} {width} too large relative to input {side} {size}")
    drawn = samples._array[: x.size(0)].reshape(*front, rank) if x.ndim == rank + 2 else (
        samples._array[0])
    drawn = drawn[..., ::-1] if rank == 2 else drawn  # of images the width comes first
    grid = np.ix_(*map(range, front))
    windows: list[Any] = []
    for d, (size, width, number) in enumerate(zip(sizes, kernel, wanted, strict=True)):
        rows = starts(drawn[..., d], size, number, width)[..., None] + np.arange(width)
        shape = [1] * 2 * rank
        shape[d], shape[rank + d] = number, width
        windows.append(rows.reshape(*front, *shape))
    spread = tuple(one.reshape(*one.shape, *(1,) * 2 * rank) for one in grid)
    each = math.prod(kernel)
    held = x._array[(*spread, *windows)].reshape(*front, *wanted, each)
    largest = held.argmax(-1)[..., None]
    places = tuple(
        np.take_along_axis(
            np.broadcast_to(rows, (*front, *wanted, *kernel)).reshape(held.shape), largest, -1
        )[..., 0] for rows in windows)
    result = unary(op, x, (*(one.reshape(*one.shape, *(1,) * rank) for one in grid), *places))
    if return_indices:
        return result, wrap(dtypes.as_int64(np.ravel_multi_index(places, sizes)))
    return result


def fractional_max_pool2d(
    input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
    return_indices: bool = False, _random_samples: Tensor | None = None,
) -> Any:
    """The largest elements of windows at random places of images (..., height, width). The number
    of windows is output_size, or output_ratio times the size.

    Raises ValueError without either, RuntimeError for windows that do not fit.
    """
    return pooled(FractionalMaxPool2DBackward0, 2, input, kernel_size, output_size, output_ratio,
                  return_indices, _random_samples)


def fractional_max_pool3d(
    input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
    return_indices: bool = False, _random_samples: Tensor | None = None,
) -> Any:
    """`fractional_max_pool2d` of volumes (..., depth, height, width)."""
    return pooled(FractionalMaxPool3DBackward0, 3, input, kernel_size, output_size, output_ratio,
                  return_indices, _random_samples)
