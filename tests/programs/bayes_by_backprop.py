# Distributions over weights, conjugate priors, Hamiltonian steps.
# %%
import torch, math, torch.nn as nn, torch.nn.functional as F
from torch.distributions import (
    Normal,
    Gamma,
    Beta,
    kl_divergence,
    MultivariateNormal,
    Categorical,
    constraints,
    Bernoulli,
    Uniform,
)

torch.manual_seed(12)


class BayesLinear(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.w_mu = nn.Parameter(torch.empty(o, i).normal_(0, 0.1))
        self.w_rho = nn.Parameter(torch.full((o, i), -3.0))
        self.b = nn.Parameter(torch.zeros(o))

    def forward(self, x):
        sigma = F.softplus(self.w_rho)
        w = self.w_mu + sigma * torch.randn_like(sigma)
        self.kl = kl_divergence(
            Normal(self.w_mu, sigma), Normal(torch.zeros_like(sigma), torch.ones_like(sigma))
        ).sum()
        return F.linear(x, w, self.b)


net = nn.Sequential(BayesLinear(1, 8), nn.Tanh(), BayesLinear(8, 1))
X = torch.linspace(-1, 1, 20)[:, None]
Y = X.pow(3)
opt = torch.optim.Adam(net.parameters(), lr=0.01)
for e in range(20):
    opt.zero_grad()
    out = net(X)
    loss = -Normal(out, 0.1).log_prob(Y).sum() + sum(m.kl for m in net if hasattr(m, "kl")) / 20
    loss.backward()
    opt.step()
    if e % 5 == 0:
        print(e, loss.item())
print(net)
# %%
with torch.no_grad():
    preds = torch.stack([net(X[:3]) for _ in range(10)])
    print(preds.mean(0), preds.std(0))
# %%
prior = Beta(2.0, 2.0)
data = torch.tensor([1.0, 0.0, 1.0, 1.0, 1.0])
post = Beta(2.0 + data.sum(), 2.0 + (1 - data).sum())
print(post, post.mean, post.variance, post.log_prob(torch.tensor(0.7)), kl_divergence(post, prior))
# %%
theta = torch.linspace(0.01, 0.99, 5)
lik = torch.stack([Bernoulli(t).log_prob(data).sum() for t in theta])
p = (lik + prior.log_prob(theta)).softmax(0)
print(lik, p)


# %%
def logp(x):
    return MultivariateNormal(torch.zeros(2), torch.tensor([[1.0, 0.8], [0.8, 1.0]])).log_prob(x)


def hmc(x, eps=0.2, L=5):
    p = torch.randn_like(x)
    H0 = -logp(x) + 0.5 * p.dot(p)
    q = x.clone()
    for _ in range(L):
        q = q.detach().requires_grad_()
        (g,) = torch.autograd.grad(logp(q), q)
        p = p + eps / 2 * g
        q = (q + eps * p).detach().requires_grad_()
        (g,) = torch.autograd.grad(logp(q), q)
        p = p + eps / 2 * g
    return q.detach() if torch.rand(()) < torch.exp(H0 + logp(q) - 0.5 * p.dot(p)) else x


x = torch.zeros(2)
xs = []
for _ in range(20):
    x = hmc(x)
    xs.append(x)
S = torch.stack(xs)
print(S.mean(0), torch.cov(S.T))
# %%
q_mu = torch.zeros(2, requires_grad=True)
q_ls = torch.zeros(2, requires_grad=True)
opt = torch.optim.Adam([q_mu, q_ls], lr=0.05)
for _ in range(30):
    q = Normal(q_mu, q_ls.exp())
    z = q.rsample((8,))
    elbo = (logp(z - 1.0) - q.log_prob(z).sum(-1)).mean()
    opt.zero_grad()
    (-elbo).backward()
    opt.step()
print(q_mu, q_ls.exp(), elbo)


# %%
class MCDropout(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2 = nn.Linear(1, 16), nn.Linear(16, 1)

    def forward(self, x):
        return self.l2(F.dropout(torch.relu(self.l1(x)), p=0.0, training=True))


print(torch.stack([MCDropout()(X[:2]) for _ in range(2)]).shape)
# %%
g = Gamma(torch.tensor([2.0]), torch.tensor([3.0]))
print(
    g.support,
    g.arg_constraints,
    Normal(0.0, 1.0).has_rsample,
    Categorical(torch.ones(2)).has_rsample,
    g.batch_shape,
    g.event_shape,
    Normal(torch.zeros(3, 2), 1.0).expand((4, 3, 2)).batch_shape,
)
# %%
Gamma(-1.0, 1.0)
# %%
Uniform(0.0, 1.0).log_prob(torch.tensor(2.0))
# %%
mvn = MultivariateNormal(torch.zeros(2), scale_tril=torch.tensor([[1.0, 0.0], [0.5, 1.0]]))
print(mvn.covariance_matrix, mvn.precision_matrix, mvn.entropy(), mvn.rsample((2,)))
MultivariateNormal(torch.zeros(2), torch.tensor([[1.0, 2.0], [2.0, 1.0]]))
