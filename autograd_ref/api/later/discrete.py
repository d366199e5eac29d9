"""Random whole numbers of the Poisson and binomial distributions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...dtypes import NUMPY_FLOAT64
from ...ops.later.no_derivative import refusing, with_node, zero
from ...tensor import Tensor, wrap
from ..random import Generator, default_generator

Uniform = Callable[[], float]
TAILS = (0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509,
         0.0166446911898211, 0.0138761288230707, 0.0118967099458917, 0.0104112652619720,
         0.00925546218271273, 0.00833056343336287)


def uniforms(generator: Generator | None) -> Uniform:
    """The function that draws numbers from 0 to below 1 in double precision."""
    source = generator or default_generator()
    return lambda: float(source.uniform(1, NUMPY_FLOAT64)[0])


def one_poisson(rate: float, uniform: Uniform) -> int:
    """A number of mean `rate`.

    Source: Hörmann, The transformed rejection method for generating Poisson random variables, 1993.
    """
    if rate == 0:
        return 0
    if rate < 10:
        found, product, least = 0, 1.0, math.exp(-rate)
        while (product := product * uniform()) > least:
            found += 1
        return found
    root, log_rate = math.sqrt(rate), math.log(rate)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    scale, sure = 1.1239 + 1.1328 / (b - 3.4), 0.9277 - 3.6224 / (b - 2)
    while True:
        u, v = uniform() - 0.5, uniform()
        edge = 0.5 - abs(u)
        k = math.floor((2 * a / edge + b) * u + rate + 0.43)
        if edge >= 0.07 and v <= sure:
            return k
        if k < 0 or (edge < 0.013 and v > edge):
            continue
        if (math.log(v) + math.log(scale) - math.log(a / (edge * edge) + b)
                <= -rate + k * log_rate - math.lgamma(k + 1)):
            return k


def tail(k: float) -> float:
    """What Stirling's formula for the logarithm of k! leaves."""
    if k <= 9:
        return TAILS[int(k)]
    square = (k + 1) * (k + 1)
    return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1)


def by_rejection(count: float, prob: float, uniform: Uniform) -> float:
    """A binomial number of a mean of 10 or more.

    Source: Hörmann, The generation of binomial random variates, 1993.
    """
    width = math.sqrt(count * prob * (1 - prob))
    b = 1.15 + 2.53 * width
    a = -0.0873 + 0.0248 * b + 0.01 * prob
    odds, alpha, m = prob / (1 - prob), (2.83 + 5.1 / b) * width, math.floor((count + 1) * prob)
    while True:
        u, v = uniform() - 0.5, uniform()
        edge = 0.5 - abs(u)
        k = math.floor((2 * a / edge + b) * u + count * prob + 0.5)
        if edge >= 0.07 and v <= 0.92 - 4.2 / b:
            return k
        if k < 0 or k > count:
            continue
        bound = ((m + 0.5) * math.log((m + 1) / (odds * (count - m + 1)))
                 + (count + 1) * math.log((count - m + 1) / (count - k + 1))
                 + (k + 0.5) * math.log(odds * (count - k + 1) / (k + 1))
                 + tail(m) + tail(count - m) - tail(k) - tail(count - k))
        if math.log(v * alpha / (a / (edge * edge) + b)) <= bound:
            return k


def one_binomial(count: float, prob: float, uniform: Uniform) -> float:
    """How many of `count` trials succeed, each with this probability."""
    if count <= 0 or prob <= 0:
        return 0
    if prob >= 1:
        return count
    if prob > 0.5:
        return count - one_binomial(count, 1 - prob, uniform)
    if count * prob >= 10:
        return by_rejection(count, prob, uniform)
    place, found, log_miss = 0.0, 0, math.log1p(-prob)
    while True:
        place += math.ceil(math.log(uniform()) / log_miss)
        if place > count:
            return found
        found += 1


def poisson(input: Tensor, generator: Generator | None = None) -> Tensor:
    """For each element, a random number of this mean. Raises RuntimeError for negative ones."""
    if (input._array < 0).any():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    uniform = uniforms(generator)
    drawn: Any = [one_poisson(float(rate), uniform) for rate in input._array.reshape(-1)]
    counts = wrap(np.array(drawn, input._array.dtype).reshape(input._array.shape))
    return with_node(zero("PoissonBackward0"), counts, input)


def binomial(count: Tensor, prob: Tensor, generator: Generator | None = None) -> Tensor:
    """For each pair of elements, how many of `count` trials succeed, each with probability `prob`.
    """
    uniform, shape = uniforms(generator), count._array.shape
    pairs = zip(count._array.reshape(-1), prob._array.reshape(-1), strict=True)
    drawn: Any = [one_binomial(float(each), float(p), uniform) for each, p in pairs]
    successes = wrap(np.array(drawn, count._array.dtype).reshape(shape))
    return with_node(refusing("binomial"), successes, count, prob)
