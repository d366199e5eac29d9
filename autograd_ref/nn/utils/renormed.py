"""`weight_norm` and `spectral_norm` of PyTorch's first years. Loaded when first used.

A hook before `forward` sets the weight; parametrizations.py has the newer form.
"""

from __future__ import annotations

import warnings
from typing import Any

from ...modes import no_grad
from ...tensor import Tensor
from ..functional import normalize
from ..module import Module, Parameter
from .parametrizations import as_matrix, norm_except, power_method, with_length


class WeightNorm:
    """Sets a weight to weight_g * weight_v / |weight_v| before each call."""

    def __init__(self, name: str, dim: int | None) -> None:
        self.name, self.dim = name, -1 if dim is None else dim

    def compute(self, module: Any) -> Tensor:
        g, v = getattr(module, f"{self.name}_g"), getattr(module, f"{self.name}_v")
        return with_length(v, g, self.dim)

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self.name, self.compute(module))


class SpectralNorm:
    """Sets a weight to weight_orig / its largest singular value before each call."""

    def __init__(self, name: str, steps: int, eps: float, dim: int) -> None:
        self.name, self.n_power_iterations, self.eps, self.dim = name, steps, eps, dim

    def compute(self, module: Any, turn: bool) -> Tensor:
        weight = getattr(module, f"{self.name}_orig")
        u, v = getattr(module, f"{self.name}_u"), getattr(module, f"{self.name}_v")
        matrix = as_matrix(weight, self.dim)
        if turn:
            power_method(matrix.t(), v, u, self.n_power_iterations, self.eps)  # v first
        computed: Tensor = weight / u.clone().dot(matrix.mv(v.clone()))
        return computed

    def __call__(self, module: Any, inputs: Any) -> None:
        setattr(module, self.name, self.compute(module, module.training))


def hook_of(module: Any, kind: type[Any], name: str) -> int | None:
    """The number of a hook of this kind for this weight."""
    for number, hook in module._forward_pre_hooks.items():
        if isinstance(hook, kind) and hook.name == name:
            return int(number)
    return None


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Learn a weight's length, along `dim`, apart from its direction. Returns the module; warns.

    Raises RuntimeError if this weight has it already.
    """
    warnings.warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of"
        " `torch.nn.utils.parametrizations.weight_norm`.", FutureWarning, stacklevel=2)
    if hook_of(module, WeightNorm, name) is not None:
        raise RuntimeError(f"Cannot register two weight_norm hooks on the same parameter {name}")
    hook, weight = WeightNorm(name, dim), getattr(module, name)
    del module._parameters[name]
    module.register_parameter(f"{name}_g", Parameter(norm_except(weight, hook.dim).data))
    module.register_parameter(f"{name}_v", Parameter(weight.data))
    setattr(module, name, hook.compute(module))
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module: Module, name: str = "weight") -> Module:
    """Undo `weight_norm`. Raises ValueError if the weight has none."""
    number = hook_of(module, WeightNorm, name)
    if number is None:
        raise ValueError(f"weight_norm of '{name}' not found in {module}")
    hook = module._forward_pre_hooks.pop(number)
    weight = hook.compute(module)
    delattr(module, name)
    for part in "gv":
        del module._parameters[f"{name}_{part}"]
    setattr(module, name, Parameter(weight.data))
    return module


def spectral_norm(
    module: Module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12,
    dim: int | None = None,
) -> Module:
    """Divide a weight by its largest singular value. Returns the module.

    Raises RuntimeError if this weight has it already.
    """
    if hook_of(module, SpectralNorm, name) is not None:
        raise RuntimeError(f"Cannot register two spectral_norm hooks on the same parameter {name}")
    if dim is None:
        dim = int(type(module).__name__ in ("ConvTranspose1d", "ConvTranspose2d"))
    hook, weight = SpectralNorm(name, n_power_iterations, eps, dim), getattr(module, name)
    with no_grad():
        starts = [normalize(weight.new_empty(size).normal_(0, 1), dim=0, eps=eps)
                  for size in as_matrix(weight, dim).shape]
    del module._parameters[name]
    module.register_parameter(f"{name}_orig", weight)
    setattr(module, name, weight.data)
    for part, start in zip("uv", starts, strict=True):
        module.register_buffer(f"{name}_{part}", start)
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module: Module, name: str = "weight") -> Module:
    """Undo `spectral_norm`. Raises ValueError if the weight has none."""
    number = hook_of(module, SpectralNorm, name)
    if number is None:
        raise ValueError(f"spectral_norm of '{name}' not found in {module}")
    hook = module._forward_pre_hooks.pop(number)
    with no_grad():
        weight = hook.compute(module, False)
    delattr(module, name)
    for part in "uv":
        delattr(module, f"{name}_{part}")
    delattr(module, f"{name}_orig")
    module.register_parameter(name, Parameter(weight.detach()))
    return module


for _class in (WeightNorm, SpectralNorm):
    _class.__module__ = f"torch.nn.utils.{'weight' if _class is WeightNorm else 'spectral'}_norm"
