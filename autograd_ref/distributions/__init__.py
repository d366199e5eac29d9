"""PyTorch's package `distributions`: what is random, with densities and divergences."""

from __future__ import annotations

import importlib
from typing import Any

from ..api.absent import of_module
from ..api.networks import softplus
from ..tensor import Tensor
from . import constraints
from .distribution import Distribution
from .families import (
    Bernoulli,
    Categorical,
    Exponential,
    Independent,
    Laplace,
    MultivariateNormal,
    Normal,
    OneHotCategorical,
    Uniform,
)

LATER = "Beta", "Dirichlet", "Gamma", "LogNormal", "Poisson"


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """The mean, under p, of log p - log q. Source: Kullback and Leibler, 1951."""
    if isinstance(p, Independent) and isinstance(q, Independent):
        return p._summed(kl_divergence(p.base_dist, q.base_dist))
    result: Tensor
    if isinstance(p, Normal) and isinstance(q, Normal):
        ratio = (p.scale / q.scale).pow(2)
        gap = ((p.loc - q.loc) / q.scale).pow(2)
        result = 0.5 * (ratio + gap - 1 - ratio.log())
    elif isinstance(p, Bernoulli) and isinstance(q, Bernoulli):
        one = p.probs * (softplus(-q.logits) - softplus(-p.logits))
        result = one + (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    elif isinstance(p, Categorical) and isinstance(q, Categorical):
        result = (p.probs * (p.logits - q.logits)).sum(-1)
    elif isinstance(p, Exponential) and isinstance(q, Exponential):
        ratio = q.rate / p.rate
        result = -ratio.log() + ratio - 1
    elif isinstance(p, Uniform) and isinstance(q, Uniform):
        outside = (q.low > p.low) | (q.high < p.high)
        result = ((q.high - q.low) / (p.high - p.low)).log().masked_fill(outside, float("inf"))
    else:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type"
            f" {type(q).__name__}")
    return result


def __getattr__(name: str) -> Any:
    """Load gamma.py when one of its distributions is first used."""
    if name in LATER:
        return getattr(importlib.import_module(f"{__name__}.gamma"), name)
    raise AttributeError(of_module("torch.distributions", name))


for _file, _class in (
    ("bernoulli", Bernoulli), ("categorical", Categorical), ("exponential", Exponential),
    ("independent", Independent), ("laplace", Laplace), ("normal", Normal),
    ("multivariate_normal", MultivariateNormal), ("one_hot_categorical", OneHotCategorical),
    ("uniform", Uniform), ("distribution", Distribution),
):
    _class.__module__ = f"torch.distributions.{_file}"
__all__ = [
    "Bernoulli", "Categorical", "Distribution", "Exponential", "Independent", "Laplace",
    "MultivariateNormal", "Normal", "OneHotCategorical", "Uniform", "constraints", "kl_divergence",
]
