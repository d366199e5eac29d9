# Which tensors share memory, and what a change of one does to the others.
# %%
import torch

x = torch.arange(12.0)
y = x.view(3, 4)
y[0, 0] = 99
print(
    x[0],
    x.data_ptr() == y.data_ptr(),
    y.stride(),
    y.t().stride(),
    y.t().is_contiguous(),
    y[1].storage_offset(),
)
# %%
z = y.t().contiguous()
z[0, 0] = -1
print(y[0, 0], z.stride())
y.t().view(12)
# %%
a = torch.ones(3)
b = a
c = a.clone()
d = a.detach()
e = a[:]
b += 1
print(a, c, d, e, b is a)
# %%
e = torch.zeros(2, 1).expand(2, 3)
print(e.stride(), e.is_contiguous())
e[0, 0] = 1
# %%
print(
    torch.zeros(2, 3).as_strided((2, 2), (1, 1)),
    torch.arange(6).as_strided((4, 3), (1, 1)),
    torch.arange(10).unfold(0, 4, 3),
)
# %%
s = torch.arange(4.0).untyped_storage()
print(
    len(s),
    s.nbytes(),
    torch.arange(4.0).storage().tolist() if False else torch.arange(4.0).tolist(),
    torch.ones(2, 2).storage_offset(),
)
# %%
w = torch.ones(4, requires_grad=True)
v = w.view(2, 2)
u = v[0]
print(u._base is w, v._is_view(), u.grad_fn, u._version)
with torch.no_grad():
    w[0] = 5
print(v, u._version, w._version)
# %%
k = w * 1
q = k[1:]
q.mul_(3)
k.sum().backward()
print(w.grad, k, q.grad_fn, k.grad_fn)
# %%
h = torch.zeros(3)
h[1:] = w[:2]
h.sum().backward()
print(h, w.grad)
# %%
t = torch.zeros(5)
t.index_fill_(0, torch.tensor([1, 3]), 7.0)
t[t > 0] += 1
t[-1:] = torch.tensor([2.0])
t.masked_fill_(t == 0, -1)
print(
    t,
    t.put_(torch.tensor([0]), torch.tensor([4.0])),
    t.index_copy(0, torch.tensor([0, 1]), torch.tensor([1.0, 2.0])),
)
# %%
A = torch.zeros(3, 3)
A.fill_diagonal_(1)
A[torch.arange(3), torch.tensor([2, 1, 0])] += 5
A[0] = torch.arange(3)
A[:, -1].zero_()
print(A)
A.diagonal().copy_(torch.tensor([7.0, 8.0, 9.0]))
print(A, A.triu_())
# %%
m = torch.arange(6).reshape(2, 3)
i, j = torch.where(m % 2 == 0)
print(
    i,
    j,
    m[i, j],
    m[m.bool()],
    m[..., None].shape,
    m[[True, False]],
    m[:, torch.tensor([2, 1])],
    m[torch.tensor(1)],
    m[1:, [0]],
    m[None, :, 1],
)
# %%
print(
    torch.tensor([1, 2, 3])[:, None] * torch.tensor([10, 20]),
    torch.ones(3, 1).squeeze(-1).shape,
    torch.ones(1, 2, 1).squeeze().shape,
    torch.ones(2).unsqueeze(0).expand(3, -1).shape,
    torch.ones(2, 3, 4).flatten(0, 1).shape,
    torch.ones(24).view(2, -1, 4).shape,
    torch.ones(2, 3).reshape(-1).shape,
    torch.ones(2, 3, 4).permute(2, 0, 1).reshape(4, 6).stride(),
)
# %%
a, b = torch.arange(4).chunk(2)
a += 10
print(
    a,
    b,
    torch.arange(5).chunk(3),
    torch.arange(10).split([2, 3, 5]),
    [r.tolist() for r in torch.eye(2)],
)
# %%
x = torch.rand(3, requires_grad=True)
y = x.detach().numpy()
y[0] = 0
print(x[0], x._version)
x.resize_(5)
# %%
x.data = torch.ones(2)
print(x, x.requires_grad)
x.data.add_(1)
print(x, x._version)
x.set_(torch.zeros(3)) if False else None
# %%
l = [torch.zeros(2)] * 3
l[0][0] = 1
print(l)
r = torch.stack(l)
r[0, 0] = 5
print(l[0])
# %%
b1 = torch.arange(3, dtype=torch.int32)
b2 = b1.view(torch.float32)
print(b2.dtype, b1.to(torch.int32) is b1, b1.int() is b1, b1.float().view(torch.int32))
# %%
torch.arange(3).view(torch.float32)
# %%
p = torch.ones(2)
print(
    id(p) == id(p.add_(1)),
    p.add(1) is p,
    p.T is p,
    p.reshape(2) is p,
    p.view(2) is p,
    p.contiguous() is p,
    p.float() is p,
    p.cpu() is p,
)
# %%
o = torch.empty(2)
print(torch.add(torch.ones(2), 1, out=o) is o, o)
torch.add(torch.ones(3), 1, out=o)
print(o)
