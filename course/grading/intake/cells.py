"""Answers that a person grades: texts, pictures, code that no check stands behind."""

from __future__ import annotations

import nbformat
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task


def is_manual(cell: nbformat.NotebookNode) -> bool:
    """Whether a person gives the points of this cell."""
    by_hand = is_solution(cell) or cell.cell_type != "code"
    return bool(is_task(cell) or (is_grade(cell) and by_hand))


def has_points(cell: nbformat.NotebookNode) -> bool:
    """Whether this cell earns points, from a check or from a person."""
    return bool(is_grade(cell) or is_task(cell))


def is_blank(cell: nbformat.NotebookNode) -> bool:
    """Whether an answer that a person would grade stands as it was handed out."""
    known = cell.metadata.nbgrader.get("checksum")
    return bool(is_grade(cell) and is_solution(cell) and known == compute_checksum(cell))
