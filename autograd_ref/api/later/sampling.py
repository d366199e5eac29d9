"""Images seen through a grid of places: what spatial transformers do."""

from __future__ import annotations

import warnings
from typing import Any

from ...gradient_names import named
from ...tensor import Tensor
from ..absent import sentence
from ..arguments import SCALARS, check_dtypes
from ..creation import linspace, ones, zeros
from ..elementwise import clamp
from ..indexing import unbind
from ..linalg import bmm
from ..shape import expand, permute, reshape, stack, transpose

UNSAID = (
    "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0."
    " Please specify align_corners=True if the old behavior is desired. See the documentation of"
    " grid_sample for details."
)
KINDS = {
    "mode": ("'bilinear', 'nearest' or 'bicubic'", {"bilinear", "nearest", "bicubic"}),
    "padding_mode": ("'zeros', 'border', or 'reflection'", {"zeros", "border", "reflection"}),
}


def affine_grid(theta: Tensor, size: Any, align_corners: bool | None = None) -> Tensor:
    """The places (n, height, width, 2) at which affine maps theta (n, 2, 3) take the pixels of
    images of a size (n, channels, height, width); the corners are at -1 and 1.

    Raises ValueError unless theta and size fit, NotImplementedError for a size of 3 numbers.
    """
    if align_corners is None:
        warnings.warn(UNSAID, UserWarning, stacklevel=2)
    if not theta.is_floating_point():
        raise ValueError(f"Expected theta to have floating point type, but got {theta.dtype}")
    if len(size) == 5:
        raise NotImplementedError(sentence("torch.nn.functional.affine_grid of volumes"))
    if len(size) != 4:
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms,"
            f" respectively. Got size {size}.")
    if theta.ndim != 3 or tuple(theta.shape[1:]) != (2, 3):
        raise ValueError("Expected a batch of 2D affine matrices of shape Nx2x3 for size"
                         f" {size}. Got {theta.shape}.")
    if min(size) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    n, _, height, width = size
    down, across = (along(steps, align_corners, theta.dtype) for steps in (height, width))
    shape = (height, width)
    base = stack([expand(reshape(across, (1, width)), shape),
                  expand(reshape(down, (height, 1)), shape),
                  ones(shape, dtype=theta.dtype)], -1)
    places = bmm(expand(reshape(base, (1, height * width, 3)), (n, height * width, 3)),
                 transpose(theta, 1, 2))
    return named(reshape(places, (n, height, width, 2)), "AffineGridGeneratorBackward0")


def along(steps: int, align_corners: bool | None, dtype: Any) -> Tensor:
    """The places of so many pixels between -1 and 1."""
    if steps == 1:
        return zeros(1, dtype=dtype)
    places = linspace(-1, 1, steps, dtype=dtype)
    return places if align_corners else places * (steps - 1) / steps


def grid_sample(
    input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """Images (n, channels, height, width) at the places of a grid (n, rows, columns, 2): the four
    pixels around, weighted, or the nearest one. Beyond the border are zeros, or the border.

    Raises ValueError for an unknown mode, RuntimeError unless images and grid fit.
    """
    for word, value in (("mode", mode), ("padding_mode", padding_mode)):
        text, known = KINDS[word]
        if value not in known:
            raise ValueError(f"nn.functional.grid_sample(): expected {word} to be {text}, but got:"
                             f" '{value}'")
    if align_corners is None:
        warnings.warn(UNSAID, UserWarning, stacklevel=2)
    if input.shape[0] != grid.shape[0]:
        raise RuntimeError(
            "grid_sampler(): expected grid and input to have same batch size, but got input with"
            f" sizes {list(input.shape)} and grid with sizes {list(grid.shape)}")
    if input.ndim != 4 or "bicubic" in mode or "reflection" in padding_mode:
        raise NotImplementedError(
            sentence("torch.nn.functional.grid_sample of volumes, with bicubic or reflection"))
    check_dtypes(SCALARS, input, grid)
    x, y = (
        pixels(place, size, align_corners, padding_mode == "border")
        for place, size in zip(unbind(grid, -1), (input.shape[3], input.shape[2]), strict=True))
    if mode == "nearest":
        return named(pixel(input, x.round(), y.round()), "GridSampler2DBackward0")
    left, top = x.detach().floor(), y.detach().floor()
    right, low = left + 1, top + 1
    corners = ((left, top, (right - x) * (low - y)), (right, top, (x - left) * (low - y)),
               (left, low, (right - x) * (y - top)), (right, low, (x - left) * (y - top)))
    out: Any = None
    for across, down, weight in corners:
        part = pixel(input, across, down) * weight.unsqueeze(1)
        out = part if out is None else out + part
    return named(out, "GridSampler2DBackward0")


def pixels(place: Tensor, size: int, align_corners: bool | None, border: bool) -> Tensor:
    """Places between -1 and 1 as numbers of pixels."""
    found: Tensor = (place + 1) * ((size - 1) / 2) if align_corners else (
        (place + 1) * (size / 2) - 0.5)
    return clamp(found, 0, size - 1) if border else found


def pixel(images: Tensor, across: Tensor, down: Tensor) -> Tensor:
    """The pixels of all channels at whole numbers, 0 beyond the border."""
    n, _, height, width = images.shape
    inside = (across >= 0) & (across < width) & (down >= 0) & (down < height)
    which = linspace(0, n - 1, n).long().reshape(n, 1, 1)
    found = images[which, :, clamp(down, 0, height - 1).long(), clamp(across, 0, width - 1).long()]
    masked: Tensor = permute(found, (0, 3, 1, 2)) * inside.unsqueeze(1).to(images.dtype)
    return masked
