"""Pooling as modules. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..api.later.pooling import avg_pool2d, max_pool2d
from ..tensor import Tensor
from . import functional as F
from .layers import repeated
from .module import Module, file_under


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


class AvgPool2d(AvgPool):
    """`avg_pool2d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return avg_pool2d(input, self.kernel_size, self.stride, self.padding,
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


class MaxPool1d(MaxPool):
    """`max_pool1d` as a module."""

    def forward(self, input: Tensor) -> Any:
        return F.max_pool1d(input, self.kernel_size, self.stride, self.padding, self.dilation,
                            self.ceil_mode, self.return_indices)


class MaxPool2d(MaxPool):
    """`max_pool2d` as a module."""

    def forward(self, input: Tensor) -> Any:
        return max_pool2d(input, self.kernel_size, self.stride, self.padding,
                          self.dilation, self.ceil_mode, self.return_indices)


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


Adaptive.__init__.__qualname__ = "_AdaptiveAvgPoolNd.__init__"


class AdaptiveMax(Adaptive):
    """Base of the pools of the largest to a size."""

    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input: Tensor) -> Any:
        return getattr(F, self.function)(input, self.output_size, self.return_indices)


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


file_under({
        "pooling": (AvgPool1d, AvgPool2d, MaxPool1d, MaxPool2d, MaxUnpool1d, MaxUnpool2d, LPPool1d,
                LPPool2d, AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d,
                AdaptiveMaxPool2d),
})
