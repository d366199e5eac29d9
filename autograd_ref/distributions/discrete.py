"""Distributions of counts, such as Binomial and Poisson. Loaded when first used."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..api.creation import arange, ones_like, tensor, zeros, zeros_like
from ..api.later import discrete
from ..api.later.activations import logsigmoid
from ..api.later.elementwise import log1p
from ..api.later.shape import broadcast_tensors
from ..api.later.special import lgamma, xlogy
from ..api.losses import binary_cross_entropy_with_logits
from ..api.shape import expand
from ..modes import no_grad
from ..tensor import Tensor
from . import constraints
from .categories import ByChance, OfCategorical
from .distribution import Distribution, as_tensors
from .gamma import Gamma


class Binomial(ByChance):
    """How many of `total_count` trials succeed, each with probability `probs`."""

    arg_constraints = {"total_count": constraints.nonnegative_integer,
                       "probs": constraints.unit_interval, "logits": constraints.real}
    binary = True

    def __init__(self, total_count: Any = 1, probs: Any = None, logits: Any = None,
                 validate_args: Any = None) -> None:
        self._set(probs, logits)
        name, value = ("probs", probs) if probs is not None else ("logits", logits)
        count, held = as_tensors(total_count, value)
        self.total_count, self.__dict__[name] = count.type_as(held), held
        super().__init__(held.shape, (), validate_args)

    @property
    def support(self) -> Any:
        return constraints.IntegerInterval(lower_bound=0, upper_bound=self.total_count)

    @property
    def param_shape(self) -> Any:
        return self.total_count.shape

    @property
    def mean(self) -> Any:
        return self.total_count * self.probs

    @property
    def mode(self) -> Any:
        return ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)

    @property
    def variance(self) -> Any:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended(sample_shape)
        with no_grad():
            return discrete.binomial(expand(self.total_count, shape), expand(self.probs, shape))

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        number, logits = self.total_count, self.logits
        above_zero = (logits.clamp(min=0) + logits - logits.clamp(max=0)) / 2
        rest = (number * above_zero + number * log1p((-logits.abs()).exp()) - lgamma(number + 1))
        return value * logits - lgamma(value + 1) - lgamma(number - value + 1) - rest

    def _number(self, name: str) -> int:
        """The number of trials, the same for all."""
        number = int(self.total_count.max())
        if not self.total_count.min() == number:
            raise NotImplementedError(f"Inhomogeneous total count not supported by `{name}`.")
        return number

    def entropy(self) -> Any:
        self._number("entropy")
        found = self.log_prob(self.enumerate_support(False))
        return -(found.exp() * found).sum(0)

    def enumerate_support(self, expand: bool = True) -> Any:
        values = arange(1 + self._number("enumerate_support"), dtype=self.total_count.dtype)
        values = values.view(-1, *(1,) * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


class Geometric(ByChance):
    """How many trials fail before the first that succeeds, with probability `probs`."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support, binary = constraints.nonnegative_integer, True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None) -> None:
        super().__init__(self._set_tensor(probs, logits).shape, (), validate_args)

    @property
    def mean(self) -> Any:
        return 1.0 / self.probs - 1.0

    @property
    def mode(self) -> Any:
        return zeros_like(self.probs)

    @property
    def variance(self) -> Any:
        return (1.0 / self.probs - 1.0) / self.probs

    def sample(self, sample_shape: Any = ()) -> Any:
        kind = self.probs._array.dtype
        with no_grad():
            u = zeros(self._extended(sample_shape), dtype=self.probs.dtype)
            u.uniform_(float(np.finfo(kind).tiny), 1)
            return (u.log() / log1p(-self.probs)).floor()

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        value, given = broadcast_tensors(value, self.probs)
        probs: Any = given.clone()
        probs[(probs == 1) & value.eq(0)] = 0
        return value * log1p(-probs) + self.probs.log()

    def entropy(self) -> Any:
        return binary_cross_entropy_with_logits(
            self.logits, self.probs, reduction="none") / self.probs


class NegativeBinomial(ByChance):
    """How many trials succeed, with probability `probs`, before `total_count` of them fail."""

    arg_constraints = {"total_count": constraints.GreaterThanEq(lower_bound=0),
                       "probs": constraints.HalfOpenInterval(lower_bound=0.0, upper_bound=1.0),
                       "logits": constraints.real}
    support, binary = constraints.nonnegative_integer, True

    def __init__(self, total_count: Any, probs: Any = None, logits: Any = None,
                 validate_args: Any = None) -> None:
        self._set(probs, logits)
        name, value = ("probs", probs) if probs is not None else ("logits", logits)
        count, held = as_tensors(total_count, value)
        self.total_count, self.__dict__[name] = count.type_as(held), held
        super().__init__(held.shape, (), validate_args)

    @property
    def mean(self) -> Any:
        return self.total_count * self.logits.exp()

    @property
    def mode(self) -> Any:
        return ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0)

    @property
    def variance(self) -> Any:
        return self.mean / (-self.logits).sigmoid()

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            rates = Gamma(self.total_count, (-self.logits).exp(), False)
            return discrete.poisson(rates.sample(sample_shape))

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        number = self.total_count
        chance = number * logsigmoid(-self.logits) + value * logsigmoid(self.logits)
        ways = -lgamma(number + value) + lgamma(1.0 + value) + lgamma(number)
        return chance - ways.masked_fill(number + value == 0.0, 0.0)


class _Multinomial(constraints.Constraint):
    """Whole numbers from 0 that add up to a number."""

    event_dim = 1

    def __init__(self, upper_bound: int) -> None:
        self.upper_bound = upper_bound

    def holds(self, x: Any) -> Any:
        return (x >= 0).all(-1) & (x.sum(-1) <= self.upper_bound)


class Multinomial(OfCategorical):
    """How often each category comes in `total_count` draws."""

    def __init__(self, total_count: int = 1, probs: Any = None, logits: Any = None,
                 validate_args: Any = None) -> None:
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        super().__init__(probs, logits, validate_args)

    @property
    def support(self) -> Any:
        return _Multinomial(self.total_count)

    @property
    def mean(self) -> Any:
        return self.probs * self.total_count

    @property
    def variance(self) -> Any:
        return self.total_count * self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        drawn = self._categorical.sample((self.total_count, *sample_shape))
        drawn = drawn.permute(*range(1, drawn.ndim), 0)
        found = zeros(self._extended(sample_shape), dtype=drawn.dtype)
        return found.scatter_add_(-1, drawn, ones_like(drawn)).type_as(self.probs)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        given, value = broadcast_tensors(self.logits, value)
        logits: Any = given.clone()
        logits[value.eq(0) & logits.isinf()] = 0
        ways = lgamma(value.sum(-1) + 1) - lgamma(value + 1).sum(-1)
        return ways + (logits * value).sum(-1)

    def entropy(self) -> Any:
        number = tensor(self.total_count)
        trials = Binomial(self.total_count, self.probs)
        values = trials.enumerate_support(False)[1:]
        chances = trials.log_prob(values).exp()
        ways = (chances * lgamma(values + 1)).sum([0, -1])
        return number * self._categorical.entropy() - lgamma(number + 1) + ways


class Poisson(Distribution):
    """Whole numbers of mean and variance `rate`."""

    arg_constraints = {"rate": constraints.nonnegative}
    support = constraints.nonnegative_integer

    def __init__(self, rate: Any, validate_args: Any = None) -> None:
        (self.rate,) = as_tensors(rate)
        super().__init__(self.rate.shape, (), validate_args)

    @property
    def mean(self) -> Any:
        return self.rate

    variance = mean

    @property
    def mode(self) -> Any:
        return self.rate.floor()

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            return discrete.poisson(expand(self.rate, self._extended(sample_shape)))

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        rate, value = broadcast_tensors(self.rate, value)
        return xlogy(value, rate) - rate - lgamma(value + 1)


for _file, _class in (("binomial", Binomial), ("geometric", Geometric), ("poisson", Poisson),
                      ("multinomial", Multinomial), ("negative_binomial", NegativeBinomial)):
    _class.__module__ = f"torch.distributions.{_file}"
