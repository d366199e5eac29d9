"""How far a prediction is from its target.

Every loss takes reduction="mean", "sum" or "none".
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .. import dtypes
from ..dtypes import NUMPY_FLOAT32
from ..messages import type_name
from ..ops.elementwise import WhereBackward0
from ..ops.losses import (
    BCE_WITHOUT_WEIGHTS,
    BinaryCrossEntropyBackward0,
    BinaryCrossEntropyWithLogitsBackward0,
    DivBackward1,
    MseLossBackward0,
    NllLoss2DBackward0,
    NllLossBackward0,
)
from ..record import apply, call, cast, pair, unary
from ..refusals import check_broadcast
from ..rounding.summation import first_last
from ..tensor import Tensor, wrap
from .arguments import tensor_argument
from .arithmetic import subtract
from .elementwise import abs
from .later.reduction import log_softmax
from .reduction import mean, sum
from .shape import contiguous, expand, reshape


def valid_reduction(reduction: str) -> str:
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


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


def compare_sizes(input: Any, target: Any) -> None:
    """Raise the error of PyTorch's `target.size() == input.size()` for what is no tensor."""
    for value in (target, input):
        value.size()
    raise TypeError(f"expected tensors, got {type_name(target)} and {type_name(input)}")


def legacy(size_average: Any, reduce: Any) -> str:
    """The reduction that two older arguments stand for."""
    average, reduced = size_average in (None, True) or bool(size_average), reduce is not False
    reduction = ("mean" if average else "sum") if reduced else "none"
    warnings.warn(
        f"size_average and reduce args will be deprecated, please use reduction='{reduction}'"
        " instead.", UserWarning, stacklevel=3,
    )
    return reduction


def older(reduction: str, size_average: Any, reduce: Any) -> str:
    """The reduction, or what two older arguments stand for."""
    unset = size_average is None and reduce is None
    return valid_reduction(reduction if unset else legacy(size_average, reduce))


def mse_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", weight: Tensor | None = None,
) -> Tensor:
    """(input - target)**2, times a weight; warns if their sizes differ."""
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        compare_sizes(input, target)
    if size_average is not None or reduce is not None:
        reduction = legacy(size_average, reduce)
    x, y = input._array, target._array
    if y.shape != x.shape:
        input, target = broadcast(input, target, "mse_loss")
    if weight is not None:
        return weighted((input - target) ** 2, weight, x.shape, reduction)
    if not (x.dtype is y.dtype is NUMPY_FLOAT32):
        kind = dtypes.promote(input._array, target._array).numpy
        if kind.kind != "f":
            raise NotImplementedError(
                f"\"mse_cpu\" not implemented for '{dtypes.BY_NUMPY[kind].type_name}'")
        input, target = cast(input, kind), cast(target, kind)
    return pair(MseLossBackward0, input, target, valid_reduction(reduction))


def weighted(losses: Tensor, weight: Tensor, shape: Any, reduction: str) -> Tensor:
    """Losses times weights, reduced; the mean divides by the weights."""
    if weight._array.shape != shape:
        raise ValueError("Weights and input must have the same size.")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(
            f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'."
        )
    losses = losses * weight
    if reduction == "none":
        return losses
    return sum(losses) / sum(weight) if reduction == "mean" else sum(losses)


def l1_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None,
    reduction: str = "mean", weight: Tensor | None = None,
) -> Tensor:
    """|input - target|, times a weight; warns if their sizes differ."""
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        compare_sizes(input, target)
    if size_average is not None or reduce is not None:
        reduction = legacy(size_average, reduce)
    shape = input._array.shape
    input, target = broadcast(input, target, "l1_loss")
    losses = abs(input - target)
    if weight is not None:
        return weighted(losses, weight, shape, reduction)
    if valid_reduction(reduction) == "none":
        return losses
    return mean(losses) if reduction == "mean" else sum(losses)


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean",
) -> Tensor:
    """The cross entropy of probabilities `input` and targets, both within 0 to 1.

    Raises ValueError if sizes differ, RuntimeError for numbers outside 0 to 1.
    """
    name = "binary_cross_entropy"
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        compare_sizes(input, target)
    reduction = older(reduction, size_average, reduce)
    same_size(input, target, name)
    if input._array.dtype is not target._array.dtype:
        raise RuntimeError(
            f"Found dtype {target.dtype.type_name} but expected {input.dtype.type_name}"
        )
    if input._array.dtype.kind != "f":
        raise NotImplementedError(
            f"\"binary_cross_entropy\" not implemented for '{input.dtype.type_name}'"
        )
    if weight is not None:
        check_broadcast(input._array, tensor_argument(weight, name, 3, "weight")._array)
    for argument, x in (("input", input._array), ("target", target._array)):
        if not ((x >= 0) & (x <= 1)).all():
            raise RuntimeError(f"all elements of {argument} should be between 0 and 1")
    return apply(BinaryCrossEntropyBackward0, (input, target, weight), reduction)


def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    reduce: Any = None, reduction: str = "mean", pos_weight: Tensor | None = None,
) -> Tensor:
    """The cross entropy of sigmoid(input) and targets, without overflow.

    pos_weight multiplies the loss of the positive targets. Raises ValueError if sizes differ.
    """
    name = "binary_cross_entropy_with_logits"
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        compare_sizes(input, target)
    if size_average is not None or reduce is not None:
        reduction = legacy(size_average, reduce)
    x, y = input._array, target._array
    if y.shape != x.shape:
        same_size(input, target, name)
    if not (x.dtype is y.dtype is NUMPY_FLOAT32):
        check_kinds(input, target)
    valid_reduction(reduction)
    if weight is None and pos_weight is None:
        return pair(BCE_WITHOUT_WEIGHTS, input, target, reduction)
    for factor, argument, place in ((pos_weight, "pos_weight", 4), (weight, "weight", 3)):
        if factor is not None:
            check_broadcast(tensor_argument(factor, name, place, argument)._array, x)
    return apply(
        BinaryCrossEntropyWithLogitsBackward0, (input, target, weight, pos_weight), reduction
    )


def check_kinds(input: Tensor, target: Tensor) -> None:
    """Raise PyTorch's error if inputs or targets of `binary_cross_entropy_with_logits` are no
    floating-point numbers.
    """
    input_kind, target_kind = input._array.dtype.kind, target._array.dtype.kind
    if input_kind == target_kind == "f":
        return
    if target_kind == "b":
        subtract(target, True)
    if input_kind != "f":
        raise NotImplementedError(
            f"\"log_sigmoid_cpu\" not implemented for '{input.dtype.type_name}'"
        )
    raise RuntimeError(
        f"result type {input.dtype.type_name} can't be cast to the desired output type"
        f" {target.dtype.type_name}"
    )


def wrong_dtype(target: Tensor) -> RuntimeError:
    return RuntimeError(
        f"expected target dtype to be Long or Byte, but got {target.dtype.type_name}"
    )


def check_weight(weight: Tensor | None, classes: int, prefix: str = "") -> None:
    if weight is not None and weight._array.shape != (classes,):
        raise RuntimeError(
            f"{prefix}weight tensor should be defined either for all {classes} classes or no"
            f" classes but got weight tensor of shape: {list(weight._array.shape)}"
        )


def check_targets(input: Tensor, target: Tensor, weight: Tensor | None) -> None:
    """Raise PyTorch's error for targets, or weights, that do not fit the input."""
    shape, sizes = input._array.shape, target._array.shape
    whole = target._array.dtype is dtypes.int64.numpy
    if not shape:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if len(shape) > 1 and sizes[:1] != shape[:1] and (sizes or shape[0]):
        raise ValueError(
            f"Expected input batch_size ({shape[0]}) to match target batch_size"
            f" ({sizes[0] if sizes else 0})."
        )
    if len(shape) <= 2:
        if len(sizes) > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if not whole:
            raise wrong_dtype(target)
        if len(shape) == 1 and sizes not in ((), (1,)):
            raise ValueError(
                f"For 1D input, 1D target must have size 1, but got target size: {sizes[0]}"
            )
        if len(shape) == 2 and not sizes:
            raise IndexError("Dimension specified as 0 but tensor has no dimensions")
        check_weight(weight, shape[-1])
        return
    wanted = [shape[0], *shape[2:]]
    if len(shape) == 4 and len(sizes) != 3:
        raise RuntimeError(
            "only batches of spatial targets supported (3D tensors) but got targets of dimension:"
            f" {len(sizes)}"
        )
    if len(shape) != 4 and list(sizes) != wanted:
        raise RuntimeError(f"Expected target size {wanted}, got {list(sizes)}")
    if not whole:
        raise wrong_dtype(target)
    if weight is not None and weight._array.size != shape[1]:
        raise RuntimeError("weight tensor should be defined either for all or no classes")
    if list(sizes) != wanted:
        raise RuntimeError(f"size mismatch (got input: {list(shape)} , target: {list(sizes)}")


def within(targets: Any, classes: int) -> bool:
    """Whether all targets are in range. As unsigned numbers, negative ones are too large."""
    return bool(np.maximum.reduce(targets.view(np.uint64), None, initial=0) < classes)


def key_of(targets: Any, x: Any) -> Any:
    """The index at which `x` has the targets."""
    if x.ndim == 1:
        return (targets,)
    if x.ndim == 2:
        return np.arange(x.shape[0]), targets
    places = list(np.ogrid[tuple(slice(size) for size in targets.shape)])
    return (places[0], targets, *places[1:])


def places_and_factors(
    input: Tensor, targets: Any, weight: Tensor | None, ignore_index: int
) -> tuple[Any, Any]:
    """The class of each target, and how much each counts; None if each counts once."""
    x = input._array
    classes = x.shape[1] if x.ndim > 1 else x.shape[0]
    if weight is None and ignore_index < 0 and within(targets, classes):
        return targets, None
    counted = targets != ignore_index
    places, factors = targets * counted, counted.astype(x.dtype)
    if not within(places, classes):
        wrong = places[(places < 0) | (places >= classes)]
        raise IndexError(f"Target {wrong.reshape(-1)[0]} is out of bounds.")
    if weight is not None:
        if weight._array.dtype != x.dtype:
            raise RuntimeError(
                f"expected scalar type {input.dtype.type_name} but found {weight.dtype.type_name}")
        factors = factors * weight._array.reshape(-1)[places]
    return places, factors


def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    ignore_index: int = -100, reduce: Any = None, reduction: str = "mean",
) -> Tensor:
    """-input[i, target[i]] for log probabilities (n, classes), or (classes,), (n, classes, ...).

    Targets equal to `ignore_index` do not count. Raises IndexError for a class out of range.
    """
    tensor_argument(input, "nll_loss_nd")
    tensor_argument(target, "nll_loss_nd", 2, "target")
    return of_classes(input, target, weight, ignore_index, older(reduction, size_average, reduce))


def of_classes(
    input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str
) -> Tensor:
    """The negative log-likelihood of class numbers."""
    x, targets = input._array, target._array
    check_targets(input, target, weight)
    if x.dtype.kind != "f":
        kernel = "nll_loss_out_frame" if x.ndim < 3 else "nll_loss2d_forward_out_frame"
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{input.dtype.type_name}'"
        )
    if x.ndim == 1:
        targets = targets.reshape(())
    places, factors = places_and_factors(input, targets, weight, ignore_index)
    divisor = targets.size if factors is None else first_last(factors)
    if x.ndim < 3:
        return unary(NllLossBackward0, input, key_of(places, x), factors, reduction, divisor,
                     target)
    if x.ndim != 4:
        flat = targets.size // max(x.shape[0], 1)
        input = contiguous(input).view(*x.shape[:2], 1, flat)
        places = places.reshape(x.shape[0], 1, flat)
        factors = None if factors is None else factors.reshape(places.shape)
    key = key_of(places, input._array)
    loss = unary(NllLoss2DBackward0, input, key, factors, reduction, divisor, target)
    return reshape(loss, targets.shape) if x.ndim != 4 and reduction == "none" else loss


def cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Any = None,
    ignore_index: int = -100, reduce: Any = None, reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """The cross entropy of softmax(input), classes along dim 1, and targets.

    Targets are class numbers of type int64, or probabilities in the shape of the input;
    label_smoothing replaces this share of each target by equal probabilities for all classes.
    """
    if not (isinstance(input, Tensor) and isinstance(target, Tensor)):
        tensor_argument(input, "cross_entropy_loss")
        tensor_argument(target, "cross_entropy_loss", 2, "target")
    if weight is not None:
        tensor_argument(weight, "cross_entropy_loss", 3, "weight")
    reduction = older(reduction, size_average, reduce)
    dim = 0 if input._array.ndim == 1 else 1
    if label_smoothing > 1:
        raise RuntimeError(
            f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}"
        )
    if target._array.shape == input._array.shape:
        return of_probabilities(input, target, weight, dim, reduction, label_smoothing,
                                ignore_index)
    logs = log_softmax(input, dim)
    loss = of_classes(logs, target, weight, ignore_index, reduction)
    if label_smoothing <= 0:
        return loss
    counted = wrap(target._array != ignore_index)
    spread = -sum(logs if weight is None else logs * along(weight, dim, logs), dim)
    spread = call(WhereBackward0, counted, spread, 0.0)
    factors: Any = counted.to(input.dtype)
    if weight is not None:
        factors = factors * wrap(weight._array.reshape(-1)[target._array * counted._array])
    if reduction != "none":
        spread = sum(spread) / (sum(factors) if reduction == "mean" else 1)
    share = label_smoothing / input._array.shape[dim]
    return loss * (1 - label_smoothing) + spread * share


def of_probabilities(
    input: Tensor, target: Tensor, weight: Tensor | None, dim: int, reduction: str,
    label_smoothing: float, ignore_index: int,
) -> Tensor:
    """The cross entropy of softmax(input) and probabilities."""
    if target._array.dtype.kind != "f":
        raise RuntimeError(
            "Expected floating point type for target with class probabilities, got"
            f" {target.dtype.type_name}"
        )
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    if input._array.ndim == 0:
        raise IndexError("Dimension specified as 1 but tensor has no dimensions")
    classes = input._array.shape[dim]
    check_weight(weight, classes, "cross_entropy: ")
    if label_smoothing > 0:
        target = target * (1 - label_smoothing) + label_smoothing / classes
    logs = log_softmax(input, dim) * target
    if weight is not None:
        logs = logs * along(weight, dim, logs)
    if reduction == "none":
        return -sum(logs, dim)
    total = -sum(logs)
    rows = input._array.size // max(classes, 1)
    return unary(DivBackward1, total, rows) if reduction == "mean" else total


def along(weight: Tensor, dim: int, like: Tensor) -> Tensor:
    """One weight for each class, along the dimension of the classes."""
    sizes = [1] * like._array.ndim
    sizes[dim] = -1
    return weight.reshape(sizes)
