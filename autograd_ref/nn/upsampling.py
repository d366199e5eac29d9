"""Images in another size, channels as pixels, and channels in another order, as modules. Loaded
when first used.
"""

from __future__ import annotations

from typing import Any

from ..api.later.interpolation import channel_shuffle
from ..tensor import Tensor
from . import functional as F
from .module import Module, file_under


class Upsample(Module):
    """`interpolate` as a module."""

    def __init__(
        self, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
        align_corners: bool | None = None, recompute_scale_factor: Any = None,
    ) -> None:
        super().__init__()
        self.size, self.mode, self.align_corners = size, mode, align_corners
        self.scale_factor, self.recompute_scale_factor = scale_factor, recompute_scale_factor
        if scale_factor is not None:
            self.scale_factor = tuple(map(float, scale_factor)) if isinstance(
                scale_factor, tuple) else float(scale_factor)

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.interpolate(input, self.size, self.scale_factor, self.mode,
                                       self.align_corners, self.recompute_scale_factor)
        return result

    def extra_repr(self) -> str:
        name = "size" if self.scale_factor is None else "scale_factor"
        return f"{name}={getattr(self, name)!r}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """`interpolate` to the nearest element."""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, "nearest")


class UpsamplingBilinear2d(Upsample):
    """`interpolate` between neighbours."""

    def __init__(self, size: Any = None, scale_factor: Any = None) -> None:
        super().__init__(size, scale_factor, "bilinear", True)


class PixelShuffle(Module):
    """`pixel_shuffle` as a module."""

    def __init__(self, upscale_factor: int) -> None:
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.pixel_shuffle(input, self.upscale_factor)
        return result

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """`pixel_unshuffle` as a module."""

    def __init__(self, downscale_factor: int) -> None:
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.pixel_unshuffle(input, self.downscale_factor)
        return result

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """`channel_shuffle` as a module."""

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, input: Tensor) -> Tensor:
        return channel_shuffle(input, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"


file_under({
    "upsampling": (Upsample, UpsamplingNearest2d, UpsamplingBilinear2d),
    "pixelshuffle": (PixelShuffle, PixelUnshuffle),
    "channelshuffle": (ChannelShuffle,),
})
