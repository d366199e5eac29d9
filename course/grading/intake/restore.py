"""Make a notebook that can run from whatever the student handed in, or say why there is none.

A cell of the submission belongs to the cell of the assignment with the same grade_id. Cells that
students must not change are put back as they were; what students wrote stays, in their order.
"""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from course.exchange.wire import without_surrogates
from course.grading.intake.cells import has_points
from course.grading.intake.folders import Unreadable, printable
from course.grading.submission import State, Submission

MAX_CELLS = 5_000
MAX_TEXT = 100_000  # characters of a cell that is no code
NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def restore(submission: Submission, source: nbformat.NotebookNode) -> Submission:
    """The submission with the notebook to run, or why there is none. Never raises."""
    if submission.content is None:
        return submission
    notes: list[str] = []
    try:
        cells = _cells(_json(submission.content, submission.assignment), notes)
        notebook = _restored(cells, source, notes)
    except Unreadable as error:
        return replace(submission, state=State.MALFORMED, notes=(str(error), *submission.notes))
    return replace(submission, notebook=notebook, notes=(*notes, *submission.notes))


def _json(text: bytes, assignment: str) -> dict[str, Any]:
    name = f"{assignment}.ipynb"
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} is not JSON ({_short(error)}). Was the upload cut off, or "
                         "the file edited by hand?") from None
    if not isinstance(content, dict):
        raise Unreadable(f"{name} is JSON, but not a notebook.")
    return content


def _cells(content: dict[str, Any], notes: list[str]) -> list[dict[str, Any]]:
    major = content.get("nbformat")
    if major == 3:
        try:
            content = nbformat.convert(nbformat.from_dict(content), 4)
        except Exception as error:
            raise Unreadable(f"It is in notebook format 3 and cannot be converted "
                             f"({_short(error)}).") from None
        notes.append("It was in notebook format 3 and was converted to 4.")
    elif major != 4:
        raise Unreadable(f"It says notebook format {_shown(major)}; 3 and 4 can be read.")
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("It has no list of cells.")
    name = _kernel_name(content)
    if name != "python3":
        notes.append(f"Its kernelspec was {_shown(name)}; it ran with Python 3." if name
                     else "It had no kernelspec; it ran with Python 3.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"It has {len(cells):,} cells; the limit is {MAX_CELLS:,}.")
    usable = [cell for cell in cells if _is_usable(cell)]
    if len(usable) < len(cells):
        notes.append(f"The grader left out {len(cells) - len(usable)} damaged cells.")
    return usable


def _kernel_name(content: dict[str, Any]) -> str | None:
    metadata = content.get("metadata")
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    name = kernelspec.get("name") if isinstance(kernelspec, dict) else None
    return name if isinstance(name, str) else None


def _is_usable(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in list(NEW_CELL):
        return False
    source = cell.get("source")
    return isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source))


def _restored(
    cells: list[dict[str, Any]], source: nbformat.NotebookNode, notes: list[str]
) -> nbformat.NotebookNode:
    """The student's cells with the assignment's own ones put back."""
    originals = {c.metadata.nbgrader.grade_id: c for c in source.cells if "nbgrader" in c.metadata}
    if not any(_grade_id(cell) in originals for cell in cells):
        raise Unreadable("None of its cells belongs to this assignment.")
    found: dict[str, nbformat.NotebookNode] = {}
    restored = []
    for cell in cells:
        name = _grade_id(cell)
        if name is None or name not in originals:
            if name is not None:
                notes.append("A cell with foreign nbgrader metadata ran as an ordinary cell.")
            restored.append(_ordinary_cell(cell))
        elif name in found:
            notes.append(f"The cell {name} occurs twice; the copy "
                         f"{_copy_fate(originals[name])}.")
            if _is_solution(originals[name]):
                restored.append(_ordinary_cell(cell))
        else:
            found[name] = _matched(cell, originals[name], notes)
            restored.append(found[name])
    _put_back_missing(restored, found, originals, notes)
    return _notebook(restored, source)


def _matched(
    cell: dict[str, Any], original: nbformat.NotebookNode, notes: list[str]
) -> nbformat.NotebookNode:
    restored = copy.deepcopy(original)
    name = original.metadata.nbgrader.grade_id
    if cell["cell_type"] != original.cell_type:
        notes.append(f"The student turned the cell {name} into {cell['cell_type']}; it ran as "
                     f"{original.cell_type}.")
    version = cell["metadata"]["nbgrader"].get("schema_version")
    if version != 3:
        notes.append(f"The cell {name} says nbgrader schema {_shown(version)}; "
                     "the grader read it as 3.")
    if _is_solution(original):
        restored.source = _text(cell)
    elif original.metadata.nbgrader.grade and _visible_changed(cell, original):
        notes.append(f"The student edited the check cell {name}; the grader put it back.")
    return restored


def _put_back_missing(
    cells: list[nbformat.NotebookNode],
    found: dict[str, nbformat.NotebookNode],
    originals: dict[str, nbformat.NotebookNode],
    notes: list[str],
) -> None:
    before: nbformat.NotebookNode | None = None
    for name, original in originals.items():
        if name in found:
            before = found[name]
            continue
        if _is_solution(original):
            notes.append(f"The student deleted the answer cell {name}.")
            if not has_points(original):
                continue
        restored = copy.deepcopy(original)
        place = next((i + 1 for i, cell in enumerate(cells) if cell is before), 0)
        cells.insert(place, restored)
        before = restored
        if original.cell_type == "code" and not _is_solution(original):
            notes.append(f"The student deleted the cell {name}; the grader put it back.")


def _notebook(
    cells: list[nbformat.NotebookNode], source: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number:03}"
    return new_notebook(cells=cells, metadata=copy.deepcopy(source.metadata))


def _ordinary_cell(cell: dict[str, Any]) -> nbformat.NotebookNode:
    return NEW_CELL[cell["cell_type"]](_text(cell))


def _grade_id(cell: dict[str, Any]) -> str | None:
    """A cell's grade_id: None without nbgrader metadata, "" if the metadata has no grade_id."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if marks is None:
        return None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else ""


def _text(cell: dict[str, Any]) -> str:
    """The source of a cell, as a text that a file can hold; shortened if it is no code."""
    source = cell["source"]
    text = without_surrogates(source if isinstance(source, str) else "".join(source))
    if cell["cell_type"] == "code" or len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}\n\n(The grader left out the rest: {len(text):,} characters in all.)"


def _is_solution(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.solution)


def _visible_changed(cell: dict[str, Any], original: nbformat.NotebookNode) -> bool:
    """Whether a check cell differs from the visible part of the original."""
    visible = original.source.split("### BEGIN HIDDEN TESTS")[0].rstrip()
    return _text(cell).rstrip() not in (visible, original.source.rstrip())


def _copy_fate(original: nbformat.NotebookNode) -> str:
    return "ran as an ordinary cell" if _is_solution(original) else "was dropped"


def _short(error: BaseException) -> str:
    text = str(error)[:1000].strip() or type(error).__name__
    return printable(text.splitlines()[0])


def _shown(value: Any) -> str:
    """A value from the file, for a sentence about it."""
    if isinstance(value, list | dict):
        return f"a {type(value).__name__}"
    return repr(printable(value)) if isinstance(value, str) else printable(repr(value))
