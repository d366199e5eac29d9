# Parameters that are pruned several times: the container of the methods, and their kinds.
# %%
import torch
import torch.nn.utils.prune as prune
from torch import nn

torch.manual_seed(0)
layer = nn.Conv2d(1, 6, 5)
prune.random_unstructured(layer, "weight", amount=0.3)
prune.l1_unstructured(layer, "bias", amount=3)
print([*layer._forward_pre_hooks.values()])
prune.ln_structured(layer, "weight", amount=0.5, n=2, dim=0)
container = next(hook for hook in layer._forward_pre_hooks.values()
                 if hook._tensor_name == "weight")
print(list(container), type(container), len(container), container[0])
prune.l1_unstructured(layer, "weight", amount=5)
print(len(container), layer.weight_mask.sum(), layer.bias, list(layer.state_dict()))
prune.remove(layer, "weight")
print([*layer._forward_pre_hooks.values()], [name for name, _ in layer.named_parameters()])
# %%
method = prune.L1Unstructured(amount=2)
t = torch.tensor([[1.0, -2, 3], [0.5, -0.1, 4]])
print(method.prune(t), method.prune(t, importance_scores=-t.abs()))
print(method.prune(t, default_mask=torch.tensor([[1.0, 0, 1], [1, 1, 1]])))
method._tensor_name = "w"
container = prune.PruningContainer(method)
print(container.compute_mask(t, torch.tensor([[1.0, 0, 1], [1, 0, 1]])), container[0] is method)


class EverySecond(prune.BasePruningMethod):
    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t, default_mask):
        mask = default_mask.clone()
        mask.view(-1)[::2] = 0
        return mask


linear = nn.Linear(3, 6)
for _ in range(3):
    EverySecond.apply(linear, "bias")
    print(linear.bias_mask)
print(prune.LnStructured.PRUNING_TYPE, prune.CustomFromMask.PRUNING_TYPE)
for _ in range(2):
    prune.ln_structured(linear, "weight", amount=0.5, n=1, dim=0)
    print(linear.weight_mask.sum(1))
# %%
net = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 2))
pairs = (net[0], "weight"), (net[1], "weight")
prune.global_unstructured(pairs, pruning_method=prune.L1Unstructured, amount=0.4)
print([*net[0]._forward_pre_hooks.values()], net[1].weight_mask)
prune.global_unstructured(pairs, pruning_method=prune.RandomUnstructured, amount=2)
print(net[0].weight_mask, net[1].weight_mask)
# %%
container.add_pruning_method(3)
# %%
other = prune.L1Unstructured(amount=1)
other._tensor_name = "b"
container.add_pruning_method(other)
# %%
prune.global_unstructured(pairs, pruning_method=prune.LnStructured, amount=1, n=1)
# %%
prune.global_unstructured(3, pruning_method=prune.L1Unstructured, amount=1)
# %%
method.prune(t, importance_scores=t[0])
