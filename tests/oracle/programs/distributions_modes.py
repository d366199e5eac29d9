# Modes, quantiles and supports of distributions; distributions of positive numbers; relaxed ones.
# %%
import torch
import torch.distributions as D
from torch import tensor as t


def show(of, *values):
    for value in values:
        try:
            print(value, getattr(of, value))
        except NotImplementedError as error:
            print(value, "NotImplementedError", error)


torch.manual_seed(0)
for d in (D.Bernoulli(t([0.3, 0.5, 0.7])), D.Uniform(0.0, 2.0), D.Exponential(1.5),
          D.Beta(2.0, 5.0), D.Beta(0.5, 0.5), D.Dirichlet(t([[0.5, 0.7, 0.2], [1.0, 3.0, 2.0]])),
          D.Laplace(0.0, 1.0), D.LogNormal(0.0, 0.5), D.Geometric(0.4),
          D.MultivariateNormal(torch.zeros(2), torch.eye(2)), D.OneHotCategorical(t([0.2, 0.8])),
          D.Independent(D.Normal(torch.zeros(3), 1.0), 1), D.Multinomial(5, t([0.3, 0.7]))):
    print(d)
    show(d, "mode", "stddev", "support")
# %%
for d in (D.Laplace(0.5, 2.0), D.Uniform(0.0, 2.0), D.Exponential(1.5), D.LogNormal(0.0, 0.5),
          D.Gumbel(0.0, 1.0), D.HalfNormal(1.0)):
    print(d, d.cdf(t([0.2, 1.5])), d.icdf(t([0.1, 0.5])))
# %%
for d in (D.Pareto(1.0, 2.5), D.Weibull(1.5, 2.0), D.HalfCauchy(2.0), D.InverseGamma(3.0, 2.0),
          D.NegativeBinomial(5, t(0.4)), D.NegativeBinomial(t([3.0, 0.0]), logits=t(0.2))):
    drawn = d.sample((3,))
    print(d, drawn, d.log_prob(drawn), d.expand((2, 2)).sample().shape, sep="\n")
    show(d, "mean", "mode", "variance", "support")
# %%
for d in (D.Pareto(1.0, 2.5), D.Weibull(1.5, 2.0), D.HalfCauchy(2.0)):
    print(d.entropy(), d.cdf(t([1.2, 3.0])), d.icdf(t(0.3)))
print(D.InverseGamma(3.0, 2.0).entropy(), D.Weibull)
# %%
for d in (D.OneHotCategorical(t([0.2, 0.8])), D.Bernoulli(torch.full((2,), 0.2)),
          D.Independent(D.Bernoulli(torch.ones(3) * 0.2), 0)):
    print(d.enumerate_support(), d.enumerate_support(False))
# %%
logits = torch.tensor([0.1, 0.5], requires_grad=True)
for d in (D.OneHotCategoricalStraightThrough(logits=logits), D.Pareto(1.0, logits.exp()),
          D.RelaxedOneHotCategorical(t(0.5), logits=logits), D.Weibull(logits.exp(), 2.0),
          D.RelaxedBernoulli(t(0.5), logits=logits), D.HalfCauchy(logits.exp())):
    logits.grad = None
    drawn = d.rsample()
    (drawn * t([1.0, 3.0])).sum().backward()
    print(d, d.has_rsample, drawn, logits.grad, d.log_prob(drawn.detach()), sep="\n")
# %%
print(D.PowerTransform(2.0)(t([1.0, 3.0])), D.PowerTransform(2.0).inv(t(9.0)))
D.MultivariateNormal(t([0.0, float("nan")]), torch.eye(2))
# %%
D.OneHotCategorical(t([0.2, 0.8])).log_prob(t([0.5, 0.5]))
# %%
D.NegativeBinomial(3, 1.5)
# %%
D.Pareto(1.0, 2.0).log_prob(t(0.5))
# %%
D.Independent(D.Bernoulli(torch.ones(3) * 0.2), 1).enumerate_support()
# %%
torch.manual_seed(3)
for d in (D.VonMises(0.0, 1.0), D.VonMises(t([1.0, 2.0]), t([4.0, 0.1]))):
    drawn = d.sample((5,))
    print(d, drawn, d.log_prob(drawn), d.expand((3, 2)).sample().shape, d.has_rsample)
    show(d, "mean", "mode", "variance", "stddev")
