"""Functions that few programs use; `out=`; functions in place; decompositions."""

# %%
import torch

x = torch.tensor([[0.5, -1.5, 2.0], [3.0, 0.25, -0.75]])
a, b = torch.tensor([6, 5, 12]), torch.tensor([3, 4, 10])

# %%
print(torch.bitwise_and(a, b), torch.bitwise_or(a, 1), torch.bitwise_xor(a, b), torch.bitwise_not(a))
a.bitwise_and(b), torch.bitwise_xor(a > 5, b > 3), torch.bitwise_not(a > 5)

# %%
torch.bitwise_and(x, x)

# %%
out = torch.zeros(2, 2)
torch.manual_seed(1)
print(torch.rand(2, 2, out=out), torch.randn(2, 2, out=out), out)
torch.ones(2, 2, out=out)
torch.full((2, 2), 3.0, out=out)
print(out, torch.arange(3, out=torch.zeros(3)), torch.eye(2, out=out), torch.zeros(2, 2, out=out))

# %%
out = torch.empty(0)
print(torch.linspace(0, 1, 3, out=out), torch.maximum(x[0], x[1], out=out), out)
print(torch.clamp(x[0], min=0, out=out), torch.pow(x[0], 2, out=out), torch.sign(x[1], out=out))

# %%
flags = torch.zeros(3, dtype=torch.bool)
torch.gt(x[0], x[1], out=flags), torch.eq(a, b, out=flags), torch.logical_not(a, out=flags), flags

# %%
torch.logical_and(a > 5, b > 3, out=flags), torch.ceil(x[0], out=torch.zeros(3)), torch.log1p(x[1].abs(), out=torch.zeros(3))

# %%
m = torch.eye(3)
torch.mv(m, x[0], out=torch.zeros(3)), torch.outer(x[0], x[1], out=torch.zeros(3, 3))

# %%
torch.add(x, x.clone().requires_grad_(), out=torch.zeros(2, 3))

# %%
torch.floor(x.clone().requires_grad_(), out=torch.zeros(2, 3))

# %%
y = x.clone()
print(torch.sin_(y), torch.abs_(y), torch.sqrt_(y), torch.round_(y), torch.square_(y), torch.zero_(y))
leaf = torch.ones(2, requires_grad=True)
print(torch.exp_(leaf * 1), torch.tan_(leaf * 1), (leaf * 2).square_())

# %%
torch.sin_(leaf)

# %%
u, v = torch.tensor([1.0, 2.0, 3.0], requires_grad=True), torch.tensor([0.5, -1.0, 2.0])
w = torch.linalg.cross(u, v)
w.pow(2).sum().backward()
print(w, u.grad, torch.cross(v, u.detach(), dim=0))

# %%
print(torch.inner(u, v), torch.inner(x, x), torch.inner(x, torch.tensor(2.0)), torch.vdot(v, v))

# %%
torch.inner(x, torch.ones(2))

# %%
d = torch.diff(u)
print(d, torch.diff(a, n=2), torch.diff(x, dim=0), torch.diff(a, prepend=torch.tensor([0])), a.diff())

# %%
print(torch.tensor_split(a, 2), torch.tensor_split(torch.arange(7), (1, 4)), x.tensor_split(2, dim=1))
print(torch.hsplit(x, 3), torch.vsplit(x, 2), u.hsplit(3)[0])

# %%
torch.hsplit(x, 2)

# %%
torch.vsplit(u, 3)

# %%
print(torch.atleast_1d(torch.tensor(2.0)), torch.atleast_2d(v), torch.atleast_3d(x).shape)
print(torch.atleast_2d((torch.tensor(1), torch.ones(2))), torch.dstack((v, v)))

# %%
print(torch.broadcast_shapes((2, 1), (3,)), torch.broadcast_shapes((2,), 1, (4, 1)))
print(torch.cartesian_prod(a, b[:2]), torch.argwhere(x > 0), torch.is_nonzero(torch.tensor([0.0])))

# %%
torch.broadcast_shapes((2,), (3,))

# %%
torch.is_nonzero(a)

# %%
torch.typename(x), torch.typename(a), torch.typename([]), torch.get_default_device(), torch.accelerator.is_available(), torch.accelerator.current_accelerator()

# %%
s = torch.tensor([[2.0, 0.0], [0.0, 3.0]])
print(torch.linalg.svd(s), torch.linalg.svdvals(s), torch.linalg.eigh(s), torch.linalg.cholesky(s @ s))
U, S, Vh = torch.linalg.svd(s)
print(torch.linalg.svd(s).S, torch.linalg.pinv(s), torch.linalg.qr(torch.eye(2)).R.abs())

# %%
torch.linalg.cholesky(-s)

# %%
print(torch.repeat_interleave(torch.tensor([1, 2, 0, 3])), torch.repeat_interleave(a, b[:1].new_tensor([1, 0, 2]), output_size=3))
print(torch.nonzero(torch.tensor(5)), torch.nonzero(torch.tensor(0)), torch.nonzero(torch.tensor(5), as_tuple=True))
print(torch.zeros(7, 3).fill_diagonal_(5, wrap=True), torch.zeros(3, 2).fill_diagonal_(1))
print(torch.bincount(torch.tensor([0, 1, 1]), torch.tensor([0.5, 1, 2])), torch.bincount(a))

# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)
for kind in torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop, torch.optim.Adagrad:
    optimizer = kind([w], lr=0.1, **({"momentum": 0.9} if kind is torch.optim.SGD else {}))
    w.grad = torch.tensor([0.5, -0.5])
    optimizer.step()
    print(optimizer.state, list(optimizer.state), optimizer.state[w])

# %%
torch.ones(1).to("mps")

# %%
torch.ones(1, device="xpu")

# %%
torch.mps.is_available(), torch.mps.device_count(), torch.mps.manual_seed(0)

# %%
torch.mps.empty_cache()

# %%
torch.functional.F.tanh(torch.ones(1)), torch.functional.norm(torch.ones(4))

# %%
optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
scheduler.__module__ == torch.optim.lr_scheduler.__name__
# %%
# An array that a tensor shares its memory with is another object, whose shape is its own.
import numpy as np
a = np.zeros((2, 3)); t = torch.from_numpy(a); s = torch.as_tensor(a)
print(t.numpy() is a, t.numpy() is t.numpy())
a.resize((3, 2), refcheck=False); n = t.numpy(); n[0, 0] = 5
print(t, s.shape, a[0, 0])
# %%
from torch.utils.data import default_collate
print(default_collate([('a', 1), ('b', 2)]), default_collate(['a', 'b']), default_collate([[1, 'u'], [2, 'v']]))
# %%
for sizes, groups in (((4, 2, 3), 1), ((4, 2, 3, 3), 2), ((3, 5, 2, 2, 2), 1), ((3, 3), 1), ((3, 2, 1), 2)):
    try: print(torch.nn.init.dirac_(torch.empty(sizes), groups).nonzero().tolist())
    except ValueError as e: print(e)
# %%
# Of one class: the inputs keep their numbers.
import torch.nn.functional as F
x = torch.tensor([[1.5], [-2.], [.3]], dtype=torch.float64, requires_grad=True)
print(F.log_softmax(x, 1), F.cross_entropy(x, x.detach() * 0 + 1), F.softmax(x, 1), x)
print(F.log_softmax(x.float(), 1), F.log_softmax(x.T, 0), F.nll_loss(F.log_softmax(x, -1), torch.zeros(3, dtype=torch.int64)), x)
# %%
import warnings; warnings.simplefilter("ignore")
F.mse_loss(torch.ones(2, 1), torch.tensor(2., dtype=torch.float64, requires_grad=True)), F.l1_loss(torch.ones(2), torch.tensor(2., dtype=torch.float64)), F.mse_loss(torch.tensor(3., dtype=torch.float64), torch.ones(2))
