# Steps have no slope: straight-through and surrogate gradients.
# %%
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(2)


class Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.sign()

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * (x.abs() <= 1).to(grad.dtype)


class BinaryLinear(nn.Linear):
    def forward(self, x):
        return F.linear(x, Sign.apply(self.weight), self.bias)


layer = BinaryLinear(3, 2)
layer(torch.ones(1, 3)).sum().backward()
print(layer, layer.weight.grad)


# %%
class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, levels=8):
        return torch.round(x * levels) / levels

    @staticmethod
    def backward(ctx, grad):
        return grad, None


x = torch.tensor([0.13, 0.26], requires_grad=True)
print(Round.apply(x), Round.apply(x, levels=4), Round.apply(x, 2))
Round.apply(x, levels=4).sum().backward()
x.grad
# %%
w = torch.tensor([0.4, 1.6], requires_grad=True)
rounded = w + (w.round() - w).detach()
rounded.pow(2).sum().backward()
rounded, w.grad
# %%
try:
    Round.apply(x, steps=4)
except TypeError as error:
    print(error)


# %%
class Spike(torch.autograd.Function):
    slope = 10.0

    @staticmethod
    def forward(ctx, v):
        ctx.save_for_backward(v)
        return (v > 0).type_as(v)

    @staticmethod
    def backward(ctx, grad):
        (v,) = ctx.saved_tensors
        return grad / (Spike.slope * v.abs() + 1.0) ** 2


drive = torch.tensor([0.5, 1.0], requires_grad=True)
membrane, spikes = torch.zeros(2), []
for step in range(4):
    membrane = 0.5 * membrane + drive
    spikes.append(Spike.apply(membrane - 1.0))
    membrane = membrane - spikes[-1].detach()
total = torch.stack(spikes).sum(0)
total.sum().backward()
total, drive.grad
