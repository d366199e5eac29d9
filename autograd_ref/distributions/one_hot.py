"""Vectors that choose one of several, and their smooth relatives. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..api.creation import eye, full_like, zeros
from ..api.later.elementwise import log1p
from ..api.later.shape import broadcast_tensors
from ..api.later.special import lgamma
from ..api.random import rand
from ..tensor import Tensor
from . import constraints
from .categories import ByChance, OfCategorical, clamped
from .transformed import TransformedDistribution
from .transforms import ExpTransform, SigmoidTransform


class OneHotCategorical(OfCategorical):
    """Vectors that are 1 in one place and 0 elsewhere."""

    support: Any = constraints.one_hot

    @property
    def mean(self) -> Any:
        return self.probs

    @property
    def mode(self) -> Any:
        return self._one_hot(self.probs.argmax(-1))

    @property
    def variance(self) -> Any:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Any = ()) -> Any:
        index = self._categorical.sample(sample_shape)
        return self._one_hot(index)

    def _one_hot(self, index: Any) -> Any:
        found = zeros((*index.shape, *self._event_shape), dtype=self.probs.dtype)
        return found.scatter_(-1, index.unsqueeze(-1), 1.0)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def entropy(self) -> Any:
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Any:
        number = self._event_shape[0]
        values = eye(number, dtype=self.probs.dtype)
        values = values.view(number, *(1,) * len(self._batch_shape), number)
        return values.expand(-1, *self._batch_shape, -1) if expand else values


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """One-hot vectors whose gradients reach the probabilities as if they were these."""

    has_rsample = True

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self.sample(sample_shape) + (self.probs - self.probs.detach())


class LogitRelaxedBernoulli(ByChance):
    """The logits of RelaxedBernoulli's numbers."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support, has_rsample, binary = constraints.real, True, True

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: Any = None) -> None:
        self.temperature = temperature
        super().__init__(self._set_tensor(probs, logits).shape, (), validate_args)

    def rsample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended(sample_shape)
        probs = clamped(self.probs.expand(shape))
        u = clamped(rand(shape, dtype=probs.dtype))
        return (u.log() - log1p(-u) + probs.log() - log1p(-probs)) / self.temperature

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        logits, value = broadcast_tensors(self.logits, value)
        gap = logits - value.mul(self.temperature)
        return self.temperature.log() + gap - 2 * log1p(gap.exp())


class Relaxed(TransformedDistribution):
    """Base of the relaxed distributions. As the temperature falls, samples near 0 and 1."""

    @property
    def temperature(self) -> Any:
        return self.base_dist.temperature

    @property
    def probs(self) -> Any:
        return self.base_dist.probs

    @property
    def logits(self) -> Any:
        return self.base_dist.logits


class RelaxedBernoulli(Relaxed):
    """Numbers between 0 and 1 whose gradients reach the probability of 1.

    Source: Maddison, Mnih and Teh, The Concrete Distribution, ICLR 2017.
    """

    arg_constraints = LogitRelaxedBernoulli.arg_constraints
    support = constraints.unit_interval

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: Any = None) -> None:
        base = LogitRelaxedBernoulli(temperature, probs, logits)
        super().__init__(base, SigmoidTransform(), validate_args)


class ExpRelaxedCategorical(OfCategorical):
    """The logarithms of RelaxedOneHotCategorical's vectors."""

    support, has_rsample = constraints.real_vector, True

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: Any = None) -> None:
        self.temperature = temperature
        super().__init__(probs, logits, validate_args)

    def expand(self, batch_shape: Any) -> Any:
        found = super().expand(batch_shape)
        found.temperature = self.temperature
        return found

    def rsample(self, sample_shape: Any = ()) -> Any:
        u = clamped(rand(self._extended(sample_shape), dtype=self.logits.dtype))
        scores = (self.logits - (-u.log()).log()) / self.temperature
        return scores - scores.logsumexp(-1, keepdim=True)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        number = self._event_shape[0]
        logits, value = broadcast_tensors(self.logits, value)
        whole = lgamma(full_like(self.temperature, float(number))) + (
            self.temperature.log() * (number - 1))
        score = logits - value.mul(self.temperature)
        return (score - score.logsumexp(-1, keepdim=True)).sum(-1) + whole


class RelaxedOneHotCategorical(Relaxed):
    """Probabilities that are nearly one-hot, with gradients. Source: as RelaxedBernoulli."""

    arg_constraints = ExpRelaxedCategorical.arg_constraints
    support = constraints.simplex

    def __init__(self, temperature: Any, probs: Any = None, logits: Any = None,
                 validate_args: Any = None) -> None:
        base = ExpRelaxedCategorical(temperature, probs, logits, validate_args)
        super().__init__(base, ExpTransform(), validate_args)


for _file, _classes in (
    ("one_hot_categorical", (OneHotCategorical, OneHotCategoricalStraightThrough)),
    ("relaxed_bernoulli", (LogitRelaxedBernoulli, RelaxedBernoulli)),
    ("relaxed_categorical", (ExpRelaxedCategorical, RelaxedOneHotCategorical)),
):
    for _class in _classes:
        _class.__module__ = f"torch.distributions.{_file}"
