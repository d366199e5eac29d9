# Hooks on nodes, hooks that see no gradient, hooks after accumulation, and hooks on what is saved.
# %%
import torch

x = torch.ones(3, requires_grad=True)
parts = x.unbind()
parts[0].register_hook(lambda g: print("hook", g))
parts[0].backward()
parts[1].backward()
x.grad

# %%
x.grad = None
parts = x.unbind()
parts[2].register_hook(lambda g: torch.tensor(5.0) if g is None else g * 2)
(parts[0] * 3).backward()
x.grad

# %%
class Nothing(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1
    @staticmethod
    def backward(ctx, g):
        return None

y = torch.ones(2, requires_grad=True)
z = y * 2
z.register_hook(lambda g: print("z", g))
y.register_hook(lambda g: print("y", g))
Nothing.apply(z).sum().backward()
y.grad

# %%
x = torch.ones(2, requires_grad=True)
y = x * 2
y.grad_fn.register_hook(lambda gi, go: print(gi, go))
y.sum().backward()

# %%
y = x * 2
y.grad_fn.register_prehook(lambda go: print(go))
y.sum().backward()

# %%
x.grad = None
y = x * 2
handle = y.grad_fn.register_prehook(lambda go: (go[0] * 10,))
y.grad_fn.register_hook(lambda gi, go: tuple(None if g is None else g + 1 for g in gi))
y.sum().backward(retain_graph=True)
print(x.grad)
handle.remove()
y.sum().backward()
x.grad

# %%
a, b = torch.ones(2, requires_grad=True), torch.full((2,), 2.0, requires_grad=True)
y = a * b
order = []
y.grad_fn.register_prehook(lambda go: order.append("pre"))
y.register_hook(lambda g: order.append("tensor"))
y.grad_fn.register_hook(lambda gi, go: order.append(("post", gi, go)))
y.retain_grad()
y.sum().backward()
order, y.grad

# %%
y = a * b
y.grad_fn.register_hook(lambda gi, go: gi[0])
y.sum().backward()

# %%
y = a * b
y.grad_fn.register_prehook(lambda go: "text")
y.sum().backward()

# %%
s = torch.ones(4, requires_grad=True)
first, second = s.split(2)
first.grad_fn.register_hook(lambda gi, go: print(gi, go))
first.grad_fn.register_prehook(lambda go: print(go))
first.sum().backward()

# %%
node = (a + 0).grad_fn.next_functions[0][0]
h = node.register_hook(lambda gi, go: print("accumulate", gi, go))
a.grad = None
(a * 3).sum().backward()
print(a.grad)
h.remove()

# %%
p = torch.ones(2, requires_grad=True)
handle = p.register_post_accumulate_grad_hook(lambda t: print("after", t, t.grad))
(p * 3).sum().backward()
(p * 3).sum().backward()
handle.remove()
(p * 3).sum().backward()
p.grad

# %%
(p * 2).register_post_accumulate_grad_hook(print)

# %%
torch.ones(1).register_post_accumulate_grad_hook(print)

# %%
def step(t):
    with torch.no_grad():
        t -= 0.1 * t.grad
    t.grad = None

p = torch.ones(2, requires_grad=True)
p.register_post_accumulate_grad_hook(step)
for _ in range(3):
    (p * p).sum().backward()
print(p, p.grad)

# %%
torch.autograd.grad((p * p).sum(), p)

# %%
q = torch.ones(2, requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(
        lambda t: (print("pack", t), t.tolist())[1], lambda t: (print("unpack", t), torch.tensor(t))[1]):
    y = q * torch.tensor([2.0, 3.0])
    z = y.exp()
y.sum().backward()
q.grad

# %%
with torch.autograd.graph.saved_tensors_hooks(lambda t: t * 1, lambda t: t * 2):
    y = q ** 2
y.sum().backward()
q.grad

# %%
with torch.autograd.graph.saved_tensors_hooks(lambda t: t.numpy(), lambda t: 3):
    y = q.sin()
y.sum().backward()

# %%
class Keep(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x
    @staticmethod
    def backward(ctx, g):
        return 2 * g * ctx.saved_tensors[0]

with torch.autograd.graph.saved_tensors_hooks(lambda t: ("packed", t.detach()), lambda t: t[1] * 5):
    y = Keep.apply(q)
q.grad = None
y.sum().backward()
q.grad

# %%
with torch.autograd.graph.save_on_cpu():
    y = q.exp()
y.sum().backward()

# %%
with torch.autograd.graph.disable_saved_tensors_hooks("not now"):
    with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
        pass

# %%
w = torch.ones(2, 3, requires_grad=True)
(torch.ones(4, 3) @ w.t()).sum().backward()
u = torch.ones(2, 3, requires_grad=True)
(u.t() * 2).sum().backward()
w.grad.stride(), w.grad.view(-1), u.grad.is_contiguous()

# %%
torch.set_grad_enabled(True), u.register_hook(print), type(Keep.apply(u).grad_fn)
# %%
# What a hook unpacks has the history of what was packed: second gradients go on through it.
from torch.autograd.graph import save_on_cpu, saved_tensors_hooks

def second(f, pack, unpack, start=lambda: torch.tensor([1.0, 2.0], requires_grad=True)):
    with saved_tensors_hooks(pack, unpack):
        a = start()
        (first,) = torch.autograd.grad(f(a).sum(), a, create_graph=True)
        (result,) = torch.autograd.grad(first.sum(), a, allow_unused=True)
    return first.detach(), result

for f in (lambda a: a**3, lambda a: a * a, lambda a: a.exp(), lambda a: a.sin() * a,
          lambda a: a.view(2) ** 2 / a):
    print(second(f, lambda t: t, lambda t: t), second(f, lambda t: 2 * t, lambda t: t))
    print(second(f, lambda t: t.clone().numpy(), torch.from_numpy))
    print(second(f, lambda t: t, lambda t: t, lambda: 1 + torch.tensor([1.0], requires_grad=True)))
# %%
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = a + 1
y = b * b
y.grad_fn._raw_saved_self.register_hooks(lambda t: 2 * t, lambda t: t / 2)
y.grad_fn._saved_self, y.grad_fn._saved_self.grad_fn is b.grad_fn
# %%
y = a * a
y.grad_fn._raw_saved_self.register_hooks(lambda t: 2 * t, lambda t: t)
print(y.grad_fn._saved_self, y.grad_fn._saved_self is a, y.grad_fn._saved_self.is_leaf)
y.sum().backward()
a.grad
# %%
with save_on_cpu(): cubes = b**3
(first,) = torch.autograd.grad(cubes.sum(), a, create_graph=True)
first.sum().backward()
a.grad
