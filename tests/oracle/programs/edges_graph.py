# More edges of the graph: mixtures of views, in-place writes, hooks, modes and custom ops.
# %%
import torch

grad = torch.autograd.grad
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
y[0] = y[1]
y[1] = 0
y.backward(torch.tensor([1.0, 10.0, 100.0]))
y, x.grad
# %%
x.grad = None
y = x * 1
y[:2] *= 3
y[1:] += x[1:] * x[1:]
print(y)
y.backward(torch.tensor([1.0, 10.0, 100.0]))
x.grad
# %%
x.grad = None
m = x.reshape(3, 1) * torch.ones(2)
m[:, 1] = x
m[0] = 7.0
m.sum().backward()
m.detach(), x.grad
# %%
x.grad = None
m = x * 1
m.reshape(3, 1)[0, 0] = 5.0
m.sum().backward()
m.grad_fn.name(), x.grad
# %%
x.grad = None
y = x * 1
z = y.view(3)
z += 1
y *= 2
print(z, y)
z.sum().backward()
x.grad
# %%
x.grad = None
y = x * 1
y[torch.tensor([True, False, True])] = 0
y[[1]] *= 5
y.sum().backward()
y, x.grad
# %%
x.grad = None
y = x * 1
y[[0, 0]] = x[1:]
y.sum().backward()
y.detach()
# %%
y = torch.zeros(2, 3)
y[0] = x
y[1] = x * x
y.grad_fn.next_functions[1][0].name(), y.requires_grad
# %%
x.grad = None
(y * y).sum().backward()
x.grad
# %%
y = torch.zeros(3)
v = y[:2]
v += x[:2]
print(y.requires_grad, y.grad_fn.name(), y)
x.grad = None
y.sum().backward()
x.grad
# %%
y = torch.ones(3)
y.mul_(x)
y.add_(x, alpha=2)
x.grad = None
y.sum().backward()
y, x.grad
# %%
y = x * 1
y.sub_(x * 2).div_(2)
x.grad = None
y.sum().backward()
y, x.grad
# %%
y = x * 1
y.div_(x)
y.sum().backward()
# %%
y = x.clone()
y.mul_(y.detach())
x.grad = None
y.sum().backward()
x.grad
# %%
y = x + 0
z = y.exp()
y.zero_()
x.grad = None
z.sum().backward()
x.grad.sum() > 30
# %%
y = x + 0
z = y**2
y.zero_()
z.sum().backward()
# %%
y = x + 0
z = y.sum() * 2
y.zero_()
x.grad = None
z.backward()
x.grad
# %%
w = torch.ones(3)
z = (x * w).sum()
w += 1
w -= 1
z.backward()
# %%
w = torch.ones(3)
z = (x + w).sum()
w += 1
x.grad = None
z.backward()
x.grad
# %%
y = x.detach()
y += 1
x, x._version
# %%
z = (x * x).sum()
x.detach().zero_()
z.backward()
# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x.max(0)[0] * x.min()
y.backward()
x.grad
# %%
x.grad = None
values, _ = x.reshape(1, 3).max(1)
values.mul_(2)
values.backward()
x.grad
# %%
a, b = x[0], x[1]
a.retain_grad()
(a * b).backward()
a.grad, x.grad
# %%
x.grad = None
rows = [r * i for i, r in enumerate(x)]
torch.stack(rows).sum().backward()
x.grad
# %%
x.grad = None
p, q, r = x
(p * q + r).backward()
x.grad
# %%
class Swap(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        return b * 1, a * 1

    @staticmethod
    def backward(ctx, ga, gb):
        return gb, ga


u = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.tensor([3.0, 4.0], requires_grad=True)
s, t = Swap.apply(u, v)
(s * 10 + t).sum().backward()
s, t, u.grad, v.grad
# %%
s, t = Swap.apply(u, torch.ones(2))
s.requires_grad, t.requires_grad, s.grad_fn is t.grad_fn, s.grad_fn.next_functions
# %%
u.grad = None
t.sum().backward()
u.grad
# %%
class Reverse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * x * x


(g,) = grad(Reverse.apply(u).sum(), u, create_graph=True)
g, grad(g.sum(), u)
# %%
y = Reverse.apply(u)
with torch.no_grad():
    u.add_(1)
y.sum().backward()
# %%
y = Reverse.apply(u * 1)
y.register_hook(lambda g: g * 2)
u.grad = None
y.sum().backward()
u.grad
# %%
y = u * 2
h = y.register_hook(lambda g: g * 10)
z = y * 3
h.remove()
u.grad = None
z.sum().backward()
u.grad
# %%
y = u * 2
y.register_hook(lambda g: torch.zeros_like(g))
u.grad = None
(y * 3 + u).sum().backward()
u.grad
# %%
order = []
a = u * 2
b = a + 1
c = a * 3
d = (b * c).sum()
for name, t in (("a", a), ("b", b), ("c", c), ("d", d), ("u", u)):
    t.register_hook(lambda g, name=name: order.append(name))
d.backward()
order
# %%
u = torch.tensor([1.0, 2.0], requires_grad=True)
y = u.sum()
grad(y, u), u.grad, grad(y, u)
# %%
(g,) = grad((u**3).sum(), u, create_graph=True)
(h,) = grad(g.sum(), u, create_graph=True)
h.sum().backward()
g.detach(), h.detach(), u.grad
# %%
u.grad = None
loss = (u**2).sum()
(g,) = grad(loss, u, create_graph=True)
(loss + (g**2).sum()).backward()
u.grad
# %%
with torch.no_grad():
    y = (u * 2).requires_grad_()
    z = y * 3
z.requires_grad, y.is_leaf
# %%
with torch.no_grad(), torch.enable_grad():
    y = u * 2
y.requires_grad, torch.is_grad_enabled()
# %%
with torch.no_grad():
    y = u[0]
    z = u.reshape(2, 1)
    w = u.clone()
y.is_leaf, y.requires_grad, z.requires_grad, w.requires_grad
# %%
y = u * 2
with torch.no_grad():
    y.mul_(3)
u.grad = None
y.sum().backward()
y, u.grad
# %%
y = u * 2
with torch.no_grad():
    y[0] = 100.0
(y * y).sum().backward()
u.grad
# %%
y = (u * 2).detach().requires_grad_()
z = (y * u).sum()
u.grad = None
z.backward()
y.grad, u.grad
# %%
torch.autograd.backward([u.sum(), (u * 2).sum()], inputs=[u])
u.grad
# %%
u.grad = None
t = u.clone()
t.backward(gradient=torch.tensor([1.0, 2.0]), inputs=(u,))
u.grad
# %%
v = torch.tensor([1.0], requires_grad=True)
grad([u.sum(), v.sum()], [v, u])
# %%
grad(u.sum() + v.sum(), [v, u, torch.ones(1, requires_grad=True)], allow_unused=True)
# %%
i = torch.tensor([1, 0])
y = u[i] * u.gather(0, i) * u.index_select(0, i)
u.grad = None
y.sum().backward()
y, u.grad
# %%
i += 0
y = u[i]
i.zero_()
y.sum().backward()
# %%
c = torch.tensor([True, False])
y = torch.where(c, u, u * u)
_ = c.fill_(True)
y.sum().backward()
# %%
w = torch.ones(2, 2, requires_grad=True)
y = w.t() @ w
y.sum().backward()
w.grad
# %%
y = w.T[0] * w[:, 1]
w.grad = None
y.sum().backward()
y.grad_fn.next_functions, w.grad
# %%
w.grad = None
w.expand(3, 2, 2).mean(0).pow(2).sum().backward()
w.grad
# %%
w.grad = None
torch.cat([w, w.t()], 1).reshape(2, 2, 2).permute(2, 0, 1).flatten(1).cumsum(1).max(1)[0].sum().backward()
w.grad
# %%
w.grad = None
x = w.unsqueeze(0).squeeze().reshape(-1)
x.softmax(0).log().sum().backward()
w.grad
# %%
w.data = torch.zeros(3)
w.grad, w
# %%
x = torch.ones(3, requires_grad=True)
with torch.autograd.set_detect_anomaly(True):
    a = x * 2
    u = a.unbind()[0]; s = a.split(1)[0]; c = a.chunk(3)[0]; t = a.topk(2)[0]
    y = a.clone(); v = y[0]; v.mul_(3)
for made in (a, u, s, c, t, y, v): print(made.grad_fn.name(), 'traceback_' in made.grad_fn.metadata)
# %%
import warnings
x = torch.zeros(2, requires_grad=True)
with torch.autograd.set_detect_anomaly(True), warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    y = torch.ones(2) * x; y[0:1].div_(x[1:2])
    try: y.sum().backward()
    except RuntimeError as error: print(error)
for warning in caught: print(str(warning.message).split('Traceback')[0])
# %%
with torch.inference_mode(): _ = torch.ones(2)
x = torch.ones(3, requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(lambda t: (print('pack', t), t)[1], lambda t: t):
    y = x.clone(); v = y[0]; v.mul_(3); w = y[1:]; w.mul_(torch.ones(2)); v.add_(1); y.unbind(); y.split(1)
y.sum().backward(); x.grad
# %%
x = torch.ones(2, requires_grad=True); _ = x.register_hook(lambda g: None)
y = (x * 2).sum(); leaf = y.grad_fn.next_functions[0][0].next_functions[0][0]
print(leaf.name(), leaf._sequence_nr()); y.backward(); print(leaf._sequence_nr())
# %%
x = torch.tensor([0.0, 1.0], requires_grad=True)
with torch.autograd.set_detect_anomaly(True), warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    (first,) = torch.autograd.grad(x.pow(1.5).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x, create_graph=True)
    try: (second * 0).sum().backward()
    except RuntimeError as error: print(error)
for warning in caught: print(repr(str(warning.message).split(' File')[0]))
# %%
(first,) = torch.autograd.grad(x.sqrt().sum(), x, create_graph=True)
with torch.autograd.set_detect_anomaly(True), warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    second = (first * 0).sum()
    try: second.backward()
    except RuntimeError as error: print(error)
for warning in caught: print(repr(str(warning.message).split(' File')[0].split(' (Trig')[0]))
# %%
import contextlib, io
said = io.StringIO()
with torch.autograd.set_detect_anomaly(True), contextlib.redirect_stderr(said), warnings.catch_warnings():
    warnings.simplefilter('error')
    y = x + 1; z = y ** 2; y += 1
    try: z.sum().backward()
    except RuntimeError as error: print(error)
print(said.getvalue().split('\n')[0])
