"""Exponentials, logarithms and powers as the C library computes them.

PyTorch's loops call the C library for numbers that fill no vector, in norms and in the binary cross
entropy. That computes exp and log of float32 in float64 with a small table, the others in float32.

Source: e_expf.c, e_logf.c, s_log1pf.c, s_expm1f.c and s_tanhf.c in glibc's
sysdeps/ieee754/flt-32, up to version 2.40.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .layout import laid_as

SINGLE, DOUBLE = np.float32, np.float64
LARGE = 32_768  # numbers, from which on NumPy's functions serve, which are quicker
MOST = 4_000  # float64 numbers that are computed one by one
STEPS = 32
POWERS: list[float] = np.exp2(np.arange(STEPS) / STEPS).tolist()
TO_STEPS = float.fromhex("0x1.71547652b82fep+0") * STEPS  # 1 / ln(2)
EXP: list[float] = [float.fromhex(c) / STEPS**n for c, n in (
    ("0x1.c6af84b912394p-5", 3), ("0x1.ebfce50fac4f3p-3", 2), ("0x1.62e42ff0c52d6p-1", 1))]
BELOW, ABOVE = (np.array(1 + n * 2.0**-31) for n in (-1, 1))  # more than the library's error
INVERSES = [float.fromhex(c) for c in (
    "0x1.661ec79f8f3bep+0", "0x1.571ed4aaf883dp+0", "0x1.49539f0f010bp+0",
    "0x1.3c995b0b80385p+0", "0x1.30d190c8864a5p+0", "0x1.25e227b0b8eap+0",
    "0x1.1bb4a4a1a343fp+0", "0x1.12358f08ae5bap+0", "0x1.0953f419900a7p+0",
    "0x1p+0", "0x1.e608cfd9a47acp-1", "0x1.ca4b31f026aap-1",
    "0x1.b2036576afce6p-1", "0x1.9c2d163a1aa2dp-1", "0x1.886e6037841edp-1",
    "0x1.767dcf5534862p-1",
)]  # of the centres of sixteen intervals
CENTRES = [float.fromhex(c) for c in (
    "-0x1.57bf7808caadep-2", "-0x1.2bef0a7c06ddbp-2", "-0x1.01eae7f513a67p-2",
    "-0x1.b31d8a68224e9p-3", "-0x1.6574f0ac07758p-3", "-0x1.1aa2bc79c81p-3",
    "-0x1.a4e76ce8c0e5ep-4", "-0x1.1973c5a611cccp-4", "-0x1.252f438e10c1ep-5",
    "0x0p+0", "0x1.aa5aa5df25984p-5", "0x1.c5e53aa362eb4p-4",
    "0x1.526e57720db08p-3", "0x1.bc2860d22477p-3", "0x1.1058bc8a07ee1p-2",
    "0x1.4043057b6ee09p-2",
)]  # their logarithms
TABLE = np.array([INVERSES, CENTRES])
LN2 = float.fromhex("0x1.62e42fefa39efp-1")
LOG = [float.fromhex(c) for c in (
    "-0x1.00ea348b88334p-2", "0x1.5575b0be00b6ap-2", "-0x1.ffffef20a4123p-2")]
FIRST = 0x3F330000
LN2_HIGH, LN2_LOW = SINGLE(6.9313812256e-01), SINGLE(9.0580006145e-06)
LOG1P = [SINGLE(c) for c in (1.4798198640e-01, 1.5313838422e-01, 1.8183572590e-01,
                             2.2222198546e-01, 2.8571429849e-01, 4.0000000596e-01,
                             6.6666668653e-01)]
EXPM1 = [SINGLE(c) for c in (-2.0109921195e-07, 4.0082177293e-06, -7.9365076090e-05,
                             1.5873016091e-03, -3.3333335072e-02)]
INVERSE_LN2 = SINGLE(1.4426950216)
HALF_LN2, THREE_HALVES_LN2 = SINGLE(0.34657359), SINGLE(1.0397208)
LOWEST_EXPM1 = SINGLE(-18.714973)  # from here on the result is -1
LEAST_EXPM1 = SINGLE(2.0**-25)  # below, the result is the number itself
WHOLE = 22  # from here on the hyperbolic tangent is 1


def exp(x: Any) -> Any:
    """The exponential of numbers. Of float32 it is the nearest one, except close to the middle
    between two: there the C library's error decides.
    """
    if x.dtype != SINGLE:
        plain = x.dtype == DOUBLE and x.size <= MOST and bool((x < 709).all())
        return np.reshape([math.exp(v) for v in x.flat], x.shape) if plain else np.exp(x)
    nearly = np.exp(x.astype(DOUBLE))
    low, high = (nearly * BELOW).astype(SINGLE), (nearly * ABOVE).astype(SINGLE)
    if low.tobytes() != high.tobytes():
        middle, high = low < high, np.asarray(high)
        high[middle] = [by_table(number) for number in x[middle].tolist()]
    return high


def by_table(number: float) -> float:
    """The exponential of a number in the C library's steps, not yet rounded to float32."""
    steps = round(number * TO_STEPS)
    rest = number * TO_STEPS - steps
    series = (EXP[0] * rest + EXP[1]) * (rest * rest) + (EXP[2] * rest + 1)
    return series * math.ldexp(POWERS[steps % STEPS], steps // STEPS)


def log(x: Any) -> Any:
    """The logarithm of numbers; NumPy's, but of fewer than LARGE float32."""
    if x.dtype != SINGLE or x.size >= LARGE:
        return np.log(x)
    plain = (x >= np.finfo(SINGLE).tiny) & (x < np.inf)
    bits = np.where(plain, x, SINGLE(1)).view(np.int32)
    offset = bits - FIRST
    power = offset >> 23
    inverse, of_centre = TABLE[:, (offset >> 19) % 16]
    rest = (bits - (power << 23)).view(SINGLE).astype(DOUBLE) * inverse - 1
    square = rest * rest
    series = LOG[0] * square + (LOG[1] * rest + LOG[2])
    found = (series * square + (of_centre + power * LN2 + rest)).astype(SINGLE)
    return laid_as(x, found if plain.all() else np.where(plain, found, np.log(x)))


def log1p(x: Any) -> Any:
    """The logarithm of 1 + x; NumPy's, but of fewer than LARGE float32."""
    if x.dtype != SINGLE or x.size >= LARGE:
        return np.log1p(x)
    above = SINGLE(1) + x
    near = (x > SINGLE(-0.29289323)) & (x < SINGLE(0.41421357))
    plain = (above > 0) & (x < 2.0**53) & (np.abs(x) >= 2.0**-29)
    fraction, power = np.frexp(np.where(plain, above, SINGLE(1)))
    low = fraction < SINGLE(0.70710677)
    power = power - low
    lost = np.where(power + low > 1, SINGLE(1) - (above - x), x - (above - SINGLE(1)))
    lost = lost / np.where(plain, above, SINGLE(1))
    power = np.where(near, 0, power)
    f = np.where(near, x, np.where(low, fraction * SINGLE(2), fraction) - SINGLE(1))
    half = SINGLE(0.5) * f * f
    s = f / (SINGLE(2) + f)
    z = s * s
    series: Any = LOG1P[0]
    for coefficient in LOG1P[1:]:
        series = coefficient + z * series
    series = z * series
    power = power.astype(SINGLE)
    rest = s * (half + series)
    straight = f - (half - rest)
    shifted = power * LN2_HIGH - ((half - (rest + (power * LN2_LOW + lost))) - f)
    found = np.where(power == 0, straight, shifted)
    return laid_as(x, found if plain.all() else np.where(plain, found, np.log1p(x)))


def powers(x: Any, exponent: Any) -> Any:
    """Numbers that are not negative, to a power. NumPy's differ in the last bit from the C
    library's in float64; those of float32 are computed in float64.
    """
    if x.dtype == DOUBLE and x.size <= MOST:
        try:
            return np.reshape([math.pow(number, exponent) for number in x.flat], x.shape)
        except (OverflowError, ValueError):  # where NumPy has inf
            pass
    return (x.astype(DOUBLE) ** float(exponent)).astype(x.dtype)


def expm1(x: Any) -> Any:
    """The exponential of float32 numbers minus 1. Those above 0 may be 44 at most."""
    one, two, half = SINGLE(1), SINGLE(2), SINGLE(0.5)
    size, near = np.abs(x), np.maximum(x, LOWEST_EXPM1)
    power = np.trunc(near * INVERSE_LN2 + np.copysign(half, x))
    power = np.where(size < THREE_HALVES_LN2, np.sign(x), power)
    power = np.where((size > HALF_LN2) & (x < np.inf), power, SINGLE(0))
    whole, lost = near - power * LN2_HIGH, power * LN2_LOW
    rest = whole - lost
    lost = (whole - rest) - lost
    halved = half * rest
    square = rest * halved
    series: Any = EXPM1[0]
    for coefficient in EXPM1[1:]:
        series = coefficient + square * series
    series = one + square * series
    turn = SINGLE(3) - series * halved
    error = square * ((series - turn) / (SINGLE(6) - rest * turn))
    straight = rest - (rest * error - square)
    error = (rest * (error - lost) - lost) - square
    steps = power.astype(np.int32)
    part = np.ldexp(one, -steps)
    cases = (
        (size < LEAST_EXPM1, x),
        (steps == 0, straight),
        (steps == -1, half * (rest - error) - half),
        ((steps == 1) & (rest < SINGLE(-0.25)), -two * (error - (rest + half))),
        (steps == 1, one + two * (rest - error)),
        ((steps < 0) | (steps > 56), np.ldexp(one - (error - rest), steps) - one),
        (steps < 23, np.ldexp((one - part) - (error - rest), steps)),
    )
    last = np.ldexp((rest - (error + part)) + one, steps)
    found = np.select([case for case, _ in cases], [kind for _, kind in cases], last)
    return laid_as(x, found)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent of float32 numbers."""
    one, two, size = SINGLE(1), SINGLE(2), np.abs(x)
    grown, shrunk = expm1(two * np.minimum(size, SINGLE(WHOLE))), expm1(-two * size)
    found = np.where(size < one, -shrunk / (shrunk + two), one - two / (grown + two))
    return laid_as(x, np.copysign(np.where(size < WHOLE, found, one), x))
