"""Interpolation to another size, and channels turned into pixels."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ...gradient_names import named
from ...node import Node
from ...ops.later.interpolation import (
    PixelShuffleBackward0,
    PixelUnshuffleBackward0,
    UpsampleBicubic2DBackward0,
    UpsampleBilinear2DBackward0,
    UpsampleLinear1DBackward0,
    UpsampleNearest1DBackward0,
    UpsampleNearest2DBackward0,
    UpsampleNearest3DBackward0,
    UpsampleNearestExact1DBackward0,
    UpsampleNearestExact2DBackward0,
    UpsampleNearestExact3DBackward0,
    UpsampleTrilinear3DBackward0,
)
from ...record import unary
from ...tensor import Tensor
from ..absent import refuse
from ..arguments import tensor_argument
from .pooling import adaptive_avg_pool1d, adaptive_avg_pool2d


def interpolate(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
    align_corners: bool | None = None, recompute_scale_factor: Any = None, antialias: bool = False,
) -> Tensor:
    """Rows (n, channels, length), images (n, channels, height, width) or volumes in another size.

    Raises ValueError for other than one of size and scale_factor.
    """
    x = tensor_argument(input, "interpolate")
    check_interpolation(x, size, scale_factor, mode, align_corners, recompute_scale_factor,
                        antialias)
    old = x._array.shape[2:]
    new, scales = sizes_and_scales(old, size, scale_factor)
    if mode == "area":
        if x.ndim == 5:
            from .volumes import adaptive_avg_pool3d

            return adaptive_avg_pool3d(x, new)
        return adaptive_avg_pool2d(x, new) if x.ndim == 4 else adaptive_avg_pool1d(x, new[0])
    steps = [n / m if s is None or recompute_scale_factor else 1 / s
             for n, m, s in zip(old, new, scales, strict=True)]
    if mode in ("nearest", "nearest-exact"):
        return nearest(x, new, steps, mode)
    weights = [between(n, m, step, bool(align_corners), mode == "bicubic").astype(x._array.dtype)
               for n, m, step in zip(old, new, steps, strict=True)]
    if x.ndim == 3:
        return unary(UpsampleLinear1DBackward0, x, None, weights[0])
    if x.ndim == 5:
        return unary(UpsampleTrilinear3DBackward0, x, *weights)
    op: Any = UpsampleBicubic2DBackward0 if mode == "bicubic" else (
        UpsampleBilinear2DBackward0)
    return unary(op, x, *weights)


def upsample(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
    align_corners: bool | None = None,
) -> Tensor:
    """`interpolate` under its older name."""
    warnings.warn(
        "`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.",
        stacklevel=2)
    return interpolate(input, size, scale_factor, mode, align_corners)


NEAREST: dict[str, list[type[Node]]] = {
    "nearest": [UpsampleNearest1DBackward0, UpsampleNearest2DBackward0,
                UpsampleNearest3DBackward0],
    "nearest-exact": [UpsampleNearestExact1DBackward0, UpsampleNearestExact2DBackward0,
                      UpsampleNearestExact3DBackward0],
}

def check_interpolation(
    x: Tensor, size: Any, scale_factor: Any, mode: str, align_corners: bool | None,
    recompute_scale_factor: Any, antialias: bool,
) -> None:
    """Raise PyTorch's error for options that exclude each other, or do not fit the input."""
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
    ranks = {"linear": 3, "bilinear": 4, "trilinear": 5}
    if x.ndim in (3, 4, 5) and ranks.get(mode, x.ndim) != x.ndim:
        raise NotImplementedError(
            f"Got {x.ndim}D input, but {mode} mode needs {ranks[mode]}D input")
    if x.ndim not in (3, 4, 5) or (mode == "bicubic" and x.ndim != 4):
        raise NotImplementedError(
            "Input Error: Only 3D, 4D and 5D input Tensors supported (got"
            f" {x.ndim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear |"
            f" lanczos | area | nearest-exact (got {mode})")


def sizes_and_scales(old: tuple[int, ...], size: Any, scale_factor: Any
                     ) -> tuple[list[int], list[Any]]:
    """The new sizes, and the factors if they were given."""
    if scale_factor is None:
        new = list(size) if isinstance(size, (tuple, list)) else [size] * len(old)
        return new, [None] * len(old)
    scales = list(scale_factor) if isinstance(scale_factor, (tuple, list)) else (
        [scale_factor] * len(old))
    return [math.floor(n * float(s)) for n, s in zip(old, scales, strict=True)], scales


def nearest(x: Tensor, new: list[int], steps: list[float], mode: str) -> Tensor:
    """The elements nearest to the beginnings of the new places, or exactly to their middles."""
    shift = 0.5 if mode == "nearest-exact" else 0.0
    places = [np.minimum(np.floor((np.arange(m) + shift) * step).astype(np.int64), n - 1)
              for n, m, step in zip(x._array.shape[2:], new, steps, strict=True)]
    return unary(NEAREST[mode][x.ndim - 3], x, (..., *np.ix_(*places)))



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
    return unary(PixelShuffleBackward0, input, upscale_factor)


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Images as r * r times as many channels."""
    return unary(PixelUnshuffleBackward0, input, downscale_factor)


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """The first channel of each group, then the second of each, and so on.

    Raises RuntimeError if the groups do not divide the channels, or there are too few dimensions.
    """
    shape = input.shape
    if len(shape) < 3:
        raise RuntimeError("channel_shuffle expects input with > 2 dims, but got input with sizes"
                           f" {list(shape)}")
    if groups <= 0:
        raise RuntimeError("Number of groups to divide channels in must be positive. Value of"
                           f" groups:{groups}")
    if shape[1] % groups:
        raise RuntimeError("Number of channels must be divisible by groups. Got"
                           f" {shape[1]} channels and {groups} groups.")
    split = input.view(shape[0], groups, shape[1] // groups, -1)
    return named(split.transpose(1, 2).contiguous().view(shape), "ChannelShuffleBackward0")
