# Embeddings: skip-gram with negative samples, CBOW, GloVe, triplets, SimCLR's loss, distillation, a recommender.
# %%
from __future__ import annotations
import random
from collections import Counter, defaultdict
import torch
from torch import nn, optim, LongTensor, FloatTensor
import torch.nn.functional as F
random.seed(0); torch.manual_seed(0)
corpus = "the quick brown fox jumps over the lazy dog the fox sleeps under the old brown tree".split()
counts = Counter(corpus); vocab = sorted(counts, key=lambda w: (-counts[w], w)); w2i = {w: i for i, w in enumerate(vocab)}; V = len(vocab); print(V, list(w2i.items())[:4])
pairs = LongTensor([(w2i[corpus[i]], w2i[corpus[j]]) for i in range(len(corpus)) for j in range(max(0, i - 2), min(len(corpus), i + 3)) if i != j]); print(pairs.shape, pairs[:3])
freq = FloatTensor([counts[w] for w in vocab]); unigram = freq.pow(.75) / freq.pow(.75).sum(); print(unigram)
# %%
class SkipGram(nn.Module):
    def __init__(self, V, d):
        super().__init__(); self.center = nn.Embedding(V, d, sparse=False, max_norm=None); self.context = nn.Embedding(V, d); self.center.weight.data.uniform_(-.5 / d, .5 / d); nn.init.zeros_(self.context.weight)
    def forward(self, c, o, neg):
        vc, uo, un = self.center(c), self.context(o), self.context(neg); pos = F.logsigmoid((vc * uo).sum(1)); n = F.logsigmoid(-torch.bmm(un, vc.unsqueeze(2)).squeeze(2)).sum(1); return -(pos + n).mean()
m = SkipGram(V, 6); o = optim.Adagrad(m.parameters(), lr=.3); print(m)
for ep in range(4):
    neg = torch.multinomial(unigram, len(pairs) * 3, replacement=True).view(-1, 3); o.zero_grad(set_to_none=True); l = m(pairs[:, 0], pairs[:, 1], neg); l.backward(); o.step(); print(ep, '%.5f' % l)
# %%
def nearest(E, w, k=3): sim = F.cosine_similarity(E[w2i[w]].unsqueeze(0), E); v, i = sim.topk(k + 1); return [(vocab[j], round(s, 3)) for s, j in zip(v.tolist(), i.tolist())][1:]
print(nearest(m.center.weight.detach(), 'fox')); E = F.normalize(m.center.weight, p=2, dim=-1); print((E @ E.T).diagonal().allclose(torch.ones(V)), E.grad_fn)
# %%
class CBOW(nn.Module):
    def __init__(self, V, d): super().__init__(); self.bag = nn.EmbeddingBag(V, d, mode='mean'); self.lin = nn.Linear(d, V)
    def forward(self, ctx): return F.log_softmax(self.lin(self.bag(ctx)), dim=1)
cb = CBOW(V, 5); ctx = LongTensor([[w2i[corpus[i + k]] for k in (-2, -1, 1, 2)] for i in range(2, len(corpus) - 2)]); tg = LongTensor([w2i[corpus[i]] for i in range(2, len(corpus) - 2)]); sgd = optim.SGD(cb.parameters(), lr=.5); lf = nn.NLLLoss()
for ep in range(3): cb.zero_grad(); l = lf(cb(ctx), tg); l.backward(); sgd.step(); print(f'{l.item():.5f}')
print(cb.bag.weight.grad.norm(dim=1)[:4])
# %%
X = torch.zeros(V, V); X.index_put_((pairs[:, 0], pairs[:, 1]), torch.ones(len(pairs)), accumulate=True); i, j = X.nonzero(as_tuple=True); W, U = (nn.Parameter(torch.randn(V, 4) * .1) for _ in range(2)); b, c = (nn.Parameter(torch.zeros(V)) for _ in range(2)); f = (X[i, j] / 3).clamp(max=1) ** .75; g = optim.Adam([W, U, b, c], .05)
for ep in range(3): g.zero_grad(); l = (f * ((W[i] * U[j]).sum(1) + b[i] + c[j] - X[i, j].log()) ** 2).sum(); l.backward(); g.step(); print(l.item().__format__('.4f'))
print(X.sum(), torch.linalg.matrix_rank(X), torch.linalg.svdvals(X)[:3])
# %%
def nt_xent(z1, z2, temperature=.5):
    n = z1.size(0); z = F.normalize(torch.cat([z1, z2]), dim=1); sim = z @ z.t() / temperature; sim.fill_diagonal_(-1e9); tgt = torch.cat([torch.arange(n) + n, torch.arange(n)]); return F.cross_entropy(sim, tgt)
enc = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 4, bias=False)); xb = torch.randn(5, 6); l = nt_xent(enc(xb + .1 * torch.randn_like(xb)), enc(xb * (torch.rand_like(xb) > .2))); l.backward(); print(l, enc[2].weight.grad[0])
# %%
logit_scale = nn.Parameter(torch.ones([]) * torch.tensor(1 / .07).log()); im, tx = F.normalize(torch.randn(4, 3), dim=-1), F.normalize(torch.randn(4, 3), dim=-1); lg = logit_scale.exp() * im @ tx.t(); lab = torch.arange(4); clip = (F.cross_entropy(lg, lab) + F.cross_entropy(lg.t(), lab)) / 2; clip.backward(); print(clip, logit_scale, logit_scale.grad)
# %%
a, p, n = (torch.randn(4, 3, requires_grad=True) for _ in range(3)); l = F.triplet_margin_loss(a, p, n, margin=1., p=2, swap=True); l.backward(); print(l, a.grad[0]); d = F.pairwise_distance(a, p, keepdim=True); y = torch.tensor([1., 0, 1, 0]); con = (y * d.squeeze().pow(2) + (1 - y) * F.relu(1.5 - d.squeeze()).pow(2)).mean(); print(d.shape, con); dm = torch.cdist(a, a); mask = torch.eye(4).bool(); print(dm.masked_fill(mask, float('inf')).min(1).values, dm.grad_fn); triplet = nn.TripletMarginWithDistanceLoss(distance_function=lambda x, y: 1 - F.cosine_similarity(x, y), margin=.5); print(triplet(a, p, n))
# %%
s, t = torch.randn(3, 4, requires_grad=True), torch.randn(3, 4); Tm = 4.; kd = F.kl_div(F.log_softmax(s / Tm, 1), F.softmax(t / Tm, 1), reduction='batchmean') * Tm ** 2; kd2 = nn.KLDivLoss(reduction='sum', log_target=True)(F.log_softmax(s, 1), F.log_softmax(t, 1)); (kd + kd2).backward(); print(kd, kd2, s.grad)
# %%
class MF(nn.Module):
    def __init__(self, nu, ni, k=3): super().__init__(); self.u, self.i = nn.Embedding(nu, k), nn.Embedding(ni, k); self.bu, self.bi = nn.Embedding(nu, 1), nn.Embedding(ni, 1); self.mu = nn.Parameter(torch.tensor(3.), requires_grad=False); [nn.init.trunc_normal_(e.weight, std=.1) for e in self.children()]
    def forward(self, u, i): return (self.u(u) * self.i(i)).sum(-1) + self.bu(u).squeeze(-1) + self.bi(i).squeeze(-1) + self.mu
mf = MF(4, 5); u, it, r = torch.randint(4, (12,)), torch.randint(5, (12,)), torch.randint(1, 6, (12,)).float(); om = optim.SGD([{'params': [*mf.u.parameters(), *mf.i.parameters()], 'weight_decay': .1}, {'params': [mf.bu.weight, mf.bi.weight], 'lr': .5}], lr=1., momentum=.5)
for ep in range(3): om.zero_grad(); l = F.mse_loss(mf(u, it), r); l.backward(); om.step(); print(f'rmse {l.sqrt():.4f}')
print([n for n, p in mf.named_parameters() if p.requires_grad], mf(torch.tensor(0), torch.tensor(1)))
# %%
em = nn.Embedding(4, 3, padding_idx=0, max_norm=1.); print(em, em.weight[0]); out = em(torch.tensor([[1, 0, 2]])); print(out.norm(dim=-1) <= 1.0001); pre = nn.Embedding.from_pretrained(torch.arange(6.).view(3, 2)); print(pre.weight.requires_grad, pre(torch.tensor(2)), nn.Embedding.from_pretrained(torch.ones(2, 2), freeze=False).weight.requires_grad)
