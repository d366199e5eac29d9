"""The distributions: of real numbers, of whole numbers and of vectors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..api.creation import arange, eye, ones, zeros, zeros_like
from ..api.elementwise import clamp, log
from ..api.later import elementwise, special
from ..api.later.diagonals import diagonal
from ..api.later.distributions import bernoulli, multinomial, normal
from ..api.later.linear_algebra import cholesky, solve_triangular
from ..api.later.shape import broadcast_tensors
from ..api.losses import binary_cross_entropy_with_logits
from ..api.random import rand
from ..api.reduction import softmax
from ..api.shape import expand
from ..modes import enable_grad, no_grad
from ..tensor import Tensor
from . import constraints
from .distribution import Distribution, as_tensors

LOG_ROOT_2PI = math.log(math.sqrt(2 * math.pi))


def standard_normal(shape: tuple[int, ...], like: Tensor) -> Tensor:
    return normal(zeros(shape, dtype=like.dtype), ones(shape, dtype=like.dtype))


def clamped(probs: Tensor) -> Tensor:
    """Probabilities held away from 0 and 1."""
    eps = float(np.finfo(probs._array.dtype).eps)
    return clamp(probs, min=eps, max=1 - eps)


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


class ByChance(Distribution):
    """Base of the distributions that have `probs` or `logits`: the other follows when asked for."""

    binary = False

    def _set(self, probs: Any, logits: Any) -> None:
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")

    def _set_tensor(self, probs: Any, logits: Any) -> Tensor:
        """Keep the one that is there as a tensor; returns it."""
        self._set(probs, logits)
        name, value = ("probs", probs) if probs is not None else ("logits", logits)
        (self.__dict__[name],) = as_tensors(value)
        held: Tensor = self.__dict__[name]
        return held

    def __getattr__(self, name: str) -> Any:
        held = self.__dict__
        with enable_grad():
            if name == "probs" and "logits" in held:
                logits = held["logits"]
                held[name] = logits.sigmoid() if self.binary else softmax(logits, -1)
            if name == "logits" and "probs" in held:
                near = clamped(held["probs"])
                held[name] = log(near) - elementwise.log1p(-near) if self.binary else log(near)
        if name in held:
            return held[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")


class Bernoulli(ByChance):
    """1 with probability `probs`, else 0."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support, binary = constraints.boolean, True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None) -> None:
        super().__init__(self._set_tensor(probs, logits).shape, (), validate_args)

    @property
    def mean(self) -> Any:
        return self.probs

    @property
    def mode(self) -> Any:
        found = (self.probs >= 0.5).to(self.probs)
        found[self.probs == 0.5] = float("nan")
        return found

    @property
    def variance(self) -> Any:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            return bernoulli(expand(self.probs, self._extended(sample_shape)))

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        logits, value = broadcast_tensors(self.logits, value)
        return -binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Any:
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Any:
        values = arange(2, dtype=self.probs.dtype).view(-1, *(1,) * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


class Categorical(ByChance):
    """Whole numbers from 0 with the probabilities in the last dimension of `probs`."""

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None) -> None:
        self._set(probs, logits)
        if probs is not None:
            if probs.ndim < 1:
                raise ValueError("`probs` parameter must be at least one-dimensional.")
            self.__dict__["probs"] = held = probs / probs.sum(-1, keepdim=True)
        else:
            if logits.ndim < 1:
                raise ValueError("`logits` parameter must be at least one-dimensional.")
            self.__dict__["logits"] = held = logits - logits.logsumexp(-1, keepdim=True)
        self._number = held.shape[-1]
        super().__init__(held.shape[:-1], (), validate_args)

    @property
    def support(self) -> Any:
        return constraints.IntegerInterval(lower_bound=0, upper_bound=self._number - 1)

    @property
    def param_shape(self) -> Any:
        held: Any = self.__dict__.get("probs", self.__dict__.get("logits"))
        return held.shape

    @property
    def mean(self) -> Any:
        return zeros(self._batch_shape) * float("nan")

    variance = mean

    @property
    def mode(self) -> Any:
        return self.probs.argmax(-1)

    def sample(self, sample_shape: Any = ()) -> Any:
        rows = self.probs.reshape(-1, self._number)
        number = math.prod(sample_shape)
        return multinomial(rows, number, True).t().reshape(self._extended(sample_shape))

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        index, logits = broadcast_tensors(value.long().unsqueeze(-1), self.logits)
        return logits.gather(-1, index[..., :1]).squeeze(-1)

    def entropy(self) -> Any:
        least = float(np.finfo(self.logits._array.dtype).min)
        return -(clamp(self.logits, min=least) * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Any:
        values = arange(self._number).view(-1, *(1,) * len(self._batch_shape))
        return values.expand(-1, *self._batch_shape) if expand else values


class OfCategorical(Distribution):
    """Base of what is made of draws of a Categorical, one entry a category."""

    arg_constraints = Categorical.arg_constraints

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: Any = None) -> None:
        self._categorical = Categorical(probs, logits)
        super().__init__(
            self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args)

    @property
    def probs(self) -> Any:
        return self._categorical.probs

    @property
    def logits(self) -> Any:
        return self._categorical.logits

    @property
    def param_shape(self) -> Any:
        return self._categorical.param_shape


class MultivariateNormal(Distribution):
    """Normal vectors of mean `loc` and with these covariances."""

    arg_constraints = {"loc": constraints.real_vector,
                       "covariance_matrix": constraints.positive_definite,
                       "precision_matrix": constraints.positive_definite,
                       "scale_tril": constraints.lower_cholesky}
    support, has_rsample = constraints.real_vector, True

    def __init__(self, loc: Tensor, covariance_matrix: Tensor | None = None,
                 precision_matrix: Tensor | None = None, scale_tril: Tensor | None = None,
                 validate_args: Any = None) -> None:
        given = [m for m in (covariance_matrix, precision_matrix, scale_tril) if m is not None]
        if len(given) != 1:
            raise ValueError(
                "Exactly one of covariance_matrix or precision_matrix or scale_tril may be"
                " specified.")
        for name, value in (("covariance_matrix", covariance_matrix),
                            ("precision_matrix", precision_matrix), ("scale_tril", scale_tril)):
            if value is not None:
                self.__dict__[name] = value
        size = loc.shape[-1]
        batch = np.broadcast_shapes(tuple(loc.shape[:-1]), tuple(given[0].shape[:-2]))
        self.loc = loc.expand((*batch, size))
        super().__init__(batch, (size,), validate_args)
        if precision_matrix is not None:
            covariance_matrix = precision_matrix.inverse()
        self._unbroadcasted_scale_tril = given[0] if covariance_matrix is None else cholesky(
            covariance_matrix)

    def __getattr__(self, name: str) -> Any:
        """The forms of the covariances that the caller did not give."""
        if name not in ("scale_tril", "covariance_matrix", "precision_matrix"):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        lower: Any = self.__dict__.get("_unbroadcasted_scale_tril")
        size, found = self._event_shape[0], lower
        if name == "covariance_matrix":
            found = lower @ lower.mT
        elif name == "precision_matrix":
            back = solve_triangular(lower, eye(size, dtype=lower.dtype), upper=False)
            found = back.mT @ back
        self.__dict__[name] = found.expand((*self._batch_shape, size, size))
        return self.__dict__[name]

    @property
    def mean(self) -> Any:
        return self.loc

    mode = mean

    @property
    def variance(self) -> Any:
        return self._unbroadcasted_scale_tril.pow(2).sum(-1).expand(
            (*self._batch_shape, *self._event_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        drawn = standard_normal(self._extended(sample_shape), self.loc)
        turned = (self._unbroadcasted_scale_tril @ drawn.unsqueeze(-1)).squeeze(-1)
        return self.loc + turned

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        gap, lower = value - self.loc, self._unbroadcasted_scale_tril
        square = solve_triangular(lower, gap.unsqueeze(-1), upper=False).pow(2).sum((-2, -1))
        half = diagonal(lower, 0, -2, -1).log().sum(-1)
        size = self._event_shape[0]
        return -0.5 * (size * math.log(2 * math.pi) + square) - half

    def entropy(self) -> Any:
        half = diagonal(self._unbroadcasted_scale_tril, 0, -2, -1).log().sum(-1)
        size = self._event_shape[0]
        return 0.5 * size * (1.0 + math.log(2 * math.pi)) + half


class Independent(Distribution):
    """A distribution whose last batch dimensions count as one event."""

    arg_constraints: dict[str, Any] = {}

    def __init__(self, base_distribution: Distribution, reinterpreted_batch_ndims: int,
                 validate_args: Any = None) -> None:
        self.base_dist, self.reinterpreted_batch_ndims = (
            base_distribution, reinterpreted_batch_ndims)
        shape = base_distribution.batch_shape + base_distribution.event_shape
        cut = len(base_distribution.batch_shape) - reinterpreted_batch_ndims
        self.has_rsample = base_distribution.has_rsample
        super().__init__(shape[:cut], shape[cut:], validate_args)

    @property
    def support(self) -> Any:
        number = self.reinterpreted_batch_ndims
        own = self.base_dist.support
        return constraints.IndependentConstraint(own, number) if number else own

    @property
    def mean(self) -> Any:
        return self.base_dist.mean

    @property
    def mode(self) -> Any:
        return self.base_dist.mode

    @property
    def variance(self) -> Any:
        return self.base_dist.variance

    def enumerate_support(self, expand: bool = True) -> Any:
        if self.reinterpreted_batch_ndims:
            raise NotImplementedError("Enumeration over cartesian product is not implemented")
        return self.base_dist.enumerate_support(expand)

    def sample(self, sample_shape: Any = ()) -> Any:
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value: Tensor) -> Any:
        return self._summed(self.base_dist.log_prob(value))

    def entropy(self) -> Any:
        return self._summed(self.base_dist.entropy())

    def _summed(self, x: Tensor) -> Tensor:
        number = self.reinterpreted_batch_ndims
        return x.sum(tuple(range(-number, 0))) if number else x

    def __repr__(self) -> str:
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"
