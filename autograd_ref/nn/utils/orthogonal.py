"""Weights that are orthogonal matrices whatever the optimizer does. Loaded when first used."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...api.arithmetic import add
from ...api.creation import eye, zeros_like
from ...api.later.linear_algebra import matrix_exp, solve
from ...api.random import randn
from ...api.shape import cat
from ...tensor import Tensor, wrap
from ..module import Module
from .parametrize import register_parametrization

MAPS = "matrix_exp", "cayley", "householder"


def is_orthogonal(matrix: Tensor) -> bool:
    """Whether the columns are orthonormal, up to rounding."""
    q: Any = matrix._array
    allowed = 10.0 * q.shape[-2] * np.finfo(q.dtype).eps
    identity = np.eye(q.shape[-1], dtype=q.dtype)
    return bool(np.allclose(q.swapaxes(-1, -2) @ q, identity, atol=allowed))


def orthogonalised(matrix: Tensor) -> Tensor:
    """The Q of a matrix's QR decomposition whose R has a positive diagonal."""
    q, r = np.linalg.qr(matrix._array)
    return wrap(q * np.sign(np.diagonal(r, axis1=-2, axis2=-1))[..., None, :])


def reflected(vectors: Any, scales: Any) -> Any:
    """The first columns of the product of the reflections I - scale * v v^T, where v has 0 above
    its place and 1 there.
    """
    rows, columns = vectors.shape[-2:]
    found = eye(rows, columns, dtype=vectors.dtype)
    for place in reversed(range(columns)):
        v = vectors[..., place:place + 1] + eye(rows, columns, dtype=vectors.dtype)[:, [place]]
        found = found - scales[..., place, None, None] * (v @ (v.mT @ found))
    return found


class _Orthogonal(Module):
    """An orthogonal matrix made of any matrix, times the orthogonal matrix `base`."""

    base: Any

    def __init__(self, weight: Tensor, orthogonal_map: str, use_trivialization: bool = True
                 ) -> None:
        super().__init__()
        self.shape, self.orthogonal_map = weight.shape, orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, X: Any) -> Any:
        wide = X.size(-2) < X.size(-1)
        X = X.mT if wide else X
        if self.orthogonal_map == "householder":
            vectors = X.tril(-1)
            scales = 2.0 / (1.0 + (vectors * vectors).sum(-2))
            found = reflected(vectors, scales) * X.diagonal(0, -2, -1).int().unsqueeze(-2)
        else:
            found = self._turned(X.tril())
            if X.size(-1) < X.size(-2):
                found = found[..., :X.size(-1)]
        if hasattr(self, "base"):
            found = self.base @ found
        return found.mT if wide else found

    def _turned(self, lower: Any) -> Any:
        """The orthogonal matrix of an antisymmetric one."""
        rows, columns = lower.shape[-2:]
        if rows != columns:
            empty = lower.new_zeros(rows, rows - columns)
            lower = cat([lower, empty.expand((*lower.shape[:-2], -1, -1))], -1)
        skew = lower - lower.mT
        if self.orthogonal_map == "matrix_exp":
            return matrix_exp(skew)
        identity = eye(rows, dtype=skew.dtype)
        return solve(add(identity, skew, alpha=-0.5), add(identity, skew, alpha=0.5))

    def right_inverse(self, Q: Any) -> Any:
        """The matrix of which `forward` makes Q, or the orthogonal matrix that Q becomes."""
        if Q.shape != self.shape:
            raise ValueError(
                f"Expected a matrix or batch of matrices of shape {self.shape}. Got a tensor of"
                f" shape {Q.shape}.")
        wide = Q.size(-2) < Q.size(-1)
        tall = Q.mT if wide else Q
        if not hasattr(self, "base"):
            if self.orthogonal_map != "householder":
                raise NotImplementedError(
                    "It is not possible to assign to the matrix exponential or the Cayley"
                    " parametrizations when use_trivialization=False.")
            vectors = reflections(tall._array)
            return vectors.mT if wide else vectors
        rows, columns = tall.shape[-2:]
        if rows == columns:
            self.base = tall.clone() if is_orthogonal(tall) else orthogonalised(tall)
        else:
            more = randn((*tall.shape[:-2], rows, rows - columns), dtype=tall.dtype)
            self.base = orthogonalised(cat([tall, more], -1))
        found = zeros_like(Q)
        found.diagonal(0, -2, -1).fill_(-1.0)
        return found


def reflections(matrix: Any) -> Tensor:
    """The vectors of the reflections whose product is a matrix's Q; on the diagonal the signs."""
    stacked = matrix.reshape(-1, *matrix.shape[-2:])
    found = np.empty_like(stacked)
    for place, each in enumerate(stacked):
        raw, scales = np.linalg.qr(each, mode="raw")
        vectors = raw.T.copy()
        signs = np.sign(np.diagonal(vectors))
        np.fill_diagonal(vectors, np.where(scales == 0, -signs, signs))
        found[place] = vectors
    return wrap(found.reshape(matrix.shape))


def orthogonal(
    module: Module, name: str = "weight", orthogonal_map: str | None = None, *,
    use_trivialization: bool = True,
) -> Module:
    """Keep a weight orthogonal: its columns are orthonormal, or its rows if it is wide. Returns the
    module. Source: Lezcano-Casado, Trivializations for Gradient-Based Optimization on Manifolds,
    2019.

    Raises ValueError if there is no such weight, it is no matrix, or the map is unknown.
    """
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    if weight.ndim < 2:
        raise ValueError("Expected a matrix or batch of matrices. Got a tensor of"
                         f" {weight.ndim} dimensions.")
    if orthogonal_map is None:
        square = weight.shape[-2] == weight.shape[-1]
        orthogonal_map = "matrix_exp" if square else "householder"
    if orthogonal_map not in MAPS:
        raise ValueError('orthogonal_map has to be one of "matrix_exp", "cayley", "householder". '
                         f"Got: {orthogonal_map}")
    made = _Orthogonal(weight, orthogonal_map, use_trivialization)
    return register_parametrization(module, name, made, unsafe=True)
