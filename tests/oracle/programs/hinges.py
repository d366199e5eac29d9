"""Activations that are put together from pieces: values, gradients, kinks, names, errors."""

# %%
import torch
from torch import nn
from torch.nn import functional as F

x = torch.tensor([[-4.0, -3.0, -1.0, -0.5], [-0.1, 0.0, 0.5, 1.0], [2.0, 3.0, 6.0, 7.5]])
layers = [
    nn.SELU(), nn.CELU(), nn.CELU(0.3), nn.ReLU6(), nn.Hardtanh(), nn.Hardtanh(-2, 0.5),
    nn.Threshold(0.2, 9), nn.Mish(), nn.Hardsigmoid(), nn.Hardswish(), nn.Softsign(),
    nn.Tanhshrink(), nn.Hardshrink(), nn.Softshrink(0.7), nn.GLU(), nn.GLU(1), nn.Softmin(dim=0),
    nn.PReLU(), nn.PReLU(4, init=0.5),
]

# %%
for layer in layers:
    leaf = x.clone().requires_grad_()
    y = layer(leaf)
    (y * torch.arange(1.0, y.numel() + 1).view(y.shape)).sum().backward()
    print(layer, y, leaf.grad)

# %%
for layer in layers:
    if isinstance(layer, nn.Hardsigmoid):  # PyTorch has no second gradient of it
        continue
    leaf = x.double().requires_grad_()
    y = layer.double()(leaf)
    (g,) = torch.autograd.grad(y.pow(2).sum(), leaf, create_graph=True)
    print(type(layer).__name__, y.grad_fn.name(), torch.autograd.grad(g.pow(2).sum(), leaf))

# %%
prelu = nn.PReLU(2)
prelu(torch.randn(3, 2, 2, generator=torch.Generator().manual_seed(1))).sum().backward()
print(prelu.weight.grad, dict(prelu.state_dict()))

# %%
similar = nn.CosineSimilarity(dim=0)
print(similar, similar(x[0], x[2]), nn.CosineSimilarity()(x, x + 1))

# %%
nn.Hardtanh(inplace=True), nn.ReLU6(inplace=True), nn.SELU(True), nn.CELU(2.0, True), nn.Mish()

# %%
print(F.celu(x[0]), F.relu6(x[2]), F.hardtanh(x[1], 0, 0.4), F.glu(x[1]), F.softmin(x[0], dim=0))

# %%
print(torch.selu(x[0]), torch.celu(x[0], 0.5), torch.threshold(x[1], 0.2, 5))
print(torch.prelu(x[0], torch.tensor([0.1])), torch.hardshrink(x[1], 0.2))

# %%
y = x.clone()
F.relu6(y, inplace=True)
y

# %%
F.glu(torch.ones(3))

# %%
F.hardtanh(x, 2, 1)

# %%
F.prelu(x, torch.ones(3))

# %%
F.softshrink(x, -1)

# %%
F.mish(torch.arange(3))

# %%
F.celu(x, 0)
