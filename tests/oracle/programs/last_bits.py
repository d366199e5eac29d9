# Numbers whose last bit hangs on the order of a sum, and on how often is rounded.

# %%
import torch
torch.full((10,), 0.1).sum()

# %%
[torch.full((n,), 0.1).sum().item() for n in (5, 7, 8, 9, 15, 16, 31, 33, 100, 1000)]

# %%
[torch.full((n,), 0.1, dtype=torch.float64).sum().item() for n in (5, 7, 9, 15, 33, 100, 1000)]

# %%
torch.manual_seed(0)
table = torch.rand(4, 5, 6) - 0.5
print([table.sum(dim).tolist() for dim in (0, 1, 2)])
print([table.sum((d, e)).tolist() for d, e in ((0, 1), (0, 2), (1, 2))])

# %%
print(table.permute(2, 0, 1).mean((0, 1)).tolist(), table[:, 1:, ::2].sum().item())

# %%
rows = torch.rand(40, 9) - 0.5
bias = torch.zeros(9, requires_grad=True)
((rows + bias) ** 2).sum().backward()
bias.grad.tolist()

# %%
wide = torch.zeros(40, 1, requires_grad=True)
(rows * (1 + wide)).sum().backward()
wide.grad.flatten()[:5].tolist()

# %%
[torch.nn.functional.mse_loss(rows, rows.flip(0)).item(),
 torch.nn.functional.l1_loss(rows, rows.flip(0)).item(),
 torch.nn.functional.nll_loss(rows, (torch.arange(40) * 0.2).long()).item()]

# %%
torch.full((12,), 0.1).cumsum(0).tolist()

# %%
[rows.var().item(), rows.std(0)[:3].tolist(), rows.var(1, correction=0)[:3].tolist()]

# %%
[torch.sum(torch.tensor([-0.0] * n)).item() for n in (1, 4, 5, 9, 20)]

# %%
x = torch.tensor([0.1, 0.2, 0.3])
y = torch.tensor([-0.58200002, 0.7, 1.1])
[x.add(y, alpha=-0.1).tolist(), x.sub(y, alpha=0.3).tolist(), torch.add(x, 0.7, alpha=0.1).tolist()]

# %%
x = x.double().requires_grad_()
z = torch.add(x, y, alpha=0.1)
print(z, z.grad_fn.next_functions)
z.sum().backward()
x.grad

# %%
w = torch.ones(3, requires_grad=True)
v = w * 1
v.sub_(y, alpha=0.3)
print(v)
v.backward(y)
w.grad

# %%
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, 4.0], requires_grad=True)
g, = torch.autograd.grad((torch.sub(a, b, alpha=3) ** 2).sum(), b, create_graph=True)
print(g, torch.autograd.grad(g.sum(), [a, b]))

# %%
torch.add(torch.ones(2, dtype=torch.int64), torch.ones(2, dtype=torch.int64), alpha=2)

# %%
torch.add(torch.ones(2, dtype=torch.int64), torch.ones(2, dtype=torch.int64), alpha=0.5)

# %%
torch.ones(2).add_(torch.ones(3), alpha=2)

# %%
torch.ones(2).add(None, alpha=2)

# %%
p = torch.tensor([0.1, -0.2, 0.3], requires_grad=True)
optimizer = torch.optim.SGD([p], lr=0.1, momentum=0.9, weight_decay=0.01)
for _ in range(10):
    optimizer.zero_grad()
    ((p * 0.3 - 1) ** 2).sum().backward()
    optimizer.step()
p.tolist()

# %%
p = torch.tensor([0.1, -0.2, 0.3], dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.SGD([p], lr=0.1, momentum=0.9, nesterov=True)
for _ in range(10):
    optimizer.zero_grad()
    ((p * 0.3 - 1) ** 2).sum().backward()
    optimizer.step()
p.tolist()

# %%
[(torch.tensor([1.5, 2.5, 0.3]) ** n).tolist() for n in (4, 0.7, -0.3, -2, -0.5, 10)]

# %%
(1.7 ** torch.tensor([1.5, 2.5, 0.3])).tolist()

# %%
# 1 - y * y is rounded once in the gradient of tanh, and so is 1 + x * (1 - s) in that of silu.
x = torch.linspace(-1.7, 2.3, 12, requires_grad=True)
torch.tanh(x).backward(torch.linspace(0.3, 1.9, 12))
x.grad.tolist()

# %%
x = torch.linspace(-1.0, 1.0, 5, requires_grad=True)
torch.nn.functional.silu(x).backward(torch.linspace(0.3, 1.9, 5))
x.grad.tolist()

# %%
# Exponentials close to the middle between two numbers: the C library's are not always the nearest.
x = torch.tensor([-0.0011762441, -0.0053986041, -0.0069398028, -1.0, -88.34099, -89.635704,
                  float("nan"), -float("inf")], requires_grad=True)
torch.nn.functional.elu(x).sum().backward()
x.grad.tolist()
