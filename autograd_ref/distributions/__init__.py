"""PyTorch's package `distributions`: what is random, with densities and divergences."""

from __future__ import annotations

import importlib
from typing import Any

from ..api.later.modules import part_of
from . import constraints
from .categories import Bernoulli, Categorical
from .continuous import Exponential, Laplace, Normal, Uniform
from .distribution import Distribution

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
    **dict.fromkeys(("Independent", "MultivariateNormal"), "vectors"),
    "VonMises": "angles",
    **dict.fromkeys(("kl_divergence", "register_kl"), "kl"),
    **dict.fromkeys(("AbsTransform", "AffineTransform", "ComposeTransform", "ExpTransform",
                     "PowerTransform", "SigmoidTransform", "SoftplusTransform", "TanhTransform",
                     "Transform", "identity_transform"), "transforms"),
    **dict.fromkeys(("IndependentTransform", "LowerCholeskyTransform", "ReshapeTransform",
                     "SoftmaxTransform", "StickBreakingTransform", "biject_to", "transform_to"),
                    "more_transforms"),
    **dict.fromkeys(("FisherSnedecor", "Kumaraswamy", "LogisticNormal"), "more_transformed"),
    "LowRankMultivariateNormal": "low_rank",
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
    ("laplace", Laplace), ("normal", Normal), ("uniform", Uniform), ("distribution", Distribution),
):
    _class.__module__ = f"torch.distributions.{_file}"
__all__ = [
    "Bernoulli", "Categorical", "Distribution", "Exponential", "Laplace", "Normal", "Uniform",
    "constraints", *LATER,
]
