# What gradients show of their own history under create_graph=True.
# %%
import torch

x = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
y = torch.tensor([1.0, 3.0, 0.5], requires_grad=True)


def gradients(function, *inputs, upstream=False):
    """The gradients, recorded, for an upstream gradient that may require one itself."""
    result = function(*inputs)
    v = torch.linspace(0.5, 1.5, result.numel()).reshape(result.shape).requires_grad_(upstream)
    return torch.autograd.grad(result, inputs, v, create_graph=True)


gradients(lambda a, b: a * b, x, y)
# %%
gradients(lambda a, b: a / b, x, y)
# %%
gradients(lambda a: a**3, x), gradients(lambda a, b: b**a, x, y), gradients(lambda a: 2.5**a, x)
# %%
gradients(torch.exp, x), gradients(torch.log, y), gradients(torch.sqrt, y), gradients(torch.reciprocal, y)
# %%
gradients(torch.sin, x), gradients(torch.cos, x), gradients(torch.tanh, x), gradients(torch.sigmoid, x)
# %%
gradients(torch.relu, x), gradients(torch.abs, x), gradients(lambda a: a.clamp(-0.6, 1.0), x)
# %%
gradients(torch.relu, x, upstream=True), gradients(torch.abs, x, upstream=True)
# %%
gradients(torch.maximum, x, y, upstream=True), gradients(torch.minimum, x, y, upstream=True)
# %%
gradients(lambda a, b: torch.where(a > 0, a, b), x, y, upstream=True)
# %%
gradients(torch.sum, x, upstream=True), gradients(torch.mean, x, upstream=True), gradients(torch.prod, x)
# %%
gradients(lambda a: a.var(), x), gradients(lambda a: a.std(), x), gradients(lambda a: a.logsumexp(0), x)
# %%
gradients(lambda a: a.max(), x, upstream=True), gradients(lambda a: a.max(0)[0], x, upstream=True)
# %%
gradients(lambda a: a.softmax(0), x), gradients(lambda a: a.log_softmax(0), x), gradients(lambda a: a.cumsum(0), x, upstream=True)
# %%
m = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
gradients(lambda a: a.sum(0), m, upstream=True), gradients(lambda a: a.mean(1, keepdim=True), m, upstream=True)
# %%
gradients(lambda a: a.prod(1), m), gradients(lambda a: a.amax(0), m, upstream=True)
# %%
gradients(lambda a, b: a @ b.T, m, m.detach().requires_grad_())
# %%
gradients(lambda a, b: a @ b, m, x), gradients(lambda a, b: a @ b, x, y)
# %%
gradients(lambda a, b: torch.matmul(a, b.t()), x, m)
# %%
gradients(torch.nn.functional.linear, m, m.detach()[:1].requires_grad_(), torch.ones(1, requires_grad=True), upstream=True)
# %%
gradients(lambda a, b: a * b, m, x), gradients(lambda a, b: a + b, m, x, upstream=True)
# %%
one = torch.tensor(2.0, requires_grad=True)
gradients(lambda a, b: a * b, m, one), gradients(lambda a, b: a - b, m, one, upstream=True)
# %%
gradients(lambda a: a.reshape(-1), m, upstream=True), gradients(lambda a: a.T, m, upstream=True)
# %%
gradients(lambda a: a.t(), m, upstream=True), gradients(lambda a: a.unsqueeze(0), m, upstream=True)
# %%
gradients(lambda a: a[None].squeeze(), m, upstream=True), gradients(lambda a: a.expand(2, 2, 3), m, upstream=True)
# %%
gradients(lambda a: a[0], m, upstream=True), gradients(lambda a: a[:, 1:], m, upstream=True)
# %%
gradients(lambda a: a[[1, 1]], m, upstream=True), gradients(lambda a: a[a > 2], m, upstream=True)
# %%
gradients(lambda a: torch.cat([a, a]), m, upstream=True), gradients(lambda a: torch.stack([a, a]), x, upstream=True)
# %%
gradients(lambda a: a.gather(1, torch.tensor([[2], [0]])), m, upstream=True), gradients(lambda a: a.index_select(0, torch.tensor([1])), m, upstream=True)
# %%
F = torch.nn.functional
gradients(F.mse_loss, x, y), gradients(lambda a: F.mse_loss(a, torch.ones(3), reduction="sum"), x)
# %%
gradients(F.l1_loss, x, y, upstream=True)
# %%
p = torch.tensor([0.2, 0.7, 0.5], requires_grad=True)
t = torch.tensor([0.0, 1.0, 0.5], requires_grad=True)
gradients(F.binary_cross_entropy, p, t), gradients(lambda a: F.binary_cross_entropy(a, t.detach(), reduction="sum"), p)
# %%
gradients(F.binary_cross_entropy_with_logits, x, t)
# %%
gradients(lambda a, b: F.binary_cross_entropy_with_logits(a, b, pos_weight=torch.tensor(2.0)), x, t)
# %%
gradients(lambda a: F.binary_cross_entropy_with_logits(a, torch.zeros(3), reduction="none"), x)
# %%
gradients(lambda a: F.cross_entropy(a, torch.tensor([0, 2])), m)
# %%
gradients(lambda a: F.nll_loss(a, torch.tensor([0, 2])), m), gradients(lambda a: F.nll_loss(a, torch.tensor([0, 2]), reduction="sum"), m)
# %%
(g,) = torch.autograd.grad((x**3).sum(), x, create_graph=True)
(h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
(k,) = torch.autograd.grad(h.sum(), x, create_graph=True)
g, h, k
# %%
(g,) = torch.autograd.grad(torch.tanh(x).sum(), x, create_graph=True)
(h,) = torch.autograd.grad(g.sum(), x, create_graph=True)
torch.autograd.grad(h.sum(), x)
# %%
(g,) = torch.autograd.grad(torch.sigmoid(x).sum(), x, create_graph=True)
torch.autograd.grad(g.sum(), x)
# %%
z = torch.tensor([0.0, 2.0, 3.0], requires_grad=True)
(g,) = torch.autograd.grad(z.prod(), z, create_graph=True)
g, torch.autograd.grad(g.sum(), z)
# %%
z = torch.tensor([[0.0, 2.0, 0.0], [1.0, 0.0, 5.0]], requires_grad=True)
(g,) = torch.autograd.grad(z.prod(1).sum(), z, create_graph=True)
g, torch.autograd.grad(g.sum(), z)
# %%
c = x * 1
c[0] = y[0] * 2
gradients(lambda a: c * c, y)
# %%
x.grad = None
(x * x).sum().backward(create_graph=True)
x.grad, x.grad.grad_fn
# %%
logits = torch.tensor([-float("inf"), float("inf"), -20.0, -100.0, 30.0])
[F.binary_cross_entropy_with_logits(logits, torch.full((5,), v), reduction="none") for v in (0.0, 1.0, 0.5)]
# %%
q = torch.tensor([-200.0, 200.0])
t = torch.tensor([0.0, 1.0], requires_grad=True)
F.binary_cross_entropy_with_logits(q, t, pos_weight=torch.tensor(3.0), reduction="sum").backward()
t.grad
# %%
wide = torch.ones(3).expand(2, 3)
wide.clone().view(6), wide.double().stride(), (wide > 0).stride(), torch.stack([wide, wide]).is_contiguous()
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
view = (x * 3)[None]
view.retain_grad()
view.mul_(2)
(view * view).sum().backward()
view.grad, x.grad, view.grad_fn.name()
# %%
torch.tensor([[1.0, 2.0], [3.0, 4.0]]).T.softmax(0).stride(), torch.ones(2, 3).T.log_softmax(1).is_contiguous()
# %%
def twice(f, x):
    (first,) = torch.autograd.grad((f(x) ** 2).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    return first, second

x = torch.tensor([1.0, 2.0], requires_grad=True)
print(twice(lambda x: (x * 2).relu_(), x))
print(twice(lambda x: (x * 2).view(2).relu_(), x))
print(twice(lambda x: (x * 2).view(1, 2).relu_().view(2), x))
print(twice(lambda x: F.threshold((x * 2).view(2), 0.0, 0.0, True), x))
print(twice(lambda x: (x * 2).view(2)[:1].exp_(), x))
# %%
y = (x * 2).view(2).relu_()
y.sum().backward()
y.sum().backward()
# %%
x = torch.tensor([[1.0], [3.0]], dtype=torch.float64, requires_grad=True)
one = torch.nn.BatchNorm1d(1, eps=3.0).double()
print(one(x))
one(x).pow(2).sum().backward()
print(x.grad, one.weight.grad, one.bias.grad)
one = torch.nn.LayerNorm((2, 1), eps=0.0).double()
one(x.reshape(1, 2, 1)).pow(2).sum().backward()
one.weight.grad, one.bias.grad
# %%
F.batch_norm(x, None, None, training=True, eps=0.0)
# %%
F.batch_norm(x, torch.zeros(1).double(), torch.ones(1).double(), eps=-1.0)
