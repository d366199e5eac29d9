"""Losses that need more than those of api/losses.py, without a margin."""

from __future__ import annotations

import warnings
from typing import Any

from ... import dtypes
from ...ops.later.losses import HuberLossBackward0, SmoothL1LossBackward0
from ...ops.later.special import XlogyBackward0
from ...record import apply, cast
from ...tensor import Tensor
from ..arguments import tensor_argument
from ..losses import broadcast, compare_sizes, older, valid_reduction
from ..reduction import mean, sum


def in_one_shape(input: Tensor, target: Tensor, name: str) -> tuple[Tensor, Tensor]:
    """Input and target in one shape and dtype."""
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        compare_sizes(input, target)
    input, target = broadcast(input, target, name)
    kind = dtypes.promote(input._array, target._array).numpy
    return cast(input, kind), cast(target, kind)


def smooth_l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", beta: float = 1.0,
) -> Tensor:
    """0.5 * d**2 / beta for differences d within beta, |d| - 0.5 * beta outside.

    Raises RuntimeError for a negative beta.
    """
    x, y = in_one_shape(input, target, "smooth_l1_loss")
    reduction = older(reduction, size_average, reduce)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        losses = (x - y).abs()
        return losses if reduction == "none" else {"mean": mean, "sum": sum}[reduction](losses)
    return apply(SmoothL1LossBackward0, (x, y), reduction, beta)


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0
) -> Tensor:
    """0.5 * d**2 for differences d within delta, delta * (|d| - 0.5 * delta) outside.

    Raises RuntimeError if delta is not above 0.
    """
    x, y = in_one_shape(input, target, "huber_loss")
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    return apply(HuberLossBackward0, (x, y), valid_reduction(reduction), delta)


def kl_div(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", log_target: bool = False,
) -> Tensor:
    """target * (log(target) - input), for log probabilities `input`."""
    batch = reduction == "batchmean"
    if reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math"
            " definition.'mean' will be changed to behave the same as 'batchmean' in the next major"
            " release.", UserWarning, stacklevel=3,
        )
    tensor_argument(target, "kl_div", 2, "target")
    if input._array.dtype.kind != "f" or target._array.dtype.kind != "f":
        raise RuntimeError("kl_div: Integral inputs not supported.")
    reduction = "sum" if batch else older(reduction, size_average, reduce)
    if log_target:
        losses = target.exp() * (target - input)
    else:
        losses = apply(XlogyBackward0, (target, target)) - target * input
    if reduction == "none":
        return losses
    total = {"mean": mean, "sum": sum}[reduction](losses)
    return total / input.shape[0] if batch and input.ndim else total
