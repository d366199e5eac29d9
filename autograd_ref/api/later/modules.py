"""Modules of PyTorch's that have no package here: their names stand in files of this folder, or in
another module.
"""

from __future__ import annotations

import importlib
import sys
from types import FunctionType, ModuleType
from typing import Any

from ..absent import of_module
from ..arguments import with_pytorchs_errors

MODULES = {  # -> a file
    "accelerator": "accelerator", "amp": "amp", "backends": "backends", "cuda": "cuda",
    "functional": "functional", "linalg": "linear_algebra", "mps": "mps",
    "serialization": "serialization", "signal": "signal_windows", "special": "special",
    "testing": "testing", "version": "version",
}

# Files whose functions say in PyTorch's words what is wrong with a call -> what PyTorch puts before
# their names.
CHECKED = {"linear_algebra": "linalg", "special": "special"}


class LaterModule(ModuleType):
    """A module of PyTorch's whose file is loaded when one of its names is first used."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name)
        self._file = file

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__version__":  # asked of every module by tools
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        found = getattr(importlib.import_module(f".{self._file}", __package__), name)
        if isinstance(found, FunctionType) and self._file in CHECKED:
            found = with_pytorchs_errors(found, name=f"{CHECKED[self._file]}_{name}")
            setattr(self, name, found)
        return found


class Alias(ModuleType):
    """A module of PyTorch's whose names are those of others here."""

    def __init__(self, name: str, *targets: str) -> None:
        super().__init__(name)
        self._targets = targets

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        if (within := f"{self.__name__}.{name}") in sys.modules:
            return sys.modules[within]
        *others, last = map(importlib.import_module, self._targets)
        for target in others:
            if name in vars(target):
                return vars(target)[name]
        return getattr(last, name)


# Modules that PyTorch divides more finely -> those that have their names.
PARTS = {
    "nn.modules": """activation adaptive batchnorm channelshuffle container conv distance dropout
        flatten fold instancenorm linear loss module normalization padding pixelshuffle pooling rnn
        sparse transformer upsampling utils""",
    "nn.utils": "clip_grad convert_parameters",
    "utils.data": "dataloader dataset sampler",
    "distributions": """bernoulli beta binomial categorical cauchy chi2 dirichlet exponential
        geometric gumbel half_cauchy half_normal independent inverse_gamma laplace log_normal
        mixture_same_family multinomial multivariate_normal negative_binomial normal
        one_hot_categorical pareto poisson relaxed_bernoulli relaxed_categorical studentT
        transformed_distribution uniform utils von_mises weibull""",
}
ALIASES = {
    "autograd.anomaly_mode": ("autograd",), "nn.modules": ("nn",), "nn.parameter": ("nn",),
    "profiler": ("autograd.profiler",),
    **{f"{whole}.{part}": (whole,) for whole, parts in PARTS.items() for part in parts.split()},
    **{f"nn.modules.{part}": ("nn.bases", "nn") for part in PARTS["nn.modules"].split()},
    "nn.modules.module": ("nn.module",),
}


def modules_of(package: Any) -> dict[str, ModuleType]:
    """What `import torch.linalg` and `import torch.backends.cudnn` find, by their names."""
    own = package.__name__
    found = {name: LaterModule(f"{own}.{name}", file) for name, file in MODULES.items()}
    parts = {f"backends.{part}": found["backends"] for part in ("cuda", "cudnn", "mps")}
    parts["signal.windows"] = LaterModule(f"{own}.signal.windows", "signal_windows")
    setattr(found["signal"], "windows", parts["signal.windows"])  # noqa: B010
    parts["cuda.amp"] = LaterModule(f"{own}.cuda.amp", "cuda_amp")
    aliases = {name: Alias(f"{own}.{name}", *(f"{own}.{target}" for target in targets))
               for name, targets in ALIASES.items()}
    return {f"{own}.{name}": module
            for name, module in {**found, **parts, **aliases, "random": package.random}.items()}


def part_of(package: str, name: str) -> ModuleType:
    """A module that PyTorch has within a package. Raises AttributeError if it has none of this
    name, nor anything else.
    """
    if found := sys.modules.get(f"{package}.{name}"):
        return found
    raise AttributeError(of_module(f"torch.{package.partition('.')[2]}", name))
