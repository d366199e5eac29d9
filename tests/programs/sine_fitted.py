# A cubic fitted to 2,000 values of the sine, with every number in full: by hand, by autograd, by a
# Function, by nn, by an optimizer, by modules of one's own.
# %%
import math
import random

import torch

x = torch.linspace(-math.pi, math.pi, 2000)
y = torch.sin(x)
print(y[:5].tolist(), y[-3:].tolist(), y.sum().item(), torch.cos(x).abs().mean().item())
# %%
torch.manual_seed(1)
a, b, c, d = (torch.randn(()) for _ in range(4))
for t in range(400):
    y_pred = a + b * x + c * x**2 + d * x**3
    loss = (y_pred - y).pow(2).sum().item()
    if t % 100 == 99:
        print(t, loss)
    grad_y_pred = 2.0 * (y_pred - y)
    a -= 1e-6 * grad_y_pred.sum()
    b -= 1e-6 * (grad_y_pred * x).sum()
    c -= 1e-6 * (grad_y_pred * x**2).sum()
    d -= 1e-6 * (grad_y_pred * x**3).sum()
print(f"y = {a.item()} + {b.item()} x + {c.item()} x^2 + {d.item()} x^3")
# %%
torch.manual_seed(2)
a, b, c, d = (torch.randn((), requires_grad=True) for _ in range(4))
for t in range(400):
    y_pred = a + b * x + c * x**2 + d * x**3
    loss = (y_pred - y).pow(2).sum()
    if t % 100 == 99:
        print(t, loss.item())
    loss.backward()
    with torch.no_grad():
        for number in (a, b, c, d):
            number -= 1e-6 * number.grad
            number.grad = None
print(f"y = {a.item()} + {b.item()} x + {c.item()} x^2 + {d.item()} x^3")
# %%
class ThirdLegendre(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return 0.5 * (5 * input**3 - 3 * input)

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        return grad_output * 1.5 * (5 * input**2 - 1)


a, b, c, d = (torch.full((), number, requires_grad=True) for number in (0.0, -1.0, 0.0, 0.3))
for t in range(400):
    y_pred = a + b * ThirdLegendre.apply(c + d * x)
    loss = (y_pred - y).pow(2).sum()
    if t % 100 == 99:
        print(t, loss.item())
    loss.backward()
    with torch.no_grad():
        for number in (a, b, c, d):
            number -= 5e-6 * number.grad
            number.grad = None
print(f"y = {a.item()} + {b.item()} * P3({c.item()} + {d.item()} x)")
# %%
torch.manual_seed(3)
powers = x.unsqueeze(-1).pow(torch.tensor([1, 2, 3]))
loss_fn = torch.nn.MSELoss(reduction="sum")
model = torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1))
for t in range(400):
    loss = loss_fn(model(powers), y)
    if t % 100 == 99:
        print(t, loss.item())
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 1e-6 * parameter.grad
print(model[0].bias.item(), model[0].weight[0].tolist())
# %%
torch.manual_seed(4)
model = torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1))
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
for t in range(400):
    loss = loss_fn(model(powers), y)
    if t % 100 == 99:
        print(t, loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(model[0].bias.item(), model[0].weight[0].tolist())
# %%
class Cubic(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c, self.d = (torch.nn.Parameter(torch.randn(())) for _ in range(4))

    def forward(self, x):
        return self.a + self.b * x + self.c * x**2 + self.d * x**3


torch.manual_seed(5)
model = Cubic()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
for t in range(400):
    loss = loss_fn(model(x), y)
    if t % 100 == 99:
        print(t, loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print([(name, parameter.item()) for name, parameter in model.named_parameters()])
# %%
class SometimesQuintic(Cubic):
    def __init__(self):
        super().__init__()
        self.e = torch.nn.Parameter(torch.randn(()))

    def forward(self, x):
        y = super().forward(x)
        for exponent in range(4, random.randint(4, 6)):
            y = y + self.e * x**exponent
        return y


torch.manual_seed(6)
random.seed(6)
model = SometimesQuintic()
optimizer = torch.optim.SGD(model.parameters(), lr=1e-8, momentum=0.9)
for t in range(400):
    loss = loss_fn(model(x), y)
    if t % 100 == 99:
        print(t, loss.item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print([(name, parameter.item()) for name, parameter in model.named_parameters()])
