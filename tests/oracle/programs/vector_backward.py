# backward(v): vector-Jacobian products, rows from unit vectors, and shapes of v.
# %%
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x**2
v = torch.tensor([1.0, 0.1, 0.01])
y.backward(v)
x.grad
# %%
rows = []
for i in range(3):
    x.grad = None
    y = torch.stack([x[0] * x[1], x[1] * x[2], x[0] + x[2]])
    unit = torch.zeros(3)
    unit[i] = 1.0
    y.backward(unit)
    rows.append(x.grad)
J = torch.stack(rows)
J
# %%
x.grad = None
torch.stack([x[0] * x[1], x[1] * x[2], x[0] + x[2]]).backward(v)
x.grad, v @ J
# %%
def vjp(f, x, v):
    x = x.detach().requires_grad_()
    f(x).backward(v)
    return x.grad


vjp(lambda t: t.exp(), torch.zeros(3), torch.tensor([1.0, 2.0, 3.0]))
# %%
vjp(lambda t: t.sum().reshape(1), torch.ones(3), torch.tensor([5.0]))
# %%
vjp(lambda t: t.expand(2, 3), torch.ones(3), torch.tensor([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]]))
# %%
vjp(lambda t: t.cumsum(0), torch.ones(3), torch.tensor([1.0, 10.0, 100.0]))
# %%
vjp(lambda t: t.softmax(0), torch.zeros(4), torch.tensor([1.0, 0.0, 0.0, 0.0]))
# %%
vjp(lambda t: torch.cat([t, t * 2]), torch.ones(2), torch.tensor([1.0, 2.0, 3.0, 4.0]))
# %%
vjp(lambda t: t.t(), torch.ones(2, 3), torch.arange(6.0).reshape(3, 2))
# %%
vjp(lambda t: t[[2, 0, 2]], torch.ones(3), torch.tensor([1.0, 2.0, 3.0]))
# %%
vjp(lambda t: t.max(1)[0], torch.tensor([[1.0, 3.0], [4.0, 2.0]]), torch.tensor([10.0, 20.0]))
# %%
vjp(lambda t: t * 1, torch.ones(2), torch.ones(2, 1))
# %%
vjp(lambda t: t * 1, torch.ones(2), torch.ones(()))
# %%
vjp(lambda t: t * 1, torch.ones(2), None)
# %%
vjp(lambda t: t * 1, torch.ones(1), None), vjp(lambda t: t.sum(), torch.ones(2), None)
# %%
vjp(lambda t: t.reshape(1, 1), torch.ones(1), None)
# %%
vjp(lambda t: t * 1, torch.zeros(0), torch.zeros(0)), vjp(lambda t: t * 1, torch.zeros(0), None)
# %%
A = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
for i in range(3):
    print(vjp(lambda t: A @ t, torch.ones(2), torch.eye(3)[i]))
# %%
W = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
X = torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
up = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
(X @ W).backward(up)
W.grad, X.t() @ up, torch.equal(W.grad, X.t() @ up)
# %%
v = torch.tensor([1.0, 2.0], requires_grad=True)
t = torch.tensor([3.0, 4.0], requires_grad=True)
(t * t).backward(v)
t.grad, v.grad
# %%
t.grad = None
(t * 2).backward(torch.tensor([float("inf"), float("nan")]))
t.grad
# %%
t.grad = None
(t * 0).backward(torch.tensor([float("inf"), 1.0]))
t.grad
# %%
t.grad = None
u = torch.ones(2)
(t + 0).backward(u)
u.add_(5)
t.grad
# %%
t.grad = None
u = torch.ones(2)
t.backward(u)
print(t.grad is u)
u.add_(5)
t.grad
# %%
t.grad = None
(t * 1).backward(torch.ones(2).expand(2))
t.grad
# %%
t.grad = None
y = t * t
y.backward(y.detach())
t.grad
