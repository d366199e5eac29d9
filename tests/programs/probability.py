# Sampling, the reparameterisation trick and a Monte Carlo estimate.
# %%
import torch

torch.manual_seed(0)
mu = torch.tensor(0.5, requires_grad=True)
log_sigma = torch.tensor(-1.0, requires_grad=True)
eps = torch.randn(50)
z = mu + log_sigma.exp() * eps
loss = (z**2).mean()
loss.backward()
print(loss, mu.grad, log_sigma.grad)
# %%
kl = -0.5 * (1 + 2 * log_sigma - mu**2 - (2 * log_sigma).exp())
print(kl, torch.bernoulli(torch.full((5,), 0.5)), torch.normal(0.0, 1.0, (3,)), torch.randperm(5))
# %%
counts = torch.bincount(torch.multinomial(torch.tensor([0.2, 0.3, 0.5]), 100, replacement=True))
counts, counts / counts.sum(), counts.float().std()
