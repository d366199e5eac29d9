# XOR, two moons and a spiral: logistic regression and small networks.
# %%
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

torch.manual_seed(2)
X = torch.Tensor([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = torch.Tensor([0, 1, 1, 0]).view(-1, 1)
X, Y
# %%
class TwoHidden(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 2)
        self.out = nn.Linear(2, 1)

    def forward(self, x):
        return self.out(F.sigmoid(self.hidden(x)))


model = TwoHidden()
for module in model.modules():
    if isinstance(module, nn.Linear):
        module.weight.data.normal_(0, 1)
print(model)
model.hidden.weight
# %%
optimizer = optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
for sweep in range(301):
    for row, wanted in zip(X, Y):
        optimizer.zero_grad()
        loss = F.mse_loss(model(row), wanted)
        loss.backward()
        optimizer.step()
    if sweep % 100 == 0:
        print(sweep, loss.item())
# %%
hidden_weight, hidden_bias, *_ = model.parameters()
hidden_weight.data.numpy().shape, hidden_bias
# %%
print(model(X))
print((model(X) > 0.5).int().flatten())
# %%
n = 60
theta = torch.linspace(0, math.pi, n)
outer = torch.stack([torch.cos(theta), torch.sin(theta)], 1)
inner = torch.stack([1 - torch.cos(theta), 0.5 - torch.sin(theta)], 1)
data = torch.cat([outer, inner]) + 0.1 * torch.randn(2 * n, 2)
target = torch.cat([torch.zeros(n), torch.ones(n)])
print(data[:3], target.sum())
# %%
w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(100):
    p = torch.sigmoid(data @ w + b)
    loss = -(target * torch.log(p) + (1 - target) * torch.log(1 - p)).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.5 * w.grad
        b -= 0.5 * b.grad
    w.grad.zero_()
    b.grad.zero_()
    if epoch % 25 == 0:
        print(f"Epoch {epoch}: loss={loss.item()}")
print(w, b)
# %%
predictions = (torch.sigmoid(data @ w + b) > 0.5).float()
tp = ((predictions == 1) & (target == 1)).sum()
fp = ((predictions == 1) & (target == 0)).sum()
print("accuracy:", (predictions == target).float().mean(), "precision:", (tp / (tp + fp)).item())
# %%
logreg = nn.Linear(2, 1)
criterion = nn.BCEWithLogitsLoss()
opt = optim.Adam(logreg.parameters(), lr=0.1)
for epoch in range(50):
    opt.zero_grad()
    loss = criterion(logreg(data).squeeze(1), target)
    loss.backward()
    opt.step()
print(loss, logreg.weight.data, logreg.bias.data)
# %%
arms, each = 3, 40
radius = torch.linspace(0, 1, each).repeat(arms)
y = torch.arange(arms).repeat_interleave(each)
angle = 4 * (y + radius) + 0.2 * torch.randn(arms * each)
X = torch.stack([radius * angle.sin(), radius * angle.cos()], 1)
print(X.shape, y.shape, X[45])
# %%
W1 = (0.1 * torch.randn(2, 30)).requires_grad_()
b1 = torch.zeros(30, requires_grad=True)
W2 = (0.1 * torch.randn(30, arms)).requires_grad_()
b2 = torch.zeros(arms, requires_grad=True)
for i in range(201):
    scores = (X @ W1 + b1).clamp(min=0) @ W2 + b2
    powers = scores.exp()
    chosen = (powers / powers.sum(1, keepdim=True))[torch.arange(len(y)), y]
    loss = -chosen.log().mean() + 5e-4 * (W1.square().sum() + W2.square().sum())
    if i % 50 == 0:
        print("step %d: loss %f" % (i, loss))
    loss.backward()
    with torch.no_grad():
        for p in (W1, b1, W2, b2):
            p -= p.grad
            p.grad = None
print("right: %.2f" % (scores.argmax(1) == y).float().mean())
# %%
model = nn.Sequential(nn.Linear(2, 30), nn.ReLU(), nn.Linear(30, 3))
optimizer = optim.Adam(model.parameters(), lr=1e-2, weight_decay=1e-5)
for t in range(100):
    y_pred = model(X)
    loss = F.cross_entropy(y_pred, y)
    if t % 25 == 0:
        print(f"{t:3d} {loss.item():.6f} {(y_pred.argmax(1) == y).float().mean():.3f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
# %%
confusion = torch.zeros(3, 3, dtype=torch.int64)
for t, p in zip(y, model(X).argmax(1)):
    confusion[t, p] += 1
confusion
# %%
try:
    nn.BCELoss()(torch.tensor([1.5]), torch.tensor([1.0]))
except RuntimeError as e:
    print(e)
try:
    criterion(logreg(data), target)
except ValueError as e:
    print(e)
try:
    nn.CrossEntropyLoss()(y_pred, y.float())
except RuntimeError as e:
    print(e)
