# Hooks on tensors: look at gradients, change them, take them away.
# %%
import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
handle = x.register_hook(lambda grad: print("grad of x:", grad))
(x**2).sum().backward()
# %%
handle.remove()
x.grad = None
x.register_hook(lambda grad: grad.clamp(max=3))
(x**2).sum().backward()
x.grad
# %%
grads = {}


def save_grad(name):
    def hook(grad):
        grads[name] = grad

    return hook


x = torch.randn(1, 1, requires_grad=True)
with torch.no_grad():
    x.fill_(0.5)
y = 3 * x
z = y**2
y.register_hook(save_grad("y"))
z.register_hook(save_grad("z"))
z.backward()
grads
