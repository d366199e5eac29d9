"""The modes under their name in PyTorch, `torch.autograd.grad_mode`: whether to record."""

from __future__ import annotations

from ..modes import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = ["enable_grad", "inference_mode", "no_grad", "set_grad_enabled"]
