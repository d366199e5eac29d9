"""Make a notebook that can run from whatever the student handed in, or say why there is none.

`matching` finds which cell is which. Cells that students must not change are put back as they were;
what students wrote stays, in their order. `strays` finds answers outside of their cells.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.grading.intake import notes as kinds
from course.grading.intake.assignments import grade_ids
from course.grading.intake.cell_kinds import COURSES, has_points, is_solution
from course.grading.intake.conflicts import conflicting_answers, without_conflicts
from course.grading.intake.content import cells_of, need_notebook, read_content
from course.grading.intake.folders import Unreadable
from course.grading.intake.matching import checks_called, grade_id, match, source_of
from course.grading.intake.newer_python import newer_answers, python_of
from course.grading.intake.notes import Notes
from course.grading.intake.pasted import readable
from course.grading.intake.put_back import (
    cell_text,
    matched_cell,
    ordinary_cell,
    put_back_missing,
    put_in_order,
    use_strays,
)
from course.grading.intake.splits import join_split
from course.grading.intake.strays import Strays, find_strays, text_below
from course.grading.submission import State, Submission


def restore(submission: Submission, source: nbformat.NotebookNode) -> Submission:
    """The submission with the notebook to run, or why there is none. Never raises."""
    if submission.content is None:
        return submission
    notes = Notes()
    try:
        needed = {name for name, cell in _originals(source).items()
                  if cell.cell_type == "code" or is_solution(cell)}
        content = read_content(submission.content, submission.assignment, needed, notes)
        content = need_notebook(content, submission.assignment)
        cells = cells_of(content, notes)
        notebook, to_choose = _restored(
            cells, source, submission.assignment, python_of(content), notes)
    except Unreadable as error:
        return replace(submission, state=State.MALFORMED, notes=(str(error), *submission.notes))
    return replace(submission, notebook=notebook, to_choose=to_choose,
                   notes=(*notes.sentences(), *submission.notes))


def _originals(source: nbformat.NotebookNode) -> dict[str, nbformat.NotebookNode]:
    return {c.metadata.nbgrader.grade_id: c for c in source.cells if "nbgrader" in c.metadata}


def _restored(
    cells: list[dict[str, Any]], source: nbformat.NotebookNode, assignment: str,
    python: tuple[int, int] | None, notes: Notes,
) -> tuple[nbformat.NotebookNode, dict[str, str]]:
    """The student's cells with the assignment's own ones put back, and what a person must see."""
    originals = _originals(source)
    _need_this_assignment(cells, originals, assignment)
    cells, joined = join_split(without_conflicts(cells, originals, notes))
    cells = readable(cells, originals, notes)
    matches = match(cells, originals)
    if not matches and not any(unit == assignment for unit, _ in checks_called(cells)):
        raise Unreadable("None of its cells belongs to this assignment.")
    strays = find_strays(cells, matches, originals)
    strays.to_choose |= newer_answers(cells, matches, originals, python)
    strays.to_choose |= conflicting_answers(cells, matches, originals)
    for place in joined & matches.keys():
        notes.add(kinds.JOINED, matches[place])
    restored, found = _in_students_order(cells, matches, originals, strays, notes)
    _note_lost_metadata(cells, matches, notes)
    _tag_courses(restored, source)
    put_back_missing(restored, found, originals, strays, [*map(source_of, cells)], notes)
    use_strays(restored, found, originals, strays, notes)
    put_in_order(restored, {name: found[name] for name in originals if name in found}, notes)
    return _notebook(restored, source), strays.to_choose


def _in_students_order(
    cells: list[dict[str, Any]], matches: Mapping[int, str],
    originals: Mapping[str, nbformat.NotebookNode], strays: Strays, notes: Notes,
) -> tuple[list[nbformat.NotebookNode], dict[str, nbformat.NotebookNode]]:
    """The student's cells, those of the assignment as it has them; and the latter by their names.
    """
    restored: list[nbformat.NotebookNode] = []
    found: dict[str, nbformat.NotebookNode] = {}
    moved = _moved_texts(cells, matches, originals, notes)
    for place, cell in enumerate(cells):
        name = matches.get(place)
        if name is None:
            if grade_id(cell) is not None:
                notes.add(kinds.FOREIGN, "")
            if place not in moved:
                restored.append(ordinary_cell(cell))
        elif name in found:
            is_answer = is_solution(originals[name])
            notes.add(kinds.COPIED_ANSWER if is_answer else kinds.COPIED, name)
            if is_answer:
                restored.append(ordinary_cell(cell))
        else:
            found[name] = matched_cell(cell, originals[name], notes, name in strays.used)
            restored.append(found[name])
            below = [cell_text(cells[index]) for index, target in moved.items() if target == place]
            if below:
                found[name].source = "\n\n".join(below)
    return restored, found


def _tag_courses(cells: list[nbformat.NotebookNode], source: nbformat.NotebookNode) -> None:
    """Mark the cells that are the course's own code, without nbgrader's metadata."""
    courses = {c.source.strip() for c in source.cells
               if c.cell_type == "code" and "nbgrader" not in c.metadata}
    for cell in cells:
        if "nbgrader" not in cell.metadata and cell.source.strip() in courses:
            cell.metadata["tags"] = [COURSES]


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
        untouched = cell_text(cells[place]).strip() == original.source.strip()
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


def _notebook(
    cells: list[nbformat.NotebookNode], source: nbformat.NotebookNode
) -> nbformat.NotebookNode:
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number:03}"
    return NotebookNode(cells=cells, metadata=copy.deepcopy(source.metadata), nbformat=4,
                        nbformat_minor=5)
