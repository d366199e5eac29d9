"""Which stored results the gradebook lacks, or has otherwise, as an older copy of it does."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from course.grading.gradebook.dropped import dropped_cells
from course.grading.scoring import cell_grades
from course.grading.submission import Result, SubmissionId

CellScores = dict[str, float | None]  # the automatic score of each graded cell
SCORES = """
    SELECT submitted_assignment.student_id, assignment.name, base_cell.name, grade.auto_score
    FROM grade
    JOIN base_cell ON base_cell.id = grade.cell_id
    JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    JOIN assignment ON assignment.id = submitted_assignment.assignment_id"""


def differing(out: Path, results: Sequence[Result]) -> list[Result]:
    """The results whose automatic scores are not those in the gradebook.

    Raises sqlite3.Error if it is no gradebook, or locked.
    """
    there = _scores(out / "gradebook.db")
    dropped = {slug: dropped_cells(out, slug) for slug in {r.assignment for r in results}}
    return [result for result in results
            if there.get(result.id) != _of(result, dropped)]


def _of(result: Result, dropped: Mapping[str, frozenset[str]]) -> CellScores:
    return {grade.grade_id: 0 if grade.grade_id in dropped[result.assignment] else grade.score
            for grade in cell_grades(result)}


def _scores(gradebook: Path) -> dict[SubmissionId, CellScores]:
    """The scores in a gradebook; none if it is missing or has no tables yet."""
    found: dict[SubmissionId, CellScores] = {}
    if not gradebook.exists():
        return found
    # For writing, too: what a killed run left half written is rolled back before it can be read.
    try:
        with closing(sqlite3.connect(f"{gradebook.absolute().as_uri()}?mode=rw", uri=True)) as book:
            for student, assignment, cell, score in book.execute(SCORES):
                found.setdefault((student, assignment), {})[cell] = score
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
    return found
