"""Bessel functions of float64 numbers: below FAR by means over angles, which are exact to the last
bits, and from there on by their series in 1 / x.

Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 9.1.18 to 9.1.22, 9.1.88,
9.2.5 to 9.2.10 and 9.6.24.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

FAR = 25.0
ANGLES = 2 * np.pi * np.arange(256) / 256
SIN = np.sin(ANGLES)
ORDERS = np.arange(1, 41)
# Neumann's series of Y0 in J2, J4, ..., gathered by angle.
NEUMANN = ((-1.0) ** (ORDERS + 1) / ORDERS) @ np.cos(2 * ORDERS[:, None] * ANGLES)
STEP = 1 / 8
STEPS = STEP * np.arange(640)  # of an integral from 0, whose ends count half
LOG_HALF = np.euler_gamma - math.log(2)


def series(order: int, x: Any) -> tuple[Any, Any]:
    """The two sums in 1 / x of a Bessel function far from 0."""
    sums, term = [np.ones_like(x), np.zeros_like(x)], np.ones_like(x)
    for k in range(1, 40):
        term = term * ((4 * order**2 - (2 * k - 1) ** 2) / (8 * k)) / x
        sums[k % 2] = sums[k % 2] + (term if k % 4 < 2 else -term)
    return sums[0], sums[1]


def of_size(order: int, x: Any, near: Callable[[Any], Any], second: bool) -> Any:
    """A Bessel function of numbers above 0, of the first or the second kind."""
    close = near(np.minimum(x, FAR))
    far = np.maximum(x, FAR)
    even, odd = series(order, far)
    angle = far - (order / 2 + 1 / 4) * np.pi
    sin, cos = np.sin(angle), np.cos(angle)
    wave = even * sin + odd * cos if second else even * cos - odd * sin
    return np.where(x < FAR, close, np.sqrt(2 / (np.pi * far)) * wave)


def j0(x: Any) -> Any:
    """The Bessel function of the first kind of order 0."""
    return of_size(0, np.abs(x), lambda near: np.cos(near[..., None] * SIN).mean(-1), False)


def j1(x: Any) -> Any:
    """The Bessel function of the first kind of order 1."""
    size = of_size(
        1, np.abs(x), lambda near: np.cos(ANGLES - near[..., None] * SIN).mean(-1), False)
    return np.where(x == 0, 0.0, np.sign(x) * size)


def y0(x: Any) -> Any:
    """The Bessel function of the second kind of order 0."""
    def near(x: Any) -> Any:
        waves = (NEUMANN * np.cos(x[..., None] * SIN)).mean(-1)
        return 2 / np.pi * ((np.log(x) + LOG_HALF) * j0(x) + 2 * waves)

    return of_positive(x, of_size(0, np.where(x > 0, x, 1.0), near, True), -np.inf)


def y1(x: Any) -> Any:
    """The Bessel function of the second kind of order 1."""
    def near(x: Any) -> Any:
        waves = (NEUMANN * SIN * np.sin(x[..., None] * SIN)).mean(-1)
        return 2 / np.pi * ((np.log(x) + LOG_HALF) * j1(x) - j0(x) / x + 2 * waves)

    return of_positive(x, of_size(1, np.where(x > 0, x, 1.0), near, True), -np.inf)


def of_positive(x: Any, y: Any, at_0: float) -> Any:
    """y for numbers above 0; nan below."""
    return np.where(x > 0, np.where(np.isinf(x), np.nan, y), np.where(x == 0, at_0, np.nan))


def scaled_k(order: int, x: Any) -> Any:
    """exp(x) times the modified Bessel function of the second kind."""
    plain = np.where((x > 0) & (x < np.inf), x, 1.0)
    scale = np.sqrt(np.maximum(plain, 1.0))[..., None]  # the larger x, the narrower the peak
    steps = STEPS / scale
    held = np.exp(-plain[..., None] * 2 * np.sinh(steps / 2) ** 2) * np.cosh(order * steps)
    found = (held.sum(-1) - held[..., 0] / 2) * STEP / scale[..., 0]
    return np.where(x == np.inf, 0.0, of_positive(x, found, np.inf))


def k(order: int, x: Any) -> Any:
    """The modified Bessel function of the second kind."""
    return scaled_k(order, x) * np.exp(-np.where(x > 0, x, 0.0))


def spherical_j0(x: Any) -> Any:
    """sin(x) / x."""
    return np.where(np.isinf(x), 0.0, np.where(x == 0, 1.0, np.sin(x) / x))
