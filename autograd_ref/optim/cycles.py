"""Schedulers that go up and down, or follow one another. Loaded when first used."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from .lr_scheduler import LRScheduler, ReduceLROnPlateau, for_each, set_value
from .optimizer import Optimizer


class PolynomialLR(LRScheduler):
    """The rate times (1 - epoch / total_iters) ** power, down to 0."""

    def __init__(
        self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1
    ) -> None:
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        if self._is_initial or self.last_epoch > self.total_iters:
            return self._rates()
        now, before = (1.0 - (self.last_epoch - back) / self.total_iters for back in (0, 1))
        return [rate * (now / before) ** self.power for rate in self._rates()]

    def _get_closed_form_lr(self) -> list[float]:
        left = 1.0 - min(self.total_iters, self.last_epoch) / self.total_iters
        return [base * left**self.power for base in self.base_lrs]


class CosineAnnealingWarmRestarts(LRScheduler):
    """The rate on half a cosine down to eta_min, again and again: in T_0 epochs, then each time in
    T_mult times as many.

    Source: Loshchilov and Hutter, SGDR, ICLR 2017.

    Raises ValueError if T_0 or T_mult is no whole number above 0.
    """

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0,
        last_epoch: int = -1,
    ) -> None:
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(f"Expected integer T_mult >= 1, but got {T_mult}")
        self.T_0, self.T_i, self.T_mult, self.eta_min, self.T_cur = T_0, T_0, T_mult, eta_min, 0.0
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        """The rates of the groups in this epoch."""
        self._warn_outside_step()
        return [self.eta_min
                + (base - self.eta_min) * (1 + math.cos(math.pi * self.T_cur / self.T_i)) / 2
                for base in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """Go to the next epoch, or to `epoch`, which may lie between two."""
        if epoch is None:
            epoch = self.last_epoch + 1
        if epoch < 0:
            raise ValueError(f"Expected non-negative epoch, but got {epoch}")
        self.T_cur, self.T_i = epoch, self.T_0
        while self.T_cur >= self.T_i:
            self.T_cur, self.T_i = self.T_cur - self.T_i, self.T_i * self.T_mult
        self._set_rates(math.floor(epoch))


class OneCycleLR(LRScheduler):
    """The rate up to max_lr and down to almost nothing, once; the momentum the other way.

    Source: Smith and Topin, Super-Convergence, 2018.

    Raises ValueError if the number of steps is not known, and for steps beyond it.
    """

    def __init__(
        self, optimizer: Optimizer, max_lr: Any, total_steps: int | None = None,
        epochs: int | None = None, steps_per_epoch: int | None = None, pct_start: float = 0.3,
        anneal_strategy: str = "cos", cycle_momentum: bool = True, base_momentum: Any = 0.85,
        max_momentum: Any = 0.95, div_factor: float = 25.0, final_div_factor: float = 1e4,
        three_phase: bool = False, last_epoch: int = -1,
    ) -> None:
        if total_steps is not None:
            if total_steps <= 0 or not isinstance(total_steps, int):
                raise ValueError(f"Expected positive integer total_steps, but got {total_steps}")
            self.total_steps = total_steps
        elif epochs is not None and steps_per_epoch is not None:
            self.total_steps = epochs * steps_per_epoch
        else:
            raise ValueError(
                "You must define either total_steps OR (epochs AND steps_per_epoch)")
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise ValueError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError("anneal_strategy must be one of 'cos' or 'linear', instead got"
                             f" {anneal_strategy}")
        self.optimizer, self.cycle_momentum = optimizer, cycle_momentum
        self._anneal_func_type = anneal_strategy
        self._phases = self._phases_of(pct_start, three_phase)
        if last_epoch == -1:
            most_of_each = for_each("max_lr", optimizer, max_lr)
            for group, most in zip(optimizer.param_groups, most_of_each, strict=True):
                group["initial_lr"] = most / div_factor
                group["max_lr"], group["min_lr"] = most, group["initial_lr"] / final_div_factor
        if cycle_momentum:
            self._set_momenta(base_momentum, max_momentum)
        super().__init__(optimizer, last_epoch)

    def _phases_of(self, share: float, three: bool) -> list[tuple[float, tuple[str, ...]]]:
        """Of each phase its last step, and the options between which rate and momentum go."""
        top, last = float(share * self.total_steps) - 1, self.total_steps - 1
        up = ("initial_lr", "max_lr", "max_momentum", "base_momentum")
        if not three:
            return [(top, up), (last, ("max_lr", "min_lr", "base_momentum", "max_momentum"))]
        return [(top, up),
                (float(2 * share * self.total_steps) - 2,
                 ("max_lr", "initial_lr", "base_momentum", "max_momentum")),
                (last, ("initial_lr", "min_lr", "max_momentum", "max_momentum"))]

    def _set_momenta(self, base_momentum: Any, max_momentum: Any) -> None:
        """Begin with the highest momentum. Raises ValueError for an optimizer without momentum."""
        optimizer = self.optimizer
        if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
            raise ValueError("optimizer must support momentum or beta1 with `cycle_momentum`"
                             " option enabled")
        least = for_each("base_momentum", optimizer, base_momentum)
        most = for_each("max_momentum", optimizer, max_momentum)
        for group, low, high in zip(optimizer.param_groups, least, most, strict=True):
            set_momentum(group, high)
            group["max_momentum"], group["base_momentum"] = high, low

    def get_lr(self) -> list[float]:
        """The rates of the groups in this step; it sets their momentum too."""
        self._warn_outside_step()
        step = self.last_epoch
        if step > self.total_steps:
            raise ValueError(f"Tried to step {step} times. The specified number of total steps is"
                             f" {self.total_steps}")
        turn = min(bisect_left([end for end, _ in self._phases], step), len(self._phases) - 1)
        begin = self._phases[turn - 1][0] if turn else 0.0
        end, way = self._phases[turn]
        share = (step - begin) / (end - begin)
        if self.cycle_momentum:
            for group in self.optimizer.param_groups:
                set_momentum(group, self._between(group[way[2]], group[way[3]], share))
        return [self._between(group[way[0]], group[way[1]], share)
                for group in self.optimizer.param_groups]

    def _between(self, start: float, end: float, share: float) -> float:
        if self._anneal_func_type == "linear":
            return (end - start) * share + start
        return end + (start - end) / 2.0 * (math.cos(math.pi * share) + 1)


def set_momentum(group: dict[str, Any], value: float) -> None:
    """Set the momentum of a group, or its first beta."""
    if "betas" in group:
        group["betas"] = (value, *group["betas"][1:])
    else:
        group["momentum"] = value


class Together(LRScheduler):
    """Base of the schedulers that consist of others."""

    _schedulers: list[LRScheduler]

    def _check(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer) -> None:
        """Raise TypeError or ValueError for what is no scheduler of this optimizer."""
        own = type(self).__name__
        for place, one in enumerate(schedulers):
            if not hasattr(one, "optimizer"):
                raise TypeError(
                    f"{own} at index {place} should have `optimizer` as its attribute.")
            if isinstance(one, ReduceLROnPlateau):
                raise ValueError(
                    f"{own} does not support `ReduceLROnPlateau` scheduler as it requires"
                    " additional kwargs to be specified when calling `step`, but got one at index"
                    f" {place} in the given schedulers sequence.")
            if optimizer != one.optimizer:
                raise ValueError(
                    f"{own} expects all schedulers to belong to the same optimizer, but got"
                    f" scheduler {type(one).__name__} at index {place} has {one.optimizer}, which"
                    f" is different from {type(optimizer).__name__}.")

    def _undo(self) -> None:
        """Take back the first step of each scheduler within."""
        for one in self._schedulers:
            if isinstance(one, Together):
                one._undo()
            else:
                one.last_epoch -= 1

    def state_dict(self) -> dict[str, Any]:
        """All attributes but the optimizer, with the states of the schedulers."""
        held = {n: v for n, v in self.__dict__.items() if n not in ("optimizer", "_schedulers")}
        return {**held, "_schedulers": [s.state_dict() for s in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over the attributes, and the schedulers theirs."""
        self.__dict__.update({n: v for n, v in state_dict.items() if n != "_schedulers"})
        for scheduler, state in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            scheduler.load_state_dict(state)


class SequentialLR(Together):
    """One scheduler after the other: the next from each of the milestones on.

    Raises ValueError for other than one milestone fewer than schedulers, or several optimizers.
    """

    def __init__(
        self, optimizer: Optimizer, schedulers: Sequence[LRScheduler], milestones: Sequence[int],
        last_epoch: int = -1,
    ) -> None:
        if len(schedulers) < 1:
            raise ValueError(
                "SequentialLR expects at least one scheduler, but got no scheduler.")
        self._check(schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                "Sequential Schedulers expects number of schedulers provided to be one more than"
                f" the number of milestone points, but got number of schedulers {len(schedulers)}"
                f" and the number of milestones to be equal to {len(milestones)}")
        self._schedulers, self._milestones = list(schedulers), list(milestones)
        self.optimizer, self.last_epoch = optimizer, last_epoch + 1
        for group in optimizer.param_groups:
            set_value(group, "lr", group["initial_lr"])
        self._undo()  # each took its first step when it was made
        self._schedulers[0]._first_step()
        self._last_lr = self._schedulers[0].get_last_lr()

    def step(self) -> None:  # type: ignore[override]
        """Let the scheduler whose turn it is go to its next epoch."""
        self.last_epoch += 1
        turn = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[turn]
        if turn > 0 and self._milestones[turn - 1] == self.last_epoch:
            scheduler._go_to(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class CyclicLR(LRScheduler):
    """The rate from base_lr to max_lr and back, again and again; the momentum the other way.

    Source: Smith, Cyclical Learning Rates for Training Neural Networks, WACV 2017.

    Raises ValueError for an unknown mode, and if momentum cannot be cycled.
    """

    def __init__(
        self, optimizer: Optimizer, base_lr: Any, max_lr: Any, step_size_up: int = 2000,
        step_size_down: int | None = None, mode: str = "triangular", gamma: float = 1.0,
        scale_fn: Any = None, scale_mode: str = "cycle", cycle_momentum: bool = True,
        base_momentum: Any = 0.8, max_momentum: Any = 0.9, last_epoch: int = -1,
    ) -> None:
        groups, self.optimizer = optimizer.param_groups, optimizer
        lows = for_each("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for group, low in zip(groups, lows, strict=True):
                set_value(group, "lr", low)
        self.max_lrs = for_each("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        down = up if step_size_down is None else float(step_size_down)
        self.total_size, self.step_ratio = up + down, up / (up + down)
        if scale_fn is None and mode not in SCALES:
            raise ValueError("mode is invalid and scale_fn is None")
        self.mode, self.gamma, self._scale_fn = mode, gamma, scale_fn
        self.scale_mode = scale_mode if scale_fn else SCALES[mode]
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
                raise ValueError("optimizer must support momentum or beta1 with `cycle_momentum`"
                                 " option enabled")
            self.base_momentums = for_each("base_momentum", optimizer, base_momentum)
            self.max_momentums = for_each("max_momentum", optimizer, max_momentum)
            if last_epoch == -1:
                for group, low, high in zip(groups, self.base_momentums, self.max_momentums,
                                            strict=True):
                    set_momentum(group, high)
                    group["max_momentum"], group["base_momentum"] = high, low
        super().__init__(optimizer, last_epoch)
        self.base_lrs = lows

    def scale_fn(self, x: float) -> float:
        """By how much cycle number x, or step number x, is shrunk."""
        if self._scale_fn is not None:
            found: float = self._scale_fn(x)
            return found
        if self.mode == "exp_range":
            return float(self.gamma**x)
        return 1.0 if self.mode == "triangular" else float(1 / 2.0 ** (x - 1))

    def get_lr(self) -> list[float]:
        """The rates of the groups in this step; it sets their momentum too."""
        self._warn_outside_step()
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        height = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        scale = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        rates = [low + (high - low) * height * scale
                 for low, high in zip(self.base_lrs, self.max_lrs, strict=True)]
        if self.cycle_momentum:
            for group, low, high in zip(self.optimizer.param_groups, self.base_momentums,
                                        self.max_momentums, strict=True):
                set_momentum(group, high - (high - low) * height * scale)
        return rates


SCALES = {"triangular": "cycle", "triangular2": "cycle", "exp_range": "iterations"}


class ChainedScheduler(Together):
    """Several schedulers that all go to the next epoch together.

    Raises ValueError for no schedulers, or for several optimizers.
    """

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None
                 ) -> None:
        if len(schedulers) < 1:
            raise ValueError("ChainedScheduler expects at least one scheduler to be chained, but"
                             " got no scheduler.")
        self.optimizer = optimizer or schedulers[0].optimizer
        self._check(schedulers, self.optimizer)
        self._schedulers = list(schedulers)
        self._last_lr = self._rates()

    def step(self) -> None:  # type: ignore[override]
        """Let each scheduler go to its next epoch."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = self._rates()


for _class in (PolynomialLR, CosineAnnealingWarmRestarts, OneCycleLR, SequentialLR, CyclicLR,
               ChainedScheduler):
    _class.__module__ = "torch.optim.lr_scheduler"
