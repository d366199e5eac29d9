# Beliefs about a probability: Beta, Gamma and Dirichlet, their densities and their slopes.
# %%
import torch
from torch.distributions import Beta, Dirichlet, Gamma, LogNormal, Poisson

torch.manual_seed(0)
prior = Beta(torch.tensor(2.0), torch.tensor(2.0))
heads, tails = 7, 3
posterior = Beta(prior.concentration1 + heads, prior.concentration0 + tails)
print(posterior, posterior.mean, posterior.stddev)
posterior.log_prob(torch.tensor(0.7)), posterior.entropy()
# %%
print(posterior.sample((3,)))
Gamma(torch.tensor([0.5, 3.0]), 2.0).sample(), Dirichlet(torch.ones(3)).sample()
# %%
a = torch.tensor([1.0, 2.0], requires_grad=True)
Dirichlet(a).log_prob(torch.tensor([0.3, 0.7])).backward()
print(a.grad)
shape = torch.tensor(1.5, requires_grad=True)
Gamma(shape, 2.0).log_prob(torch.tensor(0.7)).backward()
print(shape.grad)
# %%
optimizer = torch.optim.Adam([shape], lr=0.1)
counts = torch.tensor([2.0, 3.0, 1.0, 4.0])
for step in range(40):
    optimizer.zero_grad()
    loss = -Poisson(shape.exp()).log_prob(counts).mean()
    loss.backward()
    optimizer.step()
print(f"{loss.item():.3f}", f"{shape.exp().item():.2f}")
# %%
loc = torch.tensor(0.5, requires_grad=True)
draw = LogNormal(loc, 0.25).rsample()
draw.backward()
print(draw, loc.grad)
for wrong in (lambda: Gamma(-1.0, 1.0), lambda: Dirichlet(torch.tensor(1.0))):
    try:
        wrong()
    except ValueError as error:
        print(str(error).split("\n")[0])
