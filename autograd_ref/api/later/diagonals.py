"""Diagonals, triangles and blocks of matrices."""

from __future__ import annotations

from operator import index

import numpy as np

from ... import dtypes
from ...ops.later import diagonals as ops
from ...record import apply, unary
from ...tensor import Tensor, wrap
from ...views import view as as_view
from ..arguments import tensor_argument, wrap_dim
from ..shape import (
    all_tensors,
    reshape,
)


def check_matrix(x: Tensor, name: str) -> None:
    if x._array.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 above a diagonal."""
    check_matrix(input, "tril")
    return unary(ops.TrilBackward0, input, index(diagonal))


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """0 below a diagonal."""
    check_matrix(input, "triu")
    return unary(ops.TriuBackward0, input, index(diagonal))


def tril_indices(row: int, col: int, offset: int = 0) -> Tensor:
    """The places on and below a diagonal: (2, number of places)."""
    return wrap(dtypes.as_int64(np.tril_indices(row, offset, col)))


def triu_indices(row: int, col: int, offset: int = 0) -> Tensor:
    """The places on and above a diagonal: (2, number of places)."""
    return wrap(dtypes.as_int64(np.triu_indices(row, offset, col)))


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A diagonal of two dimensions, as a view."""
    ndim = input._array.ndim
    return as_view(ops.DiagonalBackward0, input, offset, wrap_dim(dim1, ndim), wrap_dim(dim2, ndim))


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The diagonal of a matrix; of a vector the matrix that has it on the diagonal.

    Raises RuntimeError for other than one or two dimensions.
    """
    ndim = tensor_argument(input, "diag")._array.ndim
    if ndim == 1:
        return on_diagonal(input, diagonal)
    if ndim != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {ndim}D")
    return unary(ops.DiagonalBackward0_copy, input, diagonal, 0, 1)


def on_diagonal(input: Tensor, offset: int, dims: tuple[int, int] | None = None) -> Tensor:
    """Matrices, along the last two dimensions or `dims`, with the vectors of the last dimension of
    the input on a diagonal.
    """
    *batch, length = input._array.shape
    *rows, places = np.ix_(*(np.arange(size) for size in input._array.shape))
    below, above = dims or (len(batch), len(batch) + 1)
    ends = {below: places + max(-offset, 0), above: places + max(offset, 0)}
    sizes, indices, last = iter(batch), iter(rows), length + abs(offset)
    shape = tuple(last if d in ends else next(sizes) for d in range(len(batch) + 2))
    key = tuple(ends[d] if d in ends else next(indices) for d in range(len(batch) + 2))
    return unary(ops.DiagEmbedBackward0, input, shape, key)


def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix. Raises RuntimeError for other than two dimensions."""
    if tensor_argument(input, "trace")._array.ndim != 2:
        raise RuntimeError(
            f"trace: expected a matrix, but got tensor with dim {input._array.ndim}"
        )
    return unary(ops.TraceBackward0, input)


def block_diag(*tensors: Tensor) -> Tensor:
    """Matrices along the diagonal of a larger one; a vector counts as a row.

    Raises RuntimeError for more than two dimensions.
    """
    for place, x in enumerate(all_tensors(tensors)):
        if x.ndim > 2:
            raise RuntimeError(
                "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input"
                f" {place} has {x.ndim} dimensions")
    return apply(ops.BlockDiagBackward0, tensors)


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """A matrix with the elements on a diagonal."""
    return diag(reshape(input, (-1,)), offset)


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices with the vectors of the last dimension on a diagonal."""
    rank = input.ndim + 1
    return on_diagonal(input, offset, (wrap_dim(dim1, rank), wrap_dim(dim2, rank)))
