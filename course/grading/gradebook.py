"""The one writer of the gradebook, through nbgrader's own API."""

from __future__ import annotations

import copy
import os
import sys
import warnings
from pathlib import Path
from types import TracebackType

import nbformat
from nbformat.v4 import new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from course.grading.feedback import write_feedback
from course.grading.manual import has_points, is_manual
from course.grading.results import BY_HAND
from course.grading.states import GradingError, Result, State, Submission
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

    def __init__(
        self, out: Path, sources: dict[str, nbformat.NotebookNode], assignments: list[str]
    ) -> None:
        self._out = out
        self._sources = sources
        _put_alembic_on_path()
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

    def record(self, submission: Submission, result: Result) -> None:
        """Write one result: grades, the autograded notebook, the feedback page."""
        notebook = submission.notebook or self._notice(submission)
        self._save_grades(notebook, result)
        self._write_notebook(notebook, result)
        page = write_feedback(self._out / "feedback", result, notebook)
        result.feedback = page.relative_to(self._out)

    def _save_grades(self, notebook: nbformat.NotebookNode, result: Result) -> None:
        """All grades of a submission in one transaction; manual scores stay as they are."""
        book = self._gradebook
        with warnings.catch_warnings():
            # nbgrader builds a submission before it adds it to the session, and is warned of it.
            warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
            book.update_or_create_student(result.student)
            book.update_or_create_submission(result.assignment, result.student)
        earned = [cell for cell in notebook.cells if has_points(cell)]
        for cell, exercise in zip(earned, result.exercises, strict=True):
            grade = book.find_grade(cell.metadata.nbgrader.grade_id, result.assignment,
                                    result.assignment, result.student)
            grade.auto_score = None if exercise.reason == BY_HAND else exercise.score
            grade.needs_manual_grade = (
                exercise.needs_review or grade.manual_score is not None
                or result.state in (State.MALFORMED, State.CRASHED))
        book.db.commit()

    def _write_notebook(self, notebook: nbformat.NotebookNode, result: Result) -> None:
        folder = self._out / "autograded" / result.student / result.assignment
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, folder / f"{result.assignment}.ipynb")

    def _notice(self, submission: Submission) -> nbformat.NotebookNode:
        """A notebook that stands in for one that could not be run, and says why."""
        source = self._sources[submission.assignment]
        words = f"# Not graded: {submission.state}\n\n{' '.join(submission.notes)}"
        graded = [copy.deepcopy(cell) for cell in source.cells if has_points(cell)]
        for cell in graded:
            if is_manual(cell):
                continue
            cell.source = "# not run"
            cell.outputs = [nbformat.v4.new_output(
                "error", ename=str(submission.state), evalue="not run", traceback=[])]
        notice = nbformat.v4.new_notebook(metadata=source.metadata)
        notice.cells = [new_markdown_cell(words, id="notice"), *graded]
        return notice


def _put_alembic_on_path() -> None:
    """nbgrader makes a gradebook by calling `alembic`, which lies beside this Python."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = folder + os.pathsep + os.environ["PATH"]
