# detach, .data, requires_grad_ and freezing.
# %%
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
d = y.detach()
d, d.requires_grad, d.is_leaf, d.grad_fn, y.requires_grad
# %%
d[0] = 100.0
y, d
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
d = x.detach()
d.add_(1)
x, d, x._version, d._version
# %%
(x * x.detach()).sum().backward()
x.grad
# %%
x.detach() is x, x.detach().detach(), torch.ones(2).detach()
# %%
y = x * 3
y.detach_()
print(y, y.is_leaf, y.requires_grad)
y.sum().backward()
# %%
x.data, x.data.requires_grad, x.data.is_leaf
# %%
x.data.mul_(10)
x, x._version
# %%
x.data = torch.tensor([7.0, 8.0])
x, x.requires_grad, x.is_leaf
# %%
x.data[0] = 1.0
x
# %%
x.data = torch.zeros(3)
x, x.shape
# %%
x.data = [1.0]
# %%
x = torch.ones(2)
x.requires_grad_(True), x.requires_grad_(False), x.requires_grad
# %%
x.requires_grad_() is x
# %%
y = x * 2
y.requires_grad_(True).requires_grad
# %%
y.requires_grad_(False)
# %%
y.requires_grad = False
# %%
y.detach().requires_grad_(True)
# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.tensor([3.0, 4.0], requires_grad=True)
v.requires_grad_(False)
loss = (w * v).sum()
loss.backward()
w.grad, v.grad
# %%
v.requires_grad_(True)
(w * v).sum().backward()
w.grad, v.grad
# %%
a = torch.tensor([1.0], requires_grad=True)
b = a * 2
c = b.detach()
c.requires_grad_()
(c * 5).sum().backward()
a.grad, c.grad
# %%
b.backward(c.grad)
a.grad
# %%
a.is_leaf, b.is_leaf, c.is_leaf, (c * 1).is_leaf, torch.ones(1).is_leaf, (torch.ones(1) * 2).is_leaf
# %%
b.numpy()
# %%
b.detach().numpy(), a.detach().numpy(), b.detach().tolist(), b.tolist(), b.item()
# %%
n = a.detach().numpy()
n[0] = 42
a
# %%
torch.tensor([a.detach(), b.detach()]), a.detach().clone().requires_grad_()
# %%
copy = a.clone()
copy.detach().add_(1)
a, copy
# %%
x = torch.tensor([2.0], requires_grad=True)
y = x * x
z = y.detach() * x + y
z.backward()
x.grad
# %%
x.grad.detach(), x.grad.data, x.grad.clone()
# %%
x = torch.ones(3, requires_grad=True)
x[0:2].detach().fill_(9.0)
x
# %%
x.detach(), x.detach().requires_grad
# %%
x.requires_grad_("yes")
# %%
x.requires_grad = 1
x.requires_grad
# %%
for name, value in (("is_leaf", False), ("grad_fn", None), ("shape", (3, 1)), ("dtype", torch.int64)):
    try:
        setattr(x, name, value)
    except AttributeError:
        print(name, "cannot be written")
