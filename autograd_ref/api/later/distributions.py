"""Random numbers of other distributions, and tensors filled with random numbers in place.

They are drawn as PyTorch draws them on processors that are not Intel's: on
those it draws `bernoulli_` (and so dropout) and `exponential_` (and so `multinomial`) otherwise.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import dtypes
from ...node import Node
from ...ops.later.distributions import (
    BernoulliBackward2,
    Drawn,
    ExponentialBackward0,
    NormalBackward0,
    RandomBackward1,
    UniformBackward0,
)
from ...ops.later.no_derivative import refusing, with_node, zero
from ...tensor import Tensor, wrap
from ..arguments import combination, tensor_argument
from ..change import check_allowed, in_place
from ..creation import empty_like, get_default_dtype, on_cpu, size_of
from ..random import Generator, default_generator, finish, in_memory_order, normals


class LogNormalBackward0(Drawn):
    """Exponentials of normal numbers written over a."""


class GeometricBackward0(Drawn):
    """Numbers of trials written over a."""


class CauchyBackward0(Drawn):
    """Numbers of a Cauchy distribution written over a."""


Source = Generator | None
Array = np.ndarray[Any, Any]


def overwritten(op: type[Node], x: Tensor, numbers: Array) -> Tensor:
    """`x` with these numbers, one for each element."""
    return in_place(op, x, numbers.astype(x._array.dtype, copy=False))


def check_floating_point(x: Tensor, kernel: str) -> None:
    if x._array.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{x.dtype.type_name}'")


def uniform_(
    x: Tensor, from_: float = 0.0, to: float = 1.0, *, generator: Source = None, **named: Any
) -> Tensor:
    """x = uniform numbers from `from` to below `to`. Raises RuntimeError if from is above to."""
    check_allowed(x)
    from_ = named.pop("from", from_)
    if named:
        raise combination("uniform_", **named)
    check_floating_point(x, "check_uniform_bounds")
    if from_ > to:
        raise RuntimeError(
            "uniform_ expects to return a [from, to) range, but found"
            f" from={from_:g} > to={to:g}"
        )
    kind = x._array.dtype
    numbers = (generator or default_generator()).uniform(x._array.size, kind)
    wide: Any = np.float64 if kind == np.float32 else np.longdouble
    span = kind.type(to) - kind.type(from_)
    numbers = (numbers.astype(wide) * span + kind.type(from_)).astype(kind)  # rounded once
    return overwritten(UniformBackward0, x, in_memory_order(numbers, x._array))


def normal_(x: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Source = None) -> Tensor:
    """x = normal numbers. Raises RuntimeError for a negative std."""
    check_allowed(x)
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
    check_floating_point(x, "normal_kernel_cpu")
    numbers = normals(x._array, generator or default_generator(), mean, std)
    return overwritten(NormalBackward0, x, numbers)


def bernoulli_(x: Tensor, p: Any = 0.5, *, generator: Source = None) -> Tensor:
    """x = 1 with probability p, else 0. p is a number, or a tensor that broadcasts.

    Raises RuntimeError if p is not within 0 and 1.
    """
    check_allowed(x)
    if isinstance(p, Tensor):
        return overwritten(BernoulliBackward2, x, chosen(p, x._array.shape, generator))
    if not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    source = generator or default_generator()
    numbers = source.uniform(x._array.size, dtypes.NUMPY_FLOAT64) < p
    return overwritten(BernoulliBackward2, x, in_memory_order(numbers, x._array))


def chosen(p: Tensor, shape: tuple[int, ...], generator: Source) -> Array:
    """1 with the probabilities p, else 0."""
    if not ((p._array >= 0) & (p._array <= 1)).all():
        raise RuntimeError(
            "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message"
            " be improved?  If so, please report an enhancement request to PyTorch.)"
        )
    likely = np.broadcast_to(p._array, shape)
    numbers = (generator or default_generator()).uniform(likely.size, p._array.dtype)
    return np.asarray(numbers.reshape(shape) < likely)


def bernoulli(input: Tensor, p: float | None = None, *, generator: Source = None) -> Tensor:
    """1 with the probabilities in `input`, or with probability p; else 0."""
    x = tensor_argument(input, "bernoulli")
    if p is not None:
        drawn = bernoulli_(wrap(np.empty_like(x._array)), p, generator=generator)
        return with_node(refusing("bernoulli"), drawn, x)
    drawn = wrap(chosen(x, x._array.shape, generator).astype(x._array.dtype))
    return with_node(zero("BernoulliBackward0"), drawn, x)


def exponential_(x: Tensor, lambd: float = 1.0, *, generator: Source = None) -> Tensor:
    """x = exponentially distributed numbers of mean 1 / lambd.

    Raises RuntimeError if lambd is not above 0.
    """
    check_allowed(x)
    if lambd <= 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    check_floating_point(x, "exponential_cpu")
    numbers = (generator or default_generator()).exponential(x._array.size) / lambd
    return overwritten(ExponentialBackward0, x, in_memory_order(numbers, x._array))


def log_normal_(x: Tensor, mean: float = 1.0, std: float = 2.0, *, generator: Source = None
                ) -> Tensor:
    """x = exp of normal numbers. Raises RuntimeError if std is not above 0."""
    check_allowed(x)
    if std <= 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std:g}")
    check_floating_point(x, "log_normal_cpu")
    source = generator or default_generator()
    drawn = np.array([source.one_normal() for _ in range(x._array.size)]) * std + mean
    return overwritten(LogNormalBackward0, x, in_memory_order(np.exp(drawn), x._array))


def geometric_(x: Tensor, p: float, *, generator: Source = None) -> Tensor:
    """x = how many trials it takes until one of probability p succeeds.

    Raises RuntimeError if p is not between 0 and 1.
    """
    check_allowed(x)
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p:g}")
    source = generator or default_generator()
    drawn = source.uniform(x._array.size, dtypes.NUMPY_FLOAT64)
    numbers = np.ceil(np.log(drawn) / math.log1p(-p))
    return overwritten(GeometricBackward0, x, in_memory_order(numbers, x._array))


def cauchy_(x: Tensor, median: float = 0.0, sigma: float = 1.0, *, generator: Source = None
            ) -> Tensor:
    """x = numbers of a Cauchy distribution. Raises RuntimeError if sigma is not above 0."""
    check_allowed(x)
    if sigma <= 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}")
    source = generator or default_generator()
    drawn = source.uniform(x._array.size, dtypes.NUMPY_FLOAT64)
    numbers = median + sigma * np.tan(math.pi * (drawn - 0.5))
    return overwritten(CauchyBackward0, x, in_memory_order(numbers, x._array))


def random_(x: Tensor, from_: int | None = None, to: int | None = None, *,
            generator: Source = None) -> Tensor:
    """x = whole numbers below `to`, from `from` or 0; without both, all that the dtype holds.

    Raises RuntimeError if from is not below to.
    """
    check_allowed(x)
    low, high = (0, from_) if to is None else (from_, to)
    if high is None:
        digits = {"float32": 24, "float64": 53, "int32": 31, "int64": 63, "bool": 1}[x.dtype.name]
        high = 2**digits + (x.dtype.is_floating_point)
    low = low or 0
    if low >= high:
        raise RuntimeError(
            f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
        )
    numbers = (generator or default_generator()).integers(x._array.size, low, high)
    return overwritten(RandomBackward1, x, in_memory_order(numbers, x._array))


@on_cpu
def normal(
    mean: Any = 0.0, std: Any = 1.0, size: Any = None, *, generator: Source = None,
    dtype: Any = None, requires_grad: bool = False,
) -> Tensor:
    """Normal numbers. Mean and std are numbers and there is a `size`, or one of them is a tensor
    and gives the shape.

    Raises RuntimeError for a negative std.
    """
    if not isinstance(mean, Tensor) and not isinstance(std, Tensor):
        if size is None:
            raise combination("normal", mean, std)
        shape = size_of((size,), "normal")
        kind = get_default_dtype() if dtype is None else dtypes.as_dtype(dtype, "normal")
        numbers = normal_(wrap(np.empty(shape, kind.numpy)), mean, std, generator=generator)
        return finish(numbers._array, shape, requires_grad)
    low, spread = (t._array if isinstance(t, Tensor) else t for t in (mean, std))
    if np.min(spread, initial=0) < 0:
        if not isinstance(std, Tensor):
            raise RuntimeError(f"normal expects std >= 0.0, but found std {std:g}")
        raise RuntimeError("normal expects all elements of std >= 0.0")
    sizes = np.broadcast_shapes(np.shape(low), np.shape(spread))
    like = (mean if isinstance(mean, Tensor) else std)._array.dtype
    drawn = normal_(wrap(np.empty(sizes, like)), generator=generator)._array
    form = isinstance(mean, Tensor) + 2 * isinstance(std, Tensor)
    result = wrap(np.asarray(drawn * spread + low, like))
    return with_node(zero(f"NormalBackward{form}"), result, mean, std)


def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *,
                generator: Source = None) -> Tensor:
    """Column numbers drawn with the probabilities in each row, which need not add up to 1.

    Shape (num_samples,) for one row, (rows, num_samples) for a matrix; int64.

    Raises RuntimeError for what are no weights, or too few of them.
    """
    p = tensor_argument(input, "multinomial")._array
    if p.ndim not in (1, 2):
        raise RuntimeError("prob_dist must be 1 or 2 dim")
    if p.dtype.kind != "f":
        raise RuntimeError(
            "multinomial only supports floating-point dtypes for input, got:"
            f" {input.dtype.type_name}"
        )
    if num_samples <= 0:
        raise RuntimeError("cannot sample n_sample <= 0 samples")
    if not replacement and num_samples > p.shape[-1]:
        raise RuntimeError(
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
        )
    if not (np.isfinite(p) & (p >= 0)).all():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not (p.sum(-1) > 0).all():
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")
    source = generator or default_generator()
    if replacement and num_samples > 1:
        return wrap(with_replacement(p, num_samples, source))
    waits = source.exponential(p.size).reshape(p.shape).astype(p.dtype)
    rates = p / waits
    if num_samples == 1:
        return wrap(dtypes.as_int64(np.argmax(rates, -1, keepdims=True)))
    order = dtypes.as_int64(np.argsort(-rates, -1, kind="stable"))
    return wrap(order[..., :num_samples].copy())


def with_replacement(p: Array, count: int, source: Generator) -> Array:
    """`count` column numbers for each row, by the running sums of the probabilities."""
    rows = np.atleast_2d(p)
    sums = np.add.accumulate(rows, 1)
    sums /= sums[:, -1:]
    draws = source.uniform(len(rows) * count, dtypes.NUMPY_FLOAT64).reshape(-1, count)
    found = [np.searchsorted(row, draw) for row, draw in zip(sums, draws, strict=True)]
    return np.array(found, np.int64).reshape(*p.shape[:-1], count)


def randint_like(input: Tensor, low: int, high: int | None = None, **options: Any) -> Tensor:
    """`randint` in the shape and dtype of `input`."""
    from ..random import randint

    low, high = (0, low) if high is None else (low, high)
    dtype = options.pop("dtype", None) or input.dtype
    if input._array.flags.c_contiguous:
        return randint(low, high, input.shape, dtype=dtype, **options)
    return random_(empty_like(input, dtype=dtype), low, high, **options)
