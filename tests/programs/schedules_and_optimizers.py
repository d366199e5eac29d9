# Twelve schedules, a warm-up, and twelve optimizers on one small problem.
# %%
import torch
from torch import nn, optim
from torch.optim import lr_scheduler as S

net = nn.Linear(2, 1)


def trace(make, steps=8, lr=0.1, **kw):
    opt = optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    sch = make(opt)
    out = []
    for _ in range(steps):
        out.append(round(opt.param_groups[0]["lr"], 6))
        opt.step()
        sch.step()
    return out, sch


for name, make in {
    "StepLR": lambda o: S.StepLR(o, 3, 0.5),
    "MultiStepLR": lambda o: S.MultiStepLR(o, [2, 5], 0.1),
    "ExponentialLR": lambda o: S.ExponentialLR(o, 0.9),
    "CosineAnnealingLR": lambda o: S.CosineAnnealingLR(o, 5, 0.01),
    "LinearLR": lambda o: S.LinearLR(o, 0.25, total_iters=4),
    "ConstantLR": lambda o: S.ConstantLR(o, 0.5, 3),
    "PolynomialLR": lambda o: S.PolynomialLR(o, 6, 2.0),
    "LambdaLR": lambda o: S.LambdaLR(o, lambda e: 0.95**e),
    "MultiplicativeLR": lambda o: S.MultiplicativeLR(o, lambda e: 0.8),
    "CyclicLR": lambda o: S.CyclicLR(o, 0.01, 0.1, 3, mode="triangular2"),
    "OneCycleLR": lambda o: S.OneCycleLR(o, 0.2, total_steps=10),
    "WarmRestarts": lambda o: S.CosineAnnealingWarmRestarts(o, 3, 2, 0.001),
}.items():
    out, sch = trace(make)
    print(f"{name:20s}", out, sch.last_epoch)
# %%
opt = optim.Adam(net.parameters(), lr=0.1)
warm = S.LinearLR(opt, 0.1, total_iters=3)
cos = S.CosineAnnealingLR(opt, T_max=5)
seq = S.SequentialLR(opt, [warm, cos], milestones=[3])
for e in range(8):
    opt.step()
    seq.step()
    print(e, seq.get_last_lr())
print(seq.state_dict()["_milestones"], sorted(warm.state_dict()))
chained = S.ChainedScheduler([S.ConstantLR(opt, 0.1, 2), S.ExponentialLR(opt, 0.9)])
for e in range(3):
    opt.step()
    chained.step()
    print(chained.get_last_lr())
# %%
sch = S.StepLR(optim.SGD(net.parameters(), lr=1.0), 2)
sch.step()
print(sch.get_last_lr())
print(sch.state_dict())
# %%
opt = optim.SGD(
    [{"params": net.weight}, {"params": net.bias, "lr": 0.5}], lr=0.01, weight_decay=1e-4
)
pl = S.ReduceLROnPlateau(opt, "min", patience=1, threshold=1e-3, cooldown=1, min_lr=[1e-4, 1e-3])
for v in [1.0, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8]:
    pl.step(v)
    print(v, pl.get_last_lr(), pl.best, pl.num_bad_epochs, pl.cooldown_counter)
print(
    {
        k: v
        for k, v in pl.state_dict().items()
        if k in ("best", "patience", "mode", "factor", "last_epoch")
    }
)
# %%
S.LambdaLR(opt, [lambda e: 1.0])
# %%
S.StepLR(opt, "a")
S.OneCycleLR(opt, 0.1)
# %%
torch.manual_seed(0)
X = torch.randn(16, 2)
Y = X @ torch.tensor([[1.0], [-2.0]]) + 0.3
for cls, kw in [
    (optim.SGD, dict(lr=0.05, momentum=0.9, dampening=0.1)),
    (optim.Adam, dict(lr=0.05, amsgrad=True)),
    (optim.AdamW, dict(lr=0.05)),
    (optim.RMSprop, dict(lr=0.02, centered=True)),
    (optim.Adagrad, dict(lr=0.2)),
    (optim.Adadelta, dict()),
    (optim.NAdam, dict(lr=0.05)),
    (optim.RAdam, dict(lr=0.05)),
    (optim.Adamax, dict(lr=0.05)),
    (optim.ASGD, dict(lr=0.05)),
    (optim.Rprop, dict(lr=0.01)),
    (optim.Adafactor, dict(lr=0.05)),
]:
    torch.manual_seed(1)
    m = nn.Linear(2, 1)
    o = cls(m.parameters(), **kw)
    for _ in range(10):
        o.zero_grad()
        l = nn.functional.huber_loss(m(X), Y)
        l.backward()
        o.step()
    print(
        cls.__name__,
        l.item(),
        m.weight.data.flatten(),
        o.state_dict()["param_groups"][0].keys() - {"params"} >= {"lr"},
    )
    print(sorted(o.state[m.weight]))
# %%
print(optim.Adam(net.parameters()))
print(optim.Adafactor(net.parameters()))
