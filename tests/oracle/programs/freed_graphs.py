# Which second backward fails, and which does not.
# %%
import torch


def twice(f, *data):
    leaves = [torch.tensor(d, requires_grad=True) for d in data]
    y = f(*leaves)
    y = y.sum() if y.ndim else y
    y.backward()
    try:
        y.backward()
    except RuntimeError as error:
        return "freed" if "second time" in str(error) else str(error)
    return "kept"


twice(lambda x: x * x, [2.0]), twice(lambda x: x * 2, [2.0]), twice(lambda x: 2 * x, [2.0])
# %%
twice(lambda x: x + 1, [2.0]), twice(lambda x: x - 1, [2.0]), twice(lambda x: 1 - x, [2.0])
# %%
twice(lambda x, y: x + y, [2.0], [3.0]), twice(lambda x, y: x - y, [2.0], [3.0]), twice(lambda x: -x, [2.0])
# %%
twice(lambda x: x / 2, [2.0]), twice(lambda x: 2 / x, [2.0]), twice(lambda x, y: x / y, [2.0], [3.0])
# %%
twice(lambda x: x**2, [2.0]), twice(lambda x: 2**x, [2.0]), twice(lambda x, y: x**y, [2.0], [2.0])
# %%
twice(torch.exp, [0.0]), twice(torch.log, [1.0]), twice(torch.sqrt, [4.0]), twice(torch.abs, [1.0])
# %%
twice(torch.sin, [0.0]), twice(torch.cos, [0.0]), twice(torch.tanh, [0.0]), twice(torch.sigmoid, [0.0])
# %%
twice(torch.relu, [1.0]), twice(lambda x: x.clamp(0, 1), [0.5]), twice(lambda x: x.clone(), [1.0])
# %%
twice(torch.maximum, [1.0], [2.0]), twice(lambda x: torch.where(x > 0, x, -x), [1.0])
# %%
twice(lambda x: x.sum(), [1.0]), twice(lambda x: x.sum(0), [1.0]), twice(lambda x: x.mean(), [1.0, 2.0])
# %%
twice(lambda x: x.prod(), [1.0, 2.0]), twice(lambda x: x.var(), [1.0, 2.0]), twice(lambda x: x.std(), [1.0, 2.0])
# %%
twice(lambda x: x.max(), [1.0, 2.0]), twice(lambda x: x.max(0)[0], [1.0, 2.0]), twice(lambda x: x.cumsum(0), [1.0])
# %%
twice(lambda x: x.logsumexp(0), [1.0, 2.0]), twice(lambda x: x.softmax(0), [1.0, 2.0])
# %%
twice(lambda x: x.log_softmax(0), [1.0, 2.0])
# %%
twice(lambda x: x @ x, [1.0, 2.0]), twice(lambda x: x @ torch.ones(1, 2), [[1.0]])
# %%
twice(lambda x: x.t(), [[1.0]]), twice(lambda x: x.T, [[1.0]]), twice(lambda x: x.transpose(0, 1), [[1.0]])
# %%
twice(lambda x: x.reshape(1), [[1.0]]), twice(lambda x: x.view(-1), [[1.0]]), twice(lambda x: x.flatten(), [[1.0]])
# %%
twice(lambda x: x.squeeze(), [[1.0]]), twice(lambda x: x.unsqueeze(0), [1.0]), twice(lambda x: x.expand(2), [1.0])
# %%
twice(lambda x: x[0], [1.0]), twice(lambda x: x[:1], [1.0]), twice(lambda x: x[[0]], [1.0])
# %%
twice(lambda x: x[x > 0], [1.0]), twice(lambda x: x.gather(0, torch.tensor([0])), [1.0])
# %%
twice(lambda x: x.index_select(0, torch.tensor([0])), [1.0]), twice(lambda x: x.permute(0), [1.0])
# %%
twice(lambda x: torch.cat([x, x]), [1.0]), twice(lambda x: torch.stack([x, x]), [1.0])
# %%
F = torch.nn.functional
twice(lambda x: F.mse_loss(x, torch.zeros(1)), [1.0]), twice(lambda x: F.l1_loss(x, torch.zeros(1)), [1.0])
# %%
twice(lambda x: F.cross_entropy(x, torch.tensor(0)), [1.0, 2.0]), twice(
    lambda x: F.binary_cross_entropy_with_logits(x, torch.zeros(1)), [1.0]
)
# %%
twice(lambda x: x.double(), [1.0]), twice(lambda x: x.to(torch.float32), [1.0])
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * x
y.backward()
y.backward()
# %%
x.grad
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * x
y.backward(retain_graph=True)
y.backward(retain_graph=True)
y.backward()
x.grad
# %%
y.backward(retain_graph=True)
# %%
x = torch.tensor(2.0, requires_grad=True)
shared = x * x
a, b = shared * 2, shared + 1
a.backward()
x.grad
# %%
b.backward()
# %%
x.grad
# %%
x = torch.tensor(2.0, requires_grad=True)
shared = x + 1
a, b = shared * 2, shared * 3
a.backward()
b.backward()
x.grad
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * x
torch.autograd.grad(y, x)
torch.autograd.grad(y, x)
# %%
y = x * x
torch.autograd.grad(y, x, retain_graph=True), torch.autograd.grad(y, x)
# %%
y = x * x
(g,) = torch.autograd.grad(y, x, create_graph=True)
y.backward()
g
# %%
x = torch.tensor(2.0, requires_grad=True)
y = x**3
(g,) = torch.autograd.grad(y, x, create_graph=True)
g.backward()
print(x.grad)
y.backward()
# %%
x = torch.tensor(1.0, requires_grad=True)
h = torch.tensor(0.0)
for step in range(3):
    h = torch.tanh(h + x)
    try:
        h.backward()
        print(step, "fine")
    except RuntimeError as error:
        print(step, str(error).split(" (")[0])
# %%
x.grad = None
h = torch.tensor(0.0)
for step in range(3):
    h = torch.tanh(h.detach() + x)
    h.backward()
    print(round(x.grad.item(), 3))
# %%
w = torch.tensor(1.0, requires_grad=True)
x = torch.tensor(3.0)
square = w * w
for _ in range(2):
    (square * x).backward()
# %%
import gc

x = torch.tensor(2.0, requires_grad=True)
seen = []


class Tag:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        seen.append(self.name)


gc.disable()
y = x * 2
tag = Tag("hook")
y.register_hook(lambda g, tag=tag: None)
del tag
print(seen)
z = y + 1
del y
print(seen)
del z
print(seen)
gc.enable()
