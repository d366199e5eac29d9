"""The gradebook that `course grade` wrote, opened for what comes after grading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook

from course.grading.gradebook.trouble import told
from course.grading.gradebook.writer import course_config


@contextmanager
def gradebook_in(out: Path) -> Iterator[Gradebook]:
    """The gradebook in a folder of grades.

    Raises GradingError where it is locked, damaged or cannot be written, also while it is in use.
    """
    url = course_config(out.absolute()).CourseDirectory.db_url
    with told(out), Gradebook(url) as book:
        yield book
