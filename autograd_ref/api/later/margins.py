"""Losses by margins, distances and distributions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ...gradient_names import named
from ...modes import no_grad
from ...ops.later.losses import SoftMarginLossBackward0
from ...record import apply
from ...refusals import check_broadcast
from ...tensor import Tensor, wrap
from ..creation import zeros_like
from ..elementwise import log, where
from ..losses import older, valid_reduction
from ..reduction import mean, sum
from ..shape import stack
from .activations import logsigmoid
from .norms import pairwise_distance


def reduced(losses: Tensor, reduction: str) -> Tensor:
    """The mean or the sum of the losses, or the losses themselves."""
    if valid_reduction(reduction) == "none":
        return losses
    return mean(losses) if reduction == "mean" else sum(losses)


def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:
    """x for the target 1, max(0, margin - x) for the target -1."""
    zeros = zeros_like(input)
    outside = where(target.ne(1), (margin - input).clamp_min_(0), zeros)
    inside = where(target.ne(-1), input, zeros)
    return reduced(outside + inside, older(reduction, size_average, reduce))


def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """log(1 + exp(-target * x))."""
    reduction = older(reduction, size_average, reduce)
    shape, other = input._array.shape, target._array.shape
    check_broadcast(input._array, target._array)
    if (both := np.broadcast_shapes(shape, other)) != shape:
        raise RuntimeError(f"output with shape {list(shape)} doesn't match the broadcast shape"
                           f" {list(both)}")
    return apply(SoftMarginLossBackward0, (input, target), reduction)


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:
    """max(0, margin - target * (x1 - x2)).

    Raises RuntimeError if the numbers of dimensions differ.
    """
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes:"
            f" input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} ")
    losses = (-target * (input1 - input2) + margin).clamp_min_(0)
    return reduced(losses, older(reduction, size_average, reduce))


def triplet_margin_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2,
    eps: float = 1e-6, swap: bool = False, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, distance to the positive - distance to the negative + margin).

    Raises ValueError for a margin that is not above 0.
    """
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of"
            f" dimensions, but got: anchor {anchor.ndim}D, positive {positive.ndim}D, and negative"
            f" {negative.ndim}D inputs")
    near, far = (pairwise_distance(anchor, other, p, eps) for other in (positive, negative))
    if swap:
        other = pairwise_distance(positive, negative, p, eps)
        far = far.minimum(other)
    losses = (margin + near - far).clamp_min(0)
    return reduced(losses, older(reduction, size_average, reduce))


def triplet_margin_with_distance_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, *, distance_function: Any = None,
    margin: float = 1.0, swap: bool = False, reduction: str = "mean",
) -> Tensor:
    """`triplet_margin_loss` with a distance of one's own.

    Raises ValueError for a margin that is not above 0, RuntimeError for tensors of different
    numbers of dimensions.
    """
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of"
            f" dimensions, but got: anchor {anchor.ndim}D, positive {positive.ndim}D, and negative"
            f" {negative.ndim}D inputs")
    distance = distance_function or pairwise_distance
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    return reduced((margin + near - far).clamp_min(0), reduction)


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:
    """1 - cos(x1, x2) for the target 1, max(0, cos(x1, x2) - margin) for the target -1."""
    dim = target.ndim
    if dim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if not input1.ndim == input2.ndim == dim + 1:
        raise RuntimeError(
            f"{dim}D target tensor expects {dim + 1}D input tensors, but found inputs with sizes"
            f" {list(input1.shape)} and {list(input2.shape)}.")
    product = (input1 * input2).sum(dim)
    one, two = ((x * x).sum(dim) + 1e-12 for x in (input1, input2))
    cosine = product / (one * two).sqrt()
    zeros = zeros_like(cosine)
    losses = where(target.eq(1), 1 - cosine, zeros) + where(
        target.eq(-1), (cosine - margin).clamp_min_(0), zeros)
    return reduced(losses, older(reduction, size_average, reduce))


def multi_margin_loss(
    input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor | None = None,
    size_average: Any = None, reduce: Any = None, reduction: str = "mean",
) -> Tensor:
    """The mean over the other classes of max(0, margin - x[target] + x)**p."""
    x, classes = (input, target) if input.ndim == 2 else (input.view(1, -1), target.view(1))
    right = x.gather(1, classes.view(-1, 1))
    losses = (margin - right + x).clamp_min(0) ** p
    if weight is not None:
        losses = losses * weight[classes].view(-1, 1)
    own = wrap(np.arange(x.shape[1]) == classes._array[:, None])
    losses = losses.masked_fill(own, 0.0).sum(1) / x.shape[1]
    losses = losses if input.ndim == 2 else losses[0]
    return named(reduced(losses, older(reduction, size_average, reduce)),
                  "MultiMarginLossBackward0")


def multilabel_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """The sum over the labels, up to the first -1, and the other classes of
    max(0, 1 - x[label] + x), divided by the number of classes.
    """
    x, labels = (input, target) if input.ndim == 2 else (input.view(1, -1), target.view(1, -1))
    rows = []
    for row, own in zip(x, labels.tolist(), strict=True):
        chosen = own[: own.index(-1)] if -1 in own else own
        others = [i for i in range(x.shape[1]) if i not in chosen]
        gaps = 1 - row[chosen].view(-1, 1) + row[others].view(1, -1)
        rows.append(gaps.clamp_min(0).sum() / x.shape[1])
    losses = stack(rows) if input.ndim == 2 else rows[0]
    return named(reduced(losses, older(reduction, size_average, reduce)),
                  "MultilabelMarginLossBackward0")


def multilabel_soft_margin_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:
    """The mean over the classes of their cross entropies with sigmoids."""
    losses = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    losses = losses if weight is None else losses * weight
    dim = input.ndim - 1
    return reduced(losses.sum(dim) / input.shape[dim], older(reduction, size_average, reduce))


def poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool = True, full: bool = False,
    size_average: Any = None, eps: float = 1e-8, reduce: Any = None, reduction: str = "mean",
) -> Tensor:
    """exp(x) - target * x for the logarithm x of a rate; `full` adds Stirling's term."""
    losses = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        term = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        losses = losses + term.masked_fill(target <= 1, 0)
    return reduced(losses, older(reduction, size_average, reduce))


def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Any, full: bool = False, eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """0.5 * (log(var) + (x - target)**2 / var), for variances of at least eps.

    Raises ValueError for negative variances or sizes that do not fit.
    """
    if isinstance(var, float):
        var = zeros_like(input) + var
    if var.shape != input.shape:
        if input.shape[:-1] == var.shape:
            var = var.unsqueeze(-1)
        elif input.shape[:-1] != var.shape[:-1] or var.shape[-1] != 1:
            raise ValueError("var is of incorrect size")
    if (var._array < 0).any():
        raise ValueError("var has negative entry/entries")
    var = var.clone()
    with no_grad():
        var.clamp_(min=eps)
    losses = 0.5 * (log(var) + (input - target) ** 2 / var)
    if full:
        losses = losses + 0.5 * math.log(2 * math.pi)
    return reduced(losses, valid_reduction(reduction))
