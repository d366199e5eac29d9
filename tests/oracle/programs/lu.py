# Decompositions into triangles: forms, gradients, errors.
# %%
import warnings

import torch

torch.manual_seed(2)
square, tall, wide, stack = (
    torch.randn(shape) for shape in ((3, 3), (4, 2), (2, 4), (2, 3, 3)))
right = torch.randn(3, 2)
for matrix in (square, tall, wide, stack):
    print(torch.linalg.lu(matrix))
    print(torch.linalg.lu_factor(matrix))
print(torch.linalg.lu_factor_ex(square))
# %%
print(torch.lu_unpack(*torch.linalg.lu_factor(tall)))
both, pivots = torch.linalg.lu_factor(square)
print(torch.lu_unpack(both, pivots, unpack_data=False).L)
print(torch.lu_unpack(both, pivots, unpack_pivots=False).P, pivots.dtype)
print(torch.lu(square))
print(right.lu_solve(both, pivots))
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(square.lu()[1], torch.lu(square, get_infos=True).info, len(caught))
# %%
for adjoint in (False, True):
    print(torch.linalg.lu_solve(both, pivots, right, adjoint=adjoint))
    print(torch.linalg.lu_solve(both, pivots, right.T, left=False, adjoint=adjoint))
# %%
for matrix in (square, tall, wide, stack):
    x = matrix.clone().requires_grad_()
    p, lower, upper = torch.linalg.lu(x)
    print(p.requires_grad, lower.grad_fn, upper.grad_fn)
    print(torch.autograd.grad(lower.sum(), x, retain_graph=True)[0])
    print(torch.autograd.grad((upper**2).sum(), x, retain_graph=True)[0])
    print(torch.autograd.grad((lower**2).sum() * upper.sum(), x)[0])
    factors, order = torch.linalg.lu_factor(x)
    print(factors.grad_fn, torch.autograd.grad((factors**2).sum(), x)[0])
    p, lower, upper = torch.lu_unpack(*torch.linalg.lu_factor(x))
    print(lower.grad_fn, torch.autograd.grad((lower**2).sum() * upper.sum(), x)[0])
# %%
x, b = square.clone().requires_grad_(), right.clone().requires_grad_()
for left, adjoint in ((True, False), (True, True), (False, False), (False, True)):
    factors, order = torch.linalg.lu_factor(x)
    y = torch.linalg.lu_solve(factors, order, b if left else b.T, left=left, adjoint=adjoint)
    print(y.grad_fn, torch.autograd.grad((y * torch.arange(6.0).view(y.shape)).sum(), (x, b)))
(first,) = torch.autograd.grad((torch.linalg.lu(x)[1] ** 2).sum(), x, create_graph=True)
print(torch.autograd.grad(first[0].sum(), x))
# %%
print(torch.linalg.lu(torch.ones(3, 3)), torch.linalg.lu_factor_ex(torch.zeros(2, 2)))
# %%
torch.linalg.lu_factor(torch.zeros(2, 2))
# %%
torch.linalg.lu_factor(torch.stack([square, torch.ones(3, 3)]))
# %%
torch.linalg.lu_factor_ex(torch.ones(3, 3), check_errors=True)
# %%
torch.linalg.lu(square, pivot=False)
# %%
torch.linalg.lu(torch.ones(3))
# %%
torch.linalg.lu_factor(torch.ones(2, 2, dtype=torch.int64))
# %%
torch.linalg.lu_solve(both, pivots, right, left=False)
# %%
torch.linalg.lu_solve(both, pivots.long(), right)
# %%
torch.linalg.lu_solve(both, pivots, right.double())
# %%
torch.lu_unpack(both, pivots.long())
