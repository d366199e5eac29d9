"""Schedulers: learning rates that change from epoch to epoch."""

from __future__ import annotations

import functools
import importlib
import math
import types
import warnings
import weakref
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from typing import Any

from ..api.absent import of_module
from ..tensor import Tensor
from .optimizer import Optimizer

WRONG_ORDER = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later,"
    " you should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`."
    "  Failure to do this will result in PyTorch skipping the first value of the learning rate"
    " schedule. See more details at"
    " https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
)
OVERRIDDEN = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler"
    " initialization. Please, make sure to call `optimizer.step()` before `lr_scheduler.step()`."
    " See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
)
OTHER_GROUPS = (
    "The number of param groups in the `optimizer` ({}) differs from when `ReduceLROnPlateau` was"
    " initialized ({}), usually due to a new param group being added to the optimizer. Please"
    " modify the `min_lrs` field to match the length of the `optimizer` param groups."
)
NO_FIRST_RATE = (
    "param 'initial_lr' is not specified in param_groups[{}] when resuming scheduler with"
    " last_epoch >= 0.\nThis typically happens when:\n1. You're trying to resume training from a"
    " checkpoint but haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0"
    " for a fresh training run (not recommended)"
)
NO_EPOCH = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where"
    " possible. Please use `scheduler.step()` to step the scheduler. During the deprecation, if"
    " epoch is different from None, the closed form is used instead of the new chainable form,"
    " where available. Please open an issue if you are unable to replicate your use case:"
    " https://github.com/pytorch/pytorch/issues/new/choose."
)


def watch_steps(optimizer: Any) -> None:
    """Let the optimizer note that it has made a step."""
    if getattr(optimizer, "_watched", False):
        return
    optimizer._watched = True
    held = weakref.ref(optimizer)
    own, step = vars(optimizer).get("step"), type(optimizer).step

    @functools.wraps(step)
    def noted(self: Any, *args: Any, **kwargs: Any) -> Any:
        self._opt_called = True
        return step(self, *args, **kwargs) if own is None else own(*args, **kwargs)

    def called(*args: Any, **kwargs: Any) -> Any:
        return types.MethodType(noted, held())(*args, **kwargs)

    called._watches = True  # type: ignore[attr-defined]
    optimizer.step = called


def copied(value: Any) -> Any:
    """A rate; of a tensor a copy, which a change in place leaves alone."""
    return value.detach().clone() if isinstance(value, Tensor) else value


def for_each(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """A value for each group of parameters. Raises ValueError for another number of values."""
    number = len(optimizer.param_groups)
    if not isinstance(value, (list, tuple)):
        value = [value] * number
    elif len(value) != number:
        raise ValueError(f"{name} must have the same length as optimizer.param_groups. {name} has"
                         f" {len(value)} values, param_groups has {number}.")
    return [copied(one) for one in value]


def set_value(group: dict[str, Any], name: str, value: Any) -> None:
    """Set an option of a group: a tensor in place."""
    if isinstance(group[name], Tensor):
        group[name].fill_(float(value))
    else:
        group[name] = value


class LRScheduler:
    """Base of the schedulers. A subclass defines `get_lr`, a rate for each group of parameters;
    `step` sets the rates for the next epoch.

    Raises TypeError for what is no optimizer, KeyError if it does not know its first rates.
    """

    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        for place, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", copied(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(NO_FIRST_RATE.format(place))
        self.base_lrs = [copied(group["initial_lr"]) for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        watch_steps(optimizer)
        self._first_step()

    def _first_step(self) -> None:
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        raise NotImplementedError

    def get_last_lr(self) -> list[float]:
        """The rates that are set now."""
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Go to the next epoch, or to this one, and set its rates."""
        if self._step_count == 1:
            if not hasattr(self.optimizer.step, "_watches"):
                warnings.warn(OVERRIDDEN, UserWarning, stacklevel=2)
            elif not getattr(self.optimizer, "_opt_called", False):
                warnings.warn(WRONG_ORDER, UserWarning, stacklevel=2)
        self._step_count += 1
        if epoch is not None:
            warnings.warn(NO_EPOCH, UserWarning, stacklevel=2)
        self._go_to(epoch)

    def _go_to(self, epoch: int | None) -> None:
        """Go to the next epoch, or to this one by the closed form of the rates if there is one."""
        closed = None if epoch is None else getattr(self, "_get_closed_form_lr", None)
        self._set_rates(self.last_epoch + 1 if epoch is None else epoch, closed)

    def _set_rates(self, epoch: int, rates: Callable[[], list[float]] | None = None) -> None:
        self._get_lr_called_within_step = True
        try:
            self.last_epoch = epoch
            values = (rates or self.get_lr)()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, values, strict=True):
            set_value(group, "lr", rate)
        self._last_lr = self._rates()

    def _rates(self) -> list[float]:
        return [copied(group["lr"]) for group in self.optimizer.param_groups]

    def _warn_outside_step(self) -> None:
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use"
                " `get_last_lr()`.", UserWarning, stacklevel=3,
            )

    def state_dict(self) -> dict[str, Any]:
        """All attributes but the optimizer."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over the attributes that `state_dict` returned."""
        self.__dict__.update(state_dict)


class WithFunctions(LRScheduler):
    """Base of the schedulers whose factor is a function of the epoch, or one for each group."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        self.optimizer = optimizer
        number = len(optimizer.param_groups)
        if isinstance(lr_lambda, (list, tuple)):
            if len(lr_lambda) != number:
                raise ValueError(f"Expected {number} lr_lambdas, but got {len(lr_lambda)}")
            self.lr_lambdas: list[Callable[[int], float]] = list(lr_lambda)
        else:
            self.lr_lambdas = [lr_lambda] * number
        super().__init__(optimizer, last_epoch)

    def state_dict(self) -> dict[str, Any]:
        """All attributes but the optimizer; functions as None, objects by their attributes."""
        held = {n: v for n, v in self.__dict__.items() if n not in ("optimizer", "lr_lambdas")}
        return {**held, "lr_lambdas": [
            None if isinstance(one, types.FunctionType) else dict(vars(one))
            for one in self.lr_lambdas]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over the attributes, and those of objects; the functions stay."""
        self.__dict__.update({n: v for n, v in state_dict.items() if n != "lr_lambdas"})
        for one, attributes in zip(self.lr_lambdas, state_dict["lr_lambdas"], strict=False):
            if attributes is not None:
                vars(one).update(attributes)


class LambdaLR(WithFunctions):
    """The first rate times lr_lambda(epoch)."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        super().__init__(optimizer, lr_lambda, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        return [base * function(self.last_epoch)
                for function, base in zip(self.lr_lambdas, self.base_lrs, strict=True)]


class MultiplicativeLR(WithFunctions):
    """The rate times lr_lambda(epoch), in each epoch."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Any, last_epoch: int = -1) -> None:
        super().__init__(optimizer, lr_lambda, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        if self._is_initial:
            return self._rates()
        return [rate * function(self.last_epoch)
                for function, rate in zip(self.lr_lambdas, self._rates(), strict=True)]


class StepLR(LRScheduler):
    """The rate times gamma every step_size epochs."""

    def __init__(
        self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        if self.last_epoch == 0 or self.last_epoch % self.step_size != 0:
            return self._rates()
        return [rate * self.gamma for rate in self._rates()]

    def _get_closed_form_lr(self) -> list[float]:
        return [base * self.gamma ** (self.last_epoch // self.step_size)
                for base in self.base_lrs]


class MultiStepLR(LRScheduler):
    """The rate times gamma at each of the milestones."""

    def __init__(
        self, optimizer: Optimizer, milestones: Any, gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        self.milestones, self.gamma = Counter(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        if self.last_epoch not in self.milestones:
            return self._rates()
        factor = self.gamma ** self.milestones[self.last_epoch]
        return [rate * factor for rate in self._rates()]

    def _get_closed_form_lr(self) -> list[float]:
        passed = bisect_right(sorted(self.milestones.elements()), self.last_epoch)
        return [base * self.gamma**passed for base in self.base_lrs]


class ConstantLR(LRScheduler):
    """The rate times factor until epoch total_iters.

    Raises ValueError if the factor is not within 0 and 1.
    """

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3, total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        if factor > 1.0 or factor < 0:
            raise ValueError("Constant multiplicative factor expected to be between 0 and 1.")
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        if self.last_epoch == 0:
            return [rate * self.factor for rate in self._rates()]
        if self.last_epoch != self.total_iters:
            return self._rates()
        return [rate * (1.0 / self.factor) for rate in self._rates()]

    def _get_closed_form_lr(self) -> list[float]:
        factor = self.factor + (self.last_epoch >= self.total_iters) * (1 - self.factor)
        return [base * factor for base in self.base_lrs]


class LinearLR(LRScheduler):
    """The rate times a factor that goes from start_factor to end_factor in total_iters epochs.

    Raises ValueError for factors that are not within 0 and 1.
    """

    def __init__(
        self, optimizer: Optimizer, start_factor: float = 1.0 / 3, end_factor: float = 1.0,
        total_iters: int = 5, last_epoch: int = -1,
    ) -> None:
        if start_factor > 1.0 or start_factor <= 0:
            raise ValueError(
                "Starting multiplicative factor expected to be greater than 0 and less or equal to"
                " 1."
            )
        if end_factor > 1.0 or end_factor < 0:
            raise ValueError("Ending multiplicative factor expected to be between 0 and 1.")
        self.start_factor, self.end_factor = start_factor, end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        if self.last_epoch == 0:
            return [rate * self.start_factor for rate in self._rates()]
        if self._is_initial or self.last_epoch > self.total_iters:
            return self._rates()
        step = self.end_factor - self.start_factor
        before = self.total_iters * self.start_factor + (self.last_epoch - 1) * step
        return [rate * (1.0 + step / before) for rate in self._rates()]

    def _get_closed_form_lr(self) -> list[float]:
        epoch = min(self.total_iters, self.last_epoch)
        gone = (self.end_factor - self.start_factor) * epoch / self.total_iters
        return [base * (self.start_factor + gone) for base in self.base_lrs]


class ExponentialLR(LRScheduler):
    """The rate times gamma in each epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        if self._is_initial:
            return self._rates()
        return [rate * self.gamma for rate in self._rates()]

    def _get_closed_form_lr(self) -> list[float]:
        return [base * self.gamma**self.last_epoch for base in self.base_lrs]


class CosineAnnealingLR(LRScheduler):
    """The rate on half a cosine, from the first one down to eta_min in T_max epochs."""

    def __init__(
        self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        low, end, now = self.eta_min, self.T_max, self.last_epoch
        if self._is_initial:
            return self._rates()
        if self._step_count == 1 and now > 0:
            return [low + (base - low) * (1 + math.cos(now * math.pi / end)) / 2
                    for base in self.base_lrs]
        if (now - 1 - end) % (2 * end) == 0:
            return [rate + (base - low) * (1 - math.cos(math.pi / end)) / 2
                    for base, rate in zip(self.base_lrs, self._rates(), strict=True)]
        height = 1 + math.cos(math.pi * now / end)
        before = 1 + math.cos(math.pi * (now - 1) / end)
        return [height / before * (rate - low) + low for rate in self._rates()]

    def _get_closed_form_lr(self) -> list[float]:
        return [self.eta_min + (base - self.eta_min)
                * (1 + math.cos(math.pi * self.last_epoch / self.T_max)) / 2
                for base in self.base_lrs]


class ReduceLROnPlateau(LRScheduler):
    """The rate times factor after more than `patience` epochs in which a metric did not improve.

    Raises ValueError for a factor of 1 or more and for unknown modes.
    """

    def __init__(
        self, optimizer: Optimizer, mode: str = "min", factor: float = 0.1, patience: int = 10,
        threshold: float = 1e-4, threshold_mode: str = "rel", cooldown: int = 0,
        min_lr: Any = 0, eps: float = 1e-8,
    ) -> None:
        if factor >= 1.0:
            raise ValueError("Factor should be < 1.0.")
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        if mode not in ("min", "max"):
            raise ValueError("mode " + mode + " is unknown!")
        if threshold_mode not in ("rel", "abs"):
            raise ValueError("threshold mode " + threshold_mode + " is unknown!")
        self.factor, self.optimizer = factor, optimizer
        groups = optimizer.param_groups
        self.default_min_lr = min_lr if not isinstance(min_lr, (list, tuple)) else None
        self.min_lrs = [min_lr] * len(groups) if self.default_min_lr is not None else list(min_lr)
        self.patience, self.cooldown, self.eps, self.last_epoch = patience, cooldown, eps, 0
        self._last_lr = self._rates()
        self.mode_worse = math.inf if mode == "min" else -math.inf
        self.mode, self.threshold, self.threshold_mode = mode, threshold, threshold_mode
        self.best, self.cooldown_counter, self.num_bad_epochs = self.mode_worse, 0, 0

    def step(self, metrics: Any, epoch: int | None = None) -> None:  # type: ignore[override]
        """Go to the next epoch; `metrics` is the number that should improve."""
        current = float(metrics.item() if isinstance(metrics, Tensor) else metrics)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self.is_better(current, self.best):
            self.best, self.num_bad_epochs = current, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce()
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = self._rates()

    @property
    def in_cooldown(self) -> bool:
        """Whether it waits after a reduction before it counts again."""
        return bool(self.cooldown_counter > 0)

    def _reduce(self) -> None:
        groups = self.optimizer.param_groups
        if len(groups) != len(self.min_lrs):
            if self.default_min_lr is None:
                raise RuntimeError(OTHER_GROUPS.format(len(groups), len(self.min_lrs)))
            self.min_lrs = [self.default_min_lr] * len(groups)
        for group, low in zip(groups, self.min_lrs, strict=True):
            old = float(group["lr"])
            rate = max(old * self.factor, low)
            if old - rate > self.eps:
                set_value(group, "lr", rate)

    def is_better(self, a: float, best: float) -> bool:
        """Whether `a` improves on the best so far by more than the threshold."""
        sign = -1 if self.mode == "min" else 1
        if self.threshold_mode == "rel":
            limit = best * (1 + sign * self.threshold)
        else:
            limit = best + sign * self.threshold
        return a < limit if self.mode == "min" else a > limit


CYCLES = ("ChainedScheduler", "CosineAnnealingWarmRestarts", "CyclicLR", "OneCycleLR",
          "PolynomialLR", "SequentialLR")
__all__ = ["ConstantLR", "CosineAnnealingLR", "ExponentialLR", "LRScheduler", "LambdaLR",
           "LinearLR", "MultiStepLR", "MultiplicativeLR", "ReduceLROnPlateau", "StepLR", *CYCLES]


class _LRScheduler(LRScheduler):
    """The base under its older name."""


def __getattr__(name: str) -> Any:
    """Load the schedulers of cycles.py when one of them is first used."""
    if name in CYCLES:
        return getattr(importlib.import_module(f"{__package__}.cycles"), name)
    raise AttributeError(of_module("torch.optim.lr_scheduler", name))


for _class in (LRScheduler, LambdaLR, MultiplicativeLR, StepLR, MultiStepLR, ConstantLR, LinearLR,
               ExponentialLR, CosineAnnealingLR, ReduceLROnPlateau):
    _class.__module__ = "torch.optim.lr_scheduler"
__name__ = "torch.optim.lr_scheduler"  # programs compare it with what the classes say
