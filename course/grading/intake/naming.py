"""Texts that students chose, fit to name a file or to stand in a line."""

from __future__ import annotations

import hashlib
import os
import re
from typing import Any

MAX_NAME_BYTES = 200  # of a name: those of files may have 255, and endings are added
MAX_SHOWN = 100
MADE = re.compile(r"~[0-9a-f]{8}$")  # at the end of the names that `student_name` makes


def student_name(folder: str) -> str:
    """The student's name in files, tables and pages, from the name of a folder.

    They are the same, unless the folder's name is too long, holds what cannot be printed, or is
    what this function makes of such a name.
    """
    shown = visible(folder)
    if shown == folder and is_short(folder) and not MADE.search(folder):
        return folder
    return with_digest(shown, folder)


def with_digest(shown: str, text: str) -> str:
    """A short name that only this text has: the beginning of `shown`, and a digest."""
    digest = hashlib.sha256(os.fsencode(text)).hexdigest()[:8]
    return f"{cut_to_bytes(shown, MAX_NAME_BYTES // 2)}~{digest}"


def visible(text: str) -> str:
    """A text with escapes in place of what does not print, such as what a terminal obeys."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def names_a_file(name: str) -> bool:
    """Whether a file of a student's may have this name in a folder."""
    return (name not in ("", ".", "..") and "/" not in name and name.isprintable()
            and is_short(name))


def is_short(name: str) -> bool:
    """Whether every file system takes it, with an ending, for the name of a file."""
    return len(os.fsencode(name)) <= MAX_NAME_BYTES


def cut_to_bytes(text: str, most: int) -> str:
    """The beginning of a text, of as many whole characters as fit into so many bytes of UTF-8."""
    return text.encode()[:most].decode("utf-8", "ignore")


def printable(text: str) -> str:
    """A text that a student chose, fit for a line: short, without control characters."""
    cleaned = "".join(c if c.isprintable() else "?" for c in text[:MAX_SHOWN])
    return cleaned if len(text) <= MAX_SHOWN else f"{cleaned}…"


def first_line(error: BaseException) -> str:
    """The first line of an error's message, fit for a line; its type if it has no message."""
    text = str(error)[:1000].strip() or type(error).__name__
    return printable(text.splitlines()[0])


def shown_value(value: Any) -> str:
    """A value from a student's file, for a sentence about it."""
    if isinstance(value, list | dict):
        return f"a {type(value).__name__}"
    return repr(printable(value)) if isinstance(value, str) else printable(repr(value))
