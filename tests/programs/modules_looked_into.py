# What a module holds and shows: buffers, parameters by name, shared layers, copies, checkpoints of
# other modules; and data sets side by side and one after the other.
# %%
import copy
import torch
import torch.nn as nn
from torch.utils.data import ChainDataset, DataLoader, IterableDataset, StackDataset

torch.manual_seed(0)

class Affine(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim
        self.scale = nn.Parameter(torch.ones(dim))
        self.register_parameter("shift", None)
        self.running = nn.Buffer(torch.zeros(dim))
        self.count = nn.Buffer(torch.tensor(0), persistent=False)

    def extra_repr(self):
        return f"dim={self.dim}, shift={self.shift is not None}"

    def forward(self, x):
        self.count += 1
        self.running = 0.9 * self.running + 0.1 * x.detach().mean(0)
        return x * self.scale

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Affine(3) for _ in range(2)])
        self.head = nn.Sequential(nn.Linear(3, 4), nn.SiLU(), nn.Linear(4, 1, bias=False))
        self.tied = self.head[0]
        self.mixture = nn.ParameterDict({"a": torch.ones(2, 2)})

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)

net = Net()
print(net)
print([name for name, _ in net.named_parameters()])
print([name for name, _ in net.named_parameters(remove_duplicate=False)])
print([name for name, _ in net.named_buffers()], list(net.state_dict()))
# %%
out = net(torch.arange(6.0).view(2, 3))
out.sum().backward()
print(out, net.blocks[0].count, net.blocks[0].running, "running" in net.blocks[0]._buffers)
print(isinstance(net.blocks[0].count, nn.Buffer), type(net.blocks[0].running))
print(net.get_submodule("head.0"), net.get_parameter("blocks.0.scale").grad)
# %%
net.get_submodule("nope")
# %%
net.head = 3
# %%
net.load_state_dict({"blocks.0.scale": torch.ones(3), "other": torch.ones(1)})
# %%
twin = copy.deepcopy(net)
twin.head[0].weight.data.zero_()
print(net.head[0].weight.sum() != 0, twin.tied is twin.head[0])
print(net.to(torch.float64) is net, net.head[0].weight.dtype, net.blocks[0].count.dtype)
print(net.requires_grad_(False).head[0].weight.requires_grad, net.eval().training)
print(nn.Linear(2, 2).to_empty(device="cpu"))
# %%
images, labels = torch.arange(12.0).view(4, 3), torch.arange(4)
both = StackDataset(image=images, label=labels)
print(len(both), both[1])
for batch in DataLoader(both, batch_size=3):
    print(batch)

class Stream(IterableDataset):
    def __init__(self, start, end):
        self.start, self.end = start, end

    def __iter__(self):
        return iter(range(self.start, self.end))

print(list(DataLoader(ChainDataset([Stream(0, 3), Stream(7, 9)]), batch_size=2)))
# %%
StackDataset(images, torch.ones(3))
