"""How far one distribution is from another: a rule for each pair. Source: Kullback and Leibler,
1951.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ..api.creation import full_like
from ..api.later.activations import softplus
from ..api.later.diagonals import diagonal
from ..api.later.elementwise import log1p
from ..api.later.linear_algebra import solve_triangular
from ..api.later.special import digamma, lgamma
from .categories import Bernoulli, Categorical
from .continuous import Exponential, Laplace, Normal, Uniform
from .discrete import Binomial, Geometric, Poisson
from .distribution import Distribution
from .gamma import Beta, Dirichlet, Gamma, LogNormal
from .one_hot import OneHotCategorical
from .transformed import HalfNormal
from .vectors import Independent, MultivariateNormal

Rule = TypeVar("Rule", bound=Callable[[Any, Any], Any])
RULES: dict[tuple[type, type], Callable[[Any, Any], Any]] = {}
FAMILY = Bernoulli, Beta, Dirichlet, Exponential, Gamma, Normal, Poisson


def register_kl(type_p: type, type_q: type) -> Callable[[Rule], Rule]:
    """The decorator of the function that computes the divergence for a pair of types."""
    def registered(rule: Rule) -> Rule:
        RULES[type_p, type_q] = rule
        return rule

    return registered


def kl_divergence(p: Distribution, q: Distribution) -> Any:
    """The mean, under p, of log p - log q. Raises NotImplementedError for pairs without a rule."""
    for kind_p in type(p).__mro__:
        for kind_q in type(q).__mro__:
            if (kind_p, kind_q) in RULES:
                return RULES[kind_p, kind_q](p, q)
    if isinstance(p, FAMILY) and isinstance(q, FAMILY):
        raise NotImplementedError(
            "The cross KL-divergence between different exponential families cannot" + 29 * " "
            + "be computed using Bregman divergences")
    raise NotImplementedError(
        f"No KL(p || q) is implemented for p type {type(p).__name__} and q type"
        f" {type(q).__name__}")


@register_kl(Independent, Independent)
def independent(p: Independent, q: Independent) -> Any:
    """The sum over the dimensions of one event."""
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return p._summed(kl_divergence(p.base_dist, q.base_dist))


@register_kl(Normal, Normal)
def normal(p: Normal, q: Normal) -> Any:
    ratio, gap = (p.scale / q.scale).pow(2), ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + gap - 1 - ratio.log())


@register_kl(Bernoulli, Bernoulli)
def bernoulli(p: Bernoulli, q: Bernoulli) -> Any:
    one = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    return one + (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))


@register_kl(Categorical, Categorical)
def categorical(p: Any, q: Any) -> Any:
    return (p.probs * (p.logits - q.logits)).sum(-1)


RULES[OneHotCategorical, OneHotCategorical] = categorical


@register_kl(Exponential, Exponential)
def exponential(p: Exponential, q: Exponential) -> Any:
    ratio = q.rate / p.rate
    return -ratio.log() + ratio - 1


@register_kl(Uniform, Uniform)
def uniform(p: Uniform, q: Uniform) -> Any:
    outside = (q.low > p.low) | (q.high < p.high)
    return ((q.high - q.low) / (p.high - p.low)).log().masked_fill(outside, float("inf"))


@register_kl(Laplace, Laplace)
def laplace(p: Laplace, q: Laplace) -> Any:
    ratio, gap = p.scale / q.scale, (p.loc - q.loc).abs()
    return -ratio.log() + gap / q.scale + ratio * (-gap / p.scale).exp() - 1


@register_kl(Poisson, Poisson)
def poisson(p: Poisson, q: Poisson) -> Any:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Geometric, Geometric)
def geometric(p: Geometric, q: Geometric) -> Any:
    return -p.entropy() - log1p(-q.probs) / p.probs - q.logits


@register_kl(Binomial, Binomial)
def binomial(p: Binomial, q: Binomial) -> Any:
    if (p.total_count < q.total_count).any():
        raise NotImplementedError(
            "KL between Binomials where q.total_count > p.total_count is not implemented")
    found = p.total_count * (
        p.probs * (p.logits - q.logits) + log1p(-p.probs) - log1p(-q.probs))
    more = p.total_count > q.total_count
    found[more] = full_like(found[more], float("inf"))
    return found


@register_kl(Gamma, Gamma)
def gamma(p: Gamma, q: Gamma) -> Any:
    a, b = p.concentration, q.concentration
    return (b * (p.rate / q.rate).log() + (lgamma(b) - lgamma(a)) + (a - b) * digamma(a)
            + (q.rate - p.rate) * (a / p.rate))


@register_kl(Beta, Beta)
def beta(p: Beta, q: Beta) -> Any:
    a1, a0, b1, b0 = p.concentration1, p.concentration0, q.concentration1, q.concentration0
    of_p, of_q = a1 + a0, b1 + b0
    return (lgamma(b1) + lgamma(b0) + lgamma(of_p) - (lgamma(a1) + lgamma(a0) + lgamma(of_q))
            + (a1 - b1) * digamma(a1) + (a0 - b0) * digamma(a0) + (of_q - of_p) * digamma(of_p))


@register_kl(Dirichlet, Dirichlet)
def dirichlet(p: Dirichlet, q: Dirichlet) -> Any:
    a, b = p.concentration, q.concentration
    slopes = digamma(a) - digamma(a.sum(-1)).unsqueeze(-1)
    return (lgamma(a.sum(-1)) - lgamma(b.sum(-1)) - (lgamma(a) - lgamma(b)).sum(-1)
            + ((a - b) * slopes).sum(-1))


@register_kl(MultivariateNormal, MultivariateNormal)
def multivariate_normal(p: MultivariateNormal, q: MultivariateNormal) -> Any:
    lower_p, lower_q = p._unbroadcasted_scale_tril, q._unbroadcasted_scale_tril
    volume = (diagonal(lower_q, 0, -2, -1).log().sum(-1)
              - diagonal(lower_p, 0, -2, -1).log().sum(-1))
    spread = solve_triangular(lower_q, lower_p, upper=False).pow(2).sum((-2, -1))
    gap = solve_triangular(lower_q, (q.loc - p.loc).unsqueeze(-1), upper=False)
    return volume + 0.5 * (spread + gap.pow(2).sum((-2, -1)) - p.event_shape[0])


@register_kl(HalfNormal, HalfNormal)
@register_kl(LogNormal, LogNormal)
def of_bases(p: Any, q: Any) -> Any:
    """That of the normal distributions which both are made of."""
    return normal(p.base_dist, q.base_dist)
