# Scaled dot-product attention with a causal mask.
# %%
import math

import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(1337)
B, T, C = 2, 4, 6
x = torch.randn(B, T, C)
tril = torch.tril(torch.ones(T, T))
wei = torch.zeros((T, T)).masked_fill(tril == 0, float("-inf"))
wei = F.softmax(wei, dim=-1)
print(wei, torch.allclose(wei @ x, torch.stack([x[:, : t + 1].mean(1) for t in range(T)], 1), atol=1e-6))
# %%
class Head(nn.Module):
    def __init__(self, n, size):
        super().__init__()
        self.key = nn.Linear(n, size, bias=False)
        self.query = nn.Linear(n, size, bias=False)
        self.value = nn.Linear(n, size, bias=False)
        self.register_buffer("tril", torch.tril(torch.ones(T, T)))

    def forward(self, x):
        k, q = self.key(x), self.query(x)
        w = q @ k.transpose(-2, -1) * k.shape[-1] ** -0.5
        w = F.softmax(w.masked_fill(self.tril == 0, float("-inf")), dim=-1)
        return w @ self.value(x)


head = Head(C, 3)
out = head(x)
out.pow(2).mean().backward()
print(out[0], head.key.weight.grad.shape, list(head.state_dict()))
# %%
q, k = torch.randn(2, 3, 4), torch.randn(2, 5, 4)
torch.allclose(torch.einsum("bqd,bkd->bqk", q, k) / math.sqrt(4), q @ k.mT / 2)
