# Freezing layers and fine-tuning the last one.
# %%
import torch
from torch import nn, optim

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3))
for param in model.parameters():
    param.requires_grad = False
model[4] = nn.Linear(8, 2)
print([(name, p.requires_grad) for name, p in model.named_parameters()])
print(sum(p.numel() for p in model.parameters()), sum(p.numel() for p in model.parameters() if p.requires_grad))
# %%
optimizer = optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=0.1)
before = {k: v.clone() for k, v in model.state_dict().items()}
data, target = torch.rand(5, 4), torch.tensor([0, 1, 0, 1, 1])
for _ in range(5):
    loss = nn.functional.cross_entropy(model(data), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss)
for key, value in model.state_dict().items():
    print(key, "changed" if not torch.equal(value, before[key]) else "same")
# %%
model[0].weight.grad, model.train()[0].training, model[2].requires_grad_(True).weight.requires_grad
