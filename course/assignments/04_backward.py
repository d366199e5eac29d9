# %% [markdown]
# # Assignment 04: the order of the nodes
#
# Local rules are given this time. You build what calls them: first the obvious way, along every
# path, then a count of what that costs, then an order in which every tensor is visited once, and at
# last a `backward` that uses it, all in plain NumPy.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# The next cell holds a small engine that records. Read it first: the exercises use `parents`,
# `share` and `requires_grad`. In this engine a tensor is its own node.

# %% given="engine"
import numpy as np


class Tensor:
    """An array that remembers which tensors it was computed from.

    data           a float64 array
    requires_grad  whether gradients are wanted for it, or for something behind it
    parents        the tensors it was computed from, in order; a leaf has none: ()
    grad           None, until a gradient is put there
    label          a name to tell tensors apart, if somebody gave it one
    calls          how often `share` was called
    """

    def __init__(self, data, requires_grad=False, parents=(), rule=None):
        self.data = np.array(data, dtype=np.float64)
        self.requires_grad = requires_grad or any(p.requires_grad for p in parents)
        self.parents = parents
        self.rule = rule
        self.grad = None
        self.label = ""
        self.calls = 0

    def share(self, upstream):
        """The gradients for the parents, in their order, if `upstream` arrives here.

        A leaf has no parents and no share.
        """
        self.calls += 1
        return self.rule(upstream)

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=(self, other), rule=lambda g: (g, g))

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(
            self.data * other.data,
            parents=(self, other),
            rule=lambda g: (g * other.data, g * self.data),
        )

    def mean(self):
        return Tensor(
            self.data.mean(),
            parents=(self,),
            rule=lambda g: (np.full(self.data.shape, g / self.data.size),),
        )

    def __repr__(self):
        return f"Tensor({self.label or self.data})"


def as_tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value)


def doublings(x, count):
    """y1 = x + x, y2 = y1 + y1, and so on; returns the last one."""
    for number in range(1, count + 1):
        x = x + x
        x.label = f"y{number}"
    return x


def three(a, b, c):
    """The product of three tensors of one shape, in one operation."""
    return Tensor(
        a.data * b.data * c.data,
        parents=(a, b, c),
        rule=lambda g: (g * b.data * c.data, g * a.data * c.data, g * a.data * b.data),
    )


def long_chain(x, count):
    """y1 = x + x, y2 = y1 + x, y3 = y2 + x, and so on; returns the last one."""
    y = x
    for number in range(1, count + 1):
        y = y + x
        y.label = f"y{number}"
    return y


# %% [markdown] card="first_gradient" level="easy" minutes=10
# A backward pass has to begin somewhere: with the gradient of the result with respect to itself,
# which is 1. And it has to be possible at all: if nothing behind the result requires a gradient,
# there is nowhere to go. PyTorch says so with an error that everybody meets once.
#
# Write `first_gradient(root)`. `root` holds a single number, in an array of shape `()` or of any
# other shape with one entry. Return a new array of ones with the shape of `root.data`; for shape `()`
# a NumPy number will do as well. `root` stays as it is. If it does not require a gradient, raise a
# `RuntimeError` with exactly this message:
#
# `element 0 of tensors does not require grad and does not have a grad_fn`
#
# ```python
# >>> x = Tensor([1.0, 2.0], requires_grad=True)
# >>> first_gradient((x * x).mean())
# array(1.)
# >>> first_gradient(Tensor(3.0) * 2)
# Traceback (most recent call last):
# ...
# RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn
# ```
#
# <details><summary>Hint: a leaf is refused</summary>
#
# A leaf that requires a gradient can be the root: its gradient with respect to itself is 1. What
# decides is `requires_grad`, not whether there are parents.
# </details>
# <details><summary>Hint: how do I raise an error?</summary>
#
# `raise RuntimeError("...")` ends the function at once.
# </details>

# %% exercise="first_gradient"
def first_gradient(root):
    """The gradient that a backward pass from root begins with."""
    ### BEGIN SOLUTION
    if not root.requires_grad:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return np.ones_like(root.data)
    ### END SOLUTION


# %% check="first_gradient"

# %% right="first_gradient" by="full, and the error last"
def first_gradient(root):
    if root.requires_grad:
        return np.full(root.data.shape, 1.0)
    message = "element {} of tensors does not require grad and does not have a grad_fn"
    raise RuntimeError(message.format(0))


# %% right="first_gradient" by="looking at the leaves"
def first_gradient(root):
    waiting, wanted = [root], False
    while waiting:
        tensor = waiting.pop()
        waiting.extend(tensor.parents)
        wanted = wanted or (not tensor.parents and tensor.requires_grad)
    if not wanted:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return root.data * 0 + np.ones(root.data.shape)


# %% wrong="first_gradient" name="no error"
# Where no gradient is required, your function returns one all the same. A pass that goes nowhere
# should say so: look at `root.requires_grad` first.
def first_gradient(root):
    return np.ones_like(root.data)


# %% wrong="first_gradient" name="the value divided by itself"
# Your ones are the value divided by itself, and for a result of 0 or inf that is nan. The first
# gradient does not depend on the value: `np.ones_like(root.data)`.
def first_gradient(root):
    if not root.requires_grad:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return np.array(root.data / root.data)


# %% wrong="first_gradient" name="decides by the parents"
# What decides is `requires_grad`, not whether there are parents. A leaf that requires a gradient
# has no parents and is a fine root; a result computed from constants has parents and is none.
def first_gradient(root):
    if not root.parents:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return np.ones_like(root.data)


# %% wrong="first_gradient" name="another type of error"
# The message is there, but not as a `RuntimeError`. Whoever wants to catch what PyTorch raises
# catches that type.
def first_gradient(root):
    if not root.requires_grad:
        raise ValueError("element 0 of tensors does not require grad and does not have a grad_fn")
    return np.ones_like(root.data)


# %% wrong="first_gradient" name="the value instead of one"
# The pass begins with the value of the result. It begins with the *gradient* of the result with
# respect to itself, and that is 1 whatever the value is.
def first_gradient(root):
    if not root.requires_grad:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return root.data.copy()


# %% wrong="first_gradient" name="shape lost"
# The number is right, the shape is not always: a result of shape `(1, 1)` needs a gradient of shape
# `(1, 1)`. A gradient has the shape of the tensor that it belongs to.
def first_gradient(root):
    if not root.requires_grad:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return np.array(1.0)


# %% wrong="first_gradient" name="zeros"
# The pass begins with zeros. Every rule multiplies by what arrives, so every gradient behind it
# would be zero.
def first_gradient(root):
    if not root.requires_grad:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return np.zeros_like(root.data)


# %% wrong="first_gradient" name="a full stop too many"
# The error is right but for its text, which ends in a full stop. The message is to be exactly that
# of PyTorch.
def first_gradient(root):
    if not root.requires_grad:
        raise RuntimeError(
            "element 0 of tensors does not require grad and does not have a grad_fn.")
    return np.ones_like(root.data)


# %% wrong="first_gradient" name="assert instead of raise"
# The text is right, the type is not: `assert` raises an AssertionError. Write `raise
# RuntimeError(...)`.
def first_gradient(root):
    assert root.requires_grad, (
        "element 0 of tensors does not require grad and does not have a grad_fn")
    return np.ones_like(root.data)


# %% wrong="first_gradient" name="the first parent decides"
# A result whose first parent is a constant was refused. Whether a gradient is required is noted on
# the root itself: `root.requires_grad`.
def first_gradient(root):
    decides = root.parents[0] if root.parents else root
    if root.parents and decides.parents:
        decides = decides.parents[0]
    if not decides.requires_grad:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return np.ones_like(root.data)


# %% wrong="first_gradient" name="the shape of a list"
# Your ones have one axis, `(1,)`, whatever the shape of the result is: `np.ones(n)` takes a whole
# number for the length of one axis. A gradient has the shape of its tensor, here
# `root.data.shape`.
def first_gradient(root):
    if not root.requires_grad:
        raise RuntimeError("element 0 of tensors does not require grad and does not have a grad_fn")
    return np.ones(root.data.size)


# %% [markdown] card="naive_backward" level="medium" minutes=15
# The obvious backward pass follows every path. It arrives at a tensor with a gradient. If that
# tensor is a leaf, the path ends. If not, it asks the tensor for the shares of its parents and goes
# on to each parent with that parent's share.
#
# Write `naive_backward(tensor, upstream)`, a function that calls itself. At a leaf that requires a
# gradient, add `upstream` to `.grad` (None counts as nothing yet); at any other leaf, do nothing.
# No other tensor gets a `.grad`. Nothing is returned. Each visit of a tensor that has parents calls
# its `share` once, for all parents together; whether you visit constants is up to you. A share may
# be one array for both parents, so never write into what arrives: make a new sum.
#
# It gives the right gradients. What is wrong with it comes in the next exercise.
#
# ```python
# >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
# >>> y = x + 2
# >>> naive_backward((y * y * 2).mean(), np.array(1.0))
# >>> x.grad
# array([4.        , 5.33333333, 6.66666667])
# ```
#
# <details><summary>Hint: TypeError: 'NoneType' object is not callable</summary>
#
# You asked a leaf for its share. A leaf has no rule; there the path ends.
# </details>
# <details><summary>Hint: the gradient of y * y is half of what it should be</summary>
#
# `y * y` has two parents, which happen to be the same tensor. Two paths lead through them, and each
# brings its gradient: add to `.grad`, do not replace it, and skip nothing.
# </details>

# %% exercise="naive_backward"
def naive_backward(tensor, upstream):
    """Follow every path from tensor to the leaves and add up what arrives there."""
    ### BEGIN SOLUTION
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for parent, gradient in zip(tensor.parents, tensor.share(upstream)):
        naive_backward(parent, gradient)
    ### END SOLUTION


# %% check="naive_backward"

# %% right="naive_backward" by="the leaf's case last, by index"
def naive_backward(tensor, upstream):
    if tensor.parents:
        shares = tensor.share(upstream)
        for index in range(len(shares)):
            if tensor.parents[index].requires_grad:
                naive_backward(tensor.parents[index], shares[index])
    elif tensor.requires_grad:
        before = 0.0 if tensor.grad is None else tensor.grad
        tensor.grad = before + np.asarray(upstream)


# %% right="naive_backward" by="a stack of paths"
def naive_backward(tensor, upstream):
    paths = [(tensor, upstream)]
    while paths:
        here, gradient = paths.pop()
        if here.parents:
            paths += list(zip(here.parents, here.share(gradient)))
        elif here.requires_grad and here.grad is None:
            here.grad = np.array(gradient)
        elif here.requires_grad:
            here.grad = here.grad + gradient


# %% wrong="naive_backward" name="last path wins"
# A leaf that several paths lead to keeps only the gradient of the last one. The effects of all
# paths add: `.grad` must grow with every arrival.
def naive_backward(tensor, upstream):
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream
        return
    for parent, gradient in zip(tensor.parents, tensor.share(upstream)):
        naive_backward(parent, gradient)


# %% wrong="naive_backward" name="first parent only"
# Only the paths through the first parent were followed. Is there a `return` inside the loop?
def naive_backward(tensor, upstream):
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for parent, gradient in zip(tensor.parents, tensor.share(upstream)):
        return naive_backward(parent, gradient)


# %% wrong="naive_backward" name="each tensor once"
# You keep a list of the tensors already visited and skip them. Then a second path to a tensor
# brings nothing, and its gradient is lost. Following paths means: every path counts.
def naive_backward(tensor, upstream, visited=None):
    visited = set() if visited is None else visited
    if id(tensor) in visited:
        return
    visited.add(id(tensor))
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for parent, gradient in zip(tensor.parents, tensor.share(upstream)):
        naive_backward(parent, gradient, visited)


# %% wrong="naive_backward" name="shares not handed on"
# Each parent was given what arrived at its child, not its own share. `tensor.share(upstream)` has
# one gradient for each parent; hand those on.
def naive_backward(tensor, upstream):
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for parent in tensor.parents:
        naive_backward(parent, np.ones_like(parent.data) * upstream)


# %% wrong="naive_backward" name="each step begins with ones"
# Every tensor was asked for its share of ones, so what arrived at it is forgotten. Ones belong to
# the very beginning only; after that, hand on what you got.
def naive_backward(tensor, upstream):
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for parent, gradient in zip(tensor.parents, tensor.share(np.ones_like(tensor.data))):
        naive_backward(parent, gradient)


# %% wrong="naive_backward" name="constants get a gradient too"
# A leaf that does not require a gradient got one. Look at `requires_grad` where the path ends.
def naive_backward(tensor, upstream):
    if not tensor.parents:
        tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for parent, gradient in zip(tensor.parents, tensor.share(upstream)):
        naive_backward(parent, gradient)


# %% wrong="naive_backward" name="tensors on the way get a gradient too"
# The tensors between the root and the leaves got a `.grad` as well. As in PyTorch, only leaves keep
# one: on the way, hand on the shares and store nothing.
def naive_backward(tensor, upstream):
    if tensor.requires_grad:
        tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
    if tensor.parents:
        for parent, gradient in zip(tensor.parents, tensor.share(upstream)):
            naive_backward(parent, gradient)


# %% wrong="naive_backward" name="writes into what arrives"
# A sum was made in place, with `+=`. The rule of `x + a` hands one array to both parents, so a leaf's
# `.grad` may be another one's too, or the caller's upstream. Make a new array: `.grad + upstream`.
def naive_backward(tensor, upstream):
    if not tensor.parents:
        if tensor.requires_grad:
            if tensor.grad is None:
                tensor.grad = upstream
            else:
                tensor.grad += upstream
        return
    for parent, gradient in zip(tensor.parents, tensor.share(upstream)):
        naive_backward(parent, gradient)


# %% wrong="naive_backward" name="zeros are not brought"
# A leaf to which a gradient of zeros leads keeps None. Zeros are a gradient as well: the leaf had
# no influence, which is not the same as no answer. Bring them to the end like all others.
def naive_backward(tensor, upstream):
    if not np.any(upstream):
        return
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for parent, gradient in zip(tensor.parents, tensor.share(upstream)):
        naive_backward(parent, gradient)


# %% wrong="naive_backward" name="share called for each parent"
# The gradients are right, but each visit calls `share` several times, once for each parent. One
# call gives the gradients for all parents: keep what it returns, then go over the parents.
def naive_backward(tensor, upstream):
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for index, parent in enumerate(tensor.parents):
        naive_backward(parent, tensor.share(upstream)[index])


# %% wrong="naive_backward" name="hands the upstream on as it is"
# Each parent gets what the tensor itself got: the gradient does not change on its way. What `share`
# returns is for them, one part for each parent.
def naive_backward(tensor, upstream):
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for parent in tensor.parents:
        naive_backward(parent, upstream)


# %% wrong="naive_backward" name="shares are asked for and not handed on"
# Each parent gets what its child got: `share` is called, and what it returns is not used. It has
# one gradient for each parent: hand those on.
def naive_backward(tensor, upstream):
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    tensor.share(upstream)
    for parent in tensor.parents:
        naive_backward(parent, upstream)


# %% wrong="naive_backward" name="a repeated parent once"
# In `y * y` both parents are `y`, and one of the two shares is lost: a dict or a set of the parents
# drops it. Go over pairs of parent and share.
def naive_backward(tensor, upstream):
    if not tensor.parents:
        if tensor.requires_grad:
            tensor.grad = upstream if tensor.grad is None else tensor.grad + upstream
        return
    for parent, gradient in dict(zip(tensor.parents, tensor.share(upstream))).items():
        naive_backward(parent, gradient)


# %% [markdown] card="count_visits" level="easy" minutes=10
# How much work is that? `naive_backward` calls itself once for each parent of the tensor that it
# visits, and there again for each parent. Count these visits without computing any gradient.
#
# Write `count_visits(root)`: 1 for the visit of `root` itself, and for each of its parents as many
# visits as that parent takes. Constants are visited too. A parent that occurs twice, as in `y + y`,
# is visited twice. Return a whole number.
#
# Write it, then look at the example: with each line more in the program the number doubles. Ten
# lines take two thousand visits, thirty lines two thousand million.
#
# ```python
# >>> x = Tensor(1.0, requires_grad=True)
# >>> [count_visits(doublings(x, n)) for n in (1, 2, 3, 10)]
# [3, 7, 15, 2047]
# ```
#
# <details><summary>Hint: RecursionError: maximum recursion depth exceeded</summary>
#
# The function calls itself without end. At a leaf there are no parents, and the answer is 1.
# </details>
# <details><summary>Hint: doublings give small numbers such as 4 or 11</summary>
#
# You count tensors, each once. The question is how often they are visited.
# </details>

# %% exercise="count_visits"
def count_visits(root):
    """How many tensors a pass visits that follows every path, `root` included."""
    ### BEGIN SOLUTION
    return 1 + sum(count_visits(parent) for parent in root.parents)
    ### END SOLUTION


# %% check="count_visits"

# %% right="count_visits" by="a stack"
def count_visits(root):
    visits, stack = 0, [root]
    while stack:
        visits += 1
        stack.extend(stack.pop().parents)
    return visits


# %% right="count_visits" by="each tensor's number remembered"
def count_visits(root, known=None):
    known = {} if known is None else known
    if id(root) not in known:
        number = 1
        for parent in root.parents:
            number += count_visits(parent, known)
        known[id(root)] = number
    return known[id(root)]


# %% wrong="count_visits" name="tensors instead of visits"
# You counted the tensors, each once. That is how many visits a *good* pass would need. The naive
# one comes to a tensor again on every path that leads to it.
def count_visits(root):
    seen, stack = set(), [root]
    while stack:
        tensor = stack.pop()
        if id(tensor) not in seen:
            seen.add(id(tensor))
            stack.extend(tensor.parents)
    return len(seen)


# %% wrong="count_visits" name="paths instead of visits"
# You counted the paths, that is, the arrivals at leaves. The visits on the way count as well: 1 for
# every tensor that is visited, leaf or not.
def count_visits(root):
    if not root.parents:
        return 1
    return sum(count_visits(parent) for parent in root.parents)


# %% wrong="count_visits" name="the first visit left out"
# The number is too small by one: the visit of the root itself is missing.
def count_visits(root):
    def steps(tensor):
        return sum(1 + steps(parent) for parent in tensor.parents)

    return steps(root)


# %% wrong="count_visits" name="a repeated parent counted once"
# In `y + y` the parent `y` occurs twice and is visited twice. A set or a dict of the parents drops
# one of the two.
def count_visits(root):
    different = {id(parent): parent for parent in root.parents}
    return 1 + sum(count_visits(parent) for parent in different.values())


# %% wrong="count_visits" name="length of the longest path"
# You measured how deep the graph is: the longest path. The visits of *all* parents add up.
def count_visits(root):
    return 1 + max((count_visits(parent) for parent in root.parents), default=0)


# %% wrong="count_visits" name="constants left out"
# Visits of constants are missing. The naive pass comes to them too, if only to turn round.
def count_visits(root):
    return 1 + sum(count_visits(p) for p in root.parents if p.requires_grad)


# %% wrong="count_visits" name="leaves count nothing"
# A visit of a leaf counts 0 in your answer. It is a visit like any other: 1.
def count_visits(root):
    return 1 + sum(count_visits(p) for p in root.parents) if root.parents else 0


# %% wrong="count_visits" name="the formula of the doublings"
# Your number follows from the length of one way. It is right where each line doubles the work, as in
# `y = y + y`, and not for other graphs: add up the visits of the parents.
def count_visits(root):
    depth = 0
    while root.parents:
        depth, root = depth + 1, root.parents[0]
    return 2 ** (depth + 1) - 1


# %% wrong="count_visits" name="each parent counted twice"
# Each parent is counted twice: once where it is listed, once by its own call. A visit counts itself.
def count_visits(root):
    return 1 + sum(1 + count_visits(parent) for parent in root.parents)


# %% wrong="count_visits" name="what the parents count is dropped"
# Your number is 1 and the number of the root's parents: what lies behind them is missing. Add what
# the calls for the parents return.
def count_visits(root):
    count = 1
    for parent in root.parents:
        count += 1
        count_visits(parent)
    return count


# %% wrong="count_visits" name="told apart by label"
# Your function remembers its numbers under the labels of the tensors. A label is only for readers,
# and several tensors may have the same one or none. Use `id(tensor)`, or remember nothing.
def count_visits(root):
    known = {}

    def visits(tensor):
        if not tensor.parents:
            return 1
        if tensor.label not in known:
            known[tensor.label] = 1 + sum(visits(parent) for parent in tensor.parents)
        return known[tensor.label]

    return visits(root)


# %% [markdown]
# The next two cells are for the rest of the notebook. The first has helpers that look at an order of
# tensors; the cards use `labels`. The second has a graph of many ways that notices when they are all
# gone.


# %% given="looking_at_an_order"
def labels(order):
    """The labels of the tensors of a list, in its order, as one string."""
    return order if order is None else " ".join(tensor.label for tensor in order)


def sorted_labels(order):
    """The labels in alphabetical order."""
    return order if order is None else " ".join(sorted(tensor.label for tensor in order))


def ends(order):
    """How many tensors a list has, and the labels of the first and the last."""
    return [len(order), order[0].label, order[-1].label] if order else order


def too_late(order):
    """The labels of tensors that come after one of their parents, "?" for one without a label; ""
    if the order is right.
    """
    if order is None:
        return None
    place = {id(tensor): number for number, tensor in enumerate(order)}
    return " ".join(tensor.label or "?" for tensor in order
                    if any(place.get(id(parent), len(order)) < place[id(tensor)]
                           for parent in tensor.parents))


# %% given="watched"
class Watched(Tensor):
    """A tensor that counts how often somebody asks it, or another one, for its parents."""

    asked = 0

    @property
    def parents(self):
        Watched.asked += 1
        if Watched.asked > 1_000:
            raise RuntimeError(
                "in a small graph parents was read more than 1,000 times: is a tensor looked at "
                "again on every way that leads to it?"
            )
        return self._parents

    @parents.setter
    def parents(self, parents):
        self._parents = parents


def many_ways(x, count):
    """y1 = x + x, y2 = y1 + y1, and so on, all watched; returns the last one."""
    Watched.asked = 0
    for number in range(1, count + 1):
        x = Watched(x.data * 2, parents=(x, x), rule=lambda g: (g, g))
        x.label = f"y{number}"
    return x


# %% [markdown] card="users_first" level="medium" minutes=15
# The way out: visit every tensor once, but only when *everything* that is on its way to it has
# arrived. For that, a tensor must come after all tensors that were computed from it, its users. An
# order in which users come first is called a topological order.
#
# There is a simple way to get one. Take a tensor; first write down everything behind it, by the
# same method; then write down the tensor itself; and never write down a tensor twice. This gives a
# list in which parents come first. Turned round, users come first.
#
# Write `users_first(root)`: a list or tuple of all tensors behind `root`, constants and `root`
# included, each once, each before its parents. Labels are for readers: two tensors may have the
# same one, or none. Look at the parents of each tensor once or a few times, not once for each way
# to it; of those there are a million million after forty lines of `y = y + y`.
#
# ```python
# >>> x = Tensor(3.0, requires_grad=True)
# >>> h = x * x
# >>> y = x + h
# >>> x.label, h.label, y.label = "x", "h", "y"
# >>> labels(users_first(y))
# 'y h x'
# ```
#
# <details><summary>Hint: the order is y, x, h in the example</summary>
#
# `x` was written down as soon as `y` was looked at. But `h` uses `x` too and must come before it.
# Write a tensor down *after* its parents have been dealt with, and turn the list round at the end.
# </details>
# <details><summary>Hint: some tensors occur several times</summary>
#
# Keep a set of those you have dealt with, and return at once if a tensor is in it. Use
# `id(tensor)` in the set.
# </details>

# %% exercise="users_first"
def users_first(root):
    """Every tensor behind root, root included, each once and before its parents."""
    ### BEGIN SOLUTION
    done, order = set(), []

    def visit(tensor):
        if id(tensor) in done:
            return
        done.add(id(tensor))
        for parent in tensor.parents:
            visit(parent)
        order.append(tensor)

    visit(root)
    return order[::-1]
    ### END SOLUTION


# %% check="users_first"

# %% right="users_first" by="counting the uses that are still to come"
def users_first(root):
    tensors, uses = [root], {id(root): 0}
    for tensor in tensors:
        for parent in tensor.parents:
            if id(parent) not in uses:
                uses[id(parent)] = 0
                tensors.append(parent)
            uses[id(parent)] += 1
    ready, order = [root], []
    while ready:
        tensor = ready.pop()
        order.append(tensor)
        for parent in tensor.parents:
            uses[id(parent)] -= 1
            if uses[id(parent)] == 0:
                ready.append(parent)
    return order


# %% right="users_first" by="sorted by the longest way from the root"
def users_first(root):
    distance, tensors = {id(root): 0}, {id(root): root}
    waiting = [root]
    while waiting:
        tensor = waiting.pop(0)
        for parent in tensor.parents:
            if distance.get(id(parent), -1) < distance[id(tensor)] + 1:
                distance[id(parent)] = distance[id(tensor)] + 1
                tensors[id(parent)] = parent
                waiting.append(parent)
    return sorted(tensors.values(), key=lambda tensor: distance[id(tensor)])


# %% wrong="users_first" name="layer by layer"
# You went from the root in layers: first its parents, then theirs. A tensor that is reached by a
# short way then comes before one that it must wait for. How *far* a tensor is along the shortest
# way does not matter; all its users must come first.
def users_first(root):
    order, seen = [root], {id(root)}
    for tensor in order:
        for parent in tensor.parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                order.append(parent)
    return order


# %% wrong="users_first" name="written down too early"
# Each tensor was written down when it was met, before its parents were dealt with. So a tensor
# comes before a user that is met later on another path. Write it down after its parents, and turn
# the list round at the end.
def users_first(root):
    done, order = set(), []

    def visit(tensor):
        if id(tensor) in done:
            return
        done.add(id(tensor))
        order.append(tensor)
        for parent in tensor.parents:
            visit(parent)

    visit(root)
    return order


# %% wrong="users_first" name="leaves first"
# The list is in the order of the forward pass: parents first. The backward pass needs it the other
# way round.
def users_first(root):
    done, order = set(), []

    def visit(tensor):
        if id(tensor) in done:
            return
        done.add(id(tensor))
        for parent in tensor.parents:
            visit(parent)
        order.append(tensor)

    visit(root)
    return order


# %% wrong="users_first" name="tensors occur several times"
# A tensor that several paths lead to occurs several times. Remember which tensors you have dealt
# with, and return at once when you come to one of them again.
def users_first(root):
    order = []

    def visit(tensor):
        for parent in tensor.parents:
            visit(parent)
        order.append(tensor)

    visit(root)
    return order[::-1]


# %% wrong="users_first" name="leaves left out"
# The leaves are missing. They are the tensors for which the whole pass is made: write them down as
# well.
def users_first(root):
    done, order = set(), []

    def visit(tensor):
        if id(tensor) in done or not tensor.parents:
            return
        done.add(id(tensor))
        for parent in tensor.parents:
            visit(parent)
        order.append(tensor)

    visit(root)
    return order[::-1]


# %% wrong="users_first" name="root left out"
# The root is missing from the list. It is the first tensor that the pass has to visit.
def users_first(root):
    done, order = {id(root)}, []

    def visit(tensor):
        if id(tensor) in done:
            return
        done.add(id(tensor))
        for parent in tensor.parents:
            visit(parent)
        order.append(tensor)

    for parent in root.parents:
        visit(parent)
    return order[::-1]


# %% wrong="users_first" name="every way is walked"
# The order is right, but your function goes along every way and asks too late whether a tensor was
# seen. Forty lines of `y = y + y` have more ways than it could ever go. Ask before you go on to the
# parents.
def users_first(root):
    done, order = set(), []

    def visit(tensor):
        for parent in tensor.parents:
            visit(parent)
        if id(tensor) not in done:
            done.add(id(tensor))
            order.append(tensor)

    visit(root)
    return order[::-1]


# %% wrong="users_first" name="told apart by label"
# Two tensors with the same label count as one. A label is only for readers, and most tensors have
# none. Use `id(tensor)`.
def users_first(root):
    done, order = set(), []

    def visit(tensor):
        if tensor.label not in done:
            done.add(tensor.label)
            for parent in tensor.parents:
                visit(parent)
            order.append(tensor)

    visit(root)
    return order[::-1]


# %% wrong="users_first" name="told apart by their numbers"
# Two tensors that hold the same number count as one. They are two, each with users of its own. Use
# `id(tensor)`, not the data.
def users_first(root):
    order = []

    def visit(tensor):
        if any(np.array_equal(tensor.data, other.data) for other in order):
            return
        for parent in tensor.parents:
            visit(parent)
        order.append(tensor)

    visit(root)
    return order[::-1]


# %% wrong="users_first" name="returns what `reverse` gives"
# `users_first` returns None. Is a `return` missing? Or does it return what `order.reverse()` gives?
# That turns the list itself round and gives None: write `order[::-1]`, or return `order` in a line
# of its own.
def users_first(root):
    order, done = [], set()

    def visit(tensor):
        if id(tensor) not in done:
            done.add(id(tensor))
            for parent in tensor.parents:
                visit(parent)
            order.append(tensor)

    visit(root)
    return order.reverse()


# %% [markdown] card="users_first_iterative" level="hard" minutes=20
# A function that calls itself can only go so deep: Python stops it after a thousand calls or a few
# thousand, with `RecursionError`. A loop over a long sequence easily records more operations than
# that, one behind the other.
#
# Write `users_first_iterative(root)`. It gives what `users_first` gives, without calling itself,
# for chains of any length, and without going every way. If several orders are right, any of them
# will do. Leave Python's recursion limit alone.
#
# Python keeps a stack of the calls that are not finished. Keep your own: a list with `append` and
# `pop`. The question is how a tensor gets written down *after* its parents. One way: put it on the
# stack twice, the second time with a mark that says "the parents are done, write me down".
#
# ```python
# >>> x = Tensor(1.0, requires_grad=True)
# >>> len(users_first_iterative(long_chain(x, 50_000)))
# 50001
# ```
#
# <details><summary>Hint: RecursionError: maximum recursion depth exceeded</summary>
#
# There is still a function that calls itself.
# </details>
# <details><summary>Hint: the order is wrong where a tensor is used at different depths</summary>
#
# When do you mark a tensor as dealt with? If you do so when it is *put on* the stack, a second,
# deeper way to it is cut off, and it is written down too late. Mark it when it is *taken from* the
# stack for the first time.
# </details>
# <details><summary>Hint: it works, but the example takes minutes</summary>
#
# `tensor in order` looks through the whole list, for each of 50,000 tensors. A set of `id(tensor)`
# finds it at once.
# </details>
# <details><summary>Hint: another idea altogether</summary>
#
# Count for each tensor how many uses it has. Start with the root; whenever a tensor is written
# down, its parents have one use less to wait for. Who has none left is next.
# </details>

# %% exercise="users_first_iterative"
def users_first_iterative(root):
    """What users_first gives, without recursion."""
    ### BEGIN SOLUTION
    done, order, stack = set(), [], [(root, False)]
    while stack:
        tensor, parents_are_done = stack.pop()
        if parents_are_done:
            order.append(tensor)
        elif id(tensor) not in done:
            done.add(id(tensor))
            stack.append((tensor, True))
            stack.extend((parent, False) for parent in tensor.parents)
    return order[::-1]
    ### END SOLUTION


# %% check="users_first_iterative"

# %% right="users_first_iterative" by="counting the uses that are still to come"
def users_first_iterative(root):
    tensors, uses = [root], {id(root): 0}
    for tensor in tensors:
        for parent in tensor.parents:
            if id(parent) not in uses:
                tensors.append(parent)
            uses[id(parent)] = uses.get(id(parent), 0) + 1
    order = [root]
    for tensor in order:
        for parent in tensor.parents:
            uses[id(parent)] -= 1
            if not uses[id(parent)]:
                order.append(parent)
    return order


# %% right="users_first_iterative" by="a stack of half-finished loops"
def users_first_iterative(root):
    seen, order = {id(root)}, []
    stack = [(root, iter(root.parents))]
    while stack:
        tensor, parents = stack[-1]
        for parent in parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                stack.append((parent, iter(parent.parents)))
                break
        else:
            stack.pop()
            order.append(tensor)
    order.reverse()
    return order


# %% wrong="users_first_iterative" name="still recursive"
# It works for small graphs, and on a chain of 1,500 operations Python stops it: there is still a
# function that calls itself. Keep the tensors that are not finished in a list of your own.
def users_first_iterative(root):
    done, order = set(), []

    def visit(tensor):
        if id(tensor) in done:
            return
        done.add(id(tensor))
        for parent in tensor.parents:
            visit(parent)
        order.append(tensor)

    visit(root)
    return order[::-1]


# %% wrong="users_first_iterative" name="written down when taken from the stack"
# Each tensor was written down when it came from the stack for the first time. A user that is
# reached later on another path then comes after it. It must be written down when its parents are
# done, and the list turned round.
def users_first_iterative(root):
    done, order, stack = set(), [], [root]
    while stack:
        tensor = stack.pop()
        if id(tensor) not in done:
            done.add(id(tensor))
            order.append(tensor)
            stack.extend(tensor.parents)
    return order


# %% wrong="users_first_iterative" name="layer by layer"
# You took the tensors in layers, with a queue. A tensor that is reached by a short way then comes
# before one that it must wait for. All its users must come first.
def users_first_iterative(root):
    order, seen = [root], {id(root)}
    for tensor in order:
        for parent in tensor.parents:
            if id(parent) not in seen:
                seen.add(id(parent))
                order.append(parent)
    return order


# %% wrong="users_first_iterative" name="marked when put on the stack"
# A tensor counts as dealt with as soon as it is put on the stack. A second, deeper way to it is
# then cut off, and one of its users is written down in the wrong place. Mark it when it is taken
# from the stack.
def users_first_iterative(root):
    done, order, stack = {id(root)}, [], [(root, False)]
    while stack:
        tensor, parents_are_done = stack.pop()
        if parents_are_done:
            order.append(tensor)
            continue
        stack.append((tensor, True))
        for parent in tensor.parents:
            if id(parent) not in done:
                done.add(id(parent))
                stack.append((parent, False))
    return order[::-1]


# %% wrong="users_first_iterative" name="leaves first"
# The list is in the order of the forward pass: parents first. Turn it round.
def users_first_iterative(root):
    done, order, stack = set(), [], [(root, False)]
    while stack:
        tensor, parents_are_done = stack.pop()
        if parents_are_done:
            order.append(tensor)
        elif id(tensor) not in done:
            done.add(id(tensor))
            stack.append((tensor, True))
            stack.extend((parent, False) for parent in tensor.parents)
    return order


# %% wrong="users_first_iterative" name="marked when written down"
# A tensor is walked through again, with all that is behind it, for every way that leads to it:
# after forty lines of `y = y + y` these are a million million. Does it count as done only when it is
# written down, or is it put on the stack each time that it is met? Mark it when it is taken from the
# stack for the first time.
def users_first_iterative(root):
    done, order, stack = set(), [], [(root, False)]
    while stack:
        tensor, parents_are_done = stack.pop()
        if not parents_are_done:
            stack.append((tensor, True))
            stack.extend((parent, False) for parent in tensor.parents)
        elif id(tensor) not in done:
            done.add(id(tensor))
            order.append(tensor)
    return order[::-1]


# %% wrong="users_first_iterative" name="told apart by label"
# Two tensors with the same label count as one. A label is only for readers, and most tensors have
# none. Use `id(tensor)`.
def users_first_iterative(root):
    done, order, stack = set(), [], [(root, False)]
    while stack:
        tensor, parents_are_done = stack.pop()
        if parents_are_done:
            order.append(tensor)
        elif tensor.label not in done:
            done.add(tensor.label)
            stack.append((tensor, True))
            stack.extend((parent, False) for parent in tensor.parents)
    return order[::-1]


# %% wrong="users_first_iterative" name="only the first parents"
# Your list follows the first parent of each tensor and never the others. Every parent is a way to
# go.
def users_first_iterative(root):
    order = [root]
    while order[-1].parents:
        order.append(order[-1].parents[0])
    return order


# %% wrong="users_first_iterative" name="users counted, uses taken off"
# A tensor was written down before its last user. You count each user once and take off one for
# each *use*: in `x * x` one user has two of them. Count uses both times.
def users_first_iterative(root):
    users, found = {id(root): 0}, [root]
    for tensor in found:
        for number, parent in {id(parent): parent for parent in tensor.parents}.items():
            if number not in users:
                users[number] = 0
                found.append(parent)
            users[number] += 1
    order, ready = [], [root]
    while ready:
        tensor = ready.pop(0)
        order.append(tensor)
        for parent in tensor.parents:
            users[id(parent)] -= 1
            if users[id(parent)] == 0:
                ready.append(parent)
    return order


# %% wrong="users_first_iterative" name="returns what `reverse` gives"
# `users_first_iterative` returns None. Is a `return` missing? Or does it return what `order.reverse()` gives?
# That turns the list itself round and gives None: write `order[::-1]`, or return `order` in a line
# of its own.
def users_first_iterative(root):
    order, done, todo = [], set(), [(root, False)]
    while todo:
        tensor, ready = todo.pop()
        if ready:
            order.append(tensor)
        elif id(tensor) not in done:
            done.add(id(tensor))
            todo.append((tensor, True))
            todo.extend((parent, False) for parent in tensor.parents)
    return order.reverse()


# %% [markdown] card="backward" level="hard" minutes=25
# Now everything together. Go through the tensors in the order of your `users_first_iterative`. When
# a tensor's turn comes, all that is on its way to it has arrived; take the sum of it, ask for the
# shares *once*, and let each parent's share wait for that parent.
#
# Write `backward(root, upstream=None)`:
#
# - It begins with `upstream`. If that is None, it begins with what your `first_gradient(root)`
#   gives, which also raises the error where nothing requires a gradient. If `upstream` is given,
#   you may take for granted that `root` requires one.
# - A leaf that requires a gradient adds the sum to its `.grad` (None counts as nothing yet). No
#   other tensor gets a `.grad`. What arrives is never written into: each sum of two is a new array.
#   What arrives alone may be handed on and stored as it is.
# - `share` is called once for each tensor that has parents and requires a gradient, and for no
#   other: what needs no gradient is not asked.
# - Nothing is returned.
#
# ```python
# >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
# >>> y = x * 5
# >>> z = (y * y).mean()
# >>> backward(z)
# >>> x.grad
# array([16.66666667, 33.33333333, 50.        ])
# >>> y.calls
# 1
# >>> t = Tensor(1.0, requires_grad=True)
# >>> backward(doublings(t, 50))
# >>> print(t.grad)
# 1125899906842624.0
# ```
#
# <details><summary>Hint: where do the gradients wait?</summary>
#
# In a dict from `id(tensor)` to the sum of what has arrived. It starts with one entry, the root's.
# Whoever adds to a sum that does not exist yet starts it: `waiting.get(id(parent), 0.0) + share`.
# </details>
# <details><summary>Hint: KeyError</summary>
#
# A constant's turn came, and nothing had arrived for it. Tensors that do not require a gradient can
# be passed over.
# </details>
# <details><summary>Hint: share was called 2, 4, 8 times</summary>
#
# Something still follows paths. Each tensor's turn comes once, in the loop over the order.
# </details>

# %% exercise="backward"
def backward(root, upstream=None):
    """Send a gradient from root to the leaves, visiting each tensor once."""
    ### BEGIN SOLUTION
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    for tensor in users_first_iterative(root):
        if not tensor.requires_grad:
            continue
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + gradient
    ### END SOLUTION


# %% check="backward"

# %% right="backward" by="lists of arrivals, summed on the turn"
def backward(root, upstream=None):
    if upstream is None:
        upstream = first_gradient(root)
    order = [tensor for tensor in users_first_iterative(root) if tensor.requires_grad]
    arrived = {id(tensor): [] for tensor in order}
    arrived[id(root)].append(upstream)
    for tensor in order:
        total = np.sum(arrived[id(tensor)], axis=0)
        if tensor.parents:
            shares = tensor.share(total)
            for parent, gradient in zip(tensor.parents, shares):
                if parent.requires_grad:
                    arrived[id(parent)].append(gradient)
        else:
            tensor.grad = np.asarray(total + (0.0 if tensor.grad is None else tensor.grad))


# %% right="backward" by="counting the uses, without an order"
def backward(root, upstream=None):
    start = first_gradient(root) if upstream is None else upstream
    tensors, uses = [root], {id(root): 0}
    for tensor in tensors:
        for parent in tensor.parents:
            if parent.requires_grad:
                if id(parent) not in uses:
                    tensors.append(parent)
                uses[id(parent)] = uses.get(id(parent), 0) + 1
    sums, ready = {id(root): start}, [root]
    while ready:
        tensor = ready.pop()
        if not tensor.parents:
            tensor.grad = sums[id(tensor)] + (0.0 if tensor.grad is None else tensor.grad)
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(sums[id(tensor)])):
            if parent.requires_grad:
                sums[id(parent)] = sums.get(id(parent), 0.0) + gradient
                uses[id(parent)] -= 1
                if uses[id(parent)] == 0:
                    ready.append(parent)


# %% wrong="backward" name="along every path"
# The gradients are right, but `share` was called once for every *path*: in ten lines of `y = y + y`
# the first one was asked over five hundred times. Visit each tensor once, in order.
def backward(root, upstream=None):
    paths = [(root, first_gradient(root) if upstream is None else upstream)]
    while paths:
        tensor, gradient = paths.pop()
        if not tensor.requires_grad:
            continue
        if tensor.parents:
            paths.extend(zip(tensor.parents, tensor.share(gradient)))
        else:
            tensor.grad = gradient if tensor.grad is None else tensor.grad + gradient


# %% wrong="backward" name="passes over zeros"
# A leaf at which zeros arrive keeps None, and a tensor at which zeros arrive is not asked for its
# share. Zeros are a gradient as well: pass over what requires none, and over nothing else.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    for tensor in users_first_iterative(root):
        total = waiting.get(id(tensor), 0.0)
        if not tensor.requires_grad or not np.any(total):
            continue
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + gradient


# %% wrong="backward" name="an upstream of zero taken for none"
# With an upstream gradient of 0 the pass began with 1. `upstream or ...` takes 0 for nothing; ask
# whether it `is None`.
def backward(root, upstream=None):
    given = upstream is not None and np.any(upstream)
    waiting = {id(root): upstream if given else first_gradient(root)}
    for tensor in users_first_iterative(root):
        if not tensor.requires_grad:
            continue
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + gradient


# %% wrong="backward" name="handed on before all has arrived"
# A tensor that is used at different depths handed on its first gradient before the others had
# arrived, and those were lost. Take the tensors in an order in which all users come first.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    layers, seen = [root], {id(root)}
    for tensor in layers:
        if not tensor.requires_grad:
            continue
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + gradient
            if id(parent) not in seen:
                seen.add(id(parent))
                layers.append(parent)


# %% wrong="backward" name="later share replaces the earlier"
# A tensor that is used twice keeps only the share that came last. Add each share to what already
# waits for that tensor.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    for tensor in users_first_iterative(root):
        if not tensor.requires_grad:
            continue
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = gradient


# %% wrong="backward" name="upstream ignored"
# The pass always begins with ones, also if another gradient is handed in. `first_gradient` is for
# the case that `upstream` is None.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root)}
    for tensor in users_first_iterative(root):
        if not tensor.requires_grad:
            continue
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + gradient


# %% wrong="backward" name="asks what needs no gradient"
# The gradients are right, but tensors computed from constants alone were asked for their shares.
# Nobody needs them: pass over every tensor that does not require a gradient.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    for tensor in users_first_iterative(root):
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            if tensor.requires_grad:
                tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + gradient


# %% wrong="backward" name="sums kept in .grad"
# The sums were collected in the `.grad` of the tensors on the way. Those keep no `.grad`: what one
# pass leaves there, the next one would hand on a second time. Collect the sums in a dict.
def backward(root, upstream=None):
    root.grad = first_gradient(root) if upstream is None else upstream
    for tensor in users_first_iterative(root):
        if tensor.requires_grad and tensor.parents:
            for parent, gradient in zip(tensor.parents, tensor.share(tensor.grad)):
                if parent.requires_grad:
                    parent.grad = gradient if parent.grad is None else parent.grad + gradient


# %% wrong="backward" name=".grad replaced"
# What was in the leaf's `.grad` before the pass is gone. The pass adds its sum to it.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    for tensor in users_first_iterative(root):
        if not tensor.requires_grad:
            continue
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            tensor.grad = total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + gradient


# %% wrong="backward" name="takes the sum before it asks"
# Your loop takes the sum of a tensor before it asks whether the tensor requires a gradient. For
# what lies behind a computed constant nothing has arrived, and the look-up ends in a KeyError. Ask
# first.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    for tensor in users_first_iterative(root):
        total = waiting.pop(id(tensor))
        if not tensor.requires_grad:
            continue
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + gradient


# %% wrong="backward" name="ends at the first constant"
# The pass ends at the first tensor that requires no gradient, and those that come later in the
# order get nothing. Pass over it: `continue` goes on with the next one, `break` and `return` do
# not.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    for tensor in users_first_iterative(root):
        if not tensor.requires_grad:
            break
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + gradient


# %% wrong="backward" name="share called for each parent"
# The gradients are right, but `share` is called several times for a tensor, once for each parent.
# One call gives the gradients for all parents: keep what it returns, then go over the parents.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    for tensor in users_first_iterative(root):
        if not tensor.requires_grad:
            continue
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for index, parent in enumerate(tensor.parents):
            waiting[id(parent)] = waiting.get(id(parent), 0.0) + tensor.share(total)[index]


# %% wrong="backward" name="gradients wait under the label"
# Tensors of one label, or of none, got each other's gradients. A label is for readers; `id(tensor)`
# tells tensors apart.
def backward(root, upstream=None):
    waiting = {root.label: first_gradient(root) if upstream is None else upstream}
    for t in users_first_iterative(root):
        if not t.requires_grad:
            continue
        g = waiting.pop(t.label)
        if t.parents:
            for p, s in zip(t.parents, t.share(g)):
                if p.requires_grad:
                    waiting[p.label] = waiting.get(p.label, 0.0) + s
        else:
            t.grad = g if t.grad is None else t.grad + g


# %% wrong="backward" name="adds into an array that another tensor waits for"
# A sum was made in place, with `+=`. The rule of `x + a` hands one array to both parents, so what
# was added for the one has reached the other as well. Make a new array: `waiting[...] + gradient`.
def backward(root, upstream=None):
    waiting = {id(root): first_gradient(root) if upstream is None else upstream}
    for tensor in users_first_iterative(root):
        if not tensor.requires_grad:
            continue
        total = waiting.pop(id(tensor))
        if not tensor.parents:
            tensor.grad = total if tensor.grad is None else tensor.grad + total
            continue
        for parent, gradient in zip(tensor.parents, tensor.share(total)):
            if id(parent) in waiting:
                waiting[id(parent)] += gradient
            else:
                waiting[id(parent)] = gradient


# %% [markdown]
# ## What you built
#
# - A pass along every path: right, and useless as soon as values are used more than once.
# - An order in which every tensor comes after all its users, with and without recursion.
# - A backward pass that visits each tensor once, gives up politely where nothing requires a
#   gradient, and does not mind fifty thousand operations in a row.
#
# Your tensors can be drawn: `from course.view import graph, backward_steps`, then
# `graph(y)` or `backward_steps(y)`.
