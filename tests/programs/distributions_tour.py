# Samples, densities, moments, mixtures and flows of distributions, and a policy.
# %%
import torch
import torch.distributions as D

torch.manual_seed(0)
for d in [
    D.Normal(0.0, 1.0),
    D.Bernoulli(0.3),
    D.Categorical(torch.tensor([0.2, 0.5, 0.3])),
    D.Uniform(0.0, 2.0),
    D.Exponential(1.5),
    D.Gamma(2.0, 3.0),
    D.Beta(2.0, 5.0),
    D.Laplace(0.0, 1.0),
    D.Poisson(4.0),
    D.Dirichlet(torch.ones(3)),
    D.StudentT(5.0),
    D.Cauchy(0.0, 1.0),
    D.LogNormal(0.0, 0.5),
    D.Geometric(0.4),
    D.Binomial(10, 0.3),
    D.Gumbel(0.0, 1.0),
    D.HalfNormal(1.0),
    D.Multinomial(5, torch.tensor([0.3, 0.7])),
    D.Chi2(3.0),
    D.Pareto(1.0, 2.0),
    D.Weibull(1.0, 2.0),
    D.VonMises(0.0, 1.0),
]:
    s = d.sample((3,))
    print(d, s, d.log_prob(s))
# %%
for d in [
    D.Normal(0.0, 1.0),
    D.Gamma(2.0, 3.0),
    D.Beta(2.0, 5.0),
    D.Dirichlet(torch.tensor([1.0, 2.0, 3.0])),
    D.Categorical(logits=torch.zeros(4)),
    D.Poisson(4.0),
    D.Gumbel(0.0, 1.0),
    D.Laplace(1.0, 2.0),
]:
    for f in ("mean", "variance", "stddev", "mode"):
        try:
            print(type(d).__name__, f, getattr(d, f))
        except NotImplementedError:
            print("-")
    try:
        print(d.entropy())
    except NotImplementedError:
        print("no entropy")
# %%
loc, scale = torch.tensor(0.5, requires_grad=True), torch.tensor(1.2, requires_grad=True)
n = D.Normal(loc, scale)
(-n.log_prob(torch.tensor([0.1, 2.0, -1.0])).mean()).backward()
print(loc.grad, scale.grad)
r = n.rsample((4,))
r.sum().backward()
print(r, r.grad_fn, loc.grad)
# %%
mvn = D.MultivariateNormal(torch.zeros(2), covariance_matrix=torch.tensor([[2.0, 0.5], [0.5, 1.0]]))
print(
    mvn,
    mvn.sample((2,)),
    mvn.log_prob(torch.ones(2)),
    mvn.scale_tril,
    mvn.entropy(),
    mvn.precision_matrix,
)
mix = D.MixtureSameFamily(
    D.Categorical(torch.tensor([0.4, 0.6])),
    D.Normal(torch.tensor([-1.0, 1.0]), torch.tensor([0.5, 0.5])),
)
print(mix, mix.log_prob(torch.tensor([0.0, 1.0])), mix.mean, mix.variance)
ind = D.Independent(D.Normal(torch.zeros(3, 2), 1.0), 1)
print(ind, ind.batch_shape, ind.event_shape, ind.log_prob(torch.zeros(2)))
flow = D.TransformedDistribution(
    D.Normal(torch.zeros(2), 1.0), [D.AffineTransform(1.0, 2.0), D.SigmoidTransform()]
)
print(flow, flow.log_prob(torch.tensor([0.3, 0.8])), flow.sample())
# %%
print(
    D.kl_divergence(D.Normal(0.0, 1.0), D.Normal(1.0, 2.0)),
    D.kl_divergence(D.Bernoulli(0.3), D.Bernoulli(0.5)),
    D.kl_divergence(
        D.Categorical(torch.tensor([0.5, 0.5])), D.Categorical(torch.tensor([0.1, 0.9]))
    ),
    D.kl_divergence(D.Gamma(1.0, 1.0), D.Gamma(2.0, 2.0)),
    D.kl_divergence(D.Beta(1.0, 2.0), D.Beta(2.0, 2.0)),
)
D.kl_divergence(D.Normal(0.0, 1.0), D.Poisson(1.0))
# %%
D.Normal(0.0, -1.0)
# %%
D.Categorical(torch.tensor([0.2, 0.8])).log_prob(torch.tensor(3))
# %%
policy = torch.nn.Linear(3, 2)
torch.manual_seed(4)
with torch.no_grad():
    policy.weight.fill_(0.1)
    policy.bias.zero_()
opt = torch.optim.Adam(policy.parameters(), lr=0.05)
logs, rewards = [], []
for t in range(6):
    probs = torch.softmax(policy(torch.randn(3)), -1)
    c = D.Categorical(probs)
    a = c.sample()
    logs.append(c.log_prob(a))
    rewards.append(float(a == 0))
R, returns = 0, []
for r in rewards[::-1]:
    R = r + 0.9 * R
    returns.insert(0, R)
returns = torch.tensor(returns)
returns = (returns - returns.mean()) / (returns.std() + 1e-8)
loss = torch.stack([-l * r for l, r in zip(logs, returns)]).sum()
opt.zero_grad()
loss.backward()
opt.step()
print(loss, policy.weight, [round(l.exp().item(), 4) for l in logs], returns)
