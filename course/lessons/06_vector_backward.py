# %% [markdown]
# # Lesson 06: What does `backward(v)` mean when the output is a vector?
#
# So far every backward pass began at a single number, a loss. Sooner or later somebody calls
# `backward()` on a vector and gets an error that asks for a gradient. This lesson is about that
# error, about the vector `v` that makes it go away, and about what `v` has to do with every other
# node of the graph.
#
# You need to know how a backward pass goes through a graph (lesson 04) and that `.grad` adds up
# (lesson 05). It takes a quarter of an hour.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# Three numbers go through two lines: `y = x + 2`, then `z = y * y * 2`. Nothing is summed or
# averaged at the end, so `z` has three entries. What will `z.backward()` do: give three
# derivatives, give one, or refuse? Decide before you run the second cell.

# %%
x = torch.tensor([0.0, 1.0, 3.0], requires_grad=True)
y = x + 2
z = y * y * 2
print(z)

# %% raises=true
z.backward()

# %% [markdown]
# `RuntimeError: grad can be implicitly created only for scalar outputs`. Word by word:
#
# - *grad* is the gradient that the pass starts with, the gradient of the output itself.
# - *implicitly created*: for a single number PyTorch makes it up without being asked. It is 1,
#   because a number changes by exactly as much as it changes.
# - *only for scalar outputs*: for three numbers there is no such choice. The derivative of *which*
#   of them? Of the first? Of their sum? Those are different questions with different answers.
#
# So you have to say it. The vector `v` has one entry for each entry of `z`:

# %%
v = torch.tensor([0.1, 1.0, 0.001], dtype=torch.float32)
z.backward(v)
print(x.grad)

# %% [markdown]
# ## What the numbers are
#
# `z` is $2y^2$, so each $z_i$ changes $4y_i$ times as fast as $x_i$: 8, 12 and 20 for the three
# entries of `y`, which are 2, 3 and 5. And `x.grad` holds 0.8, 12 and 0.02:
#
# | entry | slope $4y_i$ | $v_i$ | slope times $v_i$ |
# |---|---|---|---|
# | 0 | 8 | 0.1 | 0.8 |
# | 1 | 12 | 1 | 12 |
# | 2 | 20 | 0.001 | 0.02 |
#
# `v` is a list of *weights*: how much does each entry of `z` count? `backward(v)` gives the
# gradient of the single number $v_0 z_0 + v_1 z_1 + v_2 z_2$. That can be tested:

# %%
x = torch.tensor([0.0, 1.0, 3.0], requires_grad=True)
y = x + 2
z = y * y * 2
(v * z).sum().backward()
print(x.grad)

# %% [markdown]
# The same numbers. So one may always think of `backward(v)` as `(v * z).sum().backward()`; it
# saves the detour over a number that nobody needs.
#
# One more `x`, with the same `v`. Work the middle entry out by hand before you run the cell:

# %%
x = torch.tensor([-0.4, 1.8, 0.5], requires_grad=True)
y = x + 2
z = y * y * 2
z.backward(v)
print(x.grad)

# %% [markdown]
# `1.5200e+01` is 15.2, four times 3.8. PyTorch changes to this notation when the largest number of
# a tensor is more than a thousand times the smallest; it is still the same kind of gradient.
#
# Here is the graph that was recorded for the vector `z`. The node at its root waits for `v`.

# %%
from course.view import backward_steps, graph

x = torch.tensor([0.0, 1.0, 3.0], requires_grad=True)
y = x + 2
z = y * y * 2
graph(z, x=x, y=y)

# %% [markdown]
# And the pass, step by step. What each node receives has the shape of its *output*; what it sends
# on has the shape of its *input*.

# %%
backward_steps(z, gradient=v, x=x, y=y)

# %% [markdown]
# ## The Jacobian
#
# In that example each output depended on one input. In general each output may depend on every
# input, and then there is a derivative for every pair. Arranged in a table, with a row for each
# output and a column for each input, these derivatives are called the *Jacobian*:
#
# $$ J_{ij} = \frac{\partial z_i}{\partial x_j} $$
#
# Take two outputs made from three inputs:

# %%
W = torch.tensor([[1.0, 0.0, 2.0],
                  [0.0, 3.0, 1.0]])
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
z = (W @ x) ** 2
print(z)

# %% [markdown]
# `W @ x` is (7, 9), and the square multiplies each row's derivatives by 2 · 7 and 2 · 9. By hand
# the Jacobian is
#
# $$ J = \begin{pmatrix} 14 & 0 & 28 \\ 0 & 54 & 18 \end{pmatrix} $$
#
# Now predict the gradient that `z.backward(v)` leaves for `v = (10, 1)`. Weight the first row with
# 10, the second with 1, and add them up.

# %%
z.backward(torch.tensor([10.0, 1.0]))
print(x.grad)

# %% [markdown]
# $v^T J$: (140, 0, 280) plus (0, 54, 18). A row of weights times a matrix is called a
# **vector-Jacobian product**, VJP for short, and that is what a backward pass computes. Always:
# also `loss.backward()` is one, with `v = 1` for the single output.
#
# The result has as many entries as there are *inputs*. `x.grad` has the shape of `x`, never that
# of a matrix.
#
# ## Reading the Jacobian off, row by row
#
# The Jacobian itself never appears. But a `v` with a single 1 in it picks one row, and so the
# whole matrix can be had with one pass for each output. `torch.autograd.grad` returns the gradient
# instead of adding it to `.grad`. (`retain_graph=True` allows another pass over the same graph;
# why that has to be said is the question of lesson 07.)

# %%
z = (W @ x) ** 2
for unit in torch.eye(2):
    row, = torch.autograd.grad(z, x, unit, retain_graph=True)
    print(unit, "gives row", row)

# %% [markdown]
# PyTorch has a function for it, which does just this:

# %%
print(torch.autograd.functional.jacobian(lambda x: (W @ x) ** 2, x))

# %% [markdown]
# ## Why Jacobians matter, and why nobody builds them
#
# A network is a chain of functions. The derivative of a chain of functions of *one* number is the
# product of their derivatives; for vectors it is the product of their Jacobians. That is why
# Jacobians are the right way to think about a network. Here is a chain with its Jacobians:
# `y = x * 5`, `w = y ** 2`, `z = w.mean()`.

# %%
x = torch.tensor([0.5, 1.0, 2.0, 4.0], requires_grad=True)
y = x * 5
w = y ** 2
z = w.mean()
print(z)

J_times_5 = torch.autograd.functional.jacobian(lambda x: x * 5, x)
J_square = torch.autograd.functional.jacobian(lambda y: y ** 2, y.detach())
J_mean = torch.autograd.functional.jacobian(lambda w: w.mean(), w.detach())
print(J_times_5)
print(J_square)
print(J_mean)

# %% [markdown]
# The gradient of `z` with respect to `x` is the product `J_mean @ J_square @ J_times_5`. It can be
# multiplied from either end. Backward starts at the left, at the output, where there is one row
# only:

# %%
v = J_mean
print(v)
v = v @ J_square
print(v)
v = v @ J_times_5
print(v)

z.backward()
print(x.grad)

# %% [markdown]
# From the left every intermediate result is a single row. From the right the first product would
# be a matrix times a matrix. That is the whole reason why training goes *backward*: there is one
# loss and there are many weights.
#
# And look at the matrices: of their entries nearly all are zeros. A node knows its own Jacobian so
# well that it can give $v^T J$ without writing it down:
#
# | forward | Jacobian | what the node computes |
# |---|---|---|
# | `y = x * 5` | 5 on the diagonal | `v * 5` |
# | `w = y ** 2` | $2y_i$ on the diagonal | `v * 2 * y` |
# | any function of each entry | $f'(x_i)$ on the diagonal | `v * f'(x)` |
# | `w.mean()` of n numbers | one row of $1/n$ | `v / n`, n times |
# | `a @ b` of matrices | large | a matrix product of `v` with the other factor, transposed |
#
# How large is large? A middling layer takes a batch of 64 rows with 512 entries each and makes as
# many outputs. The Jacobian has an entry for each pair of an output and an input:

# %%
entries = 64 * 512
jacobian_bytes = 4 * entries * entries
gradient_bytes = 4 * entries
print(f"Jacobian of one layer: {jacobian_bytes / 1e9:.1f} GB")
print(f"what backward carries: {gradient_bytes / 1e3:.0f} kB")

# %%
from course.view import curves

lengths = list(range(500, 10001, 500))
curves(
    {"Jacobian": (lengths, [n * n for n in lengths]), "v": (lengths, lengths)},
    xlabel="entries in and out", ylabel="numbers to hold", title="What one node would have to hold",
    log=True,
)

# %% [markdown]
# ## A linear layer, with a vector at its end
#
# Five inputs, three outputs, weights `w` and a bias `b`, and no loss: the output `z` is a vector,
# so `backward` wants a `v`. Which gradients will it leave? The bias is easy: `z` moves with `b`
# one to one, so the Jacobian is the identity, and `b.grad` is `v`. In `w` the entry in row $i$ and
# column $j$ acts on $z_j$ alone, by $x_i$, so its gradient is $x_i v_j$.

# %%
torch.manual_seed(0)
x = torch.ones(5)
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)

z = torch.matmul(x, w) + b
z.backward(torch.tensor([0.5, -1.0, 2.0]))
print(w.grad)
print(b.grad)

# %% [markdown]
# All five rows of `w.grad` are equal, because all five inputs are 1. With a loss at the end it
# looks just the same: then the loss's own node computes `v` and hands it to this one. **The `v` of
# a node in the middle is the gradient that comes from above**; it is also called the *upstream
# gradient*. Only at the very end somebody has to supply it, and for a scalar it is 1.
#
# With a batch of four rows the same bias is added in every row. It is used four times, so four
# gradients come back for it and are added up. Stretching on the way forward becomes summing on
# the way back; that is called *un-broadcasting*. (An axis of length 1 is stretched too: a column of
# shape (4, 1) beside a (4, 3) is used three times, so its gradient is summed along each row, and
# keeps the shape (4, 1).)

# %%
batch = torch.ones(4, 3)
b = torch.zeros(3, requires_grad=True)
z = batch + b
z.backward(torch.tensor([[1.0, 0.0, 0.0],
                         [10.0, 0.0, 0.5],
                         [100.0, 0.0, 0.5],
                         [0.0, 7.0, 0.0]]))
print(z.shape, b.grad.shape)
print(b.grad)

# %% [markdown]
# ## The misunderstanding: "`v` says which entry" and "take ones, then it works"
#
# After the error many people write `z.backward(torch.ones(3))`, and it runs. It is the gradient of
# the *sum* of the outputs. Sometimes that is the question; sometimes it is far from it. Here every
# entry is reduced by the mean of all. Predict the gradient with ones:

# %%
x = torch.tensor([1.0, 2.0, 6.0], requires_grad=True)
centred = x - x.mean()
print(centred)
centred.backward(torch.ones(3))
print(x.grad)

# %% [markdown]
# Zeros, although every output depends on every input: the *sum* of centred numbers is 0 whatever
# `x` is, so its gradient is 0. The dependencies are there, and a unit vector shows them. To ask
# about entry 2 alone, weight it with 1 and the others with 0:

# %%
x.grad = None
centred = x - x.mean()
centred.backward(torch.tensor([0.0, 0.0, 1.0]))
print(x.grad)

# %% [markdown]
# So `v` does not name an entry. It gives a weight to each. A unit vector is the special case that
# picks one.
#
# A `v` of the wrong shape is refused; it is not broadcast:

# %% raises=true
z = x * 2
z.backward(torch.tensor([1.0, 1.0]))

# %% [markdown]
# And `v` must be a tensor. A plain list of numbers is taken for a list of gradients, one for each
# of several outputs, and its first entry is no tensor:

# %% raises=true
z.backward([0.1, 1.0, 0.001])

# %% [markdown]
# ## When it is the right error to get
#
# In training the message nearly always says that something is *missing*: the loss has an entry for
# every example, and nobody averaged them. Then the cure is not a `v`, it is `loss.mean()`:

# %%
target = torch.tensor([1.0, 1.0, 1.0])
w = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
losses = (w - target) ** 2
print(losses)
losses.mean().backward()
print(w.grad)

# %% [markdown]
# Averaging three losses is a `v` too: 1/3 for each of them. The mean's node sends it.
#
# ## In PyTorch
#
# - `tensor.backward(gradient=v)` and `torch.autograd.grad(output, inputs, grad_outputs=v)` take
#   the vector; the second returns the result and leaves `.grad` alone.
# - `torch.autograd.functional` has `jacobian`, for whoever really wants it, and `vjp`, which gives
#   the output and the product at once.
# - What you write as `backward` in a `torch.autograd.Function` of your own *is* a VJP: it receives
#   `v` under the name `grad_output` and returns $v^T J$. A common mistake there is to return $J$'s
#   diagonal and forget to multiply by `grad_output`; with a plain sum behind it nobody notices.
#
# ## Three lines to keep
#
# 1. `z.backward(v)` is the gradient of the weighted sum `(v * z).sum()`: the product $v^T J$.
# 2. Without `v` only an output of one entry will do, and there `v` is 1.
# 3. Every node turns the `v` of its output into the `v` of its inputs; the Jacobian is never built.
#
# The assignment to this lesson: [06-vector-backward](../06-vector-backward.ipynb).
