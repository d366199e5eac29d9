# %% [markdown]
# # Assignment 08: switching recording off
#
# An engine that records everything needs ways to record less. Here you build them: the switch
# that all operations look at, a block and a decorator that turn it, a way to cut off one value,
# and a way to freeze the weights of a layer, all in plain NumPy.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# The cell below is the engine of the earlier assignments, with one piece missing: every operation
# ends in a call of `record`, which you write first.

# %% given="engine"
import functools

import numpy as np


class Mode:
    """The switch: operations are recorded while `recording` is True."""

    def __init__(self):
        self.recording = True


mode = Mode()


class Tensor:
    """An array that remembers which tensors it was computed from.

    data           a float64 array; an array that is handed over is kept, not copied
    requires_grad  whether gradients are wanted for it
    parents        the tensors it was computed from; a leaf has none
    rule           takes the gradient of this tensor, gives one gradient for each parent
    grad           None, until a gradient is accumulated into it
    """

    def __init__(self, data, requires_grad=False, parents=(), rule=None):
        self.data = np.asarray(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.parents = parents
        self.rule = rule
        self.grad = None

    @property
    def is_leaf(self):
        return self.rule is None

    def __add__(self, other):
        return recorded(self.data + other.data, (self, other), lambda g: (g, g))

    def __mul__(self, other):
        def rule(g):
            return g * other.data, g * self.data

        return recorded(self.data * other.data, (self, other), rule)

    def __repr__(self):
        return f"Tensor({self.data}, requires_grad={self.requires_grad})"


def recorded(data, parents, rule):
    """What an operation returns: whatever your `record` makes of it."""
    result = record(data, parents, rule)
    if not isinstance(result, Tensor):
        raise TypeError("`record`, the first exercise, did not return a Tensor")
    return result


def backward(root, gradient):
    """Send `gradient` from root to the leaves that require one, and add it to their .grad."""
    if root.is_leaf:
        root.grad = gradient + (0.0 if root.grad is None else root.grad)
        return
    for parent, part in zip(root.parents, root.rule(gradient)):
        if parent.requires_grad:
            backward(parent, part)


# %% [markdown]
# The checks use a few helpers. They are here so that you can try them too.

# %% given="helpers"
LEAVES_ONLY = (
    "you can only change requires_grad flags of leaf variables. If you want to use a computed "
    "variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
)


def facts(tensor):
    """What a tensor knows about its making."""
    return {
        "requires_grad": tensor.requires_grad,
        "is_leaf": tensor.is_leaf,
        "number of parents": len(tensor.parents),
    }


def doubled(x):
    """A tensor that was computed from x, whatever the switch says."""
    return Tensor(x.data + x.data, requires_grad=True, parents=(x, x), rule=lambda g: (g, g))


def pass_on(gradient):
    """A rule for two parents."""
    return gradient, gradient


def a_plus_twice_b(gradient):
    """The rule of a + 2 * b."""
    return gradient, 2 * gradient


def same_object(first, second):
    return first is second


def fails_inside(manager, kind="ValueError"):
    """Raise an error in a block and tell whether it comes out of the block."""
    error = {"ValueError": ValueError, "RuntimeError": RuntimeError,
             "KeyError": KeyError, "StopIteration": StopIteration,
             "UserWarning": UserWarning, "KeyboardInterrupt": KeyboardInterrupt}[kind]
    try:
        with manager:
            raise error("something went wrong")
    except error:
        return "it came out of the block"
    return "it was swallowed"


def hands_back(value=0.0):
    """What it gets."""
    return value


def error_of(function, *arguments):
    """The error that a call raises, with its text."""
    try:
        answer = function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if isinstance(answer, Exception):
        return f"returned, not raised: {type(answer).__name__}"
    return "no error"


def reading(x, offset=0.0, factor=1.0):
    """x times a factor plus an offset, and what the switch says meanwhile."""
    return [x * factor + offset, mode.recording]


def number_of_call(x, calls=[]):
    """How often this function was called, this time included."""
    calls.append(x)
    return len(calls)


def failing(x):
    """A function that never returns."""
    raise ValueError("something went wrong")


def calls_itself(decorator):
    """What the switch says while a decorated function calls itself, and after that.

    In the outer call, in the inner call at its beginning and at its end, in the outer call again,
    and after both.
    """
    seen = []

    @decorator
    def twice(depth):
        seen.append(mode.recording)
        if depth:
            twice(depth - 1)
        seen.append(mode.recording)

    twice(1)
    return [*seen, mode.recording]


# %% [markdown] card="record" level="easy" minutes=10
# Every operation ends with the same question: will anybody want to walk back through this? Two
# things must come together for a yes. The switch `mode.recording` is on, and at least one of the
# inputs requires a gradient. Otherwise the result should be as light as a constant: numbers and
# nothing else. This is where `no_grad` saves its memory and time.
#
# Write `record(data, parents, rule)`. It returns a new `Tensor` with the given data. If the
# operation is to be recorded, the tensor requires a gradient and holds `parents` and `rule`; if
# not, it requires none and holds neither, as `Tensor(data)` does. `parents` is a tuple of one or
# more tensors, leaves or computed, and one may be in it twice; they and the switch stay as they
# are.
#
# ```python
# >>> w = Tensor([1.0, 2.0], requires_grad=True)
# >>> record(np.array([3.0, 6.0]), (w, Tensor([3.0, 3.0])), pass_on)
# Tensor([3. 6.], requires_grad=True)
# >>> mode.recording = False
# >>> record(np.array([3.0, 6.0]), (w, Tensor([3.0, 3.0])), pass_on)
# Tensor([3. 6.], requires_grad=False)
# >>> mode.recording = True
# ```
#
# <details><summary>Hint: "number of parents: It is 2, expected 0"</summary>
#
# A result that is not recorded must not hold its parents either: as long as it does, they and
# everything behind them stay in memory. `Tensor(data)` alone holds nothing.
# </details>
# <details><summary>Hint: requires_grad is wrong where only the last parent requires one</summary>
#
# One input that requires a gradient is enough, whichever it is. Python has `any(...)`.
# </details>

# %% exercise="record"
def record(data, parents, rule):
    """The result of an operation: with its history if recording is on and anybody needs it."""
    ### BEGIN SOLUTION
    if mode.recording and any(parent.requires_grad for parent in parents):
        return Tensor(data, requires_grad=True, parents=parents, rule=rule)
    return Tensor(data)
    ### END SOLUTION


# %% check="record"

# %% right="record" by="early returns"
def record(data, parents, rule):
    if not mode.recording:
        return Tensor(data)
    for parent in parents:
        if parent.requires_grad:
            return Tensor(data, True, parents, rule)
    return Tensor(data)


# %% right="record" by="a tensor that is completed"
def record(data, parents, rule):
    result = Tensor(data)
    wanted = [parent for parent in parents if parent.requires_grad]
    result.requires_grad = mode.recording and len(wanted) > 0
    if result.requires_grad:
        result.parents = parents
        result.rule = rule
    return result


# %% wrong="record" name="ignores the switch"
# With recording off the result was recorded all the same. Look at `mode.recording`, each time that
# `record` is called, as well as at the parents; both must say yes.
def record(data, parents, rule):
    if any(parent.requires_grad for parent in parents):
        return Tensor(data, requires_grad=True, parents=parents, rule=rule)
    return Tensor(data)


# %% wrong="record" name="ignores the parents"
# While recording is on, every result came out requiring a gradient, even one made of constants
# alone. There is nobody to bring that gradient to: at least one parent must require one.
def record(data, parents, rule):
    if mode.recording:
        return Tensor(data, requires_grad=True, parents=parents, rule=rule)
    return Tensor(data)


# %% wrong="record" name="wants all parents"
# The result was recorded only where every parent requires a gradient. In `weight * input` the
# input usually requires none, and the weight still needs its gradient: one parent is enough.
def record(data, parents, rule):
    if mode.recording and all(parent.requires_grad for parent in parents):
        return Tensor(data, requires_grad=True, parents=parents, rule=rule)
    return Tensor(data)


# %% wrong="record" name="asks only the first parent"
# The answer depends on the first parent alone. Multiplication has two inputs, and a gradient may
# be wanted for any of them.
def record(data, parents, rule):
    if mode.recording and parents[0].requires_grad:
        return Tensor(data, requires_grad=True, parents=parents, rule=rule)
    return Tensor(data)


# %% wrong="record" name="asks only the first and the last parent"
# A parent in the middle that requires a gradient was overlooked. There may be any number of
# parents: ask all of them, with `any(...)`.
def record(data, parents, rule):
    if mode.recording and (parents[0].requires_grad or parents[-1].requires_grad):
        return Tensor(data, requires_grad=True, parents=parents, rule=rule)
    return Tensor(data)


# %% wrong="record" name="leaves parents out"
# Parents that require no gradient are missing from the result. The rule gives one gradient for each
# input, in their order, and would now meet the wrong parents: hold all of them.
def record(data, parents, rule):
    wanted = tuple(parent for parent in parents if parent.requires_grad)
    if mode.recording and wanted:
        return Tensor(data, requires_grad=True, parents=wanted, rule=rule)
    return Tensor(data)


# %% wrong="record" name="does not require a gradient"
# The result holds parents and rule, but it does not require a gradient. The next operation asks for
# that flag, and would find a constant.
def record(data, parents, rule):
    if mode.recording and any(parent.requires_grad for parent in parents):
        return Tensor(data, parents=parents, rule=rule)
    return Tensor(data)


# %% wrong="record" name="keeps the rule"
# A result that is not recorded still holds its rule, so it is no leaf, and the rule holds the arrays
# that it needs. It should hold neither parents nor rule.
def record(data, parents, rule):
    if mode.recording and any(parent.requires_grad for parent in parents):
        return Tensor(data, requires_grad=True, parents=parents, rule=rule)
    return Tensor(data, rule=rule)


# %% wrong="record" name="keeps the history without using it"
# `requires_grad` is right everywhere, but a result that is not recorded still holds parents and
# rule. They keep the whole history in memory, which is what switching off should avoid.
def record(data, parents, rule):
    wanted = mode.recording and any(parent.requires_grad for parent in parents)
    return Tensor(data, requires_grad=wanted, parents=parents, rule=rule)


# %% wrong="record" name="either condition is enough"
# The result was recorded where only one of the two conditions holds. The switch *and* a parent
# that requires a gradient: look at the word between your conditions.
def record(data, parents, rule):
    if mode.recording or any(parent.requires_grad for parent in parents):
        return Tensor(data, requires_grad=True, parents=parents, rule=rule)
    return Tensor(data)


# %% wrong="record" name="keeps the parents"
# A result that is not recorded still holds its parents. As long as it does, they and everything
# behind them stay in memory. It should hold neither parents nor rule.
def record(data, parents, rule):
    needed = mode.recording and any(parent.requires_grad for parent in parents)
    return Tensor(data, requires_grad=needed, parents=parents, rule=rule if needed else None)


# %% wrong="record" name="counts only leaves"
# The result of a parent that was itself computed was not recorded. So recording ends after one
# operation. A parent that requires a gradient counts, leaf or not.
def record(data, parents, rule):
    if mode.recording and any(parent.requires_grad and parent.is_leaf for parent in parents):
        return Tensor(data, requires_grad=True, parents=parents, rule=rule)
    return Tensor(data)


# %% wrong="record" name="a repeated parent only once"
# A tensor that is both parents, as in `x * x`, is held once, and one of the rule's two gradients
# finds no parent. Hold `parents` as it is.
def record(data, parents, rule):
    if mode.recording and any(parent.requires_grad for parent in parents):
        different = {id(parent): parent for parent in parents}
        return Tensor(data, requires_grad=True, parents=tuple(different.values()), rule=rule)
    return Tensor(data)


# %% wrong="record" name="sets the switch"
# Your code changes `mode.recording`. `record` asks what the switch says; only blocks such as
# `no_grad` turn it.
def record(data, parents, rule):
    mode.recording = mode.recording and any(p.requires_grad for p in parents)
    if mode.recording:
        return Tensor(data, True, parents, rule)
    return Tensor(data)


# %% [markdown] card="no_grad" level="medium" minutes=20
# Nobody wants to set a switch by hand and think of setting it back. Python's `with` does both: it
# calls `__enter__` when the block begins and `__exit__` when it ends, however it ends. If an error
# ended the block, `__exit__` gets the error's type, the error and its traceback, otherwise three
# times None. If `__exit__` returns a true value, the error is dropped; if it returns None, the
# error goes on. What `__enter__` returns is not used here.
#
# Write the two methods. `__enter__` switches `mode.recording` off. `__exit__` restores what the
# switch was when the block began, after an error too, and lets the error go on. Blocks can stand
# inside blocks: when the inner one ends, recording must stay off. Each block has an object of its
# own: it begins with `with no_grad()`.
#
# ```python
# >>> with no_grad():
# ...     print(mode.recording)
# False
# >>> mode.recording
# True
# ```
#
# <details><summary>Hint: "recording after the inner block: It is True, expected False"</summary>
#
# `__exit__` must not switch on, it must restore. What was before? Only `__enter__` can know that,
# and it has `self` to keep it in.
# </details>
# <details><summary>Hint: "the error: It is 'it was swallowed', expected 'it came out of the block'"</summary>
#
# `__exit__` returned something that counts as true. Return nothing.
# </details>
# <details><summary>Hint: "recording after no_grad(): It is False, expected True"</summary>
#
# `no_grad()` only makes the object. Whatever `__init__` does happens then; the block begins at
# `__enter__`.
# </details>

# %% exercise="no_grad"
class no_grad:
    """A block in which nothing is recorded."""

    def __enter__(self):
        ### BEGIN SOLUTION
        self.before = mode.recording
        mode.recording = False
        ### END SOLUTION

    def __exit__(self, error_type, error, traceback):
        ### BEGIN SOLUTION
        mode.recording = self.before
        ### END SOLUTION


# %% check="no_grad"

# %% right="no_grad" by="a generator"
import contextlib


@contextlib.contextmanager
def no_grad():
    before = mode.recording
    mode.recording = False
    try:
        yield
    finally:
        mode.recording = before


# %% right="no_grad" by="a stack"
class no_grad:
    states = []

    def __enter__(self):
        self.states.append(mode.recording)
        mode.recording = False
        return self

    def __exit__(self, *error):
        mode.recording = self.states.pop()
        return False


# %% wrong="no_grad" name="always switches on at the end"
# The end of a block switches recording on, whatever it was before. Inside another `no_grad` block
# it has to stay off: remember the state in `__enter__` and restore that.
class no_grad:
    def __enter__(self):
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        mode.recording = True


# %% wrong="no_grad" name="never switches back"
# Recording is still off after the block. From then on nothing in the whole program is recorded,
# and `backward` finds no graph. `__exit__` has to restore what was before.
class no_grad:
    def __enter__(self):
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        pass


# %% wrong="no_grad" name="swallows the error" methods=true
# An error in the block disappeared. A true value returned by `__exit__` tells Python that the
# error was dealt with; return nothing, and it goes on.
def __exit__(self, error_type, error, traceback):
    mode.recording = self.before
    return True


# %% wrong="no_grad" name="does not restore after an error" methods=true
# When an error ends the block, recording stays off. One failed cell would then switch recording
# off for all that follow. Restore in every case.
def __exit__(self, error_type, error, traceback):
    if error_type is None:
        mode.recording = self.before


# %% wrong="no_grad" name="switches when it is made" methods=true
# `no_grad()` alone switched recording off, before any block began. An object that is made and
# never used would leave it off for good. Switch in `__enter__`, not in `__init__`.
def __init__(self):
    self.before = mode.recording
    mode.recording = False


def __enter__(self):
    return self


# %% wrong="no_grad" name="remembers the state too early" methods=true
# What is restored is the state at the moment when `no_grad()` was called. Until the block begins
# the switch may have been turned: remember it in `__enter__`.
def __init__(self):
    self.before = mode.recording


def __enter__(self):
    mode.recording = False


# %% wrong="no_grad" name="switches on after an error" methods=true
# After an error in an inner block recording is on, inside the outer one. An error changes nothing
# about what to restore: the state at the beginning of the block.
def __exit__(self, error_type, error, traceback):
    mode.recording = self.before if error_type is None else True


# %% wrong="no_grad" name="one memory for all blocks"
# After two nested blocks recording stays off: all blocks remember the earlier state in one place,
# and the inner block wrote over what the outer one had put there. Keep it in `self`.
class no_grad:
    def __enter__(self):
        no_grad.before = mode.recording
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        mode.recording = no_grad.before


# %% wrong="no_grad" name="turns the switch round"
# The end of a block turns the switch round. Recording was off at the beginning of the inner block,
# and is on after it, inside the outer one. Restore what was there, whatever it was.
class no_grad:
    def __enter__(self):
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        mode.recording = not mode.recording


# %% wrong="no_grad" name="on at the end of the outermost block"
# The end of the outermost block switches recording on, even if it was off before that block began.
# Somebody may have switched it off in another way: remember the state in `__enter__` and restore
# that.
class no_grad:
    depth = 0

    def __enter__(self):
        no_grad.depth += 1
        mode.recording = False

    def __exit__(self, error_type, error, traceback):
        no_grad.depth -= 1
        if no_grad.depth == 0:
            mode.recording = True


# %% wrong="no_grad" name="leaves the switch on"
# Recording stays on in the block: `__enter__` remembers what the switch was, and does not turn it
# off. Set `mode.recording = False` there.
class no_grad:
    def __enter__(self):
        self.before = mode.recording
        return self.before
    def __exit__(self, *e):
        mode.recording = self.before


# %% wrong="no_grad" name="toggles"
# The block turns the switch over, at its beginning and at its end. A block in a block so turns
# recording on again. Inside of each block it is off, whatever it was before.
class no_grad:
    def __enter__(self):
        mode.recording = not mode.recording

    def __exit__(self, error_type, error, traceback):
        mode.recording = not mode.recording


# %% [markdown] card="untracked" level="medium" minutes=15
# A function that only predicts should never record, wherever it is called from. PyTorch lets you
# write `@torch.no_grad()` above it. A decorator is a function that takes a function and returns
# another one, to be called in its place.
#
# Write `untracked(function)`. It returns a new function that runs `function` with recording off:
# it passes on all arguments, by position and by keyword, and returns what `function` returns.
# Afterwards the switch is what it was before the call, after an error too, and also if `function`
# calls the new function again. The new function keeps the name of the old one. Use your `no_grad`.
#
# ```python
# >>> @untracked
# ... def predict(x):
# ...     return [x + 1, mode.recording]
# >>> predict(2)
# [3, False]
# >>> predict.__name__
# 'predict'
# ```
#
# <details><summary>Hint: "recording inside][1]: It is True, expected False"</summary>
#
# When is your `with` block entered and left? `with no_grad(): return function` enters and leaves
# it while the function is being *decorated*, once. The block belongs into the inner function.
# </details>
# <details><summary>Hint: "after both: It is False, expected True"</summary>
#
# Both calls use one `no_grad()` object, and the inner one wrote over what the outer one had
# remembered. Write `with no_grad():` in the inner function, so that each call makes a new one.
# </details>
# <details><summary>Hint: how do I keep the name?</summary>
#
# `functools.wraps(function)` is a decorator for your inner function that copies name and
# docstring.
# </details>
# <details><summary>Hint: TypeError: reading() got an unexpected keyword argument 'offset'</summary>
#
# The inner function is declared with `(*arguments, **keywords)` and hands both on in the same way.
# </details>

# %% exercise="untracked"
def untracked(function):
    """A function that does what `function` does, with recording off."""
    ### BEGIN SOLUTION
    @functools.wraps(function)
    def without_recording(*arguments, **keywords):
        with no_grad():
            return function(*arguments, **keywords)

    return without_recording
    ### END SOLUTION


# %% check="untracked"

# %% right="untracked" by="try and finally"
def untracked(function):
    def inner(*positional, **named):
        before, mode.recording = mode.recording, False
        try:
            result = function(*positional, **named)
        finally:
            mode.recording = before
        return result

    inner.__name__ = function.__name__
    return inner


# %% right="untracked" by="an object that can be called"
class untracked:
    def __init__(self, function):
        self.function = function
        functools.update_wrapper(self, function)

    def __call__(self, *arguments, **keywords):
        with no_grad():
            return self.function(*arguments, **keywords)


# %% wrong="untracked" name="switches while decorating"
# The function runs with recording on: it is called outside of the `with` block. Is the block entered
# and left while the function is being decorated? Put the block into the new function, and the call
# into the block.
def untracked(function):
    with no_grad():
        return function


# %% wrong="untracked" name="loses the result"
# Calling the new function gives None: it calls `function` and drops what comes back. The inner
# function needs a `return` of its own.
def untracked(function):
    @functools.wraps(function)
    def inner(*arguments, **keywords):
        with no_grad():
            function(*arguments, **keywords)

    return inner


# %% wrong="untracked" name="loses keyword arguments"
# A call with a keyword argument fails. `*arguments` takes those by position; those by keyword
# need `**keywords`, in the declaration and in the call.
def untracked(function):
    @functools.wraps(function)
    def inner(*arguments):
        with no_grad():
            return function(*arguments)

    return inner


# %% wrong="untracked" name="stays off after an error"
# When the function raises an error, recording stays off: the line that restores it is jumped
# over. A `with` block or `finally` restores in every case.
def untracked(function):
    @functools.wraps(function)
    def inner(*arguments, **keywords):
        before = mode.recording
        mode.recording = False
        result = function(*arguments, **keywords)
        mode.recording = before
        return result

    return inner


# %% wrong="untracked" name="switches on afterwards"
# After the call recording is on, even where it was off before. Whoever calls the function within
# a `no_grad` block would have recording switched on behind their back. Restore, do not switch on.
def untracked(function):
    @functools.wraps(function)
    def inner(*arguments, **keywords):
        mode.recording = False
        try:
            return function(*arguments, **keywords)
        finally:
            mode.recording = True

    return inner


# %% wrong="untracked" name="one block for all calls"
# When the function calls itself, recording stays off after both calls: they share one `no_grad()`,
# and the inner call wrote over the state that the outer one had kept there. Make one in each call.
def untracked(function):
    block = no_grad()

    @functools.wraps(function)
    def inner(*arguments, **keywords):
        with block:
            return function(*arguments, **keywords)

    return inner


# %% wrong="untracked" name="switched off while decorating"
# Recording went off when the function was decorated, and nothing switches it back. The switch
# belongs into the inner function: off when a call begins, restored when it ends.
def untracked(function):
    mode.recording = False

    @functools.wraps(function)
    def inner(*arguments, **keywords):
        return function(*arguments, **keywords)

    return inner


# %% wrong="untracked" name="switches on, and not after an error"
# Your function switches recording *on* when a call ends, even if it was off before, and after an
# error not at all. `with no_grad()` does both rightly.
def untracked(function):
    @functools.wraps(function)
    def inner(*arguments, **keywords):
        mode.recording = False
        result = function(*arguments, **keywords)
        mode.recording = True
        return result

    return inner


# %% wrong="untracked" name="swallows the error"
# An error in the function disappeared, and the call seemed to end well. Let it go on: the caller has
# to know.
def untracked(function):
    @functools.wraps(function)
    def inner(*arguments, **keywords):
        with no_grad():
            try:
                return function(*arguments, **keywords)
            except Exception:
                return None

    return inner


# %% wrong="untracked" name="forgets the name"
# It works, but the new function is called `inner`, and so will tracebacks and help texts call it.
# `functools.wraps(function)` above the inner function copies the name.
def untracked(function):
    def inner(*arguments, **keywords):
        with no_grad():
            return function(*arguments, **keywords)

    return inner


# %% wrong="untracked" name="runs the function once for equal arguments"
# Called a second time with the same argument, the function did not run: the old result came back.
# What it returns may depend on more, and on what it did before. Run it at every call.
def untracked(function):
    cache = {}
    @functools.wraps(function)
    def call(*a, **k):
        key = repr((a, k))
        with no_grad():
            if key not in cache:
                cache[key] = function(*a, **k)
            return cache[key]
    return call


# %% wrong="untracked" name="the name is not kept"
# The new function has the name of your inner function. `functools.wraps(function)` above the inner
# function copies the name of the old one.
def untracked(function):
    def call(*a, **k):
        with no_grad():
            return function(*a, **k)
    call.__doc__ = function.__doc__
    call.__qualname__ = function.__qualname__
    return call


# %% wrong="untracked" name="records inside"
# While the function runs the switch is on. It has to be off for the whole call: leave it to
# `no_grad`.
def untracked(function):
    @functools.wraps(function)
    def call(*a, **k):
        with no_grad():
            mode.recording = True
            return function(*a, **k)
    return call


# %% wrong="untracked" name="hands the old function back"
# The old function came back: the name was copied onto it, and the block was never used.
# `functools.wraps(function)` stands above the inner function, and that one is returned.
def untracked(function):
    def inner(*arguments, **keywords):
        with no_grad():
            return function(*arguments, **keywords)

    return functools.wraps(inner)(function)


# %% wrong="untracked" name="runs the function twice"
# Each call runs the function twice. What it does besides returning something, such as counting or
# printing, then happens twice.
def untracked(function):
    @functools.wraps(function)
    def inner(*arguments, **keywords):
        with no_grad():
            function(*arguments, **keywords)
        with no_grad():
            return function(*arguments, **keywords)

    return inner


# %% wrong="untracked" name="keywords handed on by position"
# Arguments by keyword were handed on by position, in the order in which the caller wrote them. Hand
# them on with their names: `function(*arguments, **keywords)`.
def untracked(function):
    @functools.wraps(function)
    def inner(*arguments, **keywords):
        with no_grad():
            return function(*arguments, *keywords.values())

    return inner


# %% [markdown] card="detach" level="easy" minutes=10
# Sometimes a single value should count as a constant from here on: a target that was itself
# computed by the model, a loss that is only to be plotted. `detach` gives a second tensor for the
# same numbers, without the history. The tensor itself keeps its history.
#
# Write `detach(tensor)`. It returns a new `Tensor` that shares its numbers with `tensor`: it holds
# the very array that `tensor.data` is, or a view of it. It requires no gradient, has no parents and
# no rule, and its `.grad` is None. `tensor` stays as it is.
#
# ```python
# >>> x = Tensor([1.0, 2.0], requires_grad=True)
# >>> d = detach(x)
# >>> d
# Tensor([1. 2.], requires_grad=False)
# >>> d.data[0] = 50.0
# >>> x.data
# array([50.,  2.])
# ```
#
# <details><summary>Hint: the check "both share their numbers: a change in one shows in the other" fails</summary>
#
# Somewhere the numbers were copied. `Tensor(array)` keeps the array that it is given, so hand it
# `tensor.data` itself.
# </details>
# <details><summary>Hint: "x.requires_grad: It is False, expected True"</summary>
#
# The tensor itself was changed. Somebody else may still want its gradient; make a new tensor.
# </details>

# %% exercise="detach"
def detach(tensor):
    """The same numbers as a new leaf that requires no gradient; memory is shared."""
    ### BEGIN SOLUTION
    return Tensor(tensor.data)
    ### END SOLUTION


# %% check="detach"

# %% right="detach" by="swapping the array in"
def detach(tensor):
    cut = Tensor(np.zeros(0), requires_grad=False)
    cut.data = tensor.data
    return cut


# %% right="detach" by="a shallow copy"
import copy


def detach(tensor):
    cut = copy.copy(tensor)
    cut.requires_grad, cut.parents, cut.rule, cut.grad = False, (), None, None
    return cut


# %% wrong="detach" name="copies the numbers"
# The history is gone, but so is the connection: you copied the numbers. `detach` shares them, so
# that it costs nothing; who wants a copy adds one.
def detach(tensor):
    return Tensor(tensor.data.copy())


# %% wrong="detach" name="changes the tensor itself"
# The answer is the tensor itself, with its history taken away. Everybody who holds it loses its
# gradient. Leave it as it is and return a second tensor.
def detach(tensor):
    tensor.requires_grad = False
    tensor.parents = ()
    tensor.rule = None
    return tensor


# %% wrong="detach" name="takes only the flag away"
# `requires_grad` is False, but parents and rule are still there: the answer is no leaf, and the
# whole history stays in memory with it.
def detach(tensor):
    return Tensor(tensor.data, requires_grad=False, parents=tensor.parents, rule=tensor.rule)


# %% wrong="detach" name="still requires a gradient"
# The answer has no history, but it still says `requires_grad=True`: it is a new leaf that asks
# for a gradient, and so everything computed from it is recorded again.
def detach(tensor):
    return Tensor(tensor.data, requires_grad=tensor.requires_grad)


# %% wrong="detach" name="takes the gradient along"
# The history is gone, but the answer has the `.grad` of the tensor. It is another tensor, whose
# `.grad` begins as None.
def detach(tensor):
    cut = Tensor(tensor.data)
    cut.grad = tensor.grad
    return cut


# %% wrong="detach" name="returns the bare array"
# The answer is a NumPy array, not a tensor, and the next operation with it fails. Wrap it:
# a `Tensor` without history around the same array.
def detach(tensor):
    return tensor.data


# %% wrong="detach" name="keeps the rule"
# The answer has no parents, but it still holds the rule of the tensor: so it is no leaf, and the
# arrays that the rule holds stay in memory.
def detach(tensor):
    return Tensor(tensor.data, rule=tensor.rule)


# %% wrong="detach" name="a leaf comes back as it is"
# A leaf comes back itself, and so it still asks for a gradient. It has no history to cut off, but
# it is to count as a constant from here on: make a new tensor for it too.
def detach(tensor):
    return tensor if tensor.is_leaf else Tensor(tensor.data)


# %% [markdown] card="requires_grad_" level="medium" minutes=15
# The third way acts on a leaf, for good: from now on no operation asks for its gradient. It makes
# sense for leaves alone. A computed tensor requires a gradient because its parents do; to switch
# it off would leave a graph with a hole, and PyTorch refuses.
#
# Write `requires_grad_(tensor, flag=True)`. It sets `tensor.requires_grad` to `flag`, in place, and
# returns that same tensor. If `tensor` is no leaf and `flag` is False, it changes nothing and raises
# `RuntimeError(LEAVES_ONLY)`; the text is in the helpers above. Switching a computed tensor *on*
# is allowed: it is on already, and it is returned too. A gradient in `.grad` is left alone.
#
# ```python
# >>> w = Tensor([1.0, 2.0], requires_grad=True)
# >>> requires_grad_(w, False)
# Tensor([1. 2.], requires_grad=False)
# >>> w
# Tensor([1. 2.], requires_grad=False)
# >>> requires_grad_(doubled(Tensor([1.0], requires_grad=True)), False)
# Traceback (most recent call last):
# ...
# RuntimeError: you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().
# ```
#
# <details><summary>Hint: "the error: No error was raised"</summary>
#
# No error came where one should. Ask for `tensor.is_leaf` before you set the flag.
# </details>
# <details><summary>Hint: "the answer is w itself: It is False, expected True"</summary>
#
# The underscore at the end of the name means: change the tensor, and return it, so that calls can
# be chained. Return `tensor`, neither None nor a new one.
# </details>

# %% exercise="requires_grad_"
def requires_grad_(tensor, flag=True):
    """Switch a leaf's wish for a gradient on or off, in place; the leaf itself is returned."""
    ### BEGIN SOLUTION
    if not flag and not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    tensor.requires_grad = flag
    return tensor
    ### END SOLUTION


# %% check="requires_grad_"

# %% right="requires_grad_" by="the good cases first"
def requires_grad_(tensor, flag=True):
    if tensor.is_leaf or flag:
        tensor.requires_grad = flag
        return tensor
    raise RuntimeError(LEAVES_ONLY)


# %% right="requires_grad_" by="comparing flag and parents"
def requires_grad_(tensor, flag=True):
    computed = len(tensor.parents) > 0
    if computed and flag != tensor.requires_grad:
        raise RuntimeError(LEAVES_ONLY)
    setattr(tensor, "requires_grad", flag)
    return tensor


# %% wrong="requires_grad_" name="takes any tensor"
# A computed tensor was switched off without an error. Its graph would still be there and lead to
# leaves that want a gradient. Only a leaf may be switched off; for the rest there is `detach`.
def requires_grad_(tensor, flag=True):
    tensor.requires_grad = flag
    return tensor


# %% wrong="requires_grad_" name="cuts the computed tensor off"
# The computed tensor lost its parents instead of raising an error. Whoever uses it elsewhere
# would lose the gradient without a word. Raise the error and change nothing.
def requires_grad_(tensor, flag=True):
    if not flag:
        tensor.parents = ()
        tensor.rule = None
    tensor.requires_grad = flag
    return tensor


# %% wrong="requires_grad_" name="refuses to switch on as well"
# A computed tensor was refused with `flag=True` too. It requires a gradient already, so nothing
# would change, and nothing is wrong with that: refuse only switching off.
def requires_grad_(tensor, flag=True):
    if not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    tensor.requires_grad = flag
    return tensor


# %% wrong="requires_grad_" name="raises after the change"
# The error comes, but too late: the flag was changed before it. Look first, then change; a call
# that fails should leave everything as it was.
def requires_grad_(tensor, flag=True):
    tensor.requires_grad = flag
    if not flag and not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    return tensor


# %% wrong="requires_grad_" name="returns nothing"
# The flag is right, and the answer is None. `model = requires_grad_(model, False)` would lose the
# model: return the tensor.
def requires_grad_(tensor, flag=True):
    if not flag and not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    tensor.requires_grad = flag


# %% wrong="requires_grad_" name="makes a new tensor"
# The tensor that was handed in did not change: you made another one. The model goes on holding
# the old one. Set the flag of the tensor itself.
def requires_grad_(tensor, flag=True):
    if not flag and not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    return Tensor(tensor.data, requires_grad=flag)


# %% wrong="requires_grad_" name="another type of error"
# The case is right, and the type of the error is not: code that waits for PyTorch's `RuntimeError`
# would not catch yours.
def requires_grad_(tensor, flag=True):
    if not flag and not tensor.is_leaf:
        raise ValueError(LEAVES_ONLY)
    tensor.requires_grad = flag
    return tensor


# %% wrong="requires_grad_" name="always switches on"
# A leaf that was to be switched off still requires a gradient. Set `tensor.requires_grad` to `flag`,
# whichever it is.
def requires_grad_(tensor, flag=True):
    if not flag and not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    tensor.requires_grad = True
    return tensor


# %% wrong="requires_grad_" name="off by default"
# Without a flag your function does not switch a leaf on. `flag` is True unless the caller says
# otherwise.
def requires_grad_(tensor, flag=False):
    if not flag and not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    tensor.requires_grad = flag
    return tensor


# %% wrong="requires_grad_" name="returns nothing for a computed tensor"
# A computed tensor that is switched on is not returned: that way through your function either ends
# without a `return`, or returns something else. Nothing has to change there, and the tensor itself
# comes back.
def requires_grad_(tensor, flag=True):
    if tensor.is_leaf:
        tensor.requires_grad = flag
        return tensor
    if not flag:
        raise RuntimeError(LEAVES_ONLY)


# %% wrong="requires_grad_" name="drops the gradient"
# `.grad` became None. The flag says whether gradients are wanted in future; clearing what is
# there is another step, and the caller's business.
def requires_grad_(tensor, flag=True):
    if not flag and not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    tensor.requires_grad = flag
    tensor.grad = None
    return tensor


# %% wrong="requires_grad_" name="returns another tensor"
# The tensor was changed as it should be, but what comes back is another one. The underscore means:
# change the tensor, and return that very tensor.
def requires_grad_(tensor, flag=True):
    if not tensor.is_leaf and not flag:
        raise RuntimeError(LEAVES_ONLY)
    tensor.requires_grad = flag
    return Tensor(tensor.data, tensor.requires_grad, tensor.parents, tensor.rule)


# %% wrong="requires_grad_" name="turns the flag round"
# Your function turns a leaf's flag round, whatever it was. A second call with the same `flag`
# undoes the first. Set `tensor.requires_grad` to `flag`.
def requires_grad_(tensor, flag=True):
    if not tensor.is_leaf and not flag:
        raise RuntimeError(LEAVES_ONLY)
    if tensor.is_leaf:
        tensor.requires_grad = not tensor.requires_grad
    return tensor


# %% wrong="requires_grad_" name="turns the flag over"
# The flag is turned over, so that a second call undoes the first. Set it to the value that was
# asked for.
def requires_grad_(tensor, flag=True):
    if not flag and not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    if not flag:
        tensor.requires_grad = not tensor.requires_grad
    return tensor


# %% wrong="requires_grad_" name="turns the flag round, refuses what was computed"
# The flag is turned round, whatever it was, so that a second call undoes the first. Set it to the
# value that was asked for.
def requires_grad_(tensor, flag=True):
    if not flag and not tensor.is_leaf:
        raise RuntimeError(LEAVES_ONLY)
    tensor.requires_grad = not tensor.requires_grad
    return tensor


# %% [markdown] card="freeze" level="medium" minutes=15
# To adapt a trained network to a new task one often trains its last layer alone. The others are
# *frozen*: their weights take part in the computation and get no gradient. In PyTorch a model's
# `named_parameters()` gives pairs such as `("body.weight", tensor)`, and freezing is a loop over
# them.
#
# Write `freeze(named_parameters, layer)`. `named_parameters` is a list of pairs of name and
# tensor; a name is the layer's name up to the first dot, and the rest, which may have dots as well.
# Freeze all parameters of that layer in place, and return the list of the names of all parameters
# that can still be trained, in their order: those are what an optimizer should get. What was frozen
# before stays frozen. The numbers and gradients of all parameters and the list itself stay as they
# are. No tensor is in the list under two names.
#
# ```python
# >>> body, head = Tensor([1.0], requires_grad=True), Tensor([2.0], requires_grad=True)
# >>> freeze([("body.weight", body), ("head.weight", head)], "body")
# ['head.weight']
# >>> body.requires_grad, head.requires_grad
# (False, True)
# ```
#
# <details><summary>Hint: "10.weight requires_grad: It is False, expected True"</summary>
#
# `"10.weight".startswith("1")` is true. The layer's name ends at the dot.
# </details>
# <details><summary>Hint: "0.weight.grad: The answer is None, expected an array of shape (3,)"</summary>
#
# Layer 0 lies before the frozen one. It still gets its gradient, *through* the frozen layer, as
# long as only the flag of the frozen weights changes. Nothing has to be detached.
# </details>

# %% exercise="freeze"
def freeze(named_parameters, layer):
    """Freeze one layer's parameters; the names of those that can still be trained."""
    ### BEGIN SOLUTION
    for name, parameter in named_parameters:
        if name.startswith(layer + "."):
            requires_grad_(parameter, False)
    return [name for name, parameter in named_parameters if parameter.requires_grad]
    ### END SOLUTION


# %% check="freeze"

# %% right="freeze" by="one pass"
def freeze(named_parameters, layer):
    trainable = []
    for name, parameter in named_parameters:
        owner, _, _ = name.partition(".")
        if owner == layer:
            parameter.requires_grad = False
        elif parameter.requires_grad:
            trainable.append(name)
    return trainable


# %% right="freeze" by="dictionaries"
def freeze(named_parameters, layer):
    by_name = dict(named_parameters)
    frozen = {name for name in by_name if name.split(".")[0] == layer}
    for name in frozen:
        requires_grad_(by_name[name], False)
    return list(filter(lambda name: by_name[name].requires_grad, by_name))


# %% wrong="freeze" name="compares beginnings of names"
# Freezing layer 1 froze layer 10 as well: both names begin with a 1. Compare the part before the
# dot as a whole.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if name.startswith(layer):
            requires_grad_(parameter, False)
    return [name for name, parameter in named_parameters if parameter.requires_grad]


# %% wrong="freeze" name="any part of the name"
# A parameter of another layer was frozen, because a later part of its name is the layer's name. Only
# the part before the first dot names the layer.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if layer in name.split("."):
            requires_grad_(parameter, False)
    return [name for name, parameter in named_parameters if parameter.requires_grad]


# %% wrong="freeze" name="drops the gradients"
# The flags are right, but a gradient of the layer is gone. Freezing is about later passes; what was
# computed before stays.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if name.startswith(layer + "."):
            requires_grad_(parameter, False)
            parameter.grad = None
    return [name for name, parameter in named_parameters if parameter.requires_grad]


# %% wrong="freeze" name="freezes the others"
# The named layer can be trained, and all others are frozen: the condition is the wrong way round.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if not name.startswith(layer + "."):
            requires_grad_(parameter, False)
    return [name for name, parameter in named_parameters if parameter.requires_grad]


# %% wrong="freeze" name="freezes a copy"
# Nothing was frozen: the parameters of the model still require a gradient. A detached tensor is
# another tensor, and the model goes on using its own. Change the flag of the model's tensor.
def freeze(named_parameters, layer):
    trainable = []
    for name, parameter in named_parameters:
        if name.startswith(layer + "."):
            parameter = Tensor(parameter.data)
        if parameter.requires_grad:
            trainable.append(name)
    return trainable


# %% wrong="freeze" name="names the frozen ones"
# The flags are right, and the answer lists what was frozen. An optimizer needs the others.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if name.startswith(layer + "."):
            requires_grad_(parameter, False)
    return [name for name, parameter in named_parameters if not parameter.requires_grad]


# %% wrong="freeze" name="sets the weights to zero"
# The numbers of the layer are gone: they became zero. A frozen layer goes on computing with the
# weights it has learned; only the gradients are switched off.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if name.startswith(layer + "."):
            parameter.data = np.zeros_like(parameter.data)
            requires_grad_(parameter, False)
    return [name for name, parameter in named_parameters if parameter.requires_grad]


# %% wrong="freeze" name="wakes the others up"
# A parameter that had been frozen before can be trained again: every parameter outside the layer
# was switched on. Touch the layer's own parameters and no others.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        requires_grad_(parameter, not name.startswith(layer + "."))
    return [name for name, parameter in named_parameters if parameter.requires_grad]


# %% wrong="freeze" name="freezes only the first parameter"
# Only the first parameter of the layer was frozen. A layer has several, a weight and a bias for
# example: do not leave the loop after the first.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if name.startswith(layer + "."):
            requires_grad_(parameter, False)
            break
    return [name for name, parameter in named_parameters if parameter.requires_grad]


# %% wrong="freeze" name="names all the others"
# The answer lists every parameter outside the layer, also one that was frozen before. Ask for what
# can be trained: for `parameter.requires_grad`.
def freeze(named_parameters, layer):
    others = []
    for name, parameter in named_parameters:
        if name.startswith(layer + "."):
            requires_grad_(parameter, False)
        else:
            others.append(name)
    return others


# %% wrong="freeze" name="cuts at the last dot"
# A parameter whose name has several dots was not frozen with its layer. The layer's name ends at
# the *first* dot, the rest may have dots as well: `name.split(".")[0]`.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if name.rpartition(".")[0] == layer:
            requires_grad_(parameter, False)
    return [name for name, parameter in named_parameters if parameter.requires_grad]


# %% wrong="freeze" name="turns the flags round"
# What was frozen before is switched on again by a second call. To freeze is to set the flag to
# False, whatever it was.
def freeze(named_parameters, layer):
    for name, t in named_parameters:
        if name.split(".")[0] == layer:
            t.requires_grad = not t.requires_grad
    return [n for n, t in named_parameters if t.requires_grad]


# %% wrong="freeze" name="tensors instead of names"
# Your list holds the tensors that can still be trained. Their names are asked for, the first of
# each pair.
def freeze(named_parameters, layer):
    for name, parameter in named_parameters:
        if name.startswith(layer + "."):
            requires_grad_(parameter, False)
    return [parameter for name, parameter in named_parameters if parameter.requires_grad]


# %% wrong="freeze" name="names what it freezes"
# The flags are right, and the answer lists what this call has frozen. An optimizer needs the names
# of those that can still be trained.
def freeze(named_parameters, layer):
    names = []
    for name, parameter in named_parameters:
        if name.split(".")[0] == layer:
            requires_grad_(parameter, False)
            names.append(name)
    return names


# %% wrong="freeze" name="stops after the first group"
# Parameters of the layer that stand further down, behind those of another layer, were not frozen. Go
# through the whole list, also when some of the layer's have been found.
def freeze(named_parameters, layer):
    found = False
    for name, parameter in named_parameters:
        if name.split(".")[0] == layer:
            requires_grad_(parameter, False)
            found = True
        elif found:
            break
    return [name for name, parameter in named_parameters if parameter.requires_grad]


# %% [markdown]
# ## What you built
#
# - One question at the end of every operation decides whether there is a graph at all.
# - `no_grad` turns a switch for everything that runs in a block or a function, and restores it.
# - `detach` cuts one value off and leaves its tensor alone; `requires_grad_(False)` takes a leaf
#   out of all later graphs, which is how layers are frozen.
