"""Reading submissions: whatever was handed in becomes a notebook to run, or a state.

Cells are matched with the assignment's by their grade_id. Those that students must not change are
put back as they were; what students wrote is kept, in their order.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from course.answers.wire import sound
from course.grading.intake.cells import has_points
from course.grading.submission import GradingError, HandedIn, State, Submission

MAX_BYTES = 20 * 2**20
NOT_UNPACKED = "not-unpacked.txt"
MAKE = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


class Unreadable(Exception):
    """The file cannot be used as a notebook; the message says what is wrong with it."""


@dataclass(frozen=True)
class Place:
    """Where a student's submission for an assignment lies, or would lie."""

    student: str
    assignment: str
    folder: Path


def find_submissions(
    submitted: Path, assignments: Sequence[str], known: Collection[str]
) -> list[Place]:
    """The place of every student's submission for every assignment, sorted; empty ones included.

    Raises GradingError when the folder holds no students.
    """
    students = sorted(p.name for p in submitted.iterdir()
                      if p.is_dir() and not p.name.startswith("."))
    wanted = list(assignments) or sorted({
        path.name for student in students for path in (submitted / student).iterdir()
        if path.name in known
    })
    handed_in = [name for name in wanted
                 if any((submitted / student / name).is_dir() for student in students)]
    if not handed_in:
        raise GradingError(f"nothing to grade in {submitted}: nobody there handed in "
                           f"{' or '.join(assignments) or 'any assignment'}, as "
                           "<student>/<assignment>/<assignment>.ipynb")
    return [Place(student, assignment, submitted / student / assignment)
            for assignment in wanted for student in students]


def take_in(
    folder: Path, student: str, assignment: str, source: nbformat.NotebookNode
) -> Submission:
    """Read one submission folder. Never raises for what is in it."""
    return restore(read_in(Place(student, assignment, folder)), source)


def read_in(place: Place) -> HandedIn:
    """Read a submission's file without looking into it. Never raises for what is there."""
    path = place.folder / f"{place.assignment}.ipynb"
    if place.folder.is_symlink():
        note = f"The folder {place.assignment} is a link to another place."
        return HandedIn(place.student, place.assignment, None, State.MALFORMED, (note,))
    refused = place.folder / NOT_UNPACKED
    if refused.is_file() and not refused.is_symlink():
        why = refused.read_text(encoding="utf-8", errors="replace")[:500]
        return HandedIn(place.student, place.assignment, None, State.MALFORMED, (why,))
    if not path.exists() and not path.is_symlink():
        others = _names(place.folder.glob("*")) if place.folder.is_dir() else ""
        note = f"There is no {path.name}" + (f"; the folder holds {others}." if others else ".")
        return HandedIn(place.student, place.assignment, None, State.MISSING, (note,))
    extra = _names(p for p in place.folder.glob("*.ipynb") if p.name != path.name)
    notes = (f"Other notebooks were left aside: {extra}.",) if extra else ()
    try:
        content = _content(path)
    except Unreadable as error:
        notes = (str(error), *notes)
        return HandedIn(place.student, place.assignment, None, State.MALFORMED, notes)
    return HandedIn(place.student, place.assignment, content, notes=notes)


def restore(handed_in: HandedIn, source: nbformat.NotebookNode) -> Submission:
    """The notebook to run behind a file, or why there is none. Never raises for what is in it."""
    submission = Submission(handed_in.student, handed_in.assignment, state=handed_in.state)
    if handed_in.content is not None:
        try:
            cells = _cells(_json(handed_in.content, handed_in.assignment), submission.notes)
            submission.notebook = _restored(cells, source, submission.notes)
        except Unreadable as error:
            submission.state = State.MALFORMED
            submission.notes = [str(error)]
    submission.notes += handed_in.notes
    return submission


def _content(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise Unreadable(f"{path.name} is not an ordinary file.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Unreadable(f"{path.name} has {size / 2**20:.0f} MB; the limit is "
                         f"{MAX_BYTES / 2**20:.0f} MB.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}.") from None


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
        raise Unreadable(f"It says notebook format {major!r}; 3 and 4 can be read.")
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("It has no list of cells.")
    name = _kernel_name(content)
    if name != "python3":
        notes.append(f"Its kernelspec was {name!r}; it was run with Python 3." if name
                     else "It had no kernelspec; it was run with Python 3.")
    usable = [cell for cell in cells if _is_usable(cell)]
    if len(usable) < len(cells):
        notes.append(f"{len(cells) - len(usable)} damaged cells were left out.")
    return usable


def _kernel_name(content: dict[str, Any]) -> str | None:
    metadata = content.get("metadata")
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    name = kernelspec.get("name") if isinstance(kernelspec, dict) else None
    return name if isinstance(name, str) else None


def _is_usable(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in list(MAKE):
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
    kept = []
    for cell in cells:
        name = _grade_id(cell)
        if name is None or name not in originals:
            if name is not None:
                notes.append("A cell with foreign nbgrader metadata was run as an ordinary cell.")
            kept.append(_plain_cell(cell))
        elif name in found:
            notes.append(f"The cell {name} was there twice; the copy "
                         f"{_copy_fate(originals[name])}.")
            if _is_solution(originals[name]):
                kept.append(_plain_cell(cell))
        else:
            found[name] = _matched(cell, originals[name], notes)
            kept.append(found[name])
    _put_back_missing(kept, found, originals, notes)
    return _notebook(kept, source)


def _matched(
    cell: dict[str, Any], original: nbformat.NotebookNode, notes: list[str]
) -> nbformat.NotebookNode:
    restored = copy.deepcopy(original)
    name = original.metadata.nbgrader.grade_id
    if cell["cell_type"] != original.cell_type:
        notes.append(f"The cell {name} had been turned into {cell['cell_type']}; it was run as "
                     f"{original.cell_type}.")
    version = cell["metadata"]["nbgrader"].get("schema_version")
    if version != 3:
        notes.append(f"The cell {name} says nbgrader schema {version!r}; it was read as 3.")
    if _is_solution(original):
        restored.source = _text(cell)
    elif original.metadata.nbgrader.grade and _visible_changed(cell, original):
        notes.append(f"The check cell {name} had been edited; it was put back.")
    return restored


def _put_back_missing(
    kept: list[nbformat.NotebookNode],
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
            notes.append(f"The cell {name}, where the answer belongs, was deleted.")
            if not has_points(original):
                continue
        restored = copy.deepcopy(original)
        place = next((i + 1 for i, cell in enumerate(kept) if cell is before), 0)
        kept.insert(place, restored)
        before = restored
        if original.cell_type == "code" and not _is_solution(original):
            notes.append(f"The cell {name} was deleted; it was put back.")


def _notebook(
    cells: list[nbformat.NotebookNode], source: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number:03}"
    return new_notebook(cells=cells, metadata=copy.deepcopy(source.metadata))


def _plain_cell(cell: dict[str, Any]) -> nbformat.NotebookNode:
    return MAKE[cell["cell_type"]](_text(cell))


def _grade_id(cell: dict[str, Any]) -> str | None:
    """The grade_id of a cell; "" where there is nbgrader metadata without one, None without."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if marks is None:
        return None
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else ""


def _text(cell: dict[str, Any]) -> str:
    """The source of a cell; half of a surrogate pair, which no file can hold, becomes a mark."""
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    return sound(text)


def _is_solution(cell: nbformat.NotebookNode) -> bool:
    return bool(cell.metadata.nbgrader.solution)


def _visible_changed(cell: dict[str, Any], original: nbformat.NotebookNode) -> bool:
    """Whether a check cell differs from the visible part of the original."""
    visible = original.source.split("### BEGIN HIDDEN TESTS")[0].rstrip()
    return _text(cell).rstrip() not in (visible, original.source.rstrip())


def _copy_fate(original: nbformat.NotebookNode) -> str:
    return "was run as an ordinary cell" if _is_solution(original) else "was dropped"


def _names(paths: Iterator[Path]) -> str:
    names = sorted(sound(path.name) for path in paths)
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def _short(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:120]
