# Comparisons, truth values, and what a tensor says about itself.
# %%
import torch

a = torch.tensor([1.0, 2.0, 3.0])
b = torch.tensor([3.0, 2.0, 1.0])
a < b, a <= b, a > b, a >= b, a == b, a != b
# %%
a > 2, 2 > a, a == 2, a != 2.0, 1 <= a, True == torch.tensor([1, 0])
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
(x > 1), (x > 1).requires_grad, (x == x).grad_fn
# %%
nan = float("nan")
torch.tensor([nan, 1.0]) == torch.tensor([nan, 1.0]), torch.tensor([nan]) != nan, torch.tensor([nan]) < 1
# %%
a == None, a != None, a == "a", a is None
# %%
a > None
# %%
a < "a"
# %%
a == torch.tensor([1.0, 2.0])
# %%
torch.tensor([1, 2]) == torch.tensor([1.0, 2.5]), torch.tensor([1, 2]) < 1.5
# %%
a[:, None] > a
# %%
torch.eq(a, b), torch.lt(a, b), torch.gt(a, 2), torch.ge(a, b), torch.le(a, b), torch.ne(a, b)
# %%
a.eq(b), a.lt(2), a.gt(b), a.ge(2), a.le(2), a.ne(2)
# %%
bool(torch.tensor(1)), bool(torch.tensor([0.0])), bool(torch.tensor([[True]])), not torch.tensor(0.0)
# %%
bool(torch.tensor([1, 2]))
# %%
bool(torch.tensor([]))
# %%
if torch.tensor([True, False]):
    print("never")
# %%
if x.sum() > 2:
    print("yes")
# %%
torch.equal(a, a.clone()), torch.equal(a, b), torch.equal(a, torch.tensor([1.0]))
# %%
torch.equal(torch.tensor([nan]), torch.tensor([nan])), torch.equal(torch.zeros(0), torch.zeros(0))
# %%
torch.equal(a, a.long())
# %%
(a > 1).sum(), (a > 1).float().mean()
# %%
hash(a) == hash(a), len({a, a}), a in [a], len({a, a.clone()})
# %%
a.shape, a.size(), a.size(0), a.size(-1), a.ndim, a.dim(), a.numel(), len(a), a.dtype
# %%
m = torch.zeros(2, 3)
m.shape, m.shape[0], m.size(1), m.shape == (2, 3), len(m), m.numel(), m.shape.numel()
# %%
m.size(2)
# %%
m.size(-3)
# %%
len(torch.tensor(1.0))
# %%
torch.tensor(1.0).size(0)
# %%
s = torch.tensor(1.0)
s.shape, s.ndim, s.numel(), s.size()
# %%
a.tolist(), m.tolist(), s.tolist(), torch.tensor([True]).tolist(), torch.zeros(0).tolist(), torch.zeros(2, 0).tolist()
# %%
s.item(), torch.tensor([[5]]).item(), torch.tensor(True).item(), torch.tensor(0.1).item()
# %%
a.item()
# %%
torch.tensor([]).item()
# %%
float(s), int(torch.tensor(3.9)), int(torch.tensor([7])), float(torch.tensor(2))
# %%
float(a)
# %%
int(torch.tensor([1, 2]))
# %%
float(torch.tensor(2.0, requires_grad=True)), torch.tensor(2.0, requires_grad=True).item()
# %%
x = torch.tensor([1.5], requires_grad=True)
float(x), int(x), bool(x), x.tolist()
# %%
[10, 20, 30][torch.tensor(1)], list(range(torch.tensor(3)))
# %%
[10, 20, 30][torch.tensor(1.0)]
# %%
[10, 20, 30][torch.tensor([1, 2])]
# %%
for row in torch.tensor([[1, 2], [3, 4]]):
    print(row)
# %%
for value in torch.tensor([1.0, 2.0], requires_grad=True):
    print(value)
# %%
for value in torch.tensor(1.0):
    print(value)
# %%
list(torch.zeros(0)), list(torch.zeros(0, 2)), [*torch.tensor([1, 2])]
# %%
p, q = torch.tensor([1.0, 2.0], requires_grad=True)
(p * q).grad_fn, p, q
# %%
max(torch.tensor([1.0, 3.0, 2.0])), min(torch.tensor([4, 3]))
# %%
isinstance(a, torch.Tensor), isinstance(1.0, torch.Tensor), type(a).__name__
# %%
x.is_leaf, (x * 2).is_leaf, (x * 2).detach().is_leaf, torch.ones(1).is_leaf, x.requires_grad
# %%
a.no_such_name
