# %% [markdown]
# # Assignment 02: nodes, edges, leaves
#
# In the lesson you read a graph that PyTorch had recorded. Here you write the recorder: it makes a
# node for each operation, with the names that PyTorch uses, and then functions that walk through
# what was recorded, all in plain NumPy. At the end the pictures of the lesson can draw your own
# graph.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# Nothing here is PyTorch, but every function does what PyTorch does, and the checks compare it
# with an engine that behaves like PyTorch on inputs drawn for you. `record` uses your `edge`, and
# all that follow use your `record`, so begin with these two.

# %% given="engine"
import numpy as np


class Node:
    """A recorded operation, or the end of the way at a leaf.

    name()          such as "MulBackward0", or "AccumulateGrad" at a leaf
    next_functions  a tuple with a pair (node, 0) for each input, in the order of the inputs;
                    (None, 0) for an input that needs no way back
    variable        for an AccumulateGrad the leaf, otherwise None
    """

    def __init__(self, name, next_functions=(), variable=None):
        self._name = name
        self.next_functions = tuple(next_functions)
        self.variable = variable

    def name(self):
        return self._name

    def __repr__(self):
        return f"<{self._name}>"


class Tensor:
    """An array with the notes that a graph is made of.

    data           a float64 array
    requires_grad  whether a gradient is wanted for it, or for something it was computed from
    grad_fn        the node of the operation that made it; None for a leaf
    accumulator    None at first; a place to keep the AccumulateGrad node of this leaf
    """

    def __init__(self, data, requires_grad=False, grad_fn=None):
        self.data = np.array(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.grad_fn = grad_fn
        self.accumulator = None

    def __add__(self, other):
        return arithmetic("+", self, other)

    def __sub__(self, other):
        return arithmetic("-", self, other)

    def __mul__(self, other):
        return arithmetic("*", self, other)

    def __truediv__(self, other):
        return arithmetic("/", self, other)

    def __radd__(self, number):
        return number_first("+", number, self)

    def __rsub__(self, number):
        return number_first("-", number, self)

    def __rmul__(self, number):
        return number_first("*", number, self)

    def __rtruediv__(self, number):
        return number_first("/", number, self)

    def __pow__(self, exponent):
        return power(self, exponent)

    def __rpow__(self, base):
        return power(base, self)

    def mean(self):
        return mean(self)

    def __repr__(self):
        note = ", requires_grad=True" if self.requires_grad else ""
        if self.grad_fn is not None:
            note = f", grad_fn={self.grad_fn}"
        return f"Tensor({self.data}{note})"


# Small helpers, for the examples on the cards and for the checks.


def kind(node):
    """The name of a node; None for None."""
    return None if node is None else node.name()


def names_before(node):
    """The names of the nodes that a node refers to; None for None."""
    return None if node is None else [kind(before) for before, _ in node.next_functions]


def kinds(tensor):
    """The names of the nodes that the tensor's maker refers to; None if it has no maker."""
    return names_before(tensor.grad_fn)


def same(first, second):
    return first is second


def is_list(value):
    return isinstance(value, list)


def has_variable(node):
    return node.variable is not None


def kept(tensor):
    """The name of the node that is kept on a tensor as that of a leaf; None without one."""
    return kind(tensor.accumulator)


def end_node(tensor):
    return tensor.accumulator if tensor.grad_fn is None else tensor.grad_fn


def name_in(table, item):
    """The name that goes with an item in a list of pairs (name, item); else the item's type."""
    other = type(item).__name__
    return next((name for name, known in table if known is item and item is not None), other)


def names_of_nodes(found, named):
    """For each node found the name of its tensor, from a list of pairs (name, tensor); sorted."""
    table = [(name, end_node(tensor)) for name, tensor in named]
    return sorted(name_in(table, node) for node in found)


def names_of_leaves(found, named):
    """For each tensor found its name, sorted."""
    return sorted(name_in(named, tensor) for tensor in found)


def names_of_arrows(found, named):
    """For each pair of nodes found the names of the two, sorted."""
    table = [(name, end_node(tensor)) for name, tensor in named]
    return sorted(f"{name_in(table, a)} to {name_in(table, b)}" for a, b in found)


# %% [markdown] card="edge" level="medium" minutes=15
# A node refers to its inputs by pairs `(node, 0)`. Which node that is depends on the input.
#
# Write `edge(item)`. It returns a pair:
#
# | `item` | pair |
# |---|---|
# | a tensor that was recorded | its `grad_fn`, 0 |
# | a leaf that requires a gradient | its `AccumulateGrad` node, 0 |
# | a leaf that does not require a gradient, or no longer does | None, 0 |
# | a plain number | None, 0 |
#
# A leaf has *one* `AccumulateGrad` node, however often it is used, also if its flag is switched off
# and on again in between. Make it when it is asked for the first time, with
# `Node("AccumulateGrad", variable=...)`, where the variable is the leaf, and keep it in
# `item.accumulator`. It refers to no other node, and the leaf's `grad_fn` stays None: nothing
# computed it.
#
# ```python
# >>> w = Tensor([1.0, 2.0], requires_grad=True)
# >>> edge(w)
# (<AccumulateGrad>, 0)
# >>> edge(w)[0] is edge(w)[0], edge(w)[0].variable is w
# (True, True)
# >>> edge(Tensor([5.0])), edge(2.0)
# ((None, 0), (None, 0))
# >>> w.requires_grad = False
# >>> edge(w)
# (None, 0)
# ```
#
# <details><summary>Hint: AttributeError: 'float' object has no attribute 'requires_grad'</summary>
#
# The item was a plain number. Ask with `isinstance(item, Tensor)` first.
# </details>
# <details><summary>Hint: "asked twice, the same node: It is False, expected True"</summary>
#
# You make a new node in each call. Make one only if `item.accumulator` is still None.
# </details>

# %% exercise="edge"
def edge(item):
    """The pair by which a node refers to an input."""
    ### BEGIN SOLUTION
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if item.accumulator is None:
        item.accumulator = Node("AccumulateGrad", variable=item)
    return (item.accumulator, 0)
    ### END SOLUTION


# %% check="edge"

# %% right="edge" by="one expression for the node"
def edge(item):
    if getattr(item, "requires_grad", False):
        item.accumulator = item.accumulator or Node("AccumulateGrad", (), item)
        return item.grad_fn or item.accumulator, 0
    return None, 0


# %% right="edge" by="a table of its own"
ends = []


def edge(item):
    node = None
    if isinstance(item, Tensor) and item.requires_grad:
        node = item.grad_fn
        if node is None:
            for end in ends:
                if end.variable is item:
                    node = end
            if node is None:
                node = Node("AccumulateGrad", variable=item)
                ends.append(node)
                item.accumulator = node
    return (node, 0)


# %% wrong="edge" name="a new node in every call"
# Every call makes another AccumulateGrad node for the same leaf. Then a leaf that is used twice
# looks like two leaves. Keep the node in `item.accumulator` and give it back the next time.
def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    item.accumulator = Node("AccumulateGrad", variable=item)
    return (item.accumulator, 0)


# %% wrong="edge" name="leaves have no node"
# For a leaf that requires a gradient you answer None. Its `grad_fn` is None indeed, but the way
# back must end somewhere: at its AccumulateGrad node.
def edge(item):
    if not isinstance(item, Tensor):
        return (None, 0)
    return (item.grad_fn, 0)


# %% wrong="edge" name="constants get a node"
# A tensor without the flag got an AccumulateGrad node. No gradient is wanted for it, so there is
# no way back to it: None.
def edge(item):
    if not isinstance(item, Tensor):
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if item.accumulator is None:
        item.accumulator = Node("AccumulateGrad", variable=item)
    return (item.accumulator, 0)


# %% wrong="edge" name="every tensor treated as a leaf"
# A recorded tensor got an AccumulateGrad node. Gradients do not stop there: they go on through the
# node that made it, its `grad_fn`.
def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.accumulator is None:
        item.accumulator = Node("AccumulateGrad", variable=item)
    return (item.accumulator, 0)


# %% wrong="edge" name="the node does not know its leaf"
# The AccumulateGrad node has no `variable`. When a gradient arrives there, it would not know where
# to add it. Hand the leaf over when you make the node.
def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if item.accumulator is None:
        item.accumulator = Node("AccumulateGrad")
    return (item.accumulator, 0)


# %% wrong="edge" name="forgets plain numbers"
# With tensors it works, but a plain number has no `requires_grad`. In `x * 2.0` the second input
# is the float 2.0; its pair is `(None, 0)`.
def edge(item):
    if not item.requires_grad:
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if item.accumulator is None:
        item.accumulator = Node("AccumulateGrad", variable=item)
    return (item.accumulator, 0)


# %% wrong="edge" name="no pair for constants"
# For a constant you answer None instead of a pair. Whoever reads `next_functions` takes every entry
# apart; the pair of a constant is `(None, 0)`.
def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return None
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if item.accumulator is None:
        item.accumulator = Node("AccumulateGrad", variable=item)
    return (item.accumulator, 0)


# %% wrong="edge" name="one node for all leaves"
# Two leaves have the same AccumulateGrad node. Each leaf needs one of its own, which knows where to
# add the gradient.
ends = {}


def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    numbers = item.data.tobytes()
    if numbers not in ends:
        ends[numbers] = Node("AccumulateGrad", variable=item)
    item.accumulator = ends[numbers]
    item.accumulator.variable = item
    return (item.accumulator, 0)


# %% wrong="edge" name="the leaf gets a grad_fn"
# The leaf has a `grad_fn` after your function has run. Then it no longer looks like a leaf, as if
# something had computed it. The place of its AccumulateGrad node is `item.accumulator`.
def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.grad_fn is None:
        item.grad_fn = Node("AccumulateGrad", variable=item)
    item.accumulator = item.grad_fn
    return (item.grad_fn, 0)


# %% wrong="edge" name="a way on behind the leaf"
# Your AccumulateGrad node refers to a further node or None. The way back ends there: its
# `next_functions` stays empty.
def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if item.accumulator is None:
        item.accumulator = Node("AccumulateGrad", [(None, 0)], variable=item)
    return (item.accumulator, 0)


# %% wrong="edge" name="kept in another place"
# The node is right, but it is not in the leaf's `accumulator`. Others look for it there; and a table
# of your own keeps every leaf alive that was ever used.
table = {}


def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if id(item) not in table:
        table[id(item)] = Node("AccumulateGrad", variable=item)
    return (table[id(item)], 0)


# %% wrong="edge" name="the flag is not asked again"
# A leaf that was used and then switched off still gets its AccumulateGrad node: your function
# finds it in `item.accumulator` and does not ask for the flag. Ask for `requires_grad` first, each
# time.
def edge(item):
    if not isinstance(item, Tensor):
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if item.accumulator is None and item.requires_grad:
        item.accumulator = Node("AccumulateGrad", variable=item)
    return (item.accumulator, 0)


# %% wrong="edge" name="the new node is not kept"
# Your function makes an AccumulateGrad node and hands it out, and `item.accumulator` stays None.
# So the next call makes another one. Put the new node there before you return it.
def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    if item.grad_fn is not None:
        return (item.grad_fn, 0)
    if item.accumulator is not None:
        return (item.accumulator, 0)
    return (Node("AccumulateGrad", variable=item), 0)


# %% wrong="edge" name="the leaf in the place of its node"
# Your pair holds the tensor itself. A pair refers to a *node*: for a leaf that requires a gradient
# that is its `AccumulateGrad` node, for a recorded tensor its `grad_fn`.
def edge(item):
    if not isinstance(item, Tensor) or not item.requires_grad:
        return (None, 0)
    return (item, 0)


# %% [markdown] card="record" level="medium" minutes=10
# The core of every recording engine: an operation has been computed; now its result is to become a
# tensor that remembers.
#
# Write `record(data, name, inputs)`. `data` is the computed array, `name` the name of the node,
# `inputs` the list of the operation's inputs, tensors and plain numbers. If at least one input
# requires a gradient, return a tensor that requires one too and whose `grad_fn` is a `Node` of
# that name, with one pair for **each** input, in their order. Otherwise return a plain tensor: no
# flag, no node. `edge` gives the pairs, and the list stays as it is.
#
# ```python
# >>> x, w = Tensor([5.0, 6.0]), Tensor([1.0, 2.0], requires_grad=True)
# >>> y = record(x.data * w.data, "MulBackward0", [x, w])
# >>> y
# Tensor([ 5. 12.], grad_fn=<MulBackward0>)
# >>> y.requires_grad, y.grad_fn.next_functions
# (True, ((None, 0), (<AccumulateGrad>, 0)))
# >>> record(x.data * 3.0, "MulBackward0", [x, 3.0])
# Tensor([15. 18.])
# ```
#
# <details><summary>Hint: how do I know whether to record?</summary>
#
# The edges tell: an input that requires a gradient has a node in its pair, the others None.
# </details>
# <details><summary>Hint: AttributeError: 'Tensor' object has no attribute 'name'</summary>
#
# `next_functions` holds nodes, not tensors. Put `edge(item)` there for each input.
# </details>

# %% exercise="record"
def record(data, name, inputs):
    """The tensor of an operation's result, with its node if a gradient is wanted."""
    ### BEGIN SOLUTION
    edges = [edge(item) for item in inputs]
    if all(node is None for node, _ in edges):
        return Tensor(data)
    return Tensor(data, requires_grad=True, grad_fn=Node(name, edges))
    ### END SOLUTION


# %% check="record"

# %% right="record" by="asking for the flags"
def record(data, name, inputs):
    result = Tensor(data)
    for item in inputs:
        if isinstance(item, Tensor) and item.requires_grad:
            result.requires_grad = True
    if result.requires_grad:
        result.grad_fn = Node(name, tuple(map(edge, inputs)))
    return result


# %% right="record" by="building the pairs one by one"
def record(data, name, inputs):
    pairs, wanted = (), False
    for item in inputs:
        pair = edge(item)
        wanted = wanted or pair != (None, 0)
        pairs += (pair,)
    return Tensor(data, wanted, Node(name, pairs) if wanted else None)


# %% wrong="record" name="records constants too"
# A result of constants alone got the flag and a node. Nothing in it can move, so there is nothing
# to record. Check whether any input requires a gradient.
def record(data, name, inputs):
    return Tensor(data, requires_grad=True, grad_fn=Node(name, [edge(item) for item in inputs]))


# %% wrong="record" name="leaves constants out"
# Inputs without a way back are missing from `next_functions`. Their places are needed: the rule
# of a node gives one gradient per input, and the first one must find the first input. Keep
# `(None, 0)` there.
def record(data, name, inputs):
    edges = [edge(item) for item in inputs]
    edges = [pair for pair in edges if pair[0] is not None]
    if not edges:
        return Tensor(data)
    return Tensor(data, requires_grad=True, grad_fn=Node(name, edges))


# %% wrong="record" name="inputs in reverse order"
# The pairs are in reverse order. Whoever divides must know which input is the numerator: keep the
# order of `inputs`.
def record(data, name, inputs):
    edges = [edge(item) for item in reversed(inputs)]
    if all(node is None for node, _ in edges):
        return Tensor(data)
    return Tensor(data, requires_grad=True, grad_fn=Node(name, edges))


# %% wrong="record" name="a repeated input only once"
# In `x * x` one input is used twice, and your node refers to it once. Each use has its own effect
# on the result and its own gradient, so each has a pair.
def record(data, name, inputs):
    edges = list(dict.fromkeys(edge(item) for item in inputs))
    if all(node is None for node, _ in edges):
        return Tensor(data)
    return Tensor(data, requires_grad=True, grad_fn=Node(name, edges))


# %% wrong="record" name="the node without the flag"
# The result has a node, but does not require a gradient. The next operation looks at the flag and
# records nothing, so the chain breaks after one step. Set both.
def record(data, name, inputs):
    edges = [edge(item) for item in inputs]
    if all(node is None for node, _ in edges):
        return Tensor(data)
    return Tensor(data, grad_fn=Node(name, edges))


# %% wrong="record" name="the flag without the node"
# The result requires a gradient, but nothing hangs on it: `grad_fn` is None. It would pass for a
# leaf. Make a `Node` with the name and the pairs.
def record(data, name, inputs):
    edges = [edge(item) for item in inputs]
    return Tensor(data, requires_grad=any(node is not None for node, _ in edges))


# %% wrong="record" name="all inputs must require it"
# A result of a weight and a constant was not recorded. One input that requires a gradient is
# enough.
def record(data, name, inputs):
    edges = [edge(item) for item in inputs]
    if any(node is None for node, _ in edges):
        return Tensor(data)
    return Tensor(data, requires_grad=True, grad_fn=Node(name, edges))


# %% wrong="record" name="numbers the inputs"
# The second entry of your pairs is the place of the input. It stays 0: it tells which *output* of
# the other operation is meant, and here every operation has one. Take the pair as `edge` gives it.
def record(data, name, inputs):
    edges = [(edge(item)[0], place) for place, item in enumerate(inputs)]
    if all(node is None for node, _ in edges):
        return Tensor(data)
    return Tensor(data, requires_grad=True, grad_fn=Node(name, edges))


# %% wrong="record" name="the first two inputs only"
# Your node has a pair for two inputs. An operation may have more; every input has one.
def record(data, name, inputs):
    edges = [edge(item) for item in inputs[:2]]
    if all(node is None for node, _ in edges):
        return Tensor(data)
    return Tensor(data, requires_grad=True, grad_fn=Node(name, edges))


# %% wrong="record" name="grad_fn in place of edge"
# A leaf that requires a gradient has None in its pair: a leaf has no `grad_fn`, and so the way
# back to it is lost. `edge(item)` gives the right pair for every kind of input.
def record(data, name, inputs):
    if not any(isinstance(item, Tensor) and item.requires_grad for item in inputs):
        return Tensor(data)
    pairs = [(item.grad_fn if isinstance(item, Tensor) else None, 0) for item in inputs]
    return Tensor(data, requires_grad=True, grad_fn=Node(name, pairs))


# %% wrong="record" name="a node without the flag"
# A result of constants alone does not require a gradient, and yet it has a node. Nothing will ever
# come back through it, and it keeps memory: such a result is a plain tensor, without `grad_fn`.
def record(data, name, inputs):
    edges = [edge(item) for item in inputs]
    wanted = any(node is not None for node, _ in edges)
    return Tensor(data, requires_grad=wanted, grad_fn=Node(name, edges))


# %% [markdown] card="arithmetic" level="easy" minutes=10
# Now the operations. Write `arithmetic(sign, left, right)`. `sign` is one of `"+"`, `"-"`, `"*"`,
# `"/"`; `left` is a tensor, `right` a tensor or a plain number, of any shapes that NumPy takes
# together. Compute the result and record it under PyTorch's name: `AddBackward0`, `SubBackward0`,
# `MulBackward0`, `DivBackward0`. Both inputs get a pair, also a plain number.
#
# The operators of `Tensor` call this function, so that `x * w + b` works when it does.
#
# ```python
# >>> x, w = Tensor([6.0, 8.0]), Tensor([3.0, 2.0], requires_grad=True)
# >>> arithmetic("-", x, w)
# Tensor([3. 6.], grad_fn=<SubBackward0>)
# >>> kinds(x * w + 1.0)
# ['MulBackward0', None]
# ```
#
# <details><summary>Hint: AttributeError: 'float' object has no attribute 'data'</summary>
#
# `right` may be a plain number. Use its `.data` only if it is a `Tensor`.
# </details>
# <details><summary>Hint: how do I get from the sign to the operation without four ifs?</summary>
#
# A dict from the sign to a pair of a function and a name, for example `np.add` and
# `"AddBackward0"`.
# </details>

# %% exercise="arithmetic"
def arithmetic(sign, left, right):
    """left + right, left - right, left * right or left / right, recorded."""
    ### BEGIN SOLUTION
    operations = {
        "+": (np.add, "AddBackward0"),
        "-": (np.subtract, "SubBackward0"),
        "*": (np.multiply, "MulBackward0"),
        "/": (np.divide, "DivBackward0"),
    }
    function, name = operations[sign]
    other = right.data if isinstance(right, Tensor) else right
    return record(function(left.data, other), name, [left, right])
    ### END SOLUTION


# %% check="arithmetic"

# %% right="arithmetic" by="four branches"
def arithmetic(sign, left, right):
    b = getattr(right, "data", right) if isinstance(right, Tensor) else right
    if sign == "+":
        return record(left.data + b, "AddBackward0", [left, right])
    if sign == "-":
        return record(left.data - b, "SubBackward0", [left, right])
    if sign == "*":
        return record(left.data * b, "MulBackward0", [left, right])
    return record(left.data / b, "DivBackward0", [left, right])


# %% right="arithmetic" by="match, and a constant made of the number"
def arithmetic(sign, left, right):
    if not isinstance(right, Tensor):
        right = Tensor(right)
    match sign:
        case "+":
            short, data = "Add", left.data + right.data
        case "-":
            short, data = "Sub", left.data + -1.0 * right.data
        case "*":
            short, data = "Mul", left.data * right.data
        case "/":
            short, data = "Div", left.data / right.data
    return record(data, f"{short}Backward0", (left, right))


# %% wrong="arithmetic" name="a difference recorded as a sum"
# `left - right` was computed rightly but recorded as `AddBackward0`. An addition hands the same
# gradient to both inputs, a subtraction turns the sign for the second. It needs a node of its own.
def arithmetic(sign, left, right):
    other = right.data if isinstance(right, Tensor) else right
    if sign == "-":
        return record(left.data - other, "AddBackward0", [left, right])
    function = {"+": np.add, "*": np.multiply, "/": np.divide}[sign]
    name = {"+": "Add", "*": "Mul", "/": "Div"}[sign]
    return record(function(left.data, other), f"{name}Backward0", [left, right])


# %% wrong="arithmetic" name="a quotient recorded as a product"
# `left / right` was computed rightly but recorded as `MulBackward0`. The rules differ: the gradient
# for the denominator has the square of the denominator below the line.
def arithmetic(sign, left, right):
    other = right.data if isinstance(right, Tensor) else right
    if sign == "/":
        return record(left.data / other, "MulBackward0", [left, right])
    function = {"+": np.add, "*": np.multiply, "-": np.subtract}[sign]
    name = {"+": "Add", "*": "Mul", "-": "Sub"}[sign]
    return record(function(left.data, other), f"{name}Backward0", [left, right])


# %% wrong="arithmetic" name="left and right swapped"
# Differences and quotients come out the wrong way round. `-` and `/` care about the order, and so
# does the list of inputs: left first.
def arithmetic(sign, left, right):
    other = right.data if isinstance(right, Tensor) else right
    function = {"+": np.add, "*": np.multiply, "-": np.subtract, "/": np.divide}[sign]
    name = {"+": "Add", "*": "Mul", "-": "Sub", "/": "Div"}[sign]
    return record(function(other, left.data), f"{name}Backward0", [right, left])


# %% wrong="arithmetic" name="only tensors are recorded as inputs"
# A plain number has no pair in your nodes. PyTorch keeps its place with `(None, 0)`. Hand both
# inputs to `record`, whatever they are.
def arithmetic(sign, left, right):
    inputs = [item for item in (left, right) if isinstance(item, Tensor)]
    other = right.data if isinstance(right, Tensor) else right
    function = {"+": np.add, "*": np.multiply, "-": np.subtract, "/": np.divide}[sign]
    name = {"+": "Add", "*": "Mul", "-": "Sub", "/": "Div"}[sign]
    return record(function(left.data, other), f"{name}Backward0", inputs)


# %% wrong="arithmetic" name="names written out"
# The numbers are right, the names are not PyTorch's. It abbreviates to three letters: Add, Sub,
# Mul, Div, then `Backward0`.
def arithmetic(sign, left, right):
    other = right.data if isinstance(right, Tensor) else right
    function = {"+": np.add, "*": np.multiply, "-": np.subtract, "/": np.divide}[sign]
    name = function.__name__.title() + "Backward0"
    return record(function(left.data, other), name, [left, right])


# %% wrong="arithmetic" name="records the arrays instead of the tensors"
# Nothing was recorded: the list of inputs holds arrays, and an array has no flag. Compute with the
# arrays, and record the tensors.
def arithmetic(sign, left, right):
    other = right.data if isinstance(right, Tensor) else right
    function = {"+": np.add, "*": np.multiply, "-": np.subtract, "/": np.divide}[sign]
    name = {"+": "Add", "*": "Mul", "-": "Sub", "/": "Div"}[sign]
    return record(function(left.data, other), f"{name}Backward0", [left.data, other])


# %% wrong="arithmetic" name="everything recorded as a sum"
# Every operation was recorded as `AddBackward0`. The name tells which rule the way back must use:
# each sign has its own.
def arithmetic(sign, left, right):
    other = right.data if isinstance(right, Tensor) else right
    function = {"+": np.add, "*": np.multiply, "-": np.subtract, "/": np.divide}[sign]
    return record(function(left.data, other), "AddBackward0", [left, right])


# %% wrong="arithmetic" name="the number requires a gradient"
# A plain number became a tensor that requires a gradient. A number in the program is a constant:
# its pair is `(None, 0)`.
def arithmetic(sign, left, right):
    if not isinstance(right, Tensor):
        right = Tensor(right, requires_grad=True)
    function = {"+": np.add, "*": np.multiply, "-": np.subtract, "/": np.divide}[sign]
    name = {"+": "Add", "*": "Mul", "-": "Sub", "/": "Div"}[sign]
    return record(function(left.data, right.data), f"{name}Backward0", [left, right])


# %% wrong="arithmetic" name="inputs recorded in reverse"
# The numbers are right, and the pairs are in reverse order: left first, then right.
def arithmetic(sign, left, right):
    other = right.data if isinstance(right, Tensor) else right
    function = {"+": np.add, "*": np.multiply, "-": np.subtract, "/": np.divide}[sign]
    name = {"+": "Add", "*": "Mul", "-": "Sub", "/": "Div"}[sign]
    return record(function(left.data, other), f"{name}Backward0", [right, left])


# %% wrong="arithmetic" name="a loop along the first axis"
# Your loop takes the inputs apart along their first axis and pairs what it finds. NumPy's
# operators take the two arrays as they are, of shape `()` too, and fit shapes such as `(2, 3)` and
# `(3,)` together: no loop is needed.
def arithmetic(sign, left, right):
    function, name = {
        "+": (np.add, "AddBackward0"),
        "-": (np.subtract, "SubBackward0"),
        "*": (np.multiply, "MulBackward0"),
        "/": (np.divide, "DivBackward0"),
    }[sign]
    if isinstance(right, Tensor):
        data = [function(a, b) for a, b in zip(left.data, right.data)]
    else:
        data = [function(a, right) for a in left.data]
    return record(np.array(data), name, [left, right])


# %% [markdown] card="number_first" level="medium" minutes=15
# In `2 * x` the number stands first. Python asks the number, it does not know tensors, and then
# asks `x` for `__rmul__`. What PyTorch records there is not always what one expects:
#
# | program | nodes |
# |---|---|
# | `n + x` | `AddBackward0`, its inputs `x` and the number, in this order |
# | `n * x` | `MulBackward0`, its inputs `x` and the number, in this order |
# | `n - x` | `RsubBackward1`, its only input `x` |
# | `n / x` | two: `ReciprocalBackward0`, its only input `x`; on it `MulBackward0` with the number |
#
# Write `number_first(sign, number, tensor)` for the four signs. The data may be computed in any way
# that gives the right numbers up to rounding: `n / x` and `n * (1 / x)` are both right.
#
# ```python
# >>> x = Tensor([2.0, 4.0], requires_grad=True)
# >>> 1 - x, kinds(1 - x)
# (Tensor([-1. -3.], grad_fn=<RsubBackward1>), ['AccumulateGrad'])
# >>> 8 / x, kinds(8 / x)
# (Tensor([4. 2.], grad_fn=<MulBackward0>), ['ReciprocalBackward0', None])
# ```
#
# <details><summary>Hint: how can one operation leave two nodes?</summary>
#
# Record twice. The result of the first `record` is a tensor, and it is an input of the second.
# </details>
# <details><summary>Hint: RecursionError: maximum recursion depth exceeded</summary>
#
# `number - tensor` in your function calls `__rsub__`, and that calls your function. Compute with
# `tensor.data`.
# </details>

# %% exercise="number_first"
def number_first(sign, number, tensor):
    """number + tensor, number - tensor, number * tensor or number / tensor, recorded."""
    ### BEGIN SOLUTION
    if sign == "+":
        return record(number + tensor.data, "AddBackward0", [tensor, number])
    if sign == "*":
        return record(number * tensor.data, "MulBackward0", [tensor, number])
    if sign == "-":
        return record(number - tensor.data, "RsubBackward1", [tensor])
    inverse = record(1.0 / tensor.data, "ReciprocalBackward0", [tensor])
    return record(number * inverse.data, "MulBackward0", [inverse, number])
    ### END SOLUTION


# %% check="number_first"

# %% right="number_first" by="a table"
def number_first(sign, number, tensor):
    if sign == "/":
        tensor = record(np.reciprocal(tensor.data), "ReciprocalBackward0", [tensor])
        sign = "*"
    function, name, inputs = {
        "+": (np.add, "AddBackward0", [tensor, number]),
        "-": (np.subtract, "RsubBackward1", [tensor]),
        "*": (np.multiply, "MulBackward0", [tensor, number]),
    }[sign]
    return record(function(number, tensor.data), name, inputs)


# %% right="number_first" by="a constant tensor for the number"
def number_first(sign, number, tensor):
    constant = Tensor(number)
    if sign in "+*":
        data = constant.data + tensor.data if sign == "+" else constant.data * tensor.data
        return record(data, {"+": "Add", "*": "Mul"}[sign] + "Backward0", [tensor, constant])
    if sign == "-":
        return record(-(tensor.data - number), "RsubBackward1", (tensor,))
    return number_first("*", number, record(tensor.data**-1.0, "ReciprocalBackward0", [tensor]))


# %% wrong="number_first" name="order of the operands forgotten"
# `n - x` came out as `x - n`, and `n / x` as `x / n`. That the method begins with an r means that
# the tensor stood on the right.
def number_first(sign, number, tensor):
    if sign == "+":
        return record(tensor.data + number, "AddBackward0", [tensor, number])
    if sign == "*":
        return record(tensor.data * number, "MulBackward0", [tensor, number])
    if sign == "-":
        return record(tensor.data - number, "RsubBackward1", [tensor])
    inverse = record(tensor.data, "ReciprocalBackward0", [tensor])
    return record(inverse.data / number, "MulBackward0", [inverse, number])


# %% wrong="number_first" name="an ordinary subtraction"
# `n - x` was recorded as a subtraction with two inputs. PyTorch has an operation of its own for a
# number minus a tensor, `RsubBackward1`, with the tensor as its only input.
def number_first(sign, number, tensor):
    if sign == "+":
        return record(number + tensor.data, "AddBackward0", [tensor, number])
    if sign == "*":
        return record(number * tensor.data, "MulBackward0", [tensor, number])
    if sign == "-":
        return record(number - tensor.data, "SubBackward0", [number, tensor])
    inverse = record(1.0 / tensor.data, "ReciprocalBackward0", [tensor])
    return record(number * inverse.data, "MulBackward0", [inverse, number])


# %% wrong="number_first" name="an ordinary division"
# `n / x` was recorded as a division. PyTorch takes the reciprocal of the tensor and multiplies it:
# two nodes, `ReciprocalBackward0` and on it `MulBackward0`.
def number_first(sign, number, tensor):
    if sign == "+":
        return record(number + tensor.data, "AddBackward0", [tensor, number])
    if sign == "*":
        return record(number * tensor.data, "MulBackward0", [tensor, number])
    if sign == "-":
        return record(number - tensor.data, "RsubBackward1", [tensor])
    return record(number / tensor.data, "DivBackward0", [number, tensor])


# %% wrong="number_first" name="the reciprocal is skipped"
# `n / x` ends in a multiplication, as it should, but that node refers to `x` itself. Its input is
# the reciprocal, which has a node of its own: the result of the first `record` is an input of the
# second.
def number_first(sign, number, tensor):
    if sign == "+":
        return record(number + tensor.data, "AddBackward0", [tensor, number])
    if sign == "*":
        return record(number * tensor.data, "MulBackward0", [tensor, number])
    if sign == "-":
        return record(number - tensor.data, "RsubBackward1", [tensor])
    return record(number / tensor.data, "MulBackward0", [tensor, number])


# %% wrong="number_first" name="the number as first input"
# In `n + x` and `n * x` your nodes name the number first. PyTorch turns these two round, as their
# order does not matter: first the tensor, then the number.
def number_first(sign, number, tensor):
    if sign == "+":
        return record(number + tensor.data, "AddBackward0", [number, tensor])
    if sign == "*":
        return record(number * tensor.data, "MulBackward0", [number, tensor])
    if sign == "-":
        return record(number - tensor.data, "RsubBackward1", [tensor])
    inverse = record(1.0 / tensor.data, "ReciprocalBackward0", [tensor])
    return record(number * inverse.data, "MulBackward0", [inverse, number])


# %% wrong="number_first" name="Rsub with the wrong digit"
# The node of `n - x` is called `RsubBackward0` in your answer. The digit tells the version of the
# operation; the one for a plain number is 1.
def number_first(sign, number, tensor):
    if sign == "+":
        return record(number + tensor.data, "AddBackward0", [tensor, number])
    if sign == "*":
        return record(number * tensor.data, "MulBackward0", [tensor, number])
    if sign == "-":
        return record(number - tensor.data, "RsubBackward0", [tensor])
    inverse = record(1.0 / tensor.data, "ReciprocalBackward0", [tensor])
    return record(number * inverse.data, "MulBackward0", [inverse, number])


# %% wrong="number_first" name="two inputs for the reciprocal"
# The node `ReciprocalBackward0` has another list of inputs than it should. Its only input is the
# tensor; the number belongs to the multiplication that follows.
def number_first(sign, number, tensor):
    if sign == "+":
        return record(number + tensor.data, "AddBackward0", [tensor, number])
    if sign == "*":
        return record(number * tensor.data, "MulBackward0", [tensor, number])
    if sign == "-":
        return record(number - tensor.data, "RsubBackward1", [tensor])
    inverse = record(1.0 / tensor.data, "ReciprocalBackward0", [number, tensor])
    return record(number * inverse.data, "MulBackward0", [inverse, number])


# %% wrong="number_first" name="a pair for the number in n - x"
# In `n - x` the number got a pair. `RsubBackward1` has the tensor as its only input; the number is
# a setting of the operation.
def number_first(sign, number, tensor):
    if sign == "+":
        return record(number + tensor.data, "AddBackward0", [tensor, number])
    if sign == "*":
        return record(number * tensor.data, "MulBackward0", [tensor, number])
    if sign == "-":
        return record(number - tensor.data, "RsubBackward1", [tensor, number])
    inverse = record(1.0 / tensor.data, "ReciprocalBackward0", [tensor])
    return record(number * inverse.data, "MulBackward0", [inverse, number])


# %% wrong="number_first" name="n - x as a product and a sum"
# `n - x` was recorded as `-1 * x + n`, a sum whose input is a product. The numbers are right, but
# PyTorch leaves a single node, `RsubBackward1`.
def number_first(sign, number, tensor):
    if sign == "-":
        return tensor * -1.0 + number
    if sign == "/":
        return record(1.0 / tensor.data, "ReciprocalBackward0", [tensor]) * number
    return arithmetic(sign, tensor, number)


# %% wrong="number_first" name="computes into the tensor's array"
# The result of `n - x` was written into `tensor.data` itself, so `x` has other numbers afterwards.
# Compute `number - tensor.data`, which makes a new array.
def number_first(sign, number, tensor):
    if sign == "-":
        np.subtract(number, tensor.data, out=tensor.data)
        return record(tensor.data, "RsubBackward1", [tensor])
    if sign == "/":
        inverse = record(1.0 / tensor.data, "ReciprocalBackward0", [tensor])
        return arithmetic("*", inverse, number)
    return arithmetic(sign, tensor, number)


# %% wrong="number_first" name="one node for the division"
# Your division leaves one node. PyTorch computes `n / x` as `(1 / x) * n`, in two operations: first
# a `ReciprocalBackward0` of the tensor, then a `MulBackward0` of that and the number. Record both.
def number_first(sign, number, tensor):
    if sign == "+":
        return record(number + tensor.data, "AddBackward0", [tensor, number])
    if sign == "*":
        return record(number * tensor.data, "MulBackward0", [tensor, number])
    if sign == "-":
        return record(number - tensor.data, "RsubBackward1", [tensor])
    return record(number / tensor.data, "DivBackward0", [tensor])


# %% [markdown] card="power" level="easy" minutes=10
# A power has two inputs, and either may be a plain number. PyTorch has a version for each case,
# because the rules differ:
#
# | program | node | its inputs |
# |---|---|---|
# | tensor `**` number | `PowBackward0` | the base |
# | tensor `**` tensor | `PowBackward1` | both |
# | number `**` tensor | `PowBackward2` | the exponent |
#
# Write `power(base, exponent)`. At least one of them is a tensor. A tensor is an input also if it
# requires no gradient, and a tensor that is both base and exponent is two inputs.
#
# ```python
# >>> x = Tensor([2.0, 3.0], requires_grad=True)
# >>> power(x, 2), kinds(x**2)
# (Tensor([4. 9.], grad_fn=<PowBackward0>), ['AccumulateGrad'])
# >>> 2**x
# Tensor([4. 8.], grad_fn=<PowBackward2>)
# >>> kinds(x ** Tensor([2.0, 2.0]))
# ['AccumulateGrad', None]
# ```
#
# <details><summary>Hint: AttributeError: 'int' object has no attribute 'data'</summary>
#
# Either input may be a plain number, the base as well. Ask with `isinstance` for each.
# </details>
# <details><summary>Hint: "names in next_functions: It has 2 items, expected 1"</summary>
#
# Here a plain number gets no pair, unlike in `x * 2`: it is a setting of the operation rather than
# an input. Hand `record` the tensors only.
# </details>

# %% exercise="power"
def power(base, exponent):
    """base ** exponent, recorded in the version that fits the inputs."""
    ### BEGIN SOLUTION
    if not isinstance(exponent, Tensor):
        return record(base.data**exponent, "PowBackward0", [base])
    if not isinstance(base, Tensor):
        return record(base**exponent.data, "PowBackward2", [exponent])
    return record(base.data**exponent.data, "PowBackward1", [base, exponent])
    ### END SOLUTION


# %% check="power"

# %% right="power" by="tensors among the inputs"
def power(base, exponent):
    tensors = [item for item in (base, exponent) if isinstance(item, Tensor)]
    digit = 1 if len(tensors) == 2 else 0 if tensors[0] is base else 2
    arrays = [item.data if isinstance(item, Tensor) else item for item in (base, exponent)]
    return record(np.power(*arrays), f"PowBackward{digit}", tensors)


# %% right="power" by="match on the types"
def power(base, exponent):
    match base, exponent:
        case Tensor(), Tensor():
            data = np.float_power(base.data, exponent.data)
            return record(data, "PowBackward1", (base, exponent))
        case Tensor(), _:
            return record(np.float_power(base.data, exponent), "PowBackward0", (base,))
        case _:
            return record(np.float_power(base, exponent.data), "PowBackward2", (exponent,))


# %% wrong="power" name="always PowBackward0"
# Every power is recorded as `PowBackward0` in your answer. The digit tells which of the three
# versions ran, and with it which rule the way back must use.
def power(base, exponent):
    tensors = [item for item in (base, exponent) if isinstance(item, Tensor)]
    arrays = [item.data if isinstance(item, Tensor) else item for item in (base, exponent)]
    return record(np.power(*arrays), "PowBackward0", tensors)


# %% wrong="power" name="a pair for the plain number"
# A plain number got a pair in your node. In `x * 2` PyTorch keeps a place for the number, in
# `x ** 2` it does not: there the exponent is a setting of the operation. Look at the third column
# of the table.
def power(base, exponent):
    digit = 0 if not isinstance(exponent, Tensor) else 1 if isinstance(base, Tensor) else 2
    arrays = [item.data if isinstance(item, Tensor) else item for item in (base, exponent)]
    return record(np.power(*arrays), f"PowBackward{digit}", [base, exponent])


# %% wrong="power" name="base and exponent swapped"
# The values are those of exponent ** base. In `__rpow__` the number is the base: look again which
# of the two comes first.
def power(base, exponent):
    tensors = [item for item in (base, exponent) if isinstance(item, Tensor)]
    digit = 0 if not isinstance(exponent, Tensor) else 1 if isinstance(base, Tensor) else 2
    arrays = [item.data if isinstance(item, Tensor) else item for item in (exponent, base)]
    return record(np.power(*arrays), f"PowBackward{digit}", tensors)


# %% wrong="power" name="digits 0 and 2 swapped"
# The versions for a plain number are swapped: `PowBackward0` is for a number as exponent, as in
# `x ** 2`, and `PowBackward2` for a number as base.
def power(base, exponent):
    tensors = [item for item in (base, exponent) if isinstance(item, Tensor)]
    digit = 2 if not isinstance(exponent, Tensor) else 1 if isinstance(base, Tensor) else 0
    arrays = [item.data if isinstance(item, Tensor) else item for item in (base, exponent)]
    return record(np.power(*arrays), f"PowBackward{digit}", tensors)


# %% wrong="power" name="the exponent is not an input"
# With two tensors only the base has a pair in your node. The exponent can be a weight too, and
# then a way must lead back to it.
def power(base, exponent):
    digit = 0 if not isinstance(exponent, Tensor) else 1 if isinstance(base, Tensor) else 2
    arrays = [item.data if isinstance(item, Tensor) else item for item in (base, exponent)]
    first = base if isinstance(base, Tensor) else exponent
    return record(np.power(*arrays), f"PowBackward{digit}", [first])


# %% wrong="power" name="a number as base forgotten"
# It works unless the base is a plain number, as in `2 ** x`. A number has no `.data`; this is the
# third line of the table.
def power(base, exponent):
    if not isinstance(exponent, Tensor):
        return record(base.data**exponent, "PowBackward0", [base])
    return record(base.data**exponent.data, "PowBackward1", [base, exponent])


# %% wrong="power" name="digits 1 and 2 swapped"
# The digits 1 and 2 are swapped: `PowBackward1` is for two tensors, `PowBackward2` for a number as
# base.
def power(base, exponent):
    tensors = [item for item in (base, exponent) if isinstance(item, Tensor)]
    digit = 0 if not isinstance(exponent, Tensor) else 2 if isinstance(base, Tensor) else 1
    arrays = [item.data if isinstance(item, Tensor) else item for item in (base, exponent)]
    return record(np.power(*arrays), f"PowBackward{digit}", tensors)


# %% wrong="power" name="a number as base taken as the exponent"
# With a number as base the values are those of `x ** n`; `n ** x` is asked for. The rest is right.
def power(base, exponent):
    tensors = [item for item in (base, exponent) if isinstance(item, Tensor)]
    digit = 0 if not isinstance(exponent, Tensor) else 1 if isinstance(base, Tensor) else 2
    arrays = [item.data if isinstance(item, Tensor) else item for item in (base, exponent)]
    return record(np.power(*(arrays[::-1] if digit == 2 else arrays)), f"PowBackward{digit}", tensors)


# %% wrong="power" name="a constant exponent taken for a number"
# With a tensor without the flag as exponent, `PowBackward0` was recorded. The version is told by
# what the inputs *are*, tensor or number, not by their flags: two tensors are `PowBackward1`.
def power(base, exponent):
    if not isinstance(exponent, Tensor):
        return record(base.data**exponent, "PowBackward0", [base])
    if not isinstance(base, Tensor):
        return record(base**exponent.data, "PowBackward2", [exponent])
    if not exponent.requires_grad:
        return record(base.data**exponent.data, "PowBackward0", [base])
    return record(base.data**exponent.data, "PowBackward1", [base, exponent])


# %% wrong="power" name="a pair for a number as base"
# A plain number as base got a pair in your node. It is a setting of the operation: the only input of
# `PowBackward2` is the exponent.
def power(base, exponent):
    if not isinstance(exponent, Tensor):
        return record(base.data**exponent, "PowBackward0", [base])
    if not isinstance(base, Tensor):
        return record(base**exponent.data, "PowBackward2", [base, exponent])
    return record(base.data**exponent.data, "PowBackward1", [base, exponent])


# %% wrong="power" name="one tensor twice, one pair"
# In `x ** x` one tensor is base and exponent, and your node has one pair for it. `PowBackward1`
# has two inputs, each with a gradient of its own; a tensor that is both has two pairs.
def power(base, exponent):
    tensors = []
    for item in (base, exponent):
        if isinstance(item, Tensor) and not any(item is other for other in tensors):
            tensors.append(item)
    if not isinstance(exponent, Tensor):
        return record(base.data**exponent, "PowBackward0", tensors)
    if not isinstance(base, Tensor):
        return record(base**exponent.data, "PowBackward2", tensors)
    return record(base.data**exponent.data, "PowBackward1", tensors)


# %% [markdown] card="mean" level="easy" minutes=5
# The last operation that the lesson's program needs. Write `mean(tensor)`: the mean over all
# entries, a 0-d result, recorded as `MeanBackward0` with the tensor as its only input.
#
# ```python
# >>> x = Tensor([[1.0, 2.0], [3.0, 6.0]], requires_grad=True)
# >>> mean(x)
# Tensor(3.0, grad_fn=<MeanBackward0>)
# >>> mean(Tensor([4.0, 5.0]))
# Tensor(4.5)
# ```
#
# <details><summary>Hint: "data: The shape is (3,), expected ()"</summary>
#
# `axis=0` takes the mean of each column. Without `axis` NumPy takes it over all entries.
# </details>
# <details><summary>Hint: AttributeError: 'numpy.float64' object has no attribute 'requires_grad'</summary>
#
# Your function returns the number. Hand it to `record`, which makes a tensor of it.
# </details>

# %% exercise="mean"
def mean(tensor):
    """The mean over all entries, recorded."""
    ### BEGIN SOLUTION
    return record(tensor.data.mean(), "MeanBackward0", [tensor])
    ### END SOLUTION


# %% check="mean"

# %% right="mean" by="sum and size"
def mean(tensor):
    total = np.add.reduce(tensor.data, axis=None)
    return record(total / tensor.data.size, "MeanBackward0", (tensor,))


# %% right="mean" by="a loop over the entries"
def mean(tensor):
    total, count = 0.0, 0
    for entry in tensor.data.flat:
        total += entry
        count += 1
    return record(total / count, "MeanBackward0", [tensor])


# %% wrong="mean" name="the sum"
# Your answer is the sum of the entries. Divide by their number.
def mean(tensor):
    return record(tensor.data.sum(), "MeanBackward0", [tensor])


# %% wrong="mean" name="the mean of each column"
# Your answer has a mean for each column. Without an axis the mean goes over all entries, and the
# result has no dimensions.
def mean(tensor):
    return record(np.atleast_1d(tensor.data).mean(axis=0), "MeanBackward0", [tensor])


# %% wrong="mean" name="a mean that is not recorded"
# The number is right, but its maker was not recorded: the way back from a loss would end at once.
# Use `record`.
def mean(tensor):
    return Tensor(tensor.data.mean())


# %% wrong="mean" name="divides by the length of the first axis"
# The sum was divided by `len(...)`, the length of the first axis. The number of all entries is
# `data.size`.
def mean(tensor):
    data = np.atleast_1d(tensor.data)
    return record(data.sum() / len(data), "MeanBackward0", [tensor])


# %% wrong="mean" name="the number of entries as an input"
# The number of entries has a pair in your node. It is not an input of the operation:
# `MeanBackward0` has one, the tensor.
def mean(tensor):
    count = tensor.data.size
    return record(tensor.data.sum() / count, "MeanBackward0", [tensor, count])


# %% wrong="mean" name="recorded as a sum and a quotient"
# The number is right, and it was recorded as a sum and a division. PyTorch leaves one node for a
# mean, `MeanBackward0`, with the tensor as its only input.
def mean(tensor):
    total = record(tensor.data.sum(), "SumBackward0", [tensor])
    return arithmetic("/", total, tensor.data.size)


# %% wrong="mean" name="records constants too"
# The mean of a constant requires a gradient in your answer. Nothing in it can move; `record` asks
# for that and decides.
def mean(tensor):
    node = Node("MeanBackward0", [edge(tensor)])
    return Tensor(tensor.data.mean(), requires_grad=True, grad_fn=node)


# %% wrong="mean" name="the median"
# That is the median, the number in the middle. The mean is the sum divided by the number of
# entries.
def mean(tensor):
    d = tensor.data
    return record(np.median(d), "MeanBackward0", [tensor])


# %% wrong="mean" name="a tensor without a node"
# The mean has the flag, but no node: nobody could say what it was made from. Hand it to `record`,
# which makes the node and sets the flag.
def mean(tensor):
    return Tensor(tensor.data.mean(), requires_grad=tensor.requires_grad)


# %% [markdown]
# The next cell is for the checks of the walks that follow: a graph of many ways that notices a walk
# without end.


# %% given="watched"
class Watched(Node):
    """A node that counts how often somebody asks it, or another one, for its next_functions."""

    asked = 0

    @property
    def next_functions(self):
        Watched.asked += 1
        if Watched.asked > 1_000:
            raise RuntimeError(
                "in a small graph next_functions was read more than 1,000 times: does the walk "
                "enter a node again on every way that leads to it?"
            )
        return self._next_functions

    @next_functions.setter
    def next_functions(self, pairs):
        self._next_functions = pairs


def many_ways(count):
    """y1 = w + w, y2 = y1 + y1, and so on, as nodes: the last tensor, and all with their names."""
    Watched.asked = 0
    w = Tensor(1.0, requires_grad=True)
    node = w.accumulator = Node("AccumulateGrad", variable=w)
    named = [("w", w)]
    for number in range(1, count + 1):
        node = Watched("AddBackward0", [(node, 0), (node, 0)])
        named.append((f"y{number}", Tensor(2.0**number, requires_grad=True, grad_fn=node)))
    return named[-1][1], named


# %% [markdown] card="nodes" level="medium" minutes=20
# Recording is done; now read what was recorded. Write `nodes(root)`: a list of all nodes that can
# be reached from the tensor `root` along `next_functions`, the root's own node included, and those
# of the leaves. **Each node once**, in any order. Your walk, too, enters each node once: if a program
# says `y = y + y` forty times, there are 41 nodes, and a million million ways through them.
#
# Start at the node of `edge(root)`. For a leaf that is its `AccumulateGrad` node, and the list has
# just this one; for a constant there is no node, and the list is empty.
#
# Nodes are compared with `is`: two nodes of the same name are still two nodes.
#
# ```python
# >>> x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
# >>> y = x + 2
# >>> sorted(kind(node) for node in nodes((y * y * 2).mean()))
# ['AccumulateGrad', 'AddBackward0', 'MeanBackward0', 'MulBackward0', 'MulBackward0']
# ```
#
# <details><summary>Hint: AttributeError: 'NoneType' object has no attribute 'next_functions'</summary>
#
# Among the pairs are those of constants, `(None, 0)`. Skip them. The root's node can be None too.
# </details>
# <details><summary>Hint: "tensors whose nodes are in the list: It has 16 items, expected 8"</summary>
#
# A node that is used twice is reached by two ways. Keep the nodes that you have seen, and do not
# enter them again.
# </details>
# <details><summary>Hint: how do I walk when there are several ways?</summary>
#
# With a list of nodes that are still to be visited. Take one out, put the nodes it refers to in,
# until the list is empty. A function that calls itself does it too.
# </details>

# %% exercise="nodes"
def nodes(root):
    """All nodes behind a tensor, each once."""
    ### BEGIN SOLUTION
    found, waiting = [], [edge(root)[0]]
    while waiting:
        node = waiting.pop()
        if node is not None and not any(node is seen for seen in found):
            found.append(node)
            waiting.extend(before for before, _ in node.next_functions)
    return found
    ### END SOLUTION


# %% check="nodes"

# %% right="nodes" by="a function that calls itself"
def nodes(root):
    found = {}

    def visit(node):
        if node is None or id(node) in found:
            return
        found[id(node)] = node
        for before, _ in node.next_functions:
            visit(before)

    visit(edge(root)[0])
    return list(found.values())


# %% right="nodes" by="level by level"
def nodes(root):
    found, level = set(), {edge(root)[0]} - {None}
    while level:
        found |= level
        level = {before for node in level for before, _ in node.next_functions}
        level -= found | {None}
    return list(found)


# %% wrong="nodes" name="only the first way"
# Your walk follows the first input of each node and never the others. Everything behind the second
# input is missing. Each of the pairs in `next_functions` is a way to go.
def nodes(root):
    found = [edge(root)[0]]
    while found[-1] is not None:
        first = found[-1].next_functions[:1]
        found.append(first[0][0] if first else None)
    return found[:-1]


# %% wrong="nodes" name="once for each way"
# A node that can be reached by several ways is in your list several times. In a deep network the
# number of ways grows without measure, and such a walk never ends. Remember which nodes were seen.
def nodes(root):
    found, waiting = [], [edge(root)[0]]
    while waiting:
        node = waiting.pop()
        if node is not None:
            found.append(node)
            waiting.extend(before for before, _ in node.next_functions)
    return found


# %% wrong="nodes" name="without the root's node"
# The root's own node is missing. It belongs to the graph too: the walk begins there.
def nodes(root):
    found, start = [], edge(root)[0]
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node is not None and not any(node is seen for seen in found):
            found.append(node)
            waiting.extend(before for before, _ in node.next_functions)
    return [node for node in found if node is not start]


# %% wrong="nodes" name="without the ends"
# The `AccumulateGrad` nodes are missing. They belong to the graph: that is where the way back
# ends.
def nodes(root):
    found, waiting = [], [edge(root)[0]]
    while waiting:
        node = waiting.pop()
        if node is not None and not any(node is seen for seen in found):
            found.append(node)
            waiting.extend(before for before, _ in node.next_functions)
    return [node for node in found if node.variable is None]


# %% wrong="nodes" name="one step only"
# Your list ends after one step: the root's node and those that it refers to. Go on from these, and
# so on, until there is no new node.
def nodes(root):
    start = edge(root)[0]
    if start is None:
        return []
    found = [start]
    for before, _ in start.next_functions:
        if before is not None and not any(before is seen for seen in found):
            found.append(before)
    return found


# %% wrong="nodes" name="starts from grad_fn"
# For a root that is a leaf itself your list is empty. A leaf has no `grad_fn`, but it has an
# `AccumulateGrad` node. Start at the node of `edge(root)`.
def nodes(root):
    found, waiting = [], [root.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and not any(node is seen for seen in found):
            found.append(node)
            waiting.extend(before for before, _ in node.next_functions)
    return found


# %% wrong="nodes" name="one node for each name"
# Two nodes of the same name count as one in your walk. Two multiplications are two nodes. Compare
# the nodes themselves, with `is`, not their names.
def nodes(root):
    found, waiting = {}, [edge(root)[0]]
    while waiting:
        node = waiting.pop()
        if node is not None and node.name() not in found:
            found[node.name()] = node
            waiting.extend(before for before, _ in node.next_functions)
    return list(found.values())


# %% wrong="nodes" name="told apart by name, depth first"
# Two nodes of the same name count as one in your walk, and what lies behind the second is cut off.
# Compare the nodes themselves, with `is` or by `id`, not their names.
def nodes(root):
    found = {}

    def visit(node):
        if node is not None and node.name() not in found:
            found[node.name()] = node
            for before, _ in node.next_functions:
                visit(before)

    visit(edge(root)[0])
    return list(found.values())


# %% wrong="nodes" name="every way is walked"
# The lists are right in small graphs, but your walk goes along every way and drops the repeated
# nodes afterwards. Forty lines of `y = y + y` have more ways than it could ever walk. Ask whether a
# node was seen *before* you enter it.
def nodes(root):
    def walk(node):
        if node is None:
            return []
        behind = [found for before, _ in node.next_functions for found in walk(before)]
        return list(dict.fromkeys([node, *behind]))

    return walk(edge(root)[0])


# %% [markdown] card="leaves" level="easy" minutes=10
# Which tensors will a backward pass give a gradient? Write `leaves(root)`: the list of the leaf
# **tensors** behind `root` that require a gradient, each once, in any order. At the end of each way
# stands an `AccumulateGrad` node, and its `variable` is the leaf. If `root` is such a leaf itself,
# it is the only one in the list; for a constant the list is empty. No leaf is switched off after it
# was used. Your `nodes` does the walking; a walk of your own enters each node once.
#
# ```python
# >>> x, w, b = Tensor([2.0]), Tensor([3.0], requires_grad=True), Tensor([1.0], requires_grad=True)
# >>> unused = Tensor([7.0], requires_grad=True)
# >>> found = leaves(x * w + b)
# >>> len(found), any(leaf is w for leaf in found), any(leaf is unused for leaf in found)
# (2, True, False)
# ```
#
# <details><summary>Hint: "It is 'Node', expected ..."</summary>
#
# The check names what it finds in your list. Of something that is none of the tensors of the case it
# gives the type.
# </details>
# <details><summary>Hint: ValueError: The truth value of an array with more than one element is ambiguous</summary>
#
# Somewhere arrays are compared with `==` or `in`. Compare tensors with `is`.
# </details>

# %% exercise="leaves"
def leaves(root):
    """The leaf tensors behind a tensor that require a gradient, each once."""
    ### BEGIN SOLUTION
    return [node.variable for node in nodes(root) if node.variable is not None]
    ### END SOLUTION


# %% check="leaves"

# %% right="leaves" by="filtered by name"
def leaves(root):
    ends = filter(lambda node: node.name() == "AccumulateGrad", nodes(root))
    return list(map(lambda node: node.variable, ends))


# %% right="leaves" by="a walk of its own"
def leaves(root):
    found, seen = [], set()

    def visit(node):
        if node is None or node in seen:
            return
        seen.add(node)
        if not node.next_functions:
            found.append(node.variable)
        for before, _ in node.next_functions:
            visit(before)

    visit(edge(root)[0])
    return found


# %% wrong="leaves" name="nodes instead of tensors"
# Your list holds the `AccumulateGrad` nodes. The leaf is the tensor behind such a node, its
# `variable`.
def leaves(root):
    return [node for node in nodes(root) if node.variable is not None]


# %% wrong="leaves" name="a leaf for every use"
# A leaf that is used several times is in your list several times. It is one leaf, with one
# `AccumulateGrad` node; visit each node once.
def leaves(root):
    found, waiting = [], [edge(root)[0]]
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        if node.variable is not None:
            found.append(node.variable)
        waiting.extend(before for before, _ in node.next_functions)
    return found


# %% wrong="leaves" name="the variable of every node"
# There are Nones in your list: inner nodes have no `variable`. Take those nodes that have one.
def leaves(root):
    return [node.variable for node in nodes(root)]


# %% wrong="leaves" name="stops at the first leaf"
# Your list ends after the first leaf. Is there a `return` inside the loop? All leaves are asked
# for.
def leaves(root):
    for node in nodes(root):
        if node.variable is not None:
            return [node.variable]
    return []


# %% wrong="leaves" name="only direct inputs"
# Only leaves that the root's own operation uses are in your list. Most are several operations
# away. Walk through the whole graph.
def leaves(root):
    start = edge(root)[0]
    if start is None:
        return []
    ends = [start, *(before for before, _ in start.next_functions)]
    ends = [end for end in ends if end is not None and end.variable is not None]
    return list({id(end): end.variable for end in ends}.values())


# %% wrong="leaves" name="every way is walked"
# The lists are right in small graphs, but your walk goes along every way to a leaf. Forty lines of
# `y = y + y` have more ways than it could ever walk. Enter each node once, or use your `nodes`.
def leaves(root):
    found, waiting = {}, [edge(root)[0]]
    while waiting:
        node = waiting.pop()
        if node is not None:
            if node.variable is not None:
                found[id(node)] = node.variable
            waiting.extend(before for before, _ in node.next_functions)
    return list(found.values())


# %% wrong="leaves" name="starts from grad_fn"
# For a root that is a leaf itself your list is empty. A leaf has no `grad_fn`, but it has an
# `AccumulateGrad` node, whose `variable` it is. Start at the node of `edge(root)`, or use your
# `nodes`.
def leaves(root):
    found, seen, waiting = [], [], [root.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is None or any(node is other for other in seen):
            continue
        seen.append(node)
        if node.variable is not None:
            found.append(node.variable)
        waiting.extend(before for before, _ in node.next_functions)
    return found


# %% wrong="leaves" name="told apart by their numbers"
# Of two leaves that hold the same numbers your list has one. They are two leaves, and each gets a
# gradient of its own. Compare tensors with `is`, not their data.
def leaves(root):
    found = []
    for node in nodes(root):
        leaf = node.variable
        if leaf is not None and not any(np.array_equal(leaf.data, o.data) for o in found):
            found.append(leaf)
    return found


# %% wrong="leaves" name="the inputs of the nodes"
# A leaf is in your list once for each use, and a root that is a leaf itself gives an empty list:
# you went over the pairs of the nodes, and took the leaves from there. The leaves' own nodes are
# among `nodes(root)`, each once.
def leaves(root):
    return [before.variable for node in nodes(root) for before, _ in node.next_functions
            if before is not None and before.variable is not None]


# %% [markdown] card="arrows" level="medium" minutes=15
# To draw a graph one needs its nodes and its arrows. Write `arrows(root)`: a list of pairs
# `(node, before)`, one for every entry in the `next_functions` of every node behind `root`, from
# the node to the one it refers to. Leave out the entries with None. If a node refers to another
# one twice, as in `x * x`, there are two arrows. Any order. For a root that is a leaf or a constant
# the list is empty. Here, too, each node is entered once.
#
# ```python
# >>> x = Tensor([1.0, 2.0], requires_grad=True)
# >>> y = x * 5
# >>> arrows(y * y)
# [(<MulBackward0>, <MulBackward0>), (<MulBackward0>, <MulBackward0>),
#  (<MulBackward0>, <AccumulateGrad>)]
# ```
#
# <details><summary>Hint: there are too many arrows</summary>
#
# Go over the nodes, each once, and take the entries of each. A walk along all ways counts the
# arrows behind a shared node again and again.
# </details>
# <details><summary>Hint: the pairs are the other way round</summary>
#
# An arrow starts at the node whose `next_functions` you read. The direction is that of the way
# back: from the root to the leaves. (The pictures draw it the other way, as it was computed.)
# </details>

# %% exercise="arrows"
def arrows(root):
    """All arrows of the graph behind a tensor, as pairs of nodes."""
    ### BEGIN SOLUTION
    return [
        (node, before)
        for node in nodes(root)
        for before, _ in node.next_functions
        if before is not None
    ]
    ### END SOLUTION


# %% check="arrows"

# %% right="arrows" by="two loops"
def arrows(root):
    found = []
    for node in nodes(root):
        for pair in node.next_functions:
            if pair[0] is not None:
                found.append([node, pair[0]])
    return found


# %% right="arrows" by="collected while walking"
def arrows(root):
    found, entered, waiting = [], set(), [edge(root)[0]]
    while waiting:
        node = waiting.pop(0)
        if node is None or id(node) in entered:
            continue
        entered.add(id(node))
        befores = [before for before, _ in node.next_functions if before]
        found += zip([node] * len(befores), befores)
        waiting += befores
    return found


# %% wrong="arrows" name="arrows turned round"
# Your arrows point from the leaves to the root. That is the direction of the computation, in which
# the pictures draw them; the notes lead the other way, from a result to what it was made from.
def arrows(root):
    return [(before, node) for node in nodes(root) for before, _ in node.next_functions if before]


# %% wrong="arrows" name="arrows to None"
# There are arrows to None in your list. `(None, 0)` keeps the place of a constant; nothing leads
# there.
def arrows(root):
    return [(node, before) for node in nodes(root) for before, _ in node.next_functions]


# %% wrong="arrows" name="two arrows drawn as one"
# In `x * x` the node refers to the same node twice, and your list has one arrow for that. Each use
# counts: later a gradient will travel along each of them. Look for a set or a dict that drops the
# second one.
def arrows(root):
    pairs = [(node, before) for node in nodes(root) for before, _ in node.next_functions if before]
    return list(dict.fromkeys(pairs))


# %% wrong="arrows" name="arrows of the root only"
# Only the arrows of the root's own node are in your list. Take those of every node behind the root.
def arrows(root):
    start = edge(root)[0]
    if start is None:
        return []
    return [(start, before) for before, _ in start.next_functions if before is not None]


# %% wrong="arrows" name="arrows once for each way"
# The arrows behind a node that is used several times are in your list several times. They are
# there once. Go over the nodes, each once.
def arrows(root):
    found, waiting = [], [edge(root)[0]]
    while waiting:
        node = waiting.pop()
        for before, _ in node.next_functions if node is not None else ():
            if before is not None:
                found.append((node, before))
                waiting.append(before)
    return found


# %% wrong="arrows" name="pairs instead of nodes"
# The second entry of your arrows is a pair `(node, 0)`, as it stands in `next_functions`. An arrow
# leads to the node: take the pair apart.
def arrows(root):
    return [(node, pair) for node in nodes(root) for pair in node.next_functions if pair[0]]


# %% wrong="arrows" name="no arrows to the leaves"
# The arrows to the `AccumulateGrad` nodes are missing. They belong to the graph: that is where the
# way back ends.
def arrows(root):
    inner = [node for node in nodes(root) if node.variable is None]
    return [(node, end) for node in inner for end, _ in node.next_functions if end in inner]


# %% wrong="arrows" name="names instead of nodes"
# Your arrows hold names. Two nodes may have the same name; an arrow is a pair of the nodes
# themselves.
def arrows(root):
    return [(kind(a), kind(b)) for a in nodes(root) for b, _ in a.next_functions if b is not None]


# %% wrong="arrows" name="no arrow to a node that was seen"
# Arrows to a node that the walk had met before are missing. A node that was seen is not *entered*
# again, but the arrow that leads to it is an arrow all the same.
def arrows(root):
    found, seen = [], set()

    def walk(node):
        seen.add(node)
        for before, _ in node.next_functions:
            if before is not None and before not in seen:
                found.append((node, before))
                walk(before)

    if edge(root)[0] is not None:
        walk(edge(root)[0])
    return found


# %% [markdown]
# ## Look at your own graph
#
# The pictures of the lessons read any engine whose objects carry the usual names, and yours do:
# `data`, `requires_grad`, `grad_fn`, `name()`, `next_functions`, `variable`. When all checks pass,
# open a new cell and run
#
# ```python
# from course.view import graph
#
# x = Tensor([1.0, 0.0, -1.0], requires_grad=True)
# y = x + 2
# graph((y * y * 2).mean(), x=x, y=y)
# ```
#
# It is the graph of the lesson, this time recorded by you.
#
# ## What you built
#
# - Every operation leaves a node with one pair for each input; nothing is recorded for constants.
# - The names of the nodes say which version of which operation ran.
# - From a root one reaches everything that went into it: visit each node once, follow every pair.
#
# What a node still lacks is its rule, the share that each input gets of an arriving gradient. That
# is assignment 03.
