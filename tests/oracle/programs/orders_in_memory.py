# Orders in memory that the makers of tensors accept, and the borders that `pad` can continue.

# %%
import torch
from torch.nn import functional as F

x = torch.ones(2, 2)

# %%
torch.zeros_like(x, memory_format=torch.preserve_format)

# %%
torch.ones_like(x, memory_format=torch.contiguous_format), torch.full_like(x, 2, memory_format=None)

# %%
torch.manual_seed(0)
torch.rand_like(x, memory_format=torch.preserve_format), torch.randn_like(x, layout=torch.strided)

# %%
torch.empty_like(x, memory_format=torch.preserve_format, dtype=torch.int64).dtype

# %%
torch.zeros(2, layout=torch.strided)

# %%
torch.zeros_like(x, memory_format="rows")

# %%
torch.ones(2).layout

# %%
torch.zeros_like(x, order=0)

# %%
for ndim in range(1, 6):
    for pairs in (1, 2, 3):
        try:
            print(ndim, pairs, F.pad(torch.ones((3,) * ndim), (1, 1) * pairs, "reflect").shape)
        except (RuntimeError, NotImplementedError) as error:
            print(ndim, pairs, type(error).__name__, error)

# %%
F.pad(x, (1, 1, 1), "circular")

# %%
F.pad(x, (1, 1), "mirror")
