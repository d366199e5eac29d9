"""Functions of `special` for which PyTorch has no derivative: Bessel functions and orthogonal
polynomials.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from ... import dtypes
from ...modes import thread
from ...ops.later.more_special import I0Backward0, SpecialI1Backward0
from ...refusals import check_broadcast
from ...rounding import bessel
from ...tensor import Tensor, wrap
from ..arithmetic import first_operand
from ..elementwise import as_floating_point


def of_each(compute: Callable[[Any], Any], name: str, what: str) -> Callable[[Tensor], Tensor]:
    """A function of each element, computed in float64."""

    def function(input: Tensor) -> Tensor:
        x = as_floating_point(input, f"special_{name}")
        if x._array.dtype.char not in "fd":
            raise NotImplementedError(
                f"\"{name}_cpu\" not implemented for '{x.dtype.type_name}'")
        return wrap(thread.modes.without_warnings(in_float64, compute, x._array))

    function.__name__ = f"special_{name}"
    function.__doc__ = f"{what} of each element. It has no derivative."
    return function


def in_float64(compute: Callable[[Any], Any], x: Any) -> Any:
    return np.asarray(compute(x.astype(np.float64))).astype(x.dtype)


def infinite_as_nan(compute: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda x: np.where(np.isinf(x), np.nan, compute(x))


FIRST, SECOND = (f"The Bessel function of the {kind} kind of order" for kind in (
    "first", "second"))
bessel_j0 = of_each(bessel.j0, "bessel_j0", f"{FIRST} 0")
bessel_j1 = of_each(bessel.j1, "bessel_j1", f"{FIRST} 1")
bessel_y0 = of_each(bessel.y0, "bessel_y0", f"{SECOND} 0")
bessel_y1 = of_each(bessel.y1, "bessel_y1", f"{SECOND} 1")
spherical_bessel_j0 = of_each(bessel.spherical_j0, "spherical_bessel_j0", "sin(x) / x")
modified_bessel_i0 = of_each(
    infinite_as_nan(I0Backward0.forward), "modified_bessel_i0", f"{FIRST} 0, modified,")
modified_bessel_i1 = of_each(
    infinite_as_nan(SpecialI1Backward0.forward), "modified_bessel_i1", f"{FIRST} 1, modified,")
modified_bessel_k0, modified_bessel_k1 = (
    of_each(partial(bessel.k, order), f"modified_bessel_k{order}", f"{SECOND} {order}, modified,")
    for order in (0, 1))
scaled_modified_bessel_k0, scaled_modified_bessel_k1 = (
    of_each(partial(bessel.scaled_k, order), f"scaled_modified_bessel_k{order}",
            f"exp(x) times the modified Bessel function of the second kind of order {order}")
    for order in (0, 1))

Step = Callable[[int, Any, Any, Any], Any]  # degree, x, the last two polynomials -> the next one


def polynomial(name: str, first: Callable[[Any], Any], step: Step, by_angle: Any = None,
               shift: bool = False) -> Any:
    """Orthogonal polynomials of degree n by their recurrence from 1 and `first`. `by_angle`: the
    degree from which PyTorch computes those of numbers between -1 and 1 from their angle, and how;
    shift: of 2 * x - 1.
    """

    def compute(x: Any, degrees: Any) -> Any:
        x = 2 * x - 1 if shift else x
        last, now = np.ones_like(x), first(x)
        found = np.where(degrees == 0, last, np.where(degrees == 1, now, x.dtype.type(0)))
        for degree in range(2, int(degrees.max(initial=0)) + 1):
            last, now = now, step(degree, x, now, last)
            found = np.where(degrees == degree, now, found)
        if by_angle:
            least, of_angle = by_angle
            turned = of_angle(degrees.astype(x.dtype), np.arccos(x))
            found = np.where((degrees >= least) & (np.abs(x) < 1), turned, found)
        return np.asarray(found)

    def function(x: Any, n: Any) -> Tensor:
        held = as_floating_point(first_operand(x, n), f"special_{name}")._array
        degrees = np.asarray(n._array if isinstance(n, Tensor) else n)
        if isinstance(n, Tensor):
            check_broadcast(held, degrees)
            held = held.astype(dtypes.promote(held, degrees).numpy)
        if held.dtype.char not in "fd":
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for 'Half'")
        shown = np.broadcast_arrays(held, np.trunc(degrees))
        return wrap(thread.modes.without_warnings(compute, *shown))

    function.__name__ = f"special_{name}"
    function.__doc__ = "A polynomial of degree n of each element. It has no derivative."
    return function


CHEBYSHEV: dict[str, Callable[[Any], Any]] = {  # the polynomials of degree 1
    "t": lambda x: x, "u": lambda x: 2 * x, "v": lambda x: 2 * x - 1, "w": lambda x: 2 * x + 1}
BY_ANGLE = {
    "t": (7, lambda n, angle: np.cos(n * angle)),
    "u": (9, lambda n, angle: np.sin((n + 1) * angle) / np.sin(angle))}
(
    chebyshev_polynomial_t, chebyshev_polynomial_u, chebyshev_polynomial_v, chebyshev_polynomial_w,
    shifted_chebyshev_polynomial_t, shifted_chebyshev_polynomial_u, shifted_chebyshev_polynomial_v,
    shifted_chebyshev_polynomial_w,
) = (
    polynomial(f"{'shifted_' * shift}chebyshev_polynomial_{kind}", first,
               lambda n, x, p, q: 2 * x * p - q, BY_ANGLE.get(kind), shift)
    for shift in (False, True) for kind, first in CHEBYSHEV.items())
hermite_polynomial_h = polynomial(
    "hermite_polynomial_h", lambda x: 2 * x, lambda n, x, p, q: 2 * x * p - 2 * (n - 1) * q)
hermite_polynomial_he = polynomial(
    "hermite_polynomial_he", lambda x: x, lambda n, x, p, q: x * p - (n - 1) * q)
laguerre_polynomial_l = polynomial(
    "laguerre_polynomial_l", lambda x: 1 - x,
    lambda n, x, p, q: ((2 * n - 1 - x) * p - (n - 1) * q) / n)
legendre_polynomial_p = polynomial(
    "legendre_polynomial_p", lambda x: x,
    lambda n, x, p, q: ((2 * n - 1) * x * p - (n - 1) * q) / n)
