# A network in NumPy, and the same in tensors.
# %%
import numpy as np
import torch

np.random.seed(0)
N, D_in, H, D_out = 5, 4, 3, 2
x, y = np.random.randn(N, D_in), np.random.randn(N, D_out)
w1, w2 = np.random.randn(D_in, H), np.random.randn(H, D_out)
tx, ty = torch.from_numpy(x), torch.from_numpy(y)
tw1 = torch.tensor(w1, requires_grad=True)
tw2 = torch.tensor(w2, requires_grad=True)
for t in range(3):
    h = x.dot(w1)
    h_relu = np.maximum(h, 0)
    y_pred = h_relu.dot(w2)
    loss = np.square(y_pred - y).sum()
    grad_y_pred = 2.0 * (y_pred - y)
    grad_w2 = h_relu.T.dot(grad_y_pred)
    grad_h = grad_y_pred.dot(w2.T)
    grad_h[h < 0] = 0
    w1 -= 1e-3 * x.T.dot(grad_h)
    w2 -= 1e-3 * grad_w2
    tloss = (tx.mm(tw1).clamp(min=0).mm(tw2) - ty).pow(2).sum()
    tloss.backward()
    with torch.no_grad():
        tw1 -= 1e-3 * tw1.grad
        tw2 -= 1e-3 * tw2.grad
        tw1.grad.zero_()
        tw2.grad.zero_()
    print(t, f"{loss:.6f}", tloss)
print(np.allclose(w1, tw1.detach().numpy()))
