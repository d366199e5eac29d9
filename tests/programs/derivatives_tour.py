# First and second derivatives of many functions, Taylor series, roots by iteration.
# %%
import torch
from torch.autograd import grad


# %%
def taylor(f, a, n):
    a = torch.tensor(float(a), dtype=torch.float64, requires_grad=True)
    y = f(a)
    c = [y.item()]
    k = 1
    for i in range(1, n):
        (y,) = grad(y, a, create_graph=True)
        k *= i
        c.append(y.item() / k)
    return c


print(
    taylor(torch.exp, 0, 6),
    taylor(torch.sin, 0, 6),
    taylor(lambda x: 1 / (1 - x), 0, 5),
    taylor(torch.log1p, 0, 5),
)
# %%
f = {
    "x^x": lambda x: x**x,
    "abs": torch.abs,
    "sqrt": torch.sqrt,
    "atan": torch.atan,
    "softplus": torch.nn.functional.softplus,
    "erf": torch.erf,
    "lgamma": torch.lgamma,
    "sinc": torch.sinc,
    "logit": torch.logit,
    "asin": torch.asin,
    "cosh": torch.cosh,
    "expm1": torch.expm1,
    "rsqrt": torch.rsqrt,
    "log2": torch.log2,
    "exp2": torch.exp2,
    "digamma": torch.digamma,
    "xlogy": lambda x: torch.xlogy(x, x),
    "hypot": lambda x: torch.hypot(x, 2 * x),
    "atan2": lambda x: torch.atan2(x, 1 - x),
    "logaddexp": lambda x: torch.logaddexp(x, 2 * x),
    "frac": torch.frac,
    "trunc": torch.trunc,
    "celu": torch.celu,
    "i0": lambda x: x,
}
x = torch.tensor(0.6, requires_grad=True)
for n, fn in f.items():
    y = fn(x)
    (g,) = grad(y, x, create_graph=True, allow_unused=True)
    h = grad(g, x, allow_unused=True)[0] if g.requires_grad else None
    print(n, y, g, h)
# %%
A = torch.randn(3, 3, generator=torch.Generator().manual_seed(0)).requires_grad_()
S = A @ A.T + 3 * torch.eye(3)
for n, fn in {
    "det": torch.det,
    "logdet": torch.logdet,
    "trace": torch.trace,
    "inv": lambda m: torch.inverse(m).sum(),
    "chol": lambda m: torch.linalg.cholesky(m).sum(),
    "eig": lambda m: torch.linalg.eigvalsh(m)[0],
    "svd": lambda m: torch.linalg.svdvals(m).sum(),
    "nuc": lambda m: torch.linalg.norm(m, "nuc"),
    "fro": torch.linalg.norm,
    "pow": lambda m: torch.matrix_power(m, 3).sum(),
    "exp": lambda m: torch.matrix_exp(m * 0.1).sum(),
    "qr": lambda m: torch.linalg.qr(m)[1].diagonal().abs().log().sum(),
}.items():
    print(n, grad(fn(S), A, retain_graph=True)[0][0])
# %%
u = torch.tensor([1.0, 2.0], requires_grad=True)
v = torch.tensor([3.0, 4.0], requires_grad=True)
F = torch.stack([u[0] * v[0], u[1] ** 2 * v[1], (u * v).sum()])
J = torch.stack([torch.cat(grad(Fi, (u, v), retain_graph=True)) for Fi in F])
print(J)
# %%
X = torch.linspace(-1, 1, 5, requires_grad=True)
print(
    grad(torch.relu(X).sum(), X),
    grad(X.abs().sum(), X),
    grad(X.sign().sum(), X),
    grad(torch.clamp(X, -0.5, 0.5).sum(), X),
    grad(X.max(), X),
    grad(X.floor().sum(), X),
    grad(torch.heaviside(X, torch.tensor(0.0)).sum(), X) if False else None,
)
# %%
y = torch.tensor(3.0, requires_grad=True)
z = y * y.detach()
z.backward()
print(y.grad)
y.grad = None
(y * y.item()).backward()
print(y.grad)
y.grad = None
(y * float(y)).backward()
print(y.grad)
y.grad = None
(y * y.data).backward()
print(y.grad)
y.grad = None
(y.clone() * y).backward()
print(y.grad)


# %%
def fact(n):
    return torch.tensor(1.0) if n == 0 else n * fact(n - 1)


def power(x, n):
    return (
        torch.ones_like(x) if n == 0 else (x * power(x, n - 1) if n % 2 else power(x * x, n // 2))
    )


x = torch.tensor(1.1, requires_grad=True)
p = power(x, 10)
p.backward()
print(fact(5), p, x.grad, 10 * 1.1**9)
# %%
x = torch.tensor(2.0, requires_grad=True)
s = x
for _ in range(8):
    s = 0.5 * (s + x / s)
s.backward()
print(s, x.grad, 0.5 / 2**0.5)


# %%
def bisect(f, a, b):
    for _ in range(30):
        m = (a + b) / 2
        if f(a) * f(m) <= 0:
            b = m
        else:
            a = m
    return m


print(bisect(lambda t: t**3 - t - 2, torch.tensor(1.0), torch.tensor(2.0)))
# %%
xs = torch.linspace(0, 1, 9, dtype=torch.float64)
w = torch.ones(9, dtype=torch.float64)
w[1:-1:2] = 4
w[2:-1:2] = 2
print(
    (w * xs.exp()).sum() / 24, torch.trapz(xs.exp(), xs), xs.exp().mean(), torch.special.erf(xs)[-1]
)
