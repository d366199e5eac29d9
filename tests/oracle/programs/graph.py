# The graph: names of nodes, their inputs, walking to the leaves.
# %%
import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
w = torch.tensor([1.0, 2.0], requires_grad=True)
names = lambda t: (t.grad_fn.name(), [f and f.name() for f, _ in t.grad_fn.next_functions])
names(x + w), names(x + 1), names(x - w), names(1 - x), names(x * w), names(3 * x), names(x / w), names(x / 2)
# %%
names(2 / x), names(x**2), names(x**w), names(2**x), names(-x), names(x.sqrt()), names(x.abs()), names(x.exp())
# %%
names(x.sin()), names(x.cos()), names(x.tanh()), names(x.sigmoid()), names(x.relu()), names(x.clamp(0, 1)), names(x.log())
# %%
names(torch.maximum(x, w)), names(torch.minimum(x, w)), names(torch.where(x > 2, x, w)), names(torch.where(x > 2, x, 0.0))
# %%
names(x.sum()), names(x.sum(0)), names(x.mean()), names(x.mean(0)), names(x.prod()), names(x.prod(0)), names(x.var()), names(x.std())
# %%
names(x.max()), names(x.max(0)[0]), names(x.min()), names(x.min(0)[0]), names(x.cumsum(0)), names(x.logsumexp(0))
# %%
names(x.softmax(0)), names(x.log_softmax(0)), names(x @ x), names(x @ w), names(w @ w), names(w @ x)
# %%
names(x.reshape(1, 2, 2) @ x), names(torch.outer(w, w)), names(x.t()), names(x.T), names(x.transpose(0, 1))
# %%
names(x.permute(1, 0)), names(x.reshape(4)), names(x.view(4)), names(x.flatten()), names(x.squeeze()), names(x.squeeze(0))
# %%
names(x.unsqueeze(0)), names(w.expand(2, 2)), names(x[0]), names(x[:1]), names(x[[0]]), names(x[x > 2]), names(x[None])
# %%
names(x.gather(0, torch.tensor([[0]]))), names(x.index_select(0, torch.tensor([0]))), names(torch.cat([x, x])), names(torch.stack([x, x]))
# %%
names(x.clone()), names(x.double()), names(torch.nn.functional.linear(x, x, w)), names(torch.nn.functional.linear(x, x))
# %%
F = torch.nn.functional
names(F.mse_loss(x, x.detach())), names(F.l1_loss(x, x.detach())), names(F.cross_entropy(x, torch.tensor([0, 1])))
# %%
names(F.nll_loss(x, torch.tensor([0, 1]))), names(F.binary_cross_entropy_with_logits(w, torch.ones(2)))
# %%
names(F.binary_cross_entropy(w.sigmoid(), torch.ones(2)))
# %%
def walk(node, depth=0):
    if node is not None:
        print("  " * depth + type(node).__name__)
        for child, _ in node.next_functions:
            walk(child, depth + 1)


walk(((x @ w).relu().sum() * 2 + w.mean()).grad_fn)
# %%
walk(F.mse_loss(F.linear(x, x, w).tanh(), torch.zeros(2, 2)).grad_fn)
# %%
walk(F.cross_entropy(x * 2, torch.tensor([0, 1])).grad_fn)
# %%
node = (w * 2).grad_fn.next_functions[0][0]
node, node.variable is w, node.name(), node.next_functions
# %%
y = w * 2
y.grad_fn is y.grad_fn, (y + y).grad_fn.next_functions[0][0] is y.grad_fn
# %%
(w + 1).grad_fn.next_functions[0][0] is (w * 3).grad_fn.next_functions[0][0]
# %%
seen = set()
stack = [((w * w) + (w * w).exp()).grad_fn]
while stack:
    node = stack.pop()
    if node is not None and node not in seen:
        seen.add(node)
        stack.extend(child for child, _ in node.next_functions)
sorted(type(node).__name__ for node in seen)
# %%
x.grad_fn, (x.detach() * 2).grad_fn, x.is_leaf, (x > 1).grad_fn, x.long().grad_fn
# %%
values, places = x.max(1)
values.grad_fn, places.grad_fn, places.requires_grad
# %%
a, b = w[0], w[1]
names(a * b), names(a * a), names(torch.stack([a, b]))
# %%
z = w * 2
z += 1
names(z)
# %%
z = w * 2
z[0] = 5.0
names(z)
# %%
z = torch.zeros(2)
z += w
names(z)
# %%
z = torch.zeros(2)
z.copy_(w)
names(z)
# %%
with torch.no_grad():
    print((w * 2).grad_fn)
(w * 2).detach().grad_fn
# %%
chain = w
for _ in range(4):
    chain = chain + 1
depth = 0
node = chain.grad_fn
while node.next_functions:
    depth += 1
    node = node.next_functions[0][0]
depth, type(node).__name__
# %%
str((w + 1).grad_fn), repr((w + 1).grad_fn), type((w + 1).grad_fn).__name__
# %%
(w + 1).grad_fn.no_such_name
# %%
names(w + torch.ones(2)), names(torch.ones(2) + w), names(w * torch.ones(2)), names(torch.ones(2) - w)
# %%
names(w.double() * w), names(w + w.double())
