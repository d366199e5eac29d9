# %% [markdown]
# # Assignment 09: losses
#
# A loss is where the forward pass ends and the backward pass begins. Here you write two of them,
# the mean squared error and the binary cross-entropy with logits, with their gradients and with
# care for numbers that are too large for `exp`. At the end a linear layer gets its gradients under
# both. All of it is plain NumPy.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# There is no engine here. A function that ends in `_backward` is what would stand behind one node
# of a graph: it gets the upstream gradient first and returns what the node sends on. The cell
# below holds two helpers of the checks, so that you can try them too.

# %% given="helpers"
import numpy as np


def strict(function, *arguments):
    """Call a function; an overflow, a NaN, or `np.exp` of more than 100 on the way is an error."""
    exp = np.exp

    def watched(x, *out, where=True, **options):
        if np.any(np.greater(x, 100.0) & where):
            raise FloatingPointError(f"np.exp was called on {np.max(x)}")
        return exp(x, *out, where=where, **options)

    np.exp = watched
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            return function(*arguments)
    finally:
        np.exp = exp


def refusal(function, *arguments):
    """The type of the error that a call raises, by name."""
    try:
        answer = function(*arguments)
    except Exception as error:
        return type(error).__name__
    if isinstance(answer, Exception):
        return f"returned, not raised: {type(answer).__name__}"
    return "no error"


# %% [markdown] card="mse_loss" level="easy" minutes=10
# The mean squared error asks how far a prediction is from its target: the difference of each
# entry, squared, and then the mean of them all. The squares make large misses count more, and the
# mean makes the loss comparable between batches of different size. How the entries become one
# number is called the *reduction*.
#
# Write `mse_loss(prediction, target, reduction="mean")` for two arrays of the same shape. With
# `"mean"` it returns the mean over all entries, with `"sum"` their sum, with `"none"` the array of
# squares as it is. Any other word, or None, raises a `ValueError`. Your function leaves the arrays
# handed in as they are, and so do all that follow.
#
# ```python
# >>> float(mse_loss(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 3.0]])))
# 3.5
# >>> mse_loss(np.array([1.0, 2.0]), np.array([3.0, 5.0]), reduction="none")
# array([4., 9.])
# ```
#
# <details><summary>Hint: "The shape is (4,), expected ()"</summary>
#
# `mean(axis=0)` takes the mean of each column. Without an axis it goes over all entries.
# </details>
# <details><summary>Hint: "Your code changes it. It belongs to the caller"</summary>
#
# `prediction -= target` writes into the caller's array. `prediction - target` makes a new one.
# </details>

# %% exercise="mse_loss"
def mse_loss(prediction, target, reduction="mean"):
    """The squared differences: their mean, their sum, or all of them."""
    ### BEGIN SOLUTION
    squares = (prediction - target) ** 2
    if reduction == "none":
        return squares
    if reduction == "sum":
        return squares.sum()
    if reduction == "mean":
        return squares.mean()
    raise ValueError(f"{reduction} is not a valid value for reduction")
    ### END SOLUTION


# %% check="mse_loss"

# %% right="mse_loss" by="a table of reductions"
def mse_loss(prediction, target, reduction="mean"):
    reductions = {"mean": np.mean, "sum": np.sum, "none": np.asarray}
    if reduction not in reductions:
        raise ValueError(reduction)
    difference = target - prediction
    return reductions[reduction](difference * difference)


# %% right="mse_loss" by="entry by entry"
def mse_loss(prediction, target, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError("reduction must be mean, sum or none")
    squares = np.empty(np.shape(prediction))
    for place in np.ndindex(squares.shape):
        squares[place] = (prediction[place] - target[place]) ** 2
    if reduction == "none":
        return squares
    total = float(squares.sum())
    return total / squares.size if reduction == "mean" else total


# %% wrong="mse_loss" name="absolute differences"
# Your loss is the mean of the absolute differences: the square is missing. That is another loss,
# the mean absolute error.
def mse_loss(prediction, target, reduction="mean"):
    squares = np.abs(prediction - target)
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](squares)


# %% wrong="mse_loss" name="a root too many"
# A square root was taken at the end. That is the root mean squared error; the loss itself keeps
# the squares, and its gradient is simpler for it.
def mse_loss(prediction, target, reduction="mean"):
    squares = (prediction - target) ** 2
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return np.sqrt({"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](squares))


# %% wrong="mse_loss" name="a root over the mean"
# A square root was taken of the mean. That is the root mean squared error; the loss itself keeps
# the squares, and its gradient is simpler for it.
def mse_loss(prediction, target, reduction="mean"):
    squares = (prediction - target) ** 2
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    if reduction == "mean":
        return np.sqrt(squares.mean())
    return squares.sum() if reduction == "sum" else squares


# %% wrong="mse_loss" name="doubles instead of squaring"
# The differences are doubled, not squared: `* 2` is not `** 2`. Misses to both sides cancel, and
# the loss can be negative.
def mse_loss(prediction, target, reduction="mean"):
    doubled = (prediction - target) * 2
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](doubled)


# %% wrong="mse_loss" name="flattens the squares"
# With "none" the squares come back in one long row. They keep the shape of the prediction: each
# loss stands where its entry stood.
def mse_loss(prediction, target, reduction="mean"):
    squares = ((prediction - target) ** 2).ravel()
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](squares)


# %% wrong="mse_loss" name="half of it"
# Your loss is half of what is expected. Some books put a factor of one half in front, so that the
# 2 of the derivative goes away; PyTorch does not.
def mse_loss(prediction, target, reduction="mean"):
    squares = 0.5 * (prediction - target) ** 2
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](squares)


# %% wrong="mse_loss" name="divides by the number of rows"
# The sum was divided by the number of rows, as `len` gives it. The mean goes over all entries:
# divide by `size`, or use `mean()`.
def mse_loss(prediction, target, reduction="mean"):
    squares = (prediction - target) ** 2
    if reduction == "none":
        return squares
    if reduction == "sum":
        return squares.sum()
    if reduction == "mean":
        return squares.sum() / len(squares)
    raise ValueError(reduction)


# %% wrong="mse_loss" name="square of the mean"
# You took the mean of the differences first and squared that. Misses to both sides cancel then,
# and a bad prediction can have the loss 0. Square each entry before you take the mean.
def mse_loss(prediction, target, reduction="mean"):
    difference = prediction - target
    if reduction == "none":
        return difference**2
    if reduction == "sum":
        return difference.sum() ** 2
    if reduction == "mean":
        return difference.mean() ** 2
    raise ValueError(reduction)


# %% wrong="mse_loss" name="always the mean"
# The word in `reduction` makes no difference: you get the mean in every case.
def mse_loss(prediction, target, reduction="mean"):
    return np.mean((prediction - target) ** 2)


# %% wrong="mse_loss" name="takes any word"
# An unknown word raised nothing. A typing error such as "averge" should not pass unseen: `raise` a
# ValueError for all but the three words.
def mse_loss(prediction, target, reduction="mean"):
    squares = (prediction - target) ** 2
    if reduction == "none":
        return squares
    return squares.sum() if reduction == "sum" else squares.mean()


# %% wrong="mse_loss" name="writes into the prediction"
# The loss is right, but the prediction was overwritten by the difference. The backward pass would
# need its numbers. `prediction - target` makes a new array, `-=` does not.
def mse_loss(prediction, target, reduction="mean"):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    prediction -= target
    return {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](prediction**2)


# %% wrong="mse_loss" name="the difference of the squares"
# You square the prediction and the target and subtract then. First the difference, then its square:
# otherwise misses in opposite directions cancel.
def mse_loss(prediction, target, reduction="mean"):
    s = prediction ** 2 - target ** 2
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return {"mean": np.mean, "sum": np.sum, "none": np.array}[reduction](s)


# %% wrong="mse_loss" name="no reduction by default"
# With a word for the reduction all is right; without one you give one loss for each entry. The
# default is the mean.
def mse_loss(prediction, target, reduction="none"):
    squares = (prediction - target) ** 2
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](squares)


# %% wrong="mse_loss" name="the sum by default"
# With a word for the reduction all is right; without one you give the sum. The default is the mean.
def mse_loss(prediction, target, reduction="sum"):
    squares = (prediction - target) ** 2
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return {"mean": np.mean, "sum": np.sum, "none": np.asarray}[reduction](squares)


# %% wrong="mse_loss" name="any method of an array"
# Words that are no reduction are accepted if NumPy has a function or method of that name, such as
# "max". `raise` a ValueError for all but the three words.
def mse_loss(prediction, target, reduction="mean"):
    squares = (prediction - target) ** 2
    if reduction == "none":
        return squares
    if not hasattr(squares, reduction):
        raise ValueError(reduction)
    return getattr(squares, reduction)()


# %% [markdown] card="mse_loss_backward" level="medium" minutes=15
# Now the node behind the loss. The derivative of $(p - t)^2$ with respect to $p$ is $2(p - t)$,
# and with respect to $t$ the same with a minus. The mean divides each of them by the number of
# entries. All of it is multiplied by the upstream gradient: a single number where the loss is one
# number, an array where the reduction is `"none"`.
#
# Write `mse_loss_backward(upstream, prediction, target, reduction="mean")`. It returns two arrays,
# the gradient for the prediction and the gradient for the target. `reduction` is one of the three
# words.
#
# ```python
# >>> for_prediction, for_target = mse_loss_backward(
# ...     np.array(10.0), np.array([1.0, 5.0]), np.array([2.0, 2.0]))
# >>> for_prediction
# array([-10.,  30.])
# >>> for_target
# array([ 10., -30.])
# ```
#
# <details><summary>Hint: "mean" is right and "sum" is not, or the other way round</summary>
#
# Only the mean divides. By how much does the mean of six numbers grow when one of them grows by 1?
# </details>
# <details><summary>Hint: the numbers have the right proportions, but all are off by one factor</summary>
#
# Is the upstream gradient in it? In the checks it is never 1.
# </details>

# %% exercise="mse_loss_backward"
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    """The gradients of the mean squared error for the prediction and for the target."""
    ### BEGIN SOLUTION
    gradient = upstream * 2.0 * (prediction - target)
    if reduction == "mean":
        gradient = gradient / prediction.size
    return gradient, -gradient
    ### END SOLUTION


# %% check="mse_loss_backward"

# %% right="mse_loss_backward" by="the reduction's node first"
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    count = np.size(prediction)
    for_squares = np.ones_like(prediction) * upstream
    if reduction == "mean":
        for_squares = for_squares / count
    for_difference = for_squares * (prediction - target) + for_squares * (prediction - target)
    return for_difference, np.negative(for_difference)


# %% right="mse_loss_backward" by="entry by entry"
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    arriving = np.broadcast_to(upstream, prediction.shape)
    scale = 2.0 / prediction.size if reduction == "mean" else 2.0
    for_prediction, for_target = np.zeros(prediction.shape), np.zeros(prediction.shape)
    for place in np.ndindex(prediction.shape):
        for_prediction[place] = arriving[place] * scale * (prediction[place] - target[place])
        for_target[place] = arriving[place] * scale * (target[place] - prediction[place])
    return [for_prediction, for_target]


# %% wrong="mse_loss_backward" name="ignores the upstream gradient"
# The upstream gradient has no effect. It is 1 only where `backward()` starts at this very loss. As
# soon as the loss is scaled or added to another one, something else arrives: multiply by it.
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    gradient = 2.0 * (prediction - target)
    if reduction == "mean":
        gradient = gradient / prediction.size
    return gradient, -gradient


# %% wrong="mse_loss_backward" name="forgets the 2"
# Your gradients are half of what is expected: the derivative of a square has a 2 in front.
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    gradient = upstream * (prediction - target)
    if reduction == "mean":
        gradient = gradient / prediction.size
    return gradient, -gradient


# %% wrong="mse_loss_backward" name="forgets that the mean divides"
# For "mean" your gradients are too large by the number of entries. Each entry has only its share
# in the mean.
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    gradient = upstream * 2.0 * (prediction - target)
    return gradient, -gradient


# %% wrong="mse_loss_backward" name="divides in every case"
# You divide by the number of entries for "sum" and "none" too. Only the mean divides.
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    gradient = upstream * 2.0 * (prediction - target) / prediction.size
    return gradient, -gradient


# %% wrong="mse_loss_backward" name="divides by the number of rows"
# For "mean" you divide by the number of rows. The forward pass took the mean over all entries, so
# the backward pass divides by `size`.
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    gradient = upstream * 2.0 * (prediction - target)
    if reduction == "mean":
        gradient = gradient / len(prediction)
    return gradient, -gradient


# %% wrong="mse_loss_backward" name="the same sign for the target"
# The gradient for the prediction is right, that for the target has the wrong sign. When the target
# moves up, the difference `prediction - target` goes down.
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    gradient = upstream * 2.0 * (prediction - target)
    if reduction == "mean":
        gradient = gradient / prediction.size
    return gradient, gradient


# %% wrong="mse_loss_backward" name="both signs turned round"
# Both gradients have the wrong sign. A prediction above its target has a positive gradient: moving
# it further up makes the loss grow.
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    gradient = upstream * 2.0 * (target - prediction)
    if reduction == "mean":
        gradient = gradient / prediction.size
    return gradient, -gradient


# %% wrong="mse_loss_backward" name="the sign of the difference alone"
# Your gradient has only the sign of the difference, as that of the absolute error. The derivative
# of a square is 2 times the difference: large misses pull harder.
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    g = upstream * np.sign(prediction - target)
    g = g / prediction.size if reduction == "mean" else g
    return g, -g


# %% wrong="mse_loss_backward" name="adds the upstream gradient"
# The upstream gradient is added to the derivative. It is a factor: how much the final result
# changes with the loss, times how much the loss changes with the prediction.
def mse_loss_backward(upstream, prediction, target, reduction="mean"):
    slope = 2 * (prediction - target)
    if reduction == "mean":
        slope = slope / slope.size
    return upstream + slope, upstream - slope


# %% [markdown] card="sigmoid" level="medium" minutes=15
# A *logit* is a score that can be any number. The sigmoid makes a probability of it:
# $\sigma(z) = 1 / (1 + e^{-z})$. For $z = -1000$ this formula asks for $e^{1000}$, which no float
# can hold. Multiply numerator and denominator by $e^z$, and you get $e^z / (1 + e^z)$, the same
# function, which asks for $e^{-1000}$ there. That one is simply 0. So each formula is good for one
# sign of $z$.
#
# Write `sigmoid(z)` for an array of any shape, 0-d and empty ones too. `exp` must never be called
# on a large positive number (more than 100), also where no warning would show it. Small values must
# stay exact as far down as floats go: `sigmoid(-50)` is about $1.9 \cdot 10^{-22}$, not 0, and
# `sigmoid(-709)` is smaller than `sigmoid(-708)`.
#
# ```python
# >>> sigmoid(np.array([0.0, -1000.0, 1000.0]))
# array([0.5, 0. , 1. ])
# ```
#
# <details><summary>Hint: "FloatingPointError: np.exp was called on ..."</summary>
#
# Somewhere `exp` got a large positive number. `np.where(z >= 0, A, B)` does not help by itself: it
# computes A *and* B for all entries and chooses afterwards. Give `exp` something that is never
# positive, such as $-|z|$.
# </details>
# <details><summary>Hint: ValueError: The truth value of an array with more than one element is ambiguous</summary>
#
# `if z >= 0` asks one question for many numbers. `np.where` or a mask decides for each entry.
# </details>
# <details><summary>Hint: "sigmoid(-d) / sigmoid(1 - d): It is 1, expected 0.367879"</summary>
#
# One step further from zero the value falls by a factor of $e$. If the ratio is 1, the values were
# cut off, as `np.clip` does. If it is nan, both are 0: they were computed as 1 minus something
# close to 1, which leaves only the rounding error.
# </details>

# %% exercise="sigmoid"
def sigmoid(z):
    """1 / (1 + exp(-z)) for each entry, without overflow."""
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)
    ### END SOLUTION


# %% check="sigmoid"

# %% right="sigmoid" by="masks"
def sigmoid(z):
    result = np.empty(np.shape(z))
    positive = z >= 0
    result[positive] = 1.0 / (1.0 + np.exp(-z[positive]))
    exponential = np.exp(z[~positive])
    result[~positive] = exponential / (1.0 + exponential)
    return result


# %% right="sigmoid" by="logarithms"
def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))


# %% wrong="sigmoid" name="overflows on the way"
# The values are right, but on the way `exp` got a number that is too large for it. Did you use the
# plain formula, or `np.where` with both formulas? `np.where` computes both for all entries.
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


# %% wrong="sigmoid" name="infinity divided by infinity"
# For large positive z you get NaN: `exp(z)` is infinite, and infinity divided by infinity is not a
# number. This formula is the good one for negative z only. If you choose by an `if`: it asks once
# for all entries, and each needs its own choice.
def sigmoid(z):
    return np.exp(z) / (1.0 + np.exp(z))


# %% wrong="sigmoid" name="clips its argument"
# Nothing overflows, but everything beyond some limit has the same value, and small probabilities
# are wrong by many powers of ten. Choose the formula by the sign of z instead of cutting z off.
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-np.clip(z, -30.0, 30.0)))


# %% wrong="sigmoid" name="clips its argument far out"
# Everything beyond some limit has the same value, and `exp` still gets a large positive number just
# before it. Choose the formula by the sign of z instead of cutting z off.
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-np.clip(z, -500.0, 500.0)))


# %% wrong="sigmoid" name="one minus almost one"
# The small values for negative z are lost: they came out of a difference of two numbers that are
# nearly equal, such as 1 and almost 1, and what is left is below what a float near 1 can tell
# apart. For negative z use `exp(z) / (1 + exp(z))`.
def sigmoid(z):
    upper = 1.0 / (1.0 + np.exp(-np.abs(z)))
    return np.where(z >= 0, upper, 1.0 - upper)


# %% wrong="sigmoid" name="the same for both signs"
# Your values depend on the size of z alone: a negative logit gets the probability of the positive
# one, never less than one half. Take $e^{-|z|}$ as the numerator where z is negative.
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-np.abs(z)))


# %% wrong="sigmoid" name="goes through a list"
# One row of numbers is right, arrays of other shapes are not. A loop over an array goes along its
# first axis only, and a 0-d array has none. NumPy's functions take arrays of any shape.
def sigmoid(z):
    return np.array([1 / (1 + np.exp(-v)) if v >= 0 else np.exp(v) / (1 + np.exp(v)) for v in z])


# %% wrong="sigmoid" name="the wrong way round"
# Your function falls where it should rise: a large positive logit is a probability near 1. Look at
# the sign in the exponent, and, if there are two forms, at which of them is for a negative `z`.
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, small, 1.0) / (1.0 + small)


# %% wrong="sigmoid" name="tanh as it is"
# Your values lie between -1 and 1. `tanh` has the right form, but a probability lies between 0 and
# 1, and its curve is half as steep: `tanh(z / 2)` has to be shifted and scaled.
def sigmoid(z):
    return np.tanh(z)


# %% [markdown] card="binary_cross_entropy_with_logits" level="hard" minutes=20
# For a yes-or-no question with target $y$ and predicted probability $p$ the cross-entropy is
# $-y \log p - (1 - y) \log(1 - p)$: the more surprised the model is by the answer, the larger.
# With $p = \sigma(z)$ computed first, a logit of 1000 gives $p = 1$, and for $y = 0$ the loss asks
# for $\log 0$. The truth is harmless: the loss there is 1000. Work from the logit, and everything
# stays finite. Since $-\log \sigma(z) = \log(1 + e^{-z})$ and
# $-\log(1 - \sigma(z)) = z + \log(1 + e^{-z})$, the loss is
#
# $$(1 - y)\, z + \log(1 + e^{-z})$$
#
# That is half the way; $e^{-z}$ can still overflow. Find a form of $\log(1 + e^{-z})$ that calls
# `exp` on $-|z|$ only. (Treat $z \ge 0$ and $z < 0$ separately first.)
#
# Write `binary_cross_entropy_with_logits(logits, target, reduction="mean")` with the three
# reductions of `mse_loss`; another word does not occur. Targets may lie anywhere between 0 and 1. A
# target of another shape than the logits raises a `ValueError`, as in PyTorch: broadcasting would
# make a loss of pairs that do not belong together.
#
# ```python
# >>> logits, target = np.array([0.0, 1000.0, -1000.0]), np.array([1.0, 1.0, 1.0])
# >>> binary_cross_entropy_with_logits(logits, target, reduction="none").round(4).tolist()
# [0.6931, 0.0, 1000.0]
# ```
#
# <details><summary>Hint: nan or inf for logits far from zero</summary>
#
# A probability was computed on the way and rounded to 0 or 1, and its logarithm is infinite.
# Do not go through the probability at all.
# </details>
# <details><summary>Hint: how can log(1 + exp(-z)) be written for negative z?</summary>
#
# Take $e^{-z}$ out of the sum: $1 + e^{-z} = e^{-z}(1 + e^{z})$. `np.log1p(x)` is $\log(1 + x)$,
# exact for small $x$.
# </details>
# <details><summary>Hint: "raised for one column: No error was raised"</summary>
#
# NumPy broadcasts a target of shape (3,) against logits of shape (2, 3) without a word. Compare
# the shapes before you compute.
# </details>

# %% exercise="binary_cross_entropy_with_logits"
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    """The cross-entropy of sigmoid(logits) with a target between 0 and 1, without overflow."""
    ### BEGIN SOLUTION
    if logits.shape != target.shape:
        raise ValueError(f"target of shape {target.shape}, logits of shape {logits.shape}")
    losses = np.maximum(logits, 0.0) - logits * target + np.log1p(np.exp(-np.abs(logits)))
    if reduction == "mean":
        return losses.mean()
    return losses.sum() if reduction == "sum" else losses
    ### END SOLUTION


# %% check="binary_cross_entropy_with_logits"

# %% right="binary_cross_entropy_with_logits" by="logaddexp"
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if np.shape(logits) != np.shape(target):
        raise ValueError("logits and target must have one shape")
    losses = np.logaddexp(0.0, -logits) + (1.0 - target) * logits
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% right="binary_cross_entropy_with_logits" by="two cases"
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    losses = np.zeros(logits.shape)
    for place in np.ndindex(logits.shape):
        z, y = logits[place], target[place]
        if z >= 0:
            losses[place] = (1 - y) * z + np.log1p(np.exp(-z))
        else:
            losses[place] = -y * z + np.log1p(np.exp(z))
    if reduction == "mean":
        return losses.sum() / losses.size
    return losses.sum() if reduction == "sum" else losses


# %% wrong="binary_cross_entropy_with_logits" name="goes through the probability"
# Near zero all is right; far from zero you get NaN or infinity. The sigmoid was computed first and
# rounded to 0 or 1, and the logarithm of 0 is infinite. Work from the logit alone.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    p = np.exp(-np.logaddexp(0.0, -logits))
    losses = -target * np.log(p) - (1.0 - target) * np.log(1.0 - p)
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="a small number inside the logarithm"
# Far from zero your loss stops growing: a small constant or a clip keeps the logarithm finite, and
# wrong. A logit of 1000 on the wrong side has the loss 1000, and its gradient must not vanish.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    p = np.clip(np.exp(-np.logaddexp(0.0, -logits)), 1e-12, 1.0 - 1e-12)
    losses = -target * np.log(p) - (1.0 - target) * np.log(1.0 - p)
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="exp of the plain logit"
# The formula goes through no probability, but it still calls `exp` on the logit as it is, which
# overflows on one side. Rewrite it for that side, until `exp` gets only what is negative.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    losses = np.log(1.0 + np.exp(logits)) - logits * target
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="only the yes part"
# The part with `(1 - y) * log(1 - p)` is missing: where the target is 0, your loss is 0 whatever the
# model says.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    losses = target * np.logaddexp(0.0, -logits)
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="the large part of the logarithm is missing"
# For positive logits all is right. For negative ones $\log(1 + e^{-z})$ is $-z + \log(1 + e^{z})$,
# and your loss has only the second part: a term such as $\max(-z, 0)$ is missing.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    losses = (1.0 - target) * logits + np.log1p(np.exp(-np.abs(logits)))
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="target and 1 - target mixed up"
# Your loss is that of the opposite answer: it is small where the model says no and the target is 1.
# $y$ goes with $-\log \sigma(z)$, and $1 - y$ with $-\log(1 - \sigma(z))$.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    losses = np.logaddexp(0.0, -logits) + target * logits
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="the minus is missing"
# Your loss is negative. Logarithms of probabilities are negative, and the cross-entropy turns them
# round with a minus, so that 0 is the best.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    losses = logits * target - np.logaddexp(0.0, logits)
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="the sigmoid twice"
# You applied the sigmoid before the formula that already contains it. The loss is then one of a
# logit between 0 and 1, and it can no longer get near 0.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    p = np.exp(-np.logaddexp(0.0, -logits))
    losses = np.logaddexp(0.0, p) - p * target
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="broadcasts the target"
# A target of another shape was accepted: NumPy repeated it to fit. The loss is then computed from
# pairs that nobody meant. Compare the shapes first.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    losses = np.logaddexp(0.0, logits) - logits * target
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="compares the sizes"
# A target with as many numbers in another shape was accepted. (4, 1) beside (4,) broadcasts to
# (4, 4), sixteen pairs that nobody meant. Compare `shape`, not `size` or `len`.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.size != target.size:
        raise ValueError("sizes differ")
    losses = np.logaddexp(0.0, logits) - logits * target
    return {"none": np.asarray, "sum": np.sum, "mean": np.mean}[reduction](losses)


# %% wrong="binary_cross_entropy_with_logits" name="always the mean"
# The word in `reduction` makes no difference: you get the mean in every case.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    return np.mean(np.logaddexp(0.0, logits) - logits * target)


# %% wrong="binary_cross_entropy_with_logits" name="targets rounded to 0 or 1"
# The targets were rounded. They may lie anywhere between 0 and 1, and the formula takes them as
# they are.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shape")
    y = np.round(target)
    v = np.maximum(logits, 0) - logits * y + np.log1p(np.exp(-np.abs(logits)))
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(reduction)
    return v if reduction == "none" else getattr(v, reduction)()


# %% wrong="binary_cross_entropy_with_logits" name="the logarithm to the base 2"
# The part with the logarithm is too large: it was taken to the base 2. The formula asks for the
# natural logarithm, `np.log1p`.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shape")
    v = np.maximum(logits, 0) - logits * target + np.log2(1 + np.exp(-np.abs(logits)))
    return v.mean() if reduction == "mean" else v.sum() if reduction == "sum" else v


# %% wrong="binary_cross_entropy_with_logits" name="logits and target exchanged"
# The formula got the target in the place of the logits and the other way round: the first argument
# is the logits, the second the target.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    losses = np.maximum(target, 0.0) - target * logits + np.log1p(np.exp(-np.abs(target)))
    if reduction == "mean":
        return losses.mean()
    return losses.sum() if reduction == "sum" else losses


# %% wrong="binary_cross_entropy_with_logits" name="all but 1 counts as 0"
# A target between 0 and 1 is treated as 0: it is only asked whether it is 1. Targets may lie
# anywhere in between, and both parts of the loss then count with their share.
def binary_cross_entropy_with_logits(logits, target, reduction="mean"):
    if logits.shape != target.shape:
        raise ValueError("shapes differ")
    signed = np.where(target == 1, logits, -logits)
    losses = np.maximum(-signed, 0.0) + np.log1p(np.exp(-np.abs(signed)))
    if reduction == "mean":
        return losses.mean()
    return losses.sum() if reduction == "sum" else losses


# %% [markdown] card="binary_cross_entropy_with_logits_backward" level="medium" minutes=10
# The formula of the loss is long, its derivative is short. The derivative of $\log(1 + e^{-z})$
# with respect to $z$ is $\sigma(z) - 1$, so that of the whole loss is
#
# $$\sigma(z) - y$$
#
# the predicted probability minus the target. It lies between -1 and 1, and it does not vanish
# where the model is sure and wrong. This is the reason why this pair of sigmoid and loss is used.
#
# Write `binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean")`. It
# returns the gradient for the logits. Use your `sigmoid`. Upstream gradient and reduction work as
# in `mse_loss_backward`.
#
# ```python
# >>> binary_cross_entropy_with_logits_backward(
# ...     np.array(6.0), np.array([0.0, 1000.0, -1000.0]), np.array([1.0, 0.0, 0.0]))
# array([-1.,  2.,  0.])
# ```
#
# <details><summary>Hint: all numbers are too small, those far from zero are 0</summary>
#
# A factor $\sigma(z)(1 - \sigma(z))$ too many. It is in the chain rule, and the derivative of the
# logarithm cancels it; in $\sigma(z) - y$ that has happened already.
# </details>

# %% exercise="binary_cross_entropy_with_logits_backward"
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    """The gradient of the binary cross-entropy for the logits."""
    ### BEGIN SOLUTION
    gradient = upstream * (sigmoid(logits) - target)
    return gradient / logits.size if reduction == "mean" else gradient
    ### END SOLUTION


# %% check="binary_cross_entropy_with_logits_backward"

# %% right="binary_cross_entropy_with_logits_backward" by="tanh"
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    probability = 0.5 * (1.0 + np.tanh(0.5 * logits))
    weight = 1.0 / logits.size if reduction == "mean" else 1.0
    return (probability - target) * weight * upstream


# %% right="binary_cross_entropy_with_logits_backward" by="entry by entry"
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    arriving = np.broadcast_to(upstream, logits.shape)
    gradient = np.zeros(logits.shape)
    for place in np.ndindex(logits.shape):
        probability = sigmoid(np.array([logits[place]]))[0]
        gradient[place] = arriving[place] * (probability - target[place])
    if reduction == "mean":
        gradient /= gradient.size
    return gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="target minus probability"
# The sign is the wrong way round. A probability above its target has a positive gradient: raising
# the logit further makes the loss grow.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    gradient = upstream * (target - sigmoid(logits))
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="ignores the upstream gradient"
# The upstream gradient has no effect. Whatever stands behind the loss, a weight of 0.1 for example,
# comes in through it: multiply.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    gradient = sigmoid(logits) - target
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="forgets that the mean divides"
# For "mean" your gradient is too large by the number of entries: each has only its share.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    return upstream * (sigmoid(logits) - target)


# %% wrong="binary_cross_entropy_with_logits_backward" name="divides in every case"
# You divide by the number of entries for "sum" and "none" too. Only the mean divides.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    return upstream * (sigmoid(logits) - target) / logits.size


# %% wrong="binary_cross_entropy_with_logits_backward" name="the sigmoid's derivative once more"
# Your gradient has a factor `p * (1 - p)` too many, the derivative of the sigmoid, and vanishes
# where the model is sure and wrong. In `p - y` that derivative is already accounted for.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    p = sigmoid(logits)
    gradient = upstream * (p - target) * p * (1.0 - p)
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="the logit for the probability"
# You subtracted the target from the logit itself. The logit can be any number; the probability
# that belongs to it is its sigmoid.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    gradient = upstream * (logits - target)
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="the decision for the probability"
# You rounded the probability to a decision, 0 or 1, and subtracted the target from that. The
# gradient needs to know how sure the model is: the probability itself.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    gradient = upstream * ((sigmoid(logits) > 0.5) - target)
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="stops at the probability"
# Your gradient is the one for the probability, $(p - y) / (p (1 - p))$. One step of the chain rule
# is missing, the derivative of the sigmoid, $p (1 - p)$: together they are $p - y$.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    p = sigmoid(logits)
    gradient = upstream * ((1.0 - target) / (1.0 - p) - target / p)
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="every target taken for 1"
# You subtracted 1 for every entry. It is the target that is subtracted, which is 1 for some and 0
# for others.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    gradient = upstream * (sigmoid(logits) - 1.0)
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="target and 1 - target mixed up"
# You subtracted `1 - target` where it is the target: your gradient pulls towards the opposite
# answer.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    gradient = upstream * (sigmoid(logits) - (1.0 - target))
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="another sigmoid, which overflows"
# The values are right, but on the way `exp` got a number that is too large for it. Your `sigmoid`
# takes care of that: use it here.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    gradient = upstream * (1.0 / (1.0 + np.exp(-logits)) - target)
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="upstream multiplies the probability alone"
# The upstream gradient multiplies the probability and not the target. It belongs to the whole
# difference: put it in parentheses.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    g = upstream * sigmoid(logits) - target
    return g / logits.size if reduction == "mean" else g


# %% wrong="binary_cross_entropy_with_logits_backward" name="the probability squared"
# The probability was squared. The gradient is the predicted probability minus the target, as they
# are.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    g = upstream * (sigmoid(logits) ** 2 - target)
    return g / logits.size if reduction == "mean" else g


# %% wrong="binary_cross_entropy_with_logits_backward" name="targets rounded to 0 or 1"
# The targets were rounded. They may lie anywhere between 0 and 1, and the gradient takes them as
# they are.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    gradient = upstream * (sigmoid(logits) - np.round(target))
    return gradient / logits.size if reduction == "mean" else gradient


# %% wrong="binary_cross_entropy_with_logits_backward" name="every target but 0 counts as 1"
# A target between 0 and 1 is treated as 1. Targets may lie anywhere in between: subtract the target
# itself.
def binary_cross_entropy_with_logits_backward(upstream, logits, target, reduction="mean"):
    gradient = upstream * (sigmoid(logits) - (target > 0))
    return gradient / logits.size if reduction == "mean" else gradient


# %% [markdown] card="layer_gradients" level="medium" minutes=20
# Now a whole step backwards: from the loss through a linear layer to its weights. The layer
# computes `z = x @ weight + bias`. The loss gives the gradient for `z`, starting from an upstream
# gradient of 1, since the loss is where `backward()` begins. From there the bias gets what arrives
# at `z`, summed over the batch, because the same bias was added to each row. The weight between
# input i and output j gets the sum, over the batch, of input i times what arrives at output j.
#
# Write `layer_gradients(x, weight, bias, target, loss)`. `loss` is `"mse"` or `"bce"`, each with
# the reduction `"mean"`. `x` has the shape (batch, inputs), or (inputs,) for one example without a
# batch axis. `weight` has the shape (inputs, outputs), `bias` (outputs,), `target` that of `z`. Return
# three things: the loss, the gradient for the weight, the gradient for the bias. Use the functions
# that you wrote.
#
# ```python
# >>> x, target = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.0], [1.0]])
# >>> value, for_weight, for_bias = layer_gradients(
# ...     x, np.array([[1.0], [0.5]]), np.array([0.0]), target, "mse")
# >>> float(value), for_weight.tolist(), for_bias.tolist()
# (10.0, [[14.0], [20.0]], [6.0])
# ```
#
# <details><summary>Hint: ValueError: matmul: Input operand 1 has a mismatch</summary>
#
# With x of shape (batch, inputs) and the gradient at `z` of shape (batch, outputs), which product
# has the shape (inputs, outputs)? One of the two has to be transposed.
# </details>
# <details><summary>Hint: one example without a batch axis fails</summary>
#
# It is a batch of one: `np.atleast_2d` adds the axis. The transpose of a 1-D array is that array
# itself.
# </details>

# %% exercise="layer_gradients"
def layer_gradients(x, weight, bias, target, loss):
    """The loss of a linear layer and its gradients for weight and bias."""
    ### BEGIN SOLUTION
    z = x @ weight + bias
    start = np.array(1.0)
    if loss == "mse":
        value, for_z = mse_loss(z, target), mse_loss_backward(start, z, target)[0]
    else:
        value = binary_cross_entropy_with_logits(z, target)
        for_z = binary_cross_entropy_with_logits_backward(start, z, target)
    rows, arriving = np.atleast_2d(x), np.atleast_2d(for_z)
    return value, rows.T @ arriving, arriving.sum(axis=0)
    ### END SOLUTION


# %% check="layer_gradients"

# %% right="layer_gradients" by="a sum over examples"
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    if loss == "mse":
        value = mse_loss(z, target)
        for_z, _ = mse_loss_backward(1.0, z, target)
    else:
        value = binary_cross_entropy_with_logits(z, target)
        for_z = binary_cross_entropy_with_logits_backward(1.0, z, target)
    if x.ndim == 1:
        return value, np.outer(x, for_z), for_z
    for_weight, for_bias = np.zeros(weight.shape), np.zeros(bias.shape)
    for example, arriving in zip(x, for_z):
        for_weight += np.outer(example, arriving)
        for_bias += arriving
    return value, for_weight, for_bias


# %% right="layer_gradients" by="all products at once"
def layer_gradients(x, weight, bias, target, loss):
    z = np.sum(x[..., :, None] * weight, axis=-2) + bias
    forward, backward = {
        "mse": (mse_loss, lambda *a: mse_loss_backward(*a)[0]),
        "bce": (binary_cross_entropy_with_logits, binary_cross_entropy_with_logits_backward),
    }[loss]
    for_z = backward(np.ones(()), z, target)
    batch = tuple(range(x.ndim - 1))
    products = x[..., :, None] * for_z[..., None, :]
    return [forward(z, target), products.sum(axis=batch), for_z.sum(axis=batch)]


# %% wrong="layer_gradients" name="a tuple not unpacked"
# Under "bce" all is right; under "mse" the gradients have an axis too many, or there is an error.
# `mse_loss_backward` returns two gradients, for the prediction and for the target. Take the first.
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    if loss == "mse":
        value, for_z = mse_loss(z, target), mse_loss_backward(np.array(1.0), z, target)
    else:
        value = binary_cross_entropy_with_logits(z, target)
        for_z = binary_cross_entropy_with_logits_backward(np.array(1.0), z, target)
    rows, arriving = np.atleast_2d(x), np.atleast_2d(for_z)
    return value, rows.T @ arriving, arriving.sum(axis=0)


# %% wrong="layer_gradients" name="the target's gradient for the prediction's"
# Under "mse" both gradients have the opposite sign: `mse_loss_backward` returns the gradient for the
# prediction first, and you took the second, the one for the target.
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    if loss == "mse":
        value, for_z = mse_loss(z, target), mse_loss_backward(np.array(1.0), z, target)[1]
    else:
        value = binary_cross_entropy_with_logits(z, target)
        for_z = binary_cross_entropy_with_logits_backward(np.array(1.0), z, target)
    rows, arriving = np.atleast_2d(x), np.atleast_2d(for_z)
    return value, rows.T @ arriving, arriving.sum(axis=0)


# %% wrong="layer_gradients" name="the bias is not summed"
# The gradient for the bias still has one row for each example. The one bias was added to every
# row, so its gradient is the sum over the batch, and has the shape of the bias.
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    if loss == "mse":
        value, for_z = mse_loss(z, target), mse_loss_backward(np.array(1.0), z, target)[0]
    else:
        value = binary_cross_entropy_with_logits(z, target)
        for_z = binary_cross_entropy_with_logits_backward(np.array(1.0), z, target)
    return value, np.atleast_2d(x).T @ np.atleast_2d(for_z), for_z


# %% wrong="layer_gradients" name="the mean once more"
# Your gradients are too small by the size of the batch: you took a mean over it. The loss has done
# that already; what arrives from it is added up.
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    if loss == "mse":
        value, for_z = mse_loss(z, target), mse_loss_backward(np.array(1.0), z, target)[0]
    else:
        value = binary_cross_entropy_with_logits(z, target)
        for_z = binary_cross_entropy_with_logits_backward(np.array(1.0), z, target)
    rows, arriving = np.atleast_2d(x), np.atleast_2d(for_z)
    return value, rows.T @ arriving / len(rows), arriving.mean(axis=0)


# %% wrong="layer_gradients" name="the weight's gradient transposed"
# The gradient for the weight has the shape (outputs, inputs): it is transposed. A gradient has the
# shape of its tensor; which of the two factors belongs first?
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    if loss == "mse":
        value, for_z = mse_loss(z, target), mse_loss_backward(np.array(1.0), z, target)[0]
    else:
        value = binary_cross_entropy_with_logits(z, target)
        for_z = binary_cross_entropy_with_logits_backward(np.array(1.0), z, target)
    rows, arriving = np.atleast_2d(x), np.atleast_2d(for_z)
    return value, arriving.T @ rows, arriving.sum(axis=0)


# %% wrong="layer_gradients" name="starts at z with ones"
# The loss is right, and the gradients do not depend on it: they are those of `z.sum()`. The pass
# begins at the loss with a 1; what arrives at `z` is the loss's gradient.
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    if loss == "mse":
        value = mse_loss(z, target)
    else:
        value = binary_cross_entropy_with_logits(z, target)
    rows, arriving = np.atleast_2d(x), np.atleast_2d(np.ones_like(z))
    return value, rows.T @ arriving, arriving.sum(axis=0)


# %% wrong="layer_gradients" name="the squared error's gradient for both"
# Under "mse" all is right; under "bce" the loss is right and the gradients are those of the squared
# error. Each loss has a gradient of its own.
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    if loss == "mse":
        value = mse_loss(z, target)
    else:
        value = binary_cross_entropy_with_logits(z, target)
    rows = np.atleast_2d(x)
    arriving = np.atleast_2d(mse_loss_backward(np.array(1.0), z, target)[0])
    return value, rows.T @ arriving, arriving.sum(axis=0)


# %% wrong="layer_gradients" name="wants a batch axis"
# A batch is right; one example without a batch axis is not. The transpose of a 1-D array is the
# same array, so `x.T @ ...` is not the product that you meant. Make a batch of one out of it.
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    if loss == "mse":
        value, for_z = mse_loss(z, target), mse_loss_backward(np.array(1.0), z, target)[0]
    else:
        value = binary_cross_entropy_with_logits(z, target)
        for_z = binary_cross_entropy_with_logits_backward(np.array(1.0), z, target)
    return value, x.T @ for_z, for_z.sum(axis=0)


# %% wrong="layer_gradients" name="the squared error for both losses"
# With "bce" you compute the squared error. `loss` says which of the two losses is meant, for the
# value and for the gradient.
def layer_gradients(x, weight, bias, target, loss):
    x2 = np.atleast_2d(x)
    z = x @ weight + bias
    one = np.array(1.0)
    g = mse_loss_backward(one, z, target)[0]
    g2 = np.atleast_2d(g)
    return mse_loss(z, target), x2.T @ g2, g2.sum(axis=0)


# %% wrong="layer_gradients" name="reshape in the place of a transpose"
# The shape of the weight's gradient is right, its numbers are not: `reshape` only cuts the same
# numbers into other rows. The transpose, `x.T`, exchanges rows and columns.
def layer_gradients(x, weight, bias, target, loss):
    x2 = np.atleast_2d(x)
    z = x @ weight + bias
    one = np.array(1.0)
    g = mse_loss_backward(one, z, target)[0] if loss == "mse" else binary_cross_entropy_with_logits_backward(one, z, target)
    value = mse_loss(z, target) if loss == "mse" else binary_cross_entropy_with_logits(z, target)
    g2 = np.atleast_2d(g)
    return value, x2.reshape(x2.shape[::-1]) @ g2, g2.sum(axis=0)


# %% wrong="layer_gradients" name="the sigmoid twice"
# Under "mse" all is right; under "bce" the sigmoid was taken of `z` first. The loss takes it itself, as
# its name says: it expects logits. Hand it `z`.
def layer_gradients(x, weight, bias, target, loss):
    z = x @ weight + bias
    one = np.array(1.0)
    if loss == "mse":
        value, for_z = mse_loss(z, target), mse_loss_backward(one, z, target)[0]
    else:
        value = binary_cross_entropy_with_logits(sigmoid(z), target)
        for_z = binary_cross_entropy_with_logits_backward(one, sigmoid(z), target)
    rows, arriving = np.atleast_2d(x), np.atleast_2d(for_z)
    return value, rows.T @ arriving, arriving.sum(axis=0)


# %% [markdown]
# ## What you built
#
# - Two losses with three reductions, and the node behind each: upstream gradient in, gradient out.
# - A sigmoid and a cross-entropy that call `exp` on nothing positive, so that no logit is too large.
# - $\sigma(z) - y$, and from there the gradients of a linear layer: inputs times what arrives for
#   the weight, the sum over the batch for the bias.
