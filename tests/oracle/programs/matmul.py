# Matrix products in every rank case.
# %%
import torch


def show(*shapes):
    leaves = []
    for s in shapes:
        n = 1
        for d in s:
            n *= d
        leaves.append((torch.arange(float(n)) - 1).reshape(s).requires_grad_())
    a, b = leaves
    y = a @ b
    print(y)
    y.backward(torch.arange(1.0, 1 + y.numel()).reshape(y.shape))
    print(a.grad, b.grad, sep="\n")
    node = y.grad_fn
    print(node.name(), [n and n.name() for n, _ in node.next_functions])


show((3,), (3,))
# %%
show((2, 3), (3, 4))
# %%
show((2, 3), (3,))
# %%
show((3,), (3, 2))
# %%
show((2, 2, 3), (2, 3, 2))
# %%
show((2, 2, 3), (3, 2))
# %%
show((2, 3), (2, 3, 1))
# %%
show((2, 2, 3), (3,))
# %%
show((3,), (2, 3, 2))
# %%
show((2, 1, 1, 2), (3, 2, 1))
# %%
show((1, 1), (1, 1))
# %%
show((0, 3), (3, 2))
# %%
show((2, 0), (0, 2))
# %%
show((0,), (0,))
# %%
show((2, 0, 3), (2, 3, 1))
# %%
torch.ones(2, 3) @ torch.ones(2, 3)
# %%
torch.ones(3) @ torch.ones(2)
# %%
torch.ones(2, 3) @ torch.ones(2)
# %%
torch.ones(2) @ torch.ones(3, 2)
# %%
torch.ones(2, 2, 3) @ torch.ones(3, 3, 2)
# %%
torch.ones(2, 2, 3) @ torch.ones(2, 2)
# %%
torch.tensor(2.0) @ torch.ones(2)
# %%
torch.ones(2) @ torch.tensor(2.0)
# %%
torch.ones(2) @ 2
# %%
[1.0] @ torch.ones(1)
# %%
torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.int64)
# %%
torch.ones(2) @ torch.ones(2, dtype=torch.float64)
# %%
torch.tensor([[1, 2], [3, 4]]) @ torch.tensor([1, 1]), torch.tensor([1, 2]) @ torch.tensor([3, 4])
# %%
torch.ones(2, 2, dtype=torch.bool) @ torch.ones(2, 2, dtype=torch.bool)
# %%
torch.matmul(torch.ones(2, 3), torch.ones(3)), torch.ones(2, 3).matmul(torch.ones(3, 1))
# %%
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, 4.0, 5.0], requires_grad=True)
o = torch.outer(a, b)
print(o, o.grad_fn.name())
o.backward(torch.arange(6.0).reshape(2, 3))
a.grad, b.grad
# %%
torch.outer(torch.ones(2, 2), torch.ones(2))
# %%
torch.outer(torch.tensor([1, 2]), torch.tensor([3, 4])), torch.tensor([1.0]).outer(torch.tensor([2.0]))
# %%
A = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
(A @ A).sum().backward()
A.grad
# %%
A = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
(A.T @ A).mean().backward()
A.grad
# %%
x = torch.tensor([[1.0, 2.0, 3.0]])
W = torch.tensor([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]], requires_grad=True)
b = torch.tensor([0.5, -0.5], requires_grad=True)
y = torch.nn.functional.linear(x, W, b)
print(y, y.grad_fn.name())
y.sum().backward()
W.grad, b.grad
# %%
torch.nn.functional.linear(x, W), torch.nn.functional.linear(x[0], W, b), torch.nn.functional.linear(
    x.reshape(1, 1, 3), W, b
)
# %%
torch.nn.functional.linear(torch.ones(2, 2), W, b)
# %%
torch.nn.functional.linear(torch.ones(3), W, torch.ones(3))
# %%
x = torch.ones(2, 3)
(x @ W.t() + b).grad_fn, (x @ W.t()).grad_fn.next_functions
# %%
torch.tensor([[float("inf"), 0.0]]) @ torch.tensor([[0.0], [1.0]]), torch.tensor([float("nan")]) @ torch.tensor(
    [0.0]
)
