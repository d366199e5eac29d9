"""Exponentials and logarithms of float32, and exponentials of float64, as the Sleef library
computes them, with its roundings.

PyTorch takes them in softmax, and in activations of many numbers, so their last bit is PyTorch's.
Each step multiplies and adds with one rounding: float64 holds a product of two float32 exactly.

Source: xexpf and xlogf_u1 in Sleef's src/libm/sleefsimdsp.c, xexp in sleefsimddp.c.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .fused import in_float64, rounded_once

SINGLE, DOUBLE = np.float32, np.float64
ONE, THREE_QUARTERS = SINGLE(1), SINGLE(0.75)
LOG2_E = SINGLE(1.442695040888963407)
LN2 = float(SINGLE(0.693145751953125)), float(SINGLE(1.428606765330187045e-06))
EXP = [float(SINGLE(c)) for c in (
    0.000198527617612853646278381, 0.00139304355252534151077271, 0.00833336077630519866943359,
    0.0416664853692054748535156, 0.166666671633720397949219, 0.5)]
LONGEST = np.longdouble
WIDE_LOG2_E, WIDE_FAR = 1.442695040888963407, 708.0
WIDE_LN2 = 0.69314718055966295651, 0.28235290563031577123e-12
WIDE_EXP = (
    2.08860621107283687536e-09, 2.51112930892876518610e-08, 2.75573911234900471893e-07,
    2.75572362911928827629e-06, 2.48015871592354729988e-05, 1.98412698960509205565e-04,
    1.38888888889774492208e-03, 8.33333333331652721665e-03, 4.16666666666665047591e-02,
    1.66666666666666851704e-01, 0.5, 1.0, 1.0)
LOWEST, HIGHEST = SINGLE(-104), SINGLE(128)  # whose exponentials are 0 and infinite
LOG = [float(SINGLE(c)) for c in (0.3027294874, 0.3996108174, 0.6666694880)]
LN2_OF_LOG = 0.69314718246459960938 - 1.904654323148236017e-09
TANH_OF_ONE = SINGLE(8.664339742)  # above, the hyperbolic tangent is 1
VECTORS = 32  # numbers in the two vectors that a loop of PyTorch's takes at once
MOST = 512  # numbers; of more NumPy's functions serve, which take a tenth of the time


def exp(x: Any) -> Any:
    """The exponential of an array."""
    if x.dtype != SINGLE:
        return exp_of_float64(x) if x.dtype == DOUBLE and x.size <= MOST else np.exp(x)
    if x.size > MOST:
        return in_float64(np.exp, x)
    x = np.minimum(np.maximum(x, LOWEST), HIGHEST)
    power = np.rint(x * LOG2_E)
    wide = power.astype(DOUBLE)
    step = (wide * -LN2[0] + x).astype(SINGLE)
    step = (wide * -LN2[1] + step).astype(SINGLE)
    wide = step.astype(DOUBLE)
    out: Any = EXP[0]
    for coefficient in EXP[1:]:
        product = wide * out
        product += coefficient
        out = product.astype(SINGLE)
    out = ONE + rounded_once(step * step, out, step)
    with np.errstate(invalid="ignore", over="ignore"):
        return np.ldexp(out, power.astype(np.int32))


def exp_of_float64(x: Any) -> Any:
    """The exponential of float64 numbers. NumPy's longest floats stand in for the single rounding
    of a product and a sum, which they miss once in two thousand times.
    """
    plain = np.abs(x) < WIDE_FAR
    near = np.where(plain, x, 0.0)
    power = np.rint(near * WIDE_LOG2_E)
    step = wide_fused(power, -WIDE_LN2[1], wide_fused(power, -WIDE_LN2[0], near))
    out: Any = WIDE_EXP[0]
    for coefficient in WIDE_EXP[1:]:
        out = wide_fused(out, step, coefficient)
    out = np.ldexp(out, power.astype(np.int32))
    return out if plain.all() else np.where(plain, out, np.exp(x))


def wide_fused(a: Any, b: Any, c: Any) -> Any:
    """a * b + c of float64 numbers, nearly always rounded once."""
    return (np.asarray(a, LONGEST) * b + c).astype(DOUBLE)


def log(x: Any) -> Any:
    """The logarithm of an array of positive finite numbers; of others NumPy's."""
    if x.dtype != SINGLE:
        return np.log(x)
    if x.size > MOST or not (np.isfinite(x) & (x > 0)).all():
        return in_float64(np.log, x)
    power = np.frexp(x * (ONE / THREE_QUARTERS))[1] - 1
    mantissa = np.ldexp(x, -power).astype(DOUBLE)
    return of_ratio(mantissa - 1, mantissa + 1, power)


def log1p(x: Any) -> Any:
    """The logarithm of 1 + x of an array of numbers that are not negative."""
    if x.dtype != SINGLE or x.size > MOST or not np.isfinite(x).all():
        return np.log1p(x.astype(DOUBLE)).astype(x.dtype)
    power = np.frexp((x + ONE) * (ONE / THREE_QUARTERS))[1] - 1
    scale = np.ldexp(ONE, -power)
    mantissa = rounded_once(x, scale, scale - ONE).astype(DOUBLE)
    return of_ratio(mantissa, mantissa + 2, power)


def of_ratio(above: Any, below: Any, power: Any) -> Any:
    """The logarithm of (below + above) / (below - above) times a power of 2.

    Where Sleef has numbers of two parts, float64 holds them at once.
    """
    ratio = above.astype(SINGLE) * (ONE / below.astype(SINGLE))
    square = ratio * ratio
    series: Any = LOG[0]
    for coefficient in LOG[1:]:
        series = rounded_once(square, series, coefficient)
    return (power * LN2_OF_LOG + above / below * 2 + square * ratio * series).astype(SINGLE)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent of an array."""
    if x.dtype != SINGLE:
        return np.tanh(x)
    return np.where(np.abs(x) > TANH_OF_ONE, np.copysign(ONE, x), in_float64(np.tanh, x))
