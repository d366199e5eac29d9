# More functions of each element, comparisons, norms, products, arranging.
# %%
import torch
import torch.nn.functional as F

x = torch.tensor([0.3, -1.7, 2.5, 0.0], requires_grad=True)
p = torch.tensor([0.3, 0.7, 2.5], requires_grad=True)
for name in ("log2", "log10", "log1p", "rsqrt"):
    y = getattr(torch, name)(p)
    p.grad = None
    y.sum().backward()
    print(name, y, p.grad)
for name in ("expm1", "exp2", "tan", "atan", "sinh", "cosh", "erf", "floor", "ceil", "round", "trunc", "frac"):
    y = getattr(torch, name)(x)
    x.grad = None
    y.sum().backward()
    print(name, y, x.grad)
# %%
torch.log2(torch.tensor([1, 2])), torch.expm1(torch.tensor(True)), torch.round(torch.tensor([1, 2])), torch.floor(torch.tensor([3])), torch.log1p(torch.tensor([1e-10, -1.0, -2.0]))
# %%
torch.round(torch.tensor([0.5, 1.5, 2.5, -0.5])), torch.round(torch.tensor([1.2345, 15.0]), decimals=2), torch.tensor(3.7).round(), torch.tensor([-1.5]).trunc()
# %%
torch.asin(torch.tensor([0.5, 2.0])), torch.acos(torch.tensor(0.5)), torch.atan2(torch.tensor([1.0, -1.0]), torch.tensor([0.0, -1.0]))
# %%
torch.log2("a")
# %%
a = torch.tensor([1.0, 2.0, float("nan"), float("inf")])
b = torch.tensor([1.0 + 1e-6, 2.1, float("nan"), float("inf")])
torch.isclose(a, b), torch.isclose(a, b, equal_nan=True), torch.allclose(a, b), torch.allclose(a[:1], b[:1]), torch.isclose(a, b, atol=0.2), a.allclose(a), a.isclose(b, rtol=0.1)
# %%
torch.allclose(torch.ones(2), torch.ones(2, dtype=torch.float64))
# %%
torch.isclose(torch.tensor([1, 2]), torch.tensor([1, 3])), torch.equal(a, a), torch.equal(b[:2], b[:2]), torch.equal(torch.ones(1), torch.ones(2))
# %%
torch.logical_and(torch.tensor([True, False]), torch.tensor([1, 1])), torch.logical_or(torch.tensor([0.0]), torch.tensor([2])), torch.logical_xor(torch.tensor([1]), torch.tensor([2]))
# %%
i = torch.tensor([7, -7, 3])
i % 3, i // 2, torch.tensor([5.5, -5.5]) % 2, torch.tensor([5.5, -5.5]) // 2, 7 % torch.tensor([2, 3]), 7 // torch.tensor([2.0, 3.0]), torch.fmod(i, 3), torch.remainder(i, -3)
# %%
torch.div(i, 2, rounding_mode="floor"), torch.div(i, 2, rounding_mode="trunc"), torch.div(i, 2, rounding_mode=None), torch.tensor([5.5]).div(2.0, rounding_mode="floor"), i.div(torch.tensor(2), rounding_mode="trunc")
# %%
torch.div(i, 2, rounding_mode="up")
# %%
x % 2, (x % torch.tensor(2.0)).grad_fn
# %%
m = torch.arange(6.0).reshape(2, 3).requires_grad_()
print(m.norm(), m.norm(1), m.norm(p=3), m.norm(float("inf")), m.norm(dim=0), m.norm(2, 1), torch.norm(m, dim=1, keepdim=True), m.norm("fro"), m.norm(0), torch.dist(m, m * 2))
m.grad = None
m.norm().backward()
m.grad
# %%
z = torch.zeros(3, requires_grad=True)
z.norm().backward()
z.grad
# %%
z.grad = None
torch.norm(z, 1).backward()
z.grad
# %%
torch.tensor([1, 2]).norm()
# %%
m.norm("abc")
# %%
torch.einsum("ij,kj->ik", m, m), torch.einsum("ij->ji", m), torch.einsum("ij->", m), torch.einsum("i,j->ij", m[0], m[1]), torch.einsum("ij,ij->i", m, m), torch.einsum("ij,j", m, m[0]), torch.einsum("...j,j->...", m, m[0])
# %%
q = torch.arange(12.0).reshape(2, 2, 3).requires_grad_()
torch.einsum("bij,bkj->bik", q, q), torch.einsum("bij,bij->b", q, q), torch.einsum("bij,jk,k->bi", q, torch.ones(3, 2), torch.ones(2)), torch.einsum("ii->i", torch.eye(2))
# %%
torch.einsum("ij,jk->ik", m, m)
# %%
torch.einsum("ij->k", m)
# %%
torch.einsum("ij", m, m)
# %%
torch.tensordot(m, m, dims=2), torch.tensordot(m, m, dims=([1], [1])), torch.tensordot(m, m.T, dims=1)
# %%
torch.tensordot(m, m, dims=1)
# %%
m.repeat(2, 1), m.repeat(1, 2).shape, torch.tile(m, (2,)), torch.roll(m, 1), torch.roll(m, 1, 0), torch.repeat_interleave(torch.tensor([1, 2]), 2), m.ravel()
# %%
m.repeat(2)
# %%
torch.tril(torch.ones(3, 3)), torch.triu(m, 1), torch.tril_indices(2, 2), torch.trace(m), torch.diag(m), torch.diag(m[0]), m.diagonal(), torch.eye(2).masked_fill(torch.eye(2) == 0, float("-inf"))
# %%
m.masked_fill(m > 2, 9.0), m.masked_select(m > 2), m.detach().clone().masked_fill_(m > 4, 0.0)
# %%
m.masked_fill(torch.tensor([1, 2, 3]), 1.0)
# %%
torch.sort(m, 1, descending=True), m.sort(), torch.argsort(torch.tensor([3, 1, 2, 1])), torch.topk(m, 2), m.topk(1, 0, largest=False), m.median(), m.median(1)
# %%
values, indices = torch.sort(torch.tensor([3.0, 1.0, float("nan"), 2.0]))
values, indices, torch.tensor([2.0, 1.0, 2.0]).sort(descending=True).indices
# %%
m.topk(5)
# %%
u = torch.tensor([3, 1, 2, 1])
torch.unique(u), torch.unique(u, return_counts=True), torch.unique(u, return_inverse=True), torch.bincount(u), torch.nonzero(u > 1), (u > 1).nonzero(as_tuple=True), torch.count_nonzero(u), torch.isin(u, torch.tensor([1]))
# %%
torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij"), torch.meshgrid(torch.arange(2), torch.arange(3), indexing="xy")
# %%
torch.meshgrid(torch.arange(2), torch.arange(2))
# %%
torch.hstack([u, u]), torch.vstack([u, u]), torch.column_stack([u, u]), torch.cumprod(m, 1), torch.broadcast_to(u, (2, 4)), torch.movedim(torch.zeros(2, 3, 4), 0, 2).shape, m.unflatten(1, (3, 1)).shape
# %%
m.new_zeros(2), m.new_ones(1, 2), m.new_full((2,), 3), m.new_tensor([1, 2]), u.new_zeros(1)
# %%
torch.scatter(m, 1, torch.tensor([[0], [1]]), 5.0), torch.zeros(2, 3).scatter_(1, torch.tensor([[2], [0]]), 1.0), torch.zeros(3).scatter_add(0, torch.tensor([0, 0, 2]), torch.ones(3)), torch.zeros(2, 2).index_add(0, torch.tensor([1, 1]), torch.ones(2, 2)), torch.zeros(3).index_add_(0, torch.tensor([0]), torch.ones(1))
# %%
torch.zeros(2, 3).scatter_(1, torch.tensor([[3], [0]]), 1.0)
# %%
s = torch.zeros(3)
s.unsqueeze_(0), s.shape, s.squeeze_().shape, torch.zeros(2, 3).t_().shape, torch.zeros(2, 3).transpose_(0, 1).shape, s._version
# %%
o = torch.ones(3)
o.addcmul_(torch.ones(3), torch.ones(3), value=0.5).addcdiv_(torch.ones(3), torch.full((3,), 4.0), value=-1).lerp_(torch.zeros(3), 0.1), o.log_(), o.abs_(), o.floor_()
# %%
torch.addcmul(m, m, m, value=2), torch.addcdiv(m, m, m + 1), torch.lerp(m, m * 2, 0.5)
# %%
torch.pi, torch.inf, torch.e, torch.nan, torch.finfo(torch.float32).eps, torch.finfo(torch.float64), torch.iinfo(torch.int32).max, torch.is_floating_point(m), torch.promote_types(torch.int64, torch.float32), torch.result_type(u, 1.0)
# %%
torch.clip(m, 1, 2), torch.absolute(m), torch.subtract(m, 1), torch.negative(m), torch.greater(m, 2), torch.concatenate([m, m]).shape, m.clip(min=2), torch.swapdims(m, 0, 1).shape
# %%
torch.clamp_min(m, 2), m.clamp_max(3), F.softplus(m), torch.take(m, torch.tensor([0, 5]))
# %%
A = torch.tensor([[2.0, 1.0], [1.0, 3.0]], requires_grad=True)
B = torch.tensor([1.0, 2.0])
sol = torch.linalg.solve(A, B)
sol.sum().backward()
print(torch.linalg.inv(A), torch.inverse(A), A.det(), torch.linalg.det(A), sol, A.grad, torch.linalg.norm(A), torch.linalg.norm(B, 1), torch.linalg.vector_norm(A, 3), torch.linalg.matrix_norm(A), torch.matrix_power(A, 3), torch.linalg.matrix_rank(A), torch.linalg.eigvalsh(A.detach()))
# %%
torch.linalg.inv(torch.zeros(2, 2))
# %%
torch.linalg.inv(torch.ones(2, 3))
# %%
torch.linalg.solve(torch.zeros(2, 2), B)
# %%
c = torch.zeros(2, 2)
one = torch.ones(2, 2)
torch.add(one, one, out=c) is c, c, torch.matmul(one, one, out=c), torch.exp(one, out=c), torch.sum(one, 0, out=torch.empty(0)), torch.cat([one, one], out=torch.empty(0)).shape, torch.mul(one, 2, out=torch.zeros(2, 2, dtype=torch.float64)), c._version
# %%
torch.add(A, one, out=c)
# %%
torch.exp(one, out=A)
# %%
torch.add(one, one, out=torch.zeros(3))
# %%
torch.add(one, one, out=torch.zeros(2, 2, dtype=torch.int64))
