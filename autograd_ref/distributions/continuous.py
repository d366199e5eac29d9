"""The distributions of real numbers that programs use most."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..api.creation import ones, zeros, zeros_like
from ..api.elementwise import clamp, log
from ..api.later import elementwise, special
from ..api.later.distributions import normal
from ..api.random import rand
from ..api.shape import expand
from ..modes import no_grad
from ..tensor import Tensor
from . import constraints
from .distribution import Distribution, as_tensors

LOG_ROOT_2PI = math.log(math.sqrt(2 * math.pi))


def standard_normal(shape: tuple[int, ...], like: Tensor) -> Tensor:
    return normal(zeros(shape, dtype=like.dtype), ones(shape, dtype=like.dtype))


class LocationScale(Distribution):
    """Base of the distributions around `loc` whose width is `scale`."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support, has_rsample = constraints.real, True

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None) -> None:
        self.loc, self.scale = as_tensors(loc, scale)
        super().__init__(self.loc.shape, (), validate_args)

    @property
    def mean(self) -> Any:
        return self.loc


class Normal(LocationScale):
    """Normal numbers of mean `loc` and standard deviation `scale`."""

    mode = LocationScale.mean

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None) -> None:
        super().__init__(loc, scale, validate_args)

    @property
    def stddev(self) -> Any:
        return self.scale

    @property
    def variance(self) -> Any:
        return self.stddev.pow(2)

    def sample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended(sample_shape)
        with no_grad():
            return normal(expand(self.loc, shape), expand(self.scale, shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self.loc + standard_normal(self._extended(sample_shape), self.loc) * self.scale

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        square = (value - self.loc) ** 2
        return -square / (2 * self.scale**2) - self.scale.log() - LOG_ROOT_2PI

    def cdf(self, value: Tensor) -> Any:
        self._check_value(value)
        scaled = (value - self.loc) * self.scale.reciprocal() / math.sqrt(2)
        return 0.5 * (1 + elementwise.erf(scaled))

    def icdf(self, value: Tensor) -> Any:
        return self.loc + self.scale * special.erfinv(2 * value - 1) * math.sqrt(2)

    def entropy(self) -> Any:
        return 0.5 + 0.5 * math.log(2 * math.pi) + log(self.scale)


class Laplace(LocationScale):
    """Numbers whose distance from `loc` is exponential with mean `scale`."""

    mode = LocationScale.mean

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None) -> None:
        super().__init__(loc, scale, validate_args)

    @property
    def variance(self) -> Any:
        return 2 * self.scale.pow(2)

    @property
    def stddev(self) -> Any:
        return 2**0.5 * self.scale

    def rsample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended(sample_shape)
        least = float(np.finfo(self.loc._array.dtype).eps) - 1
        u = zeros(shape, dtype=self.loc.dtype).uniform_(least, 1)
        return self.loc - self.scale * u.sign() * elementwise.log1p(-u.abs())

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        return -log(2 * self.scale) - (value - self.loc).abs() / self.scale

    def cdf(self, value: Tensor) -> Any:
        self._check_value(value)
        gap = value - self.loc
        return 0.5 - 0.5 * gap.sign() * elementwise.expm1(-gap.abs() / self.scale)

    def icdf(self, value: Tensor) -> Any:
        gap = value - 0.5
        return self.loc - self.scale * gap.sign() * elementwise.log1p(-2 * gap.abs())

    def entropy(self) -> Any:
        return 1 + log(2 * self.scale)


class Uniform(Distribution):
    """Numbers from `low` to below `high`."""

    has_rsample = True

    def __init__(self, low: Any, high: Any, validate_args: Any = None) -> None:
        self.low, self.high = as_tensors(low, high)
        self.arg_constraints = {"low": constraints.LessThan(upper_bound=self.high),
                                "high": constraints.GreaterThan(lower_bound=self.low)}
        super().__init__(self.low.shape, (), validate_args)

    @property
    def support(self) -> Any:
        return constraints.Interval(lower_bound=self.low, upper_bound=self.high)

    @property
    def mean(self) -> Any:
        return (self.high + self.low) / 2

    @property
    def variance(self) -> Any:
        return (self.high - self.low).pow(2) / 12

    @property
    def stddev(self) -> Any:
        return (self.high - self.low) / 12**0.5

    @property
    def mode(self) -> Any:
        return float("nan") * self.high

    def rsample(self, sample_shape: Any = ()) -> Any:
        drawn = rand(self._extended(sample_shape), dtype=self.low.dtype)
        return self.low + drawn * (self.high - self.low)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        inside = self.low.le(value).type_as(self.low) * self.high.gt(value).type_as(self.low)
        return log(inside) - log(self.high - self.low)

    def cdf(self, value: Tensor) -> Any:
        self._check_value(value)
        return clamp((value - self.low) / (self.high - self.low), min=0, max=1)

    def icdf(self, value: Tensor) -> Any:
        return value * (self.high - self.low) + self.low

    def entropy(self) -> Any:
        return log(self.high - self.low)


class Exponential(Distribution):
    """Waiting times of mean 1 / rate."""

    arg_constraints = {"rate": constraints.positive}
    support, has_rsample = constraints.nonnegative, True

    def __init__(self, rate: Any, validate_args: Any = None) -> None:
        (self.rate,) = as_tensors(rate)
        super().__init__(self.rate.shape, (), validate_args)

    @property
    def mean(self) -> Any:
        return self.rate.reciprocal()

    stddev = mean

    @property
    def mode(self) -> Any:
        return zeros_like(self.rate)

    @property
    def variance(self) -> Any:
        return self.rate.pow(-2)

    def rsample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended(sample_shape)
        return zeros(shape, dtype=self.rate.dtype).exponential_() / self.rate

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        return self.rate.log() - self.rate * value

    def cdf(self, value: Tensor) -> Any:
        self._check_value(value)
        return 1 - (-self.rate * value).exp()

    def icdf(self, value: Tensor) -> Any:
        return -elementwise.log1p(-value) / self.rate

    def entropy(self) -> Any:
        return 1.0 - log(self.rate)
