"""Windows, by which signals are multiplied: PyTorch's functions, and its package `signal.windows`.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ... import dtypes
from ...tensor import Tensor, wrap
from ..creation import arange, empty, linspace, on_cpu, ones, tensor
from ..elementwise import abs, cos, exp, sin, sqrt
from .more_special import i0

Window = Callable[..., Tensor]


def window(function: Callable[..., Tensor]) -> Window:
    """A window from the calculation of `length` float numbers; with `periodic` one fewer of them.

    Raises RuntimeError for a negative length or a dtype of whole numbers.
    """
    name = function.__name__

    @on_cpu
    @functools.wraps(function)
    def called(window_length: int, periodic: bool = True, *parameters: Any, dtype: Any = None,
               requires_grad: bool = False, **named: Any) -> Tensor:
        kind = dtypes.BY_PYTHON[float] if dtype is None else dtypes.as_dtype(dtype, name)
        if not kind.is_floating_point:
            raise RuntimeError(
                f"{name} expects floating point dtypes, got: TensorOptions(dtype={kind.c_name},"
                " device=cpu, layout=Strided (default), requires_grad=false (default),"
                " pinned_memory=false, memory_format=(nullopt))")
        if window_length < 0:
            raise RuntimeError(f"{name} requires non-negative window_length, got"
                               f" window_length={window_length}")
        if window_length < 2:
            return ones(window_length, dtype=kind, requires_grad=requires_grad)
        length = window_length + bool(periodic)
        found = function(arange(length, dtype=kind), 1 / (length - 1), *parameters, **named)
        return found[:window_length].requires_grad_(requires_grad)

    return called


@window
def hamming_window(x: Tensor, step: float, alpha: float = 0.54, beta: float = 0.46) -> Tensor:
    """alpha - beta * cos(turn)."""
    return (x * (math.pi * 2 * step)).cos() * -beta + alpha


@window
def hann_window(x: Tensor, step: float) -> Tensor:
    """(1 - cos(turn)) / 2."""
    return (x * (math.pi * 2 * step)).cos() * -0.5 + 0.5


@window
def blackman_window(x: Tensor, step: float) -> Tensor:
    """0.42 - cos(turn) / 2 + 0.08 * cos(2 * turn)."""
    half = x * (math.pi * step)
    return (half * 4).cos() * 0.08 - (half * 2).cos() * 0.5 + 0.42


@window
def bartlett_window(x: Tensor, step: float) -> Tensor:
    """A triangle."""
    up = x * (2 * step)
    middle = (len(x) - 1) // 2 + 1
    up[middle:] = up[middle:] * -1 + 2
    return up


@window
def kaiser_window(x: Tensor, step: float, beta: float = 12.0) -> Tensor:
    """i0(beta * sqrt(1 - x * x)) / i0(beta), for x from -1 to 1."""
    place = x._array * x._array.dtype.type(2 * step) - 1
    inside = wrap(np.maximum(0, 1 - place * place))
    return i0(beta * sqrt(inside)) * (1 / i0(tensor(beta, dtype=x.dtype)))


# The package `signal.windows`.


def symmetric(function: Callable[..., Tensor], name: str) -> Window:
    """A window of `signal.windows`: `sym` is False for one period of it.

    Raises ValueError for a negative length, or another dtype than float32 and float64.
    """

    @on_cpu
    @functools.wraps(function)
    def called(M: int, *, sym: bool = True, dtype: Any = None, requires_grad: bool = False,
               **parameters: Any) -> Tensor:
        kind = dtypes.BY_PYTHON[float] if dtype is None else dtype
        if M < 0:
            raise ValueError(f"{name} requires non-negative window length, got M={M}")
        if kind not in (dtypes.float32, dtypes.float64):
            raise ValueError(f"{name} expects float32 or float64 dtypes, got: {kind}")
        if M == 0:
            return empty(0, dtype=kind, requires_grad=requires_grad)
        points = functools.partial(linspace, steps=M, dtype=kind, requires_grad=requires_grad)
        return function(points, M, sym, **parameters)

    called.__name__ = function.__name__
    return called


def checked(function: Callable[..., Tensor]) -> Window:
    """A window whose messages have its own name."""
    return symmetric(function, function.__name__)


def intervals(M: int, sym: bool) -> int:
    """How many intervals lie between the first point and that where the window repeats itself."""
    return M - 1 if sym or M == 1 else M


def waves(points: Any, M: int, sym: bool, a: Iterable[float]) -> Tensor:
    """A sum of cosines with these factors, in turn added and subtracted.

    Raises TypeError or ValueError for no factors.
    """
    if M == 1:
        return ones(1, dtype=points.keywords["dtype"],
                    requires_grad=points.keywords["requires_grad"])
    if not isinstance(a, Iterable):
        raise TypeError("Coefficients must be a list/tuple")
    if not a:
        raise ValueError("Coefficients cannot be empty")
    turns = points(0, (M - 1) * (2 * math.pi / intervals(M, sym)))
    alike = {"dtype": turns.dtype, "requires_grad": turns.requires_grad}
    factors = tensor([(-1) ** i * factor for i, factor in enumerate(a)], **alike)
    numbers = arange(len(factors), **alike)
    found: Tensor = (factors.unsqueeze(-1) * cos(numbers.unsqueeze(-1) * turns)).sum(0)
    return found


def of_waves(name: str, *a: float) -> Window:
    """The window of these cosines."""

    def function(points: Any, M: int, sym: bool) -> Tensor:
        return waves(points, M, sym, a)

    function.__name__ = name
    function.__doc__ = f"A sum of cosines with the factors {a}, in turn added and subtracted."
    return symmetric(function, "general_cosine")


@checked
def general_cosine(points: Any, M: int, sym: bool, *, a: Any) -> Tensor:
    """A sum of cosines with these factors, in turn added and subtracted."""
    return waves(points, M, sym, a)


def hamming_of(points: Any, M: int, sym: bool, *, alpha: float = 0.54) -> Tensor:
    """alpha - (1 - alpha) * cos(turn)."""
    return waves(points, M, sym, (alpha, 1.0 - alpha))


general_hamming = symmetric(hamming_of, "general_cosine")
hamming, hann = of_waves("hamming", 0.54, 1.0 - 0.54), of_waves("hann", 0.5, 0.5)
nuttall = of_waves("nuttall", 0.3635819, 0.4891775, 0.1365995, 0.0106411)


@checked
def blackman(points: Any, M: int, sym: bool) -> Tensor:
    """A sum of three cosines."""
    return waves(points, M, sym, (0.42, 0.5, 0.08))


@checked
def bartlett(points: Any, M: int, sym: bool) -> Tensor:
    """A triangle."""
    if M == 1:
        return waves(points, M, sym, ())
    return 1 - abs(points(-1, -1 + (M - 1) * (2 / intervals(M, sym))))


@checked
def cosine(points: Any, M: int, sym: bool) -> Tensor:
    """Half a wave."""
    step = math.pi / (intervals(M, sym) + 1)
    return sin(points(0.5 * step, (0.5 + (M - 1)) * step))


@checked
def exponential(points: Any, M: int, sym: bool, *, center: float | None = None, tau: float = 1.0
                ) -> Tensor:
    """exp(-|x| / tau), for x from the centre. Raises ValueError for a tau that is not above 0."""
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if sym and center is not None:
        raise ValueError("Center must be None for symmetric windows")
    middle = intervals(M, sym) / 2.0 if center is None else center
    return exp(-abs(points(-middle * (1 / tau), (-middle + (M - 1)) * (1 / tau))))


@checked
def gaussian(points: Any, M: int, sym: bool, *, std: float = 1.0) -> Tensor:
    """exp(-x**2 / (2 * std**2)). Raises ValueError for a std that is not above 0."""
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    start, scale = -intervals(M, sym) / 2.0, 1 / (std * math.sqrt(2))
    return exp(-(points(start * scale, (start + (M - 1)) * scale) ** 2))


@checked
def kaiser(points: Any, M: int, sym: bool, *, beta: float = 12.0) -> Tensor:
    """i0(sqrt(beta**2 - x**2)) / i0(beta). Raises ValueError for a negative beta."""
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    if M == 1:
        return waves(points, M, sym, ())
    end = min(beta, -beta + (M - 1) * (2.0 * beta / intervals(M, sym)))
    top = tensor(beta, dtype=points.keywords["dtype"])
    return i0(sqrt(top * top - points(-beta, end).pow(2))) / i0(top)
