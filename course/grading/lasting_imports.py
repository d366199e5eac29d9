"""Imports of many modules, quickly. This file imports nothing of the course."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def lasting_imports() -> Iterator[None]:
    """Import without collections: imports leave nothing to collect, and what is imported stays, so
    that no later collection, and not the end of the program, need look through it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
