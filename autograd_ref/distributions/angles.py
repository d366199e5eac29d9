"""The distribution of angles. Loaded when first used."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

from ..api.creation import zeros
from ..api.elementwise import where
from ..api.later.elementwise import acos
from ..api.random import rand
from ..dtypes import float64
from ..modes import no_grad
from ..tensor import Tensor
from . import constraints
from .distribution import Distribution, as_tensors

# Of the modified Bessel functions of order 0 and 1, for arguments up to 3.75 and above. Source:
# Abramowitz and Stegun, Handbook of Mathematical Functions, 9.8.1 to 9.8.4.
SMALL = (
    (1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.360768e-1, 0.45813e-2),
    (0.5, 0.87890594, 0.51498869, 0.15084934, 0.2658733e-1, 0.301532e-2, 0.32411e-3),
)
LARGE = (
    (0.39894228, 0.1328592e-1, 0.225319e-2, -0.157565e-2, 0.916281e-2, -0.2057706e-1, 0.2635537e-1,
     -0.1647633e-1, 0.392377e-2),
    (0.39894228, -0.3988024e-1, -0.362018e-2, 0.163801e-2, -0.1031555e-1, 0.2282967e-1,
     -0.2895312e-1, 0.1787654e-1, -0.420059e-2),
)


def polynomial(y: Any, coefficients: tuple[float, ...]) -> Any:
    """The polynomial of y with these coefficients, the constant first."""
    found: Any = coefficients[-1]
    for each in coefficients[-2::-1]:
        found = each + y * found
    return found


def log_bessel(x: Any, order: int) -> Any:
    """The logarithm of the modified Bessel function of order 0 or 1 of a positive number."""
    small = polynomial((x / 3.75) * (x / 3.75), SMALL[order])
    if order:
        small = x.abs() * small
    large = x - 0.5 * x.log() + polynomial(3.75 / x, LARGE[order]).log()
    return where(x < 3.75, small.log(), large)


class VonMises(Distribution):
    """Angles around `loc`, the nearer the larger the concentration.

    Source of the samples: Best and Fisher, Efficient Simulation of the von Mises Distribution,
    Applied Statistics 28, 1979.
    """

    arg_constraints = {"loc": constraints.real, "concentration": constraints.positive}
    support = constraints.real

    def __init__(self, loc: Any, concentration: Any, validate_args: Any = None) -> None:
        self.loc, self.concentration = as_tensors(loc, concentration)
        super().__init__(self.loc.shape, (), validate_args)

    @property
    def mean(self) -> Any:
        return self.loc

    mode = mean

    @cached_property
    def variance(self) -> Any:
        return 1 - (log_bessel(self.concentration, 1) - log_bessel(self.concentration, 0)).exp()

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        near = self.concentration * (value - self.loc).cos()
        return near - math.log(2 * math.pi) - log_bessel(self.concentration, 0)

    def sample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended(sample_shape)
        with no_grad():
            k = self.concentration.to(float64)
            tau = 1 + (1 + 4 * k**2).sqrt()
            rho = (tau - (2 * tau).sqrt()) / (2 * k)
            r = where(k < 1e-5, 1 / k + k, (1 + rho**2) / (2 * rho))
            x, done = zeros(shape, dtype=float64), zeros(shape) > 0
            while not done.all():
                one, two, three = rand((3, *shape), dtype=float64).unbind()
                z = (math.pi * one).cos()
                f = (1 + r * z) / (r + z)
                c = k * (r - f)
                taken = (c * (2 - c) - two > 0) | ((c / two).log() + 1 - c >= 0)
                x, done = where(taken, (three - 0.5).sign() * acos(f), x), done | taken
            angles = (x + math.pi + self.loc.to(float64)) % (2 * math.pi) - math.pi
            return angles.to(self.loc.dtype)


VonMises.__module__ = "torch.distributions.von_mises"
