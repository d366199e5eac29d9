"""`torch.amp`: scaling of losses, and automatic casts as far as they do nothing."""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from ...dtypes import float16
from ...modes import no_grad
from ...tensor import Tensor, wrap
from ..absent import sentence
from ..metadata import Device

NO_CARD = "CUDA is not available or torch_xla is imported. Disabling autocast."
NO_CASTS = ("In CPU autocast, but the target dtype is not supported. Disabling autocast.\nCPU"
            " Autocast only supports dtypes of torch.bfloat16, torch.float16 currently.")


class autocast:
    """Code in which PyTorch computes in a smaller type, where it is enabled and can.

    Raises NotImplementedError on entering, if it is: casts of each operation are missing here.
    """

    def __init__(
        self, device_type: str, dtype: Any = None, enabled: bool = True,
        cache_enabled: bool | None = None,
    ) -> None:
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        Device(device_type)
        if enabled and device_type == "cuda":
            warnings.warn(NO_CARD, UserWarning, stacklevel=2)
        elif enabled and dtype not in (None, float16):
            warnings.warn(NO_CASTS, UserWarning, stacklevel=2)
        self._enabled = enabled and device_type == "cpu" and dtype in (None, float16)

    def __enter__(self) -> autocast:
        if self._enabled:
            raise NotImplementedError(sentence("torch.autocast with a smaller type"))
        return self

    def __exit__(self, *raised: object) -> None:
        pass

    def __call__(self, func: Any) -> Any:
        @functools.wraps(func)
        def called(*args: Any, **kwargs: Any) -> Any:
            with self:
                return func(*args, **kwargs)

        return called


class GradScaler:
    """Scales losses, so that small gradients do not vanish in float16, and the gradients back. A
    step whose gradients are not finite is left out, and the scale gets smaller.
    """

    def __init__(
        self, device: str = "cuda", init_scale: float = 2.0**16, growth_factor: float = 2.0,
        backoff_factor: float = 0.5, growth_interval: int = 2000, enabled: bool = True,
    ) -> None:
        if enabled and device == "cuda":
            warnings.warn("torch.cuda.amp.GradScaler is enabled, but CUDA is not available. "
                          " Disabling.", UserWarning, stacklevel=2)
        self._enabled = enabled and device != "cuda"
        self._scale, self._steps = float(init_scale), 0
        self._growth, self._backoff, self._interval = growth_factor, backoff_factor, growth_interval
        self._found: dict[int, bool] = {}  # of optimizers: whether a gradient was not finite
        self._stepped: set[int] = set()

    def scale(self, outputs: Any) -> Any:
        """A loss, or each of several, times the scale."""
        if not self._enabled:
            return outputs
        if isinstance(outputs, Tensor):
            return outputs * wrap(np.array(self._scale, np.float32))
        if not isinstance(outputs, Iterable):
            raise ValueError("outputs must be a Tensor or an iterable of Tensors")
        kind = type(outputs) if isinstance(outputs, (list, tuple)) else list
        return kind(self.scale(each) for each in outputs)

    def unscale_(self, optimizer: Any) -> None:
        """Divide the gradients of an optimizer's parameters by the scale, in place."""
        if not self._enabled:
            return
        if id(optimizer) in self._stepped:
            raise RuntimeError("unscale_() is being called after step().")
        if id(optimizer) in self._found:
            raise RuntimeError(
                "unscale_() has already been called on this optimizer since the last update().")
        grads = [param.grad for group in optimizer.param_groups for param in group["params"]
                 if param.grad is not None]
        self._found[id(optimizer)] = not all(np.isfinite(grad._array).all() for grad in grads)
        with no_grad():
            for grad in grads:
                grad.mul_(1 / self._scale)

    def step(self, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        """The optimizer's step, if all gradients are finite."""
        if not self._enabled:
            return optimizer.step(*args, **kwargs)
        if "closure" in kwargs:
            raise RuntimeError(
                "Closure use is not currently supported if GradScaler is enabled.")
        if id(optimizer) in self._stepped:
            raise RuntimeError("step() has already been called since the last update().")
        if id(optimizer) not in self._found:
            self.unscale_(optimizer)
        self._stepped.add(id(optimizer))
        return None if self._found[id(optimizer)] else optimizer.step(*args, **kwargs)

    def update(self, new_scale: float | Tensor | None = None) -> None:
        """Adjust the scale: less after a gradient that was not finite, more after many steps."""
        if not self._enabled:
            return
        if new_scale is not None:
            self._scale = float(new_scale)
        elif not self._found:
            raise AssertionError("No inf checks were recorded prior to update.")
        elif any(self._found.values()):
            self._scale, self._steps = self._scale * self._backoff, 0
        else:
            self._steps += 1
            if self._steps == self._interval:
                larger = self._scale * self._growth
                self._scale, self._steps = larger if math.isfinite(larger) else self._scale, 0
        self._found, self._stepped = {}, set()

    def get_scale(self) -> float:
        """The scale, 1 if nothing is scaled."""
        return self._scale if self._enabled else 1.0

    def is_enabled(self) -> bool:
        """Whether losses are scaled."""
        return self._enabled

    def get_growth_factor(self) -> float:
        """What the scale is multiplied with after `get_growth_interval` steps."""
        return self._growth

    def get_backoff_factor(self) -> float:
        """What the scale is multiplied with after a gradient that was not finite."""
        return self._backoff

    def get_growth_interval(self) -> int:
        """After how many steps the scale grows."""
        return self._interval

    def state_dict(self) -> dict[str, Any]:
        """The scale and how it changes; nothing if nothing is scaled."""
        return {
            "scale": self._scale, "growth_factor": self._growth, "backoff_factor": self._backoff,
            "growth_interval": self._interval, "_growth_tracker": self._steps,
        } if self._enabled else {}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict` returned."""
        if not self._enabled:
            return
        if not state_dict:
            raise RuntimeError("The source state dict is empty, possibly because it was saved from"
                               " a disabled instance of GradScaler.")
        self._scale, self._steps = state_dict["scale"], state_dict["_growth_tracker"]
        self._growth, self._backoff, self._interval = (
            state_dict[name] for name in ("growth_factor", "backoff_factor", "growth_interval"))


autocast.__module__ = "torch.amp.autocast_mode"
GradScaler.__module__ = "torch.amp.grad_scaler"
