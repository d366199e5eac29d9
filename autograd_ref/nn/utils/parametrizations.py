"""Weights by direction and length, or divided by their largest singular value. Loaded when first
used.
"""

from __future__ import annotations

from typing import Any

from ...api.absent import of_module
from ...api.later.norms import vector_norm
from ...api.later.products import vdot
from ...modes import no_grad
from ...ops.later.norms import WeightNormInterfaceBackward0
from ...record import apply
from ...tensor import Tensor
from .. import functional as F
from ..module import Module
from .parametrize import register_parametrization


def norm_except(weight: Tensor, dim: int | None) -> Tensor:
    """The norm along all dimensions but one, or along all."""
    if dim in (None, -1):
        return vector_norm(weight)
    return vector_norm(weight, 2, tuple(d for d in range(weight.ndim) if d != dim), True)


def with_length(direction: Tensor, length: Tensor, dim: int) -> Tensor:
    """length * direction / its norm along all dimensions but one, or along all for -1."""
    if dim not in (0, direction.ndim - 1):
        return direction * (length / norm_except(direction, dim))
    dims = tuple(d for d in range(direction.ndim) if d != dim)
    return apply(WeightNormInterfaceBackward0, (direction, length), dims)


class _WeightNorm(Module):
    """length * direction / its norm."""

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Tensor, weight_v: Tensor) -> Tensor:
        return with_length(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Tensor) -> tuple[Tensor, Tensor]:
        """The length and the direction of a weight."""
        return norm_except(weight, self.dim), weight


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Learn a weight's length, along `dim`, apart from its direction. Returns the module."""
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def renamed(state_dict: Any, prefix: str, *_others: Any) -> None:
        """What the older `weight_norm` saved stands under other names."""
        if {f"{prefix}{name}_g", f"{prefix}{name}_v"} <= state_dict.keys():
            for place, word in enumerate("gv"):
                state_dict[f"{prefix}parametrizations.{name}.original{place}"] = state_dict.pop(
                    f"{prefix}{name}_{word}")

    module._register_load_state_dict_pre_hook(renamed)
    return module


def power_method(matrix: Tensor, u: Tensor, v: Tensor, steps: int, eps: float) -> None:
    """Turn u and v, in place, towards the first singular vectors."""
    with no_grad():
        for _ in range(steps):
            u.copy_(F.normalize(matrix.mv(v), dim=0, eps=eps))
            v.copy_(F.normalize(matrix.t().mv(u), dim=0, eps=eps))


def as_matrix(weight: Tensor, dim: int) -> Tensor:
    """A weight as a matrix with a row for each place along `dim`."""
    if dim:
        weight = weight.permute(dim, *(d for d in range(weight.ndim) if d != dim))
    return weight.flatten(1)


class _SpectralNorm(Module):
    """The weight divided by its largest singular value, as far as the power method has found it."""

    def __init__(self, weight: Tensor, n_power_iterations: int = 1, dim: int = 0,
                 eps: float = 1e-12) -> None:
        super().__init__()
        if n_power_iterations <= 0:
            raise ValueError(
                "Expected n_power_iterations to be positive, but got"
                f" n_power_iterations={n_power_iterations}")
        self.dim, self.eps, self.n_power_iterations = dim % weight.ndim, eps, n_power_iterations
        if weight.ndim > 1:
            matrix = as_matrix(weight.detach(), self.dim)
            for name, size in zip(("_u", "_v"), matrix.shape, strict=True):
                start = matrix.new_empty(size).normal_(0, 1)
                self.register_buffer(name, F.normalize(start, dim=0, eps=eps))
            power_method(matrix, self._u, self._v, 15, eps)

    def forward(self, weight: Tensor) -> Tensor:
        if weight.ndim == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = as_matrix(weight, self.dim)
        if self.training:
            power_method(matrix, self._u, self._v, self.n_power_iterations, self.eps)
        return weight / vdot(self._u.clone(), matrix.mv(self._v.clone()))

    def right_inverse(self, value: Tensor) -> Tensor:
        """The weight itself."""
        return value


def spectral_norm(
    module: Module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12,
    dim: int | None = None,
) -> Module:
    """Divide a weight by its largest singular value. Returns the module.

    Raises ValueError if the module has no such weight.
    """
    weight = getattr(module, name, None)
    if not isinstance(weight, Tensor):
        raise ValueError(
            f"Module '{module}' has no parameter or buffer with name '{name}'")
    if dim is None:
        dim = int(type(module).__name__ in ("ConvTranspose1d", "ConvTranspose2d"))
    return register_parametrization(
        module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))


def __getattr__(name: str) -> Any:
    if name == "orthogonal":
        from .orthogonal import orthogonal

        return orthogonal
    raise AttributeError(of_module("torch.nn.utils.parametrizations", name))
