# %% [markdown]
# # Lesson 01: What does `requires_grad` switch on?
#
# A neural network is a function with many numbers that can be adjusted, its weights and biases.
# To train it is to adjust them, again and again, so that a number that measures the error, the
# *loss*, gets smaller. The most used way: compute the derivative of the loss with respect to every
# weight, then move each weight a little against its derivative. The first half, computing all these
# derivatives from the loss backwards, is *backpropagation*; the second half is *gradient descent*.
# The derivatives together are called the *gradient*.
#
# Nobody wants to work out those derivatives by hand. PyTorch does it, for any program made of
# tensor operations, on one condition: somebody has to say for which tensors. That is what the flag
# `requires_grad` is for. This lesson is about the flag: who sets it, how it spreads, and what
# happens when it is missing. You need some Python and NumPy (a *tensor* is PyTorch's array), and
# the idea of a derivative. It takes a quarter of an hour.
#
# The engine below is this course's own. It prints what PyTorch prints; with `import torch` in its
# place, every cell of this lesson runs in PyTorch.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# `x` is a measurement and `w` a weight that we want to train. Only `w` gets the flag. Read the
# cell and write down for each of the five lines whether it prints True or False.

# %%
x = torch.tensor([1.0, 2.0, 3.0])
w = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)

print("x              ", x.requires_grad)
print("w              ", w.requires_grad)
print("x * w          ", (x * w).requires_grad)
print("x * 10         ", (x * 10).requires_grad)
print("(x * 10) + w   ", (x * 10 + w).requires_grad)

# %% [markdown]
# A new tensor does not have the flag unless it is asked for. From then on nobody sets it by hand:
# the result of an operation requires a gradient **if at least one of its inputs does**. One is
# enough. If not a single input does, the result does not either, and `x * 10` is just numbers.
#
# The reason is what the flag is for. If `w` moves, `x * w` moves too, so there is something to
# differentiate. If all inputs are fixed, the result is fixed, and there is nothing to ask.
#
# What the flag switches on is *recording*. For a result that requires a gradient, the engine
# notes down which operation made it and from what. Print the three kinds of tensors:

# %%
y = x * w
print(x)
print(w)
print(y)

# %% [markdown]
# - `x` prints its numbers and nothing else: a constant.
# - `w` prints `requires_grad=True`: here a gradient is wanted.
# - `y` prints `grad_fn=<MulBackward0>`: a note of how it was made. That it requires a gradient is
#   not printed again; it follows. The note is the subject of lesson 02.
#
# Here is what was recorded for a somewhat longer computation. Look for the constants: which
# tensors are there, and for which is anything recorded?

# %%
from course.view import graph

scaled = x * 10
shifted = scaled + w
error = (shifted**2).mean()
graph(error, x=x, w=w, scaled=scaled, shifted=shifted, error=error)

# %% [markdown]
# The multiplication by 10 has left no trace. It happened, `scaled` holds its numbers, but no
# input of it required a gradient, so nothing was recorded: for the graph, `scaled` is an input
# that is not tracked. The recorded part begins where `w` comes in. ("Saved" is what an operation
# keeps for later: the subject of lesson 07.)
#
# ## Leaf or not
#
# Where the recorded history begins, there is a *leaf*. A tensor is a leaf if it has no recorded
# history of its own: `is_leaf` is True. Predict the last column before you run the cell.

# %%
for name, tensor in [("x", x), ("w", w), ("scaled", scaled), ("y", y), ("error", error)]:
    print(f"{name:7} requires_grad={tensor.requires_grad!s:6} is_leaf={tensor.is_leaf}")

# %% [markdown]
# `scaled` may be the surprise. It was computed, and still it is a leaf, because nothing about it
# was recorded. So there are three kinds of tensors, told apart by two flags:
#
# | `requires_grad` | `is_leaf` | what it is | example |
# |---|---|---|---|
# | False | True | a constant, data | `x`, `scaled` |
# | True | True | a parameter: the gradient is wanted *here* | `w` |
# | True | False | an intermediate result on the way | `y`, `error` |
#
# The fourth combination does not exist: what does not require a gradient is always a leaf.
#
# `error.backward()` computes the gradient of `error`: it goes back through what was recorded, a
# *backward pass*. Afterwards the gradient lies in `.grad` of the parameters, and only there.
# Constants have none, and intermediate results only hand it on; ask one for its `.grad`, and
# PyTorch warns you.

# %%
error.backward()
print(w.grad)
print(x.grad)

# %% [markdown]
# ## The loss of a small layer
#
# In practice it looks like this. Five inputs, one output, a target, and weights and a bias that
# are drawn at random. The loss is the squared distance from the target (`mse`: mean squared error).
# We only ask for gradients where we want to change something.

# %%
torch.manual_seed(42)

input = torch.rand((1, 5))
target = torch.rand(1).squeeze()

weight = torch.rand((5, 1), requires_grad=True)
bias = torch.rand(1, requires_grad=True)

prediction = (input @ weight + bias).squeeze()
loss = torch.nn.functional.mse_loss(prediction, target)
loss

# %%
loss.backward()
print(weight.grad)
print(bias.grad)
print(input.grad, target.grad)

# %% [markdown]
# One call gave the derivative of the loss with respect to every entry of `weight` and `bias`.
# `input` and `target` have none, as nobody asked. How the call does that is lesson 04.
#
# ## Only numbers that can move a little
#
# A derivative says what happens when a number moves *a little*. A whole number cannot, so PyTorch
# refuses the flag for everything but floating-point (and complex) numbers. You will meet this
# error when you forget a decimal point:

# %% raises=true
torch.tensor([1, 2, 3], requires_grad=True)

# %% [markdown]
# Write `[1.0, 2.0, 3.0]`, or give `dtype=torch.float32`.
#
# The other side of the same coin: results that are not floating-point numbers never require a
# gradient, whatever they were computed from. Comparisons give booleans, and `argmax` gives a
# place. There the history ends, without an error:

# %%
print((w > 0).requires_grad, (w > 0).dtype)
print(w.argmax().requires_grad, w.argmax().dtype)

# %% [markdown]
# Think of a classifier's accuracy. It counts comparisons, so it cannot be differentiated, and
# that is why one trains on a loss instead.
#
# ## Switching it on and off later
#
# A tensor that exists already gets the flag by `requires_grad_()`. The underscore at the end is
# PyTorch's sign for a method that changes its tensor in place: no new tensor is made, and the
# method returns the very tensor it was called on.

# %%
torch.manual_seed(0)
v = torch.rand(3)
print(v)

same = v.requires_grad_()
print(v)
print(same is v)

v.requires_grad_(False)
print(v)

# %% [markdown]
# On a leaf this works in both directions. A computed tensor is another matter. Its flag follows
# from its inputs, and to switch it off would contradict what was recorded:

# %% raises=true
y = w * 3
y.requires_grad_(False)

# %% [markdown]
# The message names the way out: `y.detach()` gives a tensor with the same numbers and no history.
# Lesson 08 is about it.
#
# ## The misunderstanding: "PyTorch computes gradients anyway"
#
# It does not. Leave the flag out and run a backward pass:

# %% raises=true
x = torch.randn(3, requires_grad=False)
y = x + 2
z = y * y * 2
z = z.mean()
z.backward()

# %% [markdown]
# Read the message as two observations about `z`. It *does not require grad*: no input of the
# computation had the flag. It *does not have a grad_fn*: nothing was recorded. The forward
# computation gave the right numbers, and nobody complained until `backward()`. So when you see
# this error, do not look at the line that raised it; look for the tensor, further up, that should
# have had the flag.
#
# The same error with the flag in place often means that it was lost on the way: through a
# comparison, through `detach()`, through a `no_grad` block.
#
# There is a more silent form. The flag is called `requires_grad`, with an s. As an argument, the
# misspelling is caught. As an attribute, Python creates a new attribute of that name, and nothing
# else happens:

# %%
u = torch.tensor([1.0, 2.0])
u.require_grad = True
print(u.requires_grad)

# %% [markdown]
# Prefer `requires_grad_()`: a method with a wrong name is an error at once.
#
# ## In PyTorch
#
# - The parameters of a layer come with the flag; a network's inputs come without:

# %%
layer = torch.nn.Linear(5, 1)
for name, parameter in layer.named_parameters():
    print(name, parameter.requires_grad, parameter.is_leaf)

batch = torch.ones(2, 5)
print(batch.requires_grad, layer(batch).requires_grad)

# %% [markdown]
# - Every operation asks the question "does any input require a gradient?" before it runs. If not,
#   it skips the recording, which saves time and memory. To switch recording off on purpose is the
#   subject of lesson 08.
# - Sometimes the flag is set on an input rather than a weight, to find out which pixel of a
#   picture a decision depends on. To the engine it makes no difference.
#
# ## Three lines to keep
#
# 1. A result requires a gradient if at least one input does; then, and only then, it is recorded.
# 2. A leaf has no recorded history; `.grad` is filled on leaves that require a gradient.
# 3. "does not require grad and does not have a grad_fn": the flag was never set, or was lost on
#    the way.
#
# The assignment to this lesson: [01-tensors](../01-tensors.ipynb).
