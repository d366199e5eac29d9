# torch.func: products of Jacobians and vectors, Jacobians of trees, vmap and its messages.
# %%
import torch
from torch import nn
from torch.func import functional_call, grad, grad_and_value, hessian, jacfwd, jacrev, vjp, vmap
torch.manual_seed(0)
x, v = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 0.0, 2.0])
M = torch.arange(6.0).reshape(2, 3)
import warnings
with warnings.catch_warnings():  # of PyTorch's own use of an old function
    warnings.simplefilter("ignore")
    first, linear = torch.func.linearize(torch.sin, x)
    torch.func.jvp(torch.sin, (x,), (v,))
# %%
torch.func.jvp(lambda x: (x**2).sum(), (x,), (v,))
# %%
torch.func.jvp(lambda x, y: x*y, (x, v), (v, x))
# %%
torch.func.jvp(grad(lambda x: (x**3).sum()), (x,), (v,))
# %%
torch.func.jvp(lambda x: (x.sin(), {'a': x.cos()}), (x,), (v,))
# %%
torch.func.jvp(lambda x: (x.sin(), x), (x,), (v,), has_aux=True)
# %%
torch.func.jvp(lambda x: (x.sin()), x, v)
# %%
torch.func.jvp(lambda x: (x.sin()), (x,), (v[:2],))
# %%
torch.func.jvp(lambda x: (x.sin()), (x,), (v,v))
# %%
torch.func.jvp(lambda x: 3, (x,), (v,))
# %%
torch.func.jvp(lambda x: torch.ones(2), (x,), (v,))
# %%
torch.func.jvp(lambda p: p['w']*2, ({'w': x},), ({'w': v},))
# %%
first, linear(v)
# %%
jacrev(lambda x, y: x*y, argnums=(0,1))(x, v)
# %%
jacrev(lambda x, y: (x*y, x), argnums=1, has_aux=True)(x, v)
# %%
jacfwd(lambda x, y: x*y, argnums=(0,1))(x, v)
# %%
jacfwd(lambda x: (x.sin(), x), has_aux=True)(x)
# %%
jacrev(lambda p: p['w'].sum()*p['b'])({'w': x, 'b': v})
# %%
jacrev(lambda x: (x*2, x.sum()))(x)
# %%
jacfwd(lambda x: {'a': x*2, 'b': x.sum()})(x)
# %%
jacrev(lambda x: {'a': x*2, 'b': x.sum()})(x)
# %%
jacfwd(jacrev(lambda x: (x**3).sum()))(x)
# %%
jacrev(jacfwd(lambda x: (x**3)))(x).shape
# %%
hessian(lambda x, y: (x*y).sum()**2, argnums=1)(x, v)
# %%
hessian(lambda x, y: (x*y).sum()**2, argnums=(0,1))(x[:2], v[:2])
# %%
vmap(lambda a, b: a@b, in_dims=(0, None))(M, x)
# %%
vmap(lambda a, b: (a*b).sum(), in_dims=(1, 0))(M, x)
# %%
vmap(lambda a: a*2, out_dims=1)(M)
# %%
vmap(lambda a: (a*2, a.sum()), out_dims=(1, 0))(M)
# %%
vmap(lambda a: a*2, in_dims=-1)(M)
# %%
vmap(lambda a: a*2, in_dims=2)(M)
# %%
vmap(lambda a, b: a*b)(M, x)
# %%
vmap(lambda a: 3)(M)
# %%
vmap(lambda d: d['a']*2, in_dims=({'a': 0},))({'a': M})
# %%
vmap(lambda d: d['a']*2)({'a': M})
# %%
vmap(lambda a, b: a*b, in_dims=(0,))(M, M)
# %%
vmap(lambda a, b: a*b, in_dims=(None,None))(M, M)
# %%
vmap(lambda a: a*2)(3)
# %%
vmap(grad(lambda x: (x**2).sum()))(M)
# %%
vmap(vmap(lambda a: a*2))(M)
# %%
vmap(jacrev(torch.sin))(M)
# %%
vmap(lambda a: a + torch.rand(1), randomness='same')(M*0).std() < 1
# %%
vmap(lambda a: a + torch.rand(1))(M)
# %%
vmap(lambda a, k=2: a*k)(x, k=3)
# %%
vmap(torch.dot)(M, M)
# %%
grad(lambda x: x**2)(x)
# %%
grad(lambda x: 3)(x)
# %%
grad(lambda x, y: (x*y).sum(), argnums=(0,1))(x, v)
# %%
grad(lambda x, y: (x*y).sum(), argnums=2)(x, v)
# %%
grad(lambda x, y: (x*y).sum(), argnums=-1)(x, v)
# %%
grad(lambda x, y: (x*y).sum(), argnums='a')(x, v)
# %%
grad(lambda x, y: (x*y).sum())(3., v)
# %%
grad(lambda x: x.sum())(torch.tensor([1,2]))
# %%
grad(grad(torch.sin))(torch.tensor(1.))
# %%
grad_and_value(lambda x: ((x**2).sum(), x), has_aux=True)(x)
# %%
grad(lambda x: (x**2).sum(), has_aux=True)(x)
# %%
vjp(torch.sin, x)[1](v)
# %%
vjp(lambda x: (x.sin(), x), x, has_aux=True)[2]
# %%
vjp(lambda x, y: (x*y, x+y), x, v)[1]((x, v))
# %%
vjp(torch.sin, x)[1](v[:2])
# %%
vjp(torch.sin, x)[1]((v, v))
# %%
vjp(lambda x: 3, x)
# %%
torch.func.stack_module_state([nn.Linear(2,1), nn.Linear(2,1)])[0].keys()
# %%
functional_call(nn.Linear(3,1), {'weight': torch.ones(1,3), 'bias': torch.zeros(1)}, (x,))
# %%
functional_call(nn.Linear(3,1), {'weigh': torch.ones(1,3)}, (x,))
# %%
functional_call(nn.Linear(3,1), {'weight': torch.ones(1,3)}, (x,), strict=True)
# %%
functional_call(nn.Linear(3,1), ({'weight': torch.ones(1,3)}, {'bias': torch.ones(1)}), x)
# %%
torch.autograd.functional.jvp(lambda x: x**2, x, v)
# %%
torch.vmap(torch.sum)(M)
# %%
torch.func.jacrev is jacrev
# %%
w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
g = grad(lambda x: (w * x ** 2).sum())(x); g
# %%
g.sum().backward(); w.grad
# %%
jacrev(lambda x: w * x)(x), [[t.detach(), t.requires_grad] for t in (vmap(grad(lambda x: (w * x ** 2).sum()))(M), *torch.func.jvp(lambda x: w * x, (x,), (v,)))]
# %%
y = x.clone().requires_grad_(); grad(lambda x: (x ** 2).sum())(y), hessian(lambda x: (x ** 3).sum())(y), vjp(torch.sin, y)[0], vjp(torch.sin, y)[1](v)
# %%
with torch.no_grad(): print(grad(lambda x: (x ** 2).sum())(y))
# %%
net = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1)); params = dict(net.named_parameters())
def f(t, p): return functional_call(net, p, (t.view(1, 1),)).squeeze()
t = torch.linspace(0, 1, 3); first = vmap(grad(f), in_dims=(0, None)); second = vmap(grad(grad(f)), in_dims=(0, None)); first(t, params).shape
# %%
loss = (second(t, params) + first(t, params)).pow(2).mean(); loss.backward(); [p.grad.shape for p in net.parameters()], net[0].weight.grad is None
# %%
detached = {k: p.detach() for k, p in params.items()}
per = vmap(grad(lambda p, a, b: ((functional_call(net, p, (a.unsqueeze(0),)) - b) ** 2).mean()), in_dims=(None, 0, 0))(detached, t.view(3, 1), t.view(3, 1))
{k: g.shape for k, g in per.items()}
# %%
grad(lambda x: (x.sum(), 3), has_aux=True)(x)
# %%
vmap(lambda a: a, randomness="some")
# %%
vmap(lambda: 3)()
# %%
grad(lambda x: x.sum(), argnums=(0, 0))(x)
# %%
grad(lambda x: x.sum(), argnums=())(x)
# %%
functional_call(nn.Linear(3, 1), {"weight": torch.ones(1, 3), "other": x}, (x,), strict=True)
# %%
vmap(lambda a: (a, a), out_dims=(0, 0, 0))(M)
# %%
vmap(lambda a: a.sum(), in_dims="a")(M)
# %%
torch.func.stack_module_state([])
