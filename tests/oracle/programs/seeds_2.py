# The second source document: binary cross-entropy with logits on one layer.
# %%
import torch

torch.manual_seed(0)
x = torch.ones(5)
y = torch.zeros(3)
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)
z = torch.matmul(x, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
# %%
print("Gradient function for b =", b.grad_fn)
print("Gradient function for z =", z.grad_fn)
print("Gradient function for loss =", loss.grad_fn)
# %%
print(w, b, z, loss, sep="\n")
# %%
loss.backward(retain_graph=False)
print(w.grad)
print(b.grad)
# %%
loss.backward(retain_graph=True)
# %%
z = torch.matmul(x, w) + b
print(z.requires_grad)

with torch.no_grad():
    z = torch.matmul(x, w) + b
print(z.requires_grad)
# %%
z = torch.matmul(x, w) + b
z_det = z.detach()
print(z_det.requires_grad)
# %%
loss = torch.nn.functional.binary_cross_entropy_with_logits(torch.matmul(x, w) + b, y)
loss.backward(retain_graph=True)
loss.backward()
print(w.grad, b.grad, sep="\n")
