# Two heads, two losses, one or two backward passes.
# %%
import torch
from torch import nn

torch.manual_seed(0)
body, one, two = nn.Linear(3, 4), nn.Linear(4, 1), nn.Linear(4, 2)
x, y, t = torch.rand(5, 3), torch.rand(5, 1), torch.tensor([0, 1, 0, 1, 1])
h = torch.relu(body(x))
loss1 = nn.MSELoss()(one(h), y)
loss2 = nn.CrossEntropyLoss()(two(h), t)
loss1.backward(retain_graph=True)
loss2.backward()
separate = body.weight.grad.clone()
for m in (body, one, two):
    m.zero_grad()
h = torch.relu(body(x))
(nn.MSELoss()(one(h), y) + nn.CrossEntropyLoss()(two(h), t)).backward()
print(torch.allclose(separate, body.weight.grad), loss1, loss2)
# %%
loss1.backward()
