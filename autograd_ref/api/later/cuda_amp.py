"""`torch.cuda.amp`: older names of what `torch.amp` has."""

from __future__ import annotations

import warnings
from typing import Any

from ...dtypes import float16
from . import amp


def deprecated(name: str) -> None:
    warnings.warn(
        f"`torch.cuda.amp.{name}(args...)` is deprecated. Please use `torch.amp.{name}('cuda',"
        " args...)` instead.", FutureWarning, stacklevel=3)


class autocast(amp.autocast):
    """`torch.amp.autocast` for the graphics card."""

    def __init__(self, enabled: bool = True, dtype: Any = float16,
                 cache_enabled: bool = True) -> None:
        deprecated("autocast")
        super().__init__("cuda", dtype, enabled)


class GradScaler(amp.GradScaler):
    """`torch.amp.GradScaler` for the graphics card."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        deprecated("GradScaler")
        super().__init__("cuda", *args, **kwargs)


autocast.__module__ = "torch.cuda.amp.autocast_mode"
GradScaler.__module__ = "torch.cuda.amp.grad_scaler"
