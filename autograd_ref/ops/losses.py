"""The rules of the losses: how far a prediction is from its target."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import dtypes
from ..node import Node
from ..record import nothing, on
from ..tensor import Tensor
from .elementwise import LogBackward0, MaximumBackward0, OfInput, SigmoidBackward0


def reduce(values: Any, reduction: str) -> Any:
    """An array of losses as a loss."""
    if reduction == "none":
        return values
    if values.ndim:
        total = np.add.reduce(values, None)
        return total / values.size if reduction == "mean" else total
    return values


class DivBackward1(Node):
    """x / number. Gradient: g / number."""

    forward = staticmethod(np.true_divide)

    def save(ctx, result: Any, x: Any, number: Any) -> Any:
        return (number,)

    def backward(ctx, g: Any, number: Any) -> Any:
        return g / number


class Loss(Node):
    """Base of the losses of two tensors, element by element, then reduced."""

    __slots__ = ("reduction",)
    arity = 2
    reduction: str

    def save(ctx, result: Any, *args: Any) -> Any:
        ctx.reduction = args[-1]
        return args[:-1]

    def averaged(ctx, gradient: Any) -> Any:
        """Of the gradients of a sum of losses, those of the loss."""
        if ctx.reduction != "mean":
            return gradient
        return on(DivBackward1, gradient, math.prod(gradient.shape))


class MseLossBackward0(Loss):
    """(x - y)**2. Gradients: 2 * g * (x - y) for x, the negative for y."""

    gradient_names = "MseLossBackwardBackward0"

    @staticmethod
    def forward(x: Any, y: Any, reduction: str) -> Any:
        difference = x - y
        return reduce(difference * difference, reduction)

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        slope = g * (2 / math.prod(x.shape)) if ctx.reduction == "mean" else g * 2
        need_x, need_y = ctx.next_nodes
        return ((x - y) * slope if need_x else None), ((y - x) * slope if need_y else None)


class BinaryCrossEntropyBackward0(Loss):
    """-(y * log(p) + (1 - y) * log(1 - p)), the logarithms not below -100, times a weight.

    Gradients: g * (p - y) / (p * (1 - p)), the divisor not below 1e-12, for p;
    -(log(p) - log(1 - p)) * g for y, where they may be infinite.
    """

    arity = 3
    differentiable = slice(2)
    gradient_names = "BinaryCrossEntropyBackwardBackward0", ""

    @staticmethod
    def forward(p: Any, y: Any, weight: Any, reduction: str) -> Any:
        losses = (y - 1) * np.maximum(np.log1p(-p), -100) - y * np.maximum(np.log(p), -100)
        return reduce(losses if weight is None else losses * weight, reduction)

    def backward(ctx, g: Any, p: Any, y: Any, weight: Any) -> Any:
        grad_p = grad_y = None
        if ctx.needs(0):
            grad_p = on(BinaryCrossEntropyBackwardBackward0, g, p, y)
            grad_p = ctx.averaged(grad_p if weight is None else grad_p * weight)
        if ctx.needs(1):
            grad_y = -(on(LogBackward0, p) - on(LogBackward0, 1 - p)) * g
            grad_y = ctx.averaged(grad_y if weight is None else grad_y * weight)
        return grad_p, grad_y


class BinaryCrossEntropyBackwardBackward0(Node):
    """u * (p - y) / d with d = p * (1 - p), not below 1e-12. Gradients: g * (p - y) / d for u,
    g * u * (p**2 - 2 * p * y + y) / (p * (1 - p))**2 for p, -g * u / d for y.
    """

    arity = 3

    @staticmethod
    def forward(u: Any, p: Any, y: Any) -> Any:
        return u * (p - y) / np.maximum((1 - p) * p, 1e-12)

    def save(ctx, result: Any, u: Any, p: Any, y: Any) -> Any:
        return u, p, y

    def backward(ctx, g: Any, u: Any, p: Any, y: Any) -> Any:
        d = on(MaximumBackward0, (1 - p) * p, like(p, 1e-12))
        low, high = p + 1e-12, 1 - p + 1e-12
        bend = (p * p - 2 * p * y + y) / (low * low * (high * high))
        return g * (p - y) / d, g * u * bend, -(g * u) / d


def like(x: Any, number: float) -> Any:
    return x * 0 + number if isinstance(x, Tensor) else number


class LogSigmoidBackward0(OfInput):
    """log(sigmoid(x)), without overflow. Gradient: g * sigmoid(-x)."""

    @staticmethod
    def forward(x: Any) -> Any:
        return -np.logaddexp(-x, dtypes.ZERO[x.dtype])

    def backward(ctx, g: Any, x: Any) -> Any:
        return g * on(SigmoidBackward0, -x)


class BinaryCrossEntropyWithLogitsBackward0(Loss):
    """The cross entropy of sigmoid(x) and y: (1 - y) * x + c * log(1 + exp(-x)), where
    c = 1 + (positive - 1) * y, times a weight. `logaddexp(-x, 0)` is log(exp(-x) + 1).

    Gradients: g * ((1 - y + positive * y) * sigmoid(x) - positive * y) for x; for y
    g * (log(1 - sigmoid(x)) - positive * log(sigmoid(x))).
    """

    arity = 4
    differentiable = slice(2)

    @staticmethod
    def forward(x: Any, y: Any, weight: Any, positive: Any, reduction: str) -> Any:
        softplus = np.logaddexp(-x, dtypes.ZERO[x.dtype])
        if positive is not None:
            softplus = (1 + (positive - 1) * y) * softplus
        losses = (dtypes.ONE[y.dtype] - y) * x + softplus
        if weight is not None:
            losses = losses * weight
        return reduce(losses if losses.dtype is y.dtype else losses.astype(y.dtype), reduction)

    def backward(ctx, g: Any, x: Any, y: Any, weight: Any, positive: Any) -> Any:
        grad_x = grad_y = None
        need_x, need_y = ctx.next_nodes
        if need_x:
            if positive is None:
                grad_x = (on(SigmoidBackward0, x) - y) * g
            else:
                share = positive * y
                grad_x = ((share + 1 - y) * on(SigmoidBackward0, x) - share) * g
            grad_x = ctx.averaged(grad_x if weight is None else grad_x * weight)
        if need_y:
            grad_y = -x * g
            if positive is not None:
                negative = on(LogSigmoidBackward0, -x)
                grad_y = (negative - positive * on(LogSigmoidBackward0, x)) * g
            grad_y = ctx.averaged(grad_y if weight is None else grad_y * weight)
        return grad_x, grad_y


class NllLossBackward0(Node):
    """-x[i, target[i]] * weight[target[i]], a row at a time; the mean divides by the weights.

    The weights are None where all are 1. Gradient: -g * weight at the targets, 0 elsewhere.
    """

    @staticmethod
    def forward(x: Any, key: Any, factors: Any, reduction: str, divisor: Any) -> Any:
        picked = x[key]
        losses = -picked if factors is None else np.where(factors == 0, 0.0, -picked * factors)
        if reduction == "none":
            return losses if x.ndim > 1 else losses + 0  # 0, not -0.0
        total = np.add.reduce(losses, None)
        return total / divisor if reduction == "mean" else total

    def save(ctx, result: Any, x: Any, *params: Any) -> Any:
        ctx.params = params
        return (x,)

    def backward(ctx, g: Any, x: Any) -> Any:
        return on(NllLossBackwardBackward0, g, x, *ctx.params)


class NllLossBackwardBackward0(Node):
    """-u * weight at the targets, 0 elsewhere: the gradient of `nll_loss` for its upstream
    gradient u. Gradients: the loss of g for u, 0 for x.
    """

    arity = 2

    @staticmethod
    def forward(u: Any, x: Any, key: Any, factors: Any, reduction: str, divisor: Any) -> Any:
        shares = -u / divisor if reduction == "mean" else -u
        if factors is not None:  # what does not count gives 0 for an infinite u, too
            shares = np.where(factors == 0, shares.dtype.type(0), shares * factors)
        out = np.zeros(x.shape, x.dtype)
        out[key] = shares
        return out

    def save(ctx, result: Any, u: Any, x: Any, *params: Any) -> Any:
        ctx.params = params
        return ()

    def backward(ctx, g: Any) -> Any:
        return on(NllLossBackward0, g, *ctx.params), nothing(g)


class NllLoss2DBackward0(NllLossBackward0):
    """The same for inputs of four dimensions; others of more than two are seen as such."""

    gradient_names = "NllLoss2DBackwardBackward0"
