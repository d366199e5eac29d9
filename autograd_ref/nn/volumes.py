"""Convolution, pools and borders of volumes, as modules. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..api.later import volumes
from ..tensor import Tensor
from .convolution import Conv1d, ConvTranspose1d, continued
from .normalisation import InstanceNorm1d
from .padding import ConstantPad1d, ZeroPad1d
from .pooling import Adaptive, AvgPool2d, MaxPool2d


class Conv3d(Conv1d):
    """`conv3d` as a module."""

    rank = 3

    def forward(self, input: Tensor) -> Tensor:
        x, padding = continued(self, input)
        return volumes.conv3d(x, self.weight, self.bias, self.stride, padding, self.dilation,
                              self.groups)


class ConvTranspose3d(ConvTranspose1d):
    """`conv_transpose3d` as a module."""

    rank = 3

    def forward(self, input: Tensor) -> Tensor:
        return volumes.conv_transpose3d(input, self.weight, self.bias, self.stride, self.padding,
                                        self.output_padding, self.groups, self.dilation)


class MaxPool3d(MaxPool2d):
    """`max_pool3d` as a module."""

    def forward(self, input: Tensor) -> Any:
        return volumes.max_pool3d(input, self.kernel_size, self.stride, self.padding,
                                  self.dilation, self.ceil_mode, self.return_indices)


class AvgPool3d(AvgPool2d):
    """`avg_pool3d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return volumes.avg_pool3d(input, self.kernel_size, self.stride, self.padding,
                                  self.ceil_mode, self.count_include_pad, self.divisor_override)


class AdaptiveAvgPool3d(Adaptive):
    """`adaptive_avg_pool3d` as a module."""

    function = "adaptive_avg_pool3d"


class InstanceNorm3d(InstanceNorm1d):
    """`instance_norm` of volumes as a module."""

    ranks = (4, 5)


class ConstantPad3d(ConstantPad1d):
    """A number around volumes."""

    rank = 3


class ZeroPad3d(ZeroPad1d):
    """Zeros around volumes."""

    rank = 3


FILES: dict[str, tuple[type, ...]] = {
    "conv": (Conv3d, ConvTranspose3d),
    "instancenorm": (InstanceNorm3d,),
    "padding": (ConstantPad3d, ZeroPad3d),
    "pooling": (AdaptiveAvgPool3d, AvgPool3d, MaxPool3d),
}
for _file, _classes in FILES.items():
    for _class in _classes:
        _class.__module__ = f"torch.nn.modules.{_file}"
