# Hooks on modules: activations of a layer, gradients of a layer.
# %%
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
activation = {}


def get_activation(name):
    def hook(model, input, output):
        activation[name] = output.detach()

    return hook


handles = [layer.register_forward_hook(get_activation(f"{i}:{type(layer).__name__}")) for i, layer in enumerate(model)]
out = model(torch.ones(1, 4))
for name, value in activation.items():
    print(name, value)
# %%
for handle in handles:
    handle.remove()


def printnorm(self, input, output):
    print("Inside " + self.__class__.__name__ + " forward", type(input), input[0].size(), output.data.norm())


model[2].register_forward_hook(printnorm)
out = model(torch.ones(2, 4))
# %%
def printgradnorm(self, grad_input, grad_output):
    print("Inside " + self.__class__.__name__ + " backward", len(grad_input), grad_input[0].size(), grad_output[0].size(), grad_input[0].norm())


model[2].register_full_backward_hook(printgradnorm)
out = model(torch.ones(1, 4))
nn.CrossEntropyLoss()(out, torch.tensor([1], dtype=torch.long)).backward()
