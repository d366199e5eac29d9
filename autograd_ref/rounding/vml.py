"""The square root of float32 numbers as Intel's vector library finds it, on processors that are not
Intel's: from the processor's estimate of 1 / sqrt(x) in 12 bits by two steps of Newton's method.

PyTorch takes it for tensors, and so in Adam. About every fifth number is not the nearest one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

SINGLE = np.float32
HALF = SINGLE(0.5)
LARGE = 32_768  # numbers, from which on NumPy's function serves, which is quicker
LEAST = SINGLE(2.0**-100)
# How far each of 8,192 estimates lies below the one before, two bits each: the first half is for
# numbers from 1 to 2, the second for those from 2 to 4.
STEPS = (
    "c-ozkQHsPM42CJh_X*eo73}*6>y5StSeUu*B-JcgiK$z|=l>-_Uz)Y7<=rTqm(F{*_<C3U&8u2few8&dua+aC;b-"
    "Q2@@hFE8qRsFG4BoSSA>>%$FoL>gI+2ieWxQBZY7hb5x$jsfO4dh8#s}@ryB?Ubo>oOXsO*xagt4wyZ(wqmjKGGn"
    "dPuOwnTX8I>H76yf<N?=xb&sJ?^~2m7kV+mW>&zq!o_Bp<ELNea)B-wVub^3M&u;u{VN|p2Llu1(nZ4f0O95cdKX"
    "MVne~{t3P-L(<nV>Xa#TALL^#a0hH?=oEc2ade<{!{4Y3`!SmwumU}ZRnFRGndOp+7zRCFjL)Jo2"
)
FIRST, SECOND = 8191, 5792  # the first estimates of each half, in units of 2**-13


def estimates() -> Any:
    """The processor's estimates of 1 / sqrt(x), for 4,096 parts of [1, 2) and of [2, 4)."""
    import base64  # seldom needed, like zlib
    import zlib

    packed = np.frombuffer(zlib.decompress(base64.b85decode(STEPS)), np.uint8)
    steps = np.packbits(np.unpackbits(packed).reshape(-1, 2), axis=1) >> 6
    below = np.cumsum(steps.reshape(2, -1), 1, dtype=np.int32)
    found = np.array([[FIRST], [SECOND]]) - below
    return (found * 2.0**-13).astype(SINGLE).reshape(-1)


ESTIMATES: list[Any] = []


def sqrt(x: Any) -> Any:
    """The square root of an array."""
    if x.dtype != SINGLE or x.size > LARGE:
        return np.sqrt(x)
    plain = (x >= LEAST) & (x < np.inf)
    safe = np.where(plain, x, SINGLE(1))
    if not ESTIMATES:
        ESTIMATES.append(estimates())
    bits = safe.view(np.int32)
    power = (bits >> 23) - 127
    part = ((power & 1) << 12) + ((bits >> 11) & 4095)
    inverse = np.ldexp(ESTIMATES[0][part], -(power >> 1))
    root = safe * inverse
    half = inverse * HALF
    error = HALF - half * root
    root = root + root * error
    root = root + (safe - root * root) * (half + half * error)
    return root if plain.all() else np.where(plain, root, np.sqrt(x))
