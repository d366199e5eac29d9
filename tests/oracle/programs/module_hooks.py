# The hooks of modules that see gradients: full ones, those before, the older kind.
# %%
import torch, warnings
from torch import nn
torch.manual_seed(0)
def run(f):
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter('always')
        try: f()
        except Exception as e: print(type(e).__name__, e)
        for x in w: print('W', str(x.message)[:90])
m=nn.Linear(2,2); x=torch.ones(1,2,requires_grad=True)
# %%
def a():
    h=m.register_full_backward_pre_hook(lambda m,g: print('pre',g)); m(x).sum().backward(); h.remove(); m(x).sum().backward(); print(len(m._backward_pre_hooks))
run(a)
# %%
def b():
    h=m.register_full_backward_pre_hook(lambda m,g: (g[0]*2,)); h2=m.register_full_backward_hook(lambda m,gi,go: print('full',gi,go)); x.grad=None; m(x).sum().backward(); print(x.grad); h.remove(); h2.remove()
run(b)
# %%
def c():
    h=m.register_full_backward_pre_hook(lambda m,g: print('1')); h2=m.register_full_backward_pre_hook(lambda m,g: print('2'), prepend=True); m(x).sum().backward(); h.remove(); h2.remove()
run(c)
# %%
def d():
    h=m.register_full_backward_hook(lambda m,gi,go: print('1')); h2=m.register_full_backward_hook(lambda m,gi,go: print('2'), prepend=True); m(x).sum().backward(); h.remove(); h2.remove()
run(d)
# %%
def e():
    h=m.register_backward_hook(lambda m,gi,go: print('old',gi,go)); m(x).sum().backward()
    try: m.register_full_backward_hook(lambda *a: None)
    except RuntimeError as err: print(err)
    h.remove()
run(e)
# %%
def f():
    n=nn.Linear(2,2); n.register_full_backward_hook(lambda *a: None); n.register_backward_hook(lambda *a: None)
run(f)
# %%
def g():
    n=nn.Linear(2,2); n.register_full_backward_pre_hook(lambda m,g: print('pre',g)); n(torch.ones(1,2)).sum().backward(); n.register_full_backward_hook(lambda m,gi,go: print('full',gi,go)); n(torch.ones(1,2)).sum().backward()
run(g)
# %%
def h():
    n=nn.Linear(2,2); n.register_full_backward_pre_hook(lambda m,g: 3); n(x).sum().backward()
run(h)
# %%
def i():
    n=nn.Linear(2,2); n.register_full_backward_pre_hook(lambda m,g: g[0]*3); x.grad=None; n(x).sum().backward(); n.weight.grad=None; print(n.bias.grad)
run(i)
# %%
def j():
    class Two(nn.Module):
        def forward(self, a, b): return a*2, b*3
    n=Two(); n.register_full_backward_pre_hook(lambda m,g: print('pre',g)); n.register_full_backward_hook(lambda m,gi,go: print('full',gi,go)); y=torch.ones(1,requires_grad=True); z=torch.ones(1,requires_grad=True); p,q=n(y,z); p.sum().backward(); (n(y,z)[1]).sum().backward()
run(j)
# %%
def k():
    n=nn.Sequential(nn.Linear(2,2),nn.ReLU()); n[0].register_full_backward_hook(lambda m,gi,go: print('lin',gi,go)); n[1].register_backward_hook(lambda m,gi,go: print('relu', gi,go)); n(x).sum().backward()
run(k)
# %%
def l():
    n=nn.ReLU(inplace=True); n.register_full_backward_hook(lambda m,gi,go: print('relu', gi,go)); y=m(x); n(y).sum().backward()
run(l)
# %%
def q():
    n=nn.Linear(2,2); n.register_backward_hook(lambda m,gi,go: print('old',gi,go)); n(x).sum().backward(); n(torch.ones(2)).sum().backward()
run(q)
# %%
def r():
    n=nn.Sequential(nn.Linear(2,2),nn.ReLU()); n.register_backward_hook(lambda m,gi,go: print('old',gi,go)); n(x).sum().backward()
run(r)
# %%
def s():
    n=nn.ReLU(); n.register_backward_hook(lambda m,gi,go: (gi[0]*10,)); z=torch.ones(2,requires_grad=True); n(z*1).sum().backward(); print(z.grad)
run(s)
# %%
def t():
    n=nn.Linear(2,2); n.register_full_backward_hook(lambda m,gi,go: (gi[0],gi[0])); n(x).sum().backward()
run(t)
# %%
def u():
    n=nn.Linear(2,2); n.register_full_backward_hook(lambda m,gi,go: gi[0]*2); x.grad=None; n(x).sum().backward(); print(x.grad)
run(u)
# %%
def v():
    n=nn.Linear(2,2); n.register_full_backward_hook(lambda m,gi,go: (go[0],)); n(torch.ones(1,2)).sum().backward()
run(v)
# %%
def w():
    n=nn.LSTM(2,2); n.register_full_backward_hook(lambda m,gi,go: print(gi, len(go))); n(torch.ones(1,1,2))[0].sum().backward()
run(w)
# %%
def show(what): return lambda x: (print(what, x.shape, x.flatten()[:2]), x)[1]
def packed(f, *given):
    with torch.autograd.graph.saved_tensors_hooks(show("pack"), show("unpack")): y = f(*given)
    y.sum().backward()
p, q, r = (torch.full(s, float(k), requires_grad=True) for k, s in ((1, (2, 3)), (2, (2, 3)), (3, (3, 2))))
packed(torch.mul, p, q), packed(torch.div, p, q), packed(torch.matmul, p, r), packed(torch.pow, p, q), packed(torch.maximum, p, q), packed(torch.nn.functional.mse_loss, p, q)
# %%
def bad(x): x *= 2; return x
with torch.autograd.graph.saved_tensors_hooks(bad, lambda x: x): p * q.clone()
# %%
y = (p * torch.ones(3)).sum(1) + q.sum(); y.grad_fn.register_hook(lambda gi, go: (gi[0], gi[1].expand(2))); y.sum().backward()
# %%
torch.manual_seed(0); x = torch.rand(2, dtype=torch.double, requires_grad=True); torch.autograd.gradgradcheck(torch.sin, x), torch.rand(2)

# %%
# A module without hooks has a dictionary of each kind, and so has one whose hooks are gone.
plain = torch.nn.Linear(2, 1)
kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
print([getattr(plain, kind) for kind in kinds])
handle = plain.register_full_backward_hook(lambda module, g_in, g_out: None)
print(len(plain._backward_hooks), handle.id in plain._backward_hooks)
handle.remove()
print(len(plain._backward_hooks), plain._non_persistent_buffers_set)
