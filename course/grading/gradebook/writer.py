"""The one writer of the gradebook, through nbgrader's own API."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import nbformat
from traitlets.config import Config

from course.grading.grade_one import Graded
from course.grading.gradebook.rows import Rows
from course.grading.gradebook.tables import open_gradebook, put_assignment
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

    def __init__(self, out: Path, assignments: dict[str, Path]) -> None:
        """Raises GradingError when an assignment does not fit the gradebook that is there."""
        self._out = out
        config = course_config(out)
        self._gradebook = open_gradebook(config)
        self._rows: dict[str, Rows] = {}
        for name, solution in assignments.items():
            notebook = put_assignment(self._gradebook, name, nbformat.read(solution, 4), config)
            self._rows[name] = Rows.of(notebook)
        self._gradebook.db.remove()

    def __enter__(self) -> Recorder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._gradebook.close()

    def record(self, graded: Graded) -> None:
        """Write one result: the feedback page, the autograded notebook, the grades."""
        result = graded.result
        place = Path(result.student, result.assignment)
        result.feedback = Path("feedback", place, f"{result.assignment}.html")
        _write(self._out / result.feedback, graded.page)
        _write(self._out / "autograded" / place / f"{result.assignment}.ipynb", graded.notebook)
        with self._gradebook.engine.begin() as connection:
            self._rows[result.assignment].save(connection, result.student, graded.grades)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
