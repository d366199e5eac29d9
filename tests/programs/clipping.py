# Exploding gradients, and clipping them.
# %%
import torch
import torch.nn as nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

torch.manual_seed(0)
layers = nn.Sequential(*[nn.Linear(6, 6, bias=False) for _ in range(5)])
for layer in layers:
    nn.init.normal_(layer.weight, std=2.0)
x = torch.randn(2, 6)
loss = layers(x).pow(2).mean()
loss.backward()
print(["%.3e" % l.weight.grad.norm().item() for l in layers])
# %%
total = clip_grad_norm_(layers.parameters(), max_norm=1.0)
print("%.2f" % total, [round(l.weight.grad.norm().item(), 4) for l in layers])
after = torch.norm(torch.stack([torch.norm(p.grad, 2) for p in layers.parameters()]), 2)
print(after)
# %%
clip_grad_value_(layers.parameters(), 0.05)
print(max(p.grad.abs().max().item() for p in layers.parameters()))
