# Scaling of losses, casts that do nothing, and the orders of memory.
# %%
import torch
from torch import nn

[torch.amp.GradScaler().is_enabled(), torch.cuda.amp.GradScaler().is_enabled()]
# %%
scaler = torch.amp.GradScaler("cpu")
off = torch.amp.GradScaler("cpu", enabled=False)
print(scaler.get_scale(), off.get_scale(), scaler.state_dict(), off.state_dict())
w = nn.Parameter(torch.ones(2))
optimizer = torch.optim.SGD([w], lr=0.1)
loss = scaler.scale((w * 2).sum())
loss
# %%
loss.backward()
print(w.grad)
scaler.unscale_(optimizer)
print(w.grad, scaler.step(optimizer), scaler.update(), w, scaler.state_dict())
# %%
scaler.update()
# %%
optimizer.zero_grad()
scaler.scale((w * float("inf")).sum()).backward()
scaler.step(optimizer)
scaler.step(optimizer)
# %%
scaler.update()
w, scaler.get_scale()
# %%
scaler.unscale_(optimizer)
scaler.unscale_(optimizer)
# %%
scaler.scale([w.sum(), w.sum()]), off.scale(w.sum())
# %%
scaler.scale(3)
# %%
with torch.autocast("cpu", enabled=False):
    print(nn.Linear(1, 1)(torch.ones(1)).dtype)
with torch.autocast("cuda"):
    print(torch.mm(torch.ones(1, 1), torch.ones(1, 1)).dtype)
with torch.cuda.amp.autocast():
    print(torch.is_grad_enabled())
# %%
@torch.autocast("cpu", dtype=torch.float32)
def double(x):
    return x * 2

double(torch.ones(1))
# %%
torch.autocast("foo")
# %%
x = torch.ones(2, 3).t()
print(torch.contiguous_format, torch.channels_last, torch.preserve_format)
[y.stride() for y in (x.contiguous(memory_format=torch.contiguous_format), x.clone(memory_format=torch.preserve_format), x.clone(memory_format=torch.contiguous_format))], x.is_contiguous(memory_format=torch.contiguous_format)
# %%
from torch.utils._pytree import tree_flatten, tree_map, tree_unflatten

tree = {"a": [torch.ones(1), (2, 3)], "b": 4}
leaves, form = tree_flatten(tree)
leaves, tree_unflatten([leaf * 10 for leaf in leaves], form), tree_map(lambda x, y: x + y, tree, tree)
