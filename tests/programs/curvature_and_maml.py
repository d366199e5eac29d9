# Hessians, Newton's method, Hessian-vector products, and MAML's inner step on sines.
# %%
import math
import torch
from torch.autograd.functional import hessian, hvp, jacobian, vjp

torch.manual_seed(12)


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


x = torch.tensor([-1.2, 1.0])
print(rosenbrock(x))
print(hessian(rosenbrock, x))
# %%
x = torch.tensor([-1.2, 1.0], requires_grad=True)
for i in range(6):
    f = rosenbrock(x)
    (g,) = torch.autograd.grad(f, x, create_graph=True)
    H = torch.stack([torch.autograd.grad(gi, x, retain_graph=True)[0] for gi in g])
    with torch.no_grad():
        x -= torch.linalg.solve(H, g)
    print(f"iteration {i}: f = {f.item():.6f}, x = {x.tolist()}")
# %%
A = torch.tensor([[3.0, 1.0], [1.0, 2.0]])
quad = lambda v: 0.5 * v @ A @ v
print(hessian(quad, torch.zeros(2)))
print(torch.linalg.eigvalsh(A))
value, product = hvp(rosenbrock, torch.tensor([1.0, 1.0]), torch.tensor([1.0, 0.0]))
print(value, product)
# %%
def row_energy(x):
    return (x.exp() * x).sum(dim=1)


inputs = torch.rand(2, 2)
jacobian(row_energy, inputs)
# %%
jacobian(row_energy, inputs, create_graph=True)
# %%
vjp(row_energy, inputs, torch.ones(2))
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x**3
first = torch.autograd.grad(y, x, create_graph=True)
second = torch.autograd.grad(first[0], x, create_graph=True)
third = torch.autograd.grad(second[0], x)
print(first, second, third)
# %%
from torch.func import functional_call, grad, hessian as func_hessian, jacrev, vmap

f = lambda x: torch.sin(x) * x
xs = torch.linspace(0, 2, 5)
print(vmap(grad(f))(xs))
print(vmap(grad(grad(f)))(xs))
print(jacrev(lambda x: x**2)(torch.tensor([1.0, 2.0])))
# %%
def sine_task():
    amplitude = torch.rand(1) * 4.9 + 0.1
    phase = torch.rand(1) * math.pi
    x = torch.rand(10, 1) * 10 - 5
    return x, amplitude * torch.sin(x + phase), amplitude, phase


net = torch.nn.Sequential(torch.nn.Linear(1, 20), torch.nn.ReLU(), torch.nn.Linear(20, 1))
x, y, amplitude, phase = sine_task()
print(amplitude, phase)
print(torch.cat([x, y], 1)[:3])
# %%
params = {name: p for name, p in net.named_parameters()}
inner_lr = 0.01


def task_loss(params, x, y):
    return torch.nn.functional.mse_loss(functional_call(net, params, (x,)), y)


loss = task_loss(params, x, y)
grads = torch.autograd.grad(loss, params.values(), create_graph=True)
fast = {name: p - inner_lr * g for (name, p), g in zip(params.items(), grads)}
print(loss.item(), task_loss(fast, x, y).item())
print(fast["0.bias"].grad_fn, fast["0.weight"].shape)
# %%
meta_optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
for it in range(6):
    meta_optimizer.zero_grad()
    meta_loss = 0.0
    for _ in range(4):
        x, y, amplitude, phase = sine_task()
        loss = task_loss(params, x[:5], y[:5])
        grads = torch.autograd.grad(loss, params.values(), create_graph=True)
        fast = {name: p - inner_lr * g for (name, p), g in zip(params.items(), grads)}
        meta_loss = meta_loss + task_loss(fast, x[5:], y[5:])
    meta_loss.backward()
    meta_optimizer.step()
    print(f"iteration {it} meta loss {meta_loss.item() / 4:.4f}")
# %%
x = torch.tensor([0.3, 0.7], requires_grad=True)
print(func_hessian(lambda v: (v[0] * v[1]).exp())(x))
# %%
w = torch.tensor([0.5, 2.0], requires_grad=True)
penalty_input = torch.tensor([[1.0, 2.0]], requires_grad=True)
score = (penalty_input * w).tanh().sum()
(gp,) = torch.autograd.grad(score, penalty_input, create_graph=True)
gradient_penalty = ((gp.norm(2, dim=1) - 1) ** 2).mean()
gradient_penalty.backward()
print(gradient_penalty, w.grad)
# %%
x = torch.tensor(1.0, requires_grad=True)
y = x**2
y.backward(create_graph=True)
print(x.grad)
z = torch.autograd.grad(x.grad, x)
print(z)
try:
    torch.autograd.grad(y, torch.tensor(1.0, requires_grad=True))
except RuntimeError as e:
    print(e)
print(torch.autograd.grad(x * 2, [x, w], allow_unused=True))
