# %% [markdown]
# # Assignment 05: gradients add up
#
# The lesson showed *that* `.grad` grows. Here you build the pieces that make it grow, and those
# that clear it, as small functions in plain NumPy.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# Nothing here is PyTorch, but every function does what PyTorch does, and the checks compare it
# with an engine that behaves like PyTorch on inputs drawn for you.

# %% given="engine"
import numpy as np


class Tensor:
    """An array that remembers which tensors it was computed from.

    data           a float64 array
    requires_grad  whether gradients are wanted for it
    parents        the tensors it was computed from; a leaf has none
    rule           takes the gradient of this tensor, gives one gradient for each parent
    grad           None, until a gradient is accumulated into it
    """

    def __init__(self, data, requires_grad=False, parents=(), rule=None):
        self.data = np.array(data, dtype=np.float64)
        self.requires_grad = requires_grad or any(p.requires_grad for p in parents)
        self.parents = parents
        self.rule = rule
        self.grad = None

    def __add__(self, other):
        other = as_tensor(other)
        return Tensor(self.data + other.data, parents=(self, other), rule=lambda g: (g, g))

    def __sub__(self, other):
        other = as_tensor(other)
        return Tensor(self.data - other.data, parents=(self, other), rule=lambda g: (g, -g))

    def __mul__(self, other):
        other = as_tensor(other)
        return Tensor(
            self.data * other.data,
            parents=(self, other),
            rule=lambda g: (g * other.data, g * self.data),
        )

    def sum(self):
        return Tensor(
            self.data.sum(), parents=(self,), rule=lambda g: (g * np.ones_like(self.data),)
        )

    def __repr__(self):
        return f"Tensor({self.data}, grad={self.grad})"


def as_tensor(value):
    return value if isinstance(value, Tensor) else Tensor(value)


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


# %% [markdown]
# The checks use a few helpers. They are here so that you can try them too.


# %% given="helpers"
def are_floats(values):
    """Whether all values of a list are Python floats."""
    return all(isinstance(value, float) for value in values)


def three(a, b, c):
    """The product of three tensors of one shape, in one operation."""
    return Tensor(
        a.data * b.data * c.data,
        parents=(a, b, c),
        rule=lambda g: (g * b.data * c.data, g * a.data * c.data, g * a.data * b.data),
    )


def has_grown(w, history):
    """Whether w.grad is neither cleared, to None or to zeros, nor the last entry of a history."""
    return w.grad is not None and bool(np.any(w.grad)) and not np.allclose(w.grad, history[-1])


# %% [markdown] card="add_contributions" level="easy" minutes=5
# In `y = x * a + x` the value `x` is used twice, so the backward pass brings it two gradients:
# one through the product, one through the sum. The gradient of `x` is what they add up to. This
# is the chain rule for several paths: the effects of `x` on the output add.
#
# Write `add_contributions(contributions)`. It gets a list of one or more arrays of the same shape
# and returns their sum, entry by entry, as a new array of that shape, which may be `()`. An array
# that occurs twice counts twice. The list and the arrays in it stay as they are: the same array may
# be somebody else's gradient too.
#
# ```python
# >>> add_contributions([np.array([1.0, 2.0]), np.array([10.0, 20.0]), np.array([0.5, 0.5])])
# array([11.5, 22.5])
# ```
#
# <details><summary>Hint: "The shape is (), expected (2, 3)"</summary>
#
# `np.sum(contributions)` adds over the list *and* over the entries. Add over the list alone:
# `axis=0` is the axis of the list.
# </details>
# <details><summary>Hint: the check "the arrays handed in keep their numbers" fails</summary>
#
# `total = contributions[0]` gives the first array a second name. A `+=` on it then changes the
# first array itself. Start from a copy, or use `total = total + c`, which makes a new array.
# </details>
# <details><summary>Hint: arrays of shape () and NumPy's numbers</summary>
#
# NumPy gives the sum of two arrays of shape `()` as a number, `np.float64`, and the checks take it.
# Only an array can be changed in place: `np.array(total)` makes one of it.
# </details>

# %% exercise="add_contributions"
def add_contributions(contributions):
    """The sum of a list of arrays of one shape, as a new array."""
    ### BEGIN SOLUTION
    return np.sum(contributions, axis=0)
    ### END SOLUTION


# %% check="add_contributions"

# %% right="add_contributions" by="a loop"
def add_contributions(contributions):
    total = np.zeros_like(contributions[0])
    for contribution in contributions:
        total += contribution
    return total


# %% right="add_contributions" by="a copy that grows"
def add_contributions(contributions):
    first, *others = contributions
    total = first.copy()
    for other in others:
        total = total + other
    return total


# %% wrong="add_contributions" name="last contribution wins"
# Your answer is the last contribution alone. Every use of a value has its own effect on the
# output, so every contribution counts: add them up instead of replacing one by the next.
def add_contributions(contributions):
    for contribution in contributions:
        total = contribution
    return total


# %% wrong="add_contributions" name="first contribution only"
# Your answer is the first contribution alone. The list holds one gradient for each use of the
# value, and all of them belong in the sum. Is the `return` inside the loop?
def add_contributions(contributions):
    for contribution in contributions:
        return contribution


# %% wrong="add_contributions" name="average"
# Your answer is the mean of the contributions. The chain rule over several paths is a sum: two
# uses that each pull with strength 3 pull with 6 together, not with 3.
def add_contributions(contributions):
    return np.mean(contributions, axis=0)


# %% wrong="add_contributions" name="adds into its argument"
# The sum is right, but it was written into the first array of the list. That array may be the
# gradient of another tensor too, which would now be wrong. Start from a copy.
def add_contributions(contributions):
    total = contributions[0]
    for contribution in contributions[1:]:
        total += contribution
    return total


# %% wrong="add_contributions" name="drops what occurs twice"
# An array that is in the list twice was counted once. The list has one entry for each use of the
# value; two uses can bring the very same array, and both count.
def add_contributions(contributions):
    different = {id(contribution): contribution for contribution in contributions}
    return np.sum(list(different.values()), axis=0)


# %% wrong="add_contributions" name="joins instead of adding"
# Your answer has more entries than a contribution: the arrays were put one after the other. Add
# them, entry by entry; the sum has the shape of each of them.
def add_contributions(contributions):
    return np.hstack(contributions)


# %% wrong="add_contributions" name="sums along the last axis"
# You added along the wrong axis: entries of one contribution went into one sum. The contributions
# lie along the axis of the list, `axis=0`.
def add_contributions(contributions):
    return np.sum(contributions, axis=-1)


# %% wrong="add_contributions" name="sums the entries too"
# Your answer is one number: the entries were added to each other as well. A gradient has the
# shape of its tensor; add over the list only, with `axis=0`.
def add_contributions(contributions):
    return np.sum(contributions)


# %% wrong="add_contributions" name="a loop along the first axis"
# It works until the arrays have no axis: `zip` takes an array apart along its first axis, and one
# of shape `()` has none. Add the arrays as they are, without taking them apart.
def add_contributions(contributions):
    return np.array([sum(entries) for entries in zip(*contributions)])


# %% [markdown] card="accumulate" level="easy" minutes=10
# When a gradient reaches a leaf, PyTorch does not store it. It *adds* it to what `.grad` already
# holds. That is why a second `backward()` doubles the gradient.
#
# Write `accumulate(leaf, gradient)`. If `leaf.grad` is None, store the gradient there. If not,
# add the gradient to it. The shape may be any, `()` too. The function returns nothing, and the array
# `gradient` keeps its numbers, also when more is accumulated later.
#
# ```python
# >>> w = Tensor([1.0, 1.0], requires_grad=True)
# >>> accumulate(w, np.array([3.0, 5.0]))
# >>> accumulate(w, np.array([3.0, 5.0]))
# >>> w.grad
# array([ 6., 10.])
# ```
#
# <details><summary>Hint: TypeError: unsupported operand type(s) for +: 'NoneType' and ...</summary>
#
# Before the first gradient `leaf.grad` is None, and None cannot be added to. That case needs a
# branch of its own.
# </details>
# <details><summary>Hint: the check "the array handed in first keeps its numbers" fails</summary>
#
# If you store `gradient` itself, a later `leaf.grad += ...` changes the caller's array. Store a
# copy, or add with `leaf.grad = leaf.grad + gradient`.
# </details>

# %% exercise="accumulate"
def accumulate(leaf, gradient):
    """Add a gradient to leaf.grad, which is None before the first one."""
    ### BEGIN SOLUTION
    if leaf.grad is None:
        leaf.grad = gradient.copy()
    else:
        leaf.grad += gradient
    ### END SOLUTION


# %% check="accumulate"

# %% right="accumulate" by="a new array each time"
def accumulate(leaf, gradient):
    leaf.grad = np.array(gradient) if leaf.grad is None else leaf.grad + gradient


# %% right="accumulate" by="zeros first"
def accumulate(leaf, gradient):
    if leaf.grad is None:
        leaf.grad = np.zeros_like(leaf.data)
    leaf.grad = np.add(leaf.grad, gradient)


# %% wrong="accumulate" name="overwrites"
# Each call replaces what was there, so `.grad` holds only the last gradient. PyTorch adds: after
# two calls with 3 it holds 6. What should happen when `leaf.grad` is not None?
def accumulate(leaf, gradient):
    leaf.grad = gradient.copy()


# %% wrong="accumulate" name="shares the caller's array"
# The sums are right, but `.grad` *is* the array of the first call, so the next `+=` changed the
# caller's numbers as well. Store a copy.
def accumulate(leaf, gradient):
    if leaf.grad is None:
        leaf.grad = gradient
    else:
        leaf.grad += gradient


# %% wrong="accumulate" name="changes data instead of grad"
# The gradient went into `leaf.data`: that changed the weights. A gradient is kept in `leaf.grad`;
# only an optimizer's step changes the data.
def accumulate(leaf, gradient):
    leaf.data = leaf.data + gradient


# %% wrong="accumulate" name="returns the sum instead of storing it"
# `leaf.grad` did not change: the sum was computed and returned, and nobody keeps it. Assign it to
# `leaf.grad`.
def accumulate(leaf, gradient):
    if leaf.grad is None:
        return gradient
    return leaf.grad + gradient


# %% wrong="accumulate" name="stores only the first"
# `.grad` holds the first gradient and the later ones are lost. When `leaf.grad` is not None, the
# new gradient is added to it.
def accumulate(leaf, gradient):
    if leaf.grad is None:
        leaf.grad = gradient.copy()


# %% wrong="accumulate" name="adds None to the first gradient"
# The first call fails: before the first gradient `leaf.grad` is None, and nothing can be added to
# None. That case needs a branch of its own.
def accumulate(leaf, gradient):
    leaf.grad = leaf.grad + gradient


# %% wrong="accumulate" name="counts the first gradient twice"
# The first gradient is counted twice: it is stored, and then added to itself. Storing and adding
# are two branches of one `if`.
def accumulate(leaf, gradient):
    if leaf.grad is None:
        leaf.grad = gradient.copy()
    leaf.grad = leaf.grad + gradient


# %% wrong="accumulate" name="a loop along the first axis"
# It works until the gradient has no axis: a loop or `zip` takes an array apart along its first
# axis, and one of shape `()` has none. Copy and add the arrays as they are.
def accumulate(leaf, gradient):
    if leaf.grad is None:
        leaf.grad = np.array([number for number in gradient])
    else:
        leaf.grad = np.array([old + new for old, new in zip(leaf.grad, gradient)])


# %% [markdown] card="backward" level="medium" minutes=20
# Now both kinds of adding in one pass. `users_first(root)` gives every tensor behind `root` in an
# order in which a tensor comes before those it was computed from. So when the loop reaches a
# tensor, all contributions to its gradient have arrived.
#
# Write `backward(root, gradient)`: walk over `users_first(root)`; for each tensor take the sum of
# what arrived; if it is a leaf that requires a gradient, accumulate the sum into its `.grad`;
# if it has a rule, call `tensor.rule(sum)`, which gives one gradient for each of `tensor.parents`,
# and hand these on. Only leaves get a `.grad`, and constants, which require none, do not. `root`
# may be a leaf itself. Use your `add_contributions` and `accumulate`. Here the gradients alone are
# compared: how often a rule is called was the question of assignment 04.
#
# ```python
# >>> x = Tensor([2.0, 3.0], requires_grad=True)
# >>> backward(x * x, np.array([1.0, 10.0]))
# >>> x.grad
# array([ 4., 60.])
# ```
#
# <details><summary>Hint: where do the gradients wait?</summary>
#
# In a dict from `id(tensor)` to the list of gradients that arrived for it. It starts with one
# entry, the root's.
# </details>
# <details><summary>Hint: x * x gives half of what it should be</summary>
#
# The two parents of `x * x` are the same tensor. If the second gradient replaces the first in
# your dict, one is lost.
# </details>
# <details><summary>Hint: KeyError</summary>
#
# A constant such as the 2 in `x * 2` is a parent too and gets a gradient. Give every parent its
# list: `waiting.setdefault(id(parent), []).append(...)`.
# </details>

# %% exercise="backward"
def backward(root, gradient):
    """Send `gradient` from root to the leaves and accumulate it there."""
    ### BEGIN SOLUTION
    waiting = {id(root): [gradient]}
    for tensor in users_first(root):
        total = add_contributions(waiting.pop(id(tensor)))
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(total)):
                waiting.setdefault(id(parent), []).append(part)
        elif tensor.requires_grad:
            accumulate(tensor, total)
    ### END SOLUTION


# %% check="backward"

# %% right="backward" by="running sums"
def backward(root, gradient):
    sums = {id(root): gradient}
    for tensor in users_first(root):
        arrived = sums[id(tensor)]
        if not tensor.parents:
            if tensor.requires_grad:
                accumulate(tensor, arrived)
            continue
        for parent, part in zip(tensor.parents, tensor.rule(arrived)):
            sums[id(parent)] = sums.get(id(parent), 0.0) + part


# %% right="backward" by="every path by itself"
def backward(root, gradient):
    if root.rule is None:
        if root.requires_grad:
            accumulate(root, gradient)
        return
    for parent, part in zip(root.parents, root.rule(gradient)):
        backward(parent, part)


# %% wrong="backward" name="later contribution replaces the earlier"
# A tensor that is used twice keeps only one of its gradients: the one that arrives later replaces
# the other in your dict. Keep all that arrive, and add them up.
def backward(root, gradient):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        arrived = waiting[id(tensor)]
        if tensor.rule is None:
            if tensor.requires_grad:
                accumulate(tensor, arrived)
        else:
            for parent, part in zip(tensor.parents, tensor.rule(arrived)):
                waiting[id(parent)] = part


# %% wrong="backward" name="told apart by their numbers"
# Tensors that hold the same numbers count as one in your table, and what arrives for one is given
# to the other as well. They are different tensors: use `id(tensor)`.
def backward(root, gradient):
    waiting = {root.data.tobytes(): [gradient]}
    for tensor in users_first(root):
        total = add_contributions(waiting[tensor.data.tobytes()])
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(total)):
                waiting.setdefault(parent.data.tobytes(), []).append(part)
        elif tensor.requires_grad:
            accumulate(tensor, total)


# %% wrong="backward" name="starts from ones"
# The gradient that was handed in is ignored: the pass starts from ones. `backward(root, v)` asks
# how v-weighted outputs change; start from `gradient`.
def backward(root, gradient):
    waiting = {id(root): [np.ones_like(root.data)]}
    for tensor in users_first(root):
        total = add_contributions(waiting.pop(id(tensor)))
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(total)):
                waiting.setdefault(id(parent), []).append(part)
        elif tensor.requires_grad:
            accumulate(tensor, total)


# %% wrong="backward" name="leaf.grad is replaced"
# Within one pass the sums are right, but after a second pass the gradients of the first one are
# gone. `backward` adds to what `.grad` holds: do not clear it or assign to it, call `accumulate`.
def backward(root, gradient):
    waiting = {id(root): [gradient]}
    for tensor in users_first(root):
        total = add_contributions(waiting.pop(id(tensor)))
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(total)):
                waiting.setdefault(id(parent), []).append(part)
        elif tensor.requires_grad:
            tensor.grad = total


# %% wrong="backward" name="every leaf gets a gradient"
# A leaf that does not require a gradient got one. `requires_grad` decides whether `.grad` is
# written; without it the leaf is a constant.
def backward(root, gradient):
    waiting = {id(root): [gradient]}
    for tensor in users_first(root):
        total = add_contributions(waiting.pop(id(tensor)))
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(total)):
                waiting.setdefault(id(parent), []).append(part)
        else:
            accumulate(tensor, total)


# %% wrong="backward" name="a repeated parent counts once"
# In `x * x` both parents are `x`, and only one of their gradients was used. Go over the pairs of
# parent and gradient; a dict or a set of parents drops the repeated one.
def backward(root, gradient):
    waiting = {id(root): [gradient]}
    for tensor in users_first(root):
        total = add_contributions(waiting.pop(id(tensor)))
        if tensor.rule is not None:
            for parent, part in dict(zip(tensor.parents, tensor.rule(total))).items():
                waiting.setdefault(id(parent), []).append(part)
        elif tensor.requires_grad:
            accumulate(tensor, total)


# %% wrong="backward" name="tensors in the middle get a gradient"
# Tensors that were computed have a `.grad` after your pass: only leaves get one. What waits for a
# tensor in the middle belongs in a dict of the pass, or the next pass would add to it.
def backward(root, gradient):
    accumulate(root, gradient)
    for tensor in users_first(root):
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(tensor.grad)):
                if parent.requires_grad:
                    accumulate(parent, part)


# %% wrong="backward" name="the rule gets the first contribution alone"
# At the leaves all contributions are added, but a rule in the middle was called with the first one
# alone. What arrives at *every* tensor is added up before it is handed on.
def backward(root, gradient):
    waiting = {id(root): [gradient]}
    for tensor in users_first(root):
        arrived = waiting.pop(id(tensor))
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(arrived[0])):
                waiting.setdefault(id(parent), []).append(part)
        elif tensor.requires_grad:
            accumulate(tensor, add_contributions(arrived))


# %% wrong="backward" name="handed on before all has arrived"
# A tensor was handled as soon as a first gradient reached it, before the others had come, and
# those were lost. Go over `users_first(root)`: there a tensor comes after all that use it.
def backward(root, gradient):
    stack, done, waiting = [root], set(), {id(root): [gradient]}
    while stack:
        tensor = stack.pop()
        if id(tensor) in done:
            continue
        done.add(id(tensor))
        total = add_contributions(waiting[id(tensor)])
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(total)):
                waiting.setdefault(id(parent), []).append(part)
                stack.append(parent)
        elif tensor.requires_grad:
            accumulate(tensor, total)


# %% wrong="backward" name="adds into an array that another tensor holds"
# Some sums are right and others contain too much. You add with `+=` into an array that waits for
# another tensor as well: the rule of `+` gives both parents the same array. Make a new array.
def backward(root, gradient):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting[id(tensor)]
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(total)):
                if id(parent) in waiting:
                    waiting[id(parent)] += part
                else:
                    waiting[id(parent)] = part
        elif tensor.requires_grad:
            accumulate(tensor, total)


# %% wrong="backward" name="no entry for a constant"
# Your loop reaches a constant, finds nothing that waits for it, and ends in a KeyError. Hand on to
# every parent, constants too, or skip the tensors that have no entry.
def backward(root, gradient):
    waiting = {id(root): [gradient]}
    for tensor in users_first(root):
        total = add_contributions(waiting.pop(id(tensor)))
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(total)):
                if parent.requires_grad:
                    waiting.setdefault(id(parent), []).append(part)
        elif tensor.requires_grad:
            accumulate(tensor, total)


# %% wrong="backward" name="stops after one operation"
# The gradient reaches the parents of the root and goes no further. What was computed in several
# operations needs the rule of each of them on the way.
def backward(root, gradient):
    for parent, part in zip(root.parents, root.rule(gradient)):
        if parent.requires_grad:
            accumulate(parent, part)


# %% wrong="backward" name="a root that is a leaf gets nothing"
# If `root` is a leaf itself, its `.grad` stays None. Your leaves are served when an operation
# hands something on, and here there is none: serve a leaf when its own turn in the loop comes.
def backward(root, gradient):
    waiting = {id(root): [gradient]}
    for tensor in users_first(root):
        if tensor.rule is None:
            continue
        total = add_contributions(waiting[id(tensor)])
        for parent, part in zip(tensor.parents, tensor.rule(total)):
            if parent.rule is None and parent.requires_grad:
                accumulate(parent, part)
            else:
                waiting.setdefault(id(parent), []).append(part)


# %% wrong="backward" name="passes over zeros"
# Where a sum of gradients is 0 your pass stops, and a leaf behind it keeps None. A gradient of 0 is
# a gradient too: it is stored, and handed on.
def backward(root, gradient):
    waiting = {id(root): [gradient]}
    for t in users_first(root):
        got = waiting.get(id(t))
        if got is None:
            continue
        total = add_contributions(got)
        if not total.any():
            continue
        if t.rule is None:
            if t.requires_grad:
                accumulate(t, total)
        else:
            for p, g in zip(t.parents, t.rule(total)):
                waiting.setdefault(id(p), []).append(g)


# %% wrong="backward" name="what waits stays on the tensors"
# One pass is right, and a second one brings the gradients of the first once more: what waits for a
# tensor is kept on the tensor, and nobody takes it away. Keep it in a dict that each call makes
# anew.
def backward(root, gradient):
    root.inbox = [gradient]
    for tensor in users_first(root):
        total = add_contributions(tensor.inbox)
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(total)):
                if not hasattr(parent, "inbox"):
                    parent.inbox = []
                parent.inbox.append(part)
        elif tensor.requires_grad:
            accumulate(tensor, total)


# %% wrong="backward" name="each rule gets the gradient of the root"
# Each rule is called with the `gradient` that was handed to the pass. It wants the sum of what has
# arrived at its own tensor.
def backward(root, gradient):
    waiting = {id(root): [gradient]}
    for tensor in users_first(root):
        total = add_contributions(waiting.pop(id(tensor)))
        if tensor.rule is not None:
            for parent, part in zip(tensor.parents, tensor.rule(gradient)):
                waiting.setdefault(id(parent), []).append(part)
        elif tensor.requires_grad:
            accumulate(tensor, total)


# %% wrong="backward" name="one contribution goes on alone"
# A tensor that is used several times goes on with one of its contributions alone; only the leaves get
# the sum. Every tensor hands the sum of all that arrived to its rule.
def backward(root, gradient):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        if tensor.rule is None:
            continue
        for parent, part in zip(tensor.parents, tensor.rule(waiting[id(tensor)])):
            if parent.rule is None:
                if parent.requires_grad:
                    accumulate(parent, part)
            else:
                waiting[id(parent)] = part
    if root.rule is None and root.requires_grad:
        accumulate(root, gradient)


# %% [markdown] card="zero_grads" level="easy" minutes=10
# A training loop must clear the gradients before the next pass. There are two ways, and PyTorch's
# optimizers have a switch for them: fill the array with zeros in place, or drop it and set
# `.grad` to None.
#
# Write `zero_grads(leaves, set_to_none=False)` for a list of leaves. By default the array that
# *is* `.grad` is filled with zeros, whatever its numbers, its shape and its order in memory (it may
# be a transposed one), so whoever else holds that array sees zeros too. With `set_to_none=True`
# `.grad` becomes None, and the array is not touched. A leaf whose `.grad` is None keeps it so.
# Whether a leaf requires a gradient does not matter here. In PyTorch's optimizers
# `set_to_none=True` is the default.
#
# ```python
# >>> w = Tensor([1.0, 1.0], requires_grad=True)
# >>> w.grad = np.array([6.0, 10.0])
# >>> seen = w.grad
# >>> zero_grads([w])
# >>> seen
# array([0., 0.])
# ```
#
# <details><summary>Hint: "the array that was w.grad: No number of it is right"</summary>
#
# `leaf.grad = np.zeros(...)` makes a new array and leaves the old one as it is. To write into an
# array that exists: `array[...] = 0`, or `array.fill(0)`.
# </details>
# <details><summary>Hint: TypeError: 'NoneType' object does not support item assignment</summary>
#
# One of the leaves has no gradient yet. Look before you write.
# </details>
# <details><summary>Hint: TypeError: 'numpy.float64' object does not support item assignment</summary>
#
# `.grad` is a NumPy number and no array, so nothing can be written into it. The sum of two arrays of
# shape `()` is such a number: store `np.array(...)` of it.
# </details>

# %% exercise="zero_grads"
def zero_grads(leaves, set_to_none=False):
    """Clear the gradients of leaves: in place, or by setting them to None."""
    ### BEGIN SOLUTION
    for leaf in leaves:
        if set_to_none:
            leaf.grad = None
        elif leaf.grad is not None:
            leaf.grad[...] = 0.0
    ### END SOLUTION


# %% check="zero_grads"

# %% right="zero_grads" by="fill"
def zero_grads(leaves, set_to_none=False):
    with_gradient = [leaf for leaf in leaves if leaf.grad is not None]
    for leaf in with_gradient:
        if set_to_none:
            leaf.grad = None
        else:
            leaf.grad.fill(0)


# %% right="zero_grads" by="copied into the array"
def zero_grads(leaves, set_to_none=False):
    if set_to_none:
        for leaf in leaves:
            leaf.grad = None
        return
    for leaf in leaves:
        if leaf.grad is None:
            continue
        np.copyto(leaf.grad, np.zeros_like(leaf.grad))


# %% wrong="zero_grads" name="a new array of zeros"
# `.grad` is zero now, but it is another array: the one that was there keeps its numbers. Zeroing
# in place writes into the existing array, with `leaf.grad[...] = 0`.
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        if set_to_none:
            leaf.grad = None
        elif leaf.grad is not None:
            leaf.grad = np.zeros_like(leaf.grad)


# %% wrong="zero_grads" name="always None"
# `.grad` is None also if nobody asked for it. That is what `set_to_none=True` asks for; without it
# the array stays and is filled with zeros. Is False the default, and does your code read it?
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        leaf.grad = None


# %% wrong="zero_grads" name="never None"
# `set_to_none=True` makes no difference in your function: `.grad` is filled with zeros all the
# same. With it, `.grad` becomes None and the array is left alone.
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        if leaf.grad is not None:
            leaf.grad[...] = 0


# %% wrong="zero_grads" name="calculates the zero"
# An inf or a nan in `.grad` did not become 0: `0 * inf` and `inf - inf` are nan, and nan stays nan
# in every calculation. Write zeros over the old numbers instead of calculating with them.
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        if set_to_none:
            leaf.grad = None
        elif leaf.grad is not None:
            leaf.grad *= 0


# %% wrong="zero_grads" name="stops at the first leaf without a gradient"
# A leaf without a gradient ends your function, and the leaves after it are not cleared. Such a
# leaf is skipped: `continue` goes on with the next one, `return` and `break` do not.
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        if leaf.grad is None:
            return
        if set_to_none:
            leaf.grad = None
        else:
            leaf.grad[...] = 0


# %% wrong="zero_grads" name="zeros first, then None"
# With `set_to_none=True` `.grad` is None, but the array was filled with zeros before that. Others
# may hold it and want its numbers; then `.grad` is only dropped.
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        if leaf.grad is not None:
            leaf.grad[...] = 0
        if set_to_none:
            leaf.grad = None


# %% wrong="zero_grads" name="zeroes the data"
# The numbers in `leaf.data` became zero: those are the weights. Clearing is about `leaf.grad`.
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        leaf.data[...] = 0


# %% wrong="zero_grads" name="only the first leaf"
# Only the first leaf of the list was cleared. Is there a `return` inside the loop?
def zero_grads(leaves, set_to_none=False):
    leaf = leaves[0]
    if set_to_none:
        leaf.grad = None
    elif leaf.grad is not None:
        leaf.grad[...] = 0


# %% wrong="zero_grads" name="fills a copy"
# A transposed gradient keeps its numbers. `ravel`, `flatten` and `reshape(-1)` give a copy where
# the numbers do not lie one behind the other in memory, and the zeros go into the copy. Write into
# the array itself: `leaf.grad[...] = 0`.
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        if set_to_none:
            leaf.grad = None
        elif leaf.grad is not None:
            leaf.grad.reshape(-1)[:] = 0.0


# %% wrong="zero_grads" name="fills a flat copy"
# Some gradients keep their numbers. `ravel` gives a copy where the numbers do not lie one behind the
# other in memory, and `flatten` always does; the zeros go into the copy. Write into the array
# itself: `leaf.grad[...] = 0`.
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        if set_to_none:
            leaf.grad = None
        elif leaf.grad is not None:
            leaf.grad.ravel()[:] = 0.0


# %% wrong="zero_grads" name="expects a gradient everywhere"
# It works until a leaf has no gradient yet: then `.grad` is None, and there is no array to write
# into. Check for None first.
def zero_grads(leaves, set_to_none=False):
    for leaf in leaves:
        if set_to_none:
            leaf.grad = None
        else:
            leaf.grad[...] = 0


# %% [markdown] card="gradient_history" level="easy" minutes=10
# The loop that surprises everybody: the same computation three times, and the gradient says
# 3, 6, 9. And the same loop with one line more, which says 3, 3, 3.
#
# Write `gradient_history(w, factor, steps, clear)`. In each of `steps` steps compute
# `(w * factor).sum()`, send a gradient of 1 back through it with your `backward`, and put a copy
# of `w.grad` into a list. If `clear` is true, clear `w`'s gradient after that, or before the next
# step's pass. Return the list. `w` has no gradient when the function is called; without clearing it
# holds the last entry of the list afterwards.
#
# ```python
# >>> gradient_history(Tensor([1.0], requires_grad=True), 3.0, 3, clear=False)
# [array([3.]), array([6.]), array([9.])]
# >>> gradient_history(Tensor([1.0], requires_grad=True), 3.0, 3, clear=True)
# [array([3.]), array([3.]), array([3.])]
# ```
#
# <details><summary>Hint: all entries of my list are equal, and they should not be</summary>
#
# `history.append(w.grad)` appends the array itself, and the next pass adds into that very array.
# All entries are then one and the same array. Append `w.grad.copy()`.
# </details>
# <details><summary>Hint: what is the gradient of 1 for a sum?</summary>
#
# The output is a 0-d array, so its gradient is one too: `np.array(1.0)`.
# </details>

# %% exercise="gradient_history"
def gradient_history(w, factor, steps, clear):
    """A copy of w.grad after each of several backward passes through (w * factor).sum()."""
    ### BEGIN SOLUTION
    history = []
    for _ in range(steps):
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad.copy())
        if clear:
            zero_grads([w])
    return history
    ### END SOLUTION


# %% check="gradient_history"

# %% right="gradient_history" by="clearing to None first"
def gradient_history(w, factor, steps, clear):
    history = []
    for step in range(steps):
        if clear:
            w.grad = None
        backward((w * factor).sum(), np.array(1.0))
        history.append(np.array(w.grad))
    return history


# %% right="gradient_history" by="copies made by addition"
def gradient_history(w, factor, steps, clear):
    history = []
    while len(history) < steps:
        output = (w * factor).sum()
        backward(output, np.ones(()))
        history = history + [w.grad + 0.0]
        if clear:
            zero_grads([w], set_to_none=True)
    return history


# %% wrong="gradient_history" name="stores the array itself"
# The entries of your list are all the same array, so they all show what it holds at the end. A
# history needs a copy of each moment: `w.grad.copy()`.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad)
        if clear:
            zero_grads([w])
    return history


# %% wrong="gradient_history" name="clears before it looks"
# With `clear=True` your list holds zeros. Either the gradient is cleared before it is copied, or
# `.grad` itself is in the list and clearing wrote into that very array. First copy, then clear.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        backward((w * factor).sum(), np.array(1.0))
        if clear:
            zero_grads([w])
        history.append(w.grad.copy())
    return history


# %% wrong="gradient_history" name="subtracts instead of clearing"
# The list is right, but `w.grad` has grown with every step: nothing cleared it. A difference from
# the gradient before is the same number, and leaves the sum for whoever comes next.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        before = 0.0 if w.grad is None or not clear else w.grad.copy()
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad - before)
    return history


# %% wrong="gradient_history" name="never clears"
# With `clear=True` the entries should stay the same, and yours grow: nothing clears the gradient
# between the passes.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad.copy())
    return history


# %% wrong="gradient_history" name="clears when it should not"
# With `clear=True` the entries grow, and with `clear=False` they stay the same: the condition is
# the wrong way round.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad.copy())
        if not clear:
            zero_grads([w])
    return history


# %% wrong="gradient_history" name="returns after the first step"
# Your list has one entry: the function returned in its first step. The `return` belongs after the
# loop, as far to the left as the `for`.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad.copy())
        if clear:
            zero_grads([w])
        return history


# %% wrong="gradient_history" name="always clears"
# With `clear=False` the entries should grow by the same amount each step, and yours stay the
# same: the gradient is cleared in every case.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        w.grad = None
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad.copy())
    return history


# %% wrong="gradient_history" name="a single entry of the gradient"
# Each item of your list holds the first entry of the gradient alone. Put a copy of all of it into
# the list: `w.grad.copy()`.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad.reshape(-1)[:1].copy())
        if clear:
            w.grad = None
    return history


# %% wrong="gradient_history" name="written down without a pass"
# The list is right, but `w.grad` is None afterwards: no gradient was sent back to `w`, or the last
# one was cleared as well. Do in each step what the card says, and no more.
def gradient_history(w, factor, steps, clear):
    return [
        np.full_like(w.data, factor if clear else factor * step) for step in range(1, steps + 1)
    ]


# %% wrong="gradient_history" name="clears the wrong way round"
# The gradient is cleared where it should grow, and grows where it should be cleared: the condition
# is the wrong way round. Clear if `clear` is true.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        if not clear:
            zero_grads([w])
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad.copy())
    return history


# %% wrong="gradient_history" name="drops the gradient the wrong way round"
# The gradient is dropped where it should grow, and grows where it should be dropped: the condition
# is the wrong way round. Clear if `clear` is true.
def gradient_history(w, factor, steps, clear):
    history = []
    for _ in range(steps):
        backward((w * factor).sum(), np.array(1.0))
        history.append(w.grad.copy())
        if not clear:
            w.grad = None
    return history


# %% [markdown] card="train" level="medium" minutes=15
# A training step has three parts that must come in the right order: clear what the last step
# left, run backward, move the weights against the gradient. A gradient that is not cleared makes
# every step use the sum of all gradients so far.
#
# Write `train(w, inputs, targets, steps, lr)`. In each step compute the error
# `w * inputs - targets` and the loss, the sum of the squared errors; get the gradient of the loss
# with respect to `w`; change `w.data` by `-lr` times the gradient: the tensor `w` is the caller's,
# and a new one in its place would not be seen. `inputs` and `targets` stay as they are. What
# `w.grad` holds when the function is called does not count. Return the list of losses as Python
# floats, one for each step, each computed before that step's change.
#
# ```python
# >>> w = Tensor([0.0, 0.0], requires_grad=True)
# >>> train(w, Tensor([1.0, 2.0]), Tensor([1.0, 4.0]), 3, lr=0.1)
# [17.0, 1.2799999999999998, 0.4351999999999999]
# ```
#
# <details><summary>Hint: the first two losses are right, the later ones are not</summary>
#
# Until the second step's update, nothing was left over. From then on the gradient of an earlier
# step is still in `.grad`. Where do you clear?
# </details>
# <details><summary>Hint: the loss does not change at all</summary>
#
# If the gradient is cleared between `backward` and the update, the update moves by zero.
# </details>
# <details><summary>Hint: how do I get a Python float?</summary>
#
# `float(loss.data)`.
# </details>

# %% exercise="train"
def train(w, inputs, targets, steps, lr):
    """Gradient descent on the squared error of w * inputs; the losses, step by step."""
    ### BEGIN SOLUTION
    losses = []
    for _ in range(steps):
        error = w * inputs - targets
        loss = (error * error).sum()
        zero_grads([w])
        backward(loss, np.array(1.0))
        w.data -= lr * w.grad
        losses.append(float(loss.data))
    return losses
    ### END SOLUTION


# %% check="train"

# %% right="train" by="clearing first, to None"
def train(w, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        w.grad = None
        error = w * inputs - targets
        loss = (error * error).sum()
        losses.append(loss.data.item())
        backward(loss, np.array(1.0))
        w.data = w.data - lr * w.grad
    return losses


# %% right="train" by="clearing last, and once before"
def train(w, inputs, targets, steps, lr):
    losses = []
    zero_grads([w], set_to_none=True)
    for _ in range(steps):
        difference = targets - w * inputs
        loss = (difference * difference).sum()
        losses.append(float(loss.data))
        backward(loss, np.ones(()))
        w.data[...] = w.data - lr * w.grad
        zero_grads([w])
    return losses


# %% wrong="train" name="never clears"
# The gradients of all steps so far are still in `.grad`, and each update uses their sum. Clear
# the gradient in every step, before `backward`.
def train(w, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        error = w * inputs - targets
        loss = (error * error).sum()
        backward(loss, np.array(1.0))
        w.data -= lr * w.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train" name="clears before the update"
# The weights never change, and so the loss does not either. Is what you compute assigned to
# `w.data`? Is the gradient cleared before the update reads it? The order is: clear, backward, update.
def train(w, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        error = w * inputs - targets
        loss = (error * error).sum()
        backward(loss, np.array(1.0))
        zero_grads([w])
        w.data -= lr * w.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train" name="clears once, before the loop"
# The gradient is cleared only before the first step. Every step leaves its gradient behind, so
# every step has to begin with clearing.
def train(w, inputs, targets, steps, lr):
    losses = []
    zero_grads([w])
    for _ in range(steps):
        error = w * inputs - targets
        loss = (error * error).sum()
        backward(loss, np.array(1.0))
        w.data -= lr * w.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train" name="clears only after the update"
# Each step clears at its end, so the steps do not mix. But a gradient that was there before the
# call goes into the first step. Clear before `backward`, and it cannot.
def train(w, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        error = w * inputs - targets
        loss = (error * error).sum()
        backward(loss, np.array(1.0))
        w.data -= lr * w.grad
        zero_grads([w])
        losses.append(float(loss.data))
    return losses


# %% wrong="train" name="loss recorded after the update"
# Each loss in your list belongs to the next step: it was computed with the weights after the
# update. Compute it once, before `backward`, and put that very number into the list.
def train(w, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        error = w * inputs - targets
        zero_grads([w])
        backward((error * error).sum(), np.array(1.0))
        w.data -= lr * w.grad
        error = w * inputs - targets
        losses.append(float((error * error).sum().data))
    return losses


# %% wrong="train" name="goes uphill"
# The loss grows: the weights move along the gradient, which points uphill. Subtract `lr` times
# the gradient.
def train(w, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        error = w * inputs - targets
        loss = (error * error).sum()
        zero_grads([w])
        backward(loss, np.array(1.0))
        w.data += lr * w.grad
        losses.append(float(loss.data))
    return losses


# %% wrong="train" name="losses that are arrays"
# The losses are right, but they are arrays, not Python floats: that is what `loss.data` holds. Put
# `float(loss.data)` into the list.
def train(w, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        zero_grads([w])
        error = w * inputs - targets
        loss = (error * error).sum()
        backward(loss, np.array(1.0))
        w.data = w.data - lr * w.grad
        losses.append(loss.data)
    return losses


# %% wrong="train" name="one step for all weights"
# All weights move by the same amount, the mean of the gradient's entries. Each weight moves by its
# own entry: subtract `lr * w.grad` as an array.
def train(w, inputs, targets, steps, lr):
    losses = []
    for _ in range(steps):
        zero_grads([w])
        error = w * inputs - targets
        loss = (error * error).sum()
        backward(loss, np.array(1.0))
        w.data = w.data - lr * w.grad.mean()
        losses.append(float(loss.data))
    return losses


# %% wrong="train" name="the learning rate shrinks"
# The steps get shorter and shorter: the learning rate is divided by the number of the step, or made
# smaller in some other way. All steps use the same `lr`.
def train(w, inputs, targets, steps, lr):
    losses = []
    for step in range(steps):
        error = w * inputs - targets
        loss = (error * error).sum()
        zero_grads([w])
        backward(loss, np.array(1.0))
        w.data -= lr / (step + 1) * w.grad
        losses.append(float(loss.data))
    return losses


# %% [markdown] card="one_step" level="medium" minutes=15
# Accumulation is also useful. When a batch is too large for memory, one takes several small ones,
# lets their gradients add up in `.grad`, and updates once. To get the *mean* gradient of the
# batches, each batch's gradient is divided by their number.
#
# Write `one_step(w, batches, lr)`. `batches` is a list of pairs `(inputs, targets)`. The loss of
# a batch is the sum of squares of `w * inputs - targets`. Make a single update of `w.data` by
# `-lr` times the mean, over the batches, of the gradients. What `w.grad` holds when the function
# is called does not count. The list stays as it is. Nothing is returned.
#
# ```python
# >>> w = Tensor([1.0], requires_grad=True)
# >>> one_step(w, [(Tensor([1.0]), Tensor([0.0])), (Tensor([2.0]), Tensor([1.0]))], lr=0.1)
# >>> w.data
# array([0.7])
# ```
#
# <details><summary>Hint: how do I divide by the number of batches?</summary>
#
# The gradient that you hand to `backward` scales everything behind it. Instead of 1, start with
# `np.array(1 / len(batches))`.
# </details>
# <details><summary>Hint: the result is that of the last batch alone</summary>
#
# Clear once, before the first batch, not in the loop: here the gradients are meant to add up.
# </details>

# %% exercise="one_step"
def one_step(w, batches, lr):
    """One update of w along the mean gradient of several batches."""
    ### BEGIN SOLUTION
    zero_grads([w])
    for inputs, targets in batches:
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0 / len(batches)))
    w.data -= lr * w.grad
    ### END SOLUTION


# %% check="one_step"

# %% right="one_step" by="dividing at the end"
def one_step(w, batches, lr):
    w.grad = None
    for inputs, targets in batches:
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0))
    w.data = w.data - lr * w.grad / len(batches)


# %% right="one_step" by="one graph for all batches"
def one_step(w, batches, lr):
    zero_grads([w], set_to_none=True)
    total = Tensor(0.0)
    for inputs, targets in batches:
        error = w * inputs - targets
        total = total + (error * error).sum()
    backward(total, np.array(1.0))
    w.data -= (lr / len(batches)) * w.grad


# %% wrong="one_step" name="clears in every batch"
# Only the last batch has an effect: the gradient is cleared inside the loop. Here the gradients
# of the batches are meant to add up, so clear once, before the first.
def one_step(w, batches, lr):
    for inputs, targets in batches:
        zero_grads([w])
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0 / len(batches)))
    w.data -= lr * w.grad


# %% wrong="one_step" name="sum instead of mean"
# The step is too long by a factor of the number of batches: it uses the sum of the gradients. The
# mean is asked for, so that `lr` means the same for two batches and for twenty.
def one_step(w, batches, lr):
    zero_grads([w])
    for inputs, targets in batches:
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0))
    w.data -= lr * w.grad


# %% wrong="one_step" name="an update for every batch"
# The weights change after every batch, so the second batch sees other weights than the first.
# Let the gradients add up, and update once, after the loop.
def one_step(w, batches, lr):
    for inputs, targets in batches:
        zero_grads([w])
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0 / len(batches)))
        w.data -= lr * w.grad


# %% wrong="one_step" name="the weights do not change"
# `w.data` is what it was before the call. Is `.grad` cleared before the update reads it? Is a
# factor of the update 0, as `1 // n` is? Does the update change `w.data`, or a tensor of its own?
def one_step(w, batches, lr):
    for inputs, targets in batches:
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0 / len(batches)))
    zero_grads([w])
    w.data -= lr * w.grad


# %% wrong="one_step" name="does not clear first"
# What `w.grad` held before the call went into the step. Clear it before the first batch.
def one_step(w, batches, lr):
    for inputs, targets in batches:
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0 / len(batches)))
    w.data -= lr * w.grad


# %% wrong="one_step" name="divides in the loop"
# `.grad` is divided after every batch, so what came from the first batches is divided several
# times. Divide once: each batch's own gradient before it is added, or the sum after the loop.
def one_step(w, batches, lr):
    w.grad = None
    for inputs, targets in batches:
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0))
        w.grad = w.grad / len(batches)
    w.data = w.data - lr * w.grad


# %% wrong="one_step" name="always divides by two"
# The sum of the gradients is divided by 2, however many batches there are. That is right for two
# of them: divide by `len(batches)`.
def one_step(w, batches, lr):
    w.grad = None
    for inputs, targets in batches:
        error = w * inputs - targets
        backward((error * error).sum(), np.array(0.5))
    w.data = w.data - lr * w.grad


# %% wrong="one_step" name="divides by the number of entries too"
# The step is too short: the gradients are divided by the number of entries of a batch as well. The
# loss of a batch is the *sum* of the squares; the mean is taken over the batches alone.
def one_step(w, batches, lr):
    w.grad = None
    for inputs, targets in batches:
        error = w * inputs - targets
        backward((error * error).sum(), np.array(1.0 / (len(batches) * error.data.size)))
    w.data = w.data - lr * w.grad


# %% wrong="one_step" name="averages the batches instead of their gradients"
# The inputs and the targets were averaged before the loss was computed. The loss is not linear in
# them, so its gradient is another one. Compute a gradient for each batch, and average these.
def one_step(w, batches, lr):
    w.grad = None
    x = Tensor(np.mean([b[0].data for b in batches], axis=0))
    y = Tensor(np.mean([b[1].data for b in batches], axis=0))
    e = w * x - y
    backward((e * e).sum(), np.array(1.0))
    w.data -= lr * w.grad


# %% wrong="one_step" name="a mean of two in every batch"
# The gradients do not all count alike: after each batch you take the mean of the new gradient and
# the mean so far, so the last batch counts one half and the first hardly. Add all gradients, and
# divide once, by the number of batches.
def one_step(w, batches, lr):
    mean = None
    for x, y in batches:
        w.grad = None
        e = w * x - y
        backward((e * e).sum(), np.array(1.0))
        mean = w.grad if mean is None else (mean + w.grad) / 2
    w.data -= lr * mean


# %% wrong="one_step" name="the first batch is left out"
# The first batch has no effect on the step. The loop goes over all batches.
def one_step(w, batches, lr):
    w.grad = None
    for x, y in batches[1:] or batches:
        e = w * x - y
        backward((e * e).sum(), np.array(1 / len(batches)))
    w.data -= lr * w.grad


# %% wrong="one_step" name="the last batch is left out"
# The last batch has no effect on the step. The loop goes over all batches.
def one_step(w, batches, lr):
    w.grad = None
    for x, y in batches[:-1]:
        e = w * x - y
        backward((e * e).sum(), np.array(1 / len(batches)))
    w.data -= lr * w.grad


# %% [markdown]
# ## What you built
#
# - A value used several times receives several gradients, and they add up within one pass.
# - A leaf adds the gradient of every pass to its `.grad`, until somebody clears it.
# - Clearing in place keeps the array; setting to None drops it. Either belongs before `backward`,
#   never between `backward` and the update.
