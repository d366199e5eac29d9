"""How far a prediction is from its target.

Every loss takes reduction="mean", "sum" or "none".
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .. import dtypes
from ..node import Node
from ..record import apply, check_broadcast, given, on, pair, unary
from ..tensor import Tensor
from .arithmetic import subtract
from .elementwise import LogBackward0, MaximumBackward0, SigmoidBackward0, abs
from .indexing import PlaceBackward0
from .reduction import log_softmax, mean, sum
from .shape import expand


def reduce(values: Any, reduction: str) -> Any:
    """An array of losses as a loss."""
    if reduction == "none":
        return values
    if values.ndim:
        total = np.add.reduce(values, None)
        return total / values.size if reduction == "mean" else total
    return values


def checked(reduction: str) -> str:
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


class Loss(Node):
    """Base of the losses of two tensors, element by element, then reduced."""

    arity = 2
    reduction: str
    n: int

    def save(ctx, result: Any, *args: Any) -> Any:
        *tensors, ctx.reduction = args
        ctx.n = tensors[0]._array.size
        return tuple(tensors)

    def upstream(ctx, g: Any) -> Any:
        """The gradient of each element's loss."""
        return g / ctx.n if ctx.reduction == "mean" else g


class MseLossBackward0(Loss):
    """(x - y)**2. Gradients: 2 * g * (x - y) for x, the negative for y."""

    @staticmethod
    def forward(x: Any, y: Any, reduction: str) -> Any:
        difference = x - y
        return reduce(difference * difference, reduction)

    def backward(ctx, g: Any, x: Any, y: Any) -> Any:
        slope = ctx.upstream(g) * 2
        need_x, need_y = ctx.next_edges
        return ((x - y) * slope if need_x else None), ((y - x) * slope if need_y else None)


class BinaryCrossEntropyBackward0(Loss):
    """-(y * log(p) + (1 - y) * log(1 - p)), the logarithms not below -100, times a weight.

    Gradients: g * (p - y) / (p * (1 - p)), the divisor not below 1e-12, for p;
    g * (log(1 - p) - log(p)) for y.
    """

    arity = 3
    differentiable = slice(2)

    @staticmethod
    def forward(p: Any, y: Any, weight: Any, reduction: str) -> Any:
        losses = (y - 1) * np.maximum(np.log1p(-p), -100) - y * np.maximum(np.log(p), -100)
        return reduce(losses if weight is None else losses * weight, reduction)

    def backward(ctx, g: Any, p: Any, y: Any, weight: Any) -> Any:
        g = ctx.upstream(g) if weight is None else ctx.upstream(g) * weight
        return (
            g * (p - y) / on(MaximumBackward0, (1 - p) * p, like(p, 1e-12))
            if ctx.needs(0) else None,
            g * (on(MaximumBackward0, on(LogBackward0, 1 - p), like(p, -100.0))
                 - on(MaximumBackward0, on(LogBackward0, p), like(p, -100.0)))
            if ctx.needs(1) else None,
        )


def like(x: Any, number: float) -> Any:
    return x * 0 + number if isinstance(x, Tensor) else number


class BinaryCrossEntropyWithLogitsBackward0(Loss):
    """The cross entropy of sigmoid(x) and y: (1 - y) * x + c * log(1 + exp(-x)), where
    c = 1 + (positive - 1) * y, times a weight. `logaddexp(x, 0)` is log(exp(x) + 1).

    Gradients: g * ((1 - y + positive * y) * sigmoid(x) - positive * y) for x; for y
    g * (log(1 - sigmoid(x)) - positive * log(sigmoid(x))).
    """

    arity = 4
    differentiable = slice(2)

    @staticmethod
    def forward(x: Any, y: Any, weight: Any, positive: Any, reduction: str) -> Any:
        if positive is None:
            losses = np.logaddexp(x, 0.0) - x * y
        else:
            softplus = np.logaddexp(-x, 0.0)
            losses = (1 - y) * x + (1 + (positive - 1) * y) * softplus
        return reduce(losses if weight is None else losses * weight, reduction)

    def backward(ctx, g: Any, x: Any, y: Any, weight: Any, positive: Any) -> Any:
        g = ctx.upstream(g)
        if weight is not None:
            g = g * weight
        grad_x = grad_y = None
        need_x, need_y = ctx.next_edges
        if need_x and positive is None:
            grad_x = (on(SigmoidBackward0, x) - y) * g
        elif need_x:
            share = positive * y
            grad_x = g * ((share + 1 - y) * on(SigmoidBackward0, x) - share)
        if need_y:
            grad_y = -x * g
            if positive is not None:
                logs = [on(LogBackward0, on(SigmoidBackward0, value)) for value in (x, -x)]
                grad_y = g * (logs[1] - positive * logs[0])
        return grad_x, grad_y


class NllLossBackward0(Node):
    """-x[i, target[i]] * weight[target[i]], a row at a time; the mean divides by the weights.

    Gradient: -g * weight at the targets, 0 elsewhere.
    """

    shape: tuple[int, ...]

    @staticmethod
    def forward(x: Any, targets: Any, factors: Any, reduction: str) -> Any:
        picked = x[NllLossBackward0.key(x.shape, targets)]
        losses = np.where(factors == 0, 0.0, -picked * factors)
        if reduction == "none":
            return losses
        total = np.add.reduce(losses, None)
        return total / np.add.reduce(factors, None) if reduction == "mean" else total

    @staticmethod
    def key(shape: tuple[int, ...], targets: Any) -> Any:
        if len(shape) == 1:
            return (targets,)
        if len(shape) == 2:
            return np.arange(shape[0]), targets
        places = list(np.ogrid[tuple(slice(size) for size in targets.shape)])
        return (places[0], targets, *places[1:])

    def save(ctx, result: Any, x: Any, targets: Any, factors: Any, reduction: str) -> Any:
        ctx.shape, ctx.targets, ctx.reduction = x._array.shape, targets, reduction
        ctx.factors = factors
        return (x._twin(),)

    def backward(ctx, g: Any, x: Any) -> Any:
        factors = ctx.factors
        if ctx.reduction == "mean":
            factors = factors / np.add.reduce(factors, None)
        if isinstance(g, Tensor):
            from ..tensor import wrap

            factors = wrap(np.asarray(factors))
        return on(PlaceBackward0, -g * factors, ctx.shape, ctx.key(ctx.shape, ctx.targets))


class DivBackward1(Node):
    """x / number. Gradient: g / number."""

    forward = staticmethod(np.true_divide)

    def save(ctx, result: Any, x: Any, number: Any) -> Any:
        return (number,)

    def backward(ctx, g: Any, number: Any) -> Any:
        return g / number


def broadcast(input: Tensor, target: Tensor, name: str) -> tuple[Tensor, Tensor]:
    """Both expanded to one shape, with a warning if their sizes differ."""
    shapes = input._array.shape, target._array.shape
    if shapes[0] == shapes[1]:
        return input, target
    same_size(input, target, name)
    check_broadcast(input._array, target._array)
    shape = np.broadcast_shapes(*shapes)
    return (
        input if shapes[0] == shape else expand(input, shape),
        target if shapes[1] == shape else expand(target, shape),
    )


def same_size(input: Tensor, target: Tensor, name: str) -> None:
    if target._array.shape == input._array.shape:
        return
    if name == "binary_cross_entropy":
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size"
            f" ({input.shape}) is deprecated. Please ensure they have the same size."
        )
    if name == "binary_cross_entropy_with_logits":
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    warnings.warn(
        f"Using a target size ({target.shape}) that is different to the input size"
        f" ({input.shape}). This will likely lead to incorrect results due to broadcasting."
        " Please ensure they have the same size.",
        UserWarning, stacklevel=4,
    )


def legacy(size_average: Any, reduce: Any) -> str:
    """The reduction that two older arguments stand for."""
    average, reduced = size_average in (None, True) or bool(size_average), reduce is not False
    reduction = ("mean" if average else "sum") if reduced else "none"
    warnings.warn(
        f"size_average and reduce args will be deprecated, please use reduction='{reduction}'"
        " instead.", UserWarning, stacklevel=3,
    )
    return reduction


def mse_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """(input - target)**2; warns if their sizes differ."""
    given(input, "mse_loss"), given(target, "mse_loss", 2, "target")
    if size_average is not None or reduce is not None:
        reduction = legacy(size_average, reduce)
    input, target = broadcast(input, target, "mse_loss")
    if input._array.dtype is not target._array.dtype:
        kind = dtypes.promote(input._array, target._array)
        input, target = input.to(kind), target.to(kind)
    if input._array.dtype.kind != "f":
        raise NotImplementedError(f"\"mse_cpu\" not implemented for '{input.dtype.type_name}'")
    return pair(MseLossBackward0, input, target, checked(reduction))


def l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean") -> Tensor:
    """|input - target|; warns if their sizes differ."""
    given(input, "l1_loss"), given(target, "l1_loss", 2, "target")
    input, target = broadcast(input, target, "l1_loss")
    losses = abs(input - target)
    if checked(reduction) == "none":
        return losses
    return mean(losses) if reduction == "mean" else sum(losses)


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean"
) -> Tensor:
    """The cross entropy of probabilities `input` and targets, both within 0 to 1.

    Raises ValueError where sizes differ, RuntimeError for an input outside 0 to 1.
    """
    given(input, "binary_cross_entropy"), given(target, "binary_cross_entropy", 2, "target")
    same_size(input, target, "binary_cross_entropy")
    if input._array.dtype is not target._array.dtype:
        raise RuntimeError(
            f"Found dtype {target.dtype.type_name} but expected {input.dtype.type_name}"
        )
    if input._array.dtype.kind != "f":
        raise NotImplementedError(
            f"\"binary_cross_entropy\" not implemented for '{input.dtype.type_name}'"
        )
    if not ((input._array >= 0) & (input._array <= 1)).all():
        raise RuntimeError("all elements of input should be between 0 and 1")
    return apply(BinaryCrossEntropyBackward0, (input, target, weight), checked(reduction))


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """The cross entropy of sigmoid(input) and targets, without overflow.

    pos_weight multiplies the loss of the positive targets. Raises ValueError where sizes differ.
    """
    name = "binary_cross_entropy_with_logits"
    given(input, name), given(target, name, 2, "target")
    same_size(input, target, name)
    if target._array.dtype.kind == "b":
        subtract(target, True)
    if input._array.dtype.kind != "f":
        raise NotImplementedError(
            f"\"log_sigmoid_cpu\" not implemented for '{input.dtype.type_name}'"
        )
    if target._array.dtype.kind != "f":
        raise RuntimeError(
            f"result type {input.dtype.type_name} can't be cast to the desired output type"
            f" {target.dtype.type_name}"
        )
    return apply(
        BinaryCrossEntropyWithLogitsBackward0, (input, target, weight, pos_weight),
        checked(reduction),
    )


def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, ignore_index: int = -100, *,
    reduction: str = "mean",
) -> Tensor:
    """-input[i, target[i]] for log probabilities (n, classes), or (classes,), (n, classes, ...).

    A target of `ignore_index` counts nothing. Raises IndexError for a class that is not there.
    """
    x, targets = given(input, "nll_loss")._array, given(target, "nll_loss", 2, "target")._array
    if x.ndim == 0:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if x.ndim == 1 and targets.ndim < 2 and targets.dtype.kind == "f":
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.type_name}"
        )
    batch = x.shape[:1] if x.ndim > 1 else ()
    if targets.shape[:1] != batch and x.ndim > 1:
        raise ValueError(
            f"Expected input batch_size ({x.shape[0]}) to match target batch_size"
            f" ({targets.shape[0] if targets.ndim else 0})."
        )
    if targets.shape != batch + x.shape[2:] and x.ndim > 2:
        raise RuntimeError(
            f"Expected target size {[*batch, *x.shape[2:]]}, got {list(targets.shape)}"
        )
    if targets.shape != batch + x.shape[2:]:
        raise RuntimeError(
            "0D or 1D target tensor expected, multi-target not supported"
        )
    if targets.dtype != np.int64:
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.type_name}"
        )
    if x.dtype.kind != "f":
        raise NotImplementedError(
            f"\"nll_loss_out_frame\" not implemented for '{input.dtype.type_name}'"
        )
    classes = x.shape[1] if x.ndim > 1 else x.shape[0]
    counted = targets != ignore_index
    places = targets * counted
    if places.size and (places.min() < 0 or places.max() >= classes):
        wrong = places[(places < 0) | (places >= classes)]
        raise IndexError(f"Target {wrong.reshape(-1)[0]} is out of bounds.")
    factors = counted.astype(x.dtype)
    if weight is not None:
        factors = factors * weight._array[places]
    return apply(NllLossBackward0, (input,), places, factors, checked(reduction))


def cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, ignore_index: int = -100, *,
    reduction: str = "mean",
) -> Tensor:
    """The cross entropy of softmax(input), classes along dim 1, and targets.

    Targets are class numbers of type int64, or probabilities in the shape of the input.
    """
    given(input, "cross_entropy"), given(target, "cross_entropy", 2, "target")
    dim = 0 if input._array.ndim == 1 else 1
    if target._array.shape == input._array.shape and target._array.dtype.kind != "f":
        raise RuntimeError(
            "Expected floating point type for target with class probabilities, got"
            f" {target.dtype.type_name}"
        )
    if target._array.dtype.kind != "f" or target._array.shape != input._array.shape:
        return nll_loss(log_softmax(input, dim), target, weight, ignore_index, reduction=reduction)
    if input._array.ndim == 0:
        raise IndexError("Dimension specified as 1 but tensor has no dimensions")
    logs = log_softmax(input, dim) * target
    if weight is not None:
        logs = logs * weight
    if checked(reduction) == "none":
        return -sum(logs, dim)
    total = -sum(logs)
    rows = input._array.size // max(input._array.shape[dim], 1)
    return unary(DivBackward1, total, rows) if reduction == "mean" else total


__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "l1_loss",
    "mse_loss", "nll_loss",
]
