# Hessian-vector products without the Hessian.
# %%
import torch
from torch.autograd.functional import hessian, jacobian, jvp, vjp


def rosenbrock(x):
    return (100.0 * (x[1:] - x[:-1] ** 2.0) ** 2.0 + (1 - x[:-1]) ** 2.0).sum()


x = torch.tensor([1.3, 0.7, 0.8], requires_grad=True)
v = torch.tensor([1.0, 0.0, -1.0])
(g,) = torch.autograd.grad(rosenbrock(x), x, create_graph=True)
(Hv,) = torch.autograd.grad(g, x, grad_outputs=v)
print(g, Hv)
print(torch.allclose(hessian(rosenbrock, x.detach()) @ v, Hv, rtol=1e-4))
# %%
def poly(x):
    return torch.stack([x[0] * x[1], x[1] ** 2, x[2].sin()])


print(jacobian(poly, x.detach()))
print(vjp(poly, x.detach(), v))
print(jvp(poly, x.detach(), v))
