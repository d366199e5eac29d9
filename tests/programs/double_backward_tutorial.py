# Own functions that can be differentiated twice, as PyTorch's tutorial on them goes: what to save,
# and what goes wrong if a backward uses numbers that were not saved.
# %%
import torch

class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_out):
        x, = ctx.saved_tensors
        return grad_out * 2 * x

x = torch.linspace(0.1, 0.9, 9, dtype=torch.double).view(3, 3).requires_grad_()
print(torch.autograd.gradcheck(Square.apply, x), torch.autograd.gradgradcheck(Square.apply, x))
# %%
class Sinh(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        expx, expnegx = torch.exp(x), torch.exp(-x)
        ctx.save_for_backward(expx, expnegx)
        return (expx - expnegx) / 2, expx, expnegx

    @staticmethod
    def backward(ctx, grad_out, grad_exp, grad_negexp):
        expx, expnegx = ctx.saved_tensors
        return grad_out * (expx + expnegx) / 2 + grad_exp * expx - grad_negexp * expnegx

def my_sinh(x):
    return Sinh.apply(x)[0]

print(torch.autograd.gradcheck(my_sinh, x), torch.autograd.gradgradcheck(my_sinh, x))
print(torch.allclose(torch.sinh(x), my_sinh(x)), my_sinh(x).grad_fn.name())
# %%
class SinhBad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.expx, ctx.expnegx = torch.exp(x), torch.exp(-x)
        return (ctx.expx - ctx.expnegx) / 2

    @staticmethod
    def backward(ctx, g):
        return g * (ctx.expx + ctx.expnegx) / 2

print(torch.autograd.gradcheck(SinhBad.apply, x))
torch.autograd.gradgradcheck(SinhBad.apply, x)
# %%
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_out):
        x, = ctx.saved_tensors
        return CubeBackward.apply(grad_out, x)

class CubeBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, grad_out, x):
        ctx.save_for_backward(x, grad_out)
        return grad_out * 3 * x**2

    @staticmethod
    def backward(ctx, grad_out):
        x, first = ctx.saved_tensors
        return grad_out * 3 * x**2, grad_out * first * 6 * x

x = torch.tensor(2., requires_grad=True, dtype=torch.double)
out = Cube.apply(x)
gx, = torch.autograd.grad(out, x, create_graph=True)
ggx, = torch.autograd.grad(gx, x)
print(out, gx, ggx, [type(fn).__name__ for fn, _ in gx.grad_fn.next_functions])
print(torch.autograd.gradcheck(Cube.apply, x), torch.autograd.gradgradcheck(Cube.apply, x))
# %%
class LinearFunction(torch.autograd.Function):
    @staticmethod
    def forward(input, weight, bias):
        output = input.mm(weight.t())
        if bias is not None:
            output += bias.unsqueeze(0).expand_as(output)
        return output

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        input, weight, bias = ctx.saved_tensors
        grad_input = grad_weight = grad_bias = None
        if ctx.needs_input_grad[0]:
            grad_input = grad_output.mm(weight)
        if ctx.needs_input_grad[1]:
            grad_weight = grad_output.t().mm(input)
        if bias is not None and ctx.needs_input_grad[2]:
            grad_bias = grad_output.sum(0)
        return grad_input, grad_weight, grad_bias

inputs = (torch.linspace(-1, 1, 6, dtype=torch.double).view(2, 3).requires_grad_(),
          torch.linspace(0, 1, 12, dtype=torch.double).view(4, 3).requires_grad_(), None)
print(torch.autograd.gradcheck(LinearFunction.apply, inputs), LinearFunction.apply(*inputs))
# %%
class MyCube(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x):
        return x ** 3, 3 * x ** 2

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0], output[1])

    @staticmethod
    def backward(ctx, grad_output, grad_dx):
        x, dx = ctx.saved_tensors
        return grad_output * dx + grad_dx * 6 * x

x = torch.tensor([1., 2.])
print(torch.func.grad(lambda x: MyCube.apply(x)[0].sum())(x))
print(torch.func.jacrev(torch.func.grad(lambda x: MyCube.apply(x)[0].sum()))(x))
