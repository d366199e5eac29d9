"""The rules of the losses: how far a prediction is from its target."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import dtypes
from ..gradient_names import renamed
from ..node import Node
from ..record import apply, call, zeros_like
from ..rounding import libm, sleef
from ..rounding.fused import in_float64
from ..rounding.layout import laid_out
from ..rounding.summation import first_last, total
from ..tensor import Tensor
from .arithmetic import operand
from .elementwise import LogBackward0, MaximumBackward0, SigmoidBackward0


def reduce(values: Any, reduction: str) -> Any:
    """An array of losses as a loss."""
    if reduction == "none":
        return values
    if values.ndim:
        whole = total(values)
        return whole / values.size if reduction == "mean" else whole
    return values


class DivBackward1(Node):
    """x / number. Gradient: g / number."""

    @staticmethod
    def forward(x: Any, number: Any) -> Any:
        return np.true_divide(x, operand(number, x))

    def backward(ctx, g: Any, number: Any) -> Any:
        return g / number


def averaged(gradient: Any, reduction: str) -> Any:
    """The gradient of a loss, from that of the sum of its elements."""
    if reduction != "mean":
        return gradient
    if isinstance(gradient, Tensor):
        return apply(DivBackward1, (gradient,), gradient.numel())
    return gradient / operand(gradient.size, gradient)


class MseLossBackward0(Node):
    """(x - target)**2. Gradients: 2 * g * (x - target) for x, the negative for the target."""

    arity = 2

    @staticmethod
    def forward(x: Any, target: Any, reduction: str) -> Any:
        difference = x - target
        if x.ndim > 1 and x.strides != target.strides:
            difference = laid_out(difference, x, target)
        return reduce(difference * difference, reduction)

    def backward(ctx, g: Any, x: Any, target: Any, reduction: str) -> Any:
        need_x, need_target = ctx.next_nodes
        return (
            call(MseLossBackwardBackward0, g, x, target, reduction) if need_x else None,
            call(MseLossBackwardBackward0, g, target, x, reduction) if need_target else None,
        )


class MseLossBackwardBackward0(Node):
    """2 * (x - target) * u, divided by the size of x for a mean.

    Gradients: the same of g for u, 2 * g * u for x, divided likewise, the negative for the target.
    """

    arity = 3

    @staticmethod
    def forward(u: Any, x: Any, target: Any, reduction: str) -> Any:
        return (x - target) * (2 / math.prod(x.shape) if reduction == "mean" else 2) * u

    def backward(ctx, g: Any, u: Any, x: Any, target: Any, reduction: str) -> Any:
        bent = 2 * (g * u)
        if reduction == "mean":
            bent = bent / math.prod(x.shape)
        return call(MseLossBackwardBackward0, g, x, target, reduction), bent, -bent


class BinaryCrossEntropyBackward0(Node):
    """-(t * log(p) + (1 - t) * log(1 - p)), the logarithms not below -100, times a weight.

    Gradients: g * (p - t) / (p * (1 - p)), the divisor not below 1e-12, for p;
    -(log(p) - log(1 - p)) * g for the target t, infinite if p is 0 or 1.
    """

    arity = 3
    differentiable = slice(2)

    @staticmethod
    def forward(p: Any, t: Any, weight: Any, reduction: str) -> Any:
        low, high = np.maximum(libm.log1p(-p), -100), np.maximum(libm.log(p), -100)
        losses = (t - 1) * low - t * high
        return reduce(losses if weight is None else losses * weight, reduction)

    def backward(ctx, g: Any, p: Any, t: Any, weight: Any, reduction: str) -> Any:
        need_p, need_t = ctx.next_nodes
        grad_p = grad_t = None
        if need_p:
            grad_p = call(BinaryCrossEntropyBackwardBackward0, g, p, t)
            grad_p = averaged(grad_p if weight is None else grad_p * weight, reduction)
        if need_t:
            grad_t = -(call(LogBackward0, p) - call(LogBackward0, 1 - p)) * g
            grad_t = averaged(grad_t if weight is None else grad_t * weight, reduction)
        return grad_p, grad_t


class BinaryCrossEntropyBackwardBackward0(Node):
    """u * (p - t) / d with d = p * (1 - p), not below 1e-12. Gradients: g * (p - t) / d for u,
    g * u * (p**2 - 2 * p * t + t) / (p * (1 - p))**2 for p, -g * u / d for t.
    """

    arity = 3

    @staticmethod
    def forward(u: Any, p: Any, t: Any) -> Any:
        return u * (p - t) / np.maximum((1 - p) * p, 1e-12)

    def backward(ctx, g: Any, u: Any, p: Any, t: Any) -> Any:
        d = call(MaximumBackward0, (1 - p) * p, like(p, 1e-12))
        low, high = p + 1e-12, 1 - p + 1e-12
        bend = (p * p - 2 * p * t + t) / (low * low * (high * high))
        return g * (p - t) / d, g * u * bend, -(g * u) / d


def like(x: Any, number: float) -> Any:
    return x * 0 + number if isinstance(x, Tensor) else number


class LogSigmoidBackward0(Node):
    """log(sigmoid(x)), without overflow. Gradient: g * sigmoid(-x)."""

    @staticmethod
    def forward(x: Any) -> Any:
        x = np.asarray(x, order="C")
        return np.minimum(x, dtypes.ZERO[x.dtype]) - sleef.log1p(sleef.exp(-np.abs(x)))

    def backward(ctx, g: Any, x: Any) -> Any:
        if type(x) is np.ndarray and type(g) is np.ndarray:
            low, z = x < 0, sleef.exp(-np.abs(x))
            share = z / (1 + z)
            return g * np.where(low, 1 - share, share)
        return g * call(SigmoidBackward0, -x)


def log_of_sigmoid(x: Any) -> Any:
    """log(sigmoid(x)) in a fifth of the steps of LogSigmoidBackward0, and nearly always equal."""
    size = -np.abs(x)
    logs = np.log1p(np.exp(size)) if x.dtype is not dtypes.NUMPY_FLOAT32 \
        else in_float64(np.log1p, in_float64(np.exp, size))
    return np.minimum(x, dtypes.ZERO[x.dtype]) - logs


class BinaryCrossEntropyWithLogitsBackward0(Node):
    """The cross entropy of sigmoid(x) and a target t: (1 - t) * x + c * log(1 + exp(-x)) with
    c = 1 + (positive - 1) * t, times a weight. It lies in memory as t does.

    Gradients: g * ((1 - t + positive * t) * sigmoid(x) - positive * t) for x; for t
    g * (log(1 - sigmoid(x)) - positive * log(sigmoid(x))).
    """

    arity = 4
    differentiable = slice(2)

    @staticmethod
    def forward(x: Any, t: Any, weight: Any, positive: Any, reduction: str) -> Any:
        logs = log_of_sigmoid(x)
        if positive is not None:
            logs = (1 + (positive - 1) * t) * logs
        losses = dtypes.ONE[t.dtype] - t
        losses *= x
        losses -= logs
        if weight is not None:
            losses = losses * weight
        return reduce(losses if losses.dtype is t.dtype else losses.astype(t.dtype), reduction)

    def backward(
        ctx, g: Any, x: Any, t: Any, weight: Any, positive: Any, reduction: str
    ) -> Any:
        need_x, need_t = ctx.next_nodes
        grad_x = grad_t = None
        if need_x:
            if positive is None:
                grad_x = (call(SigmoidBackward0, x) - t) * g
            else:
                share = positive * t
                grad_x = ((share + 1 - t) * call(SigmoidBackward0, x) - share) * g
            grad_x = averaged(grad_x if weight is None else grad_x * weight, reduction)
        if need_t:
            grad_t = -x * g
            if positive is not None:
                negative = call(LogSigmoidBackward0, -x)
                grad_t = (negative - positive * call(LogSigmoidBackward0, x)) * g
            grad_t = averaged(grad_t if weight is None else grad_t * weight, reduction)
        return grad_x, grad_t


class WithoutWeights(BinaryCrossEntropyWithLogitsBackward0):
    """Binary cross-entropy of logits without weights."""

    arity = 2

    @staticmethod
    def forward(  # type: ignore[override]
        x: Any, t: Any, reduction: str, weight: Any = None, positive: Any = None
    ) -> Any:
        return BinaryCrossEntropyWithLogitsBackward0.forward(x, t, weight, positive, reduction)

    def backward(ctx, g: Any, x: Any, t: Any, reduction: str) -> Any:  # type: ignore[override]
        return BinaryCrossEntropyWithLogitsBackward0.backward(ctx, g, x, t, None, None, reduction)


BCE_WITHOUT_WEIGHTS = renamed(WithoutWeights, "BinaryCrossEntropyWithLogitsBackward0")


class NllLossBackward0(Node):
    """-x[i, target[i]] * weight[target[i]], a row at a time; the mean divides by the weights.

    `factors` are the weights at the targets, or None if all are 1. Gradient: -g * weight at the
    targets, 0 elsewhere.
    """

    @staticmethod
    def forward(x: Any, key: Any, factors: Any, reduction: str, divisor: Any,
                target: Any) -> Any:
        picked = x[key]
        losses = -picked if factors is None else np.where(factors == 0, 0.0, -picked * factors)
        if reduction == "none":
            return losses if x.ndim > 1 else losses + 0  # 0, not -0.0
        whole = first_last(losses)
        return whole / divisor if reduction == "mean" else whole

    def backward(
        ctx, g: Any, x: Any, key: Any, factors: Any, reduction: str, divisor: Any, target: Any
    ) -> Any:
        return call(NllLossBackwardBackward0, g, x, key, factors, reduction, divisor)


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

    def backward(ctx, g: Any, key: Any, factors: Any, reduction: str, divisor: Any) -> Any:
        return call(NllLossBackward0, g, key, factors, reduction, divisor, None), zeros_like(g)


class NllLoss2DBackward0(NllLossBackward0):
    """The negative log-likelihood of inputs of four dimensions. Others of more than two are
    given that form.
    """

