# Checks of gradients by differences, and the names of torch.autograd.
# %%
import torch
from torch import nn
from torch.autograd import Function, gradcheck, gradgradcheck
torch.manual_seed(0)
x=torch.tensor([1.,2.],dtype=torch.double,requires_grad=True)
class Bad(Function):
    @staticmethod
    def forward(ctx,x): return x*2
    @staticmethod
    def backward(ctx,g): return g
class None_(Function):
    @staticmethod
    def forward(ctx,x): return x*2
    @staticmethod
    def backward(ctx,g): return None
class NoBack(Function):
    @staticmethod
    def forward(ctx,x): return x*2
class Und(Function):
    @staticmethod
    def forward(ctx,x): ctx.set_materialize_grads(False); return x*2
    @staticmethod
    def backward(ctx,g): return g*2
# %%
gradcheck(Bad.apply, x)
# %%
gradcheck(Bad.apply, x, raise_exception=False)
# %%
gradcheck(None_.apply, x)
# %%
gradcheck(NoBack.apply, x)
# %%
gradcheck(Und.apply, x)
# %%
gradcheck(Und.apply, x, check_undefined_grad=False)
# %%
gradcheck(torch.sin, x.detach())
# %%
gradcheck(torch.sin, (x,), eps=1e-3, atol=1e-8)
# %%
gradcheck(lambda x: x.detach(), x)
# %%
gradcheck(lambda x: 3, x)
# %%
gradcheck(lambda x: (x*2, x.sum()), x)
# %%
gradcheck(torch.sin, x, check_batched_grad=True)
# %%
gradcheck(lambda a,b: a*b, (x, x.detach()))
# %%
gradcheck(lambda a,b: a*b, (x, 2.))
# %%
gradgradcheck(Bad.apply, x)
# %%
gradgradcheck(lambda x: x**3, x)
# %%
gradgradcheck(lambda x: x**3, x, torch.ones(2,dtype=torch.double,requires_grad=True))
# %%
gradgradcheck(lambda x: x*2, x)
# %%
gradcheck(nn.Linear(2,2).double(), x)
# %%
gradcheck(lambda x: torch.dropout(x, 0.5, True), x)
# %%
gradcheck(lambda x: x+torch.rand(2,dtype=torch.double), x)
# %%
torch.autograd.Variable(torch.ones(1))
# %%
torch.autograd.Variable.__name__
# %%
isinstance(torch.ones(1), torch.autograd.Variable)
# %%
torch.autograd.variable.Variable is torch.autograd.Variable
# %%
torch.autograd.function.Function is torch.autograd.Function
# %%
torch.autograd.function.FunctionCtx
# %%
torch.autograd.grad_mode.no_grad is torch.no_grad
# %%
torch.autograd.no_grad
# %%
torch.autograd.enable_grad
# %%
torch.autograd.set_grad_enabled
# %%
torch.autograd.inference_mode
# %%
torch.autograd.set_multithreading_enabled(False)
# %%
torch.autograd.graph.Node
# %%
torch.autograd.graph.GradientEdge
# %%
torch.is_inference_mode_enabled()
# %%
torch.get_default_dtype(), torch.is_grad_enabled()
# %%
torch.autograd.backward([x.sum()], [torch.ones(())], inputs=[x])
# %%
torch.autograd.grad([x.sum(), (x*2).sum()], [x], grad_outputs=[None, torch.tensor(2., dtype=torch.double)])
# %%
torch.autograd.grad(x*2, x, torch.eye(2,dtype=torch.double), is_grads_batched=True)
# %%
torch.autograd.functional.vhp(lambda x: (x**3).sum(), x, x)
# %%
torch.autograd.functional.hvp(lambda x: (x**3).sum(), x, x.detach())
# %%
torch.autograd.functional.hessian(lambda x: (x**3), x)
# %%
torch.autograd.functional.jacobian(lambda x: x.detach(), x, strict=True)
# %%
y = x * 2; y[0] = 5.0; None_.apply(y).sum().backward(); x.grad
# %%
with torch.autograd.set_multithreading_enabled(False): x.sum().backward()
torch.dropout(x, 0.0, True), torch.group_norm(torch.arange(4.0).view(1, 4), 2), torch.rms_norm(torch.ones(2), (2,)), torch.avg_pool1d(torch.ones(1, 4), 2)
# %%
class Noisy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, noise):
        ctx.noise = noise
        return x.clone()
    @staticmethod
    def backward(ctx, g):
        return Noisy.apply(g, ctx.noise) * (1 + torch.rand_like(g) * ctx.noise), None

p = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
check2 = torch.autograd.gradgradcheck
print(check2(lambda t: Noisy.apply(t, 0.0), p), check2(lambda t: Noisy.apply(t, 1e-9), p, nondet_tol=1e-5))
check2(lambda t: Noisy.apply(t, 1e-9), p)
# %%
class Tangents(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y, factor):
        ctx.factor = factor
        return x * 2 + y, y * 3
    @staticmethod
    def backward(ctx, g, h):
        return g * 2, g + 3 * h, None
    @staticmethod
    def jvp(ctx, tangent_x, tangent_y, _):
        return tangent_x * 2 + tangent_y, tangent_y * ctx.factor

class OnlyTangents(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def jvp(ctx, tangent):
        return tangent * 2

check = torch.autograd.gradcheck
p, q = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in ([1.0, 2.0], [3.0, 4.0]))
print(check(Tangents.apply, (p, q, 3), check_forward_ad=True), check(Tangents.apply, (p, q, 4)))
print(check(OnlyTangents.apply, p, check_forward_ad=True, check_backward_ad=False))
print(check(Tangents.apply, (p, q, 4), check_forward_ad=True, raise_exception=False))
try:
    check(Tangents.apply, (p, q, 4), check_forward_ad=True)
except RuntimeError as error:
    print(error)
# %%
print(check(torch.sin, p, check_forward_ad=True), check(lambda a, b: a * 2, (p, q), check_forward_ad=True))
print(check(lambda a, b: (a.detach() * 2, a * b), (p, q), check_forward_ad=True))
check(lambda a: (a * 2).detach() + a * 0, p, check_forward_ad=True, check_backward_ad=False)
# %%
check(OnlyTangents.apply, p, check_forward_ad=True)
# %%
check(torch.sin, p, check_backward_ad=False)
# %%
check(torch.sin, p, check_batched_forward_grad=True)
# %%
check(torch.sin, p, check_forward_ad=True, check_backward_ad=False, check_batched_grad=True)
