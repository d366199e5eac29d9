# Writing into parts of a tensor, and what that does to the graph.
# %%
import torch

t = torch.zeros(4)
t[0] = 1
t[1:3] = torch.tensor([2.0, 3.0])
t[-1] = torch.tensor(4)
t
# %%
m = torch.zeros(2, 3)
m[0] = 1
m[:, 2] = torch.tensor([5.0, 6.0])
m[1, 0] = True
m[1, 1] = 2.5
m
# %%
m[...] = 7
m[None] = 8.0
m
# %%
m[[0, 1], [0, 2]] = torch.tensor([10.0, 20.0])
m[[0, 0], [1, 1]] = torch.tensor([1.0, 2.0])
m
# %%
m[m > 9] = 0
m[torch.tensor([True, False])] = -1.0
m
# %%
m[m < 0] = torch.tensor([1.0, 2.0, 3.0])
m
# %%
m[m > 100] = 5
m
# %%
m[:, [0, 2]] = torch.tensor([[1.0], [2.0]])
m
# %%
n = torch.tensor([1, 2, 3])
n[0] = 2.9
n[1] = True
n
# %%
b = torch.tensor([True, False])
b[0] = 0
b[1] = 2.5
b
# %%
n[:] = torch.tensor([1.5, 2.5, 3.5])
n
# %%
n[0] = float("nan")
# %%
t[0] = "a"
# %%
t[0] = [1.0, 2.0]
# %%
t[0] = None
# %%
t[4] = 1.0
# %%
t[0:2] = torch.ones(3)
# %%
t[0] = torch.ones(2)
# %%
t[[0, 1]] = torch.ones(3)
# %%
t[torch.tensor([True, False, True, False])] = torch.ones(3)
# %%
t[[9]] = 1.0
# %%
t["x"] = 1.0
# %%
t[0, 0] = 1.0
# %%
s = torch.tensor(1.0)
s[()] = 2.0
s[...] = s + 1
s
# %%
s[0] = 2.0
# %%
t[:] = t + 1
t[1:] = t[:-1].clone()
t
# %%
del t[0]
# %%
x = torch.ones(3, requires_grad=True)
x[0] = 2.0
# %%
with torch.no_grad():
    x[0] = 2.0
x
# %%
y = x * 2
y[0] = 10.0
print(y, y.grad_fn.name())
y.sum().backward()
x.grad
# %%
y = x * 2
z = y[1]
y[1] = 5.0
print(z)
z.backward()
x.grad
# %%
x = torch.ones(3, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
y = x * 1
y[1] = w * 2
print(y, y.grad_fn.next_functions)
(y * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
x.grad, w.grad
# %%
t = torch.zeros(3)
w = torch.tensor(3.0, requires_grad=True)
t[2] = w
print(t, t.requires_grad, t.is_leaf, t.grad_fn.name())
(t * t).sum().backward()
w.grad
# %%
t = torch.zeros(2, 2)
row = torch.tensor([1.0, 2.0], requires_grad=True)
t[:, :] = row
t.backward(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
row.grad
# %%
t = torch.zeros(3)
w = torch.tensor([1.0, 2.0], requires_grad=True)
t[torch.tensor([True, False, True])] = w
print(t)
(t * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
w.grad
# %%
x = torch.arange(3.0, requires_grad=True)
y = x.exp()
y[0] = 0.0
y.sum().backward()
# %%
x = torch.arange(3.0, requires_grad=True)
y = x * x
y[0] = 7.0
y.sum().backward()
x.grad
# %%
x = torch.arange(3.0, requires_grad=True)
y = x + 0
z = y * y
y[0] = 7.0
z.sum().backward()
# %%
x = torch.arange(4.0, requires_grad=True)
y = x * 1
y[:2] = y[2:] * 3
y.sum().backward()
print(y)
x.grad
# %%
x = torch.arange(4.0, requires_grad=True)
y = x * 1
y[1] = y[1] * y[2]
y.sum().backward()
# %%
x = torch.arange(4.0, requires_grad=True)
y = x * 1
y[[0, 3]] = x[[1, 2]] * 10
print(y, y.grad_fn.name())
y.sum().backward()
x.grad
# %%
y = torch.zeros(2, 2)
x = torch.tensor(2.0, requires_grad=True)
for i in range(2):
    for j in range(2):
        y[i, j] = x ** (i + j)
print(y)
y.sum().backward()
x.grad
# %%
y = x * torch.ones(3)
y[0] += 1
y[1] *= 5
y[2] -= x
print(y, y.grad_fn.name())
# %%
y.sum().backward()
# %%
y = x * torch.ones(3)
v = y[1:]
v[0] = 0.0
print(y, y.grad_fn.name(), v.grad_fn.name(), v)
y.sum().backward()
x.grad
# %%
y = x * torch.ones(3)
v = y[1:]
v += 1
print(y.grad_fn.name(), v.grad_fn.name())
print(y)
# %%
m = torch.zeros(2, 3)
m[0][1] = 4.0
m[1].fill_(2)
m.t()[2] = 9.0
m
# %%
x = torch.ones(2, requires_grad=True)
y = x.detach()
y[0] = 5.0
x, y
