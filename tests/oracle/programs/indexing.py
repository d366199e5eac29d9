# Reading parts of a tensor.
# %%
import torch

v = torch.arange(10.0)
m = torch.arange(12.0).reshape(3, 4)
c = torch.arange(24).reshape(2, 3, 4)
v[0], v[-1], v[3], v[1:4], v[:3], v[-2:], v[::3], v[5:2], v[2:100]
# %%
m[0], m[-1], m[1, 2], m[1][2], m[:, 1], m[1:], m[1:, :2], m[::2, ::2], m[0, 1:3]
# %%
c[0], c[1, 2, 3], c[..., 0], c[0, ...], c[:, 1], c[..., 1, :], c[...].shape
# %%
v[None].shape, v[:, None].shape, m[None, 0].shape, m[:, None, 1].shape, c[None, ..., None].shape
# %%
v[()].shape, torch.tensor(5.0)[()], torch.tensor(5.0)[...], torch.tensor(5.0)[None]
# %%
v[True].shape, v[False].shape, torch.tensor(5)[True], torch.tensor(5)[False]
# %%
v[[0, 2, 4]], v[torch.tensor([0, 2])], v[[-1]], v[torch.tensor(3)], v[[]]
# %%
m[[0, 2]], m[[0, 2], [1, 3]], m[:, [0, 0]], m[[0, 1]][:, [1, 2]], m[[[0, 1], [2, 0]], 0]
# %%
m[torch.tensor([[0, 1], [2, 2]])].shape, m[0, [1, 2]], m[[1], :2], m[torch.tensor([0]), None].shape
# %%
c[:, [0, 1], 1:3], c[[0, 1], :, [1, 2]], c[0, :, [0, 1]].shape
# %%
v[v > 6], v[v > 100], m[m > 5], m[m > 50]
# %%
m[torch.tensor([True, False, True])], m[:, torch.tensor([True, False, False, True])]
# %%
m[[True, False, True]], m[torch.tensor([True, False, True]), 1]
# %%
torch.tensor([1, 2])[torch.tensor([1, 0, 1], dtype=torch.int32)]
# %%
v[10]
# %%
v[-11]
# %%
m[0, 4]
# %%
m[0, 0, 0]
# %%
torch.tensor(1.0)[0]
# %%
v[[10]]
# %%
v[[0, -11]]
# %%
v[1.0]
# %%
v["a"]
# %%
v[::-1]
# %%
v[1.5:]
# %%
v[torch.tensor([0.5])]
# %%
m[torch.tensor([True, False])]
# %%
m[:, torch.tensor([True, False])]
# %%
m[[0, 1], [0, 1, 2]]
# %%
m[..., ...]
# %%
torch.zeros(0)[0]
# %%
torch.zeros(0)[:], torch.zeros(0)[[]], torch.zeros(2, 0)[1], torch.zeros(2, 0)[:, :1]
# %%
x = torch.arange(6.0).reshape(2, 3).requires_grad_()
for y in (x[0], x[:, 1], x[0, 1], x[1:], x[None], x[..., 0], x[[0]], x[x > 2], x[0:1, [0, 2]]):
    print(y, y.grad_fn.name())
# %%
x[0, 1].backward()
x.grad
# %%
x.grad = None
x[:, 1:].backward(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
x.grad
# %%
x.grad = None
x[[0, 0, 1]].sum().backward()
x.grad
# %%
x.grad = None
x[[0, 0], [1, 1]].backward(torch.tensor([1.0, 10.0]))
x.grad
# %%
x.grad = None
(x[x > 2] * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
x.grad
# %%
x.grad = None
x[1, [2, 0, 2]].backward(torch.tensor([1.0, 2.0, 3.0]))
x.grad
# %%
x.grad = None
x[::2, None, 1].sum().backward()
x.grad
# %%
x.grad = None
(x[0] * x[1]).sum().backward()
x.grad
# %%
x.grad = None
x[2:].sum().backward()
x.grad
# %%
x[0].grad_fn.next_functions, x[0][1].grad_fn.next_functions[0][0].name()
# %%
x[0, 1].grad_fn.next_functions[0][0].name(), x[0:2, 1].grad_fn.name()
# %%
x[:].grad_fn, x[...].grad_fn, x[()].grad_fn
# %%
x[:, 0:3], x[0:2].grad_fn
# %%
v.index_select(0, torch.tensor([2, 0])), m.index_select(1, torch.tensor([0, 0, 3]))
# %%
y = x.index_select(1, torch.tensor([0, 0, 2]))
print(y, y.grad_fn.name())
x.grad = None
y.backward(torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
x.grad
# %%
torch.index_select(m, 0, torch.tensor([3]))
# %%
m.index_select(2, torch.tensor([0]))
# %%
m.index_select(0, torch.tensor([0.5]))
# %%
m.index_select(0, [0])
# %%
m.select(0, 1), m.select(1, -1), x.select(0, 1).grad_fn
# %%
m.select(0, 5)
# %%
g = m.gather(1, torch.tensor([[0, 0], [1, 3], [2, 2]]))
g
# %%
torch.gather(m, 0, torch.tensor([[2, 1, 0, 0]]))
# %%
y = x.gather(1, torch.tensor([[0, 0], [2, 1]]))
print(y, y.grad_fn.name())
x.grad = None
y.backward(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
x.grad
# %%
m.gather(1, torch.tensor([[4]]))
# %%
m.gather(1, torch.tensor([0]))
# %%
m.gather(0, torch.tensor([[0.0]]))
# %%
m.gather(1, torch.tensor([[0], [0], [0], [0]]))
# %%
row = m[1]
row[0] = -5.0
m[1], m[[1]]
# %%
copy = m[[1]]
copy[0, 0] = 77.0
m[1, 0]
# %%
view = m[1:, 1:][0]
view.zero_()
m
# %%
for i, r in enumerate(m):
    print(i, r[0].item(), r.sum())
# %%
m[torch.tensor(1), torch.tensor(2)], m[torch.tensor([1])[0]], m[torch.tensor(True)].shape
