"""Cells of an LMS's tables, and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = re.compile(r"-?\d+(\.\d*)?|-?\.\d+")
NO_GRADE = ("", "-")


def format_number(value: float) -> str:
    """A score with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def parse_number(text: str) -> float:
    """A number as an LMS writes it, with a point or a comma; 0 if there is none."""
    return float(_with_point(text)) if is_number(text) else 0.0


def points_in(text: str, maximum: float) -> float:
    """The points that a grade of an LMS means, also as a percentage of the maximum."""
    number = parse_number(text)
    return number * maximum / 100 if text.strip().endswith("%") else number


def is_number(text: str) -> bool:
    """Whether text is a number as an LMS writes it: `1,234.50`, `1.234,50`, `12,5`, `80 %`."""
    return NUMBER.fullmatch(_with_point(text)) is not None


def _with_point(text: str) -> str:
    """Text of a number without spaces and groups of thousands, with a point."""
    packed = re.sub(r"[\s']|%$", "", text.strip())
    if "," in packed and "." in packed:
        group = min(",.", key=packed.rfind)
        packed = packed.replace(group, "")
    return packed.replace(",", ".")


def cell_at(row: Sequence[str], index: int | None) -> str:
    """A cell of a row; "" if the row is shorter."""
    return row[index] if index is not None and index < len(row) else ""


def padded(row: Sequence[str], length: int) -> list[str]:
    """The first cells of a row, filled up with blanks."""
    return [*row[:length], *[""] * (length - len(row))]
