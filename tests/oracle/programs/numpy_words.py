# NumPy's `axis=` and `keepdims=` for `dim=` and `keepdim=`, and sizes one by one.

# %%
import torch

x = torch.tensor([[3.0, 1.0, 2.0], [0.0, 5.0, 4.0]])

# %%
x.sort(axis=0)

# %%
x.argsort(axis=1, descending=True)

# %%
x.median(axis=1)

# %%
x.median(axis=0, keepdims=True)

# %%
torch.mode(x, axis=0)

# %%
x.cummax(axis=1), x.cummin(axis=0)

# %%
x.cumprod(axis=1), torch.cumsum(x, axis=0)

# %%
x.diff(axis=1), torch.diff(x, axis=0)

# %%
x.nansum(axis=1), torch.nanmean(x, axis=0)

# %%
torch.count_nonzero(x, axis=0), x.count_nonzero(0, 1), x.count_nonzero((0, -1))

# %%
x.logcumsumexp(axis=1)

# %%
torch.aminmax(x, axis=0)

# %%
x.kthvalue(1, axis=1)

# %%
x.topk(1, axis=0)

# %%
torch.quantile(x, 0.5, axis=1)

# %%
torch.take_along_dim(x, torch.zeros(1, 3, dtype=torch.long), axis=0)

# %%
x.index_select(axis=0, index=torch.tensor([1]))

# %%
x.sort(axis=2)

# %%
x.sort(axis="rows")

# %%
x.count_nonzero(2)

# %%
x.reshape(1, 2, 3, 1).squeeze(0, -1)

# %%
torch.ones(1, 2, 1).squeeze(0, 1)

# %%
torch.ones(3, 4).hsplit(1, 3)

# %%
torch.ones(3, 2).vsplit(1, 2)

# %%
torch.ones(1, 2, 4).dsplit(2, 3)

# %%
torch.ones(3).broadcast_to(2, 3)

# %%
torch.hsplit(torch.ones(3, 4), 1, 3)

# %%
x.squeeze(0, "rows")

# %%
y = x.clone().requires_grad_(); y.sort(axis=0).values[0].sum().backward(); y.grad
