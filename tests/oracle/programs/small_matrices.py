# Inverses, solutions and determinants of small matrices, to the last bit.
# %%
import torch
torch.manual_seed(5)
def bits(x): return x.detach().double().flatten().tolist()
# %%
for size in range(1, 8):
    for kind in (torch.float32, torch.float64):
        a = ((torch.arange(size * size) * 7 % 11 - 5).reshape(size, size) / 3 + torch.eye(size)).to(kind); b = torch.arange(2 * size).reshape(size, 2).to(kind) / 7; print(size, kind, bits(torch.inverse(a)), bits(torch.linalg.solve(a, b)), bits(torch.linalg.solve(a, b[:, 0])), bits(torch.det(a)))
# %%
torch.tensor([[1., 2.], [3., 4.]]).inverse(), torch.det(torch.tensor([[1., 2.], [3., 4.]])), torch.linalg.inv(torch.randn(3, 2, 2)), torch.linalg.det(torch.randn(2, 3, 3)), torch.linalg.solve(torch.randn(2, 2, 2), torch.randn(2, 2, 1))
# %%
a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
for f in (torch.det, lambda m: torch.logdet(m @ m.T), lambda m: torch.inverse(m).sum(), lambda m: torch.linalg.solve(m, torch.ones(2)).sum(), lambda m: torch.linalg.slogdet(m)[1]): print(torch.autograd.grad(f(a), a))
# %%
torch.inverse(torch.ones(2, 2))
# %%
torch.det(torch.ones(3, 3)), torch.det(torch.zeros(2, 2)), torch.linalg.slogdet(torch.ones(2, 2)), torch.det(torch.eye(3)[[1, 0, 2]])
# %%
torch.linalg.solve(torch.zeros(2, 2), torch.ones(2))
# %%
torch.inverse(torch.eye(2, dtype=torch.float64).requires_grad_())
