# The third source document: the four-op mean, the vector backward, three ways to stop, the loops.
# %%
import torch

torch.manual_seed(68)
x = torch.randn(3, requires_grad=True)
print(x)
# %%
y = x + 2
print(y)
# %%
z = y * y * 2
print(z)
# %%
z = z.mean()
print(z)
# %%
z.backward()
print(x)
print(x.grad)
# %%
x = torch.randn(3, requires_grad=False)
y = x + 2
z = y * y * 2
z = z.mean()
z.backward()
print(x.grad)
# %%
x = torch.randn(3, requires_grad=True)
y = x + 2
z = y * y * 2
print(z)
v = torch.tensor([0.1, 1.0, 0.001], dtype=torch.float32)
z.backward()
# %%
v = torch.tensor([0.1, 1.0, 0.001], dtype=torch.float32)
z.backward(v)
print(x.grad)
# %%
x = torch.randn(3, requires_grad=True)
print(x.requires_grad)
y = x.detach()
print(y.requires_grad)
# %%
x = torch.randn(3, requires_grad=True)
print(x.requires_grad)

x.requires_grad_(False)
print(x.requires_grad)
# %%
x = torch.randn(3, requires_grad=True)
print(x.requires_grad)
with torch.no_grad():
    y = x + 2
    print(y.requires_grad)
# %%
weights = torch.ones(4, requires_grad=True)

for epoch in range(1):
    model_output = (weights * 3).sum()
    model_output.backward()
    print(weights.grad)
# %%
weights = torch.ones(4, requires_grad=True)

for epoch in range(2):
    model_output = (weights * 3).sum()
    model_output.backward()
    print(weights.grad)
# %%
weights = torch.ones(4, requires_grad=True)

for epoch in range(3):
    model_output = (weights * 3).sum()
    model_output.backward()
    print(weights.grad)
# %%
weights = torch.ones(4, requires_grad=True)

for epoch in range(3):
    model_output = (weights * 3).sum()
    model_output.backward()
    print(weights.grad)
    weights.grad.zero_()
