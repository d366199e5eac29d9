"""The largest and smallest elements, of all or along dimensions, and their indices."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import dtypes
from ...ops.later.extremes import (
    AmaxBackward0,
    AminBackward0,
    MaxBackward0,
    MaxBackward1,
    MinBackward0,
    MinBackward1,
)
from ...record import apply, unary
from ...tensor import Tensor, wrap
from .. import elementwise
from ..absent import no_attribute
from ..arguments import (
    combination,
    is_integer_like,
    tensor_argument,
    wrap_dim,
    wrap_dims,
)


class Extreme(NamedTuple):
    """What max(dim) and min(dim) return."""

    values: Tensor
    indices: Tensor


class max_values(Extreme):
    """What max(dim) returns."""

    def __getattr__(self, name: str) -> Any:
        raise no_attribute(self, name)

    def __repr__(self) -> str:
        return f"torch.return_types.max(\nvalues={self.values!r},\nindices={self.indices!r})"


class min_values(Extreme):
    """What min(dim) returns."""

    def __getattr__(self, name: str) -> Any:
        raise no_attribute(self, name)

    def __repr__(self) -> str:
        return f"torch.return_types.min(\nvalues={self.values!r},\nindices={self.indices!r})"


for _type, _name in ((max_values, "max"), (min_values, "min")):
    _type.__module__, _type.__name__, _type.__qualname__ = "torch.return_types", _name, _name


def extreme_along(op: Any, x: Tensor, dim: int, keepdim: bool, name: str) -> tuple[Tensor, Tensor]:
    array = x._array
    dim = wrap_dim(dim, array.ndim)
    if array.ndim == 0:
        places = np.zeros((), np.int64)
        return apply(op, (x, wrap(places)), 0, keepdim), wrap(places.copy())
    if array.shape[dim] == 0:
        raise IndexError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")
    places = dtypes.as_int64(op.search(array, axis=dim, keepdims=True))
    values = apply(op, (x, wrap(places)), dim, keepdim)
    return values, wrap(places if keepdim else places.squeeze(dim))


def max(input: Tensor, *args: Any, **kwargs: Any) -> Any:
    """The largest element; with `dim`, (values, indices) along it; of two tensors, `maximum`."""
    if not args and not kwargs:
        return unary(MaxBackward1, not_empty(tensor_argument(input, "max"), "max"))
    other, dim, keepdim = extreme_of(args, kwargs, "max")
    if other is not None:
        return elementwise.maximum(input, other)
    return max_values(*extreme_along(MaxBackward0, input, dim, keepdim, "max"))


def min(input: Tensor, *args: Any, **kwargs: Any) -> Any:
    """The smallest element; with `dim`, (values, indices) along it; of two tensors, `minimum`."""
    if not args and not kwargs:
        return unary(MinBackward1, not_empty(tensor_argument(input, "min"), "min"))
    other, dim, keepdim = extreme_of(args, kwargs, "min")
    if other is not None:
        return elementwise.minimum(input, other)
    return min_values(*extreme_along(MinBackward0, input, dim, keepdim, "min"))


def extreme_of(args: tuple[Any, ...], kwargs: dict[str, Any], name: str) -> tuple[Any, Any, bool]:
    """(other, dim, keepdim) of a call of `max` or `min`."""
    values = dict(zip(("dim", "keepdim"), args, strict=False)) | kwargs
    other = values.pop("other", None)
    if isinstance(values.get("dim"), np.integer):
        values["dim"] = int(values["dim"])
    if isinstance(values.get("dim"), Tensor):
        other = values.pop("dim")
    if set(values) - {"dim", "keepdim"} or (
        other is None and not isinstance(values.get("dim"), int)
    ):
        raise combination(name, *args, **kwargs)
    dim, keepdim = values.get("dim"), values.get("keepdim", False)
    if dim is not None:
        wrap_dims((), 0, name, keepdim=keepdim)
    return other, dim, keepdim


def not_empty(x: Tensor, name: str) -> Tensor:
    if x._array.size == 0:
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the"
            " reduction dim with the 'dim' argument."
        )
    return x


def not_without(x: Tensor, dim: Any, name: str) -> tuple[int, ...]:
    """The dims to reduce. Raises IndexError for one of size 0."""
    dim = () if dim is None else int(dim) if is_integer_like(dim) else dim
    dims = wrap_dims(dim, x._array.ndim)
    if dim == () or dim == []:
        not_empty(x, name)
    for d in (dim,) if isinstance(dim, int) else dim:
        if x._array.shape[d : d + 1 or None] == (0,):
            raise IndexError(f"{name}(): Expected reduction dim {d} to have non-zero size.")
    return dims


def amax(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The largest along `dim`, or of all."""
    dims = not_without(input, dim, "amax")
    return unary(AmaxBackward0, input, dims, keepdim)


def amin(input: Tensor, dim: Any = (), keepdim: bool = False) -> Tensor:
    """The smallest along `dim`, or of all."""
    dims = not_without(input, dim, "amin")
    return unary(AminBackward0, input, dims, keepdim)


def place_of(search: Any, input: Tensor, dim: int | None, keepdim: bool) -> Tensor:
    shape, name = input._array.shape, search.__name__
    if input._array.dtype.kind == "b":
        raise RuntimeError(f"{name}(): does not support bool input")
    if dim is None:
        if not input._array.size:
            raise IndexError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0."
            )
        return wrap(dtypes.as_int64(search(input._array, keepdims=keepdim)))
    dim = wrap_dim(dim, len(shape), name)
    if shape[dim : dim + 1] == (0,):
        raise IndexError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")
    return wrap(dtypes.as_int64(search(input._array, axis=dim, keepdims=keepdim)))


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the largest element, of all or along `dim`."""
    return place_of(np.argmax, tensor_argument(input, "argmax"), dim, keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The index of the smallest element, of all or along `dim`."""
    return place_of(np.argmin, tensor_argument(input, "argmin"), dim, keepdim)


def truth(test: Any, input: Tensor, dim: Any, keepdim: bool) -> Tensor:
    if dim is not None:
        dim = wrap_dims(dim, input._array.ndim, test.__name__)
    kind = input._array.dtype  # bytes give bytes, the rest bools
    return wrap(np.asarray(test(input._array, axis=dim, keepdims=keepdim),
                           kind if kind == np.uint8 else np.bool_))


def all(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Whether all elements, or all along `dim`, are true."""
    return truth(np.all, tensor_argument(input, "all"), dim, keepdim)


def any(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """Whether any element, or any along `dim`, is true."""
    return truth(np.any, tensor_argument(input, "any"), dim, keepdim)
