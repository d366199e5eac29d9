"""Convolution in one dimension and backwards, pooling, borders, resizing, and more kinds of
normalisation, as modules. Loaded when first used.
"""

from __future__ import annotations

from typing import Any

from ..api.creation import ones, zeros
from ..tensor import Tensor
from . import functional as F
from .images import (
    AvgPool,
    BatchNorm,
    Convolution,
    MaxPool,
    Norm,
    continued,
    repeated,
    reset_affine,
)
from .module import Module, Parameter, place


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


class ConvTranspose(Convolution):
    """Base of the transposed convolutions."""

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


class ConvTranspose1d(ConvTranspose):
    """`conv_transpose1d` as a module."""


class ConvTranspose2d(ConvTranspose):
    """`conv_transpose2d` as a module."""

    rank = 2


class MaxPool1d(MaxPool):
    """`max_pool1d` as a module."""

    def forward(self, input: Tensor) -> Any:
        return F.max_pool1d(input, self.kernel_size, self.stride, self.padding, self.dilation,
                            self.ceil_mode, self.return_indices)


class MaxUnpool(Module):
    """Base of what puts the largest back."""

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


class MaxUnpool1d(MaxUnpool):
    """`max_unpool1d` as a module."""


class MaxUnpool2d(MaxUnpool):
    """`max_unpool2d` as a module."""

    rank = 2


class LPPool(Module):
    """Base of the pools of norms."""

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


LPPool.__init__.__qualname__ = "_LPPoolNd.__init__"


class LPPool1d(LPPool):
    """`lp_pool1d` as a module."""


class LPPool2d(LPPool):
    """`lp_pool2d` as a module."""

    rank = 2


class AvgPool1d(AvgPool):
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
    """Base of the mean pools to a size."""

    function: str

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Any:
        return getattr(F, self.function)(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveMax(Adaptive):
    """Base of the pools of the largest to a size."""

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input: Tensor) -> Any:
        return getattr(F, self.function)(input, self.output_size, self.return_indices)


Adaptive.__init__.__qualname__ = "_AdaptiveAvgPoolNd.__init__"
AdaptiveMax.__init__.__qualname__ = "_AdaptiveMaxPoolNd.__init__"


class AdaptiveAvgPool1d(Adaptive):
    """`adaptive_avg_pool1d` as a module."""

    function = "adaptive_avg_pool1d"


class AdaptiveAvgPool2d(Adaptive):
    """`adaptive_avg_pool2d` as a module."""

    function = "adaptive_avg_pool2d"


class AdaptiveMaxPool1d(AdaptiveMax):
    """`adaptive_max_pool1d` as a module."""

    function = "adaptive_max_pool1d"


class AdaptiveMaxPool2d(AdaptiveMax):
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


class ConstantPad(Pad):
    """Base of the borders of one number."""

    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(ConstantPad):
    """A number before and after the last dimension."""


class ConstantPad2d(ConstantPad):
    """A number around images."""

    rank = 2


class ZeroPad1d(ConstantPad1d):
    """Zeros before and after the last dimension."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ZeroPad2d(ConstantPad2d):
    """Zeros around images."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class ReflectionPad1d(Pad):
    """Rows reflected at their ends."""

    mode = "reflect"


class ReflectionPad2d(Pad):
    """Images reflected at their borders."""

    rank, mode = 2, "reflect"


class ReplicationPad1d(Pad):
    """Rows with their ends repeated."""

    mode = "replicate"


class ReplicationPad2d(Pad):
    """Images with their borders repeated."""

    rank, mode = 2, "replicate"


class CircularPad1d(Pad):
    """Rows continued with their other ends."""

    mode = "circular"


class CircularPad2d(Pad):
    """Images continued with their other ends."""

    rank, mode = 2, "circular"


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


class Windows(Module):
    """Base of `Unfold` and `Fold`: which windows."""

    def __init__(self, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
                 ) -> None:
        super().__init__()
        self.kernel_size, self.dilation = kernel_size, dilation
        self.padding, self.stride = padding, stride

    def extra_repr(self) -> str:
        return (f"kernel_size={self.kernel_size}, dilation={self.dilation},"
                f" padding={self.padding}, stride={self.stride}")


class Unfold(Windows):
    """`unfold` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.unfold(input, self.kernel_size, self.dilation, self.padding,
                                  self.stride)
        return result


class Fold(Windows):
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


class InstanceNorm(Norm):
    """Base of the normalisations of each input by itself: `instance_norm`."""

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


InstanceNorm.__init__.__qualname__ = "_InstanceNorm.__init__"


class InstanceNorm1d(InstanceNorm):
    """`instance_norm` of rows (n, channels, length) as a module."""

    ranks = 2, 3


class InstanceNorm2d(InstanceNorm):
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
    "conv": (Conv1d, ConvTranspose1d, ConvTranspose2d),
    "pooling": (MaxPool1d, AvgPool1d, AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d,
                AdaptiveMaxPool2d, LPPool1d, LPPool2d, MaxUnpool1d, MaxUnpool2d),
    "padding": (ConstantPad1d, ConstantPad2d, ZeroPad1d, ZeroPad2d, ReflectionPad1d,
                ReflectionPad2d, ReplicationPad1d, ReplicationPad2d, CircularPad1d, CircularPad2d),
    "upsampling": (Upsample, UpsamplingNearest2d, UpsamplingBilinear2d),
    "pixelshuffle": (PixelShuffle, PixelUnshuffle),
    "fold": (Unfold, Fold),
    "batchnorm": (BatchNorm3d,),
    "normalization": (GroupNorm, RMSNorm, LocalResponseNorm),
    "instancenorm": (InstanceNorm1d, InstanceNorm2d),
}
place(FILES)
