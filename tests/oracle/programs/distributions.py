# Distributions: samples, densities, entropies, divergences, and what they refuse.
# %%
import torch
from torch import distributions as D
from torch.distributions import Normal, Categorical, Bernoulli, kl_divergence
torch.manual_seed(3); x = torch.tensor(0.3, requires_grad=True)
# %%
n = Normal(torch.zeros(2), torch.ones(2)); n, n.sample(), n.sample((3,)), n.rsample((2,)).shape, n.log_prob(torch.tensor([0.5, 1.0])), n.mean, n.variance, n.stddev, n.entropy(), n.cdf(torch.tensor(0.2)), n.icdf(torch.tensor(0.7)), n.batch_shape, n.event_shape
# %%
Normal(0.0, 1.0), Normal(x, 1.0).log_prob(torch.tensor(1.0)), Normal(x, 1.0).rsample(), Normal(x, 1.0).sample(), Normal(0.0, x).entropy(), kl_divergence(Normal(x, 1.0), Normal(0.0, 2.0))
# %%
Normal(x, 1.0).log_prob(torch.tensor(1.0)).backward(); x.grad
# %%
Normal(0.0, -1.0)
# %%
Normal(torch.zeros(2), torch.ones(3))
# %%
Normal("a", 1.0)
# %%
Normal(0.0, 1.0).log_prob(torch.tensor(float("nan")))
# %%
c = Categorical(torch.tensor([0.2, 0.8])); c, c.sample(), c.sample((5,)), c.log_prob(torch.tensor(1)), c.entropy(), c.probs, c.logits, c.enumerate_support(), c.mean
# %%
d = Categorical(logits=torch.stack([x, x * 2])); d, d.log_prob(torch.tensor(1)), d.entropy(), d.probs, Categorical(torch.ones(2, 3)).sample(), Categorical(torch.ones(2, 3)).log_prob(torch.tensor([0, 2])), kl_divergence(d, c)
# %%
(-d.log_prob(torch.tensor(0)) * 2.0).backward(); x.grad
# %%
Categorical(torch.tensor([-1.0, 2.0]))
# %%
Categorical()
# %%
c.log_prob(torch.tensor(5))
# %%
b = Bernoulli(torch.tensor([0.3, 0.9])); b, b.sample(), b.log_prob(torch.tensor([1.0, 0.0])), b.entropy(), b.mean, b.variance, Bernoulli(logits=x).probs, Bernoulli(0.3), kl_divergence(Bernoulli(x), Bernoulli(0.2))
# %%
Bernoulli(2.0)
# %%
u = D.Uniform(torch.zeros(2), torch.tensor([1.0, 2.0])); u, u.sample(), u.log_prob(torch.tensor([0.5, 1.0])), u.entropy(), u.mean, D.Uniform(0.0, x).log_prob(torch.tensor(0.1))
# %%
D.Uniform(1.0, 0.0)
# %%
e = D.Exponential(torch.tensor([1.0, 2.0])); e, e.sample(), e.log_prob(torch.tensor([0.5, 1.0])), e.mean, D.Laplace(0.0, 1.0).sample(), D.Laplace(x, 1.0).log_prob(torch.tensor(0.1))
# %%
m = D.MultivariateNormal(torch.zeros(2), torch.tensor([[2.0, 0.5], [0.5, 1.0]])); m, m.sample(), m.log_prob(torch.ones(2)), m.entropy(), m.rsample((2,)).shape, m.variance
# %%
i = D.Independent(Normal(torch.zeros(3), torch.ones(3)), 1); i, i.log_prob(torch.zeros(3)), i.event_shape, D.OneHotCategorical(torch.tensor([0.2, 0.8])).sample()
