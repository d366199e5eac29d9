"""The distributions of vectors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..api.creation import eye
from ..api.later.diagonals import diagonal
from ..api.later.linear_algebra import cholesky, solve_triangular
from ..tensor import Tensor
from . import constraints
from .continuous import standard_normal
from .distribution import Distribution


class MultivariateNormal(Distribution):
    """Normal vectors of mean `loc` and with these covariances."""

    arg_constraints = {"loc": constraints.real_vector,
                       "covariance_matrix": constraints.positive_definite,
                       "precision_matrix": constraints.positive_definite,
                       "scale_tril": constraints.lower_cholesky}
    support, has_rsample = constraints.real_vector, True

    def __init__(self, loc: Tensor, covariance_matrix: Tensor | None = None,
                 precision_matrix: Tensor | None = None, scale_tril: Tensor | None = None,
                 validate_args: Any = None) -> None:
        given = [m for m in (covariance_matrix, precision_matrix, scale_tril) if m is not None]
        if len(given) != 1:
            raise ValueError(
                "Exactly one of covariance_matrix or precision_matrix or scale_tril may be"
                " specified.")
        for name, value in (("covariance_matrix", covariance_matrix),
                            ("precision_matrix", precision_matrix), ("scale_tril", scale_tril)):
            if value is not None:
                self.__dict__[name] = value
        size = loc.shape[-1]
        batch = np.broadcast_shapes(tuple(loc.shape[:-1]), tuple(given[0].shape[:-2]))
        self.loc = loc.expand((*batch, size))
        super().__init__(batch, (size,), validate_args)
        if precision_matrix is not None:
            covariance_matrix = precision_matrix.inverse()
        self._unbroadcasted_scale_tril = given[0] if covariance_matrix is None else cholesky(
            covariance_matrix)

    def __getattr__(self, name: str) -> Any:
        """The forms of the covariances that the caller did not give."""
        if name not in ("scale_tril", "covariance_matrix", "precision_matrix"):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        lower: Any = self.__dict__.get("_unbroadcasted_scale_tril")
        size, found = self._event_shape[0], lower
        if name == "covariance_matrix":
            found = lower @ lower.mT
        elif name == "precision_matrix":
            back = solve_triangular(lower, eye(size, dtype=lower.dtype), upper=False)
            found = back.mT @ back
        self.__dict__[name] = found.expand((*self._batch_shape, size, size))
        return self.__dict__[name]

    @property
    def mean(self) -> Any:
        return self.loc

    mode = mean

    @property
    def variance(self) -> Any:
        return self._unbroadcasted_scale_tril.pow(2).sum(-1).expand(
            (*self._batch_shape, *self._event_shape))

    def rsample(self, sample_shape: Any = ()) -> Any:
        drawn = standard_normal(self._extended(sample_shape), self.loc)
        turned = (self._unbroadcasted_scale_tril @ drawn.unsqueeze(-1)).squeeze(-1)
        return self.loc + turned

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        gap, lower = value - self.loc, self._unbroadcasted_scale_tril
        square = solve_triangular(lower, gap.unsqueeze(-1), upper=False).pow(2).sum((-2, -1))
        half = diagonal(lower, 0, -2, -1).log().sum(-1)
        size = self._event_shape[0]
        return -0.5 * (size * math.log(2 * math.pi) + square) - half

    def entropy(self) -> Any:
        half = diagonal(self._unbroadcasted_scale_tril, 0, -2, -1).log().sum(-1)
        size = self._event_shape[0]
        return 0.5 * size * (1.0 + math.log(2 * math.pi)) + half


class Independent(Distribution):
    """A distribution whose last batch dimensions count as one event."""

    arg_constraints: dict[str, Any] = {}

    def __init__(self, base_distribution: Distribution, reinterpreted_batch_ndims: int,
                 validate_args: Any = None) -> None:
        self.base_dist, self.reinterpreted_batch_ndims = (
            base_distribution, reinterpreted_batch_ndims)
        shape = base_distribution.batch_shape + base_distribution.event_shape
        cut = len(base_distribution.batch_shape) - reinterpreted_batch_ndims
        self.has_rsample = base_distribution.has_rsample
        super().__init__(shape[:cut], shape[cut:], validate_args)

    @property
    def support(self) -> Any:
        number = self.reinterpreted_batch_ndims
        own = self.base_dist.support
        return constraints.IndependentConstraint(own, number) if number else own

    @property
    def mean(self) -> Any:
        return self.base_dist.mean

    @property
    def mode(self) -> Any:
        return self.base_dist.mode

    @property
    def variance(self) -> Any:
        return self.base_dist.variance

    def enumerate_support(self, expand: bool = True) -> Any:
        if self.reinterpreted_batch_ndims:
            raise NotImplementedError("Enumeration over cartesian product is not implemented")
        return self.base_dist.enumerate_support(expand)

    def sample(self, sample_shape: Any = ()) -> Any:
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape: Any = ()) -> Any:
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value: Tensor) -> Any:
        return self._summed(self.base_dist.log_prob(value))

    def entropy(self) -> Any:
        return self._summed(self.base_dist.entropy())

    def _summed(self, x: Tensor) -> Tensor:
        number = self.reinterpreted_batch_ndims
        return x.sum(tuple(range(-number, 0))) if number else x

    def __repr__(self) -> str:
        return f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"


MultivariateNormal.__module__ = "torch.distributions.multivariate_normal"
Independent.__module__ = "torch.distributions.independent"
