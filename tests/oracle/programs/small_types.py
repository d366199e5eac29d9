# Numbers of few bits: uint8, int8, int16, float16.
# %%
import numpy as np
import torch

torch.uint8, torch.tensor([1, 2], dtype=torch.uint8) + 1, torch.tensor([250], dtype=torch.uint8) + 10, torch.tensor([1.5], dtype=torch.float16) * 2
# %%
torch.tensor([1, -2], dtype=torch.int16), torch.tensor([1.0, 2.5]).half(), torch.ones(2).byte(), torch.ones(2).short(), torch.ones(2).char(), torch.half, torch.short
# %%
a, b = torch.ones(2, dtype=torch.uint8), torch.ones(2, dtype=torch.int8)
(a + b).dtype, (b + a).dtype, (a + torch.ones(2, dtype=torch.float16)).dtype, torch.ones(2, dtype=torch.float16) + torch.ones(2), (b + torch.ones(2, dtype=torch.int16)).dtype
# %%
b.sum(), a / 2, a * 2.5, a.float().mean(), a == b, a.sum().dtype, (a > 0).any()
# %%
torch.tensor([300], dtype=torch.uint8)
# %%
torch.from_numpy(np.arange(3, dtype=np.uint8)), torch.tensor(np.float16(1.5)), torch.zeros(2, dtype=torch.int8).numpy().dtype
# %%
torch.ByteTensor([1, 0]), torch.HalfTensor([1.5]), torch.ShortTensor([3]), torch.CharTensor([1]), a.type(), torch.ones(1).type("torch.ByteTensor")
# %%
h = torch.tensor([1.0, 2.0], dtype=torch.float16, requires_grad=True)
(h * h).sum().backward()
h, h.grad, (h * 2).sum()
# %%
torch.tensor([1], dtype=torch.uint8, requires_grad=True)
# %%
torch.promote_types(torch.uint8, torch.int8), torch.finfo(torch.float16).eps, torch.iinfo(torch.uint8).max, torch.float16.itemsize, torch.arange(3, dtype=torch.int16)
# %%
torch.tensor([[1, 2], [3, 4]], dtype=torch.uint8).float() / 255
