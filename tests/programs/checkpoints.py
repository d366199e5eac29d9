# Saving and loading: parameters, an optimizer, a whole checkpoint.
# %%
import os
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class TheModelClass(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 3)
        self.fc2 = nn.Linear(3, 2)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))


torch.manual_seed(0)
model = TheModelClass()
optimizer = optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
print("Model's state_dict:")
for param_tensor in model.state_dict():
    print(param_tensor, "\t", model.state_dict()[param_tensor].size())
print("Optimizer's state_dict:")
for var_name in optimizer.state_dict():
    print(var_name, "\t", optimizer.state_dict()[var_name])
# %%
path = os.path.join(tempfile.mkdtemp(), "model.pth")
torch.save(model.state_dict(), path)
model2 = TheModelClass()
print(model2.load_state_dict(torch.load(path, weights_only=True)))
model2.eval()
x = torch.ones(1, 4)
print(torch.equal(model(x), model2(x)), model2.training)
# %%
for _ in range(3):
    optimizer.zero_grad()
    loss = model(x).pow(2).sum()
    loss.backward()
    optimizer.step()
torch.save({"epoch": 3, "model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict(), "loss": loss}, path)
checkpoint = torch.load(path)
resumed = TheModelClass()
resumed_optimizer = optim.SGD(resumed.parameters(), lr=0.5)
resumed.load_state_dict(checkpoint["model_state_dict"])
resumed_optimizer.load_state_dict(checkpoint["optimizer_state_dict"])
print(checkpoint["epoch"], checkpoint["loss"].item(), resumed_optimizer.param_groups[0]["lr"], resumed_optimizer.param_groups[0]["momentum"])
for m, o in ((model, optimizer), (resumed, resumed_optimizer)):
    o.zero_grad()
    m(x).pow(2).sum().backward()
    o.step()
print(torch.equal(model.fc1.weight, resumed.fc1.weight))
