"""Elements sorted, ranked and counted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ... import dtypes
from ...node import Node
from ...ops.later import sorting as ops
from ...ops.later.no_derivative import refusing, with_node
from ...record import unary
from ...tensor import Tensor, wrap
from ..absent import no_attribute
from ..arguments import tensor_argument, wrap_dim
from ..creation import as_tensor

# Order and counts.


class Sorted(NamedTuple):
    """What `sort`, `topk` and `median` return: values, and their indices."""

    values: Tensor
    indices: Tensor

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"torch.return_types.{name}(\nvalues={self.values!r},\nindices={self.indices!r})"

    def __getattr__(self, name: str) -> Any:
        raise no_attribute(self, name)


def picked(
    name: str, op: type[Node], x: Tensor, dim: int, places: Any, keepdim: bool = True
) -> Any:
    """The elements at `places` along a dimension, and the places."""
    kind: Any = type(name, (Sorted,), {"__module__": "torch.return_types"})
    if not x._array.ndim:
        return kind(unary(op, x, ()), wrap(np.zeros((), np.int64)))
    key: list[Any] = list(np.ogrid[tuple(slice(size) for size in places.shape)])
    key[dim] = places
    if not keepdim:
        places = places.squeeze(dim)
        key = [part.squeeze(dim) for part in key]
    return kind(unary(op, x, tuple(key)), wrap(places))


def order(array: Any, dim: int, descending: bool) -> Any:
    """The places of the elements along a dimension in their order; nan is the largest."""
    if not descending:
        return dtypes.as_int64(np.argsort(array, dim, kind="stable"))
    turned = np.flip(np.argsort(np.flip(array, dim), dim, kind="stable"), dim)
    return dtypes.as_int64(np.ascontiguousarray(array.shape[dim] - 1 - turned))


def sort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Any:
    """(values, indices) in order along `dim`."""
    x = tensor_argument(input, "sort")
    dim = wrap_dim(dim, x._array.ndim)
    places = order(np.atleast_1d(x._array), dim, descending)
    return picked("sort", ops.SortBackward0, x, dim, places)


def argsort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False
            ) -> Tensor:
    """The indices that `sort` returns."""
    array = tensor_argument(input, "argsort")._array
    dim = wrap_dim(dim, array.ndim)
    return wrap(order(np.atleast_1d(array), dim, descending).reshape(array.shape))


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """(values, indices) of the k largest elements along `dim`, or the smallest.

    Raises RuntimeError if k is more than there are.
    """
    x = tensor_argument(input, "topk")
    dim = wrap_dim(dim, x._array.ndim)
    array = np.atleast_1d(x._array)
    if not 0 <= k <= array.shape[dim]:
        raise RuntimeError("selected index k out of range")
    places = order(array, dim, largest).take(range(k), dim)
    return picked("topk", ops.TopkBackward0, x, dim, places)


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The median, of two the lower one; with `dim`, (values, indices) along it."""
    x = tensor_argument(input, "median")
    if dim is None and not x._array.size:
        return wrap(np.array(np.nan, x._array.dtype))
    if dim is None:
        places = np.argsort(x._array, None, "stable")  # nan comes last
        gone = np.isnan(x._array.flat[places[-1]])
        place = places[-1 if gone else (len(places) - 1) // 2]
        return unary(ops.MedianBackward0, x, np.unravel_index(place, x._array.shape))
    dim = wrap_dim(dim, x._array.ndim)
    array = np.atleast_1d(x._array)
    places = order(array, dim, False).take([(array.shape[dim] - 1) // 2], dim)
    return picked("median", ops.MedianBackward1, x, dim, places, keepdim)


def unique(
    input: Tensor, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements in order; also where each element went, and how often each occurs."""
    values, inverse, counts = np.unique(
        input._array, return_inverse=True, return_counts=True, axis=dim)
    shape = input._array.shape if dim is None else inverse.shape
    op = refusing("_unique2", "Unique2Backward0") if dim is None else refusing(
        "unique_dim", "UniqueDimBackward0")
    found = [with_node(op, wrap(values), input)]
    found += [wrap(dtypes.as_int64(inverse.reshape(shape)))] if return_inverse else []
    found += [wrap(dtypes.as_int64(counts))] if return_counts else []
    return tuple(found) if len(found) > 1 else found[0]


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each number from 0 occurs; or the sums of the weights.

    Raises RuntimeError for other than a vector of whole numbers from 0 on.
    """
    x = tensor_argument(input, "bincount")._array
    if x.dtype.kind not in "iu":
        raise NotImplementedError(f"\"bincount_cpu\" not implemented for '{input.dtype.type_name}'")
    if x.ndim != 1 or (x.size and x.min() < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    counted = dtypes.as_numpy_places(x)
    if weights is None:
        return wrap(dtypes.as_int64(np.bincount(counted, None, minlength)))
    if weights._array.shape != x.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    sums = np.bincount(counted, weights._array, minlength)
    return wrap(sums.astype(np.float32) if weights._array.dtype == np.float32 else sums)


def isin(elements: Tensor, test_elements: Any) -> Tensor:
    """Whether each element is among the others."""
    return wrap(np.isin(elements._array, as_tensor(test_elements)._array))
