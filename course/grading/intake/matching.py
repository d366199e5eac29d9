"""Which cell of a submission is which cell of the assignment.

nbgrader's metadata says so. Some programs lose it, so a cell without any is known by its id, by its
text, by the check that it calls, or by what it defines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import nbformat

from course.grading.intake.code import defined_names, same_code
from course.publish.solution_code import stub_of

CHECK_CALL = re.compile(r"""^[ \t]*check\(\s*["']([\w-]+)["']\s*,\s*["'](\w+)["']""", re.MULTILINE)
# At these, programs cut a text into the lines that a notebook's file has.
ENDS = ("\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
MAX_WITHOUT_METADATA = 500_000  # characters
RawCell = dict[str, Any]
Originals = Mapping[str, nbformat.NotebookNode]
Test = Callable[[RawCell, nbformat.NotebookNode], bool]


def match(cells: Sequence[RawCell], originals: Originals) -> dict[int, str]:
    """The grade_id of each cell that belongs to the assignment, by the cell's place.

    A grade_id may occur twice if its metadata does.
    """
    found = {place: name for place, cell in enumerate(cells)
             if (name := grade_id(cell)) in originals and name is not None}
    for test in TESTS:
        _match_by(test, cells, originals, found)
    _match_by_place(cells, originals, found)
    return dict(sorted(found.items()))


def _match_by(
    test: Test, cells: Sequence[RawCell], originals: Originals, found: dict[int, str]
) -> None:
    """Match each cell of the assignment that has no match with the only cell that passes a test."""
    missing = [name for name in originals if name not in found.values()]
    passed: dict[str, list[int]] = {name: [] for name in missing}
    for place, cell in _without_metadata(cells):  # outside: each cell is parsed once
        for name in missing:
            if place not in found and test(cell, originals[name]):
                passed[name].append(place)
    for name in missing:
        fits = [place for place in passed[name] if place not in found]
        if len(fits) == 1 or (fits and test is _calls_its_check):
            found[fits[-1]] = name  # a student's own calls of a check stand before it


def _match_by_place(
    cells: Sequence[RawCell], originals: Originals, found: dict[int, str]
) -> None:
    """Match an answer with the only cell of its type between the neighbours of the answer."""
    names = list(originals)
    for name in [name for name in names if name not in found.values()]:
        original = originals[name]
        if not original.metadata.nbgrader.solution or defined_names(original.source):
            continue
        places = {known: place for place, known in found.items()}
        index = names.index(name)
        before = max([places[n] for n in names[:index] if n in places], default=-1)
        after = min([places[n] for n in names[index + 1:] if n in places], default=len(cells))
        fits = [place for place, cell in _without_metadata(cells)
                if before < place < after and cell["cell_type"] == original.cell_type]
        if len(fits) == 1 and len(found) > 1:
            found[fits[0]] = name


def _without_metadata(cells: Sequence[RawCell]) -> Iterator[tuple[int, RawCell]]:
    """The cells without nbgrader's metadata, up to a limit."""
    room = MAX_WITHOUT_METADATA
    for place, cell in enumerate(cells):
        if grade_id(cell) is None:
            room -= len(source_of(cell))
            if room < 0:
                return
            yield place, cell


def grade_id(cell: RawCell) -> str | None:
    """A cell's grade_id: None without nbgrader metadata, "" if the metadata has no grade_id."""
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if nbgrader is None:
        return None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return name if isinstance(name, str) else ""


def source_of(cell: RawCell) -> str:
    """The source of a raw cell as one text, with line ends as Python writes them."""
    source = cell["source"]
    if isinstance(source, str):
        text = source
    else:  # some programs write lines without their ends
        ends = len(source) < 2 or any(line.endswith(ENDS) for line in source[:-1])
        text = ("" if ends else "\n").join(source)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def checks_called(cells: Sequence[RawCell]) -> list[tuple[str, str]]:
    """Unit and exercise of each check that the code cells call."""
    return [call for cell in cells if cell["cell_type"] == "code"
            for call in CHECK_CALL.findall(source_of(cell))]


def visible_source(original: nbformat.NotebookNode) -> str:
    """The source of a cell of the assignment as students got it."""
    text = original.source.split("### BEGIN HIDDEN TESTS")[0].rstrip()
    return stub_of(text) if original.metadata.nbgrader.solution else text


def _has_its_id(cell: RawCell, original: nbformat.NotebookNode) -> bool:
    same_type: bool = cell["cell_type"] == original.cell_type
    return same_type and cell.get("id") is not None and bool(cell["id"] == original.get("id"))


def _has_its_text(cell: RawCell, original: nbformat.NotebookNode) -> bool:
    if cell["cell_type"] != original.cell_type:
        return False
    ours, theirs = visible_source(original), source_of(cell)
    if original.cell_type == "code":
        return same_code(ours, theirs)
    return ours.strip() == theirs.strip()


def _calls_its_check(cell: RawCell, original: nbformat.NotebookNode) -> bool:
    called = CHECK_CALL.findall(original.source)
    return bool(called) and cell["cell_type"] == "code" and (
        CHECK_CALL.findall(source_of(cell)) == called[:1])


def _has_its_title(cell: RawCell, original: nbformat.NotebookNode) -> bool:
    """Whether it is a text with the same first line, which is a title."""
    first: str = original.source.partition("\n")[0].strip()
    return (original.cell_type == cell["cell_type"] == "markdown" and first.startswith("#")
            and source_of(cell).lstrip().partition("\n")[0].strip() == first)


def _defines_its_names(cell: RawCell, original: nbformat.NotebookNode) -> bool:
    if not original.cell_type == cell["cell_type"] == "code":
        return False
    names = defined_names(original.source)
    return bool(names) and names <= defined_names(source_of(cell))


TESTS: tuple[Test, ...] = (
    _has_its_id, _has_its_text, _calls_its_check, _has_its_title, _defines_its_names)
