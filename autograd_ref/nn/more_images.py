"""Convolution in one dimension and backwards, pooling, borders, resizing, and more kinds of
normalisation, as modules. Loaded when first used.
"""

from __future__ import annotations

from typing import Any

from ..api.creation import ones, zeros
from ..tensor import Tensor
from . import functional as F
from .images import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    MaxPool2d,
    check_convolution,
    check_padding,
    checked_padding_mode,
    continued,
    padding_mode_of,
    reset_affine,
)
from .layers import empty_parameter, fill
from .module import Module, Parameter


def repeated(value: Any, number: int) -> Any:
    """A number for each of so many dimensions; words stay."""
    return (value,) * number if isinstance(value, int) else value


class Convolution(Module):
    """Base of the other convolutions: the parameters, and how they look."""

    bias: Parameter | None
    rank = 1
    transposed = False

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any, padding: Any,
        dilation: Any, groups: int, bias: bool, padding_mode: str, output_padding: Any = 0,
        device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        check_convolution(in_channels, out_channels, groups)
        if not self.transposed:
            check_padding(padding, repeated(stride, self.rank))
        self.padding_mode = checked_padding_mode(padding_mode)
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        for name, value in (("kernel_size", kernel_size), ("stride", stride),
                            ("padding", padding), ("dilation", dilation),
                            ("output_padding", output_padding)):
            setattr(self, name, repeated(value, self.rank))
        one, two = in_channels, out_channels
        channels = (one, two // groups) if self.transposed else (two, one // groups)
        self.weight = empty_parameter((*channels, *self.kernel_size), device, dtype)
        if bias:
            self.bias = empty_parameter((out_channels,), device, dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Fill the weight and the bias with new random numbers."""
        fill(self.weight, self.bias)

    def extra_repr(self) -> str:
        text = (f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size},"
                f" stride={self.stride}")
        none, one = (0,) * self.rank, (1,) * self.rank
        text += f", padding={self.padding}" if self.padding != none else ""
        text += f", dilation={self.dilation}" if self.dilation != one else ""
        text += f", output_padding={self.output_padding}" if self.output_padding != none else ""
        text += f", groups={self.groups}" if self.groups != 1 else ""
        text += "" if self.bias is not None else ", bias=False"
        return text + padding_mode_of(self)


class Conv1d(Convolution):
    """`conv1d` as a module."""

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
        padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups,
                         bias, padding_mode, device=device, dtype=dtype)

    def forward(self, input: Tensor) -> Tensor:
        x, padding = continued(self, input)
        result: Tensor = F.conv1d(x, self.weight, self.bias, self.stride, padding, self.dilation,
                                  self.groups)
        return result


class ConvTranspose1d(Convolution):
    """`conv_transpose1d` as a module."""

    transposed = True

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, output_padding: Any = 0, groups: int = 1, bias: bool = True,
        dilation: Any = 1, padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
    ) -> None:
        if padding_mode != "zeros":
            raise ValueError(
                f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups,
                         bias, padding_mode, output_padding, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        function = F.conv_transpose2d if self.rank == 2 else F.conv_transpose1d
        result: Tensor = function(input, self.weight, self.bias, self.stride, self.padding,
                                  self.output_padding, self.groups, self.dilation)
        return result


class ConvTranspose2d(ConvTranspose1d):
    """`conv_transpose2d` as a module."""

    rank = 2


class MaxPool1d(MaxPool2d):
    """`max_pool1d` as a module."""

    def forward(self, input: Tensor) -> Any:
        return F.max_pool1d(input, self.kernel_size, self.stride, self.padding, self.dilation,
                            self.ceil_mode, self.return_indices)


class MaxUnpool1d(Module):
    """`max_unpool1d` as a module."""

    rank = 1

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        self.kernel_size = repeated(kernel_size, self.rank)
        self.stride = self.kernel_size if stride is None else repeated(stride, self.rank)
        self.padding = repeated(padding, self.rank)

    def forward(self, input: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        function = F.max_unpool1d if self.rank == 1 else F.max_unpool2d
        result: Tensor = function(input, indices, self.kernel_size, self.stride, self.padding,
                                  output_size)
        return result

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool2d(MaxUnpool1d):
    """`max_unpool2d` as a module."""

    rank = 2


class LPPool1d(Module):
    """`lp_pool1d` as a module."""

    rank = 1

    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None,
                 ceil_mode: bool = False) -> None:
        super().__init__()
        self.norm_type, self.kernel_size = norm_type, kernel_size
        self.stride, self.ceil_mode = stride, ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        function = F.lp_pool1d if self.rank == 1 else F.lp_pool2d
        result: Tensor = function(input, float(self.norm_type), self.kernel_size, self.stride,
                                  self.ceil_mode)
        return result

    def extra_repr(self) -> str:
        return (f"norm_type={self.norm_type}, kernel_size={self.kernel_size},"
                f" stride={self.stride}, ceil_mode={self.ceil_mode}")


class LPPool2d(LPPool1d):
    """`lp_pool2d` as a module."""

    rank = 2


class AvgPool1d(AvgPool2d):
    """`avg_pool1d` as a module."""

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        kernel, step, edge = (one if one is None else repeated(one, 1)
                              for one in (kernel_size, stride, padding))
        super().__init__(kernel, step, edge, ceil_mode, count_include_pad)

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.avg_pool1d(input, self.kernel_size, self.stride, self.padding,
                                      self.ceil_mode, self.count_include_pad)
        return result


class Adaptive(Module):
    """Base of the pools to a size."""

    function: str

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input: Tensor) -> Any:
        more = (self.return_indices,) if "max" in self.function else ()
        return getattr(F, self.function)(input, self.output_size, *more)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(Adaptive):
    """`adaptive_avg_pool1d` as a module."""

    function = "adaptive_avg_pool1d"


class AdaptiveAvgPool2d(Adaptive):
    """`adaptive_avg_pool2d` as a module."""

    function = "adaptive_avg_pool2d"


class AdaptiveMaxPool1d(Adaptive):
    """`adaptive_max_pool1d` as a module."""

    function = "adaptive_max_pool1d"


class AdaptiveMaxPool2d(Adaptive):
    """`adaptive_max_pool2d` as a module."""

    function = "adaptive_max_pool2d"


class Pad(Module):
    """Base of the borders: how wide they are."""

    rank, mode = 1, "constant"
    value = 0.0

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = repeated(padding, 2 * self.rank)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode,
                     self.value if self.mode == "constant" else None)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ConstantPad1d(Pad):
    """A number before and after the last dimension."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad2d(ConstantPad1d):
    """A number around images."""

    rank = 2


class ZeroPad1d(Pad):
    """Zeros before and after the last dimension."""


class ZeroPad2d(Pad):
    """Zeros around images."""

    rank = 2


class ReflectionPad1d(Pad):
    """Rows reflected at their ends."""

    mode = "reflect"


class ReflectionPad2d(ReflectionPad1d):
    """Images reflected at their borders."""

    rank = 2


class ReplicationPad1d(Pad):
    """Rows with their ends repeated."""

    mode = "replicate"


class ReplicationPad2d(ReplicationPad1d):
    """Images with their borders repeated."""

    rank = 2


class CircularPad1d(Pad):
    """Rows continued with their other ends."""

    mode = "circular"


class CircularPad2d(CircularPad1d):
    """Images continued with their other ends."""

    rank = 2


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


class Unfold(Module):
    """`unfold` as a module."""

    def __init__(self, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
                 ) -> None:
        super().__init__()
        self.kernel_size, self.dilation = kernel_size, dilation
        self.padding, self.stride = padding, stride

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.unfold(input, self.kernel_size, self.dilation, self.padding,
                                  self.stride)
        return result

    def extra_repr(self) -> str:
        return (f"kernel_size={self.kernel_size}, dilation={self.dilation},"
                f" padding={self.padding}, stride={self.stride}")


class Fold(Unfold):
    """`fold` as a module."""

    def __init__(self, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0,
                 stride: Any = 1) -> None:
        super().__init__(kernel_size, dilation, padding, stride)
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.fold(input, self.output_size, self.kernel_size, self.dilation,
                                self.padding, self.stride)
        return result

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}, {super().extra_repr()}"


class BatchNorm3d(BatchNorm):
    """Normalisation over a batch of volumes (n, channels, depth, height, width)."""

    ranks = (5,)


class GroupNorm(Module):
    """`group_norm` as a module. Raises ValueError if num_groups does not divide num_channels."""

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True,
        device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        if num_channels % num_groups:
            raise ValueError(
                f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels = num_groups, num_channels
        self.eps, self.affine = eps, affine
        for name, value in (("weight", ones), ("bias", zeros)):
            self.register_parameter(
                name, Parameter(value(num_channels, **made)) if affine else None)

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        reset_affine(self)

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)
        return result

    def extra_repr(self) -> str:
        return (f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine},"
                f" bias={self.affine}")


class InstanceNorm1d(BatchNorm):
    """`instance_norm` of rows (n, channels, length) as a module."""

    ranks = 2, 3

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False,
        track_running_stats: bool = False, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim not in self.ranks:
            low, high = self.ranks
            raise ValueError(f"expected {low}D or {high}D input (got {input.ndim}D input)")
        alone = input.ndim == min(self.ranks)
        batch = input.unsqueeze(0) if alone else input
        momentum = 0.0 if self.momentum is None else self.momentum
        result: Tensor = F.instance_norm(
            batch, self.running_mean, self.running_var, self.weight, self.bias,
            self.training or not self.track_running_stats, momentum, self.eps)
        return result.squeeze(0) if alone else result


class InstanceNorm2d(InstanceNorm1d):
    """`instance_norm` of images as a module."""

    ranks = 3, 4


class RMSNorm(Module):
    """`rms_norm` as a module."""

    def __init__(
        self, normalized_shape: Any, eps: float | None = None, elementwise_affine: bool = True,
        device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else normalized_shape
        self.normalized_shape, self.eps = tuple(shape), eps
        self.elementwise_affine = elementwise_affine
        self.register_parameter("weight", Parameter(ones(self.normalized_shape, **made))
                                if elementwise_affine else None)

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        reset_affine(self)

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.rms_norm(input, self.normalized_shape, self.weight, self.eps)
        return result

    def extra_repr(self) -> str:
        return (f"{self.normalized_shape}, eps={self.eps},"
                f" elementwise_affine={self.elementwise_affine}")


class LocalResponseNorm(Module):
    """`local_response_norm` as a module."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)
        return result

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


FILES: dict[str, tuple[type, ...]] = {
    "conv": (Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d),
    "pooling": (MaxPool1d, AvgPool1d, AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d,
                AdaptiveMaxPool2d),
    "padding": (ConstantPad1d, ConstantPad2d, ZeroPad1d, ZeroPad2d, ReflectionPad1d,
                ReflectionPad2d, ReplicationPad1d, ReplicationPad2d, CircularPad1d, CircularPad2d),
    "upsampling": (Upsample, UpsamplingNearest2d, UpsamplingBilinear2d),
    "pixelshuffle": (PixelShuffle, PixelUnshuffle),
    "fold": (Unfold, Fold),
    "batchnorm": (BatchNorm3d,),
    "normalization": (GroupNorm, RMSNorm, LocalResponseNorm),
    "instancenorm": (InstanceNorm1d, InstanceNorm2d),
}
for _file, _classes in FILES.items():
    for _class in _classes:
        _class.__module__ = f"torch.nn.modules.{_file}"
