"""Convolution as modules. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..tensor import Tensor
from . import functional as F
from .layers import empty_parameter, fill, repeated
from .module import Module, Parameter, file_under

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


class Convolution(Module):
    """Base of the convolutions: the parameters, and how they look. The weight starts uniform as
    that of `Linear`.

    Raises ValueError if groups does not divide both numbers of channels.
    """

    bias: Parameter | None
    rank = 1
    transposed = False

    def __init__(
        self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1,
        padding: Any = 0, dilation: Any = 1, groups: int = 1, bias: bool = True,
        padding_mode: str = "zeros", device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        check_convolution(in_channels, out_channels, groups)
        if not self.transposed:
            check_padding(padding, repeated(stride, self.rank))
        self.padding_mode = checked_padding_mode(padding_mode)
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        for name, value in (("kernel_size", kernel_size), ("stride", stride),
                            ("padding", padding), ("dilation", dilation), ("output_padding", 0)):
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

    def forward(self, input: Tensor) -> Tensor:
        x, padding = continued(self, input)
        result: Tensor = getattr(F, f"conv{self.rank}d")(
            x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)
        return result

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


class Conv2d(Convolution):
    """`conv2d` as a module."""

    rank = 2


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
                         bias, padding_mode, device, dtype)
        self.output_padding = repeated(output_padding, self.rank)

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = getattr(F, f"conv_transpose{self.rank}d")(
            input, self.weight, self.bias, self.stride, self.padding, self.output_padding,
            self.groups, self.dilation)
        return result


class ConvTranspose1d(ConvTranspose):
    """`conv_transpose1d` as a module."""


class ConvTranspose2d(ConvTranspose):
    """`conv_transpose2d` as a module."""

    rank = 2


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


file_under({
    "conv": (Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d),
    "fold": (Unfold, Fold),
})
