"""Bessel functions, the normal distribution's tails and entropies, of each element."""

from __future__ import annotations

import math
from typing import Any

from ...gradient_names import named
from ...ops.later import more_special as ops
from ...record import binary, unary
from ...tensor import Tensor
from ..arguments import tensor_argument
from ..arithmetic import first_operand, operands
from ..elementwise import as_floating_point
from .elementwise import erf, in_place_form, unary_function

i0 = unary_function(ops.I0Backward0, "i0", "The modified Bessel function of order 0")
i0_ = in_place_form(ops.I0Backward0, "i0_")
i0e = unary_function(ops.SpecialI0EBackward0, "special_i0e", "exp(-|x|) * i0(x)")
i1 = unary_function(
    ops.SpecialI1Backward0, "special_i1", "The modified Bessel function of order 1")
i1e = unary_function(ops.SpecialI1EBackward0, "special_i1e", "exp(-|x|) * i1(x)")
entr = unary_function(ops.SpecialEntrBackward0, "special_entr", "-x * log(x)")
erfcx = unary_function(ops.SpecialErfcxBackward0, "special_erfcx", "exp(x**2) * erfc(x)")
log_ndtr = unary_function(ops.SpecialLogNdtrBackward0, "special_log_ndtr", "log(ndtr(x))")
ndtri = unary_function(ops.SpecialNdtriBackward0, "special_ndtri", "The inverse of ndtr")
with_log1p = binary(ops.SpecialXlog1PyBackward0)


def ndtr(input: Tensor) -> Tensor:
    """The share of the normal distribution below each element."""
    x = as_floating_point(input, "special_ndtr")
    return named((1 + erf(named(x * math.sqrt(0.5), "MulBackward1"))) * 0.5, "MulBackward1")


def xlog1py(input: Any, other: Any) -> Tensor:
    """input * log(1 + other), 0 if input is 0."""
    return operands(with_log1p(first_operand(input, other), other), "special_xlog1py", other)


def mvlgamma(input: Tensor, p: int) -> Tensor:
    """The logarithm of the multivariate gamma function of order p.

    Raises RuntimeError if p is not above 0.
    """
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1")
    x = as_floating_point(tensor_argument(input, "mvlgamma"), "mvlgamma")
    return unary(ops.MvlgammaBackward0, x, p)


multigammaln = mvlgamma
