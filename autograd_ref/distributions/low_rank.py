"""Normal vectors whose covariances are a few common causes and noise. Loaded when first used."""

from __future__ import annotations

import math
from typing import Any

from ..api.creation import eye
from ..api.later.diagonals import diag_embed, diagonal
from ..api.later.linear_algebra import cholesky, solve_triangular
from ..api.later.shape import broadcast_tensors
from ..tensor import Tensor
from . import constraints
from .continuous import standard_normal
from .distribution import Distribution


class LowRankMultivariateNormal(Distribution):
    """Normal vectors with the covariances cov_factor @ cov_factor.T + diag(cov_diag).

    Raises ValueError if the shapes do not fit.
    """

    arg_constraints = {
        "loc": constraints.real_vector,
        "cov_factor": constraints.IndependentConstraint(constraints.real, 2),
        "cov_diag": constraints.IndependentConstraint(constraints.positive, 1)}
    support, has_rsample = constraints.real_vector, True

    def __init__(self, loc: Tensor, cov_factor: Tensor, cov_diag: Tensor, validate_args: Any = None
                 ) -> None:
        if loc.ndim < 1:
            raise ValueError("loc must be at least one-dimensional.")
        size = loc.shape[-1:]
        if cov_factor.ndim < 2:
            raise ValueError("cov_factor must be at least two-dimensional, with optional leading"
                             " batch dimensions")
        if cov_factor.shape[-2:-1] != size:
            raise ValueError(
                f"cov_factor must be a batch of matrices with shape {size[0]} x m")
        if cov_diag.shape[-1:] != size:
            raise ValueError(f"cov_diag must be a batch of vectors with shape {size}")
        try:
            wide, self.cov_factor, noise = broadcast_tensors(
                loc.unsqueeze(-1), cov_factor, cov_diag.unsqueeze(-1))
        except RuntimeError as error:
            raise ValueError(
                f"Incompatible batch shapes: loc {loc.shape}, cov_factor {cov_factor.shape},"
                f" cov_diag {cov_diag.shape}") from error
        self.loc, self.cov_diag = wide[..., 0], noise[..., 0]
        self._factor, self._noise = cov_factor, cov_diag
        turned = cov_factor.mT / cov_diag.unsqueeze(-2)
        self._turned = turned
        self._small = cholesky(turned @ cov_factor + eye(cov_factor.shape[-1], dtype=loc.dtype))
        super().__init__(self.loc.shape[:-1], size, validate_args)

    @property
    def mean(self) -> Any:
        return self.loc

    mode = mean

    @property
    def variance(self) -> Any:
        found = self._factor.pow(2).sum(-1) + self._noise
        return found.expand((*self._batch_shape, *self._event_shape))

    def _matrices(self, found: Tensor) -> Any:
        return found.expand((*self._batch_shape, *self._event_shape * 2))

    @property
    def covariance_matrix(self) -> Any:
        return self._matrices(self._factor @ self._factor.mT + diag_embed(self._noise))

    @property
    def precision_matrix(self) -> Any:
        found = solve_triangular(self._small, self._turned, upper=False)
        return self._matrices(diag_embed(self._noise.reciprocal()) - found.mT @ found)

    @property
    def scale_tril(self) -> Any:
        root = self._noise.sqrt().unsqueeze(-1)
        scaled = self._factor / root
        within = scaled @ scaled.mT + eye(self._event_shape[0], dtype=self.loc.dtype)
        return self._matrices(root * cholesky(within))

    def rsample(self, sample_shape: Any = ()) -> Any:
        shape = self._extended(sample_shape)
        causes = standard_normal((*shape[:-1], self.cov_factor.shape[-1]), self.loc)
        noise = standard_normal(shape, self.loc)
        return (self.loc + (self._factor @ causes.unsqueeze(-1)).squeeze(-1)
                + self._noise.sqrt() * noise)

    def _log_determinant(self) -> Any:
        return 2 * diagonal(self._small, 0, -2, -1).log().sum(-1) + self._noise.log().sum(-1)

    def log_prob(self, value: Tensor) -> Any:
        self._check_value(value)
        gap = value - self.loc
        along = solve_triangular(self._small, self._turned @ gap.unsqueeze(-1), upper=False)
        square = (gap.pow(2) / self._noise).sum(-1) - along.pow(2).sum((-2, -1))
        size = self._event_shape[0]
        return -0.5 * (size * math.log(2 * math.pi) + self._log_determinant() + square)

    def entropy(self) -> Any:
        size = self._event_shape[0]
        found = 0.5 * (size * (1.0 + math.log(2 * math.pi)) + self._log_determinant())
        return found.expand(self._batch_shape) if self._batch_shape else found


LowRankMultivariateNormal.__module__ = "torch.distributions.lowrank_multivariate_normal"
