# Newton's method with the Hessian.
# %%
import torch
from torch.autograd.functional import hessian, jacobian


def f(x):
    return (x[0] - 1) ** 4 + (x[1] + 2) ** 2 + x[0] * x[1]


x = torch.tensor([3.0, 1.0])
for i in range(5):
    g = jacobian(f, x)
    H = hessian(f, x)
    x = x - torch.linalg.solve(H, g)
    print(i, x, f(x))
# %%
print(H, torch.linalg.inv(H), torch.det(H), torch.linalg.norm(g) < 1, sep="\n")
# %%
def newton_1d(x, steps=4):
    x = torch.tensor(x, requires_grad=True)
    for _ in range(steps):
        y = torch.cos(x) - x**3
        (d,) = torch.autograd.grad(y, x)
        x = (x - y / d).detach().requires_grad_()
    return x


newton_1d(0.5)
