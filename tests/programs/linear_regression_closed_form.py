# Gradient descent against the normal equations.
# %%
import torch

torch.manual_seed(3)
X = torch.cat([torch.ones(12, 1), torch.rand(12, 2) * 4], dim=1)
true = torch.tensor([1.0, -2.0, 0.5])
y = X @ true
theta = torch.zeros(3, requires_grad=True)
for step in range(500):
    loss = torch.mean((X @ theta - y) ** 2)
    (g,) = torch.autograd.grad(loss, theta)
    theta = (theta - 0.1 * g).detach().requires_grad_()
print(theta, loss)
# %%
print(torch.allclose(theta, true, atol=1e-1), torch.dist(theta.detach(), true) < 0.2)
