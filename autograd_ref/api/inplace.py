"""Changes in place: methods such as `x.add_(y)`, and `x[key] = value`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..messages import tensor_type, type_name
from ..modes import thread
from ..node import count_detach
from ..ops.arithmetic import (
    ADD_SCALED,
    SUB_SCALED,
    AddBackward0,
    DivBackward0,
    MulBackward0,
    NegBackward0,
    PowBackward0,
    PowBackward1,
    SubBackward0,
)
from ..ops.elementwise import (
    ClampBackward1,
    ExpBackward0,
    ReluBackward0,
    SigmoidBackward0,
    SqrtBackward0,
    TanhBackward0,
)
from ..ops.inplace import (
    CopyBackwards,
    FillBackward2,
    FillBackward3,
    IndexPutBackward0,
    ZeroBackward0,
)
from ..refusals import check_broadcast
from ..tensor import Tensor, wrap
from . import arithmetic, elementwise
from .arguments import combination, fitting, older_order
from .change import (
    check_allowed,
    check_castable,
    check_fits,
    check_memory,
    in_place,
    type_with_numbers,
    written_over,
)
from .creation import to_array
from .indexing import sliced
from .shape import expand, view


def checked_other(x: Tensor, other: Any, name: str) -> Any:
    if isinstance(other, np.generic):
        other = other.item()
    if isinstance(other, complex):
        size = "Double" if x.dtype.name == "float64" else "Float"
        raise RuntimeError(f"result type Complex{size} can't be cast to the desired output type"
                           f" {x.dtype.type_name}")
    if not isinstance(other, (Tensor, bool, int, float)):
        raise TypeError(
            f"{name}(): argument 'other' (position 1) must be Tensor, not {type_name(other)}"
        )
    return other


def detach_(x: Tensor) -> Tensor:
    """Cut the tensor off from its history. Raises RuntimeError for a view."""
    if thread.modes.inference:
        return x
    if x._view is not None:
        raise RuntimeError(
            "Can't detach views in-place. Use detach() instead. If you are using"
            " DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as"
            " True, gradients are views of DDP buckets, and hence detach_() cannot be called on"
            " these gradients. To fix this error, please refer to the Optimizer.zero_grad()"
            " function in torch/optim/optimizer.py as the solution."
        )
    if x._node is not None:
        x._detached = True
        count_detach(x)
    x._node, x._requires_grad = None, False
    return x


def add_(x: Tensor, other: Any, tensor: Tensor | None = None, *, alpha: float = 1) -> Tensor:
    """x += alpha * other."""
    if tensor is not None:
        older_order("add_", "alpha", "Tensor other", other)
        return add_(x, tensor, alpha=other)
    other = checked_other(x, other, "add_")
    if arithmetic.is_one(alpha):
        return in_place(AddBackward0, x, other)
    arithmetic.check_alpha(alpha, x, other)
    return in_place(ADD_SCALED, x, other, alpha)


def sub_(x: Tensor, other: Any, tensor: Tensor | None = None, *, alpha: float = 1) -> Tensor:
    """x -= alpha * other."""
    if tensor is not None:
        older_order("sub_", "alpha", "Tensor other", other)
        return sub_(x, tensor, alpha=other)
    check_allowed(x)
    if arithmetic.is_bool(x) or arithmetic.is_bool(other):
        arithmetic.subtract(x, other)
    other = checked_other(x, other, "sub_")
    if arithmetic.is_one(alpha):
        return in_place(SubBackward0, x, other)
    arithmetic.check_alpha(alpha, x, other)
    return in_place(SUB_SCALED, x, other, -alpha)


def mul_(x: Tensor, other: Any) -> Tensor:
    """x *= other."""
    return in_place(MulBackward0, x, checked_other(x, other, "mul_"))


def div_(x: Tensor, other: Any) -> Tensor:
    """x /= other."""
    return in_place(DivBackward0, x, checked_other(x, other, "div_"))


def pow_(x: Tensor, exponent: Any) -> Tensor:
    """x **= exponent."""
    if isinstance(exponent, Tensor):
        return in_place(PowBackward1, x, exponent)
    return in_place(PowBackward0, x, exponent)


def neg_(x: Tensor) -> Tensor:
    """x = -x."""
    if arithmetic.is_bool(x):
        arithmetic.neg(x)
    return in_place(NegBackward0, x)


def exp_(x: Tensor) -> Tensor:
    """x = exp(x)."""
    return in_place(ExpBackward0, x)


def sqrt_(x: Tensor) -> Tensor:
    """x = sqrt(x)."""
    return in_place(SqrtBackward0, x)


def relu_(x: Tensor) -> Tensor:
    """x = relu(x)."""
    if arithmetic.is_bool(x):
        elementwise.relu(x)
    return in_place(ReluBackward0, x)


def sigmoid_(x: Tensor) -> Tensor:
    """x = sigmoid(x)."""
    return in_place(SigmoidBackward0, x)


def tanh_(x: Tensor) -> Tensor:
    """x = tanh(x)."""
    return in_place(TanhBackward0, x)


def clamp_(x: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """x = clamp(x, min, max)."""
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return written_over(x, elementwise.clamp, min, max)
    if x._array.dtype.kind != "f":
        check_memory(x)
        check_castable(x, type_with_numbers(x._array, min, max), x.dtype.c_name)
    return in_place(ClampBackward1, x, min, max)


def zero_(x: Tensor) -> Tensor:
    """x = 0."""
    return in_place(ZeroBackward0, x, 0)


def fill_(x: Tensor, value: Any) -> Tensor:
    """x = value, a number or a 0-d tensor."""
    if isinstance(value, Tensor):
        if value._array.ndim:
            raise RuntimeError(
                "fill_ only supports 0-dimension value tensor but got tensor with"
                f" {value._array.ndim} dimensions."
            )
        return in_place(FillBackward3, x, value)
    if not isinstance(value, (bool, int, float, np.generic)):
        raise combination("fill_", value)
    return in_place(FillBackward2, x, fitting(value, x._array.dtype))


def copy_(x: Tensor, other: Tensor, non_blocking: bool = False) -> Tensor:
    """x = other, broadcast, in the dtype of x.

    Raises RuntimeError if `other` does not broadcast, TypeError if it is no tensor.
    """
    if isinstance(other, (bool, int, float)):
        other = wrap(np.asarray(other, x._array.dtype))
    if not isinstance(other, Tensor):
        raise TypeError(
            f"copy_(): argument 'other' (position 1) must be Tensor, not {type_name(other)}"
        )
    other = other if x._array.dtype.kind == "f" else other.detach()  # integers have no history
    check_allowed(x, other)
    check_memory(x, other)
    check_broadcast(x._array, other._array)
    check_fits(x, np.broadcast_shapes(x._array.shape, other._array.shape))
    return in_place(CopyBackwards, x, other)


def setitem(x: Tensor, key: Any, value: Any) -> None:
    """x[key] = value."""
    if not isinstance(value, Tensor):
        if not isinstance(value, (bool, int, float)):
            raise TypeError(f"can't assign a {type_name(value)} to a torch.{tensor_type(x.dtype)}")
        if isinstance(value, int) and not -2**63 <= value < 2**63:
            raise ValueError("Overflow when unpacking long long")
        value = wrap(to_array(fitting(value, x._array.dtype), x.dtype, True))
    if type(key) is slice and x._array.ndim:
        key = (key,)
    if isinstance(key, Tensor) and key._array.dtype == np.uint8 and key._array.ndim and (
            value._array.size == 1):
        raise RuntimeError("masked_fill_ only supports boolean masks, but got mask with dtype"
                           " unsigned char")
    part, index = sliced(x, key)
    shape = part._array.shape
    if index is not None:
        check_allowed(part)
        value = without_leading(value, False)
        fit_value(value, part._array[index].shape)
        masks = [array.dtype.kind for array in index if isinstance(array, np.ndarray)]
        one_number = masks == ["b"] and value._array.size == 1
        if value._array.dtype is not x._array.dtype and not one_number:
            raise RuntimeError(
                "Index put requires the source and destination dtypes match, got"
                f" {x.dtype.type_name} for the destination and {value.dtype.type_name} for the"
                " source."
            )
        in_place(IndexPutBackward0, part, value, index)
    elif value._array.ndim == 0 and shape:
        in_place(FillBackward3, part, value)
    else:
        if value._array.shape != shape:
            value = without_leading(value, True)
            value = value if value._array.shape == shape else expand(value, shape)
        in_place(CopyBackwards, part, value if x._array.dtype.kind == "f" else value.detach())


def fit_value(value: Tensor, shape: tuple[int, ...]) -> None:
    sizes = value._array.shape
    try:
        np.broadcast_to(np.empty(sizes), shape)
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(sizes)} cannot be broadcast"
            f" to indexing result of shape {list(shape)}"
        ) from None


def without_leading(value: Tensor, always: bool) -> Tensor:
    """`value` seen without its leading dimensions of size 1."""
    sizes = value._array.shape
    while sizes[:1] == (1,):
        sizes = sizes[1:]
    return view(value, sizes) if always or sizes != value._array.shape else value
