"""The error that ends a command: one line for the person who gave it, and no traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class CourseError(Exception):
    """Something cannot be done. The message says what, why, and what to do about it.

    `course` prints it in one line and ends with exit code 2.
    """


@contextmanager
def writing_into(folder: Path, kind: type[CourseError] = CourseError) -> Iterator[None]:
    """Turn an OSError into a CourseError that names the folder, or the file at fault elsewhere."""
    try:
        yield
    except OSError as error:
        file = Path(error.filename) if isinstance(error.filename, str) else folder
        whole, part = folder.absolute(), file.absolute()
        inside = part.is_relative_to(whole) or whole.is_relative_to(part)
        fault = f"write into {folder}" if inside else f"use {file}"
        raise kind(f"cannot {fault}: {error.strerror or error}") from None
