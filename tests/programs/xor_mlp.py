# XOR with one hidden layer.
# %%
import torch
import torch.nn as nn
import torch.nn.functional as F


class XOR(nn.Module):
    def __init__(self, input_dim=2, output_dim=1):
        super().__init__()
        self.lin1 = nn.Linear(input_dim, 4)
        self.lin2 = nn.Linear(4, output_dim)

    def forward(self, x):
        x = self.lin1(x)
        x = torch.tanh(x)
        return self.lin2(x)


def weights_init(model):
    for m in model.modules():
        if isinstance(m, nn.Linear):
            m.weight.data.normal_(0, 1)


torch.manual_seed(2)
model = XOR()
weights_init(model)
X = torch.Tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = torch.Tensor([0, 1, 1, 0]).view(-1, 1)
loss_func = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for i in range(151):
    optimizer.zero_grad()
    loss = loss_func(model(X), Y)
    loss.backward()
    optimizer.step()
    if i % 50 == 0:
        print("Epoch: {0}, Loss: {1:.4f}".format(i, loss.item()))
# %%
print(model(X).round().abs().squeeze())
for name, param in model.named_parameters():
    print(name, param.size())
