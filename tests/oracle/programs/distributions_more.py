# Distributions of counts, of long tails, of transformed numbers; mixtures and divergences.
# %%
import torch
from torch import distributions as D
from torch.distributions.multinomial import Multinomial
torch.manual_seed(3); x = torch.tensor(0.3, requires_grad=True)
# %%
b = D.Binomial(torch.tensor([5.0, 40.0]), torch.tensor([0.3, 0.6])); b, b.sample((3,)), b.log_prob(torch.tensor([2.0, 30.0])), b.mean, b.mode, b.variance, b.support, D.Binomial(4, logits=x).log_prob(torch.tensor(1.0)), D.Binomial(3, 0.4).entropy()
# %%
D.Binomial(10, torch.tensor([0.0, 1.0, 0.5])).sample((2,)), torch.binomial(torch.full((4,), 100.0), torch.full((4,), 0.9))
# %%
D.Binomial(3)
# %%
b.entropy()
# %%
g = D.Geometric(torch.tensor([0.3, 0.8])); g, g.sample((2,)), g.log_prob(torch.tensor([2.0, 0.0])), g.mean, g.variance, g.entropy(), D.Geometric(logits=x).log_prob(torch.tensor(1.0))
# %%
m = Multinomial(10, torch.tensor([0.2, 0.3, 0.5])); m, m.sample(), m.sample((2,)), m.log_prob(torch.tensor([2.0, 3.0, 5.0])), m.mean, m.variance, m.entropy()
# %%
p = D.Poisson(torch.tensor([0.5, 4.0, 30.0])); p, p.sample((3,)), p.log_prob(torch.tensor([1.0, 2.0, 28.0])), p.mean, p.mode, torch.poisson(torch.ones(3) * 12)
# %%
torch.poisson(torch.tensor([-1.0]))
# %%
s = D.StudentT(torch.tensor([0.5, 2.0, 5.0])); s, s.mean, s.variance, s.log_prob(torch.tensor([0.1, 1.0, -2.0])), s.entropy(), s.sample((2,)), D.StudentT(x).log_prob(torch.tensor(1.0)), D.Chi2(torch.tensor([3.0])), D.Chi2(3.0).log_prob(torch.tensor(2.0)), D.Chi2(4.0).sample((2,))
# %%
D.StudentT(-1.0)
# %%
c = D.Cauchy(0.0, x); c, c.sample((2,)), c.log_prob(torch.tensor(1.0)), c.mean, c.variance, c.entropy(), c.cdf(torch.tensor(0.5)), c.icdf(torch.tensor(0.7)), D.HalfNormal(2.0), D.HalfNormal(x).log_prob(torch.tensor(0.5)), D.HalfNormal(2.0).mean, D.HalfNormal(2.0).sample(), D.HalfNormal(2.0).entropy()
# %%
u = D.Gumbel(x, 2.0); u, u.rsample(), u.log_prob(torch.tensor(1.0)), u.mean, u.variance, u.entropy(), u.stddev
# %%
t = D.TransformedDistribution(D.Normal(x, 1.0), [D.ExpTransform(), D.AffineTransform(1.0, 3.0)]); t, t.rsample(), t.log_prob(torch.tensor(2.0)), t.cdf(torch.tensor(2.0)), t.support, t.has_rsample, t.batch_shape
# %%
for f in (D.SigmoidTransform(), D.TanhTransform(), D.SoftplusTransform(), D.AffineTransform(1.0, -2.0), D.ComposeTransform([D.ExpTransform(), D.AffineTransform(0.0, 2.0)])): print(f, f(x), f.inv(f(x)), f.log_abs_det_jacobian(x, f(x)), f.inv, f.inv.inv == f)
# %%
D.TransformedDistribution(D.Normal(0.0, 1.0), 3)
# %%
mix = D.MixtureSameFamily(D.Categorical(torch.tensor([0.3, 0.7])), D.Normal(torch.tensor([-1.0, 2.0]), torch.tensor([0.5, 1.0]))); mix, mix.sample((4,)), mix.log_prob(torch.tensor([0.0, 1.0])), mix.mean, mix.variance, mix.cdf(torch.tensor(0.0))
# %%
v = D.MixtureSameFamily(D.Categorical(torch.ones(2)), D.Independent(D.Normal(torch.zeros(2, 3), torch.ones(2, 3)), 1)); v.sample((2,)), v.log_prob(torch.zeros(3)), v.mean
# %%
D.MixtureSameFamily(D.Categorical(torch.ones(3)), D.Normal(torch.zeros(2), 1.0))
# %%
for a, b in ((D.Gamma(x, 1.0), D.Gamma(2.0, 3.0)), (D.Beta(2.0, x), D.Beta(1.0, 1.0)), (D.Poisson(x), D.Poisson(2.0)), (D.Laplace(x, 1.0), D.Laplace(0.0, 2.0)), (D.Dirichlet(torch.ones(3)), D.Dirichlet(torch.tensor([1.0, 2.0, 3.0]))), (D.Geometric(x), D.Geometric(0.5)), (D.Binomial(3, torch.stack([x, x])), D.Binomial(3, 0.5)), (D.HalfNormal(x), D.HalfNormal(1.0)), (D.LogNormal(x, 1.0), D.LogNormal(0.0, 1.0)), (D.OneHotCategorical(torch.ones(2)), D.OneHotCategorical(torch.tensor([0.2, 0.8]))), (D.MultivariateNormal(torch.zeros(2), torch.eye(2)), D.MultivariateNormal(torch.ones(2), torch.tensor([[2.0, 0.5], [0.5, 1.0]])))): print(D.kl_divergence(a, b))
# %%
D.kl_divergence(D.Normal(0.0, 1.0), D.Bernoulli(0.5))
# %%
D.kl.kl_divergence(D.Normal(0.0, 1.0), D.Cauchy(0.0, 1.0))
# %%
w = D.MultivariateNormal(torch.zeros(2), scale_tril=torch.tensor([[1.0, 0.0], [0.5, 2.0]])); w, w.covariance_matrix, w.precision_matrix, w.scale_tril, w.variance, D.MultivariateNormal(torch.zeros(2), precision_matrix=torch.eye(2) * 2), D.Normal(torch.zeros(2), 1.0).expand((3, 2)), D.Categorical(torch.ones(3)).expand((2,)).sample().shape, D.Bernoulli(torch.tensor([0.5])).expand((2, 3))
# %%
type(b), type(t), type(D.StudentT(1.0)), type(D.ExpTransform()), type(mix)
