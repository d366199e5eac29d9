# A moving average of the parameters, and a copy of a model.
# %%
import copy

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(2, 1)
ema = copy.deepcopy(model)
for p in ema.parameters():
    p.requires_grad_(False)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(5):
    loss = (model(torch.ones(3, 2)) - 1).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    with torch.no_grad():
        for e, p in zip(ema.parameters(), model.parameters()):
            e.mul_(0.9).add_(p, alpha=0.1)
print(ema.weight, model.weight, ema.weight is not model.weight)
# %%
best = copy.deepcopy(model.state_dict())
with torch.no_grad():
    model.weight.zero_()
model.load_state_dict(best)
print(torch.equal(model.weight, best["weight"]), torch.mean(torch.stack([model.weight, ema.weight]), dim=0))
