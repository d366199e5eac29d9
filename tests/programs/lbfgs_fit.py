# %% A bowl
import torch
import torch.nn.functional as F
from torch import nn

q = torch.tensor([1.0, 2.0], requires_grad=True)
optimizer = torch.optim.LBFGS([q], lr=0.5)
optimizer
# %%


def closure():
    optimizer.zero_grad()
    loss = (q**2).sum()
    loss.backward()
    return loss


print(optimizer.step(closure), q)
print(optimizer.state[q]["n_iter"], optimizer.state[q]["func_evals"])
# %% A small network
torch.manual_seed(1)
net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
x = torch.randn(20, 2)
y = x[:, :1] * x[:, 1:]
optimizer = torch.optim.LBFGS(net.parameters(), lr=0.1, max_iter=10, history_size=5)


def of_the_network():
    optimizer.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()
    return loss


for epoch in range(4):
    print(epoch, f"{optimizer.step(of_the_network).item():.4f}")
# %%
torch.optim.LBFGS([q], lr=-1)
# %%
torch.optim.LBFGS([{"params": [q]}, {"params": [torch.ones(1, requires_grad=True)]}])
