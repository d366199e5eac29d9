"""The rules of diagonals, triangles and blocks of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...record import call
from ...tensor import Tensor, wrap
from ..indexing import PlaceBackward0


class TrilBackward0(Node):
    """x, 0 above a diagonal. Gradient: g, 0 there too."""

    @staticmethod
    def forward(x: Any, diagonal: int) -> Any:
        return np.tril(x, diagonal)

    def backward(ctx, g: Any, diagonal: int) -> Any:
        return call(type(ctx), g, diagonal)


class TriuBackward0(TrilBackward0):
    """x, 0 below a diagonal. Gradient: g, 0 there too."""

    @staticmethod
    def forward(x: Any, diagonal: int) -> Any:
        return np.triu(x, diagonal)


class TraceBackward0(Node):
    """The sum of the diagonal of a matrix. Gradient: g on the diagonal."""

    @staticmethod
    def forward(x: Any) -> Any:
        return np.trace(x, dtype=x.dtype if x.dtype.kind == "f" else np.int64)

    def backward(ctx, g: Any) -> Any:
        rows, columns = ctx.input_shape()
        eye = np.eye(rows, columns, dtype=ctx.result_dtype)
        return g * (wrap(eye) if isinstance(g, Tensor) else eye)


class DiagonalBackward0(Node):
    """A diagonal of two dimensions, as a view. Gradient: g on the diagonal."""

    @staticmethod
    def forward(x: Any, offset: int, dim1: int, dim2: int) -> Any:
        view = np.diagonal(x, offset, dim1, dim2)
        view.flags.writeable = x.flags.writeable
        return view

    def backward(ctx, g: Any, offset: int, dim1: int, dim2: int) -> Any:
        return call(DiagonalBackwardBackward0, g, ctx.input_shape(), offset, dim1, dim2)


class DiagonalBackwardBackward0(Node):
    """u on a diagonal of two dimensions, 0 elsewhere. Gradient: the diagonal of g."""

    @staticmethod
    def forward(u: Any, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Any:
        out = np.zeros(shape, u.dtype)
        DiagonalBackward0.forward(out, offset, dim1, dim2)[...] = u
        return out

    def backward(ctx, g: Any, offset: int, dim1: int, dim2: int) -> Any:
        return call(DiagonalBackward0, g, offset, dim1, dim2)


class DiagonalBackward0_copy(DiagonalBackward0):
    """A diagonal of a matrix as a copy."""

    @staticmethod
    def forward(x: Any, offset: int, dim1: int, dim2: int) -> Any:
        return np.diagonal(x, offset, dim1, dim2).copy()


class DiagEmbedBackward0(PlaceBackward0):
    """Matrices with the vectors x on a diagonal. Gradient: g there."""


class BlockDiagBackward0(Node):
    """Matrices along the diagonal of a larger one. Each gets its part of g."""

    shapes: list[tuple[int, ...]]

    @staticmethod
    def forward(*matrices: Any) -> Any:
        blocks = [np.atleast_2d(x) for x in matrices]
        out = np.zeros(tuple(sum(b.shape[d] for b in blocks) for d in (0, 1)),
                       dtypes.promote(*matrices).numpy)
        row = column = 0
        for block in blocks:
            rows, columns = block.shape
            out[row : row + rows, column : column + columns] = block
            row, column = row + rows, column + columns
        return out

    def save(ctx, arguments: Any) -> Any:
        ctx.shapes = [x._array.shape for x in arguments]
        return ()

    def backward(ctx, g: Any) -> Any:
        row = column = 0
        found = []
        for shape, needed in zip(ctx.shapes, ctx.next_nodes, strict=True):
            rows, columns = (1,) * (2 - len(shape)) + shape
            part = g[row : row + rows, column : column + columns]
            part = part if len(shape) == 2 else part.reshape(shape)
            found.append(part if needed else None)
            row, column = row + rows, column + columns
        return tuple(found)
