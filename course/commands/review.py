"""`course review`: formgrader in JupyterLab, on the folder that `course grade` wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from course.grading.gradebook.settings import CLASS_FOLDER, write_settings
from course.grading.submission import GradingError


def review(graded: Path) -> int:
    """Run JupyterLab with formgrader on `graded` until somebody stops it; its exit code.

    Raises GradingError if nothing was graded there, or nothing can be written.
    """
    if not (graded / "gradebook.db").is_file():
        raise GradingError(f"no gradebook.db in {graded}; name the folder that course grade wrote")
    try:
        write_settings(graded)
        for path in (graded / "autograded").glob("*/*"):
            (graded / CLASS_FOLDER / path.relative_to(graded / "autograded")).mkdir(
                parents=True, exist_ok=True)
    except OSError as error:
        raise GradingError(f"cannot write into {graded}: {error.strerror}") from None
    print("Formgrader opens at /formgrader/gradebook; in JupyterLab it is Nbgrader > Formgrader.\n"
          "It saves points and comments as you leave a field. Then run your course grade command "
          "again\nto bring them into grades.csv, report.html and the feedback pages.", flush=True)
    return subprocess.run(
        [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={graded}",
         "--LabApp.default_url=/formgrader/gradebook", "--LabApp.news_url=None"],
        cwd=graded, env=_environment(), check=False).returncode


def _environment() -> dict[str, str]:
    """The environment with this Python's programs on PATH, where nbgrader looks for them."""
    folder = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": folder + os.pathsep + os.environ.get("PATH", "")}
