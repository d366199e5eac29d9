"""What the parameters and samples of distributions have to satisfy."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..tensor import Tensor, wrap


class Constraint:
    """Base of the constraints. `check` tells for each element whether it is satisfied."""

    event_dim = 0

    def holds(self, x: Any) -> Any:
        """Whether each element of an array satisfies the constraint."""
        raise NotImplementedError

    def check(self, value: Tensor) -> Tensor:
        """Whether each element of a tensor satisfies the constraint."""
        return wrap(np.asarray(self.holds(value._array)))

    def __repr__(self) -> str:
        return type(self).__name__.lstrip("_") + "()"


class Real(Constraint):
    """A number that is not nan."""

    def holds(self, x: Any) -> Any:
        return x == x


class Boolean(Constraint):
    """0 or 1."""

    def holds(self, x: Any) -> Any:
        return (x == 0) | (x == 1)


class IndependentConstraint(Constraint):
    """A constraint that all elements of the last dimensions satisfy."""

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        self.base_constraint = base_constraint
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        return self.base_constraint.event_dim + self.reinterpreted_batch_ndims

    def holds(self, x: Any) -> Any:
        axes = tuple(range(-self.reinterpreted_batch_ndims, 0))
        return self.base_constraint.holds(x).all(axes)

    def __repr__(self) -> str:
        return f"IndependentConstraint({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"


class OneHot(Constraint):
    """1 in one place and 0 elsewhere."""

    event_dim = 1

    def holds(self, x: Any) -> Any:
        return ((x == 0) | (x == 1)).all(-1) & (x.sum(-1) == 1)


class Simplex(Constraint):
    """Probabilities that add up to 1."""

    event_dim = 1

    def holds(self, x: Any) -> Any:
        return (x >= 0).all(-1) & (np.abs(x.sum(-1) - 1) < 1e-6)


class PositiveDefinite(Constraint):
    """A symmetric positive definite matrix."""

    event_dim = 2

    def holds(self, x: Any) -> Any:
        return np.isclose(x, x.swapaxes(-1, -2)).all((-2, -1)) & (
            np.linalg.eigvalsh(x) > 0).all(-1)


class LowerCholesky(Constraint):
    """A triangular matrix with a positive diagonal."""

    event_dim = 2

    def holds(self, x: Any) -> Any:
        return (np.tril(x) == x).all((-2, -1)) & (np.diagonal(x, 0, -2, -1) > 0).all(-1)


class Limited(Constraint):
    """Base of the constraints by limits, which their text shows."""

    names: tuple[str, ...] = ("lower_bound", "upper_bound")

    def __init__(self, *values: Any, **named: Any) -> None:
        self.limits = limits = dict(zip(self.names, values, strict=False)) | named
        for name, value in limits.items():
            setattr(self, name, value)

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={plain(value)}" for name, value in self.limits.items())
        return f"{type(self).__name__}({shown})"


def plain(value: Any) -> Any:
    return value.item() if isinstance(value, Tensor) and value.ndim == 0 else value


def array(value: Any) -> Any:
    return value._array if isinstance(value, Tensor) else value


class GreaterThan(Limited):
    """More than a limit."""

    def holds(self, x: Any) -> Any:
        return array(self.limits["lower_bound"]) < x


class GreaterThanEq(Limited):
    """A limit or more."""

    def holds(self, x: Any) -> Any:
        return array(self.limits["lower_bound"]) <= x


class LessThan(Limited):
    """Less than a limit."""

    names = ("upper_bound",)

    def holds(self, x: Any) -> Any:
        return x < array(self.limits["upper_bound"])


class Interval(Limited):
    """Numbers between two limits, both included."""

    def holds(self, x: Any) -> Any:
        low, high = map(array, self.limits.values())
        return (low <= x) & (x <= high)


class HalfOpenInterval(Limited):
    """Numbers from the first limit to below the second."""

    def holds(self, x: Any) -> Any:
        low, high = map(array, self.limits.values())
        return (low <= x) & (x < high)


class IntegerInterval(Limited):
    """A whole number between two limits, both included."""

    def holds(self, x: Any) -> Any:
        low, high = map(array, self.limits.values())
        return (x % 1 == 0) & (low <= x) & (x <= high)


class IntegerGreaterThan(GreaterThanEq):
    """A whole number that is a limit or more."""

    def holds(self, x: Any) -> Any:
        return (x % 1 == 0) & super().holds(x)


real, boolean, simplex, one_hot = Real(), Boolean(), Simplex(), OneHot()
greater_than, greater_than_eq, less_than = GreaterThan, GreaterThanEq, LessThan
interval, half_open_interval, integer_interval = Interval, HalfOpenInterval, IntegerInterval
independent = IndependentConstraint
real_vector = IndependentConstraint(real, 1)
positive_definite, lower_cholesky = PositiveDefinite(), LowerCholesky()
nonnegative_integer = IntegerGreaterThan(lower_bound=0)
positive, nonnegative = GreaterThan(lower_bound=0.0), GreaterThanEq(lower_bound=0.0)
unit_interval = Interval(lower_bound=0.0, upper_bound=1.0)
