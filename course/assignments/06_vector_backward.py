# %% [markdown]
# # Assignment 06: the vector-Jacobian product
#
# When `backward()` runs through a graph, every node does one thing: it takes the gradient of its
# output, `v`, and computes the gradient of its input, $v^T J$, where $J$ is the node's Jacobian.
# Here you write that product for the nodes that neural networks are made of, in plain NumPy, and
# you will build a whole Jacobian just once.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# In all exercises `v` is the upstream gradient: an array of the shape of the output. The checks
# draw it at random and never use ones, because with ones many wrong formulas look right. Your
# functions leave the arrays that they get as they are.

# %% given="functions"
import numpy as np

# Four functions from a vector to a vector. Each returns two things: its result, and a function
# `pull` that takes the upstream gradient v, of the shape of the result, and returns the
# vector-Jacobian product, of the shape of x. `pull` belongs to the x of that very call.


def mix(x):
    """From 3 numbers (a, b, c) to 2: (a * b, b + c * c)."""
    a, b, c = x

    def pull(v):
        first, second = map(float, v)
        return np.array([first * b, first * a + second, 2 * c * second])

    return np.array([a * b, b + c * c]), pull


def spread(x):
    """From 2 numbers (a, b) to 4: (a * a, a * b, b * b, 3 * b)."""
    a, b = x

    def pull(v):
        return np.array([2 * a * v[0] + b * v[1], a * v[1] + 2 * b * v[2] + 3 * v[3]])

    return np.array([a * a, a * b, b * b, 3 * b]), pull


def turn(x):
    """From 3 numbers (a, b, c) to 3: (b * b, c, a * b)."""
    a, b, c = x

    def pull(v):
        return np.array([b * v[2], 2 * b * v[0] + a * v[2], v[1]])

    return np.array([b * b, c, a * b]), pull


def times_sum(x):
    """Every entry times the sum of all: as many numbers out as in."""

    def pull(v):
        return v * x.sum() + v @ x

    return x * x.sum(), pull


def impatient(f):
    """One of these functions, but an error if it is called for the fourth time."""
    calls = []

    def function(x):
        calls.append(x)
        if len(calls) > 3:
            raise RuntimeError(
                "the first function of a chain of five was called four times: does each step back "
                "begin with a way forward from x?"
            )
        return f(x)

    return function


# %% [markdown] card="elementwise_vjp" level="easy" minutes=10
# An elementwise function works on every entry by itself: output $i$ depends on input $i$ alone.
# Its Jacobian has the derivatives $f'(x_i)$ on the diagonal and zeros everywhere else. So the
# product of `v` with it needs no matrix: it is `v` times `f'(x)`, entry by entry.
#
# Write `elementwise_vjp(name, x, v)` for the four names `"square"`, `"exp"`, `"tanh"` and
# `"relu"`. It returns the gradient of `x`, an array of the shape of `x`, which may be any shape.
# ReLU is 0 for negative entries and the entry itself for positive ones; where the entry is
# exactly 0, PyTorch takes 0 for its derivative.
#
# ```python
# >>> elementwise_vjp("square", np.array([1.0, 2.0, 3.0]), np.array([10.0, 1.0, 0.1]))
# array([20. ,  4. ,  0.6])
# ```
#
# <details><summary>Hint: what is the derivative of tanh?</summary>
#
# $1 - \tanh(x)^2$. The square is that of the *output*, not of `x`.
# </details>
# <details><summary>Hint: my answer is right for a vector and has the wrong shape for a matrix</summary>
#
# `np.diag` or `@` is for whole matrices. Here everything happens entry by entry; `*` does that
# for any shape.
# </details>
# <details><summary>Hint: "1 of 5 numbers are wrong", in the check of "relu"</summary>
#
# Look at the entry where `x` is 0. `x >= 0` lets the gradient through there.
# </details>

# %% exercise="elementwise_vjp"
def elementwise_vjp(name, x, v):
    """v times the Jacobian of "square", "exp", "tanh" or "relu" at x."""
    ### BEGIN SOLUTION
    if name == "square":
        return v * 2 * x
    if name == "exp":
        return v * np.exp(x)
    if name == "tanh":
        return v * (1 - np.tanh(x) ** 2)
    return v * (x > 0)
    ### END SOLUTION


# %% check="elementwise_vjp"

# %% right="elementwise_vjp" by="a table of derivatives"
def elementwise_vjp(name, x, v):
    derivatives = {
        "square": lambda: x + x,
        "exp": lambda: np.exp(x),
        "tanh": lambda: 1 / np.cosh(x) ** 2,
        "relu": lambda: np.heaviside(x, 0.0),
    }
    return derivatives[name]() * v


# %% right="elementwise_vjp" by="entry by entry"
def elementwise_vjp(name, x, v):
    result = np.empty(x.shape)
    for place in np.ndindex(x.shape):
        entry = x[place]
        if name == "square":
            slope = 2 * entry
        elif name == "exp":
            slope = np.e**entry
        elif name == "tanh":
            slope = (1 - np.tanh(entry)) * (1 + np.tanh(entry))
        else:
            slope = 1.0 if entry > 0 else 0.0
        result[place] = slope * v[place]
    return result


# %% wrong="elementwise_vjp" name="one number after the other"
# Vectors are right, other shapes are not. A loop over an array goes along its first axis, and a 0-d
# array has none. NumPy's functions take arrays of any shape.
def elementwise_vjp(name, x, v):
    def one(a, b):
        return {"square": 2 * float(a), "exp": np.exp(a), "tanh": 1 - np.tanh(a) ** 2,
                "relu": float(a > 0)}[name] * b

    return np.array([one(a, b) for a, b in zip(x, v)])


# %% wrong="elementwise_vjp" name="ignores the upstream gradient"
# Your answer is the derivative alone; `v` has no effect on it. A node answers how the *final*
# value changes, and `v` says how much the final value cares about each entry of the output.
def elementwise_vjp(name, x, v):
    if name == "square":
        return 2 * x
    if name == "exp":
        return np.exp(x)
    if name == "tanh":
        return 1 - np.tanh(x) ** 2
    return (x > 0) * 1.0


# %% wrong="elementwise_vjp" name="builds the diagonal matrix"
# You returned a matrix, the Jacobian with `v` worked into it. The product of a vector with a
# diagonal matrix is a vector again: `v` times the diagonal, entry by entry, in the shape of `x`.
def elementwise_vjp(name, x, v):
    if name == "square":
        slope = 2 * x
    elif name == "exp":
        slope = np.exp(x)
    elif name == "tanh":
        slope = 1 - np.tanh(x) ** 2
    else:
        slope = (x > 0) * 1.0
    return np.diag((v * slope).ravel())


# %% wrong="elementwise_vjp" name="multiplies by the function"
# You multiplied `v` by f(x). That is the forward value; the backward pass needs the derivative,
# f'(x): how the output changes, not what it is.
def elementwise_vjp(name, x, v):
    if name == "square":
        return v * x**2
    if name == "exp":
        return v * np.exp(x)
    if name == "tanh":
        return v * np.tanh(x)
    return v * np.maximum(x, 0)


# %% wrong="elementwise_vjp" name="tanh from the input"
# All is right but tanh. Its derivative is 1 minus the square of the *output*, tanh(x), and yours
# is 1 minus the square of `x`.
def elementwise_vjp(name, x, v):
    if name == "square":
        return v * 2 * x
    if name == "exp":
        return v * np.exp(x)
    if name == "tanh":
        return v * (1 - x**2)
    return v * (x > 0)


# %% wrong="elementwise_vjp" name="relu looks at the gradient"
# All is right but relu: you cut off the negative entries of `v`. Whether a gradient passes is
# decided by the sign of the *input*; a negative gradient passes where `x` is positive.
def elementwise_vjp(name, x, v):
    if name == "square":
        return v * 2 * x
    if name == "exp":
        return v * np.exp(x)
    if name == "tanh":
        return v * (1 - np.tanh(x) ** 2)
    return np.maximum(v, 0)


# %% wrong="elementwise_vjp" name="relu itself instead of its slope"
# All is right but relu: you multiplied `v` by relu(x). The slope of relu is 1 where `x` is positive
# and 0 elsewhere, so `v` passes as it is or not at all.
def elementwise_vjp(name, x, v):
    if name == "square":
        return v * 2 * x
    if name == "exp":
        return v * np.exp(x)
    if name == "tanh":
        return v * (1 - np.tanh(x) ** 2)
    return v * np.maximum(x, 0)


# %% wrong="elementwise_vjp" name="relu of v times x"
# All is right but relu: it contains the values of `x`, and the sign of `v` decides as well. Where
# `x` is positive `v` passes as it is, whatever its sign; elsewhere the gradient is 0.
def elementwise_vjp(name, x, v):
    if name == "square":
        return v * 2 * x
    if name == "exp":
        return v * np.exp(x)
    if name == "tanh":
        return v * (1 - np.tanh(x) ** 2)
    return np.maximum(v * x, 0)


# %% wrong="elementwise_vjp" name="exp differentiated like a power"
# All is right but exp: the rule n x^(n-1) is for powers of `x`. In exp the variable is the
# exponent, and the derivative is exp(x) again.
def elementwise_vjp(name, x, v):
    if name == "square":
        return v * 2 * x
    if name == "exp":
        return v * x * np.exp(x - 1)
    if name == "tanh":
        return v * (1 - np.tanh(x) ** 2)
    return v * (x > 0)


# %% wrong="elementwise_vjp" name="the rule of the sigmoid for tanh"
# All is right but tanh. t (1 - t) is the rule of the sigmoid; that of tanh is 1 - t², with t the
# output.
def elementwise_vjp(name, x, v):
    if name == "square":
        return v * 2 * x
    if name == "exp":
        return v * np.exp(x)
    if name == "tanh":
        return v * np.tanh(x) * (1 - np.tanh(x))
    return v * (x > 0)


# %% wrong="elementwise_vjp" name="relu open at zero"
# All is right but one entry: where `x` is exactly 0, your relu lets the gradient through, and
# PyTorch does not. Compare with `>`, not `>=`.
def elementwise_vjp(name, x, v):
    if name == "square":
        return v * 2 * x
    if name == "exp":
        return v * np.exp(x)
    if name == "tanh":
        return v * (1 - np.tanh(x) ** 2)
    return v * (x >= 0)


# %% wrong="elementwise_vjp" name="one number for all entries"
# Your answer is one number: the products were added up. `v @ slope` is the product with a
# column; a diagonal matrix keeps the entries apart, and the gradient has the shape of `x`.
def elementwise_vjp(name, x, v):
    if name == "square":
        slope = 2 * x
    elif name == "exp":
        slope = np.exp(x)
    elif name == "tanh":
        slope = 1 - np.tanh(x) ** 2
    else:
        slope = (x > 0) * 1.0
    return np.sum(v * slope)


# %% wrong="elementwise_vjp" name="the square of 1 - tanh"
# The derivative of tanh is 1 minus the square of tanh. Yours is the square of 1 - tanh: mind the
# parentheses.
def elementwise_vjp(name, x, v):
    return v * {"square": 2 * x, "exp": np.exp(x), "tanh": (1 - np.tanh(x)) ** 2, "relu": x > 0}[name]


# %% [markdown] card="jacobian" level="medium" minutes=15
# One backward pass gives $v^T J$ and never $J$ itself. But with a well-chosen `v` one can read
# $J$ off: if `v` is 1 at place $i$ and 0 elsewhere, then $v^T J$ is row $i$ of $J$.
#
# Write `jacobian(f, x)`. `f` is one of the given functions: `y, pull = f(x)` gives the output and
# the function that maps `v` to $v^T J$. Return the Jacobian as an array with one row for each
# entry of `y` and one column for each entry of `x`. It must work for any `f` of that form. A `pull`
# does not keep the `v` that it gets.
#
# ```python
# >>> jacobian(mix, np.array([2.0, 3.0, 1.0]))
# array([[3., 2., 0.],
#        [0., 1., 2.]])
# ```
#
# <details><summary>Hint: where do I get the unit vectors from?</summary>
#
# The rows of `np.eye(n)` are the unit vectors of length `n`. `v` has the shape of `y`, so what is
# `n`?
# </details>
# <details><summary>Hint: IndexError: index 2 is out of bounds for axis 0 with size 2</summary>
#
# The unit vectors are as long as the *output*, `len(y)`. With `len(x)` they do not fit.
# </details>
# <details><summary>Hint: from the second row on there is too much in my rows</summary>
#
# If you set `v[i] = 1` in one array, set it back to 0 before the next row.
# </details>

# %% exercise="jacobian"
def jacobian(f, x):
    """The Jacobian of f at x: row i is the vector-Jacobian product with unit vector i."""
    ### BEGIN SOLUTION
    y, pull = f(x)
    return np.stack([pull(unit) for unit in np.eye(len(y))])
    ### END SOLUTION


# %% check="jacobian"

# %% right="jacobian" by="filling a matrix"
def jacobian(f, x):
    y, pull = f(x)
    matrix = np.zeros((y.size, x.size))
    for i in range(y.size):
        v = np.zeros(y.size)
        v[i] = 1.0
        matrix[i] = pull(v)
    return matrix


# %% right="jacobian" by="differences of products"
def jacobian(f, x):
    y, pull = f(x)
    v = np.zeros_like(y)
    rows, before = [], np.zeros_like(x)
    for i in range(len(y)):
        v[i] = 1.0
        now = pull(v)
        rows.append(now - before)
        before = now
    return np.array(rows)


# %% wrong="jacobian" name="transposed"
# Your matrix is the transpose of the Jacobian: what each unit vector gave became a column. The
# product with unit vector i is *row* i; the rows belong to the outputs, the columns to the inputs.
def jacobian(f, x):
    y, pull = f(x)
    return np.stack([pull(unit) for unit in np.eye(len(y))], axis=1)


# %% wrong="jacobian" name="only the first row"
# You made one row, that of the first output. Each output needs a pass of its own, with the 1 in
# another place. Is the `return` inside the loop?
def jacobian(f, x):
    y, pull = f(x)
    for unit in np.eye(len(y)):
        return np.array([pull(unit)])


# %% wrong="jacobian" name="one pass with ones"
# You made a single pass, with ones. That gives the sum of all rows in one vector, and the rows
# cannot be told apart any more. Each row needs a pass of its own.
def jacobian(f, x):
    y, pull = f(x)
    return pull(np.ones(len(y)))


# %% wrong="jacobian" name="the ones stay"
# The first row is right, and each later row contains those before it as well: the 1 of the last
# round is still in `v`. A unit vector has a single 1.
def jacobian(f, x):
    y, pull = f(x)
    v = np.zeros(len(y))
    rows = []
    for i in range(len(y)):
        v[i] = 1.0
        rows.append(pull(v))
    return np.stack(rows)


# %% wrong="jacobian" name="unit vectors as long as the input"
# Your unit vectors are as long as `x`. The upstream gradient has the shape of the *output*: one
# pass for each output. It goes unnoticed only where both have the same length.
def jacobian(f, x):
    y, pull = f(x)
    return np.stack([pull(unit) for unit in np.eye(len(x))])


# %% wrong="jacobian" name="weighted with the output"
# The row of output i came out multiplied by y[i]. The 1 of the unit vector is what makes the row
# come out as it is; the values of the output have no place in it.
def jacobian(f, x):
    y, pull = f(x)
    return np.stack([pull(unit) for unit in np.diag(y)])


# %% wrong="jacobian" name="divides by the largest entry"
# The numbers were divided by the largest of them. A Jacobian holds the derivatives as they are.
def jacobian(f, x):
    y, pull = f(x)
    j = np.array([pull(e) for e in np.eye(len(y))])
    return j / np.maximum(np.abs(j).max(axis=0), 1)


# %% [markdown] card="chain_vjp" level="medium" minutes=15
# A network is a chain of functions, and the Jacobian of the chain is the product of their
# Jacobians. The product is never computed. Instead `v` is taken through the chain from its end:
# first times the last Jacobian, then times the last but one. It stays a vector all the way.
#
# Write `chain_vjp(functions, x, v)`. `functions` is a list of given functions: the first is applied
# to `x`, the second to its result, and so on. `v` is the gradient of the final output. Return the
# gradient of `x`. With an empty list the output is `x` itself. A function may occur twice. Call
# each function once or twice for each place where it stands, not anew for each step back. The list
# stays as it is.
#
# ```python
# >>> chain_vjp([mix, spread], np.array([2.0, 3.0, 1.0]), np.array([1.0, 0.0, 0.0, 0.0]))
# array([36., 24.,  0.])
# ```
#
# <details><summary>Hint: how do I go backwards?</summary>
#
# First forward: call each function on the result of the one before, and put each `pull` into a
# list. Then go through the list from its end: `reversed(pulls)`.
# </details>
# <details><summary>Hint: "ValueError: too many values to unpack ..."</summary>
#
# An array has the wrong length. Each function is called on the *result* of the one before it, not
# on `x`. And each `pull` gets the `v` of its own function's output: is the order reversed?
# </details>

# %% exercise="chain_vjp"
def chain_vjp(functions, x, v):
    """The gradient of x, where v is the gradient of the last function's output."""
    ### BEGIN SOLUTION
    pulls = []
    for function in functions:
        x, pull = function(x)
        pulls.append(pull)
    for pull in reversed(pulls):
        v = pull(v)
    return v
    ### END SOLUTION


# %% check="chain_vjp"

# %% right="chain_vjp" by="recursion"
def chain_vjp(functions, x, v):
    if not functions:
        return v
    first, *others = functions
    y, pull = first(x)
    return pull(chain_vjp(others, y, v))


# %% right="chain_vjp" by="one function wrapped around the other"
def chain_vjp(functions, x, v):
    way_back = lambda gradient: gradient
    for function in functions:
        x, pull = function(x)
        way_back = lambda gradient, pull=pull, later=way_back: later(pull(gradient))
    return way_back(v)


# %% wrong="chain_vjp" name="from the first function on"
# You took `v` through the first function first. `v` belongs to the *last* output, so the last
# function comes first on the way back.
def chain_vjp(functions, x, v):
    for function in functions:
        x, pull = function(x)
        v = pull(v)
    return v


# %% wrong="chain_vjp" name="every function at x"
# Each function was called on `x`. In a chain the second works on the result of the first, and its
# Jacobian depends on where it is taken.
def chain_vjp(functions, x, v):
    pulls = [function(x)[1] for function in functions]
    for pull in reversed(pulls):
        v = pull(v)
    return v


# %% wrong="chain_vjp" name="goes forward anew for each function"
# The first function of a chain is called again for each step back, and in a long chain that takes
# most of the time. Go forward once, and keep each `pull`.
def chain_vjp(functions, x, v):
    for number in range(len(functions), 0, -1):
        y = x
        for function in functions[:number]:
            y, pull = function(y)
        v = pull(v)
    return v


# %% wrong="chain_vjp" name="starts from ones"
# `v` is ignored: the way back starts from ones. Ones ask for the gradient of the *sum* of the
# outputs; `v` asks for that of a weighted sum.
def chain_vjp(functions, x, v):
    pulls = []
    for function in functions:
        x, pull = function(x)
        pulls.append(pull)
    v = np.ones(len(x))
    for pull in reversed(pulls):
        v = pull(v)
    return v


# %% wrong="chain_vjp" name="stops after the last function"
# The gradient went back through the last function only. What you have is the gradient of that
# function's input; go on, through all functions before it.
def chain_vjp(functions, x, v):
    for function in functions:
        x, pull = function(x)
    return pull(v) if functions else v


# %% wrong="chain_vjp" name="every pull gets v itself"
# Each `pull` got `v` as it was handed in, and only the last result counted. `v` belongs to the
# final output alone; the function before it gets what came out of the last `pull`.
def chain_vjp(functions, x, v):
    pulls = []
    for function in functions:
        x, pull = function(x)
        pulls.append(pull)
    gradient = v
    for pull in reversed(pulls):
        gradient = pull(v)
    return gradient


# %% wrong="chain_vjp" name="one pull for each name"
# A function that occurs twice has one `pull` in your dict, that of its later call. Every call has
# a `pull` of its own, which belongs to its own `x`: keep them in a list.
def chain_vjp(functions, x, v):
    pulls = {}
    for function in functions:
        x, pulls[function] = function(x)
    for function in reversed(functions):
        v = pulls[function](v)
    return v


# %% wrong="chain_vjp" name="applied in the wrong order"
# You applied the last function to `x` first. The way forward begins with the first function of the
# list; only the way back begins with the last.
def chain_vjp(functions, x, v):
    pulls = []
    for function in reversed(functions):
        x, pull = function(x)
        pulls.append(pull)
    for pull in reversed(pulls):
        v = pull(v)
    return v


# %% wrong="chain_vjp" name="an empty list gives x"
# Right, but for the empty list: there the answer is `v`. The function that does nothing has ones on
# the diagonal of its Jacobian, so its gradient is what came from behind, not its input.
def chain_vjp(functions, x, v):
    if not functions:
        return x.copy()
    pulls = []
    for function in functions:
        x, pull = function(x)
        pulls.append(pull)
    for pull in reversed(pulls):
        v = pull(v)
    return v


# %% wrong="chain_vjp" name="expects at least one function"
# Right, but for the empty list. A chain of no functions hands `x` through as it is, and its
# gradient is `v`: let the loops run zero times instead of taking out a first or last element.
def chain_vjp(functions, x, v):
    y, pull = functions[0](x)
    pulls = [pull]
    for function in functions[1:]:
        y, pull = function(y)
        pulls.append(pull)
    for pull in reversed(pulls):
        v = pull(v)
    return v


# %% [markdown] card="unbroadcast" level="medium" minutes=20
# When a bias of shape `(3,)` is added to a batch of shape `(2, 3)`, NumPy and PyTorch stretch the
# bias: the same three numbers are used in every row. An entry that is used twice gets two
# gradients, and they add up. So the gradient, which arrives in the large shape, is *summed* over
# every axis along which the small array was stretched. This is called un-broadcasting.
#
# Write `unbroadcast(gradient, shape)`. It returns the gradient summed down to `shape`. An array is
# stretched in two ways, and both may occur together: new axes were added in *front* (a shape of
# `(3,)` is treated as `(1, 3)`), and axes of length 1 were repeated. Shape `()` is a 0-d array, or
# a NumPy number. The gradient handed in keeps its numbers. The answer holds floats, also where a
# batch has no rows (Python's `sum` of no rows is the whole number 0).
#
# ```python
# >>> g = np.array([[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
# >>> unbroadcast(g, (3,))
# array([11., 22., 33.])
# >>> unbroadcast(g, (2, 1))
# array([[ 6.],
#        [60.]])
# ```
#
# <details><summary>Hint: how many axes were added in front?</summary>
#
# `gradient.ndim - len(shape)`. Sum over axis 0 that many times.
# </details>
# <details><summary>Hint: "The shape is (2,), expected (2, 1)"</summary>
#
# `sum` drops the axis it sums over. Where the axis is meant to stay with length 1, pass
# `keepdims=True`.
# </details>
# <details><summary>Hint: AxisError: axis 1 is out of bounds for array of dimension 1</summary>
#
# Each sum over an added axis makes the array smaller, and the axes behind it move forward. Remove
# the added axes first, then look at the lengths.
# </details>
# <details><summary>Hint: "TooSlow: it did not end in ... seconds"</summary>
#
# Stop it with the square button. A loop that goes on when no surplus axis is left may never end:
# `sum` of a 0-d array is 0-d again.
# </details>

# %% exercise="unbroadcast"
def unbroadcast(gradient, shape):
    """Sum a gradient over the axes along which an array of this shape was stretched."""
    ### BEGIN SOLUTION
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient
    ### END SOLUTION


# %% check="unbroadcast"

# %% right="unbroadcast" by="all axes in one sum"
def unbroadcast(gradient, shape):
    added = gradient.ndim - len(shape)
    padded = (1,) * added + tuple(shape)
    axes = tuple(axis for axis, length in enumerate(padded) if length == 1)
    return np.sum(gradient, axis=axes).reshape(shape)


# %% right="unbroadcast" by="entry by entry"
def unbroadcast(gradient, shape):
    result = np.zeros(shape)
    added = gradient.ndim - len(shape)
    for place in np.ndindex(gradient.shape):
        small = tuple(0 if n == 1 else i for i, n in zip(place[added:], shape))
        result[small] += gradient[place]
    return result


# %% wrong="unbroadcast" name="only the axes in front"
# You summed over the axes that were added in front and left the other kind: where `shape` has a
# length of 1, the axis was stretched as well, and its entries must be added up.
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    return gradient


# %% wrong="unbroadcast" name="only the stretched axes"
# You summed over the axes of length 1 and left the other kind: a gradient with more axes than
# `shape` was stretched in front as well. Sum those axes away first.
def unbroadcast(gradient, shape):
    if gradient.ndim == len(shape):
        for axis, length in enumerate(shape):
            if length == 1:
                gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


# %% wrong="unbroadcast" name="drops the axis of length 1"
# The numbers are right, the shape is not: an axis of length 1 has to stay in the result. `sum`
# drops it, unless you pass `keepdims=True`.
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis in reversed(range(len(shape))):
        if shape[axis] == 1:
            gradient = gradient.sum(axis=axis)
    return gradient


# %% wrong="unbroadcast" name="mean instead of sum"
# You took the mean over the stretched axes. A bias that is used in 2 rows acts on the result
# twice, so its two gradients add up.
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.mean(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.mean(axis=axis, keepdims=True)
    return gradient


# %% wrong="unbroadcast" name="takes the first row"
# You kept one slice of the gradient and threw the others away. Their entries belong to further
# uses of the same number: add them all.
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient[0] if len(gradient) else np.zeros(gradient.shape[1:])
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.take([0], axis=axis)
    return gradient


# %% wrong="unbroadcast" name="sums from the wrong end"
# The surplus axes were summed away from the *end*. Broadcasting lines shapes up at their last
# axis and adds new axes in front: that is where they have to go.
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=-1)
    for axis, length in enumerate(shape):
        if length == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


# %% wrong="unbroadcast" name="compares the lengths from the front"
# The lengths are compared from the first axis on. Broadcasting lines shapes up at their last axis:
# before you compare, sum the axes away that the gradient has more in front.
def unbroadcast(gradient, shape):
    axes = []
    for axis, length in enumerate(gradient.shape):
        if axis >= len(shape) or shape[axis] != length:
            axes.append(axis)
    return gradient.sum(axis=tuple(axes)).reshape(shape)


# %% wrong="unbroadcast" name="only the first stretched axis"
# Where several axes were stretched, one of them was summed and the others were not. Go over all
# axes of `shape`, and sum along each one that has length 1.
def unbroadcast(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1 and gradient.shape[axis] != 1:
            return gradient.sum(axis=axis, keepdims=True)
    return gradient


# %% wrong="unbroadcast" name="everything into one sum"
# As soon as the shapes differ, you add up the whole gradient and repeat that number. Only the
# stretched axes are summed; along the others the entries stay apart.
def unbroadcast(gradient, shape):
    if gradient.shape == tuple(shape):
        return gradient
    return np.full(shape, gradient.sum())


# %% [markdown] card="multiply_vjp" level="medium" minutes=10
# The rule of `a * b` says: the gradient of each factor is `v` times the *other* factor. With
# broadcasting a step is added at the end: the gradient of a stretched factor has to get that
# factor's own shape back.
#
# Write `multiply_vjp(a, b, v)`. It returns a tuple of two arrays: the gradient of `a`, in the shape
# of `a`, and the gradient of `b`, in the shape of `b`. `v` has the shape of `a * b`. Use your
# `unbroadcast`.
#
# ```python
# >>> a, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 100.0])
# >>> for_a, for_b = multiply_vjp(a, b, np.array([[1.0, 2.0], [3.0, 4.0]]))
# >>> for_a
# array([[ 10., 200.],
#        [ 30., 400.]])
# >>> for_b
# array([10., 20.])
# ```
#
# <details><summary>Hint: "the gradient of b: The shape is (2, 3), expected (3,)"</summary>
#
# That is the shape of the product. The factor `b` was stretched to it, so its gradient has to go
# through `unbroadcast`, down to the shape of `b`.
# </details>
# <details><summary>Hint: the shapes are right, the numbers are not</summary>
#
# Multiply first, while everything has the large shape, and un-broadcast the product. A sum of
# products is not the product of the sums.
# </details>

# %% exercise="multiply_vjp"
def multiply_vjp(a, b, v):
    """The gradients of a and of b, where v is the gradient of a * b."""
    ### BEGIN SOLUTION
    return unbroadcast(v * b, a.shape), unbroadcast(v * a, b.shape)
    ### END SOLUTION


# %% check="multiply_vjp"

# %% right="multiply_vjp" by="stretching by hand first"
def multiply_vjp(a, b, v):
    wide_a, wide_b = np.broadcast_arrays(a, b)
    return [unbroadcast(wide_b * v, np.shape(a)), unbroadcast(wide_a * v, np.shape(b))]


# %% right="multiply_vjp" by="one rule used twice"
def multiply_vjp(a, b, v):
    def gradient_of(factor, other):
        stretched = np.multiply(np.ones(factor.shape), other)
        return unbroadcast(stretched * v, factor.shape)

    return gradient_of(a, b), gradient_of(b, a)


# %% wrong="multiply_vjp" name="factors swapped"
# The gradient of `a` was made from `a`, and that of `b` from `b`. If `a` changes by a little, the
# product changes by that much times `b`: each factor's gradient contains the *other*.
def multiply_vjp(a, b, v):
    return unbroadcast(v * a, a.shape), unbroadcast(v * b, b.shape)


# %% wrong="multiply_vjp" name="not un-broadcast"
# The gradients have the shape of the product. A gradient has the shape of what it belongs to:
# where a factor was stretched, sum its gradient back to that factor's shape.
def multiply_vjp(a, b, v):
    return v * b, v * a


# %% wrong="multiply_vjp" name="un-broadcasts too early"
# You summed `v` down first and multiplied afterwards. In each row the gradient is `v` times that
# row's own factor, and these products are what has to be added.
def multiply_vjp(a, b, v):
    return (unbroadcast(unbroadcast(v, a.shape) * b, a.shape),
            unbroadcast(unbroadcast(v, b.shape) * a, b.shape))


# %% wrong="multiply_vjp" name="un-broadcasts v alone"
# You summed `v` down and multiplied by the whole other factor, so that the product is large again.
# Multiply first, and un-broadcast the product.
def multiply_vjp(a, b, v):
    return unbroadcast(v, a.shape) * b, unbroadcast(v, b.shape) * a


# %% wrong="multiply_vjp" name="one shape for both"
# Both gradients were un-broadcast to the shape of `a`. The gradient of `b` gets the shape of `b`.
def multiply_vjp(a, b, v):
    return unbroadcast(v * b, a.shape), unbroadcast(v * a, a.shape)


# %% wrong="multiply_vjp" name="ignores the upstream gradient"
# `v` has no effect on your answer: these are the gradients of the plain sum of `a * b`. Each
# entry of the product counts with its own weight, which stands in `v`.
def multiply_vjp(a, b, v):
    ones = np.ones(v.shape)
    return unbroadcast(ones * b, a.shape), unbroadcast(ones * a, b.shape)


# %% wrong="multiply_vjp" name="expects only b to be stretched"
# The gradient of `b` is un-broadcast, that of `a` is not. Either factor may be the small one: in
# `2 * x` it is the left one, and a column times a row stretches both.
def multiply_vjp(a, b, v):
    return v * b, unbroadcast(v * a, b.shape)


# %% wrong="multiply_vjp" name="the sum of both factors"
# Each gradient is `v` times the sum of the factors. By the product rule each factor gets `v` times
# the *other* factor alone.
def multiply_vjp(a, b, v):
    return unbroadcast(v * (a + b), a.shape), unbroadcast(v * (a + b), b.shape)


# %% wrong="multiply_vjp" name="sums the first axis alone"
# Where the shapes differ you sum over the first axis, whichever was stretched. A column is
# stretched along its last axis, and a number along all: leave it to `unbroadcast`.
def multiply_vjp(a, b, v):
    for_a, for_b = v * b, v * a
    if for_a.shape != a.shape:
        for_a = np.sum(for_a, axis=0)
    if for_b.shape != b.shape:
        for_b = np.sum(for_b, axis=0)
    return for_a, for_b


# %% [markdown] card="matmul_vjp" level="medium" minutes=15
# `a @ b` is at the heart of every layer. Its full Jacobian with respect to `a` would have an entry
# for every pair of an output and an input. The product of `v` with it is just another matrix
# product: of `v` and the *other* factor, transposed, in one order or the other.
#
# Which order need not be learnt by heart. With `a` of shape (n, k), `b` of shape (k, m) and `v` of
# shape (n, m), there is one way only to get the shape of `a` out of `v` and `b`, and one way only
# to get that of `b` out of `v` and `a`.
#
# Write `matmul_vjp(a, b, v)` for 2-D arrays. It returns both gradients.
#
# ```python
# >>> a, b = np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
# >>> for_a, for_b = matmul_vjp(a, b, np.array([[10.0, 1.0]]))
# >>> for_a
# array([[10.,  1., 11.]])
# >>> for_b
# array([[10.,  1.],
#        [20.,  2.],
#        [30.,  3.]])
# ```
#
# <details><summary>Hint: ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0</summary>
#
# The inner lengths do not fit. Write the three shapes down, (n, k), (k, m) and (n, m), and look
# for the product of two of them, one transposed, that gives (n, k).
# </details>
# <details><summary>Hint: the shapes are right, the numbers are not</summary>
#
# `reshape` turns (3, 4) into (4, 3) as well, but it only cuts the same numbers into other rows.
# A transpose, `b.T`, exchanges rows and columns.
# </details>

# %% exercise="matmul_vjp"
def matmul_vjp(a, b, v):
    """The gradients of a and of b, where v is the gradient of a @ b, all 2-D."""
    ### BEGIN SOLUTION
    return v @ b.T, a.T @ v
    ### END SOLUTION


# %% check="matmul_vjp"

# %% right="matmul_vjp" by="einsum"
def matmul_vjp(a, b, v):
    return np.einsum("nm,km->nk", v, b), np.einsum("nk,nm->km", a, v)


# %% right="matmul_vjp" by="a sum over the rows of a"
def matmul_vjp(a, b, v):
    for_a, for_b = np.zeros(a.shape), np.zeros(b.shape)
    for row in range(len(a)):
        for_a[row] = b @ v[row]
        for_b += np.outer(a[row], v[row])
    return for_a, for_b


# %% wrong="matmul_vjp" name="not transposed"
# No matrix was transposed. With square matrices that gives an answer, a wrong one; with the
# lengths 2, 3 and 4 it cannot be computed. Which product of `v` and `b` has the shape of `a`?
def matmul_vjp(a, b, v):
    return v @ b, a @ v


# %% wrong="matmul_vjp" name="wrong side"
# The transposes are there, but `v` stands on the wrong side of them. The rows of `v` belong to
# the rows of `a`, so in the gradient of `a` it stands on the left; its columns to those of `b`.
def matmul_vjp(a, b, v):
    return b.T @ v, v @ a.T


# %% wrong="matmul_vjp" name="reshaped instead of transposed"
# The shapes are right and the numbers are not: `reshape` keeps the order of the numbers and only
# cuts it into rows elsewhere. A transpose exchanges rows and columns: `.T`.
def matmul_vjp(a, b, v):
    return v @ b.reshape(b.shape[::-1]), a.reshape(a.shape[::-1]) @ v


# %% wrong="matmul_vjp" name="results swapped"
# The two gradients are right and come in the wrong order: first that of `a`, then that of `b`.
def matmul_vjp(a, b, v):
    return a.T @ v, v @ b.T


# %% wrong="matmul_vjp" name="ignores the upstream gradient"
# `v` has no effect on your answer: it works as if every entry of the output had the weight 1, so
# all rows of the first gradient are equal. Put `v` in the place of the ones.
def matmul_vjp(a, b, v):
    ones = np.ones(v.shape)
    return ones @ b.T, a.T @ ones


# %% wrong="matmul_vjp" name="second gradient on its side"
# The gradient of `a` is right, that of `b` is transposed: `v.T @ a` holds the right numbers with
# rows and columns exchanged. A gradient has the shape of what it belongs to.
def matmul_vjp(a, b, v):
    return v @ b.T, v.T @ a


# %% wrong="matmul_vjp" name="entry by entry if the shapes are equal"
# For square matrices your rule multiplies entry by entry, as that of `a * b` does. A matrix product
# has one rule for all shapes, and it is made of matrix products.
def matmul_vjp(a, b, v):
    if a.shape == b.shape == v.shape:
        return v * b, v * a
    return v @ b.T, a.T @ v


# %% [markdown] card="matvec_vjp" level="medium" minutes=10
# A matrix times a vector: `y = a @ x`, with `a` of shape (n, k), `x` of shape (k,) and `y` and `v`
# of shape (n,). The gradient of `x` follows from the Jacobian directly, because that Jacobian *is*
# `a`. For the gradient of `a`: the entry in row $i$ and column $j$ acts on $y_i$ only, and by
# $x_j$, so its gradient is $v_i x_j$.
#
# Write `matvec_vjp(a, x, v)`. It returns the gradient of `a` and the gradient of `x`.
#
# ```python
# >>> a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
# >>> for_a, for_x = matvec_vjp(a, np.array([1.0, 0.0, 2.0]), np.array([10.0, 1.0]))
# >>> for_a
# array([[10.,  0., 20.],
#        [ 1.,  0.,  2.]])
# >>> for_x
# array([14., 25., 36.])
# ```
#
# <details><summary>Hint: which NumPy function makes all products v[i] * x[j]?</summary>
#
# `np.outer`. The first argument gives the rows.
# </details>
# <details><summary>Hint: ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0</summary>
#
# `a @ v` would need a `v` of length k, and it has length n. From the other side of `a` it fits.
# </details>

# %% exercise="matvec_vjp"
def matvec_vjp(a, x, v):
    """The gradients of a and of x, where v is the gradient of a @ x."""
    ### BEGIN SOLUTION
    return np.outer(v, x), v @ a
    ### END SOLUTION


# %% check="matvec_vjp"

# %% right="matvec_vjp" by="as matrices of one column"
def matvec_vjp(a, x, v):
    column, upstream = x[:, None], v[:, None]
    return upstream @ column.T, (a.T @ upstream)[:, 0]


# %% right="matvec_vjp" by="row by row"
def matvec_vjp(a, x, v):
    for_a, for_x = np.empty_like(a), np.zeros_like(x)
    for i, weight in enumerate(v):
        for_a[i] = weight * x
        for_x += weight * a[i]
    return for_a, for_x


# %% wrong="matvec_vjp" name="outer product the wrong way round"
# The gradient of `a` is transposed: the rows of `a` belong to the outputs, and so to `v`. The
# first argument of `np.outer` gives the rows.
def matvec_vjp(a, x, v):
    return np.outer(x, v), v @ a


# %% wrong="matvec_vjp" name="the forward product again"
# The gradient of `x` was computed with `a @ v`, as if backward were the forward product once
# more. That fits square matrices only; `v` belongs to the rows of `a`, so it comes from the left.
def matvec_vjp(a, x, v):
    return np.outer(v, x), a @ v


# %% wrong="matvec_vjp" name="ignores the upstream gradient"
# `v` has no effect on your answer: the rows of the first gradient are all `x`, and the second is
# the sum of the rows of `a`. That is the answer for ones.
def matvec_vjp(a, x, v):
    return np.outer(np.ones(len(v)), x), a.sum(axis=0)


# %% wrong="matvec_vjp" name="no upstream gradient in the matrix"
# The gradient of `x` is right. That of `a` does not contain `v`: row i of `a` acts on output i,
# and how much that output counts stands in `v[i]`.
def matvec_vjp(a, x, v):
    return np.tile(x, (len(v), 1)), v @ a


# %% wrong="matvec_vjp" name="a column instead of a vector"
# The numbers are right, but the gradient of `x` is a column, of shape (k, 1). `x` has one axis, and
# so has its gradient.
def matvec_vjp(a, x, v):
    return np.outer(v, x), a.T @ v[:, None]


# %% wrong="matvec_vjp" name="results swapped"
# The two gradients are right and come in the wrong order: first that of the matrix `a`, then that
# of the vector `x`.
def matvec_vjp(a, x, v):
    return v @ a, np.outer(v, x)


# %% wrong="matvec_vjp" name="multiplies a by the product"
# The gradient of `a` is right. That of `x` is the transpose of `a` times `a @ x`, the output of the
# forward pass: what comes back from the output is `v`, so `v` stands in that place.
def matvec_vjp(a, x, v):
    return np.outer(v, x), a.T @ (a @ x)


# %% wrong="matvec_vjp" name="sums along the rows"
# The gradient of `a` is right. That of `x` has an entry for each output: each row, times its entry of
# `v`, was summed up. `x[j]` acts through *column* j, so the sum goes down the columns.
def matvec_vjp(a, x, v):
    return np.outer(v, x), np.sum(a * v[:, None], axis=1)


# %% [markdown] card="initial_gradient" level="medium" minutes=15
# Last the beginning: what does a backward pass start with? If the output is a single number, the
# start is 1, and nobody has to say so. If it has several entries, there is no natural choice, and
# PyTorch refuses to guess. And a gradient that is handed in must fit.
#
# Write `initial_gradient(output, gradient=None)`. It returns the array that the pass starts with.
# - Without a gradient and with an output of exactly one entry, whatever its shape: a 1 in the
#   shape of the output.
# - Without a gradient and with any other number of entries, none included: raise a `RuntimeError`
#   with the text `grad can be implicitly created only for scalar outputs`.
# - With a gradient of the output's shape: that gradient or a copy, even if it is all zeros.
# - With a gradient of another shape: raise a `RuntimeError`. Its text is ready in
#   `mismatch(output, gradient)`, in the cell below. (PyTorch does not broadcast here.)
#
# ```python
# >>> initial_gradient(np.array([[7.0]]))
# array([[1.]])
# >>> initial_gradient(np.array([1.0, 2.0]), np.array([0.1, 0.5]))
# array([0.1, 0.5])
# >>> initial_gradient(np.array([1.0, 2.0]))
# Traceback (most recent call last):
#     ...
# RuntimeError: grad can be implicitly created only for scalar outputs
# ```
#
# <details><summary>Hint: is an array of shape (1,) a scalar?</summary>
#
# For PyTorch it is, here: what counts is the number of entries, `output.size`, not the number of
# axes.
# </details>
# <details><summary>Hint: ValueError: The truth value of an array with more than one element is ambiguous</summary>
#
# `if gradient:` or `gradient == None` asks every entry. Ask `if gradient is None:`.
# </details>
# <details><summary>Hint: how do I raise an error?</summary>
#
# `raise RuntimeError("the text")`.
# </details>

# %% given="mismatch"
def mismatch(output, gradient):
    """PyTorch's words for a gradient that does not fit its output."""
    return (f"Mismatch in shape: grad_output[0] has a shape of torch.Size({list(gradient.shape)}) "
            f"and output[0] has a shape of torch.Size({list(output.shape)}).")


# %% exercise="initial_gradient"
def initial_gradient(output, gradient=None):
    """What a backward pass from output starts with."""
    ### BEGIN SOLUTION
    if gradient is None:
        if output.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return np.ones_like(output)
    if gradient.shape != output.shape:
        raise RuntimeError(mismatch(output, gradient))
    return gradient
    ### END SOLUTION


# %% check="initial_gradient"

# %% right="initial_gradient" by="the product of the lengths"
def initial_gradient(output, gradient=None):
    entries = 1
    for length in output.shape:
        entries *= length
    if gradient is not None and gradient.shape == output.shape:
        return np.array(gradient)
    if gradient is not None:
        raise RuntimeError(mismatch(output, gradient))
    if entries == 1:
        return np.full(output.shape, 1.0)
    raise RuntimeError("grad can be implicitly created only for scalar outputs")


# %% right="initial_gradient" by="asking the array for its item"
def initial_gradient(output, gradient=None):
    if gradient is None:
        try:
            output.item()
        except ValueError:
            raise RuntimeError("grad can be implicitly created only for scalar outputs") from None
        gradient = 0.0 * output + 1.0
    if np.shape(gradient) != np.shape(output):
        raise RuntimeError(mismatch(output, gradient))
    return gradient


# %% wrong="initial_gradient" name="ones for every output"
# Without a gradient you start from ones, however many entries there are. That is the gradient of
# the sum, a guess that PyTorch refuses to make: for several entries it raises an error.
def initial_gradient(output, gradient=None):
    if gradient is None:
        return np.ones_like(output)
    if gradient.shape != output.shape:
        raise RuntimeError(mismatch(output, gradient))
    return gradient


# %% wrong="initial_gradient" name="scalar means 0-d"
# You refuse an output of shape `(1,)` or `(1, 1)`. It holds one number, and that is what
# "scalar" means in this message: count the entries, not the axes.
def initial_gradient(output, gradient=None):
    if gradient is None:
        if output.ndim != 0:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return np.ones_like(output)
    if gradient.shape != output.shape:
        raise RuntimeError(mismatch(output, gradient))
    return gradient


# %% wrong="initial_gradient" name="a bare 1"
# You return a plain 1 where the output has a shape of `(1,)` or `(1, 1)`. The gradient of an
# output has the shape of that output: `np.ones_like` makes it.
def initial_gradient(output, gradient=None):
    if gradient is None:
        if output.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return np.array(1.0)
    if gradient.shape != output.shape:
        raise RuntimeError(mismatch(output, gradient))
    return gradient


# %% wrong="initial_gradient" name="the gradient is not looked at"
# A gradient of any shape is accepted. One of a wrong shape would be broadcast somewhere further
# back and give wrong numbers without a word. Compare the shapes here.
def initial_gradient(output, gradient=None):
    if gradient is None:
        if output.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return np.ones_like(output)
    return gradient


# %% wrong="initial_gradient" name="broadcasts the gradient"
# You stretch a gradient that is too small over the output. PyTorch does not: a gradient must have
# exactly the shape of the output, and a 0-d gradient fits a 0-d output only.
def initial_gradient(output, gradient=None):
    if gradient is None:
        if output.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return np.ones_like(output)
    try:
        return np.broadcast_to(gradient, output.shape).copy()
    except ValueError:
        raise RuntimeError(mismatch(output, gradient)) from None


# %% wrong="initial_gradient" name="compares the number of entries"
# You compare how many entries there are. A (2, 3) output and a (3, 2) gradient have equally many,
# and a `(1,)` output and a 0-d gradient too, and do not fit: compare the shapes.
def initial_gradient(output, gradient=None):
    if gradient is None:
        if output.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return np.ones_like(output)
    if gradient.size != output.size:
        raise RuntimeError(mismatch(output, gradient))
    return gradient


# %% wrong="initial_gradient" name="zeros count as no gradient"
# A gradient of zeros was treated like none at all. Zeros are a gradient: they say that this output
# has no effect. Ask `gradient is None`.
def initial_gradient(output, gradient=None):
    if gradient is None or not gradient.any():
        if output.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return np.ones_like(output)
    if gradient.shape != output.shape:
        raise RuntimeError(mismatch(output, gradient))
    return gradient


# %% wrong="initial_gradient" name="another type of error"
# The cases are right, but you raise a `ValueError`. Code around you that expects PyTorch's
# `RuntimeError`, in an `except` for example, would not catch it.
def initial_gradient(output, gradient=None):
    if gradient is None:
        if output.size != 1:
            raise ValueError("grad can be implicitly created only for scalar outputs")
        return np.ones_like(output)
    if gradient.shape != output.shape:
        raise ValueError(mismatch(output, gradient))
    return gradient


# %% wrong="initial_gradient" name="empty counts as scalar"
# An output of no entries passes your test. There is no number in it that a backward pass could
# start from: exactly one entry is asked for, not at most one.
def initial_gradient(output, gradient=None):
    if gradient is None:
        if output.size > 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return np.ones_like(output)
    if gradient.shape != output.shape:
        raise RuntimeError(mismatch(output, gradient))
    return gradient


# %% wrong="initial_gradient" name="begins with zeros"
# A pass from a single number begins with 1: the gradient of the output with respect to itself. From
# 0 nothing but zeros would come.
def initial_gradient(output, gradient=None):
    if gradient is None:
        if output.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
        return np.zeros(output.shape)
    if gradient.shape != output.shape:
        raise RuntimeError(mismatch(output, gradient))
    return gradient


# %% [markdown]
# ## What you built
#
# - A node turns the gradient of its output, `v`, into that of its input, $v^T J$, without ever
#   holding $J$: entry by entry for an elementwise function, with a transpose for a product.
# - A whole Jacobian costs one pass for each output: its rows come from unit vectors.
# - What was stretched on the way forward is summed on the way back.
# - A pass starts with 1 for a single number. For anything else somebody has to say what counts.
