"""From a package to the first solved assignment, in an empty folder without the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from course.publish.kit import build_wheel
from course.publish.variants import code_cells
from tests.assignments import ASSIGNMENTS

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(600)]
SLUG = "01-tensors"


def solve(notebook: Path) -> None:
    """Paste the solutions into the cells of assignment 01."""
    code = code_cells(ASSIGNMENTS[SLUG])
    content = nbformat.read(notebook, as_version=4)
    for cell in content.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            cell.source = code[marks["grade_id"]]
    nbformat.write(content, notebook)


def test_install_start_solve_check(tmp_path: Path) -> None:
    seconds = from_package_to_solved(tmp_path)
    print(f"{seconds:.0f} seconds from an empty folder to a solved assignment")


def from_package_to_solved(scratch: Path) -> float:
    """Install the package, start the course, solve the first assignment: the seconds it takes."""
    wheel = build_wheel(scratch / "wheel")
    home = scratch / "newcomer"
    home.mkdir()
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(folder: Path, *command: object) -> str:
        done = subprocess.run([str(part) for part in command], cwd=folder, env=clean, text=True,
                              capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    begin = time.monotonic()
    run(home, sys.executable, "-m", "venv", ".venv")
    programs = home / ".venv" / ("Scripts" if os.name == "nt" else "bin")
    run(home, programs / "python", "-m", "pip", "install", "--quiet", wheel)
    said = run(home, programs / "course", "start")
    assert "cd autograd-course" in said
    folder = home / "autograd-course"
    solve(folder / f"{SLUG}.ipynb")
    said = run(folder, programs / "course", "check", "01")
    seconds = time.monotonic() - begin
    exercises = ASSIGNMENTS[SLUG].exercises
    assert said.count("All right.") == len(exercises), said
    assert "01-tensors" in run(folder, programs / "python", "-m", "course", "status")
    assert run(folder, programs / "course", "--version") == "course 0.1.0\n"
    lab = subprocess.run([programs / "course", "lab"], cwd=folder, env=clean, text=True,
                         capture_output=True, check=False)
    assert lab.returncode == 2
    assert "pip install jupyterlab" in lab.stderr
    return seconds
