"""Shares of a whole as transformed normal numbers, and relatives of the beta distribution."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..api.creation import full_like
from ..api.elementwise import where
from ..api.later.elementwise import log1p
from ..api.later.special import digamma, lgamma
from ..modes import no_grad
from ..tensor import Tensor
from . import constraints
from .continuous import Normal, Uniform
from .distribution import Distribution, as_tensors
from .gamma import Gamma
from .more_transforms import StickBreakingTransform
from .transformed import EULER, TransformedDistribution
from .transforms import AffineTransform, PowerTransform


class LogisticNormal(TransformedDistribution):
    """Shares that add up to 1, from normal numbers by breaking a stick."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.simplex

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None) -> None:
        base = Normal(loc, scale, validate_args)
        super().__init__(base if base.batch_shape else base.expand([1]), StickBreakingTransform(),
                         validate_args)

    @property
    def loc(self) -> Any:
        return self.base_dist.base_dist.loc

    @property
    def scale(self) -> Any:
        return self.base_dist.base_dist.scale


class Kumaraswamy(TransformedDistribution):
    """Numbers from 0 to 1, much as those of a beta distribution."""

    arg_constraints = {"concentration1": constraints.positive,
                       "concentration0": constraints.positive}
    support = constraints.unit_interval

    def __init__(self, concentration1: Any, concentration0: Any, validate_args: Any = None
                 ) -> None:
        self.concentration1, self.concentration0 = as_tensors(concentration1, concentration0)
        base = Uniform(full_like(self.concentration0, 0), full_like(self.concentration0, 1),
                       validate_args)
        super().__init__(base, [
            PowerTransform(self.concentration0.reciprocal()), AffineTransform(1.0, -1.0),
            PowerTransform(self.concentration1.reciprocal())], validate_args)

    def _moment(self, n: int) -> Any:
        b, power = self.concentration0, 1 + n / self.concentration1
        return b * (lgamma(power) + lgamma(b) - lgamma(power + b)).exp()

    @property
    def mean(self) -> Any:
        return self._moment(1)

    @property
    def variance(self) -> Any:
        return self._moment(2) - self.mean.pow(2)

    @property
    def mode(self) -> Any:
        a, b = self.concentration1, self.concentration0
        logs = b.reciprocal() * log1p(-b) - log1p(-b * a)
        return where((b < 1) | (a < 1), math.nan, logs).exp()

    def entropy(self) -> Any:
        a, b = self.concentration1, self.concentration0
        harmonic = digamma(b + 1) + EULER
        return (1 - b.reciprocal()) + (1 - a.reciprocal()) * harmonic - a.log() - b.log()


class FisherSnedecor(Distribution):
    """The ratio of two chi-squared numbers, each divided by its degrees of freedom."""

    arg_constraints = {"df1": constraints.positive, "df2": constraints.positive}
    support, has_rsample = constraints.positive, True

    def __init__(self, df1: Any, df2: Any, validate_args: Any = None) -> None:
        self.df1, self.df2 = as_tensors(df1, df2)
        self._gamma1 = Gamma(self.df1 * 0.5, self.df1)
        self._gamma2 = Gamma(self.df2 * 0.5, self.df2)
        super().__init__(self.df1.shape, (), validate_args)

    def _beyond(self, limit: float) -> Any:
        """The second degrees of freedom, nan up to a limit."""
        return where(self.df2 <= limit, math.nan, self.df2)

    @property
    def mean(self) -> Any:
        df2 = self._beyond(2)
        return df2 / (df2 - 2)

    @property
    def mode(self) -> Any:
        found = (self.df1 - 2) / self.df1 * self.df2 / (self.df2 + 2)
        return where(self.df1 <= 2, math.nan, found)

    @property
    def variance(self) -> Any:
        df2 = self._beyond(4)
        return (2 * df2.pow(2) * (self.df1 + df2 - 2)
                / (self.df1 * (df2 - 2).pow(2) * (df2 - 4)))

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            return self._ratio(self._gamma1.sample(sample_shape), self._gamma2.sample(sample_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self._ratio(self._gamma1.rsample(sample_shape), self._gamma2.rsample(sample_shape))

    def _ratio(self, above: Tensor, below: Tensor) -> Any:
        tiny = float(np.finfo(below._array.dtype).tiny)
        return (above / below.clamp(min=tiny)).clamp(min=tiny)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        half1, half2, ratio = self.df1 * 0.5, self.df2 * 0.5, self.df1 / self.df2
        constant = lgamma(half1 + half2) - lgamma(half1) - lgamma(half2)
        return (constant + (half1 * ratio.log() + (half1 - 1) * value.log())
                - (half1 + half2) * log1p(ratio * value))


for _file, _class in (("logistic_normal", LogisticNormal), ("kumaraswamy", Kumaraswamy),
                      ("fishersnedecor", FisherSnedecor)):
    _class.__module__ = f"torch.distributions.{_file}"
