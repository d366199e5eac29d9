"""nbgrader's own commands work in this repository as they are, by path, without an activation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from course.commands.sample_class import submissions
from course.publish.source import ROOT, Assignment

SLUG = "05-accumulation"
STUDENTS = {"all-solved": 20, "untouched": 0, "wrong-accumulate": None}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, accumulation: Assignment) -> Path:
    """A copy of what nbgrader needs of the repository, with a small class."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    shutil.copytree(ROOT / "solutions" / SLUG, folder / "solutions" / SLUG)
    for student, content in submissions(accumulation):
        if student in STUDENTS and content is not None:
            path = folder / "submitted" / student / SLUG / f"{SLUG}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
    return folder


def nbgrader(course: Path, *arguments: str) -> None:
    program = Path(sys.executable).with_name("nbgrader")
    run = subprocess.run([program, *arguments], cwd=course, capture_output=True, text=True,
                         env={**os.environ, "PATH": os.defpath}, check=False)
    assert run.returncode == 0, run.stderr


def test_generate_autograde_feedback(course: Path) -> None:
    nbgrader(course, "generate_assignment", SLUG)
    released = course / "exercises" / SLUG / f"{SLUG}.ipynb"
    assert released.read_bytes() == (ROOT / released.relative_to(course)).read_bytes()

    nbgrader(course, "autograde", SLUG)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        scores = {s: gradebook.find_submission(SLUG, s).score for s in STUDENTS}
    assert scores["all-solved"] == 20
    assert scores["untouched"] == 0
    assert 0 < scores["wrong-accumulate"] < 20

    nbgrader(course, "generate_feedback", SLUG)
    page = (course / "feedback" / "wrong-accumulate" / SLUG / f"{SLUG}.html").read_text()
    assert "Each call replaces what was there" in page
