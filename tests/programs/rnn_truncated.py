# A recurrent network by hand, with truncated backpropagation through time.
# %%
import torch

torch.manual_seed(0)
T, H = 12, 4
xs = torch.sin(torch.arange(T + 1.0) * 0.5).view(-1, 1)
Wxh = (torch.randn(1, H) * 0.3).requires_grad_()
Whh = (torch.randn(H, H) * 0.3).requires_grad_()
Why = (torch.randn(H, 1) * 0.3).requires_grad_()
params = [Wxh, Whh, Why]
opt = torch.optim.Adagrad(params, lr=0.05)
# %%
for epoch in range(3):
    h = torch.zeros(1, H)
    total = 0.0
    for start in range(0, T, 4):
        h = h.detach()
        loss = 0
        for t in range(start, start + 4):
            h = torch.tanh(xs[t : t + 1] @ Wxh + h @ Whh)
            loss = loss + (h @ Why - xs[t + 1]).pow(2).sum()
        opt.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        opt.step()
        total += loss.item()
    print(epoch, "%.4f" % total)
# %%
h = torch.zeros(1, H)
for t in range(3):
    h = torch.tanh(xs[t : t + 1] @ Wxh + h @ Whh)
h.sum().backward()
(h * 2).sum().backward()
