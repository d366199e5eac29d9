"""The activations beyond those of activations.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...messages import type_name
from ...ops.later.more_activations import (
    CeluBackward0,
    CeluBackward1,
    GluBackward0,
    HardshrinkBackward0,
    HardsigmoidBackward0,
    HardswishBackward0,
    HardtanhBackward0,
    MishBackward0,
    PreluKernelBackward0,
    RreluWithNoiseBackward0,
    RreluWithNoiseBackward1,
    SoftshrinkBackward0,
    ThresholdBackward0,
    ThresholdBackward1,
)
from ...record import apply, unary
from ...tensor import Tensor
from ..arguments import check_dtypes, check_number, tensor_argument, wrap_dim
from ..creation import empty_like, zeros_like
from ..random import default_generator
from .activations import activated, floating
from .reduction import softmax


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x if x > 0, else alpha * (exp(x / alpha) - 1). Raises RuntimeError if alpha is 0."""
    check_number(alpha, "celu", "alpha")
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    x = floating(input, "celu", "elu_cpu")
    return activated(CeluBackward0, x, inplace, alpha, over=CeluBackward1)


def rrelu(
    input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """x if x > 0, else x times a number drawn between the limits, or halfway if not training.

    Raises RuntimeError if lower is above upper.
    """
    kernel = "rrelu_with_noise_out_cpu" if training else "leaky_relu_cpu"
    x = floating(input, "rrelu", kernel)
    if lower > upper:
        raise RuntimeError("Lower bound should be less than or equal to the upper bound")
    noise = np.ones_like(x._array)
    if training:
        lower, upper = (float(x._array.dtype.type(limit)) for limit in (lower, upper))
        below = x._array <= 0
        drawn = default_generator().uniform(int(below.sum()), dtypes.NUMPY_FLOAT64)
        noise[below] = drawn * (upper - lower) + lower
    else:
        noise[~(x._array > 0)] = (lower + upper) / 2
    return activated(RreluWithNoiseBackward0, x, inplace, noise, over=RreluWithNoiseBackward1)


def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False
) -> Tensor:
    """x, or the limit that it exceeds. Raises ValueError if max_val is below min_val."""
    if min_val > max_val:
        raise ValueError("min_val cannot be greater than max_val")
    x = tensor_argument(input, "hardtanh")
    return activated(HardtanhBackward0, x, inplace, min_val, max_val)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """x between 0 and 6."""
    x = tensor_argument(input, "relu6")
    return activated(HardtanhBackward0, x, inplace, 0.0, 6.0)


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x if x > threshold, else value."""
    x = tensor_argument(input, "threshold")
    check_number(threshold, "threshold", "threshold")
    check_number(value, "threshold", "value", 3)
    return activated(ThresholdBackward0, x, inplace, threshold, value, over=ThresholdBackward1)


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * tanh(softplus(x))."""
    x = floating(input, "mish", "mish_cpu")
    return activated(MishBackward0, x, inplace)


def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|)."""
    return input / (input.abs() + 1)


def tanhshrink(input: Tensor) -> Tensor:
    """x - tanh(x)."""
    return input - input.tanh()


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x, or 0 within lambd."""
    check_number(lambd, "hardshrink", "lambd")
    return unary(HardshrinkBackward0, floating(input, "hardshrink", "hardshrink_cpu"), lambd)


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x moved towards 0 by lambd. Raises RuntimeError for a negative lambd."""
    x = floating(input, "softshrink", "softshrink_cpu")
    check_number(lambd, "softshrink", "lambd")
    if lambd < 0:
        most = float(np.finfo(x._array.dtype).max)
        raise RuntimeError(
            f"lambda must be in range [0, {most:g}] for input dtype {x.dtype.type_name}, but found"
            f" {lambd:g}")
    return unary(SoftshrinkBackward0, x, lambd)


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """(x + 3) / 6 between 0 and 1."""
    x = floating(input, "hardsigmoid", "hardsigmoid_cpu")
    return activated(HardsigmoidBackward0, x, inplace)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * hardsigmoid(x)."""
    x = floating(input, "hardswish", "hardswish_cpu")
    return activated(HardswishBackward0, x, inplace)


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a * sigmoid(b) for the halves a and b along `dim`.

    Raises RuntimeError if the size along `dim` is odd.
    """
    if input.ndim == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even")
    if not isinstance(dim, int):
        raise TypeError(f"glu(): argument 'dim' (position 2) must be int, not {type_name(dim)}")
    place = wrap_dim(dim, input.ndim)
    if input.shape[place] % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {place} is size {input.shape[place]}")
    return unary(GluBackward0, floating(input, "glu", "glu_cpu"), place)


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x if x > 0, else w * x, with one weight or one for each channel."""
    x, _ = tensor_argument(input, "prelu"), tensor_argument(weight, "prelu", 2, "weight")
    channels = x.shape[1] if x.ndim > 1 else 1
    if weight.numel() not in (1, channels):
        raise RuntimeError(
            "Mismatch of parameter numbers and input channel size. Found parameter numbers ="
            f" {weight.numel()} and channel size = {channels}.")
    check_dtypes("prelu: Type promoting not supported. Got {0.type_name} and {1.type_name}", x,
                 weight)
    shape: Any = [1] * x.ndim
    if x.ndim > 1:
        shape[1] = weight.numel()
    held = weight if weight.ndim == x.ndim == 1 else weight.view(shape)
    return apply(PreluKernelBackward0, (x, held))


def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """softmax((logits + Gumbel's noise) / tau); `hard` rounds it and keeps its gradient."""
    noise = -empty_like(logits).exponential_().log()
    soft = softmax((logits + noise) / tau, dim)
    if not hard:
        return soft
    index = soft.max(dim, keepdim=True)[1]
    chosen = zeros_like(logits).scatter_(dim, index, 1.0)
    result: Tensor = chosen - soft.detach() + soft
    return result
