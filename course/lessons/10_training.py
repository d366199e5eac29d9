# %% [markdown]
# # Lesson 10: What does an optimizer do with `.grad`?
#
# `backward()` changes no weight. It writes into `.grad` how the loss would change, and stops there.
# Learning is what somebody else does with these numbers: a few lines of your own, or an *optimizer*
# that holds the weights and moves them. This lesson takes one apart. What does it compute, what
# does it remember, and what does it leave alone?
#
# You need to know why `.grad` grows and how it is cleared (lesson 05), and `no_grad` (lesson 08).
# It takes a quarter of an hour.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# The smallest network there is: one input, one neuron, one output. The input is 2, the output
# should be 10, and the weight is 1. The prediction is `W * input`, the loss its squared distance
# from 10.
#
# Work out by hand: the loss, its gradient with respect to `W`, and where `W` goes in one step
# of gradient descent with learning rate 0.05, `W - 0.05 * gradient`. Is the loss smaller there?

# %%
input = torch.tensor(2.0)
output = torch.tensor(10.0)

W = torch.tensor(1.0, requires_grad=True)
pred = W * input
error = pred - output
loss = error**2
print(loss)

# %% [markdown]
# Backwards by hand, one node at a time. The loss is $e^2$ with the error $e = \text{pred} - 10 = -8$,
# so its slope along the error, and along `pred`, is $2e = -16$. The prediction grows by 2 when `W`
# grows by 1. Together: $-16 \cdot 2 = -32$.

# %%
from course.view import graph

graph(loss, W=W, input=input, output=output, pred=pred, error=error, loss=loss)

# %%
from course.view import backward_steps

backward_steps(loss, W=W)

# %%
by_hand = 2 * (1.0 * 2.0 - 10.0) * 2.0
loss.backward()
print(by_hand, W.grad, W)

# %% [markdown]
# The gradient is there, and `W` is still 1. Now the step, which is ordinary arithmetic:
# $1 - 0.05 \cdot (-32) = 2.6$. It must not be recorded, so it stands in a `no_grad()` block.

# %%
with torch.no_grad():
    W -= 0.05 * W.grad

print(W)
print((W * input - output) ** 2)

# %% [markdown]
# From 64 to 23. The best `W` is 5, and one step went 1.6 of the 4 that are missing.
#
# ## The loop
#
# Training repeats four parts: *clear* the old gradient, *forward* to the loss, *backward* to the
# gradient, *step*. On the left of the output below the four are written out. On the right an
# optimizer does the first and the last. Do you expect the same numbers?

# %%
W = torch.tensor(1.0, requires_grad=True)
V = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([V], lr=0.05)

for step in range(5):
    W.grad = None                        # clear
    loss = (W * input - output) ** 2     # forward
    loss.backward()                      # backward
    with torch.no_grad():
        W -= 0.05 * W.grad               # step

    optimizer.zero_grad()
    optimized = (V * input - output) ** 2
    optimized.backward()
    optimizer.step()

    print(f"loss {loss.item():8.4f}  W {W.item():.4f}      loss {optimized.item():8.4f}  V {V.item():.4f}")

# %% [markdown]
# The same to the last digit, because it is the same. SGD stands for *stochastic gradient descent*;
# stochastic, because in practice each step sees only a random part of the data, a *mini-batch* (there
# is a section about it below).
#
# `step()` goes over the list of weights that it was given, and asks one thing of each: what is in
# your `.grad`? It knows nothing about the loss or the graph. `zero_grad()` is the clearing of
# lesson 05, for the whole list at once. It sets to None; with `set_to_none=False` it fills with
# zeros, which is exactly `W.grad.zero_()`.

# %%
optimizer.zero_grad()
print(V.grad)

(V * input).backward()
print(V.grad)
optimizer.zero_grad(set_to_none=False)
print(V.grad)

# %% [markdown]
# ## The misunderstanding: the step is a computation like any other
#
# It is not: a leaf that requires a gradient may not be changed while autograd is recording.

# %% raises=true
w = torch.tensor(1.0, requires_grad=True)
((w * input - output) ** 2).backward()
w -= 0.05 * w.grad

# %% [markdown]
# `RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.` If this
# were recorded, `w` would be the result of an operation, and not a leaf any more. The longer
# way of writing it is worse, because it makes no error yet:

# %%
w = w - 0.05 * w.grad
print(w, w.is_leaf)

# %% [markdown]
# This `w` is a new tensor with the old one in its history. `backward()` will write into the old
# leaf, to which nobody has a name any more, and the `.grad` of the new `w` stays None. The next
# step then says `TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'`. The step
# belongs into `with torch.no_grad():` and has to be in place. An optimizer does both for you.
#
# The other mistake of this loop is to forget the clearing. It makes no error at all:

# %%
def train(lr, steps=12, momentum=0.0, clear=True):
    W = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([W], lr=lr, momentum=momentum)
    losses = []
    for step in range(steps):
        if clear:
            optimizer.zero_grad()
        loss = (W * input - output) ** 2
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


print("cleared    ", [f"{loss:.2f}" for loss in train(0.05, steps=8)])
print("not cleared", [f"{loss:.2f}" for loss in train(0.05, steps=8, clear=False)])

# %% [markdown]
# The second loss is the same in both: up to there nothing was left over. Then the sum of all
# gradients so far carries `W` past 5, and back again.
#
# ## How long a step?
#
# Four learning rates for the same neuron. Which of them reach the loss 0, and which do not?

# %%
from course.view import curves

rates = {f"lr {lr}": train(lr) for lr in (0.01, 0.05, 0.22, 0.26)}
curves(rates, xlabel="step", ylabel="loss", title="The same neuron, four learning rates", log=True)

# %% [markdown]
# Here it can be computed. With $d = W - 5$ the loss is $4d^2$ and the gradient $8d$, so a step
# turns $d$ into $(1 - 8\,\text{lr})\,d$:
#
# | lr | factor for $d$ | what happens |
# |---|---|---|
# | 0.01 | 0.92 | on the way, slowly |
# | 0.05 | 0.6 | quickly there |
# | 0.22 | −0.76 | jumps over 5 every time, and still comes nearer |
# | 0.26 | −1.08 | jumps over it and lands further away: the loss grows without end |
#
# The loss has $d^2$ in it and does not see the sign: 0.2, with the factor −0.6, would give the very
# losses of 0.05.
#
# A loss that grows from step to step, and ends as `inf` or `nan`, nearly always means a learning
# rate that is too large. Each weight of a network has its own slope, and all of them share one
# `lr`: the steepest one sets the limit, and the flat ones crawl.
#
# ## Momentum
#
# That is what momentum is for. The optimizer keeps a *velocity* for each weight:
#
# $$v \leftarrow \text{momentum} \cdot v + \text{grad} \qquad W \leftarrow W - \text{lr} \cdot v$$
#
# Where gradients agree from step to step the velocity grows; where they change their sign it stays
# small. By hand and by the optimizer:

# %%
slopes = torch.tensor([1.0, 20.0])


def valley(w):
    return (slopes * w ** 2).sum() / 2


w = torch.tensor([10.0, 1.0], requires_grad=True)
u = torch.tensor([10.0, 1.0], requires_grad=True)
optimizer = torch.optim.SGD([u], lr=0.04, momentum=0.5)
velocity = torch.zeros(2)

for step in range(4):
    w.grad = None
    valley(w).backward()
    with torch.no_grad():
        velocity = 0.5 * velocity + w.grad
        w -= 0.04 * velocity

    optimizer.zero_grad()
    valley(u).backward()
    optimizer.step()
    print([round(x, 4) for x in w.tolist()], [round(x, 4) for x in u.tolist()])

# %%
def roll(momentum, steps=40):
    w = torch.tensor([10.0, 1.0], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.04, momentum=momentum)
    losses = []
    for step in range(steps):
        optimizer.zero_grad()
        loss = valley(w)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


curves(
    {f"momentum {m}": roll(m) for m in (0.0, 0.5, 0.95)},
    xlabel="step", ylabel="loss", title="A valley 20 times steeper in one direction", log=True,
)

# %% [markdown]
# With 0.5 the flat direction goes twice as fast; with 0.95 the weights roll through the bottom and
# swing. The velocity is the only thing an optimizer of this kind remembers, and it is why one
# makes the optimizer once, before the loop, and not in every step.
#
# `weight_decay` is one more number: that share of each weight joins its gradient, which pulls all
# weights towards 0. A weight of 10 with a gradient of 0, `lr=0.1` and `weight_decay=0.5`:

# %%
w = torch.tensor([10.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1, weight_decay=0.5)
w.grad = torch.tensor([0.0])
optimizer.step()
print(w)

# %% [markdown]
# ## A small network
#
# Exclusive or: the answer is 1 where exactly one of the two inputs is 1. No single neuron can do
# this, since no straight line parts the points. A hidden layer with four neurons can. The model's
# `parameters()` are what the optimizer gets; the loop is the one that you know.

# %%
inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
targets = torch.tensor([[0.0], [1.0], [1.0], [0.0]])

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.5)
print([tuple(p.shape) for p in model.parameters()])

losses = []
for step in range(200):
    optimizer.zero_grad()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(model(inputs), targets)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

for step in (0, 50, 100, 199):
    print(f"step {step:3}   loss {losses[step]:.3f}")

# %%
curves({"loss": losses}, xlabel="step", ylabel="loss", title="A small network learns exclusive or")

# %% [markdown]
# To use what was learned, no recording is needed:

# %%
with torch.no_grad():
    probability = torch.sigmoid(model(inputs))
print([[round(p, 1) for p in row] for row in probability.tolist()])

# %% [markdown]
# ## Mini-batches
#
# Here every step looked at all four examples. A large data set is taken in mini-batches instead: a
# slice of the rows, a step, the next slice, a step. Once through all rows is an *epoch*. The number
# of rows need not be a multiple of the batch size; the last slice is shorter then. Five rows in
# batches of two: which rows will make a batch, and how many steps has an epoch?

# %%
rows = torch.tensor([[0.0], [1.0], [2.0], [3.0], [4.0]])
batch_size = 2

for epoch in range(2):
    for first in range(0, len(rows), batch_size):
        batch = rows[first:first + batch_size]
        print(f"epoch {epoch}   rows {batch.flatten().tolist()}")

# %% [markdown]
# In each round of the inner loop stand the four parts: clear, forward, backward, step. The optimizer
# is made before both loops, so that its velocities last. PyTorch's `torch.utils.data.DataLoader` makes
# such batches, and can shuffle the rows anew in each epoch.
#
# ## Frozen layers
#
# To go on training a part of the network only, one freezes the rest. Predict: the first layer is
# frozen and the second gets new targets. Which of the four gradients will be None, and which
# weights will have moved?

# %%
optimizer.zero_grad()
for p in model[0].parameters():
    p.requires_grad_(False)

before = [p.tolist() for p in model.parameters()]
loss = torch.nn.functional.binary_cross_entropy_with_logits(model(inputs), 1 - targets)
loss.backward()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, weight_decay=0.1)
optimizer.step()

for name, p, old in zip(["weight 1", "bias 1", "weight 2", "bias 2"], model.parameters(), before):
    print(f"{name:8}   gradient: {p.grad is not None!s:5}   moved: {p.tolist() != old}")

# %% [markdown]
# The optimizer was given all four, with a weight decay that would have moved every one of them. It
# passed over those whose `.grad` is None. Frozen means: no gradient arrives, so no step is made.
# For that the old gradient had to go first: the line `optimizer.zero_grad()` at the top of the
# cell set it to None. Zeros would not have been enough: weight decay would have moved the weights.
#
# The graph shows why a frozen layer also saves work. Recording begins only where something
# requires a gradient, and backward ends there:

# %%
loss = torch.nn.functional.binary_cross_entropy_with_logits(model(inputs), 1 - targets)
graph(loss, names=dict(model.named_parameters()))

# %% [markdown]
# ## In PyTorch
#
# - `torch.optim.SGD` keeps the velocity of a weight in `optimizer.state`, as `momentum_buffer`. Other
#   optimizers remember more: `Adam` keeps two arrays for each weight, a running mean of the gradient
#   and one of its square, and so gives each weight a step length of its own.
# - Whatever the optimizer, the loop is the same: `zero_grad()`, forward, `backward()`, `step()`.
# - `zero_grad()` also exists on a model, `model.zero_grad()`, for all its parameters.
#
# ## Three lines to keep
#
# 1. `backward()` fills `.grad`, `step()` reads it and moves the weights; neither knows the other.
# 2. Clear, forward, backward, step, in every step; the step is in place and not recorded.
# 3. A weight whose `.grad` is None is left alone: that is how frozen layers stay what they are.
#
# The assignment to this lesson: [10-training](../10-training.ipynb).
