# Small training programs, written by hand and with the library's pieces.
# %%
import torch

w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
x = torch.tensor([0.0, 1.0, 2.0, 3.0])
y = 2 * x + 1
for step in range(3):
    loss = ((w * x + b - y) ** 2).mean()
    loss.backward()
    print(loss.item(), w.grad, b.grad)
    with torch.no_grad():
        w -= 0.125 * w.grad
        b -= 0.125 * b.grad
    w.grad.zero_()
    b.grad.zero_()
w, b
# %%
# the update outside no_grad
loss = ((w * x + b - y) ** 2).mean()
loss.backward()
w -= 0.1 * w.grad
# %%
# rebinding makes a non-leaf
w = w - 0.125 * w.grad
print(w, w.is_leaf)
loss = ((w * x + b - y) ** 2).mean()
loss.backward()
print(w.grad)
# %%
# through .data
w = torch.tensor(1.0, requires_grad=True)
((w - 3) ** 2).backward()
w.data -= 0.25 * w.grad
w, w._version
# %%
# the perceptron by hand
inputs = torch.tensor([1.0, 2.0])
target = torch.tensor(1.0)
weights = torch.tensor([0.5, -0.25], requires_grad=True)
bias = torch.tensor(0.25, requires_grad=True)
out = torch.sigmoid(inputs @ weights + bias)
loss = (out - target) ** 2
loss.backward()
print(out, loss, weights.grad, bias.grad, sep="\n")
# %%
s = out.item()
delta = 2 * (s - 1) * s * (1 - s)
abs(weights.grad - delta * inputs).max() < 1e-6, abs(bias.grad - delta) < 1e-6
# %%
# a running total that keeps the graph, and one that does not
total = 0
kept = 0
p = torch.tensor(2.0, requires_grad=True)
for i in range(3):
    loss = p * i
    total += loss
    kept += loss.item()
total, kept
# %%
# micro-batches add up to the whole batch
data = torch.arange(8.0).reshape(4, 2)
v = torch.tensor([1.0, -1.0], requires_grad=True)
((data @ v) ** 2).sum().backward()
whole = v.grad.clone()
v.grad = None
for row in data:
    ((row @ v) ** 2).backward()
torch.equal(whole, v.grad), v.grad
# %%
# freezing one layer
torch.manual_seed(0)
first, second = torch.nn.Linear(2, 2), torch.nn.Linear(2, 1)
before = first.weight.clone()
for q in first.parameters():
    q.requires_grad = False
opt = torch.optim.SGD([q for q in second.parameters() if q.requires_grad], lr=0.1)
second(first(torch.ones(1, 2))).sum().backward()
opt.step()
torch.equal(before, first.weight), first.weight.grad, second.bias.grad
# %%
# clipping by a hook
c = torch.tensor([1.0, 2.0], requires_grad=True)
c.register_hook(lambda g: g.clamp(-0.5, 0.5))
(c * torch.tensor([10.0, 0.25])).sum().backward()
c.grad
# %%
# logistic regression
torch.manual_seed(1)
X = torch.randn(6, 2)
t = (X[:, 0] > 0).float()
layer = torch.nn.Linear(2, 1)
opt = torch.optim.SGD(layer.parameters(), lr=1.0, momentum=0.5)
for step in range(31):
    opt.zero_grad()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(layer(X).squeeze(1), t)
    loss.backward()
    opt.step()
    if step % 10 == 0:
        print(step, round(loss.item(), 3))
# %%
((layer(X).squeeze(1) > 0).float() == t).float().mean()
# %%
# polynomial by gradient descent on float64
coef = torch.zeros(3, dtype=torch.float64, requires_grad=True)
xs = torch.linspace(-1, 1, 5, dtype=torch.float64)
for _ in range(200):
    fit = coef[0] + coef[1] * xs + coef[2] * xs**2
    loss = ((fit - (1 - 2 * xs + 3 * xs**2)) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        coef -= 0.3 * coef.grad
        coef.grad = None
coef.detach()
# %%
# Newton's method with a second derivative
z = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)
for _ in range(5):
    f = z**2 - 2
    (d,) = torch.autograd.grad(f, z)
    with torch.no_grad():
        z -= f / d
z
