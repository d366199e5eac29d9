"""The kit: one zip file with everything that students get, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from course.errors import CourseError
from course.publish.source import ROOT
from course.student.handed_out import README as README_OF_FOLDER
from course.student.handed_out import files
from course.student.workplace import WORK, Workplace

KIT = "autograd-course-kit.zip"
LEFT_OUT = shutil.ignore_patterns(
    ".venv*", "build", ".git", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis", "work",
    "solutions", "tests", "assignments", "docs")

README = """\
# autograd-course

You need Python 3.11 or newer. Type these lines in a terminal, in the folder of this file, once:

    python3 -m venv .venv
    . .venv/bin/activate
    pip install "{wheel}[lab]"

On Windows the second line is `.venv\\Scripts\\activate`. Type it again in each new terminal: it
makes the command `course` known there. Then

    course lab

opens lessons and assignments in JupyterLab. They lie in the folder `work`; the `README.md` in it
says how to begin, which other commands there are, and what to hand in.
"""


class KitError(CourseError):
    """The kit could not be made; the message says why."""


def make_kit(out: Path) -> Path:
    """Write the kit into the folder `out` and return its path. Raises KitError."""
    out.mkdir(parents=True, exist_ok=True)
    target = out / KIT
    with tempfile.TemporaryDirectory() as scratch:
        wheel = build_wheel(Path(scratch))
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kit:
            kit.write(wheel, wheel.name)
            kit.writestr("README.md", README.format(wheel=wheel.name))
            work = Path(scratch) / WORK
            Workplace(work).start()
            for path in sorted(path for path in work.rglob("*") if path.is_file()):
                kit.write(path, path.relative_to(scratch))
    return target


def handed_out() -> Iterator[Path]:
    """The notebooks that students get, and the data files of assignments."""
    yield from (path for name, path in files().items() if name != README_OF_FOLDER)


def build_wheel(folder: Path) -> Path:
    """Build the installable package into `folder` and return its path. Raises KitError.

    It is built from a copy without the sources of assignments, which lies in `folder` too.
    """
    copy = clean_copy(folder)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps",
               "--disable-pip-version-check", "--wheel-dir", str(folder), str(copy)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise KitError(f"pip could not build the package: {run.stderr.strip().splitlines()[-1]}")
    return next(folder.glob("*.whl"))


def clean_copy(folder: Path) -> Path:
    """Copy what packages are built from to `folder`/copy and return that path."""
    shutil.copytree(ROOT, folder / "copy", ignore=LEFT_OUT)
    return folder / "copy"
