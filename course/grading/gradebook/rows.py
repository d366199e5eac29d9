"""The rows that one submission has in nbgrader's gradebook, written in a few statements.

nbgrader's own API asks the database for each cell and commits for each table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nbgrader.api import (
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Connection, bindparam, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_pass

from course.grading.grade_one import CellGrade

GRADE, COMMENT, STUDENT = Grade.__table__, Comment.__table__, Student.__table__
FOLDER, PAPER = SubmittedAssignment.__table__, SubmittedNotebook.__table__

FIND = select(PAPER.c.id).join(FOLDER, PAPER.c.assignment_id == FOLDER.c.id).where(
    PAPER.c.notebook_id == bindparam("notebook"), FOLDER.c.student_id == bindparam("student"))
GRADE_AGAIN = update(GRADE).where(
    GRADE.c.notebook_id == bindparam("paper"), GRADE.c.cell_id == bindparam("cell")
).values(
    auto_score=bindparam("score"),
    needs_manual_grade=or_(bindparam("unsure"), GRADE.c.manual_score.is_not(None)))


@dataclass(frozen=True)
class Rows:
    """What all submissions of one assignment hang on: its rows, and the ids of its cells."""

    assignment: str
    notebook: str
    graded: dict[str, str]
    commented: list[str]

    @classmethod
    def of(cls, notebook: Notebook) -> Rows:
        graded = {cell.name: cell.id for cell in [*notebook.grade_cells, *notebook.task_cells]}
        commented = [cell.id for cell in [*notebook.solution_cells, *notebook.task_cells]]
        return cls(notebook.assignment_id, notebook.id, graded, commented)

    def save(self, connection: Connection, student: str, grades: Sequence[CellGrade]) -> None:
        """Add a submission with its grades, or grade it again; manual scores stay as they are."""
        asked = {"notebook": self.notebook, "student": student}
        paper = connection.execute(FIND, asked).scalar_one_or_none()
        if paper is None:
            self._add(connection, student, grades)
        else:
            connection.execute(GRADE_AGAIN, [
                {"paper": paper, "cell": self.graded[given.grade_id], "score": given.score,
                 "unsure": given.needs_manual_grade} for given in grades])

    def _add(self, connection: Connection, student: str, grades: Sequence[CellGrade]) -> None:
        folder, paper = new_uuid(), new_uuid()
        connection.execute(insert_or_pass(STUDENT).on_conflict_do_nothing(), {"id": student})
        connection.execute(insert(FOLDER), {
            "id": folder, "assignment_id": self.assignment, "student_id": student})
        connection.execute(insert(PAPER), {
            "id": paper, "assignment_id": folder, "notebook_id": self.notebook})
        by_cell = {given.grade_id: given for given in grades}
        connection.execute(insert(GRADE), [
            {"notebook_id": paper, "cell_id": cell, "auto_score": by_cell[name].score,
             "needs_manual_grade": by_cell[name].needs_manual_grade}
            for name, cell in self.graded.items()])
        if self.commented:
            connection.execute(insert(COMMENT), [
                {"notebook_id": paper, "cell_id": cell} for cell in self.commented])
