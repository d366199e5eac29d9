# More edges of values: shapes, dtypes, nan and inf where programs rarely look.
# %%
import torch

nan, inf = float("nan"), float("inf")
torch.tensor([[nan, 1.0], [2.0, nan]]).max(0), torch.tensor([[nan, 1.0], [2.0, nan]]).min(1)
# %%
torch.tensor([nan, 1.0]).prod(), torch.tensor([inf, 0.0]).prod(), torch.tensor([-inf, inf]).mean()
# %%
torch.tensor([nan, 1.0]).cumsum(0), torch.tensor([inf, -inf, 1.0]).cumsum(0)
# %%
torch.tensor([nan, 1.0]).var(), torch.tensor([inf, 1.0]).std()
# %%
torch.tensor([nan, 0.0]).logsumexp(0), torch.tensor([inf, inf]).softmax(0), torch.tensor([-inf, -inf]).log_softmax(0)
# %%
torch.tensor([nan, inf, 0.0]).bool()
# %%
torch.tensor([0.0, -0.0]) == torch.tensor([-0.0, 0.0]), -torch.tensor([0.0]), torch.tensor([0.0]) * -1
# %%
torch.tensor([-0.0]).abs(), torch.tensor([-0.0]).sqrt(), torch.tensor([-0.0]).relu(), torch.tensor([-0.0]).clamp(0, 1)
# %%
torch.tensor([-0.0, 0.0]).sum(), torch.tensor([-0.0]).sum()
# %%
torch.tensor(inf) - torch.tensor(inf), torch.tensor(0.0) / torch.tensor(0.0), torch.tensor(inf) ** 0, torch.tensor(1.0) ** nan
# %%
torch.tensor([-2.0]) ** 3, torch.tensor([-2.0]) ** 0.5, torch.tensor([-2.0]) ** torch.tensor([2.0]), (-2) ** torch.tensor([2.0, 3.0])
# %%
torch.tensor([2**31], dtype=torch.int64).int(), torch.tensor([-1]).bool(), torch.tensor([2**53 + 1]).double()
# %%
torch.tensor([1, 2, 3]).sum(0, keepdim=True), torch.tensor([[1, 2]]).prod(1), torch.tensor([True, True]).cumsum(0).dtype
# %%
torch.tensor([[1, 2], [3, 4]]).max(), torch.tensor([[1, 2], [3, 4]]).max(0), torch.tensor([True, False]).min()
# %%
torch.tensor([[1, 2], [3, 4]], dtype=torch.int32).max(1, keepdim=True), torch.tensor(4).min(), torch.tensor([4]).max(0)
# %%
torch.ones(3, dtype=torch.int32).sum(dtype=torch.int32), torch.ones(3).mean(dtype=torch.float64), torch.ones(2, 2).sum(0, dtype=torch.int64)
# %%
x = torch.ones(2, 3, requires_grad=True)
x.sum(dtype=torch.float64), x.mean(0, dtype=torch.float64).grad_fn
# %%
x.sum(0, dtype=torch.float64).sum().backward()
x.grad
# %%
torch.zeros(2, 3, 0).sum(), torch.zeros(2, 3, 0).sum((0, 2)), torch.ones(0, 3).prod(0), torch.zeros(3, 0).mean(1)
# %%
torch.zeros(3, 0).max(0), torch.zeros(3, 0).var(1), torch.zeros(0, 2).std(0)
# %%
torch.zeros(0, 3) @ torch.zeros(3, 0), torch.zeros(2, 0) @ torch.zeros(0), torch.zeros(0, 3) @ torch.ones(3)
# %%
torch.zeros(0, 2, 3) @ torch.zeros(3, 4), torch.zeros(0, 2, 3) @ torch.zeros(0, 3, 1)
# %%
x = torch.zeros(0, 3, requires_grad=True)
w = torch.ones(3, 2, requires_grad=True)
(x @ w).sum().backward()
x.grad, w.grad
# %%
torch.outer(torch.zeros(0), torch.ones(2)), torch.cat([torch.zeros(0, 2), torch.ones(1, 2)]), torch.stack([torch.zeros(0)] * 2)
# %%
torch.zeros(0).reshape(0, 3), torch.zeros(0, 3).reshape(3, 0), torch.zeros(1, 0).squeeze(), torch.zeros(0).expand(2, 0)
# %%
torch.zeros(0, dtype=torch.int64).sum()
# %%
torch.nn.functional.mse_loss(torch.zeros(0), torch.zeros(0), reduction="sum"), torch.nn.functional.linear(
    torch.zeros(0, 2), torch.ones(3, 2), torch.ones(3)
)
# %%
torch.tensor(2.0) @ torch.tensor(3.0)
# %%
torch.tensor(2.0).t(), torch.tensor(2.0).reshape(1, 1, 1), torch.tensor(2.0).expand(1, 2), torch.tensor(2.0).flatten()
# %%
torch.tensor(2.0).transpose(0, 0), torch.tensor(2.0).permute(()), torch.tensor(2.0).squeeze(0), torch.tensor(2.0).unsqueeze(-1)
# %%
torch.tensor(2.0).mean(), torch.tensor(2.0).var(), torch.tensor(2.0).prod(0), torch.tensor(2.0).logsumexp(0)
# %%
torch.tensor(2.0).softmax(-1), torch.tensor(2.0).log_softmax(0), torch.tensor(2.0).max(), torch.tensor(2.0).sum(-1, keepdim=True)
# %%
s = torch.tensor(2.0, requires_grad=True)
(s.sum(0) + s.mean() + s.prod(0) + s.max(0)[0] + s.cumsum(0) + s.logsumexp(0)).backward()
s.grad
# %%
torch.cat([torch.tensor([1.0]), torch.tensor([], dtype=torch.float64)]).dtype, torch.stack([torch.tensor(2)] * 3)
# %%
torch.arange(0.0, 1.0, 0.3), torch.arange(3, 0, -1.5), torch.arange(-2, 2), torch.arange(1.0, 1.0), torch.arange(2.5)
# %%
torch.linspace(0, 1, 4, requires_grad=True), torch.linspace(3, 3, 2), torch.linspace(0, 9, 4, dtype=torch.int64)
# %%
torch.full((2,), 1, dtype=torch.bool), torch.full((1,), -0.0), torch.full((2, 0), 3), torch.full((), 2.5, requires_grad=True)
# %%
torch.eye(2, requires_grad=True), torch.eye(2, dtype=torch.bool), torch.eye(0, 2)
# %%
torch.tensor([1e-45]), torch.tensor([1.17e-38]) / 1e4, torch.tensor([3.4028235e38]) * 2
# %%
torch.tensor([0.00005, 0.1]), torch.tensor([0.99995]), torch.tensor([0.999995]), torch.tensor([9999.5]), torch.tensor([99999.5])
# %%
torch.tensor([1.0, 1e5]), torch.tensor([1.0, 1e5 + 0.5]), torch.tensor([1e-4, 1.0]), torch.tensor([0.1, 1e3])
# %%
torch.tensor([-1.0, nan]), torch.tensor([-1.5, -inf]), torch.tensor([inf, 1e10]), torch.tensor([nan, 1e-10, 1.0])
# %%
torch.tensor([[1, -1], [10, 100]]) * 1.5, torch.tensor([[True, False], [False, True]]) * 2
# %%
torch.arange(12.0).reshape(3, 4) * 1000.5
# %%
torch.arange(18.0).reshape(2, 9) / 7
# %%
torch.arange(40).reshape(2, 20) * 12345
# %%
torch.zeros(1001, 2, dtype=torch.bool)
# %%
torch.zeros(3, 400, dtype=torch.float64, requires_grad=True) + 0.5
# %%
torch.zeros(0, 5, dtype=torch.float64, requires_grad=True), torch.zeros(1, 0, requires_grad=True) * 1
# %%
torch.tensor([[[1.5], [nan]], [[inf], [-2.0]]], requires_grad=True)
# %%
torch.ones(1, 1, 1, 1, 2), torch.ones(2, 1, 2, dtype=torch.int32)
# %%
torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True).exp() * 1e6
# %%
[torch.tensor(1.5, requires_grad=True)], (torch.tensor([1]),), {"w": torch.ones(1, requires_grad=True) * 2}
