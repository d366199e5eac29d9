"""Gamma and what is made of it: Beta, Dirichlet; LogNormal. Loaded when first used."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..api.absent import sentence
from ..api.creation import tensor
from ..api.later.embedding import one_hot
from ..api.later.special import digamma, lgamma, xlogy
from ..api.random import Generator, default_generator
from ..api.shape import expand, stack
from ..dtypes import NUMPY_FLOAT64
from ..modes import no_grad
from ..tensor import Tensor, wrap
from . import constraints
from .continuous import Normal
from .distribution import Distribution, as_tensors


def one_gamma(alpha: float, source: Generator) -> float:
    """A number of the gamma distribution of rate 1.

    Source: Marsaglia and Tsang, A Simple Method for Generating Gamma Variables, 2000.
    """
    scale = 1.0
    if alpha < 1:
        if alpha == 0:
            return 0.0
        scale = float((1 - source.uniform(1, NUMPY_FLOAT64)[0]) ** (1 / alpha))
        alpha += 1
    d = alpha - 1 / 3
    c = 1 / math.sqrt(9 * d)
    while True:
        y = -1.0
        while y <= 0:
            x = source.one_normal()
            y = 1 + c * x
        v, square = y * y * y, x * x
        u = float(1 - source.uniform(1, NUMPY_FLOAT64)[0])
        if (u < 1 - 0.0331 * square * square
                or math.log(u) < 0.5 * square + d * (1 - v + math.log(v))):
            return scale * d * v


def gammas(concentration: Tensor, shape: tuple[int, ...]) -> Any:
    """Numbers of the gamma distributions of rate 1, in float64."""
    wide = np.broadcast_to(concentration._array, shape).astype(np.float64)
    source = default_generator()
    return np.array([one_gamma(alpha, source) for alpha in wide.reshape(-1)]).reshape(shape)


def without_gradient(name: str, *parameters: Tensor) -> None:
    """Raise NotImplementedError if a sample would need a gradient for these."""
    if any(each.requires_grad for each in parameters):
        raise NotImplementedError(sentence(f"distributions.{name}.rsample with gradients"))


class Gamma(Distribution):
    """Positive numbers of mean concentration / rate."""

    arg_constraints = {"concentration": constraints.positive,
                       "rate": constraints.positive}
    support, has_rsample = constraints.nonnegative, True

    def __init__(self, concentration: Any, rate: Any, validate_args: Any = None) -> None:
        self.concentration, self.rate = as_tensors(concentration, rate)
        super().__init__(self.concentration.shape, (), validate_args)

    @property
    def mean(self) -> Any:
        return self.concentration / self.rate

    @property
    def mode(self) -> Any:
        return ((self.concentration - 1) / self.rate).clamp(min=0)

    @property
    def variance(self) -> Any:
        return self.concentration / self.rate.pow(2)

    def sample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended(sample_shape)
        kind = self.concentration._array.dtype
        drawn = gammas(self.concentration, shape).astype(kind)
        with no_grad():
            found = wrap(drawn) / expand(self.rate, shape)
            return found.clamp_(min=float(np.finfo(kind).tiny))

    def rsample(self, sample_shape: Any = ()) -> Any:
        without_gradient("Gamma", self.concentration, self.rate)
        return self.sample(sample_shape)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        return (xlogy(self.concentration, self.rate) + xlogy(self.concentration - 1, value)
                - self.rate * value - lgamma(self.concentration))

    def entropy(self) -> Any:
        return (self.concentration - self.rate.log() + lgamma(self.concentration)
                + (1.0 - self.concentration) * digamma(self.concentration))


class Dirichlet(Distribution):
    """Probabilities that add up to 1, of means in proportion to the concentrations."""

    arg_constraints = {"concentration": constraints.positive}
    support, has_rsample = constraints.simplex, True

    def __init__(self, concentration: Tensor, validate_args: Any = None) -> None:
        if concentration.dim() < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args)

    @property
    def mean(self) -> Any:
        return self.concentration / self.concentration.sum(-1, True)

    @property
    def mode(self) -> Any:
        above = (self.concentration - 1).clamp(min=0.0)
        found = above / above.sum(-1, True)
        corner = (self.concentration < 1).all(-1)
        places = found[corner].argmax(-1)
        found[corner] = one_hot(places, found.shape[-1]).to(found)
        return found

    @property
    def variance(self) -> Any:
        whole = self.concentration.sum(-1, True)
        return self.concentration * (whole - self.concentration) / (whole.pow(2) * (whole + 1))

    def sample(self, sample_shape: Any = ()) -> Any:
        drawn = gammas(self.concentration, self._extended(sample_shape))
        kind = self.concentration._array.dtype
        return wrap((drawn / drawn.sum(-1, keepdims=True)).astype(kind))

    def rsample(self, sample_shape: Any = ()) -> Any:
        without_gradient("Dirichlet", self.concentration)
        return self.sample(sample_shape)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        a = self.concentration
        return xlogy(a - 1.0, value).sum(-1) + lgamma(a.sum(-1)) - lgamma(a).sum(-1)

    def entropy(self) -> Any:
        a, number = self.concentration, self.concentration.shape[-1]
        whole = a.sum(-1)
        return (lgamma(a).sum(-1) - lgamma(whole) - (number - whole) * digamma(whole)
                - ((a - 1.0) * digamma(a)).sum(-1))


class Beta(Distribution):
    """Numbers from 0 to 1 of mean concentration1 / (concentration1 + concentration0)."""

    arg_constraints = {"concentration1": constraints.positive,
                       "concentration0": constraints.positive}
    support, has_rsample = constraints.unit_interval, True

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: Any = None) -> None:
        if isinstance(concentration1, (int, float)) and isinstance(concentration0, (int, float)):
            both = tensor([float(concentration1), float(concentration0)])
        else:
            both = stack(as_tensors(concentration1, concentration0), -1)
        self._dirichlet = Dirichlet(both, validate_args)
        super().__init__(self._dirichlet.batch_shape, (), validate_args)

    @property
    def concentration1(self) -> Any:
        return self._dirichlet.concentration[..., 0]

    @property
    def concentration0(self) -> Any:
        return self._dirichlet.concentration[..., 1]

    @property
    def mean(self) -> Any:
        return self.concentration1 / (self.concentration1 + self.concentration0)

    @property
    def mode(self) -> Any:
        return self._dirichlet.mode[..., 0]

    @property
    def variance(self) -> Any:
        total = self.concentration1 + self.concentration0
        return self.concentration1 * self.concentration0 / (total.pow(2) * (total + 1))

    def sample(self, sample_shape: Any = ()) -> Any:
        return self._dirichlet.sample(sample_shape)[..., 0]

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self._dirichlet.rsample(sample_shape)[..., 0]

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        return self._dirichlet.log_prob(stack([value, 1.0 - value], -1))

    def entropy(self) -> Any:
        return self._dirichlet.entropy()


class LogNormal(Distribution):
    """Numbers whose logarithms are normal, of mean `loc` and standard deviation `scale`."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support, has_rsample = constraints.positive, True

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None) -> None:
        self.base_dist = Normal(loc, scale, validate_args)
        super().__init__(self.base_dist.batch_shape, (), validate_args)

    @property
    def loc(self) -> Any:
        return self.base_dist.loc

    @property
    def scale(self) -> Any:
        return self.base_dist.scale

    @property
    def mean(self) -> Any:
        return (self.loc + self.scale.pow(2) / 2).exp()

    @property
    def mode(self) -> Any:
        return (self.loc - self.scale.square()).exp()

    @property
    def variance(self) -> Any:
        square = self.scale.pow(2)
        return square.expm1() * (2 * self.loc + square).exp()

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            return self.base_dist.sample(sample_shape).exp()

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self.base_dist.rsample(sample_shape).exp()

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        x = value.log()
        return 0.0 - x + self.base_dist.log_prob(x)

    def cdf(self, value: Tensor) -> Any:
        return self.base_dist.cdf(value.log())

    def icdf(self, value: Tensor) -> Any:
        return self.base_dist.icdf(value).exp()

    def entropy(self) -> Any:
        return self.base_dist.entropy() + self.loc


for _file, _class in (("gamma", Gamma), ("dirichlet", Dirichlet), ("beta", Beta),
                      ("log_normal", LogNormal)):
    _class.__module__ = f"torch.distributions.{_file}"
