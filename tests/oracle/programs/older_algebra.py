# What PyTorch has dropped from its linear algebra, or means to drop; sums of two numbers.
# %%
import torch
A = torch.tensor([[2.0, 0.5], [0.5, 1.0]], requires_grad=True)
# %%
torch.cholesky(A), A.cholesky(upper=True)
# %%
torch.cholesky(A).sum().backward(); A.grad
# %%
torch.cholesky(-torch.eye(2))
# %%
torch.qr(A)
# %%
torch.symeig(A)
# %%
torch.eig(A)
# %%
torch.solve(A, A)
# %%
torch.add(1, 2), torch.add(1, 2, alpha=2), torch.sub(1, 2), torch.mul(2, 3.5), torch.div(1, 2), torch.add(True, 2)
# %%
torch.tensor([0.0]).is_nonzero(), torch.tensor(1.0).is_nonzero(), torch.is_nonzero(torch.tensor([2]))
# %%
torch.ones(2).is_nonzero()
