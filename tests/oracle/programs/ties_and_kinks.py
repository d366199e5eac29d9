# Subgradients: what torch picks where a derivative does not exist or a maximum is shared.
# %%
import torch


def grad_of(f, data):
    x = torch.tensor(data, requires_grad=True)
    f(x).sum().backward()
    return x.grad


grad_of(torch.abs, [0.0, -0.0, 1.0])
# %%
grad_of(torch.relu, [0.0, -0.0, 1e-30])
# %%
grad_of(lambda x: x.clamp(0, 1), [0.0, 1.0, 0.5, -0.0])
# %%
grad_of(lambda x: x.clamp(min=1), [1.0, 0.0]), grad_of(lambda x: x.clamp(max=1), [1.0, 2.0])
# %%
grad_of(lambda x: x.clamp(1, 1), [1.0, 0.0, 2.0])
# %%
grad_of(torch.sqrt, [0.0, -0.0])
# %%
grad_of(lambda x: x**0.5, [0.0]), grad_of(lambda x: x**2, [0.0]), grad_of(lambda x: x**1, [0.0])
# %%
grad_of(lambda x: x**0, [0.0]), grad_of(lambda x: x**-1, [0.0]), grad_of(lambda x: x**1.5, [0.0, -1.0])
# %%
grad_of(torch.log, [0.0]), grad_of(lambda x: x * x.log(), [0.0])
# %%
grad_of(lambda x: x.max(), [1.0, 3.0, 3.0])
# %%
grad_of(lambda x: x.max(), [2.0, 2.0, 2.0]), grad_of(lambda x: x.min(), [[1.0, 5.0], [1.0, 1.0]])
# %%
grad_of(lambda x: x.max(0)[0], [3.0, 3.0, 1.0]), grad_of(lambda x: x.max(0).values, [1.0, 3.0, 3.0])
# %%
grad_of(lambda x: x.max(1)[0], [[1.0, 1.0], [0.0, 0.0]]), grad_of(lambda x: x.min(0)[0], [[1.0], [1.0]])
# %%
torch.tensor([3.0, 3.0]).max(0), torch.tensor([[1, 2, 2], [5, 5, 0]]).max(1)
# %%
torch.tensor([1, 1, 0, 0]).min(0), torch.tensor([[0.0, -0.0]]).max(1)
# %%
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([1.0, 3.0], requires_grad=True)
torch.maximum(a, b).sum().backward()
a.grad, b.grad
# %%
a.grad = b.grad = None
torch.minimum(a, b).sum().backward()
a.grad, b.grad
# %%
a.grad = None
torch.maximum(a, a).sum().backward()
a.grad
# %%
a.grad = None
torch.maximum(a, torch.tensor([1.0, 2.0])).sum().backward()
a.grad
# %%
a.grad = b.grad = None
torch.max(a, b).sum().backward()
a.grad, b.grad
# %%
grad_of(lambda x: x.prod(), [0.0, 2.0, 3.0]), grad_of(lambda x: x.prod(), [0.0, 0.0, 3.0])
# %%
grad_of(lambda x: x.std(), [1.0, 1.0, 1.0]), grad_of(lambda x: x.var(), [1.0, 1.0])
# %%
grad_of(lambda x: x.std(0), [[1.0, 1.0], [1.0, 2.0]])
# %%
grad_of(lambda x: torch.nn.functional.l1_loss(x, torch.tensor([1.0, 2.0])), [1.0, 3.0])
# %%
grad_of(lambda x: torch.nn.functional.mse_loss(x, torch.tensor([1.0, 2.0])), [1.0, 3.0])
# %%
grad_of(lambda x: x / x, [0.0, 2.0]), grad_of(lambda x: 1 / x, [0.0, -0.0])
# %%
grad_of(lambda x: x.tanh(), [0.0, 50.0]), grad_of(lambda x: x.sigmoid(), [0.0, 50.0, -150.0])
# %%
grad_of(lambda x: x.softmax(0)[0], [0.0, 0.0]), grad_of(lambda x: x.logsumexp(0), [5.0, 5.0])
# %%
grad_of(lambda x: x.logsumexp(0), [float("-inf"), float("-inf")])
# %%
grad_of(lambda x: x.logsumexp(0), [float("-inf"), 0.0]), grad_of(lambda x: x.logsumexp(0), [float("inf"), 0.0])
# %%
nan = float("nan")
grad_of(lambda x: x.max(), [nan, 1.0]), grad_of(lambda x: x.max(0)[0], [1.0, nan, nan])
# %%
grad_of(torch.relu, [nan]), grad_of(torch.abs, [nan]), grad_of(lambda x: x.clamp(0, 1), [nan])
# %%
grad_of(lambda x: torch.where(x > 0, x, -x), [0.0, 1.0, -1.0])
# %%
grad_of(lambda x: (x - x).abs(), [1.0]), grad_of(lambda x: (x * 0).sqrt(), [1.0])
# %%
x = torch.tensor([0.0, 2.0], requires_grad=True)
g = torch.autograd.grad(x.abs().sum(), x, create_graph=True)[0]
g, g.requires_grad, g.grad_fn
# %%
x = torch.tensor([0.0, 2.0], requires_grad=True)
(g,) = torch.autograd.grad((x**2).sum(), x, create_graph=True)
torch.autograd.grad(g.sum(), x)
# %%
x = torch.tensor([0.0, 2.0], requires_grad=True)
(g,) = torch.autograd.grad(x.relu().sum() + x.sqrt().sum(), x, create_graph=True)
g
# %%
a = torch.tensor(0.1, dtype=torch.float64, requires_grad=True)
b = torch.tensor([0.1, 0.2], requires_grad=True)
(torch.maximum(a, b).sum() + torch.clamp(b, a, None).sum() + torch.clamp(a, b).sum()).backward()
a.grad, b.grad
