# Broadcasting, and gradients that are summed back to the shape they came from.
# %%
import torch


def grads(f, *shapes):
    leaves = [torch.arange(1.0, 1 + n_of(s)).reshape(s).requires_grad_() for s in shapes]
    out = f(*leaves)
    v = torch.arange(1.0, 1 + out.numel()).reshape(out.shape)
    out.backward(v)
    print(tuple(out.shape), *[leaf.grad.tolist() for leaf in leaves])


def n_of(shape):
    n = 1
    for d in shape:
        n *= d
    return n


grads(lambda a, b: a + b, (2, 3), (3,))
# %%
grads(lambda a, b: a * b, (2, 3), (3,))
# %%
grads(lambda a, b: a - b, (2, 1), (1, 3))
# %%
grads(lambda a, b: a * b, (2, 1), (3,))
# %%
grads(lambda a, b: a / b, (2, 2), ())
# %%
grads(lambda a, b: a * b, (), (2, 3))
# %%
grads(lambda a, b: a + b, (1,), (2, 3))
# %%
grads(lambda a, b: a * b, (1, 1, 2), (3, 1))
# %%
grads(lambda a, b: a + b, (2, 1, 3), (1, 2, 1))
# %%
grads(lambda a, b: a - b, (1,), ())
# %%
grads(lambda a, b: a + b, (0,), (1,))
# %%
grads(lambda a, b: a * b, (2, 0), (2, 1))
# %%
grads(lambda a, b: a * b, (2, 0), ())
# %%
grads(lambda a, b: torch.maximum(a, b), (2, 3), (3,))
# %%
grads(lambda a, b: torch.minimum(a, b), (2, 1), (3,))
# %%
grads(lambda a, b: torch.where(a > b, a, b), (2, 1), (1, 3))
# %%
a = torch.tensor([[1.0], [2.0]], requires_grad=True)
b = torch.tensor([1.0, 2.0], requires_grad=True)
(a**b).backward(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
a.grad, b.grad
# %%
grads(lambda a, b, c: a * b + c, (2, 3), (3,), ())
# %%
grads(lambda a: a.expand(2, 3), (3,))
# %%
grads(lambda a: a.expand(2, 3), (2, 1))
# %%
grads(lambda a: a.expand(4), ())
# %%
grads(lambda a: a.expand(-1, 3), (2, 1))
# %%
x = torch.ones(3, requires_grad=True)
x.expand(2, 3), x.expand((3, 3)).grad_fn
# %%
torch.ones(3).expand(2, 4)
# %%
torch.ones(2, 3).expand(3)
# %%
torch.ones(3).expand(-1, 3)
# %%
torch.ones(1).expand(0)
# %%
torch.ones(2, 3) + torch.ones(2)
# %%
torch.ones(2, 3) * torch.ones(4, 3)
# %%
torch.ones(3) - torch.ones(4)
# %%
torch.ones(2) / torch.ones(0)
# %%
torch.ones(3) == torch.ones(2)
# %%
torch.maximum(torch.ones(3), torch.ones(2))
# %%
torch.where(torch.tensor([True, False]), torch.ones(3), torch.zeros(3))
# %%
torch.ones(2, 1, 3) @ torch.ones(3, 3, 2)
# %%
b = torch.tensor([1.0, 2.0], requires_grad=True)
(torch.zeros(3, 2) + b).grad_fn, (torch.zeros(3, 2) + b).sum(0)
# %%
x = torch.zeros(2, 3)
x += torch.ones(3)
x
# %%
y = torch.zeros(3)
y += torch.ones(2, 3)
# %%
w = torch.tensor(2.0, requires_grad=True)
y = w * torch.arange(6.0).reshape(2, 3)
y.sum().backward()
w.grad
# %%
w = torch.tensor([[2.0]], requires_grad=True)
(w * torch.arange(6.0).reshape(2, 3)).mean().backward()
w.grad
