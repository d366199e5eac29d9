# %% [markdown]
# # Assignment 03: one node's share
#
# In the lesson every node did the same small thing: it took the gradient that arrived, multiplied
# it by its own local derivative, and passed the product on. Here you write that step for the
# operations an engine needs first, join three of them into a chain, and build the tool that tells
# whether such a rule is right, all in plain NumPy.
#
# Each exercise has a card, a cell with a `...` that you replace with your code, and a check that
# answers at once. Run the cells from top to bottom with Shift+Enter; a check can be run as often
# as you like. Folded hints open with a click.
#
# The rules all have the same form. A rule is called after its operation: `mul_vjp` is the one for
# `a * b`. VJP is short for *vector-Jacobian product*. It gets `upstream`, the gradient of the final
# result with respect to the operation's *output*, and gives the gradients with respect to its
# *inputs*. `upstream` has the shape of the output, and each gradient has the shape of its input.
# No rule changes an array that it was given.

# %% given="numpy"
import numpy as np

# %% [markdown] card="perceptron_gradient" level="easy" minutes=10
# A neuron with one input and one weight, and the squared error as its loss. In three operations:
#
# ```
# prediction = w * x
# error      = prediction - target
# loss       = error ** 2
# ```
#
# Write `perceptron_gradient(w, x, target)` for plain numbers. Go back through the three lines,
# last line first, and return the three gradients that you meet: of the loss with respect to
# `error`, to `prediction`, and to `w`, as a tuple in this order. Each is the one before, times one
# local derivative.
#
# With `w = 0.5`, `x = 4` and `target = 3` the prediction is 2, the error -1 and the loss 1:
#
# ```python
# >>> perceptron_gradient(0.5, 4.0, 3.0)
# (-2.0, -2.0, -8.0)
# ```
#
# <details><summary>Hint: which local derivatives are there?</summary>
#
# Nudge one number and see how much the next one moves. If `prediction` grows by 0.001, `error`
# grows by 0.001. If `w` grows by 0.001, `prediction` grows by `x` times 0.001. The one for the
# square you know from school.
# </details>
# <details><summary>Hint: "It has 1 item, expected 3", or "expected a list or tuple"</summary>
#
# Three numbers, separated by commas after `return`, are a tuple.
# </details>

# %% exercise="perceptron_gradient"
def perceptron_gradient(w, x, target):
    """The gradients of (w * x - target) ** 2 for the error, the prediction and w."""
    ### BEGIN SOLUTION
    error = w * x - target
    for_error = 2 * error
    for_prediction = for_error  # the local derivative is 1
    for_w = for_prediction * x
    return for_error, for_prediction, for_w
    ### END SOLUTION


# %% check="perceptron_gradient"

# %% right="perceptron_gradient" by="the loss as a polynomial in w"
def perceptron_gradient(w, x, target):
    # (w x - t)^2 = x^2 w^2 - 2 x t w + t^2
    for_w = 2 * x**2 * w - 2 * x * target
    return for_w / x, for_w / x, for_w


# %% right="perceptron_gradient" by="measured: a nudge in both directions"
def perceptron_gradient(w, x, target):
    def slope(f, at):
        return (f(at + 0.5) - f(at - 0.5)) / 1.0

    prediction = w * x
    return [
        slope(lambda e: e**2, prediction - target),
        slope(lambda p: (p - target) ** 2, prediction),
        slope(lambda v: (v * x - target) ** 2, w),
    ]


# %% wrong="perceptron_gradient" name="inner derivative forgotten"
# The gradient for `w` is the same number as the one for the prediction. Between the two lies the
# line `prediction = w * x`, and its local derivative is a factor too.
def perceptron_gradient(w, x, target):
    error = w * x - target
    return 2 * error, 2 * error, 2 * error


# %% wrong="perceptron_gradient" name="no factor of two"
# All three gradients are half of what they should be. The derivative of `error ** 2` with respect
# to `error` is not `error` itself.
def perceptron_gradient(w, x, target):
    error = w * x - target
    return error, error, error * x


# %% wrong="perceptron_gradient" name="error turned round"
# The sizes are right and every sign is wrong: you took `target - prediction` as the error. The
# squares are the same, the derivatives are not.
def perceptron_gradient(w, x, target):
    error = target - w * x
    return 2 * error, 2 * error, 2 * error * x


# %% wrong="perceptron_gradient" name="times the weight"
# The last gradient is the one for the input `x`: it was multiplied by `w`. How much does `w * x`
# move when `w` is nudged and `x` stays?
def perceptron_gradient(w, x, target):
    error = w * x - target
    return 2 * error, 2 * error, 2 * error * w


# %% wrong="perceptron_gradient" name="local derivatives not multiplied"
# These are the three local derivatives, each by itself. The gradient of the loss is their product
# so far: multiply each one by the gradient that arrives from the line after it.
def perceptron_gradient(w, x, target):
    error = w * x - target
    return 2 * error, 1.0, x


# %% wrong="perceptron_gradient" name="the loss where its derivative belongs"
# You start with `error ** 2`, the loss itself. Going back starts with the derivative of the loss
# with respect to `error`.
def perceptron_gradient(w, x, target):
    error = w * x - target
    return error**2, error**2, error**2 * x


# %% wrong="perceptron_gradient" name="forward values instead of gradients"
# These are the error, the prediction and the loss themselves. Asked for is how much the loss moves
# if each of the three numbers is nudged.
def perceptron_gradient(w, x, target):
    prediction = w * x
    error = prediction - target
    return error, prediction, error**2


# %% wrong="perceptron_gradient" name="twice the loss"
# You start with twice the loss, `2 * error ** 2`. The derivative of a square is twice the number
# itself: `2 * error`.
def perceptron_gradient(w, x, target):
    loss = (w * x - target) ** 2
    return 2 * loss, 2 * loss, 2 * loss * x


# %% wrong="perceptron_gradient" name="the sign of the error is lost"
# The sizes are right, and the sign is missing where the prediction is too small. The sign of the
# error tells in which direction the loss falls: no absolute value here.
def perceptron_gradient(w, x, target):
    error = abs(w * x - target)
    return 2 * error, 2 * error, 2 * error * x


# %% wrong="perceptron_gradient" name="the target in a derivative"
# The gradient for the prediction was multiplied by `1 - target`. In `error = prediction - target`
# the target is a constant that does not move: the local derivative is 1.
def perceptron_gradient(w, x, target):
    error = w * x - target
    for_prediction = 2 * error * (1 - target)
    return 2 * error, for_prediction, for_prediction * x


# %% wrong="perceptron_gradient" name="order of the forward pass"
# The three gradients are right, in another order. Asked for are those of `error`, `prediction` and
# `w`: last line first, as you meet them.
def perceptron_gradient(w, x, target):
    error = w * x - target
    return 2 * error * x, 2 * error, 2 * error


# %% [markdown] card="mul_vjp" level="easy" minutes=10
# The rule for `a * b`, entry by entry, for two arrays of the same shape. It has two inputs, so it
# gives two gradients.
#
# Write `mul_vjp(upstream, a, b)`. It returns a tuple: the gradient for `a`, the gradient for `b`.
#
# ```python
# >>> mul_vjp(np.array([1.0, 10.0]), np.array([2.0, 3.0]), np.array([5.0, 7.0]))
# (array([ 5., 70.]), array([ 2., 30.]))
# ```
#
# <details><summary>Hint: how do I find the local derivative for a?</summary>
#
# Look at one entry, 2 times 5. Nudge the 2 by 0.001 and leave the 5 alone: by how much does the
# product move, per 0.001? That factor is the local derivative. Then multiply by `upstream`.
# </details>
# <details><summary>Hint: "`upstream`: Your code changes it"</summary>
#
# `g = upstream` gives the array a second name, and `g *= b` then writes into it. `upstream * b`
# makes a new array.
# </details>

# %% exercise="mul_vjp"
def mul_vjp(upstream, a, b):
    """The gradients for a and b, given the upstream gradient of a * b."""
    ### BEGIN SOLUTION
    return upstream * b, upstream * a
    ### END SOLUTION


# %% check="mul_vjp"

# %% right="mul_vjp" by="entry by entry"
def mul_vjp(upstream, a, b):
    for_a, for_b = np.zeros_like(a), np.zeros_like(b)
    for place in np.ndindex(a.shape):
        for_a[place] = b[place] * upstream[place]
        for_b[place] = a[place] * upstream[place]
    return for_a, for_b


# %% right="mul_vjp" by="both at once in a stacked array"
def mul_vjp(upstream, a, b):
    local = np.stack([b, a])
    return list(local * upstream)


# %% right="mul_vjp" by="measured by a nudge of one"
def mul_vjp(upstream, a, b):
    product = a * b
    return ((a + 1) * b - product) * upstream, (a * (b + 1) - product) * upstream


# %% wrong="mul_vjp" name="upstream ignored"
# These are the bare local derivatives: `upstream` does not occur in them. A node multiplies what
# arrives by its local derivative; without that it breaks the chain for everything behind it.
def mul_vjp(upstream, a, b):
    return b.copy(), a.copy()


# %% wrong="mul_vjp" name="each factor gets itself"
# The two gradients are the wrong way round. If `a` is nudged, the product moves by `b` per unit:
# the local derivative is the *other* factor.
def mul_vjp(upstream, a, b):
    return upstream * a, upstream * b


# %% wrong="mul_vjp" name="the rule of a sum"
# Both inputs get `upstream` as it is. That is the rule for `a + b`, where a nudge of an input
# moves the output by the same amount.
def mul_vjp(upstream, a, b):
    return upstream.copy(), upstream.copy()


# %% wrong="mul_vjp" name="both derivatives added"
# Both gradients are `upstream * (a + b)`. The product rule adds where both factors depend on the
# same variable. Here each input has a gradient of its own, from its own factor alone.
def mul_vjp(upstream, a, b):
    both = upstream * (a + b)
    return both, both.copy()


# %% wrong="mul_vjp" name="writes into upstream"
# The first gradient was computed in place, so `upstream` itself changed, and the second gradient
# was computed from the changed one. Make a new array: `upstream * ...`.
def mul_vjp(upstream, a, b):
    for_a = upstream
    for_a *= b
    return for_a, upstream * a


# %% wrong="mul_vjp" name="only one gradient"
# One array came back where two gradients are expected. The operation has two inputs, and both
# may be waiting for theirs.
def mul_vjp(upstream, a, b):
    return upstream * b


# %% wrong="mul_vjp" name="matrix products"
# Tables were multiplied as matrices, with `@`. The rule is for `a * b`, entry by entry: each
# gradient has the shape of its factor, and so has each product in it.
def mul_vjp(upstream, a, b):
    if a.ndim == 2:
        return upstream @ b.T, a.T @ upstream
    return upstream * b, upstream * a


# %% [markdown] card="div_vjp" level="medium" minutes=10
# The rule for `a / b`, entry by entry, for two arrays of the same shape. The numerator is simple.
# In the denominator, more of `b` makes the quotient smaller (for a positive quotient and a
# positive `b`), and its share must say so.
#
# Write `div_vjp(upstream, a, b)`. It returns a tuple: the gradient for `a`, the gradient for `b`.
#
# ```python
# >>> div_vjp(np.array([1.0, 10.0]), np.array([6.0, 8.0]), np.array([2.0, -4.0]))
# (array([ 0.5, -2.5]), array([-1.5, -5. ]))
# ```
#
# <details><summary>Hint: the local derivative for b?</summary>
#
# Write `a / b` as `a * b ** -1`. The derivative of `b ** -1` is the power rule that you know,
# with an exponent of -1; `a` is a factor that stays.
# </details>
# <details><summary>Hint: only the second gradient has the wrong sign or size</summary>
#
# Take the numbers of the example: 6 / 2 is 3, and 6 / 2.001 is about 2.9985. So a nudge of 0.001
# moves the quotient by -0.0015, and the local derivative is -1.5.
# </details>

# %% exercise="div_vjp"
def div_vjp(upstream, a, b):
    """The gradients for a and b, given the upstream gradient of a / b."""
    ### BEGIN SOLUTION
    return upstream / b, -upstream * a / b**2
    ### END SOLUTION


# %% check="div_vjp"

# %% right="div_vjp" by="from the quotient"
def div_vjp(upstream, a, b):
    quotient = a / b
    for_a = upstream / b
    return for_a, -for_a * quotient


# %% right="div_vjp" by="a product with the reciprocal"
def div_vjp(upstream, a, b):
    reciprocal = np.reciprocal(b)
    for_a = upstream * reciprocal
    for_reciprocal = upstream * a
    return [for_a, for_reciprocal * -(reciprocal * reciprocal)]


# %% wrong="div_vjp" name="minus forgotten"
# The gradient for `b` has the right size and the wrong sign. For positive numbers a larger
# denominator makes the quotient smaller.
def div_vjp(upstream, a, b):
    return upstream / b, upstream * a / b**2


# %% wrong="div_vjp" name="always negative"
# Every gradient for `b` is negative in your answer. Where `a` and `b` are positive, a larger
# denominator makes the quotient smaller; with a negative `a`, or a negative upstream gradient, the
# sign turns.
def div_vjp(upstream, a, b):
    return upstream / b, -np.abs(upstream * a / b**2)


# %% wrong="div_vjp" name="denominator not squared"
# The gradient for `b` is divided by `b` once. The derivative of `1 / b` is an inverse *square*.
def div_vjp(upstream, a, b):
    return upstream / b, -upstream * a / b


# %% wrong="div_vjp" name="numerator left out"
# The gradient for `b` is that of `1 / b`: the numerator `a` is a factor of the quotient, and it
# is one of the derivative as well.
def div_vjp(upstream, a, b):
    return upstream / b, -upstream / b**2


# %% wrong="div_vjp" name="upstream ignored"
# These are the bare local derivatives: `upstream` does not occur in them. They are right only
# where the upstream gradient happens to be 1.
def div_vjp(upstream, a, b):
    return 1 / b, -a / b**2


# %% wrong="div_vjp" name="the rule of a product"
# These are the gradients of `a * b`. Dividing by `b` multiplies by `1 / b`, so the share of `a` is
# `1 / b`, not `b`.
def div_vjp(upstream, a, b):
    return upstream * b, upstream * a


# %% wrong="div_vjp" name="upstream in the first gradient only"
# The gradient for `a` is right, the one for `b` lacks the upstream gradient. What arrives at a
# node is a factor of every share that it sends on.
def div_vjp(upstream, a, b):
    return upstream / b, -a / b**2


# %% wrong="div_vjp" name="/ b * b is no square"
# The gradient for `b` came out as `-upstream * a`. Python works from left to right: `/ b * b`
# divides by `b` and multiplies by it again. Write `/ b**2` or `/ (b * b)`.
def div_vjp(upstream, a, b):
    return upstream / b, -upstream * a / b * b


# %% wrong="div_vjp" name="a product's share for the denominator"
# The gradient for `a` is right; the one for `b` is that of a product, `upstream * a`. The quotient
# is `a * b ** -1`, and the derivative of `b ** -1` is `-b ** -2`.
def div_vjp(upstream, a, b):
    return upstream / b, upstream * a


# %% wrong="div_vjp" name="a product's share for the numerator"
# The gradient for `b` is right; the one for `a` is that of a product, `upstream * b`. A nudge of
# the numerator moves the quotient by `1 / b` per unit.
def div_vjp(upstream, a, b):
    return upstream * b, -upstream * a / b**2


# %% wrong="div_vjp" name="upstream in the second gradient only"
# The gradient for `b` is right, the one for `a` lacks the upstream gradient. What arrives at a node
# is a factor of every share that it sends on.
def div_vjp(upstream, a, b):
    return 1 / b, -upstream * a / b**2


# %% [markdown] card="pow_vjp" level="medium" minutes=10
# The rule for `base ** exponent`, where `base` is an array and `exponent` a plain number that
# needs no gradient.
#
# Write `pow_vjp(upstream, base, exponent)`. It returns one array, the gradient for `base`. The
# exponent may be negative, or no whole number.
#
# One case needs care. With an exponent of 0 the result is 1 whatever the base, so the gradient is
# 0 everywhere, also where the base is 0. With any other exponent the formula stands as it is, also
# where it gives inf or nan.
#
# ```python
# >>> pow_vjp(np.array([1.0, 10.0]), np.array([2.0, -1.0]), 3)
# array([12., 30.])
# >>> pow_vjp(np.array([1.0, 10.0]), np.array([2.0, 0.0]), 0)
# array([0., 0.])
# ```
#
# <details><summary>Hint: there is a nan in the answer</summary>
#
# For an exponent of 0 the formula asks for `0.0 ** -1`, which is infinite, and 0 times infinity is
# `nan`. Look at the exponent before you compute.
# </details>
# <details><summary>Hint: right for an exponent of 2 and wrong for others</summary>
#
# The exponent comes down as a factor, and what is left of it is one less.
# </details>

# %% exercise="pow_vjp"
def pow_vjp(upstream, base, exponent):
    """The gradient for base, given the upstream gradient of base ** exponent."""
    ### BEGIN SOLUTION
    if exponent == 0:
        return np.zeros_like(base)
    return upstream * exponent * base ** (exponent - 1)
    ### END SOLUTION


# %% check="pow_vjp"

# %% right="pow_vjp" by="nan replaced afterwards"
def pow_vjp(upstream, base, exponent):
    with np.errstate(all="ignore"):
        local = exponent * np.power(base, exponent - 1.0)
    return upstream * (local if exponent else np.where(np.isnan(local), 0.0, local))


# %% right="pow_vjp" by="entry by entry"
def pow_vjp(upstream, base, exponent):
    gradient = np.zeros(base.shape)
    if exponent:
        for place, number in np.ndenumerate(base):
            gradient[place] = exponent * number ** (exponent - 1) * upstream[place]
    return gradient


# %% wrong="pow_vjp" name="exponent not lowered"
# The exponent came down as a factor, but the power stayed as it was. The derivative of a cube is
# three times a *square*.
def pow_vjp(upstream, base, exponent):
    return upstream * exponent * base**exponent


# %% wrong="pow_vjp" name="no factor in front"
# The power was lowered, but the exponent did not come down as a factor.
def pow_vjp(upstream, base, exponent):
    if exponent == 0:
        return np.zeros_like(base)
    return upstream * base ** (exponent - 1)


# %% wrong="pow_vjp" name="upstream ignored"
# This is the bare local derivative: `upstream` does not occur in it. It is right only where the
# upstream gradient happens to be 1.
def pow_vjp(upstream, base, exponent):
    if exponent == 0:
        return np.zeros_like(base)
    return exponent * base ** (exponent - 1)


# %% wrong="pow_vjp" name="always the square"
# This is the rule for an exponent of 2, for every exponent. Use the exponent that is handed in.
def pow_vjp(upstream, base, exponent):
    return upstream * 2 * base


# %% wrong="pow_vjp" name="zero times infinity"
# The formula is right, but for an exponent of 0 and a base of 0 it computes 0 times infinity,
# which is `nan`. One `nan` in a gradient spoils every weight behind it. Treat an exponent of 0 by
# itself.
def pow_vjp(upstream, base, exponent):
    return upstream * exponent * base ** (exponent - 1.0)


# %% wrong="pow_vjp" name="upstream raised too"
# The upstream gradient was raised to the power along with the base. It is a factor of the result
# and stays outside.
def pow_vjp(upstream, base, exponent):
    if exponent == 0:
        return np.zeros_like(base)
    return exponent * (upstream * base) ** (exponent - 1)


# %% wrong="pow_vjp" name="whole numbers above 1 only"
# The numbers are not right for every exponent of 1, of 0.5 or below 0: the power was built by
# multiplying, or the exponent was made a whole number. `base ** (exponent - 1)` knows them all.
def pow_vjp(upstream, base, exponent):
    power = np.ones_like(base)
    for _ in range(int(exponent) - 1):
        power = power * base
    return upstream * exponent * power


# %% wrong="pow_vjp" name="the gradient for the exponent"
# Your formula with the logarithm is the gradient for the *exponent*. Asked for is that for the
# base: the exponent comes down as a factor.
def pow_vjp(upstream, base, exponent):
    return upstream * np.log(np.abs(base) + 1e-12) * base ** exponent


# %% wrong="pow_vjp" name="the integral"
# Your formula is that of the integral: the exponent grows, and you divide by it. The derivative
# goes the other way: the exponent comes down as a factor, and what is left of it is one less.
def pow_vjp(upstream, base, exponent):
    if exponent == 0:
        return base * 0
    return upstream * base ** (exponent + 1) / (exponent + 1)


# %% given="sigmoid"
def sigmoid(x):
    return np.asarray(1 / (1 + np.exp(-x)))


# %% [markdown] card="sigmoid_vjp" level="medium" minutes=10
# The sigmoid squeezes every number into the range from 0 to 1: $s = 1 / (1 + e^{-x})$. Its
# derivative can be told from its *output* alone: $s\,(1 - s)$. That is why an engine keeps the
# output of a sigmoid rather than its input: it is there already, and no exponential has to be
# computed again.
#
# Write `sigmoid_vjp(upstream, output)`, where `output` is what `sigmoid` returned, of any shape: its
# numbers lie between 0 and 1, and none is 0 or 1. It returns the gradient for the input.
#
# ```python
# >>> sigmoid_vjp(np.array([1.0, 10.0]), np.array([0.5, 0.9]))
# array([0.25, 0.9 ])
# ```
#
# <details><summary>Hint: the numbers are all near 0.23</summary>
#
# `output` is already between 0 and 1. If you call `sigmoid` on it, it is squeezed a second time.
# </details>
# <details><summary>Hint: the sign of some numbers is wrong</summary>
#
# $s\,(1 - s)$ is never negative, so the sign comes from `upstream`, and only from it.
# </details>

# %% exercise="sigmoid_vjp"
def sigmoid_vjp(upstream, output):
    """The gradient for the sigmoid's input, from its output."""
    ### BEGIN SOLUTION
    return upstream * output * (1 - output)
    ### END SOLUTION


# %% check="sigmoid_vjp"

# %% right="sigmoid_vjp" by="multiplied out"
def sigmoid_vjp(upstream, output):
    local = output - np.square(output)
    return np.multiply(local, upstream)


# %% right="sigmoid_vjp" by="back to the input"
def sigmoid_vjp(upstream, output):
    x = np.log(output) - np.log1p(-output)
    return upstream / (np.exp(x) + 2 + np.exp(-x))


# %% wrong="sigmoid_vjp" name="sigmoid applied again"
# The output was put through the sigmoid a second time. What is handed in is the sigmoid's output
# already.
def sigmoid_vjp(upstream, output):
    s = sigmoid(output)
    return upstream * s * (1 - s)


# %% wrong="sigmoid_vjp" name="upstream ignored"
# This is the bare local derivative: `upstream` does not occur in it. Every layer before this one
# would get a gradient that knows nothing of the loss.
def sigmoid_vjp(upstream, output):
    return output * (1 - output)


# %% wrong="sigmoid_vjp" name="the rule of tanh"
# `1 - output ** 2` is the derivative of tanh, told from its output. The sigmoid's looks similar:
# one factor for how far the output is from 0, one for how far it is from 1.
def sigmoid_vjp(upstream, output):
    return upstream * (1 - output**2)


# %% wrong="sigmoid_vjp" name="the rule of exp"
# `upstream * output` is the rule for `exp`, whose derivative is its own output. The sigmoid
# flattens out near 1 as well, so a second factor is needed.
def sigmoid_vjp(upstream, output):
    return upstream * output


# %% wrong="sigmoid_vjp" name="forward instead of back"
# The upstream gradient was put through the sigmoid. A rule never applies the operation to the
# gradient; it multiplies the gradient by the local derivative.
def sigmoid_vjp(upstream, output):
    return sigmoid(upstream)


# %% wrong="sigmoid_vjp" name="s left out"
# Your answer is `upstream * (1 - output)`. The derivative of the sigmoid has two factors, $s$ and
# $1 - s$.
def sigmoid_vjp(upstream, output):
    return upstream * (1 - output)


# %% wrong="sigmoid_vjp" name="parentheses left out"
# Your answer is `upstream * output - output`: without parentheses only the 1 was multiplied. Write
# `(1 - output)`.
def sigmoid_vjp(upstream, output):
    return upstream * output * 1 - output


# %% wrong="sigmoid_vjp" name="upstream in place of the output"
# One of the two factors was taken from the upstream gradient: `1 - upstream`. Both factors of the
# local derivative come from the output, $s\,(1 - s)$; upstream is a third one.
def sigmoid_vjp(upstream, output):
    return output * upstream * (1 - upstream)


# %% wrong="sigmoid_vjp" name="sigmoid of the upstream gradient"
# The local derivative is right, but the upstream gradient was put through the sigmoid. It is a
# factor as it is.
def sigmoid_vjp(upstream, output):
    return sigmoid(upstream) * output * (1 - output)


# %% wrong="sigmoid_vjp" name="inner derivative forgotten"
# Your answer is `-upstream * output ** 2`: the derivative of `1 / u` at `u = 1 + exp(-x)`. `u`
# depends on `x` in turn; its derivative, `-exp(-x)`, is a factor too.
def sigmoid_vjp(upstream, output):
    return -upstream * output**2


# %% wrong="sigmoid_vjp" name="upstream inside the derivative"
# The upstream gradient went into the formula of the derivative. Compute `output * (1 - output)`
# first, from the output alone, and multiply the result by `upstream`, once.
def sigmoid_vjp(upstream, output):
    g = upstream * output
    return g * (1 - g)


# %% [markdown] card="mean_vjp" level="medium" minutes=10
# The rule for `x.mean()`, the mean over *all* entries of an array of any shape. The output is a
# single number, so `upstream` is one too, as an array of shape `()`. The input has many entries,
# and each had its share in the mean.
#
# Write `mean_vjp(upstream, x)`. It returns one array of the shape of `x`.
#
# ```python
# >>> mean_vjp(np.array(6.0), np.array([[4.0, 8.0, 1.0], [2.0, 9.0, 7.0]]))
# array([[1., 1., 1.],
#        [1., 1., 1.]])
# ```
#
# <details><summary>Hint: right for a row of numbers, wrong for a table</summary>
#
# `len(x)` counts the rows. How many entries does the whole array have? It has an attribute for
# that.
# </details>
# <details><summary>Hint: TypeError: len() of unsized object</summary>
#
# An array of shape `()` has no length, but it has one entry. `x.size` works for every shape.
# </details>
# <details><summary>Hint: "The shape is (), expected (4,)"</summary>
#
# The share is the same number for every entry, but every entry needs one: an array of the shape
# of `x`, filled with it. `np.full` makes such an array.
# </details>

# %% exercise="mean_vjp"
def mean_vjp(upstream, x):
    """The gradient for x, given the upstream gradient of x.mean()."""
    ### BEGIN SOLUTION
    return np.full(x.shape, upstream / x.size)
    ### END SOLUTION


# %% check="mean_vjp"

# %% right="mean_vjp" by="ones, scaled"
def mean_vjp(upstream, x):
    return np.ones_like(x) * upstream * (1 / np.prod(x.shape))


# %% right="mean_vjp" by="the Jacobian's only row"
def mean_vjp(upstream, x):
    entries = sum(1 for _ in x.flat)
    row = np.repeat(1.0 / entries, entries)
    return (np.reshape(upstream, (1,)) @ row[None, :]).reshape(x.shape)


# %% wrong="mean_vjp" name="not divided"
# Every entry gets the whole upstream gradient. That is the rule of a sum. In a mean of six
# numbers a nudge of one of them moves the result by a sixth.
def mean_vjp(upstream, x):
    return np.full(x.shape, upstream)


# %% wrong="mean_vjp" name="divided by the rows"
# A row of numbers comes out right and a table does not: `len(x)` counts the rows only. The mean
# goes over all entries.
def mean_vjp(upstream, x):
    return np.full(x.shape, upstream / len(x))


# %% wrong="mean_vjp" name="upstream ignored"
# This is the bare local derivative, one over the number of entries, and `upstream` does not occur
# in it. The mean is often the last operation, where the upstream gradient is 1; then nobody sees
# the mistake. Elsewhere it is not 1.
def mean_vjp(upstream, x):
    return np.full(x.shape, 1 / x.size)


# %% wrong="mean_vjp" name="one number for all"
# The number is right, but it is one number. A gradient has the shape of the input that it belongs
# to, so here every entry of `x` needs its own.
def mean_vjp(upstream, x):
    return upstream / x.size


# %% wrong="mean_vjp" name="larger entries get more"
# The shares grow with the entries: `x` was multiplied in. How much a nudge of an entry moves the
# mean does not depend on how large that entry is.
def mean_vjp(upstream, x):
    return upstream * x / x.size


# %% [markdown] card="chain_vjp" level="medium" minutes=15
# Three rules in a row. The computation goes
#
# ```
# y = x * factor
# w = y ** power
# z = w.mean()
# ```
#
# where `x` and `factor` are arrays of one shape, and `power` is a plain number.
#
# Write `chain_vjp(upstream, x, factor, power)`: the gradient for `x`, given the upstream gradient
# of `z`. Use your `mean_vjp`, `pow_vjp` and `mul_vjp`, last operation first. What one rule gives
# is the upstream gradient of the next. Each rule wants the values that *its* operation was given,
# so go forward once and keep them.
#
# ```python
# >>> chain_vjp(np.array(1.0), np.array([1.0, 2.0]), np.array([3.0, 5.0]), 2)
# array([ 9., 50.])
# ```
#
# <details><summary>Hint: which values do I hand to which rule?</summary>
#
# The mean was taken of `w`, the power of `y`, the product of `x` and `factor`.
# </details>
# <details><summary>Hint: "The answer is a list or tuple, expected an array of shape ..."</summary>
#
# `mul_vjp` gives two gradients; only the first is asked for: `for_x, _ = mul_vjp(...)`.
# </details>

# %% exercise="chain_vjp"
def chain_vjp(upstream, x, factor, power):
    """The gradient for x of ((x * factor) ** power).mean()."""
    ### BEGIN SOLUTION
    y = x * factor
    w = y**power
    for_w = mean_vjp(upstream, w)
    for_y = pow_vjp(for_w, y, power)
    for_x, _ = mul_vjp(for_y, x, factor)
    return for_x
    ### END SOLUTION


# %% check="chain_vjp"

# %% right="chain_vjp" by="one expression"
def chain_vjp(upstream, x, factor, power):
    return mul_vjp(pow_vjp(mean_vjp(upstream, x), x * factor, power), x, factor)[0]


# %% right="chain_vjp" by="a list of steps, walked from its end"
def chain_vjp(upstream, x, factor, power):
    y = x * factor
    steps = [
        lambda g: mul_vjp(g, x, factor)[0],
        lambda g: pow_vjp(g, y, power),
        lambda g: mean_vjp(g, y),
    ]
    while steps:
        upstream = steps.pop()(upstream)
    return upstream


# %% right="chain_vjp" by="the derivative on paper"
def chain_vjp(upstream, x, factor, power):
    return upstream * power * (x * factor) ** (power - 1) * factor / x.size


# %% wrong="chain_vjp" name="power rule at x"
# The power rule was asked at `x`. The power was taken of `y = x * factor`, and the local
# derivative must be taken at the value that the operation was given.
def chain_vjp(upstream, x, factor, power):
    for_w = mean_vjp(upstream, x)
    for_y = pow_vjp(for_w, x, power)
    return mul_vjp(for_y, x, factor)[0]


# %% wrong="chain_vjp" name="power rule at its output"
# The power rule was asked at `w`, which is the *result* of the power. It wants the base, `y`.
def chain_vjp(upstream, x, factor, power):
    w = (x * factor) ** power
    for_y = pow_vjp(mean_vjp(upstream, w), w, power)
    return mul_vjp(for_y, x, factor)[0]


# %% wrong="chain_vjp" name="stops at y"
# This is the gradient for `y`. One operation is left before `x`: the product with `factor`.
def chain_vjp(upstream, x, factor, power):
    y = x * factor
    return pow_vjp(mean_vjp(upstream, y), y, power)


# %% wrong="chain_vjp" name="starts from one"
# The upstream gradient that was handed in is not used: the chain starts from 1. It is 1 only if
# `z` is the final result itself.
def chain_vjp(upstream, x, factor, power):
    y = x * factor
    for_y = pow_vjp(mean_vjp(np.array(1.0), y), y, power)
    return mul_vjp(for_y, x, factor)[0]


# %% wrong="chain_vjp" name="gradient of the factor"
# This is the gradient for `factor`, the second of the two that the product's rule gives.
def chain_vjp(upstream, x, factor, power):
    y = x * factor
    for_y = pow_vjp(mean_vjp(upstream, y), y, power)
    return mul_vjp(for_y, x, factor)[1]


# %% wrong="chain_vjp" name="shares added, not multiplied"
# Each rule was asked with the first upstream gradient, and the three answers were added. Along one
# path the effects multiply: what one rule gives is what the next one is given.
def chain_vjp(upstream, x, factor, power):
    y = x * factor
    same = np.full(x.shape, upstream)
    return mean_vjp(upstream, y) + pow_vjp(same, y, power) + mul_vjp(same, x, factor)[0]


# %% wrong="chain_vjp" name="both gradients of the product"
# Your answer is a tuple, the gradients for `x` and for `factor`. Only the first is asked for.
def chain_vjp(upstream, x, factor, power):
    y = x * factor
    return mul_vjp(pow_vjp(mean_vjp(upstream, y), y, power), x, factor)


# %% wrong="chain_vjp" name="upstream in every step"
# Each rule was asked with the first upstream gradient, and the three answers were multiplied: it is
# in the product three times. What one rule gives is the upstream gradient of the next.
def chain_vjp(upstream, x, factor, power):
    y = x * factor
    same = np.full(x.shape, upstream)
    return mean_vjp(upstream, y) * pow_vjp(same, y, power) * mul_vjp(same, x, factor)[0]


# %% wrong="chain_vjp" name="always the power 2"
# It is right for the power 2 and for no other. Hand `power` to the rule.
def chain_vjp(upstream, x, factor, power):
    y = x * factor
    return mul_vjp(pow_vjp(mean_vjp(upstream, y), y, 2), x, factor)[0]


# %% given="functions"
def square(x):
    return x * x


def sine(x):
    return np.sin(x)


def differences(x):
    """Each entry minus the one before it: one entry fewer than x."""
    return x[1:] - x[:-1]


def energy(x):
    """The sum of the squares, a single number."""
    return np.asarray((x * x).sum())


def times_sum(x):
    """Each entry times the sum of all."""
    return x * x.sum()


# %% [markdown] card="numeric_vjp" level="hard" minutes=20
# A rule is algebra, and algebra goes wrong. The cure is to measure: nudge one entry of `x` a
# little up and a little down and see how the output moves. The output may be an array; then its
# movement is weighted with `upstream` and added up, because that is what the upstream gradient
# says: how much each entry of the output counts. For entry $i$
#
# $$g_i = \sum_j \text{upstream}_j \; \frac{f(x + h e_i)_j - f(x - h e_i)_j}{2h}$$
#
# where $x + h e_i$ is `x` with `h` added to entry $i$ alone. Measuring in both directions, the
# *central* difference, is far more accurate than in one: for a quadratic function it is exact.
#
# Write `numeric_vjp(f, x, upstream, h=1e-5)`. It returns an array of the shape of `x`, which may
# have any number of axes. `upstream` has the shape of `f(x)`, which is a new array at each call. `x`
# keeps its numbers. The step is the `h` that is handed in.
#
# ```python
# >>> numeric_vjp(square, np.array([1.0, 2.0]), np.array([1.0, 10.0]), h=0.5)
# array([ 2., 40.])
# >>> numeric_vjp(differences, np.array([1.0, 2.0, 4.0]), np.array([1.0, 10.0]), h=0.5)
# array([-1., -9., 10.])
# ```
#
# <details><summary>Hint: how do I go over all entries of an array with several axes?</summary>
#
# `for place in np.ndindex(x.shape)` gives each index as a tuple, and `x[place]` is that entry. It
# works for shape `()` too.
# </details>
# <details><summary>Hint: "x afterwards: No number of it is right"</summary>
#
# `up = x` is a second name for the same array. `up = x.copy()` is an array of its own.
# </details>
# <details><summary>Hint: ValueError: operands could not be broadcast together</summary>
#
# `upstream` has the shape of the output, `x` that of the input, and the two may differ. Multiply
# `upstream` with the movement of the output, add up, and you have the number for one entry of `x`.
# </details>

# %% exercise="numeric_vjp"
def numeric_vjp(f, x, upstream, h=1e-5):
    """The vector-Jacobian product of f at x, measured by central differences."""
    ### BEGIN SOLUTION
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        gradient[place] = np.sum(upstream * (f(up) - f(down))) / (2 * h)
    return gradient
    ### END SOLUTION


# %% check="numeric_vjp"

# %% right="numeric_vjp" by="the whole Jacobian, then a product"
def numeric_vjp(f, x, upstream, h=1e-5):
    columns = []
    for direction in np.eye(x.size):
        step = h * direction.reshape(x.shape)
        columns.append(np.ravel(f(x + step) - f(x - step)) / (2 * h))
    jacobian = np.array(columns).T
    return (np.ravel(upstream) @ jacobian).reshape(x.shape)


# %% right="numeric_vjp" by="one copy, put back each time"
def numeric_vjp(f, x, upstream, h=1e-5):
    moved = np.array(x)
    slopes = []
    for place in np.ndindex(*x.shape):
        middle = moved[place]
        moved[place] = middle + h
        above = np.vdot(upstream, f(moved))
        moved[place] = middle - h
        below = np.vdot(upstream, f(moved))
        moved[place] = middle
        slopes.append((above - below) / (2 * h))
    return np.reshape(slopes, x.shape)


# %% wrong="numeric_vjp" name="one-sided"
# The difference was taken from `x` to one side only. For a curved function that is off by an
# amount that grows with `h`. Measure from `x - h` to `x + h`.
def numeric_vjp(f, x, upstream, h=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up = x.copy()
        up[place] += h
        gradient[place] = np.sum(upstream * (f(up) - f(x))) / h
    return gradient


# %% wrong="numeric_vjp" name="upstream ignored"
# The movements of the outputs are added as if each counted the same. Weight them with `upstream`
# first: a check that takes ones for it cannot see a rule that forgets it.
def numeric_vjp(f, x, upstream, h=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        gradient[place] = np.sum(f(up) - f(down)) / (2 * h)
    return gradient


# %% wrong="numeric_vjp" name="all entries nudged at once"
# All entries of `x` were nudged together, so every entry reports the effect of all of them. Move
# one entry and leave the others where they are.
def numeric_vjp(f, x, upstream, h=1e-5):
    slope = np.sum(upstream * (f(x + h) - f(x - h))) / (2 * h)
    return np.full(x.shape, slope)


# %% wrong="numeric_vjp" name="divided by h"
# All numbers are twice as large as they should be. From `x - h` to `x + h` is a way of `2 * h`.
def numeric_vjp(f, x, upstream, h=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        gradient[place] = np.sum(upstream * (f(up) - f(down))) / h
    return gradient


# %% wrong="numeric_vjp" name="nudges stay in x"
# The nudges were written into `x` itself and not taken back, so each entry is measured at a place
# that the nudges before it have moved, and the caller's array has changed. Work on a copy.
def numeric_vjp(f, x, upstream, h=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += h
        above = f(x)
        x[place] -= 2 * h
        gradient[place] = np.sum(upstream * (above - f(x))) / (2 * h)
    return gradient


# %% wrong="numeric_vjp" name="a whole row nudged"
# For a table, a whole row was moved at once: `x[i]` is a row if `x` has two axes. Go over the
# single entries with `np.ndindex(x.shape)`.
def numeric_vjp(f, x, upstream, h=1e-5):
    if x.ndim == 0:
        return np.asarray(np.sum(upstream * (f(x + h) - f(x - h))) / (2 * h))
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = np.sum(upstream * (f(up) - f(down))) / (2 * h)
    return gradient


# %% wrong="numeric_vjp" name="h ignored"
# The step is always the same, whatever `h` is handed in. For most curved functions the measured
# number depends on it.
def numeric_vjp(f, x, upstream, h=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        gradient[place] = np.sum(upstream * (f(up) - f(down))) / 2e-5
    return gradient


# %% given="rules"
def total(x):
    return np.asarray(x.sum())


# Three rules that are right.
def sine_rule(upstream, x):
    return upstream * np.cos(x)


def differences_rule(upstream, x):
    gradient = np.zeros_like(x)
    gradient[1:] += upstream
    gradient[:-1] -= upstream
    return gradient


def total_rule(upstream, x):
    return np.broadcast_to(upstream, x.shape).copy()


# Ten that are wrong, each in a way of its own.
def sine_without_upstream(upstream, x):
    return np.cos(x)


def sine_with_averaged_upstream(upstream, x):
    return upstream.mean() * np.cos(x)


def sine_with_squared_upstream(upstream, x):
    return upstream**2 * np.cos(x)


def sine_in_reverse(upstream, x):
    gradient = upstream * np.cos(x)
    return gradient[::-1].copy()


def sine_a_little_off(upstream, x):
    return 1.01 * upstream * np.cos(x)


def sine_with_sign_turned(upstream, x):
    return -upstream * np.cos(x)


def sine_one_too_large(upstream, x):
    gradient = upstream * np.cos(x)
    gradient[1] += 0.0004
    return gradient


def sine_one_too_small(upstream, x):
    gradient = upstream * np.cos(x)
    gradient[-1] -= 0.0004
    return gradient


def sine_with_a_nan(upstream, x):
    gradient = upstream * np.cos(x)
    gradient[0] = np.nan
    return gradient


def sine_as_a_table(upstream, x):
    return (upstream * np.cos(x)).reshape(1, -1)


def total_as_one_number(upstream, x):
    return np.array(upstream)


# %% [markdown] card="rule_is_right" level="hard" minutes=20
# Now the tool. `f` is an operation, `rule(upstream, x)` somebody's rule for it. Is the rule right?
#
# Write `rule_is_right(f, rule, x, seed=0)`: draw a random upstream gradient of the shape of `f(x)`,
# ask the rule, measure with your `numeric_vjp`, and return whether the two agree, True or False.
# Agreeing means: the same shape, and *every* entry the same up to about `1e-5`, in either direction,
# since a measurement is never exact. A tolerance that grows with the entry will do too. A nan agrees
# with nothing. `x` may have any number of axes.
#
# Why random? With an upstream gradient of ones a rule that ignores it looks right. This is not
# far-fetched: in one university's homework nine rules out of twelve could ignore the upstream
# gradient, and every test passed.
#
# ```python
# >>> rule_is_right(sine, sine_rule, np.array([0.3, -1.2, 2.0]))
# True
# >>> rule_is_right(sine, sine_without_upstream, np.array([0.3, -1.2, 2.0]))
# False
# ```
#
# <details><summary>Hint: how do I draw a random array?</summary>
#
# `random = np.random.default_rng(seed)` makes a generator, `random.normal(size=shape)` an array of
# that shape. For shape `()` it gives a plain number, which `np.asarray` makes an array again.
# </details>
# <details><summary>Hint: right rules are reported as wrong</summary>
#
# Two numbers that were computed in different ways are almost never equal in the last digit.
# `np.allclose(a, b, rtol=1e-5, atol=1e-5)` compares with a tolerance.
# </details>
# <details><summary>Hint: "total_as_one_number: It is True, expected False"</summary>
#
# `np.allclose` broadcasts: one number is compared with every entry. Compare the shapes first.
# </details>

# %% exercise="rule_is_right"
def rule_is_right(f, rule, x, seed=0):
    """Whether a rule agrees with measuring, for a random upstream gradient."""
    ### BEGIN SOLUTION
    random = np.random.default_rng(seed)
    upstream = np.asarray(random.normal(size=np.shape(f(x))))
    claimed = rule(upstream, x)
    measured = numeric_vjp(f, x, upstream)
    return claimed.shape == measured.shape and np.allclose(claimed, measured, atol=1e-5)
    ### END SOLUTION


# %% check="rule_is_right"

# %% right="rule_is_right" by="the largest difference"
def rule_is_right(f, rule, x, seed=0):
    output = np.asarray(f(x))
    upstream = np.asarray(np.random.default_rng(seed).uniform(1.0, 3.0, output.shape))
    gap = np.asarray(rule(upstream, x))
    if gap.shape != x.shape:
        return False
    return bool(np.max(np.abs(gap - numeric_vjp(f, x, upstream))) < 1e-5)


# %% right="rule_is_right" by="several random upstreams, entry by entry"
def rule_is_right(f, rule, x, seed=0):
    random = np.random.default_rng(seed)
    for _ in range(3):
        upstream = np.asarray(random.standard_normal(f(x).shape))
        claimed, measured = rule(upstream, x), numeric_vjp(f, x, upstream)
        if np.shape(claimed) != np.shape(measured):
            return False
        for one, other in zip(claimed.flat, measured.flat):
            if not abs(one - other) <= 1e-5 * (1 + abs(other)):
                return False
    return True


# %% wrong="rule_is_right" name="upstream of ones"
# Rules that go wrong with the upstream gradient got through, such as one that ignores it. With ones
# for the upstream gradient they look right. Draw a random number for every entry.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.ones_like(f(x))
    claimed = rule(upstream, x)
    measured = numeric_vjp(f, x, upstream)
    return claimed.shape == measured.shape and np.allclose(claimed, measured, 1e-5, 1e-5)


# %% wrong="rule_is_right" name="one random number for all entries"
# The rule that averages the upstream gradient got through: your upstream gradient is random, but
# the same number in every entry. Draw an array of the shape of `f(x)`.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.full(f(x).shape, np.random.default_rng(seed).normal())
    claimed = rule(upstream, x)
    measured = numeric_vjp(f, x, upstream)
    return claimed.shape == measured.shape and np.allclose(claimed, measured, 1e-5, 1e-5)


# %% wrong="rule_is_right" name="only the sums compared"
# The rule that gives the right numbers in the wrong places got through. Compare entry by entry,
# each number with the one in the same place: sums, or sorted numbers, do not show the place.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    claimed = rule(upstream, x)
    measured = numeric_vjp(f, x, upstream)
    return claimed.shape == measured.shape and np.allclose(claimed.sum(), measured.sum(), 1e-5, 1e-5)


# %% wrong="rule_is_right" name="shapes not compared"
# The rule that gives one number for a whole array got through: NumPy compared that number with
# every entry. Before the numbers, compare the shapes.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    return np.allclose(rule(upstream, x), numeric_vjp(f, x, upstream), 1e-5, 1e-5)


# %% wrong="rule_is_right" name="no tolerance"
# Right rules are reported as wrong. Measured numbers differ from computed ones in the last digits:
# does your comparison forgive that, with a tolerance such as `1e-5` and not with `==`? Do both sides
# get the very same upstream gradient? And is it their comparison that you return?
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    claimed = rule(upstream, x)
    return np.array_equal(claimed, numeric_vjp(f, x, upstream))


# %% wrong="rule_is_right" name="tolerance too wide"
# The rule that is off by one in a hundred got through: your tolerance is too wide. The measurement
# is good to eight digits or more, so `1e-5` is generous already.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    claimed = rule(upstream, x)
    measured = numeric_vjp(f, x, upstream)
    return claimed.shape == measured.shape and np.allclose(claimed, measured, 0.1, 1e-5)


# %% wrong="rule_is_right" name="a nan passes"
# The rule that gives a nan got through. Every comparison with nan is False, so a nan is never
# *larger* than the tolerance. Ask whether all differences are within it, not whether one is beyond.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    claimed, measured = rule(upstream, x), numeric_vjp(f, x, upstream)
    return claimed.shape == measured.shape and not np.any(np.abs(claimed - measured) > 1e-5)


# %% wrong="rule_is_right" name="only shapes compared"
# Every rule whose answer has the right shape got through: the numbers were not compared.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    return rule(upstream, x).shape == x.shape


# %% wrong="rule_is_right" name="one entry that agrees is enough"
# Rules that are off at one place alone got through: an entry that agrees was enough, or a single one
# was looked at. All entries must agree.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    claimed = rule(upstream, x)
    measured = numeric_vjp(f, x, upstream)
    return claimed.shape == measured.shape and bool(np.isclose(claimed, measured, 1e-5, 1e-5).any())


# %% wrong="rule_is_right" name="too small passes"
# A rule that gives too small a number at one place got through. Compare each entry by itself, not an
# average, and take the absolute value of a difference: it may have either sign.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    claimed = np.asarray(rule(upstream, x))
    measured = numeric_vjp(f, x, upstream)
    return claimed.shape == measured.shape and bool((claimed - measured < 1e-5).all())


# %% wrong="rule_is_right" name="too large passes"
# A rule that gives too large a number at one place got through. A difference may have either sign:
# take its absolute value before you compare it with the tolerance.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    claimed = np.asarray(rule(upstream, x))
    measured = numeric_vjp(f, x, upstream)
    return claimed.shape == measured.shape and bool((measured - claimed < 1e-5).all())


# %% wrong="rule_is_right" name="the answer turned round"
# Your answers are exactly the wrong way round: True for rules that are wrong.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    claimed = np.asarray(rule(upstream, x))
    measured = numeric_vjp(f, x, upstream)
    return not (claimed.shape == measured.shape and np.allclose(claimed, measured, 1e-5, 1e-5))


# %% wrong="rule_is_right" name="shape of upstream instead of x"
# The rule for the sum was reported as wrong although it is right, and one that gives a single number
# got through. A gradient has the shape of the *input*, `x`; `upstream` has that of the output.
def rule_is_right(f, rule, x, seed=0):
    upstream = np.asarray(np.random.default_rng(seed).normal(size=f(x).shape))
    claimed = np.asarray(rule(upstream, x))
    measured = numeric_vjp(f, x, upstream)
    return claimed.shape == upstream.shape and np.allclose(claimed, measured, 1e-5, 1e-5)


# %% [markdown]
# ## What you built
#
# - Rules for a product, a quotient, a power, the sigmoid and the mean. Each multiplies what
#   arrives by its local derivative, and knows nothing of the rest of the computation.
# - A chain of three of them. It was your own code that called them in the right order; in the next
#   assignment an engine finds that order by itself.
# - A check for rules that uses random upstream gradients. Keep it: whoever writes a new operation
#   needs it first.
