# Decorators of classes and generators, inference tensors, and views that nothing recorded.
# %%
import torch

@torch.no_grad()
class Model:
    def __init__(self):
        self.on = torch.is_grad_enabled()

print(Model().on)

# %%
@torch.no_grad()
def generator():
    try:
        yield torch.is_grad_enabled()
        yield 2
    except ValueError:
        yield "caught", torch.is_grad_enabled()
    finally:
        print("closed", torch.is_grad_enabled())

g = generator()
print(next(g), torch.is_grad_enabled())
print(g.throw(ValueError()))
next(g)

# %%
g = generator()
next(g)
g.close()

# %%
@torch.no_grad()
def echo():
    received = yield torch.is_grad_enabled()
    while received:
        received = yield received * 2, torch.is_grad_enabled()
    return "end"

def outer():
    result = yield from echo()
    print(result)

g = outer()
[next(g), g.send(3), list(g)]

# %%
@torch.no_grad
def plain():
    return torch.is_grad_enabled()

@torch.inference_mode()
def inferring():
    return torch.is_inference_mode_enabled()

@torch.enable_grad()
def recording():
    return torch.is_grad_enabled()

with torch.no_grad():
    print(plain(), inferring(), recording())

# %%
@torch.set_grad_enabled(False)
def off():
    return torch.is_grad_enabled()

print(off(), torch.is_grad_enabled(), off.__name__)

# %%
w = torch.ones(2, requires_grad=True)
with torch.inference_mode():
    k = torch.full((2,), 2.0)
    r = torch.rand(2)
    t = torch.tensor([1.0, 2.0])
    z = torch.zeros_like(w)
    y = w * 2
[x.is_inference() for x in (k, r, t, z, y, w)]

# %%
w * k

# %%
(w + k).sum().backward()
w.grad

# %%
k.add_(1)

# %%
k.requires_grad_()

# %%
k.requires_grad = True

# %%
with torch.inference_mode():
    v = k[:1]
    u = w[:1]
    k.mul_(3)
print(k, v.is_inference(), u.is_inference())
v.mul_(2)

# %%
u.mul_(2)

# %%
k.clone().mul_(w)

# %%
torch.nn.functional.mse_loss(w, k)

# %%
k._version

# %%
a = torch.ones(2, requires_grad=True)
with torch.no_grad():
    b = a[:1]
    c = b.view(1)
print(b.requires_grad, b.is_leaf, b.grad_fn, b)

# %%
with torch.no_grad():
    b *= 2
print(b, a, c)

# %%
b.grad_fn

# %%
x = torch.zeros(2)
with torch.no_grad():
    y = x.view(2)
y.requires_grad_(True)
z = y.view(2)
print(z)
z /= 2

# %%
y.mul_(2)

# %%
(z * 2).sum().backward()
y.grad

# %%
p = torch.ones(3)
with torch.no_grad():
    q = p[1:]
p.mul_(torch.ones(3, requires_grad=True))
q.requires_grad, p

# %%
q.grad_fn

# %%
w = torch.ones(2, requires_grad=True)
with torch.no_grad():
    print(w.numpy())
    w *= 2
    print(w.numpy(), w._version)

# %%
w.numpy()

# %%
with torch.no_grad():
    w[:1].numpy()
w[:1].detach().numpy()

# %%
a = torch.tensor(1.0, requires_grad=True).clone()
b = a.sin()
print(a.detach_(), a._version)
b.backward()

# %%
a = torch.tensor(1.0, requires_grad=True).clone()
b = a.exp()
a.detach_()
b.backward()

# %%
leaf = torch.tensor(2.0, requires_grad=True)
a = leaf.exp()
b = a * leaf
c = a.detach()
d = c * leaf
a.detach_()
d.backward()
print(leaf.grad)
b.backward()

# %%
x = torch.ones(2, requires_grad=True)
v = x[:1]
v.detach_()

# %%
v = x.view(2).detach()
v.detach_()

# %%
x.detach_()
x.requires_grad, x.grad_fn

# %%
x = torch.ones(2, requires_grad=True)
del x.data

# %%
del x.requires_grad

# %%
x.data = None

# %%
del x.grad
x.grad

# %%
del x.grad_fn

# %%
x.grad_fn = None

# %%
x.is_leaf = True

# %%
del x.shape

# %%
torch.arange(3).flip(()), torch.arange(4).view(2, 2).flip(0), torch.arange(3).flip([])
