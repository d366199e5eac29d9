# Linear regression with a data set, a loader and random batches.
# %%
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def synthetic_data(w, b, num_examples):
    X = torch.normal(0, 1, (num_examples, len(w)))
    y = torch.matmul(X, w) + b
    y += torch.normal(0, 0.01, y.shape)
    return X, y.reshape((-1, 1))


torch.manual_seed(0)
true_w, true_b = torch.tensor([2, -3.4]), 4.2
features, labels = synthetic_data(true_w, true_b, 100)
print("features:", features[0], "\nlabel:", labels[0])
# %%
loader = DataLoader(TensorDataset(features, labels), batch_size=10, shuffle=True)
next(iter(loader))
# %%
net = nn.Sequential(nn.Linear(2, 1))
net[0].weight.data.normal_(0, 0.01)
net[0].bias.data.fill_(0)
loss = nn.MSELoss()
trainer = torch.optim.SGD(net.parameters(), lr=0.03)
for epoch in range(3):
    for X, y in loader:
        l = loss(net(X), y)
        trainer.zero_grad()
        l.backward()
        trainer.step()
    l = loss(net(features), labels)
    print(f"epoch {epoch + 1}, loss {l:.4f}")
# %%
w = net[0].weight.data
print(f"w err {true_w - w.reshape(true_w.shape)}")
print("b err", true_b - net[0].bias.data)
