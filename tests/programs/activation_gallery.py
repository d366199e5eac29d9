# A gallery of activations, losses and pools as modules and functions: values, gradients, reprs.
# %%
import torch
import torch.nn as nn
import torch.nn.functional as F

x = torch.linspace(-3, 3, 7)
acts = [nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(0.1), nn.PReLU(init=0.2), nn.ELU(alpha=0.5), nn.SELU(), nn.CELU(alpha=2.0), nn.GELU(), nn.SiLU(), nn.Mish(), nn.Softplus(beta=2), nn.Softsign(), nn.Tanhshrink(), nn.Hardtanh(-2, 2), nn.Hardsigmoid(), nn.Hardswish(), nn.Hardshrink(1.0), nn.Softshrink(0.7), nn.Threshold(0.5, -1), nn.LogSigmoid(), nn.Sigmoid(), nn.Tanh(), nn.Softmin(dim=0), nn.LogSoftmax(dim=-1), nn.GLU(dim=0)]
for a in acts:
    t = (x if not isinstance(a, nn.GLU) else x[:6]).clone().requires_grad_()
    y = a(t)
    y.sum().backward()
    print(f"{a!s:42}{y.detach()}", t.grad, y.grad_fn.name())
# %%
torch.manual_seed(3)
rr = nn.RReLU(0.1, 0.3)
print(rr, rr.training)
rr.eval()
print(rr(x), F.rrelu(x))
# %%
rr.train()
z = x.clone().requires_grad_()
out = rr(z)
out.sum().backward()
print(out, z.grad)
# %%
a, b = torch.tensor([[0.2, -1.0, 0.5], [1.5, 0.3, -0.4]], requires_grad=True), torch.tensor([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
for loss in (nn.L1Loss(), nn.MSELoss(reduction="sum"), nn.SmoothL1Loss(beta=0.5), nn.HuberLoss(delta=0.5), nn.BCEWithLogitsLoss(weight=torch.tensor([1.0, 2.0, 0.5])), nn.KLDivLoss(reduction="batchmean"), nn.PoissonNLLLoss(), nn.SoftMarginLoss(), nn.MultiLabelSoftMarginLoss(), nn.HingeEmbeddingLoss()):
    a.grad = None
    tgt = b * 2 - 1 if "Margin" in str(loss) and "Multi" not in str(loss) or "Hinge" in str(loss) else b
    v = loss(a.log_softmax(1), tgt.softmax(1)) if isinstance(loss, nn.KLDivLoss) else loss(a, tgt)
    v.backward()
    print(loss, v, a.grad)
# %%
lab = torch.tensor([2, 0])
for loss in (nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 3.0])), nn.CrossEntropyLoss(label_smoothing=0.2, reduction="none"), nn.CrossEntropyLoss(ignore_index=0), nn.MultiMarginLoss(p=2, margin=0.5), nn.NLLLoss()):
    print(loss, loss(a, lab))
print(F.cross_entropy(a, b / b.sum(1, keepdim=True)), nn.GaussianNLLLoss()(a, b, torch.ones(2, 3)), nn.TripletMarginLoss(margin=1.0)(a, b, b.flip(0)), nn.CosineEmbeddingLoss(margin=0.1)(a, b, torch.tensor([1.0, -1.0])), nn.MarginRankingLoss()(a[0], a[1], torch.ones(3)))
print(nn.MultiLabelMarginLoss()(a, torch.tensor([[2, 1, -1], [0, -1, 1]])))
# %%
img = torch.arange(16.0).view(1, 1, 4, 4)
pool = nn.MaxPool2d(2, return_indices=True)
p, idx = pool(img)
print(pool, p, idx)
unpool = nn.MaxUnpool2d(2)
print(unpool, unpool(p, idx), nn.MaxUnpool1d(2)(*F.max_pool1d(img[0, 0], 2, return_indices=True)))
# %%
for m in (nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False), nn.AvgPool2d(3, ceil_mode=True), nn.AdaptiveAvgPool2d((1, None)), nn.AdaptiveMaxPool2d(2), nn.LPPool2d(2, 2), nn.ZeroPad2d((1, 0, 0, 1)), nn.ReplicationPad2d(1), nn.ConstantPad2d(1, 3.5), nn.Unfold(2, stride=2), nn.PixelUnshuffle(2), nn.Upsample(size=(2, 2), mode="bilinear", align_corners=True), nn.UpsamplingNearest2d(scale_factor=2), nn.Dropout2d(0.3), nn.AlphaDropout(0.1), nn.Identity(1, 2, foo=3), nn.Unflatten(1, (1, 1)), nn.Flatten(start_dim=2)):
    m.eval()
    print(m, tuple(m(img).shape), round(m(img).sum().item(), 3))
# %%
conv = nn.Conv2d(1, 1, 3, padding="same", padding_mode="circular", bias=False)
nn.init.ones_(conv.weight)
print(conv, conv(img)[0, 0, 0])
# %%
fold = nn.Fold(output_size=(4, 4), kernel_size=2, stride=2)
print(fold, torch.equal(fold(nn.Unfold(2, stride=2)(img)), img))
bil = nn.Bilinear(2, 3, 4)
print(bil, bil(torch.ones(1, 2), torch.ones(1, 3)).shape)
print(nn.PairwiseDistance()(a, b), nn.CosineSimilarity(dim=1)(a, b), F.pdist(b), torch.cdist(a, b, p=1))
eb = nn.EmbeddingBag(5, 2, mode="sum", padding_idx=0)
print(eb, eb(torch.tensor([1, 2, 4]), torch.tensor([0, 2])).shape)
# %%
print(F.threshold(x, 0.1, 20), F.hardtanh(x, min_val=-0.5, max_val=0.5), F.glu(x[:6]), F.softsign(x), F.logsigmoid(x), F.relu6(x * 3), sep="\n")
y = x.clone()
F.relu_(y); F.leaky_relu_(y, 0.5)
print(y, torch.relu_(x.clone()), F.elu_(x.clone()), torch.selu(x), torch.celu(x), torch.prelu(x, torch.tensor([0.5])), torch.rrelu(x, 0.2, 0.2), sep="\n")
# %%
print(torch.heaviside(x, torch.tensor(0.5)), torch.sgn(x), torch.nan_to_num(torch.tensor([float("nan"), float("inf")])), torch.logit(torch.tensor([0.2])), torch.erf(x), torch.sinc(x), torch.special.expit(x), torch.xlogy(x, x.abs()), sep="\n")
