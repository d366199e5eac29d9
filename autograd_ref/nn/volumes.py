"""Convolution, pools and borders of volumes, as modules. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..api.later import volumes
from ..tensor import Tensor
from .convolution import Convolution, ConvTranspose
from .module import file_under
from .normalisation import InstanceNorm
from .padding import ConstantPad, Pad
from .pooling import Adaptive, AdaptiveMax, AvgPool, MaxPool


class Conv3d(Convolution):
    """`conv3d` as a module."""

    rank = 3


class ConvTranspose3d(ConvTranspose):
    """`conv_transpose3d` as a module."""

    rank = 3


class MaxPool3d(MaxPool):
    """`max_pool3d` as a module."""

    def forward(self, input: Tensor) -> Any:
        return volumes.max_pool3d(input, self.kernel_size, self.stride, self.padding,
                                  self.dilation, self.ceil_mode, self.return_indices)


class AvgPool3d(AvgPool):
    """`avg_pool3d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return volumes.avg_pool3d(input, self.kernel_size, self.stride, self.padding,
                                  self.ceil_mode, self.count_include_pad, self.divisor_override)


class AdaptiveMaxPool3d(AdaptiveMax):
    """`adaptive_max_pool3d` as a module."""

    function = "adaptive_max_pool3d"


class AdaptiveAvgPool3d(Adaptive):
    """`adaptive_avg_pool3d` as a module."""

    function = "adaptive_avg_pool3d"


class InstanceNorm3d(InstanceNorm):
    """`instance_norm` of volumes as a module."""

    ranks = (4, 5)


class ConstantPad3d(ConstantPad):
    """A number around volumes."""

    rank = 3


class ZeroPad3d(ConstantPad3d):
    """Zeros around volumes."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ReflectionPad3d(Pad):
    """Volumes reflected at their borders."""

    rank, mode = 3, "reflect"


class ReplicationPad3d(Pad):
    """Volumes with their borders repeated."""

    rank, mode = 3, "replicate"


class CircularPad3d(Pad):
    """Volumes continued with their other ends."""

    rank, mode = 3, "circular"


FILES: dict[str, tuple[type, ...]] = {
    "conv": (Conv3d, ConvTranspose3d),
    "instancenorm": (InstanceNorm3d,),
    "padding": (CircularPad3d, ConstantPad3d, ReflectionPad3d, ReplicationPad3d, ZeroPad3d),
    "pooling": (AdaptiveAvgPool3d, AdaptiveMaxPool3d, AvgPool3d, MaxPool3d),
}
file_under(FILES)
