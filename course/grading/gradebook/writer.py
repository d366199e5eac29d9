"""Write graded submissions: grades into nbgrader's gradebook, notebooks and pages into the folder.

Only the process that runs the class writes, no worker does.

A submission's rows take a few statements. nbgrader's own API asks the database for each cell and
commits for each table.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import nbformat
from nbgrader.api import (
    Comment,
    Grade,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import Boolean, Connection, bindparam, case, insert, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from course.grading.gradebook.dropped import dropped_cells
from course.grading.gradebook.results_folder import executed_path, page_path
from course.grading.gradebook.tables import course_config, create_gradebook, put_assignment
from course.grading.scoring import cell_grades
from course.grading.submission import CellGrade, Graded, Result
from course.grading.whole_file import as_bytes

GRADES, COMMENTS, STUDENTS = Grade.__table__, Comment.__table__, Student.__table__
SUBMISSIONS, NOTEBOOKS = SubmittedAssignment.__table__, SubmittedNotebook.__table__

FIND_NOTEBOOK = select(NOTEBOOKS.c.id).join(
    SUBMISSIONS, NOTEBOOKS.c.assignment_id == SUBMISSIONS.c.id
).where(
    NOTEBOOKS.c.notebook_id == bindparam("notebook"),
    SUBMISSIONS.c.student_id == bindparam("student"))
# Points by hand for an answer that did not change wait for nobody.
UPDATE_GRADE = update(GRADES).where(
    GRADES.c.notebook_id == bindparam("submitted"), GRADES.c.cell_id == bindparam("cell")
).values(
    auto_score=bindparam("score"),
    needs_manual_grade=case(
        (GRADES.c.manual_score.is_(None), bindparam("needs_manual", type_=Boolean)),
        (bindparam("changed", type_=Boolean), True),
        else_=GRADES.c.needs_manual_grade))


class GradebookWriter:
    """Writes grades, autograded notebooks and feedback pages of one run into its folder."""

    def __init__(self, out: Path, assignments: Mapping[str, nbformat.NotebookNode]) -> None:
        """`assignments` are the solution notebooks by slug.

        Raises GradingError if one does not fit the gradebook that is there.
        """
        self._out = out
        config = course_config(out)
        self._gradebook = create_gradebook(config)
        self._rows: dict[str, AssignmentRows] = {}
        try:
            for name, solution in assignments.items():
                dropped = dropped_cells(out, name)
                notebook = put_assignment(
                    self._gradebook, name, solution, config, dropped)
                self._rows[name] = AssignmentRows.of(notebook, dropped)
        except BaseException:
            self._gradebook.close()
            raise
        self._gradebook.db.remove()

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._gradebook.close()

    def write(self, graded: Graded, unchanged: Container[str] = ()) -> None:
        """Write one submission: the feedback page, the autograded notebook, the grades.

        Points by hand for the cells `unchanged` stay final; others wait for a person again.
        """
        result = graded.result
        _write_text(page_path(self._out, *result.id), graded.page)
        _write_text(executed_path(self._out, result), graded.notebook)
        with self._gradebook.engine.begin() as connection:
            self._rows[result.assignment].write(
                connection, result.student, graded.grades, unchanged)

    def put_back(self, result: Result) -> bool:
        """Write the grades of a stored result; False if the assignment has other cells by now."""
        rows = self._rows.get(result.assignment)
        if rows is None or rows.graded.keys() != result.written.keys():
            return False
        with self._gradebook.engine.begin() as connection:
            rows.write(connection, result.student, cell_grades(result), ())
        return True


@dataclass(frozen=True)
class AssignmentRows:
    """The ids of an assignment, its notebook and its cells, to which all submissions refer.

    The cells `dropped` get no points, so that the gradebook is right if the run ends early.
    """

    assignment: str
    notebook: str
    graded: dict[str, str]
    commented: list[str]
    dropped: frozenset[str]

    @classmethod
    def of(cls, notebook: Notebook, dropped: frozenset[str]) -> AssignmentRows:
        graded = {cell.name: cell.id for cell in [*notebook.grade_cells, *notebook.task_cells]}
        commented = [cell.id for cell in [*notebook.solution_cells, *notebook.task_cells]]
        return cls(notebook.assignment_id, notebook.id, graded, commented, dropped)

    def write(
        self, connection: Connection, student: str, grades: Sequence[CellGrade],
        unchanged: Container[str],
    ) -> None:
        """Add a submission with its grades, or update them; manual scores stay as they are."""
        grades = [CellGrade(grade.grade_id, 0, False) if grade.grade_id in self.dropped else grade
                  for grade in grades]
        submitted = connection.execute(
            FIND_NOTEBOOK, {"notebook": self.notebook, "student": student}).scalar_one_or_none()
        if submitted is None:
            self._add(connection, student, grades)
        else:
            connection.execute(UPDATE_GRADE, [
                {"submitted": submitted, "cell": self.graded[grade.grade_id], "score": grade.score,
                 "needs_manual": grade.needs_manual_grade,
                 "changed": grade.grade_id not in unchanged and
                 grade.grade_id not in self.dropped} for grade in grades])

    def _add(self, connection: Connection, student: str, grades: Sequence[CellGrade]) -> None:
        submission, submitted = new_uuid(), new_uuid()
        connection.execute(sqlite_insert(STUDENTS).on_conflict_do_nothing(), {"id": student})
        connection.execute(insert(SUBMISSIONS), {
            "id": submission, "assignment_id": self.assignment, "student_id": student})
        connection.execute(insert(NOTEBOOKS), {
            "id": submitted, "assignment_id": submission, "notebook_id": self.notebook})
        by_cell = {grade.grade_id: grade for grade in grades}
        connection.execute(insert(GRADES), [
            {"notebook_id": submitted, "cell_id": cell, "auto_score": by_cell[name].score,
             "needs_manual_grade": by_cell[name].needs_manual_grade}
            for name, cell in self.graded.items()])
        if self.commented:
            connection.execute(insert(COMMENTS), [
                {"notebook_id": submitted, "cell_id": cell} for cell in self.commented])


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_bytes(text))
