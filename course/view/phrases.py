"""Values, shapes and names as short pieces of text."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable

import numpy as np

from course.view.graph_model import Array, Saved, Vertex


def number(value: object) -> str:
    """A number with four decimals at most, as PyTorch prints it: 2.0, 3.2332, 1.5e-07, nan."""
    item = value.item() if isinstance(value, np.generic) else value
    if not isinstance(item, float) or not math.isfinite(item):
        return str(item)
    if item == 0 or 1e-3 <= abs(item) < 1e6:
        text = f"{item:.4f}".rstrip("0")
        return text + "0" if text.endswith(".") else text
    return f"{item:.4g}"


def numbers(value: Array | None, room: int = 26) -> str:
    """An array in one line, or as much of it as fits into `room` characters.

    A vector is cut with an ellipsis; a larger array that does not fit becomes empty text (the
    picture shows its shape elsewhere).
    """
    if value is None:
        return ""
    if value.size <= room:
        text = _nested(value)
        if len(text) <= room:
            return text
    if value.ndim != 1:
        return ""
    shown: list[str] = []
    for item in value[:room]:
        if len("[" + ", ".join([*shown, number(item)]) + ", ...]") > room:
            break
        shown.append(number(item))
    return "[" + ", ".join(shown) + ", ...]" if shown else ""


def _nested(value: Array) -> str:
    if value.ndim == 0:
        return number(value[()])
    return "[" + ", ".join(_nested(np.asarray(part)) for part in value) + "]"


def shape(size: tuple[int, ...] | None) -> str:
    """(3, 4) as `(3, 4)`, the shape of a scalar as `()`; empty if it is not known."""
    return "" if size is None else str(tuple(size))


def described(value: Array | None, room: int = 26) -> str:
    """The numbers if they fit, else their shape and length."""
    if value is None:
        return "None"
    if not value.size:
        return f"empty, shape {shape(value.shape)}"
    text = numbers(value, room)
    if text and not text.endswith("...]"):
        return text
    if not text:
        return f"shape {shape(value.shape)}{_length(value)}"
    return f"{text} shape {shape(value.shape)}"


def _length(value: Array) -> str:
    """The Euclidean length of an array, for numbers too many to show."""
    if value.dtype.kind not in "biufc":
        return ""
    with np.errstate(all="ignore"):
        squares = np.abs(value).astype(np.float64) ** 2
        return f", length {number(float(np.sqrt(squares.sum())))}"


def clean(text: str, room: int = 32) -> str:
    """A name that XML allows: no control characters, cut at `room` characters."""
    legal = legible(text)
    return legal if len(legal) <= room else legal[: room - 1] + "\u2026"


def legible(text: str) -> str:
    """The text with a sign in place of each character that XML does not allow."""
    return "".join(c if _legal(c) else "\ufffd" for c in text)


def _legal(character: str) -> bool:
    code = ord(character)
    return (code >= 32 and not 127 <= code < 160 and not 0xD800 <= code < 0xE000
            and (code & 0xFFFE) != 0xFFFE)


def columns(text: str) -> int:
    """How many columns of a fixed-width font the text takes: wide characters count twice."""
    return sum(_columns(c) for c in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def plural(count: int, word: str) -> str:
    """1 leaf, 2 leaves."""
    if count == 1:
        return f"1 {word}"
    return f"{count} {'leaves' if word == 'leaf' else word + 's'}"


def joined(parts: Iterable[str]) -> str:
    """a; a and b; a, b and c."""
    items = list(parts)
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def saved(items: tuple[Saved, ...]) -> tuple[str, str]:
    """What is saved and what was freed, each as a line, empty if there is nothing."""
    return _listed("saved", [s for s in items if not s.freed]), \
        _listed("freed", [s for s in items if s.freed])


def _listed(head: str, items: list[Saved]) -> str:
    names = ", ".join(clean(item.name, 12) for item in items)
    return f"{head} {names}".rstrip() if items else ""


def called(vertex: Vertex) -> str:
    """What to call a vertex in a sentence: its names, else its title."""
    if vertex.names:
        return clean(" = ".join(vertex.names))
    if vertex.kind == "op":
        return clean(vertex.title)
    if vertex.kind == "folded":
        return "the folded part"
    return "a leaf" if vertex.kind == "leaf" else "a constant"
