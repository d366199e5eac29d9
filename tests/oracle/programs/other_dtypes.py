# Functions of tensors of other dtypes and shapes than they are for.
# %%
import torch
import torch.nn.functional as F

i = torch.arange(6).reshape(2, 3)
flags, small = i > 2, i.to(torch.uint8)
halves, empty, number = (i / 2).half(), torch.ones(0, 3), torch.tensor(2.0)


def said(call, *names):
    for name in names:
        x = globals()[name]
        try:
            print(name, eval(call, globals() | {"x": x}))
        except Exception as error:
            print(name, f"{type(error).__name__}: {error}")


for call in ("torch.atan2(x, x)", "torch.copysign(x, x)", "torch.fmax(x, x)", "torch.fmin(x, x)",
             "torch.hypot(x, x)", "torch.logaddexp(x, x)", "torch.remainder(x, x + 1)",
             "torch.fmod(x, x)", "torch.floor_divide(x, 2)", "torch.ldexp(x, x)"):
    print(call)
    said(call, "i", "small", "halves")
for call in ("torch.atan2(x, x)", "torch.copysign(x, x)", "torch.fmax(x, x)", "torch.hypot(x, x)",
             "torch.fmod(x, x)", "torch.remainder(x, x)", "x.diff()"):
    said(call, "flags")
# %%
for call in ("x.trace()", "torch.nansum(x)", "x.all()", "x.any(0)", "torch.trapezoid(x)",
             "torch.cumulative_trapezoid(x)", "torch.trapezoid(x, dx=2)", "torch.std_mean(x)",
             "torch.var_mean(x, 1)"):
    print(call)
    said(call, "i", "small")
for call in ("torch.xlogy(x, True)", "torch.xlogy(x, 1.5)", "torch.special.xlog1py(x, 2)"):
    print(call)
    said(call, "i", "flags", "halves", "number", "empty")
# %%
for call in ("torch.linalg.svd(x)", "torch.linalg.qr(x)", "torch.linalg.svdvals(x)"):
    print(call)
    said(call, "i", "flags", "halves")
for call in ("torch.linalg.matrix_rank(x, 0.1)", "torch.special.legendre_polynomial_p(x, 2)"):
    print(call)
    said(call, "empty", "number")
print(torch.chain_matmul(torch.ones(2, 3)), F.pairwise_distance(number, number + 1))
# %%
torch.chain_matmul(torch.ones(2, 3, 4))
