# Activations of few numbers, to the last bit: loops take them one by one from the C library.
# %%
import torch
from torch.nn import functional as F

torch.manual_seed(8)
few, row, table = torch.randn(3) * 2, torch.randn(20) * 4, torch.randn(3, 9) * 3
for name in ("elu", "selu", "celu", "mish", "softplus", "silu", "logsigmoid", "tanhshrink"):
    function = getattr(F, name)
    print(name, [function(x).double().sum().item() for x in (few, row, table, table.t())])
    print(function(row)[:5].tolist())
# %%
for name, options in (("elu", {"alpha": 0.3}), ("celu", {"alpha": 2.5}), ("selu", {}), ("mish", {})):
    x = row.clone().requires_grad_()
    y = getattr(F, name)(x, **options)
    y.backward(torch.arange(20.0))
    print(name, y[:4].tolist(), x.grad[:4].tolist(), x.grad.double().sum().item())
# %%
edges = torch.tensor([0.0, -0.0, 1e-9, -1e-9, 0.34, -0.35, 1.03, -1.04, 20.0, -20.0, 90.0, -90.0])
for name in ("elu", "selu", "celu", "mish"):
    print(name, getattr(F, name)(edges).tolist())
far = torch.tensor([float("inf"), -float("inf"), float("nan")])
print([getattr(F, name)(far) for name in ("elu", "selu", "celu", "mish")])
# %%
torch.manual_seed(1)
print(F.rrelu(row - 5, training=True).tolist())
print(F.rrelu(row.double() - 5, 0.1, 0.7, training=True)[:6].tolist())
print(F.rrelu(row - 5)[:6].tolist(), torch.nn.RReLU(0.2, 0.4).eval()(row - 5)[:6].tolist())
# %%
wide = torch.randn(700) * 3
print(F.mish(wide).double().sum().item() - F.mish(wide.double()).sum().item() < 1e-4)
print(F.mish(torch.linspace(8.5, 9.5, 32)).tolist()[::6])
x = torch.linspace(-3, 3, 32, requires_grad=True)
F.mish(x).sum().backward()
print(x.grad[::5].tolist())
x = torch.tensor([-1.5, 0.5], requires_grad=True)
(g,) = torch.autograd.grad(F.mish(x).sum(), x, create_graph=True)
print(torch.autograd.grad(g.sum(), x))
