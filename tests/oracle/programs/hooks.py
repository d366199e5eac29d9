# Hooks on tensors.
# %%
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
handle = x.register_hook(lambda g: print("hook", g))
(x * 3).sum().backward()
x.grad
# %%
handle.remove()
x.grad = None
(x * 3).sum().backward()
x.grad
# %%
handle.remove()
# %%
handle = x.register_hook(lambda g: g * 10)
x.grad = None
(x * 3).sum().backward()
handle.remove()
x.grad
# %%
y = x * 2
y.register_hook(lambda g: g + 1)
x.grad = None
(y * 3).sum().backward()
x.grad
# %%
y = x * 2
y.register_hook(lambda g: print("first", g))
y.register_hook(lambda g: g * 2)
y.register_hook(lambda g: print("third", g))
x.grad = None
y.sum().backward()
x.grad
# %%
y = x * 2
y.retain_grad()
y.register_hook(lambda g: g * 100)
x.grad = None
y.sum().backward()
y.grad, x.grad
# %%
y = x * 2
y.register_hook(lambda g: g * 100)
y.retain_grad()
x.grad = None
y.sum().backward()
y.grad, x.grad
# %%
y = x * 2
y.register_hook(lambda g: print("once", g))
(y.sum() + (y * y).sum()).backward()
# %%
torch.ones(2).register_hook(print)
# %%
x.register_hook(3)
x.sum().backward()
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
y.register_hook(lambda g: 5)
y.sum().backward()
# %%
y = x * 2
y.register_hook(lambda g: "nonsense")
y.sum().backward()
# %%
y = x * 2
y.register_hook(lambda g: torch.ones(3))
y.sum().backward()
# %%
y = x * 2
y.register_hook(lambda g: g.double())
x.grad = None
y.sum().backward()
x.grad
# %%
y = x * 2
y.register_hook(lambda g: torch.ones(1, 2))
y.sum().backward()
# %%
def bad(g):
    raise ValueError("from the hook")


y = x * 2
y.register_hook(bad)
x.grad = None
y.sum().backward()
# %%
x.grad
# %%
y = x * 2
h = y.register_hook(lambda g: g * 0)
h.remove()
y.sum().backward()
x.grad
# %%
seen = []
x = torch.tensor(2.0, requires_grad=True)
a = x * 3
b = a * a
for name, t in (("x", x), ("a", a), ("b", b)):
    t.register_hook(lambda g, name=name: seen.append((name, g.item())))
b.backward()
seen
# %%
seen.clear()
torch.autograd.grad((x * 5), x), seen
# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)
w.register_hook(lambda g: g.clamp(-1, 1))
(w * torch.tensor([5.0, -0.5])).sum().backward()
w.grad
# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)
w.register_hook(lambda g: g.mul_(2))
(w * 3).sum().backward()
w.grad
# %%
w = torch.tensor(1.0, requires_grad=True)
w.register_hook(lambda g: print(g.requires_grad, torch.is_grad_enabled()))
(w * w).backward()
# %%
w = torch.tensor(1.0, requires_grad=True)
w.register_hook(lambda g: print(g.requires_grad, torch.is_grad_enabled()))
torch.autograd.grad(w * w, w, create_graph=True)
# %%
w = torch.tensor(3.0, requires_grad=True)
y = w * w
y.register_hook(lambda g: g * 2)
(g,) = torch.autograd.grad(y * y, w, create_graph=True)
print(g)
torch.autograd.grad(g, w)
# %%
w = torch.tensor(3.0, requires_grad=True)
y = w * 2
y.register_hook(lambda g: None)
y.backward()
w.grad
# %%
h1 = w.register_hook(lambda g: g + 1)
h2 = w.register_hook(lambda g: g * 10)
w.grad = None
(w * 2).backward()
print(w.grad)
h1.remove()
w.grad = None
(w * 2).backward()
w.grad
# %%
x = torch.tensor(1.0, requires_grad=True)
y = x * 2
y.register_hook(lambda g: print("y", g))
y += 1
y.register_hook(lambda g: print("y plus one", g))
(y * 3).backward()
