# A mixture of Gaussians fitted by gradient descent, and Langevin's dynamics on it.
# %%
import math
import torch

torch.manual_seed(7)
n = 200
true_means = torch.tensor([-2.0, 0.5, 3.0])
component = torch.multinomial(torch.tensor([0.3, 0.5, 0.2]), n, replacement=True)
data = true_means[component] + 0.5 * torch.randn(n)
print(data[:8])
print(torch.bincount(component))
# %%
means = torch.tensor([-1.0, 0.0, 1.0], requires_grad=True)
log_sigmas = torch.zeros(3, requires_grad=True)
logits = torch.zeros(3, requires_grad=True)


def log_likelihood(x):
    log_weights = torch.log_softmax(logits, dim=0)
    sigma = log_sigmas.exp()
    log_prob = -0.5 * ((x[:, None] - means) / sigma) ** 2 - log_sigmas - 0.5 * math.log(2 * math.pi)
    return torch.logsumexp(log_weights + log_prob, dim=1)


nll = -log_likelihood(data).mean()
print(nll)
# %%
nll.backward()
print("means.grad     ", means.grad)
print("log_sigmas.grad", log_sigmas.grad)
print("logits.grad    ", logits.grad, logits.grad.sum())
# %%
optimizer = torch.optim.Adam([means, log_sigmas, logits], lr=0.05)
for step in range(151):
    optimizer.zero_grad()
    loss = -log_likelihood(data).mean()
    loss.backward()
    optimizer.step()
    if step % 50 == 0:
        print(f"{step:4d} nll={loss.item():.4f} means={means.detach().numpy().round(3)}")
# %%
weights = torch.softmax(logits, 0).detach()
print(weights, weights.sum())
print(sorted(means.tolist()))
# %%
from torch.distributions import Categorical, MixtureSameFamily, Normal

mixture = MixtureSameFamily(Categorical(logits=logits), Normal(means, log_sigmas.exp()))
print(mixture.log_prob(data[:4]))
print(torch.allclose(mixture.log_prob(data), log_likelihood(data), atol=1e-5))
# %%
print(mixture.mean, mixture.variance)
# %%
x = torch.zeros(5, requires_grad=True)
step_size = 0.05
torch.manual_seed(0)
for i in range(100):
    energy = -log_likelihood(x).sum()
    (grad,) = torch.autograd.grad(energy, x)
    with torch.no_grad():
        x -= step_size * grad
        x += math.sqrt(2 * step_size) * torch.randn_like(x)
print(x)
# %%
responsibilities = torch.softmax(
    torch.log_softmax(logits, 0) + Normal(means, log_sigmas.exp()).log_prob(data[:3, None]), dim=1
)
print(responsibilities)
print(responsibilities.argmax(1), component[:3])
# %%
print(Normal(0.0, 1.0), Normal(torch.zeros(2), torch.ones(2)))
print(mixture)
# %%
samples = Normal(torch.tensor(1.0), torch.tensor(2.0)).sample((4,))
print(samples, samples.requires_grad)
mu = torch.tensor(0.5, requires_grad=True)
r = Normal(mu, 1.0).rsample((3,))
r.sum().backward()
print(r, mu.grad)
