# The elementwise functions, their gradients and their edges.
# %%
import torch

nan, inf = float("nan"), float("inf")


def show(f, data):
    x = torch.tensor(data, requires_grad=True)
    y = f(x)
    y.backward(torch.arange(1.0, 1 + y.numel()).reshape(y.shape))
    print(y.detach(), x.grad, y.grad_fn.name())


show(torch.exp, [0.0, 1.0, -1.0, inf, -inf, nan])
# %%
show(torch.exp, [100.0, -200.0])
# %%
show(torch.log, [1.0, 2.0, 0.5])
# %%
show(torch.log, [0.0, -0.0, -1.0, inf, nan])
# %%
show(torch.sqrt, [1.0, 4.0, 2.0])
# %%
show(torch.sqrt, [0.0, -1.0, inf, nan])
# %%
show(torch.abs, [-2.0, 3.0, nan, -inf])
# %%
show(torch.sin, [0.0, 0.5, -1.0])
# %%
show(torch.cos, [0.0, 0.5, -1.0])
# %%
show(torch.sin, [inf, nan])
# %%
show(torch.tanh, [0.0, 0.5, -20.0, inf, nan])
# %%
show(torch.sigmoid, [0.0, 1.0, -1.0])
# %%
show(torch.sigmoid, [100.0, -100.0, inf, -inf, nan])
# %%
show(torch.relu, [-1.0, 2.0, nan, inf, -inf])
# %%
show(lambda x: x.clamp(0, 1), [-1.0, 0.5, 2.0, nan])
# %%
show(lambda x: x.clamp(min=0), [-1.0, 0.5, 2.0])
# %%
show(lambda x: x.clamp(max=1.5), [-1.0, 0.5, 2.0])
# %%
show(lambda x: torch.clamp(x, 2, 1), [0.0, 3.0])
# %%
show(lambda x: torch.clamp(x, min=-1.0, max=1.0), [[-2.0, 0.0], [1.0, 5.0]])
# %%
torch.tensor([1, 5, 9]).clamp(2, 6), torch.tensor([1, 5]).clamp(1.5, 3), torch.tensor(5).clamp(max=2)
# %%
torch.tensor([1.0]).clamp()
# %%
torch.tensor([1.0]).clamp("a", 2)
# %%
lo = torch.tensor([0.0, 1.0], requires_grad=True)
x = torch.tensor([-1.0, 3.0], requires_grad=True)
x.clamp(min=lo).sum().backward()
x.grad, lo.grad
# %%
x = torch.tensor([1.0, 5.0], requires_grad=True)
y = torch.tensor([3.0, 2.0], requires_grad=True)
torch.maximum(x, y).backward(torch.tensor([1.0, 2.0]))
torch.minimum(x, y).backward(torch.tensor([10.0, 20.0]))
print(torch.maximum(x, y), torch.minimum(x, y))
x.grad, y.grad
# %%
torch.max(x, y), torch.min(x, y), x.maximum(y), x.minimum(y)
# %%
torch.maximum(torch.tensor([nan, 1.0]), torch.tensor([1.0, nan])), torch.minimum(
    torch.tensor(nan), torch.tensor(1.0)
)
# %%
torch.maximum(torch.tensor([1, 5]), torch.tensor([2.5, 2.5])), torch.maximum(
    torch.tensor([True]), torch.tensor([False])
)
# %%
torch.maximum(torch.tensor([1.0]), 2.0)
# %%
a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
b = torch.tensor([10.0, 20.0, 30.0], requires_grad=True)
w = torch.where(a > 1.5, a, b)
print(w)
w.backward(torch.tensor([1.0, 2.0, 3.0]))
a.grad, b.grad
# %%
torch.where(a > 2, a, 0.0), torch.where(a > 2, 1.0, b), torch.where(torch.tensor(True), a, b)
# %%
torch.where(a > 2, a, torch.tensor(0)), a.where(a > 2, b), torch.where(a > 2, a.detach(), -1)
# %%
torch.where(a, a, b)
# %%
torch.where(torch.tensor([1, 0, 1]), a, b)
# %%
torch.where([True, False, True], a, b)
# %%
# the gradient of the branch not taken is still 0 * inf
x = torch.tensor([0.0, 4.0], requires_grad=True)
torch.where(x > 0, x.sqrt(), torch.zeros(2)).sum().backward()
x.grad
# %%
for f in ("exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "relu", "neg"):
    x = torch.tensor([0.25, 1.0], requires_grad=True)
    y = getattr(x, f)()
    print(f, y)
# %%
for f in (torch.exp, torch.log, torch.sqrt, torch.sin, torch.cos, torch.tanh, torch.sigmoid):
    print(f(torch.tensor([1, 2])), f(torch.tensor(True)), f(torch.zeros(0)))
# %%
torch.abs(torch.tensor([-1, 2])), torch.relu(torch.tensor([-1, 2])), torch.neg(torch.tensor([1, -2]))
# %%
torch.relu(torch.tensor([True]))
# %%
torch.abs(torch.tensor([True]))
# %%
torch.exp(2.0)
# %%
torch.exp("a")
# %%
torch.exp([1.0])
# %%
torch.sin(torch.tensor(1.0, dtype=torch.float64)), torch.exp(torch.tensor([1.0], dtype=torch.float64))
# %%
torch.nn.functional.relu(torch.tensor([-1.0, 1.0])), torch.nn.functional.softmax(torch.zeros(2), dim=0)
# %%
x = torch.tensor([0.5, 1.0], requires_grad=True)
y = x.sigmoid() * x.tanh() + x.sin() * x.cos() - x.exp().log() / x.sqrt()
y.sum().backward()
y, x.grad
# %%
x = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
x.exp().exp().exp().backward()
x.grad
# %%
x = torch.tensor([], requires_grad=True)
(x.exp() + x.relu().sqrt()).sum().backward()
x.grad, x.exp()
# %%
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x.clone()
y.backward(torch.tensor([1.0, 2.0]))
y, y is x, x.grad
