# Weights computed from other weights: symmetric, by length and direction, pruned.
# %%
import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize, prune

torch.manual_seed(0)


class Symmetric(nn.Module):
    def forward(self, x):
        return x.triu() + x.triu(1).transpose(-1, -2)

    def right_inverse(self, a):
        return a.triu()


layer = nn.Linear(3, 3)
parametrize.register_parametrization(layer, "weight", Symmetric())
print(layer)
torch.equal(layer.weight, layer.weight.T)
# %%
print([name for name, _ in layer.named_parameters()])
print(parametrize.is_parametrized(layer), parametrize.is_parametrized(layer, "bias"))
layer(torch.ones(1, 3)).sum().backward()
layer.parametrizations.weight.original.grad
# %%
with parametrize.cached():
    print(layer.weight is layer.weight)
print(layer.weight is layer.weight)
layer.weight = torch.eye(3)
parametrize.remove_parametrizations(layer, "weight")
layer, layer.weight
# %%
normed = parametrizations.weight_norm(nn.Linear(3, 2))
print({name: tuple(p.shape) for name, p in normed.named_parameters()})
normed(torch.ones(1, 3)).sum().backward()
normed.parametrizations.weight.original0.grad
# %%
spectral = parametrizations.spectral_norm(nn.Linear(4, 4))
print(spectral)
print(f"{torch.linalg.matrix_norm(spectral.weight, 2).item():.2f}")
# %%
older = nn.utils.weight_norm(nn.Linear(2, 2))
print(older, [name for name, _ in older.named_parameters()])
nn.utils.remove_weight_norm(older)
print([name for name, _ in older.named_parameters()])
# %%
pruned = nn.Linear(4, 3)
prune.l1_unstructured(pruned, name="weight", amount=0.5)
print(pruned.weight_mask)
print([name for name, _ in pruned.named_parameters()])
pruned(torch.ones(1, 4)).sum().backward()
print(pruned.weight_orig.grad)
# %%
prune.ln_structured(pruned, "weight", amount=1, n=2, dim=0)
print(pruned.weight)
prune.remove(pruned, "weight")
print(prune.is_pruned(pruned), [name for name, _ in pruned.named_parameters()])
