"""`gelu` of float32 numbers, and its slope, as the oneDNN library computes them on processors with
AVX-512. PyTorch takes them for contiguous tensors. On processors with AVX2 alone the library
computes `gelu`, but not the slope, in another way.

Source: gelu_erf_minimax_approx_compute_vector_fwd and gelu_erf_compute_vector_bwd in oneDNN's
src/cpu/x64/injectors/jit_uni_eltwise_injector.cpp. Of the slope Abramowitz and Stegun, Handbook of
Mathematical Functions, 7.1.26.
"""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np

from .fused import rounded_once

SINGLE = np.float32
ONE, HALF = SINGLE(1), SINGLE(0.5)
# The polynomials in |x| of erf(|x| / sqrt(2)), one for each quarter of an octave and two for the
# ends: float32, all constant coefficients, then all linear ones, and so on.
TABLE = (
    "l*{s_l6QhK49tNuN<C6EO~e{Ch;8#VDT3}cyQ8=_6QXB0I|D#D9a<_nV_4%l@+f#aOR)$%(_T?LHZoAVUXG2u*}RIrq8SX"
    "oD6`DI?Q9o5nGHujD7$(;004kL00000Dnd*@A3{t&2SQ9g%Rx*(J3&l8tv^gZFFH&=KrKu^Y7|UALBmTwjL=Fy&-h3`$NE"
    "J-2Tnjg512bY^WR868?tym1P8l6GMoWG);8ro9y5VIgobQBHu;!500000004kL^m8G$&*U{XiU0C9z9Wn{TvHc0uqvxL+x"
    "lQSV7d7^kyLIw#ZC%5jH;zP**GCR)HjDcV7A{qt0xaWO8}HT>-`SC!<HStSlfxemzZt8xS#gEsQARaB4pmX00000000008"
    "5#(_a775dn_~#RH<$>%3G@iQm8%K9&}Iw13P29N_)QYN0^S?G$r&%czcER^ykBU(U&)ES%FC9%sziXk@=yi7q1MkmCdiaN"
    "Uo?3>k?ia}Xl0~43gDqS0000000000+hIMrqnGeG+(lSAHTtnSxbF-*wmM}yC*{gJ5*H#oKv--%1E;_|8O$9$ZDnIU2U(R"
    "p5ShO{X+PCH@7%XNzMf+}NZxL`X}%)8@f-xbtMz2OGI|NSfb;9P00000000004A{3kP+*%p5sjBTQ0S68iv^85RD^^)Bi3"
    "v@OM*;1HF+vLkh9=BtWgF#Q!gXCpfA+BW>YM@o-9ecrg|#81YOm;b~=K(s45UUep=!>lJ_w>bwju~TDyrh0000000000"
)
DEGREE, PIECES = 5, 25
FIRST = 0x3DE00001  # the bits of the number below which the first polynomial serves, and one more
SHIFT = 21  # bits to the right of those that tell a quarter of an octave
EDGE = SINGLE(5.542594)  # from here on erf is 1
WHOLE = 23  # the polynomial that is 1

ROOT_HALF, ROOT_INVERSE_PI = SINGLE(math.sqrt(0.5)), SINGLE(0.56418955)
STEGUN = SINGLE(0.3275911)
ERF = [SINGLE(c) for c in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)]
LOG2_E, LN2 = SINGLE(1 / math.log(2)), SINGLE(math.log(2))
LEAST = SINGLE(-87.33655)  # below it exponentials are 0
EXP = [SINGLE(c) for c in (0.00828929059, 0.0418978221, 0.166676521, 0.499991506, 0.999999701, 1)]

POLYNOMIALS: list[Any] = []


def polynomial(coefficients: Any, x: Any) -> Any:
    """A polynomial by Horner's rule, highest power first."""
    first, *rest = coefficients
    out = first
    for coefficient in rest:
        out = rounded_once(out, x, coefficient)
    return out


def with_sign(size: Any, x: Any) -> Any:
    """A number, or its negative if `x` has a sign."""
    return np.where(np.signbit(x), -size, size)


def gelu(x: Any) -> Any:
    """x * (1 + erf(x / sqrt(2))) / 2 of an array."""
    if not POLYNOMIALS:
        table = np.frombuffer(base64.b85decode(TABLE), "<f4").reshape(DEGREE + 1, PIECES)
        POLYNOMIALS.append(table[::-1].astype(SINGLE))
    size = np.abs(x)
    piece = (size.view(np.int32) - FIRST) >> SHIFT
    piece = np.where(size > EDGE, WHOLE, np.clip(piece, 1, PIECES - 1))
    erf = polynomial(POLYNOMIALS[0].take(piece, 1), size)
    return x * (with_sign(erf, x) + ONE) * HALF


def slope(x: Any) -> Any:
    """The derivative of `gelu` of an array."""
    scaled = x * ROOT_HALF
    power = exp(-(scaled * scaled))
    density = scaled * ROOT_INVERSE_PI * power
    inverse = ONE / rounded_once(STEGUN, np.abs(scaled), ONE)
    erf = rounded_once(-power * inverse, polynomial(ERF, inverse), ONE)
    return rounded_once(with_sign(erf, scaled), HALF, density + HALF)


def exp(x: Any) -> Any:
    """The exponential of an array of numbers that are not positive."""
    near = np.maximum(x, LEAST)
    power = np.floor(near * LOG2_E + HALF)
    series = polynomial(EXP, rounded_once(-power, LN2, near))
    return np.where(x < LEAST, SINGLE(0), np.ldexp(series, power.astype(np.int32)))
