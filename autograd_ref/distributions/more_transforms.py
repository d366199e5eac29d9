"""Transforms of vectors and matrices, and which transform leads to which constraint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..api.creation import ones
from ..api.later.activations import logsigmoid
from ..api.later.padding import pad
from ..api.metadata import Size
from ..tensor import Tensor
from . import constraints
from .transforms import (
    AffineTransform,
    ComposeTransform,
    ExpTransform,
    SigmoidTransform,
    Transform,
    identity_transform,
)


class IndependentTransform(Transform):
    """A transform whose last dimensions count as one event: their slopes are added up."""

    def __init__(self, base_transform: Transform, reinterpreted_batch_ndims: int,
                 cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.base_transform = base_transform
        self.reinterpreted_batch_ndims = number = reinterpreted_batch_ndims
        self.domain = constraints.IndependentConstraint(base_transform.domain, number)
        self.codomain = constraints.IndependentConstraint(base_transform.codomain, number)
        self.bijective, self.sign = base_transform.bijective, base_transform.sign

    def _call(self, x: Tensor) -> Any:
        if x.ndim < self.domain.event_dim:
            raise ValueError("Too few dimensions on input")
        return self.base_transform(x)

    def _inverse(self, y: Tensor) -> Any:
        if y.ndim < self.codomain.event_dim:
            raise ValueError("Too few dimensions on input")
        return self.base_transform.inv(y)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        slope = self.base_transform.log_abs_det_jacobian(x, y)
        number = self.reinterpreted_batch_ndims
        return slope.sum(tuple(range(-number, 0))) if number else slope

    def __repr__(self) -> str:
        return f"IndependentTransform({self.base_transform!r}, {self.reinterpreted_batch_ndims})"


class ReshapeTransform(Transform):
    """Events in another shape. Raises ValueError if it has not as many elements."""

    def __init__(self, in_shape: Any, out_shape: Any, cache_size: int = 0) -> None:
        super().__init__(cache_size)
        self.in_shape, self.out_shape = Size(in_shape), Size(out_shape)
        if self.in_shape.numel() != self.out_shape.numel():
            raise ValueError("in_shape, out_shape have different numbers of elements")
        real = constraints.real
        self.domain = constraints.IndependentConstraint(real, len(self.in_shape))
        self.codomain = constraints.IndependentConstraint(real, len(self.out_shape))

    def forward_shape(self, shape: Any) -> Any:
        return Size((*shape[: len(shape) - len(self.in_shape)], *self.out_shape))

    def _call(self, x: Tensor) -> Any:
        return x.reshape(self.forward_shape(x.shape))

    def _inverse(self, y: Tensor) -> Any:
        return y.reshape((*y.shape[: y.ndim - len(self.out_shape)], *self.in_shape))

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        return x.new_zeros(x.shape[: x.ndim - len(self.in_shape)])


class SoftmaxTransform(Transform):
    """y = softmax(x); it comes back as log(y)."""

    domain, codomain, bijective = constraints.real_vector, constraints.simplex, False

    def _call(self, x: Tensor) -> Any:
        shares = (x - x.max(-1, True)[0]).exp()
        return shares / shares.sum(-1, True)

    def _inverse(self, y: Tensor) -> Any:
        return y.log()


class StickBreakingTransform(Transform):
    """Of n numbers n + 1 shares: each number says how much of the rest of a stick is broken off."""

    domain, codomain = constraints.real_vector, constraints.simplex

    def forward_shape(self, shape: Any) -> Any:
        return Size((*shape[:-1], shape[-1] + 1))

    def _offset(self, y: Tensor, number: int) -> Any:
        return number + 1 - ones(number, dtype=y.dtype).cumsum(-1)

    def _call(self, x: Tensor) -> Any:
        z = SigmoidTransform()(x - self._offset(x, x.shape[-1]).log())
        rest = (1 - z).cumprod(-1)
        return pad(z, [0, 1], value=1) * pad(rest, [1, 0], value=1)

    def _inverse(self, y: Tensor) -> Any:
        shares = y[..., :-1]
        rest = (1 - shares.cumsum(-1)).clamp(min=float(np.finfo(y._array.dtype).tiny))
        return shares.log() - rest.log() + self._offset(y, shares.shape[-1]).log()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Any:
        x = x - self._offset(x, x.shape[-1]).log()
        return (-x + logsigmoid(x) + y[..., :-1].log()).sum(-1)


class LowerCholeskyTransform(Transform):
    """The lower triangle of a matrix, with the exponential of its diagonal."""

    domain = constraints.IndependentConstraint(constraints.real, 2)
    codomain = constraints.lower_cholesky

    def _call(self, x: Tensor) -> Any:
        return x.tril(-1) + x.diagonal(dim1=-2, dim2=-1).exp().diag_embed()

    def _inverse(self, y: Tensor) -> Any:
        return y.tril(-1) + y.diagonal(dim1=-2, dim2=-1).log().diag_embed()


Factory = Callable[[Any], Transform]


class ConstraintRegistry:
    """Which transform leads from all real numbers to those that satisfy a constraint."""

    def __init__(self, **factories: Factory) -> None:
        self._registry: dict[Any, Factory] = {
            getattr(constraints, name): factory for name, factory in factories.items()}

    def register(self, constraint: Any, factory: Factory | None = None) -> Any:
        """Add a factory of transforms for a kind of constraint; also as a decorator.

        Raises TypeError for what is no constraint.
        """
        if factory is None:
            return lambda factory: self.register(constraint, factory)
        kind = type(constraint) if isinstance(constraint, constraints.Constraint) else constraint
        if not isinstance(kind, type) or not issubclass(kind, constraints.Constraint):
            raise TypeError("Expected constraint to be either a Constraint subclass or instance,"
                            f" but got {kind}")
        self._registry[kind] = factory
        return factory

    def __call__(self, constraint: Any) -> Transform:
        """The transform. Raises NotImplementedError if none is known."""
        if (factory := self._registry.get(type(constraint))) is None:
            raise NotImplementedError(
                f"Cannot transform _{type(constraint).__name__} constraints")
        return factory(constraint)


def above(constraint: Any) -> Transform:
    return ComposeTransform([ExpTransform(), AffineTransform(constraint.lower_bound, 1)])


def below(constraint: Any) -> Transform:
    return ComposeTransform([ExpTransform(), AffineTransform(constraint.upper_bound, -1)])


def between(constraint: Any) -> Transform:
    low, high = constraint.lower_bound, constraint.upper_bound
    if not isinstance(low, Tensor) and not isinstance(high, Tensor) and (low, high) == (0, 1):
        return SigmoidTransform()
    return ComposeTransform([SigmoidTransform(), AffineTransform(low, high - low)])


def together(registry: Callable[[], ConstraintRegistry]) -> Factory:
    return lambda constraint: IndependentTransform(
        registry()(constraint.base_constraint), constraint.reinterpreted_batch_ndims)


SHARED: dict[str, Factory] = {
    "Real": lambda constraint: identity_transform, "GreaterThan": above, "GreaterThanEq": above,
    "LessThan": below, "Interval": between, "HalfOpenInterval": between,
}
biject_to: ConstraintRegistry = ConstraintRegistry(
    **SHARED, Simplex=lambda constraint: StickBreakingTransform(),
    IndependentConstraint=together(lambda: biject_to))
transform_to: ConstraintRegistry = ConstraintRegistry(
    **SHARED, Simplex=lambda constraint: SoftmaxTransform(),
    LowerCholesky=lambda constraint: LowerCholeskyTransform(),
    IndependentConstraint=together(lambda: transform_to))
for _class in (IndependentTransform, ReshapeTransform, SoftmaxTransform, StickBreakingTransform,
               LowerCholeskyTransform):
    _class.__module__ = "torch.distributions.transforms"
ConstraintRegistry.__module__ = "torch.distributions.constraint_registry"
