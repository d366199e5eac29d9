# How a result lies in memory if its operands lie differently, and what hangs on it: `view`, and the
# last bit of a sum.
# %%
import torch
import torch.nn.functional as F
torch.manual_seed(0)
wide, tall = torch.rand(3, 4), torch.rand(4, 3)
turned, gaps, row, column = tall.t(), torch.rand(3, 8)[:, ::2], torch.rand(4), torch.rand(3, 1)
# %%
for a in (wide, turned, gaps):
    for b in (wide, turned, gaps, row, column, 2.0):
        print((a + b).stride(), (a - b).stride(), (a * b).stride(), (a / b).stride(), (a ** b).stride())
# %%
print((column + turned).stride(), (row * turned).stride(), torch.maximum(turned, wide).stride(), torch.minimum(gaps, turned).stride())
print((turned @ tall).stride(), (turned @ wide.t()).stride(), (turned @ row).stride())
# %%
print((turned + wide).is_contiguous(), (wide + turned).is_contiguous(), (wide + turned).view(-1).shape)
# %%
try:
    (turned + wide).view(-1)
except RuntimeError as error:
    print(error)
# %%
cube, other = torch.rand(2, 3, 4).permute(2, 0, 1), torch.rand(4, 2, 3)
print((cube + other).stride(), (other + cube).stride(), (cube * other[:, :1]).stride(), (other[:, :1] * cube).stride())
# %%
def bits(x): return hash(tuple(x.detach().reshape(-1).tolist()))
for rows, columns in ((20, 7), (9, 33), (64, 5)):
    a, b = torch.randn(columns, rows).t(), torch.randn(rows, columns)
    print([bits(f(x, y)) for x, y in ((a, b), (b, a)) for f in (lambda x, y: (x * y).sum(), lambda x, y: (x - y).mean(), F.mse_loss, F.l1_loss)])
# %%
x, y = turned.clone().requires_grad_(), wide.clone().requires_grad_()
(x * y).exp().sum().backward()
print(x.grad.stride(), y.grad.stride())
# %%
# Random numbers are drawn in the order of memory.
for x in (torch.rand(4, 3).t(), torch.rand(7, 5).t(), torch.rand(2, 3, 4).permute(2, 0, 1), gaps):
    for new in (torch.rand_like(x), torch.randn_like(x), torch.randint_like(x, 10), torch.rand_like(x, dtype=torch.float64)):
        print(new.stride(), new.dtype, bits(new), new.reshape(-1)[:4])
    print(torch.ones_like(x).stride(), torch.zeros_like(x).stride(), torch.full_like(x, 2.0).stride(), torch.empty_like(x, dtype=torch.int64).stride())
    print(bits(torch.dropout(x, 0.5, True)), bits(torch.bernoulli(x)))
# %%
for x in (turned, gaps):
    print(x.tanh().stride(), x.log().stride(), x.cumsum(0).stride(), x.flip(0).stride(), x.roll(1, 0).stride(),
          x.repeat(1, 1).stride(), x.masked_fill(x > 0.5, 0.0).stride(), (2 ** x).stride(), x.flip(1))
    print(torch.where(x > 0.5, x, wide).stride(), torch.where(wide > 0.5, x, wide).stride(), torch.where(x > 0.5, x, 0.0).stride())
