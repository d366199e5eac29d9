"""Which activations let a gradient through, and in which precision."""

# %%
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
x = torch.linspace(-3, 3, 7, requires_grad=True)
print(x)

# %%
tour = nn.ModuleList([
    nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(0.2), nn.SELU(), nn.CELU(), nn.Hardtanh(), nn.Hardswish(),
    nn.Softsign(), nn.Tanhshrink(), nn.Mish(), nn.GELU(), nn.SiLU(), nn.Threshold(0.5, -1),
])
for layer in tour:
    (slope,) = torch.autograd.grad(layer(x).sum(), x)
    print(f"{layer!s:45} dead {int((slope == 0).sum())}  {slope.numpy().round(3)}")

# %%
prelu = nn.PReLU(init=0.1)
prelu(x).sum().backward()
print(prelu.weight, prelu.weight.grad, x.grad)

# %%
print(torch.autograd.gradcheck(nn.Mish(), (x,)), torch.autograd.gradcheck(nn.Softsign(), (x,)))

# %%
gate = nn.GLU(dim=0)
print(gate, gate(torch.arange(4.0)))

# %%
out = torch.empty(7)
with torch.no_grad():
    torch.sin(x, out=out)
    torch.clamp(out, min=0, out=out)
    torch.tanh_(out)
print(out)

# %%
torch.set_default_dtype(torch.float32)
print(torch.get_default_dtype(), torch.ones(1) / 3, x.float())
