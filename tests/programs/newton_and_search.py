# Newton, conjugate gradients, line search.
# %%
import torch
from torch.autograd.functional import hessian, jacobian


def rosen(x):
    return torch.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


x = torch.tensor([-1.2, 1.0], dtype=torch.float64)
for i in range(7):
    g = jacobian(rosen, x)
    H = hessian(rosen, x)
    x = x - torch.linalg.solve(H, g)
    print(i, x, rosen(x).item())
# %%
x = torch.tensor([-1.2, 1.0], requires_grad=True)
opt = torch.optim.LBFGS([x], history_size=10, max_iter=4, line_search_fn="strong_wolfe")
hist = []


def closure():
    opt.zero_grad()
    f = rosen(x)
    f.backward()
    return f


for i in range(8):
    hist.append(closure().item())
    opt.step(closure)
print(hist, x)


# %%
def newton_root(f, x, n=6):
    x = torch.tensor(x, requires_grad=True)
    for _ in range(n):
        y = f(x)
        (g,) = torch.autograd.grad(y, x)
        x.data -= y.data / g
        print(x.item(), end=" ")
    return x


print(newton_root(lambda x: x**3 - 2 * x - 5, 2.0))


# %%
def cg(Av, b, n=5):
    x = torch.zeros_like(b)
    r = b.clone()
    p = r.clone()
    rs = r @ r
    for _ in range(n):
        Ap = Av(p)
        a = rs / (p @ Ap)
        x = x + a * p
        r = r - a * Ap
        new = r @ r
        if new < 1e-12:
            break
        p = r + new / rs * p
        rs = new
    return x


w = torch.tensor([0.5, -0.5, 0.2], requires_grad=True)


def loss(w):
    return (
        torch.log(1 + torch.exp(-w.sum())) + 0.5 * (w * torch.tensor([1.0, 2.0, 3.0])).pow(2).sum()
    )


(g,) = torch.autograd.grad(loss(w), w, create_graph=True)
Hv = lambda v: torch.autograd.grad(g, w, v, retain_graph=True)[0]
print(cg(Hv, -g.detach()), Hv(torch.ones(3)))
# %%
eig = torch.linalg.eigvalsh(hessian(loss, w.detach()))
print(eig)


# %%
def hutchinson(n):
    torch.manual_seed(0)
    return sum((v := torch.randint(0, 2, (3,)).float() * 2 - 1) @ Hv(v) for _ in range(n)) / n


print(hutchinson(10), torch.trace(hessian(loss, w.detach())))
# %%
params = torch.nn.utils.parameters_to_vector(torch.nn.Linear(2, 1).parameters())
print(params.shape)
model = torch.nn.Linear(2, 1)
torch.nn.utils.vector_to_parameters(torch.tensor([1.0, 2.0, 3.0]), model.parameters())
print(list(model.parameters()))
# %%
# backtracking line search
x = torch.tensor([3.0, -2.0], requires_grad=True)
f = lambda z: z[0] ** 4 + z[1] ** 2
for it in range(4):
    fx = f(x)
    (g,) = torch.autograd.grad(fx, x)
    t = 1.0
    with torch.no_grad():
        while f(x - t * g) > fx - 0.5 * t * g.dot(g):
            t *= 0.5
        x -= t * g
    print(it, t, x, fx.item())
