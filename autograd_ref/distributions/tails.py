"""Distributions with long tails: Cauchy, Chi2, StudentT. Loaded when first used."""

from __future__ import annotations

import math
from typing import Any

from ..api.creation import full, zeros
from ..api.later.elementwise import atan, log1p, rsqrt, tan
from ..api.later.special import digamma, lgamma
from ..tensor import Tensor
from . import constraints
from .continuous import LocationScale, standard_normal
from .distribution import Distribution, as_tensors
from .gamma import Gamma


class Cauchy(LocationScale):
    """The quotients of two normal numbers, around `loc`: they have no mean."""

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None) -> None:
        super().__init__(loc, scale, validate_args)

    @property
    def mean(self) -> Any:
        return full(self._extended(()), float("nan"), dtype=self.loc.dtype)

    @property
    def mode(self) -> Any:
        return self.loc

    @property
    def variance(self) -> Any:
        return full(self._extended(()), float("inf"), dtype=self.loc.dtype)

    def rsample(self, sample_shape: Any = ()) -> Any:
        drawn = zeros(self._extended(sample_shape), dtype=self.loc.dtype).cauchy_()
        return self.loc + drawn * self.scale

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        return -math.log(math.pi) - self.scale.log() - log1p(((value - self.loc) / self.scale) ** 2)

    def cdf(self, value: Tensor) -> Any:
        return atan((value - self.loc) / self.scale) / math.pi + 0.5

    def icdf(self, value: Tensor) -> Any:
        return tan(math.pi * (value - 0.5)) * self.scale + self.loc

    def entropy(self) -> Any:
        return math.log(4 * math.pi) + self.scale.log()


class Chi2(Gamma):
    """Sums of the squares of `df` normal numbers."""

    arg_constraints = {"df": constraints.positive}

    def __init__(self, df: Any, validate_args: Any = None) -> None:
        super().__init__(0.5 * df, 0.5, validate_args)

    @property
    def df(self) -> Any:
        return self.concentration * 2


class StudentT(Distribution):
    """Normal numbers divided by an estimate of their deviation, of `df` degrees of freedom."""

    arg_constraints = {"df": constraints.positive, "loc": constraints.real,
                       "scale": constraints.positive}
    support, has_rsample = constraints.real, True

    def __init__(self, df: Any, loc: Any = 0.0, scale: Any = 1.0, validate_args: Any = None
                 ) -> None:
        self.df, self.loc, self.scale = as_tensors(df, loc, scale)
        self._chi2 = Chi2(self.df)
        super().__init__(self.df.shape, (), validate_args)

    @property
    def mean(self) -> Any:
        found = self.loc.clone()
        found[self.df <= 1] = float("nan")
        return found

    @property
    def mode(self) -> Any:
        return self.loc

    @property
    def variance(self) -> Any:
        found, finite = self.df.clone(), self.df > 2
        found[finite] = self.scale[finite].pow(2) * self.df[finite] / (self.df[finite] - 2)
        found[(self.df <= 2) & (self.df > 1)] = float("inf")
        found[self.df <= 1] = float("nan")
        return found

    def rsample(self, sample_shape: Any = ()) -> Any:
        drawn = standard_normal(self._extended(sample_shape), self.df)
        width = self._chi2.rsample(sample_shape)
        return self.loc + self.scale * (drawn * rsqrt(width / self.df))

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        y, df = (value - self.loc) / self.scale, self.df
        whole = (self.scale.log() + 0.5 * df.log() + 0.5 * math.log(math.pi) + lgamma(0.5 * df)
                 - lgamma(0.5 * (df + 1.0)))
        return -0.5 * (df + 1.0) * log1p(y**2.0 / df) - whole

    def entropy(self) -> Any:
        df = self.df
        beta = lgamma(0.5 * df) + math.lgamma(0.5) - lgamma(0.5 * (df + 1))
        slope = digamma(0.5 * (df + 1)) - digamma(0.5 * df)
        return self.scale.log() + 0.5 * (df + 1) * slope + 0.5 * df.log() + beta


for _file, _class in (("cauchy", Cauchy), ("chi2", Chi2), ("studentT", StudentT)):
    _class.__module__ = f"torch.distributions.{_file}"
