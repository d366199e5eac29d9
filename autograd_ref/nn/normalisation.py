"""Normalisation as modules. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..api.creation import ones, tensor, zeros
from ..api.later.normalisation import batch_norm, layer_norm
from ..dtypes import int64
from ..tensor import Tensor
from . import functional as F
from . import init
from .layers import filled_parameter
from .module import Module, file_under


def reset_affine(module: Any) -> None:
    """Weight 1 and bias 0 of a normalisation, if it has them."""
    for name, value in (("weight", 1.0), ("bias", 0.0)):
        parameter = getattr(module, name, None)
        if parameter is not None:
            init.constant_(parameter, value)


class Norm(Module):
    """Base of the normalisations with running statistics."""

    ranks: tuple[int, ...]  # the numbers of dimensions that the input may have
    _version = 2

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1,
        affine: bool = True, track_running_stats: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        for name, value in (("weight", 1.0), ("bias", 0.0)):
            self.register_parameter(
                name, filled_parameter(num_features, value, **made) if affine else None)
        tracked = track_running_stats
        self.register_buffer("running_mean", zeros(num_features, **made) if tracked else None)
        self.register_buffer("running_var", ones(num_features, **made) if tracked else None)
        self.register_buffer("num_batches_tracked", tensor(0, dtype=int64) if tracked else None)

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, local_metadata: dict[str, Any], *others: Any
    ) -> None:
        """The first version did not count batches: what it saved keeps the present count."""
        if (local_metadata.get("version") or 1) < 2 and self.track_running_stats:
            state_dict.setdefault(f"{prefix}num_batches_tracked", self.num_batches_tracked)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *others)

    def reset_running_stats(self) -> None:
        """Forget the batches seen so far."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0, and no batches seen."""
        self.reset_running_stats()
        reset_affine(self)

    def extra_repr(self) -> str:
        return (f"{self.num_features}, eps={self.eps}, momentum={self.momentum},"
                f" affine={self.affine}, bias={self.affine},"
                f" track_running_stats={self.track_running_stats}")


Norm.__init__.__qualname__ = "_BatchNorm.__init__"


class BatchNorm(Norm):
    """Base of the normalisations over a batch: `batch_norm`."""

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim not in self.ranks:
            expected = " or ".join(f"{rank}D" for rank in self.ranks)
            raise ValueError(f"expected {expected} input (got {input.ndim}D input)")
        if self.training and self.track_running_stats:
            self.num_batches_tracked.add_(1)
        momentum = self.momentum
        if momentum is None:  # the average of all batches
            momentum = 1.0 / float(self.num_batches_tracked) if self.track_running_stats else 0.0
        return batch_norm(
            input, self.running_mean, self.running_var, self.weight, self.bias,
            self.training or not self.track_running_stats, momentum, self.eps)


class BatchNorm1d(BatchNorm):
    """Normalisation over a batch of rows (n, features), or (n, features, length)."""

    ranks = 2, 3


class BatchNorm2d(BatchNorm):
    """Normalisation over a batch of images (n, channels, height, width)."""

    ranks = (4,)


class BatchNorm3d(BatchNorm):
    """Normalisation over a batch of volumes (n, channels, depth, height, width)."""

    ranks = (5,)


class LayerNorm(Module):
    """`layer_norm` as a module."""

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True,
        bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else normalized_shape
        self.normalized_shape, self.eps = tuple(shape), eps
        self.elementwise_affine = elementwise_affine
        for name, value, used in (("weight", 1.0, True), ("bias", 0.0, bias)):
            held = elementwise_affine and used
            self.register_parameter(
                name, filled_parameter(self.normalized_shape, value, **made) if held else None)

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        reset_affine(self)

    def forward(self, input: Tensor) -> Tensor:
        return layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (f"{self.normalized_shape}, eps={self.eps},"
                f" elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}")


class GroupNorm(Module):
    """`group_norm` as a module. Raises ValueError if num_groups does not divide num_channels."""

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True,
        device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        if num_channels % num_groups:
            raise ValueError(
                f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels = num_groups, num_channels
        self.eps, self.affine = eps, affine
        for name, value in (("weight", 1.0), ("bias", 0.0)):
            self.register_parameter(
                name, filled_parameter(num_channels, value, **made) if affine else None)

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        reset_affine(self)

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)
        return result

    def extra_repr(self) -> str:
        return (f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine},"
                f" bias={self.affine}")


class InstanceNorm(Norm):
    """Base of the normalisations of each input by itself: `instance_norm`."""

    def __init__(
        self, num_features: int, eps: float = 1e-5, momentum: float = 0.1, affine: bool = False,
        track_running_stats: bool = False, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim not in self.ranks:
            low, high = self.ranks
            raise ValueError(f"expected {low}D or {high}D input (got {input.ndim}D input)")
        alone = input.ndim == min(self.ranks)
        batch = input.unsqueeze(0) if alone else input
        momentum = 0.0 if self.momentum is None else self.momentum
        result: Tensor = F.instance_norm(
            batch, self.running_mean, self.running_var, self.weight, self.bias,
            self.training or not self.track_running_stats, momentum, self.eps)
        return result.squeeze(0) if alone else result


InstanceNorm.__init__.__qualname__ = "_InstanceNorm.__init__"


class InstanceNorm1d(InstanceNorm):
    """`instance_norm` of rows (n, channels, length) as a module."""

    ranks = 2, 3


class InstanceNorm2d(InstanceNorm):
    """`instance_norm` of images as a module."""

    ranks = 3, 4


class RMSNorm(Module):
    """`rms_norm` as a module."""

    def __init__(
        self, normalized_shape: Any, eps: float | None = None, elementwise_affine: bool = True,
        device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else normalized_shape
        self.normalized_shape, self.eps = tuple(shape), eps
        self.elementwise_affine = elementwise_affine
        self.register_parameter("weight", filled_parameter(self.normalized_shape, 1.0, **made)
                                if elementwise_affine else None)

    def reset_parameters(self) -> None:
        """Weight 1, bias 0."""
        reset_affine(self)

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.rms_norm(input, self.normalized_shape, self.weight, self.eps)
        return result

    def extra_repr(self) -> str:
        return (f"{self.normalized_shape}, eps={self.eps},"
                f" elementwise_affine={self.elementwise_affine}")


class LocalResponseNorm(Module):
    """`local_response_norm` as a module."""

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = F.local_response_norm(input, self.size, self.alpha, self.beta, self.k)
        return result

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


file_under({
    "batchnorm": (BatchNorm1d, BatchNorm2d, BatchNorm3d),
    "normalization": (LayerNorm, GroupNorm, RMSNorm, LocalResponseNorm),
    "instancenorm": (InstanceNorm1d, InstanceNorm2d),
})
