# Adversarial examples and gradient ascent on an input.
# %%
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(4)
X = torch.randn(90, 6)
y = (X[:, 0] + X[:, 1] * X[:, 2] > 0).long() + (X[:, 3] > 0.8).long()
print(y.unique(return_counts=True))
# %%
model = nn.Sequential(nn.Linear(6, 24), nn.Tanh(), nn.Linear(24, 3), nn.LogSoftmax(dim=-1))
opt = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(60):
    opt.zero_grad()
    loss = F.nll_loss(model(X), y)
    loss.backward()
    opt.step()
    if (epoch + 1) % 20 == 0:
        acc = (model(X).argmax(dim=1) == y).float().mean()
        print("Epoch {:>3} | loss {:.4f} | acc {:.2%}".format(epoch + 1, loss.item(), acc.item()))
# %%
for p in model.parameters():
    p.requires_grad = False
print(all(not p.requires_grad for p in model.parameters()))
# %%
def step_uphill(points, size, gradient):
    return (points + size * gradient.sign()).clamp(-3, 3)


few = X[:4].clone().requires_grad_()
before = model(few)
F.nll_loss(before, y[:4]).backward()
print(few.grad)
print(before.max(1, keepdim=True)[1].squeeze())
# %%
for size in (0, 0.05, 0.1, 0.2, 0.3, 0.5):
    points = X.clone().requires_grad_()
    F.nll_loss(model(points), y).backward()
    right = model(step_uphill(points, size, points.grad)).argmax(1).eq(y).sum().item()
    print(f"step {size}: {right} of {len(X)} right, {right / len(X):.3f}")
# %%
x = torch.zeros(1, 6, requires_grad=True)
optimizer = torch.optim.SGD([x], lr=0.5)
for step in range(30):
    optimizer.zero_grad()
    score = model(x)[0, 2] - 0.01 * x.pow(2).sum()
    (-score).backward()
    optimizer.step()
    if step % 10 == 0:
        print(f"{step} {score.item():.4f} {x.grad.norm().item():.4f}")
print(x)
# %%
x = torch.tensor([0.5, -0.5], requires_grad=True)
opt = torch.optim.SGD([x], lr=0.1, maximize=True)
for _ in range(5):
    opt.zero_grad()
    f = torch.exp(-(x[0] - 1) ** 2 - (x[1] - 2) ** 2)
    f.backward()
    opt.step()
print(x, f, opt)
# %%
J = torch.autograd.functional.jacobian(model, X[:1])
print(J.shape)
print(J.squeeze())
# %%
inputs = X[:2].clone().requires_grad_(True)
scores = model(inputs)
saliency, = torch.autograd.grad(scores.gather(1, y[:2].view(-1, 1)).squeeze().sum(), inputs)
print(saliency.abs().max(dim=1))
# %%
baseline = torch.zeros(1, 6)
steps = 20
total = torch.zeros(1, 6)
for k in range(1, steps + 1):
    point = (baseline + k / steps * (X[:1] - baseline)).requires_grad_()
    model(point)[0, y[0]].backward()
    total += point.grad
ig = (X[:1] - baseline) * total / steps
print(ig)
print(f"{ig.sum().item():.4f} {(model(X[:1]) - model(baseline))[0, y[0]].item():.4f}")
# %%
try:
    F.nll_loss(model(X), y).backward()
except RuntimeError as e:
    print(e)
