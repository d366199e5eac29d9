"""Pooling by windows at random places."""

from __future__ import annotations

from typing import Any, ClassVar

from ..tensor import Tensor
from . import functional as F
from .module import Module, file_under


class FractionalMaxPool(Module):
    """Base of these pools of images and of volumes.

    Raises ValueError unless it gets either an output_size or output_ratios between 0 and 1.
    """

    rank: ClassVar[int]

    def __init__(
        self, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
        return_indices: bool = False, _random_samples: Tensor | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = self.for_all(kernel_size)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = None if output_size is None else self.for_all(output_size)
        self.output_ratio = None if output_ratio is None else self.for_all(output_ratio)
        if output_size is None and output_ratio is None:
            raise ValueError(f"{type(self).__name__} requires specifying either an output size, or"
                             " a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if any(not 0 < ratio < 1 for ratio in self.output_ratio or ()):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def for_all(self, value: Any) -> tuple[Any, ...]:
        return tuple(value) if isinstance(value, (tuple, list)) else (value,) * self.rank

    def forward(self, input: Tensor) -> Any:
        return getattr(F, f"fractional_max_pool{self.rank}d")(
            input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices,
            _random_samples=self._random_samples)


class FractionalMaxPool2d(FractionalMaxPool):
    """`fractional_max_pool2d` as a module."""

    rank = 2


class FractionalMaxPool3d(FractionalMaxPool):
    """`fractional_max_pool3d` as a module."""

    rank = 3


file_under({"pooling": (FractionalMaxPool2d, FractionalMaxPool3d)})
