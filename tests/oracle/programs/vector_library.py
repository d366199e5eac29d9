# Exponentials, logarithms, sines, cosines and hyperbolic tangents to the last bit, in all sizes and forms.
# %%
import torch

torch.manual_seed(5)
x = torch.rand(2000) * 20 - 10
for function in (torch.exp, torch.sin, torch.cos, torch.tanh):
    print(function(x)[:6].tolist(), function(x).double().sum().item())
positive = torch.rand(2000) * 8
print(torch.log(positive)[:6].tolist(), positive.log().double().sum().item())
# %%
for rows in ((1,), (7,), (33,), (3, 40), (2, 5, 9)):
    x = torch.randn(rows)
    shown = [x.exp(), x.sin(), x.cos(), x.abs().log(), x.tanh()]
    print([one.double().sum().item() for one in shown])
x = torch.randn(40, 30).t()[::2]
print([one.double().sum().item() for one in (x.exp(), x.sin(), x.cos(), x.abs().log())])
print([getattr(torch.tensor(0.7), name)().item() for name in ("exp", "sin", "cos", "log")])
# %%
far = torch.tensor([0.0, -0.0, 1e-40, -1e-40, 9999.0, -9999.5, float("inf"), -float("inf")])
for name in ("exp", "sin", "cos", "log", "tanh"):
    print(name, getattr(far, name)().tolist())
print(torch.tensor([86.9, 87.5, 88.7, 88.8, -86.9, -87.3, -100.0, -104.0]).exp().tolist())
x = torch.linspace(-9.5, 9.5, 3000)
print(x.tanh().double().abs().sum().item(), (x / 200).tanh().double().abs().sum().item())
print(torch.tensor([9.01, 9.0109, 9.02, float("nan")]).tanh().tolist())
# %%
x = torch.linspace(0.1, 4, 200, requires_grad=True)
(x.sin() * x.exp() + x.log() * x.cos()).sum().backward()
print(x.grad[:5].tolist(), x.grad.double().sum().item())
probabilities = torch.softmax(torch.randn(6, 5), 1)
print((-probabilities.log()).mean().item(), torch.logsumexp(torch.randn(4, 300), 1).tolist())
# %%
for rows, columns in ((64, 5), (120, 4), (200, 2)):
    x, target = torch.randn(rows, columns, requires_grad=True), torch.arange(rows) % columns
    loss = torch.nn.functional.cross_entropy(x, target)
    loss.backward()
    logs = torch.log_softmax(x, 1)
    print(loss.item(), logs[::50].tolist(), logs.double().sum().item(), x.grad.double().abs().sum().item())
x = torch.randn(150) * 6
for name in ("softplus", "logsigmoid"):
    print(getattr(torch.nn.functional, name)(x).double().sum().item())
print(torch.logsumexp(torch.randn(100, 3), 1).double().sum().item())
