# %% One cycle of the rate, and of the momentum the other way
import torch
from torch import nn
from torch.optim import lr_scheduler

torch.manual_seed(0)


def rates(make, steps=9, **options):
    w = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=1.0, **options)
    scheduler = make(optimizer)
    seen = []
    for _ in range(steps):
        seen.append(round(optimizer.param_groups[0]["lr"], 6))
        w.sum().backward()
        optimizer.step()
        scheduler.step()
    return seen, scheduler.get_last_lr()


print(rates(lambda o: lr_scheduler.OneCycleLR(o, 1.0, total_steps=10), momentum=0.9))
# %%
optimizer = torch.optim.Adam([torch.ones(1, requires_grad=True)])
scheduler = lr_scheduler.OneCycleLR(
    optimizer, 0.5, epochs=5, steps_per_epoch=2, three_phase=True, anneal_strategy="linear")
for _ in range(3):
    optimizer.step()
    scheduler.step()
optimizer
# %%
rates(lambda o: lr_scheduler.OneCycleLR(o, 1.0, total_steps=3), momentum=0.9)
# %%
rates(lambda o: lr_scheduler.OneCycleLR(o, 1.0, total_steps=3))
# %% Others
print(rates(lambda o: lr_scheduler.PolynomialLR(o, 4, 2.0)))
print(rates(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 2, 2, 0.1)))
print(rates(lambda o: lr_scheduler.SequentialLR(
    o, [lr_scheduler.LinearLR(o, 0.1, total_iters=3), lr_scheduler.CosineAnnealingLR(o, 6)], [3])))
# %% Epochs between two
optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)
scheduler = lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 3, 2)
for epoch in (0.5, 3.25, 10.5, 1):
    scheduler.step(epoch)
    print(scheduler.get_last_lr(), scheduler.T_cur, scheduler.T_i, scheduler.last_epoch)
# %% A convolutional network with average pooling, one step of training
net = nn.Sequential(
    nn.Conv2d(1, 3, 3), nn.Sigmoid(), nn.AvgPool2d(2, stride=2), nn.Flatten(), nn.Linear(27, 2))
x = torch.rand(2, 1, 8, 8)
for layer in net:
    x = layer(x)
    print(type(layer).__name__, tuple(x.shape))
net[2], x.logsumexp(1).sum()
# %%
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
nn.functional.cross_entropy(x, torch.tensor([0, 1])).backward()
optimizer.step()
print(net[4].bias.grad, f"{net[0].bias.grad[1].item():.6f}")
# %% Places in sorted numbers, quantiles, powers
edges = torch.tensor([1, 3, 5, 7])
print(torch.bucketize(torch.tensor([[3, 6], [9, 1]]), edges), torch.searchsorted(edges, 3, right=True))
print(torch.quantile(torch.arange(4.0), torch.tensor([0.2, 0.9])), torch.logspace(0, 3, 4))
print(torch.kron(torch.tensor([[1.0, 2.0]], requires_grad=True), torch.eye(2)))
print(torch.rot90(torch.arange(6.0, requires_grad=True).view(2, 3), -1))
print(torch.can_cast(torch.float, torch.int), torch.can_cast(torch.int, torch.float))
# %%
torch.tensor([1, 2]) // 0
# %%
torch.tensor([1, 2]) % torch.tensor([1, 0])
# %% Numbers in place of nan and inf, and activations in place
x = torch.tensor([0.0, 4.0, -1.0], requires_grad=True)
y = x.sqrt().nan_to_num(nan=7.0) + (1 / x).nan_to_num()
y, y.sum().backward(), x.grad
# %%
x = torch.tensor([-2.0, 0.5], requires_grad=True)
y = x * 1.5
z = nn.LeakyReLU(0.2, inplace=True)(y)
print(z is y, z)
z.pow(2).sum().backward()
x.grad
# %%
nn.functional.elu(x, inplace=True)
