# gelu in both forms, tan, erf and erfc to the last bit, with their gradients, in all sizes.
# %%
import torch
import torch.nn.functional as F

torch.manual_seed(11)
for approximate in ("none", "tanh"):
    for shape in ((1,), (7,), (31,), (40,), (3, 5), (4, 8)):
        x = (torch.randn(shape) * 2).requires_grad_()
        y = F.gelu(x, approximate=approximate)
        y.backward(torch.randn(shape))
        print(y.flatten()[:4].tolist(), y.double().sum().item(), x.grad.double().sum().item())
# %%
for approximate in ("none", "tanh"):
    x = torch.randn(13, dtype=torch.float64, requires_grad=True)
    y = F.gelu(x, approximate=approximate)
    y.sum().backward()
    print(y[:3].tolist(), x.grad[:3].tolist())
    x = torch.randn(40).half().requires_grad_()
    y = F.gelu(x, approximate=approximate)
    y.sum().backward()
    print(y[:8], x.grad[:8])
x = torch.tensor(0.7, requires_grad=True)
F.gelu(x).backward()
print(F.gelu(x).item(), x.grad.item(), F.gelu(x, approximate="tanh").item())
# %%
far = torch.tensor([0.0, -0.0, 1e-30, 1e-4, 5.54, -5.54, 5.543, -5.543, 100.0, -100.0])
far.requires_grad_()
for approximate in ("none", "tanh"):
    y = F.gelu(far, approximate=approximate)
    print(y.tolist(), torch.autograd.grad(y.sum(), far)[0].tolist())
# %%
x = torch.tensor([-1.5, 0.3, 2.0], requires_grad=True)
for approximate in ("none", "tanh"):
    y = F.gelu(x, approximate=approximate)
    print(y.grad_fn, y.grad_fn._saved_approximate)
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x, create_graph=True)
    print(first, first.grad_fn.next_functions[0], second)
    print(torch.autograd.grad(second.sum(), x))
# %%
for size in (1, 7, 40, 300):
    x = (torch.randn(size) * 3).requires_grad_()
    y = x.tan()
    y.backward(torch.randn(size))
    print(y[:4].tolist(), y.double().abs().log().sum().item(), x.grad[:4].tolist())
print(torch.tensor([1e-40, -0.0, 1.5707964, 9999.0, 1e5, float("inf")]).tan().tolist())
print(torch.tensor([-3.0, -1.2, -0.4, -0.1, 0.0, 0.6, 1.9, 4.0, 9.0]).erfc().tolist())
x = torch.tensor([0.4, 1.3], dtype=torch.float64, requires_grad=True)
x.log10().sum().backward()
print(x.grad.tolist())
