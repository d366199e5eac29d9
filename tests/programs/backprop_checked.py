# Gradients by hand, by differences and by autograd, and frequent mistakes.
# %%
import torch, numpy as np
import torch.nn as nn
def numerical_gradient(f, x, eps=1e-4):
    g = torch.zeros_like(x)
    for i in range(x.numel()):
        xp, xm = x.clone(), x.clone(); xp.view(-1)[i] += eps; xm.view(-1)[i] -= eps; g.view(-1)[i] = (f(xp) - f(xm)) / (2 * eps)
    return g
x = torch.tensor([1., 2., 3.], dtype=torch.float64); numerical_gradient(lambda t: (t ** 3).sum(), x)
# %%
X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]); Y = torch.tensor([[0.], [1.], [1.], [0.]])
torch.manual_seed(3); W1 = torch.randn(2, 3); b1 = torch.zeros(3); W2 = torch.randn(3, 1); b2 = torch.zeros(1); ps = [W1, b1, W2, b2]
for p in ps: p.requires_grad_()
h = torch.sigmoid(X @ W1 + b1); o = torch.sigmoid(h @ W2 + b2); L = ((o - Y) ** 2).mean(); L.backward(); print(L); print(W1.grad); print(b2.grad)
# %%
with torch.no_grad():
    do = 2 * (o - Y) / 4 * o * (1 - o); dW2 = h.T @ do; dh = do @ W2.T * h * (1 - h); dW1 = X.T @ dh; print(torch.allclose(dW1, W1.grad), torch.allclose(dW2, W2.grad), torch.allclose(do.sum(0), b2.grad))
# %%
L.backward()
# %%
W1.grad.data.zero_(); W1 -= 0.1
# %%
W1 = W1 - 0.1 * W1.grad; W1.grad
# %%
W2.data -= 0.1 * W2.grad; W2.is_leaf, W2.grad_fn, W1.is_leaf
# %%
a = torch.ones(2, requires_grad=True); b = a.clone(); b[0] = 5; b.sum().backward(); a.grad, b
# %%
c = a.exp(); c += 1; c.sum().backward()
# %%
a.numpy()
# %%
a.detach().numpy(), a.tolist(), float(a[0]), int(a[1]), a[0].item(), len(a), bool(a[0])
# %%
torch.from_numpy(np.arange(3)), torch.tensor(np.array([1.5])), torch.as_tensor([1, 2]), np.array(torch.ones(2)), torch.tensor([True, False]).sum(), torch.tensor([1, 2, 3]).float().mean()
# %%
torch.tensor([1, 2, 3]).mean()
# %%
torch.tensor([1, 2], requires_grad=True)
# %%
torch.ones(2, 3) @ torch.ones(2, 3)
# %%
torch.ones(2, 3) + torch.ones(2, 4)
# %%
torch.ones(3).backward()
# %%
(a * 2).backward()
# %%
torch.stack([a, a]).shape, torch.cat((a, a)), torch.split(torch.arange(5), 2), torch.chunk(torch.arange(6), 3), a.unsqueeze(0).expand(3, -1).shape
# %%
torch.manual_seed(0); print(torch.rand(2, 2), torch.randn(2), torch.randint(0, 10, (3,)), torch.randperm(4), torch.normal(0., 1., (2,)), torch.bernoulli(torch.tensor([0.5, 0.5])))
# %%
torch.set_printoptions(precision=2, sci_mode=False); print(torch.tensor([1e-6, 1000.123])); torch.set_printoptions(profile='default'); print(torch.tensor([1e-6, 1000.123]))
# %%
x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True); J = torch.autograd.functional.jacobian(lambda t: t @ t, x); H = torch.autograd.functional.hessian(lambda t: (t ** 3).sum(), x); J.shape, H.shape, H[0, 0]
# %%
g = torch.autograd.grad((x ** 3).sum(), x, create_graph=True)[0]; print(g); g2 = torch.autograd.grad(g.sum(), x)[0]; print(g2)
# %%
torch.autograd.grad(x.sum(), a)
# %%
torch.autograd.grad((x * 2), x)
# %%
with torch.autograd.set_detect_anomaly(True):
    z = torch.tensor([-1.0], requires_grad=True); torch.sqrt(z).sum().backward()
# %%
class Poly(nn.Module):
    def __init__(self): super().__init__(); self.a, self.b = (nn.Parameter(torch.randn(())) for _ in range(2))
    def forward(self, x): return self.a + self.b * x
    def string(self): return f'y = {self.a.item():.3f} + {self.b.item():.3f} x'
    def extra_repr(self): return 'deg=1'
torch.manual_seed(0); m = Poly(); print(m, m.string(), m(torch.ones(2)), list(m.state_dict().items()))
