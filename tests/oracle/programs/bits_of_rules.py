# The last bits of gradients: in which order a rule multiplies, and that a rule whose own steps are
# recorded gives the same numbers.

# %%
import torch
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.randn(6, 5)
near = x.detach() * 0.3


def gradient(function, upstream=0.3, create_graph=False):
    v = x.clone().requires_grad_()
    y = function(v)
    (g,) = torch.autograd.grad(y, v, torch.full_like(y, upstream), create_graph=create_graph)
    return (g, v) if create_graph else g.flatten().tolist()


# %%
for n in (-1, -0.5, 0.5, 1, 1.5, 2, 3, 4):
    print(n, gradient(lambda v: (v.abs() + 0.3) ** n))

# %%
print((x.abs() ** 0.5).tolist(), (x.abs() ** torch.tensor(0.5)).tolist())

# %%
for loss in (F.mse_loss, F.smooth_l1_loss, F.huber_loss):
    for reduction in ("mean", "sum", "none"):
        print(loss.__name__, reduction, gradient(lambda v: loss(v, near, reduction=reduction)))

# %%
print(gradient(lambda v: F.smooth_l1_loss(v, near, beta=0.5)))
print(gradient(lambda v: F.huber_loss(v, near, delta=0.3)))

# %%
print(gradient(lambda v: v.norm()), gradient(lambda v: v.norm(dim=1)))
print(gradient(lambda v: v.norm(3)), gradient(F.normalize))

# %%
print(gradient(lambda v: v.abs().rsqrt()), gradient(lambda v: (v * 0.3).atanh()))
print(gradient(lambda v: torch.atan2(v, near + 1)), gradient(lambda v: torch.hypot(v, near + 1)))
print(gradient(F.glu))

# %%
# A second derivative, and the first one while it is recorded.
for function in (torch.tanh, torch.sigmoid, F.softplus, lambda v: F.log_softmax(v, 1),
                 lambda v: F.mse_loss(v, near)):
    first, v = gradient(function, create_graph=True)
    (second,) = torch.autograd.grad(first, v, x * 0.7, create_graph=True)
    print(first.grad_fn.name(), first.flatten().tolist())
    print(second.grad_fn.name() if second.requires_grad else None, second.flatten().tolist())

# %%
# Derivatives of tanh, one after the other.
t = torch.tensor(0.5, requires_grad=True)
y = torch.tanh(t)
for _ in range(6):
    print(y.item())
    (y,) = torch.autograd.grad(y, t, create_graph=True)

# %%
F.mse_loss(x.requires_grad_(), near).backward(create_graph=True)
print(x.grad.grad_fn, [node.name() for node, _ in x.grad.grad_fn.next_functions])
