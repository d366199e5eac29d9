# A matrix as a product of two thin ones.
# %%
import torch

torch.manual_seed(0)
R = torch.tensor([[5.0, 3.0, 0.0, 1.0], [4.0, 0.0, 0.0, 1.0], [1.0, 1.0, 0.0, 5.0], [0.0, 1.0, 5.0, 4.0]])
mask = R > 0
P = torch.rand(4, 2, requires_grad=True)
Q = torch.rand(2, 4, requires_grad=True)
optimizer = torch.optim.SGD([P, Q], lr=0.02)
for step in range(201):
    error = (R - P @ Q)[mask]
    loss = error.pow(2).sum() + 0.02 * (P.norm() ** 2 + Q.norm() ** 2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 100 == 0:
        print(step, "%.3f" % loss.item())
print((P @ Q).detach().round())
