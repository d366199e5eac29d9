# gradcheck, gradgradcheck and set_detect_anomaly.
# %%
import torch

gradcheck, gradgradcheck = torch.autograd.gradcheck, torch.autograd.gradgradcheck
x = torch.tensor([0.5, 1.5, -2.0], dtype=torch.float64, requires_grad=True)
gradcheck(torch.exp, x), gradcheck(lambda t: t**3, (x,)), gradgradcheck(torch.sin, (x,))
# %%
w = torch.tensor([[1.0, 2.0, 3.0]], dtype=torch.float64, requires_grad=True)
gradcheck(lambda a, b: a * b, (x, w)), gradcheck(lambda a, b: (b @ a).sum(), (x, w))
# %%
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0]


gradcheck(Wrong.apply, (x,))
# %%
gradcheck(Wrong.apply, (x,), raise_exception=False)
# %%
gradcheck(torch.exp, (torch.ones(2),))
# %%
gradcheck(torch.exp, (torch.ones(2, requires_grad=True),))
# %%
gradcheck(lambda t: t.detach(), (x,))
# %%
gradcheck(lambda t: t.abs(), (torch.tensor([1.0, -1.0], dtype=torch.float64, requires_grad=True),))
# %%
gradcheck(torch.nn.functional.mse_loss, (x, torch.zeros(3, dtype=torch.float64)))
# %%
gradcheck(lambda t: (t * 2, t.sum()), (x,)), gradgradcheck(lambda t: t.prod(), (x,))
# %%
gradcheck(torch.exp, (x,), eps=1e-5, atol=1e-3, rtol=1e-2)
# %%
class WrongSecond(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad):
        return grad * 3 * ctx.saved_tensors[0].detach() ** 2


gradcheck(WrongSecond.apply, (x,)), gradgradcheck(WrongSecond.apply, (x,), raise_exception=False)
# %%
with torch.autograd.set_detect_anomaly(True):
    print("in")
    y = torch.tensor([1.0, 2.0], requires_grad=True)
    (y * 2).sum().backward()
    print(y.grad)
# %%
y = torch.tensor([-1.0], requires_grad=True)
y.sqrt().sum().backward()
y.grad
# %%
def message(f):
    try:
        f()
    except RuntimeError as error:
        return str(error)
    return "fine"


torch.autograd.set_detect_anomaly(True)
z = torch.tensor([0.0], requires_grad=True)
message(lambda: (z / z).sum().backward())
# %%
message(lambda: z.log().mul(0).sum().backward())
# %%
message(lambda: (z * 3).exp().sum().backward())
# %%
torch.autograd.set_detect_anomaly(False)
z.grad = None
message(lambda: (z / z).sum().backward()), z.grad
# %%
with torch.autograd.set_detect_anomaly(True):
    print(message(lambda: (z / z).sum().backward()))
# %%
with torch.autograd.set_detect_anomaly(True, check_nan=False):
    print(message(lambda: (z / z).sum().backward()))
