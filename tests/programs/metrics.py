# Measures of classifiers and their calibration.
# %%
import torch, torch.nn.functional as F

torch.manual_seed(66)
logits = torch.randn(30, 3) * 2
y = torch.randint(0, 3, (30,))
pred = logits.argmax(1)
print((pred == y).float().mean(), pred[:8], y[:8])
# %%
cm = torch.bincount(y * 3 + pred, minlength=9).reshape(3, 3)
tp = cm.diag().float()
prec = tp / cm.sum(0)
rec = tp / cm.sum(1)
f1 = 2 * prec * rec / (prec + rec)
print(cm, prec, rec, f1, f1.nanmean(), f1.nan_to_num().mean())
# %%
s = torch.sigmoid(logits[:, 0])
b = y == 0
order = s.argsort(descending=True)
tpr = b[order].cumsum(0) / b.sum()
fpr = (~b[order]).cumsum(0) / (~b).sum()
print(tpr[:5], torch.trapezoid(tpr, fpr))
pos, neg = s[b], s[~b]
print((pos[:, None] > neg[None]).float().mean())
# %%
T = torch.ones(1, requires_grad=True)
opt = torch.optim.LBFGS([T], lr=0.1, max_iter=20)


def ev():
    opt.zero_grad()
    l = F.cross_entropy(logits / T, y)
    l.backward()
    return l


print(F.cross_entropy(logits, y), opt.step(ev), T)
# %%
conf, p = F.softmax(logits / T.detach(), 1).max(1)
bins = torch.linspace(0, 1, 6)
idx = torch.bucketize(conf, bins) - 1
ece = sum(
    ((idx == i).float().mean() * (conf[idx == i].mean() - (p == y)[idx == i].float().mean()).abs())
    for i in range(5)
    if (idx == i).any()
)
print(ece, idx.bincount(minlength=5))
# %%
w = 1 / y.bincount().float()
print(
    F.cross_entropy(logits, y, weight=w),
    F.cross_entropy(logits, y, reduction="none")[:3],
    F.cross_entropy(logits, F.one_hot(y, 3).float()),
    F.cross_entropy(logits, y, label_smoothing=0.1),
    F.nll_loss(F.log_softmax(logits, 1), y, reduction="sum"),
    F.multi_margin_loss(logits, y),
    F.multilabel_soft_margin_loss(logits, F.one_hot(y, 3).float()),
)


# %%
def focal(l, t, g=2.0):
    ce = F.cross_entropy(l, t, reduction="none")
    pt = torch.exp(-ce)
    return ((1 - pt) ** g * ce).mean()


l = logits.clone().requires_grad_()
focal(l, y).backward()
print(focal(logits, y), l.grad[0])
l.grad = None
F.binary_cross_entropy_with_logits(
    l, F.one_hot(y, 3).float(), pos_weight=torch.tensor([1.0, 2.0, 3.0]), reduction="mean"
).backward()
print(l.grad[0])
# %%
a, t = (
    torch.tensor([[1.0, 1.0, 3.0, 3.0], [0.0, 0.0, 2.0, 2.0]]),
    torch.tensor([[2.0, 2.0, 4.0, 4.0]]),
)
lt, rb = torch.max(a[:, None, :2], t[:, :2]), torch.min(a[:, None, 2:], t[:, 2:])
wh = (rb - lt).clamp(min=0)
inter = wh.prod(2)
area = lambda b: (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
print(inter / (area(a)[:, None] + area(t) - inter))
# %%
x, z = torch.randn(20), torch.randn(20)
vx, vz = x - x.mean(), z - z.mean()
print(
    (vx * vz).sum() / (vx.norm() * vz.norm()),
    torch.corrcoef(torch.stack([x, z]))[0, 1],
    F.cosine_similarity(vx, vz, dim=0),
    1 - ((x - z) ** 2).sum() / (vx**2).sum(),
    (x - z).abs().mean(),
    ((x - z) ** 2).mean().sqrt(),
)
# %%
boot = torch.stack([x[torch.randint(0, 20, (20,))].mean() for _ in range(50)])
print(boot.quantile(torch.tensor([0.025, 0.975])), boot.std(), torch.std(x) / 20**0.5)
perm = torch.stack(
    [(lambda p: x[p[:10]].mean() - x[p[10:]].mean())(torch.randperm(20)) for _ in range(20)]
)
print((perm.abs() > 0.3).float().mean())
# %%
print(
    torch.tensor([[0.123456, 12.5]]).round(decimals=2),
    f"{s[0]:.3f} {s[0].item():.3e} {int(y[0]):03d}",
    [f"{v:.2f}" for v in s[:3]],
    "acc: {:.2%}".format((pred == y).float().mean().item()),
    torch.tensor(0.5).tolist(),
    str(torch.tensor([1, 2])),
    repr(s[:2].numpy()),
)
