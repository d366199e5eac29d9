# Hooks of what modules and optimizers save and load, and a subclass that renames what it loads.

# %%
import torch
from torch import nn

layer = nn.Linear(2, 1)
with torch.no_grad():
    layer.weight.fill_(2.0)
    layer.bias.fill_(1.0)
saved = layer.state_dict()

# %%
handle = layer.register_state_dict_post_hook(
    lambda module, state, prefix, metadata: print("saved", list(state), repr(prefix), metadata))
layer.register_state_dict_pre_hook(
    lambda module, prefix, keep_vars: print("to save", repr(prefix), keep_vars))
dict(nn.Sequential(layer).state_dict(keep_vars=True))

# %%
handle.remove()
layer.register_state_dict_post_hook(lambda module, state, prefix, metadata: state)
layer.state_dict()

# %%
loaded = nn.Linear(2, 1)
loaded.register_load_state_dict_pre_hook(
    lambda module, state, prefix, metadata, strict, missing, unexpected, errors: print(
        type(module).__name__, list(state), repr(prefix), metadata, strict, missing, unexpected,
        errors))
loaded.register_load_state_dict_post_hook(lambda module, keys: print("loaded", keys))
print(loaded.load_state_dict(saved), loaded.weight)

# %%
nn.Sequential(loaded, nn.ReLU()).load_state_dict({"0.weight": torch.ones(1, 2)}, strict=False)

# %%
loaded._register_load_state_dict_pre_hook(lambda state, prefix, *others: state.pop("extra", None))
loaded.load_state_dict({**saved, "extra": torch.ones(1)})

# %%
loaded.register_load_state_dict_post_hook(lambda module, keys: keys)
loaded.load_state_dict(saved)

# %%
forgiving = nn.Linear(2, 1)
forgiving.register_load_state_dict_post_hook(
    lambda module, keys: (keys.missing_keys.clear(), keys.unexpected_keys.clear())[0])
forgiving.load_state_dict({"other": torch.ones(1)})

# %%
def with_a_mark(module, state, prefix, metadata):
    state[prefix + "mark"] = torch.ones(1)
    return state

marked = nn.Linear(1, 1)
marked._register_state_dict_hook(with_a_mark)
list(nn.Sequential(marked).state_dict())

# %%
class Renamed(nn.Module):
    _version = 2

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, strict, missing_keys,
                              unexpected_keys, error_msgs):
        print(repr(prefix), local_metadata, strict)
        if local_metadata.get("version", 1) < 2:
            state_dict[prefix + "scale"] = state_dict.pop(prefix + "gain")
        super()._load_from_state_dict(state_dict, prefix, local_metadata, strict, missing_keys,
                                      unexpected_keys, error_msgs)

renamed = Renamed()
print(renamed.load_state_dict({"gain": torch.tensor([3.0])}), renamed.scale)
print(renamed.load_state_dict(renamed.state_dict(), assign=True))
nn.Sequential(Renamed()).load_state_dict({"0.gain": torch.tensor([3.0])})

# %%
class Marked(nn.Module):
    def _save_to_state_dict(self, destination, prefix, keep_vars):
        super()._save_to_state_dict(destination, prefix, keep_vars)
        destination[prefix + "mark"] = torch.zeros(1)

print(dict(Marked().state_dict()), list(nn.Sequential(Marked()).state_dict()))
Marked().load_state_dict({"mark": torch.zeros(1), "deep.er": torch.zeros(1)})

# %%
network = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.Linear(1, 1), nn.ReLU()))
network.set_submodule("1.1", nn.Tanh())
network.set_submodule("2", nn.Identity())
print(network)
network.set_submodule("3", nn.ReLU(), strict=True)

# %%
network.set_submodule("0.weight", nn.ReLU())

# %%
param = torch.ones(2, requires_grad=True)
optimizer = torch.optim.SGD([param], lr=torch.tensor(0.5), momentum=0.5)
(param * 3).sum().backward()
optimizer.step()
optimizer.step()
print(param, optimizer)

# %%
optimizer.register_state_dict_pre_hook(lambda opt: print("to save", type(opt).__name__))
optimizer.register_state_dict_post_hook(lambda opt, state: {**state, "epoch": 3})
optimizer.register_load_state_dict_pre_hook(
    lambda opt, state: print("to load", sorted(state), state.pop("epoch")))
optimizer.register_load_state_dict_post_hook(lambda opt: print("loaded", opt.param_groups[0]["lr"]))
state = optimizer.state_dict()
print(state)
optimizer.load_state_dict(state)
optimizer.step()
print(param)

# %%
class Older(torch.optim.Optimizer):
    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            group.setdefault("nesterov", False)

older = Older([param], 0.1)
print(older)
older.load_state_dict(older.state_dict())
older
