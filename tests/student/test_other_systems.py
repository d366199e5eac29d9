"""A student's commands on a system without the modules and functions that only Unix has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

SLUG = "05-accumulation"
# sitecustomize is imported before all else, in each Python process that `course` starts too.
NO_UNIX = """\
import os, signal, sys
for name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty"):
    sys.modules[name] = None
for name in ("setitimer", "SIGALRM", "alarm", "ITIMER_REAL", "pthread_kill"):
    if hasattr(signal, name):
        delattr(signal, name)
for name in ("fork", "forkpty", "getuid", "geteuid", "killpg", "setsid"):
    if hasattr(os, name):
        delattr(os, name)
"""
RIGHT = "def add_contributions(contributions):\n    return np.sum(contributions, axis=0)"
WRONG = "def add_contributions(contributions):\n    return contributions[0] + 0"
ENDLESS = "def add_contributions(contributions):\n    while True:\n        pass"


@pytest.mark.parametrize(("answer", "told"), [
    (RIGHT, "add_contributions: 2 of 2 points. All right."),
    (WRONG, "FAIL"),
    pytest.param(ENDLESS, "it did not end in 5 seconds", marks=pytest.mark.long),
])
def test_start_check_and_status(tmp_path: Path, answer: str, told: str) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "sitecustomize.py").write_text(NO_UNIX, encoding="utf-8")

    def course(*arguments: str) -> str:
        program = "import sys; from course.cli import main; sys.exit(main(sys.argv[1:]))"
        code = f"import os; os.environ['PYTHONPATH'] = {str(tmp_path / 'without')!r}\n{program}"
        done = subprocess.run([sys.executable, "-c", NO_UNIX + code, *arguments], cwd=tmp_path,
                              capture_output=True, text=True, check=False)
        assert not done.stderr
        return done.stdout

    assert "work now holds 11 lessons and 11 assignments." in course("start", "work")
    path = tmp_path / "work" / f"{SLUG}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "add_contributions":
            cell.source = answer
    nbformat.write(notebook, path)
    assert told in course("check", "05")
    assert "Next: " in course("status")
