# %% [markdown]
# # Lesson 05: Why does `.grad` grow, and how is it cleared?
#
# A training loop calls `backward()` many times on the same weights. Somewhere in nearly every
# such loop there is a line that sets the gradients to zero. This lesson is about that line: what
# it undoes, when it has to come, and what happens to training when it is forgotten.
#
# You need to know what `backward()` and `.grad` are (lesson 04). It takes a quarter of an hour.
#
# The engine below is this course's own. It prints what PyTorch prints; with `import torch` in its
# place, every cell of this lesson runs in PyTorch.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# Four weights, all 1. The output is three times their sum, so the gradient with respect to each
# weight is 3. The loop computes the output and calls `backward()` three times. Which three lines
# will it print? Write them down before you run the cell.

# %%
weights = torch.ones(4, requires_grad=True)

for epoch in range(3):
    model_output = (weights * 3).sum()
    model_output.backward()
    print(weights.grad)

# %% [markdown]
# The gradient of this function is 3 everywhere, and still the second line says 6 and the third 9.
# Nothing is wrong with the derivative. `backward()` does not *store* the gradient in `.grad`; it
# *adds* it to what `.grad` already holds. Before the first call there is nothing, and the first
# gradient becomes `.grad`. After that, each call adds another 3.
#
# The same with a factor of 2 and four rounds, to be sure that it is a rule:

# %%
W = torch.ones(3, requires_grad=True)

for epoch in range(4):
    out = (W * 2).sum()
    out.backward()
    print(W.grad)

# %% [markdown]
# ## Why add at all?
#
# Adding is no accident. *Within* one backward pass it is the chain rule itself. Take a value that
# is used twice:

# %%
x = torch.tensor(3.0, requires_grad=True)
y = x * x + 4 * x
y

# %% [markdown]
# The input `x` reaches `y` by three ways: as the left factor of `x * x`, as its right factor, and
# through `4 * x`. If `x` moves a little, `y` moves by all three effects together. So the gradient
# is a sum of three contributions:
#
# | way | contribution | at x = 3 |
# |---|---|---|
# | left factor of `x * x` | the right factor, `x` | 3 |
# | right factor of `x * x` | the left factor, `x` | 3 |
# | `4 * x` | 4 | 4 |
# | together | $2x + 4$ | 10 |
#
# Here is the graph that was recorded. Several lines leave the leaf `x`: this is called *fan-out*.

# %%
from course.view import graph

graph(y, x=x, y=y)

# %%
y.backward()
print(x.grad)

# %% [markdown]
# During the pass each node waits until everything that is on its way to it has arrived, adds it
# up, and goes on with the sum. Where do gradients wait? The engine keeps a table for the time of the
# pass: for each node, what has arrived for it so far. In Python that is a dict, and what belongs to a
# tensor stands under `id(tensor)`: two tensors with equal numbers are still two. When a node's turn
# comes, its entry is taken out of the table.
#
# At the leaf the sum is added to `.grad`. That last step is the same operation once more, and so
# `.grad` also adds up *over* passes: two calls of `backward()` give what one call for the sum of
# both outputs gives.

# %%
a = torch.tensor(3.0, requires_grad=True)
(a * a).backward()
(4 * a).backward()
print(a.grad)

b = torch.tensor(3.0, requires_grad=True)
(b * b + 4 * b).backward()
print(b.grad)

# %% [markdown]
# That is useful when a batch, the examples that one step of training looks at, does not fit into
# memory: run several small batches through `backward()`, one after the other, and update the weights
# once. But do the gradients of the small batches add up to that of the large one? Four examples,
# taken at once and two by two, with a loss that is the sum over the examples, and with one that is
# their mean. Predict which of the two pairs will be equal:

# %%
examples = torch.tensor([1.0, 2.0, 3.0, 4.0])

for name, reduce in (("sum", torch.sum), ("mean", torch.mean)):
    whole = torch.tensor(1.0, requires_grad=True)
    reduce((whole * examples) ** 2).backward()

    parts = torch.tensor(1.0, requires_grad=True)
    for part in (examples[:2], examples[2:]):
        reduce((parts * part) ** 2).backward()
    print(f"{name:4}   at once {whole.grad.item():4.0f}   two by two {parts.grad.item():4.0f}")

# %% [markdown]
# The sums add up. The means do not: each small batch divides by its own 2 examples, where the large
# one divides by 4, so what adds up is twice too large. Most losses are means. With batches of equal
# size, divide each small batch's loss by the number of batches.
#
# ## Clearing, way one: zeros in place
#
# Whoever does not want the sum must clear `.grad` between the passes. The method `zero_()` fills a
# tensor with zeros. The underscore at its end is PyTorch's sign for a method that changes its
# tensor in place.

# %%
weights = torch.ones(4, requires_grad=True)

for epoch in range(3):
    model_output = (weights * 3).sum()
    model_output.backward()
    print(weights.grad)
    weights.grad.zero_()

# %% [markdown]
# 3, 3, 3. And the shorter one, with 2:

# %%
W = torch.ones(3, requires_grad=True)

for epoch in range(4):
    out = (W * 2).sum()
    out.backward()
    print(W.grad)
    W.grad.zero_()

# %% [markdown]
# In place means that the tensor behind `.grad` stays the same one. Whoever kept it sees the
# zeros. Predict the two lines of this cell:

# %%
w = torch.tensor([1.0, 2.0], requires_grad=True)
(w * 5).sum().backward()

kept = w.grad
copied = w.grad.clone()
w.grad.zero_()

print(kept)
print(copied)

# %% [markdown]
# `kept` is another name for the tensor that was zeroed. To remember a gradient, copy it, as
# `clone()` does.
#
# ## Clearing, way two: None
#
# Instead of filling the old tensor with zeros one can drop it:

# %%
w.grad = None
print(w.grad)

(w * 5).sum().backward()
print(w.grad)

# %% [markdown]
# Now `.grad` is what it was before the very first pass, and the next `backward()` puts a new
# tensor there. This saves the work of writing zeros and frees the memory until then, and it is
# what PyTorch's optimizers do in `optimizer.zero_grad()`. With `zero_grad(set_to_none=False)` they
# fill with zeros instead.
#
# The difference shows when no gradient arrives afterwards. A `.grad` of zeros says "the gradient
# is zero", None says "there is no gradient": an optimizer leaves a weight with None alone, and
# with zeros it may still move it, out of momentum for example.
#
# ## The misunderstanding: clearing too early
#
# A loop that begins with `zero_()` stops at once:

# %% raises=true
w = torch.ones(2, requires_grad=True)

for step in range(3):
    w.grad.zero_()
    (w * 3).sum().backward()

# %% [markdown]
# `AttributeError: 'NoneType' object has no attribute 'zero_'`: before the first `backward()` there
# is no tensor to fill, `.grad` is None. Either clear at the end of a step, or use the way that
# works from the start, `w.grad = None`.
#
# The other mistake is to clear *between* `backward()` and the update. With None, an update that is
# written by hand stops:

# %% raises=true
w = torch.ones(2, requires_grad=True)
(w * 3).sum().backward()

w.grad = None
with torch.no_grad():
    w -= 0.1 * w.grad

# %% [markdown]
# `TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'`. With `zero_()` there is no
# message at all: the update subtracts zeros, and nothing is learned. An optimizer is silent in both
# cases, since it passes over a weight whose `.grad` is None. The order of a step is: clear,
# backward, update, or backward, update, clear.
#
# ## What forgetting costs
#
# A line through the origin, `target = 2 * input`, is to be found by gradient descent, once with
# clearing and once without. The two loops differ by one line.

# %%
inputs = torch.tensor([1.0, 2.0, 3.0])
targets = torch.tensor([2.0, 4.0, 6.0])


def train(clear, steps=40, lr=0.02):
    w = torch.tensor(0.0, requires_grad=True)
    losses = []
    for step in range(steps):
        loss = torch.nn.functional.mse_loss(w * inputs, targets)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        if clear:
            w.grad = None
        losses.append(loss.item())
    return losses


cleared, grown = train(clear=True), train(clear=False)
for step in (0, 1, 2, 5, 10, 20, 39):
    print(f"step {step:2}   cleared {cleared[step]:8.4f}   not cleared {grown[step]:8.4f}")

# %%
from course.view import curves

curves(
    {"cleared in every step": cleared, "never cleared": grown},
    xlabel="step", ylabel="loss", title="One missing line",
)

# %% [markdown]
# The first two losses are the same: up to the first update there was nothing to clear. Then the
# loop without clearing moves by the sum of all gradients so far. When `w` has reached 2, the sum
# is still large, and `w` runs past it; the gradients beyond have the other sign and slowly use the
# sum up, until `w` turns back. It swings like a weight on a spring, and the loss with it.
#
# No error, no warning, a loss that goes down at first: that is why this mistake is found so late.
#
# ## In PyTorch
#
# - `AccumulateGrad` is the node that PyTorch puts at every leaf that requires a gradient. It does
#   what its name says:

# %%
w = torch.ones(2, requires_grad=True)
out = (w * 3).sum()
multiplication = out.grad_fn.next_functions[0][0]
print(multiplication.name(), "->", [node and node.name() for node, _ in multiplication.next_functions])

# %% [markdown]
# - `optimizer.zero_grad()` clears the gradients of all weights that the optimizer updates. It
#   belongs into every step, before `backward()`.
# - In large models some people leave it out for a few steps on purpose and call it "gradient
#   accumulation". It is the behaviour that you saw first: 3, 6, 9.
#
# ## Three lines to keep
#
# 1. `backward()` adds: within a pass over the ways by which a value is used, and in `.grad` over
#    passes.
# 2. Clear in every step: `zero_()` fills the same tensor with zeros, `.grad = None` drops it.
# 3. Clear before `backward()` or after the update, never in between.
#
# The assignment to this lesson: [05-accumulation](../05-accumulation.ipynb).
