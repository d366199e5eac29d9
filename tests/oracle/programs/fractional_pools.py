# Pools whose windows lie at random places.
# %%
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(4)
x = torch.randn(1, 2, 7, 6, requires_grad=True)
pool = nn.FractionalMaxPool2d(3, output_size=(3, 2))
print(pool, type(pool), pool.state_dict(), pool.output_size, pool.output_ratio)
y = pool(x)
print(y)
y.sum().backward()
print(x.grad)
# %%
pool = nn.FractionalMaxPool2d((2, 3), output_ratio=0.5, return_indices=True)
print(pool(x), pool.kernel_size)
print(F.fractional_max_pool2d(x[0], 2, output_size=(4, 4)))
print(F.fractional_max_pool2d(x, 2, output_ratio=(0.6, 0.7)).shape, torch.rand(1))
samples = torch.tensor([[[0.1, 0.9], [0.4, 0.3]]])
print(F.fractional_max_pool2d(x, 2, 4, _random_samples=samples))
print(F.fractional_max_pool2d(x.double(), 2, 1))
# %%
volume = torch.randn(2, 5, 6, 7, requires_grad=True)
y = nn.FractionalMaxPool3d(2, output_size=(2, 3, 4))(volume)
print(y, y.shape)
(y * torch.arange(48.0).view(y.shape)).sum().backward()
print(volume.grad.double().sum(), volume.grad.count_nonzero())
print(F.fractional_max_pool3d(volume, (1, 2, 3), output_ratio=0.5, return_indices=True)[1])
# %%
nn.FractionalMaxPool2d(2)
# %%
nn.FractionalMaxPool3d(2, output_size=2, output_ratio=0.5)
# %%
nn.FractionalMaxPool2d(2, output_ratio=1.5)
# %%
F.fractional_max_pool2d(x, 2)
# %%
F.fractional_max_pool2d(x, 2, output_size=7)
# %%
F.fractional_max_pool3d(volume, (2, 2, 8), output_size=1)
# %%
F.fractional_max_pool2d(x, (2, 3, 4), output_size=2)
# %%
F.fractional_max_pool2d(x, 2, output_size=(2, 3, 4))
# %%
F.fractional_max_pool2d(x, 2, 2, _random_samples=torch.rand(1, 1, 2))
# %%
F.fractional_max_pool2d(x, 2, 2, _random_samples=samples.double())
