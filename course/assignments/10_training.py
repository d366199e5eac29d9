# %% [markdown]
# # Assignment 10: the training loop
#
# `backward()` leaves numbers in `.grad` and goes home. Everything that makes a network learn comes
# after that, and it is little: a step, its memory, a loop around both. Here you build them in plain
# NumPy: a step of gradient descent, the class `SGD` with momentum and weight decay, frozen layers,
# a perceptron and a small MLP that learn.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# The next cell is a small engine of the kind that you built in the assignments before: tensors
# that record, and `backward()`. It stays as it is. What you write does what PyTorch does, and the
# checks compare it with an engine that behaves like PyTorch, on inputs drawn for you.

# %% given="engine"
import numpy as np


class Tensor:
    """An array that remembers which tensors it was computed from.

    data           a float64 array
    requires_grad  whether gradients are wanted for it
    parents        the tensors it was computed from; a leaf has none
    rule           takes the gradient of this tensor, gives one gradient for each parent
    grad           None, until backward() adds a gradient to it
    """

    def __init__(self, data, requires_grad=False, parents=(), rule=None):
        self.data = np.array(data, dtype=np.float64)
        self.requires_grad = requires_grad or any(p.requires_grad for p in parents)
        self.parents = parents if self.requires_grad else ()
        self.rule = rule
        self.grad = None

    def __add__(self, other):
        return Tensor(self.data + other.data, parents=(self, other), rule=lambda g: (g, g))

    def __sub__(self, other):
        return Tensor(self.data - other.data, parents=(self, other), rule=lambda g: (g, -g))

    def __mul__(self, other):
        return Tensor(
            self.data * other.data,
            parents=(self, other),
            rule=lambda g: (g * other.data, g * self.data),
        )

    def __matmul__(self, other):
        return Tensor(
            self.data @ other.data,
            parents=(self, other),
            rule=lambda g: (g @ other.data.T, self.data.T @ g),
        )

    def tanh(self):
        y = np.tanh(self.data)
        return Tensor(y, parents=(self,), rule=lambda g: (g * (1 - y * y),))

    def mean(self):
        return Tensor(
            self.data.mean(),
            parents=(self,),
            rule=lambda g: (np.broadcast_to(g / self.data.size, self.data.shape),),
        )

    def backward(self):
        """Add the gradient of this number with respect to each leaf to the leaf's .grad."""
        arrived = {id(self): np.ones(())}
        for tensor in users_first(self):
            gradient = shaped_like(arrived.pop(id(tensor)), tensor.data)
            if tensor.parents:
                for parent, part in zip(tensor.parents, tensor.rule(gradient)):
                    arrived[id(parent)] = arrived.get(id(parent), 0.0) + shaped_like(part, parent.data)
            elif tensor.requires_grad:
                tensor.grad = np.array(gradient + (0.0 if tensor.grad is None else tensor.grad))

    def __repr__(self):
        return f"Tensor({self.data}, grad={self.grad})"


def shaped_like(gradient, data):
    """Sum a gradient over the axes along which data was repeated."""
    gradient = np.asarray(gradient)
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - data.ndim)))
    repeated = tuple(i for i, n in enumerate(data.shape) if n == 1 != gradient.shape[i])
    return np.array(gradient.sum(axis=repeated, keepdims=True))


def users_first(root):
    """Every tensor behind root, root included, each once, before those it was computed from."""
    done, order, stack = set(), [], [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in done:
            done.add(id(tensor))
            stack.append((tensor, True))
            stack.extend((parent, False) for parent in tensor.parents)
    return order[::-1]


def mse(prediction, target):
    """The mean of the squared differences, a tensor that holds one number."""
    error = prediction - target
    return (error * error).mean()


def are_floats(losses):
    """Whether losses are Python floats. The checks use it."""
    return all(isinstance(loss, float) for loss in losses)


# %% [markdown] card="sgd_step" level="easy" minutes=10
# A step of gradient descent is one line of algebra: `data - lr * grad`. The gradient points uphill,
# the learning rate `lr` says how far to go the other way.
#
# Write `sgd_step(params, lr)` for a list of tensors. For each of them change the numbers in `.data`
# by `-lr` times `.grad`, *in place*: the model and the optimizer hold the same arrays, and both
# have to see the change. A parameter whose `.grad` is None took no part in the loss; leave it
# alone. Nothing but `.grad` decides, not `requires_grad`. The gradients keep their numbers, and
# nothing is returned.
#
# ```python
# >>> w = Tensor([1.0, 2.0], requires_grad=True)
# >>> w.grad = np.array([10.0, -10.0])
# >>> sgd_step([w], lr=0.5)
# >>> w.data
# array([-4.,  7.])
# ```
#
# <details><summary>Hint: TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'</summary>
#
# One of the parameters has no gradient. Look at `.grad` before you use it, and go on with the
# next parameter.
# </details>
# <details><summary>Hint: "the array that was w.data: No number of it is right"</summary>
#
# `p.data = p.data - ...` makes a new array; whoever held the old one does not see the step.
# `p.data -= ...` writes into the array that is there.
# </details>

# %% exercise="sgd_step"
def sgd_step(params, lr):
    """One step of gradient descent, in place, for the parameters that have a gradient."""
    ### BEGIN SOLUTION
    for p in params:
        if p.grad is not None:
            p.data -= lr * p.grad
    ### END SOLUTION


# %% check="sgd_step"

# %% right="sgd_step" by="writing into a slice"
def sgd_step(params, lr):
    for p in [p for p in params if p.grad is not None]:
        p.data[...] = p.data - lr * p.grad


# %% right="sgd_step" by="np.add with out"
def sgd_step(params, lr):
    for index in range(len(params)):
        gradient = params[index].grad
        if gradient is None:
            continue
        np.add(params[index].data, np.multiply(-lr, gradient), out=params[index].data)


# %% wrong="sgd_step" name="goes uphill"
# The parameters moved along the gradient. It points to where the loss grows fastest, so the step
# goes the other way: subtract.
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data += lr * p.grad


# %% wrong="sgd_step" name="divides by the learning rate"
# The step is the gradient divided by `lr`: a small learning rate makes large steps. Multiply.
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data -= p.grad / lr


# %% wrong="sgd_step" name="steps of a fixed length"
# Every number moves by `lr`, however steep the slope is. The step is `lr` times the gradient, not
# times its sign.
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data -= lr * np.sign(p.grad)


# %% wrong="sgd_step" name="divides by the number of parameters"
# One parameter alone moves rightly; of two, each moves half as far as it should. The step of a
# parameter does not depend on how many others there are.
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data -= lr * p.grad / len(params)


# %% wrong="sgd_step" name="changes a local name only"
# Nothing moves. Is the result given to a name of your function? The tensor does not see that: write
# into `p.data`. Or is there a condition that is never true?
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            data = p.data - lr * p.grad


# %% wrong="sgd_step" name="forgets the learning rate"
# The step is the whole gradient, whatever `lr` is. Multiply the gradient by `lr` before you
# subtract it.
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data -= p.grad


# %% wrong="sgd_step" name="only the first parameter"
# Only the first parameter of the list was looked at. A model has many: is there a `return` inside
# your loop?
def sgd_step(params, lr):
    p = params[0]
    if p.grad is not None:
        p.data -= lr * p.grad


# %% wrong="sgd_step" name="stops at a missing gradient"
# The parameters after the one without a gradient did not move. A `return` or a `break` ends the
# loop; go on with the next parameter instead.
def sgd_step(params, lr):
    for p in params:
        if p.grad is None:
            return
        p.data -= lr * p.grad


# %% wrong="sgd_step" name="expects a gradient everywhere"
# The step fails at a parameter whose `.grad` is None. That is the normal state of a frozen layer:
# check for None first.
def sgd_step(params, lr):
    for p in params:
        p.data -= lr * p.grad


# %% wrong="sgd_step" name="makes a new array"
# The numbers are right, but they are in a new array; the array that was `.data` did not change,
# and whoever else holds it works with the old weights. Write into the array that is there.
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data = p.data - lr * p.grad


# %% wrong="sgd_step" name="clears the gradients too"
# The step is right, but afterwards the gradients are gone. Clearing has a call of its own,
# `zero_grad`, so that a program may look at the gradients after the step.
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data -= lr * p.grad
            p.grad = None


# %% wrong="sgd_step" name="divides by the size of the gradient"
# Each step is divided by the largest entry of the gradient, so that all steps are of one length.
# The step is `-lr` times the gradient as it is: it is short where the slope is small.
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data -= lr * p.grad / (np.abs(p.grad).max() or 1)


# %% wrong="sgd_step" name="multiplies the data"
# The step is multiplied by the weight itself. It is a difference: `data - lr * grad`, whatever the
# weight is.
def sgd_step(params, lr):
    for p in params:
        if p.grad is not None:
            p.data *= 1 - lr * p.grad


# %% [markdown] card="SGD" level="hard" minutes=30
# The optimizer of most of deep learning is the step you just wrote, with a memory. With *momentum*
# each parameter has a velocity: an array of its shape that collects gradients and slowly forgets
# old ones. *Weight decay* pulls every weight towards 0 a little, by adding a share of the weight to
# its gradient. PyTorch's `torch.optim.SGD` computes, in this order:
#
# $$g = \text{grad} + \text{weight\_decay}\cdot\text{data} \qquad
#   v = \text{momentum}\cdot v + g \qquad
#   \text{data} \leftarrow \text{data} - \text{lr}\cdot v$$
#
# In a parameter's first step there is no velocity yet, and $v = g$. Without momentum $v = g$ always;
# nobody changes `momentum` after the optimizer was made.
# The velocities belong to the optimizer: another one over the same parameters starts without any.
#
# Write the two methods. `step()` does the above for each parameter, in place, and leaves a
# parameter alone whose `.grad` is None, its velocity included. It does not change the numbers in
# `.grad`. `zero_grad(set_to_none=True)` sets every `.grad` to None; with `set_to_none=False` it
# fills the arrays that are there with zeros, whatever they hold (0 times inf is nan), and None
# stays None. The velocities stay. `__init__` is written for you; whoever assigns to `optimizer.lr`
# later changes the steps that follow.
#
# ```python
# >>> w = Tensor([1.0], requires_grad=True)
# >>> optimizer = SGD([w], lr=0.5, momentum=0.5)
# >>> w.grad = np.array([1.0])
# >>> optimizer.step()
# >>> w.data
# array([0.5])
# >>> optimizer.step()
# >>> w.data
# array([-0.25])
# ```
#
# The second step uses the velocity 0.5 · 1 + 1 = 1.5.
#
# <details><summary>Hint: where does a velocity live from one step to the next?</summary>
#
# In the optimizer: `self.velocities` has one entry for each parameter, None before its first
# step. `enumerate(self.params)` gives you the index.
# </details>
# <details><summary>Hint: right without weight decay, w.grad differs with it</summary>
#
# `g = p.grad` is a second name for the array, and `g += ...` changes it. `g = p.grad + ...` makes
# a new one.
# </details>
# <details><summary>Hint: the check "zeroing .grad in place does not wipe the velocity" fails</summary>
#
# In the first step the velocity became the array that is `.grad` itself. Whoever changes `.grad`
# later changes your velocity. Keep a copy.
# </details>

# %% exercise="SGD"
class SGD:
    """Gradient descent with momentum and weight decay, as torch.optim.SGD computes it."""

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocities = [None] * len(self.params)

    def zero_grad(self, set_to_none=True):
        """Clear the gradients: set them to None, or fill the arrays with zeros."""
        ### BEGIN SOLUTION
        for p in self.params:
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                p.grad[...] = 0.0
        ### END SOLUTION

    def step(self):
        """Move every parameter that has a gradient."""
        ### BEGIN SOLUTION
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p.data
            old = self.velocities[i]
            self.velocities[i] = g if old is None else self.momentum * old + g
            p.data -= self.lr * self.velocities[i]
        ### END SOLUTION


# %% check="SGD"

# %% right="SGD" by="velocities in a dict"
class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params, self.lr = params, lr
        self.momentum, self.weight_decay = momentum, weight_decay
        self.velocity_of = {}

    def zero_grad(self, set_to_none=True):
        for p in self.params:
            if p.grad is not None and not set_to_none:
                p.grad.fill(0.0)
            else:
                p.grad = None

    def step(self):
        for p in (p for p in self.params if p.grad is not None):
            v = self.momentum * self.velocity_of.get(id(p), np.zeros_like(p.data))
            v = v + p.grad + self.weight_decay * p.data
            self.velocity_of[id(p)] = v
            p.data[...] = p.data - self.lr * v


# %% right="SGD" by="velocities of zeros, changed in place"
class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.velocities = [np.zeros_like(p.data) for p in self.params]

    def zero_grad(self, set_to_none=True):
        if set_to_none:
            for p in self.params:
                p.grad = None
            return
        for p in self.params:
            if p.grad is not None:
                np.copyto(p.grad, 0.0)

    def step(self):
        for p, v in zip(self.params, self.velocities):
            if p.grad is not None:
                v *= self.momentum
                v += p.grad
                v += self.weight_decay * p.data
                p.data -= self.lr * v


# %% wrong="SGD" name="weighs the new gradient with 1 - momentum" methods=true
# The gradient enters the velocity only with the share `1 - momentum`, as in a running average.
# PyTorch adds all of it: the velocity is `momentum` times the old one plus the gradient.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad + self.weight_decay * p.data
        old = 0.0 if self.velocities[i] is None else self.velocities[i]
        self.velocities[i] = self.momentum * old + (1 - self.momentum) * g
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="learning rate inside the velocity" methods=true
# As long as `lr` stays the same your numbers are right. When it changes, the velocity still holds
# steps of the old length. Collect gradients in the velocity, and multiply by `lr` when you move.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad + self.weight_decay * p.data
        old = 0.0 if self.velocities[i] is None else self.velocities[i]
        self.velocities[i] = self.momentum * old + self.lr * g
        p.data -= self.velocities[i]


# %% wrong="SGD" name="one velocity for all parameters" methods=true
# The second parameter moves with a velocity that the first one's gradients built up. Each
# parameter needs a velocity of its own, kept under its index.
def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
    self.params = list(params)
    self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
    self.velocity = 0.0


def step(self):
    for p in self.params:
        if p.grad is None:
            continue
        self.velocity = self.momentum * self.velocity + p.grad + self.weight_decay * p.data
        p.data -= self.lr * self.velocity


# %% wrong="SGD" name="forgets the velocity" methods=true
# Momentum makes no difference in your optimizer: every step begins with a velocity of nothing. It
# has to be kept in `self` from one step to the next.
def step(self):
    for p in self.params:
        if p.grad is None:
            continue
        velocity = np.zeros_like(p.data)
        velocity = self.momentum * velocity + p.grad + self.weight_decay * p.data
        p.data -= self.lr * velocity


# %% wrong="SGD" name="velocity shares the gradient's array" methods=true
# The first velocity *is* the array in `.grad`. When somebody writes into that array, as
# `zero_grad(set_to_none=False)` does, the memory of the first gradient is lost. Keep a copy.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad + self.weight_decay * p.data if self.weight_decay else p.grad
        old = self.velocities[i]
        self.velocities[i] = g if old is None else self.momentum * old + g
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="weight decay past the velocity" methods=true
# Weight decay alone is right, but together with momentum it is not: the weight's share has to join
# the gradient *before* the velocity is computed. Yours acts on the data directly.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        old = 0.0 if self.velocities[i] is None else self.velocities[i]
        self.velocities[i] = self.momentum * old + p.grad
        p.data -= self.lr * (self.velocities[i] + self.weight_decay * p.data)


# %% wrong="SGD" name="weight decay pushes outwards" methods=true
# With weight decay the weights should be pulled towards 0, and yours are pushed away from it. The
# share of the weight is added to the gradient, and the sum is subtracted.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad - self.weight_decay * p.data
        old = 0.0 if self.velocities[i] is None else self.velocities[i]
        self.velocities[i] = self.momentum * old + g
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="weight decay is written into .grad" methods=true
# The weights are right, but `.grad` is no longer the gradient: the share of the weight was added
# to that very array. Compute the sum in a new array.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad
        g += self.weight_decay * p.data
        old = 0.0 if self.velocities[i] is None else self.velocities[i]
        self.velocities[i] = self.momentum * old + g
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="weight decay is stored in .grad" methods=true
# The weights are right, but `.grad` is no longer the gradient: it was set to the sum with the share
# of the weight. The next step would add that share once more. Give the sum a name of its own.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        p.grad = p.grad + self.weight_decay * p.data
        old = 0.0 if self.velocities[i] is None else self.velocities[i]
        self.velocities[i] = self.momentum * old + p.grad
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="velocities on the parameters" methods=true
# A new optimizer over the same parameters goes on with the velocities of the old one, because they
# are kept outside of it, on the tensors or in one place for all. Keep them in `self`.
def step(self):
    for p in self.params:
        if p.grad is None:
            continue
        g = p.grad + self.weight_decay * p.data
        p.velocity = self.momentum * getattr(p, "velocity", 0.0) + g
        p.data -= self.lr * p.velocity


# %% wrong="SGD" name="weighs the first gradient with 1 - momentum too" methods=true
# Already the first step is too short: without a velocity yet, $v = g$, the whole gradient. Later
# gradients count in full as well.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad + self.weight_decay * p.data
        old = self.velocities[i]
        self.velocities[i] = (1 - self.momentum) * g if old is None else self.momentum * old + g
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="a running average that begins with the whole gradient" methods=true
# The first gradient counts in full, and each later one only with the share `1 - momentum`, as in a
# running average. PyTorch adds all of it to `momentum` times the old velocity.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad + self.weight_decay * p.data
        old = self.velocities[i]
        self.velocities[i] = g if old is None else self.momentum * old + (1 - self.momentum) * g
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="the velocity of a single number is not kept" methods=true
# Arrays with axes are right. For a parameter of a single number NumPy's arithmetic gives a number and no
# array, and `*=` and `+=` make a new one: the velocity in `self` stays that of the first step. Put
# the new velocity into `self` in each step.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad + self.weight_decay * p.data
        v = self.velocities[i]
        if v is None:
            v = self.velocities[i] = g
        else:
            v *= self.momentum
            v += g
        p.data -= self.lr * v


# %% wrong="SGD" name="zero_grad multiplies by 0" methods=true
# With `set_to_none=False` a nan or an infinity stays: 0 times either is nan. Write zeros into the array,
# `p.grad[...] = 0.0`.
def zero_grad(self, set_to_none=True):
    for p in self.params:
        if set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad *= 0.0


# %% wrong="SGD" name="zero_grad forgets the velocities" methods=true
# `zero_grad` threw the velocities away, so the momentum is lost with the gradients. They are what the
# optimizer remembers from one step to the next: only `.grad` is cleared.
def zero_grad(self, set_to_none=True):
    self.velocities = [None] * len(self.params)
    for p in self.params:
        if set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad[...] = 0.0


# %% wrong="SGD" name="looks ahead" methods=true
# Your step is the one of Nesterov: it adds the gradient to `momentum` times the *new* velocity.
# Plain momentum moves along the velocity itself.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad + self.weight_decay * p.data
        old = self.velocities[i]
        self.velocities[i] = g.copy() if old is None else self.momentum * old + g
        ahead = g + self.momentum * self.velocities[i] if self.momentum else g
        p.data -= self.lr * ahead


# %% wrong="SGD" name="moves along the old velocity" methods=true
# Each step moves along the velocity from before this gradient, so the first one does not move at
# all. Update the velocity first, then move.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        old = self.velocities[i]
        old = np.zeros_like(p.data) if old is None else old
        self.velocities[i] = self.momentum * old + p.grad + self.weight_decay * p.data
        p.data -= self.lr * old


# %% wrong="SGD" name="zero_grad turns None into zeros" methods=true
# With `set_to_none=False` a `.grad` that was None became an array of zeros. A parameter that has no
# gradient still has none after clearing: None stays None.
def zero_grad(self, set_to_none=True):
    for p in self.params:
        if set_to_none:
            p.grad = None
        elif p.grad is None:
            p.grad = np.zeros_like(p.data)
        else:
            p.grad[...] = 0.0


# %% wrong="SGD" name="zero_grad with new arrays of zeros" methods=true
# With `set_to_none=False` the zeros are in a new array; the one that was `.grad` still holds the old
# numbers. Fill the array that is there.
def zero_grad(self, set_to_none=True):
    for p in self.params:
        if set_to_none or p.grad is None:
            p.grad = None
        else:
            p.grad = np.zeros_like(p.grad)


# %% wrong="SGD" name="makes a new array" methods=true
# The numbers are right, but they are in a new array; the array that was `.data` did not change, and
# whoever else holds it works with the old weights. Write into the array that is there.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            continue
        g = p.grad + self.weight_decay * p.data
        old = self.velocities[i]
        self.velocities[i] = g if old is None else self.momentum * old + g
        p.data = p.data - self.lr * self.velocities[i]


# %% wrong="SGD" name="forgets the velocity where .grad is None" methods=true
# A parameter that was left out of one step begins anew in the next: its velocity was dropped. Where
# `.grad` is None the velocity stays as it is.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            self.velocities[i] = None
            continue
        g = p.grad + self.weight_decay * p.data
        old = self.velocities[i]
        self.velocities[i] = g if old is None else self.momentum * old + g
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="None counts as a gradient of zero" methods=true
# A parameter whose `.grad` is None went on moving, out of its velocity and its weight decay. None
# means that there is no gradient, not that it is zero: skip the parameter altogether.
def step(self):
    for i, p in enumerate(self.params):
        g = np.zeros_like(p.data) if p.grad is None else p.grad
        g = g + self.weight_decay * p.data
        old = 0.0 if self.velocities[i] is None else self.velocities[i]
        self.velocities[i] = self.momentum * old + g
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="zero_grad fills with zeros by default" methods=true
# Your steps are right. `zero_grad()` without an argument should set `.grad` to None, and yours
# fills it with zeros in any case. Where do you look at `set_to_none`?
def zero_grad(self, set_to_none=True):
    for p in self.params:
        if p.grad is not None:
            p.grad[...] = 0.0


# %% wrong="SGD" name="one velocity for all parameters of a shape"
# Parameters of one shape share a velocity in your optimizer. Each parameter needs one of its own:
# keep it under the parameter's index.
class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocities = {}
    def zero_grad(self, set_to_none=True):
        for p in self.params:
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                p.grad[...] = 0
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p.data
            k = p.data.shape
            v = self.velocities.get(k)
            v = g if v is None else self.momentum * v + g
            self.velocities[k] = v
            p.data -= self.lr * v


# %% wrong="SGD" name="moves by the sign"
# Every number moves by the same length: only the sign of the velocity counts. The step is `lr`
# times the velocity, as large as it is.
class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocities = [None] * len(self.params)
    def zero_grad(self, set_to_none=True):
        for p in self.params:
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                p.grad[...] = 0
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p.data
            v = self.velocities[i]
            v = g if v is None else self.momentum * v + g
            self.velocities[i] = v
            p.data -= self.lr * np.sign(v)


# %% wrong="SGD" name="the learning rate decays"
# The learning rate shrinks with each step. Weight decay is something else: it adds a share of the
# weight to its gradient, and `lr` stays as it is.
class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.velocities = [None] * len(self.params)
    def zero_grad(self, set_to_none=True):
        for p in self.params:
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                p.grad[...] = 0
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p.data
            v = self.velocities[i]
            v = g if v is None else self.momentum * v + g
            self.velocities[i] = v
            p.data -= self.lr * v
        self.lr *= 1 - self.weight_decay


# %% wrong="SGD" name="the velocity decays without a gradient" methods=true
# A parameter without a gradient does not move, but its velocity gets smaller meanwhile. It is
# passed over: nothing of it changes.
def step(self):
    for i, p in enumerate(self.params):
        if p.grad is None:
            if self.velocities[i] is not None:
                self.velocities[i] = self.momentum * self.velocities[i]
            continue
        g = p.grad + self.weight_decay * p.data
        old = self.velocities[i]
        self.velocities[i] = g if old is None else self.momentum * old + g
        p.data -= self.lr * self.velocities[i]


# %% wrong="SGD" name="weight decay after the step" methods=true
# With weight decay your numbers are a little off: the weights shrink after the step, when they have
# moved already. The share of the weight joins the gradient before the velocity is computed.
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                old = self.velocities[i]
                self.velocities[i] = p.grad.copy() if old is None else self.momentum * old + p.grad
                p.data -= self.lr * self.velocities[i]
                p.data -= self.lr * self.weight_decay * p.data

    def zero_grad(self, set_to_none=True):
        for p in self.params:
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                p.grad[...] = 0.0


# %% [markdown] card="freeze" level="easy" minutes=10
# To fine-tune a network that was trained before, one freezes most of its layers: their numbers
# stay, and only the rest learns. Two things have to happen to a frozen parameter. It stops requiring
# a gradient, so that `backward()` brings it none. And the gradient that may be left in it is
# dropped, because an optimizer that holds the parameter would still use it for one more step. (The
# `freeze` of assignment 08 left gradients alone: there was no optimizer.)
#
# Write `freeze(params)`: for each tensor of the list set `requires_grad` to False and `.grad` to
# None, also where one of the two is so already. The numbers in `.data` stay, and the list too. Nothing
# is returned.
#
# ```python
# >>> w = Tensor([2.0], requires_grad=True)
# >>> (w * w).mean().backward()
# >>> freeze([w])
# >>> w.requires_grad, w.grad
# (False, None)
# ```
#
# <details><summary>Hint: the check "a gradient that is left over is dropped" fails</summary>
#
# Setting `requires_grad` changes what *future* passes do. What earlier ones left in `.grad` is
# still there, and an array of zeros is a gradient too.
# </details>
# <details><summary>Hint: does a frozen layer stop the gradient?</summary>
#
# No. It gets none itself, but the rule of its operation still sends one to the layer before it.
# You need to do nothing for that.
# </details>

# %% exercise="freeze"
def freeze(params):
    """Take parameters out of training: no gradient wanted, none left over."""
    ### BEGIN SOLUTION
    for p in params:
        p.requires_grad = False
        p.grad = None
    ### END SOLUTION


# %% check="freeze"

# %% right="freeze" by="two loops"
def freeze(params):
    for p in params:
        p.grad = None
    for p in params:
        setattr(p, "requires_grad", False)


# %% right="freeze" by="recursion over the list"
def freeze(params):
    if params:
        params[0].requires_grad, params[0].grad = False, None
        freeze(params[1:])


# %% wrong="freeze" name="leaves the old gradient"
# No new gradient will arrive, but the old one is still in `.grad`, and an optimizer that holds the
# parameter would move it once more. Drop it.
def freeze(params):
    for p in params:
        p.requires_grad = False


# %% wrong="freeze" name="only drops the gradient"
# The gradient is gone for now, but the next `backward()` brings a new one: the parameter still
# requires it.
def freeze(params):
    for p in params:
        p.grad = None


# %% wrong="freeze" name="only those with a gradient"
# A parameter that has no gradient yet goes on requiring one, so that the next `backward()` brings it.
# Switch off each parameter of the list, whatever its `.grad` is.
def freeze(params):
    for p in params:
        if p.grad is not None:
            p.requires_grad = False
            p.grad = None


# %% wrong="freeze" name="zeros instead of None"
# `.grad` holds zeros now. That is still a gradient: an optimizer with weight decay or momentum
# would move the parameter. Only None says that there is none.
def freeze(params):
    for p in params:
        p.requires_grad = False
        p.grad = np.zeros_like(p.data)


# %% wrong="freeze" name="fills with zeros"
# The gradients that were there hold zeros now. That is still a gradient: an optimizer with weight
# decay or momentum would move the parameter. Only None says that there is none.
def freeze(params):
    for p in params:
        p.requires_grad = False
        if p.grad is not None:
            p.grad.fill(0.0)


# %% wrong="freeze" name="passes over the frozen ones"
# A parameter that was frozen already keeps the gradient that was left in it, and an optimizer that
# holds it would move it once more. Drop the gradient whatever `requires_grad` says.
def freeze(params):
    for p in params:
        if p.requires_grad:
            p.requires_grad = False
            p.grad = None


# %% wrong="freeze" name="None for False"
# `requires_grad` became None. It counts as false, but the word is False: whoever asks
# `requires_grad is False` gets the wrong answer.
def freeze(params):
    for p in params:
        p.requires_grad = None
        p.grad = None


# %% wrong="freeze" name="freezes copies"
# The tensors of the caller are as they were. If your function makes new ones, even if it puts them
# into the list, those of the caller know nothing of them: set the attributes of the tensors that came
# in the list.
def freeze(params):
    params = [Tensor(p.data, requires_grad=False) for p in params]


# %% wrong="freeze" name="zeroes the weights"
# The numbers in `.data` became zero. A frozen layer keeps what it has learned; what is cleared is
# its gradient.
def freeze(params):
    for p in params:
        p.requires_grad = False
        p.grad = None
        p.data[...] = 0.0


# %% wrong="freeze" name="only the first parameter"
# Only the first parameter of the list is frozen. A layer has a weight and a bias at least: is there
# a `return` inside the loop?
def freeze(params):
    for p in params:
        p.requires_grad = False
        p.grad = None
        return


# %% [markdown] card="train_perceptron" level="medium" minutes=15
# One neuron, one weight, one bias, and the whole of training in a few lines. Each step has four
# parts: clear, forward, backward, step.
#
# Write `train_perceptron(w, b, inputs, targets, steps, lr)`. `w` and `b` are tensors of one number
# each. In each step the prediction is `w * inputs + b` and the loss is `mse(prediction, targets)`.
# Get the gradients with `loss.backward()` and change `w.data` and `b.data` by `-lr` times them, in
# place or with new arrays; for the shape `()` a NumPy number will do as well. Both require a
# gradient. Return the list of losses as Python floats, one for each step, each computed before that
# step's change. A gradient that was there before the call must not count.
#
# The example is the perceptron of the lesson, with a bias: input 2, target 10, weight 1, and a
# loss of 64.
#
# ```python
# >>> w, b = Tensor(1.0, requires_grad=True), Tensor(0.0, requires_grad=True)
# >>> train_perceptron(w, b, Tensor(2.0), Tensor(10.0), 1, lr=0.125)
# [64.0]
# >>> w.data, b.data
# (array(5.), array(2.))
# ```
#
# By hand: the loss is $(2w + b - 10)^2$, its slope along $w$ is $2 \cdot (2 - 10) \cdot 2 = -32$, and
# along $b$ it is $-16$. An eighth of these, the other way, is $+4$ and $+2$.
#
# <details><summary>Hint: the first two losses are right, the later ones are not</summary>
#
# `backward()` adds to `.grad`. From the second step on, the gradients of the earlier ones are in
# it, unless you clear both `w` and `b` in every step.
# </details>
# <details><summary>Hint: all losses are equal</summary>
#
# Either nothing moves, because the gradients are cleared between `backward()` and the change. Or
# the forward pass stands before the loop: a graph holds the numbers with which it was recorded,
# so each step needs a forward pass of its own.
# </details>

# %% exercise="train_perceptron"
def train_perceptron(w, b, inputs, targets, steps, lr):
    """Train one neuron by gradient descent; the losses, step by step."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(steps):
        w.grad = b.grad = None
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        losses.append(float(loss.data))
    return losses
    ### END SOLUTION


# %% check="train_perceptron"

# %% right="train_perceptron" by="gradients by hand"
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        error = w.data * inputs.data + b.data - targets.data
        losses.append(float(np.mean(error**2)))
        w.data = w.data - lr * np.mean(2 * error * inputs.data)
        b.data = b.data - lr * np.mean(2 * error)
    return losses


# %% right="train_perceptron" by="a while loop that clears last"
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses, params = [], (w, b)
    for p in params:
        p.grad = None
    while len(losses) < steps:
        loss = mse(inputs * w + b, targets)
        losses.append(loss.data.item())
        loss.backward()
        for p in params:
            p.data[...] = p.data - lr * p.grad
            p.grad = None
    return losses


# %% wrong="train_perceptron" name="never clears"
# `backward()` adds, and nothing takes away: each step uses the sum of all gradients so far. Clear
# both gradients in every step, before `backward()`.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train_perceptron" name="forgets to clear the bias"
# The gradient of the weight is cleared and that of the bias is not, so the bias moves by the sum of
# all its gradients so far. Every parameter has to be cleared.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        w.grad = None
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train_perceptron" name="clears the bias only before the loop"
# The weight is cleared in every step, the bias once before the loop: from the second step on its
# gradient holds those of the steps before. Clear both in every step.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    b.grad = None
    for _ in range(steps):
        w.grad = None
        loss = mse(w * inputs + b, targets)
        loss.backward()
        losses.append(float(loss.data))
        w.data = w.data - lr * w.grad
        b.data = b.data - lr * b.grad
    return losses


# %% wrong="train_perceptron" name="clears before the change"
# Nothing moves. Either the gradients are cleared after `backward()` and before they are used, or they
# are not used at all. The order is clear, forward, backward, step.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.grad = np.zeros_like(w.data)
        b.grad = np.zeros_like(b.data)
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train_perceptron" name="forward pass before the loop"
# All losses are equal, and every step goes the same way: the graph was recorded once, with the
# first weights. Each step needs a forward pass of its own.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    loss = mse(w * inputs + b, targets)
    for _ in range(steps):
        w.grad = b.grad = None
        loss.backward()
        w.data = w.data - lr * w.grad
        b.data = b.data - lr * b.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train_perceptron" name="loss after the change"
# The weights are right, and your list of losses is one step ahead: it holds each loss after the
# step's change. Note the loss of the forward pass.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        w.grad = b.grad = None
        mse(w * inputs + b, targets).backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        losses.append(float(mse(w * inputs + b, targets).data))
    return losses


# %% wrong="train_perceptron" name="weight and bias one after the other"
# The first loss is right. Within a step the weight moves before the bias's gradient is computed, so
# the bias gets the gradient of another loss. Compute both gradients, then move both.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        for p in (w, b):
            w.grad = b.grad = None
            loss = mse(w * inputs + b, targets)
            loss.backward()
            if p is w:
                losses.append(float(loss.data))
            p.data -= lr * p.grad
    return losses


# %% wrong="train_perceptron" name="clears only before the loop"
# The first step is right. From the second one on the gradients of the earlier steps are still in
# `.grad`, because you clear them once, before the loop. Clear in every step.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    w.grad = b.grad = None
    for _ in range(steps):
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train_perceptron" name="clears only at the end of a step"
# Gradients from before the call count in your first step. You clear at the end of each step; clear
# once before the first one as well.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        w.grad = b.grad = None
        losses.append(float(loss.data))
    return losses


# %% wrong="train_perceptron" name="stops at a loss of 0"
# The list is too short where the loss becomes 0, or no longer falls: the loop ended there. One loss
# for each step is asked for.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        w.grad = b.grad = None
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        losses.append(float(loss.data))
        if losses[-1] == 0:
            break
    return losses


# %% wrong="train_perceptron" name="one loss too many"
# The list holds one loss too many: that after the last step. One for each step is asked for, each
# computed before the step's change.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = [float(mse(w * inputs + b, targets).data)]
    for _ in range(steps):
        w.grad = b.grad = None
        mse(w * inputs + b, targets).backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        losses.append(float(mse(w * inputs + b, targets).data))
    return losses


# %% wrong="train_perceptron" name="the losses are arrays"
# The numbers are right, but the losses are arrays, or something else that is no Python float:
# `float(loss.data)` makes one.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        w.grad = b.grad = None
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
        losses.append(loss.data)
    return losses


# %% wrong="train_perceptron" name="the gradient of the sum"
# One input is right. With more of them your steps are those of the sum of the squared differences: too
# large by the number of inputs. The loss is their mean, and so is its gradient.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        error = w.data * inputs.data + b.data - targets.data
        losses.append(float(np.mean(error**2)))
        w.data -= lr * np.sum(2 * error * inputs.data)
        b.data -= lr * np.sum(2 * error)
    return losses


# %% wrong="train_perceptron" name="new tensors instead of a change"
# The losses go down, but the `w` and `b` of the caller stay as they were: your function gave the
# names to new tensors and trained those. Change the numbers in `.data`.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        w, b = Tensor(w.data, requires_grad=True), Tensor(b.data, requires_grad=True)
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w = Tensor(w.data - lr * w.grad, requires_grad=True)
        b = Tensor(b.data - lr * b.grad, requires_grad=True)
        losses.append(float(loss.data))
    return losses


# %% wrong="train_perceptron" name="goes uphill"
# The losses grow from step to step, because the change has the wrong sign: a gradient points to
# where the loss grows.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        w.grad = b.grad = None
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.data += lr * w.grad
        b.data += lr * b.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train_perceptron" name="the bias is added to the input"
# The prediction is `w * inputs + b`: multiply first, then add the bias. In your numbers `w` also
# multiplies `b`.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        w.grad = b.grad = None
        loss = mse(w * (inputs + b), targets)
        loss.backward()
        losses.append(float(loss.data))
        w.data -= lr * w.grad
        b.data -= lr * b.grad
    return losses


# %% wrong="train_perceptron" name="the learning rate shrinks"
# The steps get shorter and shorter: the learning rate is divided by the number of the step. All
# steps use the same `lr`.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for i in range(steps):
        w.grad = b.grad = None
        loss = mse(w * inputs + b, targets)
        loss.backward()
        losses.append(float(loss.data))
        w.data -= lr / (i + 1) * w.grad
        b.data -= lr / (i + 1) * b.grad
    return losses


# %% wrong="train_perceptron" name="moves by the sign"
# Each step has the same length: the parameters move by `lr` times the sign of the gradient. Its
# size counts as well: subtract `lr` times the gradient itself.
def train_perceptron(w, b, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        w.grad = b.grad = None
        loss = mse(w * inputs + b, targets)
        loss.backward()
        w.data -= lr * np.sign(w.grad)
        b.data -= lr * np.sign(b.grad)
        losses.append(float(loss.data))
    return losses


# %% wrong="train_perceptron" name="momentum that nobody asked for"
# One step is right, and later ones are not: your optimizer has a momentum, so each step repeats most
# of those before it. Here plain gradient descent is asked for: `SGD([w, b], lr=lr)`.
def train_perceptron(w, b, inputs, targets, steps, lr):
    optimizer = SGD([w, b], lr=lr, momentum=0.9)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = mse(w * inputs + b, targets)
        losses.append(float(loss.data))
        loss.backward()
        optimizer.step()
    return losses


# %% wrong="train_perceptron" name="the losses are tensors"
# The numbers are right, but the losses are tensors, and each keeps the graph of its step.
# `float(loss.data)` takes the number out.
def train_perceptron(w, b, inputs, targets, steps, lr):
    optimizer = SGD([w, b], lr=lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = mse(w * inputs + b, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


# %% [markdown] card="mlp" level="easy" minutes=10
# A multilayer perceptron with one hidden layer: a linear layer, a bend, another linear layer.
# Without the bend in the middle the two layers would be one linear layer in disguise.
#
# Write `mlp(params, inputs)`. `params` is the list `[W1, b1, W2, b2]` of tensors, `inputs` a tensor
# with one row for each example. The hidden layer is the tanh of `inputs @ W1 + b1`; the output is
# `hidden @ W2 + b2`, without a tanh. Return the output as a tensor through which `backward()`
# reaches all four parameters. The list `params` and the tensors in it stay as they are.
#
# ```python
# >>> params = [Tensor([[1.0, 0.0], [0.0, 1.0]]), Tensor([0.0, 0.0]),
# ...           Tensor([[1.0], [1.0]]), Tensor([5.0])]
# >>> mlp(params, Tensor([[0.0, 0.0]])).data
# array([[5.]])
# ```
#
# <details><summary>Hint: AttributeError: 'NoneType' object has no attribute 'data'</summary>
#
# Does your function return the output?
# </details>
# <details><summary>Hint: the output is right, but "The answer is None, expected an array of shape ..."</summary>
#
# Somewhere the computation left the tensors: `Tensor(x.data ...)` or `np.tanh(x.data)` starts a
# new leaf that remembers nothing. Use the tensors' own operators and `tanh()`.
# </details>

# %% exercise="mlp"
def mlp(params, inputs):
    """The output of a network with one hidden tanh layer."""
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = params
    hidden = (inputs @ W1 + b1).tanh()
    return hidden @ W2 + b2
    ### END SOLUTION


# %% check="mlp"

# %% right="mlp" by="a loop over the layers"
def mlp(params, inputs):
    value = inputs
    layers = list(zip(params[::2], params[1::2]))
    for number, (weight, bias) in enumerate(layers):
        value = value @ weight + bias
        if number + 1 < len(layers):
            value = value.tanh()
    return value


# %% right="mlp" by="a helper for a layer"
def mlp(params, inputs):
    def linear(value, weight, bias):
        return bias + value @ weight

    return linear(linear(inputs, *params[:2]).tanh(), *params[2:])


# %% wrong="mlp" name="no bend"
# There is no tanh between the two layers, so the network is linear: it can do no more than one layer
# alone.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return (inputs @ W1 + b1) @ W2 + b2


# %% wrong="mlp" name="bends the output too"
# The output went through a tanh as well and can never leave the range from -1 to 1. The last
# layer stays linear.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return ((inputs @ W1 + b1).tanh() @ W2 + b2).tanh()


# %% wrong="mlp" name="bias after the bend"
# The hidden bias is added after the tanh. It belongs inside: it decides where the tanh bends.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return ((inputs @ W1).tanh() + b1) @ W2 + b2


# %% wrong="mlp" name="forgets the biases"
# The biases take no part: the output is that of a network without them, and they get no gradient.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return (inputs @ W1).tanh() @ W2


# %% wrong="mlp" name="forgets the last bias"
# The second bias takes no part: it is missing from the output and gets no gradient.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return (inputs @ W1 + b1).tanh() @ W2


# %% wrong="mlp" name="forgets the hidden bias"
# The first bias takes no part: it is missing under the tanh and gets no gradient.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return (inputs @ W1).tanh() @ W2 + b2


# %% wrong="mlp" name="leaves the graph at the end"
# The output is right, but no parameter gets a gradient: the numbers were put into a new tensor that
# does not know where they came from. Return the result of the tensors' own operations.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    hidden = (inputs @ W1 + b1).tanh()
    return Tensor(hidden.data @ W2.data + b2.data, requires_grad=True)


# %% wrong="mlp" name="the biases leave the graph"
# The output is right, but the biases get no gradient: their numbers were added, not the tensors. Add
# `b1` and `b2` themselves.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return (inputs @ W1 + Tensor(b1.data)).tanh() @ W2 + Tensor(b2.data)


# %% wrong="mlp" name="another bend"
# The bend is a relu, which cuts off what is negative. The card asks for tanh.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    before = inputs @ W1 + b1
    return (before * Tensor(before.data > 0)) @ W2 + b2


# %% wrong="mlp" name="leaves the graph in the middle"
# The output is right, but the first layer gets no gradient: the hidden values were put into a
# tensor that does not know where they came from. Stay with the tensors' own operations.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    hidden = Tensor(np.tanh(inputs.data @ W1.data + b1.data))
    return hidden @ W2 + b2


# %% wrong="mlp" name="tanh twice"
# The hidden layer goes through tanh twice. The bias is added to the product first, then comes one
# tanh.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return ((inputs @ W1).tanh() + b1).tanh() @ W2 + b2


# %% wrong="mlp" name="tanh of the tanh"
# The hidden values go through tanh twice, one right after the other. One bend is enough.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return (inputs @ W1 + b1).tanh().tanh() @ W2 + b2


# %% wrong="mlp" name="the bend before the first layer"
# The inputs go through tanh, and the hidden layer does not. First comes the linear layer, `inputs @
# W1 + b1`, then the bend.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    return (inputs.tanh() @ W1 + b1) @ W2 + b2


# %% wrong="mlp" name="bends the inputs too"
# The inputs go through a tanh of their own before the first layer. They enter it as they are.
def mlp(params, inputs):
    W1, b1, W2, b2 = params
    hidden = (inputs.tanh() @ W1 + b1).tanh()
    return hidden @ W2 + b2


# %% [markdown] card="train_in_batches" level="medium" minutes=20
# Large data sets are walked through in small batches, with a step after each; once through all of
# them is an *epoch*. Now your pieces train a network.
#
# Write `train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum)`. `inputs` and
# `targets` are arrays with one row for each example; make tensors of the rows that you need. Go
# through the rows in order, `batch_size` at a time; the last batch of an epoch may have fewer: seven
# rows in batches of three are batches of 3, 3 and 1.
# For each batch: clear, compute `mse(mlp(params, ...), ...)`, backward, step, with your `SGD`.
# The optimizer's velocities last over all epochs. Return the losses of all batches as Python floats,
# in the order in which they came, each computed before its step. A gradient that was there before
# the call must not count.
#
# ```python
# >>> params = [Tensor([[1.0]]), Tensor([0.0]), Tensor([[1.0]]), Tensor([0.0], requires_grad=True)]
# >>> rows = np.array([[0.0], [0.0], [0.0]])
# >>> train_in_batches(params, rows, rows + 2.0, 1, 2, lr=0.25, momentum=0.0)
# [4.0, 1.0]
# >>> params[3].data
# array([1.5])
# ```
#
# Only the last bias learns here; the others do not require a gradient, and stay.
#
# <details><summary>Hint: "losses: It has ... items, expected ..."</summary>
#
# Five rows in batches of two are three batches: rows 0 and 1, rows 2 and 3, row 4.
# `range(0, len(inputs), batch_size)` gives the first row of each; a slice that reaches past the
# end just ends there.
# </details>
# <details><summary>Hint: right with momentum 0, wrong with momentum</summary>
#
# The velocities live in the optimizer. Whoever makes a new one in every epoch, or in every batch,
# starts without a velocity each time.
# </details>

# %% exercise="train_in_batches"
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    """Train an MLP in small batches; the losses, batch by batch."""
    ### BEGIN SOLUTION
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            losses.append(float(loss.data))
    return losses
    ### END SOLUTION


# %% check="train_in_batches"

# %% right="train_in_batches" by="np.split"
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr=lr, momentum=momentum)
    cuts = list(range(batch_size, len(inputs), batch_size))
    batches = list(zip(np.split(inputs, cuts), np.split(targets, cuts)))
    losses = []
    for x, t in batches * epochs:
        loss = mse(mlp(params, Tensor(x)), Tensor(t))
        losses.append(loss.data.item())
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
    return losses


# %% right="train_in_batches" by="a while loop over the rows, clearing last"
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr=lr, momentum=momentum)
    optimizer.zero_grad()
    losses, epoch, row = [], 0, 0
    while epoch < epochs:
        end = min(row + batch_size, len(inputs))
        error = mse(mlp(params, Tensor(inputs[row:end])), Tensor(targets[row:end]))
        error.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses += [float(error.data)]
        row = end
        if row == len(inputs):
            epoch, row = epoch + 1, 0
    return losses


# %% wrong="train_in_batches" name="never clears"
# The first batch is right. Then the gradients of all batches so far add up, because nothing clears
# them. Call `zero_grad()` before every `backward()`.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="drops the smaller last batch"
# The rows that do not fill a batch are never used. The last batch of an epoch may be smaller; its
# rows count as much as the others.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for number in range(len(inputs) // batch_size):
            part = slice(number * batch_size, (number + 1) * batch_size)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="clears before the step"
# Nothing moves. Either the gradients are cleared between `backward()` and `step()`, or `step()` is
# never called. The order is clear, forward, backward, step.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="loss after the step"
# The parameters are right, and each loss is the one after its step: the forward pass was computed
# once more. Note the loss of the forward pass on which you called `backward()`.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            x, t = Tensor(inputs[part]), Tensor(targets[part])
            optimizer.zero_grad()
            mse(mlp(params, x), t).backward()
            optimizer.step()
            losses.append(float(mse(mlp(params, x), t).data))
    return losses


# %% wrong="train_in_batches" name="one loss an epoch"
# The parameters are right, but the list holds one loss an epoch, that of its last batch. Note the
# loss of every batch.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="a mean over the epoch"
# The parameters are right, but the list holds the mean loss of each epoch. Note the loss of every
# batch.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        of_epoch = []
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            of_epoch.append(float(loss.data))
        losses.append(sum(of_epoch) / len(of_epoch))
    return losses


# %% wrong="train_in_batches" name="the batch size taken for the number of batches"
# The rows were divided into `batch_size` batches. `batch_size` is the number of rows in one batch:
# ten rows in batches of four are batches of 4, 4 and 2.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    batches = list(zip(np.array_split(inputs, batch_size), np.array_split(targets, batch_size)))
    losses = []
    for x, t in batches * epochs:
        if not len(x):
            continue
        optimizer.zero_grad()
        loss = mse(mlp(params, Tensor(x)), Tensor(t))
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="clears only at the end of a step"
# A gradient from before the call counts in your first step. You clear at the end of each step; clear
# once before the first one as well.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="the losses are arrays"
# The numbers are right, but the losses are arrays, or something else that is no Python float:
# `float(loss.data)` makes one.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            losses.append(loss.data)
    return losses


# %% wrong="train_in_batches" name="the targets of the first batch"
# The first loss is right. Every later batch was compared with the targets of the first one: inputs and
# targets need the same rows.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            x = inputs[start:start + batch_size]
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(x)), Tensor(targets[:len(x)]))
            loss.backward()
            optimizer.step()
            losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="batches of nearly equal size"
# The number of batches is right, and their rows are spread evenly: ten rows by four became 4, 3 and 3.
# Every batch but the last has `batch_size` rows.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    count = -(-len(inputs) // batch_size)
    losses = []
    for x, t in list(zip(np.array_split(inputs, count), np.array_split(targets, count))) * epochs:
        optimizer.zero_grad()
        loss = mse(mlp(params, Tensor(x)), Tensor(t))
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="batches across the epochs"
# One epoch is right. With more of them a batch goes on over the end of an epoch, into the first rows of
# the next: each epoch ends with a smaller batch, and the next begins at row 0.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    inputs, targets = np.concatenate([inputs] * epochs), np.concatenate([targets] * epochs)
    losses = []
    for start in range(0, len(inputs), batch_size):
        part = slice(start, start + batch_size)
        optimizer.zero_grad()
        loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="clears once an epoch"
# The gradients of the batches add up over the epoch, although a step follows each batch. Clear
# before every `backward()`.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="one step an epoch"
# The weights change only at the end of an epoch, so all its batches see the same weights. The step
# belongs inside the loop over the batches.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            losses.append(float(loss.data))
        optimizer.step()
    return losses


# %% wrong="train_in_batches" name="a new optimizer in every epoch"
# Within an epoch all is right, but the next one starts without a velocity: a new optimizer has no
# memory. Make it once, before the loops.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    losses = []
    for _ in range(epochs):
        optimizer = SGD(params, lr, momentum)
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="no velocity lasts"
# With momentum 0 your answers are right, with more they are those of plain gradient descent. Either
# the optimizer never hears of `momentum`, or each batch makes a new one, which has no memory.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = slice(start, start + batch_size)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="ignores the batch size"
# All rows went through the network at once, one loss an epoch. A step follows every `batch_size`
# rows.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = mse(mlp(params, Tensor(inputs)), Tensor(targets))
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="fills the last batch up"
# The last batch of an epoch holds rows that were in the one before. It may have fewer rows than the
# others: take those that are left.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    o, losses = SGD(params, lr, momentum), []
    for _ in range(epochs):
        for i in range(0, len(inputs), batch_size):
            i = max(min(i, len(inputs) - batch_size), 0)
            o.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[i:i + batch_size])), Tensor(targets[i:i + batch_size]))
            loss.backward()
            losses.append(float(loss.data)); o.step()
    return losses


# %% wrong="train_in_batches" name="momentum handed over as weight decay"
# The optimizer got the momentum in the place of another argument. Hand it over by its name:
# `SGD(params, lr, momentum=momentum)`.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    o, losses = SGD(params, lr, 0.0, momentum), []
    for _ in range(epochs):
        for i in range(0, len(inputs), batch_size):
            o.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[i:i + batch_size])), Tensor(targets[i:i + batch_size]))
            loss.backward()
            losses.append(float(loss.data)); o.step()
    return losses


# %% wrong="train_in_batches" name="draws the rows in another order"
# The rows come in another order than in `inputs`. Mixing them is a good habit in training; here
# they are taken as they stand.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    o, losses = SGD(params, lr, momentum), []
    r = np.random.default_rng(0)
    for _ in range(epochs):
        order = r.permutation(len(inputs))
        for i in range(0, len(inputs), batch_size):
            rows = order[i:i + batch_size]
            o.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[rows])), Tensor(targets[rows]))
            loss.backward()
            losses.append(float(loss.data)); o.step()
    return losses


# %% wrong="train_in_batches" name="starts at row 1"
# The first row of the data, row 0, is in no batch. Rows are counted from 0.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    o, losses = SGD(params, lr, momentum), []
    for _ in range(epochs):
        for i in range(1, len(inputs), batch_size):
            o.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[i:i + batch_size])), Tensor(targets[i:i + batch_size]))
            loss.backward()
            losses.append(float(loss.data))
            o.step()
    return losses


# %% wrong="train_in_batches" name="one step too many"
# A step is made after the last batch, with a gradient that was used already. Each batch has one
# step.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    o, losses = SGD(params, lr, momentum), []
    for _ in range(epochs):
        for i in range(0, len(inputs), batch_size):
            o.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[i:i + batch_size])), Tensor(targets[i:i + batch_size]))
            loss.backward()
            losses.append(float(loss.data))
            o.step()
    o.step()
    return losses


# %% wrong="train_in_batches" name="batches that overlap"
# Each batch begins one row after the one before, so that most rows are used several times in an
# epoch. The next batch begins where the last one ended: `range(0, len(inputs), batch_size)`.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(len(inputs) - batch_size + 1):
            part = slice(start, start + batch_size)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            losses.append(float(loss.data))
    return losses


# %% wrong="train_in_batches" name="fills the last batch up from the beginning"
# The last batch of an epoch was filled up with the first rows. It may have fewer rows than the
# others: take those that are left.
def train_in_batches(params, inputs, targets, epochs, batch_size, lr, momentum):
    optimizer = SGD(params, lr, momentum)
    losses = []
    for _ in range(epochs):
        for start in range(0, len(inputs), batch_size):
            part = np.arange(start, start + batch_size) % len(inputs)
            optimizer.zero_grad()
            loss = mse(mlp(params, Tensor(inputs[part])), Tensor(targets[part]))
            loss.backward()
            optimizer.step()
            losses.append(float(loss.data))
    return losses


# %% [markdown]
# ## What you built
#
# - A step moves the data against the gradient, in place, and passes over whatever has none.
# - Momentum is one array for each parameter, kept from step to step; weight decay joins the
#   gradient before it.
# - The loop is clear, forward, backward, step; in batches, all four for every batch.
# - A frozen parameter requires no gradient and holds none, and the layers before it still learn.
