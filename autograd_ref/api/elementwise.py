"""Functions of each element, and choices between elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from ..ops.elementwise import (
    AbsBackward0,
    ClampBackward0,
    ClampBackward1,
    CosBackward0,
    ExpBackward0,
    LogBackward0,
    MaximumBackward0,
    MinimumBackward0,
    ReluBackward0,
    SigmoidBackward0,
    SignBackward0,
    SinBackward0,
    SqrtBackward0,
    TanhBackward0,
    WhereBackward0,
)
from ..record import apply, binary, cast, unary
from ..refusals import check_broadcast
from ..tensor import Tensor, wrap
from .arguments import combination, fitting, into, tensor_argument
from .once import warn_once


def as_floating_point(x: Any, name: str) -> Tensor:
    """A tensor of floating-point numbers: `x`, or `x` in float32."""
    tensor = tensor_argument(x, name)
    if tensor._array.dtype.kind == "f":
        return tensor
    return wrap(dtypes.converted(tensor._array, dtypes.BY_PYTHON[float].numpy))


def exp(input: Tensor, *, out: Any = None) -> Tensor:
    """e to the power of each element."""
    result = unary(ExpBackward0, as_floating_point(input, "exp"))
    return result if out is None else into(out, result, "exp")


def log(input: Tensor, *, out: Any = None) -> Tensor:
    """The natural logarithm of each element: -inf for 0, nan below."""
    result = unary(LogBackward0, as_floating_point(input, "log"))
    return result if out is None else into(out, result, "log")


def sqrt(input: Tensor, *, out: Any = None) -> Tensor:
    """The square root of each element, nan below 0."""
    result = unary(SqrtBackward0, as_floating_point(input, "sqrt"))
    return result if out is None else into(out, result, "sqrt")


def abs(input: Tensor, *, out: Any = None) -> Tensor:
    """The absolute value of each element."""
    if tensor_argument(input, "abs")._array.dtype.kind == "b":
        raise NotImplementedError("\"abs_cpu\" not implemented for 'Bool'")
    result = unary(AbsBackward0, input)
    return result if out is None else into(out, result, "abs")


def sign(input: Tensor) -> Tensor:
    """-1, 0 or 1 for each element."""
    x = tensor_argument(input, "sign")
    return unary(SignBackward0, x) if x._array.dtype.kind != "b" else wrap(x._array.copy())


def sin(input: Tensor, *, out: Any = None) -> Tensor:
    """The sine of each element, in radians."""
    result = unary(SinBackward0, as_floating_point(input, "sin"))
    return result if out is None else into(out, result, "sin")


def cos(input: Tensor, *, out: Any = None) -> Tensor:
    """The cosine of each element, in radians."""
    result = unary(CosBackward0, as_floating_point(input, "cos"))
    return result if out is None else into(out, result, "cos")


def tanh(input: Tensor, *, out: Any = None) -> Tensor:
    """The hyperbolic tangent of each element."""
    result = unary(TanhBackward0, as_floating_point(input, "tanh"))
    return result if out is None else into(out, result, "tanh")


def sigmoid(input: Tensor, *, out: Any = None) -> Tensor:
    """1 / (1 + exp(-x)) of each element."""
    result = unary(SigmoidBackward0, as_floating_point(input, "sigmoid"))
    return result if out is None else into(out, result, "sigmoid")


def relu(input: Tensor) -> Tensor:
    """Each element, or 0 if it is negative."""
    if tensor_argument(input, "relu")._array.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu")
    return unary(ReluBackward0, input)


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Each element, or the limit that it exceeds. Limits are numbers or tensors that broadcast.

    Raises RuntimeError without any limit.
    """
    tensor_argument(input, "clamp")
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        arrays = [t._array for t in (input, min, max) if isinstance(t, Tensor)]
        for array in arrays[1:]:
            check_broadcast(arrays[0], array)
        return apply(ClampBackward0, (input, min, max), dtypes.promote(*arrays).numpy)
    limits = [limit for limit in (min, max) if limit is not None]
    if not all(isinstance(limit, (bool, int, float)) for limit in limits):
        raise combination("clamp", input, min, max) if max is not None else combination(
            "clamp", input, min=min)
    input = input.to(dtypes.promote(input._array, *limits))
    low, high = (fitting(limit, input._array.dtype) for limit in (min, max))
    return unary(ClampBackward1, input, low, high)


larger: Callable[[Tensor, Tensor], Tensor] = binary(MaximumBackward0)


smaller: Callable[[Tensor, Tensor], Tensor] = binary(MinimumBackward0)


def maximum(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two tensors, element by element, broadcast."""
    return larger(tensor_argument(input, "maximum"), tensor_argument(other, "maximum", 2, "other"))


def minimum(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two tensors, element by element, broadcast."""
    return smaller(tensor_argument(input, "minimum"), tensor_argument(other, "minimum", 2, "other"))


def where(condition: Any, input: Any = None, other: Any = None) -> Any:
    """`input` where `condition`, elsewhere `other`, broadcast; either may be a number.

    With the condition alone: the indices where it holds, a tensor a dimension.
    """
    if not isinstance(condition, Tensor) or not all(
        isinstance(value, (Tensor, bool, int, float)) or (input is None and other is None)
        for value in (input, other)
    ):
        extra = [value for value in (input, other) if value is not None]
        raise combination("where", condition, *extra)
    array = condition._array
    if input is None and other is None:
        return tuple(wrap(dtypes.as_int64(index)) for index in np.nonzero(np.atleast_1d(array)))
    if array.dtype == np.uint8:
        warn_once(
            "where received a uint8 condition tensor. This behavior is deprecated and will be"
            " removed in a future version of PyTorch. Use a boolean condition instead.",
            stacklevel=2)
        condition = wrap(array != 0)
        array = condition._array
    if array.dtype.kind != "b":
        raise RuntimeError(
            "where expected condition to be a boolean tensor, but got a tensor with dtype"
            f" {dtypes.of(array).type_name}"
        )
    x, y = (v._array if isinstance(v, Tensor) else v for v in (input, other))
    kind = dtypes.promote(x, y).numpy
    values = [cast(v, kind) if isinstance(v, Tensor) else kind.type(fitting(v, kind))
              for v in (input, other)]
    check_broadcast(array, x)
    check_broadcast(array, y)
    check_broadcast(x, y)
    return apply(WhereBackward0, (condition, *values))


def where_method(input: Tensor, condition: Any, other: Any) -> Tensor:
    """`input` where `condition`, elsewhere `other`."""
    return where(condition, input, other)


def isnan(input: Tensor) -> Tensor:
    """True for each element that is nan."""
    return wrap(np.asarray(np.isnan(tensor_argument(input, "isnan")._array)))


def isinf(input: Tensor) -> Tensor:
    """True for each element that is infinite."""
    return wrap(np.asarray(np.isinf(tensor_argument(input, "isinf")._array)))


def isfinite(input: Tensor) -> Tensor:
    """True for each element that is neither nan nor infinite."""
    return wrap(np.asarray(np.isfinite(tensor_argument(input, "isfinite")._array)))


def logical_not(input: Tensor) -> Tensor:
    """True for each element that is 0 or False."""
    return wrap(np.asarray(np.logical_not(tensor_argument(input, "logical_not")._array)))


def square(input: Tensor) -> Tensor:
    """The square of each element."""
    return tensor_argument(input, "square").pow(2)
