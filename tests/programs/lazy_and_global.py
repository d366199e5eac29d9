# Modules that learn their sizes from the first input; hooks that every module calls; a line search.
# %%
import torch
from torch import nn
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
    register_module_full_backward_hook,
)

torch.manual_seed(4)
net = nn.Sequential(nn.LazyConv2d(2, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(3))
print(net)
net[0].weight
# %%
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
image = torch.arange(16.0).view(1, 1, 4, 4) / 16
print(net(image).shape, net, sep="\n")
before = net[3].bias.clone()
net(image).sum().backward()
optimizer.step()
print(before - net[3].bias)
# %%
handle = register_module_forward_hook(lambda m, x, y: print(type(m).__name__, tuple(y.shape)))
net(image)
handle.remove()
with register_module_forward_pre_hook(lambda m, x: print("before", type(m).__name__)):
    net[1](image)
net[1](image).shape
# %%
handle = register_module_full_backward_hook(
    lambda m, inputs, outputs: print(type(m).__name__, tuple(outputs[0].shape)))
net[3](torch.ones(1, 8, requires_grad=True)).sum().backward()
handle.remove()
# %%
norm = nn.BatchNorm1d(2, momentum=None)
for scale in (1.0, 3.0):
    norm(torch.tensor([[0.0, 1.0], [2.0, 5.0]]) * scale)
print(norm.running_mean, norm.num_batches_tracked)
norm.reset_running_stats()
print(norm.running_mean, norm)
# %%
short = nn.Embedding(4, 2, padding_idx=0, max_norm=1.0)
print(short)
out = short(torch.tensor([0, 2]))
print((out.norm(dim=1) <= 1).tolist(), nn.Embedding.from_pretrained(torch.eye(2)).weight)
# %%
point = torch.tensor([3.0, -1.0], requires_grad=True)
search = torch.optim.LBFGS([point], line_search_fn="strong_wolfe")


def closure():
    search.zero_grad()
    loss = (point[0] - 1) ** 2 + 4 * point[1] ** 2
    loss.backward()
    return loss


for _ in range(2):
    print(f"{search.step(closure).item():.4f}")
print([round(x, 3) for x in point.tolist()])
# %%
values = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
for result in (values * 2, values.clamp(0, 1), values**3, values.softmax(0), values[1:3],
               values.std(), torch.nn.functional.nll_loss(values, torch.tensor(2))):
    node = result.grad_fn
    print(node.name(), [name for name in dir(node) if name.startswith("_saved_")])
loss = torch.nn.functional.nll_loss(values.view(1, 3), torch.tensor([2])).grad_fn
loss._saved_reduction, loss._saved_target, loss._saved_ignore_index, loss._saved_weight
