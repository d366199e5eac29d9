# %% [markdown]
# # Lesson 03: What is one node's share of the gradient?
#
# `backward()` finds the gradient of a loss that was computed in a thousand operations, and no part
# of it knows all thousand. Each node of the graph knows one small thing: how its own output moves
# when its input moves. This lesson is about that small thing and how it is passed on. First with a
# network so small that you can do it by hand, then with arrays.
#
# You need to know that operations are recorded as nodes (lesson 02), and what a derivative is. It
# takes a quarter of an hour.
#
# The engine below is this course's own. It prints what PyTorch prints; with `import torch` in its
# place, every cell without a picture runs in PyTorch too.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# The smallest network there is: one input, one neuron with one weight, one output. The input is 2,
# the output should be 10, and the weight is 1 so far. The prediction is weight times input, the
# loss is the squared error.
#
# Take a sheet of paper. What is the loss? And if the weight grows by a very small amount, how many
# times that amount does the loss change by, and does it grow or shrink? That number is the gradient
# of the loss with respect to `W`. Write both down before you run the cells.

# %%
input = torch.tensor(2.0)
output = torch.tensor(10.0)

W = torch.tensor(1.0, requires_grad=True)  # to be learned, so it requires a gradient
pred = W * input
error = pred - output
loss = error**2
print(loss)

# %% [markdown]
# The prediction is 2, the error 2 - 10 = -8, the loss 64. Only `W` requires a gradient; the input
# and the wanted output are given facts, nobody wants to change them.
#
# ## By hand, last operation first
#
# Three operations lead from `W` to `loss`. This is what the engine recorded of them, before any
# gradient was computed:

# %%
from course.view import graph

graph(loss, W=W, input=input, pred=pred, error=error)

# %% [markdown]
# For each operation ask: if what went *in* moves a little, how much does what comes *out* move,
# per unit? This is the operation's **local derivative**, and to find it you need to look at
# nothing but that one operation:
#
# | operation | local derivative | here |
# |---|---|---|
# | `loss = error**2` | 2 · `error` | 2 · (-8) = -16 |
# | `error = pred - output` | 1 | 1 |
# | `pred = W * input` | `input` | 2 |
#
# The picture shows what each node has saved for this. The node of `**2` saved what it was given,
# the error, and the exponent: without the error it could not tell 2 · `error`. The node of `*` saved
# the input, 2. The node of `-` saved nothing, since 1 is 1 whatever the numbers are.
#
# Now put them together. If `W` moves by one small unit, `pred` moves by 2 of them; that moves
# `error` by 2 · 1; and that moves `loss` by 2 · 1 · (-16). Effects in a row multiply. This is the
# **chain rule**:
#
# $$\frac{\partial\,\text{loss}}{\partial W} =
#   \frac{\partial\,\text{loss}}{\partial\,\text{error}} \cdot
#   \frac{\partial\,\text{error}}{\partial\,\text{pred}} \cdot
#   \frac{\partial\,\text{pred}}{\partial W} = -16 \cdot 1 \cdot 2 = -32$$
#
# Compare it with the engine's result. `retain_grad()` asks for the gradients on the way to be kept
# as well; usually only the leaf `W` gets one.

# %%
pred.retain_grad()
error.retain_grad()
loss.backward()

print("for error:", error.grad)
print("for pred: ", pred.grad)
print("for W:    ", W.grad)

# %% [markdown]
# The three numbers are the running product, read from the loss: -16, then -16 · 1, then
# -16 · 1 · 2. No node computed the long product. Each took the number that arrived, multiplied it
# by its own local derivative, and sent the result on.
#
# What arrives at a node is called the **upstream gradient**: the gradient of the loss with respect
# to the node's *output*. What it sends on is the gradient with respect to its *input*. So one
# node's share is
#
# > share = local derivative · upstream gradient
#
# At the very start there is no node that could send anything. There `backward()` begins with 1,
# since the loss moves by 1 per unit of itself.
#
# ## Measuring instead of believing
#
# A derivative can be measured. Nudge `W` up and down by a little and see how the loss moves.
# Predict the last column.

# %%
def loss_at(weight):
    return (weight * 2.0 - 10.0) ** 2


for nudge in (1.0, 0.1, 0.01):
    above, below = loss_at(1.0 + nudge), loss_at(1.0 - nudge)
    slope = (above - below) / (2 * nudge)
    print(f"nudge {nudge:4}   loss from {below:8.4f} to {above:8.4f}   slope {slope:.2f}")

# %% [markdown]
# -32, the number on your sheet. (Here every nudge gives it, because the loss is a quadratic function.
# For other functions the nudge must be small.) As a picture: the gradient is the slope of the
# straight line that touches the curve at `W = 1`. It is negative, so the loss falls when `W` grows,
# and a step against the gradient goes in the right direction. At `W = 5` the curve is flat; there
# the prediction is 10, the error 0, and the gradient 2 · 0 · 1 · 2 = 0.

# %%
from course.view import curves

weights = [step / 10 for step in range(-10, 81)]
touching = [step / 10 for step in range(-2, 28)]
curves(
    {
        "loss": (weights, [loss_at(weight) for weight in weights]),
        "slope -32 at W = 1": (touching, [64 - 32 * (weight - 1) for weight in touching]),
    },
    xlabel="W", ylabel="loss", title="The gradient at W = 1",
)

# %% [markdown]
# ## Arrays: the vector-Jacobian product
#
# With arrays there are more numbers, and the same idea. Four inputs go through three operations,
# the last of which takes the mean:

# %%
x = torch.tensor([1.0, 2.0, 0.5, 3.0], requires_grad=True)
y = x * 5
w = y**2
z = w.mean()
for name, value in (("y", y), ("w", w), ("z", z)):
    print(name, "=", value)

# %% [markdown]
# Each result names the node that made it: this is how the path from `z` back to `x` is stored.
# Predict the gradient of `z` with respect to the *first* entry of `x`. Go backwards: what is the
# share of one entry in a mean of four? What does the square multiply by? What does `* 5`?

# %%
y.retain_grad()
w.retain_grad()
z.backward()
print("for w:", w.grad)
print("for y:", y.grad)
print("for x:", x.grad)

# %% [markdown]
# For the first entry: 1/4 from the mean; times 2 · 5 from the square gives 2.5; times 5 gives 12.5.
# The other entries went the same way, side by side.
#
# What is the local derivative of `w = y**2` here? It has four inputs and four outputs, and any
# input could move any output: 16 numbers, a matrix, the **Jacobian**. Row `i` tells how output `i`
# moves when each input is nudged.

# %%
jacobian = torch.autograd.functional.jacobian(lambda y: y**2, y.detach())
print(jacobian)

# %% [markdown]
# An entry of `w` depends on its own entry of `y` alone, so everything off the diagonal is 0. Now
# multiply the upstream gradient, taken as a row of four numbers, with this matrix:

# %%
upstream = w.grad
print("row times matrix:", upstream @ jacobian)
print("the node's way:  ", upstream * 2 * y.detach())

# %% [markdown]
# Both are `y.grad`. "Local derivative times upstream gradient" is, for arrays, **the upstream
# gradient as a row vector times the Jacobian**: a *vector-Jacobian product*, or VJP. It is what
# `z.backward()` computes at every node.
#
# Why is it good to know that there is a Jacobian, if the node's way does without it? For two
# reasons.
#
# - It tells what a rule must compute, also for operations whose Jacobian is no diagonal. The mean
#   has one output and four inputs: its Jacobian is a single row, four times 1/4, and the share is
#   upstream times that row.
# - It tells what must *not* be computed. The Jacobian of `y**2` for a million entries has
#   10¹² numbers, nearly all of them 0; the rule needs a few million multiplications. And because the
#   loss is one number, the product starts with a row on the left: row times matrix is a row again,
#   so no Jacobian is ever multiplied with another one, however long the chain is. (The *data* may
#   well be matrices. The rule of a layer that works on a batch of examples is a product of two
#   matrices, both as small as the data; lesson 06 has it.)
#
# The gradients end up in the attribute `.grad` of the leaf: of `x` here, of the weights in a
# network.
#
# ## The misunderstanding: "a rule is the derivative"
#
# Here is somebody's own operation, a square. `forward` computes it and keeps what the rule will
# need. `backward` is the rule. It returns the derivative of the square, 2x.

# %%
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, upstream):
        (x,) = ctx.saved_tensors
        return 2 * x


a = torch.tensor([1.0, 2.0], requires_grad=True)
Square.apply(a).sum().backward()
print(a.grad)

# %% [markdown]
# `[2., 4.]` is right. So is the rule? Predict what comes out if the squares are multiplied by 10
# before they are added:

# %%
a = torch.tensor([1.0, 2.0], requires_grad=True)
(Square.apply(a) * 10).sum().backward()
print(a.grad)

# %% [markdown]
# The same numbers, and this time they are wrong: it should be `[20., 40.]`. The rule does not use
# `upstream`. In the first program the upstream gradient was 1 for every entry, because a sum sends
# on what it gets, and multiplying by 1 can be left out without anybody noticing. In the second it
# was 10, and the factor is lost. **There is no error message.** The network trains, only worse.
#
# A test whose upstream gradients are all 1 cannot see this mistake. PyTorch has a tool that can.
# It measures, as we did above, and builds the whole Jacobian both ways: once by nudging each input,
# once by asking the rule once for each output, with a 1 for that output and 0 for all others.

# %% raises=true
a = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
torch.autograd.gradcheck(Square.apply, a)

# %% [markdown]
# `GradcheckError: Jacobian mismatch for output 0 with respect to input 0`. The message prints both
# matrices lying on their side, as transposes of the Jacobian above: a *row* for each input, a
# *column* for each output. So a column is the rule's answer to one question. The rule answers 2, 4
# whatever it is asked, and both columns of the analytical matrix say so. In the numerical one, which
# was measured, each input moves its own output and no other: 2, 0 and 0, 4.
#
# The cure is one factor, `return upstream * 2 * x`.
#
# The second way to get a rule wrong is its shape. A share has the shape of the *input* that it
# belongs to. Somebody writes a mean, and remembers the upstream gradient this time:

# %% raises=true
class Mean(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.count = x.numel()
        return x.mean()

    @staticmethod
    def backward(ctx, upstream):
        return upstream / ctx.count


b = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
Mean.apply(b).backward()

# %% [markdown]
# `RuntimeError: Function MeanBackward returned an invalid gradient at index 0 - got [] but expected
# shape compatible with [4]`. The number is right, but four entries are waiting for a share, and
# one number came. This mistake at least says so.
#
# ## In PyTorch
#
# - Each operation has one class with such a rule. Its name is what you see in `grad_fn`:
#   `MulBackward0`, `PowBackward0`, `MeanBackward0`. Nearly all of the rules stand in one file of
#   PyTorch's source, `tools/autograd/derivatives.yaml`, a line or two each.
# - Your own operations go the way that `Square` went: a subclass of `torch.autograd.Function`.
# - `torch.autograd.gradcheck` is what PyTorch's own tests run over every operation. It wants
#   `float64`, because in `float32` a small nudge drowns in rounding.
#
# ## Three lines to keep
#
# 1. One node's share: upstream gradient times local derivative. It needs to know nothing else.
# 2. For arrays that is a vector-Jacobian product; the Jacobian itself is never built.
# 3. A rule that ignores the upstream gradient is right when that is 1, and silently wrong elsewhere:
#    test rules by measuring, with random upstream gradients.
#
# The assignment to this lesson: [03-chain-rule](../03-chain-rule.ipynb).
