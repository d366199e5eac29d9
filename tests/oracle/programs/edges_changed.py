# Tensors changed in place, their views, and item assignment: what random programs brought to light.
# %%
import torch


def path(tensor):
    node, names = tensor.grad_fn, []
    while node is not None:
        names.append(node.name())
        node = node.next_functions[0][0]
    return names


x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
y = x * 1
y[...] = x[0] * 2
path(y), y.grad_fn.next_functions[1][0].name()
# %%
y = x * 1
y[()] = 5
path(y)
# %%
y = x * 1
y[:] = x.sum()
path(y), torch.autograd.grad(y.sum(), x)
# %%
y = x * 1
y[0] = x.sum()
y[-3:, [0, 1]] = 7
y, path(y)
# %%
y = x * 1
y[1:, [0, 1]] = x[:1, :1] * 2
print(y, path(y), y.grad_fn.next_functions[1][0].name())
torch.autograd.grad((y * y).sum(), x)
# %%
y = x * 1
y[[True, False]] = 2
y.sum().backward()
y.sum().backward()
# %%
x.grad = None
y = x * 1
y[0] = 0
y.sum().backward()
y.sum().backward()
# %%
x[()] = 1
# %%
x[..., [0, 1]] = 1
# %%
torch.zeros(3, dtype=torch.int64)[[True, False, True]], torch.arange(3.0)[-3:], path(x[-3:, 0])
# %%
n = torch.zeros(3, dtype=torch.int64)
n[torch.tensor([True, False, True])] = torch.tensor(2.9)
n
# %%
n[[0, 1]] = torch.tensor(2.9)
# %%
n.copy_(x.sum()), n.requires_grad
# %%
torch.zeros(2, 3, 4)[None, ..., -5]
# %%
torch.zeros(2, 3, 4)[..., [7]]
# %%
torch.zeros(2, 3, 4)[[0], :, [5]]
# %%
z = torch.zeros(1, 2)
z[None, 0] = torch.zeros(1, 1, 3)
# %%
z[[0]] = torch.zeros(1, 3)
# %%
a = torch.ones(4, requires_grad=True) * 2
first, second = a.split(2)
first.mul_(2)
# %%
a.mul_(2)
first.grad_fn
# %%
first.requires_grad, first + 1
# %%
for row in torch.ones(2, 2, requires_grad=True) * 2:
    row += 1
# %%
rows = torch.ones(2, 2).unbind()
rows[0].mul_(torch.ones(2, requires_grad=True))
# %%
a = torch.ones(4, requires_grad=True) * 2
part = a.chunk(2)[0][()]
part.zero_()
# %%
a = torch.ones(4, requires_grad=True) * 2
part = a[:2]
with torch.no_grad():
    a.mul_(3)
part, path(part)
# %%
part.sum().backward()
# %%
leaf = torch.ones(2, requires_grad=True)
with torch.no_grad():
    part = leaf[:1]
part.requires_grad, part.is_leaf
# %%
a = torch.ones(2, requires_grad=True) * 2
a.retain_grad()
a.mul_(3)
(a * a).sum().backward()
a.grad
# %%
leaf = torch.ones(2, requires_grad=True)
middle = leaf * 3
(middle * middle).sum().backward(inputs=[leaf, middle])
leaf.grad, middle.grad, middle.retains_grad
# %%
leaf = torch.ones(2, requires_grad=True)
aside = (leaf * 2).exp()
aside.retain_grad()
other = torch.ones(2, requires_grad=True)
torch.autograd.grad((aside * other).sum(), other)
aside.grad
# %%
b = torch.arange(4.0)
b[1:].add_(b[:-1])
# %%
b.add_(b), b[:2].add_(b[2:])
# %%
torch.ones(1).expand(3).add_(1)
# %%
wide = torch.ones(1).expand(3)
wide.fill_(4), wide.zero_()
# %%
torch.ones(3, dtype=torch.int64).exp_()
# %%
torch.ones(3, dtype=torch.bool).tanh_()
# %%
torch.ones(3, dtype=torch.bool).neg_()
# %%
torch.ones(3, dtype=torch.bool).relu_()
# %%
torch.ones(3, dtype=torch.bool).pow_(2)
# %%
torch.ones(3, dtype=torch.int64).clamp_(0.5)
# %%
torch.ones(3, dtype=torch.int64).pow_(0.5)
# %%
torch.ones(2, requires_grad=True).copy_(torch.ones(3))
# %%
torch.ones(2, requires_grad=True).sub_(torch.tensor([True, False]))
# %%
torch.ones(1, requires_grad=True).expand(3).mul_(2)
# %%
p = torch.tensor([2.0, 3.0], requires_grad=True)
q = p ** torch.tensor([1.0, 2.0])
q.mul_(2)
q.sum().backward()
# %%
g = (p * 1)
picked = g.gather(0, torch.tensor([0, 0]))
g.mul_(2)
picked.sum().backward()
# %%
c = torch.ones(2)
c.copy_(p)
loss = (c * c).sum()
c.mul_(2)
loss.backward()
# %%
low, high = torch.tensor([0.0, 2.0, 1.0]), torch.tensor([1.0, 1.0, 1.0])
v, lo, hi = (t.clone().requires_grad_() for t in (torch.tensor([0.5, 1.5, 0.0]), low, high))
out = v.clamp(lo, hi)
out, torch.autograd.grad(out.sum(), [v, lo, hi])
# %%
torch.tensor([1.0, 2.0]).clamp(torch.tensor(1.5, dtype=torch.float64)), torch.tensor([1, 2]).clamp(max=torch.tensor(1.5))
# %%
nan = float("nan")
w = torch.tensor([[1.0, nan], [2.0, 2.0]], requires_grad=True)
torch.autograd.grad(w.amax(1).sum(), w)
# %%
a = torch.ones(3, requires_grad=True) * 2
a.retain_grad()
a[0] = 5
(a * a).sum().backward()
a.grad
# %%
torch.zeros(2, 3, 1)[..., [True, True], 2]
# %%
torch.zeros(3, 2, 2)[..., [False, False, True], 1:]
# %%
v = torch.ones(2)
v[:1].copy_(v), v.copy_(v)
# %%
v[1:].copy_(v)
# %%
x = torch.tensor(3.0, requires_grad=True)
product = x.prod()
product.register_hook(lambda g: g * 2)
(g,) = torch.autograd.grad(product * 1, x, create_graph=True)
g, torch.autograd.grad(g, x, allow_unused=True)
# %%
z = torch.zeros(1, 2, requires_grad=True)
logs = (z**1.5).log_softmax(1)
torch.autograd.grad(torch.nn.functional.nll_loss(logs, torch.tensor([0]), ignore_index=0, reduction="sum"), z)
# %%
zeros = torch.tensor([0.0, 0.0, 2.0], requires_grad=True)
torch.autograd.grad(zeros.prod(), zeros, torch.tensor(nan)), torch.autograd.grad(zeros.prod(0), zeros, torch.tensor(nan))
# %%
w = torch.tensor([2.0, 3.0, 4.0], requires_grad=True)
base = torch.ones(3)
first, rest = base[0], base[1:]
base.mul_(w)
first.requires_grad, first.exp().grad_fn, rest.sum().requires_grad, rest[0].grad_fn
# %%
(first.exp() + rest.pow(2).sum() + rest @ rest).backward()
w.grad
# %%
part = torch.ones(4).split(2)[0]
base = part._base
base.mul_(torch.ones(4, requires_grad=True))
part.exp()
# %%
x = torch.tensor([2.0, 3.0], requires_grad=True)
view, part = x.view(2, 1), x[0:1]
view.retain_grad(), part.retain_grad()
before = (view * 3).sum() + (part * 2).sum()
with torch.no_grad():
    view.mul_(0.5)
(before + (view * 5).sum() + (part * 11).sum()).backward()
x.grad, view.grad, part.grad
