"""The one writer of the gradebook, through nbgrader's own API."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from course.grading.states import GradingError, Result
from course.grading.work import CellGrade, Graded
from course.publish.assignment import nbgrader_config
from course.publish.source import ROOT


def course_config(out: Path) -> Config:
    """nbgrader's configuration for a run that writes into `out`."""
    config = nbgrader_config()
    config.CourseDirectory.root = str(out)
    config.CourseDirectory.source_directory = str(ROOT / "solutions")
    config.CourseDirectory.release_directory = str(out / ".release")
    config.CourseDirectory.db_url = f"sqlite:///{out / 'gradebook.db'}"
    config.Application.log_level = 50
    return config


class Recorder:
    """Writes grades, autograded notebooks and feedback of one run into its folder."""

    def __init__(self, out: Path, assignments: list[str]) -> None:
        self._out = out
        _put_alembic_on_path()
        with _no_ctrl_c_for_children():
            self._add_assignments(assignments)
            self._gradebook = Gradebook(course_config(out).CourseDirectory.db_url)

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._gradebook.close()

    def _add_assignments(self, assignments: list[str]) -> None:
        """Put the assignments and their cells into the gradebook."""
        config = course_config(self._out)
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        api.log.setLevel("CRITICAL")
        for assignment in assignments:
            done = api.generate_assignment(assignment, force=True)
            if not done["success"]:
                why = str(done.get("error") or done.get("log")).strip().splitlines()[-1]
                raise GradingError(f"nbgrader could not take in {assignment}: {why}")

    def record(self, graded: Graded) -> None:
        """Write one result: the feedback page, the autograded notebook, the grades."""
        result = graded.result
        place = Path(result.student, result.assignment)
        result.feedback = Path("feedback", place, f"{result.assignment}.html")
        _write(self._out / result.feedback, graded.page)
        _write(self._out / "autograded" / place / f"{result.assignment}.ipynb", graded.notebook)
        self._save_grades(result, graded.grades)

    def _save_grades(self, result: Result, grades: Sequence[CellGrade]) -> None:
        """All grades of a submission in one transaction; manual scores stay as they are."""
        book = self._gradebook
        with warnings.catch_warnings():
            # nbgrader builds a submission before it adds it to the session, and is warned of it.
            warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
            book.update_or_create_student(result.student)
            book.update_or_create_submission(result.assignment, result.student)
        for given in grades:
            grade = book.find_grade(given.grade_id, result.assignment, result.assignment,
                                    result.student)
            grade.auto_score = given.score
            grade.needs_manual_grade = given.needs_manual_grade or grade.manual_score is not None
        book.db.commit()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@contextmanager
def _no_ctrl_c_for_children() -> Iterator[None]:
    """Programs that are started meanwhile, as nbgrader does, do not hear Ctrl-C: they print."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _put_alembic_on_path() -> None:
    """nbgrader makes a gradebook by calling `alembic`, which lies beside this Python."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = folder + os.pathsep + os.environ["PATH"]
