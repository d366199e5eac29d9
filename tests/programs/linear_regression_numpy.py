# Linear regression in four steps, data from NumPy.
# %%
import numpy as np
import torch
import torch.nn as nn

np.random.seed(0)
x_numpy = np.linspace(-2, 2, 20).reshape(-1, 1)
y_numpy = 3 * x_numpy + 1 + 0.1 * np.random.randn(20, 1)
X = torch.from_numpy(x_numpy.astype(np.float32))
y = torch.from_numpy(y_numpy.astype(np.float32))
n_samples, n_features = X.shape
print(n_samples, n_features, X.dtype, y[:3])
# %%
torch.manual_seed(0)
model = nn.Linear(n_features, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for epoch in range(60):
    y_predicted = model(X)
    loss = criterion(y_predicted, y)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    if (epoch + 1) % 20 == 0:
        [w, b] = model.parameters()
        print(f"epoch: {epoch + 1}, w = {w[0][0].item():.3f}, b = {b.item():.3f}, loss = {loss.item():.4f}")
# %%
predicted = model(X).detach().numpy()
print(type(predicted), predicted.shape, predicted.dtype)
