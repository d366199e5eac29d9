# %% [markdown]
# # Lesson 07: Why only once?
#
# `backward()` works, and the very same line a moment later raises an error. This lesson is about
# what a graph keeps between the forward and the backward pass, why PyTorch throws it away after
# the first use, and what happens when the kept numbers are changed in the meantime.
#
# You need to know what `backward()` does (lesson 04) and that `.grad` adds up (lesson 05). It takes
# a quarter of an hour.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# Two small graphs, and `backward()` twice over each. What will the four calls do? You know from
# lesson 05 that gradients add up, so 4 and then 8 would be a good guess for the first graph, and 1
# and then 2 for the second. Write your guess down.

# %%
x = torch.tensor(2.0, requires_grad=True)
y = x * x
y.backward()
print(x.grad)

# %% raises=true
y.backward()

# %%
u = torch.tensor(2.0, requires_grad=True)
w = u + 1
w.backward()
print(u.grad)
w.backward()
print(u.grad)

# %% [markdown]
# The multiplication fails the second time, the addition does not. So it cannot be a rule about
# second calls as such. Read the message again; its middle says what it is about: *directly access
# saved tensors after they have already been freed*.
#
# ## What a node saves
#
# The gradient of `x * x` with respect to each factor is the other factor. When `backward()` comes,
# the node needs those numbers, and the variable that held them may be gone by then. So the node
# *saves* them during the forward pass. An addition hands the upstream gradient on as it is; it
# needs no number from the forward pass and saves none.
#
# The picture of a graph shows it. Look for "saved" in each of the nodes:

# %%
from course.view import backward_steps, graph

x = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
h = (x + 1).exp()
loss = (h * 3).mean()
graph(loss, x=x, h=h)

# %% [markdown]
# `exp` has saved its own result, since the derivative of $e^x$ is $e^x$. `h * 3` has saved the 3:
# a constant factor is a saved value as well. The addition and the mean have saved nothing. (The
# mean needs to know that there were three numbers. But a shape is no tensor; every node keeps it
# for good.)
#
# Now the backward pass, and the same picture again:

# %%
loss.backward()
print(x.grad)
graph(loss, x=x, h=h)

# %% [markdown]
# The graph is still there: nodes, lines, names. Only the saved values are gone: the two nodes that
# had saved something say *freed*. Here is the pass itself, step by step, on a new graph that still
# has them. What a node computes with, apart from the gradient that arrives, is what it saved. (The
# leaf holds the gradient of the first pass already, so the last step shows it added to that.)

# %%
h = (x + 1).exp()
loss = (h * 3).mean()
backward_steps(loss, x=x, h=h)

# %% [markdown]
# Which operations allow a second pass? For each of these, predict before you run. It is enough to
# ask: does the formula of its gradient contain a number from the forward pass?

# %%
operations = {
    "x + 1": lambda x: x + 1,
    "x - 1": lambda x: x - 1,
    "-x": lambda x: -x,
    "x.sum()": lambda x: x.sum(),
    "x.mean()": lambda x: x.mean(),
    "x.reshape(3, 1)": lambda x: x.reshape(3, 1),
    "torch.cat([x, x])": lambda x: torch.cat([x, x]),
    "x * 2": lambda x: x * 2,
    "x * x": lambda x: x * x,
    "x / 2": lambda x: x / 2,
    "x ** 2": lambda x: x ** 2,
    "x.exp()": lambda x: x.exp(),
    "x.relu()": lambda x: x.relu(),
    "x.reshape(1, 3) @ ones": lambda x: x.reshape(1, 3) @ torch.ones(3, 2),
}

for name, operation in operations.items():
    x = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
    y = operation(x)
    v = torch.ones_like(y)
    y.backward(v)
    try:
        y.backward(v)
        print(f"{name:24} works twice")
    except RuntimeError as error:
        print(f"{name:24} {str(error)[:55]} ...")

# %% [markdown]
# One node that fails is enough for the whole pass to fail. Nearly every real network has a
# multiplication in it, so the rule of thumb is: **one backward for each forward.**
#
# ## Why throw it away?
#
# One often reads "for performance reasons". More exactly: for memory. The saved values are by far
# the largest part of a graph. Think of ten exponentials in a row, on a million numbers. Each saves
# its result. The cell runs no exponential and measures nothing; it calculates what that takes:

# %%
numbers, operations_in_a_row, bytes_each = 1_000_000, 10, 4
print(f"the input           {numbers * bytes_each / 1e6:5.0f} MB")
print(f"saved by the graph  {numbers * bytes_each * operations_in_a_row / 1e6:5.0f} MB")

# %% [markdown]
# Forty megabytes, ten times the input. In a network with large batches it is mostly this that fills
# a graphics card during training, and not the weights. As soon as a node's rule has
# run, nobody will normally need its values again, so the node lets go of them right away, while
# the pass is still running on.
#
# ## `retain_graph=True`
#
# Whoever needs the graph again says so in the call. Here is a linear layer with its loss, five
# inputs, three outputs. The first call keeps the graph; `retain_graph=False`, which is the default,
# then frees it.

# %%
torch.manual_seed(0)
x = torch.ones(5)
y = torch.zeros(3)
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)
z = torch.matmul(x, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)

loss.backward(retain_graph=True)
print(b.grad)
loss.backward(retain_graph=False)
print(b.grad)

# %% [markdown]
# Two passes over the same graph: the same gradient came twice and was added, so `b.grad` has
# doubled. From here on the graph is freed, and a third call fails:

# %% raises=true
loss.backward()

# %% [markdown]
# The failed call has left the gradients alone, because it failed at the first node. A pass that fails
# further on has added to some leaves already. Here nothing was added:

# %%
print(b.grad)

# %% [markdown]
# ## The misunderstanding: `retain_graph=True` as a remedy
#
# The message itself proposes `retain_graph=True`, and so people write it. Mostly it is the wrong
# remedy. Three programs in which the error comes up, and what is really missing in each:
#
# **1. The loss is computed once, before the loop.**

# %% raises=true
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = ((w - 3) ** 2).sum()

for step in range(3):
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None

# %% [markdown]
# The weights have changed after the first step, and the loss has not: it was computed from the old
# ones. With `retain_graph=True` the loop would run, and every step would use numbers of the first.
# What is missing is a new forward pass in each step:

# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)

for step in range(3):
    loss = ((w - 3) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad = None
    print(f"step {step}  loss {loss.item():.4f}")

# %% [markdown]
# **2. Two losses share a part of the network.** The first pass frees the part that they share.

# %% raises=true
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
features = x * x
first = features.sum()
second = (features * features).sum()

first.backward()
second.backward()

# %% [markdown]
# Here `first.backward(retain_graph=True)` would be right. A sum is shorter, and goes through the
# shared part only once:

# %%
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
features = x * x
first = features.sum()
second = (features * features).sum()

(first + second).backward()
print(x.grad)

# %% [markdown]
# **3. A state is carried from step to step**, as in a recurrent network. Its graph reaches back
# through all steps before:

# %% raises=true
w = torch.tensor(0.5, requires_grad=True)
state = torch.tensor(1.0)

for step in range(3):
    state = state * w + 1
    state.backward()

# %% [markdown]
# In the second step the pass goes on into the first step's graph, which is freed. With
# `retain_graph=True` each step would run back through all earlier ones, slower every time, and
# never free anything. What is meant is usually: go on with the *number*, without its history.
# `detach()` does that.

# %%
w = torch.tensor(0.5, requires_grad=True)
state = torch.tensor(1.0)

for step in range(3):
    state = state.detach() * w + 1
    state.backward()
    print(state.item(), w.grad)

# %% [markdown]
# ## When saved numbers change
#
# A node saves a tensor, not a copy of its numbers. So they can be changed between forward and
# backward, by any method that works in place. Predict what happens in these two cells. The first
# changes the result of an addition, the second the result of `exp`.

# %%
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = x + 1
y.mul_(2)
y.sum().backward()
print(x.grad)

# %% raises=true
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = x.exp()
y.mul_(2)
y.sum().backward()

# %% [markdown]
# The addition has saved nothing, and nothing is lost: `x.grad` is 2, as it should be for
# $2(x + 1)$. But `exp` needs its result, and in that place there is now twice the result. With it
# the gradient would be wrong, so PyTorch refuses. The message in pieces:
#
# - *one of the variables needed for gradient computation*: a saved value,
# - *`[torch.FloatTensor [2]]`, which is output 0 of Exp*: of this type and shape, made by `exp`,
# - *is at version 1; expected version 0 instead*: it was changed once since it was saved.
#
# ## Version counters
#
# How does it notice, without a copy to compare with? Beside the memory of each tensor there is a
# counter, and every change in place adds 1. You can look at it:

# %%
t = torch.tensor([1.0, 2.0, 3.0])
print(t._version)
t.add_(1)
t[0] = 10.0
print(t._version)
u = t * 2
print(t._version, u._version)

# %% [markdown]
# `t * 2` makes a new tensor and changes nothing. When a node saves a tensor it writes the version
# down; when its rule asks for the tensor, the two are compared.
#
# The counter belongs to the memory. A `detach()`ed tensor, or a view, has the same memory and
# therefore the same counter, so a change through it is noticed too. `.data` gives the same memory
# with a counter of its *own*. Predict the last line:

# %%
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = x.exp()

y.detach().mul_(1)
print(y._version)
y.data.mul_(100)
print(y._version)

# %%
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = x.exp()
y.data.mul_(100)
y.sum().backward()
print(x.grad)

# %% [markdown]
# The right gradient is (1, 2.7183). What came out is a hundred times that, with no error and no
# warning: the change went behind the counter's back. That is why PyTorch's own documentation
# advises `detach()` instead of `.data`.
#
# A weight that is updated too early is found by the same counter. Here the update comes between
# the forward and the backward pass; `w * w` has saved `w`:

# %% raises=true
w = torch.tensor([1.0, 2.0], requires_grad=True)
loss = (w * w).sum()
with torch.no_grad():
    w -= 0.1
loss.backward()

# %% [markdown]
# It is also the end of the story of the loop with `retain_graph=True`: where the loss's rule needs
# the weights, the optimizer's update in place makes the second pass fail with *this* message. Both
# errors say the same thing: compute the loss again.
#
# The cure for a change in place is nearly always the same operation without the underscore: `y = y
# * 2` instead of `y.mul_(2)`. It makes a new tensor, and the saved one stays as it is.

# %%
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = x.exp()
y = y * 2
y.sum().backward()
print(x.grad)

# %% [markdown]
# ## In PyTorch
#
# - `torch.autograd.grad` frees as `backward()` does, and takes `retain_graph` too. To get a whole
#   Jacobian row by row (lesson 06), every pass but the last has to keep the graph.
# - `create_graph=True`, which records the backward pass itself so that one can differentiate twice,
#   retains the graph on its own account.
# - A loss that is only wanted as a number should be kept as one. `total = total + loss` in a
#   training loop keeps the graph of every step alive; `total += loss.item()` keeps a number.
# - An in-place change of a leaf that requires a gradient is refused at once, without any counter:
#   `a leaf Variable that requires grad is being used in an in-place operation.` An optimizer
#   updates under `torch.no_grad()` for that reason.
#
# ## Three lines to keep
#
# 1. A node saves what its rule needs and frees it when the rule has run: one backward for each
#    forward.
# 2. "A second time" mostly means that a forward pass, a sum or a `detach()` is missing, not
#    `retain_graph=True`.
# 3. Saved values are not copies. A version counter notices every change in place, except one that
#    is made through `.data`.
#
# The assignment to this lesson: [07-graph-lifetime](../07-graph-lifetime.ipynb).
