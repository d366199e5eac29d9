"""Convolution, pooling and normalisation as modules. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..api.creation import ones, tensor, zeros
from ..api.later import images
from ..dtypes import int64
from ..tensor import Tensor
from . import functional as F
from . import init
from .layers import empty_parameter, fill
from .module import Module, Parameter, place

PADDING_MODES = "zeros", "reflect", "replicate", "circular"
PADDINGS = "valid", "same"


def checked_padding_mode(mode: str) -> str:
    if mode not in PADDING_MODES:
        raise ValueError(f"padding_mode must be one of {PADDING_MODES}, but got"
                         f" padding_mode={mode!r}")
    return mode


def check_convolution(in_channels: int, out_channels: int, groups: int) -> None:
    """Raise ValueError if groups of equal size do not make up the channels."""
    if groups <= 0:
        raise ValueError("groups must be a positive integer")
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if channels % groups:
            raise ValueError(f"{name} must be divisible by groups")


def check_padding(padding: Any, stride: tuple[int, ...]) -> None:
    """Raise ValueError for an unknown word, and for "same" if the windows do not move by one."""
    if isinstance(padding, str) and padding not in PADDINGS:
        shown = f"{{{', '.join(map(repr, PADDINGS))}}}"
        raise ValueError(f"Invalid padding string {padding!r}, should be one of {shown}")
    if padding == "same" and set(stride) != {1}:
        raise ValueError("padding='same' is not supported for strided convolutions")


def padding_mode_of(module: Any) -> str:
    """How a convolution's padding mode looks."""
    return "" if module.padding_mode == "zeros" else f", padding_mode={module.padding_mode}"


def continued(module: Any, input: Tensor) -> tuple[Tensor, Any]:
    """The input of a convolution continued as its padding mode says, and the padding that is left.
    """
    padding = module.padding
    if module.padding_mode == "zeros":
        return input, padding
    rank = len(module.kernel_size)
    if padding == "same":
        wide = [gap * (size - 1)
                for gap, size in zip(module.dilation, module.kernel_size, strict=True)]
        edges = [(width // 2, width - width // 2) for width in wide]
    else:
        edges = [(0, 0)] * rank if padding == "valid" else [(edge, edge) for edge in padding]
    widths = [width for edge in reversed(edges) for width in edge]
    return F.pad(input, widths, module.padding_mode), 0


def repeated(value: Any, number: int) -> Any:
    """A number for each of so many dimensions; words stay."""
    if isinstance(value, int):
        return (value,) * number
    return value if isinstance(value, str) else tuple(value)


class Convolution(Module):
    """Base of the convolutions: the parameters, and how they look. The weight starts uniform as
    that of `Linear`.

    Raises ValueError if groups does not divide both numbers of channels.
    """

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


class Conv2d(Convolution):
    """`conv2d` as a module."""

    rank = 2

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
        padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups,
                         bias, padding_mode, device=device, dtype=dtype)

    def forward(self, input: Tensor) -> Tensor:
        x, padding = continued(self, input)
        return images.conv2d(x, self.weight, self.bias, self.stride, padding, self.dilation,
                             self.groups)


class AvgPool(Module):
    """Base of the mean pools."""

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
        count_include_pad: bool = True, divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(AvgPool):
    """`avg_pool2d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return images.avg_pool2d(input, self.kernel_size, self.stride, self.padding,
                                 self.ceil_mode, self.count_include_pad, self.divisor_override)


class MaxPool(Module):
    """Base of the pools of the largest."""

    def __init__(
        self, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        return_indices: bool = False, ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def extra_repr(self) -> str:
        return (f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding},"
                f" dilation={self.dilation}, ceil_mode={self.ceil_mode}")


MaxPool.__init__.__qualname__ = "_MaxPoolNd.__init__"


class MaxPool2d(MaxPool):
    """`max_pool2d` as a module."""

    def forward(self, input: Tensor) -> Any:
        return images.max_pool2d(input, self.kernel_size, self.stride, self.padding,
                                 self.dilation, self.ceil_mode, self.return_indices)


def reset_affine(module: Any) -> None:
    """Weight 1 and bias 0 of a normalisation, if it has them."""
    for name, value in (("weight", 1.0), ("bias", 0.0)):
        parameter = getattr(module, name, None)
        if parameter is not None:
            init.constant_(parameter, value)


class Norm(Module):
    """Base of the normalisations with running statistics."""

    ranks: tuple[int, ...]  # the numbers of dimensions that the input may have
    _version = 2

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1,
        affine: bool = True, track_running_stats: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        for name, value in (("weight", ones), ("bias", zeros)):
            self.register_parameter(
                name, Parameter(value(num_features, **made)) if affine else None)
        tracked = track_running_stats
        self.register_buffer("running_mean", zeros(num_features, **made) if tracked else None)
        self.register_buffer("running_var", ones(num_features, **made) if tracked else None)
        self.register_buffer("num_batches_tracked", tensor(0, dtype=int64) if tracked else None)

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, local_metadata: dict[str, Any], *others: Any
    ) -> None:
        """The first version did not count batches: what it saved keeps the present count."""
        if (local_metadata.get("version") or 1) < 2 and self.track_running_stats:
            state_dict.setdefault(f"{prefix}num_batches_tracked", self.num_batches_tracked)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *others)

    def reset_running_stats(self) -> None:
        """Forget the batches seen so far."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0, and no batches seen."""
        self.reset_running_stats()
        reset_affine(self)

    def extra_repr(self) -> str:
        return (f"{self.num_features}, eps={self.eps}, momentum={self.momentum},"
                f" affine={self.affine}, bias={self.affine},"
                f" track_running_stats={self.track_running_stats}")


Norm.__init__.__qualname__ = "_BatchNorm.__init__"


class BatchNorm(Norm):
    """Base of the normalisations over a batch: `batch_norm`."""

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim not in self.ranks:
            expected = " or ".join(f"{rank}D" for rank in self.ranks)
            raise ValueError(f"expected {expected} input (got {input.ndim}D input)")
        if self.training and self.track_running_stats:
            self.num_batches_tracked.add_(1)
        momentum = self.momentum
        if momentum is None:  # the average of all batches
            momentum = 1.0 / float(self.num_batches_tracked) if self.track_running_stats else 0.0
        return images.batch_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias,
            self.training or not self.track_running_stats, momentum, self.eps)


class BatchNorm1d(BatchNorm):
    """Normalisation over a batch of rows (n, features), or (n, features, length)."""

    ranks = 2, 3


class BatchNorm2d(BatchNorm):
    """Normalisation over a batch of images (n, channels, height, width)."""

    ranks = (4,)


class LayerNorm(Module):
    """`layer_norm` as a module."""

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True,
        bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else normalized_shape
        self.normalized_shape, self.eps = tuple(shape), eps
        self.elementwise_affine = elementwise_affine
        for name, value, used in (("weight", ones, True), ("bias", zeros, bias)):
            held = elementwise_affine and used
            self.register_parameter(
                name, Parameter(value(self.normalized_shape, **made)) if held else None)

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        reset_affine(self)

    def forward(self, input: Tensor) -> Tensor:
        return images.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (f"{self.normalized_shape}, eps={self.eps},"
                f" elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}")


place({"conv": (Conv2d,), "pooling": (AvgPool2d, MaxPool2d),
       "batchnorm": (BatchNorm1d, BatchNorm2d), "normalization": (LayerNorm,)})
