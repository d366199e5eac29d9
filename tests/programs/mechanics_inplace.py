# Changes in place: what is allowed, and what is caught.
# %%
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
x += 1
# %%
with torch.no_grad():
    x += 1
x
# %%
y = x.exp()
y.add_(1)
y.sum().backward()
# %%
y = x * 2
y.add_(1)
y.sum().backward()
x.grad
# %%
z = x.clone()
z[0] = 5.0
z.sum().backward()
print(z, x.grad, z._version)
# %%
a = torch.zeros(3)
v = a[1:]
v.fill_(7)
a, a._version, v._base is a
# %%
x.data.mul_(10)
x, x._version
