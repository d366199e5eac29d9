"""The windows of rows, images and volumes, over which convolution and pooling go."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...record import call
from ..indexing import PlaceBackward0, TakeBackward0
from .padding import ConstantPadNdBackward0

Pair = tuple[int, int]
Sizes = tuple[int, ...]  # a number for each dimension of images, or of volumes


def windows(
    shape: tuple[int, ...], kernel: Sizes, stride: Sizes, dilation: Sizes | None = None
) -> tuple[Any, ...]:
    """The NumPy index of all windows of images: it gives (..., *kernel, rows, columns); of volumes
    (..., *kernel, layers, rows, columns).
    """
    rank, found = len(kernel), []
    gaps = dilation or (1,) * rank
    for place, (size, width, step, gap) in enumerate(
            zip(shape[-rank:], kernel, stride, gaps, strict=True)):
        starts = np.arange((size - gap * (width - 1) - 1) // step + 1) * step
        form = [1] * (2 * rank)
        form[place], form[rank + place] = width, len(starts)
        found.append((np.arange(width)[:, None] * gap + starts).reshape(form))
    return (..., *found)


def around(padding: Sizes) -> tuple[int, ...]:
    """The padding of height and width as widths for ConstantPadNdBackward0."""
    return tuple(width for edge in reversed(padding) for width in (edge, edge))


def unfolded(
    x: Any, kernel: Any, stride: Sizes, padding: Sizes, dilation: Sizes | None = None
) -> tuple[Any, Sizes]:
    """The windows of images as columns (n, elements of a window, windows), and how many windows
    there are below and beside one another.
    """
    padded = call(ConstantPadNdBackward0, x, around(padding), 0)
    taken = call(TakeBackward0, padded, windows(padded.shape, kernel, stride, dilation))
    n, channels = taken.shape[:2]
    return taken.reshape(n, channels * math.prod(kernel), -1), tuple(taken.shape[-len(kernel):])


def folded(
    columns: Any, shape: tuple[int, ...], kernel: Any, stride: Sizes, padding: Sizes,
    dilation: Sizes | None = None,
) -> Any:
    """The sum of columns in the places of the images from which `unfolded` took them."""
    n, channels, *sizes = shape
    padded = (n, channels, *(size + 2 * edge for size, edge in zip(sizes, padding, strict=True)))
    key = windows(padded, kernel, stride, dilation)
    numbers = np.broadcast_shapes(*(place.shape for place in key[1:]))[len(kernel):]
    parts = columns.reshape(n, channels, *kernel, *numbers)
    placed = call(PlaceBackward0, parts, padded, key)
    return call(ConstantPadNdBackward0, placed, tuple(-w for w in around(padding)), 0)
