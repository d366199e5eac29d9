# The same perceptron as a module, with a loss and an optimizer of the library.
# %%
import torch
from torch import nn, optim


class Perceptron(nn.Module):
    def __init__(self, n):
        super(Perceptron, self).__init__()
        self.fc = nn.Linear(n, 1)

    def forward(self, x):
        return torch.sigmoid(self.fc(x))


torch.manual_seed(42)
model = Perceptron(2)
print(model)
print(list(model.parameters()))
# %%
X = torch.FloatTensor([[0, 0], [0, 1], [1, 0], [1, 1]])
y = torch.FloatTensor([[0], [0], [0], [1]])
criterion = nn.BCELoss()
optimizer = optim.SGD(model.parameters(), lr=1.0)
for epoch in range(201):
    optimizer.zero_grad()
    outputs = model(X)
    loss = criterion(outputs, y)
    loss.backward()
    optimizer.step()
    if epoch % 50 == 0:
        print("Epoch {}, Loss: {:.4f}".format(epoch, loss.item()))
# %%
with torch.no_grad():
    print(model(X))
    print((model(X) > 0.5).float().eq(y).all())
