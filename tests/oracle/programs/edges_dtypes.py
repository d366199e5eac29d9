# Dtypes that are asked for, that meet, and that no operation takes: found by random programs.
# %%
import torch

x = torch.tensor([1.5, -2.0], requires_grad=True)
d = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
n, b = torch.tensor([1, 2]), torch.tensor([True, False])
x.sum(dtype=torch.float64).grad_fn.next_functions, x.prod(0, dtype=torch.float64)
# %%
x.detach().sum(0, dtype=torch.bool), x.detach().prod(0, dtype=torch.int32), n.cumsum(0, dtype=torch.int32)
# %%
x.sum(dtype=torch.int64)
# %%
x.cumsum(0, dtype=torch.bool)
# %%
x.mean(dtype=torch.int64)
# %%
x.softmax(0, dtype=torch.int64)
# %%
torch.zeros(2, 2, dtype=torch.int64).softmax(0)
# %%
torch.where(b, x, d).grad_fn.next_functions, torch.where(b, x, d)
# %%
torch.cat([x, d]), torch.stack([x, d]).grad_fn.next_functions
# %%
torch.autograd.grad(torch.cat([x, d]).sum(), [x, d])
# %%
torch.nn.functional.mse_loss(x, d).grad_fn.next_functions
# %%
x & b
# %%
n | torch.ones(3, dtype=torch.int64)
# %%
b.sign(), b.sub(True)
# %%
b.sub(n, alpha=2)
# %%
n.add(n, alpha=0.5)
# %%
n.add(torch.tensor(1.5), alpha=2), torch.tensor(2.0, dtype=torch.float64).sub(n, alpha=0.5)
# %%
b.argmax()
# %%
b.unsqueeze(0) @ b
# %%
torch.ones(1, 1, 2, dtype=torch.bool) @ torch.ones(1, 2, 1)
# %%
b.expand(())
# %%
torch.autograd.grad((b ** x).sum(), x), torch.autograd.grad((n ** x).sum(), x)
# %%
torch.zeros(2, 3) ** torch.zeros(2)
# %%
n.pow(torch.tensor([1, 2, 3]))
# %%
torch.zeros(1, 2, 3).expand(1, 3, 2)
# %%
torch.zeros(2, 1).squeeze(()).shape, torch.zeros(2, 1).squeeze((0, 1)).shape
# %%
torch.tensor(2.0, requires_grad=True).mT
# %%
torch.tensor(2.0).mv(x)
# %%
torch.tensor(2.0).narrow(0, 0, 1)
# %%
x.narrow(0, 1, 2)
# %%
x.narrow(0, 3, 1)
# %%
x.narrow(0, 0, -1)
# %%
x.data = n
# %%
images = torch.ones(3, 2, 4).transpose(0, 1)
torch.nn.functional.linear(images, torch.ones(5, 4, requires_grad=True), torch.zeros(5)).grad_fn
