# All losses with their gradients, norms of every order, activations, normalisation.
# %%
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)
inp = torch.randn(3, 5, requires_grad=True)
tgt = torch.tensor([1, 0, 4])
soft = torch.randn(3, 5).softmax(1)
losses = {
    "ce": nn.CrossEntropyLoss()(inp, tgt),
    "ce_w": nn.CrossEntropyLoss(weight=torch.arange(1.0, 6))(inp, tgt),
    "ce_soft": nn.CrossEntropyLoss()(inp, soft),
    "ce_ign": nn.CrossEntropyLoss(ignore_index=4)(inp, tgt),
    "nll": nn.NLLLoss()(inp.log_softmax(1), tgt),
    "mse": nn.MSELoss(reduction="sum")(inp, soft),
    "l1": nn.L1Loss()(inp, soft),
    "huber": nn.HuberLoss(delta=0.5)(inp, soft),
    "smooth": nn.SmoothL1Loss(beta=0.3)(inp, soft),
    "bce": nn.BCELoss()(inp.sigmoid(), soft),
    "bcel": nn.BCEWithLogitsLoss(reduction="none")(inp, soft).sum(1)[0],
    "kl": nn.KLDivLoss(reduction="batchmean", log_target=True)(inp.log_softmax(1), soft.log()),
    "poisson": nn.PoissonNLLLoss()(inp, soft),
    "gauss": nn.GaussianNLLLoss()(inp, soft, torch.ones(3, 5) * 0.5),
    "hinge": nn.HingeEmbeddingLoss()(inp, soft.sub(0.2).sign()),
    "mm": nn.MultiMarginLoss()(inp, tgt),
    "mlm": nn.MultiLabelMarginLoss()(inp, torch.tensor([[0, 1, -1, 0, 0]] * 3)),
    "soft_margin": nn.SoftMarginLoss()(inp, soft.sub(0.2).sign()),
    "mlsm": nn.MultiLabelSoftMarginLoss()(inp, soft.round()),
    "rank": nn.MarginRankingLoss(0.1)(inp[:, 0], inp[:, 1], torch.tensor([1.0, -1, 1])),
    "triplet": nn.TripletMarginLoss()(inp, soft, soft.flip(0)),
    "tripd": nn.TripletMarginWithDistanceLoss(distance_function=nn.PairwiseDistance())(
        inp, soft, soft.roll(1, 0)
    ),
    "cos": nn.CosineEmbeddingLoss()(inp, soft, torch.ones(3)),
}
for n, l in losses.items():
    (g,) = torch.autograd.grad(l, inp, retain_graph=True)
    print(f"{n:12s}", l, g.flatten()[:3])
# %%
m = torch.tensor([[1.0, 2.0, -3.0], [4.0, -5.0, 6.0]], requires_grad=True)
for p in (1, 2, 3, 0.5, float("inf"), -float("inf"), 0, "fro", "nuc"):
    v = torch.norm(m, p) if p != 0 else m.norm(p=0)
    m.grad = None
    v.backward()
    print(p, v, m.grad)
# %%
print(
    torch.linalg.norm(m, dim=1),
    torch.linalg.vector_norm(m, 3),
    torch.linalg.matrix_norm(m),
    torch.linalg.norm(m, ord=2),
    torch.linalg.norm(m, "nuc", dim=(0, 1)),
    m.norm(dim=0, keepdim=True),
    torch.norm(m, dim=1, p="fro"),
    torch.linalg.cond(m[:, :2]),
)
torch.linalg.norm(m, axis=1)
# %%
print(
    torch.sum(m, axis=0),
    m.mean(axis=1, keepdims=True),
    torch.flip(m, [1]),
    m.flip(0, 1),
    m.flip((0,)),
    m.fliplr(),
    torch.concat((m, m), axis=1).shape,
    m.unsqueeze(dim=0).shape,
    m.swapaxes(0, 1).shape,
    m.argmax(axis=1),
    m.softmax(dim=-1),
    torch.cumsum(m, axis=0),
    torch.squeeze(m[None], axis=0).shape if False else "",
)
# %%
torch.flip(m, 0)
# %%
m.sum(5)
# %%
m.reshape(4)
# %%
for a in (
    nn.ReLU(),
    nn.LeakyReLU(),
    nn.PReLU(),
    nn.ELU(),
    nn.SELU(),
    nn.GELU(),
    nn.GELU("tanh"),
    nn.SiLU(),
    nn.Mish(),
    nn.Softplus(2),
    nn.Softsign(),
    nn.Tanhshrink(),
    nn.Hardswish(),
    nn.Hardsigmoid(),
    nn.Hardtanh(-2, 2),
    nn.ReLU6(),
    nn.CELU(),
    nn.LogSigmoid(),
    nn.Threshold(0.1, 20),
    nn.Softmin(0),
    nn.Softshrink(),
    nn.Hardshrink(),
    nn.GLU(),
    nn.RReLU().eval(),
    nn.Softmax2d(),
):
    xx = torch.tensor([[-2.0, -0.5, 0.5, 3.0]], requires_grad=True)
    yv = a(xx) if not isinstance(a, nn.Softmax2d) else a(xx.view(1, 1, 2, 2))
    yv.sum().backward()
    print(a, yv.data.flatten(), xx.grad)
# %%
n = 4
r = torch.arange(1.0, 9).view(2, 4).requires_grad_()
bn = nn.BatchNorm1d(4, momentum=0.5)
print(bn, bn(r), bn.running_mean, bn.running_var)
bn.eval()
print(bn(r))
bn(r).sum().backward()
print(r.grad, bn.weight.grad)
print(
    nn.Bilinear(2, 3, 1)(torch.ones(1, 2), torch.ones(1, 3)).shape,
    nn.CosineSimilarity()(r, r * -1),
    nn.Unflatten(1, (2, 2))(r).shape,
    nn.ParameterList([nn.Parameter(torch.ones(1))]),
    nn.ParameterDict({"a": nn.Parameter(torch.ones(1))}),
    nn.ModuleDict({"x": nn.ReLU()}),
)
bn1 = nn.BatchNorm1d(4)
bn1(torch.ones(1, 4))
