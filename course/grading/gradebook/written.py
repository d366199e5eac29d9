"""Digests of what a student wrote for each graded cell; by them, points by hand stay or wait."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

import nbformat

from course.grading.intake.cell_kinds import (
    exercise_name,
    has_points,
    is_manual,
    is_solution,
    is_task,
)
from course.grading.submission import Submission


def digests(submission: Submission, notebook: nbformat.NotebookNode) -> dict[str, str]:
    """A digest for each graded cell, by grade_id, in their order.

    A check stands for the answer cell of its exercise, or for all that the student wrote if it has
    none; a task for the cells that the student added. Without a notebook to run, all cells stand
    for the file.
    """
    graded = [cell for cell in notebook.cells if has_points(cell)]
    if submission.notebook is None:
        whole = hashlib.sha256(submission.content or b"").hexdigest()
        return {cell.metadata.nbgrader.grade_id: whole for cell in graded}
    added = [_text(cell) for cell in notebook.cells if "nbgrader" not in cell.metadata]
    answers = {cell.metadata.nbgrader.grade_id: _text(cell)
               for cell in notebook.cells if is_solution(cell)}
    return {cell.metadata.nbgrader.grade_id: _digest(_answer(cell, answers, added))
            for cell in graded}


def _answer(
    cell: nbformat.NotebookNode, answers: dict[str, str], added: list[str]
) -> Iterable[str]:
    if is_task(cell):
        return added
    name = cell.metadata.nbgrader.grade_id if is_manual(cell) else exercise_name(cell)
    return [answers[name]] if name in answers else [*answers.values(), *added]


def _text(cell: nbformat.NotebookNode) -> str:
    """The source of a cell, with the pictures that were pasted into it."""
    pictures = cell.get("attachments")
    return f"{cell.source.strip()}\0{json.dumps(pictures)}" if pictures else str(cell.source)


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(text.strip() for text in texts).encode()).hexdigest()
