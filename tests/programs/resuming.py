# Going on from a checkpoint: in memory two optimizers share their state, from a file they do not.
# %%
import io

import torch
from torch import nn

x, y = torch.linspace(-1, 1, 8).view(-1, 1), torch.linspace(1, -1, 8).view(-1, 1) ** 3


def fresh(make, **options):
    torch.manual_seed(3)
    net = nn.Linear(1, 1)
    return net, make(net.parameters(), **options)


def train(net, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


# %%
one, first = fresh(torch.optim.SGD, lr=0.1, momentum=0.9)
train(one, first, 3)
two, second = fresh(torch.optim.SGD, lr=0.5)
two.load_state_dict(one.state_dict())
second.load_state_dict(first.state_dict())
held = [optimizer.state[net.bias]["momentum_buffer"]
        for net, optimizer in ((one, first), (two, second))]
print(held[0].data_ptr() == held[1].data_ptr(), second.param_groups[0]["lr"])
# %%
train(two, second, 2)
print(held, one.bias, two.bias)
# %%
for make in (torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad,
             torch.optim.Adadelta, torch.optim.Adamax, torch.optim.NAdam, torch.optim.RAdam,
             torch.optim.ASGD, torch.optim.Rprop):
    one, first = fresh(make, lr=0.05)
    train(one, first, 2)
    two, second = fresh(make, lr=0.05)
    two.load_state_dict(one.state_dict())
    second.load_state_dict(first.state_dict())
    train(two, second, 3)
    print(make.__name__, first.state[one.bias]["step"], second.state[two.bias]["step"], two.bias)
# %%
file = io.BytesIO()
one, first = fresh(torch.optim.Adam, lr=0.05)
train(one, first, 2)
torch.save({"net": one.state_dict(), "optimizer": first.state_dict()}, file)
file.seek(0)
saved = torch.load(file)
two, second = fresh(torch.optim.Adam)
two.load_state_dict(saved["net"])
second.load_state_dict(saved["optimizer"])
print(train(two, second, 3) == train(one, first, 3))
print(first.state[one.bias]["step"], saved["optimizer"]["state"][1]["step"])
# %%
first.state[one.bias]["step"] += 1
print(first.state_dict()["state"][1]["step"], second.state[two.bias]["step"])
# %%
optimizer = torch.optim.SGD([nn.Parameter(torch.ones(1))], lr=1.0)
schedulers = [torch.optim.lr_scheduler.ConstantLR(optimizer, 0.1, 2),
              torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)]
chain = torch.optim.lr_scheduler.SequentialLR(optimizer, schedulers, milestones=[2])
print(chain.state_dict())
