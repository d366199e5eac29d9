# retain_grad, retain_graph, and gradients of gradients.
# %%
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * x
y.retain_grad()
z = y.sum()
z.backward(retain_graph=True)
print(x.grad, y.grad)
z.backward()
print(x.grad)
# %%
z.backward()
# %%
x = torch.tensor(2.0, requires_grad=True)
f = x**4
(first,) = torch.autograd.grad(f, x, create_graph=True)
(second,) = torch.autograd.grad(first, x, create_graph=True)
(third,) = torch.autograd.grad(second, x)
print(first, second, third)
# %%
u = torch.tensor(1.0, requires_grad=True)
w = torch.tensor(1.0, requires_grad=True)
torch.autograd.grad(u * 2, w, allow_unused=True)
# %%
torch.autograd.grad(u * 2, w)
