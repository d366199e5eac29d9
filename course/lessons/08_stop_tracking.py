# %% [markdown]
# # Lesson 08: How is recording switched off, and for whom?
#
# Up to here everything was recorded as soon as one tensor said `requires_grad=True`. Often nobody
# will ever walk back through that record: a trained network that only predicts, a layer that must
# keep its weights, a number that is only to be printed. PyTorch has three ways to say so. They
# look alike at first, because all three end in `requires_grad` being False. What differs is *whom*
# they address.
#
# You need to know leaves and `grad_fn` (lessons 01 and 02), `backward()` (04), and that saved
# values are checked for changes (07). It takes a quarter of an hour.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# One input, one weight, one bias. The same line `x * w + b` runs twice, the second time inside a
# `with` block, and the first result then goes through `detach()`. Which four words will be
# printed, True or False?

# %%
torch.manual_seed(8)
x = torch.rand(1)
w = torch.rand(1, requires_grad=True)
b = torch.rand(1, requires_grad=True)

z1 = x * w + b
print(z1.requires_grad)

with torch.no_grad():
    z2 = x * w + b
    print(z2.requires_grad)

z1_d = z1.detach()
print(z1_d.requires_grad)

print(z1.requires_grad)

# %% [markdown]
# True, False, False, and True again: `detach()` made a second tensor, and `z1` itself still has
# its history. All three tensors hold the same number. Print them, and only the first one ends in a
# `grad_fn`:

# %%
print(z1)
print(z2)
print(z1_d)

# %% [markdown]
# And the graph of the first two, drawn. Behind `z1` there are two operations and two leaves that
# wait for a gradient. `z2` stands alone: it is a leaf, a number without a past.

# %%
from course.view import graph

graph(z1, x=x, w=w, b=b, z1=z1)

# %%
graph(z2, z2=z2)

# %% [markdown]
# ## Way one: `with torch.no_grad()`, for all that runs in a block
#
# Recall the rule of lesson 01: a result requires a gradient if one of its inputs does. The full
# rule has a second condition: *and recording is switched on*. `no_grad` turns that switch for the
# time of the block, whoever computes in it, in functions that are called from there too. A whole
# layer, for example:

# %%
inputs = torch.ones(5)
weight = torch.randn(5, 3, requires_grad=True)
bias = torch.randn(3, requires_grad=True)

z = torch.matmul(inputs, weight) + bias
print(z.requires_grad)

with torch.no_grad():
    z = torch.matmul(inputs, weight) + bias
print(z.requires_grad)

# %% [markdown]
# The second `print` stands after the block, and still says False. The switch decides at the moment
# of the computation; a result that was not recorded cannot be recorded later. The leaves, on the
# other hand, were not changed at all:

# %%
x = torch.randn(3, requires_grad=True)
print(x.requires_grad)
with torch.no_grad():
    y = x + 2
    print(y.requires_grad, x.requires_grad)
    print(x**2 + 2)

# %% [markdown]
# Blocks can be nested. Each of them restores, at its end, what was before it, and `enable_grad()`
# is the opposite of `no_grad()`. `torch.is_grad_enabled()` tells how the switch stands. What will
# the five lines say?

# %%
print(torch.is_grad_enabled())
with torch.no_grad():
    with torch.enable_grad():
        print(torch.is_grad_enabled())
    print(torch.is_grad_enabled())
    with torch.no_grad():
        pass
    print(torch.is_grad_enabled())
print(torch.is_grad_enabled())

# %% [markdown]
# Look at the third and the fourth line. The end of `enable_grad()` did not leave recording on, and
# the end of the inner `no_grad()` did not switch it on: both put back what was before them, and
# that was off. Only the end of the outermost block brings True again. The same holds when an error
# ends a block:

# %%
try:
    with torch.no_grad():
        raise ValueError("something went wrong in the block")
except ValueError as error:
    print(error)
print(torch.is_grad_enabled())

# %% [markdown]
# How can a block know that it ends, and how it ends? Python's `with` takes care of that, for any
# object that has two methods. It calls `__enter__` when the block begins and `__exit__` when the
# block ends, whether it came to its last line or was left by an error or a `return`. Here is such an
# object that only tells what it sees. What will the last line be: does the error come out?

# %%
class Watch:
    def __enter__(self):
        print("the block begins")

    def __exit__(self, kind, error, traceback):
        print("the block ends, with", error)


with Watch():
    print("in the block")

try:
    with Watch():
        raise ValueError("something went wrong in the block")
except ValueError:
    print("the error came out of the block")

# %% [markdown]
# If an error ended the block, `__exit__` is given its type, the error itself and its traceback,
# otherwise None three times. The error goes on afterwards, unless `__exit__` returns something true.
# `no_grad` is such an object: `__enter__` keeps how the switch stands and turns it off, `__exit__`
# puts back what was kept.
#
# Written above a function, `@torch.no_grad()` does the same for each call of it. The line is a
# *decorator*: a function is made below it, handed to what stands behind the `@`, and what comes back
# takes its name. So the name `predict` belongs to a new function, which turns the switch, calls yours,
# and turns it back:

# %%
@torch.no_grad()
def predict(inputs):
    return torch.matmul(inputs, weight) + bias


print(predict(inputs).requires_grad)
print(torch.is_grad_enabled())

# %% [markdown]
# ## Way two: `detach()`, for one value
#
# `detach()` gives a second tensor with the same numbers and without the history. Nothing else is
# affected: the tensor before it keeps its `grad_fn`, and operations around it are recorded.

# %%
x = torch.rand(5, requires_grad=True)
print(x)
y = x.detach()
print(y)

# %% [markdown]
# What that means for a gradient shows where a value is used twice, once as it is and once
# detached. Here $s = h \cdot h$ with $h = 3a$, at $a = 2$. With both factors in the graph, the
# derivative is $2h \cdot 3 = 36$. What is it when one factor is detached?

# %%
a = torch.tensor(2.0, requires_grad=True)
h = a * 3
(h * h).backward()
print(a.grad)

a = torch.tensor(2.0, requires_grad=True)
h = a * 3
s = h * h.detach()
print(s)

# %%
from course.view import backward_steps

backward_steps(s, a=a, h=h, s=s)

# %%
s.backward()
print(a.grad)

# %% [markdown]
# 18, half of it. The value is the same, 36, but for the backward pass the second factor is a
# constant 6, and the derivative of $6 \cdot 3a$ is 18. The picture shows the gradient going one
# way only.
#
# The numbers are not copied. Both tensors use one piece of memory, so a change through one of
# them is seen through the other:

# %%
original = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
cut = original.detach()
cut[0] = 100.0
print(original)

safe = original.detach().clone()
safe[1] = 200.0
print(original)

# %% [markdown]
# Who wants to change the numbers takes `detach().clone()`. The engine watches over the shared
# memory: had `original` been a result that some node saved, the next `backward()` would refuse,
# with the error about in-place operations from lesson 07.
#
# ## Way three: `requires_grad_(False)`, for a leaf, from now on
#
# The third way changes a leaf itself. The underscore says so: in place.

# %%
x = torch.rand(5, requires_grad=True)
print(x)
x.requires_grad_(False)
print(x)

# %% [markdown]
# From here on no operation records anything on account of `x`, in any block and in any function,
# until somebody calls `x.requires_grad_(True)`.
#
# | way | whom it addresses | for how long | memory |
# |---|---|---|---|
# | `with torch.no_grad():` | every operation in the block | until the block ends | no graph is made |
# | `y = x.detach()` | the one tensor `y` | as long as `y` is used | shared with `x` |
# | `x.requires_grad_(False)` | the leaf `x` itself | until it is switched on again | unchanged |
#
# ## What for: a frozen layer
#
# To use a trained network for a new task, one often keeps what it has learned and trains a part
# of it only. The weights of the rest are *frozen*: they compute, and they get no gradient. Here is
# a chain of three layers of which the middle one is frozen. Which of the three gradients will be
# None?

# %%
torch.manual_seed(3)
first = torch.randn(2, 4, requires_grad=True)
middle = torch.randn(4, 3, requires_grad=True)
last = torch.randn(3, 1, requires_grad=True)
inputs = torch.randn(5, 2)

middle.requires_grad_(False)

out = (inputs @ first @ middle @ last).sum()
picture = graph(out, inputs=inputs, first=first, middle=middle, last=last, out=out)

out.backward()
for name, layer in {"first": first, "middle": middle, "last": last}.items():
    print(name, "no gradient" if layer.grad is None else layer.grad.shape)

# %%
picture

# %% [markdown]
# Only `middle` is left out: in the picture, drawn before the pass, it is a constant like the
# inputs. The gradient still passes *through* the frozen layer to the first one:
# its weights are constants, but its input depends on `first`. Compare what `detach()` would do at
# the same place. It cuts the road, and everything before the cut gets nothing:

# %%
first.grad = last.grad = None

out = ((inputs @ first @ middle).detach() @ last).sum()
out.backward()
for name, layer in {"first": first, "middle": middle, "last": last}.items():
    print(name, "no gradient" if layer.grad is None else layer.grad.shape)

# %% [markdown]
# So: to freeze a layer in the middle, use `requires_grad_(False)` on its weights. Where everything
# up to some point is to be frozen, you can also compute that part under `no_grad`; then nothing of
# it is recorded in the first place.
#
# ## What for: prediction, memory and speed
#
# A record costs. Each operation makes a node, and nodes keep what they will need for the backward
# pass. A classic leak: to report the mean loss, somebody adds the losses up.

# %%
def nodes_behind(tensor):
    seen, todo = set(), [tensor.grad_fn]
    while todo:
        node = todo.pop()
        if node is not None and node not in seen:
            seen.add(node)
            todo.extend(parent for parent, _ in node.next_functions)
    return len(seen)


w = torch.tensor(1.0, requires_grad=True)
kept = dropped = 0.0
for step in range(1, 101):
    loss = (w * step - 2.0) ** 2
    kept = kept + loss
    dropped = dropped + loss.detach()
    if step in (1, 10, 100):
        print(f"step {step:3}: nodes held by the sum: {nodes_behind(kept):3}, "
              f"with detach(): {nodes_behind(dropped)}")

# %% [markdown]
# The sum holds the graph of every step, and in a real network all the values that were saved in
# it. `loss.detach()`, or `loss.item()` for a plain Python number, lets each graph go.
#
# And the time? The same prediction, recorded and not recorded. The best of several measurements
# is taken, for anything slower was disturbed by something else on the machine.

# %%
from timeit import timeit

batch = torch.randn(8, 5)
weight = torch.randn(5, 3, requires_grad=True)
bias = torch.randn(3, requires_grad=True)


def several_layers():
    for _ in range(30):
        torch.relu(batch @ weight + bias).sum()


@torch.no_grad()
def several_layers_unrecorded():
    several_layers()


recorded_time = unrecorded_time = float("inf")
for _ in range(90):  # in turn: what disturbs the machine disturbs both
    recorded_time = min(recorded_time, timeit(several_layers, number=1))
    unrecorded_time = min(unrecorded_time, timeit(several_layers_unrecorded, number=1))
print("no_grad was faster:", unrecorded_time < recorded_time)

# %% [markdown]
# How much faster depends on the machine and on the size of the tensors, so no number is printed
# here that you would not see again; look at `recorded_time / unrecorded_time` on yours. Where this
# was written, recording made it take one and a half times as long, and one and a third times in
# PyTorch. For small tensors the bookkeeping is a good part of the work. For large ones the arithmetic
# takes most of the time, and the memory is what counts.
#
# ## The misunderstanding: switching a result off
#
# `requires_grad_(False)` on something that was computed:

# %% raises=true
x = torch.ones(3, requires_grad=True)
y = x * 2
y.requires_grad_(False)

# %% [markdown]
# `RuntimeError: you can only change requires_grad flags of leaf variables.` A result requires a
# gradient because its inputs do; that is no property of its own that one could take away. The
# rest of the message names the way out: `y.detach()`.
#
# The opposite mistake is to compute the loss in a `no_grad` block, as people do who have copied
# the loop of their evaluation. The error then comes from a line that is right:

# %% raises=true
with torch.no_grad():
    loss = (x * 2).sum()
loss.backward()

# %% [markdown]
# `element 0 of tensors does not require grad and does not have a grad_fn`: at `backward()` there is
# nothing to walk back through. Look for the place where the loss was *computed*.
#
# And one that everybody meets when a result is to be plotted:

# %% raises=true
(x * 2).numpy()

# %% [markdown]
# NumPy records nothing, so a gradient would get lost there without a word. `detach()` says that
# this is what you want: `(x * 2).detach().numpy()`.
#
# ## In PyTorch
#
# - The update of a weight needs `no_grad` too. Without it PyTorch refuses to change a leaf in
#   place; with it, the change is not part of any graph:

# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w * w).sum().backward()
try:
    w -= 0.1 * w.grad
except RuntimeError as error:
    print(error)

with torch.no_grad():
    w -= 0.1 * w.grad
print(w)

# %% [markdown]
# - An optimizer does exactly that in its `step()`. Give it only what can be trained:
#   `[p for p in model.parameters() if p.requires_grad]`.
# - `model.requires_grad_(False)` freezes all parameters of a model or of one of its layers.
# - `model.eval()` is something else: it changes how layers such as dropout compute. Recording
#   goes on. A prediction usually wants both, `model.eval()` and `no_grad`.
# - `torch.inference_mode()` is a stricter `no_grad` that saves a little more. If a recorded operation
#   had to save one of its results for the backward pass, PyTorch refuses: `Inference tensors cannot
#   be saved for backward.` An addition saves nothing and takes them, and so does everything after a
#   `clone()`. (This course's engine does not refuse.)
#
# ## Three lines to keep
#
# 1. `no_grad` is for a block, `detach` for a value, `requires_grad_(False)` for a leaf.
# 2. A frozen weight gets no gradient, but gradients pass through its layer; `detach` lets none by.
# 3. `detach` shares memory, and `no_grad` restores what was before, after an error too.
#
# The assignment to this lesson: [08-stop-tracking](../08-stop-tracking.ipynb).
