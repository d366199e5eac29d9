# Functions along a dimension, of tensors without any; and limits that are odd.

# %%
import torch

z = torch.tensor(3.0, requires_grad=True)

# %%
z.sort(), z.argsort(), z.msort()

# %%
z.sort(0, descending=True)[0].backward(); z.grad

# %%
z.median(0), z.nanmedian(0)

# %%
z.mode(), z.kthvalue(1), z.topk(1)

# %%
z.kthvalue(2)

# %%
z.topk(2)

# %%
z.cummax(0), z.cummin(0)

# %%
z.cumsum(0), z.cumprod(0), z.logcumsumexp(0)

# %%
z.grad = None; (z.cumprod(0) * 2 + z.logcumsumexp(-1) * z.cumsum(0)).backward(); z.grad

# %%
z.cumprod(1)

# %%
torch.where(torch.tensor(True)), torch.where(torch.tensor(0.0))

# %%
z.count_nonzero(), torch.tensor(0).count_nonzero(0)

# %%
torch.arange(4).clamp_min(1.5), torch.arange(4).clamp_max(1.5), torch.arange(4).clamp_min(1)

# %%
torch.arange(4.0, dtype=torch.float64).clamp_min(1.5), torch.tensor([True]).clamp_max(0)

# %%
torch.logit(torch.tensor([0.2, 0.9, 3.0, 0.0]), eps=1)

# %%
torch.logit(torch.tensor([0.2, 0.9, 0.4]), eps=0.7)

# %%
torch.nn.functional.kl_div(torch.tensor([0.2, 0.1, 0.3]), torch.tensor([float("nan"), -0.5, 0.0]), reduction="none")
