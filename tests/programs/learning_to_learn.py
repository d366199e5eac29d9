# Inner and outer steps, rates with gradients, prototypes, distillation.
# %%
import torch, copy, math
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)


def task():
    A, ph = 0.1 + 4.9 * torch.rand(1), math.pi * torch.rand(1)
    return lambda x: A * torch.sin(x + ph)


class Sine(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(8, 1) * 0.5)
        self.b1 = nn.Parameter(torch.zeros(8))
        self.w2 = nn.Parameter(torch.randn(1, 8) * 0.5)
        self.b2 = nn.Parameter(torch.zeros(1))

    def forward(self, x, ps=None):
        w1, b1, w2, b2 = ps if ps is not None else self.parameters()
        return F.linear(torch.tanh(F.linear(x, w1, b1)), w2, b2)


m = Sine()
meta = torch.optim.Adam(m.parameters(), lr=0.01)
for it in range(6):
    meta.zero_grad()
    total = 0.0
    for _ in range(2):
        f = task()
        xs, xq = torch.rand(5, 1) * 10 - 5, torch.rand(5, 1) * 10 - 5
        fast = list(m.parameters())
        for _ in range(2):
            g = torch.autograd.grad(F.mse_loss(m(xs, fast), f(xs)), fast, create_graph=True)
            fast = [w - 0.05 * gg for w, gg in zip(fast, g)]
        total = total + F.mse_loss(m(xq, fast), f(xq))
    total.backward()
    meta.step()
    print(it, total, m.w1.grad.norm(), fast[0].grad_fn)
# %%
rep = Sine()
for it in range(4):
    old = {k: v.clone() for k, v in rep.state_dict().items()}
    inner = torch.optim.SGD(rep.parameters(), lr=0.02)
    f = task()
    for _ in range(4):
        x = torch.rand(10, 1) * 10 - 5
        l = F.mse_loss(rep(x), f(x))
        inner.zero_grad()
        l.backward()
        inner.step()
    now = rep.state_dict()
    rep.load_state_dict({k: old[k] + 0.1 * (now[k] - old[k]) for k in old})
    print(it, l, rep.b2.data)
# %%
lr = torch.tensor(0.1, requires_grad=True)
w = torch.tensor([1.0, -1.0], requires_grad=True)
X, Y = torch.tensor([[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]]), torch.tensor([1.0, 0.0, 2.0])
params = w
for s in range(3):
    (g,) = torch.autograd.grad(((X @ params - Y) ** 2).mean(), params, create_graph=True)
    params = params - lr * g
val = ((X @ params - Y) ** 2).mean()
val.backward()
print(val, lr.grad, w.grad, params)
# %%
theta = torch.tensor([0.5, 1.5], requires_grad=True)
log_lam = torch.tensor(-1.0, requires_grad=True)
inner_loss = lambda t: ((X @ t - Y) ** 2).mean() + log_lam.exp() * (t**2).sum()
H = torch.autograd.functional.hessian(lambda t: inner_loss(t), theta.detach())
star = torch.linalg.solve(X.T @ X / 3 * 2 + 2 * log_lam.exp() * torch.eye(2), X.T @ Y / 3 * 2)
(star**2).sum().backward()
print(H, star, log_lam.grad)
# %%
protos = torch.randn(6, 3).view(2, 3, 3).mean(1)
qs = torch.randn(4, 3, requires_grad=True)
logits = -(torch.cdist(qs, protos) ** 2)
l = F.cross_entropy(logits, torch.tensor([0, 1, 0, 1]))
l.backward()
print(logits, l, qs.grad)
sim = F.cosine_similarity(qs[:, None], protos[None], dim=-1)
print(
    sim,
    sim.softmax(1).argmax(1),
    F.triplet_margin_loss(qs[:2], qs[2:], protos),
    F.cosine_embedding_loss(qs[:2], protos, torch.tensor([1, -1])),
)
z = F.normalize(torch.randn(4, 3), dim=1)
s = z @ z.T / 0.5
s.fill_diagonal_(-9e15)
print(s, F.cross_entropy(s, torch.tensor([1, 0, 3, 2])))
# %%
student, teacher = nn.Linear(3, 4), nn.Linear(3, 4)
teacher.load_state_dict(student.state_dict())
xb = torch.randn(5, 3)
with torch.no_grad():
    for p in teacher.parameters():
        p.add_(0.1 * torch.randn_like(p))
T = 2.0
kd = (
    F.kl_div(
        F.log_softmax(student(xb) / T, 1), F.softmax(teacher(xb) / T, 1), reduction="batchmean"
    )
    * T
    * T
)
kd.backward()
print(kd, student.weight.grad[0])
c = copy.deepcopy(student)
print(c.weight.grad is None, torch.equal(c.weight, student.weight), c.weight.is_leaf)
fish = {n: p.grad.pow(2) for n, p in student.named_parameters()}
ewc = sum((fish[n] * (p - p.detach() - 0.1) ** 2).sum() for n, p in student.named_parameters())
print(ewc)
avg = torch.optim.swa_utils.AveragedModel(student)
avg.update_parameters(student)
print(avg.n_averaged, avg.module.weight[0])
g1 = torch.autograd.grad(student(xb)[:, 0].sum(), student.parameters(), retain_graph=True)
g2 = torch.autograd.grad(student(xb)[:, 1].sum(), student.parameters())
print(
    F.cosine_similarity(
        torch.cat([g.flatten() for g in g1]), torch.cat([g.flatten() for g in g2]), dim=0
    )
)
