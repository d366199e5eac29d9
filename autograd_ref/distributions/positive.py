"""Distributions of positive numbers that are powers or sizes of others. Loaded when first used."""

from __future__ import annotations

import math
from typing import Any

from ..api.creation import full, ones_like
from ..api.elementwise import where
from ..api.later.special import digamma, lgamma
from . import constraints
from .continuous import Exponential
from .distribution import as_tensors
from .gamma import Gamma
from .tails import Cauchy
from .transformed import EULER, Half, TransformedDistribution
from .transforms import AbsTransform, AffineTransform, ExpTransform, PowerTransform


class Pareto(TransformedDistribution):
    """Numbers from `scale` on whose chance to be above x falls as x**-alpha."""

    arg_constraints = {"alpha": constraints.positive, "scale": constraints.positive}

    def __init__(self, scale: Any, alpha: Any, validate_args: Any = None) -> None:
        self.scale, self.alpha = as_tensors(scale, alpha)
        base = Exponential(self.alpha, validate_args)
        steps = [ExpTransform(), AffineTransform(0, self.scale)]
        super().__init__(base, steps, validate_args)

    @property
    def support(self) -> Any:
        return constraints.GreaterThanEq(lower_bound=self.scale)

    @property
    def mean(self) -> Any:
        a = self.alpha.clamp(min=1)
        return a * self.scale / (a - 1)

    @property
    def mode(self) -> Any:
        return self.scale

    @property
    def variance(self) -> Any:
        a = self.alpha.clamp(min=2)
        return self.scale.pow(2) * a / ((a - 1).pow(2) * (a - 2))

    def entropy(self) -> Any:
        return (self.scale / self.alpha).log() + (1 + self.alpha.reciprocal())


class Weibull(TransformedDistribution):
    """Lifetimes whose risk to end grows as their power of `concentration` - 1."""

    arg_constraints = {"scale": constraints.positive, "concentration": constraints.positive}
    support = constraints.positive

    def __init__(self, scale: Any, concentration: Any, validate_args: Any = None) -> None:
        self.scale, self.concentration = as_tensors(scale, concentration)
        self.concentration_reciprocal = self.concentration.reciprocal()
        base = Exponential(ones_like(self.scale), validate_args)
        steps = [PowerTransform(self.concentration_reciprocal), AffineTransform(0, self.scale)]
        super().__init__(base, steps, validate_args)

    @property
    def mean(self) -> Any:
        return self.scale * lgamma(1 + self.concentration_reciprocal).exp()

    @property
    def mode(self) -> Any:
        share = (self.concentration - 1) / self.concentration
        return self.scale * share ** self.concentration.reciprocal()

    @property
    def variance(self) -> Any:
        part = self.concentration_reciprocal
        return self.scale.pow(2) * (lgamma(1 + 2 * part).exp() - (2 * lgamma(1 + part)).exp())

    def entropy(self) -> Any:
        part = self.concentration_reciprocal
        return EULER * (1 - part) + (self.scale * part).log() + 1


class HalfCauchy(Half):
    """The sizes of Cauchy's numbers around 0."""

    def __init__(self, scale: Any, validate_args: Any = None) -> None:
        super().__init__(Cauchy(0, scale, False), AbsTransform(), validate_args)

    @property
    def mean(self) -> Any:
        return full(self._extended(()), math.inf, dtype=self.scale.dtype)

    @property
    def variance(self) -> Any:
        return self.base_dist.variance


class InverseGamma(TransformedDistribution):
    """1 / x for numbers x of the gamma distribution."""

    arg_constraints = {"concentration": constraints.positive, "rate": constraints.positive}
    support = constraints.positive

    def __init__(self, concentration: Any, rate: Any, validate_args: Any = None) -> None:
        base = Gamma(concentration, rate, validate_args)
        super().__init__(base, PowerTransform(-base.rate.new_ones(())), validate_args)

    @property
    def concentration(self) -> Any:
        return self.base_dist.concentration

    @property
    def rate(self) -> Any:
        return self.base_dist.rate

    @property
    def mean(self) -> Any:
        return where(self.concentration > 1, self.rate / (self.concentration - 1), math.inf)

    @property
    def mode(self) -> Any:
        return self.rate / (self.concentration + 1)

    @property
    def variance(self) -> Any:
        a = self.concentration
        return where(a > 2, self.rate.square() / ((a - 1).square() * (a - 2)), math.inf)

    def entropy(self) -> Any:
        a = self.concentration
        return a + self.rate.log() + lgamma(a) - (1 + a) * digamma(a)


for _file, _class in (("pareto", Pareto), ("weibull", Weibull), ("half_cauchy", HalfCauchy),
                      ("inverse_gamma", InverseGamma)):
    _class.__module__ = f"torch.distributions.{_file}"
