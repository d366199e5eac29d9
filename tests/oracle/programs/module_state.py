# What containers of modules do to their members, and what a state dict says of versions.
# %%
import torch
from collections import OrderedDict
from torch import nn

def two():
    return nn.Sequential(nn.ReLU(), nn.Tanh())

two() + two(), two() * 2, 2 * two()
# %%
layers = two()
layers += nn.Sequential(nn.Sigmoid())
layers *= 2
layers
# %%
two().insert(1, nn.Sigmoid()), two().insert(-1, nn.Sigmoid())
# %%
two().insert(3, nn.Sigmoid())
# %%
two().insert(0, "layer")
# %%
nn.Sequential(OrderedDict(a=nn.Tanh())).insert(1, nn.ReLU())
# %%
named = nn.Sequential(OrderedDict(a=nn.Tanh(), b=nn.ReLU()))
named.insert(1, nn.Sigmoid())
# %%
two() + [nn.ReLU()]
# %%
two() * 0
# %%
two() * 1.5
# %%
class Stack(nn.Sequential):
    pass

print(Stack(nn.ReLU(), nn.Tanh())[:1])
nn.ModuleList([nn.ReLU()]).insert(0, nn.Tanh())
# %%
dict(nn.Sequential(nn.BatchNorm1d(2), nn.Linear(2, 2)).state_dict()._metadata)
# %%
[m._version for m in (nn.Module(), nn.BatchNorm2d(1), nn.InstanceNorm1d(2), nn.Linear(1, 1))]
# %%
norm = nn.BatchNorm1d(2)
print(norm.load_state_dict({"weight": torch.ones(2)}, strict=False))
norm.load_state_dict({"weight": torch.ones(2)})
# %%
norm.load_state_dict(nn.BatchNorm1d(2, track_running_stats=False).state_dict())
# %%
old = norm.state_dict()
del old["num_batches_tracked"]
norm.load_state_dict(old)
# %%
plain = {k: v for k, v in norm.state_dict().items() if k != "num_batches_tracked"}
print(norm.load_state_dict(plain), sorted(plain))
# %%
layer = nn.Linear(1, 1)
layer.register_forward_hook(lambda m, i, o: print("result", o is not None), always_call=True)
layer.register_forward_hook(lambda m, i, o: print("not after an error"))
layer(torch.ones(3, 3))
# %%
_ = layer(torch.ones(3, 1))
# %%
torch.optim.SGD(nn.Sequential(nn.ReLU()), lr=0.1)
# %%
torch.optim.SGD([None], lr=0.1)
# %%
from torch.optim.swa_utils import AveragedModel, get_ema_avg_fn, get_ema_multi_avg_fn, get_swa_multi_avg_fn

torch.manual_seed(0)
model = nn.Linear(2, 1)
for options in ({}, {"multi_avg_fn": get_ema_multi_avg_fn(0.9)}, {"avg_fn": get_ema_avg_fn(0.9)},
                {"multi_avg_fn": get_swa_multi_avg_fn()}, {"use_buffers": True}):
    averaged = AveragedModel(model, **options)
    for _ in range(4):
        averaged.update_parameters(model)
        with torch.no_grad():
            for p in model.parameters():
                p.mul_(1.1).add_(0.3)
    print(list(averaged.parameters()), averaged.n_averaged)
# %%
AveragedModel(model, avg_fn=print, multi_avg_fn=print)
# %%
get_ema_multi_avg_fn(2)
