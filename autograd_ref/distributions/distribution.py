"""The base of the distributions."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from ..api.creation import get_default_dtype, tensor
from ..api.later.shape import broadcast_tensors
from ..api.metadata import Size
from ..modes import no_grad
from ..tensor import Tensor
from .constraints import Constraint


def as_tensors(*values: Any) -> list[Tensor]:
    """Numbers and tensors as tensors of one shape."""
    if not all(isinstance(value, (Tensor, int, float, np.generic)) for value in values):
        raise ValueError(
            "Input arguments must all be instances of Number, torch.Tensor or objects implementing"
            " __torch_function__.")
    kind = next((v.dtype for v in values if isinstance(v, Tensor)), get_default_dtype())
    return list(broadcast_tensors(*(
        value if isinstance(value, Tensor) else tensor(value, dtype=kind) for value in values)))


class Distribution:
    """Base of the distributions: shapes, checks and what follows from `rsample` and `log_prob`.

    batch_shape: that of the distributions side by side; event_shape: that of one sample
    """

    arg_constraints: dict[str, Constraint]  # no ClassVar: Uniform's depend on its limits
    has_rsample = False
    support: Any = None

    def __init__(self, batch_shape: Any = (), event_shape: Any = (), validate_args: Any = None
                 ) -> None:
        self._batch_shape, self._event_shape = Size(batch_shape), Size(event_shape)
        self._validate_args = validate_args is not False
        if self._validate_args:
            for name, constraint in self.arg_constraints.items():
                if name in vars(self) or isinstance(getattr(type(self), name, None), property):
                    self._check_parameter(name, constraint, getattr(self, name))

    def _check_parameter(self, name: str, constraint: Constraint, value: Tensor) -> None:
        if not constraint.check(value)._array.all():
            raise ValueError(
                f"Expected parameter {name} ({type(value).__name__} of shape"
                f" {tuple(value.shape)}) of distribution {self!r} to satisfy the constraint"
                f" {constraint!r}, but found invalid values:\n"
                f"{value.item() if value.ndim == 0 else value}")

    def _check_value(self, value: Any) -> None:
        """Raise ValueError if a value cannot be a sample."""
        if not self._validate_args:
            return
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        support = self.support
        if support is not None and not support.check(value)._array.all():
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape"
                f" {tuple(value.shape)}) to be within the support ({support!r}) of the"
                f" distribution {self!r}, but found invalid values:\n"
                f"{value.item() if value.ndim == 0 else value}")

    @property
    def batch_shape(self) -> Size:
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        return self._event_shape

    def _extended(self, sample_shape: Any) -> tuple[int, ...]:
        return (*sample_shape, *self._batch_shape, *self._event_shape)

    @property
    def mean(self) -> Any:
        raise NotImplementedError

    @property
    def mode(self) -> Any:
        """The most frequent value."""
        raise NotImplementedError(f"{type(self)} does not implement mode")

    @property
    def variance(self) -> Any:
        raise NotImplementedError

    @property
    def stddev(self) -> Any:
        return self.variance.sqrt()

    def expand(self, batch_shape: Any) -> Any:
        """The same distribution with its parameters broadcast to another batch shape."""
        new, before = copy.copy(self), len(self._batch_shape)
        for name, value in vars(self).items():
            if isinstance(value, Tensor):
                new.__dict__[name] = value.expand((*batch_shape, *value.shape[before:]))
            elif isinstance(value, Distribution):
                new.__dict__[name] = value.expand((*batch_shape, *value.batch_shape[before:]))
        new._batch_shape = Size(batch_shape)
        return new

    def sample(self, sample_shape: Any = ()) -> Any:
        """Random samples in this shape, without history."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        """Random samples whose gradients reach the parameters."""
        raise NotImplementedError

    def sample_n(self, n: int) -> Any:
        """n random samples."""
        return self.sample((n,))

    def log_prob(self, value: Tensor) -> Any:
        """The logarithm of the density, or of the probability, of a value."""
        raise NotImplementedError

    def cdf(self, value: Tensor) -> Any:
        """The probability of a number up to this one."""
        raise NotImplementedError

    def icdf(self, value: Tensor) -> Any:
        """The number of which `value` is the cdf."""
        raise NotImplementedError

    def entropy(self) -> Any:
        """The mean of -log_prob."""
        raise NotImplementedError

    def enumerate_support(self, expand: bool = True) -> Any:
        """All values that a sample can have."""
        raise NotImplementedError

    def perplexity(self) -> Any:
        """exp(entropy)."""
        return self.entropy().exp()

    def __repr__(self) -> str:
        shown = []
        for name in self.arg_constraints:
            if name in vars(self):
                value = vars(self)[name]
                shown.append(f"{name}: {value if value.numel() == 1 else value.shape}")
        return f"{type(self).__name__}({', '.join(shown)})"
