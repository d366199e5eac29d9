# %% [markdown]
# # Assignment 11: your own engine
#
# Here the pieces come together. At the end of this notebook stands an engine of your own: it
# records, runs backward in the right order, adds up, raises PyTorch's errors, and trains a network.
# The programs of the lessons then run on it, side by side with the course's reference engine, and
# both graphs are drawn.
#
# Several exercises are pieces that you have written before, now in their final place. They build on
# each other: where a check says that an earlier exercise is not right yet, mend that one first. Parts
# that work earn their points all the same.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# ## The frame
#
# The next cell holds what the pieces hang on. It stays as it is, but do read it:
#
# - A `Tensor` has `data`, `requires_grad`, `grad`, and a `node` if it is the result of a recorded
#   operation. A leaf has no node.
# - A `Node` knows its name, the tensors it was computed from, what it saved, and a formula for the
#   gradients. `node.rule(gradient)` calls the formula with the saved arrays.
# - An operation such as `sub` computes and calls `record`, which you will write. A rule may forget
#   about broadcasting: the backward pass takes care of that, in one place.
# - `mode.recording` is the switch that `no_grad` will turn.
#
# Operators call functions by name, so `a * b` calls the `mul` that you define further down.

# %% given="frame"
import numpy as np

NOT_TRACKED = "element 0 of tensors does not require grad and does not have a grad_fn"
NOT_SCALAR = "grad can be implicitly created only for scalar outputs"
SECOND_TIME = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you call "
    ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
    "graph a second time or if you need to access saved tensors after calling backward."
)


class mode:
    recording = True


class Node:
    """What a recorded operation leaves behind.

    name     as PyTorch prints it, such as MulBackward0
    parents  the tensors that the operation was given
    formula  formula(gradient, *saved): a tuple with one gradient for each parent
    saved    the arrays that the formula needs; None once they were freed
    """

    def __init__(self, name, parents, formula, saved=()):
        self.name = name
        self.parents = tuple(parents)
        self.formula = formula
        self.saved = tuple(saved)

    def rule(self, gradient):
        return self.formula(gradient, *self.saved)


class Tensor:
    def __init__(self, data, requires_grad=False, node=None):
        self.data = np.array(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.node = node
        self.grad = None

    @property
    def is_leaf(self):
        return self.node is None

    def __repr__(self):
        maker = f", grad_fn=<{self.node.name}>" if self.node else ""
        tracked = ", requires_grad=True" if self.requires_grad and not self.node else ""
        return f"tensor({self.data.tolist()}{maker}{tracked})"

    def __add__(self, other):
        return add(self, as_tensor(other))

    def __sub__(self, other):
        return sub(self, as_tensor(other))

    def __mul__(self, other):
        return mul(self, as_tensor(other))

    def __truediv__(self, other):
        return mul(self, power(as_tensor(other), -1))

    def __pow__(self, exponent):
        return power(self, exponent)

    def __matmul__(self, other):
        return matmul(self, as_tensor(other))

    def __neg__(self):
        return neg(self)

    __radd__, __rmul__ = __add__, __mul__

    def exp(self):
        return exp(self)

    def relu(self):
        return relu(self)

    def sum(self):
        return total(self)

    def mean(self):
        return mean(self)

    def backward(self, gradient=None, retain_graph=False):
        run_backward(self, gradient, retain_graph)


def as_tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value)


def add(a, b):
    return record("AddBackward0", a.data + b.data, (a, b), lambda g: (g, g))


def sub(a, b):
    return record("SubBackward0", a.data - b.data, (a, b), lambda g: (g, -g))


def neg(a):
    return record("NegBackward0", -a.data, (a,), lambda g: (-g,))


def exp(a):
    y = np.exp(a.data)
    return record("ExpBackward0", y, (a,), lambda g, y: (g * y,), saved=(y,))


def relu(a):
    on = a.data > 0
    return record("ReluBackward0", a.data * on, (a,), lambda g, on: (g * on,), saved=(on,))


def total(a):
    shape = a.data.shape
    return record("SumBackward0", a.data.sum(), (a,), lambda g: (np.broadcast_to(g, shape),))


def mean(a):
    shape, size = a.data.shape, a.data.size
    return record("MeanBackward0", a.data.mean(), (a,), lambda g: (np.broadcast_to(g / size, shape),))


def mse_loss(prediction, target):
    e = prediction.data - target.data

    def formula(g, e):
        slope = g * 2 * e / e.size
        return slope, -slope

    return record("MseLossBackward0", np.mean(e * e), (prediction, target), formula, saved=(e,))


# The checks use these to look at your engine.


def set_recording(on):
    mode.recording = on


def maker(tensor):
    return tensor.node.name if tensor.node else None


def names_behind(tensor):
    if tensor.node is None:
        return []
    return [tensor.node.name] + [name for p in tensor.node.parents for name in names_behind(p)]


def sent(result, inputs, upstream):
    """What the node of `result` sends to each of `inputs`; an overflow on the way is an error."""
    parts = strict(result.node.rule, upstream)
    by_parent = {id(p): part for p, part in zip(result.node.parents, parts)}
    return [by_parent[id(tensor)] for tensor in inputs]


def sent_in_all(result, tensor, upstream):
    """The sum of what the node of `result` sends to a tensor that is more than one of its parents."""
    parts = result.node.rule(upstream)
    return sum(part for p, part in zip(result.node.parents, parts) if p is tensor)


def chain(x, length):
    for _ in range(length):
        x = x + 1.0
    return x


def doublings(x, length):
    """x + x, and so on; no node's parents may be looked at more than 50 times."""

    class Watched(tuple):
        looks = 0

        def __iter__(self):
            self.looks += 1
            if self.looks > 50:
                raise RuntimeError(f"the parents of one of {length} nodes were asked for 50 times")
            return super().__iter__()

    for _ in range(length):
        x = x + x
        if x.node:
            x.node.parents = Watched(x.node.parents)
    return x


def three(a, b, c):
    """The product of three tensors in one node."""
    data = a.data, b.data, c.data
    return record("ProductOfThree", data[0] * data[1] * data[2], (a, b, c),
                  lambda g, x, y, z: (g * y * z, g * x * z, g * x * y), saved=data)


def saves(result):
    return len(result.node.saved) > 0


def saves_tensors(result):
    return any(isinstance(value, Tensor) for value in result.node.saved)


def number_of_parents(result):
    return len(result.node.parents)


def same_node(first, second):
    return first.node is second.node


def strict(function, *arguments):
    """Call a function; an overflow, or `np.exp` of more than 100 on the way, is an error."""
    exp = np.exp

    def watched(x, *out, where=True, **options):
        if np.any(np.greater(x, 100.0) & where):
            raise FloatingPointError(f"np.exp was called on {np.max(x)}")
        return exp(x, *out, where=where, **options)

    np.exp = watched
    try:
        with np.errstate(over="raise"):
            return function(*arguments)
    finally:
        np.exp = exp


def are_floats(losses):
    return all(isinstance(loss, float) for loss in losses)


def after_an_error(x):
    try:
        with no_grad():
            raise ValueError("stop")
    except ValueError:
        return x + x


def let_through(kind="ValueError"):
    errors = ValueError, KeyError, EOFError, AssertionError, StopIteration
    with no_grad():
        raise {error.__name__: error for error in errors}[kind]("stop")


# %% [markdown] card="unbroadcast" level="medium" minutes=15
# `a + b` with a bias of shape (3,) and a batch of shape (2, 3) uses each number of the bias twice.
# The gradient that comes back has the shape (2, 3), and that of the bias is the sum over the uses.
#
# Write `unbroadcast(gradient, shape)`: `gradient` is an array of a shape to which `shape` can be
# broadcast. Return an array of the given shape, each number of which is the sum over all the places
# where broadcasting put it. There are two kinds of such axes: those that `shape` does not have at
# all, which broadcasting put in front, and those that have the length 1 in `shape`. No axis
# has the length 0. The array handed in keeps its numbers.
#
# ```python
# >>> gradient = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
# >>> unbroadcast(gradient, (3,))
# array([11., 22., 33.])
# >>> unbroadcast(gradient, (2, 1))
# array([[ 6.],
#        [60.]])
# ```
#
# <details><summary>Hint: "The shape is (2,), expected (2, 1)"</summary>
#
# `sum(axis=...)` drops the axis. With `keepdims=True` it stays, with length 1.
# </details>
# <details><summary>Hint: how many axes are missing in front?</summary>
#
# `gradient.ndim - len(shape)`. These are always the first ones.
# </details>

# %% exercise="unbroadcast"
def unbroadcast(gradient, shape):
    """Sum a gradient over the axes that broadcasting added or stretched."""
    ### BEGIN SOLUTION
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient
    ### END SOLUTION


# %% check="unbroadcast"

# %% right="unbroadcast" by="one axis at a time"
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis in range(len(shape)):
        if shape[axis] < gradient.shape[axis]:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return np.array(gradient)


# %% right="unbroadcast" by="adding into the small array, place by place"
def unbroadcast(gradient, shape):
    small = np.zeros(shape)
    full = (1,) * (gradient.ndim - len(shape)) + tuple(shape)
    for place in np.ndindex(*gradient.shape):
        target = tuple(min(i, n - 1) for i, n in zip(place, full))
        small[target[gradient.ndim - len(shape):]] += gradient[place]
    return small


# %% wrong="unbroadcast" name="only the axes in front"
# The axes that broadcasting put in front are summed, but not those that it stretched from length 1.
# Look at the places where `shape` says 1.
def unbroadcast(gradient, shape):
    return gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))


# %% wrong="unbroadcast" name="only the stretched axes"
# Axes of length 1 are handled. Where `shape` has fewer axes than the gradient, those in front are
# still there: sum over them first.
def unbroadcast(gradient, shape):
    offset = gradient.ndim - len(shape)
    stretched = tuple(i + offset for i, n in enumerate(shape) if n == 1)
    return gradient.sum(axis=stretched, keepdims=True)


# %% wrong="unbroadcast" name="only the first axis of length 1"
# One stretched axis is summed; where `shape` has several axes of length 1, the others are not. `index`
# finds the first one only: go through all axes.
def unbroadcast(gradient, shape):
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    if 1 in shape:
        gradient = gradient.sum(axis=shape.index(1), keepdims=True)
    return gradient


# %% wrong="unbroadcast" name="missing axes at the end"
# Axes that `shape` does not have were looked for at the end. Broadcasting aligns shapes at the right
# and puts new axes in *front*: sum over the first ones.
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=-1)
    stretched = tuple(i for i, n in enumerate(shape) if n == 1)
    return gradient.sum(axis=stretched, keepdims=True)


# %% wrong="unbroadcast" name="at most one missing axis"
# One axis in front is summed, but there may be several: sum until the gradient has as many axes as
# `shape`.
def unbroadcast(gradient, shape):
    if gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


# %% wrong="unbroadcast" name="repeats instead of summing"
# Broadcasting was done once more, which fails, because the gradient is the larger of the two. Going
# back, the places to which a number was repeated are added up.
def unbroadcast(gradient, shape):
    return np.array(np.broadcast_to(gradient, shape))


# %% wrong="unbroadcast" name="always the first axis"
# The gradient is summed over its first axis, whichever was repeated. Which axes are missing, and which
# have the length 1, is for `shape` to say.
def unbroadcast(gradient, shape):
    if gradient.shape == shape:
        return gradient.copy()
    return gradient.sum(axis=0)


# %% wrong="unbroadcast" name="counts axes that are gone"
# One missing axis is right, two are not: after a sum over axis 0 the next missing axis is axis 0 again.
# Sum over all of them at once, or over axis 0 each time.
def unbroadcast(gradient, shape):
    for axis in range(gradient.ndim - len(shape)):
        gradient = gradient.sum(axis=axis)
    for axis, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


# %% wrong="unbroadcast" name="only the stretched axes, from the left"
# Where `shape` has as many axes as the gradient all is right. Where it has fewer, those in front are
# missing: sum over them first, and only then compare axis by axis.
def unbroadcast(gradient, shape):
    for axis, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


# %% wrong="unbroadcast" name="takes the first numbers"
# The first numbers of the gradient came back in the right shape. Every place where a number was used
# sends something: sum instead of picking.
def unbroadcast(gradient, shape):
    return gradient.ravel()[: int(np.prod(shape))].reshape(shape).copy()


# %% wrong="unbroadcast" name="drops axes of length 1, one by one"
# Each sum drops its axis, so that the axes behind it move up, and the result has too few. Sum with
# `keepdims=True`.
def unbroadcast(gradient, shape):
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    for axis, n in enumerate(shape):
        if n == 1:
            gradient = gradient.sum(axis=axis)
    return gradient


# %% wrong="unbroadcast" name="drops axes of length 1"
# The numbers are right where an axis was stretched, but the axis is gone. The gradient has exactly
# the shape that was asked for: sum with `keepdims=True`.
def unbroadcast(gradient, shape):
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    return gradient.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1))


# %% wrong="unbroadcast" name="mean instead of sum"
# Each number is the mean over its uses. A value that is used three times has three effects on the
# output, and they add up.
def unbroadcast(gradient, shape):
    gradient = gradient.mean(axis=tuple(range(gradient.ndim - len(shape))))
    return gradient.mean(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


# %% wrong="unbroadcast" name="takes the first use"
# Only the gradient of the first use came back. Every place where a number was used sends something:
# sum instead of picking.
def unbroadcast(gradient, shape):
    gradient = gradient[(0,) * (gradient.ndim - len(shape))]
    return np.array(gradient[tuple(slice(0, n) for n in shape)])


# %% wrong="unbroadcast" name="takes the first entry of a stretched axis"
# Along a stretched axis the first number alone is left. The gradient is the sum over all places
# where broadcasting put the number.
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for i, n in enumerate(shape):
        if n == 1:
            gradient = gradient[(slice(None),) * i + (slice(0, 1),)]
    return gradient * 1.0


# %% [markdown] card="record" level="medium" minutes=15
# Every operation ends in the same call: it hands over what it computed, from what, and how to go
# back. Whether anything is remembered is decided here, once for all operations.
#
# Write `record(name, data, parents, formula, saved=())`. It returns a `Tensor` that holds `data`. If
# `mode.recording` is on *and* at least one of the parents requires a gradient, the result requires
# one too and gets a `Node(name, parents, formula, saved)`. Otherwise it is a plain leaf that does not
# require a gradient.
#
# ```python
# >>> a, b = Tensor([1.0, 2.0], requires_grad=True), Tensor([10.0, 20.0])
# >>> a + b
# tensor([11.0, 22.0], grad_fn=<AddBackward0>)
# >>> b + b
# tensor([20.0, 40.0])
# ```
#
# <details><summary>Hint: TypeError: ... missing 1 required positional argument: 'y'</summary>
#
# The formula of `exp` wants the array that was saved. Did `saved` reach the node?
# </details>
# <details><summary>Hint: one of the two inputs is a constant</summary>
#
# One parent that requires a gradient is enough: `any(...)`.
# </details>

# %% exercise="record"
def record(name, data, parents, formula, saved=()):
    """The result of an operation, with a node behind it where a gradient is wanted."""
    ### BEGIN SOLUTION
    if mode.recording and any(p.requires_grad for p in parents):
        return Tensor(data, requires_grad=True, node=Node(name, parents, formula, saved))
    return Tensor(data)
    ### END SOLUTION


# %% check="record"

# %% right="record" by="a plain tensor first"
def record(name, data, parents, formula, saved=()):
    result = Tensor(data)
    if not mode.recording:
        return result
    for parent in parents:
        if parent.requires_grad:
            result.requires_grad = True
            result.node = Node(name, parents, formula, saved)
            break
    return result


# %% right="record" by="counting"
def record(name, data, parents, formula, saved=()):
    wanted = len([p for p in parents if p.requires_grad]) * mode.recording
    node = Node(name, parents, formula, saved) if wanted else None
    return Tensor(data, node is not None, node)


# %% wrong="record" name="only the first parent counts"
# A result requires a gradient only if the *first* input does. In `constant + w` it is the second:
# look at all parents.
def record(name, data, parents, formula, saved=()):
    if mode.recording and parents[0].requires_grad:
        return Tensor(data, requires_grad=True, node=Node(name, parents, formula, saved))
    return Tensor(data)


# %% wrong="record" name="only the last parent counts"
# A result requires a gradient only if the *last* input does. In `w + constant` it is the first: one
# that requires a gradient is enough, at any place.
def record(name, data, parents, formula, saved=()):
    if mode.recording and parents[-1].requires_grad:
        return Tensor(data, requires_grad=True, node=Node(name, parents, formula, saved))
    return Tensor(data)


# %% wrong="record" name="looks at two parents only"
# With two inputs all is right; of three, the one in the middle is not asked. Look at all parents,
# however many there are: `any(...)`.
def record(name, data, parents, formula, saved=()):
    if mode.recording and (parents[0].requires_grad or parents[-1].requires_grad):
        return Tensor(data, requires_grad=True, node=Node(name, parents, formula, saved))
    return Tensor(data)


# %% wrong="record" name="leaves constants out of the parents"
# The node has only those parents that require a gradient, but the formula returns one gradient for
# each that was given: they no longer belong together. Hand over all parents.
def record(name, data, parents, formula, saved=()):
    tracked = [p for p in parents if p.requires_grad]
    if mode.recording and tracked:
        return Tensor(data, requires_grad=True, node=Node(name, tracked, formula, saved))
    return Tensor(data)


# %% wrong="record" name="no node"
# The result says that it requires a gradient, but it has no node: nothing remembers how it was
# computed, and it counts as a leaf. Hand a `Node` to the tensor.
def record(name, data, parents, formula, saved=()):
    return Tensor(data, requires_grad=mode.recording and any(p.requires_grad for p in parents))


# %% wrong="record" name="all parents must require a gradient"
# A single constant among the inputs stops the recording. One input that requires a gradient is
# enough: then somebody wants to know how the result depends on it.
def record(name, data, parents, formula, saved=()):
    if mode.recording and all(p.requires_grad for p in parents):
        return Tensor(data, requires_grad=True, node=Node(name, parents, formula, saved))
    return Tensor(data)


# %% wrong="record" name="records constants too"
# Results of constants got a node as well. Nobody will ask for their gradient, so nothing has to be
# remembered: without a parent that requires one the result is a plain leaf.
def record(name, data, parents, formula, saved=()):
    tracked = mode.recording and any(p.requires_grad for p in parents)
    node = Node(name, parents, formula, saved) if mode.recording else None
    return Tensor(data, requires_grad=tracked, node=node)


# %% wrong="record" name="does not look at the switch"
# Operations are recorded although `mode.recording` is False. That switch is what `no_grad` will turn.
def record(name, data, parents, formula, saved=()):
    if any(p.requires_grad for p in parents):
        return Tensor(data, requires_grad=True, node=Node(name, parents, formula, saved))
    return Tensor(data)


# %% wrong="record" name="the switch stops only the node"
# With recording off there is no node, but the result still says that it requires a gradient. It
# would be a leaf that nobody meant to train: without recording, `requires_grad` is False.
def record(name, data, parents, formula, saved=()):
    tracked = any(p.requires_grad for p in parents)
    node = Node(name, parents, formula, saved) if tracked and mode.recording else None
    return Tensor(data, requires_grad=tracked, node=node)


# %% wrong="record" name="requires_grad is not handed on"
# The result has a node but does not say that it requires a gradient, so the next operation takes it
# for a constant and the chain breaks. Set `requires_grad` on the result.
def record(name, data, parents, formula, saved=()):
    if mode.recording and any(p.requires_grad for p in parents):
        return Tensor(data, node=Node(name, parents, formula, saved))
    return Tensor(data)


# %% wrong="record" name="forgets what was saved"
# The node is there, but its rule fails: the arrays in `saved` did not reach it, or not all of them, and
# the formula needs them.
def record(name, data, parents, formula, saved=()):
    if mode.recording and any(p.requires_grad for p in parents):
        return Tensor(data, requires_grad=True, node=Node(name, parents, formula))
    return Tensor(data)


# %% wrong="record" name="always makes a node"
# Every result gets a node, whether anybody wants its gradient or not, so that constants drag their
# history along. Make one only if recording is on and a parent requires a gradient.
def record(name, data, parents, formula, saved=()):
    wanted = any(parent.requires_grad for parent in parents)
    return Tensor(data, requires_grad=wanted, node=Node(name, parents, formula, saved))


# %% wrong="record" name="looks at the first two parents"
# With two inputs all is right; of three, the last is not asked. Look at all parents, however many
# there are: `any(...)`.
def record(name, data, parents, formula, saved=()):
    if mode.recording and any(parent.requires_grad for parent in parents[:2]):
        return Tensor(data, requires_grad=True, node=Node(name, parents, formula, saved))
    return Tensor(data)


# %% [markdown] card="no_grad" level="medium" minutes=15
# A block under `with no_grad():` computes without recording. When it ends, the switch goes back to
# where it stood *before the block*: if it was off already, because the block stands in another one,
# it stays off. It goes back also when the block ends in an error, and the error is passed on.
#
# Write the two methods. Python calls `__enter__` when the block begins and `__exit__` when it ends,
# however it ends. The object may have been made earlier, but each block has one of its own. The
# switch is `mode.recording`.
#
# ```python
# >>> a = Tensor([1.0], requires_grad=True)
# >>> with no_grad():
# ...     b = a + a
# >>> b
# tensor([2.0])
# >>> a + a
# tensor([2.0], grad_fn=<AddBackward0>)
# ```
#
# <details><summary>Hint: suddenly nothing is recorded any more, in no exercise</summary>
#
# Some block did not put the switch back, and it is off for the whole notebook. Mend `__exit__`, run
# its cell, then run `mode.recording = True` once in a cell of your own.
# </details>
# <details><summary>Hint: an error in the block does not come out of it</summary>
#
# Whatever `__exit__` returns decides: something true means "the error is dealt with". Return
# nothing.
# </details>

# %% exercise="no_grad"
class no_grad:
    """Recording is off inside the block."""

    def __enter__(self):
        """Remember how the switch stands, and turn it off."""
        ### BEGIN SOLUTION
        self.before = mode.recording
        mode.recording = False
        ### END SOLUTION

    def __exit__(self, error_type, error, traceback):
        """Put the switch back."""
        ### BEGIN SOLUTION
        mode.recording = self.before
        ### END SOLUTION


# %% check="no_grad"

# %% right="no_grad" by="a stack"
class no_grad:
    stack = []

    def __enter__(self):
        no_grad.stack.append(mode.recording)
        mode.recording = False

    def __exit__(self, *error):
        mode.recording = no_grad.stack.pop()


# %% right="no_grad" by="contextlib"
from contextlib import contextmanager


@contextmanager
def no_grad():
    before, mode.recording = mode.recording, False
    try:
        yield
    finally:
        mode.recording = before


# %% wrong="no_grad" name="always turns recording on at the end"
# When an inner block ends, recording goes on in the middle of the outer one. Remember how the switch
# stood when the block began, and put *that* back.
class no_grad:
    def __enter__(self):
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        mode.recording = True


# %% wrong="no_grad" name="never puts the switch back" methods=true
# Recording stays off after the block. Either `__exit__` does not put the switch back, or `__enter__`
# noted how it stood when it was off already.
def __exit__(self, error_type, error, traceback):
    pass


# %% wrong="no_grad" name="turns the switch over at the end"
# When a block ends where recording was off before, it goes on. Put back what was remembered, not the
# opposite of what is.
class no_grad:
    def __enter__(self):
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        mode.recording = not mode.recording


# %% wrong="no_grad" name="one memory for all blocks"
# A block in a block overwrites what the outer one remembered, so recording stays off at the end. An
# attribute of the class is shared by all blocks: keep it in `self`.
class no_grad:
    def __enter__(self):
        no_grad.before = mode.recording
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        mode.recording = no_grad.before


# %% wrong="no_grad" name="remembers when it is made"
# At the end of a block the switch does not stand where it stood when the block *began*. What it was
# when the object was made, or in the block, does not count: remember it in `__enter__`.
class no_grad:
    def __init__(self):
        self.before = mode.recording

    def __enter__(self):
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        mode.recording = self.before


# %% wrong="no_grad" name="counts its blocks"
# Blocks in blocks are right. But when the outermost one ends, recording goes on even where it was off
# before: a count of blocks does not know that. Remember how the switch stood.
class no_grad:
    depth = 0

    def __enter__(self):
        no_grad.depth += 1
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        no_grad.depth -= 1
        mode.recording = no_grad.depth == 0


# %% wrong="no_grad" name="on after an error"
# After an error recording goes on in any case, in the middle of an outer block too. Put back what was
# there, whether there was an error or not.
class no_grad:
    def __enter__(self):
        self.before = mode.recording
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        mode.recording = True if error_type else self.before


# %% wrong="no_grad" name="toggles"
# The switch is turned over at the beginning and at the end. A block in a block then turns recording
# *on*. Set it to False, and put back what was there.
class no_grad:
    def __enter__(self):
        mode.recording = not mode.recording

    def __exit__(self, error_type, error, traceback):
        mode.recording = not mode.recording


# %% wrong="no_grad" name="not after an error" methods=true
# After a block that ended in an error recording stays off. `__exit__` is called in that case too:
# put the switch back whatever `error_type` is.
def __exit__(self, error_type, error, traceback):
    if error_type is None:
        mode.recording = self.before


# %% wrong="no_grad" name="swallows errors" methods=true
# The switch is right, but an error inside the block disappears without a trace, because `__exit__`
# returns something true. Return nothing.
def __exit__(self, error_type, error, traceback):
    mode.recording = self.before
    return True


# %% wrong="no_grad" name="never turns it off" methods=true
# Inside the block everything is recorded as usual: `__enter__` has to set the switch to False.
def __enter__(self):
    self.before = mode.recording


# %% [markdown] card="mul" level="easy" minutes=10
# The first operation of your own. Look at `exp` in the frame: it computes, and it hands `record` a
# formula that takes the gradient and what was saved.
#
# Write `mul(a, b)` for two tensors: the product, recorded as `MulBackward0`. Each factor gets the
# gradient times the *other* factor. Save the arrays that the formula needs in `saved`, so that the
# backward pass can free them, and compute from these arguments alone. Broadcasting is not your
# business here.
#
# ```python
# >>> a, b = Tensor([2.0, 3.0], requires_grad=True), Tensor([10.0, 20.0], requires_grad=True)
# >>> mul(a, b)
# tensor([20.0, 60.0], grad_fn=<MulBackward0>)
# >>> sent(mul(a, b), [a, b], np.array([1.0, 100.0]))
# [array([  10., 2000.]), array([  2., 300.])]
# ```
#
# <details><summary>Hint: TypeError: ... takes 1 positional argument but 3 were given</summary>
#
# The formula is called with the gradient and with each of the arrays in `saved`. Two saved arrays
# make three arguments.
# </details>
# <details><summary>Hint: "an array of object"</summary>
#
# An array times a tensor gives an array full of tensors. In the formula work with arrays alone: what
# you save is `a.data` and `b.data`.
# </details>

# %% exercise="mul"
def mul(a, b):
    """The product of two tensors, recorded."""
    ### BEGIN SOLUTION
    return record(
        "MulBackward0", a.data * b.data, (a, b), lambda g, x, y: (g * y, g * x),
        saved=(a.data, b.data),
    )
    ### END SOLUTION


# %% check="mul"

# %% right="mul" by="a named formula"
def mul(a, b):
    def formula(gradient, left, right):
        for_a = np.multiply(right, gradient)
        for_b = np.multiply(left, gradient)
        return [for_a, for_b]

    product = np.multiply(a.data, b.data)
    return record("MulBackward0", product, [a, b], formula, [a.data, b.data])


# %% right="mul" by="one saved pair"
def mul(a, b):
    pair = (a.data, b.data)
    return record(
        "MulBackward0", pair[0] * pair[1], (a, b),
        lambda g, pair: tuple(g * other for other in reversed(pair)), saved=(pair,),
    )


# %% wrong="mul" name="ignores the upstream gradient"
# The node sends the other factor alone, whatever gradient arrives. What arrives says how the final
# result changes with the product: multiply by it.
def mul(a, b):
    return record(
        "MulBackward0", a.data * b.data, (a, b), lambda g, x, y: (y, x), saved=(a.data, b.data)
    )


# %% wrong="mul" name="keeps the arrays itself"
# The numbers are right, but `saved` is empty: the formula keeps the arrays itself, where the backward
# pass cannot free them. Hand them to `record` as `saved`.
def mul(a, b):
    x, y = a.data, b.data
    return record("MulBackward0", x * y, (a, b), lambda g: (g * y, g * x))


# %% wrong="mul" name="saves the arrays and reads the tensors"
# The arrays are saved, but the formula does not use them: it reads the tensors when the backward pass
# comes, and they may hold other numbers by then. Compute from what the formula is called with.
def mul(a, b):
    return record(
        "MulBackward0", a.data * b.data, (a, b), lambda g, x, y: (g * b.data, g * a.data),
        saved=(a.data, b.data),
    )


# %% wrong="mul" name="saves nothing"
# `saved` is empty: the formula reads the tensors when the backward pass comes. They may hold other
# numbers by then. Hand the arrays to `record` as `saved`, where the backward pass can free them.
def mul(a, b):
    return record(
        "MulBackward0", a.data * b.data, (a, b), lambda g: (g * b.data, g * a.data)
    )


# %% wrong="mul" name="own factor instead of the other"
# Each factor got the gradient times itself. If `a` grows by 1 the product grows by `b`: it is the
# *other* factor.
def mul(a, b):
    return record(
        "MulBackward0", a.data * b.data, (a, b), lambda g, x, y: (g * x, g * y),
        saved=(a.data, b.data),
    )


# %% wrong="mul" name="nothing for the second factor"
# The first factor's gradient is right, the second factor got the bare gradient, as if it were added.
# Both are factors.
def mul(a, b):
    return record(
        "MulBackward0", a.data * b.data, (a, b), lambda g, x, y: (g * y, g), saved=(a.data, b.data)
    )


# %% wrong="mul" name="multiplies by the product"
# The node sends the gradient times the product. The rule needs the other factor, so it is the factors
# that have to be saved.
def mul(a, b):
    product = a.data * b.data
    return record("MulBackward0", product, (a, b), lambda g, p: (g * p, g * p), saved=(product,))


# %% wrong="mul" name="one gradient for both"
# The formula returns one array, the sum of the two gradients, and whoever unpacks it takes it apart
# row by row. It returns one gradient for each parent, in a tuple.
def mul(a, b):
    return record(
        "MulBackward0", a.data * b.data, (a, b), lambda g, x, y: g * y + g * x,
        saved=(a.data, b.data),
    )


# %% wrong="mul" name="saves the tensors"
# The tensors were saved, not their arrays, so that the formula computes with tensors and gives
# arrays full of them. Save `a.data` and `b.data`.
def mul(a, b):
    return record(
        "MulBackward0", a.data * b.data, (a, b), lambda g, x, y: (g * y, g * x), saved=(a, b),
    )


# %% wrong="mul" name="saves the tensors and reads them late"
# The tensors were saved, not their arrays. When the formula reads their `.data`, they may hold other
# numbers. Save `a.data` and `b.data`.
def mul(a, b):
    return record(
        "MulBackward0", a.data * b.data, (a, b), lambda g, x, y: (g * y.data, g * x.data),
        saved=(a, b),
    )


# %% [markdown] card="power" level="easy" minutes=10
# Squares are in every loss, and `a ** -1` gives your engine division.
#
# Write `power(a, exponent)` for a tensor and a plain number, which may be negative or a fraction:
# `a` to that power, recorded as `PowBackward0` with `a` as its only parent. The rule is
# $g \cdot n \cdot a^{n-1}$; the exponent is not 0. As in `mul`, an array that the formula needs
# goes into `saved`; the exponent is a plain number and may stay outside.
#
# ```python
# >>> a = Tensor([2.0, 3.0], requires_grad=True)
# >>> power(a, 3)
# tensor([8.0, 27.0], grad_fn=<PowBackward0>)
# >>> sent(power(a, 3), [a], np.array([1.0, 10.0]))
# [array([ 12., 270.])]
# ```
#
# <details><summary>Hint: "The shape is (), expected (3,)"</summary>
#
# A formula returns a *tuple* with one gradient for each parent, also where there is one parent only:
# `(gradient,)`, with the comma.
# </details>
# <details><summary>Hint: right for squares only</summary>
#
# $2a$ is the rule for $n = 2$. For any $n$ it is $n \cdot a^{n-1}$.
# </details>

# %% exercise="power"
def power(a, exponent):
    """A tensor to the power of a number, recorded."""
    ### BEGIN SOLUTION
    return record(
        "PowBackward0", a.data**exponent, (a,),
        lambda g, x: (g * exponent * x ** (exponent - 1),), saved=(a.data,),
    )
    ### END SOLUTION


# %% check="power"

# %% right="power" by="a named formula and np.power"
def power(a, exponent):
    def formula(gradient, base):
        slope = exponent * np.power(base, exponent - 1.0)
        return [slope * gradient]

    return record("PowBackward0", np.power(a.data, float(exponent)), [a], formula, [a.data])


# %% right="power" by="a slope that is a NumPy function"
def power(a, exponent):
    def rule(g, base):
        return (g * np.multiply(exponent, np.float_power(base, exponent - 1)),)

    return record("PowBackward0", np.float_power(a.data, exponent), (a,), rule, saved=(a.data,))


# %% wrong="power" name="keeps the array itself"
# The numbers are right, but `saved` is empty: the formula keeps the array itself, where the backward
# pass cannot free it. Hand it to `record` as `saved`.
def power(a, exponent):
    x = a.data
    return record(
        "PowBackward0", x**exponent, (a,), lambda g: (g * exponent * x ** (exponent - 1),))


# %% wrong="power" name="saves nothing"
# `saved` is empty: the formula reads the tensor when the backward pass comes. It may hold other numbers
# by then. Hand the array to `record` as `saved`, where the backward pass can free it.
def power(a, exponent):
    return record(
        "PowBackward0", a.data**exponent, (a,),
        lambda g: (g * exponent * a.data ** (exponent - 1),),
    )


# %% wrong="power" name="no tuple"
# The formula returns the gradient itself, and whoever unpacks it takes it apart number by number. A
# formula returns one gradient for each parent, in a tuple: `(gradient,)`, with the comma.
def power(a, exponent):
    return record(
        "PowBackward0", a.data**exponent, (a,), lambda g, x: g * exponent * x ** (exponent - 1),
        saved=(a.data,),
    )


# %% wrong="power" name="subtracts 1 from the power"
# You took 1 from the power, not from the exponent: `x ** n - 1` is `(x ** n) - 1`. Write
# `x ** (n - 1)`.
def power(a, exponent):
    return record(
        "PowBackward0", a.data**exponent, (a,), lambda g, x: (g * exponent * x**exponent - 1,),
        saved=(a.data,),
    )


# %% wrong="power" name="the derivative for the exponent"
# You sent $a^n \log a$: that is the slope along the exponent. The exponent is a plain number here,
# and what is asked for is the slope along `a`.
def power(a, exponent):
    return record(
        "PowBackward0", a.data**exponent, (a,), lambda g, x: (g * x**exponent * np.log(x),),
        saved=(a.data,),
    )


# %% wrong="power" name="built from products"
# A power that is a row of products is recorded as products, and negative exponents and fractions do
# not work. Compute it with `**`, and record one `PowBackward0`.
def power(a, exponent):
    result = a
    for _ in range(int(exponent) - 1):
        result = mul(result, a)
    return result


# %% wrong="power" name="divides by the input"
# `y / x` is `x ** (exponent - 1)` only as long as `x` is not 0, where it is nan. Write the power
# itself: `exponent * x ** (exponent - 1)`.
def power(a, exponent):
    y = a.data**exponent
    return record(
        "PowBackward0", y, (a,), lambda g, x, y: (exponent * g * y / x,), saved=(a.data, y)
    )


# %% wrong="power" name="ignores the upstream gradient"
# The node sends its own slope, whatever gradient arrives. Multiply the slope by it.
def power(a, exponent):
    return record(
        "PowBackward0", a.data**exponent, (a,), lambda g, x: (exponent * x ** (exponent - 1),),
        saved=(a.data,),
    )


# %% wrong="power" name="forgets the factor"
# The exponent came down by one, but it is missing as a factor: the slope of $a^3$ is $3a^2$.
def power(a, exponent):
    return record(
        "PowBackward0", a.data**exponent, (a,), lambda g, x: (g * x ** (exponent - 1),),
        saved=(a.data,),
    )


# %% wrong="power" name="keeps the exponent"
# The factor is right, but the exponent did not come down by one: the slope of $a^3$ is $3a^2$.
def power(a, exponent):
    return record(
        "PowBackward0", a.data**exponent, (a,), lambda g, x: (g * exponent * x**exponent,),
        saved=(a.data,),
    )


# %% wrong="power" name="right for squares only"
# Squares are right, other powers are not: $2a$ is the slope of $a^2$ alone.
def power(a, exponent):
    return record(
        "PowBackward0", a.data**exponent, (a,), lambda g, x: (g * 2 * x,), saved=(a.data,)
    )


# %% wrong="power" name="cuts the exponent"
# Whole exponents are right; of 0.5 only 0 is left. The exponent may be a fraction: take it as it is,
# without `int`.
def power(a, exponent):
    n = int(exponent)
    return record(
        "PowBackward0", a.data**n, (a,), lambda g, x: (g * n * x ** (n - 1),), saved=(a.data,)
    )


# %% [markdown] card="matmul" level="medium" minutes=15
# A linear layer is a matrix product. Its rule follows from the shapes nearly by itself: for
# `a` of shape (n, k) and `b` of shape (k, m) the gradient that arrives is (n, m), and what goes to
# `a` must be (n, k), what goes to `b` must be (k, m).
#
# Write `matmul(a, b)` for two tensors with two axes each: the matrix product, recorded as
# `MmBackward0`. As in `mul`, arrays that the formula needs go into `saved`.
#
# ```python
# >>> a = Tensor([[1.0, 2.0]], requires_grad=True)
# >>> b = Tensor([[10.0], [20.0]], requires_grad=True)
# >>> matmul(a, b)
# tensor([[50.0]], grad_fn=<MmBackward0>)
# >>> sent(matmul(a, b), [a, b], np.array([[2.0]]))
# [array([[20., 40.]]), array([[2.],
#        [4.]])]
# ```
#
# <details><summary>Hint: ValueError: matmul: Input operand 1 has a mismatch in its core dimension</summary>
#
# Write the shapes next to each other: (n, m) times what gives (n, k)? It has to be (m, k), and `b` is
# (k, m): so `b.T`.
# </details>
# <details><summary>Hint: the shape is right for one factor only</summary>
#
# For the right factor the transposed matrix stands on the other side of the gradient.
# </details>

# %% exercise="matmul"
def matmul(a, b):
    """The matrix product of two tensors, recorded."""
    ### BEGIN SOLUTION
    return record(
        "MmBackward0", a.data @ b.data, (a, b), lambda g, x, y: (g @ y.T, x.T @ g),
        saved=(a.data, b.data),
    )
    ### END SOLUTION


# %% check="matmul"

# %% right="matmul" by="einsum"
def matmul(a, b):
    def formula(g, x, y):
        return np.einsum("nm,km->nk", g, y), np.einsum("nk,nm->km", x, g)

    product = np.einsum("nk,km->nm", a.data, b.data)
    return record("MmBackward0", product, (a, b), formula, (a.data, b.data))


# %% right="matmul" by="outer products, column by column"
def matmul(a, b):
    def formula(g, x, y):
        for_x, for_y = np.zeros_like(x), np.zeros_like(y)
        for column in range(y.shape[1]):
            for_x += np.outer(g[:, column], y[:, column])
            for_y[:, column] = g[:, column] @ x
        return for_x, for_y

    return record("MmBackward0", a.data.dot(b.data), (a, b), formula, (a.data, b.data))


# %% wrong="matmul" name="without transposing"
# The rule fails, because the shapes do not fit. To the left goes (n, m) times (m, k), to the right
# (k, n) times (n, m): which matrix is transposed in each, on which side does the gradient stand, and
# is the order of `saved` that of the formula's arguments?
def matmul(a, b):
    return record(
        "MmBackward0", a.data @ b.data, (a, b), lambda g, x, y: (g @ y, x @ g),
        saved=(a.data, b.data),
    )


# %% wrong="matmul" name="keeps the matrices itself"
# The numbers are right, but `saved` is empty: the formula keeps the matrices itself, where the
# backward pass cannot free them. Hand them to `record` as `saved`.
def matmul(a, b):
    x, y = a.data, b.data
    return record("MmBackward0", x @ y, (a, b), lambda g: (g @ y.T, x.T @ g))


# %% wrong="matmul" name="saves nothing"
# `saved` is empty: the formula reads the tensors when the backward pass comes. They may hold other
# numbers by then. Hand the matrices to `record` as `saved`, where the backward pass can free them.
def matmul(a, b):
    return record(
        "MmBackward0", a.data @ b.data, (a, b), lambda g: (g @ b.data.T, a.data.T @ g)
    )


# %% wrong="matmul" name="gradients in the wrong order"
# Both gradients are right and each went to the wrong factor: the formula returns one for each parent,
# in the order of the parents.
def matmul(a, b):
    return record(
        "MmBackward0", a.data @ b.data, (a, b), lambda g, x, y: (x.T @ g, g @ y.T),
        saved=(a.data, b.data),
    )


# %% wrong="matmul" name="ignores the upstream gradient"
# The node sends what would be right if the gradient were 1 everywhere. Use the one that arrives.
def matmul(a, b):
    def formula(g, x, y):
        ones = np.ones_like(g)
        return ones @ y.T, x.T @ ones

    return record("MmBackward0", a.data @ b.data, (a, b), formula, saved=(a.data, b.data))


# %% wrong="matmul" name="sends transposed gradients"
# The numbers are right, but both gradients lie on their side: a gradient has the shape of its
# tensor. Check the shapes: (n, k) for the left factor, (k, m) for the right one.
def matmul(a, b):
    return record(
        "MmBackward0", a.data @ b.data, (a, b), lambda g, x, y: (y @ g.T, g.T @ x),
        saved=(a.data, b.data),
    )


# %% wrong="matmul" name="records under the name of the product by entries"
# Values and gradients are right; the node is called `MulBackward0`, which is the product entry by
# entry. The matrix product is `MmBackward0`.
def matmul(a, b):
    return record(
        "MulBackward0", a.data @ b.data, (a, b), lambda g, x, y: (g @ y.T, x.T @ g),
        saved=(a.data, b.data),
    )


# %% wrong="matmul" name="entry by entry if the shapes are equal"
# Two matrices of one shape are multiplied entry by entry in your function. A matrix product is one
# for all shapes: `a.data @ b.data`.
def matmul(a, b):
    if a.data.shape == b.data.shape:
        return mul(a, b)
    return record("MmBackward0", a.data @ b.data, (a, b), lambda g, x, y: (g @ y.T, x.T @ g), (a.data, b.data))


# %% wrong="matmul" name="saves the tensors and reads them late"
# The tensors were saved, not their arrays. When the formula reads their `.data`, they may hold other
# numbers. Save `a.data` and `b.data`.
def matmul(a, b):
    return record(
        "MmBackward0", a.data @ b.data, (a, b), lambda g, x, y: (g @ y.data.T, x.data.T @ g),
        saved=(a, b),
    )


# %% [markdown] card="run_backward" level="hard" minutes=40
# The heart. Write `run_backward(root, gradient=None, retain_graph=False)`; `tensor.backward()` calls
# it. In words:
#
# 1. If `root` does not require a gradient, raise `RuntimeError(NOT_TRACKED)`. This comes first.
# 2. Without a `gradient` start from a 1 in the shape of `root.data`, but only if `root` holds a
#    single number; otherwise raise `RuntimeError(NOT_SCALAR)`. A `gradient` is an array of the
#    shape of `root.data`: you need not check it, and it must not change.
# 3. Visit each tensor behind the root that requires a gradient, once, and only when all that is on
#    its way to it has arrived. It may lie thousands of operations deep: no recursion. Millions of
#    ways may lead to it: do not walk them one by one.
# 4. At a leaf, add what arrived to `.grad`, which may be None. As in assignment 07, each leaf has an
#    array of its own: the rule of `a + b` sends one array to both, and `unbroadcast` may hand it on
#    as it is.
# 5. At a node whose `saved` is None, raise `RuntimeError(SECOND_TIME)`. At any other, call
#    `node.rule(...)`, bring each part to the shape of its parent with your `unbroadcast`, and add
#    it to what waits there. Parents that do not require a gradient get nothing.
# 6. Then free what the node saved: set `node.saved = None`, unless `retain_graph` is true or there
#    was nothing saved.
#
# Tensors in the middle get no `.grad`.
#
# ```python
# >>> a, b = Tensor([0.0, 1.0], requires_grad=True), Tensor([[5.0], [7.0]], requires_grad=True)
# >>> run_backward((a + b).sum())
# >>> a.grad
# array([2., 2.])
# >>> b.grad
# array([[2.],
#        [2.]])
# ```
#
# <details><summary>Hint: in which order?</summary>
#
# Put each tensor behind its users. One way: walk down from the root with a stack, note a tensor when
# all its parents are noted, and turn the list round at the end. Another: count for each tensor how
# many of its uses have not sent anything yet, and visit it when the count is 0.
# </details>
# <details><summary>Hint: the check "h waits for both gradients" fails</summary>
#
# `h` was visited when the first of its two gradients came, and the second came too late. The order
# that you want does not depend on how far a tensor is from the root.
# </details>
# <details><summary>Hint: RecursionError: maximum recursion depth exceeded</summary>
#
# A function that calls itself for each operation gets no deeper than about a thousand. Keep your own
# list of what is still to be done.
# </details>
# <details><summary>Hint: TypeError: Value after * must be an iterable, not NoneType</summary>
#
# A node's rule was called after what it saved was freed. Look at `node.saved` before you call it, and
# raise the error that says so.
# </details>

# %% exercise="run_backward"
def run_backward(root, gradient=None, retain_graph=False):
    """Send a gradient from root to the leaves behind it and add it to their .grad."""
    ### BEGIN SOLUTION
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)

    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)

    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None
    ### END SOLUTION


# %% check="run_backward"

# %% right="run_backward" by="counting the uses that are still to come"
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None and root.data.size != 1:
        raise RuntimeError(NOT_SCALAR)
    start = np.ones(root.data.shape) if gradient is None else gradient

    def tracked(tensor):
        return [p for p in tensor.node.parents if p.requires_grad] if tensor.node else []

    missing, todo = {id(root): 0}, [root]
    while todo:
        for parent in tracked(todo.pop()):
            if id(parent) not in missing:
                missing[id(parent)] = 0
                todo.append(parent)
            missing[id(parent)] += 1

    sums, ready = {id(root): start}, [root]
    while ready:
        tensor = ready.pop()
        total_gradient = sums[id(tensor)]
        if tensor.is_leaf:
            if tensor.grad is None:
                tensor.grad = np.zeros_like(tensor.data)
            tensor.grad = tensor.grad + total_gradient
            continue
        if tensor.node.saved is None:
            raise RuntimeError(SECOND_TIME)
        parts = tensor.node.rule(total_gradient)
        for parent, part in zip(tensor.node.parents, parts):
            if not parent.requires_grad:
                continue
            small = unbroadcast(part, parent.data.shape)
            sums[id(parent)] = sums[id(parent)] + small if id(parent) in sums else small
            missing[id(parent)] -= 1
            if missing[id(parent)] == 0:
                ready.append(parent)
        if not retain_graph and len(tensor.node.saved) > 0:
            tensor.node.saved = None


# %% right="run_backward" by="longest distance from the root decides"
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if np.prod(root.data.shape) != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.full(root.data.shape, 1.0)
    found, finished, path = {}, [], [(root, iter(root.node.parents if root.node else ()))]
    found[id(root)] = root
    while path:
        tensor, rest = path[-1]
        for parent in rest:
            if parent.requires_grad and id(parent) not in found:
                found[id(parent)] = parent
                path.append((parent, iter(parent.node.parents if parent.node else ())))
                break
        else:
            finished.insert(0, tensor)
            path.pop()
    inbox = {key: [] for key in found}
    inbox[id(root)].append(gradient)
    for tensor in finished:
        value = np.sum(inbox[id(tensor)], axis=0)
        if not tensor.node:
            tensor.grad = value if tensor.grad is None else np.add(tensor.grad, value)
        elif tensor.node.saved is None:
            raise RuntimeError(SECOND_TIME)
        else:
            for parent, part in zip(tensor.node.parents, tensor.node.rule(value)):
                if id(parent) in inbox:
                    inbox[id(parent)].append(unbroadcast(part, parent.data.shape))
            if tensor.node.saved != () and not retain_graph:
                tensor.node.saved = None


# %% wrong="run_backward" name="walks every way"
# Each way to a tensor is walked on its own. Where `x` is used twice, over and over, forty operations make
# a million million ways, and a node that was freed by the first way fails on the second. Visit each
# tensor once, when all of it has arrived.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    node = root.node
    if node is None:
        root.grad = np.array(gradient) if root.grad is None else root.grad + gradient
        return
    if node.saved is None:
        raise RuntimeError(SECOND_TIME)
    for parent, part in zip(node.parents, node.rule(gradient)):
        if parent.requires_grad:
            run_backward(parent, unbroadcast(part, parent.data.shape), retain_graph)
    if node.saved and not retain_graph:
        node.saved = None


# %% wrong="run_backward" name="constants get a .grad"
# A tensor that does not require a gradient got one. Nobody asked for it, and an optimizer would move the
# constant. Parents that do not require a gradient get nothing.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            part = unbroadcast(part, parent.data.shape)
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="takes nothing saved for freed"
# A node that never saved anything, such as that of a sum, was taken for one that was freed. An empty
# tuple is false, as None is: ask `node.saved is None`.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if not node.saved:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="frees to an empty tuple"
# After the pass `saved` is an empty tuple, which says that nothing was ever saved. None is what says that
# it was freed, and what the second pass looks for.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = ()


# %% wrong="run_backward" name="does not look whether it was freed"
# The second pass through a freed node fails with an error of Python's, because a rule was called without
# its arrays. Look at `node.saved` first, and raise `RuntimeError(SECOND_TIME)`.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="passes over freed nodes"
# The second pass raises nothing: it stops silently at the node that was freed, and no gradient comes. Raise
# `RuntimeError(SECOND_TIME)` there.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor), None), tensor.node
        if arrived is None:
            continue
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            continue
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="frees nodes that saved nothing"
# A second pass through a graph of sums should work, because their nodes saved nothing, and yours is an
# error. Set `saved` to None only where something is in it.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="wants the shape ()"
# A single number in the shape (1, 1) was refused. What counts is how many numbers `root` holds, not how
# many axes: `data.size`.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.shape != ():
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="starts from nothing at all"
# A result that holds no number was not refused. It takes exactly one number to start from 1: `size != 1`,
# not `size > 1`.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size > 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="starts from 1 in any case"
# Without a gradient every result starts from ones, also one of several numbers. That would be the
# gradient of their sum, which nobody asked for: raise `RuntimeError(NOT_SCALAR)`.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="asks for the size first"
# A result of several numbers that requires no gradient got the wrong one of the two errors. Ask first
# whether `root` requires a gradient at all.
def run_backward(root, gradient=None, retain_graph=False):
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="does not refuse what is not tracked"
# Where nothing requires a gradient there is no error. A pass that can reach no leaf is a mistake of the
# caller: raise `RuntimeError(NOT_TRACKED)`.
def run_backward(root, gradient=None, retain_graph=False):
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="one gradient for each different parent"
# In `a + a` one of the two gradients is lost: the parts were kept by parent, and both have the same
# parent. Add the parts up as they come.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in dict(zip(node.parents, node.rule(arrived))).items():
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="starts from the value"
# The pass starts from the numbers of `root`. Its slope along itself is 1, whatever its value is.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = root.data
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="un-broadcasts where axes are missing"
# A column of shape (2, 1) that was stretched got the gradient of the whole batch. As many axes do not
# mean the same shape: call `unbroadcast` for every part.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                if part.ndim != parent.data.ndim:
                    part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="counts users, not uses"
# A tensor that one operation uses twice, as `m + m` does, and another operation too, was visited
# before all had arrived. Count its *uses*: `m + m` is two of them.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    missing, todo = {root: 0}, [root]
    while todo:
        tensor = todo.pop()
        for parent in set(tensor.node.parents if tensor.node else ()):
            if parent.requires_grad:
                if parent not in missing:
                    missing[parent] = 0
                    todo.append(parent)
                missing[parent] += 1
    waiting, ready = {root: np.array(gradient)}, [root]
    while ready:
        tensor = ready.pop()
        arrived, node = waiting[tensor], tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[parent] = waiting.get(parent, 0.0) + part
                missing[parent] -= 1
                if missing[parent] == 0:
                    ready.append(parent)
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="leaves share an array"
# The two inputs of `a + b` got one and the same array as `.grad`, and what is added to one later is added
# to both. Keep a copy at each leaf.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            if tensor.grad is None:
                tensor.grad = arrived
            else:
                tensor.grad += arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                if part.shape != parent.data.shape:
                    part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting[id(parent)] + part if id(parent) in waiting else part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="adds into an array of somebody else"
# What waits at a tensor was added to in place, and that array belongs to somebody else too, such as the
# other input of a sum. Write `waiting = waiting + part`, which makes a new one.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): np.array(gradient)}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                if part.shape != parent.data.shape:
                    part = unbroadcast(part, parent.data.shape)
                if id(parent) in waiting:
                    waiting[id(parent)] += part
                else:
                    waiting[id(parent)] = part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="replaces .grad"
# A second graph replaced the gradients of the first one. `backward()` adds to `.grad`; only where it is
# None the gradient is stored as it is.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived)
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="a later contribution replaces the earlier one"
# Where a tensor is used twice, one of its gradients is lost: the one that comes later replaces what
# waits there. Add them.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                waiting[id(parent)] = unbroadcast(part, parent.data.shape)
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="visits in order of distance"
# A tensor is visited before all has arrived, such as the nearest to the root first. One that is used
# both near the root and further away goes on with a part of its gradient. It has to wait for all of
# its users.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen = [root], {id(root)}
    for tensor in order:
        if tensor.node is not None:
            for parent in tensor.node.parents:
                if parent.requires_grad and id(parent) not in seen:
                    seen.add(id(parent))
                    order.append(parent)
    waiting = {id(root): gradient}
    for tensor in order:
        arrived, node = waiting[id(tensor)], tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="recursive walk"
# All is right but the long chain: a function that calls itself once for each operation comes to
# Python's limit at about a thousand. Keep a list of what is still to be visited.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen = [], set()

    def visit(tensor):
        if id(tensor) not in seen:
            seen.add(id(tensor))
            for parent in tensor.node.parents if tensor.node else ():
                if parent.requires_grad:
                    visit(parent)
            order.append(tensor)

    visit(root)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="always starts from ones"
# The gradient that was handed in has no effect, and a result of several numbers makes no error: the
# pass starts from ones in any case. Ones are right only for a single number.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): np.ones_like(root.data)}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="does not un-broadcast"
# A bias got a gradient of the shape of the whole batch. Each part has to be brought to the shape of
# its parent before it waits there: that is what `unbroadcast` is for.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="never frees"
# A second pass through the same graph should be an error, and yours goes through: what the nodes
# behind the root saved is not freed. After a node has sent its gradients, it is no longer needed.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part


# %% wrong="run_backward" name="frees although retain_graph is set"
# With `retain_graph=True` a second pass has to work, and yours finds everything freed. Look at
# `retain_graph` before you set `saved` to None.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        if node is None:
            tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved:
            node.saved = None


# %% wrong="run_backward" name="every tensor gets a .grad"
# Tensors in the middle of the graph got a `.grad` as well. Only leaves keep one; for the others the
# gradient is handed on and forgotten.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        tensor.grad = np.array(arrived) if tensor.grad is None else tensor.grad + arrived
        if node is None:
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="every tensor gets a .grad, which is replaced"
# Each tensor got the gradient that arrived in this pass, whatever its `.grad` held before. Only leaves
# keep a `.grad`, and `backward()` adds to it; for tensors in the middle the gradient is handed on.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones_like(root.data)
    order, seen, stack = [], set(), [(root, False)]
    while stack:
        tensor, parents_done = stack.pop()
        if parents_done:
            order.append(tensor)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            stack.append((tensor, True))
            if tensor.node is not None:
                stack.extend((p, False) for p in tensor.node.parents if p.requires_grad)
    waiting = {id(root): gradient}
    for tensor in reversed(order):
        arrived, node = waiting.pop(id(tensor)), tensor.node
        tensor.grad = np.array(arrived)
        if node is None:
            continue
        if node.saved is None:
            raise RuntimeError(SECOND_TIME)
        for parent, part in zip(node.parents, node.rule(arrived)):
            if parent.requires_grad:
                part = unbroadcast(part, parent.data.shape)
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        if node.saved and not retain_graph:
            node.saved = None


# %% wrong="run_backward" name="an order that notes a tensor before its parents are noted"
# A tensor was visited before all its users: some gradients came too late. Note a tensor when all
# its parents are noted, then turn the list round.
def run_backward(root, gradient=None, retain_graph=False):
    if not root.requires_grad:
        raise RuntimeError(NOT_TRACKED)
    if gradient is None:
        if root.data.size != 1:
            raise RuntimeError(NOT_SCALAR)
        gradient = np.ones(root.data.shape)
    done, order, stack = set(), [], [(root, False)]
    while stack:
        t, ready = stack.pop()
        if ready:
            order.append(t)
        elif id(t) not in done:
            done.add(id(t))
            order.insert(0, t)
            if t.node:
                stack.extend((p, False) for p in t.node.parents if p.requires_grad)
    waiting = {id(root): np.array(gradient)}
    for t in reversed(order):
        g = waiting.pop(id(t))
        if t.node is None:
            t.grad = np.array(g) if t.grad is None else t.grad + g
            continue
        if t.node.saved is None:
            raise RuntimeError(SECOND_TIME)
        parts = t.node.rule(g)
        for p, part in zip(t.node.parents, parts):
            if p.requires_grad:
                part = unbroadcast(np.asarray(part), p.data.shape)
                waiting[id(p)] = waiting[id(p)] + part if id(p) in waiting else part
        if not retain_graph and t.node.saved:
            t.node.saved = None


# %% [markdown] card="bce_with_logits" level="medium" minutes=15
# The loss for yes-or-no answers, in one node. For a logit $z$ and a target $y$ it is
#
# $$\max(z, 0) - z\,y + \log(1 + e^{-|z|})$$
#
# which is the same as $-y \log \sigma(z) - (1 - y) \log(1 - \sigma(z))$, but never takes the
# exponential of a large number. Its slope is as simple as it gets: $\sigma(z) - y$.
#
# Write `bce_with_logits(logits, targets)`: the *mean* over all entries, recorded as
# `BinaryCrossEntropyWithLogitsBackward0`. The targets are constants: `(logits,)` are the parents.
# What the formula needs goes into `saved`, as arrays. Nothing overflows, not in the slope either.
#
# ```python
# >>> z = Tensor([0.0, 1000.0], requires_grad=True)
# >>> loss = bce_with_logits(z, Tensor([1.0, 0.0]))
# >>> loss.data.round(4)
# np.float64(500.3466)
# >>> sent(loss, [z], np.array(10.0))
# [array([-2.5,  5. ])]
# ```
#
# <details><summary>Hint: "FloatingPointError: np.exp was called on ..."</summary>
#
# $e^{-z}$ is infinite for $z = -1000$. Take the exponential of $-|z|$ only. For the sigmoid: where $z$
# is positive it is $1 / (1 + e^{-|z|})$, elsewhere $e^{-|z|} / (1 + e^{-|z|})$.
# </details>
# <details><summary>Hint: the gradient is too large by the number of entries</summary>
#
# The loss is a mean: each entry has a share of one n-th.
# </details>

# %% exercise="bce_with_logits"
def bce_with_logits(logits, targets):
    """The mean binary cross entropy of logits, in a form that never overflows."""
    ### BEGIN SOLUTION
    z, y = logits.data, targets.data
    small = np.exp(-np.abs(z))
    loss = np.maximum(z, 0) - z * y + np.log1p(small)
    slope = np.where(z > 0, 1.0, small) / (1 + small) - y
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.mean(), (logits,),
        lambda g, slope: (g * slope / slope.size,), saved=(slope,),
    )
    ### END SOLUTION


# %% check="bce_with_logits"

# %% right="bce_with_logits" by="logaddexp and tanh"
def bce_with_logits(logits, targets):
    def formula(g, z, y):
        sigmoid = 0.5 * (1 + np.tanh(z / 2))
        return (np.asarray(g) * (sigmoid - y) / z.size,)

    z, y = logits.data, targets.data
    value = np.mean(np.logaddexp(0.0, z) - z * y)
    return record("BinaryCrossEntropyWithLogitsBackward0", value, [logits], formula, [z, y])


# %% right="bce_with_logits" by="entry by entry"
def bce_with_logits(logits, targets):
    losses, slopes = [], []
    for z, y in zip(logits.data.ravel(), targets.data.ravel()):
        if z >= 0:
            losses.append(z - z * y + np.log1p(np.exp(-z)))
            slopes.append(1 / (1 + np.exp(-z)) - y)
        else:
            losses.append(-z * y + np.log1p(np.exp(z)))
            slopes.append(np.exp(z) / (1 + np.exp(z)) - y)
    slopes = np.reshape(slopes, logits.data.shape) / len(losses)
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", sum(losses) / len(losses), (logits,),
        lambda g, s: (s * g,), saved=(slopes,),
    )


# %% wrong="bce_with_logits" name="overflows"
# Ordinary logits are right; with 800 or -800 `exp` overflows: $e^{-z}$ is infinite for $z = -800$. Take
# the exponential of $-|z|$ only, in the loss and in the slope.
def bce_with_logits(logits, targets):
    z, y = logits.data, targets.data
    sigmoid = 1 / (1 + np.exp(-z))
    loss = -y * np.log(sigmoid) - (1 - y) * np.log(1 - sigmoid)
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.mean(), (logits,),
        lambda g, slope: (g * slope / slope.size,), saved=(sigmoid - y,),
    )


# %% wrong="bce_with_logits" name="the large part is missing"
# Negative logits are right. For positive ones a part of the loss as large as the logit is missing:
# $\max(z, 0)$.
def bce_with_logits(logits, targets):
    z, y = logits.data, targets.data
    small = np.exp(-np.abs(z))
    loss = np.log1p(small) - z * y
    slope = np.where(z > 0, 1.0, small) / (1 + small) - y
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.mean(), (logits,),
        lambda g, slope: (g * slope / slope.size,), saved=(slope,),
    )


# %% wrong="bce_with_logits" name="target and 1 - target mixed up"
# Loss and gradient are those of the opposite answer: the loss is small where the model says no and
# the target is 1. $y$ goes with $-\log \sigma(z)$, and $1 - y$ with the other part.
def bce_with_logits(logits, targets):
    z, y = logits.data, 1 - targets.data
    small = np.exp(-np.abs(z))
    loss = np.maximum(z, 0) - z * y + np.log1p(small)
    slope = np.where(z > 0, 1.0, small) / (1 + small) - y
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.mean(), (logits,),
        lambda g, slope: (g * slope / slope.size,), saved=(slope,),
    )


# %% wrong="bce_with_logits" name="the targets as a second parent"
# Numbers and gradient of the logits are right, but the loss requires a gradient if only the targets
# do. The targets are constants here: the parents are `(logits,)` alone.
def bce_with_logits(logits, targets):
    z, y = logits.data, targets.data
    small = np.exp(-np.abs(z))
    loss = np.maximum(z, 0) - z * y + np.log1p(small)
    slope = np.where(z > 0, 1.0, small) / (1 + small) - y
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.mean(), (logits, targets),
        lambda g, slope, z: (g * slope / z.size, -g * z / z.size), saved=(slope, z),
    )


# %% wrong="bce_with_logits" name="the targets as a parent"
# The loss is right. The parents are `(logits,)` alone, and the formula returns one gradient: targets
# are constants, and nobody asks for theirs.
def bce_with_logits(logits, targets):
    z, y = logits.data, targets.data
    small = np.exp(-np.abs(z))
    loss = np.maximum(z, 0) - z * y + np.log1p(small)
    slope = np.where(z > 0, 1.0, small) / (1 + small) - y
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.mean(), (targets, logits),
        lambda g, slope: (g * slope / slope.size,), saved=(slope,),
    )


# %% wrong="bce_with_logits" name="sum instead of mean"
# The loss and its gradient are those of the sum. The mean is asked for: divide both by the number of
# entries.
def bce_with_logits(logits, targets):
    z, y = logits.data, targets.data
    small = np.exp(-np.abs(z))
    loss = np.maximum(z, 0) - z * y + np.log1p(small)
    slope = np.where(z > 0, 1.0, small) / (1 + small) - y
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.sum(), (logits,),
        lambda g, slope: (g * slope,), saved=(slope,),
    )


# %% wrong="bce_with_logits" name="mean forward, sum backward"
# The loss is right and the gradient too large: the mean divides by the number of entries, and so must
# its rule.
def bce_with_logits(logits, targets):
    z, y = logits.data, targets.data
    small = np.exp(-np.abs(z))
    loss = np.maximum(z, 0) - z * y + np.log1p(small)
    slope = np.where(z > 0, 1.0, small) / (1 + small) - y
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.mean(), (logits,),
        lambda g, slope: (g * slope,), saved=(slope,),
    )


# %% wrong="bce_with_logits" name="ignores the upstream gradient"
# The node sends its own slope, whatever arrives. A loss is often multiplied by something before
# `backward()`: use the gradient.
def bce_with_logits(logits, targets):
    z, y = logits.data, targets.data
    small = np.exp(-np.abs(z))
    loss = np.maximum(z, 0) - z * y + np.log1p(small)
    slope = np.where(z > 0, 1.0, small) / (1 + small) - y
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.mean(), (logits,),
        lambda g, slope: (slope / slope.size,), saved=(slope,),
    )


# %% wrong="bce_with_logits" name="slope without the sigmoid"
# The gradient is that of the difference of logit and target, as in a squared error. The slope of this
# loss is the *sigmoid* of the logit minus the target.
def bce_with_logits(logits, targets):
    z, y = logits.data, targets.data
    loss = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    return record(
        "BinaryCrossEntropyWithLogitsBackward0", loss.mean(), (logits,),
        lambda g, slope: (g * slope / slope.size,), saved=(z - y,),
    )


# %% wrong="bce_with_logits" name="the squared error of the probabilities"
# The value is the mean squared error of the probabilities. The slope is right; the loss is the
# formula with the maximum and the logarithm.
def bce_with_logits(logits, targets):
    z, y = logits.data, targets.data
    e = np.exp(-np.abs(z))
    s = np.where(z > 0, 1 / (1 + e), e / (1 + e))
    return record("BinaryCrossEntropyWithLogitsBackward0", np.mean((s - y) ** 2), (logits,), lambda g, d: (g * d / d.size,), (s - y,))


# %% [markdown] card="SGD" level="easy" minutes=10
# The optimizer, in its plainest form: no momentum, no weight decay. You know it from assignment 10.
#
# Write the two methods. `step()` changes the `.data` of every parameter by `-lr` times its `.grad`,
# in place or with a new array, and leaves those alone whose `.grad` is None; every `.grad` stays as
# it is. `zero_grad()` sets every `.grad` to None, also one that is None already; the arrays that
# were there keep their numbers. Each optimizer has parameters and a learning rate of its own, and
# goes on with both. Nothing but `.grad` decides, not `requires_grad`.
#
# ```python
# >>> w = Tensor([1.0], requires_grad=True)
# >>> w.grad = np.array([4.0])
# >>> optimizer = SGD([w], lr=0.5)
# >>> optimizer.step()
# >>> optimizer.zero_grad()
# >>> w.data, w.grad
# (array([-1.]), None)
# ```
#
# <details><summary>Hint: TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'</summary>
#
# One of the parameters has no gradient: skip it.
# </details>

# %% exercise="SGD"
class SGD:
    """Plain gradient descent over a list of parameters."""

    def __init__(self, params, lr):
        self.params = list(params)
        self.lr = lr

    def step(self):
        """Move every parameter that has a gradient."""
        ### BEGIN SOLUTION
        for p in self.params:
            if p.grad is not None:
                p.data -= self.lr * p.grad
        ### END SOLUTION

    def zero_grad(self):
        """Set every gradient to None."""
        ### BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        ### END SOLUTION


# %% check="SGD"

# %% right="SGD" by="new arrays" methods=true
def step(self):
    for p in [p for p in self.params if p.grad is not None]:
        p.data = p.data + (-self.lr) * p.grad


def zero_grad(self):
    for p in self.params:
        setattr(p, "grad", None)


# %% right="SGD" by="by index" methods=true
def step(self):
    for index in range(len(self.params)):
        if self.params[index].grad is None:
            continue
        np.subtract(
            self.params[index].data, self.lr * self.params[index].grad,
            out=self.params[index].data,
        )


def zero_grad(self):
    for index in range(len(self.params)):
        self.params[index].grad = None


# %% wrong="SGD" name="goes uphill" methods=true
# The parameters moved along the gradient, to where the loss grows. Subtract.
def step(self):
    for p in self.params:
        if p.grad is not None:
            p.data += self.lr * p.grad


# %% wrong="SGD" name="expects a gradient everywhere" methods=true
# The step fails at a parameter whose `.grad` is None, which is the normal state of a frozen one. Skip
# it.
def step(self):
    for p in self.params:
        p.data -= self.lr * p.grad


# %% wrong="SGD" name="step clears too" methods=true
# The step is right, but afterwards the gradient is gone. Clearing has a call of its own, so that a
# program may look at the gradients after the step.
def step(self):
    for p in self.params:
        if p.grad is not None:
            p.data -= self.lr * p.grad
            p.grad = None


# %% wrong="SGD" name="stops at a missing gradient" methods=true
# The parameters after the one without a gradient did not move: a `break` or a `return` ends the loop.
# Go on with the next one.
def step(self):
    for p in self.params:
        if p.grad is None:
            break
        p.data -= self.lr * p.grad


# %% wrong="SGD" name="changes a local name only" methods=true
# Nothing moves. Is the result given to a name of your method? The tensor does not see that: write into
# `p.data`. Or is there a condition that is never true?
def step(self):
    for p in self.params:
        if p.grad is not None:
            data = p.data - self.lr * p.grad


# %% wrong="SGD" name="forgets the learning rate" methods=true
# The step is the whole gradient, whatever `lr` is. Multiply the gradient by `self.lr`.
def step(self):
    for p in self.params:
        if p.grad is not None:
            p.data -= p.grad


# %% wrong="SGD" name="zero_grad clears the data" methods=true
# `zero_grad` set the weights to zero. It is `.grad` that is cleared.
def zero_grad(self):
    for p in self.params:
        p.data[...] = 0.0


# %% wrong="SGD" name="zeros instead of None" methods=true
# The gradients are zeros after `zero_grad()`. None is asked for, as PyTorch does it: it says that there
# is no gradient at all.
def zero_grad(self):
    for p in self.params:
        if p.grad is not None:
            p.grad = np.zeros_like(p.grad)


# %% wrong="SGD" name="one learning rate for all optimizers"
# Two optimizers have the learning rate of the one that was made last: it is kept in the class. Keep
# it in `self`.
class SGD:
    def __init__(self, params, lr):
        self.params = list(params)
        SGD.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% wrong="SGD" name="with momentum"
# The first step is right, and the next ones are longer: they remember earlier gradients. Without
# momentum each step is `-lr` times the gradient of now.
class SGD:
    def __init__(self, params, lr):
        self.params = list(params)
        self.lr = lr
        self.velocities = [0.0] * len(self.params)

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.velocities[i] = 0.9 * self.velocities[i] + p.grad
                p.data -= self.lr * self.velocities[i]

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# %% wrong="SGD" name="forgets its parameters" methods=true
# After `zero_grad()` nothing moves any more: it emptied the list of the parameters. Go over the
# list, and leave it as it is.
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= self.lr * p.grad

    def zero_grad(self):
        while self.params:
            self.params.pop().grad = None


# %% [markdown] card="fit" level="medium" minutes=15
# Everything at once: a network of two layers learns on your engine.
#
# Write `fit(params, inputs, targets, steps, lr)`. `params` is `[W1, b1, W2, b2]`. The hidden layer
# is the relu of `inputs @ W1 + b1`, the logits are `hidden @ W2 + b2`, the loss is
# `bce_with_logits(logits, targets)`. Train with your `SGD` for `steps` steps and return the list of
# losses as Python floats, each computed before its step. A gradient that was there before the call
# must not count, and a parameter that requires no gradient keeps its numbers. At least one requires
# it.
#
# ```python
# >>> params = [Tensor([[1.0]]), Tensor([0.0]), Tensor([[1.0]]), Tensor([0.0], requires_grad=True)]
# >>> losses = fit(params, Tensor([[0.0]]), Tensor([[1.0]]), 2, lr=2.0)
# >>> [round(loss, 4) for loss in losses]
# [0.6931, 0.3133]
# >>> [round(float(b), 4) for b in params[3].data]
# [1.5379]
# ```
#
# <details><summary>Hint: the first two losses are right, the later ones are not</summary>
#
# Something is left over from the step before: where is `zero_grad()`?
# </details>
# <details><summary>Hint: RuntimeError: Trying to backward through the graph a second time</summary>
#
# The forward pass has to be computed anew in every step; what it saved was freed by the step before.
# </details>

# %% exercise="fit"
def fit(params, inputs, targets, steps, lr):
    """Train a network with one hidden layer; the losses, step by step."""
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        logits = (inputs @ W1 + b1).relu() @ W2 + b2
        loss = bce_with_logits(logits, targets)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses
    ### END SOLUTION


# %% check="fit"

# %% right="fit" by="functions instead of operators, clearing last"
def fit(params, inputs, targets, steps, lr):
    optimizer = SGD(params, lr)
    optimizer.zero_grad()
    losses = []
    while len(losses) < steps:
        value = inputs
        for layer in (0, 2):
            value = add(matmul(value, params[layer]), params[layer + 1])
            value = relu(value) if layer == 0 else value
        loss = bce_with_logits(value, targets)
        losses.append(loss.data.item())
        run_backward(loss)
        optimizer.step()
        optimizer.zero_grad()
    return losses


# %% right="fit" by="a step written out"
def fit(params, inputs, targets, steps, lr):
    def loss_now():
        hidden = inputs @ params[0] + params[1]
        return bce_with_logits(hidden.relu() @ params[2] + params[3], targets)

    losses = []
    for _ in range(steps):
        for p in params:
            p.grad = None
        loss = loss_now()
        loss.backward()
        losses += [float(loss.data)]
        for p in params:
            if p.grad is not None:
                p.data = p.data - lr * p.grad
    return losses


# %% wrong="fit" name="never clears"
# The first step is right. Then the gradients of all steps so far add up, because nothing clears them
# between the steps.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="clears only at the end of a step"
# A gradient from before the call counts in your first step. You clear at the end of each step; clear
# once before the first one as well.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="clears only before the loop"
# The first step is right. From the second one on the gradients of the earlier steps are still in
# `.grad`, because you clear them once, before the loop. Clear in every step.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    optimizer.zero_grad()
    losses = []
    for _ in range(steps):
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="trains constants too"
# A parameter that requires no gradient was trained as well. Whoever made it a constant wants it to
# stay: do not set `requires_grad`.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    for p in params:
        p.requires_grad = True
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="the losses are arrays"
# The numbers are right, but the losses are arrays, or something else that is no Python float:
# `float(loss.data)` makes one.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.data)
    return losses


# %% wrong="fit" name="the hidden layer before the loop"
# The first loss is right. The hidden layer was computed once, before the loop, so every later step
# works with the values that the first weights gave. The whole forward pass belongs into the loop.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    hidden = (inputs @ W1 + b1).relu()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = bce_with_logits(hidden @ W2 + b2, targets)
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="loss after the step"
# The parameters are right, and each loss is the one after its step: the forward pass was computed once
# more. Note the loss of the forward pass on which you called `backward()`.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets).backward()
        optimizer.step()
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="bends the logits too"
# The logits went through a relu and cannot be negative, so no probability is below one half. The last
# layer stays linear.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = bce_with_logits(((inputs @ W1 + b1).relu() @ W2 + b2).relu(), targets)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="clears before the step"
# All losses are equal, because nothing moves. Either the gradients are cleared between `backward()` and
# `step()`, or `step()` is never called.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="no bend"
# Already the first loss is another one: there is no relu between the layers, so the network is
# linear.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = bce_with_logits((inputs @ W1 + b1) @ W2 + b2, targets)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="forward pass before the loop"
# The second step fails: the graph was recorded once, before the loop, and the first `backward()` freed
# it. Each step needs a forward pass of its own.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
    for _ in range(steps):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="trains only the last layer"
# The second layer learns and the first one stays as it was: the optimizer was given only a part of the
# parameters.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD([W2, b2], lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="an old gradient moves a constant"
# A parameter that requires no gradient held one from before, and the optimizer moved it. Clear the
# gradients of all parameters before the first step, not only of those that learn.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    o, losses = SGD(params, lr), []
    for p in params:
        if p.requires_grad:
            p.grad = None
    for _ in range(steps):
        for p in params:
            if p.requires_grad:
                p.grad = None
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        losses.append(float(loss.data))
        o.step()
    return losses


# %% wrong="fit" name="clears the weights alone"
# The gradients of the biases are never cleared and add up from step to step. `zero_grad()` of the
# optimizer clears all four.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    o, losses = SGD(params, lr), []
    for _ in range(steps):
        W1.grad = W2.grad = None
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        losses.append(float(loss.data))
        o.step()
    return losses


# %% wrong="fit" name="the bias after the bend"
# The relu is taken before the bias is added. The hidden layer is the relu of the sum, `(inputs @ W1
# + b1).relu()`.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    o, losses = SGD(params, lr), []
    for _ in range(steps):
        o.zero_grad()
        loss = bce_with_logits(((inputs @ W1).relu() + b1) @ W2 + b2, targets)
        loss.backward()
        losses.append(float(loss.data))
        o.step()
    return losses


# %% wrong="fit" name="the squared error"
# The loss is the mean squared error of the logits. Use `bce_with_logits(logits, targets)`.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    o, losses = SGD(params, lr), []
    for _ in range(steps):
        o.zero_grad()
        loss = mse_loss((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        losses.append(float(loss.data))
        o.step()
    return losses


# %% wrong="fit" name="the last loss for every step"
# All entries are the loss of the last step. Append each step's loss to a list before the step is
# made.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    o = SGD(params, lr)
    for _ in range(steps):
        o.zero_grad()
        loss = bce_with_logits((inputs @ W1 + b1).relu() @ W2 + b2, targets)
        loss.backward()
        o.step()
    return [float(loss.data)] * steps


# %% wrong="fit" name="the learning rate shrinks"
# The steps get shorter and shorter: the learning rate is made smaller after each step. All steps
# use the same `lr`.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    losses = []
    for step in range(steps):
        optimizer = SGD(params, lr / (step + 1))
        optimizer.zero_grad()
        logits = (inputs @ W1 + b1).relu() @ W2 + b2
        loss = bce_with_logits(logits, targets)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% wrong="fit" name="stops when the loss grows"
# The list is too short where the loss grows, or no longer falls: the loop ended there. One loss for
# each step is asked for.
def fit(params, inputs, targets, steps, lr):
    W1, b1, W2, b2 = params
    optimizer = SGD(params, lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        logits = (inputs @ W1 + b1).relu() @ W2 + b2
        loss = bce_with_logits(logits, targets)
        if losses and float(loss.data) > losses[-1]:
            break
        loss.backward()
        optimizer.step()
        losses.append(float(loss.data))
    return losses


# %% [markdown]
# ## Is it PyTorch yet?
#
# Now the programs of the lessons run on your engine. Each takes an engine and reports what it sees;
# `beside` runs it twice, on yours and on the course's reference, which prints what PyTorch prints.
# Nothing here is graded. As long as a piece is missing, a program says where it stops.

# %% given="programs"
from types import SimpleNamespace


def my_engine():
    return SimpleNamespace(
        tensor=Tensor,
        no_grad=lambda: no_grad(),
        mse=lambda prediction, target: mse_loss(prediction, target),
        bce=lambda logits, targets: bce_with_logits(logits, targets),
        SGD=lambda params, lr: SGD(params, lr),
        name=maker,
    )


def reference_engine():
    import autograd_ref as torch

    def tensor(data, requires_grad=False):
        return torch.tensor(data, dtype=torch.float64, requires_grad=requires_grad)

    functional = torch.nn.functional
    return SimpleNamespace(
        tensor=tensor,
        no_grad=torch.no_grad,
        mse=functional.mse_loss,
        bce=functional.binary_cross_entropy_with_logits,
        SGD=lambda params, lr: torch.optim.SGD(params, lr=lr),
        name=lambda tensor: tensor.grad_fn and tensor.grad_fn.name(),
    )


def numbers(value):
    """A tensor of either engine, or an array, as nested lists of rounded numbers."""
    value = value.detach().numpy() if hasattr(value, "detach") else getattr(value, "data", value)
    return np.round(np.asarray(value), 4).tolist()


def error_of(action):
    try:
        action()
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:60]
    return "no error"


def four_operations(engine):
    x = engine.tensor([1.3505, 0.9042, -0.7476], requires_grad=True)
    y = x + 2.0
    product = y * y * 2.0
    z = product.mean()
    yield "names", [engine.name(t) for t in (x, y, product, z)]
    yield "z", numbers(z)
    z.backward()
    yield "x.grad", numbers(x.grad)


def five_times_squared(engine):
    x = engine.tensor([0.9014, 0.1748, 0.5335, 0.7465], requires_grad=True)
    z = ((x * 5.0) ** 2).mean()
    z.backward()
    yield "z", numbers(z)
    yield "x.grad", numbers(x.grad)


def linear_layer_mse(engine):
    inputs = engine.tensor([[0.8823, 0.9150, 0.3829, 0.9593, 0.3904]])
    weight = engine.tensor([[0.2566], [0.7936], [0.9408], [0.1332], [0.9346]], requires_grad=True)
    bias = engine.tensor([0.5936], requires_grad=True)
    loss = engine.mse(inputs @ weight + bias, engine.tensor([[0.6009]]))
    yield "loss", [engine.name(loss), numbers(loss)]
    loss.backward()
    yield "weight.grad", numbers(weight.grad)
    yield "bias.grad", numbers(bias.grad)


def linear_layer_bce(engine):
    x = engine.tensor([[1.0] * 5])
    w = engine.tensor([[0.5, -1.0, 0.25]] * 5, requires_grad=True)
    b = engine.tensor([1.0, 2.0, -3.0], requires_grad=True)
    loss = engine.bce(x @ w + b, engine.tensor([[0.0, 0.0, 0.0]]))
    loss.backward()
    yield "loss", [engine.name(loss), numbers(loss)]
    yield "w.grad, first row", numbers(w.grad)[0]
    yield "b.grad", numbers(b.grad)


def vector_output(engine):
    x = engine.tensor([0.0, 1.0, 2.0], requires_grad=True)
    y = x + 2.0
    z = y * y * 2.0
    yield "backward()", error_of(lambda: z.backward())
    v = engine.tensor([0.1, 1.0, 0.001])
    z.backward(v if hasattr(v, "detach") else v.data)
    yield "x.grad after backward(v)", numbers(x.grad)


def errors(engine):
    x = engine.tensor([1.0, 2.0])
    yield "nothing requires a gradient", error_of((x * x).mean().backward)
    x = engine.tensor([1.0, 2.0], requires_grad=True)
    z = (x * x).mean()
    z.backward()
    yield "backward once more", error_of(z.backward)


def without_recording(engine):
    x = engine.tensor([1.0], requires_grad=True)
    yield "outside", (x * 2.0).requires_grad
    with engine.no_grad():
        yield "inside", (x * 2.0).requires_grad


def three_six_nine(engine):
    for clear in (False, True):
        weights, seen = engine.tensor([1.0] * 4, requires_grad=True), []
        for _ in range(3):
            (weights * 3.0).sum().backward()
            seen.append(numbers(weights.grad)[0])
            if clear:
                weights.grad = None
        yield "cleared" if clear else "not cleared", seen


def perceptron(engine):
    W = engine.tensor(1.0, requires_grad=True)
    loss = (W * engine.tensor(2.0) - engine.tensor(10.0)) ** 2
    yield "loss", numbers(loss)
    loss.backward()
    yield "W.grad", numbers(W.grad)
    engine.SGD([W], 0.05).step()
    yield "W after a step", numbers(W)


def train_a_network(engine, steps=300, lr=0.5):
    """A network with six hidden neurons learns exclusive or; the losses."""
    draw = np.random.default_rng(4)
    params = [
        engine.tensor(draw.normal(size=shape), requires_grad=True)
        for shape in ((2, 6), (6,), (6, 1), (1,))
    ]
    inputs = engine.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    targets = engine.tensor([[0.0], [1.0], [1.0], [0.0]])
    optimizer = engine.SGD(params, lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        logits = (inputs @ params[0] + params[1]).relu() @ params[2] + params[3]
        loss = engine.bce(logits, targets)
        loss.backward()
        optimizer.step()
        losses.append(float(numbers(loss)))
    return losses


def training(engine):
    losses = train_a_network(engine)
    for step in (0, 1, 10, 299):
        yield f"loss of step {step}", losses[step]


def results(program, engine):
    """What a program reports, up to the point where it stops."""
    found = {}
    try:
        for label, value in program(engine):
            found[label] = value
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        found["stopped"] = "a piece is not written yet" if "ellipsis" in text else text[:60]
    return found


def beside(program):
    """Print what a program sees on both engines, and whether it is the same."""
    yours, expected = results(program, my_engine()), results(program, reference_engine())
    stopped = yours.pop("stopped", None)
    print(program.__name__)
    for label, got in yours.items():
        if got == expected.get(label):
            print(f"  same       {label}: {got}")
        else:
            print(f"  DIFFERENT  {label}: {got}, the reference says {expected.get(label)}")
    if stopped:
        print(f"  stops here: {stopped}")


# %%
for program in (
    four_operations, five_times_squared, linear_layer_mse, linear_layer_bce, vector_output,
    errors, without_recording, three_six_nine, perceptron, training,
):
    beside(program)

# %% [markdown]
# The same loss recorded by both engines, drawn by the same function. Your engine's graph first, the
# reference's below. They have the same operations in the same places; what differs is told in the
# boxes.

# %%
from course.view import graph


def picture(engine):
    x = engine.tensor([[1.0, 2.0]])
    w = engine.tensor([[0.5], [-1.0]], requires_grad=True)
    b = engine.tensor([0.25], requires_grad=True)
    try:
        loss = engine.mse(x @ w + b, engine.tensor([[1.0]]))
        return graph(loss, x=x, w=w, b=b)
    except Exception:
        return "The picture comes when `record` and `matmul` are written."


picture(my_engine())

# %%
picture(reference_engine())

# %% [markdown]
# The backward pass of your engine, one node at a time. In your engine a rule does not un-broadcast,
# `run_backward` does it; the few lines of `MyAdapter` tell the picture so.

# %%
from course.view import Adapter, backward_steps


class MyAdapter(Adapter):
    def send(self, node, upstream):
        parts = node.rule(upstream[0])
        return [unbroadcast(part, p.data.shape) for p, part in zip(node.parents, parts)]


def stepper(engine):
    x = engine.tensor([[1.0, 2.0], [3.0, 4.0], [0.0, 1.0]])
    w = engine.tensor([[0.5], [-1.0]], requires_grad=True)
    b = engine.tensor([0.25], requires_grad=True)
    try:
        loss = engine.mse(x @ w + b, engine.tensor([[1.0], [2.0], [0.0]]))
        return backward_steps(loss, x=x, w=w, b=b, adapter=MyAdapter())
    except Exception:
        return "The steps come when `record`, `matmul` and `unbroadcast` are written."


stepper(my_engine())

# %% [markdown]
# And a network that learns on both. If your engine is right you see one curve, because the two lie
# upon each other.

# %%
from course.view import curves


def both_curves():
    lines = {"the reference": train_a_network(reference_engine())}
    try:
        lines["your engine"] = train_a_network(my_engine())
    except Exception as error:
        print(f"Your engine does not get through yet: {type(error).__name__}")
    return curves(lines, xlabel="step", ylabel="loss", title="Exclusive or, learned twice")


both_curves()

# %% [markdown]
# ## What you built
#
# - A tensor that records, operations with local rules, and one backward pass that serves them all.
# - Un-broadcasting, adding up, freeing and PyTorch's errors, each in a single place.
# - A switch for recording, two losses, an optimizer, and a network that learned.
#
# What PyTorch has beyond this is in quantity, not in kind: more operations, more data types, faster
# arithmetic. The reference engine `autograd_ref` is the next step between yours and PyTorch, and its
# core is short enough to be read in an evening: `help(autograd_ref)`, after `import autograd_ref`,
# names the files in order.
