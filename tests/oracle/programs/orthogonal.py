# Orthogonal weights: each map, tall and wide, trained and assigned, and what is refused.
# %%
import torch
import torch.nn.utils.parametrize as parametrize
from torch import nn
from torch.nn.utils.parametrizations import orthogonal

for shape in ((4, 3), (3, 4), (3, 3)):
    for kind in (None, "matrix_exp", "cayley", "householder"):
        torch.manual_seed(1)
        layer = orthogonal(nn.Linear(*shape), orthogonal_map=kind)
        Q = layer.weight
        print(shape, kind, Q)
        (Q * torch.linspace(-1, 1, Q.numel()).view(Q.shape)).sum().backward()
        original = layer.parametrizations.weight.original
        print(original, original.grad, layer.state_dict().keys() >= {"bias"})
        torch.optim.SGD(layer.parameters(), lr=0.5).step()
        print(layer.weight)
layer
# %%
torch.manual_seed(2)
layer = orthogonal(nn.Linear(3, 3), orthogonal_map="householder", use_trivialization=False)
print(layer.weight, layer.parametrizations.weight.original)
layer = orthogonal(nn.Linear(3, 3), orthogonal_map="cayley", use_trivialization=False)
print(layer.weight)
parametrize.remove_parametrizations(layer, "weight")
print(layer, layer.weight)
# %%
layer = orthogonal(nn.Linear(2, 2), orthogonal_map="cayley", use_trivialization=False)
layer.weight = torch.eye(2)
# %%
orthogonal(nn.Linear(2, 2), "foo")
# %%
orthogonal(nn.Linear(2, 2), "bias")
# %%
orthogonal(nn.Linear(2, 2), orthogonal_map="x")
# %%
layer = orthogonal(nn.Linear(2, 2))
layer.weight = torch.eye(3)
