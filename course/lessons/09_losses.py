# %% [markdown]
# # Lesson 09: Where do gradients start?
#
# Training adjusts the weights of a network so that a *loss* gets smaller: one number that says how
# far the predictions are from what they should be. The algorithm behind it, backpropagation, needs
# the derivative of the loss with respect to every weight, and it starts at the loss. So everything
# that the weights get to hear comes through the loss's own derivative. This lesson looks at that
# first step of the way back, for two losses that you will meet everywhere.
#
# You need to know `backward()` (lesson 04) and upstream gradients (06). It takes a quarter of an
# hour.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# A linear layer with five inputs and one output, and a target. The loss is the mean squared error,
# here of a single number: $(\text{prediction} - \text{target})^2$. The prediction turns out to be
# too large by 1.7981. What will the gradient of the loss with respect to the bias be?

# %%
torch.manual_seed(42)

input = torch.rand((1, 5))
target = torch.rand(1).squeeze()

weight = torch.rand((5, 1), requires_grad=True)
bias = torch.rand(1, requires_grad=True)

prediction = (input @ weight + bias).squeeze()
print(prediction - target)

loss = torch.nn.functional.mse_loss(prediction, target)
loss

# %%
from course.view import backward_steps

backward_steps(loss, input=input, weight=weight, bias=bias, prediction=prediction, loss=loss)

# %%
loss.backward()

print(weight.grad)
print(bias.grad)

# %% [markdown]
# The gradient of the bias is 3.5962, twice 1.7981. Go through the pass in the picture:
#
# 1. It starts at the loss with a **1**: if the loss grows by some amount, the loss grows by that
#    amount. This is the upstream gradient that `backward()` supplies when you give it none.
# 2. `MseLossBackward0` multiplies it by the derivative of $(p - t)^2$, which is $2(p - t)$. From
#    here on the gradient is 3.5962: large, because the prediction was far off, and positive,
#    because it was too high.
# 3. `squeeze` and `+` hand it on as it is. The bias was added, so all of it arrives at the bias.
# 4. Each weight was multiplied by its input. It gets 3.5962 times that input.

# %%
with torch.no_grad():
    error = prediction - target
    print(error**2)
    print(2 * error)
    print(2 * error * input)

# %% [markdown]
# These are the loss, the gradient of the bias and the five gradients of the weights, lying on
# their side. A weight whose input was small gets a small gradient: it had little to do with the
# error.
#
# ## One number out of many: the reduction
#
# Usually there are many predictions at once, and the loss makes one number of them. `mse_loss`
# takes the mean of all squares unless told otherwise.

# %%
F = torch.nn.functional

p = torch.tensor([[1.0, 2.0, 0.0], [4.0, 0.0, 1.0]], requires_grad=True)
t = torch.tensor([[0.0, 2.0, 1.0], [1.0, 0.0, 3.0]])

for reduction in ("mean", "sum"):
    loss = F.mse_loss(p, t, reduction=reduction)
    p.grad = None
    loss.backward()
    print(reduction, loss)
    print(p.grad)

# %% [markdown]
# Entries that are off by 1, 3 and -2 get gradients in just that proportion; those without an error
# get 0. Under `"sum"` each is $2(p - t)$, under `"mean"` a sixth of it, for there are six entries
# in the mean. That is worth knowing when a training goes wrong after a change of the reduction: the
# step became six times as long.
#
# With `reduction="none"` nothing is reduced. Then the loss is no single number, and `backward()`
# cannot supply the 1 by itself. What comes is the error of lesson 06:

# %% raises=true
F.mse_loss(p, t, reduction="none").backward()

# %% [markdown]
# Somebody has to say how much each entry counts: by a weighted sum, or by handing the weights to
# `backward`. Both mean the same.

# %%
importance = torch.tensor([[1.0, 1.0, 1.0], [0.0, 0.0, 0.5]])

p.grad = None
F.mse_loss(p, t, reduction="none").backward(importance)
print(p.grad)

p.grad = None
(F.mse_loss(p, t, reduction="none") * importance).sum().backward()
print(p.grad)

# %% [markdown]
# ## Yes or no: the cross-entropy with logits
#
# For questions that are answered by yes or no, the target is 1 or 0. The layer gives a *logit*
# $z$, any number; the sigmoid makes a probability of it, $\sigma(z) = 1 / (1 + e^{-z})$; and the
# binary cross-entropy says how surprised somebody with that probability is by the target:
#
# $$-y \log \sigma(z) - (1 - y) \log (1 - \sigma(z))$$
#
# PyTorch has both steps in one function. Here is a layer with five inputs that are all 1, three
# outputs, and the target 0 for each of them:

# %%
torch.manual_seed(2)

x = torch.ones(5)
y = torch.zeros(3)
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)

z = torch.matmul(x, w) + b
loss = F.binary_cross_entropy_with_logits(z, y)

print("z =", z)
print("loss =", loss)
print("made b:", b.grad_fn)
print("made z:", z.grad_fn.name())
print("made the loss:", loss.grad_fn.name())

# %%
from course.view import graph

graph(loss, x=x, y=y, w=w, b=b, z=z, loss=loss)

# %% [markdown]
# (Printed as a whole, a `grad_fn` also shows its address in memory, another one in each run;
# `name()` leaves that out.) Nothing made `b`, it is a leaf. Of the three logits one is positive, so
# the model says "rather yes" there, while the answer is no. Which of the three gradients of `b` will
# be the largest, and which close to 0? And why will all five rows of `w.grad` be alike?

# %%
loss.backward()
print(w.grad)
print(b.grad)

# %% [markdown]
# The formula of the loss is long, and its derivative is as short as can be:
#
# $$\frac{\partial}{\partial z} = \sigma(z) - y$$
#
# probability minus target. The mean over three outputs divides it by 3:

# %%
print((torch.sigmoid(z) - y) / 3)

# %% [markdown]
# It cancels so well because the derivative of the sigmoid is $\sigma(1 - \sigma)$, and the
# derivative of the logarithm divides by just that. The rows of `w.grad` are alike because every
# input is 1: gradient times input, five times the same.
#
# A question to test yourself: in somebody's notebook, for this very model, `b.grad` begins with
# 1.2419. You can say without running anything that `backward()` was called several times there.
# How? A probability minus a target lies between -1 and 1, so one pass can bring each entry a third
# at most. 1.2419 takes at least four passes, added up without clearing (lesson 05). Each of them
# needed a new forward pass, or `retain_graph=True` (lesson 07).
#
# ## Why this loss and not the squares?
#
# One could as well take the squared error of the probability, $(\sigma(z) - y)^2$. Compare the
# gradients that a logit gets when the answer is yes, $y = 1$:

# %%
from course.view import curves

logits = torch.linspace(-8.0, 8.0, 65)
yes = torch.ones(65)


def gradient_of(loss_function):
    z = logits.clone().requires_grad_(True)
    loss_function(z).backward()
    return z.grad


entropy = gradient_of(lambda z: F.binary_cross_entropy_with_logits(z, yes, reduction="sum"))
squares = gradient_of(lambda z: F.mse_loss(torch.sigmoid(z), yes, reduction="sum"))

for place in (0, 16, 32, 48, 64):
    print(f"logit {logits[place].item():4.0f}:   cross-entropy {entropy[place].item():8.4f}"
          f"   squared error {squares[place].item():8.4f}")

# %%
curves(
    {"cross-entropy": (logits.numpy(), entropy.numpy()),
     "squared error": (logits.numpy(), squares.numpy())},
    xlabel="logit", ylabel="gradient", title="What a logit gets when the answer is yes",
)

# %% [markdown]
# On the right, where the model is right, both are near 0, as they should be. On the left it is sure
# and wrong. The cross-entropy pulls with full strength there, -1. The squared error hardly pulls at
# all: its gradient carries the factor $\sigma(1 - \sigma)$ of the sigmoid, and that is nearly 0. The
# worst mistakes would be corrected last.
#
# ## Why "with logits"?
#
# It looks tidier to compute the probability first and the logarithm after it. In exact numbers that
# is the same. With a 32-bit float, the answer no ($y = 0$) and a growing logit:

# %%
for value in (5.0, 16.0, 17.0, 200.0):
    y = torch.tensor(0.0)

    z = torch.tensor(value, requires_grad=True)
    probability = torch.sigmoid(z)
    in_two_steps = -y * torch.log(probability) - (1 - y) * torch.log(1 - probability)
    in_two_steps.backward()
    print(f"logit {value:5}   two steps: {in_two_steps.item():9.4f}, gradient {z.grad.item():.4f}",
          end="")

    z = torch.tensor(value, requires_grad=True)
    in_one = F.binary_cross_entropy_with_logits(z, y)
    in_one.backward()
    print(f"   in one: {in_one.item():9.4f}, gradient {z.grad.item():.4f}")

# %% [markdown]
# A 32-bit float holds about seven digits. From a logit of 17 on the probability is rounded to exactly
# 1, the logarithm of $1 - 1$ is minus infinity, and the gradient is infinity times 0: `nan`, not a
# number. (At 16 it is not exactly 1 yet, but few of its digits are left: the loss should be 16.) One
# step of the optimizer later all weights are `nan`. The function in one step never forms the
# probability. It computes the
# same number from the logit directly, in a form in which $e$ is only ever raised to something
# negative, so that nothing can become too large. You will find that form in the assignment.
#
# ## The misunderstanding: shapes that almost fit
#
# A layer with one output gives predictions of the shape (4, 1). The targets come as four numbers,
# shape (4,). All predictions in this cell are perfect. What is the loss?

# %%
import warnings

predictions = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
targets = torch.tensor([1.0, 2.0, 3.0, 4.0])

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(F.mse_loss(predictions, targets))
print(caught[0].message)

# %% [markdown]
# 2.5 instead of 0. The shapes (4, 1) and (4,) broadcast to (4, 4): every prediction was compared
# with every target. The only sign is a warning, easily lost among others, and the training that
# follows learns to predict the mean of all targets. This is what `squeeze()` was for in the first
# cell:

# %%
print(F.mse_loss(predictions.squeeze(1), targets))

# %% [markdown]
# The cross-entropy is stricter. It takes no target of another shape at all:

# %% raises=true
F.binary_cross_entropy_with_logits(predictions, targets)

# %% [markdown]
# Another mistake makes no sound whatever: a model that ends in a sigmoid, and then this loss, which
# contains one. Here is a logit of 10 where the answer is yes, which is nearly perfect:

# %%
y = torch.tensor(1.0)
for times, name in enumerate(("once", "twice")):
    z = torch.tensor(10.0, requires_grad=True)
    loss = F.binary_cross_entropy_with_logits(torch.sigmoid(z) if times else z, y)
    print(f"sigmoid {name}: loss {loss.item():.4f}")

# %% [markdown]
# The second sigmoid sees a number between 0 and 1 and makes at most 0.7311 of it, so the loss cannot
# fall below 0.3133 where the answer is yes, however good the model is. (Where the answer is no, it
# cannot fall below 0.6931.) A loss that stops far above 0 is the trace to look for.
#
# ## In PyTorch
#
# - `torch.nn.MSELoss()` and `torch.nn.BCEWithLogitsLoss()` are the same functions as objects, with
#   the reduction fixed when they are made.
# - `cross_entropy` is the relative for more than two classes. It takes logits too, for the same
#   reason, and its gradient is again probability minus target.
# - Where a squared error is written by hand, as in `(pred - output) ** 2`, the loss is made by
#   `PowBackward0` instead of `MseLossBackward0`. Value and gradient are the same:

# %%
W = torch.tensor(1.0, requires_grad=True)
by_hand = (W * 2.0 - 10.0) ** 2
by_hand.backward()
print(by_hand, W.grad)

W = torch.tensor(1.0, requires_grad=True)
by_function = F.mse_loss(W * 2.0, torch.tensor(10.0))
by_function.backward()
print(by_function, W.grad)

# %% [markdown]
# ## Three lines to keep
#
# 1. The backward pass starts at the loss with a 1; the loss's derivative is what the layers get.
# 2. Squared error: $2(p - t)$. Cross-entropy with logits: $\sigma(z) - y$. The mean divides by the
#    number of entries.
# 3. Give the loss logits, not probabilities, and a target of exactly their shape.
#
# The assignment to this lesson: [09-losses](../09-losses.ipynb).
