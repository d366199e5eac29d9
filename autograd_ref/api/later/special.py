"""Special functions of each element, and PyTorch's package `special`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from ...gradient_names import named
from ...ops.later import elementwise as other_ops
from ...ops.later import special as ops
from ...ops.later.activations import ErfBackward0
from ...ops.later.no_derivative import refusing, with_node
from ...record import binary, unary
from ...refusals import check_broadcast
from ...tensor import Tensor, wrap
from ..absent import of_module
from ..arguments import check_dtypes, tensor_argument
from ..arithmetic import first_operand, operands, sub
from ..change import written_over
from ..elementwise import as_floating_point, sigmoid
from . import elementwise
from .elementwise import binary_function, in_place_form, unary_function
from .reduction import log_softmax, logsumexp, softmax

__all__ = ["expit", "log_softmax", "logsumexp", "softmax"]

acosh = arccosh = unary_function(
    ops.AcoshBackward0, "acosh", "The inverse of the hyperbolic cosine")
asinh = arcsinh = unary_function(ops.AsinhBackward0, "asinh", "The inverse of the hyperbolic sine")
atanh = arctanh = unary_function(
    ops.AtanhBackward0, "atanh", "The inverse of the hyperbolic tangent")
erfc = unary_function(ops.ErfcBackward0, "erfc", "1 - erf(x)")
erfinv = unary_function(ops.ErfinvBackward0, "erfinv", "The inverse of the error function")
lgamma = gammaln = unary_function(ops.LgammaBackward0, "lgamma", "log(|gamma(x)|)")
digamma = psi = unary_function(ops.DigammaBackward0, "digamma", "The derivative of lgamma")
deg2rad = unary_function(ops.Deg2RadBackward0, "deg2rad", "Degrees as radians")
rad2deg = unary_function(ops.Rad2DegBackward0, "rad2deg", "Radians as degrees")
sinc = unary_function(ops.SincBackward0, "sinc", "sin(pi x) / (pi x)")
expit = sigmoid

hypot = binary_function(ops.HypotBackward0, "hypot")
copysign = binary_function(ops.CopysignBackward0, "copysign", ops.CopysignBackward1)
logaddexp = binary_function(ops.LogaddexpBackward0, "logaddexp")
logaddexp2 = binary_function(ops.Logaddexp2Backward0, "logaddexp2")
ldexp = binary_function(ops.LdexpBackward0, "ldexp")
fmax = binary_function(ops.FmaxBackward0, "fmax")
fmin = binary_function(ops.FminBackward0, "fmin")
MORE = frozenset("""
entr erfcx i0 i0e i1 i1e log_ndtr multigammaln ndtr ndtri xlog1py
""".split())  # noqa: SIM905
xlog, xlog_number = binary(ops.XlogyBackward0), binary(ops.XlogyBackward2)


def __getattr__(name: str) -> Any:
    if name in ("erf", "exp2", "expm1", "log1p", "round"):
        return getattr(elementwise, name)
    if name in MORE:
        return getattr(importlib.import_module(f"{__package__}.more_special"), name)
    if "bessel" in name or "polynomial" in name:
        return getattr(importlib.import_module(f"{__package__}.without_derivative"), name)
    raise AttributeError(of_module("torch.special", name))


def xlogy(input: Any, other: Any) -> Tensor:
    """input * log(other), 0 if input is 0."""
    run = xlog if isinstance(other, Tensor) else xlog_number
    return operands(run(first_operand(input, other), other), "xlogy", other)


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """log(x / (1 - x)), for x held between eps and 1 - eps if there is an eps."""
    return unary(ops.LogitBackward0, as_floating_point(input, "logit"), eps)


def polygamma(n: int, input: Tensor) -> Tensor:
    """Derivative number n of digamma."""
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.")
    x = as_floating_point(input, "polygamma")
    return unary(ops.PolygammaBackward0, x, n) if n else digamma(x)


def sgn(input: Tensor) -> Tensor:
    """-1, 0 or 1."""
    x = tensor_argument(input, "sgn")
    return unary(ops.SgnBackward0, x) if x._array.dtype.kind != "b" else wrap(x._array.copy())


def float_power(input: Any, exponent: Any) -> Tensor:
    """input**exponent in float64."""
    base, power = (value.double() if isinstance(value, Tensor) else value
                   for value in (input, exponent))
    result: Tensor = base**power
    return result


def heaviside(input: Tensor, values: Tensor) -> Tensor:
    """0 below 0, 1 above, `values` at 0. It has no derivative."""
    check_dtypes("heaviside is not yet implemented for tensors with different dtypes.", input,
                 values)
    check_broadcast(input._array, values._array)
    steps = np.asarray(np.heaviside(input._array, values._array), input._array.dtype)
    return with_node(refusing("heaviside"), wrap(steps), input, values)


def positive(input: Tensor) -> Tensor:
    """The tensor itself."""
    result: Tensor = input.__pos__()
    return result


def test(function: Any, name: str, what: str) -> Callable[[Tensor], Tensor]:
    """A function that tells something of each element."""

    def tested(input: Tensor) -> Tensor:
        return wrap(np.asarray(function(tensor_argument(input, name)._array)))

    tested.__name__, tested.__doc__ = name, f"Whether each element is {what}."
    return tested


signbit = test(np.signbit, "signbit", "negative, -0.0 too")
isposinf = test(lambda x: x == np.inf, "isposinf", "positive infinity")
isneginf = test(lambda x: x == -np.inf, "isneginf", "negative infinity")
isreal = test(np.isreal, "isreal", "a real number")


def without_derivative(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """The form in place of a function, for which PyTorch has no derivative."""
    name = function.__name__
    op = refusing(f"inplace version of {name}", f"{name.capitalize()}Backward1")

    def called(x: Tensor) -> Tensor:
        return written_over(x, lambda old: with_node(op, function(old.detach()), old))

    called.__name__, called.__doc__ = f"{name}_", f"x = {name}(x)."
    return called


acos_ = arccos_ = in_place_form(other_ops.AcosBackward0, "acos_")
asin_ = arcsin_ = in_place_form(other_ops.AsinBackward0, "asin_")
atan_ = arctan_ = in_place_form(other_ops.AtanBackward0, "atan_")
acosh_, asinh_, atanh_ = (
    without_derivative(function) for function in (acosh, asinh, atanh))
sinh_ = in_place_form(other_ops.SinhBackward0, "sinh_")
cosh_ = in_place_form(other_ops.CoshBackward0, "cosh_")
exp2_ = in_place_form(other_ops.Exp2Backward0, "exp2_")
frac_ = in_place_form(other_ops.FracBackward0, "frac_")
log2_ = in_place_form(other_ops.Log2Backward0, "log2_")
log10_ = in_place_form(other_ops.Log10Backward0, "log10_")
erf_ = in_place_form(ErfBackward0, "erf_")
erfc_ = in_place_form(ops.ErfcBackward0, "erfc_")
erfinv_ = in_place_form(ops.ErfinvBackward0, "erfinv_")
lgamma_ = in_place_form(ops.LgammaBackward0, "lgamma_")
digamma_ = in_place_form(ops.DigammaBackward0, "digamma_")
sinc_ = in_place_form(ops.SincBackward0, "sinc_")


def rsub(input: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
    """other - alpha * input."""
    if isinstance(other, Tensor):
        return named(sub(other, input, alpha=alpha), "RsubBackward0")
    result: Tensor = other - (input if alpha == 1 else input * alpha)
    return result
