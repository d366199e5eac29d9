# Distributions: densities, divergences, mixtures, a fit by gradients.
# %%
import torch, math
import torch.distributions as D
torch.manual_seed(0)
data = D.Normal(3.0, 2.0).sample((50,)); mu = torch.tensor(0., requires_grad=True); log_sigma = torch.tensor(0., requires_grad=True); opt = torch.optim.Adam([mu, log_sigma], lr=0.1)
for i in range(60):
    opt.zero_grad(); nll = -D.Normal(mu, log_sigma.exp()).log_prob(data).mean(); nll.backward(); opt.step()
    if i % 20 == 0: print(i, f'{nll.item():.4f} {mu.item():.4f} {log_sigma.exp().item():.4f}')
# %%
for d in (D.Normal(0., 1.), D.Normal(torch.zeros(2), torch.ones(2)), D.Bernoulli(0.3), D.Categorical(torch.ones(3)), D.Uniform(0., 1.), D.Exponential(2.), D.Beta(2., 3.), D.Gamma(2., 1.), D.Poisson(4.), D.Laplace(0., 1.), D.LogNormal(0., 1.), D.StudentT(3.), D.Binomial(10, 0.5), D.Geometric(0.3), D.Cauchy(0., 1.), D.Dirichlet(torch.ones(3)), D.Multinomial(5, torch.ones(3) / 3), D.OneHotCategorical(torch.ones(3)), D.HalfNormal(1.), D.Chi2(3.), D.Gumbel(0., 1.)):
    print(d, d.batch_shape, d.event_shape)
# %%
for d, v in ((D.Normal(0., 1.), 0.5), (D.Bernoulli(0.3), 1.), (D.Exponential(2.), 0.5), (D.Beta(2., 3.), 0.4), (D.Gamma(2., 1.), 1.5), (D.Poisson(4.), 3.), (D.Laplace(0., 1.), 1.), (D.StudentT(3.), 1.), (D.Binomial(10, 0.5), 4.), (D.Geometric(0.3), 2.), (D.Cauchy(0., 1.), 1.), (D.Uniform(0., 2.), 1.)):
    print(type(d).__name__, d.log_prob(torch.tensor(v)), d.mean, d.variance)
# %%
s = D.StudentT(torch.tensor([3., 5.]), 1., 2.); print(s, s.mean, s.variance, s.log_prob(torch.zeros(2)), s.entropy())
b = D.Binomial(torch.tensor([3., 10.]), torch.tensor([0.2, 0.7])); print(b, b.mean, b.variance, b.log_prob(torch.tensor([1., 4.])), b.param_shape, b.support)
# %%
base = D.Normal(0., 1.); t = D.TransformedDistribution(base, [D.transforms.ExpTransform()]); print(t, t.log_prob(torch.tensor(2.)), D.LogNormal(0., 1.).log_prob(torch.tensor(2.)))
af = D.TransformedDistribution(D.Normal(torch.zeros(2), torch.ones(2)), D.transforms.AffineTransform(1., 3.)); print(af.log_prob(torch.ones(2)), af)
# %%
lg = D.TransformedDistribution(D.Uniform(0., 1.), [D.transforms.SigmoidTransform().inv, D.transforms.AffineTransform(loc=0., scale=1.)]); print(lg.log_prob(torch.tensor(0.3))); x = torch.tensor(0.3); tr = D.transforms.TanhTransform(); print(tr(x), tr.inv(tr(x)), tr.log_abs_det_jacobian(x, tr(x)), tr)
# %%
p = torch.tensor([0.3, 0.7], requires_grad=True); c = D.Categorical(p); a = c.sample((4,)); lp = c.log_prob(a); (-lp.sum()).backward(); print(p.grad is not None, lp.shape, c.probs, c.entropy())
# %%
q = D.Normal(torch.tensor(1., requires_grad=True), 1.); pr = D.Normal(0., 1.); kl = D.kl_divergence(q, pr); print(kl, D.kl.kl_divergence(D.Bernoulli(0.2), D.Bernoulli(0.5)), D.kl_divergence(D.Categorical(torch.tensor([.5, .5])), D.Categorical(torch.tensor([.2, .8]))), D.kl_divergence(D.Gamma(2., 1.), D.Gamma(1., 1.)), D.kl_divergence(D.Beta(2., 1.), D.Beta(1., 1.)), D.kl_divergence(D.Exponential(1.), D.Exponential(2.)))
# %%
try: D.kl_divergence(D.Normal(0., 1.), D.Bernoulli(0.5))
except NotImplementedError as e: print(e)
try: D.Normal(0., 1.).log_prob('a')
except Exception as e: print(type(e).__name__, e)
try: D.Bernoulli(1.5)
except ValueError as e: print(e)
try: D.Bernoulli(0.5, 0.5)
except ValueError as e: print(e)
try: D.Bernoulli(0.5).log_prob(torch.tensor(0.5))
except ValueError as e: print(e)
try: D.Poisson(3.).rsample()
except NotImplementedError as e: print(type(e).__name__, e)
# %%
mvn = D.MultivariateNormal(torch.zeros(2), torch.tensor([[1., .5], [.5, 2.]])); print(mvn.log_prob(torch.ones(2)), mvn.mean, mvn.variance, mvn.scale_tril, mvn.covariance_matrix, mvn.precision_matrix); x = mvn.rsample((3,)); print(x.shape)
# %%
mix = D.Categorical(torch.ones(2)); comp = D.Normal(torch.tensor([-1., 1.]), torch.tensor([0.5, 0.5])); gmm = D.MixtureSameFamily(mix, comp); print(gmm.log_prob(torch.tensor([0., 1.])), gmm.mean, gmm.variance)
# %%
n = D.Normal(torch.tensor([0., 1.]), 1.); print(n.cdf(torch.zeros(2)), n.icdf(torch.tensor(0.975)), n.stddev, n.expand((3, 2)), n.has_rsample, n.support, n.arg_constraints, n.perplexity(), n.mode)
