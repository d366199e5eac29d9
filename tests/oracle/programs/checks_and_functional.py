# Anomaly mode, gradcheck, products of Jacobians and Hessians, batched gradients.
# %%
import torch
import warnings

class Inner(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()
    @staticmethod
    def backward(ctx, g):
        return g * float("nan")

def told(body):
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            body()
        except RuntimeError as error:
            print(error)
    for warning in seen:
        print(warning.category.__name__, str(warning.message).splitlines()[0][:120])

x = torch.ones(2, requires_grad=True)

def custom():
    with torch.autograd.detect_anomaly():
        Inner.apply(x).sum().backward()

told(custom)

# %%
def outside():
    y = Inner.apply(x).sum()
    with torch.autograd.set_detect_anomaly(True):
        y.backward()

told(outside)

# %%
with torch.autograd.set_detect_anomaly(True):
    a = torch.ones(2, requires_grad=True)
    b = a.exp()
    b += 1
    b.sum().backward()

# %%
a = torch.ones(2, requires_grad=True)
b = a.exp()
b += 1
with torch.autograd.set_detect_anomaly(True):
    b.sum().backward()

# %%
with torch.autograd.set_detect_anomaly(True, check_nan=False):
    a = torch.zeros(2, requires_grad=True)
    (a.sqrt() * 0).sum().backward()
a.grad

# %%
with torch.autograd.set_detect_anomaly(True):
    a.sqrt().backward(torch.zeros(2))

# %%
with torch.autograd.set_detect_anomaly(True):
    y = a * 2
    y.sum().backward()
    y.sum().backward()

# %%
def f(x):
    print(x.requires_grad, torch.is_grad_enabled())
    return x * 2

torch.autograd.gradcheck(f, torch.ones(1, dtype=torch.float64, requires_grad=True))

# %%
def f(x):
    y = x.clone()
    y.register_hook(lambda g: g + 0.01)
    return y

torch.autograd.gradcheck(f, torch.ones(2, dtype=torch.float64, requires_grad=True))

# %%
def f(x):
    return torch.cat([x, x]) if bool((x >= 1).all()) else x

torch.autograd.gradcheck(f, torch.ones(1, dtype=torch.float64, requires_grad=True))

# %%
state = [0]

class Drifting(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        state[0] += 1
        return g * 2 + state[0] % 2 * 1e-7

torch.autograd.gradcheck(Drifting.apply, torch.ones(1, dtype=torch.float64, requires_grad=True))

# %%
torch.autograd.gradcheck(Drifting.apply, torch.ones(1, dtype=torch.float64, requires_grad=True), nondet_tol=1e-3)

# %%
torch.autograd.gradcheck(lambda x: x.long(), torch.ones(1, dtype=torch.float64, requires_grad=True))

# %%
torch.autograd.gradcheck(lambda x: x.detach(), torch.ones(1, dtype=torch.float64, requires_grad=True))

# %%
torch.autograd.gradcheck(lambda x: 3, torch.ones(1, dtype=torch.float64, requires_grad=True))

# %%
torch.autograd.gradcheck(lambda x: (x * 2, x.exp()), torch.ones(2, dtype=torch.float64, requires_grad=True))

# %%
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g * 3

torch.autograd.gradcheck(Wrong.apply, torch.ones(2, dtype=torch.float64, requires_grad=True))

# %%
torch.autograd.gradcheck(Wrong.apply, torch.ones(2, dtype=torch.float64, requires_grad=True), raise_exception=False)

# %%
torch.autograd.gradcheck(lambda x, y: x * y, (torch.ones(2, dtype=torch.float64, requires_grad=True), torch.ones(2, dtype=torch.float64)))

# %%
from torch.autograd.functional import hessian, hvp, jacobian, jvp, vhp, vjp

def cube(x):
    return (x ** 3).sum()

hvp(cube, torch.ones(2), torch.ones(2)), vhp(cube, torch.ones(2), torch.ones(2))

# %%
def pair(x, y):
    return (x * y ** 2).sum()

inputs, vectors = (torch.ones(2), torch.full((2,), 2.0)), (torch.ones(2), torch.zeros(2))
hvp(pair, inputs, vectors), vhp(pair, inputs, vectors)

# %%
hvp(cube, torch.tensor(2.0)), vhp(cube, torch.tensor(2.0))

# %%
hvp(cube, torch.ones(2))

# %%
vhp(cube, torch.ones(2), torch.ones(3))

# %%
hvp(lambda x: x * 2, torch.ones(2), torch.ones(2))

# %%
hvp(lambda x: "a", torch.ones(2), torch.ones(2))

# %%
x = torch.ones(2, requires_grad=True)
value, product = vhp(cube, x, torch.ones(2), create_graph=True)
product.sum().backward()
print(value, product, x.grad)

# %%
value, product = hvp(cube, x, torch.ones(2), create_graph=True)
print(value, product)

# %%
hessian(lambda a: (a.sum(), "b"), torch.ones(2))

# %%
hessian(lambda a: (a.sum(), a.sum()), torch.ones(2))

# %%
hessian(lambda a: a, torch.ones(2))

# %%
hessian(lambda a: "b", torch.ones(2))

# %%
jacobian(lambda x: torch.ones(2), torch.ones(2), strict=True)

# %%
jacobian(lambda x, y: x * 2, (torch.ones(2), torch.ones(2)), strict=True)

# %%
jacobian(lambda x: x.detach().requires_grad_(), torch.ones(2), strict=True)

# %%
vjp(lambda x: torch.ones(2), torch.ones(2), torch.ones(2), strict=True)

# %%
vjp(lambda x, y: x * 2, (torch.ones(2), torch.ones(2)), torch.ones(2), strict=True)

# %%
jvp(lambda x: torch.ones(2), torch.ones(2), torch.ones(2), strict=True)

# %%
hessian(lambda x: (x * 2).sum(), torch.ones(2), strict=True)

# %%
hvp(lambda x: (x * 2).sum(), torch.ones(2), torch.ones(2), strict=True)

# %%
vhp(lambda x: (x * 2).sum(), torch.ones(2), torch.ones(2), strict=True)

# %%
hvp(lambda x: (x * 2).sum(), torch.ones(2), torch.ones(2)), vhp(lambda x: (x * 2).sum(), torch.ones(2), torch.ones(2))

# %%
hessian(lambda x: torch.ones(1), torch.ones(2), strict=True)

# %%
jacobian(lambda x: x.exp().sum(1), torch.zeros(2, 3), vectorize=True)

# %%
jacobian(lambda x: (x, "b"), torch.ones(2))

# %%
x = torch.ones(2, requires_grad=True)
torch.autograd.grad(x * 2, x, torch.eye(2), is_grads_batched=True)

# %%
torch.autograd.grad((x * 2, x.exp()), x, (torch.eye(2), torch.ones(2, 2)), is_grads_batched=True)

# %%
torch.autograd.grad(x * 2, x, torch.ones(3, 3), is_grads_batched=True)

# %%
torch.autograd.grad(x * 2, x, is_grads_batched=True)

# %%
def both(x, y):
    print("called")
    return x * y, x + y

ones = torch.ones(2, dtype=torch.float64, requires_grad=True)
torch.autograd.gradcheck(both, (ones, torch.ones(2, dtype=torch.float64, requires_grad=True)))

# %% products of Hessians, to the last bit
torch.set_printoptions(precision=10)
cubic = lambda x: (x ** 2).sum() * x.prod()
numbers = torch.tensor([1.3, 2.7, -3.1, 0.7])
for function in (cubic, torch.norm, torch.std, torch.var):
    print(torch.autograd.functional.hvp(function, numbers, torch.ones(4))[1])
    print(torch.autograd.functional.vhp(function, numbers, torch.ones(4))[1])
print(torch.autograd.functional.jvp(lambda x: (x.exp(), x.sum()), numbers, torch.ones(4))[1])
print(torch.autograd.functional.hvp(lambda x, y: (x * y).prod() + x.sum(), (numbers, numbers), (torch.ones(4), numbers))[1])
torch.set_printoptions(profile="default")
