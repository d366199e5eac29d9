"""The gradebook that `course grade` wrote, opened for what comes after grading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy.exc import SQLAlchemyError

from course.grading.gradebook import course_config
from course.grading.states import GradingError


@contextmanager
def gradebook_in(out: Path) -> Iterator[Gradebook]:
    """The gradebook in a folder of grades.

    Raises GradingError where it is locked, damaged or cannot be written, also while it is in use.
    """
    try:
        with Gradebook(course_config(out.absolute()).CourseDirectory.db_url) as book:
            yield book
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise GradingError(f"{out / 'gradebook.db'} cannot be used ({why}). Close what else has it "
                           "open and give the command again; no grade is lost") from None
