# %% [markdown]
# # Lesson 02: Who remembers how a value was made?
#
# A tensor holds numbers, and the number 9 does not know whether it was once `3 * 3` or `4 + 5`.
# To go back from a loss to the weights, somebody must have taken notes. This lesson shows who
# takes them, what they look like, and how to read them.
#
# You need to know what `requires_grad` switches on (lesson 01). It takes a quarter of an hour.
#
# The engine below is this course's own. It prints what PyTorch prints; with `import torch` in its
# place, every cell of this lesson runs in PyTorch.

# %%
import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# Start with the simplest neuron there is: two inputs, `x` and 2, and one operation, `+`. Its
# output goes through a few more operations, and four lines are printed. From lesson 01 you know
# that the end of such a line can tell which operation made the tensor. Write down a guess for each
# of the four endings, and the numbers beside it.

# %%
x = torch.tensor([1.0, 0.0, -1.0], requires_grad=True)
print(x)

y = x + 2
print(y)

# %%
z = y * y * 2
print(z)

z = z.mean()
print(z)

# %% [markdown]
# Nobody asked for these notes. `x` requires a gradient, so every operation that uses it, or
# something made from it, leaves a *node* behind and hangs it on its result, in `grad_fn`. A node
# is a function for the way back: `AddBackward0` knows what an addition does to gradients.
#
# Only three names for four operations? `y * y * 2` are two multiplications, one after the other,
# and the first one's result never had a name in the program. It is in the notes all the same. We
# will find it below.
#
# ## Reading a name
#
# Predict the names once more, this time in another chain:

# %%
torch.manual_seed(4)
v = torch.rand(4, requires_grad=True)
print(v)

scaled = v * 5
squared = scaled**2
average = squared.mean()
for tensor in (scaled, squared, average):
    print(tensor)

# %% [markdown]
# A name has three parts: the operation, `Backward`, and a digit. PyTorch has several versions of
# many operations, and the digit counts them, from 0:

# %%
made = {
    "v + 1": v + 1, "v - 1": v - 1, "v * v": v * v, "v / 2": v / 2,
    "v ** 2": v**2, "v ** v": v**v, "2 ** v": 2**v,
    "1 - v": 1 - v, "2 / v": 2 / v,
    "v.sum()": v.sum(), "v.mean()": v.mean(), "v.mean(0)": v.mean(0),
}
for text, tensor in made.items():
    print(f"{text:10} {tensor.grad_fn.name()}")

# %% [markdown]
# The three powers are three versions: number as exponent, tensor as exponent, number as base.
# Their rules differ, so their nodes do. `1 - v` is a subtraction with its inputs *r*eversed. And
# `2 / v` ends in a multiplication: PyTorch computes `1 / v` first and then doubles it.
#
# You need not learn the digits by heart. You should be able to read such a name in an error
# message and know which line of your program is meant. In older versions of PyTorch some names
# had no digit.
#
# ## The object behind the name
#
# `grad_fn` is not a text but an object. Printed, it shows its address in memory, which is another
# one in each run. The same for a layer with a loss, five inputs and three outputs:

# %%
torch.manual_seed(1)
inputs = torch.ones(5)
expected = torch.zeros(3)
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)

logits = torch.matmul(inputs, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, expected)

# %%
print("Gradient function for b      =", b.grad_fn)
print("Gradient function for logits =", logits.grad_fn)
print("Gradient function for loss   =", loss.grad_fn)

# %% [markdown]
# `b` has none. It was not computed, so there is nothing to remember: it is a leaf.
#
# ## From a node to the nodes before it
#
# A node remembers which nodes its inputs came from, in `next_functions`. "Next" is meant on the
# way *back*. Here is `y = x + 2` again:

# %%
def notes(node):
    return [(before and type(before).__name__, number) for before, number in node.next_functions]


print(y.grad_fn.name(), "<-", notes(y.grad_fn))

# %% [markdown]
# One pair for each input, in the order of the inputs:
#
# - For `x` a node called `AccumulateGrad`. Every leaf that requires a gradient has exactly one. It
#   is the end of the way, and what it does when a gradient arrives is in its name. The leaf
#   itself is its `variable`.
# - For the 2 a None. A constant needs no way back, but its place is kept, so that the order of
#   the inputs can be seen. (Powers and `1 - v` are exceptions: to them a plain number is a setting
#   rather than an input, and there is no pair for it.)
#
# The number in a pair tells which output of the node before is meant. It is 0 for all operations
# with one output.
#
# Now from `z` step by step. Which name do you expect in each line? Here the product without a name
# turns up.

# %%
node = z.grad_fn
while node is not None:
    print(f"{type(node).__name__:16} {notes(node)}")
    node = node.next_functions[0][0] if node.next_functions else None

# %%
last = z.grad_fn.next_functions[0][0].next_functions[0][0].next_functions[0][0]
leaf = last.next_functions[0][0].variable
print(leaf is x)

# %% [markdown]
# The loop above always took the *first* input. In a real network there are many ways, and to find
# all leaves one has to follow each of them. That takes two collections. A list holds the nodes that
# are still to be visited; it begins with the root's node. Take one out, put the nodes that it
# refers to in, until the list is empty. And a *set* holds the nodes that were seen, because several
# ways may lead to one node: both inputs of `y * y` are the same `AddBackward0`. What is in the set
# already is not visited again. You will write that in the assignment.
#
# ## The whole picture
#
# Nodes, and an arrow from each node to those that it refers to: that is a graph. Its arrows have a
# direction, and following them never leads in a circle, as a node can only refer to what existed
# before it. So it is a *directed acyclic graph*, a DAG. Its ends have names: the **leaves** are the
# tensors at which the history begins, the inputs; a **root** is a tensor at which it ends, an
# output.

# %%
from course.view import graph

graph(z, x=x, y=y)

# %% [markdown]
# The picture is drawn in the direction of the computation, the leaf at the top and the root at the
# bottom. The notes that you read lead against the arrows, upwards. `y` is used twice by the same
# multiplication, so two lines join it with the node of the sum. What is "not tracked" is the None
# in `next_functions`.
#
# The graph of the layer looks like this. Begin at the loss, at the bottom, and follow the lines up
# to the two leaves. You will find two nodes that the program does not mention: to multiply a vector
# by a matrix, PyTorch makes a matrix of one row of it (`Mm` is the product of two matrices) and
# takes the additional dimension away afterwards (`Squeeze`). "Saved" are the tensors that a node
# keeps for the way back; lesson 07 is about them.

# %%
graph(loss, inputs=inputs, expected=expected, w=w, b=b, logits=logits, loss=loss)

# %% [markdown]
# So in a forward pass the engine does two things at the same time:
#
# 1. it runs the operation and computes the result;
# 2. it adds the operation's node to the graph.
#
# The backward pass begins when `.backward()` is called on a root. It starts at the root's
# `grad_fn`, asks each node for the gradients of its inputs, goes on along `next_functions` by the
# chain rule, and at the leaves adds what arrives to `.grad`.

# %%
loss.backward()
print(w.grad)
print(b.grad)

# %% [markdown]
# All rows of `w.grad` are equal, and equal to `b.grad`: all five inputs are 1, so each weight of a
# column has the same effect as the bias.
#
# ## The notes belong to the run, not to the program
#
# The graph is not read off the source text. It is written while the program runs, and so `if` and
# `while` need no special treatment. How many multiplications will be recorded?

# %%
h = torch.tensor(1.5, requires_grad=True)
start = h

while h < 20:
    h = h * 2

print(h)
graph(h, start=start)

# %% [markdown]
# Four, for 1.5, 3, 6, 12, 24. The name `h` was given to another tensor in each round. The nodes do
# not mind: they refer to each other, not to the names of the program. Even deleting a name changes
# nothing, as long as a result that was made from it is still held:

# %%
a = torch.tensor(3.0, requires_grad=True)
middle = a * a
result = middle * 10
del middle

result.backward()
print(a.grad)

# %% [markdown]
# When the last name of the root is gone, the graph goes with it. The next round of a training loop
# records a new one.
#
# ## The misunderstanding: "a number remembers"
#
# The notes hang on tensors. Whoever takes the numbers out leaves them behind. With NumPy, PyTorch
# stops you:

# %% raises=true
a = torch.tensor([1.0, 2.0], requires_grad=True)
doubled = a * 2
doubled.numpy()

# %% [markdown]
# The message is meant as a question: do you know that the gradient ends here? If you want only
# the numbers, for a plot say, do what it suggests. With a plain number nobody asks. Read the
# program and predict what the last line does:

# %% raises=true
total = (a * 2).sum()
average = torch.tensor(total.item() / 2)
average.backward()

# %% [markdown]
# `item()` gives a Python number, and a Python number has no `grad_fn`. `average` has the right
# value, but it is a new leaf, with no way back to `a`. This is the error of lesson 01, come by
# another way. Stay with tensors until `backward()`: write `total / 2`.
#
# The second one: expecting a `grad_fn` where there is none.

# %% raises=true
a.grad_fn.name()

# %% [markdown]
# Leaves have no `grad_fn`, it is None, and None has no `name`. When you walk through a graph, ask
# first.
#
# ## In PyTorch
#
# - A node is an object of a C++ class of that name, derived from `torch::autograd::Node`. Most of
#   these classes are generated from one file, `tools/autograd/derivatives.yaml`. Search it for
#   `mul` and you find the rule of `MulBackward0`.
# - Loss functions leave a node of their own, `MseLossBackward0` for example:

# %%
guess = torch.nn.functional.mse_loss(w.sum(0), expected)
print(guess.grad_fn.name(), notes(guess.grad_fn))

# %% [markdown]
# - Tools that draw networks, and those that export them, read `next_functions` just as you did.
#
# ## Three lines to keep
#
# 1. Every recorded operation leaves a node; its result holds it in `grad_fn`, leaves have None.
# 2. A node's `next_functions` lead to the nodes of its inputs: `AccumulateGrad` for a leaf, None
#    for a constant.
# 3. The graph is made anew in each run; it hangs on tensors and is lost with plain numbers.
#
# The assignment to this lesson: [02-graph](../02-graph.ipynb).
