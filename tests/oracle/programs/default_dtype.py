"""Another dtype for floats that have none."""

# %%
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(2)
torch.get_default_dtype(), torch.tensor(1.5), torch.tensor([1, 2.0]).dtype, torch.Tensor([1, 2]), torch.ones(2)

# %%
print(torch.zeros(2), torch.full((2,), 1.5), torch.eye(2), torch.linspace(0, 1, 3), torch.arange(0, 1, 0.4))
print(torch.rand(2), torch.randn(3), torch.normal(0, 1, (2,)), torch.randn(17)[:3])

# %%
i = torch.arange(3)
print(i / 2, i * 0.5, i.sin(), i.exp(), i.sqrt(), torch.tensor(True) * 1.5, i.float(), i.double())

# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * x).sum().backward()
print(x, x.grad, x.float(), x.detach().half(), x.float() * 2.5, torch.ones(2, dtype=torch.float32) + 1)

# %%
layer = nn.Linear(2, 1)
layer, layer.weight, layer(x), nn.BatchNorm1d(2).running_mean, torch.empty(0), torch.tensor([])

# %%
print(torch.autograd.gradcheck(lambda x: (x**3).sum(), torch.rand(3, requires_grad=True)))

# %%
torch.set_default_dtype(torch.int64)

# %%
torch.set_default_dtype("float64")

# %%
torch.set_default_dtype(torch.float32)
torch.get_default_dtype(), torch.tensor(1.5, dtype=torch.float64), torch.tensor(0.5) * i
