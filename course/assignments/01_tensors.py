# %% [markdown]
# # Assignment 01: a tensor that knows whether to record
#
# The lesson showed what `requires_grad` does. Here you build it: the rule by which the flag
# spreads, the refusal of whole numbers, leaves, switching the flag on later, and what is printed.
# Each is a small function in plain NumPy.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# Nothing here is PyTorch, but every function does what PyTorch does, and the checks compare it
# with an engine that behaves like PyTorch on inputs drawn for you. No exercise needs another one:
# if one resists, go on with the next.

# %% given="tensor"
import numpy as np

# The texts of PyTorch's errors, so that you need not type them.
NEW_NOT_FLOAT = "Only Tensors of floating point and complex dtype can require gradients"
LATER_NOT_FLOAT = "only Tensors of floating point dtype can require gradients"
NOT_A_LEAF = (
    "you can only change requires_grad flags of leaf variables. If you want to use a computed "
    "variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
)

# Functions on arrays, by names of their own.
plus, times, exceeds, place_of_largest = np.add, np.multiply, np.greater, np.argmax
choose, single, half = np.where, np.float32, np.float16


class Tensor:
    """An array and two notes about it.

    data           the array
    requires_grad  whether a gradient is wanted for it, or for something it was computed from
    made_by        the name of the recorded operation that made it, such as "MulBackward0";
                   None if no operation was recorded
    """

    def __init__(self, data, requires_grad=False, made_by=None):
        self.data = np.array(data)
        self.requires_grad = requires_grad
        self.made_by = made_by

    def __add__(self, other):
        return apply(plus, [self, other], "AddBackward0")

    def __mul__(self, other):
        return apply(times, [self, other], "MulBackward0")

    def __gt__(self, other):
        return apply(exceeds, [self, other], "GtBackward0")

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad}, made_by={self.made_by})"


def maker(tensor):
    """The name of the recorded operation that made the tensor, or None."""
    return tensor.made_by


# %% [markdown] card="must_record" level="easy" minutes=5
# Before an operation runs, the engine asks one question: does any of the inputs require a
# gradient? Everything else follows from the answer.
#
# Write `must_record(inputs)`. `inputs` is a list of one or more inputs of an operation. Each is a
# `Tensor` or a plain number, as the 2.0 in `x * 2.0`; a plain number never requires a gradient.
# An intermediate result with the flag counts as much as a weight.
# Return True or False.
#
# ```python
# >>> w = Tensor([1.0, 2.0], requires_grad=True)
# >>> x = Tensor([5.0, 6.0])
# >>> must_record([x, w]), must_record([x, 2.0])
# (True, False)
# ```
#
# <details><summary>Hint: AttributeError: 'float' object has no attribute 'requires_grad'</summary>
#
# A plain number has no flag. Ask first whether the input is a `Tensor`, with `isinstance`.
# </details>
# <details><summary>Hint: "The answer is a whole number, expected True or False"</summary>
#
# Counting or adding the flags gives 0, 1, 2. `any(...)` gives True or False.
# </details>

# %% exercise="must_record"
def must_record(inputs):
    """Whether at least one input is a tensor that requires a gradient."""
    ### BEGIN SOLUTION
    return any(isinstance(item, Tensor) and item.requires_grad for item in inputs)
    ### END SOLUTION


# %% check="must_record"

# %% right="must_record" by="a loop"
def must_record(inputs):
    for item in inputs:
        if isinstance(item, Tensor):
            if item.requires_grad:
                return True
    return False


# %% right="must_record" by="collecting the flags"
def must_record(inputs):
    flags = {getattr(item, "requires_grad", False) for item in inputs}
    return True in flags


# %% wrong="must_record" name="all inputs must require it"
# You ask for *all* inputs, and so `x * w` with a constant `x` would not be recorded. One input
# that requires a gradient is enough: if it moves, the result moves.
def must_record(inputs):
    return all(isinstance(item, Tensor) and item.requires_grad for item in inputs)


# %% wrong="must_record" name="looks at the first input only"
# Only the first input decides in your function. Both `x * w` and `w * x` must be recorded. Is
# there a `return` inside the loop that comes too early, or an index `[0]`?
def must_record(inputs):
    for item in inputs:
        return isinstance(item, Tensor) and item.requires_grad


# %% wrong="must_record" name="the last input decides"
# The last input decides in your function: a variable is overwritten in every round of the loop.
# Once an input with the flag was found, a later one without it must not undo that.
def must_record(inputs):
    for item in inputs:
        flag = isinstance(item, Tensor) and item.requires_grad
    return flag


# %% wrong="must_record" name="forgets plain numbers"
# With tensors alone it works, but one of the inputs was a plain number, which has no
# `requires_grad`. In `x * 2.0` the second input is the float 2.0. Treat it as an input without
# the flag.
def must_record(inputs):
    return any([item.requires_grad for item in inputs])


# %% wrong="must_record" name="plain numbers require a gradient"
# A plain number counts as an input with the flag in your function. A number in the program is a
# constant: nobody can ask for its gradient.
def must_record(inputs):
    return any(getattr(item, "requires_grad", True) for item in inputs)


# %% wrong="must_record" name="a count instead of a flag"
# Your answer is how many inputs require a gradient. The question is whether there are any: the
# answer is True or False.
def must_record(inputs):
    return sum(isinstance(item, Tensor) and bool(item.requires_grad) for item in inputs)


# %% wrong="must_record" name="any tensor is enough"
# A tensor without the flag counts as one with it in your function. That an input is a `Tensor` does
# not mean that a gradient is wanted for it; ask for its `requires_grad` too.
def must_record(inputs):
    return any(isinstance(item, Tensor) for item in inputs)


# %% wrong="must_record" name="no answer where nothing requires a gradient"
# Where an input has the flag your answer is right; where none has it the answer is None. A function
# that ends without a `return` gives None: return False after the loop.
def must_record(inputs):
    for item in inputs:
        if isinstance(item, Tensor) and item.requires_grad:
            return True


# %% wrong="must_record" name="all tensors must require it"
# You ask for *all* tensors among the inputs. One that requires a gradient is enough. And where
# there are only numbers, `all` of nothing is True.
def must_record(inputs):
    return all(item.requires_grad for item in inputs if isinstance(item, Tensor))


# %% wrong="must_record" name="the first tensor decides"
# The first tensor among the inputs decides in your function. If it has no flag, a later one may
# have it: return False only when you have seen them all.
def must_record(inputs):
    for item in inputs:
        if isinstance(item, Tensor):
            return item.requires_grad
    return False


# %% wrong="must_record" name="the middle is not asked"
# An input with the flag between two others is not seen. There may be any number of inputs: go over
# all of them.
def must_record(inputs):
    ends = [inputs[0], inputs[-1]]
    return any(isinstance(item, Tensor) and item.requires_grad for item in ends)


# %% wrong="must_record" name="intermediate results do not count"
# An intermediate result with the flag was passed over. The chain from the weights to the loss goes
# through such tensors; the flag alone decides.
def must_record(inputs):
    return any(getattr(i, "requires_grad", False) and i.made_by is None for i in inputs)


# %% [markdown] card="new_tensor" level="easy" minutes=10
# A derivative needs numbers that can move a little. So PyTorch gives the flag to floating-point
# tensors only, and says so with an error when a tensor of whole numbers or booleans is to have
# it. Without the flag such tensors are welcome.
#
# Write `new_tensor(data, requires_grad=False)`. It returns a `Tensor` with the array of `data`
# (a list, a number or an array) and the flag. The array keeps its dtype. If the flag is wanted
# and the dtype is not a floating-point one, raise `RuntimeError(NEW_NOT_FLOAT)`; this text, which
# is PyTorch's, is in the cell at the top. Complex numbers do not occur.
#
# ```python
# >>> new_tensor([1, 2, 3])
# Tensor([1 2 3], requires_grad=False, made_by=None)
# >>> new_tensor([1.0, 2.0], requires_grad=True)
# Tensor([1. 2.], requires_grad=True, made_by=None)
# >>> new_tensor([1, 2, 3], requires_grad=True)
# Traceback (most recent call last):
# RuntimeError: Only Tensors of floating point and complex dtype can require gradients
# ```
#
# <details><summary>Hint: how do I ask an array whether it holds floating-point numbers?</summary>
#
# `np.issubdtype(array.dtype, np.floating)` is True for float16, float32 and float64.
# </details>
# <details><summary>Hint: AttributeError: 'list' object has no attribute 'dtype'</summary>
#
# `data` may be a list. Make the `Tensor` first and look at the dtype of its `.data`.
# </details>

# %% exercise="new_tensor"
def new_tensor(data, requires_grad=False):
    """A tensor with the given flag. Raises RuntimeError for a flag on non-floating data."""
    ### BEGIN SOLUTION
    tensor = Tensor(data, requires_grad)
    if requires_grad and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(NEW_NOT_FLOAT)
    return tensor
    ### END SOLUTION


# %% check="new_tensor"

# %% right="new_tensor" by="the kind of the dtype"
def new_tensor(data, requires_grad=False):
    array = np.asarray(data)
    if not requires_grad:
        return Tensor(array)
    if array.dtype.kind != "f":
        raise RuntimeError(NEW_NOT_FLOAT)
    return Tensor(array, requires_grad=True)


# %% right="new_tensor" by="setting the flag afterwards"
def new_tensor(data, requires_grad=False):
    made = Tensor(data)
    if requires_grad:
        if made.data.dtype not in (np.float16, np.float32, np.float64):
            raise RuntimeError(NEW_NOT_FLOAT)
        made.requires_grad = True
    return made


# %% wrong="new_tensor" name="no check of the dtype"
# Whole numbers were to have the flag, and no error came. A whole number cannot move a little, so
# there is no gradient. Ask for the dtype and `raise` the error; to leave the flag out, or to print
# the message, is no way either, as the mistake would then show much later, at `backward()`.
def new_tensor(data, requires_grad=False):
    return Tensor(data, requires_grad)


# %% wrong="new_tensor" name="refuses whole numbers altogether"
# Whole numbers were refused even without the flag. Indices and labels are tensors of whole
# numbers too; only the flag is not for them.
def new_tensor(data, requires_grad=False):
    tensor = Tensor(data, requires_grad)
    if not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(NEW_NOT_FLOAT)
    return tensor


# %% wrong="new_tensor" name="turns whole numbers into floats"
# Whole numbers were turned into floating-point numbers, silently. PyTorch does not guess: it
# keeps the dtype, and raises an error if the flag does not go with it.
def new_tensor(data, requires_grad=False):
    return Tensor(np.asarray(data, dtype=np.float64), requires_grad)


# %% wrong="new_tensor" name="booleans slip through"
# Whole numbers are refused, booleans are not. Do not list what is forbidden; ask for what is
# allowed, the floating-point dtypes.
def new_tensor(data, requires_grad=False):
    tensor = Tensor(data, requires_grad)
    if requires_grad and np.issubdtype(tensor.data.dtype, np.integer):
        raise RuntimeError(NEW_NOT_FLOAT)
    return tensor


# %% wrong="new_tensor" name="float64 only"
# A float32 tensor was refused. It is PyTorch's usual dtype, and a floating-point one. Ask for the
# kind of dtype, not for one of them.
def new_tensor(data, requires_grad=False):
    tensor = Tensor(data, requires_grad)
    if requires_grad and tensor.data.dtype != np.float64:
        raise RuntimeError(NEW_NOT_FLOAT)
    return tensor


# %% wrong="new_tensor" name="another type of error"
# The right cases are refused, but with another type of exception. PyTorch raises a RuntimeError
# here, and programs that catch it rely on the type.
def new_tensor(data, requires_grad=False):
    tensor = Tensor(data, requires_grad)
    if requires_grad and not np.issubdtype(tensor.data.dtype, np.floating):
        raise TypeError(NEW_NOT_FLOAT)
    return tensor


# %% wrong="new_tensor" name="decides by the first entry"
# The type of the first entry decides in your function. An array has one dtype for all its entries,
# and `[2, 0.5]` gives a floating-point one. Ask the array, not an entry of the list.
def new_tensor(data, requires_grad=False):
    tensor = Tensor(data, requires_grad)
    first = data
    while isinstance(first, (list, np.ndarray)) and np.size(first):
        first = first[0] if np.ndim(first) else first.item()
    if requires_grad and isinstance(first, int | np.integer):
        raise RuntimeError(NEW_NOT_FLOAT)
    return tensor


# %% [markdown] card="apply" level="medium" minutes=15
# Every operation does the same around its arithmetic: take the arrays out of the tensors, compute,
# decide about the flag, note down the maker. So that is written once.
#
# Write `apply(function, inputs, name)`. `inputs` is a list of one or more tensors and plain numbers,
# whole ones or floats.
#
# 1. Call `function` on the arrays and the numbers as they are. So an array in float32 times 3.0 stays
#    in float32.
# 2. The result requires a gradient if any input does **and** the result's dtype is a
#    floating-point one. A comparison gives booleans; the history ends there, without an error.
# 3. If it requires a gradient, its `made_by` is `name`. If not, nothing is recorded: `made_by`
#    is None.
#
# Return a `Tensor`. The operators of `Tensor` at the top call your function, so `w * 3.0` works as
# soon as it does.
#
# ```python
# >>> w = Tensor([1.0, 2.0], requires_grad=True)
# >>> apply(times, [w, 3.0], "MulBackward0")
# Tensor([3. 6.], requires_grad=True, made_by=MulBackward0)
# >>> Tensor([1.0, 2.0]) * 3.0
# Tensor([3. 6.], requires_grad=False, made_by=None)
# >>> w > 1.5
# Tensor([False  True], requires_grad=False, made_by=None)
# ```
#
# <details><summary>Hint: RecursionError: maximum recursion depth exceeded</summary>
#
# You handed the tensors themselves to `function`. NumPy then uses their `*`, which calls `apply`,
# which calls `function` again. Hand over `.data`.
# </details>
# <details><summary>Hint: AttributeError: 'float' object has no attribute 'data'</summary>
#
# An input may be a plain number. It goes to the function as it is.
# </details>

# %% exercise="apply"
def apply(function, inputs, name):
    """Compute function(*inputs) as a tensor, and record its maker if a gradient is wanted."""
    ### BEGIN SOLUTION
    arrays = [item.data if isinstance(item, Tensor) else item for item in inputs]
    data = np.asarray(function(*arrays))
    wanted = any(isinstance(item, Tensor) and item.requires_grad for item in inputs)
    record = wanted and np.issubdtype(data.dtype, np.floating)
    return Tensor(data, requires_grad=record, made_by=name if record else None)
    ### END SOLUTION


# %% check="apply"

# %% right="apply" by="one loop over the inputs"
def apply(function, inputs, name):
    arrays, wanted = [], False
    for item in inputs:
        if isinstance(item, Tensor):
            wanted = wanted or item.requires_grad
            item = item.data
        arrays.append(item)
    result = Tensor(function(*arrays))
    if wanted and result.data.dtype.kind == "f":
        result.requires_grad = True
        result.made_by = name
    return result


# %% right="apply" by="the flags of all inputs"
def apply(function, inputs, name):
    result = function(*[getattr(item, "data", item) for item in inputs])
    is_float = isinstance(np.ravel(result)[0], np.floating)
    if is_float and True in [getattr(item, "requires_grad", False) for item in inputs]:
        return Tensor(result, True, name)
    return Tensor(result)


# %% wrong="apply" name="numbers become arrays of float64"
# A plain number becomes an array in your function. An array of shape () in float64 makes a result in
# float64 of an array in float32; a plain 3.0 leaves it in float32. Hand the number over as it is.
def apply(function, inputs, name):
    tensors = [item if isinstance(item, Tensor) else Tensor(item) for item in inputs]
    result = np.array(function(*[tensor.data for tensor in tensors]))
    wanted = result.dtype.kind == "f" and any(tensor.requires_grad for tensor in tensors)
    return Tensor(result, wanted, name if wanted else None)


# %% wrong="apply" name="the flag gets lost"
# The numbers are right, but the result never requires a gradient, so the chain from the weights
# to the loss is cut. Hand the flag on from the inputs, and record the maker with it.
def apply(function, inputs, name):
    return Tensor(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))


# %% wrong="apply" name="records everything"
# The maker is noted down even where no gradient is wanted. Then every constant drags its history
# along, and nothing is ever freed. `made_by` stays None unless the result requires a gradient.
def apply(function, inputs, name):
    data = np.asarray(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    return Tensor(data, wanted and data.dtype.kind == "f", name)


# %% wrong="apply" name="comparisons require a gradient"
# A result of booleans or of whole numbers got the flag. It cannot move a little, so there is
# nothing to differentiate. Look at the dtype of the result, not only at the inputs.
def apply(function, inputs, name):
    data = function(*[i.data if isinstance(i, Tensor) else i for i in inputs])
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    return Tensor(data, wanted, name if wanted else None)


# %% wrong="apply" name="only the first input counts"
# The flag of the first input decides. In `x * w` the weight is the second input, and the result
# must be recorded as well.
def apply(function, inputs, name):
    data = np.asarray(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))
    wanted = isinstance(inputs[0], Tensor) and inputs[0].requires_grad and data.dtype.kind == "f"
    return Tensor(data, wanted, name if wanted else None)


# %% wrong="apply" name="the flag without the maker"
# The result requires a gradient, but nobody noted down what made it: `made_by` is None. It would
# look like a leaf, and the way back to the weights would be lost. Hand `name` over.
def apply(function, inputs, name):
    data = np.asarray(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    return Tensor(data, wanted and data.dtype.kind == "f")


# %% wrong="apply" name="all inputs must require it"
# A result was left unrecorded because one of its inputs is a constant. One input that requires a
# gradient is enough.
def apply(function, inputs, name):
    data = np.asarray(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))
    wanted = all(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    wanted = wanted and data.dtype.kind == "f"
    return Tensor(data, wanted, name if wanted else None)


# %% wrong="apply" name="the maker without the flag"
# Results of booleans or of whole numbers have no flag, which is right, but their maker is noted
# down. Nothing was recorded there: `made_by` follows the flag of the *result*.
def apply(function, inputs, name):
    data = np.asarray(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    return Tensor(data, wanted and data.dtype.kind == "f", name if wanted else None)


# %% wrong="apply" name="only booleans end the history"
# A comparison ends the history in your function, and the place of the largest does not. It is a
# whole number and cannot move a little either. Ask for what can have a gradient, the
# floating-point dtypes.
def apply(function, inputs, name):
    data = np.asarray(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    wanted = wanted and data.dtype != bool
    return Tensor(data, wanted, name if wanted else None)


# %% wrong="apply" name="every float gets the flag"
# A result of constants got the flag and a maker. That it has a floating-point dtype is not enough:
# one of the inputs must require a gradient.
def apply(function, inputs, name):
    data = np.asarray(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))
    wanted = data.dtype.kind == "f"
    return Tensor(data, wanted, name if wanted else None)


# %% wrong="apply" name="float64 alone"
# A result in float32 or float16 was not recorded. These are floating-point dtypes as well, and
# float32 is PyTorch's usual one: ask for the kind of dtype, not for one of them.
def apply(function, inputs, name):
    data = np.asarray(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    wanted = wanted and data.dtype == np.float64
    return Tensor(data, wanted, name if wanted else None)


# %% wrong="apply" name="everything becomes float64"
# Your results are float64 whatever the function gave. A comparison gives booleans, and float32
# stays float32: keep the dtype of the result.
def apply(function, inputs, name):
    data = np.array(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]), dtype=float)
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    return Tensor(data, wanted, name if wanted else None)


# %% wrong="apply" name="an error where the history ends"
# A comparison of a weight raised a RuntimeError. Its result cannot have the flag, and nobody asked
# for it: the history ends there, without an error.
def apply(function, inputs, name):
    data = np.asarray(function(*[i.data if isinstance(i, Tensor) else i for i in inputs]))
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    result = new_tensor(data, wanted)
    result.made_by = name if wanted else None
    return result


# %% wrong="apply" name="hands over the tensors"
# The function was called with tensors. NumPy then uses their operators, and those call `apply`
# again, without end. Call it with the arrays, `.data`.
def apply(function, inputs, name):
    data = np.asarray(function(*inputs))
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    return Tensor(data, wanted, name if wanted else None)


# %% wrong="apply" name="whole numbers forgotten"
# With tensors and floats it works, but in `w * 3` an input is a whole number. Do not ask whether an
# input is a float; ask whether it is a `Tensor`.
def apply(function, inputs, name):
    data = np.asarray(function(*[i if isinstance(i, float) else i.data for i in inputs]))
    wanted = any(isinstance(i, Tensor) and i.requires_grad for i in inputs)
    record = wanted and data.dtype.kind == "f"
    return Tensor(data, record, name if record else None)


# %% wrong="apply" name="inputs in reverse order"
# The function gets the inputs in reverse order. A sum and a product do not show it; a comparison
# and a choice do. Hand them over in the order of `inputs`.
def apply(function, inputs, name):
    arrays = [item.data if isinstance(item, Tensor) else item for item in reversed(inputs)]
    data = np.asarray(function(*arrays))
    wanted = any(isinstance(item, Tensor) and item.requires_grad for item in inputs)
    record = wanted and np.issubdtype(data.dtype, np.floating)
    return Tensor(data, requires_grad=record, made_by=name if record else None)


# %% [markdown] card="is_leaf" level="easy" minutes=5
# A leaf is a tensor without a recorded history. Weights are leaves, data are leaves, and so is
# what was computed from data alone, as nothing was recorded there.
#
# Write `is_leaf(tensor)`. It returns True or False.
#
# ```python
# >>> is_leaf(Tensor([1.0], requires_grad=True))
# True
# >>> is_leaf(Tensor([1.0], requires_grad=True, made_by="MulBackward0"))
# False
# ```
#
# <details><summary>Hint: constants come out wrong</summary>
#
# The flag alone does not tell. Constants and weights differ in the flag, and both are leaves.
# What do they have in common?
# </details>
# <details><summary>Hint: "The answer is None, expected True or False"</summary>
#
# `tensor.made_by` is a name or None. Compare it: `... is None` gives True or False.
# </details>

# %% exercise="is_leaf"
def is_leaf(tensor):
    """Whether the tensor has no recorded history."""
    ### BEGIN SOLUTION
    return tensor.made_by is None
    ### END SOLUTION


# %% check="is_leaf"

# %% right="is_leaf" by="by the table of the lesson"
def is_leaf(tensor):
    if not tensor.requires_grad:
        return True
    return not tensor.made_by


# %% right="is_leaf" by="its opposite"
def is_leaf(tensor):
    intermediate = tensor.requires_grad and isinstance(tensor.made_by, str)
    return not intermediate


# %% wrong="is_leaf" name="a leaf is what requires a gradient"
# You took `requires_grad` for the answer. Intermediate results require a gradient and are no
# leaves; data require none and are leaves. A leaf is a tensor without a recorded maker.
def is_leaf(tensor):
    return tensor.requires_grad


# %% wrong="is_leaf" name="a leaf is what requires no gradient"
# A weight came out as "no leaf". Weights require a gradient and are leaves all the same: nothing
# computed them. Look at whether a maker was recorded.
def is_leaf(tensor):
    return not tensor.requires_grad


# %% wrong="is_leaf" name="only weights are leaves"
# Constants came out as "no leaf". It is true that they get no gradient, but a leaf is simply a
# tensor without recorded history, with the flag or without.
def is_leaf(tensor):
    return tensor.requires_grad and tensor.made_by is None


# %% wrong="is_leaf" name="upside down"
# Your answers are exactly the wrong way round: True for intermediate results. A leaf is where the
# history begins, so it has no maker.
def is_leaf(tensor):
    return tensor.made_by is not None


# %% wrong="is_leaf" name="everything is a leaf"
# An intermediate result came out as a leaf. It has a recorded maker, `made_by`, so there is
# history behind it.
def is_leaf(tensor):
    return True


# %% [markdown] card="requires_grad_" level="medium" minutes=15
# The flag of a tensor that exists can be changed, in place. There are two cases in which PyTorch
# refuses.
#
# Write `requires_grad_(tensor, value=True)`:
#
# - If `value` is False and the tensor is an intermediate result (it has a recorded maker), raise
#   `RuntimeError(NOT_A_LEAF)`.
# - If `value` is True and the dtype is not a floating-point one, raise
#   `RuntimeError(LATER_NOT_FLOAT)`.
# - Otherwise set the flag and return **the same tensor**. An intermediate result that is asked for
#   True has the flag already; that is no error, and it keeps its maker.
#
# Where you raise an error, the tensor stays as it was: ask first, then set.
#
# ```python
# >>> v = Tensor([1.0, 2.0])
# >>> requires_grad_(v) is v
# True
# >>> v.requires_grad
# True
# >>> requires_grad_(Tensor([1, 2]))
# Traceback (most recent call last):
# RuntimeError: only Tensors of floating point dtype can require gradients
# ```
#
# <details><summary>Hint: AttributeError: 'NoneType' object has no attribute 'requires_grad'</summary>
#
# The check uses what your function returns. Return the tensor; that is what makes
# `v = Tensor([1.0]).requires_grad_()` possible in PyTorch.
# </details>
# <details><summary>Hint: "error when switched off: An error was raised where none should be"</summary>
#
# Switching the flag *off* is harmless for any dtype. The second case is about True only.
# </details>

# %% exercise="requires_grad_"
def requires_grad_(tensor, value=True):
    """Set the flag in place and return the tensor. Raises RuntimeError where it cannot be set."""
    ### BEGIN SOLUTION
    if not value and tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    tensor.requires_grad = value
    return tensor
    ### END SOLUTION


# %% check="requires_grad_"

# %% right="requires_grad_" by="two branches"
def requires_grad_(tensor, value=True):
    if value:
        if tensor.data.dtype.kind != "f":
            raise RuntimeError(LATER_NOT_FLOAT)
    elif tensor.made_by:
        raise RuntimeError(NOT_A_LEAF)
    tensor.requires_grad = value
    return tensor


# %% right="requires_grad_" by="nothing to do first"
def requires_grad_(tensor, value=True):
    if tensor.requires_grad == value:
        return tensor
    message = None
    if tensor.made_by is not None:
        message = NOT_A_LEAF
    elif value and not isinstance(np.ravel(tensor.data)[:1].sum(), np.floating):
        message = LATER_NOT_FLOAT
    if message:
        raise RuntimeError(message)
    setattr(tensor, "requires_grad", value)
    return tensor


# %% wrong="requires_grad_" name="returns a new tensor"
# A new tensor with the flag came back, and the one handed over is as it was. The underscore means
# "in place": change this very tensor, and return it.
def requires_grad_(tensor, value=True):
    if not value and tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    return Tensor(tensor.data, value)


# %% wrong="requires_grad_" name="always switches on"
# With `value=False` the flag was not switched off. Set it to `value`, not to True.
def requires_grad_(tensor, value=True):
    if not value and tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    tensor.requires_grad = True
    return tensor


# %% wrong="requires_grad_" name="no check for leaves"
# An intermediate result lost its flag, although its maker is recorded. Its flag follows from its
# inputs; PyTorch raises an error and points to `detach()`.
def requires_grad_(tensor, value=True):
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    tensor.requires_grad = value
    return tensor


# %% wrong="requires_grad_" name="no check of the dtype"
# A tensor of whole numbers got the flag. The rule of `new_tensor` holds here as well: a gradient
# is for floating-point numbers only.
def requires_grad_(tensor, value=True):
    if not value and tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    tensor.requires_grad = value
    return tensor


# %% wrong="requires_grad_" name="refuses any call on an intermediate result"
# Asking an intermediate result for True raised an error. It has the flag already, so nothing would
# change, and PyTorch lets it pass. Only switching off is refused.
def requires_grad_(tensor, value=True):
    if tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    tensor.requires_grad = value
    return tensor


# %% wrong="requires_grad_" name="refuses to switch off on whole numbers"
# `requires_grad_(labels, False)` raised an error for a tensor of whole numbers. Switching off what
# is off already is harmless; the dtype matters only when the flag is switched on.
def requires_grad_(tensor, value=True):
    if not value and tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    if not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    tensor.requires_grad = value
    return tensor


# %% wrong="requires_grad_" name="returns nothing"
# The flag is set, but nothing is returned. PyTorch's method returns its tensor, so that a call can
# stand in the middle of an expression.
def requires_grad_(tensor, value=True):
    if not value and tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    tensor.requires_grad = value


# %% wrong="requires_grad_" name="turns the flag round"
# The flag was turned round, whatever `value` says: switched off once more, it is on again. Set it
# to `value`.
def requires_grad_(tensor, value=True):
    if not value and tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    tensor.requires_grad = not tensor.requires_grad
    return tensor


# %% wrong="requires_grad_" name="the two errors swapped"
# The two texts are swapped. `NOT_A_LEAF` is for an intermediate result that is to lose its flag,
# `LATER_NOT_FLOAT` for whole numbers and booleans that are to get it.
def requires_grad_(tensor, value=True):
    if not value and tensor.made_by is not None:
        raise RuntimeError(LATER_NOT_FLOAT)
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(NOT_A_LEAF)
    tensor.requires_grad = value
    return tensor


# %% wrong="requires_grad_" name="set before it is refused"
# The error comes, but the flag was changed before it. Whoever catches the error then has a tensor
# that nobody allowed. Ask first, then set.
def requires_grad_(tensor, value=True):
    tensor.requires_grad = value
    if not value and tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    return tensor


# %% wrong="requires_grad_" name="the maker is thrown away"
# An intermediate result that was asked for True has lost its maker. It has the flag already, and
# its history stays: only the flag is set here.
def requires_grad_(tensor, value=True):
    if not value and tensor.made_by is not None:
        raise RuntimeError(NOT_A_LEAF)
    if value and not np.issubdtype(tensor.data.dtype, np.floating):
        raise RuntimeError(LATER_NOT_FLOAT)
    tensor.requires_grad = value
    tensor.made_by = None
    return tensor


# %% [markdown] card="ending" level="easy" minutes=10
# When PyTorch prints a tensor, the end of the line tells which of the three kinds it is:
#
# | kind | printed | ending |
# |---|---|---|
# | a constant | `tensor([1., 2.])` | nothing |
# | a leaf that requires a gradient | `tensor([1., 2.], requires_grad=True)` | `requires_grad=True` |
# | an intermediate result | `tensor([1., 2.], grad_fn=<MulBackward0>)` | `grad_fn=<MulBackward0>` |
#
# Write `ending(tensor)`. It returns the ending as a string, without comma and parenthesis; the
# empty string for a constant.
#
# ```python
# >>> ending(Tensor([1.0], requires_grad=True))
# 'requires_grad=True'
# >>> ending(Tensor([1.0], requires_grad=True, made_by="AddBackward0"))
# 'grad_fn=<AddBackward0>'
# >>> ending(Tensor([1.0]))
# ''
# ```
#
# <details><summary>Hint: "It is 'requires_grad=True', expected 'grad_fn=..."</summary>
#
# Both a weight and an intermediate result have the flag, so ask for the maker first.
# </details>
# <details><summary>Hint: how do I put a name between angle brackets?</summary>
#
# In an f-string: `f"grad_fn=<{name}>"`.
# </details>

# %% exercise="ending"
def ending(tensor):
    """What PyTorch prints after the numbers of a tensor."""
    ### BEGIN SOLUTION
    if tensor.made_by is not None:
        return f"grad_fn=<{tensor.made_by}>"
    return "requires_grad=True" if tensor.requires_grad else ""
    ### END SOLUTION


# %% check="ending"

# %% right="ending" by="flag first"
def ending(tensor):
    if not tensor.requires_grad:
        return ""
    if tensor.made_by is None:
        return "requires_grad=True"
    return "grad_fn=<" + tensor.made_by + ">"


# %% right="ending" by="a table of the kinds"
def ending(tensor):
    kinds = {
        (False, False): "",
        (True, False): "requires_grad=True",
        (True, True): "grad_fn=<%s>" % tensor.made_by,
    }
    return kinds[bool(tensor.requires_grad), tensor.made_by is not None]


# %% wrong="ending" name="the flag hides the maker"
# Intermediate results end in `requires_grad=True` in your answer. They do require a gradient, but
# PyTorch prints the maker instead, from which that follows. Ask for the maker first.
def ending(tensor):
    if tensor.requires_grad:
        return "requires_grad=True"
    return f"grad_fn=<{tensor.made_by}>" if tensor.made_by else ""


# %% wrong="ending" name="both for an intermediate result"
# Intermediate results end in both notes in your answer. The maker alone is printed; that such a
# tensor requires a gradient follows from it.
def ending(tensor):
    parts = ["requires_grad=True"] if tensor.requires_grad else []
    if tensor.made_by:
        parts.append(f"grad_fn=<{tensor.made_by}>")
    return ", ".join(parts)


# %% wrong="ending" name="says so when there is nothing to say"
# A constant ends in `requires_grad=False` in your answer. PyTorch prints the flag only when it is
# set; the usual case needs no words.
def ending(tensor):
    if tensor.made_by is not None:
        return f"grad_fn=<{tensor.made_by}>"
    return f"requires_grad={tensor.requires_grad}"


# %% wrong="ending" name="always the maker"
# Leaves end in `grad_fn=<None>` in your answer. A leaf has no maker, and PyTorch does not print
# one: a leaf shows its flag, if it is set.
def ending(tensor):
    return f"grad_fn=<{tensor.made_by}>"


# %% wrong="ending" name="no angle brackets"
# The name of the maker stands there without its angle brackets. They are Python's sign for an
# object that is described rather than written out: `grad_fn=<MulBackward0>`.
def ending(tensor):
    if tensor.made_by is not None:
        return f"grad_fn={tensor.made_by}"
    return "requires_grad=True" if tensor.requires_grad else ""


# %% [markdown] card="will_get_grad" level="medium" minutes=10
# After `loss.backward()`, which tensors have a `.grad`? Not all that require a gradient: those
# that are computed on the way only hand it on. And not all leaves: nobody asked for the gradient
# of the data. This is the list that an optimizer is given.
#
# Write `will_get_grad(named)`. `named` is a list of pairs of a name and a tensor. Return the list
# of the names of those whose `.grad` a backward pass fills, in the order of `named`. No name
# occurs twice. You may take it that the loss depends on all of them.
#
# ```python
# >>> x = Tensor([1.0, 2.0])
# >>> w = Tensor([3.0, 4.0], requires_grad=True)
# >>> product = Tensor([3.0, 8.0], requires_grad=True, made_by="MulBackward0")
# >>> will_get_grad([("x", x), ("w", w), ("product", product)])
# ['w']
# ```
#
# <details><summary>Hint: intermediate results are in my list</summary>
#
# They require a gradient but are no leaves. Both conditions must hold.
# </details>
# <details><summary>Hint: my list holds tensors or pairs</summary>
#
# Take the pair apart in the loop, `for name, tensor in named`, and keep the name.
# </details>

# %% exercise="will_get_grad"
def will_get_grad(named):
    """The names of the leaves that require a gradient."""
    ### BEGIN SOLUTION
    return [name for name, tensor in named if tensor.requires_grad and tensor.made_by is None]
    ### END SOLUTION


# %% check="will_get_grad"

# %% right="will_get_grad" by="a loop"
def will_get_grad(named):
    names = []
    for name, tensor in named:
        if not tensor.requires_grad:
            continue
        if tensor.made_by:
            continue
        names.append(name)
    return names


# %% right="will_get_grad" by="two filters"
def will_get_grad(named):
    wanted = filter(lambda pair: pair[1].requires_grad, named)
    leaves = filter(lambda pair: not pair[1].made_by, wanted)
    return list(dict(leaves))


# %% wrong="will_get_grad" name="everything with the flag"
# Intermediate results are in your list. They require a gradient, but it only passes through them:
# `.grad` is kept on leaves. Leave out what has a recorded maker.
def will_get_grad(named):
    return [name for name, tensor in named if tensor.requires_grad]


# %% wrong="will_get_grad" name="every leaf"
# Constants are in your list. They are leaves, but nobody asked for their gradient. Take those
# leaves that have the flag.
def will_get_grad(named):
    return [name for name, tensor in named if tensor.made_by is None]


# %% wrong="will_get_grad" name="the intermediate results"
# Your list holds exactly the intermediate results. That is where the gradient passes through; it
# is kept where the history begins, on the leaves.
def will_get_grad(named):
    return [name for name, tensor in named if tensor.made_by is not None]


# %% wrong="will_get_grad" name="the first one only"
# Your list ends after the first name. Every leaf with the flag gets its gradient. Is there a
# `return` inside the loop?
def will_get_grad(named):
    for name, tensor in named:
        if tensor.requires_grad and tensor.made_by is None:
            return [name]
    return []


# %% wrong="will_get_grad" name="tensors instead of names"
# The right ones were found, but your list holds the tensors. Their names are asked for.
def will_get_grad(named):
    return [tensor for name, tensor in named if tensor.requires_grad and tensor.made_by is None]


# %% wrong="will_get_grad" name="one of the two conditions is enough"
# All names are in your list. Constants are leaves, and intermediate results have the flag; a tensor
# whose `.grad` is filled is both, a leaf *and* with the flag.
def will_get_grad(named):
    return [name for name, tensor in named if tensor.requires_grad or tensor.made_by is None]


# %% wrong="will_get_grad" name="sorted by name"
# The right names, in alphabetical order. The order of `named` is asked for: a set and `sorted` lose
# it.
def will_get_grad(named):
    return sorted(name for name, t in named if t.requires_grad and t.made_by is None)


# %% wrong="will_get_grad" name="a generator instead of a list"
# Your answer is a generator: an expression in parentheses that has not run yet. With square
# brackets it is a list.
def will_get_grad(named):
    return (name for name, tensor in named if tensor.requires_grad and tensor.made_by is None)


# %% wrong="will_get_grad" name="None for the others"
# Your list has an entry for every tensor, None for those that get no gradient. Leave these out: the
# condition belongs behind the loop, `[... for ... if ...]`.
def will_get_grad(named):
    return [name if t.requires_grad and t.made_by is None else None for name, t in named]


# %% wrong="will_get_grad" name="pairs instead of names"
# The right ones were found, but your list holds pairs of a name and a tensor. Their names are asked
# for.
def will_get_grad(named):
    return [(name, t) for name, t in named if t.requires_grad and t.made_by is None]


# %% wrong="will_get_grad" name="ends after the first pair"
# Your list ends too early. Does a `return` or a `break` in the loop end it? Go on with the next pair.
def will_get_grad(named):
    names = []
    for name, tensor in named:
        if tensor.requires_grad and tensor.made_by is None:
            names.append(name)
        return names


# %% [markdown]
# ## What you built
#
# - One question decides about recording: does any input require a gradient, and can the result
#   have one?
# - Constants, weights and intermediate results are told apart by the flag and the maker. Two of
#   the three are leaves; one of the three gets a `.grad`.
# - The flag is refused where it would make no sense, at the place of the mistake.
#
# What is still missing is the maker itself. Here it was a name. In assignment 02 it becomes a node
# that also knows its inputs, and the nodes together are the graph.
