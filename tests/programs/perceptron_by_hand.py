# A perceptron for the AND function, its gradient worked out by hand.
# %%
import torch

X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([0.0, 0.0, 0.0, 1.0])
torch.manual_seed(0)
w = torch.randn(2)
b = torch.zeros(1)
print(w, b)
# %%
def forward(X):
    return torch.sigmoid(X @ w + b)


for epoch in range(200):
    p = forward(X)
    error = p - y
    w -= 0.5 * (X.T @ error) / len(X)
    b -= 0.5 * error.mean()
    if epoch % 50 == 0:
        loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
        print(f"epoch {epoch}: loss {loss.item():.4f}")
# %%
print((forward(X) > 0.5).int(), w, b)
