"""What is done with the gradients and parameters of a network."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterable
from typing import Any

from ...api.creation import tensor
from ...api.later.modules import part_of
from ...api.later.norms import vector_norm
from ...api.shape import cat, stack
from ...modes import no_grad
from ...tensor import Tensor


def gradients_of(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    """The gradients that there are."""
    held = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [p._grad for p in held if p._grad is not None]


def get_total_norm(
    tensors: Iterable[Tensor], norm_type: float = 2.0, error_if_nonfinite: bool = False,
    foreach: Any = None,
) -> Tensor:
    """The norm of the tensors' norms, as if they were one vector.

    Raises RuntimeError for nan and inf if `error_if_nonfinite`.
    """
    held = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    if not held:
        return tensor(0.0)
    with no_grad():
        total = vector_norm(stack([vector_norm(t, norm_type) for t in held]), norm_type)
    if error_if_nonfinite and not total.isfinite():
        raise RuntimeError(
            f"The total norm of order {float(norm_type)} for gradients from `parameters` is"
            " non-finite, so it cannot be clipped. To disable this error and scale the gradients by"
            " the non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return total


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Tensor, foreach: Any = None
) -> None:
    """Scale the gradients so that their total norm is at most max_norm."""
    with no_grad():
        scale = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
        for gradient in gradients_of(parameters):
            gradient.mul_(scale)


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, norm_type: float = 2.0,
    error_if_nonfinite: bool = False, foreach: Any = None,
) -> Tensor:
    """Scale the gradients so that their total norm is at most max_norm. Returns what it was."""
    held = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    total = get_total_norm(gradients_of(held), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(held, max_norm, total)
    return total


def clip_grad_norm(
    parameters: Tensor | Iterable[Tensor], max_norm: float, norm_type: float = 2.0,
    error_if_nonfinite: bool = False, foreach: Any = None,
) -> Tensor:
    """`clip_grad_norm_` under its older name; it warns."""
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of"
        " `torch.nn.utils.clip_grad_norm_`.", FutureWarning, stacklevel=2)
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def clip_grad_value_(
    parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: Any = None
) -> None:
    """Hold every element of the gradients within -clip_value and clip_value."""
    with no_grad():
        for gradient in gradients_of(parameters):
            gradient.clamp_(-float(clip_value), float(clip_value))


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All parameters as one vector."""
    return cat([parameter.view(-1) for parameter in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """The elements of a vector as the values of the parameters.

    Raises TypeError if vec is no tensor.
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    start = 0
    for parameter in parameters:
        end = start + parameter.numel()
        parameter.data = vec[start:end].view_as(parameter).data
        start = end


RENORMED = "weight_norm", "remove_weight_norm", "spectral_norm", "remove_spectral_norm"


def __getattr__(name: str) -> Any:
    """Load a file of this folder when one of its names is first used."""
    if name in ("parametrizations", "parametrize", "prune", "rnn"):
        return importlib.import_module(f"{__name__}.{name}")
    if name in RENORMED:
        return getattr(importlib.import_module(f"{__name__}.renormed"), name)
    return part_of(__name__, name)
