# %% [markdown]
# # Lesson 11: Is it PyTorch yet?
#
# In ten assignments you have written the pieces of an autograd engine. In the last one you join
# them. Before that, one question that sounds easy: how does one *know* that an engine is right? It
# gives the right gradient for the example at hand. Is that enough?
#
# This lesson looks at an engine of twenty lines that passes for right on its first program, and asks
# what it would take to find out. Then it goes through the programs of all lessons once more: they are
# the list that your own engine will have to pass. It takes a quarter of an hour.

# %%
import numpy as np

import autograd_ref as torch

# %% [markdown]
# ## Predict
#
# Here is the small engine. Each number remembers who it was made from and with which slope, and
# `backward` walks back and multiplies. Read it. It has three faults. Which programs will show them?

# %%
class Number:
    def __init__(self, data, made_from=()):
        self.data = data
        self.made_from = made_from        # pairs: (a number, the slope with respect to it)
        self.grad = None
        self.requires_grad = True

    def __add__(self, other):
        return Number(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Number(self.data * other.data, [(self, other.data), (other, self.data)])

    def backward(self, upstream=1.0):
        self.grad = upstream
        for number, slope in self.made_from:
            number.backward(upstream * slope)


# %% [markdown]
# The perceptron: input 2, weight 1, and now a bias of 3. By hand, the slopes of `W * input + b` are
# 2 along `W` and 1 along `b`.

# %%
W, b, input = Number(1.0), Number(3.0), Number(2.0)
(W * input + b).backward()
print("small engine  ", W.grad, b.grad)

W, b, input = torch.tensor(1.0, requires_grad=True), torch.tensor(3.0, requires_grad=True), torch.tensor(2.0)
(W * input + b).backward()
print("reference     ", W.grad.item(), b.grad.item())

# %% [markdown]
# Right, to the digit. Now the second program, `x * x`, and the third, the loop of lesson 05. What
# will each of the two print?

# %%
def used_twice(x):
    y = x * x
    y.backward()
    return float(x.grad)


def three_rounds(w, factor):
    seen = []
    for _ in range(3):
        (w * factor).backward()
        seen.append(float(w.grad))
    return seen


print("x * x at 3     small", used_twice(Number(3.0)),
      "  reference", used_twice(torch.tensor(3.0, requires_grad=True)))
print("three rounds   small", three_rounds(Number(1.0), Number(3.0)),
      "  reference", three_rounds(torch.tensor(1.0, requires_grad=True), torch.tensor(3.0)))

# %% [markdown]
# One fault, shown twice: `self.grad = upstream` replaces where it should add. The line is
# nearly right, and the first program could not tell: it used every value once.
#
# The second fault needs no program, only a look: `backward` calls itself for every *way* from the
# result to a number, and not once for each number. How many calls for a value that is doubled by
# adding it to itself, twenty times? Each doubling makes two ways out of one.

# %%
def ways(number):
    return 1 + sum(ways(source) for source, _ in number.made_from)


x = Number(1.0)
y = x
for doublings in range(1, 13):
    y = y + y
    if doublings % 4 == 0:
        print(f"{doublings:2} doublings: {ways(y):5} calls for {doublings + 1} numbers")

# %% [markdown]
# At twenty it would be two million. An engine that visits each node once, in an order in which every
# node comes after all of its users, needs twenty-one visits. Here is such a pass over four
# doublings; step through it and count.

# %%
from course.view import backward_steps

x = torch.tensor(1.0, requires_grad=True)
y = x
for _ in range(4):
    y = y + y
backward_steps(y, x=x)

# %% [markdown]
# ## The misunderstanding: it is right, for it gave the right number
#
# The third fault is the quietest. What should happen when `backward()` is called twice on one graph?

# %%
W, input = Number(1.0), Number(2.0)
out = W * input
out.backward()
out.backward()
print(W.grad)

# %% raises=true
W = torch.tensor(1.0, requires_grad=True)
out = W * torch.tensor(2.0)
out.backward()
out.backward()

# %% [markdown]
# The small engine says 2.0 and nothing else. PyTorch says `RuntimeError: Trying to backward through
# the graph a second time (or directly access saved tensors after they have already been freed).` An
# error is a part of the answer: it tells of a mistake that would otherwise become a wrong number
# somewhere else. An engine that never complains is not a better one.
#
# Wrong gradients seldom stop a program. Training with a gradient that is half as long, or has a part
# missing, still goes downhill, only worse. So one right number proves little, and the checks of this
# course ask for more:
#
# | what is asked | which fault it finds |
# |---|---|
# | random upstream gradients, never ones | a rule that ignores what arrives |
# | shapes in which no two lengths are equal | transposed rules, sums over the wrong axis |
# | a value used twice, near and far from the result | contributions lost, a wrong order |
# | two passes, with and without clearing | `.grad` replaced where it should grow |
# | long chains, many ways | recursion, work for every way |
# | the error messages | silence where the answer would be wrong |
#
# And where there is no reference to compare with, there are *finite differences* (lesson 03): move the
# input a little, see how the output moves. That checks any engine, this one too:

# %%
def program(x):
    return ((x * x).exp() * x).sum()


start = np.array([0.3, -0.7, 0.5])
x = torch.tensor(start, requires_grad=True)
program(x).backward()

h = 1e-6
for place in range(3):
    move = np.zeros(3)
    move[place] = h
    with torch.no_grad():
        up = program(torch.tensor(start + move)).item()
        down = program(torch.tensor(start - move)).item()
    print(f"entry {place}: backward {x.grad[place].item():.5f}, finite differences {(up - down) / (2 * h):.5f}")

# %% [markdown]
# ## The list
#
# Here are the programs of the ten lessons, each in a line or two of output. Cover the right half
# with your hand, and say what each will print. Whatever surprises you has a lesson of its own.

# %%
torch.manual_seed(42)
inputs = torch.rand((1, 5))
target = torch.rand(1).squeeze()
weight = torch.rand((5, 1), requires_grad=True)
bias = torch.rand(1, requires_grad=True)
prediction = (inputs @ weight + bias).squeeze()
loss = torch.nn.functional.mse_loss(prediction, target)

print("01 recorded?       ", inputs.requires_grad, weight.requires_grad, loss.requires_grad)
print("02 made by         ", inputs.grad_fn, weight.grad_fn, loss.grad_fn.name())
loss.backward()
print("03 rules multiplied", bias.grad, "=", 2 * (prediction - target).item())
print("04 in order        ", weight.grad.flatten())

# %%
from course.view import graph

graph(loss, inputs=inputs, weight=weight, bias=bias)

# %%
w = torch.ones(4, requires_grad=True)
seen = []
for _ in range(3):
    (w * 3).sum().backward()
    seen.append(w.grad[0].item())
print("05 added up        ", seen)

x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
z = (x + 2) * (x + 2) * 2
try:
    z.backward()
except RuntimeError as error:
    print("06 vector          ", error)
z.backward(torch.tensor([0.1, 1.0, 0.001]))
print("06 with a vector   ", x.grad)

# %%
try:
    z.backward(torch.ones(3))
except RuntimeError as error:
    print("07 once more       ", str(error)[:55])

with torch.no_grad():
    print("08 switched off    ", (x * 2).requires_grad, x.detach().requires_grad)

try:
    (torch.ones(3) + 2).mean().backward()
except RuntimeError as error:
    print("08 nothing to do   ", error)

logits = torch.tensor([0.0, 800.0, -800.0], requires_grad=True)
loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor([1.0, 1.0, 1.0]))
loss.backward()
print("09 a stable loss   ", loss.item(), logits.grad)

W = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([W], lr=0.05)
((W * 2.0 - 10.0) ** 2).backward()
optimizer.step()
print("10 a step          ", W.grad.item(), "->", W)

# %% [markdown]
# In the assignment these programs run on *your* engine, beside the reference, line by line. Then both
# draw their graph, and both train the network below: two inputs, six hidden neurons, exclusive or.

# %%
draw = np.random.default_rng(4)
params = [torch.tensor(draw.normal(size=shape), requires_grad=True) for shape in ((2, 6), (6,), (6, 1), (1,))]
inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], dtype=torch.float64)
targets = torch.tensor([[0.0], [1.0], [1.0], [0.0]], dtype=torch.float64)

optimizer = torch.optim.SGD(params, lr=0.5)
losses = []
for step in range(300):
    optimizer.zero_grad()
    logits = (inputs @ params[0] + params[1]).relu() @ params[2] + params[3]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

print(f"first loss {losses[0]:.4f}, last loss {losses[-1]:.4f}")

# %%
from course.view import curves

curves({"loss": losses}, xlabel="step", ylabel="loss", title="The network that your engine will train")

# %% [markdown]
# ## In PyTorch
#
# What stands between your engine and PyTorch?
#
# - *Operations.* PyTorch has some two thousand, each with a rule. Most rules are one line, kept in a
#   table from which the code is generated.
# - *Arithmetic.* It is done in C++ and on graphics cards. In the backward pass the nodes that are
#   ready stand in queues, one for each device, with a thread for each queue.
# - *Care.* Version counters that catch changes in place, hooks, second derivatives, views that share
#   memory, and error messages for all that can go wrong.
#
# The idea is the one that you built: record, order, multiply, add. The engine under this course,
# `autograd_ref`, lies between the two. Its backward pass is in the file `engine.py` of the package,
# and after the assignment you will recognise most of it. Where the package lies on your computer:
# `print(torch.__path__)`, in a cell of this lesson.
#
# ## Three lines to keep
#
# 1. One right number proves little; ask with random upstream gradients, uneven shapes and values that
#    are used twice.
# 2. Each node once, after all of its users, adding what arrives: that is the whole backward pass.
# 3. Errors are answers too: an engine that keeps silent hands on a wrong number.
#
# The assignment to this lesson: [11-capstone](../11-capstone.ipynb).
