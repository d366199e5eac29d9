"""What one can do with the nodes of the graph."""

from __future__ import annotations

from typing import Any

from ..api.absent import of_module
from ..node import Node
from ..node_hooks import disable_saved_tensors_hooks, save_on_cpu, saved_tensors_hooks


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.autograd.graph", name))


__all__ = ["Node", "disable_saved_tensors_hooks", "save_on_cpu", "saved_tensors_hooks"]
