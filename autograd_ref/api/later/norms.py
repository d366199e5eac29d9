"""Norms and distances."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...gradient_names import named
from ...messages import type_name
from ...ops.later.norms import (
    CdistBackward0,
    DistBackward0,
    EuclideanDistBackward0,
    LinalgVectorNormBackward0,
)
from ...record import apply, unary
from ...refusals import check_broadcast
from ...tensor import Tensor, wrap
from ..arguments import SCALARS, check_dtypes, into, tensor_argument, wrap_dim, wrap_dims
from ..shape import expand
from . import load


def vector_norm(
    x: Tensor, ord: float = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """sum(|x|**ord)**(1/ord) of all elements, or along `dim`."""
    x = tensor_argument(x, "linalg_vector_norm")
    if dtype is not None:
        x = x.to(dtype)
    if x._array.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input."
            f" Got {x.dtype.type_name}"
        )
    dims = wrap_dims(dim, x._array.ndim)
    return unary(LinalgVectorNormBackward0, x, float(ord), dims, keepdim)


def norm(
    input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, out: Any = None,
    dtype: Any = None,
) -> Tensor:
    """The vector norm of all elements, or along `dim`; "fro" is that of p = 2.

    Raises RuntimeError for whole numbers and unknown orders.
    """
    if not isinstance(input, Tensor):
        raise AttributeError(f"'{type_name(input)}' object has no attribute 'layout'")
    if p == "nuc":
        dims = range(max(2, input.ndim)) if dim is None else dim
        result: Tensor = load("linear_algebra", "matrix_norm")(input, "nuc", dims, keepdim)
        return result
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    x = tensor_argument(input, "norm")
    if dtype is None and x._array.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input."
            f" Got {x.dtype.type_name}"
        )
    order = 2.0 if p in ("fro", None) else float(p)
    result = vector_norm(x, order, dim, keepdim, dtype=dtype)
    return result if out is None else into(out, result, "linalg_vector_norm")


def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The norm of the difference of two tensors."""
    difference = input - other
    return unary(DistBackward0, difference, float(p), tuple(range(difference.ndim)), False)


COMPUTE_MODES = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist",
                 "donot_use_mm_for_euclid_dist")


def cdist(
    x1: Tensor, x2: Tensor, p: float = 2.0,
    compute_mode: Any = "use_mm_for_euclid_dist_if_necessary",
) -> Tensor:
    """The distances of the rows of x1 from the rows of x2. Euclidean distances of more than 25 rows
    are found by a product of matrices, unless `compute_mode` says otherwise.
    """
    if compute_mode not in COMPUTE_MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    one, two = tensor_argument(x1, "cdist", 1, "x1"), tensor_argument(x2, "cdist", 2, "x2")
    for word, x in (("X1", one), ("X2", two)):
        if x.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {word} got: {x.ndim}D")
    if one.shape[-1] != two.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {one.shape[-1]} X2:"
            f" {two.shape[-1]}")
    for word, x in (("X1", one), ("X2", two)):
        if x._array.dtype.kind != "f":
            raise RuntimeError(
                f"cdist only supports floating-point dtypes, {word} got: {x.dtype.type_name}")
    check_dtypes(SCALARS, one, two)
    if not p >= 0:
        raise RuntimeError("cdist only supports non-negative p values")
    check_broadcast(one._array.sum((-2, -1)), two._array.sum((-2, -1)))
    many = max(one.shape[-2], two.shape[-2]) > 25
    if p == 2 and (compute_mode == COMPUTE_MODES[1] or (compute_mode == COMPUTE_MODES[0] and many)):
        found = apply(EuclideanDistBackward0, (one, two))
        return found.view(found.shape)
    return apply(CdistBackward0, (one, two), float(p))


def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """The distances of each row from those after it. Raises RuntimeError for no matrix."""
    if input.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    rows, columns = np.triu_indices(len(input), 1)
    one, two = (input[wrap(places.astype(np.int64))] for places in (rows, columns))
    return named((one - two).norm(p, 1), "PdistBackward0")


class NormBackward1(LinalgVectorNormBackward0):
    """The norm along a dimension."""


def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Tensor:
    """The norm of x1 - x2 + eps along the last dimension."""
    gap = x1 - x2 + eps
    dims = (wrap_dim(-1, gap.ndim),) if gap.ndim else ()
    return unary(NormBackward1, gap, float(p), dims, keepdim)


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
