# The inner step of MAML: a gradient through a gradient step.
# %%
import torch
import torch.nn.functional as F

torch.manual_seed(0)
w = torch.randn(1, requires_grad=True)
b = torch.full((1,), 0.1, requires_grad=True)
meta = torch.optim.SGD([w, b], lr=0.01)


def task(slope):
    x = torch.linspace(-1, 1, 6)
    return x, slope * x


for it in range(3):
    meta_loss = 0.0
    for slope in (1.0, 2.0):
        x, y = task(slope)
        inner = F.mse_loss(w * x + b, y)
        gw, gb = torch.autograd.grad(inner, (w, b), create_graph=True)
        fast_w, fast_b = w - 0.1 * gw, b - 0.1 * gb
        meta_loss = meta_loss + F.mse_loss(fast_w * x + fast_b, y)
    meta.zero_grad()
    meta_loss.backward()
    print(it, meta_loss, w.grad, b.grad)
    meta.step()
# %%
x, y = task(3.0)
inner = F.mse_loss(w * x + b, y)
gw, _ = torch.autograd.grad(inner, (w, b))
first_order = F.mse_loss((w - 0.1 * gw) * x + b, y)
torch.autograd.grad(first_order, w)
