"""Modules of PyTorch's that have no package here: their names stand in files of this folder, or in
another module.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

MODULES = {  # -> a file
    "accelerator": "accelerator", "amp": "amp", "backends": "backends", "functional": "functional",
    "linalg": "linear_algebra", "mps": "mps",
    "special": "special", "testing": "testing", "version": "version",
}


class LaterModule(ModuleType):
    """A module of PyTorch's whose file is loaded when one of its names is first used."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name)
        self._file = file

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__version__":  # asked of every module by tools
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        return getattr(importlib.import_module(f".{self._file}", __package__), name)


class Alias(ModuleType):
    """A module of PyTorch's whose names are those of another one here."""

    def __init__(self, name: str, target: str) -> None:
        super().__init__(name)
        self._target = target

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        return getattr(importlib.import_module(self._target), name)


# Modules that PyTorch divides more finely -> those that have their names.
ALIASES = {
    "autograd.anomaly_mode": "autograd", "nn.modules": "nn", "nn.modules.module": "nn.module",
    "nn.parameter": "nn", "profiler": "autograd.profiler",
    **{f"nn.modules.{part}": "nn" for part in (
        "activation", "batchnorm", "container", "conv", "dropout", "linear", "loss",
        "normalization", "pooling", "rnn", "sparse")},
    **{f"nn.utils.{part}": "nn.utils" for part in ("clip_grad", "convert_parameters")},
    **{f"utils.data.{part}": "utils.data" for part in ("dataloader", "dataset", "sampler")},
    **{f"distributions.{part}": "distributions" for part in (
        "bernoulli", "beta", "binomial", "categorical", "cauchy", "chi2", "dirichlet",
        "exponential", "geometric", "gumbel", "half_normal",
        "independent", "laplace", "log_normal", "mixture_same_family", "multinomial",
        "multivariate_normal", "normal", "one_hot_categorical", "poisson", "studentT",
        "transformed_distribution", "uniform", "utils")},
}


def modules_of(package: Any) -> dict[str, ModuleType]:
    """What `import torch.linalg` and `import torch.backends.cudnn` find, by their names."""
    own = package.__name__
    found = {name: LaterModule(f"{own}.{name}", file) for name, file in MODULES.items()}
    parts = {f"backends.{part}": found["backends"] for part in ("cuda", "cudnn", "mps")}
    parts["cuda.amp"] = LaterModule(f"{own}.cuda.amp", "cuda_amp")
    aliases = {name: Alias(f"{own}.{name}", f"{own}.{target}") for name, target in ALIASES.items()}
    present = {"cuda": package.cuda, "random": package.random}
    return {f"{own}.{name}": module
            for name, module in {**found, **parts, **aliases, **present}.items()}
