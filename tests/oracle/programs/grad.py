# autograd.grad.
# %%
import torch

grad = torch.autograd.grad
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
grad((x**2).sum(), x), x.grad
# %%
w = torch.tensor(2.0, requires_grad=True)
grad((x * w).sum(), (x, w))
# %%
grad((x * w).sum(), [w, x, w])
# %%
grad(x * 2, x)
# %%
grad(x * 2, x, torch.tensor([1.0, 10.0, 100.0])), grad(x * 2, x, grad_outputs=torch.ones(3))
# %%
grad([x * 2, x.sum()], x, [torch.ones(3), None])
# %%
grad([x.sum(), (x * x).sum()], [x])
# %%
grad(x.sum(), w)
# %%
grad(x.sum(), w, allow_unused=True), grad(x.sum(), [x, w], allow_unused=True)
# %%
grad(x.sum(), w, materialize_grads=True)
# %%
grad(x.sum(), torch.ones(3))
# %%
grad(x.sum(), torch.ones(3), allow_unused=True)
# %%
grad(torch.ones(3).sum(), x)
# %%
grad(x.sum(), [])
# %%
grad([], x)
# %%
grad(x * 2, x, torch.ones(2))
# %%
grad(x * 2, x, [torch.ones(3), torch.ones(3)])
# %%
grad(x.sum(), 3.0)
# %%
grad(3.0, x)
# %%
grad(x * 2, x, 1.0)
# %%
y = x * x
m = y * 3
grad(m.sum(), y), grad((y * 3).sum(), y)
# %%
y = x * x
grad(y.sum(), y), grad(y.sum(), x)
# %%
y = x * x
grad(y.sum(), x, retain_graph=True), grad(y.sum(), x), x.grad
# %%
grad(x.sum(), x), grad(x, x, torch.ones(3))
# %%
a = torch.tensor(2.0, requires_grad=True)
(g1,) = grad(a**3, a, create_graph=True)
print(g1)
(g2,) = grad(g1, a, create_graph=True)
print(g2)
(g3,) = grad(g2, a, create_graph=True)
print(g3)
(g4,) = grad(g3, a)
print(g4)
# %%
grad(g4, a)
# %%
(g,) = grad(a * 3, a, create_graph=True)
g, g.requires_grad
# %%
grad(g, a)
# %%
(g,) = grad(a + 1, a, create_graph=True)
g, g.requires_grad
# %%
(g,) = grad(a * a, a, create_graph=True)
g.backward()
a.grad
# %%
(g,) = grad(x.exp().sum(), x, create_graph=True)
print(g.grad_fn.name())
grad(g.sum(), x)[0].sub(x.exp()).abs().max() < 1e-5
# %%
for f in (
    torch.sin, torch.cos, torch.tanh, torch.sigmoid, torch.log, torch.sqrt, torch.abs,
    torch.relu, lambda t: 1 / t, lambda t: t**3, lambda t: 2**t, lambda t: t / (t + 1),
    lambda t: t * t.exp(), lambda t: t.clamp(0, 1.5), lambda t: torch.maximum(t, t * t),
):
    t = torch.tensor([0.5, 2.0], requires_grad=True)
    (g,) = grad(f(t).sum(), t, create_graph=True)
    second = grad(g.sum(), t, allow_unused=True)[0] if g.requires_grad else None
    print(g.detach(), second)
# %%
for f in (
    lambda t: t.prod(), lambda t: t.var(), lambda t: t.std(), lambda t: t.logsumexp(0),
    lambda t: t.softmax(0)[0], lambda t: t.log_softmax(0)[0], lambda t: t.max(), lambda t: t @ t,
    lambda t: t.cumsum(0).pow(2).sum(), lambda t: (t.reshape(2, 1) @ t.reshape(1, 2)).pow(2).sum(),
    lambda t: torch.cat([t, t * t]).prod(), lambda t: t[[0, 0]].prod(), lambda t: t.mean() ** 3,
):
    t = torch.tensor([0.5, 2.0], requires_grad=True)
    (g,) = grad(f(t), t, create_graph=True)
    weighted = (g * torch.tensor([1.0, 3.0])).sum()
    second = grad(weighted, t, allow_unused=True)[0] if g.requires_grad else None
    print(g.detach(), second)
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.ones(2, requires_grad=True)
(g,) = grad(x * x, x, v, create_graph=True)
print(g)
grad(g.sum(), v)
# %%
# a gradient penalty
w = torch.tensor([0.5, -1.0], requires_grad=True)
p = torch.tensor([2.0, 3.0], requires_grad=True)
out = (w * p * p).sum()
(gp,) = grad(out, p, create_graph=True)
penalty = (gp**2).sum()
penalty.backward()
penalty, w.grad, p.grad
# %%
y = torch.tensor(1.0, requires_grad=True)
(y * 2).backward()
grad(y * 3, y), y.grad
# %%
z = y * 2
z.retain_grad()
grad(z * z, z), z.grad
# %%
a = torch.tensor(1.0, requires_grad=True)
b = a * 2
grad(b * b, a, retain_graph=False), b.grad_fn
# %%
grad(outputs=b + 1, inputs=b)
# %%
grad((b, b), (a,), (torch.tensor(1.0), torch.tensor(10.0)))
# %%
with torch.no_grad():
    c = a * 2
grad(c, a)
# %%
c = a * a
with torch.no_grad():
    print(grad(c, a))
# %%
x = torch.tensor([[1.0, 2.0]], requires_grad=True)
grad(x.sum(), x, torch.tensor([1.0]))
# %%
grad(x.sum(), x, torch.tensor(2)), grad(x.sum(), x, torch.tensor(2.0, dtype=torch.float64))
# %%
grad(x.long().sum(), x)
# %%
x = torch.zeros(0, requires_grad=True)
grad(x.sum(), x), grad(x, x, torch.zeros(0))
# %%
x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(5):
    (y,) = grad((x * 1).exp() if y is x else y * x, x, create_graph=True)
round(y.item(), 3)
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * x
x2 = x
with torch.no_grad():
    x2 += 1
grad(y, x)
# %%
grad(x**2, x, gradient=torch.tensor(1.0))
