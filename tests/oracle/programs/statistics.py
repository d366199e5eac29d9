# Statistics, windows, places and shifts: what they give, and what they say to wrong arguments.
# %%
import torch, numpy as np
x = torch.tensor([[1.5, -2.0, 0.5, 4.0], [3.0, 0.25, -1.0, 0.5]], requires_grad=True); n = torch.tensor([[4, 1, 7], [2, 2, 0]])
# %%
torch.std_mean(x), torch.var_mean(x, dim=1), torch.std_mean(x, 0, keepdim=True), torch.var_mean(x, correction=0), torch.std_mean(x, False), torch.var_mean(x, dim=1, unbiased=False)
# %%
sum(t.sum() for t in torch.std_mean(x, 1)).backward(); x.grad
# %%
torch.aminmax(x), torch.aminmax(n, dim=1), torch.aminmax(x, dim=0, keepdim=True), torch.aminmax(n).max, x.aminmax().min
# %%
torch.aminmax(torch.ones(0))
# %%
torch.cov(x), torch.corrcoef(x), torch.cov(x[0]), torch.corrcoef(x[0]), torch.cov(n), torch.cov(x, correction=0), torch.cov(x.detach(), fweights=torch.tensor([1, 2, 1, 1])), torch.cov(x.detach(), aweights=torch.tensor([0.5, 2.0, 1.0, 1.0]))
# %%
torch.cov(torch.ones(2, 2, 2))
# %%
torch.histc(x.detach(), bins=4), torch.histc(x.detach(), 3, -1, 2), torch.histc(torch.tensor([1.0, 1.0]), 2), torch.histogram(x.detach(), bins=2)
# %%
torch.nansum(torch.tensor([1.0, float("nan")])), torch.nanmean(torch.tensor([[1.0, float("nan")], [2.0, 3.0]]), 0), torch.nanmedian(torch.tensor([3.0, float("nan"), 1.0])), torch.nanquantile(torch.tensor([3.0, float("nan"), 1.0]), 0.5), torch.tensor([[1.0, float("nan")]]).nanmedian(1)
# %%
torch.kthvalue(x, 2), torch.kthvalue(x, 1, 0, True), torch.mode(n), torch.mode(n, 0, keepdim=True), torch.msort(x), x.kthvalue(3).values
# %%
torch.kthvalue(x, 9)
# %%
torch.cummax(x, 1), torch.cummin(n, 0), torch.cummax(n, 1), torch.logcumsumexp(x, 1)
# %%
torch.quantile(x, 0.4), torch.quantile(x, torch.tensor([0.25, 0.5]), dim=1), torch.quantile(x, 0.3, dim=0, keepdim=True), torch.quantile(x, torch.tensor([0.25, 0.5]), dim=0, keepdim=True).shape, torch.quantile(x, 0.5, keepdim=True), torch.quantile(x, 0.3, interpolation="lower"), torch.quantile(x.detach(), 0.3, interpolation="midpoint"), torch.quantile(x.detach(), 0.3, interpolation="nearest")
# %%
x.grad = None; torch.quantile(x, torch.tensor([0.3, 0.8])).sum().backward(); x.grad
# %%
torch.quantile(x, 2.0)
# %%
torch.quantile(n, 0.5)
# %%
torch.unique_consecutive(torch.tensor([1, 1, 2, 2, 1]), return_counts=True), torch.unique_consecutive(torch.tensor([1, 1, 2]), return_inverse=True), torch.unique_consecutive(torch.tensor([[1, 1], [1, 1], [2, 0]]), dim=0)
# %%
torch.trapezoid(x, dim=1), torch.trapezoid(torch.tensor([1.0, 2.0, 4.0]), torch.tensor([0.0, 1.0, 3.0])), torch.trapz(torch.ones(3), dx=0.5), torch.cumulative_trapezoid(torch.tensor([1.0, 2.0, 4.0])), torch.gradient(torch.tensor([1.0, 4.0, 9.0, 16.0])), torch.gradient(torch.tensor([1.0, 4.0, 9.0, 16.0]), spacing=2.0), torch.vander(torch.tensor([1.0, 2.0, 3.0])), torch.vander(torch.tensor([1, 2]), 3, increasing=True)
# %%
torch.renorm(x, 2, 0, 1.0), torch.combinations(torch.tensor([1, 2, 3])), torch.combinations(torch.tensor([1.0, 2.0]), r=2, with_replacement=True), torch.combinations(torch.arange(3), 3)
# %%
torch.combinations(x)
# %%
torch.block_diag(torch.ones(2, 2), torch.tensor([3, 4]), torch.tensor(5.0)), torch.diagflat(torch.tensor([[1, 2], [3, 4]])), torch.diag_embed(torch.tensor([[1, 2], [3, 4]])), torch.diag_embed(torch.tensor([[1, 2]]), offset=1), torch.diagflat(torch.tensor([1]), 1)
# %%
w = torch.arange(8.0, requires_grad=True); u = w.unfold(0, 3, 2); u, u.shape, u._is_view(), w._is_view(), u._base is w, w.layout, torch.arange(6).reshape(2, 3).unfold(1, 2, 1)
# %%
u.sum().backward(); w.grad, torch.arange(8).unfold(0, 4, 4).add_(1)
# %%
w.unfold(0, 9, 1)
# %%
w.unfold(0, 2, 0)
# %%
y = torch.arange(6).reshape(2, 3); y.as_strided((2, 2), (3, 1)), torch.as_strided(y, (3,), (2,), 1), y.as_strided((2, 2), (0, 1))
# %%
torch.take_along_dim(x, x.argsort(1), 1), torch.take_along_dim(n, torch.tensor([0, 5])), x.index_fill(1, torch.tensor([0, 2]), 9.0), n.index_fill(0, torch.tensor([1]), -1), x.index_copy(0, torch.tensor([1]), torch.ones(1, 4)), torch.index_put(n, (torch.tensor([0, 1]), torch.tensor([1, 2])), torch.tensor([10, 20])), n.clone().index_put_((torch.tensor([0, 0]),), torch.tensor(1), accumulate=True)
# %%
torch.masked_scatter(n, n > 1, torch.arange(10, 20)), torch.slice_scatter(n, torch.zeros(1, 3).long(), 0, 1, 2), torch.select_scatter(n, torch.zeros(3).long(), 0, 1), torch.diagonal_scatter(torch.zeros(2, 2), torch.ones(2)), torch.scatter_reduce(torch.zeros(3), 0, torch.tensor([0, 0, 2]), torch.tensor([1.0, 2.0, 3.0]), "sum"), torch.zeros(3).scatter_reduce(0, torch.tensor([0, 0, 2]), torch.tensor([1.0, 2.0, 3.0]), "mean", include_self=False), torch.ones(3).scatter_reduce(0, torch.tensor([0, 0, 2]), torch.tensor([4.0, 2.0, 3.0]), "amax")
# %%
torch.cdist(torch.tensor([[0.0, 0.0], [3.0, 4.0]]), torch.tensor([[0.0, 0.0]])), torch.cdist(x, x, p=1), torch.pdist(torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])), torch.cdist(torch.ones(2, 1, 2), torch.ones(2, 3, 2)).shape
# %%
torch.cdist(torch.ones(2, 3), torch.ones(2, 2))
# %%
torch.arange(4) << 1, torch.arange(8) >> 1, 1 << torch.arange(3), torch.bitwise_left_shift(torch.tensor([1, 2]), torch.tensor([1, 3])), torch.tensor([8]).bitwise_right_shift(torch.tensor([2])), torch.gcd(torch.tensor([12, 9]), torch.tensor([18, 6])), torch.lcm(torch.tensor(4), torch.tensor(6))
# %%
torch.dsplit(torch.arange(8).reshape(1, 2, 4), 2), torch.split_with_sizes(torch.arange(5), [2, 3]), torch.unsafe_chunk(torch.arange(4), 2), y.reshape_as(torch.ones(3, 2)), torch.ones(4).resize_(2, 2), torch.zeros(2).resize_(1).shape, torch.unravel_index(torch.tensor([3, 5]), (2, 3)), torch.asarray([1.0, 2.0]), torch.scalar_tensor(3), torch.is_same_size(n, n), y.clone().put_(torch.tensor([0, 5]), torch.tensor([9, 8]))
# %%
torch.baddbmm(torch.ones(1, 2, 2), torch.ones(1, 2, 3), torch.ones(1, 3, 2), beta=0.5), torch.addmv(torch.ones(2), torch.ones(2, 3), torch.ones(3)), torch.addr(torch.zeros(2, 3), torch.ones(2), torch.ones(3), alpha=2), torch.addbmm(torch.zeros(2, 2), torch.ones(2, 2, 3), torch.ones(2, 3, 2)), torch.zeros(2, 2).addmm_(torch.ones(2, 3), torch.ones(3, 2)), torch.lerp(torch.zeros(3), torch.ones(3), torch.tensor([0.1, 0.5, 1.0])), torch.ger(torch.ones(2), torch.ones(2))
