"""An assignment as grading needs it: with hand-graded answers as students get them."""

from __future__ import annotations

import copy

import nbformat
from nbgrader.utils import compute_checksum, is_solution

from course.grading.manual import is_manual
from course.publish.assignment import release_notebook


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
