"""nbgrader's gradebook: how it is configured, created and opened, and the assignments in it.

`put_assignment` writes the same rows as `nbgrader generate_assignment`, in one transaction and
without its files.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import (
    Base,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    TaskCell,
)
from nbgrader.converters import GenerateAssignment
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import CheckCellMetadata, SaveCells
from nbgrader.utils import is_grade, is_locked, is_solution, is_task
from sqlalchemy import URL, create_engine, inspect, make_url, text
from traitlets.config import Config

from course.checks.unit import unit_slugs
from course.grading.gradebook.results_folder import explained_failures
from course.grading.submission import GradingError
from course.publish.assignment import nbgrader_config
from course.publish.source import ROOT

MIGRATION = re.compile(r"^revision = '(\w+)'\s+down_revision = (?:'(\w+)'|None)", re.MULTILINE)
CELLS = (GradeCell, SolutionCell, TaskCell, SourceCell)
GRADED, COMMENTED = (GradeCell, TaskCell), (SolutionCell, TaskCell)
Cells = dict[type, dict[str, dict[str, Any]]]


class ClosingGradebook(Gradebook):  # type: ignore[misc]
    """nbgrader's gradebook, which would leave its connection open if opening it fails."""

    def __init__(self, db_url: str, course_id: str = "default_course") -> None:
        try:
            super().__init__(db_url, course_id)
        except BaseException:
            self.close()
            raise


def course_config(out: Path) -> Config:
    """nbgrader's configuration for a run that writes into `out`."""
    config = nbgrader_config()
    config.CourseDirectory.root = str(out)
    config.CourseDirectory.source_directory = str(ROOT / "solutions")
    config.CourseDirectory.release_directory = str(out / ".release")
    config.CourseDirectory.db_url = gradebook_url(out)
    config.Application.log_level = 50
    return config


def gradebook_url(out: Path) -> str:
    """The gradebook in a folder, as SQLAlchemy names it, to which some signs say something else.

    Raises GradingError if it cannot name it.
    """
    path = str(out / "gradebook.db")
    spelt = f"sqlite:///{path}", URL.create("sqlite", database=path).render_as_string()
    url = next((url for url in spelt if make_url(url).database == path), None)
    if url is None:
        raise GradingError(f"the name of {out} has a sign that SQLAlchemy takes for its own, such "
                           "as ?. Give the folder another name")
    return url


def create_gradebook(config: Config) -> Gradebook:
    """Open the gradebook of a course, and create it first if there is none."""
    _create_tables(config.CourseDirectory.db_url)
    book = ClosingGradebook(config.CourseDirectory.db_url, config.CourseDirectory.course_id)
    try:
        book.check_course()  # nbgrader's own steps leave its default course behind
    except BaseException:
        book.close()
        raise
    return book


@contextmanager
def open_gradebook(out: Path) -> Iterator[Gradebook]:
    """The gradebook that `course grade` wrote into `out`.

    Raises GradingError if it is locked, damaged or cannot be written, also while it is in use.
    """
    url = course_config(out.absolute()).CourseDirectory.db_url
    with explained_failures(out), ClosingGradebook(url) as book:
        yield book


def put_assignment(
    book: Gradebook, name: str, solution: nbformat.NotebookNode, config: Config,
    dropped: Container[str] = (),
) -> Notebook:
    """Write an assignment and the cells of its only notebook; the notebook's row.

    The cells `dropped` are worth 0 points.

    Cells that the notebook has no more are deleted with their automatic grades. Raises GradingError
    if nbgrader cannot read the notebook, or if somebody gave points or comments for such a cell.
    """
    try:
        cells = _cells(_released(name, solution, config), dropped)
    except Exception as error:
        why = str(error).strip().splitlines()[-1]
        raise GradingError(f"nbgrader cannot read the notebook of {name}: {why}") from None
    assignment = book.update_or_create_assignment(name)
    try:
        notebook = book.find_notebook(name, name)
    except MissingEntry:
        notebook = None
    if notebook is not None:
        _delete_cells(book, [row for kind in CELLS for cell, row in
                             _rows_by_name(notebook, kind).items() if cell not in cells[kind]])
    else:
        kernel = json.dumps(solution.metadata.get("kernelspec", {}))
        notebook = Notebook(name=name, assignment=assignment, kernelspec=kernel)
        book.db.add(notebook)
    for kind in CELLS:
        rows = _rows_by_name(notebook, kind)
        for cell, columns in cells[kind].items():
            row = rows.get(cell)
            if row is None:
                row = kind(name=cell, notebook=notebook)
                book.db.add(row)
            for column, value in columns.items():
                setattr(row, column, value)
            if cell not in rows:
                _add_to_submissions(book, notebook, row)
    book.db.commit()
    return notebook


def _delete_cells(book: Gradebook, rows: Sequence[Any]) -> None:
    """Delete cells of a notebook, with what the grader gave for them.

    Raises GradingError if somebody gave points or comments for one: those would be lost.
    """
    with book.db.no_autoflush:
        for row in rows:
            grades = book.db.query(Grade).filter(Grade.cell_id == row.id)
            comments = book.db.query(Comment).filter(Comment.cell_id == row.id)
            given = grades.filter(Grade.manual_score.is_not(None) | (Grade.extra_credit > 0))
            if given.count() or comments.filter(Comment.manual_comment.is_not(None)).count():
                raise GradingError(
                    f"the notebook of {row.notebook.name} has no cell {row.name} any more, for "
                    "which somebody gave points or comments by hand. Put the cell back, or use "
                    "another --out")
            grades.delete()
            comments.delete()
            book.db.delete(row)
    book.db.flush()


def _add_to_submissions(book: Gradebook, notebook: Notebook, row: Any) -> None:
    """Give a new cell to the submissions that are there: until they are graded again, 0 points."""
    graded, commented = isinstance(row, GRADED), isinstance(row, COMMENTED)
    for submitted in notebook.submissions if graded or commented else ():
        if graded:
            book.db.add(Grade(cell=row, notebook=submitted, needs_manual_grade=False))
        if commented:
            book.db.add(Comment(cell=row, notebook=submitted))


def _rows_by_name(notebook: Notebook, kind: type) -> dict[str, Any]:
    rows = {GradeCell: notebook.grade_cells, SolutionCell: notebook.solution_cells,
            TaskCell: notebook.task_cells, SourceCell: notebook.source_cells}[kind]
    return {row.name: row for row in rows}


def _released(
    name: str, solution: nbformat.NotebookNode, config: Config
) -> nbformat.NotebookNode:
    """The notebook as nbgrader saves its cells: without solutions, with hidden tests.

    The metadata of the course's own cells were checked when they were built, which takes long.
    """
    notebook = copy.deepcopy(solution)
    resources: dict[str, Any] = {}
    steps = GenerateAssignment.preprocessors.default_args[0]
    for step in takewhile(lambda step: step is not SaveCells, steps):
        if step is not CheckCellMetadata or name not in unit_slugs():
            notebook, resources = step(config=config).preprocess(notebook, resources)
    return notebook


def _cells(notebook: nbformat.NotebookNode, dropped: Container[str]) -> Cells:
    cells: Cells = {kind: {} for kind in CELLS}
    for cell in notebook.cells:
        metadata = cell.metadata.get("nbgrader", {})
        worth = 0 if metadata.get("grade_id") in dropped else metadata.get("points", 0)
        points = {"max_score": float(worth), "cell_type": cell.cell_type}
        if is_grade(cell):
            cells[GradeCell][metadata["grade_id"]] = points
        if is_solution(cell):
            cells[SolutionCell][metadata["grade_id"]] = {}
        if is_task(cell):
            cells[TaskCell][metadata["grade_id"]] = points
        if is_grade(cell) or is_solution(cell) or is_locked(cell) or is_task(cell):
            cells[SourceCell][metadata["grade_id"]] = {
                "cell_type": cell.cell_type, "locked": is_locked(cell), "source": cell.source,
                "checksum": metadata.get("checksum")}
    return cells


def _create_tables(db_url: str) -> None:
    """Create nbgrader's tables. nbgrader would start another program to learn their version."""
    engine = create_engine(db_url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).get_table_names():
                connection.exec_driver_sql("BEGIN")
                Base.metadata.create_all(connection)
                connection.exec_driver_sql(
                    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
                connection.execute(
                    text("INSERT INTO alembic_version (version_num) VALUES (:version)"),
                    {"version": tables_version()})
                connection.commit()
    finally:
        engine.dispose()


def tables_version() -> str:
    """The newest of nbgrader's migrations: the one that no other migration follows."""
    texts = [path.read_text() for path in Path(ALEMBIC_DIR, "versions").glob("*.py")]
    known = {match[1]: match[2] for text in texts for match in MIGRATION.finditer(text)}
    newest = set(known) - set(known.values())
    if len(newest) != 1:
        raise GradingError(f"nbgrader's migrations in {ALEMBIC_DIR} have no newest one")
    return newest.pop()
