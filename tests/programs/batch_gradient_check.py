# A gradient check by finite differences.
# %%
import torch
from torch.autograd import gradcheck

torch.manual_seed(0)


def numeric(f, x, eps=1e-6):
    g = torch.zeros_like(x)
    for i in range(x.numel()):
        d = torch.zeros_like(x)
        d.view(-1)[i] = eps
        g.view(-1)[i] = (f(x + d) - f(x - d)) / (2 * eps)
    return g


f = lambda x: (x.sin() * x.exp()).sum() + x.prod()
x = torch.rand(2, 3, dtype=torch.float64)
leaf = x.clone().requires_grad_()
f(leaf).backward()
print(torch.allclose(numeric(f, x), leaf.grad), (numeric(f, x) - leaf.grad).abs().max() < 1e-8)
# %%
print(gradcheck(f, leaf), gradcheck(torch.nn.Linear(3, 2).double(), torch.rand(2, 3, dtype=torch.float64, requires_grad=True)))
# %%
gradcheck(lambda x: x.detach() * x, leaf)
