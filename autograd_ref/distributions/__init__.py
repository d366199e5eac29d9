"""PyTorch's package `distributions`: what is random, with densities and divergences."""

from __future__ import annotations

import importlib
from typing import Any

from ..api.later import part_of
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
    Uniform,
)

LATER = {  # -> a file
    **dict.fromkeys(("Beta", "Dirichlet", "Gamma", "LogNormal"), "gamma"),
    **dict.fromkeys(("Binomial", "Geometric", "Multinomial", "NegativeBinomial", "Poisson"),
                    "discrete"),
    **dict.fromkeys(("OneHotCategorical", "OneHotCategoricalStraightThrough", "RelaxedBernoulli",
                     "RelaxedOneHotCategorical"), "one_hot"),
    **dict.fromkeys(("HalfCauchy", "InverseGamma", "Pareto", "Weibull"), "positive"),
    **dict.fromkeys(("Cauchy", "Chi2", "StudentT"), "tails"),
    **dict.fromkeys(("Gumbel", "HalfNormal", "MixtureSameFamily", "TransformedDistribution"),
                    "transformed"),
    "VonMises": "angles",
    **dict.fromkeys(("kl_divergence", "register_kl"), "kl"),
    **dict.fromkeys(("AbsTransform", "AffineTransform", "ComposeTransform", "ExpTransform",
                     "PowerTransform", "SigmoidTransform", "SoftplusTransform", "TanhTransform",
                     "Transform", "identity_transform"), "transforms"),
}
FILES = "kl", "transforms"


def __getattr__(name: str) -> Any:
    """Load a file when one of its names is first used."""
    if name in FILES:
        return importlib.import_module(f"{__name__}.{name}")
    if name in LATER:
        return getattr(importlib.import_module(f"{__name__}.{LATER[name]}"), name)
    return part_of(__name__, name)


for _file, _class in (
    ("bernoulli", Bernoulli), ("categorical", Categorical), ("exponential", Exponential),
    ("independent", Independent), ("laplace", Laplace), ("normal", Normal),
    ("multivariate_normal", MultivariateNormal), ("uniform", Uniform),
    ("distribution", Distribution),
):
    _class.__module__ = f"torch.distributions.{_file}"
__all__ = [
    "Bernoulli", "Categorical", "Distribution", "Exponential", "Independent", "Laplace",
    "MultivariateNormal", "Normal", "Uniform", "constraints", *LATER,
]
