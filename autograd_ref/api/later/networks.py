"""Functions that networks use besides those of api/losses.py."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ... import dtypes
from ...messages import type_name
from ...node import Node, count_change
from ...ops.later.activations import (
    EluBackward0,
    EluBackward1,
    EmbeddingBackward0,
    GeluBackward0,
    GeluByTanh,
    HuberLossBackward0,
    LeakyReluBackward0,
    LeakyReluBackward1,
    SiluBackward0,
    SmoothL1LossBackward0,
    SoftplusBackward0,
)
from ...ops.losses import LogSigmoidBackward0
from ...ops.shape import ConstantPadNdBackward0
from ...record import apply, cast, check_broadcast, unary
from ...tensor import Tensor, wrap
from .. import later
from ..absent import refuse
from ..arguments import check_number, into, tensor_argument
from ..change import in_place
from ..elementwise import log, where
from ..losses import broadcast, compare_sizes, older, valid_reduction
from ..reduction import mean, sum
from ..shape import expand
from .distributions import bernoulli_


def floating(input: Any, function: str, kernel: str) -> Tensor:
    """The input, a tensor of floating-point numbers."""
    x = tensor_argument(input, function)
    if x._array.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{x.dtype.type_name}'")
    return x


def activated(
    op: type[Node], x: Tensor, inplace: bool, *params: Any, over: type[Node] | None = None
) -> Tensor:
    """The result of an operation; with `inplace` written over x, by the operation `over` if PyTorch
    has one of its own for that.
    """
    return in_place(over or op, x, *params) if inplace else unary(op, x, *params)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x if x > 0, else negative_slope * x."""
    x = floating(input, "leaky_relu", "leaky_relu_cpu")
    check_number(negative_slope, "leaky_relu", "negative_slope")
    return activated(
        LeakyReluBackward0, x, inplace, negative_slope, over=LeakyReluBackward1)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x if x > 0, else alpha * (exp(x) - 1)."""
    x = floating(input, "elu", "elu_cpu")
    check_number(alpha, "elu", "alpha")
    return activated(EluBackward0, x, inplace, alpha, 1.0, over=EluBackward1)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """scale * elu(x), with constants that keep mean 0 and variance 1."""
    x = floating(input, "selu", "elu_cpu")
    alpha, scale = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
    return activated(EluBackward0, x, inplace, alpha, scale, over=EluBackward1)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x * sigmoid(x)."""
    x = floating(input, "silu", "silu_cpu")
    return activated(SiluBackward0, x, inplace)


def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """x times the share of a normal distribution below x.

    Raises RuntimeError if `approximate` is neither "none" nor "tanh".
    """
    x = floating(input, "gelu", "GeluKernelImpl")
    if approximate == "tanh":
        return unary(GeluByTanh, x)
    if approximate != "none":
        raise RuntimeError("approximate argument must be either none or tanh.")
    return unary(GeluBackward0, x)


def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """log(1 + exp(beta * x)) / beta, or x if beta * x exceeds the threshold."""
    x = floating(input, "softplus", "softplus_cpu")
    check_number(beta, "softplus", "beta")
    check_number(threshold, "softplus", "threshold", 3)
    return unary(SoftplusBackward0, x, beta, threshold)


def log_sigmoid(input: Tensor) -> Tensor:
    """log(sigmoid(x)), without overflow."""
    return unary(LogSigmoidBackward0, floating(input, "log_sigmoid", "log_sigmoid_cpu"))


logsigmoid = log_sigmoid


def dropout(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Tensor:
    """In training, each element is 0 with probability p, the others are divided by 1 - p.

    Raises ValueError if p is not within 0 and 1.
    """
    x = tensor_argument(input, "dropout")
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if p == 0 or not training or x._array.size == 0:
        return x
    factors = np.zeros((), x._array.dtype)
    if p < 1:
        factors = bernoulli_(wrap(np.empty_like(x._array)), 1 - p)._array
        factors /= factors.dtype.type(1 - p)
    return x.mul_(wrap(factors)) if inplace else x * wrap(factors)


def pair(input: Tensor, target: Tensor, name: str) -> tuple[Tensor, Tensor]:
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
    x, y = pair(input, target, "smooth_l1_loss")
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
    x, y = pair(input, target, "huber_loss")
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
    reduction = "sum" if batch else older(reduction, size_average, reduce)
    if log_target:
        losses = target.exp() * (target - input)
    else:
        logs = log(where((target > 0) | (target < 0), target, 1.0))
        losses = target * logs - target * input
    if reduction == "none":
        return losses
    total = {"mean": mean, "sum": sum}[reduction](losses)
    return total / input.shape[0] if batch and input.ndim else total


def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: Any = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Tensor:
    """The rows of `weight` with these numbers: (*, columns) for numbers (*).

    With max_norm, the rows used are first scaled, in place, to a norm of at most that. With
    scale_grad_by_freq, the gradient of a row is the mean over its uses.

    Raises IndexError for a number outside, RuntimeError for what are no whole numbers.
    """
    rows = tensor_argument(input, "embedding", 2, "indices")._array
    tensor_argument(weight, "embedding", 1, "weight")
    refuse("nn.functional.embedding", False, sparse=sparse)
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if rows.dtype.kind not in "iu":
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types:"
            f" Long, Int; but got torch.{input.dtype.type_name}Tensor instead (while checking"
            " arguments for embedding)"
        )
    if rows.size and (rows.min() < 0 or rows.max() >= weight.shape[0]):
        if max_norm is not None:  # scaling selects the rows
            first = rows[(rows < 0) | (rows >= weight.shape[0])].min()
            raise IndexError(f"select(): index {first} out of range for tensor of size"
                             f" {list(weight.shape)} at dimension 0")
        raise IndexError("index out of range in self")
    padding = -1 if padding_idx is None else padding_idx % weight.shape[0]
    if max_norm is not None:
        shorten(weight, rows, float(max_norm), float(norm_type))
    return unary(EmbeddingBackward0, weight, rows, padding, scale_grad_by_freq, input)


def shorten(weight: Tensor, rows: Any, most: float, p: float) -> None:
    """Scale these rows, in place, to a norm of at most `most`."""
    array = weight._array
    for row in np.unique(rows):
        norm = (np.abs(array[row]) ** p).sum() ** (1 / p)
        if norm > most:
            array[row] *= array.dtype.type(most / (norm + 1e-7))
    count_change(weight)


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """1 at the class of each number, 0 elsewhere: (*, classes) for numbers (*); int64.

    Raises RuntimeError for numbers that are negative or not below num_classes.
    """
    x = tensor_argument(tensor, "one_hot")._array
    if not isinstance(num_classes, int):
        raise TypeError("one_hot(): argument 'num_classes' (position 2) must be int, not"
                        f" {type_name(num_classes)}")
    if x.dtype is not dtypes.int64.numpy:
        raise RuntimeError(
            "one_hot is only applicable to index tensor of type LongTensor."
        )
    if x.size == 0 and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    if x.size and x.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(x.max()) + 1
    elif num_classes < 1:
        raise RuntimeError("num_classes should be positive")
    elif x.size and x.max() >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap((x[..., None] == np.arange(num_classes)).astype(np.int64))


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """`input` with numbers before and after it along the last dimensions.

    pad: (before, after) for the last dimension, then for the one before it, and so on

    Raises RuntimeError for widths that do not fit the dimensions.
    """
    x = tensor_argument(input, "pad")
    if not isinstance(pad, (tuple, list)):
        raise TypeError("pad(): argument 'pad' (position 2) must be tuple of ints, not"
                        f" {type_name(pad)}")
    widths = [int(width) for width in pad]
    if len(widths) % 2:
        raise RuntimeError("Padding length must be divisible by 2")
    if len(widths) > 2 * x.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got"
            f" padding length {len(widths)} and input of dimension {x.ndim}"
        )
    if mode != "constant":
        result: Tensor = later.load("resizing", "bordered")(x, widths, mode)
        return result
    return unary(ConstantPadNdBackward0, x, tuple(widths), 0 if value is None else value)


def normalize(
    input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Any = None
) -> Tensor:
    """`input` divided by its norm along `dim`, which counts as no less than `eps`."""
    length = input.norm(p, dim, keepdim=True).clamp_min(eps)
    result = input / length.expand_as(input)
    return result if out is None else into(out, result, "div")


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between x1 and x2 along `dim`."""
    for place, x in enumerate((x1, x2), 1):
        tensor_argument(x, "cosine_similarity", place, f"x{place}")
    kind = dtypes.promote(x1._array, x2._array)
    if kind.numpy.kind != "f":
        raise RuntimeError("expected common dtype to be floating point, yet common dtype is"
                           f" {kind.type_name}")
    check_broadcast(x1._array, x2._array)
    shape = np.broadcast_shapes(x1._array.shape, x2._array.shape)
    pair = (expand(x.to(kind), shape) for x in (x1, x2))
    one, two = (x / x.norm(2, dim, keepdim=True).clamp_min(eps) for x in pair)
    return (one * two).sum(dim)
