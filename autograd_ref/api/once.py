"""Warnings that PyTorch gives once in a process, wherever they arise."""

from __future__ import annotations

import warnings
from typing import ClassVar


class Once:
    """The texts that were shown, and whether `torch.set_warn_always` asks for them each time."""

    always = False
    shown: ClassVar[set[str]] = set()


def warn_once(text: str, stacklevel: int = 1) -> None:
    """Give a UserWarning, if it is the first with this text; `stacklevel` as `warnings` has it."""
    if Once.always or text not in Once.shown:
        Once.shown.add(text)
        warnings.warn(text, UserWarning, stacklevel=stacklevel + 1)
