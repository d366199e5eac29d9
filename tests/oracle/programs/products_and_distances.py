# Products of elements and distances of rows, to the last bit; and distances by a product of
# matrices, as PyTorch finds them for more than 25 rows.
# %%
import torch
torch.manual_seed(5)
def bits(x): return hash(tuple(x.detach().reshape(-1).tolist()))
# %%
for dtype in (torch.float32, torch.float64):
    for n in (1, 5, 15, 16, 17, 31, 32, 33, 64, 100, 257, 1000):
        x = 1 + 0.3 * torch.randn(n, dtype=dtype)
        print(n, x.prod().item(), x[::2].prod().item())
    for shape in ((7, 5), (40, 3), (3, 40), (4, 5, 6)):
        x = 1 + 0.3 * torch.randn(shape, dtype=dtype)
        print(shape, bits(x.prod()), bits(x.t().prod() if x.ndim == 2 else x.transpose(0, 2).prod()),
              [bits(x.prod(d, keepdim=True)) for d in range(x.ndim)])
# %%
for n in (1, 3, 4, 7, 8, 21, 40):
    a, b = torch.randn(6, n), torch.randn(4, n)
    print(n, [bits(torch.cdist(a, b, p=p)) for p in (0, 1, 2, float("inf"))])
# %%
x, y = torch.randn(30, 3, requires_grad=True), torch.randn(4, 3, requires_grad=True)
d = torch.cdist(x, y)
print(d.grad_fn, d[:3])
d.sum().backward()
print(x.grad[:3], y.grad)
print((torch.cdist(x, x).diag() == 0).all(), torch.cdist(x, x, compute_mode="donot_use_mm_for_euclid_dist").grad_fn)
# %%
points = torch.randn(5, 3, requires_grad=True)
d = torch.cdist(points, points, compute_mode="use_mm_for_euclid_dist")
print(d.grad_fn.next_functions[0][0].name(), d.shape)
slope, = torch.autograd.grad(d[0, 1:].sum(), points, create_graph=True)
print(slope, torch.autograd.grad(slope.pow(2).sum(), points))
# %%
d = torch.cdist(points, y, p=0)
d.sum().backward()
print(d, points.grad)
slope, = torch.autograd.grad(torch.cdist(points, y).sum(), points, create_graph=True)
try:
    slope.sum().backward()
except NotImplementedError as error:
    print(error)
# %%
for p in (-1.0, float("nan")):
    try:
        torch.cdist(points, y, p=p)
    except RuntimeError as error:
        print(error)
print(torch.cdist(torch.zeros(0, 3), torch.zeros(2, 3)).shape, torch.cdist(torch.zeros(2, 0), torch.zeros(3, 0)))
print(torch.cdist(torch.randn(2, 30, 3), torch.randn(3, 3)).shape, torch.cdist(torch.randn(2, 3, 3), torch.randn(1, 4, 3), p=1).shape)
