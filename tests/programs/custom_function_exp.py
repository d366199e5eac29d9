# Functions of one's own: exp, a clamp with another gradient, several results.
# %%
import torch
from torch.autograd import Function, gradcheck


class Exp(Function):
    @staticmethod
    def forward(ctx, i):
        result = i.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        (result,) = ctx.saved_tensors
        return grad_output * result


x = torch.tensor([0.0, 1.0], requires_grad=True)
y = Exp.apply(x)
y.sum().backward()
y, x.grad
# %%
class Straight(Function):
    @staticmethod
    def forward(ctx, x, low, high):
        ctx.low = low
        return x.clamp(low, high)

    @staticmethod
    def backward(ctx, g):
        return g, None, None


x = torch.tensor([-2.0, 0.5, 3.0], requires_grad=True)
Straight.apply(x, -1, 1).sum().backward()
x.grad
# %%
class SplitSign(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0), (-x).clamp(min=0)

    @staticmethod
    def backward(ctx, gp, gn):
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, gp, -gn)


x = torch.tensor([-2.0, 3.0], requires_grad=True)
p, n = SplitSign.apply(x)
(2 * p + n).sum().backward()
print(p, n, x.grad)
# %%
gradcheck(Exp.apply, (torch.tensor([0.3, -0.2], dtype=torch.double, requires_grad=True),))
