# Layers whose result is the solution of an equation, and an ordinary differential equation: the
# gradient by the implicit function theorem, and by the adjoint equation, against autograd's.
# %%
import math
import torch
from torch import nn
from torch.autograd import Function, gradcheck

torch.manual_seed(1)

def fixed_point(f, x0, tol=1e-10, max_iter=200):
    x = x0
    for i in range(max_iter):
        fx = f(x)
        res = (fx - x).norm().item()
        x = fx
        if res < tol:
            break
    return x, i + 1

class TanhFixedPoint(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.linear = nn.Linear(n, n, bias=False)
        with torch.no_grad():
            self.linear.weight.mul_(0.5)

    def forward(self, x):
        with torch.no_grad():
            z, self.iterations = fixed_point(
                lambda z: torch.tanh(self.linear(z) + x), torch.zeros_like(x))
        z = torch.tanh(self.linear(z) + x)
        z0 = z.clone().detach().requires_grad_()
        f0 = torch.tanh(self.linear(z0) + x)

        def backward_hook(grad):
            g, _ = fixed_point(
                lambda y: torch.autograd.grad(f0, z0, y, retain_graph=True)[0] + grad, grad)
            return g

        if z.requires_grad:
            z.register_hook(backward_hook)
        return z

layer = TanhFixedPoint(4).double()
x = torch.randn(2, 4, dtype=torch.double, requires_grad=True)
z = layer(x)
print(z)
print(layer.iterations < 200, type(z.grad_fn).__name__)
z.sum().backward()
print(x.grad)
print(layer.linear.weight.grad)
print(gradcheck(layer, (x,), check_undefined_grad=False))
# %%
gradcheck(layer, (x,))
# %%
class Root(Function):
    """The root y of y**3 + x * y - 1."""

    @staticmethod
    def forward(ctx, x):
        y = torch.ones_like(x)
        for _ in range(30):
            y = y - (y**3 + x * y - 1) / (3 * y**2 + x)
        ctx.save_for_backward(x, y)
        return y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return -g * y / (3 * y**2 + x)

x = torch.tensor([0.5, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
y = Root.apply(x)
y.backward(torch.ones_like(y))
print(y, y.grad_fn.name(), x.grad)
with torch.no_grad():
    print((Root.apply(x + 1e-6) - Root.apply(x - 1e-6)) / 2e-6)
# %%
A = torch.tensor([[3., 1.], [1., 2.]], requires_grad=True)
b = torch.tensor([9., 8.], requires_grad=True)
sol = torch.linalg.solve(A, b)
sol.pow(2).sum().backward()
u = torch.linalg.solve(A.detach().T, 2 * sol.detach())
print(sol, A.grad, b.grad, u, sep="\n")
print(torch.allclose(A.grad, -torch.outer(u, sol.detach())))
# %%
def rk4(f, y0, t):
    ys = [y0]
    for t0, t1 in zip(t[:-1], t[1:]):
        h = t1 - t0
        k1 = f(ys[-1])
        k2 = f(ys[-1] + h * k1 / 2)
        k3 = f(ys[-1] + h * k2 / 2)
        k4 = f(ys[-1] + h * k3)
        ys.append(ys[-1] + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4))
    return torch.stack(ys)

rate = torch.tensor(2.0, requires_grad=True)
path = rk4(lambda y: -rate * y, torch.tensor(1.0), torch.linspace(0., 1., 11))
path[-1].backward()
print(path, rate.grad, -math.exp(-2), path.grad_fn)
# %%
theta = torch.tensor([0.3, -0.7], dtype=torch.float64, requires_grad=True)

def slope(y):
    return theta[0] * torch.sin(y) + theta[1] * y

states = [torch.tensor(1.5, dtype=torch.float64)]
for _ in range(10):
    states.append(states[-1] + 0.1 * slope(states[-1]))
(by_autograd,) = torch.autograd.grad(states[-1], theta)
a, by_adjoint = torch.tensor(1.0, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)
for y in reversed(states[:-1]):
    y = y.detach().requires_grad_()
    vy, vt = torch.autograd.grad(slope(y), (y, theta), a)
    by_adjoint += 0.1 * vt
    a = a + 0.1 * vy
print(by_autograd, by_adjoint, torch.allclose(by_autograd, by_adjoint))
print(torch.func.jacrev(slope)(torch.tensor(0.3, dtype=torch.float64)))
