# A university's exercise sheet on autograd, with its answers and the errors it asks for.
# %%
import math

import numpy as np
import torch

print("Exercise 1: derivative of a polynomial")
x = torch.tensor(2.0, requires_grad=True)
f = 3 * x**3 + 2 * x**2 - 5 * x + 1
f.backward()
expected = 9 * 2.0**2 + 4 * 2.0 - 5
print(f"autograd: {x.grad.item():.4f}, by hand: {expected:.4f}")
print("match" if torch.allclose(x.grad, torch.tensor(expected)) else "mismatch")
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.tensor([3.0, 4.0], requires_grad=True)
z = torch.dot(x, y) + torch.linalg.vector_norm(x)
gx, gy = torch.autograd.grad(z, [x, y])
print(gx, gy, sep="\n")


# %%
def analytic_sigmoid_grad(x):
    s = 1 / (1 + torch.exp(-x))
    return s * (1 - s)


t = torch.linspace(-4, 4, steps=9, requires_grad=True)
s = torch.sigmoid(t)
s.backward(gradient=torch.ones_like(s))
print(t.grad)
torch.testing.assert_close(t.grad, analytic_sigmoid_grad(t.detach()))
# %%
A = torch.arange(6.0).reshape(2, 3).requires_grad_()
v = torch.tensor([1.0, -1.0, 2.0])
out = A @ v
try:
    out.backward()
except RuntimeError as e:
    print("Caught:", e)
out.backward(torch.tensor([1.0, 0.5]))
print(A.grad)


# %%
def jacobian_by_rows(f, x):
    x = x.clone().requires_grad_(True)
    y = f(x)
    rows = []
    for i in range(y.numel()):
        g = torch.zeros_like(y)
        g.view(-1)[i] = 1.0
        rows.append(torch.autograd.grad(y, x, g, retain_graph=True)[0])
    return torch.stack(rows)


def polar(p):
    return torch.stack([p[0] * torch.cos(p[1]), p[0] * torch.sin(p[1])])


p = torch.tensor([2.0, math.pi / 6])
J = jacobian_by_rows(polar, p)
print(J)
print(f"det J = {torch.linalg.det(J):.4f}")
# %%
J2 = torch.autograd.functional.jacobian(polar, p)
torch.testing.assert_close(J, J2)
try:
    torch.testing.assert_close(J, J2 + 0.1)
except AssertionError as e:
    print(str(e))
# %%
try:
    torch.testing.assert_close(torch.tensor([1.0, 2.0]), torch.tensor([1, 2]))
except AssertionError as e:
    print(e)
try:
    torch.testing.assert_close(torch.ones(2), torch.ones(3))
except AssertionError as e:
    print(e)
# %%
w = torch.ones(4, requires_grad=True)
for epoch in range(3):
    model_output = (w * 3).sum()
    model_output.backward()
    print(epoch, w.grad)
    w.grad.zero_()
# %%
a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
b = a * 2
c = b.detach()
print(c.requires_grad, c.grad_fn, c.data_ptr() == b.data_ptr())
d = a.clone().detach().requires_grad_(True)
(d**2).sum().backward()
print(a.grad, d.grad)
# %%
try:
    a.numpy()
except RuntimeError as e:
    print(e)
print(np.round(a.detach().numpy() * 1.5, 2))
try:
    float(b)
except (RuntimeError, ValueError) as e:
    print(type(e).__name__, e)
try:
    bool(b > 2)
except RuntimeError as e:
    print(e)


# %%
def numeric_grad(f, x, eps=1e-3):
    g = torch.zeros_like(x)
    for i in range(x.numel()):
        e = torch.zeros_like(x)
        e.view(-1)[i] = eps
        g.view(-1)[i] = (f(x + e) - f(x - e)) / (2 * eps)
    return g


x = torch.tensor([[0.5, -1.0], [2.0, 0.25]], dtype=torch.float64)
h = lambda m: (m.T @ m).trace() + m.logsumexp(dim=(0, 1))
xx = x.clone().requires_grad_()
h(xx).backward()
print(xx.grad)
print((numeric_grad(h, x) - xx.grad).abs().max() < 1e-6)
# %%
try:
    torch.tensor([1, 2, 3], requires_grad=True)
except RuntimeError as err:
    print(err)
try:
    torch.ones(3).backward(torch.ones(3))
except RuntimeError as err:
    print(err)
try:
    torch.autograd.grad(torch.ones(1, requires_grad=True).sum(), torch.ones(1, requires_grad=True))
except RuntimeError as err:
    print(err)
# %%
x = torch.tensor(3.0, requires_grad=True)
y = x.pow(4)
order = 1
g = y
while order <= 4:
    (g,) = torch.autograd.grad(g, x, create_graph=True)
    print(order, g)
    order += 1
