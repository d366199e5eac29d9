# %% [markdown]
# # Assignment 07: the life of a graph
#
# A graph lives from the forward pass to the end of its backward pass. In between its nodes hold
# the values that their rules need. Here you build what holds them, what lets go of them, and what
# notices that somebody changed them meanwhile, all in plain NumPy.
#
# Each exercise has a card, a cell with one or more `...` that you replace with your code, and a
# check that answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run
# as often as you like. Folded hints open with a click.
#
# The two errors that PyTorch raises here are long. Their words are ready for you in the next cell.

# %% given="messages"
import weakref

import numpy as np

SECOND_TIME = (
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you "
    "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward "
    "through the graph a second time or if you need to access saved tensors after calling "
    "backward."
)


def modified(shape, now, then):
    """PyTorch's words for a saved tensor that is at version `now` and was saved at `then`."""
    return (
        "one of the variables needed for gradient computation has been modified by an inplace "
        f"operation: [torch.DoubleTensor {list(shape)}] is at version {now}; expected version "
        f"{then} instead. Hint: enable anomaly detection to find the operation that failed to "
        "compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )


def keeps_memory(saved_class):
    """Whether a freed object of this class still holds an array that it was given."""
    arrays = [np.ones(3), np.ones(2), np.ones(1)]
    watchers = [weakref.ref(array) for array in arrays]
    saved = saved_class(*arrays)
    saved.unpack()
    saved.free()
    arrays.clear()
    return any(watcher() is not None for watcher in watchers)


def keeps_alone(saved_class):
    """What an object of this class unpacks if nobody else holds the array that it was given."""
    return saved_class(np.array([1.0, 2.0])).unpack()


def is_tuple(value):
    return isinstance(value, tuple)


def same_object(first, second):
    return first is second


# %% [markdown] card="Saved" level="easy" minutes=10
# The rule of `x.exp()` needs the result of the forward pass, the rule of `a * b` needs both
# factors. So a node saves them. As long as it does, their memory cannot be used for anything else;
# that is why it lets go of them as soon as its rule has run.
#
# Finish the class `Saved`, which is what a node holds its values in:
# - `Saved(*values)` keeps any number of arrays, none included. This method is given.
# - `unpack()` returns the values, the arrays themselves and no copies, as a tuple, a single one
#   too. After `free()` it raises `RuntimeError(SECOND_TIME)`, as often as it is called. But where no
#   values were saved, nothing can be missing: then it returns `()` before and after.
# - `free()` lets go of the values, so that their memory can be used again; a second `free()` changes
#   nothing. The arrays keep their numbers: somebody else may hold them.
#
# ```python
# >>> kept = Saved(np.array([1.0, 2.0]))
# >>> kept.unpack()
# (array([1., 2.]),)
# >>> kept.free()
# >>> kept.unpack()
# Traceback (most recent call last):
#     ...
# RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.
# ```
#
# <details><summary>Hint: how does unpack know that the values are gone?</summary>
#
# Let `free` put something into `self.values` that a tuple of values can never be: None.
# </details>
# <details><summary>Hint: "the array is still held: It is True, expected False"</summary>
#
# An array lives as long as anything refers to it. A flag such as `self.freed = True` says that
# the values are gone; to make it true, `self.values` must not refer to them any more.
# </details>
# <details><summary>Hint: the check "a node that saved nothing has nothing to lose" fails</summary>
#
# In `free`, leave the empty tuple alone.
# </details>

# %% exercise="Saved"
class Saved:
    """The values that a node keeps for its rule."""

    def __init__(self, *values):
        self.values = values

    def unpack(self):
        """The values, as a tuple. Raises RuntimeError once they are freed."""
        ### BEGIN SOLUTION
        if self.values is None:
            raise RuntimeError(SECOND_TIME)
        return self.values
        ### END SOLUTION

    def free(self):
        """Let go of the values."""
        ### BEGIN SOLUTION
        if self.values:
            self.values = None
        ### END SOLUTION


# %% check="Saved"

# %% right="Saved" by="counting what was saved"
class Saved:
    def __init__(self, *values):
        self.values = list(values)
        self.count = len(values)

    def unpack(self):
        if len(self.values) < self.count:
            raise RuntimeError(SECOND_TIME)
        return tuple(self.values)

    def free(self):
        self.values.clear()


# %% right="Saved" by="deleting the attribute" methods=true
def unpack(self):
    try:
        return self.values
    except AttributeError:
        raise RuntimeError(SECOND_TIME) from None


def free(self):
    if getattr(self, "values", None):
        del self.values


# %% wrong="Saved" name="free does nothing" methods=true
# After `free()` the values are all still there: `unpack` gives them as before. Freeing means that
# `self.values` no longer refers to the arrays.
def free(self):
    pass


# %% wrong="Saved" name="unpack frees" methods=true
# The first `unpack()` gave the values away, and the second found none. Looking at the values is
# not freeing: with `retain_graph=True` the rule will be run again. Only `free` lets go.
def unpack(self):
    if self.values is None:
        raise RuntimeError(SECOND_TIME)
    values = self.values
    if values:
        self.values = None
    return values


# %% wrong="Saved" name="no error after free" methods=true
# After `free()` your `unpack` returns something, and no error tells anyone: an error that is
# returned is a value like any other. The rule would fail in some other place. `raise` it here.
def unpack(self):
    return self.values


def free(self):
    self.values = ()


# %% wrong="Saved" name="an error though nothing was saved" methods=true
# A node that saved nothing raises after `free()`. It has lost nothing: an addition or a sum can be
# run backward as often as one likes, in PyTorch too. Treat the empty case apart.
def free(self):
    self.values = None


# %% wrong="Saved" name="a second free brings it back" methods=true
# After a second `free()` no error comes any more: the mark that the values are gone was overwritten.
# Once they are freed, `free()` has nothing left to do.
def free(self):
    self.values = None if self.values else ()


# %% wrong="Saved" name="only a flag"
# `unpack` raises as it should, but the arrays are still held: a flag was set, and `self.values`
# still refers to them. To give the memory back is what freeing is for.
class Saved:
    def __init__(self, *values):
        self.values = values
        self.freed = False

    def unpack(self):
        if self.freed and self.values:
            raise RuntimeError(SECOND_TIME)
        return self.values

    def free(self):
        self.freed = True


# %% wrong="Saved" name="a single value without its tuple" methods=true
# A single value came back bare. The rule is called with `*values`, which would then be the rows or
# numbers of the array: return a tuple, however many values there are.
def unpack(self):
    if self.values is None:
        raise RuntimeError(SECOND_TIME)
    return self.values[0] if len(self.values) == 1 else self.values


# %% wrong="Saved" name="a list instead of a tuple" methods=true
# The values come in a list, or in something else that is no tuple. Whoever holds a list can change
# it, and with it what the node has saved: return a tuple.
def unpack(self):
    if self.values is None:
        raise RuntimeError(SECOND_TIME)
    return list(self.values)


# %% wrong="Saved" name="another type of error" methods=true
# An error of another type came. Whoever waits for PyTorch's `RuntimeError`, in an `except` for
# example, would not catch it.
def unpack(self):
    if self.values is None:
        raise ValueError(SECOND_TIME)
    return self.values


# %% wrong="Saved" name="a message of its own" methods=true
# The right moment, but another message. Whoever meets it will search for PyTorch's words; they
# are ready in `SECOND_TIME`.
def unpack(self):
    if self.values is None:
        raise RuntimeError("the saved values are freed")
    return self.values


# %% wrong="Saved" name="free writes zeros" methods=true
# The arrays hold zeros after `free()`, and they belong to somebody else too. To let go of them is
# to forget them: set `self.values` to None, and leave their numbers alone.
    def unpack(self):
        if self.values is None:
            raise RuntimeError(SECOND_TIME)
        return self.values

    def free(self):
        for value in self.values or ():
            value[...] = 0.0
        if self.values:
            self.values = None


# %% [markdown] card="second_pass_fails" level="medium" minutes=10
# Not every graph can be used only once. A second pass fails where a rule needs a value that was
# freed. A rule that needs no value of the forward pass has nothing to miss.
#
# Write `second_pass_fails(operations)`. `operations` is a list of names: the operations of a chain
# from a leaf to the output, one after the other. Return True if a second `backward()` over that
# chain raises an error in PyTorch, else False. For an empty list the answer is False.
#
# | name | forward | gradient of the input, with upstream gradient `v` |
# |---|---|---|
# | `"add"` | `x + 1` | `v` |
# | `"negate"` | `-x` | `-v` |
# | `"sum"` | `x.sum()` | `v`, in every place |
# | `"mean"` | `x.mean()` | `v / n`, in every place |
# | `"reshape"` | `x.reshape(1, -1)` | `v`, in the shape of `x` |
# | `"scale"` | `x * 2` | `v * 2`; the factor is a saved value |
# | `"square"` | `x * x` | `v * x` for each factor |
# | `"power"` | `x ** 3` | `v * 3 * x ** 2` |
# | `"exp"` | `x.exp()` | `v * result` |
# | `"relu"` | `x.relu()` | `v` where the result is positive, else 0 |
#
# Shapes and lengths are not saved values: a node keeps them for good.
#
# ```python
# >>> second_pass_fails(["add", "sum"])
# False
# >>> second_pass_fails(["exp", "sum"])
# True
# ```
#
# <details><summary>Hint: how do I find out, for one operation?</summary>
#
# Read its row. Does the third column compute with a value from the forward pass: the numbers of
# `x`, `result`, a factor? Then it was saved, and is gone after the first pass. A shape and a length
# stay.
# </details>
# <details><summary>Hint: and for a chain?</summary>
#
# The pass goes through all nodes of the chain. One that fails is enough.
# </details>

# %% exercise="second_pass_fails"
def second_pass_fails(operations):
    """Whether a second backward over a chain of these operations raises."""
    ### BEGIN SOLUTION
    saving = {"scale", "square", "power", "exp", "relu"}
    return any(name in saving for name in operations)
    ### END SOLUTION


# %% check="second_pass_fails"

# %% right="second_pass_fails" by="the harmless ones"
def second_pass_fails(operations):
    return not set(operations) <= {"add", "negate", "sum", "mean", "reshape"}


# %% right="second_pass_fails" by="counting saved values"
def second_pass_fails(operations):
    saved_values = {"add": 0, "negate": 0, "sum": 0, "mean": 0, "reshape": 0,
                    "scale": 1, "square": 2, "power": 1, "exp": 1, "relu": 1}
    total = 0
    for name in operations:
        total += saved_values[name]
    return total > 0


# %% wrong="second_pass_fails" name="every second pass fails"
# You expect an error from every graph. The pass fails at a value that is missing, not because it
# is the second: a graph of additions and sums saved nothing and can be used again.
def second_pass_fails(operations):
    return True


# %% wrong="second_pass_fails" name="a constant factor is not saved"
# All is right but `"scale"`. In `x * 2` the rule needs the 2. PyTorch keeps it as a saved value
# like any other, and frees it too.
def second_pass_fails(operations):
    return any(name in ("square", "power", "exp", "relu") for name in operations)


# %% wrong="second_pass_fails" name="results are not saved"
# All is right but `"exp"` and `"relu"`. Their rules need no input, but they need the *result*, and
# that is saved in the node and freed as well.
def second_pass_fails(operations):
    return any(name in ("scale", "square", "power") for name in operations)


# %% wrong="second_pass_fails" name="relu saves nothing"
# All is right but `"relu"`. Where it lets `v` through is decided by the *result*, a value of the forward
# pass, which is saved in the node and freed as well.
def second_pass_fails(operations):
    return bool({"scale", "square", "power", "exp"} & set(operations))


# %% wrong="second_pass_fails" name="only the first operation"
# You look at the first operation only. The pass goes through all nodes of the chain: is there a `return`
# inside your loop?
def second_pass_fails(operations):
    for operation in operations:
        return operation in ("scale", "square", "power", "exp", "relu")
    return False


# %% wrong="second_pass_fails" name="the root cannot fail"
# You leave the last operation out. It is the root of the graph, a node like the others: it saves, and it
# is freed.
def second_pass_fails(operations):
    return bool({"scale", "square", "power", "exp", "relu"} & set(operations[:-1]))


# %% wrong="second_pass_fails" name="numbers of entries are saved values"
# The second pass over `"mean"` and `"reshape"` does not fail. The `n` of a mean and the shape of `x` are
# no values of the forward pass: a node keeps them for good.
def second_pass_fails(operations):
    return any(operation not in ("add", "negate", "sum") for operation in operations)


# %% wrong="second_pass_fails" name="shapes are saved values"
# You count `"sum"`, `"mean"` and `"reshape"` among those that fail. They need a shape or a
# length, which are not tensors: a node keeps them for good, they cost next to nothing.
def second_pass_fails(operations):
    return any(name not in ("add", "negate") for name in operations)


# %% wrong="second_pass_fails" name="all nodes must fail"
# You ask whether *all* operations saved something, or most of them. The pass visits every node of the
# chain, and stops at the first that fails: a single one is enough.
def second_pass_fails(operations):
    saving = {"scale", "square", "power", "exp", "relu"}
    return bool(operations) and all(name in saving for name in operations)


# %% wrong="second_pass_fails" name="only the last operation"
# You look at the last operation only, the root of the graph. Freeing goes through the whole graph,
# and so does the second pass.
def second_pass_fails(operations):
    saving = {"scale", "square", "power", "exp", "relu"}
    return operations[-1] in saving if operations else False


# %% wrong="second_pass_fails" name="stops at what saved nothing"
# Seen from the end, you look no further than the first operation that saved nothing. The pass goes
# through such a node and on to those before it: look at all.
def second_pass_fails(operations):
    for operation in reversed(operations):
        if operation in ("add", "negate", "mean", "reshape"):
            return False
        if operation != "sum":
            return True
    return False


# %% [markdown]
# ## An engine whose nodes save
#
# The next cell is a small engine. Each operation makes a node with three things: the tensors it
# was computed from, a `Saved` with what its rule will need, and the rule. The rule gets the
# upstream gradient and the saved values, in the order in which they were saved. It uses your class
# `Saved`.

# %% given="engine"
class Node:
    """What an operation leaves behind.

    parents  the tensors it was computed from
    saved    a Saved with the values that the rule needs
    rule     takes the upstream gradient and the saved values, gives a gradient for each parent
    """

    def __init__(self, parents, saved, rule):
        self.parents = parents
        self.saved = saved
        self.rule = rule


class Tensor:
    """An array with the node that made it; a leaf has none."""

    def __init__(self, data, requires_grad=False, node=None):
        self.data = np.array(data, dtype=np.float64)
        self.node = node
        self.requires_grad = requires_grad or (
            node is not None and any(parent.requires_grad for parent in node.parents))
        self.grad = None

    def __add__(self, other):
        return Tensor(self.data + other.data,
                      node=Node((self, other), Saved(), lambda v: (v, v)))

    def __mul__(self, other):
        return Tensor(self.data * other.data,
                      node=Node((self, other), Saved(self.data, other.data),
                                lambda v, left, right: (v * right, v * left)))

    def exp(self):
        result = np.exp(self.data)
        return Tensor(result, node=Node((self,), Saved(result), lambda v, result: (v * result,)))

    def sum(self):
        shape = self.data.shape
        return Tensor(self.data.sum(),
                      node=Node((self,), Saved(), lambda v: (np.broadcast_to(v, shape),)))

    def __repr__(self):
        return f"Tensor({self.data}, grad={self.grad})"


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
            stack.extend((p, False) for p in (tensor.node.parents if tensor.node else ()))
    return order[::-1]


def watched_sum(first, second):
    """first + second, and the list of the gradients that its rule was called with."""
    calls = []

    def rule(v):
        calls.append(np.array(v))
        return v, v

    return Tensor(first.data + second.data, node=Node((first, second), Saved(), rule)), calls


# %% [markdown] card="backward" level="medium" minutes=20
# Now the pass that frees. It works as in assignment 05, with one more duty: when the rule of a
# node has run, its saved values are freed, unless the caller asked to keep them.
#
# Write `backward(root, gradient, retain_graph=False)`. Go over `users_first(root)`. For each
# tensor add up the gradients that arrived. If it has a node: unpack `node.saved`, call
# `node.rule(total, *values)`, once in a pass, free `node.saved` unless `retain_graph` is true, and
# hand the gradients on to `node.parents`. If it is a leaf that requires a gradient, add the total
# to its `.grad`, which is None before the first. No other tensor gets a `.grad`, and each `.grad` is
# an array of its own, which it shares with no other tensor and not with the caller: that is new since
# assignment 04. (You may free the nodes one by one or at the end of the pass. Nodes behind which no
# leaf requires a gradient do not exist in PyTorch; whether you visit them does not matter.)
#
# You need not check whether this is a second pass. `unpack` raises the error by itself, and only
# where something is really missing.
#
# ```python
# >>> x = Tensor([1.0, 2.0], requires_grad=True)
# >>> y = x * x
# >>> backward(y, np.array([1.0, 10.0]), retain_graph=True)
# >>> backward(y, np.array([1.0, 10.0]))
# >>> x.grad
# array([ 4., 80.])
# ```
#
# <details><summary>Hint: my first pass already says "a second time"</summary>
#
# The values were freed before they were unpacked. Unpack, run the rule, then free.
# </details>
# <details><summary>Hint: the second pass gives wrong numbers instead of an error</summary>
#
# Is `free()` called for every node that you visit, or for the root's only?
# </details>
# <details><summary>Hint: where do the gradients wait?</summary>
#
# In a dict from `id(tensor)` to their sum. It begins with one entry, the root's. A dict's `get`
# takes a second argument: what to return where there is no entry yet.
# </details>

# %% exercise="backward"
def backward(root, gradient, retain_graph=False):
    """Send gradient from root to the leaves; free what the nodes saved unless told to keep it."""
    ### BEGIN SOLUTION
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)
    ### END SOLUTION


# %% check="backward"

# %% right="backward" by="freeing in a second walk"
def backward(root, gradient, retain_graph=False):
    order = users_first(root)
    arrived = {id(tensor): [] for tensor in order}
    arrived[id(root)].append(gradient)
    for tensor in order:
        total = np.sum(arrived[id(tensor)], axis=0)
        if tensor.node:
            values = tensor.node.saved.unpack()
            for parent, part in zip(tensor.node.parents, tensor.node.rule(total, *values)):
                arrived[id(parent)].append(part)
        elif tensor.requires_grad:
            if tensor.grad is None:
                tensor.grad = np.zeros_like(tensor.data)
            tensor.grad += total
    if not retain_graph:
        for tensor in order:
            if tensor.node:
                tensor.node.saved.free()


# %% right="backward" by="all values first, gradients written last"
def backward(root, gradient, retain_graph=False):
    order = users_first(root)
    inner = [tensor for tensor in order if tensor.node is not None]
    values = {id(tensor): tensor.node.saved.unpack() for tensor in inner}
    sums = {id(root): np.array(gradient)}
    for tensor in inner:
        parts = tensor.node.rule(sums[id(tensor)], *values[id(tensor)])
        for parent, part in zip(tensor.node.parents, parts):
            sums[id(parent)] = sums.get(id(parent), 0.0) + part
        if not retain_graph:
            tensor.node.saved.free()
    for leaf in order:
        if leaf.node is None and leaf.requires_grad:
            before = 0.0 if leaf.grad is None else leaf.grad
            leaf.grad = before + sums[id(leaf)]


# %% wrong="backward" name="never frees"
# A second pass goes through without an error: nothing is ever freed. As long as the graph lives,
# all its saved values would stay in memory. Free each node's values after its rule has run.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="retain_graph has no effect"
# Values are freed with `retain_graph=True` as well. That argument is the caller's way of saying: I
# shall need them again.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="retain_graph the wrong way round"
# You free when `retain_graph` is true and keep when it is not. To retain is to keep: free unless
# it is true.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="frees before the rule has run"
# Already the first pass fails: the values are freed before they are unpacked. First unpack, then
# run the rule, then free.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            if not retain_graph:
                node.saved.free()
            parts = node.rule(total, *node.saved.unpack())
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="frees the root only"
# Only the root's node was freed. Where the root is a sum, that frees nothing at all. Each node
# that the pass goes through lets go of its own values.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if tensor is root and not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="frees by the leaves only"
# Some nodes behind the root are freed and others are not: freeing must not depend on what the
# parents of a node are. Each node lets go of its values when its rule has run.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph and all(parent.node is None for parent in node.parents):
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="every path by itself"
# The rule of a tensor that is used twice ran twice, once for each path from the root. Paths
# multiply: after 30 doublings there are a billion. Wait until all has arrived.
def backward(root, gradient, retain_graph=False):
    if root.node is None:
        if root.requires_grad:
            root.grad = gradient + (0.0 if root.grad is None else root.grad)
        return
    parts = root.node.rule(gradient, *root.node.saved.unpack())
    for parent, part in zip(root.node.parents, parts):
        backward(parent, part, retain_graph)
    if not retain_graph:
        root.node.saved.free()


# %% wrong="backward" name="raises where nothing was saved"
# Already the first pass over an addition or a sum raises: you take a node that saved nothing for
# one that was freed. `unpack` tells them apart and raises by itself.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            if not node.saved.unpack():
                raise RuntimeError(SECOND_TIME)
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="later gradient replaces the earlier"
# A tensor that is used twice keeps one of its gradients only: the one that arrives later replaces
# the other. Add up what arrives.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="constants get a gradient"
# A leaf that requires no gradient got one. It is a constant; only leaves that require a gradient
# have their `.grad` written.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        else:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="tensors in the middle get a gradient"
# Tensors that were computed have a `.grad` after your pass. Only leaves get one; what waits for a
# tensor in the middle stays in a dict of the pass.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part


# %% wrong="backward" name="the error is swallowed"
# A second pass over freed values ends without an error: yours catches what `unpack` raises. The
# caller has to know that no gradient came; let the error go on.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            try:
                values = node.saved.unpack()
            except RuntimeError:
                return
            parts = node.rule(total, *values)
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="the tuple is not unpacked"
# The rule got the tuple of saved values as one argument. It takes each value by itself: the star
# in `node.rule(total, *values)` hands them over one by one.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, node.saved.unpack())
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="forbids every second pass"
# You raise the error for any second pass, also over a graph that saved nothing. `unpack` knows
# best whether something is missing; no further check is needed.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            if getattr(node, "used", False):
                raise RuntimeError(SECOND_TIME)
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph:
                node.used = True
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="replaces the gradient"
# The second pass replaced `.grad` where it should have added. Two passes over a retained graph
# leave twice the gradient.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): gradient}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total


# %% wrong="backward" name="starts from ones"
# The gradient that was handed in is ignored, and the pass starts from ones. Freeing is right.
def backward(root, gradient, retain_graph=False):
    waiting = {id(root): np.ones_like(root.data)}
    for tensor in users_first(root):
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = total + (0.0 if tensor.grad is None else tensor.grad)


# %% wrong="backward" name="sets .grad to zeros first"
# One pass is right, and after a second one the gradients of the first are gone: each pass makes a
# new `.grad` of zeros. Only a `.grad` that is None begins anew; any other is added to.
def backward(root, gradient, retain_graph=False):
    waiting, order = {id(root): gradient}, users_first(root)
    for tensor in order:
        if tensor.node is None and tensor.requires_grad:
            tensor.grad = np.zeros_like(tensor.data)
    for tensor in order:
        total = waiting.pop(id(tensor))
        node = tensor.node
        if node is not None:
            parts = node.rule(total, *node.saved.unpack())
            if not retain_graph:
                node.saved.free()
            for parent, part in zip(node.parents, parts):
                waiting[id(parent)] = waiting.get(id(parent), 0.0) + part
        elif tensor.requires_grad:
            tensor.grad = tensor.grad + total


# %% [markdown] card="backward_all" level="medium" minutes=10
# Two losses on one network: both were computed from the same features. The pass from the first
# loss frees what the shared part saved, and the pass from the second runs into the error. This is
# one of the ways in which people meet it.
#
# Write `backward_all(losses)`. `losses` is a list of at least one tensor. All have the same shape,
# and each holds a single number. Start a pass with 1 from each loss; the gradients add up in the
# leaves. After the call the graph of the loss whose pass came last must be freed, and with it all
# that other losses share with it. What the last loss does not use may stay or be freed. A loss that
# occurs twice counts twice, also if it is the last. The list stays as it is. Use your `backward`.
#
# ```python
# >>> x = Tensor([1.0, 2.0], requires_grad=True)
# >>> h = x * x
# >>> backward_all([h.sum(), (h * Tensor([10.0, 10.0])).sum()])
# >>> x.grad
# array([22., 44.])
# ```
#
# <details><summary>Hint: RuntimeError: Trying to backward through the graph a second time</summary>
#
# An earlier pass freed the part that the losses share. Which of the passes must keep the graph?
# </details>
# <details><summary>Hint: "raised by one more pass from the first: No error was raised"</summary>
#
# Then the graph was kept to the end. Nobody comes after the last loss.
# </details>
# <details><summary>Hint: is there a way with a single pass?</summary>
#
# Yes, and it frees all of the graph. A sum of losses is a tensor too, and `+` makes it.
# </details>

# %% exercise="backward_all"
def backward_all(losses):
    """Add up the gradients of several losses in the leaves, then leave the graph freed."""
    ### BEGIN SOLUTION
    for loss in losses[:-1]:
        backward(loss, np.array(1.0), retain_graph=True)
    backward(losses[-1], np.array(1.0))
    ### END SOLUTION


# %% check="backward_all"

# %% right="backward_all" by="a single pass from the sum"
def backward_all(losses):
    total, *others = losses
    for loss in others:
        total = total + loss
    backward(total, np.array(1.0))


# %% right="backward_all" by="counting down"
def backward_all(losses):
    remaining = list(losses)
    while remaining:
        loss = remaining.pop()
        backward(loss, np.ones(()), retain_graph=len(remaining) > 0)


# %% wrong="backward_all" name="retains nothing"
# The first pass frees the part that the losses share, and the second fails there: "Trying to
# backward through the graph a second time". Keep the graph in every pass but the last.
def backward_all(losses):
    for loss in losses:
        backward(loss, np.array(1.0))


# %% wrong="backward_all" name="retains to the end"
# The gradients are right, but after the last pass the graph, or a part of it, is still kept, and nobody
# will need it: its memory stays taken. The last pass may free.
def backward_all(losses):
    for loss in losses:
        backward(loss, np.array(1.0), retain_graph=True)


# %% wrong="backward_all" name="retains in the first pass only"
# It works for two losses and fails with more: the second pass frees, and the third finds nothing.
# Every pass but the *last* has to keep the graph.
def backward_all(losses):
    for number, loss in enumerate(losses):
        backward(loss, np.array(1.0), retain_graph=number == 0 and len(losses) > 1)


# %% wrong="backward_all" name="a loss twice counts once"
# A loss that is in the list twice was counted once. Go over the list; a set, or a dict by `id`,
# drops what occurs twice.
def backward_all(losses):
    different = list({id(loss): loss for loss in losses}.values())
    for loss in different[:-1]:
        backward(loss, np.array(1.0), retain_graph=True)
    backward(different[-1], np.array(1.0))


# %% wrong="backward_all" name="frees where the last loss occurs earlier"
# A last loss that occurs earlier in the list as well is freed by its first pass, and the next one fails.
# Which pass is the last is a matter of its place, not of the loss.
def backward_all(losses):
    for loss in losses:
        backward(loss, np.array(1.0), retain_graph=loss is not losses[-1])


# %% wrong="backward_all" name="only the last loss"
# Only the last loss has reached the leaves. No error comes then, but the other losses are not
# trained for.
def backward_all(losses):
    backward(losses[-1], np.array(1.0))


# %% wrong="backward_all" name="mean of the losses"
# You took the mean: every gradient is divided by the number of losses. Each loss starts with a
# gradient of 1 here.
def backward_all(losses):
    for loss in losses[:-1]:
        backward(loss, np.array(1.0 / len(losses)), retain_graph=True)
    backward(losses[-1], np.array(1.0 / len(losses)))


# %% wrong="backward_all" name="begins with the loss itself"
# Each pass begins with the value of its loss. A pass from a single number begins with 1, whatever
# that number is.
def backward_all(losses):
    for i, loss in enumerate(losses):
        backward(loss, loss.data * 1.0, retain_graph=i < len(losses) - 1)


# %% [markdown] card="run_stream" level="hard" minutes=15
# Another way to meet the error: a state that is carried from step to step, as in a recurrent
# network. The state of step 2 was computed from that of step 1, so its graph contains the graph of
# step 1, which is freed already. The usual cure is to cut the state off after each step: the next
# step begins with the state's *numbers* and without its history.
#
# Write `run_stream(w, state, inputs)`. `state` and every entry of the list `inputs` are tensors
# that do not require a gradient, of the shape of `w`; the list may be empty. In each step compute
# `state * w + value`, the new state, with the next value of `inputs`; send a gradient of 1 back
# from the sum of the new state, so that the gradients of all steps add up in `w.grad`, also with
# what was there before; then cut the state off, as `detach()` does in PyTorch. Return the last
# state, cut off: a leaf that requires no gradient. The tensors handed in keep their numbers.
#
# ```python
# >>> w = Tensor([2.0], requires_grad=True)
# >>> run_stream(w, Tensor([1.0]), [Tensor([10.0]), Tensor([10.0])])
# Tensor([34.], grad=None)
# >>> w.grad
# array([13.])
# ```
#
# Here the states are 1, 12, 34. Step 1 adds 1 to the gradient and step 2 adds 12: each step's
# gradient is the state it began with.
#
# <details><summary>Hint: RuntimeError: Trying to backward through the graph a second time</summary>
#
# In the second step the pass went on into the first step's graph. After each step make a new leaf
# from the state's numbers. Which call makes a leaf?
# </details>
# <details><summary>Hint: no error any more, but w.grad is too large</summary>
#
# `retain_graph=True` makes the message go away and lets each pass run through all steps before
# it, over and over. That is another gradient, and a graph that grows with every step.
# </details>

# %% exercise="run_stream"
def run_stream(w, state, inputs):
    """Carry a state through the inputs, a backward pass in each step, cut off in between."""
    ### BEGIN SOLUTION
    for value in inputs:
        state = state * w + value
        backward(state.sum(), np.array(1.0))
        state = Tensor(state.data)
    return state
    ### END SOLUTION


# %% check="run_stream"

# %% right="run_stream" by="cutting at the beginning of a step"
def run_stream(w, state, inputs):
    for value in inputs:
        begun_with = Tensor(state.data)
        state = begun_with * w + value
        backward(state.sum(), np.array(1.0))
    return Tensor(state.data)


# %% right="run_stream" by="keeping the numbers only"
def run_stream(w, state, inputs):
    numbers = state.data.copy()
    for value in inputs:
        new = w * Tensor(numbers) + value
        backward(new, np.ones_like(new.data))
        numbers = new.data
    return Tensor(numbers)


# %% wrong="run_stream" name="the state is not cut off"
# "Trying to backward through the graph a second time": the state still carries the graph of the
# step before, which is freed. Begin each step with the state's numbers only.
def run_stream(w, state, inputs):
    for value in inputs:
        state = state * w + value
        backward(state.sum(), np.array(1.0))
    return Tensor(state.data)


# %% wrong="run_stream" name="retain_graph instead of cutting off"
# `w.grad` holds each step's gradient with respect to all steps before it as well: the state was not
# cut off, and with `retain_graph=True`, or in a single pass at the end, no error tells. The graph grows
# without end. Cut the state off after each step.
def run_stream(w, state, inputs):
    for value in inputs:
        state = state * w + value
        backward(state.sum(), np.array(1.0), retain_graph=True)
    return Tensor(state.data)


# %% wrong="run_stream" name="cuts off before the pass"
# The state is cut off before the pass, so the pass ends there at once and nothing reaches `w`:
# its `.grad` stays None. First backward, then cut.
def run_stream(w, state, inputs):
    for value in inputs:
        state = Tensor((state * w + value).data)
        backward(state.sum(), np.array(1.0))
    return state


# %% wrong="run_stream" name="one pass at the end"
# The states are right, and only the last one was sent back, for its own step or through all steps
# at once. Each step has a pass of its own, right after its state is computed.
def run_stream(w, state, inputs):
    for value in inputs:
        state = state * w + value
    if inputs:
        backward(state.sum(), np.array(1.0))
    return Tensor(state.data)


# %% wrong="run_stream" name="writes into the tensor handed in"
# The states are right, but they were written into the tensor that the caller handed in, which is
# another one then in the next call. Make a new leaf: `Tensor(state.data)`.
def run_stream(w, state, inputs):
    for value in inputs:
        new = state * w + value
        backward(new.sum(), np.array(1.0))
        state.data = new.data
    return state


# %% wrong="run_stream" name="adds before it multiplies"
# The new state is `(state + value) * w`. It should be `state * w + value`: first times `w`, then plus
# the value.
def run_stream(w, state, inputs):
    for value in inputs:
        state = (state + value) * w
        backward(state.sum(), np.array(1.0))
        state = Tensor(state.data)
    return state


# %% wrong="run_stream" name="clears w.grad"
# `w.grad` holds less than it should: it was cleared in every step, or set to what one step gave.
# Here the gradients of all steps are meant to add up; clearing is the caller's business.
def run_stream(w, state, inputs):
    for value in inputs:
        w.grad = None
        state = state * w + value
        backward(state.sum(), np.array(1.0))
        state = Tensor(state.data)
    return state


# %% wrong="run_stream" name="clears w.grad at the beginning"
# A second call lost what the first one had added to `w.grad`. Clearing is the caller's business:
# the stream may come in several parts.
def run_stream(w, state, inputs):
    w.grad = None
    for value in inputs:
        state = state * w + value
        backward(state.sum(), np.array(1.0))
        state = Tensor(state.data)
    return state


# %% wrong="run_stream" name="returns after the first step"
# Only the first input was used, and without an input None came back: the function returned in its
# first step. The `return` belongs after the loop.
def run_stream(w, state, inputs):
    for value in inputs:
        state = state * w + value
        backward(state.sum(), np.array(1.0))
        return Tensor(state.data)


# %% wrong="run_stream" name="the bare array comes back"
# What comes back is no tensor: it has no `requires_grad`, and its `.data` is not an array. Wrap the
# last state's numbers in a new `Tensor`.
def run_stream(w, state, inputs):
    for value in inputs:
        state = state * w + value
        backward(state.sum(), np.array(1.0))
        state = Tensor(state.data)
    return state.data


# %% wrong="run_stream" name="the last state still requires a gradient"
# The numbers are right, but the state that you return still requires a gradient. Cut off is a
# constant for whoever goes on computing with it: a new `Tensor` from its numbers, and no more.
def run_stream(w, state, inputs):
    for value in inputs:
        state = Tensor(state.data) * w + value
        backward(state.sum(), np.array(1.0))
    return state


# %% wrong="run_stream" name="starts anew in each step"
# Every step begins with the state that was handed in. The state has to be carried on: cut off is
# its history, not its numbers.
def run_stream(w, state, inputs):
    for value in inputs:
        new = Tensor(state.data) * w + value
        backward(new.sum(), np.array(1.0))
    return Tensor(new.data)


# %% wrong="run_stream" name="the input is not added"
# The new state is `state * w + value`. The value of the step is missing in yours.
def run_stream(w, state, inputs):
    for value in inputs:
        new = state * w
        backward(new.sum(), np.array(1.0))
        state = Tensor(new.data + value.data * 0)
    return state


# %% wrong="run_stream" name="the last step alone"
# The states are right, and only the last one was sent back, for its own step. Each step has a pass
# of its own, right after its state is computed.
def run_stream(w, state, inputs):
    for value in inputs:
        state = Tensor(state.data) * w + value
    if inputs:
        backward(state.sum(), np.array(1.0))
    return Tensor(state.data)


# %% [markdown] card="CountedTensor" level="medium" minutes=15
# A node saves a tensor by reference, not as a copy. So somebody can change the numbers between
# the forward and the backward pass, and the gradient would be wrong without a word. PyTorch
# prevents that with a counter: every in-place edit adds 1 to it.
#
# The counter belongs to the *memory*, not to a name for it: a `detach()`ed tensor has the same
# memory, so an edit through it must count as well. A number cannot be shared, but a list with a
# number in it can. That is what `counter` is: a list of one number.
#
# Finish the class `CountedTensor`; `__init__` is given. The array may have any shape, `()` too:
# - `version`: how many edits there were.
# - `add_(other)` and `mul_(other)`: change the array in place, count, return the tensor itself. An
#   edit that leaves the numbers as they are counts too; one that ends in an error may count or not.
# - `detach()`: a new `CountedTensor`, another object, with the same memory and the same counter.
# - `as_data()`: a new one with the same memory and a counter of its own, which begins at 0.
#   PyTorch's `.data` does this, and so goes behind the counter's back.
#
# ```python
# >>> t = CountedTensor([1.0, 2.0])
# >>> t.detach().mul_(10.0).version
# 1
# >>> t.data, t.version
# (array([10., 20.]), 1)
# ```
#
# <details><summary>Hint: "the array that was handed in: No number of it is right"</summary>
#
# `a = a + b` makes a new array and gives it the old name. `a += b` changes the array that is there.
# </details>
# <details><summary>Hint: AttributeError: 'NoneType' object has no attribute 'mul_'</summary>
#
# `t.add_(1.0).mul_(2.0)` calls `mul_` on what `add_` returned. Return `self`.
# </details>
# <details><summary>Hint: the versions differ after detach</summary>
#
# Hand the list itself to the new tensor, not the number in it and not a copy.
# </details>

# %% exercise="CountedTensor"
class CountedTensor:
    """An array that counts its in-place edits."""

    def __init__(self, data, counter=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.counter = [0] if counter is None else counter

    @property
    def version(self):
        """The number of edits so far."""
        ### BEGIN SOLUTION
        return self.counter[0]
        ### END SOLUTION

    def add_(self, other):
        """Add other in place."""
        ### BEGIN SOLUTION
        self.data += other
        self.counter[0] += 1
        return self
        ### END SOLUTION

    def mul_(self, other):
        """Multiply by other in place."""
        ### BEGIN SOLUTION
        self.data *= other
        self.counter[0] += 1
        return self
        ### END SOLUTION

    def detach(self):
        """The same memory, the same counter."""
        ### BEGIN SOLUTION
        return CountedTensor(self.data, self.counter)
        ### END SOLUTION

    def as_data(self):
        """The same memory, a counter of its own."""
        ### BEGIN SOLUTION
        return CountedTensor(self.data)
        ### END SOLUTION


# %% check="CountedTensor"

# %% right="CountedTensor" by="one method that edits" methods=true
@property
def version(self):
    return self.counter[-1]


def _edit(self, numbers):
    self.data[...] = numbers
    self.counter[0] = self.counter[0] + 1
    return self


def add_(self, other):
    return self._edit(self.data + other)


def mul_(self, other):
    return self._edit(self.data * other)


def detach(self):
    return CountedTensor(self.data, counter=self.counter)


def as_data(self):
    return CountedTensor(self.data, counter=[0])


# %% right="CountedTensor" by="a list that grows"
class CountedTensor:
    def __init__(self, data, edits=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.edits = [] if edits is None else edits

    version = property(lambda self: len(self.edits))

    def add_(self, other):
        np.add(self.data, other, out=self.data)
        self.edits.append("add_")
        return self

    def mul_(self, other):
        np.multiply(self.data, other, out=self.data)
        self.edits.append("mul_")
        return self

    def detach(self):
        twin = CountedTensor(self.data)
        twin.edits = self.edits
        return twin

    def as_data(self):
        return CountedTensor(self.data)


# %% wrong="CountedTensor" name="a new array instead of an edit" methods=true
# The edits made a new array each time, and the memory that others share kept its numbers. In
# place means to change the array that is there, with `+=` for example.
def add_(self, other):
    self.data = self.data + other
    self.counter[0] += 1
    return self


def mul_(self, other):
    self.data = self.data * other
    self.counter[0] += 1
    return self


# %% wrong="CountedTensor" name="mul_ is not counted" methods=true
# `add_` counts and `mul_` does not. Every method that changes the numbers must count: one that
# forgets is enough to let a wrong gradient through.
def mul_(self, other):
    self.data *= other
    return self


# %% wrong="CountedTensor" name="detach begins a new counter" methods=true
# The tensor from `detach()` counts for itself, from 0. It has the same memory, so its edits change
# the numbers of the original, whose version would not tell. Share the counter.
def detach(self):
    return CountedTensor(self.data)


# %% wrong="CountedTensor" name="detach copies the count" methods=true
# After `detach()` both begin at the same number, and then each counts for itself: they have a list
# each. Hand the list itself on, and change the number in it, so that both see every edit.
def detach(self):
    return CountedTensor(self.data, [self.counter[0]])


# %% wrong="CountedTensor" name="detach copies the memory" methods=true
# `detach()` made a copy of the numbers: an edit of one does not show in the other. In PyTorch
# they share the memory; to copy, one writes `detach().clone()`.
def detach(self):
    return CountedTensor(self.data.copy(), self.counter)


# %% wrong="CountedTensor" name="edits return another tensor" methods=true
# `add_` and `mul_` return another tensor with the same memory and the same counter. An edit in
# place returns the tensor that was edited: `return self`.
def add_(self, other):
    self.data += other
    self.counter[0] += 1
    return self.detach()


def mul_(self, other):
    self.data *= other
    self.counter[0] += 1
    return self.detach()


# %% wrong="CountedTensor" name="detach returns the tensor itself" methods=true
# `detach()` returned the tensor itself. It gives a second tensor, which shares the memory and the
# counter: in PyTorch the second has no history, and the first keeps its own.
def detach(self):
    return self


# %% wrong="CountedTensor" name="as_data shares the counter" methods=true
# `as_data()` shares the counter, as `detach()` does. Here it must not: PyTorch's `.data` gives the
# memory with a counter of its own, and that is what makes it dangerous.
def as_data(self):
    return CountedTensor(self.data, self.counter)


# %% wrong="CountedTensor" name="as_data sets the shared counter back" methods=true
# The counter of what `as_data()` gives is not one of its own: what was counted for another tensor is
# lost, or counts here too. Make a new tensor with a new list in each call, which begins at 0.
def as_data(self):
    self.counter[0] = 0
    return CountedTensor(self.data, self.counter)


# %% wrong="CountedTensor" name="only edits that change a number count" methods=true
# An edit that leaves the numbers as they are, such as `mul_(1.0)`, was not counted. The counter does not
# look at numbers: every call counts.
def add_(self, other):
    before = self.data.copy()
    self.data += other
    self.counter[0] += not np.array_equal(before, self.data)
    return self


def mul_(self, other):
    before = self.data.copy()
    self.data *= other
    self.counter[0] += not np.array_equal(before, self.data)
    return self


# %% wrong="CountedTensor" name="edits return nothing" methods=true
# `add_` and `mul_` do their work and return None, so `t.add_(1.0).mul_(2.0)` stops with an
# AttributeError. Return the tensor itself, as PyTorch does.
def add_(self, other):
    self.data += other
    self.counter[0] += 1


def mul_(self, other):
    self.data *= other
    self.counter[0] += 1


# %% wrong="CountedTensor" name="counts only edits that change a number"
# An edit by 0 was not counted. Every call of `add_` and `mul_` counts, whatever it does to the
# numbers: nobody looks at them.
class CountedTensor:
    def __init__(self, data, counter=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.counter = [0] if counter is None else counter
    @property
    def version(self):
        return self.counter[0]
    def add_(self, other):
        if np.any(other):
            self.data[...] += other
            self.counter[0] += 1
        return self
    def mul_(self, other):
        self.data[...] *= other
        self.counter[0] += 1
        return self
    def detach(self):
        return CountedTensor(self.data, self.counter)
    def as_data(self):
        return CountedTensor(self.data)


# %% wrong="CountedTensor" name="as_data copies the memory" methods=true
# `as_data()` made a copy of the numbers: an edit of one does not show in the other. It shares the
# memory; its counter alone is its own.
    def as_data(self):
        return CountedTensor(self.data.copy())


# %% wrong="CountedTensor" name="mul_ counts twice" methods=true
# `mul_` counts twice: does it call `add_`, which counts already? Each edit counts once.
    def mul_(self, other):
        product = self.data * other
        self.data[...] = 0.0
        self.counter[0] += 1
        return self.add_(product)


# %% [markdown] card="save_checked" level="medium" minutes=15
# Now the guard. When a node saves a tensor it writes down the version, and when the rule asks for
# the tensor it compares. If the counter has moved on, the numbers are not those of the forward
# pass any more, and an error is better than a wrong gradient.
#
# Write `save_checked(tensor)` for a `CountedTensor`. It returns a *function* without arguments.
# That function returns the tensor's array if its version is the one at which it was saved. If
# not, it raises a `RuntimeError` with the text `modified(shape, now, then)`, where `now` is the
# version at that moment and `then` the version at which it was saved, as often as it is called.
# What it returns is the array itself: neither saving nor unpacking copies it.
#
# ```python
# >>> t = CountedTensor([1.0, 2.0])
# >>> unpack = save_checked(t)
# >>> unpack()
# array([1., 2.])
# >>> t.mul_(2.0).version
# 1
# >>> unpack()
# Traceback (most recent call last):
#     ...
# RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.DoubleTensor [2]] is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).
# ```
#
# <details><summary>Hint: how does a function return a function?</summary>
#
# Define one inside the other and return its name, without parentheses. The inner function sees
# the variables of the outer one.
# </details>
# <details><summary>Hint: an error although nobody edited since it was saved</summary>
#
# A tensor may have been edited before it was saved; it need not be at version 0. Write the
# version down when you save.
# </details>
# <details><summary>Hint: an edit is not noticed</summary>
#
# The version must be read twice: once when saving, outside the inner function, and once when
# unpacking, inside it.
# </details>

# %% exercise="save_checked"
def save_checked(tensor):
    """A function that gives the tensor's array back, as long as nobody edited it in place."""
    ### BEGIN SOLUTION
    then = tensor.version

    def unpack():
        if tensor.version != then:
            raise RuntimeError(modified(tensor.data.shape, tensor.version, then))
        return tensor.data

    return unpack
    ### END SOLUTION


# %% check="save_checked"

# %% right="save_checked" by="an object that can be called"
def save_checked(tensor):
    class Guard:
        def __init__(self):
            self.array, self.then = tensor.data, tensor.version

        def __call__(self):
            edits = tensor.version - self.then
            if edits > 0:
                raise RuntimeError(modified(self.array.shape, self.then + edits, self.then))
            return self.array

    return Guard()


# %% right="save_checked" by="arguments bound when saving"
def save_checked(tensor):
    twin = tensor.detach()

    def unpack(array=twin.data, then=int(twin.version)):
        now = twin.version
        if now == then:
            return array
        raise RuntimeError(modified(array.shape, now, then))

    return lambda: unpack()


# %% wrong="save_checked" name="no check"
# After an edit your function raises nothing: a gradient would be computed from the wrong numbers,
# and nobody would know. Compare two versions, one read outside the inner function, when the tensor
# is saved, and one read inside it; and `raise` the error, as one that is returned stops nothing.
def save_checked(tensor):
    return lambda: tensor.data


# %% wrong="save_checked" name="a copy instead of a check"
# You saved a copy, so edits do no harm, and no error comes. PyTorch does not copy: the saved
# values of a large network would take twice the memory. Keep the array and check its version.
def save_checked(tensor):
    copied = tensor.data.copy()
    return lambda: copied


# %% wrong="save_checked" name="expects version 0"
# You compare with version 0. A tensor may have been edited before it was saved, and that is no
# fault: what counts is whether its version has changed *since*.
def save_checked(tensor):
    def unpack():
        if tensor.version != 0:
            raise RuntimeError(modified(tensor.data.shape, tensor.version, 0))
        return tensor.data

    return unpack


# %% wrong="save_checked" name="compares the numbers"
# You keep a copy and compare the numbers. That needs the memory and the time that the counter is
# there to save. An edit that happens to leave the numbers alone is one all the same.
def save_checked(tensor):
    then, copied = tensor.version, tensor.data.copy()

    def unpack():
        if not np.array_equal(copied, tensor.data):
            raise RuntimeError(modified(tensor.data.shape, tensor.version, then))
        return tensor.data

    return unpack


# %% wrong="save_checked" name="versions exchanged"
# The error comes when it should, but the two versions in its text are exchanged: "is at version"
# names the present one, "expected version" the one at which the tensor was saved.
def save_checked(tensor):
    then = tensor.version

    def unpack():
        if tensor.version != then:
            raise RuntimeError(modified(tensor.data.shape, then, tensor.version))
        return tensor.data

    return unpack


# %% wrong="save_checked" name="copies when unpacking"
# The check is right, but what comes back is a copy: a change of it does not show in the tensor. A
# rule only reads the numbers; hand out the array itself.
def save_checked(tensor):
    then = tensor.version

    def unpack():
        if tensor.version != then:
            raise RuntimeError(modified(tensor.data.shape, tensor.version, then))
        return tensor.data.copy()

    return unpack


# %% wrong="save_checked" name="raises only once"
# The first call after an edit raises, and the next one gives the edited numbers. They are still not
# those of the forward pass: the version to compare with is written down once, when saving.
def save_checked(tensor):
    then = [tensor.version]

    def unpack():
        if tensor.version != then[0]:
            saved, then[0] = then[0], tensor.version
            raise RuntimeError(modified(tensor.data.shape, tensor.version, saved))
        return tensor.data

    return unpack


# %% wrong="save_checked" name="one version for all that was saved"
# Saved twice, with an edit in between, the first does not raise any more: the version is kept in
# one place for both. Keep it in a variable of `save_checked`, which each call has for itself.
def save_checked(tensor):
    tensor.then = tensor.version

    def unpack():
        if tensor.version != tensor.then:
            raise RuntimeError(modified(tensor.data.shape, tensor.version, tensor.then))
        return tensor.data

    return unpack


# %% wrong="save_checked" name="the tensor comes back"
# What comes back is the tensor, not its array. A rule calculates with arrays: return `tensor.data`.
def save_checked(tensor):
    then = tensor.version

    def unpack():
        if tensor.version != then:
            raise RuntimeError(modified(tensor.data.shape, tensor.version, then))
        return tensor

    return unpack


# %% wrong="save_checked" name="called too early"
# What comes back cannot be called: it is the array. Return the inner function itself, its name
# without parentheses, so that it can be called later.
def save_checked(tensor):
    then = tensor.version

    def unpack():
        if tensor.version != then:
            raise RuntimeError(modified(tensor.data.shape, tensor.version, then))
        return tensor.data

    return unpack()


# %% wrong="save_checked" name="copies and checks"
# The check is right, but what you return is a copy from the time of saving. It shows when somebody
# goes behind the counter's back: PyTorch then hands out the new numbers. Saving must not copy.
def save_checked(tensor):
    then, copied = tensor.version, tensor.data.copy()

    def unpack():
        if tensor.version != then:
            raise RuntimeError(modified(copied.shape, tensor.version, then))
        return copied

    return unpack


# %% [markdown]
# ## What you built
#
# - A node saves what its rule needs, and lets go of it when the rule has run. A second pass fails
#   exactly where something is missing.
# - `retain_graph=True` keeps the values for one more pass. A sum of losses, or a state that is cut
#   off, often makes it unnecessary.
# - A counter beside the memory tells whether saved numbers are still those of the forward pass.
#   `detach` shares it, `.data` goes behind its back.
