# Schedulers: rates that are tensors, states, groups added later, schedulers of schedulers.
# %%
import io
import types

import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import (
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)
from torch.optim.swa_utils import SWALR

w = torch.ones(1, requires_grad=True)


def optimizer(rate=0.1):
    return SGD([w], lr=rate, momentum=0.5)


# %%
KINDS = {
    "StepLR": lambda o: StepLR(o, 2), "ExponentialLR": lambda o: ExponentialLR(o, 0.5),
    "CyclicLR": lambda o: CyclicLR(o, 0.01, 0.1, 2), "SWALR": lambda o: SWALR(o, 0.05, 3),
    "OneCycleLR": lambda o: OneCycleLR(o, 0.1, 9),
    "CosineAnnealingWarmRestarts": lambda o: CosineAnnealingWarmRestarts(o, 3),
    "LinearLR": lambda o: LinearLR(o),
}
for name, make in KINDS.items():
    rate = torch.tensor(0.2)
    own = optimizer(rate)
    scheduler = make(own)
    for _ in range(4):
        own.step()
        scheduler.step()
    group = own.param_groups[0]
    print(name, rate, group["lr"] is rate, group.get("initial_lr"), scheduler.get_last_lr())
# %%
own = optimizer()
scheduler = MultiStepLR(own, [2, 2, 5])
held = io.BytesIO()
torch.save(scheduler.state_dict(), held)
held.seek(0)
print(torch.load(held))
# %%
own = optimizer(0.5)
scheduler = ReduceLROnPlateau(own, patience=0)
own.add_param_group({"params": [torch.ones(2, requires_grad=True)], "lr": 0.4})
for metric in (1.0, 2.0):
    scheduler.step(metric)
print([group["lr"] for group in own.param_groups], scheduler.min_lrs)
# %%
own = optimizer(0.5)
scheduler = ReduceLROnPlateau(own, patience=0, min_lr=[0.1])
own.add_param_group({"params": [torch.ones(2, requires_grad=True)]})
scheduler.step(1.0)
scheduler.step(2.0)
# %%
own = optimizer()
chained = ChainedScheduler([LinearLR(own, 0.1, total_iters=3), ConstantLR(own, 0.1, 3)])
scheduler = SequentialLR(own, [chained, ConstantLR(own, 0.5, 3)], [3])
for _ in range(6):
    own.step()
    scheduler.step()
    print(scheduler.get_last_lr())
state = chained.state_dict()
chained.load_state_dict(state)
print(state, chained.state_dict() == state)
# %%
ChainedScheduler([StepLR(own, 2), ReduceLROnPlateau(own)])
# %%
SequentialLR(own, [StepLR(own, 2), StepLR(optimizer(), 2)], [2])
# %%
ChainedScheduler([3])
# %%
CyclicLR(own, [0.1, 0.2], 0.3)
# %%
SWALR(own, [0.1, 0.2])
# %%
SWALR(own, 0.1, anneal_strategy="other")
# %%
SWALR(own, 0.1, anneal_epochs=-1)
# %%
own = optimizer()
scheduler = StepLR(own, 2)
step = own.step
own.step = types.MethodType(lambda self: step(), own)
own.step()
scheduler.step()
# %%
own = optimizer()
scheduler = StepLR(own, 2)
own.register_step_pre_hook(lambda *a: None)
own.step()
scheduler.step()
scheduler = SWALR(own, [0.05], 4, "linear")
print(sorted(scheduler.state_dict()))
