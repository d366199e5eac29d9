# The first page of many tutorials.
# %%
import torch

x = torch.empty(2, 3)
print(x.size(), torch.Tensor([5, 3]), torch.zeros(2, 2, dtype=torch.long))
torch.manual_seed(1)
x = torch.rand(2, 3)
y = torch.rand(2, 3)
result = torch.empty(2, 3)
torch.add(x, y, out=result)
print(result, torch.equal(result, x + y))
# %%
y.add_(x)
print(y[:, 1], x.view(6).size(), x.view(-1, 2).size())
x = x.new_ones(2, 3, dtype=torch.double)
x = torch.randn_like(x, dtype=torch.float)
print(x, x.size())
# %%
x = torch.randn(1)
print(x, x.item())
a = torch.arange(6).reshape(2, 3)
a.sum(dim=0), a.float().mean(dim=1, keepdim=True), a.max(), a.argmax(), (a > 2).nonzero().tolist()
# %%
torch.stack([a, a]).shape, a.unsqueeze(0).shape, a.t(), a.permute(1, 0).is_contiguous(), a.T.contiguous().view(-1)
