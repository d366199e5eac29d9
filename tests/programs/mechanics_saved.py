# What nodes save, and hooks that keep it elsewhere.
# %%
import torch
torch.manual_seed(0)
x = torch.randn(5, requires_grad=True)
y = x.pow(2)
print(x.equal(y.grad_fn._saved_self))
print(x is y.grad_fn._saved_self)
# %%
x = torch.randn(5, requires_grad=True)
y = x.exp()
print(y.equal(y.grad_fn._saved_result))
print(y is y.grad_fn._saved_result)
# %%
x = torch.randn(3, 3, requires_grad=True)
y = x.sum(1)
y.grad_fn._saved_dim, y.grad_fn._saved_keepdim, [a for a in dir(y.grad_fn) if a.startswith('_saved')]
# %%
def f(x): return (x.relu().sum(), )
x = torch.tensor([0., -0., 1., float('nan')], requires_grad=True)
f(x)[0].backward(); print(x.grad)
# %%
x = torch.tensor([3.], requires_grad=True); y = torch.tensor([0.]); div = x / y; mask = (y != 0); loss = div * mask; loss.backward(); print(x.grad)
x.grad = None; torch.where(mask, div, torch.zeros(())).backward() if False else None
# %%
class M(torch.nn.Module):
    def __init__(self):
        super().__init__(); self.backbone = torch.nn.Linear(2, 2); self.head = torch.nn.Linear(2, 1)
m = M(); m.backbone.requires_grad_(False)
for n, p in m.named_parameters(): print(f"{n:16s} {p.requires_grad}")
# %%
torch.is_grad_enabled(), torch.is_inference_mode_enabled()
# %%
with torch.inference_mode():
    z = torch.ones(2); print(z.is_inference())
try: z.mul_(torch.ones(2, requires_grad=True))
except RuntimeError as e: print(e)
try: z.requires_grad_()
except RuntimeError as e: print(e)
# %%
x = torch.ones(2, 2, requires_grad=True); y = x.clone(); v0 = y._version; y.add_(1); print(v0, y._version, y.view(-1)._version, y.detach()._version, y.data._version)
# %%
a = torch.ones(2, requires_grad=True); s = a.sin(); c = a.cos(); print(s.grad_fn, c.grad_fn.metadata, s.grad_fn.name(), s.grad_fn.next_functions[0][0].variable is a)
# %%
x = torch.randn(5, requires_grad=True); y = x.pow(2); y.grad_fn._raw_saved_self.register_hooks(lambda t: t * 1, lambda t: t)
y.sum().backward(); print(torch.allclose(x.grad, 2 * x))
# %%
try: y.grad_fn._raw_saved_self.register_hooks(lambda t: t, lambda t: t)
except RuntimeError as e: print(e)
# %%
try: y.grad_fn._saved_self
except RuntimeError as e: print(e)
# %%
with torch.autograd.graph.save_on_cpu(): z = x * x
z.sum().backward(); print(z.grad_fn)
# %%
with torch.autograd.graph.disable_saved_tensors_hooks("no hooks here"):
    try:
        with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x): pass
    except RuntimeError as e: print(e)
# %%
t = torch.rand(3, requires_grad=True); h = t.register_hook(lambda g: print("grad is", g.tolist()))
t.sum().backward(); h.remove(); t.sum().backward(); print(h, t.grad) if False else print(t.grad)
# %%
torch.set_grad_enabled(False); print((t * 2).requires_grad); torch.set_grad_enabled(True); print((t * 2).requires_grad)
@torch.enable_grad()
def doubler(x): return x * 2
with torch.no_grad(): print(doubler(t).requires_grad, (t * 2).requires_grad)
# %%
with torch.autograd.graph.allow_mutation_on_saved_tensors():
    a = torch.ones(2, 3, requires_grad=True); b = a.clone(); out = (b ** 2).sum(); b.sin_(); out.backward()
print(a.grad)
# %%
import threading
x = torch.ones(5, 5, requires_grad=True)
def train_fn():
    y = (x + 3) * (x + 4) * 0.5; y.sum().backward()
ps = [threading.Thread(target=train_fn, args=()) for _ in range(3)]
[p.start() for p in ps]; [p.join() for p in ps]; print(x.grad[0])
