# In-place operations, version counters, and what a backward makes of them.
# %%
import torch

t = torch.tensor([1.0, 2.0])
r = t.add_(1)
print(r is t, t, t._version)
t.sub_(1).mul_(3).div_(2)
t, t._version
# %%
t.zero_(), t.fill_(5), t.copy_(torch.tensor([7, 8])), t._version
# %%
t.add_(torch.tensor([1.0, 1.0]), alpha=2), t.sub_(1, alpha=3)
# %%
t += 1
t -= 2
t *= 3
t /= 4
t, t._version
# %%
t **= 2
t, t._version
# %%
n = torch.tensor([1, 2])
n += 1
n *= 2
n
# %%
n += 0.5
# %%
n /= 2
# %%
n.add_(1.5)
# %%
n.mul_(torch.tensor([0.5, 0.5]))
# %%
n.fill_(2.9), n.copy_(torch.tensor([1.9, -1.9])), n.zero_()
# %%
b = torch.tensor([True, False])
b += True
b
# %%
b += 1
# %%
t = torch.zeros(2)
t += torch.ones(2, dtype=torch.float64)
t, t.copy_(torch.tensor(3.5, dtype=torch.float64))
# %%
t += torch.ones(3)
# %%
t.copy_(torch.ones(3))
# %%
t.copy_(5)
# %%
t.fill_(torch.tensor(4.0)), t.fill_(True)
# %%
t.fill_(torch.tensor([1.0, 2.0]))
# %%
t.fill_("a")
# %%
t.add_("a")
# %%
t += None
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
x += 1
# %%
x.zero_()
# %%
x.mul_(2)
# %%
x.copy_(torch.ones(2))
# %%
x[0].add_(1)
# %%
x.view(2).mul_(2)
# %%
x.detach().add_(1), x, x._version
# %%
with torch.no_grad():
    x += 1
x, x._version, x.is_leaf
# %%
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = x.exp()
y.mul_(2)
y.sum().backward()
# %%
print(x.grad)
y = x + 1
y.mul_(2)
print(y)
y.sum().backward()
x.grad
# %%
y = x.exp()
y += 1
print(y, y.grad_fn.name(), y._version)
y.sum().backward()
# %%
for f in (torch.exp, torch.sqrt, torch.tanh, torch.sigmoid, torch.relu, lambda a: a.softmax(0), lambda a: 1 / a):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = f(x)
    y.add_(1)
    try:
        y.sum().backward()
        print("fine", x.grad)
    except RuntimeError as error:
        print(str(error).split("which is ")[1].split(";")[0])
# %%
for f in (torch.log, torch.sin, torch.abs, lambda a: a * 2, lambda a: a**2, lambda a: a.clamp(0, 1), lambda a: a * a):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    a = x * 1
    y = f(a)
    a.add_(1)
    try:
        y.sum().backward()
        print("fine", x.grad)
    except RuntimeError as error:
        print(str(error).split("which is ")[1].split(";")[0])
# %%
for f in (torch.sum, torch.mean, torch.neg, lambda a: a + a, lambda a: a - 1, lambda a: a.reshape(2, 1), lambda a: a[0]):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    a = x * 1
    y = f(a)
    a.add_(1)
    try:
        y.sum().backward()
        print("fine", x.grad)
    except RuntimeError as error:
        print(str(error).split("which is ")[1].split(";")[0])
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0])
y = x * w
w.zero_()
y.sum().backward()
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0])
y = x * w
w.data.zero_()
y.sum().backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
w = torch.tensor([3.0, 4.0])
y = x * w
w.detach().zero_()
y.sum().backward()
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * x
with torch.no_grad():
    x.mul_(2)
y.sum().backward()
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * x
x.data.mul_(2)
y.sum().backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
A = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
y = A @ x
with torch.no_grad():
    x += 1
y.sum().backward()
# %%
A.grad, x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
z = y * 3
y += 1
print(y, z)
z.sum().backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
y *= y
print(y)
y.sum().backward()
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
y *= 3
y -= 1
y /= 2
print(y, y.grad_fn.name(), y._version)
y.sum().backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.zeros(2)
y += x
print(y, y.is_leaf, y.requires_grad)
y.sum().backward()
x.grad
# %%
y = torch.ones(2)
y *= x
y.sum().backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
y.zero_()
print(y)
y.sum().backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
y.fill_(2.0)
print(y)
y.sum().backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.zeros(2)
y.copy_(x)
print(y)
(y * y).sum().backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
y.copy_(torch.tensor([5.0, 6.0]))
print(y)
y.sum().backward()
x.grad
# %%
a = torch.zeros(3)
v = a[1:]
d = a.detach()
print(a._version, v._version, d._version)
a.add_(1)
print(a._version, v._version, d._version)
v.add_(1)
d.add_(1)
print(a._version, v._version, d._version, a)
# %%
a.data.add_(1)
a, a._version, a.data._version
# %%
c = a.clone()
c.add_(1)
a._version, c._version, a
# %%
a.view(3).zero_(), a.reshape(3, 1).add_(1), a, a._version
# %%
x = torch.ones(3, requires_grad=True)
y = x * 2
v = y[0]
v.mul_(10)
print(y, y.grad_fn.name(), v, v.grad_fn.name())
y.sum().backward()
x.grad
# %%
x = torch.ones(2, 2, requires_grad=True)
y = x * 2
y.t().add_(torch.tensor([1.0, 2.0]))
print(y, y.grad_fn.name())
y.sum().backward()
x.grad
# %%
x = torch.ones(2, requires_grad=True)
y = x * 2
with torch.no_grad():
    v = y[0]
v.add_(1)
# %%
e = torch.zeros(1).expand(3)
e.add_(1)
# %%
w = torch.zeros(3)
w[:2] += 1
w[w == 0] -= 5
w, w._version
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
y.requires_grad_(False)
# %%
y.requires_grad = False
# %%
x.requires_grad_(False).add_(1), x
# %%
x = torch.tensor([3.0], requires_grad=True)
(x * 1).add_(x).mul_(x).backward()
