# nn.functional's losses and their reductions.
# %%
import torch

F = torch.nn.functional
p = torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]], requires_grad=True)
t = torch.tensor([[1.0, 0.0, 2.0], [1.0, -1.0, 1.0]])


def show(loss, *leaves):
    print(loss, loss.grad_fn.name())
    for leaf in leaves:
        leaf.grad = None
    loss.backward(torch.ones_like(loss))
    print(*[leaf.grad for leaf in leaves], sep="\n")


show(F.mse_loss(p, t), p)
# %%
show(F.mse_loss(p, t, reduction="sum"), p)
# %%
show(F.mse_loss(p, t, reduction="none"), p)
# %%
show(F.l1_loss(p, t), p)
# %%
show(F.l1_loss(p, t, reduction="sum"), p)
# %%
show(F.l1_loss(p, t, reduction="none"), p)
# %%
F.mse_loss(p, t, reduction="average")
# %%
F.mse_loss(p, t, "sum")
# %%
F.mse_loss(p, torch.tensor([1.0, 0.0, 2.0]))
# %%
F.l1_loss(p, torch.zeros(2, 1))
# %%
F.mse_loss(p, torch.zeros(2))
# %%
u = t.clone().requires_grad_()
show(F.mse_loss(p, u), p, u)
# %%
F.mse_loss(torch.tensor([1, 2]), torch.tensor([1, 3]))
# %%
F.mse_loss(torch.tensor([1.0]), torch.tensor([1.5], dtype=torch.float64))
# %%
F.mse_loss(torch.zeros(0), torch.zeros(0)), F.l1_loss(torch.zeros(0), torch.zeros(0), reduction="sum")
# %%
F.mse_loss(torch.tensor(1.0), torch.tensor(3.0)), F.l1_loss(torch.tensor(1.0), torch.tensor(3.0))
# %%
z = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
y = torch.tensor([1.0, 0.0, 1.0])
show(F.binary_cross_entropy_with_logits(z, y), z)
# %%
show(F.binary_cross_entropy_with_logits(z, y, reduction="sum"), z)
# %%
show(F.binary_cross_entropy_with_logits(z, y, reduction="none"), z)
# %%
big = torch.tensor([1000.0, -1000.0, 1000.0, 0.0], requires_grad=True)
show(F.binary_cross_entropy_with_logits(big, torch.tensor([1.0, 0.0, 0.0, 0.5]), reduction="none"), big)
# %%
F.binary_cross_entropy_with_logits(z, torch.tensor([1.0, 0.0]))
# %%
F.binary_cross_entropy_with_logits(z, torch.tensor([1, 0, 1]))
# %%
F.binary_cross_entropy_with_logits(torch.tensor(float("inf")), torch.tensor(1.0))
# %%
q = torch.tensor([0.25, 0.5, 0.9], requires_grad=True)
show(F.binary_cross_entropy(q, y), q)
# %%
show(F.binary_cross_entropy(q, y, reduction="sum"), q)
# %%
show(F.binary_cross_entropy(q, y, reduction="none"), q)
# %%
e = torch.tensor([0.0, 1.0, 0.0, 1.0], requires_grad=True)
show(F.binary_cross_entropy(e, torch.tensor([0.0, 1.0, 1.0, 0.0]), reduction="none"), e)
# %%
F.binary_cross_entropy(torch.tensor([1.5]), torch.tensor([1.0]))
# %%
F.binary_cross_entropy(torch.tensor([-0.1]), torch.tensor([1.0]))
# %%
F.binary_cross_entropy(q, torch.tensor([1.0, 0.0]))
# %%
F.binary_cross_entropy(q, torch.tensor([1, 0, 1]))
# %%
F.binary_cross_entropy(torch.sigmoid(z), y)
# %%
logits = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]], requires_grad=True)
labels = torch.tensor([2, 0])
show(F.cross_entropy(logits, labels), logits)
# %%
show(F.cross_entropy(logits, labels, reduction="sum"), logits)
# %%
show(F.cross_entropy(logits, labels, reduction="none"), logits)
# %%
F.cross_entropy(logits, labels).grad_fn.next_functions[0][0].name()
# %%
show(F.cross_entropy(logits[0], torch.tensor(1)), logits)
# %%
show(F.cross_entropy(logits, torch.tensor([2, -100])), logits)
# %%
F.cross_entropy(logits, torch.tensor([-100, -100]))
# %%
F.cross_entropy(logits, torch.tensor([0, 3]))
# %%
F.cross_entropy(logits, torch.tensor([0, -1]))
# %%
F.cross_entropy(logits, torch.tensor([0, 1, 2]))
# %%
F.cross_entropy(logits, torch.tensor([0.0, 1.0]))
# %%
F.cross_entropy(logits, torch.tensor([[0], [1]]))
# %%
F.cross_entropy(torch.tensor([[1000.0, 0.0], [0.0, 1000.0]]), torch.tensor([0, 0]), reduction="none")
# %%
logp = F.log_softmax(logits, dim=1)
show(F.nll_loss(logp, labels), logits)
# %%
F.nll_loss(logp, labels, reduction="sum"), F.nll_loss(logp, labels, reduction="none"), F.nll_loss(
    logp[0], torch.tensor(0)
)
# %%
F.nll_loss(logp, torch.tensor([0.0, 1.0]))
# %%
F.nll_loss(logp, torch.tensor([5, 0]))
# %%
F.nll_loss(torch.zeros(2, 3), torch.tensor([0, 1, 2]))
# %%
F.cross_entropy(logits.double(), labels), F.cross_entropy(torch.zeros(0, 3), torch.zeros(0, dtype=torch.int64))
# %%
F.softmax(logits, dim=1), F.softmax(logits, 0), F.log_softmax(logits, dim=-1)
# %%
F.softmax(logits)
# %%
F.softmax(logits, dim=2)
# %%
F.log_softmax(torch.tensor([1, 2]), dim=0)
# %%
F.relu(z), F.relu(torch.tensor([-1, 3])), F.sigmoid(z), F.tanh(z)
# %%
F.mse_loss(torch.ones(1))
# %%
p = torch.tensor([0.5, 2.0], requires_grad=True)
(g,) = torch.autograd.grad(F.mse_loss(p, torch.zeros(2)), p, create_graph=True)
print(g.detach())
torch.autograd.grad(g.sum(), p)
# %%
(g,) = torch.autograd.grad(F.binary_cross_entropy_with_logits(p, torch.ones(2)), p, create_graph=True)
torch.autograd.grad(g.sum(), p)
# %%
(g,) = torch.autograd.grad(F.cross_entropy(p, torch.tensor(1)), p, create_graph=True)
torch.autograd.grad(g[0], p)
