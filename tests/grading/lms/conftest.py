"""A small gradebook, as `course grade` leaves it."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import pytest
from sqlalchemy.exc import SAWarning

from course.grading.gradebook.published import PublishedGrade, write_published
from course.grading.gradebook.tables import course_config, create_gradebook

SLUG = "05-accumulation"
STUDENTS = ("al12", "bo34", "cy56")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook with three submissions of one cell each; 4 of 5 points for all."""
    folder = tmp_path_factory.mktemp("made")
    with create_gradebook(course_config(folder)) as book, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        book.add_assignment(SLUG)
        book.add_notebook(SLUG, SLUG)
        book.add_grade_cell("check", SLUG, SLUG, max_score=5, cell_type="code")
        book.add_source_cell("check", SLUG, SLUG, cell_type="code")
        for student in STUDENTS:
            book.add_student(student)
            book.add_submission(SLUG, student)
            grade = book.find_grade("check", SLUG, SLUG, student)
            grade.auto_score, grade.needs_manual_grade = 4, False
        book.db.commit()
    return folder / "gradebook.db"


@pytest.fixture
def graded(made: Path, tmp_path: Path) -> Path:
    """A folder with a copy of it, and the records of what was graded."""
    out = tmp_path / "graded"
    out.mkdir()
    shutil.copy(made, out)
    write_published(out, {(student, SLUG): PublishedGrade(4, 5, "graded", {"check": 4})
                          for student in STUDENTS})
    return out
