# More optimizers and schedulers: their steps, their states, what they say to wrong arguments.
# %%
import torch
from torch import nn, optim
from torch.optim import lr_scheduler
def run(make, steps=5):
    w = torch.tensor([[1.0, -2.0], [0.5, 3.0]], requires_grad=True); o = make([w])
    for _ in range(steps):
        o.zero_grad(); ((w - 3) ** 2 * torch.tensor([1.0, 10.0])).sum().backward(); o.step()
    return w, o.state_dict()["state"][0], o
# %%
run(optim.Adadelta), run(lambda p: optim.Adadelta(p, weight_decay=0.1))
# %%
run(optim.Adamax), run(lambda p: optim.Adamax(p, weight_decay=0.1, betas=(0.8, 0.9)))
# %%
run(optim.NAdam), run(lambda p: optim.NAdam(p, weight_decay=0.1, decoupled_weight_decay=True))
# %%
run(optim.RAdam, 9), run(lambda p: optim.RAdam(p, weight_decay=0.1))
# %%
run(optim.ASGD), run(lambda p: optim.ASGD(p, t0=2, weight_decay=0.1))
# %%
run(optim.Rprop), run(lambda p: optim.Rprop(p, lr=1.0, etas=(0.4, 1.5)))
# %%
optim.Adadelta([torch.ones(1)], rho=2)
# %%
optim.Rprop([torch.ones(1)], etas=(2, 3))
# %%
optim.NAdam([torch.ones(1)], betas=(1.0, 0.9))
# %%
model = nn.Linear(2, 1); o = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
def rates(s, n=9):
    found = []
    for _ in range(n):
        o.step(); s.step(); found.append((round(o.param_groups[0]["lr"], 6), round(o.param_groups[0]["momentum"], 6)))
    return found
rates(lr_scheduler.CyclicLR(o, 0.01, 0.1, step_size_up=2, step_size_down=3)), rates(lr_scheduler.CyclicLR(o, 0.01, 0.1, step_size_up=2, mode="triangular2")), rates(lr_scheduler.CyclicLR(o, 0.01, 0.1, step_size_up=2, mode="exp_range", gamma=0.9, cycle_momentum=False))
# %%
lr_scheduler.CyclicLR(optim.Adagrad(model.parameters()), 0.1, 0.2)
# %%
lr_scheduler.CyclicLR(o, 0.1, 0.2, mode="round")
# %%
s = lr_scheduler.ChainedScheduler([lr_scheduler.ConstantLR(o, 0.1, total_iters=2), lr_scheduler.ExponentialLR(o, gamma=0.9)]); rates(s, 4), s.get_last_lr()
# %%
o = optim.Adam(model.parameters()); p = optim.Adam(model.parameters(), lr=5.0); p.load_state_dict(o.state_dict()); list(p.param_groups[0]), p.param_groups[0]["lr"]
# %%
before = o.register_step_pre_hook(lambda opt, args, kwargs: print("before", len(args), kwargs)); after = o.register_step_post_hook(lambda opt, args, kwargs: print("after", type(opt).__name__))
o.step(); before.remove(); o.step(); after.remove(); o.step()
# %%
averaged = optim.swa_utils.AveragedModel(model); averaged.update_parameters(model); averaged.update_parameters(model); averaged.n_averaged, torch.allclose(averaged.module.weight, model.weight), averaged
