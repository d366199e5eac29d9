# Cells that a comparison of some thousands of made-up expressions with torch brought to light.
# %%
import torch

F = torch.nn.functional
torch.tensor([1.0, 2.0]) - torch.tensor([True, False])
# %%
torch.tensor([True, False]) - torch.tensor([1.0, 2.0])
# %%
torch.tensor(2.0) - torch.tensor([True, False])
# %%
torch.tensor([True, False]).sub_(torch.ones(2))
# %%
torch.tensor([True, False]) ** True
# %%
torch.tensor([True, False]) ** torch.tensor([True, False])
# %%
torch.tensor([True, False]) @ torch.tensor([True, False])
# %%
torch.tensor(2.0).T
# %%
torch.tensor(2.0).index_select(0, torch.tensor([0])), torch.tensor(2.0).gather(0, torch.tensor([0]))
# %%
torch.tensor(2.0).index_select(0, torch.tensor([0, 0]))
# %%
torch.tensor(2.0).size(-1)
# %%
torch.tensor(2.0)[-1]
# %%
torch.tensor(2.0)[5]
# %%
torch.zeros(0)[[0]]
# %%
torch.zeros(2, 0)[:, [0, 0]]
# %%
torch.cat([torch.zeros(0), torch.tensor(2.0)])
# %%
torch.tensor([1, 2]).log_softmax(1)
# %%
torch.arange(6.0).reshape(2, 3).requires_grad_().zero_()
# %%
F.binary_cross_entropy_with_logits(torch.tensor([1, 0]), torch.tensor([1.0, 0.0]))
# %%
F.binary_cross_entropy_with_logits(torch.tensor([0.5, -0.5]), torch.tensor([True, False]))
# %%
F.binary_cross_entropy(torch.tensor([1, 0]), torch.tensor([1, 0]))
# %%
F.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 1], dtype=torch.int32))
# %%
F.cross_entropy(torch.zeros(3), torch.tensor([0.0, 1.0]))
# %%
F.cross_entropy(torch.zeros(2), torch.tensor([True, False]))
# %%
F.nll_loss(torch.tensor(2.0), torch.tensor(0))
# %%
F.nll_loss(torch.tensor([1, 2]), torch.tensor(1))
# %%
F.cross_entropy(torch.zeros(2, 3, 1, 2), torch.zeros(2, 3))
# %%
F.cross_entropy(torch.zeros(2, 3, 1, 2), torch.zeros(2, 3, 2))
# %%
F.cross_entropy(torch.zeros(2, 3, 1, 2), torch.zeros(2, 3, 2, dtype=torch.int64))
# %%
F.cross_entropy(torch.zeros(2, 3, 2), torch.zeros(2, 3, dtype=torch.int64))
# %%
F.cross_entropy(torch.zeros(3), torch.tensor([0, 1]))
# %%
F.cross_entropy(torch.zeros(3), torch.tensor([1])), F.cross_entropy(torch.zeros(1), torch.tensor(0), reduction="none")
# %%
F.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 1]), weight=torch.ones(2))
# %%
F.cross_entropy(torch.zeros(2, 3), torch.zeros(2, 3), weight=torch.ones(2))
# %%
F.cross_entropy(torch.zeros(2, 3, 1, 2), torch.zeros(2, 1, 2, dtype=torch.int64), weight=torch.ones(2))
# %%
F.cross_entropy(torch.zeros(0, 3), torch.tensor(1))
# %%
logits = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5]], requires_grad=True)
classes, share = torch.tensor([2, 0]), torch.tensor([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
weight = torch.tensor([1.0, 2.0, 3.0])
F.cross_entropy(logits, classes, label_smoothing=0.1), F.cross_entropy(logits, share, label_smoothing=0.1)
# %%
for reduction in ("mean", "sum", "none"):
    print(F.cross_entropy(logits, classes, weight, label_smoothing=0.2, ignore_index=0, reduction=reduction))
    print(F.cross_entropy(logits, share, weight, label_smoothing=0.2, reduction=reduction))
    loss = F.cross_entropy(logits, classes, weight, label_smoothing=0.2, reduction=reduction).sum()
    print(torch.autograd.grad(loss, logits))
# %%
F.cross_entropy(logits, classes, label_smoothing=1.5)
# %%
F.cross_entropy(logits, share, ignore_index=1)
# %%
cube = torch.arange(12.0).reshape(2, 3, 2).requires_grad_()
pixels = torch.tensor([[0, 2], [1, 1]])
F.cross_entropy(cube, pixels), F.cross_entropy(cube, pixels, reduction="none")
# %%
F.cross_entropy(cube.reshape(2, 3, 1, 2), pixels.reshape(2, 1, 2)).grad_fn
# %%
F.cross_entropy(logits, classes, None, None, 0), F.nll_loss(logits, classes, weight, None, 2)
# %%
F.cross_entropy(logits, classes, size_average=False)
# %%
F.binary_cross_entropy(share, share, None, False), F.l1_loss(logits, share, False)
# %%
F.binary_cross_entropy_with_logits(logits, share, reduce=False)
# %%
F.mse_loss(logits, share, weight=share), F.l1_loss(logits, share, weight=share, reduction="sum")
# %%
F.mse_loss(logits, share, weight=weight)
# %%
F.mse_loss(logits, share, weight=share, reduction="middle")
# %%
p = torch.tensor([0.0, 1.0, 0.25], requires_grad=True)
y = torch.tensor([0.0, 0.0, 1.0], requires_grad=True)
(g, h) = torch.autograd.grad(F.binary_cross_entropy(p, y, reduction="sum"), [p, y], create_graph=True)
g, h
# %%
torch.autograd.grad(g.sum(), [p, y])
# %%
torch.zeros(1, 0, 1).amax()
# %%
torch.zeros(0).amin(())
# %%
torch.zeros(3, 0).amin(-1)
# %%
torch.zeros(3, 0).amax((0, -1))
# %%
torch.zeros(0, 3).argmax()
# %%
torch.zeros(3, 0).argmin(-1)
# %%
x = torch.tensor([[[4.0, 0.0]]], requires_grad=True)
(g,) = torch.autograd.grad((x**0.5).prod(-2).sum(), x, create_graph=True)
g, torch.autograd.grad(g.sum(), x)
# %%
x = torch.tensor([0.0], requires_grad=True)
(g,) = torch.autograd.grad(x.prod(), x, create_graph=True)
g
# %%
torch.tensor([0.0]) @ torch.tensor([-1.0]), torch.tensor([-0.0]).dot(torch.tensor([1.0]))
# %%
product = torch.ones(3, 2, requires_grad=True).expand(2, 3, 2) @ torch.ones(2)
node = product.grad_fn
while node is not None:
    print(node.name())
    node = node.next_functions[0][0]
# %%
F.binary_cross_entropy(torch.tensor([0.5]), torch.tensor([2.0]))
# %%
F.binary_cross_entropy(torch.tensor([0.5]), torch.tensor([float("nan")]))
# %%
F.binary_cross_entropy(torch.tensor([2.0]), torch.tensor([-2.0]))
# %%
nan_row = torch.tensor([[float("nan"), 1.0], [0.5, -0.5]])
F.cross_entropy(nan_row, torch.tensor([0, 1]), ignore_index=0, label_smoothing=0.2, reduction="none")
