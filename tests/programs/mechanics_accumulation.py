# What .grad does over several calls.
# %%
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
for i in range(3):
    (w * 3).sum().backward()
    print(i, w.grad)
# %%
w.grad.zero_()
w.grad
# %%
for i in range(3):
    (w * 3).sum().backward()
    print(i, w.grad)
    w.grad = None
# %%
opt = torch.optim.SGD([w], lr=0.1)
loss = (w**2).sum()
loss.backward()
opt.step()
opt.zero_grad()
print(w, w.grad)
# %%
# the gradient of a large batch is the sum over micro-batches
torch.manual_seed(0)
X, y = torch.randn(8, 2), torch.randn(8)
v = torch.zeros(2, requires_grad=True)
((X @ v - y) ** 2).sum().backward()
whole = v.grad.clone()
v.grad = None
for part_X, part_y in zip(X.split(2), y.split(2)):
    ((part_X @ v - part_y) ** 2).sum().backward()
torch.allclose(whole, v.grad)
