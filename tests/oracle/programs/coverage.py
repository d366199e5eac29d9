# Every name with every argument that it takes.
# %%
import torch, numpy as np, math, copy
x = torch.tensor([[1.5, -2.0, 0.5], [3.0, 0.25, -1.0]], requires_grad=True)
v = torch.tensor([1.0, 2.0, 3.0]); d = v.double(); n = torch.tensor([3, 1, 2]); b = torch.tensor([True, False, True])
F = torch.nn.functional; nn = torch.nn
# %%
torch.tensor(data=[1, 2]), torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
# %%
torch.as_tensor([1, 2], dtype=torch.float32), torch.as_tensor(v) is v, torch.as_tensor(np.ones(2)), torch.as_tensor(v, dtype=torch.float64), torch.as_tensor(data=[1.5], device="cpu")
# %%
torch.from_numpy(np.arange(3)), torch.from_numpy(np.ones((2, 2), np.float32))
# %%
torch.zeros(2, 3), torch.zeros((2, 3)), torch.zeros([2]), torch.zeros(size=(2,)), torch.zeros(()), torch.zeros(2, dtype=torch.int64), torch.zeros(2, device="cpu"), torch.zeros(2, requires_grad=True)
# %%
torch.ones(2, dtype=torch.bool), torch.ones(2, dtype=torch.float64, requires_grad=True), torch.ones(torch.Size([2]))
# %%
torch.full((2,), 1), torch.full((2,), 1.5), torch.full((2,), True), torch.full(size=(2,), fill_value=3, dtype=torch.float64, requires_grad=True), torch.full((), 2.0), torch.full((2,), float("inf"))
# %%
torch.full((2,), 2.5, device="cpu")
# %%
torch.eye(2), torch.eye(2, 3), torch.eye(n=2, m=1, dtype=torch.int64), torch.eye(2, requires_grad=True), torch.eye(0), torch.eye(2, device="cpu")
# %%
torch.arange(5), torch.arange(1, 5), torch.arange(1, 5, 2), torch.arange(5.0), torch.arange(0, 1, 0.25), torch.arange(5, 1, -1), torch.arange(start=1, end=4), torch.arange(end=3), torch.arange(3, dtype=torch.float64), torch.arange(0), torch.arange(3.0, requires_grad=True)
# %%
torch.arange(1, 2.5, 0.5), torch.arange(3, device="cpu"), torch.arange(1, 4, step=2)
# %%
torch.linspace(0, 1, 5), torch.linspace(start=0, end=1, steps=3, dtype=torch.float64), torch.linspace(0, 10, 1), torch.linspace(3, -3, 4, requires_grad=True), torch.linspace(0, 1, 0)
# %%
torch.linspace(0, 1, steps=5, device="cpu")
# %%
torch.zeros_like(x), torch.ones_like(n), torch.full_like(v, 7), torch.zeros_like(x, dtype=torch.int64), torch.ones_like(x, requires_grad=True), torch.zeros_like(input=x), torch.full_like(n, 2.7), torch.full_like(v, fill_value=2, dtype=torch.bool)
# %%
torch.empty_like(x).shape, torch.empty(2, 3).shape, torch.empty((2,), dtype=torch.int32).dtype
# %%
torch.zeros_like(x, device="cpu"),
# %%
torch.manual_seed(0) is not None, torch.rand(2, 3), torch.randn(4), torch.randint(10, (3,)), torch.randperm(5)
# %%
torch.manual_seed(1) and None; torch.rand((2,)), torch.rand(size=(2,)), torch.rand(2, dtype=torch.float64), torch.rand(2, requires_grad=True), torch.randn(2, 2, dtype=torch.float64), torch.randn(size=(3,))
# %%
torch.randint(0, 10, (2, 2)), torch.randint(low=2, high=5, size=(3,)), torch.randint(5, (2,), dtype=torch.float32), torch.randint(-3, 3, (4,), dtype=torch.int32), torch.randint(3, size=(2,))
# %%
torch.randperm(4, dtype=torch.int32), torch.randperm(n=3), torch.randperm(0), torch.rand_like(v), torch.randn_like(d), torch.rand_like(v, dtype=torch.float64)
# %%
g = torch.Generator(); g.manual_seed(5) is g, torch.rand(2, generator=g), torch.randn(2, generator=g), torch.randint(5, (2,), generator=g), torch.randperm(4, generator=g), g.initial_seed()
# %%
g2 = torch.Generator().manual_seed(7); torch.rand(2, generator=g2), g2.initial_seed(), torch.initial_seed()
# %%
x.shape, x.size(), x.size(0), x.size(-1), x.size(dim=1), x.ndim, x.dim(), x.numel(), torch.numel(x), len(x), x.nelement(), x.element_size(), x.stride(), x.stride(0), x.is_contiguous(), x.is_floating_point(), x.dtype, x.device
# %%
x.shape[0], x.shape.numel(), tuple(x.shape), x.shape == (2, 3), list(x.shape), x.shape[1:], x.shape + (1,)
# %%
v[0].item(), n[0].item(), b[0].item(), v.tolist(), x.tolist(), v.numpy(), x.detach().numpy(), x.numpy(force=True)
# %%
x.clone().grad_fn, x.detach().requires_grad, v.to(torch.float64), v.to(dtype=torch.int64), v.to("cpu") is v, v.to(d), v.to("cpu", torch.float64), v.to(torch.float32) is v, v.to(torch.float32, copy=True) is v
# %%
v.to(torch.float64, non_blocking=True), v.to(device="cpu", dtype=torch.bool)
# %%
v.float() is v, v.double(), v.long(), v.bool(), v.int(), n.float(), b.int(), b.float(), b.long(), x.double().grad_fn, v.type(torch.float64), v.type(), v.type_as(n)
# %%
v.numpy().dtype, v.data, v.is_leaf, v.grad, v.grad_fn, v.requires_grad, v._version, v.output_nr, v.retains_grad
# %%
v + 1, v + 1.5, v - v, v * n, v / n, v + b, n + b, n * 2.5, n / 2, v ** 2, 2 ** v, v ** v, -v, +v, 1 - v, 1 / v, 2 * v, v.neg(), v.add(1), v.sub(1), v.mul(2), v.div(2), v.pow(2)
# %%
torch.add(v, 1), torch.add(v, v, alpha=2), torch.add(input=v, other=v), torch.sub(v, 1, alpha=2), torch.mul(v, n), torch.div(v, 2), torch.pow(v, 2), torch.pow(2, v), torch.neg(v), torch.multiply(v, 2), torch.divide(v, 2), torch.true_divide(n, 2)
# %%
torch.exp(v), torch.log(v), torch.sqrt(v), torch.abs(v), torch.sin(v), torch.cos(v), torch.tanh(v), torch.sigmoid(v), torch.relu(-v), torch.exp(input=v), torch.exp(n), torch.sqrt(b), torch.sigmoid(n)
# %%
v.exp(), v.log(), v.sqrt(), v.abs(), v.sin(), v.cos(), v.tanh(), v.sigmoid(), v.relu(), n.relu(), n.abs(), v.square(), v.reciprocal(), v.sign(), n.sign(), torch.square(v)
# %%
torch.clamp(v, 1.5, 2.5), torch.clamp(v, min=2), torch.clamp(v, max=2), v.clamp(min=2, max=1), v.clamp(torch.tensor(1.5)), v.clamp(min=v - 1, max=v), torch.clamp(n, 1.5), torch.clamp(input=v, min=2.0)
# %%
torch.maximum(v, v.flip(0)), torch.minimum(v, n), torch.max(v, n), torch.min(v, torch.tensor(2.0)), torch.maximum(input=v, other=v)
# %%
torch.where(b, v, 0.0), torch.where(b, 1, n), torch.where(b, 1.0, 2.0), torch.where(v > 2), torch.where(b), torch.where(condition=b, input=v, other=d), v.where(b, 0.0), torch.where(b, v, torch.tensor(5))
# %%
torch.sum(x), torch.sum(x, 0), torch.sum(x, dim=1), torch.sum(x, (0, 1)), torch.sum(x, dim=0, keepdim=True), torch.sum(x, 0, True), torch.sum(n), torch.sum(b), torch.sum(v, dtype=torch.float64), torch.sum(x, 1, dtype=torch.float64), torch.sum(x, []), torch.sum(x, None), torch.sum(input=x, dim=-1)
# %%
torch.mean(x), torch.mean(x, 0), torch.mean(x, 1, True), torch.mean(x, dim=(0, 1), keepdim=True), torch.mean(n, dtype=torch.float32), torch.mean(x, dim=None), torch.mean(x, [])
# %%
torch.prod(x), torch.prod(x, 0), torch.prod(x, dim=1, keepdim=True), torch.prod(n), torch.prod(b), torch.prod(v, dtype=torch.float64), torch.prod(v, 0, False, dtype=torch.float64)
# %%
torch.var(x), torch.var(x, 0), torch.var(x, 1, True), torch.var(x, unbiased=False), torch.var(x, 0, False), torch.var(x, dim=1, correction=0), torch.var(x, correction=2), torch.var(x, False), torch.var(x, dim=1, unbiased=False, keepdim=True), torch.var(x, [0, 1]), torch.var(x, dim=0, correction=0, keepdim=True)
# %%
torch.std(x), torch.std(x, 0), torch.std(x, 1, True), torch.std(x, unbiased=False), torch.std(x, dim=1, correction=0), torch.std(x, False), torch.std(x, (0, 1), keepdim=True), torch.std(x, 1, correction=1.5)
# %%
torch.max(x), torch.max(x, 0), torch.max(x, 1, True), torch.max(x, dim=1, keepdim=True), x.max(0).values, x.max(0).indices, x.max(dim=1)[1], torch.min(x), torch.min(x, 0), torch.min(x, dim=-1, keepdim=True), x.min(1).values
# %%
values, indices = x.max(1); values, indices
# %%
torch.max(n), torch.max(b), torch.min(b), torch.max(n, 0), torch.amax(x), torch.amax(x, 0), torch.amax(x, (0, 1), True), torch.amin(x, dim=1, keepdim=True), x.amax(dim=-1)
# %%
torch.argmax(x), torch.argmax(x, 0), torch.argmax(x, dim=1, keepdim=True), torch.argmin(x), x.argmin(1), torch.argmax(x, keepdim=True)
# %%
torch.all(b), torch.any(b), torch.all(x > 0, 0), torch.any(x > 0, dim=1, keepdim=True), v.all(), (v > 5).any(), torch.all(x > 0, (0, 1))
# %%
torch.cumsum(x, 0), torch.cumsum(x, dim=1), torch.cumsum(n, 0), torch.cumsum(b, 0), torch.cumsum(v, 0, dtype=torch.float64), x.cumsum(-1)
# %%
torch.logsumexp(x, 0), torch.logsumexp(x, dim=1, keepdim=True), torch.logsumexp(x, (0, 1)), x.logsumexp(1), torch.logsumexp(n.float(), 0), n.logsumexp(0)
# %%
torch.softmax(x, 0), torch.softmax(x, dim=1), x.softmax(-1), torch.softmax(x, 1, dtype=torch.float64), torch.log_softmax(x, 1), x.log_softmax(dim=0), torch.softmax(input=v, dim=0)
# %%
torch.matmul(x, v), x @ v, v @ v, v @ x.T, x @ x.T, torch.matmul(input=x, other=v), torch.mm(x, x.T), torch.mv(x, v), torch.dot(v, v), torch.outer(v, v), torch.ones(2, 2, 3) @ v, torch.ones(2, 1, 3) @ torch.ones(3, 2), x.matmul(v), x.mm(x.T), x.mv(v), v.dot(v), v.outer(v), torch.bmm(torch.ones(2, 1, 3), torch.ones(2, 3, 2))
# %%
torch.addmm(v, x, torch.ones(3, 3)),
# %%
torch.dot(n, n), n @ n, torch.outer(n, n), torch.mm(x.double(), torch.ones(3, 1).double())
# %%
torch.transpose(x, 0, 1), x.transpose(0, 1), x.transpose(dim0=0, dim1=1), torch.permute(x, (1, 0)), x.permute(1, 0), x.permute((1, 0)), x.permute(dims=(1, 0)), x.T, x.t(), torch.t(x), x.mT, x.swapaxes(0, 1)
# %%
torch.reshape(x, (3, 2)), x.reshape(3, 2), x.reshape((6,)), x.reshape(-1), x.reshape(shape=(3, 2)), x.view(6), x.view(3, -1), x.view((2, 3)), x.view(size=(6,))
# %%
x.view_as(torch.ones(6)),
# %%
torch.flatten(x), x.flatten(), x.flatten(0), x.flatten(start_dim=0, end_dim=1), torch.flatten(torch.ones(2, 2, 2), 1), torch.ones(2, 2, 2).flatten(0, 1).shape, torch.tensor(2.0).flatten()
# %%
torch.squeeze(x), torch.ones(1, 2, 1).squeeze().shape, torch.ones(1, 2, 1).squeeze(0).shape, torch.ones(1, 2, 1).squeeze((0, 2)).shape, torch.ones(1, 2, 1).squeeze(dim=-1).shape, torch.unsqueeze(v, 0), v.unsqueeze(-1), v.unsqueeze(dim=1), torch.unsqueeze(input=v, dim=0)
# %%
v.expand(2, 3), v.expand(2, -1), v.expand((2, 3)), v.expand(size=(2, 3)), torch.tensor(1.0).expand(2), v.expand_as(x)
# %%
x[0], x[0, 1], x[:, 1], x[..., 0], x[None].shape, x[1:], x[:, ::2], x[-1, -1], x[[0, 1]], x[[1, 0], [0, 2]], x[x > 0], x[:, b], x[torch.tensor([1])], x[n > 1] if False else x[:, n - 1], x[0:1, None].shape, x[True].shape, x[0][1]
# %%
x[np.array([0])], x[np.int64(1)], x[(0, slice(None))], x[torch.tensor(1)], x[range(2)], x[[True, False]], x[:, [0, -1]], x[[[0, 1], [0, 1]]]
# %%
torch.select(x, 0, 1), x.select(1, -1), x.select(dim=0, index=0), torch.narrow(x, 1, 0, 2), x.narrow(dim=1, start=1, length=2), torch.index_select(x, 1, torch.tensor([2, 0])), x.index_select(dim=0, index=torch.tensor([1])), torch.gather(x, 1, torch.tensor([[0, 1], [2, 2]])), x.gather(dim=0, index=torch.tensor([[0, 1, 0]])), torch.gather(input=x, dim=1, index=torch.tensor([[0], [1]]))
# %%
x.index_select(0, torch.tensor([0, 1], dtype=torch.int32)),
# %%
torch.cat([v, v]), torch.cat((x, x), 0).shape, torch.cat((x, x), dim=1).shape, torch.cat(tensors=[v, n]), torch.concat([v, v]), torch.stack([v, v]), torch.stack([v, v], 1), torch.stack((v, v), dim=-1), torch.cat([torch.zeros(0), v])
# %%
torch.split(v, 2), v.split(1), torch.split(x, 2, dim=1), x.split([1, 2], 1), torch.chunk(v, 2), v.chunk(chunks=2, dim=0), torch.unbind(x), x.unbind(1), torch.unbind(x, dim=1), torch.flip(v, (0,)), v.flip(0), x.flip(dims=(0, 1)), v.flip([0]), torch.clone(v), v.split(split_size=2)
# %%
v == v, v != 2, v < n, v <= 2, v > 1, v >= 3, torch.eq(v, 2), v.eq(v), torch.ne(v, 1), torch.lt(v, 2), torch.le(v, 2), torch.gt(v, 2), torch.ge(v, 2), torch.equal(v, v), v.equal(d), torch.isnan(v), v.isinf(), torch.isfinite(v), b & b, b | b, b ^ b, ~b, n & 1, ~n, torch.logical_not(v), b == True, n == n.float()
# %%
list(v), [row for row in x], 2.0 in v, [float(q) for q in v], sum(v), max(v), sorted(v.tolist()), bool(torch.tensor(1)), int(v[0]), float(v[0]), f"{v[0]:.2f}", f"{v}", "%.1f" % v[0], round(float(v[1]), 1), math.sqrt(v[0]), str(v), repr(n)
# %%
copy.deepcopy(v), copy.copy(v), copy.deepcopy(x).requires_grad, torch.is_tensor(v), isinstance(v, torch.Tensor), torch.Tensor([1, 2]), torch.Tensor(2, 3).shape, torch.get_default_dtype(), torch.is_grad_enabled()
# %%
torch.zeros(3).add_(v), torch.zeros(3).add_(v, alpha=2), torch.ones(3).sub_(v, alpha=2), torch.ones(3).mul_(v), torch.ones(3).div_(2), torch.ones(3).zero_(), torch.ones(3).fill_(2), torch.ones(3).copy_(n), torch.ones(3).neg_(), torch.ones(3).exp_(), torch.ones(3).sqrt_(), torch.ones(3).relu_(), torch.ones(3).sigmoid_(), torch.ones(3).tanh_(), torch.ones(3).clamp_(0, 0.5), torch.ones(3).pow_(2), torch.ones(3).fill_(torch.tensor(3.0)), torch.ones(3).clamp_(min=2), torch.ones(3).clamp_(max=v)
# %%
w = torch.ones(3); w += v; w -= 1; w *= 2; w /= 4; w **= 2; w
# %%
w[0] = 5; w[1:] = 0; w[b] = 7; w[[0]] = torch.tensor([1.0]); w
# %%
F.mse_loss(v, d.float()), F.mse_loss(x, torch.zeros(2, 3), reduction="none"), F.mse_loss(x, torch.zeros(2, 3), reduction="sum"), F.mse_loss(input=v, target=v), F.l1_loss(v, n.float()), F.l1_loss(v, v, reduction="none"), F.l1_loss(v, -v, reduction="sum")
# %%
F.binary_cross_entropy(torch.sigmoid(v), b.float()), F.binary_cross_entropy(torch.sigmoid(v), b.float(), weight=v, reduction="none"), F.binary_cross_entropy(torch.sigmoid(v), b.float(), reduction="sum"), F.binary_cross_entropy_with_logits(v, b.float()), F.binary_cross_entropy_with_logits(v, b.float(), weight=v), F.binary_cross_entropy_with_logits(v, b.float(), pos_weight=v, reduction="none"), F.binary_cross_entropy_with_logits(x, torch.zeros(2, 3), pos_weight=v, weight=v, reduction="sum")
# %%
F.cross_entropy(x, torch.tensor([0, 2])), F.cross_entropy(x, torch.tensor([0, 2]), weight=v), F.cross_entropy(x, torch.tensor([0, 2]), ignore_index=2), F.cross_entropy(x, torch.tensor([0, 2]), reduction="none"), F.cross_entropy(x, torch.softmax(x, 1)), F.cross_entropy(x, torch.tensor([0, 2]), label_smoothing=0.1, reduction="sum"), F.cross_entropy(v, torch.tensor(1)), F.nll_loss(F.log_softmax(x, 1), torch.tensor([0, 2])), F.nll_loss(F.log_softmax(x, 1), torch.tensor([0, 2]), weight=v, ignore_index=0, reduction="none")
# %%
F.linear(v, x), F.linear(v, x, torch.ones(2)), F.linear(x, torch.ones(2, 3), bias=torch.ones(2)), F.linear(input=v, weight=x), F.relu(v), F.relu(v, inplace=True), F.softmax(v, 0), F.softmax(x, dim=1, dtype=torch.float64), F.log_softmax(x, dim=1), F.sigmoid(v), F.tanh(v)
# %%
torch.manual_seed(0) and None; l = nn.Linear(3, 2); l, l.weight, l.bias, l(v), l(x)
# %%
nn.Linear(3, 2, bias=False), nn.Linear(in_features=2, out_features=1, dtype=torch.float64).weight.dtype, nn.Linear(2, 1, device="cpu")
# %%
nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Sigmoid(), nn.Tanh()), nn.ReLU(inplace=True), nn.ReLU(True)
# %%
s = nn.Sequential(nn.Linear(3, 2), nn.Tanh()); len(s), s[0], s[-1], s[:1], list(s), s(v).shape
# %%
from collections import OrderedDict; nn.Sequential(OrderedDict([("a", nn.Linear(1, 1)), ("b", nn.ReLU())]))
# %%
nn.Parameter(v), nn.Parameter(v, requires_grad=False), nn.Parameter(data=v), isinstance(nn.Parameter(v), torch.Tensor)
# %%
nn.Parameter(n)
# %%
[name for name, p in s.named_parameters()], sum(p.numel() for p in s.parameters()), list(s.state_dict()), [name for name, m in s.named_modules()], list(s.named_children())[1]
# %%
s.eval().training, s.requires_grad_(False)[0].weight.requires_grad, s.zero_grad(), s.zero_grad(set_to_none=False), s.double()[0].weight.dtype, s.float()[0].weight.dtype, s.to(torch.float64)[0].weight.dtype
# %%
s.foo
# %%
s.foo = 3; s.foo
# %%
l.extra_repr(), l.weight.is_leaf, l.training, l.in_features
# %%
l(torch.ones(2))
# %%
l(1)
# %%
l("a")
# %%
nn.Linear("a", 2)
# %%
nn.Linear(2)
# %%
nn.Linear(-1, 2)
# %%
nn.Sequential(1)
# %%
nn.Module()(1)
# %%
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(2, 1)
        self.p = nn.Parameter(torch.ones(1))
    def forward(self, x, scale=1): return self.l(x) * self.p * scale
torch.manual_seed(3)
net = Net()
print(net, [name for name, _ in net.named_parameters()])
print(net(torch.ones(2)), net(x=torch.ones(2), scale=2))
net.l = 3
# %%
net.p = v
# %%
net.p = nn.Parameter(v); net.p
# %%
del net.p; hasattr(net, "p")
# %%
p = nn.Parameter(torch.tensor([1.0, 2.0])); o = torch.optim.SGD([p], lr=0.1); o
# %%
(p * p).sum().backward(); o.step(), p, o.zero_grad(), p.grad
# %%
o = torch.optim.SGD([p], 0.1, 0.9, 0.1, 0.01); (p * p).sum().backward(); o.step(); o.step(); p
# %%
o = torch.optim.SGD([p], lr=0.1, maximize=True); o.step(); p
# %%
o = torch.optim.SGD([p], lr=0.1, foreach=False); o.step(); p
# %%
o = torch.optim.SGD([p], lr=0.1, differentiable=False, fused=None)
# %%
o = torch.optim.SGD(params=[p], lr=0.1); o.zero_grad(set_to_none=False), p.grad
# %%
o = torch.optim.SGD([p]); o
# %%
o = torch.optim.SGD([{"params": [p], "lr": 0.5}, {"params": [nn.Parameter(torch.ones(1))]}], lr=0.1); o
# %%
o = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.5); o.add_param_group({"params": [p]}); len(o.param_groups)
# %%
o = torch.optim.Adam([p], lr=0.1); o
# %%
o = torch.optim.Adam([p], 0.1, (0.5, 0.9), 1e-6, 0.1); o.step(); p
# %%
o = torch.optim.Adam([p], lr=0.1, betas=(0.9, 0.99), eps=1e-7, weight_decay=0.01, amsgrad=True); o.step(); o.step(); p
# %%
o = torch.optim.Adam([p], lr=0.1, maximize=True); o.step(); p
# %%
o.step(lambda: 5.0)
# %%
torch.optim.SGD([p], lr=-1)
# %%
torch.optim.SGD([p], momentum=-1)
# %%
torch.optim.SGD([p], weight_decay=-1)
# %%
torch.optim.SGD([p], nesterov=True)
# %%
torch.optim.SGD([], lr=0.1)
# %%
torch.optim.SGD(p, lr=0.1)
# %%
torch.optim.SGD([1], lr=0.1)
# %%
torch.optim.SGD([p * 2], lr=0.1)
# %%
torch.optim.SGD([p, p], lr=0.1)
# %%
torch.optim.SGD({p}, lr=0.1)
# %%
torch.optim.SGD(None, lr=0.1)
# %%
torch.optim.SGD(5, lr=0.1)
# %%
torch.optim.SGD([{"lr": 1}])
# %%
torch.optim.SGD([p], foo=1)
# %%
torch.optim.Adam([p], lr=-1)
# %%
torch.optim.Adam([p], betas=(1, 0.9))
# %%
torch.optim.Adam([p], betas=(0.9, 1.5))
# %%
torch.optim.Adam([p], eps=-1)
# %%
torch.optim.Adam([p], weight_decay=-1)
# %%
torch.foo
# %%
torch.nn.foo
# %%
torch.optim.foo
# %%
torch.autograd.foo
# %%
torch.autograd.functional.foo
# %%
x.foo
# %%
torch.set_printoptions(precision=2); print(v / 3); torch.set_printoptions(profile="default")
# %%
torch.set_grad_enabled(False); print(torch.is_grad_enabled()); torch.set_grad_enabled(True); torch.is_inference_mode_enabled()
# %%
(x * 2).grad_fn.next_functions[0][0].variable is x, (x * 2).grad_fn.name()
# %%
with torch.autograd.detect_anomaly():
    print(list(x.sum().grad_fn.metadata))
x.sum().grad_fn.metadata
# %%
type(x), type(x.shape), type(x.dtype), type(x.device), type(x.T), torch.device, torch.Tensor
# %%
(4,) + x.shape, x.shape * 2, list(reversed(torch.arange(3))), torch.softmax(v, 0, torch.float64)
# %%
x.sum(np.int64(0)), x.max(np.int64(1)).values, x.prod(np.int64(0)), torch.amax(x, dim=None), x.sum(torch.tensor(1))
# %%
torch.split(v, split_size_or_sections=2), torch.linspace(torch.tensor(0.0), torch.tensor(1.0), 3)
# %%
x.sum(keepdim=True)
# %%
x.mean(keepdim=True)
# %%
np.sum(v, axis=0)
# %%
[torch.tensor(10.0).exp().item(), torch.tensor([3.1]).exp().tolist(), torch.tensor([[1.0, -2.0, 3.0]]).softmax(1).tolist()]
# %%
torch.linspace(-3, 3, 13).tanh().tolist(), torch.linspace(0.1, 5, 13).log().tolist()
