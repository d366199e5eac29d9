"""Means of a model's parameters over its training. Loaded when first used."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable
from typing import Any

from ..api.creation import tensor
from ..dtypes import int64
from ..modes import no_grad
from ..nn import Module
from ..nn.normalisation import BatchNorm
from ..tensor import Tensor
from .lr_scheduler import LRScheduler, for_each


def check_decay(decay: float) -> None:
    """Raise ValueError for a decay outside of [0, 1]."""
    if decay < 0.0 or decay > 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1]"
                         " range.")


def get_ema_avg_fn(decay: float = 0.999) -> Callable[..., Tensor]:
    """The function that moves a mean by 1 - decay towards a new value."""
    check_decay(decay)

    def moved(mean: Tensor, value: Tensor, number: Any) -> Tensor:
        result: Tensor = decay * mean + (1 - decay) * value
        return result

    return moved


def get_swa_avg_fn() -> Callable[..., Tensor]:
    """The function that makes a mean one of one more value."""

    def moved(mean: Tensor, value: Tensor, number: Any) -> Tensor:
        result: Tensor = mean + (value - mean) / (number + 1)
        return result

    return moved


def get_ema_multi_avg_fn(decay: float = 0.999) -> Callable[..., None]:
    """The function that moves several means by 1 - decay towards new values, in place."""
    check_decay(decay)

    def move(means: list[Tensor], values: list[Tensor], number: Any) -> None:
        for mean, value in zip(means, values, strict=True):
            mean.lerp_(value, 1 - decay)

    return move


def get_swa_multi_avg_fn() -> Callable[..., None]:
    """The function that makes several means ones of one more value, in place."""

    def move(means: list[Tensor], values: list[Tensor], number: Any) -> None:
        for mean, value in zip(means, values, strict=True):
            mean.lerp_(value, float(1 / (number + 1)))

    return move


class AveragedModel(Module):
    """A copy of a model whose parameters are means of its own, moved by `update_parameters`.

    avg_fn(mean, value, number) returns the new mean after a number of values; multi_avg_fn(means,
    values, number) changes a list of means.
    """

    def __init__(
        self, model: Module, device: Any = None, avg_fn: Any = None, multi_avg_fn: Any = None,
        use_buffers: bool = False,
    ) -> None:
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = copy.deepcopy(model)
        self.register_buffer("n_averaged", tensor(0, dtype=int64, device=device))
        self.avg_fn, self.use_buffers = avg_fn, use_buffers
        self.multi_avg_fn = multi_avg_fn

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        return self.module(*args, **kwargs)

    def update_parameters(self, model: Module) -> None:
        """Move the means towards the parameters that the model has now."""
        first = self.n_averaged == 0
        pairs: list[tuple[Tensor, Tensor]] = list(
            zip(self.module.parameters(), model.parameters(), strict=True))
        buffers = list(zip(self.module.buffers(), model.buffers(), strict=True))
        pairs += buffers if self.use_buffers else []
        with no_grad():
            if self.multi_avg_fn is not None and not first:
                self._move_together(pairs)
                pairs = []
            move = self.avg_fn or get_swa_avg_fn()
            for mean, value in pairs:
                mean.copy_(value if first else move(mean, value, self.n_averaged))
            for own, value in [] if self.use_buffers else buffers:
                own.copy_(value)
        self.n_averaged += 1

    def _move_together(self, pairs: list[tuple[Tensor, Tensor]]) -> None:
        """Call `multi_avg_fn` for the tensors of each dtype."""
        for kind in dict.fromkeys(mean.dtype for mean, _ in pairs):
            means, values = zip(*((mean.detach(), value.detach()) for mean, value in pairs
                                  if mean.dtype is kind), strict=True)
            self.multi_avg_fn(list(means), list(values), self.n_averaged)


def update_bn(loader: Iterable[Any], model: Module, device: Any = None) -> None:
    """Find the statistics of the model's batch normalisations anew, from all batches of a loader.

    A batch is a tensor, or a list whose first element is the input.
    """
    layers = [module for module in model.modules() if isinstance(module, BatchNorm)]
    momenta, training = [layer.momentum for layer in layers], model.training
    if not layers:
        return
    model.train()
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None
    for batch in loader:
        x = batch[0] if isinstance(batch, (list, tuple)) else batch
        model(x if device is None else x.to(device))
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.momentum = momentum
    model.train(training)


class SWALR(LRScheduler):
    """The rate to swa_lr in some epochs, then constant."""

    def __init__(
        self, optimizer: Any, swa_lr: Any, anneal_epochs: int = 10, anneal_strategy: str = "cos",
        last_epoch: int = -1,
    ) -> None:
        for group, rate in zip(optimizer.param_groups, for_each("swa_lr", optimizer, swa_lr),
                               strict=True):
            group["swa_lr"] = rate
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError("anneal_strategy must be one of 'cos' or 'linear', instead got"
                             f" {anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(
                f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        self.anneal_epochs, self._anneal_strategy = anneal_epochs, anneal_strategy
        super().__init__(optimizer, last_epoch)

    def share(self, step: int) -> float:
        """How far the rate has gone."""
        t = max(0, min(1, step / max(1, self.anneal_epochs)))
        return t if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * t)) / 2

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        step = self._step_count - 1
        step = max(1, step) if self.anneal_epochs == 0 else step
        before, now = self.share(step - 1), self.share(step)
        rates = []
        for group in self.optimizer.param_groups:
            first = group["swa_lr"] if before == 1 else (
                (group["lr"] - before * group["swa_lr"]) / (1 - before))
            rates.append(group["swa_lr"] * now + first * (1 - now))
        return rates


for _class in (AveragedModel, SWALR):
    _class.__module__ = "torch.optim.swa_utils"
