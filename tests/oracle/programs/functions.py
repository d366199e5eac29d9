# autograd.Function: ops of one's own.
# %%
import torch


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * 3 * x**2


x = torch.tensor([1.0, 2.0], requires_grad=True)
y = Cube.apply(x)
print(y, y.grad_fn)
y.sum().backward()
x.grad
# %%
y.grad_fn.name(), type(y.grad_fn).__name__, y.grad_fn.next_functions
# %%
y.sum().backward()
# %%
Cube.apply(torch.tensor([2.0])), Cube.apply(torch.tensor([2.0])).grad_fn
# %%
with torch.no_grad():
    print(Cube.apply(x))
# %%
(g,) = torch.autograd.grad(Cube.apply(x).sum(), x, create_graph=True)
print(g, g.requires_grad)
torch.autograd.grad(g.sum(), x)
# %%
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        return a * b

    @staticmethod
    def backward(ctx, grad):
        return grad


Wrong.apply(x, x).sum().backward()
# %%
class TooMany(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, grad):
        return grad, grad


TooMany.apply(x).sum().backward()
# %%
class WithNone(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, n, flag=False):
        ctx.n = n
        return a * n

    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.n, None, None


x.grad = None
y = WithNone.apply(x, 4, True)
print(y)
y.sum().backward()
x.grad
# %%
class WrongShape(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, grad):
        return torch.ones(3)


WrongShape.apply(x).sum().backward()
# %%
class NotTensor(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, grad):
        return 2.0


NotTensor.apply(x).sum().backward()
# %%
class NoGradient(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, grad):
        return None


x.grad = None
NoGradient.apply(x).sum().backward()
x.grad
# %%
class Multiply(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        print(ctx.needs_input_grad)
        return grad * b, grad * a


a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, 4.0], requires_grad=True)
Multiply.apply(a, b).sum().backward()
a.grad, b.grad
# %%
Multiply.apply(a, torch.tensor([1.0, 1.0])).sum().backward()
a.grad
# %%
Multiply.apply(a, a).sum().backward()
a.grad
# %%
class Split(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2, x * 3

    @staticmethod
    def backward(ctx, g2, g3):
        print(g2, g3)
        return g2 * 2 + g3 * 3


x.grad = None
p, q = Split.apply(x)
print(p, q)
(p.sum() + q.sum() * 10).backward()
x.grad
# %%
p, q = Split.apply(x)
p.sum().backward()
# %%
class SaveOutput(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad):
        (y,) = ctx.saved_tensors
        return grad * y


x = torch.tensor([0.0, 1.0], requires_grad=True)
y = SaveOutput.apply(x)
y.sum().backward()
y, x.grad
# %%
y = SaveOutput.apply(x)
y.mul_(2)
y.sum().backward()
# %%
class SaveNumber(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(3.0)
        return x

    @staticmethod
    def backward(ctx, grad):
        return grad


SaveNumber.apply(x)
# %%
class NoForward(torch.autograd.Function):
    @staticmethod
    def backward(ctx, grad):
        return grad


NoForward.apply(x)
# %%
class NoBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2


NoBackward.apply(x).sum().backward()
# %%
class ReturnsNumber(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 3.0

    @staticmethod
    def backward(ctx, grad):
        return grad


ReturnsNumber.apply(x)
# %%
Cube.forward(None, x)
# %%
class Identity(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, grad):
        return -grad


x.grad = None
y = Identity.apply(x)
print(y, y is x)
y.sum().backward()
x.grad
# %%
class Raises(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1

    @staticmethod
    def backward(ctx, grad):
        raise ZeroDivisionError("in my backward")


Raises.apply(x).sum().backward()
# %%
class Peek(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        print("forward", torch.is_grad_enabled(), x.requires_grad)
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        print("backward", torch.is_grad_enabled(), grad)
        return grad * 2


y = Peek.apply(x)
y.backward(torch.tensor([1.0, 2.0]))
# %%
torch.autograd.grad(Peek.apply(x).sum(), x, create_graph=True)
# %%
class Straight(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return (x > 0.5).float()

    @staticmethod
    def backward(ctx, grad):
        return grad


x.grad = None
y = Straight.apply(x)
print(y)
y.sum().backward()
x.grad
# %%
class Attributes(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w):
        ctx.w = w
        ctx.shape = x.shape
        return (x * w).sum()

    @staticmethod
    def backward(ctx, grad):
        return (grad * ctx.w).expand(ctx.shape), None


x.grad = None
loss = Attributes.apply(x, 2.5)
loss.backward()
loss.backward()
loss, x.grad
# %%
class IntegerOut(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.long()

    @staticmethod
    def backward(ctx, grad):
        return grad


IntegerOut.apply(x), IntegerOut.apply(x).requires_grad
# %%
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad.double() * 2


x.grad = None
Double.apply(x).sum().backward()
x.grad
# %%
y = Cube.apply(Cube.apply(x))
y.sum().backward()
y, x.grad
# %%
class DoubleSave(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x, None)
        return x * x

    @staticmethod
    def backward(ctx, grad):
        print(ctx.saved_tensors)
        return grad


DoubleSave.apply(torch.tensor(2.0, requires_grad=True)).backward()
