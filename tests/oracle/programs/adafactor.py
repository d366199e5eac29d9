# Adafactor: steps, state, text and what it refuses.
# %%
import torch
from torch import nn, optim

torch.manual_seed(0)
X = torch.randn(16, 2)
Y = X @ torch.tensor([[1.0], [-2.0]]) + 0.3
for options in ({}, {"lr": 0.1, "weight_decay": 0.1, "d": 2.0},
                {"eps": (1e-3, 1e-2), "maximize": True}, {"beta2_decay": -0.5}):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    optimizer = optim.Adafactor(model.parameters(), **options)
    for _ in range(10):
        optimizer.zero_grad()
        loss = nn.functional.huber_loss(model(X), Y)
        loss.backward()
        optimizer.step()
    print(loss.item(), [p.tolist() for p in model.parameters()])
print(optimizer, optimizer.state_dict())
# %%
for options in ({"lr": -1}, {"beta2_decay": 1}, {"eps": (-1, 1)}, {"eps": (None, -1)}, {"d": 0.5},
                {"weight_decay": -1}, {"lr": torch.ones(2)}):
    try:
        optim.Adafactor(model.parameters(), **options)
    except ValueError as error:
        print(error)
optim.Adafactor
