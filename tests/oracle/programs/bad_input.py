# Wrong input of every kind: what each call says.
# %%
import torch, numpy as np
from fractions import Fraction
from decimal import Decimal
x = torch.tensor([1.0, 2.0], requires_grad=True)
n = torch.tensor([1, 2]); b = torch.tensor([True, False]); d = torch.tensor([1.0, 2.0]).double()
m = torch.ones(2, 3); F = torch.nn.functional
class Own: pass
# %%
torch.tensor([[1, 2], [3]])
# %%
torch.tensor([[1], [2, 3]])
# %%
torch.tensor([1, [2]])
# %%
torch.tensor([[1], 2])
# %%
torch.tensor([[[1, 2]], [[3]]])
# %%
torch.tensor([[1, 2], 3])
# %%
torch.tensor([1, "a"])
# %%
torch.tensor(["a"])
# %%
torch.tensor("abc")
# %%
torch.tensor("")
# %%
torch.tensor(b"abc")
# %%
torch.tensor(None)
# %%
torch.tensor([None])
# %%
torch.tensor([1, None])
# %%
torch.tensor(Own())
# %%
torch.tensor([Own()])
# %%
torch.tensor({1: 2})
# %%
torch.tensor({1, 2})
# %%
torch.tensor(print)
# %%
torch.tensor(Fraction(1, 2))
# %%
torch.tensor(range(3))
# %%
torch.tensor(iter([1, 2]))
# %%
torch.tensor(2**63)
# %%
torch.tensor([2**63])
# %%
torch.tensor(-2**63)
# %%
torch.tensor([1e400])
# %%
torch.tensor([1.5], dtype=torch.int64)
# %%
torch.tensor([300.7], dtype=torch.int32)
# %%
torch.tensor([1e20], dtype=torch.int64)
# %%
torch.tensor(float("nan"), dtype=torch.int64)
# %%
torch.tensor([2**40], dtype=torch.int32)
# %%
torch.tensor([1, 2], requires_grad=True)
# %%
torch.tensor([True], requires_grad=True)
# %%
torch.tensor(1.0, requires_grad=1)
# %%
torch.tensor(1.0, requires_grad=None)
# %%
torch.tensor(1.0, dtype="float32")
# %%
torch.tensor(1.0, dtype=float)
# %%
torch.tensor(1.0, dtype=np.float32)
# %%
torch.tensor(1.0, device="cpu")
# %%
torch.tensor(1.0, 2.0)
# %%
torch.tensor(1.0, foo=1)
# %%
torch.tensor(np.array(["a"]))
# %%
torch.tensor(np.array([None]))
# %%
torch.tensor(np.array([1, 2], dtype=object))
# %%
torch.tensor(np.array([np.nan, 1]))
# %%
torch.tensor(np.float32(1.5)), torch.tensor(np.int64(3)), torch.tensor(np.bool_(True)), torch.tensor(np.int32(3))
# %%
torch.tensor([np.float32(1.5)]), torch.tensor([np.int64(3), 2.5]), torch.tensor([np.float64(3)])
# %%
torch.tensor([[torch.tensor(1.0), torch.tensor(2.0)]])
# %%
torch.tensor([torch.tensor(1.0), 2])
# %%
torch.tensor([torch.ones(2)])
# %%
torch.as_tensor([1, [2]])
# %%
torch.as_tensor("a")
# %%
torch.as_tensor(None)
# %%
torch.from_numpy([1, 2])
# %%
torch.from_numpy(1.0)
# %%
torch.from_numpy(np.float32(1))
# %%
torch.from_numpy(np.array(["a"]))
# %%
torch.from_numpy(np.ones(2)[::-1])
# %%
torch.zeros("a")
# %%
torch.zeros(2, "a")
# %%
torch.zeros(-1)
# %%
torch.zeros(2.0)
# %%
torch.zeros(None)
# %%
torch.zeros([2, 3.0])
# %%
torch.zeros((2, -3))
# %%
torch.ones(-1)
# %%
torch.empty(-1).shape
# %%
torch.full((2,), "a")
# %%
torch.full(2, 1.0)
# %%
torch.full((2,), None)
# %%
torch.full((-2,), 1)
# %%
torch.full((2,), 1.5, dtype=torch.int64)
# %%
torch.full((2,), True)
# %%
torch.eye(-1)
# %%
torch.eye("a")
# %%
torch.eye(2.0)
# %%
torch.arange("a")
# %%
torch.arange(1, 5, 0)
# %%
torch.arange(5, 1)
# %%
torch.arange(1, 5, -1)
# %%
torch.arange(float("nan"))
# %%
torch.arange(float("inf"))
# %%
torch.arange(3, dtype=torch.bool)
# %%
torch.linspace(0, 1, -1)
# %%
torch.linspace(0, 1, 2.5)
# %%
torch.linspace("a", 1, 2)
# %%
torch.rand(-1)
# %%
torch.randn("a")
# %%
torch.randint(5, 1, (2,))
# %%
torch.randint(0, 5)
# %%
torch.randint(0, 0, (2,))
# %%
torch.randperm(-1)
# %%
torch.manual_seed("a")
# %%
torch.manual_seed(1.5)
# %%
torch.zeros_like([1])
# %%
torch.ones_like(1.0)
# %%
x + "a"
# %%
"a" + x
# %%
x + None
# %%
x + [1, 2]
# %%
[1, 2] + x
# %%
x + (1, 2)
# %%
x + Own()
# %%
x - None
# %%
x * "a"
# %%
x / {}
# %%
x ** "a"
# %%
"a" ** x
# %%
x @ 2
# %%
2 @ x
# %%
x @ [1, 2]
# %%
x @ np.ones(2)
# %%
x += "a"
# %%
x < "a"
# %%
x == "a", x != "a"
# %%
x == None, x != None
# %%
x > None
# %%
x == [1, 2]
# %%
n | "a"
# %%
x & n
# %%
~x
# %%
-b
# %%
+b
# %%
b - b
# %%
1 - b
# %%
b - 1
# %%
b + b, b * b, b + 1, b * 2.5, b / b
# %%
n / n, n / 0, n ** 2, n ** 2.0
# %%
n ** -1
# %%
n ** torch.tensor([-1, 2])
# %%
2 ** -n
# %%
b ** 2, b ** b.float()
# %%
divmod(x, 2)
# %%
round(x)
# %%
math.floor(x)
# %%
abs(x), abs(n)
# %%
abs(b)
# %%
x.add("a")
# %%
x.add(None)
# %%
x.mul(None)
# %%
x.mul([1, 2])
# %%
x.div(None)
# %%
x.pow(None)
# %%
x.pow("a")
# %%
x.sub(other=1)
# %%
x.add(other=2.0)
# %%
torch.add(x, "a")
# %%
torch.add("a", x)
# %%
torch.mul(2, x), torch.mul(x, 2)
# %%
torch.div(1, x)
# %%
torch.sub(1, x)
# %%
torch.pow(2, x)
# %%
torch.pow(2, 3)
# %%
torch.maximum(x, 1)
# %%
torch.minimum(1, x)
# %%
torch.exp(1.0)
# %%
torch.exp([1.0])
# %%
torch.exp(np.ones(2))
# %%
torch.exp(x, x)
# %%
torch.sum([1, 2])
# %%
torch.sum(2.0)
# %%
torch.mean(np.ones(2))
# %%
torch.sigmoid("a")
# %%
torch.relu(None)
# %%
torch.where(x, x, x)
# %%
torch.where(b, x)
# %%
torch.where(b, "a", x)
# %%
torch.where([True, False], x, x)
# %%
torch.where(b, x, m)
# %%
torch.clamp(x)
# %%
torch.clamp(x, "a", "b")
# %%
torch.clamp(x, min=None, max=None)
# %%
torch.clamp(x, 2, 1)
# %%
torch.clamp(x, min=m)
# %%
torch.matmul(x, 2)
# %%
torch.matmul(2, x)
# %%
torch.matmul(m, m)
# %%
m @ x
# %%
x @ torch.ones(3)
# %%
torch.tensor(1.0) @ x
# %%
x @ torch.tensor(1.0)
# %%
torch.ones(2, 2, 3) @ torch.ones(3, 3, 2)
# %%
torch.ones(2, 2, 3) @ torch.ones(2, 2, 3)
# %%
n @ n, n @ x.detach().long()
# %%
n @ x
# %%
m @ torch.ones(3).double()
# %%
m @ torch.ones(3, 2).double()
# %%
m @ torch.ones(3, 2).long()
# %%
torch.ones(2, 2, 3) @ torch.ones(2, 3, 1).double()
# %%
torch.mm(m, x)
# %%
torch.mm(m, m)
# %%
torch.mv(m, x)
# %%
torch.mv(x, m)
# %%
torch.dot(x, torch.ones(3))
# %%
torch.dot(x, d)
# %%
torch.dot(m, m)
# %%
torch.bmm(m, m)
# %%
torch.bmm(torch.ones(2, 2, 3), torch.ones(3, 3, 2))
# %%
torch.outer(m, x)
# %%
torch.outer(x, 2)
# %%
torch.addmm(x, m, m)
# %%
torch.cat(x)
# %%
torch.cat([])
# %%
torch.cat([x, 1])
# %%
torch.cat([x, m])
# %%
torch.cat([m, torch.ones(3, 2)])
# %%
torch.cat([x, x], 1)
# %%
torch.cat([x, x], "a")
# %%
torch.cat((x, n)), torch.cat((n, b))
# %%
torch.cat(x, x)
# %%
torch.stack([])
# %%
torch.stack([x, m])
# %%
torch.stack([x, x], 2)
# %%
torch.stack([x, None])
# %%
torch.stack(x)
# %%
x + torch.ones(3)
# %%
m + x
# %%
m + torch.ones(3, 2)
# %%
x.sum(1)
# %%
x.sum(-2)
# %%
x.sum("a")
# %%
x.sum(1.0)
# %%
x.sum((0, 0))
# %%
x.sum((0, 1))
# %%
x.sum(None), x.sum(()), x.sum([0])
# %%
x.sum(0, 1)
# %%
x.mean(1)
# %%
n.mean()
# %%
b.mean()
# %%
n.mean(dtype=torch.float32)
# %%
x.prod(2)
# %%
x.var(3)
# %%
n.var()
# %%
torch.ones(1).var()
# %%
torch.zeros(0).var()
# %%
x.var(unbiased="a")
# %%
x.std(0, correction=5)
# %%
x.max(1)
# %%
x.max((0, 1))
# %%
x.max("a")
# %%
x.max(0, 1)
# %%
torch.zeros(0).max()
# %%
torch.zeros(0).max(0)
# %%
torch.zeros(0).argmax()
# %%
torch.zeros(2, 0).amax(1)
# %%
x.argmax(3)
# %%
x.argmax("a")
# %%
x.cumsum(1)
# %%
x.cumsum("a")
# %%
x.cumsum(None)
# %%
x.logsumexp(1)
# %%
n.logsumexp(0)
# %%
x.softmax(1)
# %%
x.softmax("a")
# %%
x.softmax(None)
# %%
n.softmax(0)
# %%
torch.softmax(x, -2)
# %%
x.log_softmax(5)
# %%
x.all(1), x.any(1)
# %%
x.view(3)
# %%
x.view(-1, -1)
# %%
x.view(-1, 3)
# %%
x.view(0, -1)
# %%
x.view("a")
# %%
x.view(1.0)
# %%
x.view((2,)), x.view([2, 1])
# %%
m.T.view(6)
# %%
m.T.view(-1)
# %%
m.view(-2, 3)
# %%
x.reshape(3)
# %%
x.reshape(-1, -1)
# %%
x.reshape("a")
# %%
x.reshape()
# %%
x.reshape(2.0)
# %%
m.flatten(1, 0)
# %%
m.flatten(2)
# %%
m.flatten("a")
# %%
m.squeeze(3)
# %%
m.squeeze("a")
# %%
m.unsqueeze(4)
# %%
m.unsqueeze("a")
# %%
m.transpose(0, 2)
# %%
m.transpose(0, "a")
# %%
m.permute(0)
# %%
m.permute(0, 0)
# %%
m.permute(0, 2)
# %%
m.permute()
# %%
m.permute("a")
# %%
torch.ones(2, 2, 2).t()
# %%
torch.ones(2, 2, 2).T
# %%
m.expand(3, 3)
# %%
m.expand(2)
# %%
m.expand(-1, 2, 3)
# %%
m.expand(2, -2)
# %%
m.expand("a")
# %%
m.expand()
# %%
m.narrow(0, 0, 3)
# %%
m.select(0, 5)
# %%
m.select(2, 0)
# %%
m.split(0)
# %%
m.split(-1)
# %%
m.split([1, 2])
# %%
m.split([1, 1])
# %%
m.split("a")
# %%
m.chunk(0)
# %%
m.chunk(-1)
# %%
m.unbind(2)
# %%
m.flip(2)
# %%
m.flip()
# %%
m.flip("a")
# %%
m.index_select(0, torch.tensor([5]))
# %%
m.index_select(0, [0])
# %%
m.index_select(0, torch.tensor([0.0]))
# %%
m.index_select(0, torch.tensor([-1]))
# %%
m.index_select(3, torch.tensor([0]))
# %%
m.gather(0, torch.tensor([0]))
# %%
m.gather(0, torch.tensor([[5]]))
# %%
m.gather(0, torch.tensor([[-1]]))
# %%
m.gather(0, torch.tensor([[0.0]]))
# %%
m.gather(1, [[0]])
# %%
m.gather(2, torch.tensor([[0]]))
# %%
x[5]
# %%
x[-3]
# %%
x[0, 0]
# %%
x[1.0]
# %%
x["a"]
# %%
x[None, "a"]
# %%
x[[0, 5]]
# %%
x[torch.tensor([0.5])]
# %%
x[torch.tensor([5])]
# %%
x[::-1]
# %%
x[::0]
# %%
x[0:1.5]
# %%
x["a":]
# %%
x[{}]
# %%
x[Own()]
# %%
x[torch.tensor([True, False, True])]
# %%
m[torch.tensor([[True, False]])]
# %%
m[b]
# %%
m[b, b]
# %%
m[[0, 1], [0, 1, 2]]
# %%
m[0, 0, 0]
# %%
m[True], m[False].shape, m[None].shape
# %%
m[np.int64(0)], m[np.array([0, 1])].shape, m[np.array([True, False])].shape
# %%
m[torch.tensor(0)], m[torch.tensor(True)].shape
# %%
m[torch.tensor(0.5)]
# %%
m[range(2)].shape
# %%
m[(0, 1)], m[[0, 1], 1]
# %%
m[[[0, 1], [1, 0]]].shape
# %%
m[slice(0, 1), ...].shape
# %%
torch.tensor(1.0)[0]
# %%
torch.tensor(1.0)[...], torch.tensor(1.0)[()], torch.tensor(1.0)[None]
# %%
torch.tensor(1.0)[:]
# %%
len(torch.tensor(1.0))
# %%
list(torch.tensor(1.0))
# %%
for row in torch.tensor(1.0): pass
# %%
bool(x)
# %%
bool(torch.zeros(0))
# %%
float(x)
# %%
int(torch.tensor([1.5])), float(torch.tensor([[2]]))
# %%
int(x)
# %%
x.item()
# %%
torch.zeros(0).item()
# %%
x.tolist(), n.tolist(), b.tolist(), torch.tensor(1.5).tolist()
# %%
[1, 2, 3][torch.tensor(1)]
# %%
[1, 2, 3][torch.tensor(1.0)]
# %%
[1, 2, 3][torch.tensor([0, 1])]
# %%
range(torch.tensor(3))
# %%
complex(torch.tensor(1.0))
# %%
x.numpy()
# %%
x.detach().numpy(), n.numpy()
# %%
np.asarray(x)
# %%
np.asarray(x.detach())
# %%
hash(x) == hash(x)
# %%
x in [x]
# %%
1.0 in x, 5 in x
# %%
"a" in x
# %%
del x[0]
# %%
x.foo
# %%
x.foo = 1; x.foo
# %%
x.grad = 1
# %%
x.grad = np.ones(2)
# %%
x.grad = torch.ones(3)
# %%
x.grad = torch.ones(2).double()
# %%
x.grad = n
# %%
x.grad = None
# %%
x.data = 1
# %%
x.data = torch.ones(3)
# %%
x.data = torch.tensor([1.0, 2.0])
# %%
x.requires_grad = 1
# %%
x.requires_grad = "a"
# %%
n.requires_grad = True
# %%
b.requires_grad_()
# %%
(x * 2).requires_grad = False
# %%
(x * 2).requires_grad_(False)
# %%
x.requires_grad_("a")
# %%
y = torch.zeros(2, 3)
# %%
y[0] = "a"
# %%
y[0] = None
# %%
y[0] = [1, 2, 3]
# %%
y[0] = torch.ones(2)
# %%
y[0] = np.ones(3)
# %%
y[5] = 1
# %%
y[0, 5] = 1
# %%
y[b] = torch.ones(5)
# %%
y[b] = torch.ones(3)
# %%
y["a"] = 1
# %%
y[0.5] = 1
# %%
y[[0, 9]] = 1
# %%
y[:, :, 0] = 1
# %%
y[0] = x
# %%
n[0] = 1.5; n
# %%
n[0] = float("nan")
# %%
n[0] = 2**70
# %%
n[0] = torch.tensor(1.9); n
# %%
b[0] = 5; b
# %%
b[0] = 0.0; b
