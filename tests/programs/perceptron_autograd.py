# The same perceptron, with autograd for the gradient.
# %%
import torch

X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [1.0]])
torch.manual_seed(1)
w = torch.randn(2, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
# %%
for epoch in range(100):
    out = torch.sigmoid(X.mm(w) + b)
    loss = ((out - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 1.0 * w.grad
        b -= 1.0 * b.grad
        w.grad.zero_()
        b.grad.zero_()
    if (epoch + 1) % 25 == 0:
        print("Epoch: %d, loss: %.5f" % (epoch + 1, loss.item()))
print(w, b)
print(out.detach().round())
