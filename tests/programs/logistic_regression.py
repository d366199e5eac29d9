# Logistic regression on two clouds, with logits.
# %%
import torch
import torch.nn.functional as F

torch.manual_seed(7)
a = torch.randn(15, 2) + torch.tensor([1.5, 1.5])
b = torch.randn(15, 2) - 1.5
X = torch.vstack([a, b])
y = torch.hstack([torch.ones(15), torch.zeros(15)])
w = torch.zeros(2, requires_grad=True)
c = torch.zeros((), requires_grad=True)
optimizer = torch.optim.SGD([w, c], lr=0.3)
history = []
for _ in range(40):
    optimizer.zero_grad()
    logits = X @ w + c
    loss = F.binary_cross_entropy_with_logits(logits, y)
    loss.backward()
    optimizer.step()
    history.append(loss.item())
print(["%.4f" % h for h in history[::10]])
# %%
accuracy = ((X @ w + c > 0) == y.bool()).float().mean()
print("accuracy", accuracy, w, c)
