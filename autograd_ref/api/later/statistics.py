"""Statistics: spread with mean, covariance, histograms, medians, running extremes.
"""

from __future__ import annotations

import builtins
import warnings
from typing import Any, NamedTuple

import numpy as np

from ... import dtypes
from ...ops.arithmetic import MulBackward1
from ...ops.later import statistics as ops
from ...ops.later.no_derivative import refusing, with_node
from ...ops.later.results import apply_several
from ...ops.losses import DivBackward1
from ...ops.reduction import number
from ...record import unary
from ...tensor import Tensor, wrap
from ..absent import no_attribute
from ..arguments import tensor_argument, wrap_dim, wrap_dims
from ..elementwise import as_floating_point
from ..indexing import narrow
from ..linalg import mm
from ..reduction import mean
from ..shape import cat, flip, squeeze, t, unsqueeze
from .reduction import cumsum
from .sorting import order, picked, sort


def spread_and_mean(op: Any, name: str) -> Any:
    """`std_mean` or `var_mean`."""

    def function(
        input: Tensor, dim: Any = None, unbiased: Any = None, keepdim: bool = False, *,
        correction: float | None = None,
    ) -> tuple[Tensor, ...]:
        x = tensor_argument(input, name)
        if x._array.dtype.kind != "f":
            raise RuntimeError(
                f"{name} only support floating point and complex dtypes")
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        divisor = correction if correction is not None else 0 if unbiased is False else 1
        dims = wrap_dims(dim, x._array.ndim, name)
        if builtins.max(number(x._array.shape, dims) - divisor, 0) == 0:
            warnings.warn(
                f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than"
                " the reduction factor (input numel divided by output numel).", UserWarning,
                stacklevel=2)
        return apply_several(op, (x,), dims, keepdim, divisor)

    function.__name__, function.__doc__ = name, f"The {name[:3]} and the mean, along `dim`."
    return function


std_mean = spread_and_mean(ops.StdMeanBackward0, "std_mean")
var_mean = spread_and_mean(ops.VarMeanBackward0, "var_mean")


class MinMax(NamedTuple):
    """What `aminmax` returns."""

    min: Tensor
    max: Tensor

    def __repr__(self) -> str:
        return f"torch.return_types.aminmax(\nmin={self.min!r},\nmax={self.max!r})"

    def __getattr__(self, name: str) -> Any:
        raise no_attribute(self, name)


MinMax.__module__, MinMax.__name__, MinMax.__qualname__ = "torch.return_types", "aminmax", "aminmax"


def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> MinMax:
    """The least and the largest element, of all or along `dim`."""
    x = tensor_argument(input, "aminmax")
    if x._array.size == 0:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no"
            " identity.")
    dims = wrap_dims(dim, x._array.ndim)
    return MinMax(*apply_several(ops.AminmaxBackward0, (x,), dims, keepdim))


def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None,
    aweights: Tensor | None = None,
) -> Tensor:
    """The covariances of the rows, each a variable, over the columns.

    Raises RuntimeError for more than two dimensions and for weights that do not fit.
    """
    x = tensor_argument(input, "cov")
    if x.ndim > 2:
        raise RuntimeError(
            "cov(): expected input to have two or fewer dimensions but got an input with"
            f" {x.ndim} dimensions")
    x = x if x.ndim == 2 else x.reshape(1, -1)
    x = x if x.is_floating_point() else x.float()
    weights = [w for w in (fweights, aweights) if w is not None]
    if not weights:
        total: Any = x.shape[1]
        centred = x - unsqueeze(mean(x, 1), 1)
        other = centred
        divisor: Any = total - correction
    else:
        w = weights[0] if len(weights) == 1 else weights[0] * weights[1]
        total = w.sum()
        centred = x - unsqueeze((x * w).sum(1) / total, 1)
        other = centred * w
        scale = (w * aweights).sum() / total if aweights is not None else 1
        divisor = total - correction * scale
    if float(divisor) <= 0:
        warnings.warn("cov(): degrees of freedom is <= 0. Correction should be strictly less than"
                      " the number of observations.", UserWarning, stacklevel=2)
        divisor = 0
    divisor = divisor if isinstance(divisor, Tensor) else wrap(np.asarray(divisor, np.float32))
    return squeeze(mm(centred, t(other)) / divisor)


def corrcoef(input: Tensor) -> Tensor:
    """The correlations of the rows, each a variable."""
    found = cov(input)
    if found.ndim == 0:
        return found / found
    spreads = found.diag().sqrt()
    return (found / spreads.view(-1, 1) / spreads.view(1, -1)).clamp(-1, 1)


def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements lie in each of `bins` intervals between min and max.

    Raises RuntimeError if there are no bins or max is below min.
    """
    x = tensor_argument(input, "histc")._array.reshape(-1)
    low, high = (float(x.min()), float(x.max())) if min == max and x.size else (min, max)
    if low == high:
        low, high = low - 1, high + 1
    if bins <= 0:
        raise RuntimeError("bins must be > 0")
    inside = x[(x >= low) & (x <= high)]
    places = ((inside - low) * bins / (high - low)).astype(np.intp)
    counts = np.bincount(np.minimum(places, bins - 1), minlength=bins)
    return wrap(counts.astype(x.dtype))


def histogram(input: Tensor, bins: Any = 100, *, range: Any = None, density: bool = False) -> Any:
    """(how many elements lie in each interval, the edges)."""
    x = tensor_argument(input, "histogram")._array.reshape(-1)
    edges = bins._array if isinstance(bins, Tensor) else np.histogram_bin_edges(x, bins, range)
    counts, _ = np.histogram(x, edges, density=density)

    class Histogram(NamedTuple):
        hist: Tensor
        bin_edges: Tensor

        def __repr__(self) -> str:
            return (f"torch.return_types.histogram(\nhist={self.hist!r},\nbin_edges="
                    f"{self.bin_edges!r})")

    return Histogram(*(with_node(refusing("histogram"), wrap(found.astype(x.dtype)), input)
                       for found in (counts, edges)))


def nansum(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The sum of those elements that are not nan."""
    x = tensor_argument(input, "nansum")
    return unary(ops.NansumBackward0, x, wrap_dims(dim, x.ndim), keepdim)


def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The mean of those elements that are not nan."""
    there = wrap(~np.isnan(input._array))
    counted = there.sum() if dim is None else there.sum(dim, keepdim)
    return nansum(input, dim, keepdim) / counted


def nanmedian(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The median of those elements that are not nan; with `dim`, (values, indices) along it."""
    x = tensor_argument(input, "nanmedian")
    array = np.atleast_1d(x._array)
    count = (~np.isnan(array)).sum(dim)
    if dim is None:
        place = np.argsort(x._array, None, "stable")[builtins.max(int(count) - 1, 0) // 2]
        return unary(ops.NanmedianBackward0, x, np.unravel_index(place, x._array.shape))
    axis = wrap_dim(dim, x.ndim)
    middle = np.expand_dims(np.maximum(count - 1, 0) // 2, axis)
    places = np.take_along_axis(order(array, axis, False), middle, axis)
    return picked("nanmedian", ops.NanmedianBackward1, x, axis, places, keepdim)


def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """(values, indices) of the k-th smallest elements along `dim`.

    Raises RuntimeError if k is not within the dimension.
    """
    x = tensor_argument(input, "kthvalue")
    axis = wrap_dim(dim, x.ndim)
    size = x._array.shape[axis] if x.ndim else 1
    if not 0 < k <= size:
        raise RuntimeError("kthvalue(): selected number k out of range for dimension"
                           f" {axis}")
    rows = np.moveaxis(np.atleast_1d(x._array), axis, -1)
    places = np.array([selected(row, k - 1) for row in rows.reshape(-1, size).tolist()], np.int64)
    places = np.expand_dims(places.reshape(rows.shape[:-1]), axis)
    return picked("kthvalue", ops.KthvalueBackward0, x, axis, places, keepdim)


def selected(numbers: list[Any], k: int) -> int:
    """The place of the number that comes k-th if they are sorted, found by quickselect with the
    median of three as pivot. Of equal numbers it finds the one that PyTorch finds.
    """
    pairs = [(number, place) for place, number in enumerate(numbers)]

    def above(i: int, pivot: Any) -> bool:
        number = pairs[i][0]
        return number > pivot or (number != number and pivot == pivot)

    def below(i: int, pivot: Any) -> bool:
        number = pairs[i][0]
        return pivot > number or (pivot != pivot and number == number)

    def exchange(i: int, j: int) -> None:
        pairs[i], pairs[j] = pairs[j], pairs[i]

    def in_order(i: int, j: int) -> None:
        if above(i, pairs[j][0]):
            exchange(i, j)

    low, high = 0, len(pairs) - 1
    while high > low + 1:
        exchange((low + high) // 2, low + 1)
        in_order(low + 1, high)
        in_order(low, high)
        in_order(low + 1, low)
        pivot, i, j = pairs[low][0], low + 1, high
        while True:
            i += 1
            while below(i, pivot):
                i += 1
            j -= 1
            while above(j, pivot):
                j -= 1
            if j < i:
                break
            exchange(i, j)
        exchange(low, j)
        if j <= k:
            low = i
        if j >= k:
            high = j - 1
    if high == low + 1:
        in_order(low, high)
    return int(pairs[k][1])


def mode(input: Tensor, dim: int = -1, keepdim: bool = False) -> Any:
    """(values, indices) of the most frequent elements along `dim`; of several the smallest."""
    x = tensor_argument(input, "mode")
    axis = wrap_dim(dim, x.ndim)

    def most_frequent(row: Any) -> int:
        values, counts = np.unique(row, return_counts=True)
        return int(np.flatnonzero(row == values[counts.argmax()])[-1])

    places = dtypes.as_int64(np.apply_along_axis(most_frequent, axis, np.atleast_1d(x._array)))
    return picked("mode", ops.ModeBackward0, x, axis, np.expand_dims(places, axis), keepdim)


def msort(input: Tensor) -> Tensor:
    """The tensor sorted along the first dimension."""
    values: Tensor = sort(input, 0)[0]
    return values


def running(name: str, op: Any, better: Any) -> Any:
    """`cummax` or `cummin`."""

    def function(input: Tensor, dim: int) -> Any:
        x = tensor_argument(input, name)
        axis = wrap_dim(dim, x.ndim)
        array = np.moveaxis(np.atleast_1d(x._array), axis, 0)
        places = np.zeros(array.shape, np.int64)
        best = array[0].copy()
        place = np.zeros(best.shape, np.int64)
        for i in range(len(array)):
            ahead = better(array[i], best) | np.isnan(array[i])
            best = np.where(ahead, array[i], best)
            place = np.where(ahead, i, place)
            places[i] = place
        return picked(name, op, x, axis, np.ascontiguousarray(np.moveaxis(places, 0, axis)))

    function.__name__ = name
    function.__doc__ = f"(values, indices) of the {name[3:]} so far, along `dim`."
    return function


cummax = running("cummax", ops.CummaxBackward0, np.greater_equal)
cummin = running("cummin", ops.CumminBackward0, np.less_equal)


def logcumsumexp(input: Tensor, dim: int) -> Tensor:
    """log of the running sums of exp(x) along `dim`."""
    x = tensor_argument(input, "logcumsumexp")
    return unary(ops.LogcumsumexpBackward0, x, wrap_dim(dim, x.ndim))


def renorm(input: Tensor, p: float, dim: int, maxnorm: float) -> Tensor:
    """Slices along `dim` of a norm above maxnorm scaled down to it."""
    x = tensor_argument(input, "renorm")
    return unary(ops.RenormBackward0, x, p, wrap_dim(dim, x.ndim), maxnorm)


def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The elements without those equal to the one before."""
    x = input._array.reshape(-1) if dim is None else np.moveaxis(input._array, dim, 0)
    rest = tuple(range(1, x.ndim))
    new = np.ones(len(x), bool)
    new[1:] = (x[1:] != x[:-1]).any(rest) if rest else x[1:] != x[:-1]
    values = x[new] if dim is None else np.moveaxis(x[new], 0, dim)
    places = np.cumsum(new) - 1
    inverse = dtypes.as_int64(places)
    op = refusing("unique_consecutive", "UniqueConsecutiveBackward0")
    found = [with_node(op, wrap(np.ascontiguousarray(values)), input)]
    found += [wrap(inverse.reshape(input._array.shape if dim is None else inverse.shape))
              ] if return_inverse else []
    found += [wrap(dtypes.as_int64(np.bincount(places)))] if return_counts else []
    return tuple(found) if len(found) > 1 else found[0]


def diff(
    input: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None,
    append: Tensor | None = None,
) -> Tensor:
    """Differences of neighbours along `dim`, taken `n` times.

    Raises RuntimeError for no dimensions.
    """
    ends = [part for part in (prepend, input, append) if part is not None]
    x = cat(ends, dim) if len(ends) > 1 else input
    if x.ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    place = wrap_dim(dim, x.ndim)
    for _ in range(n):
        size = x.shape[place] - 1
        later, earlier = narrow(x, place, 1, size), narrow(x, place, 0, size)
        x = later.ne(earlier) if x._array.dtype.kind == "b" else later - earlier
    return x


def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: float = 1, dim: int = -1) -> Tensor:
    """The area below y by trapezoids, of width dx or between the points x, along `dim`."""
    if x is None:
        ends = y.select(dim, 0) + y.select(dim, -1)
        return scaled(y.sum(dim) - scaled(ends, 0.5), dx)
    if x.ndim == 1 and x.shape[0] != y.shape[dim]:
        raise RuntimeError("trapezoid: There must be one `x` value for each sample point")
    both = y.narrow(dim, 1, y.shape[dim] - 1) + y.narrow(dim, 0, y.shape[dim] - 1)
    return halved((both * widths(x, y, dim)).sum(dim))


def scaled(x: Tensor, number: float) -> Tensor:
    return unary(MulBackward1, as_floating_point(x, "trapezoid"), number)


def halved(x: Tensor) -> Tensor:
    return unary(DivBackward1, as_floating_point(x, "trapezoid"), 2.0)


trapz = trapezoid


def widths(x: Tensor, y: Tensor, dim: int) -> Tensor:
    """The distances of points, to calculate with beside y."""
    size = x.shape[-1] - 1
    gaps = x.narrow(-1, 1, size) - x.narrow(-1, 0, size)
    if gaps.ndim == 1 and y.ndim > 1:
        shape = [1] * y.ndim
        shape[dim] = size
        gaps = gaps.view(shape)
    return gaps


def cumulative_trapezoid(
    y: Tensor, x: Tensor | None = None, *, dx: float = 1, dim: int = -1
) -> Tensor:
    """The areas below y so far, by trapezoids."""
    size = y.shape[dim] - 1
    sums = y.narrow(dim, 1, size) + y.narrow(dim, 0, size)
    if x is None:
        return cumsum(scaled(sums, dx / 2.0), dim)
    return halved(cumsum(widths(x, y, dim) * sums, dim))


def gradient(input: Tensor, *, spacing: Any = 1, dim: Any = None, edge_order: int = 1
             ) -> tuple[Tensor, ...]:
    """The slopes of the numbers along each dimension: of neighbours at the ends, else of those two
    steps apart.
    """
    dims = wrap_dims(dim, input.ndim)
    steps = spacing if isinstance(spacing, (tuple, list)) else [spacing] * len(dims)
    found = []
    for d, step in zip(dims, steps, strict=True):
        size = input.shape[d]
        if isinstance(step, Tensor):
            order_of_ends: Any = edge_order
            slopes = np.gradient(input._array, step._array, axis=d, edge_order=order_of_ends)
            found.append(wrap(slopes.astype(input._array.dtype)))
            continue
        first = (input.narrow(d, 1, 1) - input.narrow(d, 0, 1)) / step
        last = (input.narrow(d, size - 1, 1) - input.narrow(d, size - 2, 1)) / step
        middle = (input.narrow(d, 2, size - 2) - input.narrow(d, 0, size - 2)) / step / 2
        if edge_order == 2:
            first, last = (
                (a * -1.5 + b * 2 - c * 0.5) / step * sign
                for sign, (a, b, c) in ((1, [input.narrow(d, i, 1) for i in range(3)]),
                                        (-1, [input.narrow(d, size - 1 - i, 1) for i in range(3)])))
        found.append(cat([first, middle, last], d))
    return tuple(found)


def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers of a vector, a column each, falling unless `increasing`."""
    size = len(x) if N is None else N
    powers = cat([unsqueeze(x**0 if not i else x**i, -1) for i in range(size)], -1)
    return powers if increasing else flip(powers, (-1,))
