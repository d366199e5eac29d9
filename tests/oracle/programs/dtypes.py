# Dtypes, casts and the promotion rules.
# %%
import torch

kinds = [torch.bool, torch.int32, torch.int64, torch.float32, torch.float64]
ones = [torch.ones(2, dtype=k) for k in kinds]
scalars = [torch.ones((), dtype=k) for k in kinds]
for a in ones:
    print(*[str((a + b).dtype)[6:] for b in ones])
# %%
for a in ones:
    print(*[str((a * b).dtype)[6:] for b in scalars])
# %%
for a in scalars:
    print(*[str((a * b).dtype)[6:] for b in scalars])
# %%
for a in ones:
    print(*[str((a * n).dtype)[6:] for n in (True, 2, 2.0)])
# %%
for a in scalars:
    print(*[str((n * a).dtype)[6:] for n in (True, 2, 2.0)])
# %%
for a in ones:
    print(*[str((a / b).dtype)[6:] for b in (*ones, True, 2, 2.0)])
# %%
for a in ones[1:]:
    print(*[str((a**b).dtype)[6:] for b in (*ones[1:], 2, 2.0)])
# %%
for a in ones:
    print(*[str(torch.maximum(a, b).dtype)[6:] for b in ones])
# %%
c = torch.tensor([True, False])
for a in ones:
    print(*[str(torch.where(c, a, b).dtype)[6:] for b in (*ones, 1, 2.0)])
# %%
for a in ones:
    print(*[str(f(a).dtype)[6:] for f in (torch.exp, torch.sqrt, torch.sin, torch.tanh, torch.sigmoid)])
# %%
for a in ones[1:]:
    print(*[str(f(a).dtype)[6:] for f in (torch.abs, torch.neg, torch.relu, torch.sum, torch.prod)])
# %%
for a in ones:
    print(a.sum().dtype, a.prod().dtype, a.cumsum(0).dtype, a.max().dtype, (a > 0).dtype)
# %%
t = torch.tensor([0.0, 1.7, -2.7])
t.double(), t.long(), t.bool(), t.float(), t.int()
# %%
t.to(torch.float64), t.to(torch.int64), t.to(torch.int32), t.to(torch.bool), t.to(dtype=torch.float64)
# %%
t.to(torch.float32) is t, t.float() is t, t.to(torch.float32, copy=True) is t, t.double() is t
# %%
t.to(torch.tensor(1)), t.to(torch.zeros(1, dtype=torch.float64)).dtype, t.to("cpu") is t
# %%
t.to("cpu", torch.float64).dtype, torch.tensor(True).to(torch.float32), torch.tensor([2, 0]).bool()
# %%
x = torch.tensor([1.5, -2.5], requires_grad=True)
y = x.double()
print(y, y.grad_fn.name(), y.dtype)
y.sum().backward()
x.grad, x.grad.dtype
# %%
x.long(), x.long().requires_grad, x.bool(), x.float() is x
# %%
x.to(torch.float64), x.to(torch.float32) is x, x.to(torch.int64)
# %%
x = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
y = torch.tensor([2.0], requires_grad=True)
z = x * y
print(z, z.dtype)
z.backward()
x.grad, y.grad
# %%
z = x + y.detach() * 3
z.grad_fn.next_functions
# %%
y = torch.tensor([2.0], requires_grad=True)
w = (y * torch.tensor([1.0], dtype=torch.float64)).grad_fn.next_functions
w
# %%
y = torch.tensor([2.0, 3.0], requires_grad=True)
s = torch.tensor(4.0, dtype=torch.float64, requires_grad=True)
z = (y * s).sum()
print(z)
z.backward()
y.grad, s.grad
# %%
torch.tensor([1, 2]) + 0.5, torch.tensor([1, 2]) * torch.tensor(0.5), torch.tensor(1) + torch.tensor([0.5])
# %%
torch.tensor([0.5]) + torch.tensor(1.5, dtype=torch.float64), torch.tensor([1]) + torch.tensor(2.5)
# %%
torch.tensor([1], dtype=torch.int32) + 2**20, torch.tensor([1], dtype=torch.int32) + torch.tensor(2)
# %%
torch.tensor([1, 2], dtype=torch.int32) * torch.tensor([2, 3])
# %%
torch.tensor([0.1]) == torch.tensor([0.1], dtype=torch.float64), torch.tensor([0.1]) == 0.1
# %%
torch.tensor(0.1).double(), torch.tensor([0.1]).double().item(), torch.tensor(0.1).item()
# %%
torch.tensor([3e9]).to(torch.int64), torch.tensor([1e10], dtype=torch.float64).float()
# %%
torch.tensor([1e39], dtype=torch.float64).float(), torch.tensor([2.0]) * 1e39
# %%
torch.tensor(16777217), torch.tensor(16777217).float(), torch.tensor([16777217.0])
# %%
torch.cat([torch.tensor([1]), torch.tensor([2.0]), torch.tensor([3.0], dtype=torch.float64)])
# %%
torch.stack([torch.tensor(1), torch.tensor(2.5)]), torch.stack([torch.tensor(True), torch.tensor(2)])
# %%
torch.where(torch.tensor([True, False]), 1, 0), torch.where(torch.tensor([True, False]), 1.0, 0)
# %%
torch.float32 == torch.float, torch.float32 is torch.float, str(torch.int64), torch.bool == bool
# %%
torch.tensor([1.0]).dtype == torch.float32, torch.tensor([1]).dtype is torch.int64, repr(torch.float64)
# %%
torch.zeros(2, dtype=float).dtype, torch.zeros(2, dtype=int).dtype, torch.tensor([1], dtype=bool)
# %%
torch.zeros(2, dtype="float32")
# %%
torch.zeros(2, dtype=3)
# %%
{torch.float32: "single", torch.float64: "double"}[torch.tensor(1.0).dtype]
# %%
torch.float32.is_floating_point, torch.int64.is_floating_point
