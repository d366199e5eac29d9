# L2 and L1 penalties, weight decay, and a hinge loss.
# %%
import torch

torch.manual_seed(0)
X = torch.randn(10, 4)
y = torch.sign(X[:, 0] - 0.5 * X[:, 1])
w = torch.zeros(4, requires_grad=True)
for step in range(60):
    margin = 1 - y * (X @ w)
    hinge = margin.clamp(min=0).mean()
    loss = hinge + 0.01 * w.norm(p=1) + 0.01 * (w**2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
    if step % 20 == 0:
        print(step, loss)
print(w)
# %%
a = torch.ones(2, requires_grad=True)
b = torch.ones(2, requires_grad=True)
for p, opt in ((a, torch.optim.SGD([a], lr=0.1, weight_decay=0.5)), (b, torch.optim.AdamW([b], lr=0.1, weight_decay=0.5))):
    (p * 0).sum().backward()
    opt.step()
    print(p)
