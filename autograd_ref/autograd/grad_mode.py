"""The modes under their name in PyTorch, `torch.autograd.grad_mode`: whether to record."""

from __future__ import annotations

from ..modes import enable_grad, inference_mode, no_grad, set_grad_enabled


class set_multithreading_enabled:
    """Changes nothing: backward uses one thread."""

    def __init__(self, mode: bool) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass


set_multithreading_enabled.__module__ = "torch.autograd.grad_mode"
__all__ = ["enable_grad", "inference_mode", "no_grad", "set_grad_enabled",
           "set_multithreading_enabled"]
