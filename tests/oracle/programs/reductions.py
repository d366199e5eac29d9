# sum, mean, prod, var, std, max, min and their kin, whole and along dims.
# %%
import torch


def show(f, x):
    x = x.detach().clone().requires_grad_()
    y = f(x)
    out = y if isinstance(y, torch.Tensor) else y[0]
    out.backward(torch.arange(1.0, 1 + out.numel()).reshape(out.shape))
    print(y, x.grad, sep="\n")


m = torch.tensor([[1.0, 2.0, 3.0], [4.0, 6.0, 5.0]])
show(lambda x: x.sum(), m)
# %%
show(lambda x: x.sum(0), m)
# %%
show(lambda x: x.sum(1, keepdim=True), m)
# %%
show(lambda x: x.sum(dim=(0, 1)), m)
# %%
show(lambda x: x.sum(-1), m)
# %%
show(lambda x: x.sum((0, 1), keepdim=True), m)
# %%
show(lambda x: x.mean(), m)
# %%
show(lambda x: x.mean(0), m)
# %%
show(lambda x: x.mean(dim=1, keepdim=True), m)
# %%
show(lambda x: x.mean((0, 1)), m)
# %%
show(lambda x: x.prod(), m)
# %%
show(lambda x: x.prod(0), m)
# %%
show(lambda x: x.prod(1, keepdim=True), m)
# %%
show(lambda x: x.prod(), torch.tensor([2.0, 0.0, 3.0]))
# %%
show(lambda x: x.prod(), torch.tensor([2.0, 0.0, 0.0]))
# %%
show(lambda x: x.prod(1), torch.tensor([[2.0, 0.0, 3.0], [1.0, 2.0, 3.0], [0.0, 0.0, 1.0]]))
# %%
show(lambda x: x.var(), m)
# %%
show(lambda x: x.var(0), m)
# %%
show(lambda x: x.var(1, keepdim=True), m)
# %%
show(lambda x: x.var(unbiased=False), m)
# %%
show(lambda x: x.var(dim=1, correction=0), m)
# %%
show(lambda x: x.std(), m)
# %%
show(lambda x: x.std(0), m)
# %%
show(lambda x: x.std(1, unbiased=False, keepdim=True), m)
# %%
show(lambda x: x.std(), torch.tensor([2.0, 2.0]))
# %%
torch.tensor([1.0]).var(), torch.tensor([1.0]).std(unbiased=False)
# %%
show(lambda x: x.max(), m)
# %%
show(lambda x: x.max(0), m)
# %%
show(lambda x: x.max(dim=1, keepdim=True), m)
# %%
show(lambda x: x.min(), m)
# %%
show(lambda x: x.min(1), m)
# %%
values, indices = m.max(1)
print(values, indices, m.max(1).values, m.max(1).indices, m.max(1)[1])
# %%
torch.sum(m), torch.sum(m, 0), torch.mean(m, dim=1), torch.prod(m), torch.max(m), torch.min(m, 1)
# %%
torch.var(m, 1), torch.std(m), torch.sum(m, dim=[0, 1])
# %%
x = m.clone().requires_grad_()
for y in (x.sum(), x.sum(0), x.mean(), x.mean(0), x.prod(), x.prod(0), x.max(), x.max(0)[0]):
    print(y.grad_fn.name(), y)
# %%
for y in (x.min(), x.min(0)[0], x.var(), x.var(0), x.std(), x.std(0), x.cumsum(0)):
    print(y.grad_fn.name(), tuple(y.shape))
# %%
for y in (x.logsumexp(0), x.softmax(0), x.log_softmax(0)):
    print(y.grad_fn.name(), tuple(y.shape))
# %%
show(lambda x: x.cumsum(0), m)
# %%
show(lambda x: x.cumsum(1), m)
# %%
show(lambda x: x.cumsum(-1), torch.tensor([1.0, 2.0, 3.0]))
# %%
show(lambda x: x.logsumexp(1), torch.tensor([[0.0, 0.0], [1.0, 2.0]]))
# %%
show(lambda x: x.logsumexp(0, keepdim=True), torch.tensor([1000.0, 1000.0]))
# %%
show(lambda x: x.logsumexp((0, 1)), torch.tensor([[0.0, 1.0], [1.0, 2.0]]))
# %%
torch.tensor([-float("inf"), -float("inf")]).logsumexp(0), torch.tensor([float("inf"), 1.0]).logsumexp(0)
# %%
show(lambda x: x.softmax(1), torch.tensor([[0.0, 0.0], [1.0, 2.0]]))
# %%
show(lambda x: torch.softmax(x, dim=0), torch.tensor([1.0, 2.0, 3.0]))
# %%
show(lambda x: x.log_softmax(-1), torch.tensor([[0.0, 0.0], [1.0, 2.0]]))
# %%
torch.tensor([1000.0, 0.0]).softmax(0), torch.tensor([1000.0, 0.0]).log_softmax(0)
# %%
torch.tensor([-float("inf"), 0.0]).softmax(0), torch.tensor([float("nan"), 0.0]).softmax(0)
# %%
torch.tensor(3.0).softmax(0), torch.tensor(3.0).sum(0), torch.tensor(3.0).max(0), torch.tensor(2.0).cumsum(0)
# %%
torch.tensor([1, 2, 3]).sum(), torch.tensor([1, 2]).prod(), torch.tensor([True, True]).sum()
# %%
torch.tensor([1, 2], dtype=torch.int32).sum(), torch.tensor([True, False]).prod(), torch.tensor([3, 1]).max()
# %%
torch.tensor([1, 2]).cumsum(0), torch.tensor([True, True]).cumsum(0)
# %%
torch.tensor([True, False]).max(), torch.tensor([[True], [False]]).min(0)
# %%
torch.tensor([1, 2]).sum(dtype=torch.float32), torch.tensor([1, 2]).float().mean()
# %%
torch.tensor([1.7, 2.7]).sum(dtype=torch.int64), torch.tensor([1, 2]).mean(dtype=torch.float64)
# %%
torch.zeros(0).sum(), torch.zeros(0).prod(), torch.zeros(0).mean(), torch.zeros(0).var()
# %%
torch.zeros(2, 0).sum(1), torch.zeros(2, 0).sum(0), torch.zeros(0, 2).mean(0), torch.zeros(2, 0).prod(1)
# %%
torch.zeros(0).max()
# %%
torch.zeros(0, 2).max(0)
# %%
torch.zeros(0, 2).max(1)
# %%
torch.zeros(0).logsumexp(0), torch.zeros(2, 0).softmax(1), torch.zeros(2, 0).cumsum(1)
# %%
torch.zeros(0).min()
# %%
x = torch.zeros(0, requires_grad=True)
(x.sum() + x.prod() + x.mean()).backward()
x.grad
# %%
m.sum(2)
# %%
m.mean(-3)
# %%
m.sum((0, 0))
# %%
m.sum((0, -2))
# %%
m.max(2)
# %%
m.cumsum(5)
# %%
torch.tensor(1.0).sum(1)
# %%
torch.tensor([1, 2]).mean()
# %%
torch.tensor([1, 2]).var()
# %%
torch.tensor([1, 2]).softmax(0)
# %%
torch.tensor([True]).mean()
# %%
m.sum("0")
# %%
m.sum(1.5)
# %%
torch.tensor([1.0, float("nan"), 2.0]).max(), torch.tensor([1.0, float("nan")]).sum(), torch.tensor(
    [float("nan"), 1.0]
).min(0)
# %%
torch.tensor([float("inf"), 1.0]).mean(), torch.tensor([float("inf"), -float("inf")]).sum()
# %%
x = torch.arange(24.0).reshape(2, 3, 4).requires_grad_()
x.sum((0, 2)), x.mean((0, 1)), x.sum((-1, 0), keepdim=True).shape
# %%
x.max(1)[0].sum().backward()
x.grad
# %%
m = torch.tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
m.sum(axis=0), m.mean(axis=1, keepdims=True), m.std(axis=0), m.prod(axis=1), m.logsumexp(axis=0)
# %%
m.max(axis=1), m.amax(axis=0, keepdims=True), m.argmax(axis=1), torch.softmax(m, axis=1), m.cumsum(axis=0)
# %%
torch.cat([m, m], axis=1), torch.stack([m[0], m[1]], axis=1), m.unsqueeze(axis=0).squeeze(axis=0), m.unbind(axis=1)[0]
# %%
m.gather(axis=1, index=torch.tensor([[0], [1]])), m.index_select(axis=0, index=torch.tensor([1])), torch.add(m, m, out=None)
# %%
m.sum(axis=None)
# %%
torch.add(m, m, foo=1)
# %%
m.unsqueeze()
# %%
m.softmax()
# %%
m.cumsum()
# %%
torch.logsumexp(m)
