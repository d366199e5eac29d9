"""Put the cells of the assignment back as they were, each with what the student wrote into it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.exchange.wire import without_surrogates
from course.grading.intake import notes as kinds
from course.grading.intake.cell_kinds import has_points, is_check, is_solution
from course.grading.intake.code import same_code
from course.grading.intake.matching import source_of, visible_source
from course.grading.intake.naming import shown_value
from course.grading.intake.notes import Notes
from course.grading.intake.strays import Strays
from course.grading.sanitising.notebooks import pasted_pictures

MAX_NAME = 40  # characters of a name that a student chose
MAX_TEXT = 100_000  # characters of a cell that is no code


def matched_cell(
    cell: dict[str, Any], original: nbformat.NotebookNode, notes: Notes, used: bool
) -> nbformat.NotebookNode:
    restored = copy.deepcopy(original)
    metadata = original.metadata.nbgrader
    if cell["cell_type"] != original.cell_type:
        notes.add(kinds.turned(cell["cell_type"], original.cell_type), metadata.grade_id)
    version = (cell["metadata"].get("nbgrader") or {}).get("schema_version", 3) if isinstance(
        cell.get("metadata"), dict) else 3
    if version != 3:
        notes.add(kinds.other_schema(shown_value(version)), metadata.grade_id)
    if is_solution(original):
        restored.source = cell_text(cell)
        if original.cell_type == "markdown":
            _keep_pictures(cell, restored)
    elif original.cell_type == "code" and not used and not same_code(
            cell_text(cell), visible_source(original)) and not same_code(
            cell_text(cell), original.source):
        notes.add(kinds.EDITED_CHECK if metadata.grade else kinds.EDITED_GIVEN, metadata.grade_id)
    return restored


def put_back_missing(
    cells: list[nbformat.NotebookNode],
    found: dict[str, nbformat.NotebookNode],
    originals: Mapping[str, nbformat.NotebookNode],
    strays: Strays,
    texts: Sequence[str],
    notes: Notes,
) -> None:
    """Put back what is missing; `texts` are the sources of the cells that the student handed in."""
    before: nbformat.NotebookNode | None = None
    for name, original in originals.items():
        if name in found:
            before = found[name]
            continue
        if is_solution(original):
            if name not in strays.answers:
                notes.add(kinds.DELETED_ANSWER, name)
                if not has_points(original):
                    continue
        elif original.cell_type == "code":
            code = visible_source(original).strip()
            is_merged = any(code in text for text in texts)
            notes.add(kinds.INTO_OTHERS if is_merged else kinds.DELETED, name)
        restored = copy.deepcopy(original)
        place = next((i + 1 for i, cell in enumerate(cells) if cell is before), 0)
        cells.insert(place, restored)
        before = found[name] = restored


def use_strays(
    cells: list[nbformat.NotebookNode], found: Mapping[str, nbformat.NotebookNode],
    originals: Mapping[str, nbformat.NotebookNode], strays: Strays, notes: Notes,
) -> None:
    """Put answers into their cells, and helpers into cells of their own.

    An answer cell without code gets its stub back: the page then says that nothing was written.
    """
    for name, code in strays.answers.items():
        if name in strays.beside:
            place = next(i for i, cell in enumerate(cells) if cell is found[name])
            cells.insert(place, _new_cell("code", found[name].source))
        found[name].source = without_surrogates(code)
        kind = (kinds.HIDDEN if name in strays.hidden
                else kinds.MERGED if name in strays.merged
                else kinds.ABOVE_STUB if name in strays.above else kinds.MOVED)
        notes.add(kind, name)
    for name, (code, names) in strays.helpers.items():
        place = next(i for i, cell in enumerate(cells) if cell is found[name])
        is_check = found[name].metadata.nbgrader.grade
        cells.insert(place if is_check else place + 1,
                     _new_cell("code", without_surrogates(code)))
        for helper in names:
            notes.add(kinds.HELPERS, helper[:MAX_NAME])
    for sentence in strays.to_choose.values():
        notes.say(sentence)
    for name in strays.emptied:
        stub = visible_source(originals[name])
        found[name].source = f"{found[name].source}\n{stub}".strip()


def put_in_order(
    cells: list[nbformat.NotebookNode], found: Mapping[str, nbformat.NotebookNode], notes: Notes
) -> None:
    """Move a check below the code that precedes it in the assignment; given code above the rest.

    `found` has the assignment's cells in its order. All other cells stay in the student's order.
    """
    code = [(name, cell) for name, cell in found.items() if cell.cell_type == "code"]
    places = {id(cell): place for place, cell in enumerate(cells)}
    if all(places[id(a)] < places[id(b)] for (_, a), (_, b) in pairwise(code)):
        return
    for i, (name, cell) in enumerate(code):
        place = _place(cell, cells)
        if is_check(cell):
            last = max((_place(c, cells) for _, c in code[:i] if not is_check(c)), default=-1)
            if last > place:
                cells.insert(last, cells.pop(place))  # below it, for the check left a gap above
                notes.add(kinds.MOVED_CHECK, name)
        elif not is_solution(cell):
            first = min((_place(c, cells) for _, c in code[i + 1:]), default=place)
            if first < place and all(_place(c, cells) < first for _, c in code[:i]):
                cells.insert(first, cells.pop(place))
                notes.add(kinds.MOVED_GIVEN, name)


def _place(cell: nbformat.NotebookNode, cells: list[nbformat.NotebookNode]) -> int:
    return next(i for i, other in enumerate(cells) if other is cell)


def _new_cell(kind: str, source: str) -> nbformat.NotebookNode:
    """A cell without an id. nbformat's own functions would validate each, which takes long."""
    cell = NotebookNode(cell_type=kind, metadata=NotebookNode(), source=source)
    if kind == "code":
        cell.update(execution_count=None, outputs=[])
    return cell


def ordinary_cell(cell: dict[str, Any]) -> nbformat.NotebookNode:
    restored = _new_cell(cell["cell_type"], cell_text(cell))
    if cell["cell_type"] == "markdown":
        _keep_pictures(cell, restored)
    return restored


def _keep_pictures(cell: dict[str, Any], restored: nbformat.NotebookNode) -> None:
    """Keep the pictures that a student pasted into a text, and nothing else that it carries."""
    pictures = pasted_pictures(cell.get("attachments"))
    if pictures:
        restored["attachments"] = nbformat.from_dict(pictures)


def cell_text(cell: dict[str, Any]) -> str:
    """The source of a cell, as a text that a file can hold; shortened if it is no code."""
    text = without_surrogates(source_of(cell))
    if cell["cell_type"] == "code" or len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}\n\n(The grader left out the rest: {len(text):,} characters in all.)"
