"""The distributions of a category by its probability, and the base of what is made of one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..api.creation import arange, zeros
from ..api.elementwise import clamp, log
from ..api.later import elementwise
from ..api.later.distributions import bernoulli, multinomial
from ..api.later.reduction import softmax
from ..api.later.shape import broadcast_tensors
from ..api.losses import binary_cross_entropy_with_logits
from ..api.shape import expand
from ..modes import enable_grad, no_grad
from ..tensor import Tensor
from . import constraints
from .distribution import Distribution, as_tensors


def clamped(probs: Tensor) -> Tensor:
    """Probabilities held away from 0 and 1."""
    eps = float(np.finfo(probs._array.dtype).eps)
    return clamp(probs, min=eps, max=1 - eps)


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
