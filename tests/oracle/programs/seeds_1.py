# The first source document: a linear layer with a squared error, then switching recording off.
# %%
import torch

torch.manual_seed(42)
# %%
# Generating dummy input (1, 5) and target (1)
input = torch.rand((1, 5))
target = torch.rand(1).squeeze()

# Generating dummy weights and biases
weight = torch.rand((5, 1), requires_grad=True)
bias = torch.rand(1, requires_grad=True)

# Forward pass
prediction = (input @ weight + bias).squeeze()

# Comparing the prediction with the target to get a loss function
loss = torch.nn.functional.mse_loss(prediction, target)
loss
# %%
loss.backward()
print(weight.grad)
print(bias.grad)
# %%
# the graph was freed
loss.backward()
# %%
print(input, target, weight, bias, prediction, sep="\n")
# %%
x = torch.rand(1)
w = torch.rand(1, requires_grad=True)
b = torch.rand(1, requires_grad=True)

z1 = x * w + b
print(z1.requires_grad)

with torch.no_grad():
    z2 = x * w + b
    print(z2.requires_grad)

z1_d = z1.detach()
print(z1_d.requires_grad)
# %%
print(z1, z2, z1_d)
