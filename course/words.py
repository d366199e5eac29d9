"""Numbers of things, and lists of names, as they stand in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

MAX_NAMES = 5


def counted(number: str | int, word: str, several: str = "") -> str:
    """A number of things: `1 item`, `2 items`; `several` is a plural without an s."""
    return f"{number} {word}" if str(number) == "1" else f"{number} {several or word + 's'}"


def listed(names: Sequence[str]) -> str:
    """Names as in a sentence, the last one after an `and`; if they are many, the first of them."""
    if len(names) > MAX_NAMES:
        return first_few(names)
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def first_few(names: Sequence[str], most: int = MAX_NAMES) -> str:
    """Names with commas; if they are many, the first and how many more."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
