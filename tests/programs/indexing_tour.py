# Indices, masks, sorting, scattering, joining.
# %%
import torch

x = torch.arange(24).view(2, 3, 4)
print(x[0], x[:, 1], x[..., -1], x[1, 2, 3], x[:, ::2, 1:3])
# %%
print(x[x > 20], x[[0, 1], [1, 2]], x[:, [0, 2]][..., 0], x[None].shape, x[:, None, :, 0].shape)
# %%
m = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
print(
    m[torch.tensor([True, False, True])],
    m[m[:, 0] > 2, 1],
    m[torch.argsort(m[:, 1], descending=True)],
)
# %%
m[0] = 9
m[:, 1] *= 2
m[m > 10] = 0
m[[1, 2], [0, 0]] = torch.tensor([7.0, 8.0])
print(m)
# %%
print(torch.gather(m, 1, torch.tensor([[0, 0], [1, 0], [0, 1]])))
print(torch.zeros(3, 5).scatter_(1, torch.tensor([[1], [0], [4]]), 1.0))
print(torch.zeros(4).scatter_add_(0, torch.tensor([0, 1, 1, 3]), torch.ones(4)))
print(torch.zeros(3).index_add_(0, torch.tensor([0, 2, 2]), torch.tensor([1.0, 2.0, 3.0])))
print(
    torch.zeros(3).scatter_reduce(
        0, torch.tensor([0, 1, 1]), torch.tensor([3.0, 5.0, 2.0]), reduce="amax"
    )
)
# %%
print(m.topk(2, dim=0), m.sort(dim=0), m.kthvalue(2, dim=0), m.median(), m.mode(0))
# %%
print(m.max(), m.max(dim=1), m.argmax(), m.argmin(dim=0), m.amax(1, keepdim=True), torch.aminmax(m))
# %%
print(torch.nonzero(m), torch.where(m > 5), torch.where(m > 5, m, -1.0), m.nonzero(as_tuple=True))
# %%
print(
    torch.unique(torch.tensor([3, 1, 3, 2]), return_counts=True, return_inverse=True),
    torch.unique_consecutive(torch.tensor([1, 1, 2, 1])),
    torch.bincount(torch.tensor([0, 1, 1])),
)
print(
    torch.searchsorted(torch.tensor([1, 3, 5]), torch.tensor([2, 5])),
    torch.bucketize(torch.tensor([2, 5]), torch.tensor([1, 3, 5])),
    torch.histc(m, 3, 0, 9),
)
# %%
print(
    x.index_select(1, torch.tensor([2, 0])).shape,
    x.masked_select(x % 5 == 0),
    torch.take(x, torch.tensor([0, 23])),
    x.narrow(2, 1, 2)[0],
)
# %%
print(
    x.permute(2, 0, 1).shape,
    x.transpose(0, 2).stride(),
    x.flatten(1).shape,
    x.movedim(0, -1).shape,
    x.unflatten(2, (2, 2)).shape,
    x.swapaxes(0, 1).is_contiguous(),
)
# %%
print(
    torch.cat([m, m], 1),
    torch.stack([m, m]).shape,
    torch.chunk(m, 2),
    torch.split(m, [1, 2]),
    torch.hstack((m, m)).shape,
    torch.vstack((m, m)).shape,
    torch.tensor_split(m, 2)[0],
)
# %%
print(
    m.repeat(1, 2),
    m.expand(2, 3, 2).shape,
    m.repeat_interleave(2, 0),
    m.tile(2).shape,
    m.roll(1, 0),
    m.flip(0),
    m.rot90(),
    m.diag(),
    torch.diag_embed(torch.ones(2)),
)
# %%
print(
    torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij"),
    torch.cartesian_prod(torch.arange(2), torch.arange(2)),
    torch.combinations(torch.arange(3)),
)
# %%
print(torch.meshgrid(torch.arange(2), torch.arange(3)))
# %%
w = torch.arange(6.0, requires_grad=True)
y = w.view(2, 3)
z = y[[0, 0, 1], [1, 1, 2]]
z.sum().backward()
print(w.grad, z)
# %%
w.grad = None
s, i = w.sort(descending=True)
(s * torch.arange(6.0)).sum().backward()
print(w.grad, s)
# %%
w.grad = None
v, i = w.topk(2)
v.prod().backward()
print(w.grad, v)
# %%
w.grad = None
w.cumsum(0).pow(2).sum().backward()
print(w.grad)
w.grad = None
torch.where(w > 2, w**2, -w).sum().backward()
print(w.grad)
# %%
x[:, :, [0, 5]]
# %%
x[0, 0, 0, 0]
# %%
m[torch.tensor([True, False])]
# %%
m[1.0]
# %%
m["a"]
# %%
m[0] = torch.ones(3)
# %%
torch.gather(m, 1, torch.tensor([[2]]))
# %%
m.topk(5)
# %%
m[:, ::-1]
# %%
print(
    torch.einsum("ij,kj->ik", m, m),
    torch.einsum("ii", m[:2]),
    torch.einsum("bij,bjk->bik", torch.ones(2, 2, 3), torch.ones(2, 3, 1)).shape,
    torch.tensordot(m, m, dims=([0], [0])),
    torch.outer(m[0], m[0]),
    torch.kron(torch.eye(2), m[:1]),
)
# %%
torch.einsum("ij,jk->ik", m, m)
# %%
print(
    m.std(),
    m.var(0),
    m.std(dim=1, unbiased=False),
    torch.std_mean(m),
    m.quantile(0.5),
    torch.cov(m.T),
    torch.corrcoef(m.T),
    m.norm(),
    m.prod(),
    m.logsumexp(1),
    m.cummax(0),
)
