"""What grading takes from an assignment: its notebook, and the answers that are known."""

from __future__ import annotations

import copy

import nbformat
from nbgrader.utils import compute_checksum, is_solution

from course.grading.intake.cells import is_manual
from course.publish.assignment import release_notebook
from course.publish.source import assignment_paths, read_assignment
from course.publish.variants import stub_of, without_markers


def with_blank_answers(source: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The source with each hand-graded answer as students get it, and its checksum.

    By the checksum nbgrader and `is_blank` know an answer that nobody wrote.
    """
    if not any(is_manual(cell) and is_solution(cell) for cell in source.cells):
        return source
    released = {cell.metadata.nbgrader.grade_id: cell
                for cell in release_notebook(source).cells if is_manual(cell)}
    blank = copy.deepcopy(source)
    for cell in blank.cells:
        if is_manual(cell) and is_solution(cell):
            cell.source = released[cell.metadata.nbgrader.grade_id].source
            cell.metadata.nbgrader.checksum = compute_checksum(cell)
    return blank


def given_code(source: nbformat.NotebookNode) -> dict[str, list[str]]:
    """The stub and the solution of each cell that students fill with code."""
    return {
        cell.metadata.nbgrader.grade_id: [stub_of(cell.source), without_markers(cell.source)]
        for cell in source.cells if cell.cell_type == "code" and is_solution(cell)
    }


def known_code(source: nbformat.NotebookNode, slug: str) -> dict[str, list[str]]:
    """What is given, and all answers that the course has on record, by cell."""
    known = given_code(source)
    for path in assignment_paths():
        if path.stem.replace("_", "-") == slug:
            for name, exercise in read_assignment(path).exercises.items():
                known[name] += [variant.code for variant in exercise.rights + exercise.wrongs]
    return known
