# A spiral of three classes and a small network.
# %%
import math

import torch
from torch import nn

torch.manual_seed(0)
N, D, C, H = 20, 2, 3, 16
X = torch.zeros(N * C, D)
y = torch.zeros(N * C, dtype=torch.long)
for c in range(C):
    index = 0
    t = torch.linspace(0, 1, N)
    inner_var = torch.linspace((2 * math.pi / C) * c, (2 * math.pi / C) * (2 + c), N) + torch.randn(N) * 0.2
    for ix in range(N * c, N * (c + 1)):
        X[ix] = t[index] * torch.FloatTensor((math.sin(inner_var[index]), math.cos(inner_var[index])))
        y[ix] = c
        index += 1
print("Shapes:", tuple(X.size()), tuple(y.size()), X[5], torch.bincount(y))
# %%
model = nn.Sequential(nn.Linear(D, H), nn.ReLU(), nn.Linear(H, C))
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2, weight_decay=1e-5)
for e in range(40):
    y_pred = model(X)
    loss = criterion(y_pred, y)
    score, predicted = torch.max(y_pred, 1)
    acc = (y == predicted).sum().float() / len(y)
    if e % 10 == 0:
        print("[EPOCH]: %i, [LOSS]: %.4f, [ACCURACY]: %.2f" % (e, loss.item(), acc))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
