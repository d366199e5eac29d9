# torch.func: gradients as functions of functions.
# %%
import torch
from torch.func import functional_call, grad, grad_and_value, jacrev, vjp, vmap

def cube(x):
    return (x ** 3).sum()

grad(cube)(torch.tensor([1.0, 2.0]))

# %%
grad(grad(lambda x: x ** 3))(torch.tensor(2.0)), grad(grad(grad(torch.sin)))(torch.tensor(0.5))

# %%
grad_and_value(cube)(torch.tensor([1.0, 2.0]))

# %%
grad(lambda x, y: (x * y ** 2).sum(), argnums=(0, 1))(torch.ones(2), torch.full((2,), 3.0))

# %%
grad(lambda x, y: (x * y ** 2).sum(), argnums=1)(torch.ones(2), torch.full((2,), 3.0))

# %%
grad(lambda x: ((x ** 2).sum(), x * 5), has_aux=True)(torch.ones(2))

# %%
w = torch.ones(2, requires_grad=True)
g = grad(cube)(w)
print(g.requires_grad, w.grad)
grad(cube)(w.detach()).requires_grad

# %%
grad(lambda x: x * 2)(torch.ones(2))

# %%
grad(lambda x: torch.ones(()))(torch.ones(2))

# %%
output, product = vjp(lambda x: x.sin(), torch.ones(2))
print(output, product(torch.tensor([1.0, 2.0])))

# %%
jacrev(lambda t: t ** 2)(torch.ones(2)), jacrev(lambda a, b: a * b.sum(), argnums=1)(torch.ones(2), torch.ones(3))

# %%
jacrev(jacrev(cube))(torch.tensor([1.0, 2.0]))

# %%
vmap(torch.dot)(torch.arange(6.0).reshape(3, 2), torch.ones(3, 2))

# %%
vmap(lambda x, y: x * y.sum(), in_dims=(0, None), out_dims=1)(torch.arange(6.0).reshape(3, 2), torch.ones(4))

# %%
torch.manual_seed(0)
net = torch.nn.Linear(2, 1)
params = {name: p.detach() for name, p in net.named_parameters()}
functional_call(net, params, (torch.ones(1, 2),))

# %%
def loss(params, x, y):
    return ((functional_call(net, params, (x,)) - y) ** 2).mean()

x, y = torch.rand(4, 2), torch.rand(4, 1)
grad(loss)(params, x, y)

# %%
vmap(grad(loss), in_dims=(None, 0, 0))(params, x, y)["weight"].shape

# %%
deep = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
zeros = {name: torch.zeros_like(p) for name, p in deep.named_parameters()}
print(functional_call(deep, zeros, torch.ones(1, 2)), deep(torch.ones(1, 2)).shape)

# %%
with torch.no_grad():
    print(grad(cube)(torch.ones(2)))
