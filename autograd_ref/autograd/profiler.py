"""PyTorch's profilers: programs that use them run, and nothing is measured. Loaded when first used.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from ..api.absent import of_module, sentence


class profile:
    """`with profile() as p:` runs its block. Asking it for times raises NotImplementedError."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __enter__(self) -> profile:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def start(self) -> None:
        """Nothing."""

    stop = step = start

    def key_averages(self, *args: Any, **kwargs: Any) -> Any:
        """Raises NotImplementedError: there are no times."""
        raise NotImplementedError(sentence("profiler.profile.key_averages"))

    table = total_average = events = export_chrome_trace = key_averages


profile.__module__ = "torch.autograd.profiler"


class record_function:
    """`with record_function(name):` runs its block; above a function, the function runs."""

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name = name

    def __enter__(self) -> record_function:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return function


class ProfilerActivity(enum.Enum):
    """What could be measured."""

    CPU = 0
    CUDA = 1


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.autograd.profiler", name))
