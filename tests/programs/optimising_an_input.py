# Gradient descent on an input: the minimum of a function.
# %%
import torch

x = torch.tensor([4.0, -3.0], requires_grad=True)
optimizer = torch.optim.Adam([x], lr=0.1)


def himmelblau(x):
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2


for step in range(101):
    pred = himmelblau(x)
    optimizer.zero_grad()
    pred.backward()
    optimizer.step()
    if step % 50 == 0:
        print(f"step {step}: x = {[round(v, 3) for v in x.tolist()]}, f(x) = {pred.item():.3f}")
