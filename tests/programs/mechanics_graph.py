# Walking through the graph that autograd recorded.
# %%
import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)
c = a * b
d = torch.relu(c - 4)
e = (d + a).exp().log()


def walk(fn, depth=0):
    if fn is None:
        return
    print("  " * depth + fn.name())
    for parent, _ in fn.next_functions:
        walk(parent, depth + 1)


walk(e.grad_fn)
# %%
for t, name in ((a, "a"), (c, "c"), (e, "e")):
    print(f"{name}: is_leaf={t.is_leaf} requires_grad={t.requires_grad} grad_fn={type(t.grad_fn).__name__}")
# %%
e.backward()
a.grad, b.grad
# %%
e.backward()
# %%
c.grad
