"""`course review`: formgrader in JupyterLab, on the folder that `course grade` wrote."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from course.errors import CourseError, writing_into
from course.grading.gradebook.nbgrader_settings import CLASS_FOLDER, write_settings
from course.grading.gradebook.results_folder import need_gradebook


def review(options: argparse.Namespace) -> int:
    """Run JupyterLab with formgrader on the grades until somebody stops it; its exit code.

    Raises CourseError if nothing was graded there, or nothing can be written.
    """
    if options.folder and options.grades not in (Path("graded"), options.folder):
        raise CourseError(f"are the grades in {options.folder} or in {options.grades}? Name one")
    graded: Path = (options.folder or options.grades).absolute()
    need_gradebook(graded)
    with writing_into(graded):
        write_settings(graded)
        for path in (graded / "autograded").glob("*/*"):
            (graded / CLASS_FOLDER / path.relative_to(graded / "autograded")).mkdir(
                parents=True, exist_ok=True)
    print("Formgrader opens at /formgrader/gradebook; in JupyterLab it is Nbgrader > Formgrader.\n"
          "It saves points and comments as you leave a field. Then run your course grade command "
          "again\nto bring them into grades.csv, report.html and the feedback pages.", flush=True)
    return subprocess.run(
        [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={graded}",
         "--LabApp.default_url=/formgrader/gradebook", "--LabApp.news_url=None",
         *_for_root()],
        cwd=graded, env=_environment(), check=False).returncode


def _for_root() -> list[str]:
    """Jupyter's permission for root, who may be the only user of a container."""
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _environment() -> dict[str, str]:
    """The environment with this Python's programs on PATH, where nbgrader looks for them."""
    folder = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": folder + os.pathsep + os.environ.get("PATH", "")}
