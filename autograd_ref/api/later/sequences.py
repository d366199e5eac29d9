"""The loss of sequences whose labels have no times."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...ops.later.sequences import CtcLossBackward0, Labels
from ...record import unary
from ...tensor import Tensor
from ..arguments import tensor_argument
from ..creation import tensor
from ..elementwise import where
from ..shape import squeeze, unsqueeze

CHECKING = " (while checking arguments for ctc_loss_allocate_outputs)"


def ctc_loss(
    log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: int = 0,
    reduction: str = "mean", zero_infinity: bool = False,
) -> Tensor:
    """-log of the probability of the targets (n, length), or all of them joined, given logarithms
    of probabilities (steps, n, classes). Its mean is that of the losses by the lengths.

    Raises RuntimeError for lengths or labels that do not fit.
    """
    x = tensor_argument(log_probs, "ctc_loss")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    batch = unsqueeze(x, 1) if x.ndim == 2 and lone(input_lengths) else x
    if batch.ndim != 3:
        raise RuntimeError(
            f"Expected 3-dimensional tensor, but got {max(x.ndim, 2)}-dimensional tensor for"
            f" argument #1 'log_probs'{CHECKING}")
    if x._array.dtype.itemsize < 4:
        raise NotImplementedError(f'"ctc_loss_cpu" not implemented for \'{x.dtype.type_name}\'')
    steps = lengths(input_lengths, "input_lengths", batch.shape[1])
    sizes = lengths(target_lengths, "target_lengths", batch.shape[1])
    if not 0 <= blank < batch.shape[2]:
        raise RuntimeError("blank must be in label range")
    rows = labels_of(targets._array, sizes)
    for size in steps:
        for word, limit, wrong in (("least", 0, size < 0),
                                   ("most", batch.shape[0], size > batch.shape[0])):
            if wrong:
                raise RuntimeError(f"Expected input_lengths to have value at {word} {limit}, but"
                                   f" got value {size}{CHECKING}")
    labels: list[Labels] = [(row, step, blank) for row, step in zip(rows, steps, strict=True)]
    losses = unary(CtcLossBackward0, batch, labels, zero_infinity)
    if zero_infinity:
        losses = where(losses.isinf(), 0.0, losses)
    if reduction == "mean":
        return (losses / tensor([max(size, 1) for size in sizes])).mean()
    if reduction == "sum":
        return losses.sum()
    return losses if batch is x else squeeze(losses, 0)


def lone(value: Any) -> bool:
    """Whether lengths are those of one sequence."""
    return isinstance(value, int) or np.size(getattr(value, "_array", value)) == 1


def lengths(value: Any, name: str, number: int) -> list[int]:
    """The lengths as numbers, one for each sequence."""
    given = value._array if isinstance(value, Tensor) else np.asarray(value)
    if given.dtype.kind not in "iu":
        raise RuntimeError(f"{name} must be integral")
    if given.size != number:
        raise RuntimeError(f"{name} must be of size batch_size")
    return [int(one) for one in given.reshape(-1)]


def labels_of(targets: Any, sizes: list[int]) -> list[Any]:
    """The labels of each sequence."""
    places = targets.astype(np.intp)
    if targets.ndim == 1:
        return np.split(places, np.cumsum(sizes)[:-1])
    if max(sizes) > targets.shape[1]:
        raise RuntimeError(
            f"Expected tensor to have size at least {max(sizes)} at dimension 1, but got size"
            f" {targets.shape[1]} for argument #2 'targets'{CHECKING}")
    return [row[:size] for row, size in zip(places, sizes, strict=True)]
