# The operators and their reflected forms, on tensors and numbers.
# %%
import torch

a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
b = torch.tensor([4.0, 5.0, 6.0], requires_grad=True)
for y in (a + b, a - b, a * b, a / b, a**b, -a, +a):
    print(y)
# %%
for y in (a + 1, 1 + a, a - 1, 1 - a, a * 2, 2 * a, a / 2, 2 / a, a**2, 2**a):
    print(y, y.grad_fn.next_functions[0][0].name())
# %%
for f in (
    lambda x: 1 - x,
    lambda x: 2 / x,
    lambda x: 2**x,
    lambda x: x**2,
    lambda x: x**0.5,
    lambda x: x**-1,
    lambda x: x**0,
    lambda x: x**1,
    lambda x: x / 4,
    lambda x: -x,
):
    x = torch.tensor([1.0, 4.0], requires_grad=True)
    y = f(x)
    y.sum().backward()
    print(y.detach(), x.grad, y.grad_fn.name())
# %%
for f in (
    lambda p, q: p + q,
    lambda p, q: p - q,
    lambda p, q: p * q,
    lambda p, q: p / q,
    lambda p, q: p**q,
):
    p = torch.tensor([1.0, 2.0], requires_grad=True)
    q = torch.tensor([4.0, 0.5], requires_grad=True)
    f(p, q).backward(torch.tensor([1.0, 3.0]))
    print(p.grad, q.grad)
# %%
torch.add(a, b), torch.sub(a, b), torch.mul(a, b), torch.div(a, b), torch.pow(a, 2), torch.neg(a)
# %%
torch.add(a, b, alpha=10), torch.sub(a, b, alpha=0.5), a.add(1, alpha=3), a.sub(b, alpha=2)
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.tensor([3.0, 4.0], requires_grad=True)
torch.sub(x, y, alpha=3).sum().backward()
x.grad, y.grad
# %%
a.add(b), a.sub(1), a.mul(2), a.div(2), a.pow(2), a.neg()
# %%
torch.pow(2, a), torch.pow(a, b)
# %%
1 / torch.tensor([0.0, -0.0, 2.0]), torch.tensor([0.0]) / 0, torch.tensor([-1.0, 1.0]) / 0
# %%
torch.tensor([1, 2, 3]) / 2, torch.tensor([1, 2]) / torch.tensor([2, 4]), 1 / torch.tensor([2, 4])
# %%
torch.tensor([1, 0]) / torch.tensor([0, 0])
# %%
torch.tensor([2, 3]) ** 2, torch.tensor([2, 3]) ** 2.0, 2 ** torch.tensor([1, 2, 3])
# %%
torch.tensor([2, 3]) ** -1
# %%
torch.tensor([2, 3]) ** torch.tensor([3, 0]), torch.tensor(2.0) ** torch.tensor([1, 2])
# %%
torch.tensor([-8.0]) ** (1 / 3), torch.tensor([0.0]) ** 0, torch.tensor([0.0]) ** -1
# %%
x = torch.tensor([0.0, 1.0, -2.0], requires_grad=True)
(x**3).sum().backward()
x.grad
# %%
x = torch.tensor([0.0, 2.0], requires_grad=True)
(x**0).sum().backward()
x.grad
# %%
x = torch.tensor([0.0, 4.0], requires_grad=True)
(x**0.5).sum().backward()
x.grad
# %%
x = torch.tensor([0.0, -1.0, 2.0], requires_grad=True)
e = torch.tensor([0.0, 2.0, 0.0], requires_grad=True)
(x**e).sum().backward()
x.grad, e.grad
# %%
e = torch.tensor([1.0, 2.0], requires_grad=True)
(0.0**e).sum().backward()
e.grad
# %%
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = torch.tensor([0.0, 2.0], requires_grad=True)
(x / y).sum().backward()
x.grad, y.grad
# %%
x = torch.tensor([0.0, 2.0], requires_grad=True)
(1 / x).sum().backward()
x.grad
# %%
(1 / x).grad_fn, (1 / x).grad_fn.next_functions[0][0], (2 / x).grad_fn.next_functions
# %%
True + torch.tensor([1, 2]), torch.tensor([1, 2]) * True, torch.tensor([1.0]) * False
# %%
torch.tensor([1.0]) - False
# %%
torch.tensor([True, False]) + 1, torch.tensor([True, False]) + torch.tensor([True, True])
# %%
torch.tensor([True, False]) * torch.tensor([True, True]), torch.tensor([True]) / 2
# %%
torch.tensor([True, False]) - torch.tensor([True, True])
# %%
torch.tensor([True, False]) - 1
# %%
1 - torch.tensor([True, False])
# %%
-torch.tensor([True, False])
# %%
~torch.tensor([True, False])
# %%
-torch.tensor([1, -2]), -torch.tensor(0.0), abs(torch.tensor([-1.5, 2.0])), abs(torch.tensor(-3))
# %%
torch.tensor([1.0]) + "a"
# %%
"a" + torch.tensor([1.0])
# %%
torch.tensor([1.0]) * None
# %%
torch.tensor([1.0, 2.0]) + [1.0, 2.0]
# %%
[1.0, 2.0] * torch.tensor([1.0, 2.0])
# %%
torch.add(1, torch.tensor([2.0]))
# %%
torch.mul(torch.tensor([2.0]), "x")
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * x
print(y.grad_fn.next_functions)
y.sum().backward()
x.grad
# %%
x.grad = None
(x + x).sum().backward()
(x - x).sum().backward()
(x / x).sum().backward()
x.grad
# %%
float("inf") * torch.tensor([0.0, 1.0]), torch.tensor([float("inf")]) - float("inf")
# %%
x = torch.tensor([float("inf"), 0.0], requires_grad=True)
(x * torch.tensor([0.0, float("inf")])).sum().backward()
x.grad
# %%
torch.tensor(2**31 - 1, dtype=torch.int32) + 1, torch.tensor(2**63 - 1) + 1
# %%
torch.tensor(5) / torch.tensor(2), torch.tensor(5) * 1.5, torch.tensor(5) + True
# %%
sum([torch.tensor(1.0), torch.tensor(2.0)]), sum(torch.tensor([1.0, 2.0]))
# %%
torch.tensor(3.0, requires_grad=True) + torch.tensor(2.0), 1 - torch.tensor(3.0, requires_grad=True)
# %%
w = torch.tensor(2.0, requires_grad=True)
(torch.tensor([1, 2, 3]) * w).sum().backward()
w.grad
# %%
(3 * w - w / 4 + w**3 - 2**w).backward()
w.grad
