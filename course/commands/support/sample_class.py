"""A made-up class to grade: right answers, misconceptions, and everything that goes wrong."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode as Notebook

from course.publish.assignment import notebook_bytes, release_notebook, solution_notebook
from course.publish.source import Assignment
from course.publish.variants import code_cells


def make_class(
    folder: Path, assignment: Assignment, only: Collection[str] | None = None
) -> list[str]:
    """Write the submissions of a class, or `only` some, in nbgrader's layout; the students' names.
    """
    students = []
    for student, content in submissions(assignment):
        if only is not None and student not in only:
            continue
        target = folder / student / assignment.slug
        target.mkdir(parents=True, exist_ok=True)
        if content is not None:
            (target / f"{assignment.slug}.ipynb").write_bytes(content)
        students.append(student)
    return students


def submissions(assignment: Assignment) -> Iterator[tuple[str, bytes | None]]:
    """Each student with the file they handed in. A student's name says what is in the file."""
    yield "all-solved", _solved(assignment)
    for index, label in enumerate(("first", "second")):
        others = {name: e.rights[index].code for name, e in assignment.exercises.items()}
        yield f"solved-{label}-other-way", _solved(assignment, others)
    for exercise in assignment.exercises.values():
        wrong = exercise.wrongs[0]
        name = f"wrong-{exercise.name}".replace("_", "-")
        yield name, _solved(assignment, {exercise.name: wrong.code})
    yield "several-misconceptions", _solved(
        assignment, {name: e.wrongs[-1].code for name, e in assignment.exercises.items()})
    released = release_notebook(solution_notebook(assignment))
    yield "untouched", notebook_bytes(released)
    code = code_cells(assignment)
    yield "half-done", _filled(released, {name: code[name] for name in [*assignment.exercises][:3]})
    for name, damage in DAMAGES.items():
        yield name, damage(_solved(assignment))
    yield "handed-in-nothing", None


def _solved(assignment: Assignment, replaced: dict[str, str] | None = None) -> bytes:
    released = release_notebook(solution_notebook(assignment))
    return _filled(released, code_cells(assignment, replaced))


def _filled(released: Notebook, code: dict[str, str]) -> bytes:
    """The student notebook with code written into its solution cells."""
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        metadata = cell.metadata.get("nbgrader", {})
        if metadata.get("solution") and metadata["grade_id"] in code:
            cell.source = code[metadata["grade_id"]]
    return notebook_bytes(notebook)


def _edited(edit: Callable[[Notebook], None]) -> Callable[[bytes], bytes]:
    def damage(content: bytes) -> bytes:
        notebook = nbformat.reads(content.decode(), as_version=4)
        edit(notebook)
        return json.dumps(notebook, indent=1).encode()

    return damage


def _first_check(notebook: Notebook) -> int:
    return next(i for i, cell in enumerate(notebook.cells)
                if cell.metadata.get("nbgrader", {}).get("grade"))


def _second_solution(notebook: Notebook) -> Notebook:
    cells = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    return cells[1]


def _delete_check(notebook: Notebook) -> None:
    del notebook.cells[_first_check(notebook)]


def _copy_check(notebook: Notebook) -> None:
    index = _first_check(notebook)
    notebook.cells.insert(index, copy.deepcopy(notebook.cells[index]))


def _never_end(notebook: Notebook) -> None:
    cell = _second_solution(notebook)
    head = cell.source.splitlines()[0]
    cell.source = f"{head}\n    while True:\n        pass"


def _leave(notebook: Notebook) -> None:
    cell = _second_solution(notebook)
    head = cell.source.splitlines()[0]
    cell.source = f"{head}\n    import os\n    os._exit(0)"


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "broken-json": lambda content: content[: len(content) // 2],
    "deleted-a-check": _edited(_delete_check),
    "copied-a-check": _edited(_copy_check),
    "never-ends": _edited(_never_end),
    "ends-the-process": _edited(_leave),
}
