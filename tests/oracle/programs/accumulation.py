# How .grad grows, and how it is cleared.
# %%
import torch

w = torch.ones(3, requires_grad=True)
for _ in range(3):
    (w * 3).sum().backward()
    print(w.grad)
# %%
for _ in range(3):
    w.grad.zero_()
    (w * 3).sum().backward()
    print(w.grad)
# %%
for _ in range(2):
    w.grad = None
    (w * 3).sum().backward()
    print(w.grad)
# %%
kept = w.grad
w.grad = None
(w * 5).sum().backward()
kept, w.grad
# %%
kept = w.grad
(w * 1).sum().backward()
kept, kept is w.grad
# %%
w = torch.ones(2, requires_grad=True)
w.grad is None
# %%
w.grad.zero_()
# %%
x = torch.tensor(3.0, requires_grad=True)
y = x * x
z = x + y
y.backward(retain_graph=True)
print(x.grad)
z.backward()
print(x.grad)
# %%
x = torch.tensor(3.0, requires_grad=True)
y = x + x + x
y.backward()
x.grad
# %%
x = torch.tensor(3.0, requires_grad=True)
y = x * 2
(y + y * y).backward()
x.grad
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
for row in (torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])):
    (x * x).backward(row)
    print(x.grad)
# %%
x.grad *= 0.5
x.grad
# %%
x.grad.requires_grad, x.grad.grad_fn, x.grad.dtype
# %%
x.grad.fill_(7)
x.sum().backward()
x.grad
# %%
a = torch.tensor([1.0], requires_grad=True)
b = a.detach().requires_grad_()
(a * b).sum().backward()
a.grad, b.grad
# %%
losses = [a * i for i in range(4)]
a.grad = None
sum(losses).backward()
a.grad
# %%
a.grad = None
total = 0
for i in range(3):
    total += (a * i).item()
    (a * i).backward()
total, a.grad
# %%
w = torch.tensor(1.0, requires_grad=True)
for step in range(4):
    loss = (w - 3) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
    print(step, w.item(), w.grad)
    w.grad.zero_()
# %%
w.grad.zero_() is w.grad
# %%
with torch.no_grad():
    w.grad.add_(torch.tensor(2.0))
w.grad
# %%
w = torch.ones(2, requires_grad=True)
(w * 2).sum().backward(create_graph=True)
w.grad
# %%
w.grad.zero_()
# %%
w.grad.detach_()
w.grad.zero_()
w.grad
