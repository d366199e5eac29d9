# %% [markdown]
# # Lesson 04: In which order must nodes run?
#
# Every node of the graph knows its own share: local derivative times upstream gradient (lesson 03).
# But nodes do not run by themselves. Something has to call them, each with the right upstream
# gradient, at the right moment. That something is `backward()`, and this lesson is about the order
# it works in: why one is needed, why the obvious one is hopeless, and which one engines use.
#
# It takes a quarter of an hour. The engine below is this course's own. It prints what PyTorch
# prints; with `import torch` in its place, every cell without a picture runs in PyTorch too.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# Three numbers, a few operations, a mean. You know the four steps by now: compute forward; while
# that happens, the engine records a node for every operation; call `backward()`; look at `x.grad`.
#
# $z$ is the mean of $2\,(x+2)^2$. Which gradient will the first entry of `x` get? Write it down.

# %%
x = torch.tensor([1.0, 0.0, -3.0], requires_grad=True)
y = x + 2
print(y)
w = y * y * 2
print(w)
z = w.mean()
print(z)

# %%
z.backward()
print(x.grad)

# %% [markdown]
# For the first entry `y` is 3, and the derivative is $\frac13 \cdot 4y = 4$.
#
# ## Where the order does not matter, and where it does
#
# In a plain chain there is nothing to decide. Here is one: times 5, squared, mean. Each node has
# one user, the node that was computed from it, and can run as soon as that one has run. Go through
# it with the buttons: what arrives, what is sent on, and when `.grad` is written.

# %%
from course.view import backward_steps

x = torch.tensor([1.0, 2.0, 0.5, 3.0], requires_grad=True)
y = x * 5
w = y**2
z = w.mean()
backward_steps(z, x=x, y=y, w=w)

# %% [markdown]
# (The picture only shows what would happen. `x.grad` is still None; `z.backward()` does it.)
#
# It gets interesting when a value is used more than once. In these three operations `a` has two users:

# %%
x = torch.tensor(1.0, requires_grad=True)
a = x * 2
b = a * 3
c = a + b

# %%
from course.view import graph

graph(c, x=x, a=a, b=b)

# %% [markdown]
# The pass begins at `c` with 1. The node of `c` is a sum: it sends 1 to `a` and 1 to `b`. Now there
# are two nodes that could run, the one that made `a` and the one that made `b`. Does it matter
# which is first? Take a sheet of paper and play both cases, each node running just once: what does
# `x` get if `a` runs first, and what if `b` runs first?
#
# To see what the engine does, hang a hook on every tensor: a function that the engine calls when the
# gradient of that tensor is complete.

# %%
seen = []
for name, tensor in (("x", x), ("a", a), ("b", b), ("c", c)):
    tensor.register_hook(lambda gradient, name=name: seen.append((name, gradient.item())))

c.backward()
print(seen)

# %% [markdown]
# `b` first, and then `a`: once, with 4, not with 1 and then with 3. This is the second column:
#
# | | `a` first | `b` first |
# |---|---|---|
# | 1 | `a` has received 1, sends 1 · 2 = 2 to `x` | `b` has received 1, sends 1 · 3 = 3 to `a` |
# | 2 | `b` has received 1, sends 1 · 3 = 3 to `a` | `a` has received 1 + 3 = 4, sends 4 · 2 = 8 to `x` |
# | 3 | too late: `a` has already run | |
# | `x.grad` | 2 | 8 |
#
# `c` is `2x + 6x`, so 8 is right. With `a` first, the gradient that comes by way of `b` is lost, or
# `a` must run a second time for it.
#
# ## The obvious way: follow every path
#
# What if `a` does run twice, once for each gradient that arrives? Then no order is needed at all:
# whenever something arrives at a node, it sends its share on at once, and the leaf adds up. A
# function that calls itself does this in a few lines. It is right, and you will write it in the
# assignment. What does it cost?
#
# It makes one journey for every *path* from the result to the leaf. Here is a program in which we
# can count the paths without following them: `y = y + y`, some times over. Each `+` hands on what
# it gets, unchanged, to both of its inputs. So every path brings exactly 1 to `x`, and the
# gradient of `x` *is* the number of paths. Predict it for 10 lines, and for 30.

# %%
lines, paths = [], []
for count in (1, 2, 3, 5, 10, 20, 30):
    x = torch.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(count):
        y = y + y
    y.backward()
    lines.append(count)
    paths.append(int(x.grad.item()))
    print(f"{count:2} times y = y + y:  {count + 1:2} nodes  {paths[-1]:>13,} paths")

# %%
from course.view import curves

curves(
    {"paths": (lines, paths), "nodes": (lines, [count + 1 for count in lines])},
    xlabel="times y = y + y", ylabel="number", title="Paths and nodes", log=True,
)

# %% [markdown]
# Every line doubles the paths and adds a single node. At a million journeys a second, the last row
# would keep the naive way busy for 18 minutes, ten more lines for nearly thirteen days. And yet the cell
# above ran at once: the engine visited 31 nodes.
#
# We counted and did not use a clock, on purpose. A clock would tell how fast this computer is; the
# count tells that no computer is fast enough. Real networks are like this: every skip connection
# and every weight that is used twice multiplies the paths.
#
# ## The order: users first
#
# So each node is to run once, with the sum of all that arrives. It follows that a node must not run
# before all its **users** have run, all nodes that were computed from its output and lie on the way
# to the result. An order that keeps this rule for every node is called a **topological order**.
#
# Is there always one? Yes: a result is computed after its inputs, so the order in which the program
# computed things, turned round, keeps the rule.
#
# An engine that knows only the result finds such an order by walking. For each node: first write
# down everything behind it, by the same method; then write down the node itself; and write down no
# node twice, which takes a set of those that were dealt with. This is called **post-order**. For the
# three operations above it gives `x`, `a`, `b`, `c`: whatever a node was made from stands before it.
# Turned round, users come first: `c`, `b`, `a`, `x`. It matters that a node is written down *after*
# what is behind it. Whoever writes it down on arrival gets `c`, `a`, `x`, `b`, and `a` runs too early.
#
# Often there are several such orders. Here, with two branches, either branch may go first; but `x`
# waits for both. Step through it and look where the sum forms:

# %%
x = torch.tensor(2.0, requires_grad=True)
left = x * x
right = x * 5
result = left * right + left
backward_steps(result, x=x, left=left, right=right)

# %% [markdown]
# One thing more can go wrong on long ways. A walk by a function that calls itself goes one call
# deeper with each node, and Python allows a thousand calls or a few thousand; then it stops with
# `RecursionError: maximum recursion depth exceeded`. A loop records that many operations easily.
# The engine keeps a list of what is still to be done, a stack of its own, and does not mind:

# %%
x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(10_000):
    y = y + 1
y.backward()
print(x.grad)

# %% [markdown]
# ## The misunderstanding: `backward()` finds the variables by itself
#
# The first program once more. This time nobody said that a gradient with respect to `x` is wanted.

# %% raises=true
x = torch.tensor([1.0, 0.0, -3.0])
y = x + 2
z = (y * y * 2).mean()
z.backward()
print(x.grad)

# %% [markdown]
# `RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn`. The last
# line of the cell was not reached.
#
# The message is about `z`, the tensor on which `backward()` was called ("element 0" because several
# results could be handed over at once). It says two things: `z` is no leaf that wants a gradient,
# and no node made it. Nothing was recorded, because at no operation did any input require a
# gradient:

# %%
print(z.requires_grad, z.grad_fn)

# %% [markdown]
# There is no graph to walk, in any order. Does it help to switch the flag on now, and call
# `backward()` again? Predict, then run.

# %% raises=true
x.requires_grad_()
z.backward()

# %% [markdown]
# No. `z` was computed before, when nothing was recorded, and no later change of `x` makes up for it.
# The forward computation has to run again, with the flag set from the start:

# %%
z = ((x + 2) * (x + 2) * 2).mean()
z.backward()
print(x.grad)

# %% [markdown]
# You meet this error most often where somebody took numbers out of the graph on the way: through
# `.item()`, through `.detach()`, or by making a new tensor from the values. Look for the last
# tensor that still prints a `grad_fn`; the step after it is the place.
#
# ## In PyTorch
#
# `backward()` is called on the root of the graph, the result. From there the engine does three
# things until nothing is left: it lets a node whose gradient is complete compute its shares; it
# adds each share to what already waits for the node it goes to; and at a leaf it adds the sum to
# `.grad`. What waits is kept in a table, with an entry for each node that something has arrived for;
# in Python that is a dict.
#
# - It first counts, for each node, how many gradients will arrive there. Each arrival counts one
#   down, and at zero the node is ready. The arrows are in `grad_fn.next_functions`:

# %%
x = torch.tensor(3.0, requires_grad=True)
y = x * x
double = y + y
print([node.name() for node, _ in double.grad_fn.next_functions])
print(double.grad_fn.next_functions[0][0] is double.grad_fn.next_functions[1][0])

# %% [markdown]
#   Two arrows lead to one and the same node: in `y + y`, `y` is used twice, so the node that made it
#   waits for two gradients.
# - Every node carries a number that grows while the program computes. Among the nodes that are
#   ready, the newest goes first (and the `AccumulateGrad` of a leaf before all others).
# - Nothing in it calls itself, so a graph may be as deep as memory allows.
#
# ## Three lines to keep
#
# 1. A node runs once, when the gradients of all its users have arrived, with their sum.
# 2. Following paths instead is right and exponentially slow: thirty times `y = y + y` has a thousand
#    million paths and 31 nodes.
# 3. "does not require grad and does not have a grad_fn": nothing was recorded. Set `requires_grad`
#    before you compute.
#
# The assignment to this lesson: [04-backward](../04-backward.ipynb).
