"""Write a file whole or not at all: a run may end, and a disk fill up, at any moment."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace a file at once. If that fails, the old file is still there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.write_bytes(content.encode() if isinstance(content, str) else content)
    os.replace(half, path)
