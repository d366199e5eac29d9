"""Products of vectors and matrices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..dtypes import NUMPY_FLOAT32
from ..ops.linalg import (
    AddmmBackward0,
    BmmBackward0,
    DotBackward0,
    MmBackward0,
    MvBackward0,
    by_columns,
)
from ..ops.shape import (
    SqueezeBackward4,
    TBackward0,
    UnsafeViewBackward0,
    UnsqueezeBackward0,
    ViewBackward0,
)
from ..record import apply, binary, unary
from ..refusals import check_broadcast
from ..tensor import Tensor, wrap
from ..views import view as as_view
from .arguments import into, tensor_argument
from .arithmetic import mul
from .metadata import Size
from .shape import contiguous, expand, reshape, squeeze, transpose, unsqueeze

matrix_product: Callable[[Tensor, Tensor], Tensor] = binary(MmBackward0, False)


vector_product: Callable[[Tensor, Tensor], Tensor] = binary(MvBackward0, False)


inner_product: Callable[[Tensor, Tensor], Tensor] = binary(DotBackward0, False)


batch_product: Callable[[Tensor, Tensor], Tensor] = binary(BmmBackward0, False)


def agree(a: Tensor, b: Tensor, kind: str) -> None:
    """Raise PyTorch's error if two factors differ in dtype."""
    if a._array.dtype is b._array.dtype is NUMPY_FLOAT32:
        return
    if a._array.dtype is not b._array.dtype and (kind != "bmm" or a._array.dtype.kind != "b"):
        one, two = a.dtype.type_name, b.dtype.type_name
        if kind == "mv":
            text = f"addmv input tensors must have the same dtype, but got {two}, {one}, and {two}"
        elif kind == "dot":
            text = f"dot : expected both vectors to have same dtype, but found {one} and {two}"
        else:
            names = a.dtype.c_name, b.dtype.c_name
            text = "expected m1 and m2 to have the same dtype, but got: {} != {}".format(*names)
            if kind == "linear":
                text = f"mat1 and mat2 must have the same dtype, but got {one} and {two}"
            if kind == "bmm":
                text = f"expected scalar type {one} but found {two}"
        raise RuntimeError(text)
    if a._array.dtype.kind == "b":
        kernel = {"dot": "dot", "mv": "addmv_impl_cpu", "bmm": "bmm"}.get(kind, "addmm_impl_cpu_")
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'")


def mm(input: Tensor, mat2: Tensor, *, out: Any = None) -> Tensor:
    """Matrix times matrix: (n, m) by (m, p) gives (n, p). Raises RuntimeError for other shapes."""
    if out is not None:
        return into(out, mm(input, mat2), "mm")
    if not (isinstance(input, Tensor) and isinstance(mat2, Tensor)):
        tensor_argument(input, "mm"), tensor_argument(mat2, "mm", 2, "mat2")
    if input._array.ndim != 2:
        raise RuntimeError("self must be a matrix")
    if mat2._array.ndim != 2:
        raise RuntimeError("mat2 must be a matrix")
    return of_matrices(input, mat2)


def of_matrices(input: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices. Raises RuntimeError for sizes or dtypes that do not fit."""
    x, y = input._array.shape, mat2._array.shape
    if x[1] != y[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({x[0]}x{x[1]} and {y[0]}x{y[1]})"
        )
    if not (input._array.dtype is mat2._array.dtype is NUMPY_FLOAT32):
        agree(input, mat2, "mm")
    return matrix_product(input, mat2)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Matrix times vector: (n, m) by (m,) gives (n,).

    Raises RuntimeError for sizes or dtypes that do not fit.
    """
    x = tensor_argument(input, "mv")._array.shape
    y = tensor_argument(vec, "mv", 2, "vec")._array.shape
    if not x:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if len(x) != 2 or len(y) != 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got 1, {len(x)}, {len(y)}"
        )
    if x[1] != y[0]:
        raise RuntimeError(
            f"size mismatch, got input ({x[0]}), mat ({x[0]}x{x[1]}), vec ({y[0]})"
        )
    agree(input, vec, "mv")
    return vector_product(input, vec)


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """The inner product of two vectors of one length.

    Raises RuntimeError for other than two vectors of one size and one dtype.
    """
    x = tensor_argument(input, "dot")._array.shape
    y = tensor_argument(tensor, "dot", 2, "tensor")._array.shape
    if len(x) != 1 or len(y) != 1:
        raise RuntimeError(f"1D tensors expected, but got {len(x)}D and {len(y)}D tensors")
    agree(input, tensor, "dot")
    if x != y:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{x[0]}] and src [{y[0]}] to have the same"
            f" number of elements, but got {x[0]} and {y[0]} elements respectively"
        )
    return inner_product(input, tensor)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """A batch of matrix products: (b, n, m) by (b, m, p) gives (b, n, p).

    Raises RuntimeError for sizes or dtypes that do not fit.
    """
    x = tensor_argument(input, "bmm")._array.shape
    y = tensor_argument(mat2, "bmm", 2, "mat2")._array.shape
    if len(x) != 3:
        raise RuntimeError("batch1 must be a 3D tensor")
    if len(y) != 3:
        raise RuntimeError("batch2 must be a 3D tensor")
    if (x[0], x[2]) != y[:2]:
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be:"
            f" [{x[0]}, {x[2]}] but got: [{y[0]}, {y[1]}]."
        )
    agree(input, mat2, "bmm")
    return batch_product(input, mat2)


def addmm(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1
) -> Tensor:
    """beta * input + alpha * (mat1 @ mat2), where `input` is broadcast to the product's shape.

    Raises RuntimeError for sizes or dtypes that do not fit.
    """
    added, one, two = input._array, mat1._array, mat2._array
    x, y = one.shape, two.shape
    if len(x) != 2 or len(y) != 2:
        name, shape = ("mat1", x) if len(x) != 2 else ("mat2", y)
        raise RuntimeError(f"{name} must be a matrix, got {len(shape)}-D tensor")
    if x[1] != y[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({x[0]}x{x[1]} and {y[0]}x{y[1]})"
        )
    if not (added.dtype is one.dtype is two.dtype is NUMPY_FLOAT32):
        if added.dtype is not two.dtype:
            raise RuntimeError(
                "self and mat2 must have the same dtype, but got"
                f" {input.dtype.type_name} and {mat2.dtype.type_name}"
            )
        agree(mat1, mat2, "linear")
    if added.shape != (y[1],):
        expand(input, (x[0], y[1]))
    return apply(AddmmBackward0, (input, mat1, mat2), by_columns(two), beta, alpha)


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """All products of an element of one vector with one of the other.

    Raises RuntimeError for other than two vectors.
    """
    x, y = tensor_argument(input, "outer")._array, tensor_argument(vec2, "outer", 2, "vec2")._array
    if x.ndim != 1:
        raise RuntimeError(f"outer: Expected 1-D argument self, but got {x.ndim}-D")
    if y.ndim != 1:
        raise RuntimeError(f"outer: Expected 1-D argument vec2, but got {y.ndim}-D")
    return mul(reshape(input, (x.size, 1)), vec2)


def as_row(x: Tensor) -> Tensor:
    """A vector as a matrix of one row."""
    if x._requires_grad or x._view is not None:
        return as_view(UnsqueezeBackward0, x, 0)
    row = wrap(x._array[None])
    row._counter = x._own_counter()
    return row


def fold(x: Tensor) -> Tensor:
    """All dimensions but the last as one."""
    *batches, size = x._array.shape
    return reshape(x, (Size(batches).numel(), size))


def folds(larger: Tensor, smaller: Tensor, smaller_first: bool) -> bool:
    """Whether to compute a batch times a matrix or vector as one product, the batch as rows.

    Yes if the smaller factor needs a gradient, because a batch of copies of it would cost more.
    Else only if folding the batch needs no copy.
    """
    if smaller._requires_grad:
        return True
    if smaller_first and smaller._array.ndim == 2:
        return False
    array = larger._array
    return array.size == 0 or all(
        array.strides[d] == array.strides[d + 1] * array.shape[d + 1] for d in range(array.ndim - 2)
    )


def matmul(input: Tensor, other: Tensor, *, out: Any = None) -> Tensor:
    """The matrix product. Vectors count as a row on the left, as a column on the right;
    dimensions before the last two are batches, which broadcast.

    Raises RuntimeError if sizes do not fit or dtypes differ, and for 0-d tensors.
    """
    if not (isinstance(input, Tensor) and isinstance(other, Tensor)):
        tensor_argument(input, "matmul"), tensor_argument(other, "matmul", 2, "other")
    if out is not None:
        return into(out, matmul(input, other), "matmul")
    a, b = input._array.ndim, other._array.ndim
    if a == 2 and b == 2:
        return of_matrices(input, other)
    if a == 0 or b == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D"
        )
    if a == 1 and b == 1:
        return dot(input, other)
    if a == 2 and b == 1:
        return mv(input, other)
    if a == 1 and b == 2:
        return unary(SqueezeBackward4, of_matrices(as_row(input), other))
    if b <= 2 and folds(input, other, False):
        product = mv(fold(input), other) if b == 1 else mm(fold(input), other)
        shape = (*input._array.shape[:-1], *other._array.shape[1:])
        return unary(UnsafeViewBackward0, product, shape)
    if a <= 2 and folds(transpose(other.detach(), -1, -2), input, True):
        flipped = transpose(other, -1, -2)  # a @ b is (b.T @ a.T).T
        turned = flipped._array.shape[:-1]
        if a == 1:
            return unary(UnsafeViewBackward0, mv(fold(flipped), input), turned)
        product = mm(fold(flipped), as_view(TBackward0, input))
        wide = unary(UnsafeViewBackward0, product, (*turned, input._array.shape[0]))
        return contiguous(transpose(wide, -1, -2))
    if a == 3 and b == 3:  # a batch of one that needs a gradient counts as a matrix
        n, m = input._array.shape[0], other._array.shape[0]
        if m == 1 != n and other._requires_grad:
            return matmul(input, squeeze(other, 0))
        if n == 1 != m and input._requires_grad:
            return matmul(squeeze(input, 0), other)
    return batched(input, other)


def batched(a: Tensor, b: Tensor) -> Tensor:
    """The matrix product of two tensors, batch by batch."""
    x, y = a._array.shape, b._array.shape
    rows, columns = x[-2:-1], y[-1:] if len(y) > 1 else ()
    shape = broadcast_batches(x[:-2], y[:-2])
    count = Size(shape).numel()
    wide = expand(a, (*shape, *x[-2:])), expand(b, (*shape, *y[-2:]))
    one = reshape(wide[0], (count, *(rows or (1,)), x[-1]))
    if columns:
        product = bmm(one, reshape(wide[1], (count, y[-2], y[-1])))
    else:
        product = squeeze(bmm(one, unsqueeze(reshape(wide[1], (count, y[-1])), 2)), -1)
    return unary(UnsafeViewBackward0, product, (*shape, *rows, *columns))


def broadcast_batches(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    check_broadcast(np.empty((*a, 0)), np.empty((*b, 0)))
    return np.broadcast_shapes(a, b)


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input @ weight.T + bias: (*, in) with weights (out, in) and bias (out,) gives (*, out).

    Raises RuntimeError for sizes or dtypes that do not fit.
    """
    if not (isinstance(input, Tensor) and isinstance(weight, Tensor)):
        tensor_argument(input, "linear"), tensor_argument(weight, "linear", 2, "weight")
    shape, sizes = input._array.shape, weight._array.shape
    if not shape or not sizes:
        raise RuntimeError(
            "both arguments to linear need to be at least 1D, but they are"
            f" {len(shape)}D and {len(sizes)}D"
        )
    turned = as_view(TBackward0, weight) if len(sizes) == 2 else weight.t()
    if bias is None:
        return matmul(input, turned)
    if len(shape) == 2:
        return addmm(bias, input, turned)
    if not input._array.flags.c_contiguous:
        return matmul(input, turned) + bias
    rows = as_view(ViewBackward0, input, (Size(shape[:-1]).numel(), shape[-1]))
    product = addmm(bias, rows, turned)
    return as_view(ViewBackward0, product, (*shape[:-1], product._array.shape[1]))
