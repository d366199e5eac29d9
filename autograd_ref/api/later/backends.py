"""What PyTorch can compute with; here with nothing but NumPy."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ..absent import of_module


def unavailable(**flags: Any) -> SimpleNamespace:
    """A backend that is not there. Its flags can be set, and do nothing."""
    return SimpleNamespace(is_available=lambda: False, is_built=lambda: False, **flags)


cudnn = unavailable(deterministic=False, benchmark=False, enabled=True, allow_tf32=True,
                    version=lambda: None)
mps = unavailable()
cuda = unavailable(matmul=SimpleNamespace(allow_tf32=False))
mkl = mkldnn = openmp = unavailable()


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.backends", name))
