# What torch.autograd.functional says in strict mode of functions that hang on no input.
# %%
import torch
from torch.autograd import functional

def constant(x): return torch.ones(3)
def detached(x): return x.detach()
def linear(x): return 3 * x
def square(x): return x * x
def sum_of_linear(x): return (3 * x).sum()
def sum_of_squares(x): return (x * x).sum()
def sum_of_cubes(x): return (x**3).sum()
def one_of_two(x, y): return x * x
def sum_of_one(x, y): return (x * x).sum()
def product(x, y): return x * y
def sum_of_products(x, y): return (x * y).sum()

def trials(name, *functions, **options):
    x = torch.tensor([1.0, 2.0, 3.0])
    for function in functions:
        inputs = (x, x) if function.__code__.co_argcount == 2 else x
        v = [] if name in ("jacobian", "hessian") else [x if name == "vjp" else inputs]
        if name == "vjp" and function.__name__.startswith("sum"):
            v = []
        try:
            print(function.__name__, getattr(functional, name)(function, inputs, *v, **options))
        except RuntimeError as error:
            print(function.__name__, error)

VECTORS = constant, detached, linear, square, one_of_two, product
NUMBERS = constant, sum_of_linear, sum_of_squares, sum_of_cubes, sum_of_one, sum_of_products
trials("vjp", *VECTORS, *NUMBERS, strict=True)
# %%
trials("vjp", *VECTORS, *NUMBERS, strict=True, create_graph=True)
# %%
trials("jvp", *VECTORS, *NUMBERS, strict=True)
# %%
trials("jvp", *VECTORS, *NUMBERS, strict=True, create_graph=True)
# %%
trials("jacobian", *VECTORS, *NUMBERS, strict=True)
# %%
trials("jacobian", *VECTORS, *NUMBERS, strict=True, create_graph=True)
# %%
trials("hessian", *NUMBERS, strict=True)
# %%
trials("hessian", *NUMBERS, strict=True, create_graph=True)
# %%
trials("vhp", *NUMBERS, strict=True)
# %%
trials("vhp", *NUMBERS, strict=True, create_graph=True)
# %%
trials("hvp", *NUMBERS, strict=True)
# %%
trials("hvp", *NUMBERS, strict=True, create_graph=True)
# %%
trials("hvp", *NUMBERS)
# %%
x = torch.ones(3)
functional.jvp(product, (x, x), (x, x[:2]))
# %%
functional.vjp(square, x, x[:2])
# %%
functional.vhp(sum_of_squares, (x,), (x, x))
# %%
functional.hvp(sum_of_squares, x, (x, x))
