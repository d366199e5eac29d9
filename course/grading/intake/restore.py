"""Make a notebook that can run from whatever the student handed in, or say why there is none.

`matching` finds which cell is which. Cells that students must not change are put back as they were;
what students wrote stays, in their order. `strays` finds answers outside of their cells.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v3.rwbase import rejoin_lines

from course.exchange.wire import without_surrogates
from course.grading.intake import notes as kinds
from course.grading.intake.assignments import grade_ids
from course.grading.intake.cell_kinds import COURSES, has_points, is_check, is_solution
from course.grading.intake.code import same_code
from course.grading.intake.folders import Unreadable
from course.grading.intake.json_text import TooManyValues, is_unicode, read_json
from course.grading.intake.matching import (
    checks_called,
    grade_id,
    match,
    source_of,
    visible_source,
)
from course.grading.intake.naming import printable
from course.grading.intake.newer_python import newer_answers, python_of
from course.grading.intake.notes import Notes
from course.grading.intake.splits import join_split
from course.grading.intake.strays import Strays, find_strays, text_below
from course.grading.intake.wrapped import unwrapped
from course.grading.sanitising.notebooks import pasted_pictures
from course.grading.submission import State, Submission

MAX_NAME = 40  # characters of a name that a student chose
MAX_CELLS = 5_000
MAX_TEXT = 100_000  # characters of a cell that is no code
KINDS = ["code", "markdown", "raw"]


def restore(submission: Submission, source: nbformat.NotebookNode) -> Submission:
    """The submission with the notebook to run, or why there is none. Never raises."""
    if submission.content is None:
        return submission
    notes = Notes()
    try:
        content = _json(submission.content, submission.assignment, notes)
        content = _need_notebook(content, submission.assignment)
        cells = _cells(content, notes)
        notebook, to_choose = _restored(
            cells, source, submission.assignment, python_of(content), notes)
    except Unreadable as error:
        return replace(submission, state=State.MALFORMED, notes=(str(error), *submission.notes))
    return replace(submission, notebook=notebook, to_choose=to_choose,
                   notes=(*notes.sentences(), *submission.notes))


def _json(text: bytes, assignment: str, notes: Notes) -> Any:
    name = f"{assignment}.ipynb"
    if not text.strip():
        raise Unreadable(f"{name} is empty.")
    if not is_unicode(text):
        notes.say("It is not in UTF-8; it was read as Windows-1252.")
    try:
        return unwrapped(read_json(text), notes)
    except TooManyValues as error:
        raise Unreadable(f"{name} {error}.") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} is not JSON ({_short(error)}). Was the upload cut off, or "
                         "the file edited by hand?") from None


def _need_notebook(content: Any, assignment: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise Unreadable(f"{assignment}.ipynb is JSON, but not a notebook.")
    return content


def _cells(content: dict[str, Any], notes: Notes) -> list[dict[str, Any]]:
    major = content.get("nbformat")
    if major is None and isinstance(content.get("cells"), list):
        notes.say("It names no notebook format; it was read as format 4.")
        major = 4
    if str(major) == "3":
        try:
            content = nbformat.convert(rejoin_lines(nbformat.from_dict(content)), 4)
        except Exception as error:
            raise Unreadable(f"It is in notebook format 3 and cannot be converted "
                             f"({_short(error)}).") from None
        notes.say("It was in notebook format 3 and was converted to 4.")
    elif str(major) != "4":
        raise Unreadable(f"It says notebook format {_shown(major)}; 3 and 4 can be read.")
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("It has no list of cells.")
    name, language = _of_kernel(content, "name"), _of_kernel(content, "language")
    if name is None or "python" not in f"{name} {language}".lower():
        notes.say(f"Its kernelspec was {_shown(name)}; it ran with Python 3." if name
                     else "It had no kernelspec; it ran with Python 3.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"It has {len(cells):,} cells; the limit is {MAX_CELLS:,}.")
    usable = [cell for cell in cells if _is_usable(cell)]
    if len(usable) < len(cells):
        notes.say(f"The grader left out {len(cells) - len(usable)} damaged cells.")
    return usable


def _of_kernel(content: dict[str, Any], what: str) -> str | None:
    """What a notebook says of its kernel; None if it says nothing."""
    metadata = content.get("metadata")
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    said = kernelspec.get(what) if isinstance(kernelspec, dict) else None
    return said if isinstance(said, str) else None


def _is_usable(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in KINDS:
        return False
    source = cell.get("source")
    return isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source))


def _restored(
    cells: list[dict[str, Any]], source: nbformat.NotebookNode, assignment: str,
    python: tuple[int, int] | None, notes: Notes,
) -> tuple[nbformat.NotebookNode, dict[str, str]]:
    """The student's cells with the assignment's own ones put back, and what a person must see."""
    originals = {c.metadata.nbgrader.grade_id: c for c in source.cells if "nbgrader" in c.metadata}
    _need_this_assignment(cells, originals, assignment)
    cells, joined = join_split(cells)
    matches = match(cells, originals)
    if not matches and not any(unit == assignment for unit, _ in checks_called(cells)):
        raise Unreadable("None of its cells belongs to this assignment.")
    strays = find_strays(cells, matches, originals)
    strays.to_choose |= newer_answers(cells, matches, originals, python)
    courses = {c.source.strip() for c in source.cells
               if c.cell_type == "code" and "nbgrader" not in c.metadata}
    found: dict[str, nbformat.NotebookNode] = {}
    restored: list[nbformat.NotebookNode] = []
    for place in joined & matches.keys():
        notes.add(kinds.JOINED, matches[place])
    moved = _moved_texts(cells, matches, originals, notes)
    for place, cell in enumerate(cells):
        name = matches.get(place)
        if name is None:
            if grade_id(cell) is not None:
                notes.add(kinds.FOREIGN, "")
            if place not in moved:
                restored.append(_ordinary_cell(cell))
                if restored[-1].source.strip() in courses:
                    restored[-1].metadata["tags"] = [COURSES]
        elif name in found:
            is_answer = is_solution(originals[name])
            notes.add(kinds.COPIED_ANSWER if is_answer else kinds.COPIED, name)
            if is_answer:
                restored.append(_ordinary_cell(cell))
        else:
            found[name] = _matched(cell, originals[name], notes, name in strays.used)
            restored.append(found[name])
            below = [_text(cells[index]) for index, target in moved.items() if target == place]
            if below:
                found[name].source = "\n\n".join(below)
    _note_lost_metadata(cells, matches, notes)
    _put_back_missing(restored, found, originals, strays, notes)
    _use_strays(restored, found, strays, notes)
    for name in strays.emptied:
        stub = visible_source(originals[name])  # the page then says that nothing was written
        found[name].source = f"{found[name].source}\n{stub}".strip()
    _put_in_order(restored, {name: found[name] for name in originals if name in found}, notes)
    return _notebook(restored, source), strays.to_choose


def _need_this_assignment(
    cells: list[dict[str, Any]], originals: Mapping[str, nbformat.NotebookNode], assignment: str
) -> None:
    """Raise Unreadable if it is the notebook of another assignment."""
    ids = {name for cell in cells if (name := grade_id(cell))}
    checks = Counter(unit for unit, _ in checks_called(cells))
    if 2 * len(ids & originals.keys()) > len(originals) or checks[assignment]:
        return
    other = next((unit for unit, _ in checks.most_common()), None) or _most_alike(ids, originals)
    if other is not None and other != assignment:
        raise Unreadable(f"It is the notebook of {other}, not of {assignment}.")


def _most_alike(ids: set[str], originals: Mapping[str, nbformat.NotebookNode]) -> str | None:
    """The assignment that has more of these cells than this one has; None if there is none."""
    shared = {slug: len(ids & names) for slug, names in grade_ids().items()}
    most = max(shared, key=lambda slug: shared[slug], default=None)
    return most if most and shared[most] > len(ids & originals.keys()) else None


def _moved_texts(
    cells: list[dict[str, Any]], matches: Mapping[int, str],
    originals: Mapping[str, nbformat.NotebookNode], notes: Notes,
) -> dict[int, int]:
    """The student's cells that answer an untouched cell above them, each with that cell's place."""
    moved = {}
    for place, name in matches.items():
        original = originals[name]
        untouched = _text(cells[place]).strip() == original.source.strip()
        if has_points(original) and is_solution(original) and untouched:
            below = text_below(place, cells, matches)
            moved.update(dict.fromkeys(below, place))
            if below:
                notes.add(kinds.MOVED_TEXT, name)
    return moved


def _note_lost_metadata(
    cells: list[dict[str, Any]], matches: Mapping[int, str], notes: Notes
) -> None:
    """One sentence, whether one cell lost nbgrader's metadata or all."""
    lost = [name for place, name in matches.items() if grade_id(cells[place]) is None]
    if lost and len(lost) == len(matches):
        notes.say("The notebook has lost nbgrader's metadata; the grader knew its cells by their "
                  "texts and names.")
        return
    for name in lost:
        notes.add(kinds.WITHOUT_METADATA, name)


def _matched(
    cell: dict[str, Any], original: nbformat.NotebookNode, notes: Notes, used: bool
) -> nbformat.NotebookNode:
    restored = copy.deepcopy(original)
    metadata = original.metadata.nbgrader
    if cell["cell_type"] != original.cell_type:
        notes.add(kinds.turned(cell["cell_type"], original.cell_type), metadata.grade_id)
    version = (cell["metadata"].get("nbgrader") or {}).get("schema_version", 3) if isinstance(
        cell.get("metadata"), dict) else 3
    if version != 3:
        notes.add(kinds.other_schema(_shown(version)), metadata.grade_id)
    if is_solution(original):
        restored.source = _text(cell)
        if original.cell_type == "markdown":
            _keep_pictures(cell, restored)
    elif original.cell_type == "code" and not used and not same_code(
            _text(cell), visible_source(original)) and not same_code(
            _text(cell), original.source):
        notes.add(kinds.EDITED_CHECK if metadata.grade else kinds.EDITED_GIVEN, metadata.grade_id)
    return restored


def _put_back_missing(
    cells: list[nbformat.NotebookNode],
    found: dict[str, nbformat.NotebookNode],
    originals: Mapping[str, nbformat.NotebookNode],
    strays: Strays,
    notes: Notes,
) -> None:
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
            notes.add(kinds.DELETED, name)
        restored = copy.deepcopy(original)
        place = next((i + 1 for i, cell in enumerate(cells) if cell is before), 0)
        cells.insert(place, restored)
        before = found[name] = restored


def _use_strays(
    cells: list[nbformat.NotebookNode], found: Mapping[str, nbformat.NotebookNode],
    strays: Strays, notes: Notes,
) -> None:
    """Put answers into their cells, and helpers into cells of their own."""
    for name, code in strays.answers.items():
        if name in strays.beside:
            place = next(i for i, cell in enumerate(cells) if cell is found[name])
            cells.insert(place, _new_cell("code", found[name].source))
        found[name].source = without_surrogates(code)
        kind = (kinds.HIDDEN if name in strays.hidden
                else kinds.MERGED if name in strays.merged else kinds.MOVED)
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


def _put_in_order(
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


def _notebook(
    cells: list[nbformat.NotebookNode], source: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number:03}"
    return NotebookNode(cells=cells, metadata=copy.deepcopy(source.metadata), nbformat=4,
                        nbformat_minor=5)


def _new_cell(kind: str, source: str) -> nbformat.NotebookNode:
    """A cell without an id. nbformat's own functions would validate each, which takes long."""
    cell = NotebookNode(cell_type=kind, metadata=NotebookNode(), source=source)
    if kind == "code":
        cell.update(execution_count=None, outputs=[])
    return cell


def _ordinary_cell(cell: dict[str, Any]) -> nbformat.NotebookNode:
    restored = _new_cell(cell["cell_type"], _text(cell))
    if cell["cell_type"] == "markdown":
        _keep_pictures(cell, restored)
    return restored


def _keep_pictures(cell: dict[str, Any], restored: nbformat.NotebookNode) -> None:
    """Keep the pictures that a student pasted into a text, and nothing else that it carries."""
    pictures = pasted_pictures(cell.get("attachments"))
    if pictures:
        restored["attachments"] = nbformat.from_dict(pictures)


def _text(cell: dict[str, Any]) -> str:
    """The source of a cell, as a text that a file can hold; shortened if it is no code."""
    text = without_surrogates(source_of(cell))
    if cell["cell_type"] == "code" or len(text) <= MAX_TEXT:
        return text
    return f"{text[:MAX_TEXT]}\n\n(The grader left out the rest: {len(text):,} characters in all.)"


def _short(error: BaseException) -> str:
    text = str(error)[:1000].strip() or type(error).__name__
    return printable(text.splitlines()[0])


def _shown(value: Any) -> str:
    """A value from the file, for a sentence about it."""
    if isinstance(value, list | dict):
        return f"a {type(value).__name__}"
    return repr(printable(value)) if isinstance(value, str) else printable(repr(value))
