# autograd.functional: jacobian, hessian, vjp, jvp.
# %%
import torch

fn = torch.autograd.functional
x = torch.tensor([1.0, 2.0])
fn.jacobian(lambda t: t**2, x)
# %%
fn.jacobian(lambda t: t.sum(), x), fn.jacobian(lambda t: torch.stack([t[0] * t[1], t[0] + t[1], t[1]]), x)
# %%
fn.jacobian(lambda t: t * 2, torch.tensor(3.0)), fn.jacobian(lambda t: t * x, torch.tensor(3.0))
# %%
fn.jacobian(lambda a, b: a * b, (x, torch.tensor([3.0, 4.0])))
# %%
fn.jacobian(lambda t: (t * 2, t.sum()), x)
# %%
fn.jacobian(lambda t: t.reshape(2, 1) * torch.tensor([[1.0, 10.0]]), x)
# %%
J = fn.jacobian(lambda t: t @ torch.ones(2, 3), torch.ones(1, 2))
J.shape, J
# %%
fn.jacobian(lambda t: torch.ones(2), x)
# %%
fn.jacobian(lambda t: torch.ones(2), x, strict=True)
# %%
fn.jacobian(lambda a, b: a * 2, (x, x))
# %%
fn.jacobian(lambda t: 3.0, x)
# %%
fn.jacobian(lambda t: t, [1.0, 2.0])
# %%
fn.jacobian(lambda t: t**2, x, create_graph=True)
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
J = fn.jacobian(lambda t: t**2, x, create_graph=True)
print(J)
J.sum().backward()
x.grad
# %%
J = fn.jacobian(lambda t: t**2, x)
J, J.requires_grad
# %%
fn.hessian(lambda t: (t**3).sum(), x)
# %%
fn.hessian(lambda t: t[0] ** 2 * t[1], x)
# %%
fn.hessian(lambda t: t.sum(), x), fn.hessian(lambda t: (t**2).sum(), torch.tensor(2.0))
# %%
fn.hessian(lambda a, b: (a * b).sum() ** 2, (torch.tensor([1.0]), torch.tensor([2.0])))
# %%
fn.hessian(lambda t: t * 2, x)
# %%
fn.hessian(lambda t: torch.tensor(3.0), x)
# %%
fn.vjp(lambda t: t**2, x, torch.tensor([1.0, 10.0]))
# %%
fn.vjp(lambda t: (t**2).sum(), x)
# %%
fn.vjp(lambda t: t**2, x)
# %%
fn.vjp(lambda t: t**2, x, torch.ones(3))
# %%
fn.vjp(lambda a, b: a * b, (x, x), torch.tensor([1.0, 2.0]))
# %%
fn.vjp(lambda t: (t, t * 2), x, (torch.ones(2), torch.tensor([0.0, 1.0])))
# %%
fn.vjp(lambda t: t**2, x, torch.ones(2), create_graph=True)
# %%
fn.jvp(lambda t: t**2, x, torch.tensor([1.0, 10.0]))
# %%
fn.jvp(lambda t: t**2, torch.tensor(3.0))
# %%
fn.jvp(lambda t: t**2, x)
# %%
fn.jvp(lambda t: t**2, x, torch.ones(1, 2))
# %%
fn.jvp(lambda a, b: a * b, (x, x), (torch.ones(2), torch.zeros(2)))
# %%
fn.jvp(lambda t: t.sum() * t, x, torch.tensor([1.0, 0.0]))
# %%
fn.jacobian(lambda t: t.exp() if t.requires_grad else None, torch.tensor([0.0]))
# %%
fn.jacobian(lambda t: t.relu(), torch.tensor([-1.0, 0.0, 2.0]))
# %%
fn.jacobian(lambda t: t.softmax(0), torch.zeros(2, dtype=torch.float64))
