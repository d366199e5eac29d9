# Parameter groups, schedules and their printed forms; checkpoints that resume a run to the digit.
# %%
import copy, io, math
import torch
from torch import nn
from torch.optim import SGD, Adam, AdamW, lr_scheduler
from torch.optim.lr_scheduler import LRScheduler, _LRScheduler

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
base = [p for n, p in net.named_parameters() if n.startswith("0")]
head = [p for n, p in net.named_parameters() if not n.startswith("0")]
opt = SGD([{"params": base, "lr": 1e-3, "name": "base"}, {"params": head}], lr=1e-2, momentum=0.9, weight_decay=5e-4)
print(opt)
print([len(g["params"]) for g in opt.param_groups], opt.param_groups[0].keys())
# %%
def sweep(make, n=8, every=1, opt=None, pass_metric=None):
    o = opt or SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
    s = make(o)
    lrs = []
    for i in range(n):
        lrs.append(o.param_groups[0]["lr"])
        o.step()
        s.step(*([pass_metric[i]] if pass_metric else []))
    print(type(s).__name__, [f"{x:.5g}" for x in lrs], s.last_epoch)
    return s


for m in (
    lambda o: lr_scheduler.StepLR(o, 3, 0.5),
    lambda o: lr_scheduler.MultiStepLR(o, milestones=[2, 5], gamma=0.1),
    lambda o: lr_scheduler.ExponentialLR(o, gamma=0.9),
    lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=4),
    lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2),
    lambda o: lr_scheduler.LambdaLR(o, lr_lambda=lambda e: 0.95**e),
    lambda o: lr_scheduler.MultiplicativeLR(o, lr_lambda=lambda e: 0.8),
    lambda o: lr_scheduler.PolynomialLR(o, total_iters=5, power=2.0),
    lambda o: lr_scheduler.ConstantLR(o, factor=0.5, total_iters=2),
    lambda o: lr_scheduler.LinearLR(o, start_factor=0.5, total_iters=4),
    lambda o: lr_scheduler.CyclicLR(o, base_lr=0.01, max_lr=0.1, step_size_up=2, mode="triangular2"),
    lambda o: lr_scheduler.OneCycleLR(o, max_lr=0.5, steps_per_epoch=2, epochs=5),
    lambda o: lr_scheduler.ChainedScheduler([lr_scheduler.ConstantLR(o, 0.1, 2), lr_scheduler.ExponentialLR(o, 0.9)]),
):
    try:
        sweep(m)
    except AttributeError as e:
        print(e)
# %%
s = sweep(lambda o: lr_scheduler.ReduceLROnPlateau(o, "min", factor=0.1, patience=1, cooldown=1, min_lr=1e-4, threshold=1e-2), pass_metric=[1.0, 0.9, 0.9, 0.9, 0.9, 0.95, 0.95, 0.95])
print(s.best, s.num_bad_epochs, s.in_cooldown, s.get_last_lr())
# %%
class WarmupCosine(LRScheduler):
    def __init__(self, optimizer, warmup, total, eta_min=0.0, last_epoch=-1):
        self.warmup, self.total, self.eta_min = warmup, total, eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        if self.last_epoch < self.warmup:
            return [b * (self.last_epoch + 1) / self.warmup for b in self.base_lrs]
        t = (self.last_epoch - self.warmup) / max(1, self.total - self.warmup)
        return [self.eta_min + (b - self.eta_min) * 0.5 * (1 + math.cos(math.pi * t)) for b in self.base_lrs]


s = sweep(lambda o: WarmupCosine(o, 3, 8))
print(s.state_dict(), issubclass(WarmupCosine, LRScheduler), _LRScheduler.__mro__[1].__name__)
# %%
class GradualWarmup(_LRScheduler):
    def __init__(self, optimizer, multiplier, total_epoch, after=None):
        self.multiplier, self.total_epoch, self.after, self.finished = multiplier, total_epoch, after, False
        super(GradualWarmup, self).__init__(optimizer)

    def get_lr(self):
        if self.last_epoch > self.total_epoch:
            return [b * self.multiplier for b in self.base_lrs]
        return [b * ((self.multiplier - 1.0) * self.last_epoch / self.total_epoch + 1.0) for b in self.base_lrs]


sweep(lambda o: GradualWarmup(o, 4, 4))
# %%
o = Adam(net.parameters(), lr=1e-2)
sch = lr_scheduler.StepLR(o, 2)
X, Y = torch.randn(10, 4), torch.randint(0, 2, (10,))


def run(net, o, sch, n):
    out = []
    for _ in range(n):
        o.zero_grad()
        loss = nn.functional.cross_entropy(net(X), Y)
        loss.backward()
        o.step()
        sch.step()
        out.append(round(loss.item(), 4))
    return out


print(run(net, o, sch, 3))
buf = io.BytesIO()
torch.save({"epoch": 3, "model": net.state_dict(), "optim": o.state_dict(), "sched": sch.state_dict(), "rng": torch.get_rng_state()}, buf)
first = run(net, o, sch, 3)
buf.seek(0)
ck = torch.load(buf, weights_only=True)
net2 = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
o2 = Adam(net2.parameters(), lr=99.0)
sch2 = lr_scheduler.StepLR(o2, 7)
print(net2.load_state_dict(ck["model"]), o2.load_state_dict(ck["optim"]), sch2.load_state_dict(ck["sched"]), ck["rng"].dtype, ck.keys())
print(first, run(net2, o2, sch2, 3), o2.param_groups[0]["lr"], sch2.step_size)
# %%
print(sch2.state_dict())
print({k: (v["step"], v["exp_avg"].shape) for k, v in o2.state_dict()["state"].items()})
print({k: v for k, v in o2.state_dict()["param_groups"][0].items()})
# %%
o = SGD([nn.Parameter(torch.ones(1))], lr=1.0)
sch = lr_scheduler.StepLR(o, 1)
sch.step()
print(o.param_groups[0]["lr"])
try:
    lr_scheduler.StepLR(o, 1, last_epoch=3)
    print("resumed")
    lr_scheduler.StepLR(SGD([nn.Parameter(torch.ones(1))], lr=1.0), 1, last_epoch=3)
except KeyError as e:
    print(e)
# %%
for p in base:
    p.requires_grad = False
opt = AdamW(filter(lambda p: p.requires_grad, net.parameters()), lr=1e-3, fused=None)
print(len(opt.param_groups[0]["params"]), opt)
opt.add_param_group({"params": base, "lr": 1e-5, "betas": (0.8, 0.9)})
print([(g["lr"], g["betas"], g["weight_decay"]) for g in opt.param_groups])
for g in opt.param_groups:
    g["lr"] *= 0.5
print([f"{g['lr']:.1e}" for g in opt.param_groups])
named = SGD(net.named_parameters(), lr=0.1)
print(named.param_groups[0]["param_names"])
# %%
swa = torch.optim.swa_utils.AveragedModel(net)
swa_s = torch.optim.swa_utils.SWALR(o, swa_lr=0.05, anneal_epochs=2)
for _ in range(3):
    o.step(); swa_s.step(); swa.update_parameters(net)
print(swa.n_averaged, o.param_groups[0]["lr"], swa_s.get_last_lr())
ema = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.9))
ema.update_parameters(net); print(ema.module[3].bias.shape, type(ema.module).__name__)
# %%
for cls, kw in ((torch.optim.Adagrad, {}), (torch.optim.Adadelta, {}), (torch.optim.Adamax, {}), (torch.optim.ASGD, {}), (torch.optim.NAdam, {}), (torch.optim.RAdam, {}), (torch.optim.RMSprop, {}), (torch.optim.Rprop, {}), (torch.optim.LBFGS, {"max_iter": 2}), (torch.optim.SGD, {"lr": 0.1, "nesterov": True, "momentum": 0.5})):
    p = nn.Parameter(torch.tensor([[1.0, -2.0]]))
    try:
        q = cls([p], **kw)
        for _ in range(2):
            def closure():
                q.zero_grad(); l = (p**4).sum(); l.backward(); return l
            l = q.step(closure)
        print(cls.__name__, f"{l.item():.4f}", p.data, sorted(q.state[p])[:3])
    except (AttributeError, NotImplementedError, RuntimeError) as e:
        print(type(e).__name__, e)
