# Optimizers beyond SGD and Adam, their state, groups and schedulers.
# %%
import copy

import torch
from torch import nn, optim
from torch.optim import lr_scheduler


def run(make, steps=4):
    torch.manual_seed(0)
    w = nn.Parameter(torch.randn(2))
    b = nn.Parameter(torch.tensor(0.5))
    optimizer = make([w, b])
    for i in range(steps):
        optimizer.zero_grad()
        loss = ((w * (i + 1)).sum() - b) ** 2
        loss.backward()
        optimizer.step()
    print(optimizer, w, b, optimizer.state_dict(), sep="\n")


run(lambda p: optim.RMSprop(p, lr=0.01))
# %%
run(lambda p: optim.RMSprop(p, lr=0.01, momentum=0.9, centered=True, weight_decay=0.1))
# %%
run(lambda p: optim.Adagrad(p, lr=0.1))
# %%
run(lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.01, weight_decay=0.1, initial_accumulator_value=0.5))
# %%
run(lambda p: optim.AdamW(p, lr=0.1))
# %%
run(lambda p: optim.Adam(p, lr=0.1, amsgrad=True))
# %%
run(lambda p: optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True))
# %%
run(lambda p: optim.SGD([{"params": p[:1]}, {"params": p[1:], "lr": 0.5}], lr=0.01))
# %%
optim.RMSprop([torch.ones(1)], alpha=-1.0)
# %%
optim.Adagrad([torch.ones(1)], lr_decay=-1.0)
# %%
optim.AdamW([torch.ones(1)], betas=(1.0, 0.9))
# %%
w = nn.Parameter(torch.ones(2))
one = optim.Adam([w], lr=0.1)
for _ in range(3):
    one.zero_grad()
    (w**2).sum().backward()
    one.step()
v = nn.Parameter(w.detach().clone())
two = optim.Adam([v], lr=0.5)
two.load_state_dict(copy.deepcopy(one.state_dict()))
for _ in range(2):
    for p, o in ((w, one), (v, two)):
        o.zero_grad()
        (p**2).sum().backward()
        o.step()
w, v, two, one.state_dict()
# %%
two.load_state_dict({"state": {}, "param_groups": []})
# %%
two.load_state_dict({"state": {}, "param_groups": [{"params": [0, 1]}]})
# %%
optimizer = optim.SGD([w], lr=0.1)
optimizer.add_param_group({"params": [v], "lr": 1.0})
optimizer, optimizer.param_groups[1]["lr"], len(optimizer.param_groups)
# %%
def rates(scheduler, optimizer, n=8):
    print(type(scheduler).__name__, scheduler.state_dict())
    found = []
    for _ in range(n):
        optimizer.step()
        scheduler.step()
        found.append(scheduler.get_last_lr())
    print(found, optimizer.param_groups[0]["lr"])


def fresh():
    return optim.SGD([{"params": [nn.Parameter(torch.ones(1))]}, {"params": [nn.Parameter(torch.ones(1))], "lr": 0.3}], lr=0.1)


for make in (
    lambda o: lr_scheduler.StepLR(o, step_size=3, gamma=0.5),
    lambda o: lr_scheduler.MultiStepLR(o, [2, 5]),
    lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    lambda o: lr_scheduler.ConstantLR(o, total_iters=3),
    lambda o: lr_scheduler.LinearLR(o, total_iters=4),
    lambda o: lr_scheduler.CosineAnnealingLR(o, 5),
):
    o = fresh()
    rates(make(o), o)
# %%
o = fresh()
s = lr_scheduler.LambdaLR(o, lambda epoch: 0.95**epoch)
rates_found = []
for _ in range(3):
    o.step()
    s.step()
    rates_found.append(s.get_last_lr())
rates_found, s.state_dict()["base_lrs"], o
# %%
o = fresh()
s = lr_scheduler.MultiplicativeLR(o, [lambda e: 0.9, lambda e: 0.5])
for _ in range(3):
    o.step()
    s.step()
s.get_last_lr(), s.get_lr()
# %%
o = fresh()
s = lr_scheduler.ReduceLROnPlateau(o, patience=1)
found = []
for loss in (1.0, 0.9, 0.95, 0.93, 0.92, 0.5, 0.6, 0.7, torch.tensor(0.8)):
    s.step(loss)
    found.append(o.param_groups[0]["lr"])
found, s.state_dict()
# %%
o = fresh()
s = lr_scheduler.StepLR(o, 1)
s.step()
# %%
s.step(4)
s.get_last_lr()
# %%
saved = s.state_dict()
t = lr_scheduler.StepLR(fresh(), 1)
t.load_state_dict(saved)
t.last_epoch, t.get_last_lr()
# %%
lr_scheduler.StepLR(w, 1)
# %%
lr_scheduler.LambdaLR(fresh(), [abs])
# %%
lr_scheduler.ExponentialLR(fresh(), 0.5, last_epoch=3)
# %%
class Plain(optim.Optimizer):
    def __init__(self, params, lr):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.state[p]["n"] = self.state[p].get("n", 0) + 1
                    p.add_(p.grad, alpha=-group["lr"])


w = nn.Parameter(torch.ones(2))
o = Plain([w], 0.1)
s = lr_scheduler.ExponentialLR(o, 0.5)
for _ in range(2):
    (w**2).sum().backward()
    o.step()
    s.step()
o, w, s.get_last_lr()
# %%
def closure():
    o.zero_grad()
    loss = (w**2).sum()
    loss.backward()
    return loss


o = optim.SGD([w], lr=0.1)
o.step(closure), w
# %%
optim.SGD, type(o), optim.RMSprop, optim.Adagrad, optim.AdamW, lr_scheduler.StepLR, optim.Optimizer
