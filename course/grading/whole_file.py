"""Write a file whole or not at all: a run may end, and a disk fill up, at any moment."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from course.grading.submission import GradingError


def as_bytes(content: str | bytes) -> bytes:
    """What a file holds of a text: UTF-8, with `?` for half of a surrogate pair."""
    return content.encode("utf-8", "replace") if isinstance(content, str) else content


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace a file at once. If that fails, the old file is still there, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.write_bytes(as_bytes(content))
    os.replace(half, path)


def replace_earlier(path: Path, content: str | bytes, is_earlier: Callable[[bytes], bool]) -> None:
    """Write a file that somebody named, in the place of an earlier one of its kind.

    A device or a pipe, such as /dev/null, gets the content; a link stays, and its target is the
    file. Raises GradingError if something else is there, or if nothing can be written there.
    """
    try:
        if path.is_char_device() or path.is_fifo():
            path.write_bytes(as_bytes(content))
            return
        path = path.resolve()
        if not path.parent.is_dir():
            raise GradingError(f"cannot write {path}: there is no folder {path.parent}")
        if path.exists() and not is_earlier(path.read_bytes()):
            raise GradingError(f"{path} is there, and is no earlier file of this command that it "
                               "may replace. Name another file with --to")
        write_whole(path, content)
    except OSError as error:
        raise GradingError(f"cannot write {path}: {error.strerror}") from None
