# Forward mode: dual tensors carry a tangent through a computation.
# %%
import torch
import torch.autograd.forward_ad as fwAD

primal = torch.tensor([1.0, 2.0, 3.0])
tangent = torch.tensor([1.0, 0.0, 0.0])
with fwAD.dual_level():
    dual = fwAD.make_dual(primal, tangent)
    result = dual**2 + torch.ones(3)
    print(fwAD.unpack_dual(result).tangent)
print(fwAD.unpack_dual(result).tangent)
# %%
with fwAD.dual_level():
    dual = fwAD.make_dual(primal, tangent)
    value, slope = fwAD.unpack_dual(dual.exp() * dual.sin())
    print(value)
    print(slope)
    print(fwAD.unpack_dual(dual.sum()))
    print(fwAD.unpack_dual(primal).tangent)


# %%
def directional(f, x, v):
    with fwAD.dual_level():
        return fwAD.unpack_dual(f(fwAD.make_dual(x, v))).tangent


x = torch.tensor([2.0, 3.0], dtype=torch.double)
f = lambda x: torch.stack([x.prod(), x.norm() ** 2])
columns = [directional(f, x, unit) for unit in torch.eye(2, dtype=torch.double)]
torch.stack(columns, 1), torch.autograd.functional.jacobian(f, x)
# %%
with fwAD.dual_level():
    a = fwAD.make_dual(torch.tensor(2.0), torch.tensor(1.0))
    b = fwAD.make_dual(torch.tensor(5.0), torch.tensor(0.5))
    print(fwAD.unpack_dual(a * b))
# %%
for wrong in (
    lambda: fwAD.make_dual(primal, tangent),
    lambda: fwAD.exit_dual_level(),
):
    try:
        wrong()
    except RuntimeError as error:
        print(str(error).split(".")[0])
with fwAD.dual_level():
    for given in (torch.tensor([1, 2, 3]), torch.ones(2)):
        try:
            fwAD.make_dual(primal, given)
        except (RuntimeError, ValueError) as error:
            print(type(error).__name__, error)


# %%
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.result = x.exp()
        return ctx.result

    @staticmethod
    def jvp(ctx, tangent):
        return tangent * ctx.result


with fwAD.dual_level():
    dual = fwAD.make_dual(primal, tangent)
    print(fwAD.unpack_dual(dual).tangent is tangent)
    print(fwAD.unpack_dual(2 * Exp.apply(dual)))
# %%
with torch.profiler.record_function("step"):
    print(primal.sum())
with torch.autograd.profiler.profile() as measured:
    primal * 2
type(measured).__name__
# %%
with fwAD.dual_level():
    dual = fwAD.make_dual(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 0.0]))
    print(dual, dual.sin() * 3, dual.sum(), dual.detach(), torch.ones(1), dual > 1)
    print(fwAD.unpack_dual(dual * 2), fwAD.make_dual(torch.zeros(2).double(), torch.ones(2).double()))
print(torch.ones(2))
