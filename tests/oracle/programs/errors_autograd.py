# Bad input to autograd, cycles made by hand, and deep graphs.
# %%
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
x.sum().backward("a")
# %%
x.sum().backward(None)
x.grad
# %%
x.sum().backward(inputs=3)
# %%
x.sum().backward(inputs=[3])
# %%
x.sum().backward(wrong=1)
# %%
torch.autograd.backward(3.0)
# %%
torch.autograd.backward([])
# %%
torch.autograd.backward([x.sum(), 3.0])
# %%
torch.autograd.backward(x * 2, torch.ones(3))
# %%
torch.autograd.grad(x.sum())
# %%
torch.autograd.grad(x.sum(), None)
# %%
torch.autograd.grad("a", x)
# %%
torch.autograd.grad(x.sum(), x, "a")
# %%
(x > 1).backward()
# %%
x.long().backward(torch.ones(2))
# %%
x.detach().sum().backward()
# %%
y = x * 2
y.grad = torch.ones(2)
y.is_leaf
# %%
y.grad = torch.ones(3)
# %%
y.grad = "a"
# %%
# a cycle through a hook that holds its own tensor
y = x * 2
y.register_hook(lambda g: print(y.shape))
y.sum().backward()
# %%
# a tensor that holds itself
y = x * 2
y.me = y
y.sum().backward()
x.grad
# %%
# a gradient that holds the graph that made it
x.grad = None
z = (x * x).sum()
(g,) = torch.autograd.grad(z, x, create_graph=True)
x.grad = g.detach()
g.sum().backward()
x.grad
# %%
y = x * 1.0
for _ in range(20000):
    y = y + 1
y.sum().backward()
y.detach()
# %%
x.grad = None
y = x
for _ in range(3000):
    y = torch.sin(y)
y.sum().backward()
x.grad.shape, y.shape
# %%
del y
x.grad = None
y = x
for _ in range(40):
    y = (y + y) * 0.5
y.sum().backward()
x.grad
# %%
# a failed backward leaves what was there
x.grad = torch.tensor([7.0, 7.0])
a = x * 2
b = a * a
a.add_(1)
b.sum().backward()
# %%
x.grad
# %%
w = torch.ones(2, requires_grad=True)
(w.sum() + b.sum()).backward()
# %%
x.grad
# %%
c = (x * x).sum()
c.backward(torch.ones(2))
# %%
c.backward()
x.grad
# %%
torch.no_grad().__class__.__name__, torch.enable_grad().__class__.__name__
# %%
torch.autograd.Function.apply(x)
# %%
torch.autograd.functional.jacobian(lambda t: [t], x)
# %%
torch.autograd.functional.hessian(lambda t: t.sum(), "a")
# %%
torch.autograd.functional.vjp(lambda t: t, x, "a")
# %%
torch.autograd.functional.jvp(lambda t: t, x, torch.ones(3))
# %%
torch.autograd.gradcheck(torch.exp, 3.0)
