# A frozen backbone, gradients over several batches, clipping, plateaus, averages.
# %%
import torch
from torch import nn, optim

torch.manual_seed(11)
backbone = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU())
head = nn.Linear(16, 3)
model = nn.Sequential(backbone, head)
for p in backbone.parameters():
    p.requires_grad = False
print([(n, p.requires_grad) for n, p in model.named_parameters()])
opt = optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=0.1, momentum=0.9)
x, y = torch.randn(12, 8), torch.randint(0, 3, (12,))
crit = nn.CrossEntropyLoss()
before = backbone[0].weight.clone()
for i in range(3):
    loss = crit(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(i, loss.item(), head.weight.grad.abs().mean().item())
print(torch.equal(before, backbone[0].weight), backbone[0].weight.grad)
# %%
for p in backbone.parameters():
    p.requires_grad_(True)
opt.add_param_group({"params": backbone.parameters(), "lr": 0.01})
print(opt)
print(len(opt.param_groups), [g["lr"] for g in opt.param_groups])
# %%
opt.zero_grad()
full = crit(model(x), y)
full.backward()
ref = head.weight.grad.clone()
opt.zero_grad()
for xb, yb in zip(x.split(3), y.split(3)):
    (crit(model(xb), yb) / 4).backward()
print(torch.allclose(ref, head.weight.grad, atol=1e-6), ref[0, :4], head.weight.grad[0, :4])
# %%
total = torch.norm(torch.stack([p.grad.detach().norm(2) for p in model.parameters()]), 2)
print(total)
print(nn.utils.clip_grad_norm_(model.parameters(), max_norm=0.1))
print(torch.norm(torch.stack([p.grad.norm() for p in model.parameters()])))
nn.utils.clip_grad_value_(model.parameters(), 0.005)
print(max(p.grad.max().item() for p in model.parameters()))
print(
    nn.utils.parameters_to_vector(model.parameters()).shape,
    nn.utils.get_total_norm([p.grad for p in model.parameters()]),
)
# %%
ema = [p.detach().clone() for p in model.parameters()]
sched = optim.lr_scheduler.ReduceLROnPlateau(opt, factor=0.5, patience=1)
for i in range(6):
    loss = crit(model(x), y) + 0.01 * sum(p.abs().sum() for p in model.parameters())
    opt.zero_grad()
    loss.backward()
    opt.step()
    sched.step(1.0)
    with torch.no_grad():
        for e, p in zip(ema, model.parameters()):
            e.mul_(0.9).add_(p, alpha=0.1)
    print(i, round(loss.item(), 5), [g["lr"] for g in opt.param_groups], sched.num_bad_epochs)
print(ema[0].norm())
# %%
a = torch.tensor([2.0, 3.0], requires_grad=True)
b = torch.tensor([6.0, 4.0], requires_grad=True)
Q = 3 * a**3 - b**2
Q.backward(gradient=torch.tensor([1.0, 1.0]))
print(9 * a**2 == a.grad, -2 * b == b.grad)
x = torch.rand(5, 5)
yy = torch.rand(5, 5)
z = torch.rand((5, 5), requires_grad=True)
print(
    f"Does `a` require gradients?: {(x + yy).requires_grad}",
    f"Does `b` require gradients?: {(x + z).requires_grad}",
)
w = torch.ones(3, requires_grad=True)
for step in range(3):
    (w * 3).sum().backward()
    print(w.grad)
w.grad.zero_()
print(w.grad, w.grad is None)
with torch.set_grad_enabled(False):
    print((w * 2).requires_grad, torch.is_grad_enabled())
u = w.detach()
u[0] = 9
print(w, u.requires_grad, u.is_leaf, w.data.requires_grad)
k = w.clone()
print(k, k.detach_(), k.requires_grad)
print(nn.Parameter(torch.ones(2)), torch.ones(2, requires_grad=True).sum().backward())
