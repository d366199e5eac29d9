# Different learning rates for different parts.
# %%
import torch
from torch import nn, optim
from torch.optim import lr_scheduler


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.Linear(3, 4)
        self.classifier = nn.Linear(4, 2)

    def forward(self, x):
        return self.classifier(torch.relu(self.base(x)))


torch.manual_seed(1)
model = Net()
optimizer = optim.SGD([{"params": model.base.parameters(), "lr": 1e-2}, {"params": model.classifier.parameters()}], lr=1e-1, momentum=0.9)
scheduler = lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)
print(optimizer)
# %%
x, t = torch.randn(6, 3), torch.randint(0, 2, (6,))
for epoch in range(5):
    optimizer.zero_grad()
    loss = nn.CrossEntropyLoss()(model(x), t)
    loss.backward()
    optimizer.step()
    scheduler.step()
    print(epoch, "%.4f" % loss.item(), scheduler.get_last_lr(), [g["lr"] for g in optimizer.param_groups])
