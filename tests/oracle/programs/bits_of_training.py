# What a training step of a small network computes, to the last bit of each number.
# %%
import torch
import torch.nn as nn
import torch.nn.functional as F


def bits(x):
    """One number for the bits of all elements."""
    return int(x.detach().contiguous().numpy().view("int32").astype("int64").sum())


torch.manual_seed(0)
[bits(torch.randn(n)) for n in (16, 17, 40, 64, 1000)]

# %%
bits(torch.normal(2.0, 3.0, size=(5, 7))), bits(torch.empty(33).normal_(-1, 0.1))

# %%
# Four rows and twelve columns: each term is multiplied and added with one rounding.
[bits(torch.randn(m, k) @ torch.randn(k, n)) for m, k, n in
 [(4, 2, 12), (5, 16, 20), (32, 64, 16), (10, 100, 33), (8, 192, 12)]]

# %%
# Smaller products whose columns do not run along memory.
[bits(torch.randn(m, k) @ torch.randn(k, n)) for m, k, n in
 [(2, 2, 2), (3, 7, 20), (20, 8, 4), (5, 12, 7), (9, 21, 9), (6, 33, 5), (50, 5, 10)]]

# %%
# Rows times rows, as in a linear layer.
[bits(torch.randn(m, k) @ torch.randn(n, k).t()) for m, k, n in
 [(2, 2, 2), (3, 8, 20), (20, 8, 4), (5, 13, 7), (9, 21, 9), (6, 33, 5), (50, 5, 10), (8, 16, 2)]]

# %%
[bits(torch.randn(k, m).t() @ b) for m, k, n in [(2, 9, 3), (5, 12, 7), (20, 6, 16)]
 for b in (torch.randn(k, n), torch.randn(n, k).t())]

# %%
# One row, or one column.
[bits(a @ b) for k in (3, 8, 13, 21, 40, 64) for a, b in
 [(torch.randn(1, k), torch.randn(k, 6)), (torch.randn(1, k), torch.randn(6, k).t()),
  (torch.randn(7, k), torch.randn(k, 1)), (torch.randn(k, 7).t(), torch.randn(k, 1)),
  (torch.randn(1, k), torch.randn(k, 1))]]

# %%
[bits(torch.mv(torch.randn(m, k), torch.randn(k))) for m in (1, 3, 4, 10) for k in (5, 16, 21)]

# %%
[bits(torch.randn(k) @ torch.randn(k)) for k in (2, 3, 6, 7, 11, 15, 19, 23, 32, 100)]

# %%
[bits(torch.bmm(torch.randn(b, m, k), torch.randn(b, k, n))) for b, m, k, n in
 [(2, 3, 5, 4), (3, 8, 13, 4), (2, 16, 16, 16), (4, 5, 16, 5)]]

# %%
[bits(torch.bmm(torch.randn(b, m, k), torch.randn(b, n, k).transpose(1, 2))) for b, m, k, n in
 [(2, 3, 5, 4), (3, 8, 13, 4), (2, 16, 16, 16), (4, 5, 16, 5)]]

# %%
# A slice of rows does not begin at a multiple of 16 bytes.
x, w = torch.randn(20, 13), torch.randn(6, 13)
[bits(F.linear(x[i : i + 5], w)) for i in range(4)]

# %%
results = []
for rows, inputs, outputs in [(20, 2, 4), (32, 20, 5), (16, 9, 30), (1, 12, 6), (50, 32, 1)]:
    layer, x = nn.Linear(inputs, outputs), torch.randn(rows, inputs, requires_grad=True)
    layer(x).backward(torch.randn(rows, outputs))
    results += [bits(x.grad), bits(layer.weight.grad), bits(layer.bias.grad)]
results

# %%
x, w = torch.randn(32, 20, requires_grad=True), torch.randn(5, 20, requires_grad=True)
(x @ w.t()).backward(torch.randn(32, 5))
bits(x.grad), bits(w.grad)

# %%
[(bits(torch.softmax(x, 1)), bits(torch.log_softmax(x, 1)))
 for x in (torch.randn(30, n) * 4 for n in (2, 10, 16))]

# %%
torch.softmax(torch.tensor([[1.0, -torch.inf, 120.0, -200.0], [0.0, -torch.inf, 0.5, 3.0]]), 1)

# %%
torch.log_softmax(torch.tensor([[1.0, torch.nan], [-torch.inf, -torch.inf], [3.0, 500.0]]), 1)

# %%
results = []
for classes in (2, 10, 20):
    x = (torch.randn(25, classes) * 2).requires_grad_()
    F.cross_entropy(x, torch.randint(classes, (25,))).backward()
    results.append(bits(x.grad))
results

# %%
# What fills no vector is computed one by one.
[(bits(torch.sigmoid(x)), bits(F.silu(x))) for x in (torch.randn(n) * 4 for n in (5, 32, 50, 500))]

# %%
[bits(torch.randn(n).norm()) for n in (2, 3, 5, 7, 10, 15, 36, 100)]

# %%
bits(torch.randn(7, 20).norm(dim=1)), bits(torch.randn(4, 5, 6).norm(dim=(1, 2)))

# %%
# The whole: every digit of the losses of twenty steps.
torch.manual_seed(1)
X, y = torch.randn(40, 6), torch.randint(3, (40,))
model = nn.Sequential(nn.Linear(6, 24), nn.ReLU(), nn.Linear(24, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.3, momentum=0.9)
losses = []
for _ in range(20):
    loss = F.cross_entropy(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
losses

# %%
[bits(p) for p in model.parameters()]

# %%
results = []
for n in (3, 20, 100):
    p, t = torch.rand(n).requires_grad_(), torch.rand(n).round()
    loss = F.binary_cross_entropy(p, t)
    loss.backward()
    results += [loss.item(), bits(p.grad), bits(F.binary_cross_entropy(p, t, reduction="none"))]
results

# %%
# Normalisation over a batch, in training and after it.
results = []
for shape in ((16, 8), (10, 20), (4, 3, 4, 4), (6, 4, 7)):
    layer = {2: nn.BatchNorm1d, 3: nn.BatchNorm1d, 4: nn.BatchNorm2d}[len(shape)](shape[1])
    for _ in range(3):
        out = layer(torch.randn(shape) * 2 + 1)
    results += [bits(out), bits(layer.running_mean)]
    results.append(bits(layer.eval()(torch.randn(shape))))
results

# %%
layer, x = nn.BatchNorm1d(20), torch.randn(12, 20, requires_grad=True)
nn.init.uniform_(layer.weight)
layer(x).backward(torch.randn(12, 20))
bits(x.grad), bits(layer.weight.grad), bits(layer.bias.grad), bits(layer.running_var)

# %%
results = []
for function in (F.softplus, F.logsigmoid, torch.sigmoid):
    for n in (7, 64, 75):
        x = (torch.randn(n) * 3).requires_grad_()
        y = function(x)
        y.backward(torch.randn(n))
        results += [bits(y), bits(x.grad)]
results

# %%
# A square root is not always the nearest number, for tensors; Adam and its kin take it.
[bits(torch.sqrt(torch.rand(n) * 4)) for n in (1, 5, 64, 333)], torch.sqrt(
    torch.tensor([0.0, -0.0, torch.inf, -1.0, 1e-45, 16.0])
)

# %%
def trained(optimizer, steps=12, **options):
    """The bits of a small network after some steps."""
    torch.manual_seed(2)
    X = torch.randn(24, 3)
    model = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 1))
    stepper = optimizer(model.parameters(), lr=0.05, **options)
    for _ in range(steps):
        loss = F.mse_loss(model(X), X.sum(1, keepdim=True))
        stepper.zero_grad()
        loss.backward()
        stepper.step()
    return [bits(p) for p in model.parameters()], loss.item()


trained(torch.optim.Adam), trained(torch.optim.Adam, weight_decay=0.01, amsgrad=True)

# %%
trained(torch.optim.AdamW), trained(torch.optim.NAdam), trained(torch.optim.RAdam)

# %%
trained(torch.optim.RMSprop), trained(torch.optim.RMSprop, momentum=0.9, centered=True)

# %%
trained(torch.optim.Adagrad, weight_decay=0.01), trained(torch.optim.Adadelta)
