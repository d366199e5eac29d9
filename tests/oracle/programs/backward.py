# The backward call.
# %%
import torch

x = torch.tensor(3.0, requires_grad=True)
y = x**2
y.backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
(x * x).sum().backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * 2).backward()
# %%
(x * 2).backward(torch.tensor([1.0, 10.0]))
x.grad
# %%
x = torch.tensor([[1.0, 2.0]], requires_grad=True)
x.sum(1).backward()
x.grad
# %%
x = torch.tensor([[1.0, 2.0]], requires_grad=True)
x.sum(1, keepdim=True).backward()
x.grad
# %%
torch.tensor(1.0).backward()
# %%
torch.tensor([1.0, 2.0]).sum().backward()
# %%
torch.tensor([1.0, 2.0]).backward()
# %%
torch.tensor([1.0, 2.0]).backward(torch.ones(2))
# %%
x = torch.tensor(2.0, requires_grad=True)
x.backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
x.backward(torch.tensor([3.0, 4.0]))
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
y.backward(torch.tensor([1.0, 2.0, 3.0]))
# %%
y.backward(torch.tensor(1.0))
# %%
y.backward(torch.tensor([[1.0, 2.0]]))
# %%
x.grad = None
(x * 2).backward(torch.tensor([1, 2]))
x.grad, x.grad.dtype
# %%
x.grad = None
(x * 2).backward(torch.tensor([True, False]))
x.grad, x.grad.dtype
# %%
x.grad = None
(x * 2).backward(torch.tensor([1.0, 2.0], dtype=torch.float64))
x.grad, x.grad.dtype
# %%
(x * 2).backward(torch.tensor([1, 2, 3]))
# %%
(x * 2).sum().backward(torch.tensor(2.0))
# %%
x.grad
# %%
y.backward([1.0, 2.0])
# %%
y.backward(1.0)
# %%
y.backward("ones")
# %%
y = x * 2
y.backward(gradient=torch.ones(2), retain_graph=True)
y.backward(torch.tensor([0.5, nan])) if (nan := float("nan")) else None
x.grad
# %%
x = torch.tensor(2.0, requires_grad=True)
w = torch.tensor(3.0, requires_grad=True)
b = torch.tensor(1.0)
loss = (w * x + b - 5) ** 2
loss.backward()
x.grad, w.grad, b.grad
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * x * x + 2 * x
y.backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.tensor([3.0, 4.0])
z = (x * y).sum()
z.backward()
x.grad, y.grad
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * 3
z = y * y
z.backward()
print(x.grad)
print(y.is_leaf, z.is_leaf, x.is_leaf)
# %%
y.grad
# %%
z.grad
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * 3
y.retain_grad()
z = y * y
z.backward()
y.grad, x.grad, y.retains_grad, x.retains_grad
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * 3
y.retain_grad()
y.retain_grad()
y.backward()
y.grad
# %%
torch.ones(2).retain_grad()
# %%
x.retain_grad()
x.retains_grad
# %%
x = torch.tensor(3.0, requires_grad=True)
a = x * 2
b = a + 1
c = a * b
c.backward()
x.grad
# %%
x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(30):
    y = y + y
y.backward()
x.grad, y
# %%
x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(3000):
    y = y + 1
y.backward()
x.grad, y
# %%
x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(1500):
    y = y * 1.0
y.backward()
x.grad
# %%
x = torch.tensor(2.0, requires_grad=True)
y = torch.tensor(3.0, requires_grad=True)
z = x * y
z.backward(inputs=[x])
x.grad, y.grad
# %%
z = x * y
z.backward(inputs=y)
x.grad, y.grad
# %%
(x * y).backward(inputs=[])
# %%
(x * 2).backward(inputs=[y])
y.grad
# %%
x = torch.tensor(2.0, requires_grad=True)
m = x * 3
(m * m).backward(inputs=[m])
m.grad, x.grad
# %%
(x * 2).backward(inputs=[torch.tensor(1.0)])
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
a, b = x * 2, x * 3
torch.autograd.backward([a.sum(), b.sum()])
x.grad
# %%
x.grad = None
torch.autograd.backward((x * 2, (x * x).sum()), (torch.tensor([1.0, 0.0]), None))
x.grad
# %%
torch.autograd.backward([x * 2, x * 3], [torch.ones(2)])
# %%
torch.autograd.backward(x.sum())
x.grad
# %%
x = torch.ones(2, 3, requires_grad=True)
x.sum().backward()
x.grad, x.grad.requires_grad, x.grad.is_leaf
# %%
x = torch.zeros(0, requires_grad=True)
x.sum().backward()
x.grad
# %%
x = torch.ones(2, dtype=torch.float64, requires_grad=True)
(x.float() * 2).sum().backward()
x.grad
# %%
x = torch.ones(2, requires_grad=True)
w = torch.ones(2, dtype=torch.float64, requires_grad=True)
(x * w).sum().backward()
x.grad, w.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
n = torch.tensor([3, 4])
(x * n).sum().backward()
x.grad
# %%
(x > 1).sum().backward()
# %%
x.long().sum().backward()
# %%
x.grad = torch.tensor([5.0, 6.0])
(x * 1).sum().backward()
x.grad
# %%
x.grad = torch.tensor([1.0])
# %%
x.grad = torch.tensor([1, 2])
# %%
x.grad = torch.ones(2, dtype=torch.float64)
# %%
x.grad = 3.0
# %%
x.grad = x
# %%
x.grad
# %%
x.grad = None
del x.grad
x.grad
# %%
x = torch.tensor(1.5, requires_grad=True)
y = x.sin()
y.backward(create_graph=True)
print(x.grad)
# %%
(x.grad * x.grad).backward()
# %%
x = torch.tensor(2.0, requires_grad=True)
(x**3).backward()
g = x.grad
(x**3).backward()
g is x.grad, g
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 3
y.sum().backward(inputs=[x, x, y, y])
x.grad, y.grad
