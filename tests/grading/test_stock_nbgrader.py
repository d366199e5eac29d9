"""nbgrader's own commands work in this repository as they are, by path, without an activation.

What they make, grade and find late is what this package makes, grades and finds late.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import text

from course.commands.support.sample_class import make_class
from course.grading.grade import grade
from course.grading.gradebook.tables import tables_version
from course.grading.lms import late
from course.grading.lms.records import Records, load_records
from course.publish.source import ROOT, Assignment

SLUG = "05-accumulation"
STUDENTS = ("all-solved", "untouched", "wrong-accumulate")
DUE = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
STAMPS = {"all-solved": "2026-11-21 10:59:00 Europe/Berlin",
          "wrong-accumulate": "2026-11-20 22:00:00.123456 UTC"}
PENALTY = '''
from nbgrader.plugins import BasePlugin

class TwoPoints(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2 + total_seconds_late / 1e6
'''
Figures = dict[str, tuple[datetime | None, float, float, float]]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, accumulation: Assignment) -> Path:
    """What nbgrader needs of the repository, a class with times, and a penalty of its own."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write('c.AssignLatePenalties.plugin_class = "penalty_of_two.TwoPoints"\n')
    (folder / "penalty_of_two.py").write_text(PENALTY)
    shutil.copytree(ROOT / "solutions" / SLUG, folder / "solutions" / SLUG)
    make_class(folder / "submitted", accumulation, STUDENTS)
    for student, stamp in STAMPS.items():
        (folder / "submitted" / student / SLUG / "timestamp.txt").write_text(stamp)
    return folder


def nbgrader(course: Path, *arguments: str) -> None:
    program = Path(sys.executable).with_name("nbgrader")
    run = subprocess.run([program, *arguments], cwd=course, capture_output=True, text=True,
                         env={**os.environ, "PATH": os.defpath}, check=False)
    assert run.returncode == 0, run.stderr


def open_stock(course: Path) -> Gradebook:
    return Gradebook(f"sqlite:///{course / 'gradebook.db'}")


@pytest.fixture(scope="module")
def released(course: Path) -> Path:
    """What `nbgrader generate_assignment` made, after it made the gradebook."""
    nbgrader(course, "generate_assignment", SLUG)
    return course / "exercises" / SLUG / f"{SLUG}.ipynb"


@pytest.fixture(scope="module")
def graded(course: Path, released: Path) -> Path:
    """The course after `nbgrader autograde`, with a due date."""
    with open_stock(course) as book:
        book.update_or_create_assignment(SLUG, duedate=DUE.replace(tzinfo=None))
    nbgrader(course, "autograde", SLUG)
    return course


def test_the_release_is_ours(course: Path, released: Path) -> None:
    assert released.read_bytes() == (ROOT / released.relative_to(course)).read_bytes()


def test_the_version_of_the_tables_is_ours(course: Path, released: Path) -> None:
    with open_stock(course) as book:
        [version] = book.db.execute(text("SELECT version_num FROM alembic_version")).scalars()
    assert version == tables_version()


@pytest.mark.long
def test_autograde_and_feedback(graded: Path) -> None:
    with open_stock(graded) as book:
        scores = {s: book.find_submission(SLUG, s).score for s in STUDENTS}
    assert scores["all-solved"] == 20
    assert scores["untouched"] == 0
    assert 0 < scores["wrong-accumulate"] < 20

    nbgrader(graded, "generate_feedback", SLUG, "--student", "wrong-accumulate")
    page = (graded / "feedback" / "wrong-accumulate" / SLUG / f"{SLUG}.html").read_text()
    assert "Each call replaces what was there" in page


@pytest.fixture
def configured(course: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The copied course's configuration instead of the repository's."""
    monkeypatch.setattr("course.publish.assignment.CONFIG", course / "nbgrader_config.py")
    monkeypatch.setattr(late, "CONFIG", course / "nbgrader_config.py")
    yield
    sys.path[:] = [folder for folder in sys.path if folder != str(course)]


def figures(gradebook: Path) -> Figures:
    with Gradebook(f"sqlite:///{gradebook}") as book:
        found = [book.find_submission(SLUG, student) for student in STAMPS]
        return {s.student.id: (s.timestamp, s.total_seconds_late, s.late_submission_penalty,
                               s.score) for s in found}


@pytest.mark.long
@pytest.mark.usefixtures("configured")
def test_times_and_penalties_are_ours(graded: Path, tmp_path: Path) -> None:
    stock = figures(graded / "gradebook.db")
    out = tmp_path / "out"
    out.mkdir()
    Records(SLUG, due=DUE).save(out)
    results = grade(graded / "submitted", out, jobs=1)
    assert figures(out / "gradebook.db") == stock
    assert [stock[student][2] > 0 for student in STAMPS] == [True, False]
    details = {r.student: r.detail for r in results}
    assert details["all-solved"] == (
        "Late by 11 h; the penalty of 2.0396 points is in the gradebook and taken off by course "
        "export.")
    assert "Late" not in details["wrong-accumulate"]
    assert load_records(out, SLUG).due is None
