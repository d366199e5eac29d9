"""What registering a hook returns, under PyTorch's name of its module."""

from __future__ import annotations

from ..hooks import RemovableHandle

__all__ = ["RemovableHandle"]
