"""Places in sorted numbers, quantiles, and grids of powers. Loaded when first used."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from .. import dtypes
from ..ops.arranging import Rot90Backward0
from ..record import unary
from ..tensor import Tensor, wrap
from .absent import sentence
from .arguments import tensor_argument, wrap_dim
from .creation import linspace


def searchsorted(
    sorted_sequence: Tensor, input: Any, *, out_int32: bool = False, right: bool = False,
    side: str | None = None,
) -> Tensor:
    """Where in the sorted last dimension each number would go: before equal ones, or after them
    with `right` or side="right". The other dimensions belong together.
    """
    edges = tensor_argument(sorted_sequence, "searchsorted")._array
    values = input._array if isinstance(input, Tensor) else np.asarray(input)
    if edges.ndim != 1 and edges.shape[:-1] != values.shape[:-1]:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1"
            " dimensions of boundaries tensor and input value tensor must match, but we got"
            f" boundaries tensor {list(edges.shape)} and input value tensor {list(values.shape)}")
    after: Any = "right" if right or side == "right" else "left"
    if edges.ndim == 1:
        places = np.searchsorted(edges, values, after)
    else:
        rows = zip(edges.reshape(-1, edges.shape[-1]), values.reshape(-1, values.shape[-1]),
                   strict=True)
        places = np.stack([np.searchsorted(*row, after) for row in rows]).reshape(values.shape)
    return wrap(np.asarray(places, np.int32 if out_int32 else np.int64))


def bucketize(
    input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False
) -> Tensor:
    """In which of the intervals between the sorted boundaries each number lies."""
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


def quantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *,
    interpolation: str = "linear",
) -> Tensor:
    """The number below which a share q of the others lies, between two of them by `interpolation`.

    Several q make a first dimension. Source: Hyndman and Fan, Sample Quantiles, definition 7.
    """
    x = tensor_argument(input, "quantile")
    share = q if isinstance(q, Tensor) else wrap(np.asarray(q, x._array.dtype))
    if (share._array < 0).any() or (share._array > 1).any():
        raise RuntimeError(
            "quantile() q values must be in the range [0, 1]" if isinstance(q, Tensor) else
            f"quantile() q must be in the range [0, 1] but got {q}")
    if x.requires_grad:
        raise NotImplementedError(sentence("quantile of a tensor that requires grad"))
    numbers = x._array.reshape(-1) if dim is None else x._array
    found = np.quantile(numbers, share._array, None if dim is None else wrap_dim(dim, x.ndim),
                        method=cast(Any, interpolation), keepdims=keepdim and dim is not None)
    if keepdim and dim is None:
        found = found.reshape(*found.shape, *(1,) * x.ndim)
    return wrap(np.asarray(found, x._array.dtype))


def logspace(
    start: float, end: float, steps: int, base: float = 10.0, *, dtype: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """base to the powers of `linspace`."""
    powers = linspace(start, end, steps, dtype=dtype)._array
    numbers = wrap((float(base) ** powers.astype(np.float64)).astype(powers.dtype))
    return numbers.requires_grad_() if requires_grad else numbers


def can_cast(from_: dtypes.dtype, to: dtypes.dtype) -> bool:
    """Whether a result of the first dtype may be stored in a tensor of the second: not if that
    lost decimals, signs or numbers.
    """
    kinds = "buif"
    one, two = from_.numpy.kind, to.numpy.kind
    if one == "i" and two == "u":
        return True
    return kinds.index(one) <= kinds.index(two)


def rot90(input: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """The tensor turned by 90 degrees k times, from the first of `dims` towards the second."""
    x = tensor_argument(input, "rot90")
    one, two = (wrap_dim(dim, x.ndim) for dim in dims)
    return unary(Rot90Backward0, x, k, (one, two))
