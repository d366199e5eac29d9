"""Distributions of transformed random numbers, and mixtures. Loaded when first used."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..api.creation import full_like, ones_like, zeros_like
from ..api.elementwise import where
from ..api.indexing import gather
from ..api.later.reduction import log_softmax, logsumexp
from ..modes import no_grad
from ..tensor import Tensor
from . import constraints
from .categories import Categorical
from .continuous import Normal, Uniform
from .distribution import Distribution, as_tensors
from .transforms import AbsTransform, AffineTransform, ExpTransform, Transform
from .vectors import Independent

EULER = 0.57721566490153286060


class TransformedDistribution(Distribution):
    """What transforms, one after the other, make of the samples of a distribution.

    Raises ValueError for transforms that are none.
    """

    arg_constraints: dict[str, Any] = {}
    base_dist: Any
    transforms: list[Transform]

    def __init__(self, base_distribution: Distribution, transforms: Any, validate_args: Any = None
                 ) -> None:
        if isinstance(transforms, Transform):
            transforms = [transforms]
        if not isinstance(transforms, list):
            raise ValueError(f"transforms must be a Transform or list, but was {transforms}")
        if not all(isinstance(each, Transform) for each in transforms):
            raise ValueError("transforms must be a Transform or a list of Transforms")
        shape = tuple(base_distribution.batch_shape)
        parameters = [getattr(each, name, None) for each in transforms for name in ("loc", "scale")]
        found = np.broadcast_shapes(
            shape, *(one.shape for one in parameters if isinstance(one, Tensor)))
        base = base_distribution if found == shape else base_distribution.expand(found)
        sizes = base.event_shape
        if added := max((each.event_dim for each in transforms), default=0) - len(sizes):
            base = Independent(base, added) if added > 0 else base
            sizes = base.event_shape
        for each in transforms:
            sizes = each.forward_shape(sizes) if each.event_dim else sizes
        self.base_dist, self.transforms = base, transforms
        super().__init__(base.batch_shape, sizes, validate_args)

    @property
    def has_rsample(self) -> bool:  # type: ignore[override]
        return bool(self.base_dist.has_rsample)

    @property
    def support(self) -> Any:
        return self.transforms[-1].codomain if self.transforms else self.base_dist.support

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            return self._forward(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self._forward(self.base_dist.rsample(sample_shape))

    def _forward(self, x: Any) -> Any:
        for transform in self.transforms:
            x = transform(x)
        return x

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        total: Any = 0.0
        for transform in reversed(self.transforms):
            x = transform.inv(value)
            slope = transform.log_abs_det_jacobian(x, value)
            inner = tuple(range(transform.event_dim - len(self._event_shape), 0))
            total = total - (slope.sum(inner) if inner else slope)
            value = x
        return total + self.base_dist.log_prob(value)

    def _rising(self, chance: Any) -> Any:
        """A probability turned round if the transforms together fall."""
        sign: Any = 1
        for transform in self.transforms:
            sign = sign * transform.sign
        return chance if isinstance(sign, int) and sign == 1 else sign * (chance - 0.5) + 0.5

    def cdf(self, value: Tensor) -> Any:
        for transform in reversed(self.transforms):
            value = transform.inv(value)
        return self._rising(self.base_dist.cdf(value))

    def icdf(self, value: Tensor) -> Any:
        return self._forward(self.base_dist.icdf(self._rising(value)))


class Half(TransformedDistribution):
    """Base of the sizes of numbers that lie evenly around 0."""

    arg_constraints = {"scale": constraints.positive}
    support = constraints.nonnegative

    @property
    def scale(self) -> Any:
        return self.base_dist.scale

    @property
    def mode(self) -> Any:
        return zeros_like(self.scale)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        return where(value >= 0, self.base_dist.log_prob(value) + math.log(2), -math.inf)

    def cdf(self, value: Tensor) -> Any:
        self._check_value(value)
        return 2 * self.base_dist.cdf(value) - 1

    def icdf(self, value: Tensor) -> Any:
        return self.base_dist.icdf((value + 1) / 2)

    def entropy(self) -> Any:
        return self.base_dist.entropy() - math.log(2)


class HalfNormal(Half):
    """The distances of normal numbers from their mean."""

    def __init__(self, scale: Any, validate_args: Any = None) -> None:
        super().__init__(Normal(0, scale, False), AbsTransform(), validate_args)

    @property
    def mean(self) -> Any:
        return self.scale * math.sqrt(2 / math.pi)

    @property
    def variance(self) -> Any:
        return self.scale.pow(2) * (1 - 2 / math.pi)


class Gumbel(TransformedDistribution):
    """The largest of many numbers, around `loc`."""

    arg_constraints = {"loc": constraints.real, "scale": constraints.positive}
    support = constraints.real

    def __init__(self, loc: Any, scale: Any, validate_args: Any = None) -> None:
        self.loc, self.scale = as_tensors(loc, scale)
        limits = np.finfo(self.loc._array.dtype)
        base = Uniform(full_like(self.loc, float(limits.tiny)),
                       full_like(self.loc, float(1 - limits.eps)), validate_args)
        steps = [ExpTransform().inv, AffineTransform(0, -ones_like(self.scale)),
                 ExpTransform().inv, AffineTransform(loc, -self.scale)]
        super().__init__(base, steps, validate_args)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        y = (self.loc - value) / self.scale
        return (y - y.exp()) - self.scale.log()

    @property
    def mean(self) -> Any:
        return self.loc + self.scale * EULER

    @property
    def mode(self) -> Any:
        return self.loc

    @property
    def stddev(self) -> Any:
        return (math.pi / math.sqrt(6)) * self.scale

    @property
    def variance(self) -> Any:
        return self.stddev.pow(2)

    def entropy(self) -> Any:
        return self.scale.log() + (1 + EULER)


class MixtureSameFamily(Distribution):
    """Samples of one of several distributions, which a Categorical chooses.

    Raises ValueError if the parts are no distributions, or not as many as categories.
    """

    arg_constraints: dict[str, Any] = {}

    component_distribution: Any

    def __init__(self, mixture_distribution: Any, component_distribution: Any,
                 validate_args: Any = None) -> None:
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError(" The Mixture distribution needs to be an  instance of"
                             " torch.distributions.Categorical")
        if not isinstance(component_distribution, Distribution):
            raise ValueError("The Component distribution needs to be an instance of"
                             " torch.distributions.Distribution")
        categories = mixture_distribution.param_shape[-1]
        number = component_distribution.batch_shape[-1]
        if categories != number:
            raise ValueError(f"`mixture_distribution component` ({categories}) does not equal"
                             f" `component_distribution.batch_shape[-1]` ({number})")
        self.mixture_distribution = mixture_distribution
        self.component_distribution = component_distribution
        super().__init__(component_distribution.batch_shape[:-1],
                         component_distribution.event_shape, validate_args)

    @property
    def _axis(self) -> int:
        """The dimension of the parts."""
        return -1 - len(self._event_shape)

    @property
    def _shares(self) -> Any:
        probs = self.mixture_distribution.probs
        return probs.reshape((*probs.shape, *(1,) * len(self._event_shape)))

    @property
    def mean(self) -> Any:
        return (self._shares * self.component_distribution.mean).sum(self._axis)

    @property
    def variance(self) -> Any:
        parts = self.component_distribution
        gap = parts.mean - self.mean.unsqueeze(self._axis)
        within = (self._shares * parts.variance).sum(self._axis)
        return within + (self._shares * gap.pow(2.0)).sum(self._axis)

    def sample(self, sample_shape: Any = ()) -> Any:
        with no_grad():
            chosen = self.mixture_distribution.sample(sample_shape)
            drawn = self.component_distribution.sample(sample_shape)
            axis = len(sample_shape) + len(self._batch_shape)
            index = chosen.reshape((*chosen.shape, 1, *(1,) * len(self._event_shape)))
            sizes = (*(1,) * chosen.ndim, 1, *self._event_shape)
            return gather(drawn, axis, index.repeat(*sizes)).squeeze(axis)

    def log_prob(self, value: Tensor) -> Any:
        own = self.component_distribution.log_prob(value.unsqueeze(self._axis))
        return logsumexp(own + log_softmax(self.mixture_distribution.logits, -1), -1)

    def cdf(self, value: Tensor) -> Any:
        found = self.component_distribution.cdf(value.unsqueeze(self._axis))
        return (found * self.mixture_distribution.probs).sum(-1)

    def __repr__(self) -> str:
        return (f"MixtureSameFamily(\n  {self.mixture_distribution},\n "
                f" {self.component_distribution})")


for _file, _class in (("transformed_distribution", TransformedDistribution),
                      ("half_normal", HalfNormal), ("gumbel", Gumbel),
                      ("mixture_same_family", MixtureSameFamily)):
    _class.__module__ = f"torch.distributions.{_file}"
