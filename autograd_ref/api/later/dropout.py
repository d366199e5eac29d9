"""Dropout of elements and of whole channels."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ...tensor import Tensor, wrap
from ..arguments import tensor_argument
from .distributions import bernoulli_


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


AS_ROWS = (
    "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior"
    " is desired - input is interpreted as shape (N, C, L), where C is the channel dim. This"
    " behavior will change in a future release to interpret the input as one without a batch"
    " dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, please"
    " switch to using dropout1d instead."
)


def of_channels(name: str, ranks: tuple[int, ...]) -> Any:
    """`dropout` of whole channels."""

    def function(
        input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
    ) -> Tensor:
        if p < 0.0 or p > 1.0:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        if input.dim() not in ranks:
            low, high = ranks
            note = (
                f"Note that {name} exists to provide channel-wise dropout on inputs with {low - 1}"
                f" spatial dimension{'s' * (low > 2)}, a channel dimension, and an optional batch"
                f" dimension (i.e. {low}D or {high}D inputs).")
            if low == 2:
                raise RuntimeError(f"{name}: Expected 2D or 3D input, but received a"
                                   f" {input.ndim}D input. {note}")
            warnings.warn(
                f"{name}: Received a {input.ndim}-D input to {name}, which is deprecated and will"
                " result in an error in a future release. To retain the behavior and silence this"
                f" warning, please use dropout instead. {note}", UserWarning, stacklevel=3)
        elif ranks == (3, 4) and input.ndim == 3:
            warnings.warn(AS_ROWS, UserWarning, stacklevel=3)
        if not training or p == 0:
            return input
        batched = input.ndim == max(ranks)
        kept = (input.shape[:2] if batched else input.shape[:1])
        shape = (*kept, *(1,) * (input.ndim - len(kept)))
        noise = wrap(np.empty(shape, input._array.dtype))
        noise = bernoulli_(noise, 1 - p).div_(1 - p) if p < 1 else noise.fill_(0)
        return input.mul_(noise) if inplace else input * noise

    function.__name__ = function.__qualname__ = name
    function.__doc__ = "In training, whole channels are 0 with probability p."
    return function


dropout1d, dropout2d = of_channels("dropout1d", (2, 3)), of_channels("dropout2d", (3, 4))
dropout3d = of_channels("dropout3d", (4, 5))


def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
                  ) -> Tensor:
    """`dropout` that keeps mean 0 and variance 1 after `selu`.

    Raises ValueError if p is not within 0 and 1.
    """
    return alpha_dropped(input, "alpha_dropout", None, p, training, inplace)


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """`alpha_dropout` of whole channels."""
    return alpha_dropped(input, "feature_alpha_dropout", 2, p, training, inplace)


def alpha_dropped(input: Tensor, function: str, kept: int | None, p: float, training: bool,
                  inplace: bool) -> Tensor:
    """The input with noise that differs along its first dimensions, so many or all."""
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0:
        return tensor_argument(input, function)
    if kept is not None and input.ndim < kept:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    shape = input.shape if kept is None else (
        *input.shape[:kept], *(1,) * (input.ndim - kept))
    if p == 1:
        return input.mul_(0) if inplace else input * 0
    alpha = 1.7580993408473766
    a = 1.0 / math.sqrt((alpha * alpha * p + 1) * (1 - p))
    noise = bernoulli_(wrap(np.empty(shape, input._array.dtype)), 1 - p)
    shift = (noise - 1).mul_(alpha * a).add_(alpha * a * p)
    if inplace:
        return input.mul_(noise.mul_(a)).add_(shift)
    result: Tensor = input * noise.mul_(a) + shift
    return result
