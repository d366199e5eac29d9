"""Cells that a student split in the middle of a statement: put together again."""

from __future__ import annotations

from collections.abc import Sequence

from course.grading.intake.matching import RawCell, grade_id, source_of
from course.grading.intake.plain_python import parsed
from course.grading.intake.signs import with_plain_signs

MAX_PIECES = 6
MAX_TRIED = 500_000  # characters


def join_split(cells: Sequence[RawCell]) -> tuple[list[RawCell], set[int]]:
    """The cells with those joined that are Python together only; the places of what was joined.

    A part that does not parse alone, or that begins with an indent, belongs to the cell above it if
    both together parse. A cell of the assignment's own is never a part of another one.
    """
    joined: list[RawCell] = []
    places: set[int] = set()
    place, room = 0, MAX_TRIED
    while place < len(cells):
        text, end = source_of(cells[place]), place
        together = text
        for below in range(place + 1, min(place + MAX_PIECES, len(cells))):
            if room < 0 or not _may_continue(cells[place], together, cells[below]):
                break
            together = f"{together}\n{source_of(cells[below])}"
            room -= len(together)
            if _is_python(together):
                text, end = together, below
        if end > place:
            places.add(len(joined))
        joined.append({**cells[place], "source": text} if end > place else cells[place])
        place = end + 1
    return joined, places


def falls_apart(cell: RawCell, below: RawCell) -> bool:
    """Whether a cell and the one below it look like parts of one that do not fit together."""
    source = source_of(below)
    return (_may_continue(cell, source_of(cell), below) and not _is_python(source_of(cell))
            and (_is_indented(source) or not _is_python(source)))


def _may_continue(cell: RawCell, above: str, below: RawCell) -> bool:
    """Whether the code of `below` may go on where that `above` ends, which `cell` begins."""
    if not cell["cell_type"] == below["cell_type"] == "code" or (
            grade_id(below) not in (None, grade_id(cell))):
        return False
    source = source_of(below)
    if not source.strip() or source.lstrip().startswith("%%"):
        return False
    return _is_indented(source) or not _is_python(above)


def _is_python(source: str) -> bool:
    """Whether a source is Python, or would be with Python's own signs; `readable` replaces them."""
    plain, replaced = with_plain_signs(source)
    return parsed(plain if replaced else source) is not None


def _is_indented(source: str) -> bool:
    first = next((line for line in with_plain_signs(source)[0].split("\n")
                  if line.strip() and not line.lstrip().startswith("#")), "")
    return first[:1] in (" ", "\t")
