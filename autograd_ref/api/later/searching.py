"""Places in sorted numbers, quantiles, and grids of powers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...ops.later.products import LerpBackward1
from ...ops.later.recurrent import TransposeBackward1
from ...ops.later.shape import Rot90Backward0
from ...ops.shape import SqueezeBackward1, UnsqueezeBackward0
from ...record import apply, unary
from ...tensor import Tensor, wrap
from ..arguments import tensor_argument, wrap_dim
from ..creation import linspace
from ..indexing import gather
from ..shape import flatten, transpose, unsqueeze, view
from .sorting import sort


class UnsqueezeBackward1(UnsqueezeBackward0):
    """x with a new dimension of size 1, in place. Gradient: g without it."""


class Squeezed(SqueezeBackward1):
    """x without a dimension of size 1, in place. Gradient: g with it."""


Squeezed.__name__ = "SqueezeBackward4"


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
    return share_of(input, q, dim, keepdim, interpolation, False)


def nanquantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *,
    interpolation: str = "linear",
) -> Tensor:
    """`quantile` of those elements that are not nan."""
    return share_of(input, q, dim, keepdim, interpolation, True)


ROUNDED: dict[str, Any] = {"lower": np.floor, "higher": np.ceil, "nearest": np.round}


def share_of(
    input: Tensor, q: Any, dim: int | None, keepdim: bool, interpolation: str, without_nan: bool
) -> Tensor:
    """`quantile` or `nanquantile`, step by step as PyTorch computes it."""
    name = "nanquantile" if without_nan else "quantile"
    x = tensor_argument(input, name)
    if x._array.dtype.kind != "f":
        raise RuntimeError(f"{name}() input tensor must be either float or double dtype")
    if isinstance(q, Tensor) and q._array.dtype is not x._array.dtype:
        raise RuntimeError(f"{name}() q tensor must be same dtype as the input tensor")
    share = q._array if isinstance(q, Tensor) else np.asarray(q, x._array.dtype)
    if (share < 0).any() or (share > 1).any():
        raise RuntimeError(
            f"{name}() q values must be in the range [0, 1]" if isinstance(q, Tensor) else
            f"{name}() q must be in the range [0, 1] but got {q:g}")
    axis = None if dim is None else wrap_dim(dim, x.ndim)
    shape = list(x._array.shape)
    if axis is None:
        sizes = [1] * x.ndim if keepdim else []
        ordered = sort(flatten(x))[0]
    else:
        sizes = shape[:axis] + [1] * keepdim + shape[axis + 1 :]
        last = axis == x.ndim - 1
        ordered = sort(x if last else transpose(unsqueeze(x, -1), axis, -1))[0]
    ordered = view(ordered, (*sizes, ordered._array.shape[-1]))
    ranks = ranks_of(np.atleast_1d(share), ordered._array, without_nan)
    if interpolation in ROUNDED:
        ranks = ROUNDED[interpolation](ranks)
    below = ranks.astype(np.int64)
    found = gather(ordered, -1, wrap(below))
    if interpolation in ("linear", "midpoint"):
        weights = ranks - below if interpolation == "linear" else np.full_like(ranks, 0.5)
        above = gather(ordered, -1, wrap(np.ceil(ranks).astype(np.int64)))
        found = apply(LerpBackward1, (found, above, wrap(weights.astype(x._array.dtype))))
    if share.ndim:
        found = unary(TransposeBackward1, unary(UnsqueezeBackward1, found, 0), 0, found.ndim)
    return unary(Squeezed, found, found.ndim - 1)


def ranks_of(share: Any, ordered: Any, without_nan: bool) -> Any:
    """Where in sorted rows the shares lie, in a last dimension; the end for a row with nan."""
    missing = np.isnan(ordered)
    if without_nan:
        counted = (~missing).sum(-1, keepdims=True)
        return np.maximum(share * (counted - 1).astype(ordered.dtype), 0).astype(ordered.dtype)
    last = ordered.shape[-1] - 1
    return np.where(missing.any(-1, keepdims=True), ordered.dtype.type(last),
                    share * ordered.dtype.type(last))


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
